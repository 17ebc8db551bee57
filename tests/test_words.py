"""What lessons define, and the site's glossary made of it."""

from tools import words
from tools.notebooks import find_lessons, text_of
from website.build import glossary

import pytest
from nbformat import v4

CLOSING = (
    "## What you can do now\n\nYou can *run*: yes.\n\n**New words.** *Slope*: how "
    "steep, in *degrees*; also *here*. *input, feature*: a number\nthat goes in.\n\n"
    "**Read on.** A. Author, *A book: on all* (1999)."
)
LIST = "**New words**\n\n- *slope*: the rise: $2 x$.\n- *zero*: nothing.\n\n**Next:** x"


def notebook(closing):
    cells = [v4.new_markdown_cell("# A"), v4.new_markdown_cell(closing)]
    return v4.new_notebook(cells=cells)


def test_definitions_are_those_of_the_new_words():
    meaning = "a number that goes in."
    assert words.definitions(notebook(CLOSING)) == [
        ("Slope", "how steep, in *degrees*; also *here*."),
        ("input", meaning),
        ("feature", meaning),
    ]
    assert words.definitions(notebook(LIST)) == [
        ("slope", "the rise: $2 x$."),
        ("zero", "nothing."),
    ]
    assert words.definitions(notebook("*slope*: no new word.")) == []


@pytest.mark.parametrize("path", find_lessons(), ids=lambda path: path.stem)
def test_every_lesson_defines_words(path):
    found = words.definitions(v4.reads(path.read_text(encoding="utf-8")))
    assert len(found) >= 5
    assert all(term and meaning.endswith((".", ")")) for term, meaning in found)


def test_the_glossary_has_every_term_by_letter_with_its_lessons(tmp_path):
    paths = []
    for name, closing in (("01_a.ipynb", CLOSING), ("02_b.ipynb", LIST)):
        paths.append(tmp_path / name)
        paths[-1].write_text(text_of(notebook(closing), paths[-1]), encoding="utf-8")
    lines = [
        line for line in glossary(paths).splitlines() if line.startswith(("#", "**"))
    ]
    assert lines == [
        "# Glossary",
        "## F",
        "**Feature**: a number that goes in. ([lesson 01](01_a.ipynb))",
        "## I",
        "**Input**: a number that goes in. ([lesson 01](01_a.ipynb))",
        "## S",
        "**Slope**: how steep, in *degrees*; also *here*. ([lesson 01](01_a.ipynb))",
        "**Slope**: the rise: $2 x$. ([lesson 02](02_b.ipynb))",
        "## Z",
        "**Zero**: nothing. ([lesson 02](02_b.ipynb))",
    ]
