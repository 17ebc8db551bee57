"""Tables for README.md of this folder: what was measured, on what."""

import os
import platform
import statistics
from datetime import date
from pathlib import Path

from helpers import lab  # noqa: F401  (first: it starts TensorFlow quietly)

import keras
import numpy as np
import tensorflow as tf

README = Path(__file__).with_name("README.md")


def machine():
    """Return one sentence: processors or GPU, versions, date."""
    gpus = tf.config.list_physical_devices("GPU")
    names = [tf.config.experimental.get_device_details(g)["device_name"] for g in gpus]
    cores = f"{os.cpu_count()} cores ({platform.machine()})"
    return (
        f"{', '.join(names) or cores}, Python {platform.python_version()}, TensorFlow "
        f"{tf.__version__}, Keras {keras.__version__}, NumPy {np.__version__}; "
        f"{date.today():%B %Y}."
    )


def spread(values, digits=3):
    """Return "median (lowest to highest)" of the numbers; "never" for none.

    None stands for a run that didn't get there; how many did is said then.
    """
    reached = [value for value in values if value is not None]
    if not reached:
        return "never"
    low, middle, high = (
        f"{value:.{digits}g}" if value < 10 ** (digits - 1) else f"{value:,.0f}"
        for value in (min(reached), statistics.median(reached), max(reached))
    )
    text = middle if len(values) == 1 else f"{middle} ({low} to {high})"
    missed = len(values) - len(reached)
    return f"{text}, {missed} of {len(values)} never" if missed else text


def percents(shares):
    """Return "median (lowest to highest)" of shares from 0 to 1, as percentages."""
    low, middle, high = min(shares), statistics.median(shares), max(shares)
    return f"{middle:.2%} ({low:.2%} to {high:.2%})"


def table(header, rows):
    """Return a Markdown table; all cells are strings."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def publish(name, text, path=README):
    """Put the text between the marks of `name` in README.md, and print it.

    Raises ValueError where the file lacks the marks.
    """
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->\n"
    old = path.read_text(encoding="utf-8")
    before, there, rest = old.partition(begin)
    _, closed, after = rest.partition(end)
    if not there or not closed:
        raise ValueError(f"{path} has no lines {begin.strip()} and {end.strip()}")
    path.write_text(f"{before}{begin}{text}\n{end}{after}", encoding="utf-8")
    print(text, flush=True)
