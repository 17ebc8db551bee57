"""What pytest does beside the tests: the notebooks' cells, counted and kept apart."""

import functools
import os
import re
from collections import Counter
from pathlib import Path

from helpers import downloads, plots
from tools.form import tags

import matplotlib.pyplot as plt
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

COMPARED, IGNORED = "compared strictly", "with outputs ignored"


OFFLINE = Path(__file__).with_name("offline")


def pytest_addoption(parser):
    parser.addoption(
        "--lesson", metavar="NN", help="only what belongs to the lesson NN"
    )


def pytest_configure():
    """Let NumPy use one thread in each kernel, as kernels run side by side here.

    With more threads than processors, a matrix product waits ten times as long. Where
    the folder `offline` is, the kernels of nbval have no network (tools/colab.py takes
    this file without it: there, lessons fetch what Colab lacks).
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if OFFLINE.is_dir():
        IPyNbFile.setup = without_network(IPyNbFile.setup)


def without_network(setup):
    """Return nbval's start of a kernel, which then can't reach other computers."""

    @functools.wraps(setup)
    def start(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", str(OFFLINE), prepend=os.pathsep)
            patch.delenv("GUARD_NETWORK", raising=False)
            setup(self)

    return start


DOWNLOADS = {  # tag: what its cells need
    "needs-download": functools.partial(downloads.fetch, downloads.MNIST),
    "needs-weights": downloads.backbone_file,
}


@functools.cache
def why_no_download(tag):
    """Return why what the cells with this tag need can't be had, or "" where it can."""
    try:
        DOWNLOADS[tag]()
    except downloads.DataUnavailable as error:
        return str(error)
    return ""


def pytest_collection_modifyitems(config, items):
    """Skip what needs data that isn't there; note what nbval does with each cell.

    With --lesson, only what names the lesson is left: its notebook, its tests, and
    what the tests of all lessons say of it.
    """
    number = config.getoption("lesson")
    if number:
        names = re.compile(rf"(?<![0-9a-f])(?:ex|lesson_)?{number}_|lesson_{number}\b")
        chosen = [item for item in items if names.search(item.nodeid)]
        config.hook.pytest_deselected(items=[i for i in items if i not in chosen])
        items[:] = chosen
    for item in items:
        if not isinstance(item, IPyNbCell):
            continue
        for tag in DOWNLOADS.keys() & set(tags(item.cell)):
            item.options["skip"] = False
            if why_no_download(tag):
                item.add_marker(pytest.mark.skip(reason=why_no_download(tag)))
        if "needs-weights" in tags(item.cell):  # stored without them
            item.options["check"] = False
        how = COMPARED if item.options["check"] else IGNORED
        item.user_properties.append(("notebook cell", how))


def pytest_terminal_summary(terminalreporter):
    """Print how many cells of the notebooks were compared, ignored and skipped."""
    counts = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            how = dict(getattr(report, "user_properties", ())).get("notebook cell")
            if how and report.skipped:
                counts["skipped"] += 1
            elif how and report.when == "call":
                counts[how] += 1
    if counts:
        terminalreporter.write_line(
            f"notebook cells: {counts[COMPARED]} {COMPARED}, "
            f"{counts[IGNORED]} {IGNORED}, {counts['skipped']} skipped"
        )


# ---------------------------------------------------------------- figures


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to the notebook, one bundle a call."""
    bundles = []
    monkeypatch.setattr(plots, "display", lambda data, raw: bundles.append(data))
    return bundles


@pytest.fixture
def figures(shown, monkeypatch):
    """The figures that `show` is handed, open until the test ends."""
    handed = []
    monkeypatch.setattr(
        plots, "as_html", lambda fig, alt, n_colours: handed.append(fig) or ""
    )
    yield handed
    for fig in handed:
        plt.close(fig)


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are drawn, as they are when they are closed."""
    figures = []
    monkeypatch.setattr(plt, "close", figures.append)
    yield figures
    monkeypatch.undo()
    plt.close("all")
