"""How many minutes a lesson takes: the one place of the formula.

    python -m tools.minutes [NN ...]

Reading takes a minute for 130 words, 6 seconds a line of code, 40 seconds a figure and
a minute a prediction; an exercise takes what its kind takes. Both sums are rounded up
to five minutes. A section called "Optional: …" is counted apart, as a class leaves it
out. The speeds are those of somebody who stops to think.
"""

import importlib
import math
import re
import sys

from tools import words
from tools.form import tags
from tools.notebooks import find_lessons, read

WORDS_A_MINUTE = 130
MINUTES_A_LINE = 0.1
MINUTES_A_FIGURE = 2 / 3
MINUTES_A_PREDICTION = 1
MINUTES_AN_EXERCISE = {
    "write": 5,
    "choose": 2,
    "find the fault": 4,
    "use Keras": 5,
}
PREDICTION = re.compile("predict before you run", re.IGNORECASE)
STATED = re.compile(
    r"\*\*Time:\*\* (\d+) minutes, and (\d+) for the exercises", re.IGNORECASE
)
STATED_OPTIONAL = re.compile(r"the optional section takes (\d+) more", re.IGNORECASE)


def minutes(notebook, path):
    """Return the minutes of a lesson and of its exercises, two whole numbers."""
    solving = sum(MINUTES_AN_EXERCISE[kind] for kind in kinds(notebook, path))
    return _rounded(_reading(_parts(notebook)[0])), _rounded(solving)


def optional_minutes(notebook):
    """Return the minutes of the optional section, 0 where there is none."""
    return _rounded(_reading(_parts(notebook)[1]))


def _parts(notebook):
    """Return the cells of the hour, and those of the optional section."""
    hour, optional = [], []
    part = hour
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            part = optional if cell.source.startswith("## Optional") else hour
        part.append(cell)
    return hour, optional


def _reading(cells):
    """Return the minutes that reading takes, not rounded."""
    n_words = n_lines = n_figures = n_predictions = 0
    for cell in cells:
        if cell.cell_type == "markdown":
            n_words += words.count(cell.source)
            n_predictions += len(PREDICTION.findall(cell.source))
        elif not {"colab", "exercise", "check"} & set(tags(cell)):
            n_lines += len([line for line in cell.source.splitlines() if line.strip()])
            n_figures += sum("<img " in _html(output) for output in cell.outputs)
    return (
        n_words / WORDS_A_MINUTE
        + n_lines * MINUTES_A_LINE
        + n_figures * MINUTES_A_FIGURE
        + n_predictions * MINUTES_A_PREDICTION
    )


def kinds(notebook, path):
    """Return the kind of each exercise of a lesson, in their order."""
    checks = [cell.source for cell in notebook.cells if "check" in tags(cell)]
    names = re.findall(r"^ex\.(\w+)\.check\(", "\n".join(checks), re.MULTILINE)
    if not names:
        return []
    module = importlib.import_module(f"exercises.ex{path.stem}")
    return [getattr(getattr(module, name), "kind", "write") for name in names]


def stated(notebook):
    """Return the minutes that the opening cell states, as `minutes` does, or None."""
    found = STATED.search(notebook.cells[0].source)
    return tuple(map(int, found.groups())) if found else None


def stated_optional(notebook):
    """Return the minutes that the opening cell states for the optional section."""
    found = STATED_OPTIONAL.search(notebook.cells[0].source)
    return int(found[1]) if found else 0


def _html(output):
    return str(output.get("data", {}).get("text/html", ""))


def _rounded(value):
    return 5 * math.ceil(value / 5)


if __name__ == "__main__":
    for path in find_lessons(sys.argv[1:]):
        lesson, exercises = minutes(read(path), path)
        print(f"{path.name}: {lesson} minutes, and {exercises} for the exercises")
