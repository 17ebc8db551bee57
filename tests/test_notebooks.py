"""Every lesson keeps the rules, and runs with its exercises open and solved.

That the stored outputs are true is shown by nbval, which runs the notebooks beside
these tests.
"""

import ast
import importlib

from exercises.exercise import CORRECT, NOT_ATTEMPTED, source_of
from helpers import data
from tools.notebooks import ROOT, address, find_lessons, read, run, tags

import notebook_rules as rules
import pytest
from lessons import load
from nbformat import v4

LESSONS = find_lessons()


def starters(path):
    """Return {name: cell} for the exercises of a lesson, in their order."""
    cells = [cell for cell in read(path).cells if "exercise" in tags(cell)]
    return {rules.starter_name(cell): cell for cell in cells}


def exercise(path, name):
    """Return the exercise that checks a lesson's starter of this name."""
    module = importlib.import_module(rules.exercise_module(read(path)))
    return getattr(module, name)


def solved(cell, task):
    """Return a starter's source with the exercise's answer in place of its own."""
    (node,) = ast.parse(cell.source).body
    if task.kind == "choose":
        answer = f'{task.name} = "{task.right}"'
    else:
        answer = source_of(task.reference)
    lines = cell.source.splitlines()
    lines[node.lineno - 1 : node.end_lineno] = [answer]
    return "\n".join(lines)


def lesson_name(value):
    return getattr(value, "stem", None)


def test_there_are_lessons():
    assert LESSONS


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lesson_name)
def test_a_lesson_keeps_the_rule(path, rule):
    problems = rule(read(path), path)
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.parametrize(
    ("path", "name"),
    [(path, name) for path in LESSONS for name in starters(path)],
    ids=lesson_name,
)
def test_a_starter_reads_not_attempted(path, name, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    starter = load(path.name[:2], name, starters=True)
    assert exercise(path, name).check(starter).status == NOT_ATTEMPTED


@pytest.fixture
def offline(tmp_path):
    """Environment variables of a computer without internet and without downloads."""
    return {
        "COURSE_DATA": "",
        "KERAS_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),  # where another cache may be
        "https_proxy": "http://127.0.0.1:9",  # the port where nobody answers
        "no_proxy": "",
    }


@pytest.mark.parametrize(
    "path", [path for path in LESSONS if starters(path)], ids=lesson_name
)
def test_a_lesson_runs_offline_with_its_exercises_solved(path, offline, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    cells = starters(path)
    replace = {
        cell.id: solved(cell, exercise(path, name)) for name, cell in cells.items()
    }
    notebook = run(path, replace=replace, env=offline)
    printed = "".join(
        text
        for _, cell in rules.cells_of(notebook, "code")
        for text in rules.output_texts(cell)
    )
    for name in cells:
        assert f"{CORRECT}  {name}," in printed
        assert f"{NOT_ATTEMPTED}  {name}:" not in printed
    needs_download = any(rules.DOWNLOADS & set(tags(cell)) for cell in notebook.cells)
    assert (data.LEFT_OUT in printed) == needs_download


@pytest.mark.parametrize("path", LESSONS, ids=lesson_name)
def test_the_readme_leads_to_every_lesson(path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"](notebooks/{path.name})" in text
    assert f"]({rules.colab_link(path.name)})" in text


def test_the_citation_names_the_address():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert rules.GITHUB.findall(text) == [address()]


@pytest.mark.parametrize(
    "path",
    [*sorted(ROOT.glob("*.md")), ROOT / "data" / "README.md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_links_in_the_documents_lead_somewhere(path):
    cell = v4.new_markdown_cell(path.read_text(encoding="utf-8"))
    assert rules.links(v4.new_notebook(cells=[cell]), path) == []
