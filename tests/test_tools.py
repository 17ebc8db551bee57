"""The maintainers' tools: running, normalising and moving lessons; nbval's settings."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools import address, form, notebooks

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lessons import load
from nbformat import v4, validate

TESTS = Path(__file__).parent


def text(source, **fields):
    return v4.new_markdown_cell(source, **fields)


def code(source, *outputs, tags=(), **fields):
    return v4.new_code_cell(
        source, outputs=list(outputs), metadata={"tags": list(tags)}, **fields
    )


def printed(output, name="stdout"):
    return v4.new_output("stream", name=name, text=output)


def notebook(*cells):
    made = v4.new_notebook()
    made.cells = list(cells)
    return made


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


def ids(*cells):
    return [cell.id for cell in form.normalised(notebook(*cells)).cells]


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


# ---------------------------------------------------------------- one form


def test_ids_are_named_after_headings_tags_and_exercises():
    assert ids(
        text("An introduction"),
        text("# Neurons: 1 + 1 = `2`"),
        code("x", tags=["colab"]),
        code("y"),
        text("Words.\n\n## What goes wrong\n\nMore.\n\n### Überlauf"),
        code("# Comment"),
        text("```\n# Code\n```\n## What goes wrong ##"),
        code("@cache\ndef weighted_sum(x):\n    return ...", tags=["exercise"]),
        text("## 神经元"),
    ) == [
        "start",
        "neurons-1-1-2",
        "colab",
        "neurons-1-1-2-2",
        "what-goes-wrong",
        "uberlauf",
        "what-goes-wrong-2",
        "exercise-weighted-sum",
        "section",
    ]


def test_ids_stay_when_cells_come_and_go():
    first = form.normalised(
        notebook(text("# A"), code("1"), code("2"), text("# B"), code("3"))
    ).cells
    assert [cell.id for cell in first] == ["a", "a-2", "a-3", "b", "b-2"]
    del first[1]
    first.insert(1, code("new"))
    first.insert(1, code("copy", id="a-3"))
    assert ids(*first) == ["a", "a-3", "a-2", "a-4", "b", "b-2"]


HEADINGS = st.sampled_from(
    ["# A", "## A 2", "a", "# " + "long " * 30, "# *", "x\n## B"]
)
CELLS = st.one_of(
    st.builds(text, HEADINGS, id=st.sampled_from(["a", "a-2", "b", "0f9a"])),
    st.builds(
        code,
        st.sampled_from(["", "x\n\n", "def f(x): ..."]),
        st.builds(printed, st.text("a\r\n ", max_size=8)),
        st.builds(printed, st.text("a\r\n ", max_size=8)),
        tags=st.sampled_from([[], ["exercise"], ["colab"]]),
        id=st.sampled_from(["a", "a-2", "a-3", "start"]),
    ),
)


@given(st.lists(CELLS, max_size=12))
def test_the_one_form_is_valid_and_final(cells):
    once = form.normalised(notebook(*cells))
    validate(once)
    assert len({cell.id for cell in once.cells}) == len(once.cells)
    assert form.normalised(once) == once


def test_metadata_is_reduced_to_what_the_course_uses():
    messy = notebook(
        code("x", tags=["exercise"], execution_count=7),
        code("y"),
        text("words", attachments={"a.png": {"image/png": "AAAA"}}),
    )
    messy.nbformat_minor = 4
    messy.metadata = {
        "kernelspec": {"name": "my-env", "display_name": "Mine", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "colab": {"provenance": []},
        "widgets": {},
    }
    messy.cells[0].metadata |= {"execution": {"start": 1}, "scrolled": True}
    clean = form.normalised(messy)
    assert (clean.nbformat, clean.nbformat_minor) == (4, 5)
    assert clean.metadata == {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    assert [cell.metadata for cell in clean.cells] == [{"tags": ["exercise"]}, {}, {}]
    assert clean.cells[0].execution_count == 7
    assert clean.cells[2].attachments == {"a.png": {"image/png": "AAAA"}}
    assert messy.cells[0].metadata["scrolled"]


def test_outputs_read_as_in_a_terminal():
    image = v4.new_output("display_data", data={"text/html": "<b>"}, metadata={"a": 1})
    cell = code(
        "x",
        printed("a\nepo"),
        printed("ch 1\repoch 2\r"),
        printed("done\n"),
        image,
        printed("b\n"),
        printed("c\n", "stderr"),
        printed("d\r\n"),
    )
    (clean,) = form.normalised(notebook(cell)).cells
    assert [(output.get("name"), output.get("text")) for output in clean.outputs] == [
        ("stdout", "a\ndone\n"),
        (None, None),
        ("stdout", "b\n"),
        ("stderr", "c\n"),
        ("stdout", "d\r\n"),
    ]
    assert clean.outputs[1] == {
        "output_type": "display_data",
        "data": {"text/html": "<b>"},
        "metadata": {},
    }


def test_empty_cells_and_outer_blank_lines_go():
    clean = form.normalised(notebook(code(" \n"), code("\n  x\n\ny\n"), text("")))
    assert [cell.source for cell in clean.cells] == ["  x\n\ny"]


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


# ---------------------------------------------------------------- the address


def project(root, name="ada/nets"):
    """A small project at the address `name`; return its files but pyproject.toml."""
    (root / "pyproject.toml").write_text(
        f'[project.urls]\n# one place\nRepository = "https://github.com/{name}"\n'
    )
    texts = {
        "README.md": f"[a](https://github.com/{name}/actions/b.svg) github.com/{name}.",
        "CITATION.cff": f"repository-code: 'https://github.com/{name}'\n",
        "CONTRIBUTING.md": f"git clone git@github.com:{name}.git\n",
    }
    for file, content in texts.items():
        (root / file).write_text(content)
    colab = f"https://colab.research.google.com/github/{name}/blob/main/notebooks"
    (root / "tools").mkdir()
    cell = root / "tools" / "first_cell.py"
    cell.write_text(f'ADDRESS = "https://github.com/{name}"\n')
    (root / "notebooks").mkdir()
    path = root / "notebooks" / "01_a.ipynb"
    lesson = notebook(
        text(f"# A\n\n[![Open]({colab})]({colab}/01_a.ipynb)"),
        code(f'URL = "https://github.com/{name}"', printed("é\n"), execution_count=1),
    )
    notebooks.write(path, notebooks.text_of(lesson, path))
    return [root / file for file in texts] + [cell, path]


def test_the_address_moves_everywhere_and_nothing_else_changes(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = project(tmp_path / "old")
    new = project(tmp_path / "new", "Grace-2/deep.nets_1")
    changed = address.move("Grace-2/deep.nets_1", tmp_path / "old")
    assert set(changed) == {*old, tmp_path / "old" / "pyproject.toml"}
    assert address.address(tmp_path / "old") == "Grace-2/deep.nets_1"
    for moved, expected in zip(old, new, strict=True):
        assert moved.read_bytes() == expected.read_bytes()
    assert address.move("Grace-2/deep.nets_1", tmp_path / "old") == []


def test_moving_says_what_it_changed(tmp_path, capsys):
    project(tmp_path)
    assert address.move_repository("b/c", tmp_path) == 0
    assert "README.md: ada/nets is now b/c\n" in capsys.readouterr().out
    assert address.move_repository("b/c", tmp_path) == 0
    assert capsys.readouterr().out == "the address is b/c already\n"


def test_other_addresses_stay(tmp_path):
    readme, *_ = project(tmp_path)
    others = (
        "github.com/ada/nets2 github.com/ada/nets-b github.com/ada/nets.io /ada/nets"
    )
    readme.write_text(others)
    address.move("b/c", tmp_path)
    assert readme.read_text() == others


@pytest.mark.parametrize(
    "name",
    ["", "nets", "ada/", "/nets", "a/b/c", "ada/ne ts", "-a/b", "a/..", "a/b.git"],
)
def test_a_bad_name_is_refused_before_anything_changes(name, tmp_path):
    files = project(tmp_path)
    before = [file.read_bytes() for file in files]
    with pytest.raises(notebooks.CourseError, match="write OWNER/REPO"):
        address.move(name, tmp_path)
    assert [file.read_bytes() for file in files] == before


def test_a_project_without_address_is_told_what_to_write(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project.urls]\nHome = 'x'\n")
    with pytest.raises(notebooks.CourseError, match="Repository = "):
        address.address(tmp_path)


def test_an_error_is_one_sentence_without_traceback(capsys):
    assert notebooks.main(["execute", "99"]) == 1
    assert capsys.readouterr().err.startswith("no lesson starts with 99; there are:")
    assert address.main(["nets"]) == 1
    assert "'nets' is not a repository" in capsys.readouterr().err


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


# ---------------------------------------------------------------- nbval as it is set

IMAGE = '<img alt="{alt}" src="data:image/png;base64,{data}">'
LINE = "Keras {} · TensorFlow {} · {} · seed {}\n"


def html(new, stored):
    """A cell that shows `new` and has `stored` as its output."""
    source = f"from IPython.display import HTML\n\ndisplay(HTML({new!r}))"
    plain = "<IPython.core.display.HTML object>"
    data = {"text/html": stored, "text/plain": plain}
    return code(source, v4.new_output("display_data", data=data))


def line(new, stored, **fields):
    """A cell that prints `new` and has `stored` as its output."""
    return code(f"print({new!r}, end='')", printed(stored), **fields)


NEW_LINE = LINE.format("3.13.2", "2.20.0", "CPU", 1)
MOVING = '<img alt="a" src="data:image/gif;base64,{}">'
ONE_PIXEL = IMAGE.format(alt="a", data="A")

BAND = "expect  loss of 3  {}  at least 0.2 and at most 0.3\n"
SPREAD = "expect  loss of 3  {}  at most 0.3 (each of 5)\n"
DIFFERENCE = "same  dW        (2, 3)    within 1e-06  largest difference {}\n"
# Every part of such a line but the numbers is compared.
MEASURED = [
    *(
        (line(form.format(new), form.format(old)), "PASSED")
        for form, new, old in [
            (BAND, "0.25", "0.261"),
            (BAND, "-0.25", "12"),
            (BAND, "2.5e-07", "0"),
            (SPREAD, "0.21 to 0.28", "0.25"),
            (SPREAD, "-1e-07 to 2.2e+05", "0.1 to 0.2"),
            (DIFFERENCE, "0e+00", "3e-16"),
        ]
    ),
    *(
        (line(form.format(new).replace(*change), form.format(new)), "FAILED")
        for form, new, change in [
            (BAND, "0.25", ("expect", "expected")),
            (BAND, "0.25", ("loss", "Loss")),
            (BAND, "0.25", ("of 3", "of 4")),
            (BAND, "0.25", ("0.2 ", "0.1 ")),
            (BAND, "0.25", ("0.3", "0.4")),
            (BAND, "0.25", ("at least", "at most")),
            (BAND, "0.25", (" and at most 0.3", "")),
            (BAND, "0.25", ("0.25", "high")),
            (BAND, "0.25", ("0.25  ", "")),
            (BAND, "0.25", ("expect", "so expect")),
            (BAND, "0.25", ("0.3", "0.3 (each of 5)")),
            (SPREAD, "0.21 to 0.28", ("each of 5", "each of 6")),
            (SPREAD, "0.21 to 0.28", (" to ", " or ")),
            (DIFFERENCE, "3e-16", ("same", "equal")),
            (DIFFERENCE, "3e-16", ("dW", "db")),
            (DIFFERENCE, "3e-16", ("(2, 3)", "(3, 2)")),
            (DIFFERENCE, "3e-16", ("1e-06", "1e-05")),
            (DIFFERENCE, "3e-16", ("within", "without")),
            (DIFFERENCE, "3e-16", ("largest", "smallest")),
            (DIFFERENCE, "3e-16", ("e-16", "e-16 and more")),
            (DIFFERENCE, "3e-16", ("\n", "\n0.25\n")),
        ]
    ),
]
NO_NETWORK = """\
import urllib.request
try:
    urllib.request.urlopen("http://192.0.2.1/", timeout=1)
except OSError as error:
    print(error.reason)"""
CASES = {
    "a connection": (
        code(NO_NETWORK, printed("no network: 192.0.2.1\n")),
        "PASSED",
    ),
    "equal": (line("0.25", "0.25"), "PASSED"),
    "another number": (line("0.25", "0.26"), "FAILED"),
    "an ignored number": (line("1", "2", tags=["nbval-ignore-output"]), "PASSED"),
    "other pixels": (
        html(IMAGE.format(alt="a", data="AA/+"), IMAGE.format(alt="a", data="BBBBB==")),
        "PASSED",
    ),
    "other pixels that move": (
        html(MOVING.format("AA/+"), MOVING.format("BBBBB==")),
        "PASSED",
    ),
    "another alternative text": (
        html(IMAGE.format(alt="a", data="AAAA"), IMAGE.format(alt="b", data="AAAA")),
        "FAILED",
    ),
    "no pixels": (
        html(IMAGE.format(alt="a", data=""), IMAGE.format(alt="a", data="AAAA")),
        "FAILED",
    ),
    "pixels outside of an image": (
        html("data:image/png;base64,AAAA", "data:image/png;base64,BBBB"),
        "FAILED",
    ),
    "text behind an image": (
        html(
            IMAGE.format(alt="a", data="A") + "1", IMAGE.format(alt="a", data="A") + "2"
        ),
        "FAILED",
    ),
    "other versions": (
        line(NEW_LINE, LINE.format("3.15.1", "2.21.0", "GPU", 1)),
        "PASSED",
    ),
    "two devices": (
        line(NEW_LINE, LINE.format("3.15.1", "2.21.0", "2 × GPU", 1)),
        "PASSED",
    ),
    "another seed": (
        line(NEW_LINE, LINE.format("3.13.2", "2.20.0", "CPU", 12)),
        "FAILED",
    ),
    "an unknown device": (
        line(NEW_LINE, LINE.format("3.13.2", "2.20.0", "TPU", 1)),
        "FAILED",
    ),
    "text before the line": (line(NEW_LINE, "Old " + NEW_LINE), "FAILED"),
    "another computer": (
        line("This computer trains on its CPU.\n", "This computer trains on GPU.\n"),
        "PASSED",
    ),
    "a result behind the computer": (
        line("This computer is fine.\n0.25\n", "This computer is fine.\n0.26\n"),
        "FAILED",
    ),
    **{f"a measured value {i}": case for i, case in enumerate(MEASURED)},
    "a skipped cell": (
        line("1", "2", tags=["nbval-skip", "needs-download"]),
        "SKIPPED",
    ),
}


@pytest.fixture(scope="module")
def nbval_run(tmp_path_factory):
    """Outcomes by cell, and the text, of nbval's run over CASES under this conftest."""
    folder = tmp_path_factory.mktemp("nbval")
    cells = [cell for cell, _ in CASES.values()]
    for count, cell in enumerate(cells, 1):
        cell.execution_count = count
    path = folder / "01_cases.ipynb"
    notebooks.write(path, notebooks.text_of(notebook(*cells), path))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, [TESTS, TESTS.parent])),
        "PYTHONUTF8": "1",
        "COURSE_DATA": str(folder),
        "KERAS_HOME": str(folder),
        **dict.fromkeys(["TMPDIR", "TEMP", "TMP"], str(folder)),
        "https_proxy": "http://127.0.0.1:9",
    }
    environment.pop("PYTEST_ADDOPTS", None)
    options = ["--nbval", "--nbval-current-env", "-p", "conftest", "-n", "1"]
    options += ["--nbval-sanitize-with", str(TESTS / "nbval_sanitize.cfg")]
    options += ["-rA", "--tb=no", "--color=no", "--rootdir", str(folder), path.name]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    outcomes = re.findall(r"^(PASSED|FAILED).*::Cell (\d+)", done.stdout, re.MULTILINE)
    return {int(cell): outcome for outcome, cell in outcomes}, done.stdout + done.stderr


@pytest.mark.parametrize("case", CASES)
def test_nbval_masks_pixels_and_versions_and_nothing_else(case, nbval_run):
    outcomes, output = nbval_run
    number = list(CASES).index(case)
    assert outcomes.get(number, "SKIPPED") == CASES[case][1], output


def test_cells_are_counted_at_the_end(nbval_run):
    assert (
        f"notebook cells: {len(CASES) - 2} compared strictly, 1 with outputs ignored, "
        "1 skipped" in nbval_run[1]
    )
    assert "No intact mnist.npz is on this computer" in nbval_run[1]
