"""A lesson runs from any folder, in a copy that can't be written, without a network.

Lesson 01 stands for all: data, exercises, figures and Keras. What a lesson does where
a download can't be had is in test_data.py and test_notebooks.py.
"""

import shutil
import stat
from pathlib import Path

from tools.colab import working_tree
from tools.notebooks import NOTEBOOKS, LessonError, read, run, write

import pytest
from nbformat import v4

LESSON = "01_neurons.ipynb"

GUARD = Path(__file__).with_name("offline")

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.fixture
def copy(tmp_path):
    """A copy of the course with a space and an accent in its path."""
    folder = working_tree(tmp_path / "réseaux de neurones")
    yield folder
    unlock(tmp_path)


def lock(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)


def unlock(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def run_guarded(path, copy, locked="", network="yes", **variables):
    """Run a notebook that lies in `copy`; return what it wrote, stderr apart."""
    done = run(
        path,
        env={
            "PYTHONPATH": str(GUARD),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GUARD_LOCKED": str(locked),
            "GUARD_NETWORK": network,
            **variables,
        },
    )
    written = {"stdout": "", "stderr": ""}
    for cell in done.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                written[output.name] += output.text
    assert written["stderr"] == ""
    return written["stdout"]


def lesson_in(folder):
    """Put the lesson into a folder, with a last cell that tells where it is."""
    notebook = read(NOTEBOOKS / LESSON)
    question = "import helpers, os\nprint(helpers.__file__)\nprint(os.getcwd())"
    notebook.cells.append(v4.new_code_cell(question))
    write(folder / LESSON, v4.writes(notebook))
    return folder / LESSON


def test_a_lesson_runs_from_the_top_of_a_copy_with_a_space_in_its_path(copy):
    told = run_guarded(lesson_in(copy), copy).splitlines()[-2:]
    assert told == [str(copy / "helpers" / "__init__.py"), str(copy)]


def test_a_lesson_runs_in_a_checkout_that_cannot_be_written(copy):
    path = lesson_in(copy / "notebooks")
    lock(copy)
    told = run_guarded(path, copy, locked=copy).splitlines()[-2:]
    assert told == [str(copy / "helpers" / "__init__.py"), str(path.parent)]


def test_a_lesson_runs_without_network_and_with_a_home_that_cannot_be_written(copy):
    (copy.parent / "file").touch()
    home = copy.parent / "file" / "home"  # nobody can make a folder in a file
    path = lesson_in(copy / "notebooks")
    own = {"HOME": str(home), "USERPROFILE": str(home), "COURSE_DATA": ""}
    unset = dict.fromkeys(("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), "")
    told = run_guarded(path, copy, network="no", **own, **unset)
    assert "· seed 1" in told


@pytest.mark.parametrize(
    "source, error",
    [
        ("open('new', 'w')", "PermissionError.*read-only"),
        ("import os; os.mkdir('new')", "PermissionError.*read-only"),
        ("import os; os.open('new', os.O_CREAT)", "PermissionError.*read-only"),
        ("import urllib.request as r; r.urlopen('http://example.org')", "no network"),
        ("import socket; socket.create_connection(('192.0.2.1', 80))", "no network"),
    ],
)
def test_the_guard_stops_what_it_is_there_to_stop(copy, source, error):
    path = copy / "one.ipynb"
    write(path, v4.writes(v4.new_notebook(cells=[v4.new_code_cell(source)])))
    with pytest.raises(LessonError, match=error):
        run_guarded(path, copy, locked=copy, network="no")
