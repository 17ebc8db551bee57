"""Hold what a lesson claims to what its cells computed.

``same`` proves a result by hand equal to Keras's, ``expect`` holds a measured value
to the band that the lesson states. A call that could prove nothing (nothing to
compare, a tolerance too wide, an array compared with itself) raises ``ValueError``
or ``TypeError``; values that break the claim raise an ``AssertionError``.
"""

import math
from numbers import Real

import numpy as np

WIDEST_TOLERANCE = 0.1
HALF_PRECISION = {"float16", "bfloat16"}
HALF_PRECISION_TOLERANCE = 0.01
KINDS = {"b": "booleans", "i": "integers", "u": "integers", "f": "decimal numbers"}


class NotSame(AssertionError):
    """The result by hand is not Keras's."""


class OutOfBand(AssertionError):
    """A measured value is outside the band that the lesson states."""


class Differences(dict):
    """The largest difference of each quantity, by name.

    A notebook shows nothing for it, as its digits depend on the processor.
    """

    def _ipython_display_(self):
        """Show nothing: ``same`` printed what matters."""


def same(by_hand, keras, tolerance=1e-6, name="result") -> dict[str, float]:
    """Hold a result by hand to Keras's, entry by entry.

    Decimal numbers are the same where |by_hand - keras| is at most
    tolerance * max(1, |keras|), computed in float64. Integers and booleans must be
    equal. Prints one line for each quantity that agrees, with the largest difference
    found, in the measure of the tolerance.

    Args:
        by_hand: array of any shape, number, list of numbers, Keras or TensorFlow
            tensor or variable; or a dictionary of these.
        keras: the same, with the same shape and kind of numbers (and the same keys).
        tolerance: above 0, at most 0.1; at least 0.01 for float16 and bfloat16.
        name: what to call a single quantity; a dictionary brings its own names.

    Returns:
        The largest |by_hand - keras| / max(1, |keras|) of each quantity, by name.

    Raises:
        NotSame: a value, a shape, a kind of numbers or the keys differ, or a value
            is NaN or infinite (even on both sides).
        ValueError: nothing to compare, an array compared with itself, or a tolerance
            outside its limits.
        TypeError: something else than booleans, integers or decimal numbers.
    """
    _check_tolerance(tolerance)
    differences, lines, failures = Differences(), [], []
    for key, (left, right) in _pairs(by_hand, keras, name).items():
        left, right = _comparable(key, left, right, tolerance)
        difference, failure = _compare(key, left, right, tolerance)
        if failure:
            failures.append(failure)
        else:
            differences[key] = difference
            verdict = "exactly"
            if not _exact(left):
                verdict = f"within {tolerance:g}  largest difference {difference:.0e}"
            lines.append((key, str(left.shape), verdict))
    _print_aligned(lines)
    if failures:
        raise NotSame("\n".join(failures))
    return differences


def expect(name, value, at_least=None, at_most=None) -> None:
    """Hold a measured value to its band and print both.

    The value has one decimal more than the band, or two digits where it is smaller;
    of several values the smallest and the largest are printed. It differs a little
    from computer to computer: nbval compares all of the line but the value.

    Args:
        name: what was measured, for instance "test accuracy"; one line, without two
            spaces in a row, which end a name.
        value: number, or array of numbers that must each be in the band.
        at_least: lowest value allowed, or None.
        at_most: highest value allowed, or None.

    Raises:
        OutOfBand: a value is outside the band, NaN or infinite.
        ValueError: no value, no band, a band that no value can meet, or a name that
            can't stand in a line.
        TypeError: something else than integers or decimal numbers.
    """
    if not isinstance(name, str) or " ".join(name.split()) != name or not name:
        raise ValueError(
            f"the name is {name!r}; write what was measured in one line, with single "
            'spaces, for example "test accuracy"'
        )
    band = _band(name, at_least, at_most)
    values = _numbers(name, value)
    if values.dtype.kind == "b":
        raise TypeError(f"{name}: expected numbers to hold to a band, got booleans.")
    floats = values.astype(np.float64)
    low = -math.inf if at_least is None else at_least
    high = math.inf if at_most is None else at_most
    outside = ~(np.isfinite(floats) & (floats >= low) & (floats <= high))
    if outside.any():
        found = ", ".join(f"{number}" for number in floats[outside][:5])
        count = f" ({outside.sum()} of {outside.size})" if values.ndim else ""
        raise OutOfBand(f"{name}: expected {band}, got {found}{count}.")
    each = f" (each of {values.size})" if values.ndim else ""
    limits = [limit for limit in (at_least, at_most) if limit is not None]
    print(f"expect  {name}  {_range(values, limits)}  {band}{each}")


def _range(values, limits):
    """The smallest and the largest value, rounded for a band with these limits."""
    ends = [_rounded(end, limits) for end in (values.min(), values.max())]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _rounded(value, limits):
    """A value with one decimal more than its limits, or two digits if it is small."""
    if _exact(value):
        return str(value)
    decimals = max(_decimals(limit) for limit in limits)
    if abs(value) < 10.0**-decimals:
        return f"{value:.2g}"
    return f"{value:.{decimals + 1}f}"


def _decimals(limit):
    """How many decimals a number is written with; 1e-05 has five."""
    digits, _, exponent = f"{limit:.12g}".partition("e")
    return max(0, len(digits.partition(".")[2]) - int(exponent or 0))


def _check_tolerance(tolerance):
    if not isinstance(tolerance, Real) or isinstance(tolerance, bool):
        raise TypeError(f"tolerance must be a number, got {tolerance!r}.")
    if not 0 < tolerance <= WIDEST_TOLERANCE:
        raise ValueError(
            f"tolerance must be above 0 and at most {WIDEST_TOLERANCE}, "
            f"got {tolerance}: a wider one proves nothing."
        )


def _pairs(by_hand, keras, name):
    """Pair the two sides by name, as ``{name: (by_hand, keras)}``."""
    if not isinstance(by_hand, dict) and not isinstance(keras, dict):
        return {name: (by_hand, keras)}
    if not isinstance(by_hand, dict) or not isinstance(keras, dict):
        raise TypeError(
            f"{name}: pass two dictionaries or two arrays, "
            f"got {type(by_hand).__name__} and {type(keras).__name__}."
        )
    if by_hand.keys() != keras.keys():
        raise NotSame(
            f"the two dictionaries have different keys: only by hand "
            f"{sorted(map(str, by_hand.keys() - keras.keys()))}, only in Keras "
            f"{sorted(map(str, keras.keys() - by_hand.keys()))}."
        )
    if not by_hand:
        raise ValueError("the two dictionaries are empty: nothing would be compared.")
    return {str(key): (by_hand[key], keras[key]) for key in by_hand}


def _numbers(name, value):
    """``value`` as a NumPy array of booleans, integers or decimal numbers.

    Half-precision numbers come out as they are, so that the caller can judge them.
    """
    if isinstance(value, np.ndarray | np.generic | bool | int | float | list | tuple):
        try:
            array = np.asarray(value)
        except ValueError as error:
            raise TypeError(
                f"{name}: the lists in it have different lengths, so it is no array; "
                "pass a dictionary of arrays."
            ) from error
    elif value is None or isinstance(value, str | bytes | complex | dict | set):
        raise TypeError(f"{name}: expected numbers, got {type(value).__name__}.")
    else:
        from keras import ops  # here, so that this module opens without TensorFlow

        array = ops.convert_to_numpy(value)
    if array.dtype.kind not in KINDS and array.dtype.name not in HALF_PRECISION:
        raise TypeError(
            f"{name}: expected booleans, integers or decimal numbers, "
            f"got {type(value).__name__} of dtype {array.dtype}."
        )
    if array.size == 0:
        raise ValueError(f"{name}: shape {array.shape} holds no number to compare.")
    return array


def _comparable(name, by_hand, keras, tolerance):
    """Both sides as arrays, when comparing them entry by entry can prove something."""
    left, right = _numbers(name, by_hand), _numbers(name, keras)
    # Python and NumPy keep one object for all equal small integers and booleans.
    itself = by_hand is keras and not isinstance(by_hand, int | np.bool_)
    if itself or np.shares_memory(left, right):
        raise ValueError(
            f"{name}: these are the same array (they share their memory), so "
            "comparing them proves nothing; compute the two sides separately."
        )
    if left.shape != right.shape:
        raise NotSame(
            f"{name}: the shapes differ: by hand {left.shape}, Keras {right.shape}."
        )
    kinds = [KINDS.get(side.dtype.kind, KINDS["f"]) for side in (left, right)]
    if kinds[0] != kinds[1]:
        raise NotSame(
            f"{name}: by hand holds {kinds[0]} ({left.dtype}), "
            f"Keras {kinds[1]} ({right.dtype}); convert one of them with astype."
        )
    half = HALF_PRECISION & {left.dtype.name, right.dtype.name}
    if half and tolerance < HALF_PRECISION_TOLERANCE:
        raise ValueError(
            f"{name}: {half.pop()} holds about three digits; state a tolerance of at "
            f"least {HALF_PRECISION_TOLERANCE}, not {tolerance:g}, or use float32."
        )
    return left, right


def _exact(array):
    return array.dtype.kind in "biu"


def _compare(name, left, right, tolerance):
    """The largest difference, and a sentence about it where it is too large."""
    for side, values in (("by hand", left), ("Keras", right)):
        bad = ~np.isfinite(values.astype(np.float64))
        if bad.any():
            index = _largest(bad)
            return math.inf, (
                f"{name}: {side} holds {values[index]} {_place(index)}; "
                "only finite numbers can be compared."
            )
    if _exact(left):
        # Python's integers can't overflow: 4 - 250 is -246, not the 10 of uint8.
        left, right = left.astype(object), right.astype(object)
        difference = np.asarray(abs(left - right), dtype=np.float64)
        tolerance, allowed = 0, "integers and booleans must be equal"
    else:
        left, right = left.astype(np.float64), right.astype(np.float64)
        with np.errstate(over="ignore"):  # an infinite difference is too large, too
            difference = np.abs(left - right) / np.maximum(1, np.abs(right))
        allowed = f"the tolerance is {tolerance:g}"
    index = _largest(difference)
    largest = float(difference[index])
    if largest <= tolerance:
        return largest, None
    relative = " (relative to Keras's)" if abs(right[index]) > 1 and tolerance else ""
    return largest, (
        f"{name}: by hand is not Keras. The largest difference{relative} is "
        f"{largest:.3g} {_place(index)}: by hand {left[index]}, Keras {right[index]}; "
        f"{allowed}. {np.sum(difference > tolerance)} of {difference.size} entries "
        "differ too much."
    )


def _largest(values):
    """The index of the largest entry, of the first one where several are."""
    return tuple(int(i) for i in np.unravel_index(values.argmax(), values.shape))


def _place(index):
    return f"at index {index}" if index else "(a single number)"


def _print_aligned(lines):
    """Print (name, shape, verdict) in columns that also line up from call to call."""
    name_width = max([8, *(len(name) for name, _, _ in lines)])
    shape_width = max([8, *(len(shape) for _, shape, _ in lines)])
    for name, shape, verdict in lines:
        print(f"same  {name:<{name_width}}  {shape:<{shape_width}}  {verdict}")


def _band(name, at_least, at_most):
    """The band in words, when it is one that a value can miss and meet."""
    limits = [limit for limit in (at_least, at_most) if limit is not None]
    if not limits:
        raise ValueError(f"{name}: state a band with at_least, at_most or both.")
    for limit in limits:
        if not isinstance(limit, Real) or isinstance(limit, bool):
            raise TypeError(f"{name}: the band needs numbers, got {limit!r}.")
        if not math.isfinite(limit):
            raise ValueError(f"{name}: the band needs finite numbers, got {limit}.")
    if len(limits) == 2 and at_least > at_most:
        raise ValueError(
            f"{name}: no value is at least {at_least:.12g} and at most {at_most:.12g}."
        )
    words = {"at least": at_least, "at most": at_most}
    return " and ".join(
        f"{word} {limit:.12g}" for word, limit in words.items() if limit is not None
    )
