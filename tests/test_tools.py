"""The maintainers' tools: find, write and run lessons, take definitions out of them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools import notebooks

import pytest
from cells import code, notebook, printed, text
from lessons import load

TESTS = Path(__file__).parent


@pytest.fixture
def save(tmp_path):
    """A function that writes cells to tmp_path/notebooks/`name` in the one form."""
    (tmp_path / "notebooks").mkdir()

    def write(*cells, name="01_lesson.ipynb"):
        path = tmp_path / "notebooks" / name
        notebooks.write(path, notebooks.text_of(notebook(*cells), path))
        return path

    return write


@pytest.fixture
def command(monkeypatch):
    """A function that runs a command of the tools on the lessons `paths`."""

    def run(paths, *arguments):
        monkeypatch.setattr(notebooks, "find_lessons", lambda numbers=(): paths)
        return notebooks.main([*arguments])

    return run


# ---------------------------------------------------------------- finding and reading


def test_lessons_are_found_by_number(save):
    for name in ("10_c.ipynb", "01_a.ipynb", "02_b.ipynb"):
        folder = save(text("x"), name=name).parent

    def names(*numbers):
        return [path.name for path in notebooks.find_lessons(numbers, folder)]

    assert names() == ["01_a.ipynb", "02_b.ipynb", "10_c.ipynb"]
    assert names("10", "1") == ["01_a.ipynb", "10_c.ipynb"]
    with pytest.raises(notebooks.CourseError, match="starts with 03; there are: 01_a"):
        names("01", "03")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"nbformat": 3, "worksheets": []}'],
    ids=["empty", "cut off", "a list", "not UTF-8", "of version 3"],
)
def test_a_file_that_is_no_notebook_is_named(content, tmp_path):
    path = tmp_path / "01_broken.ipynb"
    path.write_bytes(content)
    with pytest.raises(
        notebooks.CourseError, match="01_broken.ipynb is not a notebook"
    ):
        notebooks.read(path)


def test_what_breaks_the_format_is_not_written(tmp_path):
    broken = notebook(text("x"))
    broken.cells[0].cell_type = "poem"
    with pytest.raises(notebooks.CourseError, match="01_x.ipynb breaks the notebook"):
        notebooks.text_of(broken, tmp_path / "01_x.ipynb")


def test_a_write_that_fails_leaves_the_old_file_alone(save, monkeypatch):
    path = save(text("old"))
    before = path.read_bytes()

    def fail(*paths):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        notebooks.write(path, "new")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_file_is_indented_by_one_and_ends_in_a_newline(save):
    content = save(text("é\nx")).read_bytes()
    assert content.startswith(b'{\n "cells": [\n  {\n   "cell_type"')
    assert content.endswith(b"}\n")
    assert b"\r" not in content
    assert '"é\\n",\n    "x"'.encode() in content


def test_checking_the_form_names_the_file_and_changes_nothing(save, command, capsys):
    good, bad = save(text("# A")), save(text("# A"), name="02_bad.ipynb")
    bad.write_bytes(bad.read_bytes().replace(b"\n", b"\r\n"))
    before = bad.read_bytes()
    assert command([good, bad], "format", "--check") == 1
    assert capsys.readouterr().out.split()[0] == "02_bad.ipynb"
    assert bad.read_bytes() == before
    assert command([good, bad], "format") == 0
    assert capsys.readouterr().out == "02_bad.ipynb: formatted\n"
    assert command([good, bad], "format", "--check") == 0
    assert capsys.readouterr().out == ""


# ---------------------------------------------------------------- running


def test_a_lesson_runs_here_with_this_python_and_its_own_seed(save, monkeypatch):
    jupyter = save().parent.parent
    kernel = jupyter / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    wrong = {"argv": ["no-such-python"], "display_name": "Wrong", "language": "python"}
    kernel.write_text(json.dumps(wrong))
    monkeypatch.setenv("JUPYTER_PATH", str(jupyter))
    monkeypatch.setenv("COURSE_SEED", "7")
    monkeypatch.setenv("COURSE_TEST", "outer")
    path = save(
        text("# A"),
        code("import os, sys"),
        code("print(sys.executable)"),
        code("print(os.getcwd())"),
        code("print(os.environ.get('COURSE_SEED'), os.environ['COURSE_TEST'])"),
        code("1 / 0"),
    )
    before = path.read_bytes()
    result = notebooks.run(path, replace={"a-6": "6"}, env={"COURSE_TEST": "inner"})
    outputs = [cell.outputs for cell in result.cells[2:]]
    assert Path(outputs[0][0].text.strip()) == Path(sys.executable)
    assert Path(outputs[1][0].text.strip()).samefile(path.parent)
    assert outputs[2][0].text == "None inner\n"
    assert outputs[3][0].data == {"text/plain": "6"}
    assert path.read_bytes() == before


def test_replacing_a_cell_that_is_not_there_is_an_error(save):
    with pytest.raises(KeyError, match="a-7"):
        notebooks.run(save(text("# A")), replace={"a-7": "x"})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\nraise ValueError('no sense')", "ValueError: no sense"),
        ("import os\nos._exit(1)", "the kernel died"),
        ("import time\nwhile True:\n    time.sleep(0.1)", "not done after 1 seconds"),
    ],
    ids=["raises", "dies", "takes too long"],
)
def test_a_failing_lesson_is_reported_and_left_alone(
    source, message, save, command, monkeypatch, capsys
):
    path = save(text("# A"), code("1", printed("kept")), code(source, tags=["a"]))
    before = path.read_bytes()
    monkeypatch.setattr(notebooks, "SECONDS_PER_CELL", 1)
    assert command([path], "execute") == 1
    out = capsys.readouterr().out
    assert f"01_lesson.ipynb, cell 3 (a-3): {message}" in out
    assert "01_lesson.ipynb stays as it was." in out
    assert "\x1b" not in out
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_kernel_and_command(save):
    path = save(
        code("import os\n\nprint(os.getpid(), file=open('pid', 'w'), flush=True)"),
        code("import time\n\ntime.sleep(60)"),
    )
    before = path.read_bytes()
    command = (
        "import pathlib, sys\n"
        "from tools import notebooks\n"
        f"notebooks.find_lessons = lambda numbers: [pathlib.Path({str(path)!r})]\n"
        "sys.exit(notebooks.main(['execute']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command],
        cwd=TESTS.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    pid = path.with_name("pid")
    while process.poll() is None and not (pid.exists() and pid.read_text()):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate()
    assert process.returncode == 130, output
    assert output == "Interrupted: the lesson that was running stays as it was.\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert path.read_bytes() == before


def test_executing_stores_the_outputs_in_the_one_form(save, command, capsys):
    path = save(
        text("# A"),
        code("print('a', end='\\r')\nprint('b')", printed("old"), execution_count=9),
        code("bytearray(200_000_000).count(0)"),
    )
    assert command([path], "execute") == 0
    assert path.read_text() == notebooks.text_of(notebooks.read(path), path)
    cells = notebooks.read(path).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2]
    assert cells[1].outputs == [printed("b\n")]
    assert cells[2].outputs[0].data == {"text/plain": "200000000"}
    match = re.fullmatch(
        r"01_lesson\.ipynb: [\d.]+ s, (\d+|nan) MB at most, file of \d+ kB\n",
        capsys.readouterr().out,
    )
    assert match[1] == "nan" or int(match[1]) > 200


def test_seeds_are_tried_one_by_one(save, command, capsys):
    path = save(
        text("# A"),
        code(
            "import os\n\nassert os.environ['COURSE_SEED'] != '102', 'above the band'"
        ),
    )
    before = path.read_bytes()
    assert command([path], "seeds", "--seeds", "2") == 1
    assert capsys.readouterr().out.splitlines() == [
        "01_lesson.ipynb, seed 101: ok",
        "01_lesson.ipynb, seed 102: cell 2 (a-2) failed with "
        "AssertionError: above the band",
    ]
    assert command([path], "seeds", "--seeds=1") == 0
    assert path.read_bytes() == before


# ---------------------------------------------------------------- out of a lesson


LESSON = [
    text("# This is no Python"),
    code("raise RuntimeError", tags=["colab"]),
    code("import numpy as np\nfrom dataclasses import dataclass"),
    code("def double(x):\n    return x", tags=["other"]),
    code("FACTOR = 2\n\n\ndef double(x):\n    return _times(x, FACTOR)"),
    code("rng = np.random.default_rng(1)\na, b = 1, 2\nraise RuntimeError('fit')"),
    code("def _times(x, factor):\n    rng = x  # local\n    return rng * factor"),
    code("@dataclass\nclass Unit:\n    weight: 'float' = FACTOR"),
    code("def draw():\n    return rng.normal()\n\n\nBOTH = {'double': double}"),
    code("def double(x):\n    return ...", tags=["exercise"]),
]


def test_definitions_come_out_of_a_lesson_without_running_it(save):
    folder = save(*LESSON).parent
    double = load("01", "double", folder=folder)
    assert double(4) == 8
    unit, both, factor = load("01", "Unit", "BOTH", "FACTOR", folder=folder)
    assert (unit().weight, both["double"](1), factor) == (2, 2, 2)
    assert load("01", "double", folder=folder, starters=True)(4) is ...


def test_a_definition_that_is_not_there_is_named(save):
    folder = save(*LESSON).parent
    with pytest.raises(LookupError, match="01_lesson.ipynb does not define halve;"):
        load("01", "halve", folder=folder)
    with pytest.raises(LookupError, match="does not define rng;"):
        load("01", "draw", folder=folder)
