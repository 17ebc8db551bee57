"""nbval, as it is set, masks pixels and measured digits, and nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tools import notebooks

import pytest
from cells import code, notebook, printed
from nbformat import v4

TESTS = Path(__file__).parent

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
