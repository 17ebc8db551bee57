"""The rules of the mould: each holds for the lessons, and breaks on a small bad one."""

import copy
import re

from tools import minutes, words
from tools.notebooks import ROOT, find_lessons, read

import lesson_rules as rules
import pytest
from nbformat import v4

LESSONS = find_lessons()
OPENING = "# 07 · Good\n\n**Time:** 5 minutes, and 0 for the exercises."
CLOSING = "## What you can do now\n\n**New words.** *slope*: how steep a curve is."


def text(source):
    return v4.new_markdown_cell(source)


def code(source, *outputs, tags=()):
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": [*tags]})


def printed(output):
    return v4.new_output("stream", text=output)


def lesson(*cells):
    """A lesson with these cells between its opening and its closing one."""
    notebook = v4.new_notebook()
    notebook.cells = [text(OPENING), *map(copy.deepcopy, cells), text(CLOSING)]
    return notebook


PATH = ROOT / "notebooks" / "07_good.ipynb"
GOOD = [
    code("import numpy as np\nimport matplotlib.pyplot as plt", tags=["colab"]),
    text("A curve has a *slope*. **Predict before you run:** how steep is it?"),
    code(
        "x = np.arange(3)\nfig, ax = plt.subplots()\nfor i in range(3):\n"
        "    print(max(x[i] for i in x), *x)\nn = [2 * value for value in x]\n"
        "def f(a):\n    b = a + n[0]\n    return b",
        printed("0.25"),
    ),
    text("It is 0.25."),
    code("fig, ax = plt.subplots()\nf(x)", printed("1")),
]


def rule_id(rule):
    return getattr(rule, "__name__", None)


@pytest.fixture(autouse=True)
def small(monkeypatch, request):
    """Small lessons have a vocabulary of one term, and exercises of three kinds."""
    if not {"path", "number"} & set(request.fixturenames):
        monkeypatch.setattr(rules, "vocabulary", lambda: {"07": [["slope", "incline"]]})
        monkeypatch.setattr(rules, "kinds", lambda *_: ["choose", "write", "use Keras"])


@pytest.mark.parametrize("rule", rules.RULES, ids=rule_id)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_keeps_the_rules_of_the_mould(path, rule):
    if path.name[:2] in rules.NOT_YET:
        pytest.skip("not rewritten yet")
    problems = rule(read(path), path)
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.parametrize("number", rules.NOT_YET)
def test_a_lesson_that_keeps_the_rules_leaves_the_list_of_exceptions(number):
    (path,) = find_lessons([number])
    problems = [problem for rule in rules.RULES for problem in rule(read(path), path)]
    assert problems, f"take {number} out of NOT_YET"


@pytest.mark.parametrize("rule", rules.RULES, ids=rule_id)
def test_a_good_lesson_keeps_the_rule(rule):
    assert rule(lesson(*GOOD), PATH) == []


LONG = "\n".join(f"x_{i} = 1" for i in range(16))
BAD = [
    (rules.pace, [text("word " * 101)], "101 words"),
    (rules.pace, [text("word " * 61), text("word " * 61)], "median is 61 words"),
    (rules.pace, [code(LONG)], "16 lines of code, at most 15"),
    (rules.pace, [code(LONG + "\nplots.show(fig)\n1\n2\n3\n4")], "21 lines of code"),
    (rules.pace, [code("x\n" * 10)], "median is 10 lines"),
    (rules.pace, [text("a")] * 59, "61 cells"),
    (rules.stated_minutes, [text("word " * 700)], "the formula gives"),
    (rules.stated_minutes, [text("word " * 8000)], "65 minutes"),
    (rules.stated_minutes, [text("## Optional: a"), text("b")], "takes 5 more"),
    (rules.plain_code, [code("[[a for a in b] for b in c]")], "a nested compreh"),
    (rules.plain_code, [code("[a for b in c for a in b]")], "a nested compreh"),
    (rules.plain_code, [code("[list(a for a in b) for b in c]")], "a nested compreh"),
    (rules.plain_code, [code("f([a for a in b], {c for c in d})")], "2 comprehensions"),
    (rules.plain_code, [code("x = [a if a else 0 for a in b]")], "a conditional"),
    (rules.plain_code, [code("first, *rest = x")], "unpacking with a star"),
    (rules.plain_code, [code("x = [*a, b]")], "unpacking with a star"),
    (rules.plain_code, [code("x = {**a, 'b': 1}")], "unpacking with a star"),
    (rules.plain_code, [code("print(*map(str, x))")], "unpacking with a star"),
    (rules.plain_code, [code("for a, *b in x:\n    pass")], "unpacking with a star"),
    (rules.plain_code, [code("f = lambda x, i=i: x")], "a lambda with defaults"),
    (rules.plain_code, [code("f = lambda *, i=2: i")], "a lambda with defaults"),
    (rules.names, [code("y = 1"), code("y = 2")], "y is another thing in cell 2"),
    (rules.names, [code("y = 1"), code("def y():\n    pass")], "y is another thing"),
    (rules.names, [code("y = 1"), code("y += 1")], "y is another thing"),
    (rules.names, [code("y = 1"), code("if y:\n    y = 2")], "y is another thing"),
    (rules.names, [code("y, z = 1, 2"), code("(z, w) = 3, 4")], "z is another thing"),
    (
        rules.names,
        [code("y = 1"), code("for y in []:\n    pass")],
        "loop changes y",
    ),
    (rules.names, [code("print(y)"), code("y = 1")], "y is used before"),
    (rules.names, [code("def f():\n    return g()"), code("g = 1")], "g is used"),
    (rules.predictions, [text("**Predict before you run:** a?"), code("1")], "cell 2"),
    (
        rules.predictions,
        [text("Predict before you run!"), code("1", printed("at least")), text("So.")],
        "no value",
    ),
    (rules.predictions, [text("Predict before you run!"), text("Well.")], "no value"),
    (rules.field_words, [text("Nothing.")], "'slope' is not in the text"),
    (rules.field_words, [text("A slope is a *slope*.")], "first stands in plain"),
    (rules.field_words, [text("## Slopes\n\nThe slopes are *steep*.")], "in plain"),
]


@pytest.mark.parametrize(
    ("rule", "cells", "message"), BAD, ids=lambda value: rule_id(value) or ""
)
def test_a_bad_lesson_breaks_the_rule(rule, cells, message):
    assert any(message in problem for problem in rule(lesson(*cells), PATH))


def test_the_limits_of_a_cell_may_be_reached():
    full = text("word " * 100), code("x\n" * 15), code("plots.show(fig)\n" * 20)
    short = [text("word " * 20), code("x")] * 4
    assert rules.pace(lesson(*full, *short), PATH) == []


def test_exercises_of_two_kinds_are_too_few(monkeypatch):
    monkeypatch.setattr(rules, "kinds", lambda *_: ["choose", "write", "write"])
    assert "exercises of 2 kinds" in rules.exercise_kinds(lesson(*GOOD), PATH)[0]


def test_a_prediction_wants_a_sentence_after_it():
    bad = lesson(text("Predict before you run!"), code("1", printed("1")))
    bad.cells.pop()
    assert "no sentence" in rules.predictions(bad, PATH)[0]


@pytest.mark.parametrize(
    ("closing", "missing"),
    [
        ("**New words.** *slope*: a number.", False),
        ("**New words.**\n\n- *curve*: a line.\n- *slope, rise*: steep.", False),
        ("**New words.** *Incline*: a slope.", False),
        ("**New words.** *curve*: a line with a slope.", True),
        ("*slope*: a number.", True),
    ],
)
def test_the_last_cell_defines_the_terms(closing, missing):
    notebook = lesson(text("A *slope*."))
    notebook.cells[-1].source = closing
    problems = rules.field_words(notebook, PATH)
    assert any("doesn't define" in problem for problem in problems) == missing


def test_terms_are_found_in_every_spelling_and_in_prose_alone():
    running = words.running_text(
        lesson(text("# Slope\n\n| slope |\n|---|\n\n`slope` $slope$ and *Slopes*, so"))
    )
    match = words.first("slope", running)
    assert match[0] == "Slopes" and words.is_marked(match, running)
    assert words.first("lope", running) is None
    assert words.first("dot  product", "a dot\nproduct") is not None
    match = words.first("b", "*a* b *c*")
    assert not words.is_marked(match, "*a* b *c*")
    match = words.first("b", "**a b**")
    assert words.is_marked(match, "**a b**")


def test_words_are_counted_without_tables_and_addresses():
    source = "One two [three four](a%20b.html), $a + b$ and `x y`.\n\n| a | b |\n"
    assert words.count(source) == 7


def test_minutes_follow_from_words_lines_figures_predictions_and_kinds(monkeypatch):
    notebook = lesson(
        text("word " * 260), text("Predict before you run!"), code("x\n" * 20)
    )
    spent = (260 + 4 + 9 + 12) / minutes.WORDS_A_MINUTE + 1 + 20 * 0.1
    assert minutes.minutes(notebook, PATH) == (5 * -(-spent // 5), 0)
    monkeypatch.setattr(minutes, "kinds", lambda *_: ["choose", "write", "use Keras"])
    assert minutes.minutes(notebook, PATH)[1] == 15


def test_an_optional_section_is_counted_apart():
    plain = lesson(text("word " * 260))
    optional = [text("## Optional: more"), text("word " * 600), text("## On")]
    notebook = lesson(text("word " * 260), *optional)
    assert minutes.minutes(notebook, PATH) == minutes.minutes(plain, PATH)
    assert minutes.optional_minutes(plain) == 0
    assert minutes.optional_minutes(notebook) == 5
    notebook.cells[0].source += " The optional section takes 5 more."
    assert minutes.stated_optional(notebook) == 5


def test_the_vocabulary_names_each_term_in_order_of_the_lessons():
    lines = rules.VOCABULARY.read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"\d\d \w[^|]*( \| \w[^|]*)*", line) for line in entries)
    assert entries == sorted(entries, key=lambda line: line[:2])
    assert len(entries) == len(set(entries)) > 100
