"""What each lesson costs: seconds, peak memory, size of the file; and the whole course.

    python -m benchmarks.lessons

Each lesson runs once from top to bottom in a fresh kernel, one after the other, and its
file stays as it is. Before them, three tiny notebooks measure what is the same for all:
the start of a kernel, the import cell and the first figure. At last the course's own
strict comparison runs over all lessons, two at a time.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import machine, publish, table
from tools.notebooks import ROOT, find_lessons, measure, text_of, write

from nbformat import v4

IMPORTS = """\
from helpers import lab, plots
import matplotlib.pyplot as plt
lab.start(seed=1)
"""
FIGURE = """\
fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1])
plots.show(fig, "A straight line that rises from left to right.")
"""
STEPS = {  # each does what the one before does, and one thing more
    "a kernel starts and ends": "pass",
    "the import cell": IMPORTS,
    "the first figure": IMPORTS + FIGURE,
}


def start_up(folder, tries=3):
    """Return [[name, seconds]] of what every lesson does first, each part alone."""
    lines, before = [], 0.0
    for name, source in STEPS.items():
        path = folder / "probe.ipynb"
        write(path, text_of(v4.new_notebook(cells=[v4.new_code_cell(source)]), path))
        seconds = min(measure(path)[1] for _ in range(tries))
        more = seconds - before
        lines.append([name, f"{more:.1f}" if more >= 0.05 else "under 0.1"])
        before = seconds
    return lines


def strictly():
    """Return the seconds and pytest's last words for the strict comparison of all.

    Raises RuntimeError where it fails.
    """
    command = [sys.executable, "-m", "pytest", "--quiet", "--no-cov", "notebooks"]
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"the comparison failed:\n{done.stdout[-3000:]}")
    return seconds, re.search(r"\d+ passed[^\n]*(?= in )", done.stdout)[0]


def main():
    with tempfile.TemporaryDirectory() as name:
        starts = start_up(Path(name))
    lines, total, most = [], 0.0, 0.0
    for path in find_lessons():
        _, seconds, megabytes = measure(path)
        kilobytes = path.stat().st_size / 1e3
        total, most = total + seconds, max(most, megabytes)
        cells = f"{seconds:.0f}", f"{megabytes:,.0f}", f"{kilobytes:.0f}"
        lines.append([path.name[:2], *cells])
        print(*lines[-1], flush=True)
    lines.append(["all", f"{total:.0f}", f"{most:,.0f}", ""])
    seconds, words = strictly()
    lessons = table(["lesson", "seconds", "peak MB", "file, kB"], lines)
    text = (
        f"{machine()}\n\n{lessons}\n\n"
        f"{table(['in every lesson', 'seconds'], starts)}\n\n"
        f"Strict comparison of all lessons, two at a time: {seconds:.0f} s ({words})."
    )
    publish("lessons", text)


if __name__ == "__main__":
    main()
