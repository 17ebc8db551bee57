"""What all exercises share: three outcomes, hints, a solution."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

CORRECT, INCORRECT, NOT_ATTEMPTED = "✓ correct", "✗ not yet", "… not attempted"
WRITE, CHOOSE, FIND, KERAS = "write", "choose", "find the fault", "use Keras"


@dataclass(frozen=True)
class Outcome:
    """What a check found: CORRECT, INCORRECT or NOT_ATTEMPTED, and the printed text."""

    status: str
    message: str

    def _ipython_display_(self):
        """Show nothing in a notebook, as the message was printed."""


@dataclass(eq=False, kw_only=True)
class Exercise:
    """What all kinds share; a kind adds `name`, `_judge(answer)` and `_solution()`.

    Args:
        hints: from a nudge to a step before the answer.
        kind: "write", "choose", "find the fault" or "use Keras".
    """

    hints: Sequence[str]
    kind: str = WRITE
    hints_shown: int = field(default=0, init=False)

    def check(self, answer) -> Outcome:
        """Print how the learner's answer compares, and return it as an Outcome.

        Raises:
            AssertionError: the answer is wrong or missing, and a grader runs the
                notebook (the environment variable NBGRADER_EXECUTION is set).
        """
        outcome = self._judge(answer)
        if os.environ.get("NBGRADER_EXECUTION") and outcome.status != CORRECT:
            raise AssertionError(outcome.message)
        print(outcome.message)
        return outcome

    def hint(self) -> None:
        """Print the next hint; the last one repeats."""
        self.hints_shown = min(self.hints_shown + 1, len(self.hints))
        text = self.hints[self.hints_shown - 1]
        print(f"hint {self.hints_shown} of {len(self.hints)}: {text}")

    def solution(self) -> None:
        """Print the answer."""
        print(self._solution())

    def _incorrect(self, lines, advice) -> Outcome:
        lines = [f"{INCORRECT}  {self.name}", *lines, f"next      {advice}"]
        return Outcome(INCORRECT, "\n  ".join(lines))

    def _not_attempted(self, advice) -> Outcome:
        return Outcome(NOT_ATTEMPTED, f"{NOT_ATTEMPTED}  {self.name}: {advice}")
