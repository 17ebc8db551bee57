"""Build the static site: every lesson with its outputs, and the course's pages.

    python -m website.build [FOLDER]

FOLDER is `_site` unless given. Sphinx with myst-nb writes the pages; the theme brings
navigation, search, light and dark. Formulas are MathML, so that the site needs nothing
from elsewhere.
"""

import base64
import html
import importlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.address import address
from tools.form import normalised, tags
from tools.notebooks import ROOT, find_lessons, read
from tools.words import definitions

from nbformat import v4

HERE = Path(__file__).parent
REPOSITORY = f"https://github.com/{address()}"
PAGES = {  # file in the repository: page of the site
    "README.md": "index.md",
    "data/README.md": "data.md",
    "CONTRIBUTING.md": "contributing.md",
    "STYLE.md": "style.md",
}
_LINK = re.compile(r"(\]\()([^)\s#]+)((?:#[^)]*)?\))")
_BUTTONS = r"\g<0> · <a href='_static/notebooks/{}' download>Download</a>"
_FIGURE = re.compile(r'src="data:image/(png|gif);base64,([A-Za-z0-9+/=]+)"')
_COLAB = re.compile(r"\[Open in Colab\]\([^)]*\)")


def with_site_links(text, folder):
    """Return Markdown of a file in `folder`, with links that lead somewhere.

    They lead to the site's own pages, and for all other files to the repository.
    """

    def target(match):
        if ":" in match[2]:  # an address
            return match[0]
        path = (folder / match[2]).resolve().relative_to(ROOT).as_posix()
        lesson = re.fullmatch(r"notebooks/(\w+\.ipynb)", path)
        there = lesson[1] if lesson else PAGES.get(path)
        return match[1] + (there or f"{REPOSITORY}/blob/main/{path}") + match[3]

    return _LINK.sub(target, text)


def lesson(path):
    """Return the lesson as the site shows it.

    The first code cell is gone, the link to Colab stands beside one that downloads the
    notebook, and folded hints stand below each exercise.
    """
    notebook = normalised(read(path))
    module = importlib.import_module(f"exercises.ex{path.stem}")
    cells = []
    for cell in notebook.cells:
        if "colab" in tags(cell):
            continue
        cells.append(cell)
        if cell.cell_type == "markdown":
            source = _COLAB.sub(_BUTTONS.format(path.name), cell.source)
            cell.source = with_site_links(source, path.parent)
        for name in checked_exercises(cell):
            cells.append(v4.new_markdown_cell(_hints(getattr(module, name))))
    notebook.cells = cells
    return notebook


def with_figure_files(notebook, folder, stem):
    """Put the figures of a lesson into files of their own, so that pages stay small."""
    numbers = itertools.count(1)

    def to_file(match):
        name = f"{stem}-{next(numbers)}.{match[1]}"
        (folder / "_static" / name).write_bytes(base64.b64decode(match[2]))
        return f'src="_static/{name}"'

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = _FIGURE.sub(
                    to_file, output.data["text/html"]
                )
    return notebook


def checked_exercises(cell):
    """Return the names of the exercises that a cell checks, those of text none."""
    if "check" not in tags(cell):
        return []
    return re.findall(r"^ex\.(\w+)\.check\(", cell.source, re.MULTILINE)


def _hints(exercise):
    items = "".join(f"<li>{html.escape(hint)}</li>" for hint in exercise.hints)
    return (
        f'<details class="hints"><summary>Hints for <code>{exercise.name}</code>'
        f"</summary><ol>{items}</ol></details>"
    )


def write_sources(folder):
    """Write what Sphinx reads into the folder."""
    static = folder / "_static"
    (static / "notebooks").mkdir(parents=True)
    shutil.copy(HERE / "conf.py", folder)
    shutil.copy(HERE / "course.css", static)
    lessons = find_lessons()
    pages = [Path(new).stem for new in PAGES.values() if new != "index.md"]
    for path in lessons:
        shutil.copy(path, static / "notebooks")
        notebook = with_figure_files(lesson(path), folder, path.stem)
        (folder / path.name).write_text(v4.writes(notebook), encoding="utf-8")
    for name, new in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        text = with_site_links(text, (ROOT / name).parent)
        (folder / new).write_text(text, encoding="utf-8")
    (folder / "glossary.md").write_text(glossary(lessons), encoding="utf-8")
    contents = "\n".join(
        [
            "",
            *_contents("Lessons", [path.stem for path in lessons]),
            *_contents("About", ["glossary", *pages]),
        ]
    )
    with (folder / "index.md").open("a", encoding="utf-8") as index:
        index.write(contents)


def glossary(lessons):
    """Return the glossary in Markdown: what the lessons' last cells define, by letter.

    A term that several lessons define has a line for each of them.
    """
    entries = {}
    for path in lessons:
        for term, meaning in definitions(read(path)):
            term = term[0].upper() + term[1:]
            entries.setdefault(term, []).append((path.stem, meaning))
    lines = ["# Glossary", "", "What each lesson's last cell says of its new words."]
    letter = ""
    for term in sorted(entries, key=str.casefold):
        if term[0] != letter:
            letter = term[0]
            lines += ["", f"## {letter}"]
        for stem, meaning in entries[term]:
            lines += ["", f"**{term}**: {meaning} ([lesson {stem[:2]}]({stem}.ipynb))"]
    return "\n".join([*lines, ""])


def _contents(caption, names):
    return ["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""]


def build(target):
    """Build the site into the folder `target`, which is made anew.

    Raises CalledProcessError where Sphinx fails or warns.
    """
    with tempfile.TemporaryDirectory() as name:
        sources = Path(name) / "sources"
        write_sources(sources)
        pages = Path(name) / "pages"  # myst-nb puts a folder of its own beside them
        command = ("-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-E")
        subprocess.run(
            [sys.executable, *command, "-d", f"{name}/trees", sources, pages],
            check=True,
            env={**os.environ, "COURSE_REPOSITORY": REPOSITORY},
        )
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(pages, target)


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_site"))
