"""Relations of a wrong result to the right one: sums, means, largest, axes, groups.

As in exercises.checking.relations, each is named only where it explains all that was
seen.
"""

from collections.abc import Callable, Iterator
from typing import Any

from exercises.checking.relations import Pair, Relation, close
from exercises.checking.story import as_array

import numpy as np

REDUCTIONS = {  # name in a sentence: function(array, axis)
    "the sum": np.sum,
    "the mean": np.mean,
    "the largest": np.max,
    "the smallest": np.min,
    "the place of the largest": np.argmax,
    "the place of the smallest": np.argmin,
    "the standard deviation": np.std,
    "the variance": np.var,
    "the product": np.prod,
}
TO_DO = {  # what makes a result of what still has an axis too many
    "the sum": "Take the sum",
    "the mean": "Take the mean",
    "the largest": "Take the largest",
    "the smallest": "Take the smallest",
    "the place of the largest": "Take np.argmax",
    "the place of the smallest": "Take np.argmin",
}
AXES = {None: " of all numbers", 0: " along axis 0", 1: " along axis 1"}


def _reduce(function, array, axis):
    """function(array, axis), or None where there is no such axis or nothing in it."""
    if array.size == 0 or array.ndim <= (axis or 0):
        return None
    return function(array, axis=axis)


def reductions(pairs) -> Iterator[Relation]:
    """Yield relations by what adds up or picks: too early, too late, or another."""
    for axis, kind in [(0, "along axis 0"), (1, "along axis 1")]:
        for place, which in [(-1, "last"), (0, "first")]:
            yield (
                lambda p, a=axis, i=place: _taken(p.expected, i, a),
                f"{{It}} is the {which} {kind} of what is asked for. Return all of it.",
            )
            yield (
                lambda p, a=axis, i=place: _if_taken(p, i, a),
                f"Of what you return, the {which} {kind} alone is asked for.",
            )
    yield (
        _one_hot,
        "The numbers of the classes are asked for, and rows with a single 1 came. Take "
        "np.argmax along the last axis.",
    )
    for name, function in REDUCTIONS.items():
        for axis, where in AXES.items():
            yield (
                lambda p, f=function, a=axis: _reduce(f, p.expected, a),
                f"{{It}} is {name}{where} of the result that is asked for. Leave that "
                "step out.",
            )
            if name in TO_DO:
                yield (
                    _unfinished(function, axis),
                    f"One step is missing. {TO_DO[name]}{where} of what you return.",
                )
    for argument in pairs[0].case:
        yield from _other_reductions(pairs, argument)


def _taken(array, place, axis):
    """The first or the last along an axis, or None where there is no such axis."""
    return np.take(array, place, axis) if array.ndim > axis else None


def _if_taken(pair, place, axis):
    """What was seen, where its first or last is the right result."""
    taken = _taken(pair.seen, place, axis)
    fits = taken is not None and close(taken, pair.expected)
    return pair.seen if fits else None


def _unfinished(function, axis) -> Callable[[Pair], Any]:
    """What was seen, where a reduction of it is the right result."""

    def make(pair):
        made = _reduce(function, pair.seen, axis)
        fits = made is not None and close(made, pair.expected)
        return pair.seen if fits else None

    return make


def _one_hot(pair):
    n_classes = pair.seen.shape[-1] if pair.seen.ndim else 0
    rows = pair.expected.astype(int)
    if n_classes == 0 or rows.min(initial=0) < 0 or rows.max(initial=0) >= n_classes:
        return None
    return np.eye(n_classes)[rows]


def _other_reductions(pairs, argument) -> Iterator[Relation]:
    """Yield what another sum, mean … of an argument than the right one would give."""

    def of_argument(function, axis, pair):
        array = as_array(pair.case[argument])
        return _reduce(function, array, axis) if array.dtype.kind in "iuf" else None

    def is_right(function, axis):
        made = [of_argument(function, axis, pair) for pair in pairs]
        return all(
            one is not None and close(one, pair.expected)
            for one, pair in zip(made, pairs, strict=True)
        )

    kinds = [
        (name + where, function, axis)
        for name, function in REDUCTIONS.items()
        for axis, where in AXES.items()
    ]
    right = next((name for name, *how in kinds if is_right(*how)), None)
    for name, function, axis in kinds if right else []:
        yield (
            lambda pair, f=function, a=axis: of_argument(f, a, pair),
            f"{{It}} is {name} in {argument}; asked for is {right}.",
        )


def wrong_axis(pairs) -> str | None:
    """Say that other axes add up to 1, or have mean 0, than those that should."""
    arrays = [(pair.seen, pair.expected) for pair in pairs]
    if any(s.shape != e.shape or e.ndim != 2 for s, e in arrays):
        return None
    for total, phrase in [
        (lambda array, axis: array.sum(axis) - 1, "add up to 1"),
        (lambda array, axis: array.mean(axis), "have mean 0"),
    ]:

        def holds(axis, table, total=total):
            return all(np.allclose(total(array, axis), 0, atol=1e-6) for array in table)

        seen, expected = zip(*arrays, strict=True)
        for axis, line, other in [(1, "rows", "columns"), (0, "columns", "rows")]:
            if not holds(axis, expected) or holds(axis, seen):
                continue
            if holds(1 - axis, seen):
                return (
                    f"The {other} of {{it}} {phrase}; the {line} should. Go along the "
                    f"other axis: axis={axis} gives one number for each of the {line}."
                )
            if holds(1, [array.reshape(1, -1) for array in seen]):
                return (
                    f"All numbers of {{it}} together {phrase}; each of the {line} "
                    f"should. Write axis={axis} and keepdims=True."
                )
    return None
