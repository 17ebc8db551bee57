"""Results of PyTorch, one npz file for a lesson; make.py says what is in them."""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent


def stored(lesson):
    """Return what is stored for a lesson, "lesson_17" say: {case: {name: array}}."""
    cases = {}
    with np.load(FOLDER / f"{lesson}.npz", allow_pickle=False) as file:
        for key in file.files:
            if key != "torch":
                case, name = key.split("/")
                cases.setdefault(case, {})[name] = file[key]
    return cases
