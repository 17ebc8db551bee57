"""The house: no module is long, and the README's layout names what is there."""

import re
import subprocess

from tools.notebooks import ROOT

import pytest

MOST_LINES = 400
LISTED = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
MODULES = subprocess.run(
    LISTED, cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split()


@pytest.mark.parametrize(
    "name", [name for name in MODULES if not name.startswith("tests/")]
)
def test_a_module_fits_on_a_few_screens(name):
    if not (ROOT / name).exists():
        pytest.skip("deleted, and not committed yet")
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES


def test_the_readme_s_layout_names_every_part():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    layout = re.search(r"## What is where\n\n```\n(.*?)```", text, re.DOTALL)[1]
    named = set()
    for line in layout.splitlines():
        named |= set(re.split(r", *", re.split(r"  +", line)[0]))
    listed = ["git", "ls-tree", "--name-only", "HEAD"]
    tops = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    there = {name for name in tops.stdout.split() if (ROOT / name).exists()}
    folders = {f"{name}/" for name in there if (ROOT / name).is_dir()}
    files = {name for name in there if not (ROOT / name).is_dir()}
    unsaid = {".gitattributes", ".gitignore"}
    assert folders | files - unsaid <= named
    assert all((ROOT / name).exists() for name in named)
