"""How a check tells what happened: values in one line, and the place of an error."""

import linecache
import traceback

import numpy as np

LARGEST_PRINTED = 12  # an array with more entries is printed as its shape


def story(case, seen, expected) -> list[str]:
    """The arguments, what was seen and what was expected, a line each."""
    wanted = show(expected.value)
    if seen.error:
        given = [f"{name} {shape_of(value)}" for name, value in case.items()]
        reason = str(seen.error).strip().partition("\n")[0]
        happened = [f"{type(seen.error).__name__}: {reason}"]
        happened += _place(seen.error) if not seen.returned else []
    else:
        given = [f"{name} = {show(value)}" for name, value in case.items()]
        happened = [show(seen.value)]
        if happened[0] == wanted:  # what differs is in later digits
            happened, wanted = [show(seen.value, 12)], show(expected.value, 12)
    return [
        *([f"with      {', '.join(given)}"] if given else []),
        f"seen      {happened[0]}",
        *(f"in        {line}" for line in happened[1:]),
        f"expected  {wanted}",
    ]


def _place(error) -> list[str]:
    """The last line of the learner's own code on the way to an error, if known."""
    frames = [
        (frame.f_code, number)
        for frame, number in traceback.walk_tb(error.__traceback__.tb_next)
        if "-packages" not in frame.f_code.co_filename
    ]
    own = [step for step in frames if step[0].co_filename == frames[0][0].co_filename]
    return [
        f"line {number - code.co_firstlineno + 1} of {code.co_name}: "
        f"{linecache.getline(code.co_filename, number).strip()}"
        for code, number in own[-1:]
    ]


def as_array(value) -> np.ndarray:
    """The value as an array; an array of objects where it is not of numbers."""
    try:
        return np.asarray(value)
    except Exception:  # rows of different lengths, or an object's own conversion
        return np.asarray(None)


def show(value, digits=4) -> str:
    """A value in one line, rounded, so that every computer prints the same."""
    if isinstance(value, tuple):
        return f"({', '.join(show(part, digits) for part in value)})"
    if isinstance(value, dict):
        parts = [f"{key} = {show(part, digits)}" for key, part in value.items()]
        return ", ".join(parts)
    array = as_array(value)
    if array.dtype.kind == "U":
        return repr(array.tolist())
    if array.dtype.kind not in "biuf":
        return "None" if value is None else f"a {type(value).__name__}"
    if array.size > LARGEST_PRINTED:
        return f"an array of shape {array.shape}"
    if array.dtype.kind == "f":
        array = np.round(array.astype(float), digits) + 0.0  # -0.0 + 0.0 is 0.0
    return str(array.tolist())


def capitalised(text) -> str:
    return text[0].upper() + text[1:]


def shape_of(value) -> str:
    shape = as_array(value).shape
    return f"of shape {shape}" if shape else f"= {show(value)}"
