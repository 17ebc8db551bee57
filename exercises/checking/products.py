"""Relations of a wrong result to the right one: matrix products of the arguments."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from exercises.checking.relations import Pair, Relation
from exercises.checking.story import as_array

import numpy as np

QUESTION = (
    "Is a step missing, or a factor transposed or in the wrong place? Write the shapes "
    "side by side."
)


def products(pairs) -> Iterator[Relation]:
    """Yield what a product of two arguments is, in any order, transposed or not.

    An argument may be added to it, as a bias is. The right product is none of them.
    """
    names = [name for name in pairs[0].case if _ndim(name, pairs) in (1, 2, 3)]
    for one, other in itertools.permutations(names, 2):
        if {_ndim(one, pairs), _ndim(other, pairs)} == {1}:
            continue
        turns = [
            (False, True) if _ndim(name, pairs) == 2 else (False,)
            for name in (one, other)
        ]
        for turn, turn_other in itertools.product(*turns):
            text = f"{one}{'.T' * turn} @ {other}{'.T' * turn_other}"
            product = _product(one, turn, other, turn_other)
            yield product, f"{{It}} is {text} and no more. {QUESTION}"
            for name in names:
                yield (
                    _added(product, name),
                    f"{{It}} is {text} + {name} and no more. {QUESTION}",
                )


def _ndim(name, pairs) -> int | None:
    """The number of axes of an argument of numbers, the same in all pairs; or None."""
    arrays = [as_array(pair.case[name]) for pair in pairs]
    n_axes = {a.ndim if a.dtype.kind in "iuf" else None for a in arrays}
    return n_axes.pop() if len(n_axes) == 1 else None


def _product(one, turn, other, turn_other) -> Callable[[Pair], Any]:
    def make(pair):
        a, b = as_array(pair.case[one]), as_array(pair.case[other])
        a, b = a.T if turn else a, b.T if turn_other else b
        try:
            return a @ b
        except ValueError:  # their shapes don't fit
            return None

    return make


def _added(product, name) -> Callable[[Pair], Any]:
    def make(pair):
        made, summand = product(pair), as_array(pair.case[name])
        if made is None:
            return None
        try:
            total = made + summand
        except ValueError:  # their shapes don't fit
            return None
        return total if np.shape(total) == np.shape(made) else None

    return make
