"""What every exercise is made of, and what its check says to an answer.

A function to write, with its cases, hints and known mistakes, which are code too::

    @exercise(
        cases=[dict(x=np.array([1.0, 2.0]), w=np.array([3.0, -1.0]), b=0.5)],
        hints=["How many numbers come out?", "Multiply, then add up.", "Use x @ w."],
    )
    def weighted_sum(x, w, b):
        return x @ w + b

    @weighted_sum.mistake("The bias is missing: add b to the sum.")
    def without_bias(x, w, b):
        return x @ w

With ``kind="find the fault"`` the learner gets a function that is there already, and
mends it. It stands in the module as it stands in the notebook::

    @exercise(cases=..., hints=..., kind="find the fault")
    def accuracy(y, y_pred):
        return np.mean(y == y_pred)

    @accuracy.fault
    def accuracy(y, y_pred):
        return np.mean(y != y_pred)

With ``kind="use Keras"`` the function returns a layer, a model or an optimizer, and
``look`` turns it into plain values that can be compared::

    def units_and_outputs(layer, n_units):
        outputs = layer(np.ones((2, 3)))
        return {"parameters": layer.count_params(), "shape": outputs.shape}

    @exercise(cases=..., hints=..., kind="use Keras", look=units_and_outputs)
    def make_layer(n_units):
        return keras.layers.Dense(n_units)

A question with a few possible answers is a ``choose``; see there. In the notebook the
learner calls ``weighted_sum.check(their_function)``, ``.hint()`` and ``.solution()``.
A check compares behaviour only: what the function returns in each case, whether it
changes its arguments, whether its numbers overflow.
"""

import contextlib
import inspect
import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from exercises.checking.borrowed import borrowed
from exercises.checking.choice import ChoiceExercise, choose
from exercises.checking.comparison import UNEXPLAINED, came_to_numbers, problem_of
from exercises.checking.observation import Observation, observe
from exercises.checking.outcome import (
    CORRECT,
    FIND,
    INCORRECT,
    KERAS,
    NOT_ATTEMPTED,
    WRITE,
    Exercise,
    Outcome,
)
from exercises.checking.recognise import Attempt, no_effect, recognise
from exercises.checking.special import where_wrong
from exercises.checking.story import show, story
from exercises.checking.variants import as_if

import numpy as np

__all__ = [
    "CORRECT",
    "INCORRECT",
    "NOT_ATTEMPTED",
    "ChoiceExercise",
    "Exercise",
    "FunctionExercise",
    "Outcome",
    "choose",
    "exercise",
    "source_of",
]

UNFINISHED = "a `...` is still there, replace it with your code"


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and the message that helps them on."""

    function: Callable
    message: str


@dataclass(eq=False, kw_only=True, repr=False)
class FunctionExercise(Exercise):
    """An exercise whose answer is a function, named after its reference.

    Args:
        reference: the solution that is shown; of its module it uses only ``np`` and
            ``keras``.
        cases: arguments by name, in the reference's order. The first should be small
            enough to follow by hand; together they must tell the mistakes apart.
        look: look(returned, **case) gives a dictionary of plain values and arrays,
            which are compared in place of what a function returns.
        tolerance: an answer fits where |answer - expected| is at most
            tolerance * (1 + |expected|).
        time_limit: seconds for each call of the learner's function.
    """

    reference: Callable
    cases: Sequence[dict[str, Any]]
    look: Callable | None = None
    tolerance: float = 1e-6
    time_limit: float = 5.0
    mistakes: list[Mistake] = field(default_factory=list, init=False)
    faulty: Callable | None = field(default=None, init=False)

    def __post_init__(self):
        if self.kind not in (WRITE, FIND, KERAS):
            kinds = f"{WRITE!r}, {FIND!r} or {KERAS!r}"
            raise ValueError(f"kind={self.kind!r} of {self.name}: write {kinds}")
        if self.kind == KERAS and self.look is None:
            raise ValueError(f"{self.name} uses Keras: give look= to read its result")

    @property
    def name(self) -> str:
        return self.reference.__name__

    @property
    def module(self) -> str:
        return self.reference.__module__

    def __repr__(self):
        return f"exercise {self.name}{inspect.signature(self.reference)}"

    def mistake(self, message: str) -> Callable[[Callable], Callable]:
        """Decorate a known mistake with its message: what is wrong, what to try."""

        def add(function):
            self.mistakes.append(Mistake(function, message))
            return function

        return add

    def fault(self, function: Callable):
        """Decorate the function with the fault, as it stands in the notebook.

        It may have the exercise's own name, which then still means the exercise.
        """
        self.faulty = function
        return self if function.__name__ == self.name else function

    def _judge(self, answer) -> Outcome:
        with np.errstate(all="ignore"):  # comparing huge or zero numbers warns nobody
            return self._judge_function(answer)

    def _judge_function(self, answer) -> Outcome:
        """Call ``answer`` in every case and compare it with the reference.

        Lists will do for arrays and whole numbers for decimals; the shape must be the
        reference's. Only KeyboardInterrupt gets out of the learner's code. A call that
        takes longer than ``time_limit`` is stopped at its next line of Python: one long
        operation inside NumPy can't be, nor a loop with a bare ``except``.
        """
        if answer is ...:
            return self._not_attempted(UNFINISHED)
        problem = self._calling_problem(answer)
        if problem:
            return self._incorrect([], problem)
        seen = []
        for case in self.cases:
            seen.append(observe(answer, case, self.time_limit, self.look))
            if seen[-1].unfinished:
                return self._not_attempted(UNFINISHED)
            if seen[-1].too_long:
                break
        expected = self._observe_all(self.reference)
        problems = self._problems(seen, expected)
        if not any(problems):
            cases = f"in all {len(seen)} cases" if len(seen) > 1 else "in its one case"
            return Outcome(CORRECT, f"{CORRECT}  {self.name}, {cases}")
        if self._has_the_fault(seen):
            return self._not_attempted(
                "it does what it did before; find the fault and mend it"
            )
        return self._explained(answer, seen, expected, problems)

    def _explained(self, answer, seen, expected, problems) -> Outcome:
        """The story of the first wrong case, and the best advice that there is.

        First comes what fits all cases, then what is taken from the notebook, then what
        fits the wrong cases alone.
        """
        first = next(i for i, problem in enumerate(problems) if problem)
        attempt = self._attempt(answer, seen, expected)
        advice = self._known_mistake(seen, problems) or recognise(attempt)
        where = where_wrong(self.cases, problems, told=not advice)
        advice = (
            advice
            or borrowed(
                answer, self.cases[first], seen[first], expected[first], self.tolerance
            )
            or self._known_mistake(seen, problems, came_to_numbers)
            or (not self.look and as_if(attempt))
            or no_effect(attempt)
            or self._recognised_in_part(answer, seen, expected, problems)
            or problems[first]
        )
        if advice.endswith(UNEXPLAINED):
            if self.look:
                advice = advice.replace(UNEXPLAINED, "Which argument decides that?")
            advice += f" For a hint: ex.{self.name}.hint()"
        lines = story(self.cases[first], seen[first], expected[first])
        if where:
            lines.insert(0, f"case      {where}")
        return self._incorrect(lines, advice)

    def _recognised_in_part(self, answer, seen, expected, problems) -> str | None:
        """What is recognised in the cases that are wrong and end without an error."""
        chosen = [i for i, problem in enumerate(problems) if problem]
        if seen[chosen[0]].error:
            return None
        chosen = [i for i in chosen if not seen[i].error]
        whole = len(chosen) == len(seen)
        part = self._attempt(answer, seen, expected, chosen)
        return None if whole else recognise(part)

    def _attempt(self, answer, seen, expected, chosen=None) -> Attempt:
        """What was seen, for the recogniser; in the chosen cases alone, if given."""
        chosen = range(len(seen)) if chosen is None else chosen

        def call(case):
            with contextlib.redirect_stdout(io.StringIO()):
                return observe(answer, case, self.time_limit, self.look)

        return Attempt(
            cases=[self.cases[i] for i in chosen],
            seen=[seen[i] for i in chosen],
            expected=[expected[i] for i in chosen],
            call=call,
            call_reference=lambda case: observe(self.reference, case, look=self.look),
            tolerance=self.tolerance,
        )

    def _calling_problem(self, answer) -> str | None:
        """Why ``answer`` can't be called like the reference; None if it can."""
        if not callable(answer):
            return (
                f"check needs your function itself, got {show(answer)}. Write "
                f"check({self.name}), without parentheses behind the name."
            )
        try:
            signature = inspect.signature(answer)
        except ValueError:  # a function written in C may have none
            return None
        names = list(signature.parameters)
        expected = list(inspect.signature(self.reference).parameters)
        swapped = names != expected and sorted(names) == sorted(expected)
        try:
            signature.bind(*expected)
        except TypeError:
            swapped = True
        advice = f"Write the parameters ({', '.join(expected)}), in this order"
        return f"{advice}: your function has {signature}." if swapped else None

    def _observe_all(self, function) -> list[Observation]:
        return [observe(function, case, look=self.look) for case in self.cases]

    def _problems(self, seen, expected) -> list[str | None]:
        """What is wrong in each case, None where nothing is, up to the last seen."""
        pairs = zip(seen, expected, strict=False)
        return [problem_of(one, other, self.tolerance) for one, other in pairs]

    def _has_the_fault(self, seen) -> bool:
        """Whether the answer does in every case what the faulty function does."""
        if self.faulty is None:
            return False
        made = self._observe_all(self.faulty)
        alike = len(seen) == len(made) and not any(self._problems(seen, made))
        return alike and all(
            one.fails_like(other)
            for one, other in zip(seen, made, strict=True)
            if one.error
        )

    def _known_mistake(self, seen, problems, counts=lambda one: True) -> str | None:
        """The message of the first mistake that does what was seen in every case.

        A wrong value must be among it: that two functions fail makes them not alike.
        Only cases that count are compared, as a second mistake may break the others.
        """
        chosen = [i for i, one in enumerate(seen) if counts(one)]
        if not any(problems[i] and not seen[i].error for i in chosen):
            return None
        for mistake in self.mistakes:
            made = self._observe_all(mistake.function)
            pairs = ([seen[i] for i in chosen], [made[i] for i in chosen])
            if not any(self._problems(*pairs)):
                return mistake.message
        return None

    def _solution(self) -> str:
        return source_of(self.reference)


def exercise(**options) -> Callable[[Callable], FunctionExercise]:
    """Decorate a reference to make it an exercise with these options."""
    return lambda reference: FunctionExercise(reference=reference, **options)


def source_of(function, name=None) -> str:
    """The source of a function without its decorators, under another name if given."""
    source = textwrap.dedent(inspect.getsource(function))
    start = f"def {function.__name__}("
    body = source[source.index(start) + len(start) :].rstrip()
    return f"def {name or function.__name__}({body}"
