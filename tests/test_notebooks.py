"""Every lesson keeps the rules, and its exercises can be left open and solved.

That the stored outputs are true, without a network, is shown by nbval, which runs the
notebooks beside these tests.
"""

import ast
import importlib
from itertools import pairwise

from exercises.exercise import CORRECT, NOT_ATTEMPTED, source_of
from tools.address import address
from tools.form import tags
from tools.minutes import stated
from tools.notebooks import ROOT, find_lessons, read
from website import build

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


@pytest.mark.parametrize(
    "path", [path for path in LESSONS if starters(path)], ids=lesson_name
)
def test_the_solutions_are_correct_in_the_lesson(path, capsys, monkeypatch):
    """Behind the lesson's imports, each answer and its check; nothing is trained.

    That nothing else depends on the answers is held by the rule `answers_apart`.
    """
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    code = [cell for _, cell in rules.cells_of(read(path), "code")]
    lesson = {"__name__": "__main__"}
    exec(compile(code[1].source, path.name, "exec"), lesson)  # its imports
    for cell, check in pairwise(code):
        if "exercise" not in tags(cell):
            continue
        name = rules.starter_name(cell)
        capsys.readouterr()
        for source in (solved(cell, exercise(path, name)), check.source):
            exec(compile(source, path.name, "exec"), lesson)
        assert capsys.readouterr().out.startswith(f"{CORRECT}  {name}")


@pytest.mark.parametrize("path", LESSONS, ids=lesson_name)
def test_the_site_has_hints_below_every_check(path):
    cells = build.lesson(path).cells
    checks = [i for i, cell in enumerate(cells) if build.checked_exercises(cell)]
    names = [name for i in checks for name in build.checked_exercises(cells[i])]
    assert set(starters(path)) <= set(names)
    assert all("Hints for <code>" in cells[i + 1].source for i in checks)


@pytest.mark.parametrize("path", LESSONS, ids=lesson_name)
def test_the_readme_leads_to_every_lesson(path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"](notebooks/{path.name})" in text
    assert f"]({rules.colab_link(path.name)})" in text
    (row,) = [line for line in text.splitlines() if f"notebooks/{path.name})" in line][
        :1
    ]
    assert f"| {sum(stated(read(path)))} |" in row


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_a_page_shows_no_image_from_elsewhere(path):
    assert not rules.DISTANT_IMAGE.findall(path.read_text(encoding="utf-8"))


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
