"""A lesson alone in an empty folder gets the course, as in Google Colab."""

import shutil
import subprocess

from tools import colab
from tools.form import tags
from tools.notebooks import LessonError, find_lessons, read, run, write

import pytest
from nbformat import v4

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return colab.local_repository(tmp_path_factory.mktemp("git") / "course")


def test_the_first_cell_run_twice_fetches_the_course_once_and_the_lesson_goes_on(
    repository, tmp_path
):
    (path,) = find_lessons(["00"])
    alone = colab.lone_copy(path, tmp_path / "content")
    notebook = read(alone)
    question = "import helpers, os\nprint(helpers.__file__)\nprint(os.getcwd())"
    notebook.cells.append(v4.new_code_cell(question))
    write(alone, v4.writes(notebook))
    done = run(alone, env=colab.environment(tmp_path / "stand-in", repository))
    course = tmp_path / "content" / "course"
    expected = [str(course / "helpers" / "__init__.py"), str(alone.parent)]
    assert done.cells[-1].outputs[0].text.splitlines() == expected
    assert sum("colab" in tags(cell) for cell in done.cells) == 2
    assert not list(course.rglob("course"))
    assert sorted(path.name for path in alone.parent.iterdir()) == [
        path.name,
        "course",
    ]


def test_a_course_that_cannot_be_fetched_stops_the_cell(tmp_path):
    (path,) = find_lessons(["00"])
    alone = colab.lone_copy(path, tmp_path / "content")
    nowhere = tmp_path / "nowhere"
    with pytest.raises(LessonError, match="the course can't be fetched: .*nowhere"):
        run(alone, env=colab.environment(tmp_path / "stand-in", nowhere))


def test_the_local_repository_holds_the_working_tree(repository):
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "HEAD"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {"helpers/lab.py", "notebooks/00_start_here.ipynb"} <= set(listed)
    assert not any(name.startswith(".venv") for name in listed)
