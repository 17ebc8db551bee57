"""Each rule of the notebooks passes a good lesson and refuses a bad one."""

import copy
import sys
import types
from pathlib import Path

from exercises.exercise import choose
from exercises.exercise import exercise as written
from helpers import data
from tools.address import address
from tools.notebooks import read, text_of

import notebook_rules as rules
import pytest
from nbformat import v4

ALT = "A curve that falls quickly at first and then flattens out."
COLAB = "https://colab.research.google.com"
LINK = f"[Open in Colab]({COLAB}/github/{address()}/blob/main/notebooks/07_good.ipynb)"


def text(source):
    return v4.new_markdown_cell(source)


def code(source, *outputs, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(output, name="stdout"):
    return v4.new_output("stream", name=name, text=output)


def shown(html=None, **data):
    if html is not None:
        data["text/html"] = html
    return v4.new_output("display_data", data=data)


def figure(alt=ALT, n_letters=400):
    source = f'src="data:image/png;base64,{"A" * n_letters}"'
    return shown(f"<p><img alt='{alt}' {source}></p>", **{"text/plain": alt})


def exercise(name):
    """An answer cell and its check."""
    return [
        code(f"def {name}(x):\n    return ...", tags=["exercise"]),
        code(f"ex.{name}.check({name})", printed("not attempted"), tags=["check"]),
    ]


def good_cells():
    """The cells of a lesson that keeps all rules; some are found by their place."""
    return [
        text(
            f"# Good\n\n{LINK}\n\nAfter this lesson you can\n\n"
            "- see a curve,\n- read it\n  aloud,\n- and draw it.\n\n"
            "About 20 minutes, with\n\n- a pencil,\n- paper,\n- and a friend."
        ),
        code("what make format replaces", tags=["colab"]),
        code(
            "from exercises import ex07_good as ex\nfrom helpers import checks, lab\n\n"
            "import numpy as np\n\ncomputer = lab.start(seed=1)",
            printed("Keras 3 · TensorFlow 2 · CPU · seed 1\n"),
        ),
        text("## A curve\n\nSee [figures](../README.md), [data](#The-data), `a](b)`."),
        code(
            "try:\n    self._count = np.random.default_rng(1).normal()\n"
            "except ValueError:\n    cls._count = f';{f.__name__}'",
            figure(),
        ),
        text(
            "### Training\n\n![a drawn network](../network.png) costs $f[x](0)$.\n"
            '<img alt="the same network" src="../network.png">'
        ),
        code("loss = fit()", printed("0.1234"), tags=["nbval-ignore-output"]),
        code('checks.expect("loss", loss, at_most=0.2)', printed("loss at most 0.2")),
        text("## What goes wrong\n\n```\n# no heading, [no link](nowhere)\n```"),
        text("## Your turn"),
        *exercise("first"),
        text("Then:"),
        *exercise("second"),
        text("Then:"),
        *exercise("third"),
        text("## What you can do now\n\n### Next\n\nGo [on](08_next.ipynb)."),
    ]


@pytest.fixture
def save(tmp_path, monkeypatch):
    """A function that writes cells to a file, numbered as if they had been run."""
    module = types.ModuleType("exercises.ex07_good")
    module.first = module.second = module.third = None
    monkeypatch.setitem(sys.modules, module.__name__, module)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "08_next.ipynb").touch()
    (tmp_path / "README.md").touch()
    (tmp_path / "network.png").touch()

    def write(cells, name="07_good.ipynb"):
        code_cells = [cell for cell in cells if cell.cell_type == "code"]
        for count, cell in enumerate(code_cells, 1):
            cell.execution_count = count
        path = tmp_path / "notebooks" / name
        notebook = v4.new_notebook()
        notebook.cells = cells
        path.write_bytes(text_of(notebook, path).encode())
        return path

    return write


def add(*cells):
    """An edit that puts cells behind the first section's heading."""

    def edit(good):
        good[4:4] = [*map(copy.deepcopy, cells), text("More.")]

    return edit


def put(place, cell):
    """An edit that puts a cell in the place of another."""

    def edit(good):
        good[place] = cell

    return edit


def drop(place):
    """An edit that takes a cell out."""

    def edit(good):
        del good[place]

    return edit


def swap(place, old, new):
    """An edit that changes a cell's text."""

    def edit(good):
        assert old in good[place].source
        good[place].source = good[place].source.replace(old, new)

    return edit


def tag(place, *names):
    """An edit that gives a cell other tags."""

    def edit(good):
        good[place].metadata = {"tags": list(names)}

    return edit


BAD = [
    # the file
    (rules.size, add(code("x", printed("x" * 1_000_000))), "bytes"),
    (rules.rhythm, add(*[code("x")] * 3), "cell 7: the third"),
    # outputs
    (
        rules.quiet_outputs,
        add(code("1 / 0", v4.new_output("error", ename="E", evalue="", traceback=[]))),
        "cell 5: an error",
    ),
    (rules.quiet_outputs, add(code("x", printed("oh", "stderr"))), "stderr"),
    (rules.quiet_outputs, add(code("x", printed("a UserWarning: b"))), "warning"),
    (rules.quiet_outputs, add(code("x", shown("WARNING:tensorflow"))), "warning"),
    (
        rules.no_absolute_paths,
        add(code("x", printed("at /home/ada/x.py"))),
        "/home/ada",
    ),
    (rules.no_absolute_paths, add(code("x", printed("'/root'"))), "/root"),
    (rules.no_absolute_paths, add(code("x", printed("/Users/ada"))), "/Users/ada"),
    (rules.no_absolute_paths, add(code("x", shown("<b>/tmp/x</b>"))), "/tmp/x"),
    (rules.no_absolute_paths, add(code("x", printed(r"in C:\Users"))), r"C:\\Users"),
    (rules.no_absolute_paths, add(code("x", printed("file:///x"))), "file:"),
    (rules.alternative_text, add(code("x", figure(alt=""))), "cell 5: an <img>"),
    (rules.alternative_text, add(code("x", figure(alt="a curve"))), "fewer than 20"),
    (rules.alternative_text, add(code("x", shown("<img src='x'>"))), "an <img>"),
    (rules.alternative_text, add(code("x", shown("<svg></svg>"))), "an <svg>"),
    (
        rules.alternative_text,
        add(code("x", shown(**{"image/png": "AAAA", "text/plain": ALT}))),
        "plots.show",
    ),
    (rules.alternative_text, add(text("![](a.png)")), "cell 5: an image"),
    (rules.alternative_text, add(text("<img src='a.png'>")), "cell 5: an image"),
    (
        rules.no_distant_images,
        add(text("[![b](https://example.org/b.svg)](https://example.org)")),
        "cell 5: an image from https://example.org/b.svg",
    ),
    (
        rules.no_distant_images,
        add(text("<img alt='a' src='http://example.org/a.png'>")),
        "cell 5: an image from http://example.org/a.png",
    ),
    (rules.image_sizes, add(code("x", figure(n_letters=200_000))), "150000 bytes"),
    (rules.nbval_marks, tag(4, "nbval-skip"), "cell 5: nbval-skip"),
    (rules.nbval_marks, tag(4, "raises-exception"), "unknown tag"),
    (rules.nbval_marks, tag(4, "nbval-ignore-outputs"), "unknown tag"),
    (rules.nbval_marks, add(code("# NBVAL_IGNORE_OUTPUT\nx")), "cell 5: the comment"),
    (rules.nbval_marks, add(code("x\n  ## NBVAL_SKIP")), "the comment NBVAL_SKIP"),
    (rules.downloads, tag(4, "needs-download"), "cell 5: has the tag"),
    (rules.downloads, tag(4, "needs-weights"), "cell 5: has the tag needs-weights"),
    (rules.downloads, swap(3, "A curve", "A curve (needs MNIST)"), "cell 5: nbval"),
    (
        rules.downloads,
        add(code("x", printed(f"{data.LEFT_OUT} no internet"))),
        "cell 5: stored without",
    ),
    (
        rules.left_out_sections,
        add(code("x = 1", tags=["needs-download"])),
        "runs without its download",
    ),
    (
        rules.left_out_sections,
        add(code("if x:\n    y = 1", tags=["needs-download"])),
        "runs without its download",
    ),
    (
        rules.left_out_sections,
        add(
            code(
                "x = data.if_available(load)\nif x:\n    y = 1", tags=["needs-weights"]
            ),
            code("print(y)"),
        ),
        "cell 6: y is only there with a download",
    ),
    (rules.ignored_outputs, drop(7), "cell 7: its output"),
    (rules.ignored_outputs, tag(7, "nbval-ignore-output"), "cell 7: its output"),
    (rules.ignored_outputs, tag(7, "nbval-skip", "needs-download"), "cell 7: its"),
    (rules.ignored_outputs, swap(7, "checks.expect", "checks.same"), "cell 7: its"),
    (rules.ignored_outputs, swap(7, "checks.expect", "# checks.expect"), "cell 7: its"),
    # code
    (rules.plain_python, add(code("%matplotlib inline")), "cell 5, line 1"),
    (rules.plain_python, add(code("x = 1\n!ls")), "cell 5, line 2"),
    (rules.plain_python, add(code("print?")), "cell 5, line 1"),
    (rules.plain_python, add(code("ax.plot(x);")), "semicolon"),
    (rules.plain_python, add(code("get_ipython().system('ls')")), "get_ipython"),
    (rules.no_redrawing, add(code("display.clear_output()")), "cell 5: clear_output"),
    (rules.no_redrawing, add(code("interact(f, x=1)")), "cell 5: interact"),
    (rules.keras_3, add(code("from tensorflow import keras")), "cell 5: Keras out"),
    (rules.keras_3, add(code("from tensorflow.keras import layers")), "cell 5: Keras"),
    (rules.keras_3, add(code("import tensorflow.keras as keras")), "cell 5: Keras"),
    (rules.keras_3, add(code("tf.keras.layers.Dense(1)")), "tf.keras"),
    (rules.keras_3, add(code("Dense(1, input_shape=(2,))")), "input_shape"),
    (rules.keras_3, add(code('model.save("a.h5")')), ".h5"),
    (rules.no_private_names, add(code("model._layers")), "cell 5: the private name"),
    (rules.no_private_names, add(code("f()._x = 1")), "_x"),
    (rules.no_private_names, add(code("from keras._src import x")), "_src"),
    (rules.any_device, add(code('with tf.device("cpu"):\n    x')), "tf.device"),
    (rules.any_device, add(code("keras.config.set_backend('jax')")), "set_backend"),
    (rules.any_device, add(code('os.environ["KERAS_BACKEND"] = "jax"')), "KERAS_B"),
    (rules.any_device, add(code('place = "GPU:0"')), "GPU:0"),
    (rules.any_device, add(code("import torch")), "import torch"),
    (rules.explicit_code, add(code("from numpy import *")), "a star import"),
    (rules.explicit_code, add(code("try:\n    x\nexcept:\n    y")), "a bare except"),
    (rules.explicit_code, add(code("np.random.seed(1)")), "np.random.seed"),
    (rules.explicit_code, add(code("from numpy.random import rand")), "random.rand"),
    # the lesson
    (rules.opening, swap(0, "After this", "With this"), "0 goals"),
    (rules.opening, swap(0, "- and draw it.", "and draw it."), "2 goals"),
    (rules.opening, swap(0, "- and", "- a\n- b\n- c\n- and"), "6 goals"),
    (rules.opening, swap(0, "20 minutes", "a while"), "minutes"),
    (rules.opening, tag(1), "finds the course"),
    (rules.opening, swap(2, "lab.start", "lab.stop"), "lab.start"),
    (rules.heading_order, add(text("# Another title")), "a single #"),
    (rules.heading_order, swap(0, "# Good", "## Good"), "skips a level"),
    (rules.heading_order, add(text("#### Deep")), "'Deep' skips"),
    (rules.heading_order, drop(8), "What goes wrong, Your turn"),
    (rules.heading_order, put(8, text("## Your turn")), "What goes wrong, Your turn"),
    (
        rules.heading_order,
        swap(18, "### Next", "## Next"),
        "What goes wrong, Your turn",
    ),
    (
        rules.repository_address,
        swap(0, "07_good", "06_other"),
        "cell 1: below",
    ),
    (
        rules.repository_address,
        swap(0, address(), "ada/nets"),
        "cell 1: below",
    ),
    (
        rules.repository_address,
        add(text(f"[too]({COLAB}/github/ada/nets/blob/main/notebooks/08_next.ipynb)")),
        "cell 5: https://colab",
    ),
    (rules.repository_address, swap(0, "[Open in", "See [it in"), "on a line"),
    (rules.next_lesson, swap(18, "08_next.ipynb", "09_later.ipynb"), "08_next.ipynb"),
    (rules.next_lesson, put(18, code("'](08_next.ipynb)'")), "08_next.ipynb"),
    (rules.plain_markdown, add(text("<font color='red'>a</font>")), "cell 5: <font"),
    (rules.plain_markdown, add(text('<b style="color: red">a</b>')), "style="),
    (rules.links, add(text("[a](../missing.md)")), "cell 5: the link ../missing.md"),
    (rules.links, add(text("[a](/)")), "cell 5: the link / leads"),
    (rules.links, add(text("[![b](../network.png)](missing.md)")), "missing.md"),
    (rules.links, add(text("[a][b]\n\n[b]: missing.md")), "missing.md"),
    (rules.links, add(text('<a href="missing.md">a</a>')), "missing.md"),
    (rules.links, add(text("![a](attachment:08_next.ipynb)")), "attachment:"),
    (rules.links, add(text("[a](09_later.ipynb#part)")), "09_later.ipynb#part"),
    (
        rules.answers_apart,
        lambda good: good.insert(18, code("first(1)")),
        "cell 19: uses the answer first",
    ),
    (rules.exercises, tag(10), "2 cells with the tag exercise"),
    (rules.exercises, add(*exercise("first") * 3), "6 cells"),
    (rules.exercises, swap(2, "ex07_good", "ex06_other"), "from exercises import ex07"),
    (rules.exercises, swap(2, "from exercises", "from other"), "from exercises import"),
    (rules.exercises, swap(2, "as ex", "as other"), "from exercises import ex07"),
    (rules.exercises, swap(10, "def first", "def fifth"), "no exercise fifth"),
    (rules.exercises, swap(10, "def first(x)", "class First"), "one function"),
    (rules.exercises, swap(11, "check(first)", "check(second)"), "ex.first.check"),
    (rules.exercises, swap(11, "ex.first.check", "ex.second.check"), "ex.first.check"),
    (rules.exercises, drop(17), "ex.third.check"),
    (rules.exercises, drop(17), "with the tag check"),
    (rules.exercises, tag(17), "with the tag check"),
    (rules.exercises, lambda good: good.insert(17, code("x")), "ex.third.check"),
    (
        rules.exercises,
        swap(10, "return ...", "return ...\n\n\nex.first.check(first)"),
        "a cell of its own",
    ),
    (rules.exercises, swap(10, "return ...", "return ...\n\n\nx = 1"), "one function"),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_good_lesson_keeps_the_rule(rule, save):
    path = save(good_cells())
    assert rule(read(path), path) == []


@pytest.mark.parametrize(
    ("rule", "edit", "problem"),
    BAD,
    ids=[f"{rule.__name__}: {problem}" for rule, _, problem in BAD],
)
def test_a_bad_lesson_breaks_the_rule(rule, edit, problem, save):
    cells = good_cells()
    edit(cells)
    path = save(cells)
    assert problem in "\n".join(rule(read(path), path))


@pytest.mark.parametrize("counts", [(None,), (2,), (1, 1), (1, 3), (2, 1)])
def test_counts_other_than_one_two_three_are_refused(counts, save):
    path = save([code("x") for _ in counts])
    notebook = read(path)
    for cell, count in zip(notebook.cells, counts, strict=True):
        cell.execution_count = count
    assert "make notebooks" in rules.execution_counts(notebook, path)[0]


@pytest.mark.parametrize("name", ["7_good.ipynb", "07-good.ipynb", "Untitled.ipynb"])
def test_other_file_names_are_refused(name, save):
    path = save(good_cells(), name)
    assert "NN_topic.ipynb" in rules.file_name(read(path), path)[0]


def test_a_lesson_without_code_has_no_opening(save):
    path = save(good_cells()[:1])
    assert "the tag colab" in rules.opening(read(path), path)[0]


def test_a_cell_that_needs_a_download_may_be_skipped(save):
    cells = good_cells()
    add(code("x", tags=["needs-download", "nbval-skip"]))(cells)
    path = save(cells)
    assert rules.nbval_marks(read(path), path) == []


def test_a_section_that_says_so_may_need_a_download(save):
    cells = good_cells()
    add(
        text("## Larger (needs MNIST)"),
        code("x", tags=["needs-download"]),
        text("### More of it"),
        code("x", tags=["needs-download"]),
        text("## Smaller"),
    )(cells)
    path = save(cells)
    assert rules.downloads(read(path), path) == []


def test_a_name_without_number_counts_as_lesson_zero():
    assert rules.lesson_number(Path("Untitled.ipynb")) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n", b"\r\n"),
        (b'\n "cells"', b'\n  "cells"'),
        (b'"id": "colab"', b'"id": "0a1b2c3d"'),
        (b'"display_name": "Python 3"', b'"display_name": "nets"'),
    ],
)
def test_another_form_of_the_file_is_refused(old, new, save):
    path = save(good_cells())
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    assert "make format" in rules.one_form(read(path), path)[0]


def test_the_last_lesson_links_to_no_next_one(save):
    path = save(good_cells())
    (path.parent / "08_next.ipynb").unlink()
    assert rules.next_lesson(read(path), path) == []
    assert "08_next.ipynb" in rules.links(read(path), path)[0]


@pytest.mark.parametrize("rule", [rules.heading_order, rules.exercises])
def test_only_lesson_00_needs_no_closing_sections_and_exercises(rule, save):
    path = save(good_cells()[:8], "00_start.ipynb")
    assert rule(read(path), path) == []
    path = save(good_cells()[:8], "01_good.ipynb")
    assert len(rule(read(path), path)) == 1


def test_every_rule_is_seen_to_fail():
    seen = {rule for rule, _, _ in BAD}
    seen |= {rules.execution_counts, rules.file_name, rules.one_form}
    assert seen == set(rules.RULES)


# ---------------------------------------------------------------- kinds of exercises

sign = choose(
    options={"a": "It grows.", "b": "It stays as it is, or shrinks."},
    right="a",
    because="it does",
    reasons={"b": "try it"},
    hints=[],
)


@written(cases=[dict(x=1.0)], hints=[], kind="find the fault")
def mended(x):
    """Twice x."""
    return 2 * x


@mended.fault
def mended(x):
    """Twice x."""
    return x + x + x


QUESTION = "Which?\n\n- **a** It grows.\n- **b** It stays as it is,\n  or shrinks."
FAULTY = 'def mended(x):\n    """Twice x."""\n    return x + x + x'


@pytest.mark.parametrize(
    ("name", "question", "starter", "problem"),
    [
        ("sign", QUESTION, 'sign = ...  # "a" or "b"', None),
        ("sign", QUESTION, "sign = other = ...", "one name = ..."),
        ("sign", QUESTION, "sign[0] = ...", "one name = ..."),
        ("sign", QUESTION, "sign = None", "one name = ..."),
        ("sign", QUESTION, "def sign():\n    return ...", "sign is a choice"),
        ("sign", QUESTION.replace("grows", "rises"), "sign = ...", "option - **a** It"),
        ("mended", "", FAULTY, None),
        ("mended", "", FAULTY + "  # here", None),
        ("mended", "", FAULTY.replace("x + x + x", "3 * x"), "under @mended.fault"),
        ("mended", "", "mended = ...", "mended is no choice"),
    ],
)
def test_a_starter_is_that_of_its_kind(name, question, starter, problem, save):
    module = sys.modules["exercises.ex07_good"]
    module.sign, module.mended = sign, mended
    cells = good_cells()
    cells[9] = text(f"## Your turn\n\n{question}")
    cells[10] = code(starter, tags=["exercise"])
    cells[11] = code(f"ex.{name}.check({name})", tags=["check"])
    path = save(cells)
    problems = "\n".join(rules.exercises(read(path), path))
    assert problems == "" if problem is None else problem in problems
