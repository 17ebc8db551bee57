"""The first cell of each lesson finds the course, or fetches it, wherever it is run.

Each test runs the cell's source in a bare Python: no package but the standard library,
no PYTHONPATH, nothing installed. Whole lessons that fetch the course are in
test_colab.py, lessons in odd places in test_anywhere.py.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import colab
from tools.address import address
from tools.form import FIRST_CELL, normalised, tags
from tools.notebooks import find_lessons, read

import pytest

SOURCE = FIRST_CELL.read_text(encoding="utf-8")
TOLD = """
import importlib.util
print(importlib.util.find_spec("helpers").origin)
print(importlib.util.find_spec("exercises").origin)
print(len(sys.path))
"""
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


def small_course(folder):
    """Make a folder with what the cell looks for; return the folder."""
    for name in ("helpers/__init__.py", "helpers/lab.py", "exercises/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


@pytest.fixture
def course(tmp_path):
    return small_course(tmp_path / "mon cours")


@pytest.fixture
def repository(tmp_path):
    """A small course that git can fetch, and the variables that send git there."""
    folder = small_course(tmp_path / "repository")
    colab.commit_all(folder)
    return colab.fetched_from(folder)


def run_cell(folder, times=1, before="", **variables):
    """Run the cell in a folder, then say what it found; return the finished process."""
    folder.mkdir(parents=True, exist_ok=True)
    program = "\n".join([before, *[SOURCE] * times, TOLD])
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def found(result):
    """Return where the cell found the course, and how long sys.path is then."""
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    *_, helpers, exercises, length = result.stdout.splitlines()
    folder = Path(helpers).parent.parent
    assert folder == Path(exercises).parent.parent
    return folder, int(length)


def assert_told(result, *words):
    """Hold a failed cell to a last paragraph that has these words."""
    assert result.returncode == 1
    _, _, told = result.stderr.rpartition("RuntimeError: ")
    for word in words:
        assert word in told


@pytest.mark.parametrize("place", ["", "notebooks", "notebooks/mine/deeper"])
def test_in_a_checkout_it_finds_the_course_around_it_and_says_nothing(course, place):
    result = run_cell(course / place)
    assert found(result)[0] == course
    assert result.stdout.count("\n") == 3


def test_run_twice_it_is_the_same(course):
    once = run_cell(course / "notebooks")
    twice = run_cell(course / "notebooks", times=2)
    assert found(once) == found(twice)


def test_the_checkout_comes_before_another_course_that_is_installed(course, tmp_path):
    other = small_course(tmp_path / "other")
    before = f"import sys; sys.path.insert(0, {str(other)!r})"
    assert found(run_cell(course / "notebooks", before=before))[0] == course


def test_away_from_a_checkout_an_installed_course_is_taken(course, tmp_path):
    before = f"import sys; sys.path.append({str(course)!r})"
    result = run_cell(tmp_path / "submitted", before=before)
    assert found(result)[0] == course
    assert "Fetching" not in result.stdout


@needs_git
@pytest.mark.parametrize(
    "variables",
    [{}, {"COLAB_RELEASE_TAG": "r"}, {"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}],
    ids=["alone", "Colab", "Kaggle"],
)
def test_alone_it_says_so_and_fetches_the_course_once(tmp_path, repository, variables):
    working = tmp_path / "working"
    result = run_cell(working, times=2, **repository, **variables)
    assert found(result)[0] == working / "course"
    told = f"Fetching the course from https://github.com/{address()} into the folder"
    assert result.stdout.count(told) == 1
    assert [path.name for path in working.iterdir()] == ["course"]
    assert not list((working / "course").rglob("course"))


@needs_git
def test_a_course_that_is_beside_the_lesson_is_left_as_it_is(tmp_path, repository):
    beside = small_course(tmp_path / "working" / "course")
    result = run_cell(tmp_path / "working", **repository)
    assert found(result)[0] == beside
    assert "Fetching" not in result.stdout
    assert not (beside / ".git").exists()


@needs_git
def test_without_a_network_it_says_what_to_do(tmp_path):
    nowhere = colab.fetched_from(tmp_path / "nowhere")
    result = run_cell(tmp_path / "working", **nowhere)
    assert_told(result, "can't be fetched", "nowhere", "get the course from https://")
    assert not list((tmp_path / "working").iterdir())


def test_without_git_it_says_what_to_do(tmp_path):
    (tmp_path / "bin").mkdir()
    result = run_cell(tmp_path / "working", PATH=str(tmp_path / "bin"))
    assert_told(result, "can't be fetched", "git", "get the course from https://")


@needs_git
def test_a_folder_that_is_in_the_way_is_named(tmp_path, repository):
    (tmp_path / "working" / "course" / "mine").mkdir(parents=True)
    result = run_cell(tmp_path / "working", **repository)
    assert_told(result, "can't be fetched", "'course' already exists")


def test_every_lesson_has_the_cell_folded_to_its_title():
    assert SOURCE.startswith("# @title ")
    for path in find_lessons():
        (cell,) = [cell for cell in read(path).cells if "colab" in tags(cell)]
        assert cell.source == SOURCE.strip()
        assert cell.metadata == {
            "cellView": "form",
            "jupyter": {"source_hidden": True},
            "tags": ["colab"],
        }


def test_formatting_puts_the_cell_into_a_lesson_that_has_an_older_one():
    notebook = read(find_lessons(["00"])[0])
    (cell,) = [cell for cell in notebook.cells if "colab" in tags(cell)]
    cell.source, cell.metadata = "import os", {"tags": ["colab"]}
    assert normalised(notebook) == normalised(read(find_lessons(["00"])[0]))


def test_the_cell_fetches_from_the_address_of_pyproject_toml():
    assert f'"https://github.com/{address()}"' in SOURCE
