"""Find what an answer takes from the notebook in place of its arguments."""

import contextlib
import dis
import io
import types
from numbers import Number

from exercises.checking.comparison import value_problem
from exercises.checking.observation import TooLong, observe

import numpy as np


def borrowed(answer, case, seen, expected, tolerance) -> str | None:
    """Say which array, number or list of the notebook an answer uses; None if none.

    Only its own code is read, with the functions inside it. A single number may well be
    a constant: it counts where an argument in its place makes the first wrong case
    right. What has another cause there (`seen`, `expected`) isn't blamed on the
    notebook: a missing name, a loop without an end, an accident on the way.
    """
    if isinstance(seen.error, NameError | TooLong):
        return None
    if not seen.error and not value_problem(seen.value, expected.value, tolerance):
        return None
    code = getattr(answer, "__code__", None)
    values = getattr(answer, "__globals__", {})
    if not isinstance(code, types.CodeType):
        return None

    def rights_the_case(name):
        for argument in case.values():
            instead = types.FunctionType(
                code,
                {**values, name: argument},
                argdefs=answer.__defaults__,
                closure=answer.__closure__,
            )
            with contextlib.redirect_stdout(io.StringIO()):
                other = observe(instead, case, time_limit=5.0)
            if not other.error and not value_problem(
                other.value, expected.value, tolerance
            ):
                return True
        return False

    def is_borrowed(name):
        if isinstance(values[name], Number) and not isinstance(values[name], bool):
            return rights_the_case(name)
        return isinstance(values[name], np.ndarray | list)

    loaded, stored = _globals_of(code)
    known = [name for name in loaded if name in values and name not in stored]
    names = [name for name in known if is_borrowed(name)]
    if not names:
        return None
    verb, what = ("is", "a value") if len(names) == 1 else ("are", "values")
    arguments = ", ".join(code.co_varnames[: code.co_argcount])
    return (
        f"Your function uses {_listed(names)}, which {verb} not among its arguments, "
        f"but {what} of the notebook: the same whatever comes in. Which of "
        f"({arguments}) is meant in the place of {names[0]}?"
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


def _listed(names) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
