"""Answers of learners: the right ones are correct, the wrong ones get words that help.

The answers of a lesson stand in learners/lesson_NN.py; the docstring of each has words
of the advice that it must draw, or "correct".
"""

import runpy
from pathlib import Path

from tools.try_answers import answers_in, try_answers

import pytest

FILES = sorted((Path(__file__).parent / "learners").glob("lesson_*.py"))


def answers():
    """pytest parameters (lesson, name, answer)."""
    for path in FILES:
        lesson = path.stem.removeprefix("lesson_")
        for name, answer in answers_in(runpy.run_path(path)).items():
            yield pytest.param(lesson, name, answer, id=f"{lesson}-{name}")


def test_there_are_answers_to_every_lesson_that_has_them():
    assert len(FILES) >= 10


@pytest.mark.parametrize(("lesson", "name", "answer"), list(answers()))
def test_an_answer_gets_the_words_of_its_docstring(lesson, name, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    (tried,) = try_answers({name: answer}, lesson)
    if answer.__doc__ == "correct":
        assert tried.status == "correct", tried.advice
    else:
        assert tried.status in ("named", "unnamed")
        assert " ".join(answer.__doc__.split()) in tried.advice
