"""Exercises whose answer is one of a few options."""

import inspect
from dataclasses import dataclass
from typing import Any

from exercises.checking.outcome import CHOOSE, CORRECT, Exercise, Outcome
from exercises.checking.story import show


@dataclass(eq=False, kw_only=True, repr=False)
class ChoiceExercise(Exercise):
    """An exercise whose answer is the letter of an option; `choose` makes it."""

    options: dict[str, str]
    right: str
    because: str
    reasons: dict[str, str]
    namespace: dict[str, Any]  # of the module where it has its name
    kind: str = CHOOSE

    def __post_init__(self):
        wrong = [letter for letter in self.options if letter != self.right]
        if self.right not in self.options:
            raise ValueError(f"right={self.right!r} is none of {list(self.options)}")
        if sorted(self.reasons) != sorted(wrong):
            raise ValueError(
                f"reasons are given for {sorted(self.reasons)}; give one for each "
                f"wrong option, which are {wrong}"
            )

    @property
    def name(self) -> str:
        names = (name for name, value in self.namespace.items() if value is self)
        return next(names, "your choice")

    @property
    def module(self) -> str:
        return self.namespace["__name__"]

    def __repr__(self):
        return f"exercise {self.name}, {self._letters()}"

    def _letters(self) -> str:
        *first, last = [f'"{letter}"' for letter in self.options]
        return f"{', '.join(first)} or {last}"

    def _judge(self, answer) -> Outcome:
        if answer is ... or (isinstance(answer, str) and not answer.strip()):
            return self._not_attempted(f"answer with {self._letters()}")
        letter = self._letter_of(answer)
        if letter is None:
            advice = f"Answer with one letter in quotation marks: {self._letters()}."
            return self._incorrect([f"seen      {show(answer)}"], advice)
        chosen = f"{letter}: {self.options[letter]}"
        if letter == self.right:
            message = f"{CORRECT}  {self.name}, {chosen}\n  because   {self.because}"
            return Outcome(CORRECT, message)
        return self._incorrect([f"seen      {chosen}"], self.reasons[letter])

    def _letter_of(self, answer) -> str | None:
        """The option that is meant by "b", "B", " b ", "b)" or "(b)"; None if none."""
        if not isinstance(answer, str):
            return None
        plain = answer.strip(" \t\n().:'\"*").lower()
        letters = {letter.lower(): letter for letter in self.options}
        return letters.get(plain)

    def _solution(self) -> str:
        return f'"{self.right}": {self.options[self.right]}\n{self.because}'


def choose(*, options, right, because, reasons, hints) -> ChoiceExercise:
    """Make a question whose answer is one of a few options, named by its variable.

    Args:
        options: {"a": text, "b": text, ...}; the texts stand in the notebook, too.
        right: the letter of the right one.
        because: why it is right, printed with the ✓.
        reasons: for each other letter why it is wrong, and one next step.
        hints: as in every exercise.

    Raises ValueError where `right` is no option or an option has no reason.
    """
    namespace = inspect.currentframe().f_back.f_globals
    return ChoiceExercise(
        options=options,
        right=right,
        because=because,
        reasons=reasons,
        hints=hints,
        namespace=namespace,
    )
