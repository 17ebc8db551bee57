"""Relations of a wrong result to the right one: factors and summands.

Of the arguments, of the lengths of their axes, or of a number that has no name. As in
exercises.checking.relations, each is named only where it explains all that was seen.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from exercises.checking.relations import Pair, Relation, close, explains
from exercises.checking.story import as_array

import numpy as np


def arguments(pairs) -> Iterator[Relation]:
    """Yield the relations in which an argument or the length of an axis has a part."""
    names = list(pairs[0].case)
    for name in names:
        yield (
            _value(name),
            f"{{It}} is the argument {name}, unchanged. What should become of it?",
        )
    for name, size in _sizes(pairs):
        yield from _of_a_count(name, size, pairs)
    for name in names:
        if all(as_array(pair.case[name]).shape == () for pair in pairs):
            yield from _of_a_factor(name, _value(name), pairs)
            rest = _value(name, lambda a: 1 - a)
            yield from _of_a_factor(f"1 - {name}", rest, pairs)
    for name, size in _sizes(pairs):
        if _varies(size, pairs):
            yield from _of_ddof(name, size)
    for name in names:
        yield from _of_a_summand(name, _value(name))
    for name, size in _sizes(pairs):
        yield from _of_a_summand(name, size)
    for one, other in itertools.combinations(names, 2):
        both = _combined_arguments(one, other)
        scalar_first = as_array(pairs[0].case[other]).ndim > 0
        text = f"{one} * {other}" if scalar_first else f"{other} * {one}"
        yield from _of_a_summand(text, both)
    for name in names:
        value = _value(name)
        yield (
            _combined(value, lambda e, a: e * a if _is_sign(a) else None),
            f"{{It}} is right but for a factor {name}, entry by entry: it is missing, "
            "or one too many.",
        )
        yield (
            _combined(value, lambda e, a: e * a),
            f"{{It}} is multiplied by {name}, entry by entry, once too often.",
        )
        yield (
            _combined(value, lambda e, a: e / a),
            f"{{It}} is the expected one divided by {name}, entry by entry. Is a "
            "product with it missing?",
        )


def _value(name, make=lambda array: array) -> Callable[[Pair], Any]:
    """A function that takes an argument out of a pair; None where it isn't numbers."""

    def take(pair):
        array = as_array(pair.case[name])
        return make(array.astype(float)) if array.dtype.kind in "iuf" else None

    return take


def _sizes(pairs) -> Iterator[tuple[str, Callable[[Pair], int]]]:
    """Yield (name, function of a pair) for the lengths of the arguments' axes."""
    for name in pairs[0].case:
        shapes = [_shape(pair.case[name]) for pair in pairs]
        if len({len(shape) for shape in shapes}) > 1:
            continue
        for axis in range(len(shapes[0])):
            label = f"len({name})" if axis == 0 else f"{name}.shape[{axis}]"
            yield label, lambda pair, n=name, a=axis: _shape(pair.case[n])[a]
        if len(shapes[0]) > 1:
            yield f"{name}.size", lambda pair, n=name: np.prod(_shape(pair.case[n]))


def _shape(value) -> tuple[int, ...]:
    """The shape of an argument; a list of anything has its length."""
    array = as_array(value)
    if array.dtype.kind in "biuf":
        return array.shape
    return (len(value),) if isinstance(value, list | tuple) else ()


def _combined(value, combine) -> Callable[[Pair], Any]:
    """combine(expected, value) where the two fit together, else None."""

    def make(pair):
        other = value(pair)
        if other is None:
            return None
        try:
            made = combine(pair.expected, other)
        except ValueError:  # their shapes don't fit
            return None
        return made if np.shape(made) == pair.expected.shape else None

    return make


def _is_sign(a) -> bool:
    """Whether a holds only 1 and -1, so that to multiply is to divide."""
    return bool(np.all(np.abs(a) == 1))


def _combined_arguments(one, other) -> Callable[[Pair], Any]:
    """The product of two arguments, entry by entry, where their shapes fit."""
    value = _value(other)

    def make(pair):
        first, second = _value(one)(pair), value(pair)
        fit = first is not None and second is not None
        return first * second if fit and not (first.ndim and second.ndim) else None

    return make


def _varies(value, pairs) -> bool:
    """Whether a value is not the same in all pairs with wrong numbers.

    If it is, a number that has nothing to do with it may be its square or its root.
    """
    wrong = [pair for pair in pairs if not close(pair.seen, pair.expected)]
    return len({str(value(pair)) for pair in wrong}) > 1


def _of_a_count(name, size, pairs) -> Iterator[Relation]:
    powers = [
        (1, "is {n} times the expected one. Is a sum taken where a mean is asked for?"),
        (
            -1,
            "is the expected one divided by {n}. Is a mean taken where a sum is asked "
            "for, or a division by {n} too many?",
        ),
    ]
    if _varies(size, pairs):
        powers += [
            (0.5, "is the root of {n} times the expected one. Where is it missing?"),
            (-0.5, "is the expected one divided by the root of {n}: too many?"),
        ]
    for power, sentence in powers:
        sentence = "{It} " + sentence.format(n=name)
        yield _combined(size, lambda e, n, p=power: e * np.float64(n) ** p), sentence
    yield (
        _combined(size, lambda e, n: -n * e),
        f"{{It}} is -{name} times the expected one: the sign is turned, and a sum is "
        "taken where a mean is asked for.",
    )


def _of_ddof(name, size) -> Iterator[Relation]:
    for root, what in [(1, "variance"), (0.5, "standard deviation")]:
        for power, wrong, right in [(root, "n - 1", "n"), (-root, "n", "n - 1")]:
            yield (
                _combined(
                    size,
                    lambda e, n, p=power: e * (n / (n - 1)) ** p if n > 1 else None,
                ),
                f"{{It}} is right but for a {what} that divides by {wrong} in place of "
                f"{right}, where n is {name}. Look at ddof.",
            )


def _of_a_factor(name, value, pairs) -> Iterator[Relation]:
    yield (
        _combined(value, lambda e, a: e * a if _is_sign(a) else None),
        f"{{It}} is right but for a factor {name}: it is missing, or one too many.",
    )
    powers = [
        (1, "is multiplied by {a} once too often."),
        (-1, "is the expected one divided by {a}. Where is a factor {a} missing?"),
    ]
    if _varies(value, pairs):
        powers += [
            (2, "is {a} squared times the expected one. Is {a} to divide?"),
            (-2, "is the expected one divided by {a} squared. Is {a} to multiply?"),
        ]
    for power, sentence in powers:
        sentence = "{It} " + sentence.format(a=name)
        yield _combined(value, lambda e, a, p=power: e * a**p), sentence


def _of_a_summand(name, value) -> Iterator[Relation]:
    for times, sentence in [
        (-1, "is too small by {a}, exactly. Is it left out?"),
        (1, "is too large by {a}, exactly. Is it added once too often?"),
        (-2, "is too small by twice {a}. Is it subtracted, and should be added?"),
        (2, "is too large by twice {a}. Is it added, and should be subtracted?"),
    ]:
        sentence = "{It} " + sentence.format(a=name)
        yield _combined(value, lambda e, a, t=times: e + t * a), sentence


# Numbers without a name


def common(pairs) -> str | None:
    """Say what one factor or summand lies between all numbers; None if none does."""
    if any(pair.seen.shape != pair.expected.shape for pair in pairs):
        return None
    factor, summand = _factor_between(pairs), _summand_between(pairs)
    if abs(factor - 1) > 1e-4 and explains(lambda p: factor * p.expected, pairs):
        return (
            f"{{It}} is {_named(factor)} times the expected one, everywhere. Which "
            "factor is missing, or too many?"
        )
    if explains(lambda pair: pair.expected + summand, pairs):
        size = f"{abs(summand):.4g} too {'large' if summand > 0 else 'small'}"
        return f"{{It}} is {size}, everywhere. What is added, or left out?"
    return None


NAMES = {  # numbers that factors are, and their names
    3**0.5: "the root of 3",
    2**0.5: "the root of 2",
    1 / 3: "1/3",
    3**-0.5: "1 / the root of 3",
    2**-0.5: "1 / the root of 2",
    np.pi: "pi",
}


def _named(factor) -> str:
    """A factor in four digits, and its name where it has one."""
    for value, name in NAMES.items():
        if np.isclose(abs(factor), value, rtol=1e-6):
            return f"{factor:.4g}, {'minus ' if factor < 0 else ''}{name},"
    return f"{factor:.4g}"


def grouped(pairs) -> str | None:
    """Say that each case, row or column has a factor of its own; None if not."""
    if any(pair.seen.shape != pair.expected.shape for pair in pairs):
        return None
    factors = _own_factors([[pair] for pair in pairs])
    if factors and all(abs(factor - 1) > 1e-4 for factor in factors):
        values = ", then ".join(f"{factor:.4g}" for factor in factors)
        return (
            "In each case all numbers of {it} are off by one factor: it is "
            f"{values}. Which quantity has these values?"
        )
    for axis, line in [(0, "column"), (1, "row")]:
        factors = [_own_factors(_lines(pair, axis)) for pair in pairs]
        if all(factors) and any(np.ptp(own) > 1e-4 for own in factors):
            return (
                f"Each {line} of {{it}} is right but for a factor of its own. By what "
                f"is each {line} divided or multiplied, and along which axis?"
            )
    return None


def _factor_between(pairs) -> float:
    seen, expected = _flat(pairs)
    square = expected @ expected
    return float(seen @ expected / square) if square else 0.0


def _summand_between(pairs) -> float:
    seen, expected = _flat(pairs)
    return float(np.mean(seen - expected)) if seen.size else 0.0


def _flat(pairs) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.concatenate([pair.seen.ravel() for pair in pairs]),
        np.concatenate([pair.expected.ravel() for pair in pairs]),
    )


def _lines(pair, axis) -> list[list[Pair]]:
    """The columns (axis 0) or rows (axis 1) of a table, each as a pair."""
    if pair.expected.ndim != 2:
        return []
    both = zip(
        np.moveaxis(pair.seen, axis, -1),
        np.moveaxis(pair.expected, axis, -1),
        strict=True,
    )
    return [[Pair(one, other, pair.case)] for one, other in both]


def _own_factors(groups) -> list[float]:
    """The factor of each group, where each is one for two different numbers."""
    factors = [_factor_between(group) for group in groups]
    fit = all(
        close(pair.seen, factor * pair.expected)
        and len(set(np.round(pair.expected[pair.expected != 0], 9))) >= 2
        for group, factor in zip(groups, factors, strict=True)
        for pair in group
    )
    return factors if fit and len(groups) > 1 else []
