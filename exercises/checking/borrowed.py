"""Find what an answer takes from the notebook in place of its arguments."""

import dis
import types
from numbers import Number

from exercises.checking.comparison import value_problem
from exercises.checking.observation import TooLong

import numpy as np


def borrowed(answer, seen, expected, tolerance) -> str | None:
    """Say which array, number or list of the notebook an answer uses; None if none.

    Only its own code is read, with the functions inside it. A single number whose name
    is in capitals is a constant, and may stay. What has another cause in the first
    wrong case (`seen`, `expected`) isn't blamed on the notebook: a name that is missing,
    a loop without an end, a right value with an accident on the way.
    """
    if isinstance(seen.error, NameError | TooLong):
        return None
    if not seen.error and not value_problem(seen.value, expected.value, tolerance):
        return None
    code = getattr(answer, "__code__", None)
    values = getattr(answer, "__globals__", {})
    if not isinstance(code, types.CodeType):
        return None
    loaded, stored = _globals_of(code)
    names = [
        name
        for name in loaded
        if name in values and name not in stored and _is_data(name, values[name])
    ]
    if not names:
        return None
    first, *_ = names
    it = "it" if len(names) == 1 else "they"
    arguments = ", ".join(code.co_varnames[: code.co_argcount])
    verb, what = ("is", "a value") if it == "it" else ("are", "values")
    return (
        f"Your function uses {_listed(names)}, which {verb} not among its arguments, "
        f"but {what} of the notebook: the same whatever comes in. Which of ({arguments}) "
        f"is meant in the place of {first}?"
    )


def _globals_of(code) -> tuple[list[str], set[str]]:
    """The names of globals that code and its inner functions load, and those stored."""
    loaded, stored = [], set()
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME") and step.argval not in loaded:
            loaded.append(step.argval)
        elif step.opname == "STORE_GLOBAL":
            stored.add(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            more_loaded, more_stored = _globals_of(inner)
            loaded += [name for name in more_loaded if name not in loaded]
            stored |= more_stored
    return loaded, stored


def _is_data(name, value) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, Number):
        return not (name.isupper() and len(name) > 1)
    return isinstance(value, np.ndarray | list)


def _listed(names) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
