"""Whether an answer's value is the reference's, and if not, how it differs.

Right in any reasonable form is right: lists and tuples for arrays and for each other,
an array for a tuple of numbers, tensors, single precision, whole numbers as decimals,
True and False for 1 and 0. The values and the shapes must be the reference's.
"""

from exercises.checking.errors import error_advice
from exercises.checking.observation import leaves
from exercises.checking.story import as_array, capitalised, show

import numpy as np

NUMBERS = "biuf"  # the kinds of NumPy's types that hold numbers
WHOLE = "the result"  # what a value is called that is not a part of another
UNEXPLAINED = "Print each step for this case: which is the first that surprises you?"
ROUGH = {2: 2e-3, 4: 1e-5}  # tolerances of half and single precision, by bytes
FINE = 1e-9  # exercises with a smaller tolerance ask for double precision


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
    problem = value_problem(seen.value, expected.value, tolerance)
    accidents = seen.accidents - expected.accidents
    if problem is None and accidents:
        return (
            "The result is right, but on the way NumPy meets: "
            f"{', '.join(sorted(accidents))}. {_accident_advice(accidents)}"
        )
    if problem is not None and problem.endswith(("nan.", "inf.")):
        return f"{problem} {_accident_advice(accidents)}"
    return problem


def _error_advice(seen) -> str:
    if seen.returned:
        return (
            "The check can't use what your function returns. What should it return? "
            "Its docstring says it; try `type(...)` on yours."
        )
    return error_advice(seen.error)


def came_to_numbers(seen) -> bool:
    """Whether a call returned numbers, and none that is inf or nan."""
    return not (seen.error or seen.value is None or _is_lost(seen.value))


def _is_lost(value) -> bool:
    """Whether a number of a value is inf or nan, or something is no number at all."""
    arrays = [as_array(leaf) for leaf in leaves(value)]
    return not all(
        array.dtype.kind in NUMBERS and np.isfinite(array).all() for array in arrays
    )


def _accident_advice(accidents) -> str:
    """What leads to such an accident; an overflow first, as the others follow it."""
    if "overflow" in accidents:
        return (
            "A number became too large, as np.exp does above 709. Rewrite the formula "
            "so that no large number gets there."
        )
    if "divide by zero" in accidents:
        return "Something is divided by 0, or the log of 0 is taken. In which step?"
    if "invalid value" in accidents:
        return (
            "A step has no result: 0 / 0, inf - inf, or the root or log of a negative "
            "number. In which step?"
        )
    return (
        "nan comes from 0 / 0, inf - inf, or the root or log of a negative number, inf "
        "from a division by 0, the log of 0 or a large exp. In which step?"
    )


# Values


def parts_of(seen, expected, what=WHOLE) -> list[tuple] | None:
    """The parts (seen, expected, name) of a value, itself if it is one array.

    None where what was seen doesn't have the parts that are expected.
    """
    if isinstance(expected, dict):
        if not isinstance(seen, dict) or seen.keys() != expected.keys():
            return None
        return [(seen[key], expected[key], f"entry {key!r}") for key in expected]
    if not _has_parts(expected):
        return [(seen, expected, what)]
    if not isinstance(seen, tuple | list):
        rows = list(as_array(seen)) if as_array(seen).ndim else [seen]
        shapes = [as_array(part).shape for part in expected]
        seen = rows if [as_array(row).shape for row in rows] == shapes else [seen]
    if len(seen) != len(expected):
        return None
    whole = what.removeprefix("the ")
    names = [f"{whole} number {place + 1}" for place in range(len(expected))]
    return list(zip(seen, expected, names, strict=True))


def _has_parts(value) -> bool:
    """Whether it is several values, and not one array in the form of a list."""
    if isinstance(value, list):
        return as_array(value).dtype.kind == "O"
    return isinstance(value, tuple | dict)


def value_problem(seen, expected, tolerance, what=WHOLE) -> str | None:
    """How a value differs from the expected one; None if it doesn't."""
    if seen is None and expected is not None:
        return f"{capitalised(what)} is None: is `return` missing?"
    parts = parts_of(seen, expected, what)
    if parts is None:
        return _missing_parts(seen, expected, what)
    if not _has_parts(expected):
        return _part_problem(seen, expected, tolerance, what)
    problems = (value_problem(a, b, tolerance, name) for a, b, name in parts)
    return next((problem for problem in problems if problem), None)


def _missing_parts(seen, expected, what) -> str:
    if isinstance(expected, dict):
        return f"Return a dictionary with the keys {', '.join(expected)}."
    if what != WHOLE:
        return f"{capitalised(what)} is {show(seen)}, not {show(expected)}."
    return f"Return {len(expected)} values, with a comma between them."


def _part_problem(seen, expected, tolerance, what) -> str | None:
    wanted, array, it = as_array(expected), as_array(seen), capitalised(what)
    if wanted.dtype.kind not in NUMBERS:  # a word, words, or None
        same = array.dtype == wanted.dtype and _equal(seen, expected)
        return None if same else f"{it} is {show(seen)}, not {show(expected)}."
    if array.dtype.kind not in NUMBERS:
        return f"{it} is no array of numbers. What does each step return?"
    if array.shape != wanted.shape:
        return (
            f"{it} has shape {array.shape}, expected {wanted.shape}. "
            "Follow the shapes through your function, line by line."
        )
    rough = ROUGH.get(array.dtype.itemsize, 0.0) if array.dtype.kind == "f" else 0.0
    if tolerance > FINE:
        tolerance, rough = max(tolerance, rough), 0.0
    close = np.isclose(array, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)
    if not close.all() and np.allclose(array, wanted, rtol=rough, atol=rough):
        return (
            f"{it} is right to the few digits of {array.dtype}. More are asked for: "
            "keep to float64."
        )
    return None if close.all() else _number_problem(array, wanted, ~close, what)


def _equal(one, other) -> bool:
    """Whether two values that are no numbers are equal."""
    try:
        return bool(np.all(one == other))
    except Exception:  # an object may not compare with another
        return False


def _number_problem(seen, expected, wrong, what) -> str:
    it = capitalised(what)
    lost = ~np.isfinite(seen)
    if lost.any() and np.isfinite(expected).all():
        return f"{it} holds {seen[lost][0]}."
    if seen.dtype.kind == "b" != expected.dtype.kind:
        return f"{it} holds True and False, expected numbers. Which step compares?"
    if expected.dtype.kind == "b" and not np.isin(seen, (0, 1)).all():
        return f"{it} holds numbers, expected True and False. Compare, with > say."
    if expected.dtype.kind in "iu" and (seen != np.rint(seen)).any():
        return (
            f"{it} holds decimals, expected whole numbers. Which step divides, and "
            "should it be //?"
        )
    return f"{_which(seen, expected, wrong, what)} {UNEXPLAINED}"


def _which(seen, expected, wrong, what) -> str:
    """Which entries are wrong."""
    it = capitalised(what)
    if not wrong.shape and what == WHOLE:
        return f"{it} is too {'large' if seen > expected else 'small'}."
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    one, other = show(seen[index]), show(expected[index])
    if one == other:  # what differs is in later digits
        one, other = show(seen[index], 12), show(expected[index], 12)
    if not wrong.shape:
        return f"{it} is {one}, expected {other}."
    first = f"at index {index if len(index) > 1 else index[0]}: {one}, expected {other}"
    if wrong.all():
        return f"No entry of {what} is right; the first is {first}."
    for axis, line in enumerate(["Row", "Column"] if wrong.ndim == 2 else []):
        lines = np.moveaxis(wrong, axis, 0)
        if (lines.all(axis=1) == lines.any(axis=1)).all():
            numbers = [str(i) for i in np.flatnonzero(lines.any(axis=1))]
            if len(numbers) == 1:
                return f"{line} {numbers[0]} of {what} is wrong, the rest is right."
            listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
            return f"{line}s {listed} of {what} are wrong, the rest is right."
    counted = f"{wrong.size - wrong.sum()} of {wrong.size} entries of {what} are right"
    return f"{counted}; the first wrong one is {first}."
