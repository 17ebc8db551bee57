"""The tool that tries answers to the exercises out of a file."""

from tools.try_answers import find_exercises, main, try_answers

import pytest

FILE = """
import numpy as np


def count_parameters__right(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def count_parameters__no_biases(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


def count_parameters__odd(sizes):
    return 7 * len(sizes) + sizes[0] ** 2


count_parameters__open = ...
__helper__ = 3
"""


def test_answers_of_a_file_are_tried_and_counted(tmp_path, capsys):
    path = tmp_path / "some.py"
    path.write_text(FILE)
    main([str(path)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "count_parameters__right      correct"
    assert lines[1].startswith("count_parameters__no_biases  named          The biases")
    assert lines[2].startswith("count_parameters__odd        unnamed        The result")
    assert lines[3] == "count_parameters__open       not attempted"
    assert lines[4] == "4 answers: 1 correct, 1 named, 1 unnamed, 1 not attempted"


def test_a_file_without_answers_is_an_empty_table(tmp_path, capsys):
    path = tmp_path / "none.py"
    path.write_text("x = 1")
    main([str(path), "--lesson", "09"])
    assert capsys.readouterr().out.startswith("0 answers")


def test_a_name_without_one_exercise_is_refused():
    with pytest.raises(LookupError, match="0 exercises are called nothing"):
        try_answers({"nothing__1": 3})
    with pytest.raises(LookupError, match="no exercises of lesson 99"):
        find_exercises("99")
