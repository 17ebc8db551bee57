"""How an answer differs from the reference's, in a sentence and one next step."""

from exercises.observation import TooLong
from exercises.story import as_array, show

import numpy as np

KINDS = {
    "b": "True and False",
    "i": "whole numbers",
    "u": "whole numbers",
    "f": "decimal numbers",
}
# Whole numbers will do where decimals are expected: their values are compared anyway.
FITTING = {"b": "b", "i": "iu", "u": "iu", "f": "fiu"}


def problem_of(seen, expected, tolerance) -> str | None:
    """How one call differs from another, in a sentence or two; None if it doesn't."""
    if seen.error or expected.error:
        return None if seen.error and expected.error else _error_advice(seen)
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


def _error_advice(seen) -> str:
    if seen.returned:
        return (
            "The check can't use what your function returns. What should it return? "
            "Its docstring says it; try `type(...)` on yours."
        )
    if isinstance(seen.error, TooLong):
        return "Which loop never ends? Print what it counts."
    if isinstance(seen.error, NameError):
        return "Is the name spelled as where it was defined?"
    return (
        "Run that line on its own with these arguments; print the shape of each part."
    )


def _value_problem(seen, expected, tolerance, what) -> str | None:
    if seen is None and expected is not None:
        return f"The {what} is None: is `return` missing?"
    if isinstance(expected, dict):
        if not isinstance(seen, dict) or seen.keys() != expected.keys():
            return f"Return a dictionary with the keys {', '.join(expected)}."
        parts = [(seen[key], expected[key], f"entry {key!r}") for key in expected]
    elif isinstance(expected, tuple):
        if not isinstance(seen, tuple | list) or len(seen) != len(expected):
            if what != "result":
                return f"The {what} is {show(seen)}, not {show(expected)}."
            return f"Return {len(expected)} values, with a comma between them."
        names = [f"{what} number {place + 1}" for place in range(len(expected))]
        parts = list(zip(seen, expected, names, strict=True))
    elif isinstance(expected, str) or expected is None:
        same = type(seen) is type(expected) and seen == expected
        return None if same else f"The {what} is {show(seen)}, not {show(expected)}."
    else:
        return _array_problem(seen, np.asarray(expected), tolerance, what)
    problems = [
        _value_problem(one, other, tolerance, name) for one, other, name in parts
    ]
    return next((problem for problem in problems if problem), None)


def _array_problem(seen, expected, tolerance, what) -> str | None:
    seen = as_array(seen)
    if expected.dtype.kind == "U":
        same = seen.shape == expected.shape and (seen == expected).all()
        return None if same else f"The {what} is {show(seen)}, not {show(expected)}."
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
            f"The {what} is {show(factor)} times the expected one, everywhere. "
            "Which factor is missing, or too many?"
        )
    error = np.abs(seen - expected)
    index = tuple(int(i) for i in np.unravel_index(error.argmax(), error.shape))
    place = f" at index {index}" if index else ""
    return (
        f"The {what} is off by {error[index]:.2g}{place}. "
        "Work that number out by hand, then print each step."
    )
