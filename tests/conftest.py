"""What pytest does beside the tests: the notebooks' cells, counted and kept apart."""

import functools
import os
from collections import Counter

from helpers import downloads, plots
from tools.notebooks import tags

import matplotlib.pyplot as plt
import pytest
from nbval.plugin import IPyNbCell

COMPARED, IGNORED = "compared strictly", "with outputs ignored"


def pytest_configure():
    """Let NumPy use one thread in each kernel, as kernels run side by side here.

    With more threads than processors, a matrix product waits ten times as long.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


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


def pytest_collection_modifyitems(items):
    """Skip what needs data that isn't there; note what nbval does with each cell."""
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
