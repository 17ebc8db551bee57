"""The course's one form of a notebook: ids, metadata, outputs, and the first cell."""

import copy
import re
import unicodedata
from pathlib import Path

KEPT_CELL_METADATA = ("tags",)
# The first code cell, the same in every lesson, and what folds it in Colab and Jupyter.
FIRST_CELL = Path(__file__).with_name("first_cell.py")
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "name": "python3"},
    "language_info": {"name": "python"},
}

_LONGEST_BASE = 56  # of an id; leaves room for a number within nbformat's 64
_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
# Text before a carriage return is overwritten. This is nbval's rule too, so that what
# is stored equals what nbval makes of a new run.
_OVERWRITTEN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)
_WIDGET = "application/vnd.jupyter.widget-view+json"


def normalised(notebook):
    """Return a copy in the course's one form, with the same sources and outputs.

    Ids are readable, metadata is what the course uses and no more, outputs read as
    they do in a terminal, and cells without text are gone. The cell with the tag
    `colab` is the course's first cell.
    """
    notebook = copy.deepcopy(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = copy.deepcopy(NOTEBOOK_METADATA)
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    for cell in notebook.cells:
        cell.source = cell.source.strip("\n")
        cell.metadata = {
            name: cell.metadata[name]
            for name in KEPT_CELL_METADATA
            if cell.metadata.get(name)
        }
        if cell.cell_type == "code":
            cell.outputs = _normal_outputs(cell.outputs)
        if "colab" in tags(cell):
            cell.source = FIRST_CELL.read_text(encoding="utf-8").strip()
            cell.metadata |= copy.deepcopy(FOLDED)
    for cell, name in zip(notebook.cells, _ids(notebook.cells), strict=True):
        cell.id = name
    return notebook


def headings(source):
    """Yield (level, text) for each heading of a Markdown cell, code blocks left out."""
    in_code = False
    for line in source.splitlines():
        if _FENCE.match(line):
            in_code = not in_code
        elif not in_code and (match := _HEADING.match(line)):
            yield len(match[1]), match[2]


def tags(cell):
    """Return the list of a cell's tags."""
    return cell.metadata.get("tags", [])


def _normal_outputs(outputs):
    merged = []
    for output in outputs:
        is_stream = output.output_type == "stream"
        if is_stream and merged and merged[-1].get("name") == output.name:
            merged[-1].text += output.text
        else:
            merged.append(output)
    for output in merged:
        if output.output_type == "stream":
            output.text = _OVERWRITTEN.sub("", output.text)
        if "metadata" in output:
            output.metadata = {}
        if "data" in output:  # a widget lives as long as its kernel
            output.data.pop(_WIDGET, None)
    return merged


def _ids(cells):
    """Return an id for each cell: its section's or its exercise's name, and a number.

    An id that already has this form stays, so that a cell keeps its id when cells
    come and go around it.
    """
    bases = list(_bases(cells))
    ids = [None] * len(cells)
    for i, (cell, base) in enumerate(zip(cells, bases, strict=True)):
        given = cell.get("id", "")
        if (
            re.fullmatch(re.escape(base) + r"(-[1-9]\d{0,3})?", given)
            and given not in ids
        ):
            ids[i] = given
    for i, base in enumerate(bases):
        number = 1
        while ids[i] is None:
            candidate = base if number == 1 else f"{base}-{number}"
            if candidate not in ids:
                ids[i] = candidate
            number += 1
    return ids


def _bases(cells):
    section = "start"
    for cell in cells:
        own = section
        if cell.cell_type == "markdown":
            slugs = [_slug(text) for _, text in headings(cell.source)]
            own, section = (slugs[0], slugs[-1]) if slugs else (section, section)
        elif "colab" in tags(cell):
            own = "colab"
        elif "exercise" in tags(cell):
            own = _slug("exercise " + _first_name(cell.source))
        elif "check" in tags(cell):
            own = _slug("check " + _first_name(cell.source))
        yield own


def _slug(text):
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    return slug[:_LONGEST_BASE].rstrip("-") or "section"


def _first_name(source):
    """The name of an exercise, out of its answer cell or its check."""
    match = re.search(r"^(?:def (\w+)|ex\.(\w+)\.check|(\w+) =)", source, re.MULTILINE)
    return next(filter(None, match.groups())) if match else ""
