"""In which cases an answer is wrong, and what is special about them."""

from exercises.story import as_array

import numpy as np


def where_wrong(cases, problems) -> str | None:
    """The wrong cases among some right ones, in words; None if there are no right ones.

    cases: arguments by name; problems: what is wrong in each, None where nothing is.
    """
    wrong = [number for number, problem in enumerate(problems, 1) if problem]
    if len(wrong) == len(problems) or len(problems) < len(cases):
        return None
    numbers = " and ".join(map(str, wrong))
    features = [_features(case) for case in cases]
    inside = set.intersection(*(set(features[number - 1]) for number in wrong))
    outside = {
        feature
        for own, problem in zip(features, problems, strict=True)
        if not problem
        for feature in own
    }
    own = [feature for feature in features[wrong[0] - 1] if feature in inside - outside]
    only = f"; only here {' and '.join(own[:2])}" if own else ""
    others = "the other is" if len(problems) - len(wrong) == 1 else "the others are"
    return f"{numbers} of {len(cases)}, {others} right{only}"


def _features(case) -> list[str]:
    """What can be said of a case's arguments, the most telling first."""
    found = []
    for name, value in case.items():
        array = as_array(value)
        if array.dtype.kind == "b" and not array.shape:
            found.append(f"{name} is {bool(array)}")
        elif array.dtype.kind in "iuf" and not array.shape:
            found += [f"{name} is {array:g}"] if array in (0, 1) else []
            found += [f"{name} is negative"] if array < 0 else []
        elif array.dtype.kind in "iuf" and array.size:
            found += _array_features(name, array)
        elif isinstance(value, list | tuple | np.ndarray) and len(value) == 0:
            found.append(f"{name} is empty")
    return found


def _array_features(name, array) -> list[str]:
    facts = {
        f"{name} has numbers over 100 in size": np.abs(array).max() > 100,
        f"{name} holds a 0": (array == 0).any(),
        f"{name} holds negative numbers": (array < 0).any(),
        f"{name} has one row": array.ndim == 2 and len(array) == 1,
        f"{name} has one column": array.ndim == 2 and array.shape[1] == 1,
        f"{name} has a single number": array.size == 1,
        f"{name} is not square": array.ndim == 2 and array.shape[0] != array.shape[1],
        f"{name} holds equal numbers": len(np.unique(array)) < array.size,
    }
    return [fact for fact, holds in facts.items() if holds]
