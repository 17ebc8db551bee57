"""Execute the lessons, keep their files in one form, try them under other seeds.

    python -m tools.notebooks execute [NN ...]           store true outputs
    python -m tools.notebooks format [--check]           one form for every file
    python -m tools.notebooks seeds [NN ...] [--seeds N] run under other seeds
    python -m tools.notebooks repository OWNER/REPO      move the course's address

NN is the number that a lesson's file name starts with; without one, all lessons run.
Kernels run one after another, each fresh, with the Python that runs this file.
"""

import argparse
import copy
import os
import re
import sys
import time
import tomllib
import unicodedata
from pathlib import Path

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import ValidationError, v4, validate

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"

SECONDS_PER_CELL = 300
SECONDS_FOR_OUTPUT = 30  # that a cell's last output may lag behind its end
FIRST_SEED = 101

KEPT_CELL_METADATA = ("tags",)
# The first code cell, the same in every lesson, and what folds it in Colab and Jupyter.
FIRST_CELL = ROOT / "tools" / "first_cell.py"
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
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_ADDRESS = re.compile(r"https://github\.com/([^/\s]+/[^/\s]+)")
_NAME = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}"
)

# Run as a last cell. Windows has no `resource`; macOS counts bytes, Linux kilobytes.
_PEAK_MEMORY = """\
import sys
try:
    import resource
except ImportError:
    print("nan")
else:
    unit = 1 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)
"""


class CourseError(Exception):
    """A command can't do its work; the text says why and what to do."""


class LessonError(Exception):
    """A lesson stopped before its end.

    `cell` is the cell's number in the notebook, from 1 and with the text cells
    counted; `cell_id` its id; `message` one paragraph on what happened; `traceback`
    what Python printed, or "".
    """

    def __init__(self, path, cell, cell_id, message, traceback=""):
        super().__init__(f"{path.name}, cell {cell} ({cell_id}): {message}")
        self.path = path
        self.cell = cell
        self.cell_id = cell_id
        self.message = message
        self.traceback = traceback


# ---------------------------------------------------------------- files


def find_lessons(numbers=(), folder=NOTEBOOKS):
    """Return the sorted paths of the notebooks, or of those with the given numbers.

    Raises CourseError where a number has no notebook.
    """
    paths = sorted(folder.glob("*.ipynb"))
    if not numbers:
        return paths
    prefixes = tuple(number.zfill(2) for number in numbers)
    for prefix in prefixes:
        if not any(path.name.startswith(prefix) for path in paths):
            there = ", ".join(path.name for path in paths) or "none"
            raise CourseError(f"no lesson starts with {prefix}; there are: {there}")
    return [path for path in paths if path.name.startswith(prefixes)]


def read(path):
    """Return the notebook in the file `path`.

    Raises CourseError where the file isn't a notebook of nbformat 4.
    """
    try:
        return v4.reads(path.read_text(encoding="utf-8"))
    except (ValueError, AttributeError) as error:
        raise CourseError(
            f"{path} is not a notebook that can be read: {error}"
        ) from error


def text_of(notebook, path):
    """Return the text of a file that holds the normalised notebook.

    Raises CourseError, naming `path`, where the notebook breaks nbformat's schema.
    """
    notebook = normalised(notebook)
    try:
        validate(notebook)
    except ValidationError as error:
        raise CourseError(f"{path} breaks the notebook format: {error}") from error
    return v4.writes(notebook) + "\n"


def write(path, text):
    """Put `text` into the file in one step: a reader sees the old or the new one."""
    new = path.with_name(path.name + ".new")
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


# ---------------------------------------------------------------- one form


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


# ---------------------------------------------------------------- running


class ThisPython(AsyncKernelManager):
    """Starts kernels of the running Python, whatever kernels are installed."""

    @property
    def kernel_spec(self):
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


def run(path, *, replace=None, env=None):
    """Execute a lesson in a fresh kernel and return the executed notebook.

    The file stays as it is. `replace` maps ids of cells to the source that stands in
    for theirs. `env` maps names of environment variables to values, beside those of
    this process; COURSE_SEED counts only when it is in `env`, so that a lesson runs
    under its own seed.

    Raises LessonError at the first cell that raises, takes more than
    SECONDS_PER_CELL seconds or ends the kernel; KeyError where `replace` names an
    id that the lesson lacks.
    """
    notebook = read(path)
    cells = {cell.get("id"): cell for cell in notebook.cells}
    for name, source in (replace or {}).items():
        cells[name].source = source
    _execute(notebook, path, env)
    return notebook


def _execute(notebook, path, env=None):
    own = {name: value for name, value in os.environ.items() if name != "COURSE_SEED"}
    # with more threads than free processors, a matrix product waits ten times as long
    own.setdefault("OPENBLAS_NUM_THREADS", "1")
    now = 0

    def remember(cell, cell_index):
        nonlocal now
        now = cell_index

    client = NotebookClient(
        notebook,
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(path.parent)}},
        timeout=SECONDS_PER_CELL,
        iopub_timeout=SECONDS_FOR_OUTPUT,
        raise_on_iopub_timeout=True,
        force_raise_errors=True,
        record_timing=False,
        store_widget_state=False,
        on_cell_execute=remember,
        extra_arguments=["--log-level=CRITICAL"],  # kernels warn of plain TCP
    )
    try:
        client.execute(env=own | (env or {}))
    except CellExecutionError as error:
        message = _COLOR.sub("", f"{error.ename}: {error.evalue}")
        traceback = _COLOR.sub("", error.traceback)
    except CellTimeoutError:
        message, traceback = f"not done after {SECONDS_PER_CELL} seconds", ""
    except DeadKernelError:
        message, traceback = "the kernel died (memory used up, or a crash)", ""
    except AssertionError:  # what nbclient makes of Ctrl-C, once it ended the kernel
        raise KeyboardInterrupt from None
    else:
        return
    cell_id = notebook.cells[now].get("id", "no id")
    raise LessonError(path, now + 1, cell_id, message, traceback) from None


def measure(path):
    """Return the executed lesson, its seconds and its kernel's peak memory in MB.

    The file stays as it is. The memory is nan where the system doesn't tell. Raises
    LessonError as `run` does.
    """
    notebook = read(path)
    notebook.cells.append(v4.new_code_cell(_PEAK_MEMORY))
    start = time.perf_counter()
    _execute(notebook, path)
    seconds = time.perf_counter() - start
    return notebook, seconds, float(notebook.cells.pop().outputs[0].text)


def execute(path):
    """Execute a lesson and store its outputs; return what it took in one line.

    Raises LessonError as `run` does, and leaves the file as it was.
    """
    notebook, seconds, megabytes = measure(path)
    write(path, text_of(notebook, path))
    kilobytes = path.stat().st_size / 1e3
    return f"{seconds:.1f} s, {megabytes:.0f} MB at most, file of {kilobytes:.0f} kB"


# ---------------------------------------------------------------- the address


def address(root=ROOT):
    """Return the repository as "owner/name", from pyproject.toml, its one place.

    Raises CourseError where pyproject.toml has none.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    urls = project.get("project", {}).get("urls", {})
    match = _ADDRESS.fullmatch(urls.get("Repository", ""))
    if not match:
        raise CourseError(
            "pyproject.toml needs a line under [project.urls]: "
            'Repository = "https://github.com/OWNER/REPO"'
        )
    return match[1]


def move(name, root=ROOT):
    """Write the repository's new name in place of the old; return the changed paths.

    Changes pyproject.toml, CITATION.cff, the Markdown files beside them, the first
    cell and the notebooks, and nothing else in these files.

    Raises CourseError where `name` isn't one that GitHub allows.
    """
    if not _NAME.fullmatch(name) or name.endswith(".git"):
        raise CourseError(
            f"{name!r} is not a repository on GitHub; write OWNER/REPO, "
            "for example: make repository NAME=ada/neural-networks"
        )
    old = re.compile(
        r"(github(?:usercontent)?(?:\.com)?[/:])"
        + re.escape(address(root))
        + r"(?![\w-]|\.(?!git\b)\w)"
    )
    paths = sorted([*root.glob("*.cff"), *root.glob("*.md")])
    paths += [root / FIRST_CELL.relative_to(ROOT)]
    paths += find_lessons(folder=root / "notebooks")
    paths += [root / "pyproject.toml"]  # last: until then, a second call can repair
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    changed = []
    for path, text in texts.items():
        new = old.sub(rf"\g<1>{name}", text)
        if new != text:
            write(path, new)
            changed.append(path)
    return changed


# ---------------------------------------------------------------- commands


def execute_lessons(paths):
    """Execute lessons and store their outputs; return 1 if any failed, otherwise 0."""
    failed = 0
    for path in paths:
        try:
            print(f"{path.name}: {execute(path)}", flush=True)
        except LessonError as error:
            failed = 1
            print(
                f"{error.traceback}\n{error}\n{path.name} stays as it was.", flush=True
            )
    return failed


def format_lessons(paths, check):
    """Bring notebook files into one form, or only `check` them; return 1 or 0."""
    wrong = 0
    for path in paths:
        text = text_of(read(path), path)
        if path.read_bytes() == text.encode():
            continue
        if check:
            wrong = 1
            print(f"{path.name} is not in the course's form: run make format")
        else:
            write(path, text)
            print(f"{path.name}: formatted")
    return wrong


def try_seeds(paths, n_seeds):
    """Run lessons under `n_seeds` other seeds; return 1 if any failed, otherwise 0."""
    failed = 0
    for path in paths:
        for seed in range(FIRST_SEED, FIRST_SEED + n_seeds):
            try:
                run(path, env={"COURSE_SEED": str(seed)})
                print(f"{path.name}, seed {seed}: ok", flush=True)
            except LessonError as error:
                failed = 1
                print(
                    f"{path.name}, seed {seed}: cell {error.cell} ({error.cell_id}) "
                    f"failed with {error.message}",
                    flush=True,
                )
    return failed


def move_repository(name, root=ROOT):
    """Move the repository's address and say where; return 0."""
    old = address(root)
    changed = move(name, root)
    for path in changed:
        print(f"{path.relative_to(root)}: {old} is now {name}")
    if not changed:
        print(f"the address is {name} already")
    return 0


def main(arguments=None):
    """Run one command; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("execute", help="run lessons and store their outputs")
    command.add_argument("numbers", nargs="*", metavar="NN")
    command = commands.add_parser("format", help="bring notebook files into one form")
    command.add_argument("--check", action="store_true", help="change nothing")
    command = commands.add_parser("seeds", help="run lessons under other seeds")
    command.add_argument("numbers", nargs="*", metavar="NN")
    command.add_argument("--seeds", type=int, default=10, metavar="N")
    command = commands.add_parser("repository", help="change the course's address")
    command.add_argument("name", metavar="OWNER/REPO")
    given = parser.parse_args(arguments)
    try:
        if given.command == "execute":
            return execute_lessons(find_lessons(given.numbers))
        if given.command == "format":
            return format_lessons(find_lessons(), given.check)
        if given.command == "seeds":
            return try_seeds(find_lessons(given.numbers), given.seeds)
        return move_repository(given.name)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the lesson that was running stays as it was.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
