"""Answers that would be right for other arguments: without a bias, for U.T, from zeros.

    as_if(attempt) -> "That would be right if b were 0. …", or None

The reference is called with one argument changed, or with two that changed places. What
it returns must be the answer in every case, in two different wrong numbers or more.
"""

import itertools
from collections.abc import Iterator

from exercises.checking.relations import wrong_numbers
from exercises.checking.story import as_array

import numpy as np


def as_if(attempt) -> str | None:
    """Say for which other arguments the answer would be right; None if for none."""
    pairs = [pair for pairs in attempt.results.values() for pair in pairs]
    wrong = set().union(*(wrong_numbers(pair) for pair in pairs))
    if len(wrong) < 2:
        return None
    for change, sentence in _changes(attempt.cases):
        if _explains(change, attempt):
            return sentence
    return None


def _explains(change, attempt) -> bool:
    """Whether the reference does in each changed case what the answer does."""
    for case, (value, _) in zip(attempt.cases, attempt.values, strict=True):
        other = change(case)
        if other is None:
            return False
        right = attempt.call_reference({**case, **other})
        if right.error or not attempt.same(value, right.value):
            return False
    return True


def _changes(cases) -> Iterator[tuple]:
    """Yield (function of a case that returns the changed arguments, sentence)."""
    names = list(cases[0])
    for make, what in CHANGES:
        for name in names:
            yield (
                lambda case, n=name, f=make: _changed(n, f, case),
                f"That would be right if {name} were {what}. Where do you use {name}, "
                "and how?",
            )
    for one, other in itertools.combinations(names, 2):
        yield (
            lambda case, a=one, b=other: (
                _alike(case, a, b) and {a: case[b], b: case[a]}
            ),
            f"That would be right if {one} and {other} changed places. Which is which?",
        )
    for one, other in itertools.permutations(names, 2):
        yield (
            lambda case, a=one, b=other: _alike(case, a, b) and {b: case[a]},
            f"That would be right if {other} were {one}. Where do you use {other}?",
        )


def _changed(name, make, case) -> dict | None:
    value = case[name]
    if not isinstance(value, list | tuple) or as_array(value).dtype.kind in "biuf":
        value = as_array(value)
    changed = make(value)
    return None if changed is None else {name: changed}


def _alike(case, one, other) -> bool | None:
    """True where two arguments have one shape, and None where they haven't."""
    one, other = as_array(case[one]), as_array(case[other])
    fit = one.shape == other.shape and one.dtype.kind in "iuf"
    return True if fit and other.dtype.kind in "iuf" else None


# What an argument may have been taken for; None where that makes no sense


def _numbers(function, kinds="iuf"):
    """function(array) where it holds such numbers; None elsewhere."""

    def make(value):
        fits = isinstance(value, np.ndarray) and value.dtype.kind in kinds
        return function(value) if fits else None

    return make


def _rows(function, axis=0):
    """function(value) where it has at least two rows, entries or columns."""

    def make(value):
        if isinstance(value, np.ndarray) and value.ndim <= axis:
            return None
        length = value.shape[axis] if isinstance(value, np.ndarray) else len(value)
        return function(value) if length > 1 else None

    return make


def _columns(function):
    return _numbers(_rows(function, axis=1), "biuf")


def _scalar(function, kinds="f"):
    return _numbers(lambda value: None if value.ndim else function(value), kinds)


CHANGES = [
    (_numbers(np.zeros_like), "0"),
    (_numbers(np.ones_like), "1"),
    (_numbers(lambda a: -a), "its negative"),
    (_numbers(lambda a: ~a, "b"), "the opposite, True for False"),
    (_scalar(lambda a: a + 1, "iu"), "1 larger"),
    (_scalar(lambda a: a - 1, "iu"), "1 smaller"),
    (_scalar(lambda a: 1 - a), "1 minus it"),
    (_scalar(lambda a: 1 / a if a else None), "1 divided by it"),
    (_numbers(lambda a: 2 * a, "f"), "twice as large"),
    (_numbers(lambda a: a / 2, "f"), "half as large"),
    (_numbers(np.square), "its square"),
    (_numbers(np.abs), "its absolute value"),
    (_numbers(lambda a: a.T if a.ndim == 2 else None, "biuf"), "transposed"),
    (_rows(lambda a: a[::-1]), "turned round, its last entry first"),
    (_columns(lambda a: a[:, ::-1]), "turned round, its last column first"),
    (_rows(lambda a: a[:1]), "its first entry alone"),
    (_rows(lambda a: a[-1:]), "its last entry alone"),
    (_rows(lambda a: a[:-1]), "without its last entry"),
    (_rows(lambda a: a[1:]), "without its first entry"),
    (_columns(lambda a: a[:, :-1]), "without its last column"),
    (_columns(lambda a: a[:, 1:]), "without its first column"),
]
