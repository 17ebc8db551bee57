"""What every exercise is made of: a reference, its cases, hints and known mistakes.

The mistakes are code too, each with the message that it should draw::

    @exercise(
        cases=[dict(x=np.array([1.0, 2.0]), w=np.array([3.0, -1.0]), b=0.5)],
        hints=["How many numbers come out?", "Multiply, then add up.", "Use x @ w."],
    )
    def weighted_sum(x, w, b):
        return x @ w + b

    @weighted_sum.mistake("The bias is missing: add b to the sum.")
    def without_bias(x, w, b):
        return x @ w

In the notebook the learner calls ``weighted_sum.check(their_function)``, ``.hint()``
and ``.solution()``. A check compares behaviour only: what the function returns in
each case, whether it changes its arguments, whether its numbers overflow.
"""

import copy
import inspect
import linecache
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

CORRECT, INCORRECT, NOT_ATTEMPTED = "✓ correct", "✗ not yet", "… not attempted"
LARGEST_PRINTED = 12  # an array with more entries is printed as its shape
KINDS = {
    "b": "True and False",
    "i": "whole numbers",
    "u": "whole numbers",
    "f": "decimal numbers",
}
# Whole numbers will do where decimals are expected: their values are compared anyway.
FITTING = {"b": "b", "i": "iu", "u": "iu", "f": "fiu"}


@dataclass(frozen=True)
class Outcome:
    """What a check found: CORRECT, INCORRECT or NOT_ATTEMPTED, and the printed text."""

    status: str
    message: str

    def _ipython_display_(self):
        """Show nothing in a notebook, as the message was printed."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and the message that helps them on."""

    function: Callable
    message: str


@dataclass(eq=False)
class Exercise:
    """One exercise, named after its reference.

    Args:
        reference: the solution that is shown; of its module it uses only ``np``.
        cases: arguments by name, in the reference's order. The first should be small
            enough to follow by hand; together they must tell the mistakes apart.
        hints: from a nudge to nearly the answer.
        tolerance: an answer fits where |answer - expected| is at most
            tolerance * (1 + |expected|).
        time_limit: seconds for each call of the learner's function.
    """

    reference: Callable
    cases: Sequence[dict[str, Any]]
    hints: Sequence[str]
    tolerance: float = 1e-6
    time_limit: float = 5.0
    mistakes: list[Mistake] = field(default_factory=list, init=False)
    hints_shown: int = field(default=0, init=False)

    @property
    def name(self) -> str:
        return self.reference.__name__

    def __repr__(self):
        return f"exercise {self.name}{inspect.signature(self.reference)}"

    def mistake(self, message: str) -> Callable[[Callable], Callable]:
        """Decorate a known mistake with its message: what is wrong, what to try."""

        def add(function):
            self.mistakes.append(Mistake(function, message))
            return function

        return add

    def check(self, answer: Callable) -> Outcome:
        """Call ``answer`` in every case and print how it compares with the reference.

        Lists will do for arrays and whole numbers for decimals; the shape must be the
        reference's. Only KeyboardInterrupt gets out of the learner's code. A call that
        takes longer than ``time_limit`` is stopped at its next line of Python: one long
        operation inside NumPy can't be, nor a loop with a bare ``except``.

        Raises:
            AssertionError: the answer is wrong or missing, and a grader runs the
                notebook (the environment variable NBGRADER_EXECUTION is set).
        """
        with np.errstate(all="ignore"):  # comparing huge or zero numbers warns nobody
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
        """Print the reference's source."""
        source = inspect.getsource(self.reference)
        print(source[source.index(f"def {self.name}(") :].rstrip())

    def _judge(self, answer) -> Outcome:
        if answer is ...:
            return self._not_attempted()
        problem = self._calling_problem(answer)
        if problem:
            return self._incorrect([], problem)
        seen = []
        for case in self.cases:
            seen.append(_observe(answer, case, self.time_limit))
            if seen[-1].unfinished:
                return self._not_attempted()
            if seen[-1].too_long:
                break
        expected = [_observe(self.reference, case) for case in self.cases]
        problems = self._problems(seen, expected)
        if not any(problems):
            return Outcome(CORRECT, f"{CORRECT}  {self.name}, in all {len(seen)} cases")
        first = next(i for i, problem in enumerate(problems) if problem)
        story = _story(self.cases[first], seen[first], expected[first])
        # Two mistakes may come together: then the one that shows first is named.
        known = self._known_mistake(seen, problems) or self._known_mistake(
            seen[: first + 1], problems
        )
        return self._incorrect(story, known or problems[first])

    def _calling_problem(self, answer) -> str | None:
        """Why ``answer`` can't be called like the reference; None if it can."""
        if not callable(answer):
            return (
                f"check needs your function itself, got {_show(answer)}. Write "
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

    def _problems(self, seen, expected) -> list[str | None]:
        """What is wrong in each case, None where nothing is, up to the last seen."""
        pairs = zip(seen, expected, strict=False)
        return [_problem(one, other, self.tolerance) for one, other in pairs]

    def _known_mistake(self, seen, problems) -> str | None:
        """The message of the first mistake that does what was seen in every case.

        A wrong value must be among it: that two functions fail makes them not alike.
        """
        wrong = [one for one, problem in zip(seen, problems, strict=False) if problem]
        if all(one.error for one in wrong):
            return None
        for mistake in self.mistakes:
            made = [_observe(mistake.function, case) for case in self.cases]
            if not any(self._problems(seen, made)):
                return mistake.message
        return None

    def _incorrect(self, story, advice) -> Outcome:
        lines = [f"{INCORRECT}  {self.name}", *story, f"next      {advice}"]
        return Outcome(INCORRECT, "\n  ".join(lines))

    def _not_attempted(self) -> Outcome:
        advice = "a `...` is still there, replace it with your code"
        return Outcome(NOT_ATTEMPTED, f"{NOT_ATTEMPTED}  {self.name}: {advice}")


def exercise(**options) -> Callable[[Callable], Exercise]:
    """Decorate a reference to make it an ``Exercise`` with these options."""
    return lambda reference: Exercise(reference, **options)


# What a function does


class _TooLong(BaseException):
    """The time is up; BaseException, so that no ``except Exception`` stops it."""

    def __str__(self):
        return "still running at the time limit"


@dataclass(frozen=True)
class _Observation:
    """What one call did."""

    value: Any
    error: BaseException | None
    changed: list[str]  # the names of the arguments that it changed
    accidents: set[str]  # "overflow", "divide by zero", "invalid value"

    @property
    def too_long(self) -> bool:
        return isinstance(self.error, _TooLong)

    @property
    def unfinished(self) -> bool:
        """Whether it met a ``...`` of the starter."""
        if isinstance(self.error, TypeError | AttributeError):
            return "ellipsis" in str(self.error)
        unwritten = isinstance(self.error, NotImplementedError)
        return unwritten or any(leaf is ... for leaf in _leaves(self.value))


def _observe(function, case, time_limit=None) -> _Observation:
    """Call ``function`` with copies of a case's arguments, and watch."""
    arguments = copy.deepcopy(case)
    value, error, accidents = None, None, set()
    tracer = sys.gettrace()
    with np.errstate(
        all="call", under="ignore", call=lambda kind, _: accidents.add(kind)
    ):
        try:
            if time_limit is not None:
                sys.settrace(_stop_after(time_limit))
            value = function(*arguments.values())
        except (Exception, SystemExit, _TooLong) as raised:
            error = raised
        finally:
            sys.settrace(tracer)
    changed = [name for name in case if not _equal(arguments[name], case[name])]
    return _Observation(value, error, changed, accidents)


def _stop_after(seconds):
    deadline = time.monotonic() + seconds

    def trace(frame, event, argument):  # pragma: no cover, as it replaces the meter
        if time.monotonic() > deadline:
            raise _TooLong
        return trace

    return trace


def _leaves(value) -> list:
    """The arrays and numbers inside dictionaries, tuples and lists."""
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, np.ndarray) and value.dtype == object:
        value = list(value.flat)
    if not isinstance(value, list | tuple):
        return [value]
    return [leaf for part in value for leaf in _leaves(part)]


def _equal(one, other) -> bool:
    one, other = _leaves(one), _leaves(other)
    return len(one) == len(other) and all(map(np.array_equal, one, other))


# What is wrong with it, and one next step


def _problem(seen, expected, tolerance) -> str | None:
    """How one call differs from another, in a sentence or two; None if it doesn't."""
    if seen.error or expected.error:
        return None if seen.error and expected.error else _error_advice(seen.error)
    if seen.changed != expected.changed:
        names = " and ".join(seen.changed)
        return (
            f"Your function changes {names} itself, and its caller keeps the changed "
            "values. Compute a new array: `a = a + 1` makes one, `a += 1` does not."
        )
    problem = _value_problem(seen.value, expected.value, tolerance, "result")
    accidents = ", ".join(sorted(seen.accidents - expected.accidents))
    if problem is None and accidents:
        return (
            f"The result is right, but on the way NumPy meets: {accidents}. "
            "Which step leaves the range of numbers?"
        )
    return problem


def _error_advice(error) -> str:
    if isinstance(error, _TooLong):
        return "Which loop never ends? Print what it counts."
    if isinstance(error, NameError):
        return "Is the name spelled as where it was defined?"
    return (
        "Run that line on its own with these arguments; print the shape of each part."
    )


def _value_problem(seen, expected, tolerance, what) -> str | None:
    if seen is None:
        return f"The {what} is None: is `return` missing?"
    if isinstance(expected, dict):
        if not isinstance(seen, dict) or seen.keys() != expected.keys():
            return f"Return a dictionary with the keys {', '.join(expected)}."
        parts = [(seen[key], expected[key], f"entry {key!r}") for key in expected]
    elif isinstance(expected, tuple):
        if not isinstance(seen, tuple | list) or len(seen) != len(expected):
            return f"Return {len(expected)} values, with a comma between them."
        names = [f"result number {place + 1}" for place in range(len(expected))]
        parts = list(zip(seen, expected, names, strict=True))
    else:
        return _array_problem(seen, np.asarray(expected), tolerance, what)
    problems = [
        _value_problem(one, other, tolerance, name) for one, other, name in parts
    ]
    return next((problem for problem in problems if problem), None)


def _array_problem(seen, expected, tolerance, what) -> str | None:
    seen = _as_array(seen)
    if seen.dtype.kind not in KINDS:
        return f"The {what} is no array of numbers. What does each step return?"
    if seen.shape != expected.shape:
        return (
            f"The {what} has shape {seen.shape}, expected {expected.shape}. "
            "Follow the shapes through your function, line by line."
        )
    if seen.dtype.kind not in FITTING[expected.dtype.kind]:
        return (
            f"The {what} holds {KINDS[seen.dtype.kind]} ({seen.dtype}), expected "
            f"{KINDS[expected.dtype.kind]}. Which step chooses the type?"
        )
    if np.allclose(seen, expected, rtol=tolerance, atol=tolerance, equal_nan=True):
        return None
    lost = ~np.isfinite(seen)
    if lost.any():
        return (
            f"The {what} holds {seen[lost][0]}: a number became too large, or a "
            "division had no result. Print each step to see where it begins."
        )
    return _number_problem(seen.astype(float), expected.astype(float), tolerance, what)


def _number_problem(seen, expected, tolerance, what) -> str:
    close = dict(rtol=tolerance, atol=tolerance)
    if np.allclose(seen, -expected, **close):
        return f"The {what} has the opposite sign everywhere. Where is a minus missing?"
    factor = np.vdot(expected, seen) / np.vdot(expected, expected)
    if seen.size > 1 and seen.any() and np.allclose(seen, factor * expected, **close):
        return (
            f"The {what} is {_show(factor)} times the expected one, everywhere. "
            "Which factor is missing, or too many?"
        )
    error = np.abs(seen - expected)
    index = tuple(int(i) for i in np.unravel_index(error.argmax(), error.shape))
    place = f" at index {index}" if index else ""
    return (
        f"The {what} is off by {error[index]:.2g}{place}. "
        "Work that number out by hand, then print each step."
    )


# What is shown


def _story(case, seen, expected) -> list[str]:
    """The arguments, what was seen and what was expected."""
    if seen.error:
        given = [f"{name} {_shape(value)}" for name, value in case.items()]
        reason = str(seen.error).partition("\n")[0]
        happened = [f"{type(seen.error).__name__.strip('_')}: {reason}"]
        happened += _place(seen.error)
    else:
        given = [f"{name} = {_show(value)}" for name, value in case.items()]
        happened = [_show(seen.value)]
    return [
        f"with      {', '.join(given)}",
        f"seen      {happened[0]}",
        *(f"in        {line}" for line in happened[1:]),
        f"expected  {_show(expected.value)}",
    ]


def _place(error) -> list[str]:
    """The last line of the learner's own code on the way to an error, if known."""
    frames = [
        (frame.f_code, number)
        for frame, number in traceback.walk_tb(error.__traceback__.tb_next)
        if "-packages" not in frame.f_code.co_filename
    ]
    own = [step for step in frames if step[0].co_filename == frames[0][0].co_filename]
    return [
        f"line {number - code.co_firstlineno + 1} of {code.co_name}: "
        f"{linecache.getline(code.co_filename, number).strip()}"
        for code, number in own[-1:]
    ]


def _as_array(value) -> np.ndarray:
    try:
        return np.asarray(value)
    except (TypeError, ValueError):  # for instance rows of different lengths
        return np.asarray(None)


def _show(value) -> str:
    """A value in one line, rounded, so that every computer prints the same."""
    if isinstance(value, tuple):
        return f"({', '.join(_show(part) for part in value)})"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_show(part)}" for key, part in value.items())
    array = _as_array(value)
    if array.dtype.kind not in KINDS:
        return "None" if value is None else f"a {type(value).__name__}"
    if array.size > LARGEST_PRINTED:
        return f"an array of shape {array.shape}"
    if array.dtype.kind == "f":
        array = np.round(array.astype(float), 4) + 0.0  # -0.0 + 0.0 is 0.0
    return str(array.tolist())


def _shape(value) -> str:
    shape = _as_array(value).shape
    return f"of shape {shape}" if shape else f"= {_show(value)}"
