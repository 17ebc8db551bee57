"""Answers of learners to the exercises, right and wrong, in tables that tests hold."""

from exercises.exercise import CORRECT, INCORRECT

import pytest


def of(table):
    """pytest parameters (task, answer) out of {task: [answer, ...]}."""
    return [
        pytest.param(task, answer, id=f"{task.name}-{number}")
        for task, answers in table.items()
        for number, answer in enumerate(answers, 1)
    ]


def refused(table):
    """pytest parameters (task, answer, words) of {task: [(answer, *words), ...]}."""
    return [
        pytest.param(task, answer, words, id=f"{task.name}-{number}")
        for task, answers in table.items()
        for number, (answer, *words) in enumerate(answers, 1)
    ]


def is_right(task, answer):
    """Check that an answer is correct."""
    outcome = task.check(answer)
    assert outcome.status == CORRECT, outcome.message


def is_refused(task, answer, words):
    """Check that an answer is refused, and that the advice has these words.

    The advice is the last line of the message. Words after "not:" must not be in it.
    """
    outcome = task.check(answer)
    assert outcome.status == INCORRECT, outcome.message
    advice = outcome.message.partition("next      ")[2]
    for word in words:
        unsaid = word.removeprefix("not:")
        assert (word in advice) if unsaid == word else (unsaid not in advice), advice
