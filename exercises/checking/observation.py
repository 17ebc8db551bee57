"""What one call of a function does: its value or error, and what it does on the way."""

import copy
import re
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np


class TooLong(BaseException):
    """The time is up; BaseException, so that no ``except Exception`` stops it."""

    def __str__(self):
        return "still running at the time limit"


@dataclass(frozen=True)
class Observation:
    """What one call did."""

    value: Any
    error: BaseException | None
    returned: bool  # False where the function raised; where `look` raised it is True
    changed: list[str]  # the names of the arguments that it changed
    accidents: set[str]  # "overflow", "divide by zero", "invalid value"

    @property
    def too_long(self) -> bool:
        return isinstance(self.error, TooLong)

    @property
    def unfinished(self) -> bool:
        """Whether it met a ``...`` of the starter."""
        if isinstance(self.error, NotImplementedError):
            return True
        if isinstance(self.error, TypeError | AttributeError | ValueError):
            return "ellipsis" in str(self.error).lower()
        return holds_ellipsis(self.value)

    def fails_like(self, other) -> bool:
        """Whether both raise the same error; numbers in its text don't count."""
        texts = [
            re.sub(r"\d+", "", f"{type(one.error).__name__}: {one.error}")
            for one in (self, other)
        ]
        return bool(self.error and other.error) and texts[0] == texts[1]


def observe(function, case, time_limit=None, look=None) -> Observation:
    """Call ``function`` with copies of a case's arguments, and watch.

    Args:
        function: called with the case's values by place, as parameters may be renamed.
        case: arguments by name.
        time_limit: seconds; a longer call is stopped at its next line of Python.
        look: turns what was returned into plain values: look(returned, **arguments).
    """
    arguments = copy.deepcopy(case)
    value, error, returned, accidents = None, None, False, set()
    tracer = sys.gettrace()
    with np.errstate(
        all="call", under="ignore", call=lambda kind, _: accidents.add(kind)
    ):
        try:
            if time_limit is not None:
                sys.settrace(_stop_after(time_limit))
            value = function(*arguments.values())
            returned = True
            if look and value is not None and not holds_ellipsis(value):
                sys.settrace(tracer)
                value = look(value, **copy.deepcopy(case))
        except (Exception, SystemExit, TooLong) as raised:
            error = raised
        finally:
            sys.settrace(tracer)
    changed = [name for name in case if not _equal(arguments[name], case[name])]
    return Observation(value, error, returned, changed, accidents)


def _stop_after(seconds):
    deadline = time.monotonic() + seconds

    def trace(frame, event, argument):  # pragma: no cover, as it replaces the meter
        if time.monotonic() > deadline:
            raise TooLong
        in_a_library = "-packages" in frame.f_code.co_filename  # its lines are many
        return None if in_a_library else trace

    return trace


def leaves(value) -> list:
    """The arrays and numbers inside dictionaries, tuples and lists."""
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, np.ndarray) and value.dtype == object:
        value = list(value.flat)
    if not isinstance(value, list | tuple):
        return [value]
    return [leaf for part in value for leaf in leaves(part)]


def holds_ellipsis(value) -> bool:
    return any(leaf is ... for leaf in leaves(value))


def _equal(one, other) -> bool:
    one, other = leaves(one), leaves(other)
    return len(one) == len(other) and all(map(_same, one, other))


def _same(one, other) -> bool:
    """Whether two arrays or values are the same; nan is the same as nan."""
    one, other = np.asarray(one), np.asarray(other)
    kinds = {one.dtype.kind, other.dtype.kind}
    return np.array_equal(one, other, equal_nan=kinds <= set("fc"))
