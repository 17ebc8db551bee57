"""In which cases an answer is wrong, and what is special about them."""

from exercises.checking.story import as_array

import numpy as np

LARGE = 100  # numbers beyond it are where formulas overflow
ENOUGH_RIGHT = 2  # right cases, before a weak fact about the wrong one is told


def where_wrong(cases, problems, told) -> str | None:
    """The wrong cases among some right ones, in words; None if there are no right ones.

    Args:
        cases: arguments by name.
        problems: what is wrong in each, None where nothing is.
        told: whether to tell what is special about the wrong ones.
    """
    wrong = [number for number, problem in enumerate(problems, 1) if problem]
    n_right = len(problems) - len(wrong)
    if n_right == 0 or len(problems) < len(cases):
        return None
    others = "the other is" if n_right == 1 else "the others are"
    text = f"{_listed(wrong)} of {len(cases)}, {others} right"
    weak = len(wrong) == 1 and n_right >= ENOUGH_RIGHT
    facts = _only_in(wrong, cases, weak) if told else []
    return f"{text}; only here {' and '.join(facts[:2])}" if facts else text


def _listed(numbers) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _only_in(wrong, cases, weak) -> list[str]:
    """The facts that hold in all wrong cases and in no other."""
    facts = [_facts(case, weak) for case in cases]
    in_all = set.intersection(*(set(facts[number - 1]) for number in wrong))
    elsewhere = {
        fact
        for number, own in enumerate(facts, 1)
        if number not in wrong
        for fact in own
    }
    return [fact for fact in facts[wrong[0] - 1] if fact in in_all - elsewhere]


def _facts(case, weak) -> list[str]:
    """What can be said of a case's arguments, with what tells less if `weak`."""
    found = {}
    for name, value in case.items():
        array = as_array(value)
        is_number = array.dtype.kind in "iuf"
        if array.dtype.kind == "b" and not array.shape:
            found[f"{name} is {bool(array)}"] = True
        elif is_number and not array.shape:
            found[f"{name} is {array:g}"] = array in (0, 1)
            found[f"{name} is negative"] = array < 0
        elif is_number and array.size:
            found |= _facts_of_array(name, array)
            found |= _weak_facts_of_array(name, array) if weak else {}
        elif isinstance(value, list | tuple | np.ndarray):
            found[f"{name} is empty"] = len(value) == 0
    return [fact for fact, holds in found.items() if holds]


def _facts_of_array(name, array) -> dict[str, bool]:
    return {
        f"{name} has numbers over {LARGE} in size": np.abs(array).max() > LARGE,
        f"{name} has a single number": array.size == 1,
        f"{name} has one row": array.ndim == 2 and array.shape[0] == 1,
        f"{name} has one column": array.ndim == 2 and array.shape[1] == 1,
    }


def _weak_facts_of_array(name, array) -> dict[str, bool]:
    return {
        f"{name} holds a 0": (array == 0).any(),
        f"{name} holds negative numbers": (array < 0).any(),
        f"{name} is not square": array.ndim == 2 and array.shape[0] != array.shape[1],
        f"{name} holds equal numbers": len(np.unique(array)) < array.size,
    }
