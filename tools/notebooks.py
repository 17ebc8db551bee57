"""Execute the lessons, keep their files in one form, try them under other seeds.

    python -m tools.notebooks execute [NN ...]           store true outputs
    python -m tools.notebooks format [--check]           one form for every file
    python -m tools.notebooks seeds [NN ...] [--seeds N] run under other seeds

NN is the number that a lesson's file name starts with; without one, all lessons run.
Kernels run one after another, each fresh, with the Python that runs this file.
"""

import argparse
import os
import re
import sys
import time
from pathlib import Path

from tools.form import normalised

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

_COLOR = re.compile(r"\x1b\[[0-9;]*m")

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
    given = parser.parse_args(arguments)
    try:
        if given.command == "execute":
            return execute_lessons(find_lessons(given.numbers))
        if given.command == "format":
            return format_lessons(find_lessons(), given.check)
        return try_seeds(find_lessons(given.numbers), given.seeds)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the lesson that was running stays as it was.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
