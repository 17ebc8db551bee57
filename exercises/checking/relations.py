"""What may lie between a wrong result and the right one: a sign, a root, an axis …

A relation is a function make(pair), which returns the wrong result that it would lead
to, or None where it doesn't apply, and a sentence in which {It} stands for the result.
It explains what was seen only where it does so in every case, and for at least two
different wrong numbers: a single number is twice, or the square of, almost anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

CLOSE = 1e-5  # relative: what single precision makes of a formula


@dataclass(frozen=True)
class Pair:
    """One result in one case: what was seen, what was expected, and the arguments."""

    seen: np.ndarray
    expected: np.ndarray
    case: dict[str, Any]


# What a relation makes of a pair, and the sentence that names it
Relation = tuple[Callable[[Pair], Any], str]


def close(one, other) -> bool:
    """Whether two arrays have one shape and, up to rounding, one content."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    if one.shape != other.shape or not np.isfinite(other).all():
        return False
    size = np.abs(other).max(initial=0.0)
    return np.allclose(one, other, rtol=CLOSE, atol=CLOSE / 10 * size)


def explains(make, pairs) -> bool:
    """Whether make(pair) is what was seen, in each pair and in two wrong numbers.

    Where what was seen is right up to rounding, nothing explains it.
    """
    if all(close(pair.seen, pair.expected) for pair in pairs):
        return False
    wrong = set()
    for pair in pairs:
        made = make(pair)
        if made is None or not close(pair.seen, made):
            return False
        wrong |= wrong_numbers(pair)
    return len(wrong) >= 2


def wrong_numbers(pair) -> set[tuple[str, ...]]:
    """The wrong numbers, each with the right one where the shapes are the same."""
    seen, expected = pair.seen, pair.expected
    if seen.shape != expected.shape:
        return {(f"{a:.6g}",) for a in seen.flat}
    wrong = ~np.isclose(seen, expected, rtol=CLOSE, atol=1e-12)
    both = zip(seen[wrong], expected[wrong], strict=True)
    return {(f"{a:.6g}", f"{b:.6g}") for a, b in both}


# Of each number


def _of(function) -> Callable[[Pair], Any]:
    return lambda pair: function(pair.expected)


def _root(e):
    return np.sqrt(e) if (e >= 0).all() else None


SINGLE_NUMBERS = [
    (
        _of(lambda e: -e),
        "{It} has the opposite sign everywhere. Where is a minus missing, or one too "
        "many?",
    ),
    (
        _of(lambda e: 0 * e),
        "{It} is 0 everywhere. Is an array of zeros never filled, or multiplied with?",
    ),
    (
        _of(lambda e: 100 * e),
        "{It} is 100 times the expected one: a percentage. Give the share, 0 to 1.",
    ),
    (
        _of(lambda e: e / 100),
        "{It} is a hundredth of the expected one. Is a division by 100 too many?",
    ),
    (
        _of(lambda e: 2 * e),
        "{It} is twice the expected one. Is a factor 2 too many, or a half missing?",
    ),
    (
        _of(lambda e: e / 2),
        "{It} is half the expected one. Is a factor 2 missing, perhaps the one from "
        "the derivative of a square?",
    ),
    (
        _of(lambda e: -2 * e),
        "{It} is -2 times the expected one: its sign is wrong, and a factor 2 too "
        "many.",
    ),
    (
        _of(lambda e: -e / 2),
        "{It} is -1/2 times the expected one: its sign is wrong, and a factor 2 is "
        "missing.",
    ),
    (
        _of(np.abs),
        "{It} has lost its minus signs: these are the absolute values. Which step "
        "drops the sign?",
    ),
    (
        _of(lambda e: 1 - e),
        "{It} is 1 minus the expected one. Did you take the others: wrong for right, "
        "kept for dropped?",
    ),
    (
        _of(lambda e: 1 / e),
        "{It} is 1 divided by the expected one. Which fraction stands upside down?",
    ),
    (
        _of(np.square),
        "{It} is the square of the expected one. Is a root missing, or a square too "
        "many?",
    ),
    (
        _of(_root),
        "{It} is the root of the expected one. Is a square missing, or a root too "
        "many?",
    ),
    (
        _of(lambda e: e * np.log(2)),
        "{It} is np.log(2) times the expected one. Is np.log taken where np.log2 is "
        "asked for?",
    ),
    (
        _of(lambda e: e / np.log(2)),
        "{It} is the expected one divided by np.log(2). Is np.log2 taken where np.log "
        "is asked for, or a division by np.log(2) too many?",
    ),
    (
        _of(lambda e: e / np.log(10)),
        "{It} is the expected one divided by np.log(10). Is np.log10 taken where "
        "np.log is asked for?",
    ),
    (
        _of(lambda e: e + 1),
        "{It} is 1 too large everywhere. What is counted that should not be?",
    ),
    (
        _of(lambda e: e - 1),
        "{It} is 1 too small everywhere. What is not counted?",
    ),
    (
        _of(np.trunc),
        "{It} has lost its decimals: they are cut off. Does // or int() do it, or an "
        "array of whole numbers that takes them up (np.zeros_like of one, say)?",
    ),
    (
        _of(np.floor),
        "{It} is rounded down. Which step rounds: // or int()?",
    ),
    (
        _of(np.ceil),
        "{It} is rounded up. Which step rounds?",
    ),
    (
        _of(np.rint),
        "{It} is rounded to whole numbers. Leave the decimals.",
    ),
]


def numbers(pairs) -> Iterator[Relation]:
    yield from SINGLE_NUMBERS


# Of a function that is missing, or applied once too often


def softmax(z, axis=-1):
    if z.ndim == 0:
        return None
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


FUNCTIONS = {  # in a sentence: the function
    "softmax": softmax,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": lambda z: np.log(z) if (z > 0).all() else None,
    "ReLU": lambda z: np.maximum(z, 0),
}


def _missing(function) -> Callable[[Pair], Any]:
    """What was seen, where the function would have made the right result of it."""

    def make(pair):
        made = function(pair.seen)
        fits = made is not None and close(made, pair.expected)
        return pair.seen if fits else None

    return make


def functions(pairs) -> Iterator[Relation]:
    for name, function in FUNCTIONS.items():
        yield (
            _missing(function),
            f"{{It}} is right but for the last step: {name} of it is the expected one.",
        )
        yield _of(function), f"{{It}} has gone through {name} once too often."


# Of places: axes, order, and axes that were added up


def places(pairs) -> Iterator[Relation]:
    yield (
        _of(lambda e: np.swapaxes(e, -1, -2) if e.ndim > 1 else None),
        "{It} is transposed: rows and columns are swapped. Does a .T belong somewhere, "
        "or is one too many?",
    )
    yield (
        lambda p: p.seen if _is_squeezed(p.seen, p.expected) else None,
        "{It} has the right numbers, and an axis of length 1 too few. Write "
        "keepdims=True, or index with np.newaxis.",
    )
    yield (
        lambda p: p.seen if _is_squeezed(p.expected, p.seen) else None,
        "{It} has the right numbers, and an axis of length 1 too many. Is keepdims, or "
        "a pair of brackets, too many?",
    )
    for axis in (0, 1):
        kind = ("from the last to the first", "from right to left")[axis]
        yield (
            _along(axis, lambda e, a: np.flip(e, a)),
            f"{{It}} has the right numbers in the opposite order, {kind}. Turn them "
            "round.",
        )
        for step, kind in [(1, "late"), (-1, "early")]:
            yield (
                _along(axis, lambda e, a, n=step: np.roll(e, n, a)),
                f"{{It}} has the right numbers, each one place too {kind} along axis "
                f"{axis}. With which number do you begin to count?",
            )
    yield (
        _reordered,
        "{It} has the right numbers in other places. Which index leads where?",
    )
    yield (
        lambda p: p.seen if close(p.seen.ravel(), p.expected.ravel()) else None,
        "{It} has the right numbers in another shape. Which axis is which? Look at the "
        "reshape.",
    )
    for axis in (0, 1):
        for cut, kind in [
            (slice(None, -1), "last"),
            (slice(1, None), "first"),
        ]:
            yield (
                _along(axis, lambda e, a, c=cut: e[(slice(None),) * a + (c,)]),
                f"{{It}} lacks the {kind} one along axis {axis}; the others are right. "
                "Does a range or a slice end one too early, or begin one too late?",
            )
            yield (
                _longer(axis, cut),
                f"{{It}} has one too many along axis {axis}; without the {kind} one it "
                "is right. Where does your range or slice begin and end?",
            )


def _is_squeezed(small, large) -> bool:
    """Whether an array is another one without an axis of length 1."""
    axes = [axis for axis, length in enumerate(large.shape) if length == 1]
    return any(close(small, np.squeeze(large, axis)) for axis in axes)


def _along(axis, function) -> Callable[[Pair], Any]:
    """function(expected, axis) where there is such an axis."""
    return lambda pair: (
        function(pair.expected, axis) if pair.expected.ndim > axis else None
    )


def _longer(axis, cut) -> Callable[[Pair], Any]:
    """What was seen, where a cut along an axis makes it right."""

    def make(pair):
        if pair.seen.ndim <= axis:
            return None
        shorter = pair.seen[(slice(None),) * axis + (cut,)]
        return pair.seen if close(shorter, pair.expected) else None

    return make


def _reordered(pair):
    """What was seen, where its rows or numbers are the right ones in another order."""
    seen, expected = pair.seen, pair.expected
    if seen.shape != expected.shape or seen.ndim == 0:
        return None
    if close(np.sort(seen, axis=None), np.sort(expected, axis=None)):
        return seen
    return None
