"""What exercises.exercise says to every kind of answer."""

import functools
import math
import sys
import time

from exercises.exercise import CORRECT, INCORRECT, NOT_ATTEMPTED, choose, exercise

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter


def new_exercise(**options):
    """A small exercise: the shape of the result is (n,), the second case is long."""
    cases = [
        dict(x=np.array([1.0, -2.0, 3.0]), b=0.5),
        dict(x=np.arange(20.0), b=-1.0),
    ]

    @exercise(cases=cases, hints=["one", "two", "three"], **options)
    def doubled(x, b):
        """Twice x, plus b."""
        return 2 * x + b

    @doubled.mistake("The bias is missing.")
    def without_bias(x, b):
        return 2 * x

    @doubled.mistake("All is reversed.")
    def reversed_order(x, b):
        return (2 * x + b)[::-1]

    return doubled


def returning(make):
    """An exercise with one case, n = 2, and the reference make."""

    def answer(n):
        return make(n)

    return exercise(cases=[dict(n=2)], hints=["one"])(answer)


@pytest.fixture(autouse=True)
def self_study(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def refused(answer, *parts, status=INCORRECT, task=None):
    """Check that an answer is refused with a message that holds each of the parts."""
    outcome = (task or new_exercise()).check(answer)
    assert outcome.status == status
    for part in parts:
        assert part in outcome.message
    return outcome.message


# The three outcomes


def test_a_right_answer_is_correct(capsys):
    outcome = new_exercise().check(lambda x, b: 2 * x + b)
    assert outcome.status == CORRECT
    assert capsys.readouterr().out == "✓ correct  doubled, in all 2 cases\n"


def test_a_wrong_answer_shows_arguments_seen_expected_and_one_next_step(capsys):
    message = refused(lambda x, b: 2 * x - b)
    assert message.splitlines() == [
        "✗ not yet  doubled",
        "  with      x = [1.0, -2.0, 3.0], b = 0.5",
        "  seen      [1.5, -4.5, 5.5]",
        "  expected  [2.5, -3.5, 6.5]",
        "  next      The result is too small by twice b. Is it subtracted, and should "
        "be added?",
    ]
    assert capsys.readouterr().out == message + "\n"


def unfinished_in_an_expression(x, b):
    factor = ...
    return factor * x + b


def unfinished_in_numpy(x, b):
    return np.exp(...)


def unfinished_attribute(x, b):
    z = ...
    return z.sum()


def not_implemented(x, b):
    raise NotImplementedError


@pytest.mark.parametrize(
    "answer",
    [
        ...,
        lambda x, b: ...,
        lambda x, b: (..., ...),
        lambda x, b: [x, {"b": ...}],
        lambda x, b: np.where(x > 0, x, ...),
        lambda x, b: 2 * x + b if len(x) == 3 else ...,
        unfinished_in_an_expression,
        unfinished_in_numpy,
        unfinished_attribute,
        not_implemented,
    ],
)
def test_an_ellipsis_that_is_left_reads_not_attempted(answer, capsys):
    message = refused(answer, "a `...` is still there", status=NOT_ATTEMPTED)
    assert message.startswith("… not attempted  doubled")
    assert capsys.readouterr() == (message + "\n", "")


def test_a_notebook_shows_the_text_only():
    outcome = new_exercise().check(lambda x, b: x)
    assert DisplayFormatter().format(outcome) == ({}, {})


def test_under_a_grader_only_a_correct_answer_does_not_raise(monkeypatch, capsys):
    task = new_exercise()
    messages = {
        answer: task.check(answer).message
        for answer in [lambda x, b: x, lambda x, b: ..., lambda x, b: 1 / 0, ..., 3]
    }
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for answer, message in messages.items():
        with pytest.raises(AssertionError) as raised:
            task.check(answer)
        assert str(raised.value) == message
    assert task.check(task.reference).status == CORRECT


# What can be called


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3.0, "3.0"), (np.ones(2), "[1.0, 1.0]"), ("text", "'text'"), (None, "None")],
)
def test_a_value_instead_of_a_function_is_explained(value, shown):
    refused(value, f"needs your function itself, got {shown}", "check(doubled)")


@pytest.mark.parametrize(
    "answer",
    [
        lambda: 0,
        lambda x: 2 * x,
        lambda x, b, c: 2 * x,
        lambda b, x: 2 * x + b,
        lambda *, x, b: 2 * x + b,
    ],
)
def test_wrong_parameters_are_named(answer):
    refused(answer, "parameters (x, b), in this order", "your function has (")


class Doubler:
    def __call__(self, x, b):
        return 2 * x + b


@pytest.mark.parametrize(
    "answer",
    [
        lambda inputs, bias: 2 * inputs + bias,
        lambda x, b, factor=2: factor * x + b,
        lambda *arguments: 2 * arguments[0] + arguments[1],
        functools.partial(lambda factor, x, b: factor * x + b, 2),
        np.vectorize(lambda x, b: 2 * x + b),
        Doubler(),
        Doubler().__call__,
    ],
)
def test_anything_that_can_be_called_alike_is_an_answer(answer):
    assert new_exercise().check(answer).status == CORRECT


def test_a_function_without_a_signature_is_an_answer():
    task = exercise(cases=[dict(x=3.0, y=2.0)], hints=["one"])(lambda x, y: max(x, y))
    assert task.check(max).status == CORRECT


# Answers that raise or never end


def uses_a_wrong_shape(x, b):
    w = np.ones((2, 2))
    return w @ x


def helper(x):
    return x.reshape(7, 7)


def calls_a_helper(x, b):
    return helper(x)


def misspells(x, b):
    return 2 * x + bias  # noqa: F821


def recurses(x, b):
    return recurses(x, b)


def exits(x, b):
    sys.exit("bye")


def divides(x, b):
    return 1 / (x - 1)


def indexes(x, b):
    return list(x)[3]


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (
            uses_a_wrong_shape,
            [
                "with      x of shape (3,), b = 0.5",
                "seen      ValueError: matmul",
                "in        line 3 of uses_a_wrong_shape: return w @ x",
                "expected  [2.5, -3.5, 6.5]",
                "These shapes have no matrix product",
            ],
        ),
        (calls_a_helper, ["line 2 of helper: return x.reshape(7, 7)"]),
        (misspells, ["NameError: name 'bias'", "spelled"]),
        (recurses, ["RecursionError", "of recurses"]),
        (exits, ["seen      SystemExit: bye"]),
        (
            np.vectorize(divides),
            ["ZeroDivision", "line 2 of divides: return 1 / (x - 1)"],
        ),
        (indexes, ["seen      IndexError: list index"]),
    ],
)
def test_an_answer_that_raises_gets_a_message_and_no_traceback(answer, parts, capfd):
    message = refused(answer, *parts)
    assert capfd.readouterr() == (message + "\n", "")


def test_a_long_error_message_is_cut_to_its_first_line():
    lines = "first line\nsecond line"

    def answer(x, b):
        raise ValueError(lines)

    assert "second line" not in refused(answer, "ValueError: first line")


def test_an_error_outside_any_python_code_is_reported_without_a_line():
    task = exercise(cases=[dict(text="a")], hints=["one"])(lambda text: 1)
    assert "  in  " not in refused(int, "ValueError: invalid literal", task=task)


def test_an_interrupt_by_the_learner_passes():
    def answer(x, b):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        new_exercise().check(answer)
    assert sys.gettrace() is TRACER


TRACER = sys.gettrace()


def loops(x, b):
    while True:
        try:
            x = x + 1
        except Exception:
            continue


def loops_tightly(x, b):
    while True:
        pass


def loops_in_a_generator(x, b):
    return sum(1 for _ in iter(int, 1))


def sleeps(x, b):
    time.sleep(0.1)
    return 2 * x + b


@pytest.mark.parametrize("answer", [loops, loops_tightly, loops_in_a_generator, sleeps])
def test_an_answer_that_takes_too_long_is_stopped(answer):
    task = new_exercise(time_limit=0.05)
    refused(answer, "still running at the time limit", "never ends", task=task)
    assert sys.gettrace() is TRACER


def test_the_line_of_a_loop_is_shown():
    task = new_exercise(time_limit=0.05)
    refused(loops_tightly, " of loops_tightly: ", task=task)


def test_a_loop_in_a_later_case_ends_the_check():
    calls = []

    def answer(x, b):
        calls.append(len(x))
        while len(x) == 3:
            pass
        return x

    refused(answer, "still running", task=new_exercise(time_limit=0.05))
    assert calls == [3]


def test_the_tracer_of_a_debugger_is_put_back():
    def tracer(frame, event, argument):
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        new_exercise().check(lambda x, b: 1 / 0)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is tracer


# Known mistakes


def test_a_known_mistake_draws_its_message():
    refused(lambda x, b: x + x, "seen      [2.0, -4.0, 6.0]", "The bias is missing.")


@pytest.mark.parametrize("later", [lambda x: x / 0, lambda x: x[99], lambda x: [None]])
def test_a_known_mistake_is_found_where_another_breaks_a_later_case(later):
    refused(lambda x, b: 2 * x if len(x) == 3 else later(x), "The bias is missing.")


def test_two_mistakes_in_two_cases_are_not_called_by_the_first():
    message = refused(lambda x, b: 2 * x if len(x) == 3 else 0 * x, "b changes")
    assert "The bias is missing." not in message


def test_a_known_mistake_is_named_for_the_answer_that_is_like_it_in_every_case():
    task = exercise(cases=[dict(n=1), dict(n=3)], hints=["one"])(lambda n: n + 5)
    task.mistake("doubled")(lambda n: 2 * n)
    task.mistake("squared twice")(lambda n: 2 * n**2)
    refused(lambda n: 2 * n, "doubled", task=task)
    refused(lambda n: 2 * n**2, "squared twice", task=task)


def test_functions_that_only_raise_are_not_taken_for_a_known_mistake():
    task = new_exercise()
    task.mistake("never seen")(lambda x, b: x @ np.ones((9, 9)))
    message = refused(lambda x, b: x.reshape(77), "ValueError", task=task)
    assert "never seen" not in message


def test_rows_of_different_lengths_among_the_arguments_do_not_break_the_check(capsys):
    @exercise(cases=[dict(rows=[[1.0], [2.0, 3.0]])], hints=["", ""])
    def total(rows):
        return float(sum(sum(row) for row in rows))

    def raising(rows):
        return rows[2]

    assert total.check(raising).status == INCORRECT
    assert "IndexError" in capsys.readouterr().out


def test_an_answer_that_returns_is_not_like_a_mistake_that_raises():
    task = returning(lambda n: 4.0)
    task.mistake("never seen")(lambda n: n / 0)
    message = refused(
        lambda n: 5.0, "The result is too large. Print each step", task=task
    )
    assert "never seen" not in message


def inverse_of_sum(W):
    return np.linalg.inv(W + np.eye(2))


def test_a_mistake_that_raises_in_some_cases_is_known_by_the_others():
    task = exercise(cases=[dict(W=np.eye(3)[:2]), dict(W=np.ones((2, 2)))], hints=["1"])
    task = task(lambda W: W.T)
    task.mistake("This is the inverse.")(inverse_of_sum)
    refused(inverse_of_sum, "seen      ValueError", "This is the inverse.", task=task)


# What is taken from the notebook in place of the arguments


def written_in(notebook, source):
    """The function `answer` of a cell, in a notebook with these names."""
    names = {"np": np, **notebook}
    exec(source, names)
    return names["answer"]


NOTEBOOK = {
    "W1": np.array([3.0, 1.0, 2.0]),
    "b1": 0.7,
    "other": np.array([1.0, 1.5, 4.0]),
    "table": [4.0, 5.0, 6.0],
    "EPS": 0.3,
    "shown": True,
    "settings": {"factor": 3.0},
    "helper": lambda x: x,
}


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("return x * W1", ["uses W1, which is not", "(x, b)", "place of W1"]),
        ("return x * W1 + other", ["uses W1 and other, which are not", "of W1"]),
        ("return 2 * x + b1", ["uses b1, which is not", "a value of the notebook"]),
        ("return [t + i for i, t in enumerate(table)]", ["uses table, which"]),
        ("return [w + i for i in range(3) for w in W1]", ["uses W1, which"]),
        ("return W1.reshape(7, 7)", ["ValueError", "uses W1, which"]),
    ],
)
def test_a_value_of_the_notebook_in_the_place_of_an_argument_is_named(line, parts):
    answer = written_in(NOTEBOOK, f"def answer(x, b):\n    {line}\n")
    refused(answer, *parts)


@pytest.mark.parametrize(
    "source",
    [
        "def answer(x, b):\n    return 5 * x**2 + EPS",  # a constant
        "def answer(x, b):\n    return b1 * x**2 + b",
        "def answer(x, b, factor=5):\n    return factor * x**2 + EPS",
        "def answer(x, b):\n    return 5 * x**2 + shown",
        "def answer(x, b):\n    return settings['factor'] * helper(x) ** 2",
        "def answer(x, b):\n    W1 = 5 * x**2\n    return W1 + b",  # its own
        "def answer(x, b):\n    return x.W1",
        "def answer(x, b):\n    return b1 * x + absent",  # the name is the cause
        "def answer(x, b):\n    global b1\n    b1 = 3\n    return b1 * x**2",
        "def answer(x, b):\n    return 2 * x",  # known
        "def answer(x, b):\n    z = np.exp(b1 * 1e4)\n    return 2 * x + b + 0 * x / z",
        "answer = np.vectorize(lambda x, b: 5 * x**2)",
    ],
)
def test_nothing_else_is_said_to_be_of_the_notebook(source):
    message = refused(written_in(NOTEBOOK, source))
    assert "of the notebook" not in message


def test_a_right_answer_may_use_the_notebook():
    source = "def answer(x, b):\n    return 2 * x + b + 0 * b1"
    assert new_exercise().check(written_in(NOTEBOOK, source)).status == CORRECT


# Values


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (lambda x, b: None, ["seen      None", "is `return` missing?"]),
        (lambda x, b: (2 * x + b)[None], ["an axis of length 1 too many"]),
        (lambda x, b: [2 * x + b], ["an axis of length 1 too many"]),
        (lambda x, b: np.sum(x), ["has shape (), expected (3,)"]),
        (lambda x, b: x > 0, ["holds True and False, expected numbers"]),
        (lambda x, b: np.nan * x, ["seen      [nan, nan, nan]", "holds nan"]),
        (lambda x, b: np.where(x > 2, np.inf, x), ["seen      [1.0", "holds inf"]),
        (lambda x, b: -(2 * x + b), ["opposite sign everywhere"]),
        (lambda x, b: 6 * x + 3 * b, ["3 times the expected one"]),
        (
            lambda x, b: 2 * x + b + 2e-5 * (x > 2),
            ["2 of 3", "at index 2: 6.50002, expected 6.5"],
        ),
        (lambda x, b: 1e300 * (2 * x + b), ["times the expected one"]),
        (lambda x, b: "text", ["seen      'text'", "no array of numbers"]),
        (lambda x, b: (number for number in x), ["seen      a generator"]),
        (lambda x, b: [[1.0], [1.0, 2.0]], ["seen      a list", "no array of numbers"]),
        (lambda x, b: 1j * x, ["no array of numbers"]),
        (lambda x, b: 2 * x + b if len(x) == 3 else x, ["an array of shape (20,)"]),
        (lambda x, b: 0 * x, ["0 everywhere"]),
    ],
)
def test_what_is_wrong_with_a_value_is_said(answer, parts, capfd):
    refused(answer, *parts)
    assert capfd.readouterr().err == ""  # comparing must not warn either


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, b: [2 * number + b for number in x],
        lambda x, b: tuple(2 * number + b for number in x),
        lambda x, b: (2 * x + b).astype(np.float32),
        lambda x, b: 2 * x + b + 1e-7,
    ],
)
def test_lists_single_precision_and_rounding_are_accepted(answer):
    assert new_exercise().check(answer).status == CORRECT


@pytest.mark.parametrize(
    ("make", "answer", "status"),
    [
        (lambda n: 4.0, lambda n: 4, CORRECT),
        (lambda n: 4.0, lambda n: np.float32(4), CORRECT),
        (lambda n: 4, lambda n: np.uint8(4), CORRECT),
        (lambda n: 4, lambda n: 4.0, CORRECT),
        (lambda n: 4, lambda n: 4.5, INCORRECT),
        (lambda n: 1.0, lambda n: True, CORRECT),
        (lambda n: True, lambda n: np.True_, CORRECT),
        (lambda n: True, lambda n: 1, CORRECT),
        (lambda n: True, lambda n: 2, INCORRECT),
        (lambda n: 4.0, lambda n: [4.0], INCORRECT),
        (lambda n: [4.0], lambda n: 4.0, INCORRECT),
    ],
)
def test_equal_numbers_of_another_type_are_right_and_of_another_shape_are_not(
    make, answer, status
):
    assert returning(make).check(answer).status == status


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ((1.0, np.ones(2), 3.0), "of yours, number 1 and 2 alone"),
        ((5.0, np.ones(3), 3.0), "Return 2 values"),
        (np.ones(2), "That is result number 2, and it is right. Return both"),
        ((np.ones(2), 1.0), "in the wrong order. Return first your number 2, then 1."),
        ((1.0, np.zeros(2)), "No entry of result number 2 is right"),
        ((1.0, [1.0, 0.0]), "at index 1: 0.0, expected 1.0"),
        ((None, np.ones(2)), "Result number 1 is None"),
        (np.array([5.0, 6.0]), "Return 2 values, with a comma between them"),
    ],
)
def test_several_results_are_compared_one_by_one(value, part):
    task = returning(lambda n: (1.0, np.ones(2)))
    assert task.check(lambda n: (1, [1.0, 1.0])).status == CORRECT
    assert task.check(lambda n: [1, [1.0, 1.0]]).status == CORRECT
    refused(lambda n: value, "expected  (1.0, [1.0, 1.0])", part, task=task)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({"dW": 1.0}, "a dictionary with the keys dW, db"),
        (1.0, "a dictionary with the keys dW, db"),
        ({"dW": 1.0, "db": 3.0}, "Entry 'db' is 3.0, expected 2.0."),
    ],
)
def test_dictionaries_are_compared_key_by_key(value, part):
    task = returning(lambda n: {"dW": 1.0, "db": 2.0})
    assert task.check(lambda n: {"db": 2.0, "dW": 1.0}).status == CORRECT
    refused(lambda n: value, "expected  dW = 1.0, db = 2.0", part, task=task)


def test_single_precision_is_named_where_double_is_asked_for():
    task = exercise(
        cases=[dict(x=np.array([0.1, 2.5]))], hints=["one"], tolerance=1e-12
    )
    refused(
        lambda x: np.float32(x) / 3, "few digits of float32", task=task(lambda x: x / 3)
    )


def test_any_number_of_entries_that_should_be_0_is_off():
    task = returning(lambda n: np.zeros(3))
    refused(
        lambda n: np.arange(3),
        "1 of 3 entries of the result are right",
        "at index 1: 1, exp",
        task=task,
    )


def test_numbers_are_printed_rounded_and_whole_numbers_whole():
    refused(
        lambda n: 10,
        "n = 2",
        "seen      10",
        "expected  9\n",
        task=returning(lambda n: 9),
    )
    refused(lambda x, b: x / 3, "seen      [0.3333, -0.6667, 1.0]")
    refused(lambda x, b: -1e-9 * x, "seen      [0.0, 0.0, 0.0]")


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6),
    st.floats(-1e-6, 1e-6),
    st.floats(2e-5, 1e3),
)
def test_an_answer_is_right_within_the_tolerance_only(numbers, near, far):
    values = np.array(numbers)
    task = returning(lambda n: values)
    assert task.check(lambda n: values + near).status == CORRECT
    too_far = 2e-6 * (1 + np.abs(values)) + far
    assert task.check(lambda n: values + too_far).status == INCORRECT


# Side effects


def changes_x(x, b):
    x *= 2
    x += b
    return x


def changes_a_list(settings):
    settings["rates"].append(0.1)
    return 0.0


def test_an_argument_that_is_changed_is_named():
    refused(changes_x, "changes x itself", "`a = a + 1` makes one")
    task = exercise(cases=[dict(settings={"rates": [0.5]})], hints=["one"])
    refused(changes_a_list, "changes settings itself", task=task(lambda settings: 0.0))


def test_nan_among_the_arguments_is_no_change():
    task = exercise(cases=[dict(x=np.array([1.0, np.nan]))], hints=["one"])
    assert task(lambda x: np.nansum(x)).check(lambda x: x[0]).status == CORRECT


def test_a_change_does_not_reach_the_next_check():
    task = new_exercise()
    task.check(changes_x)
    assert task.check(task.reference).status == CORRECT


@pytest.mark.parametrize(
    ("answer", "accident"),
    [
        (lambda x, b: 2 * x + b + 0 * np.exp(-1e3 - x), None),  # underflow is harmless
        (lambda x, b: 2 * x + b + 1 / np.exp(1e3 + x), "overflow"),
        (lambda x, b: 2 * x + b + 1 / (1 / (0 * x)), "divide by zero"),
        (lambda x, b: 2 * x + b + (np.log(-1 - 0 * x) > 0), "invalid value"),
    ],
)
def test_a_right_result_with_a_numerical_accident_is_refused(answer, accident, capfd):
    task = new_exercise()
    if accident is None:
        assert task.check(answer).status == CORRECT
    else:
        refused(answer, f"on the way NumPy meets: {accident}", task=task)
    assert capfd.readouterr().err == ""


def test_an_accident_on_the_way_to_several_results_is_no_wrong_order():
    task = exercise(cases=[dict(x=800.0)], hints=["one"])(lambda x: (x, 2 * x))
    refused(
        lambda x: (x + 1 / np.exp(x), 2 * x),
        "on the way NumPy meets: overflow",
        task=task,
    )


def unset_name(x):
    if x.size == 0:
        factor = 2
    return factor * x  # noqa: F821


ERRORS = {  # words of the advice: what raises the error
    "That name gets its value later": unset_name,
    "Is the name spelled": lambda x: absent * x,  # noqa: F821
    "is divided by": lambda x: 1 / 0,
    "single True or False": lambda x: 0 if x > 1 else x,
    "np.exp, not math.exp": lambda x: math.exp(x),
    "np.maximum(a, b), not np.max": lambda x: np.max(0, x),
    "no matrix product": lambda x: x @ np.ones((2, 2)),
    "from the right, each pair": lambda x: x + np.ones(2),
    "An index is past the end": lambda x: x[5],
    "fewer axes": lambda x: x[:, 0],
    "other arguments than it has": lambda x: unset_name(x, 2),
    "Something is None": lambda x: print(end="") + x[0],
    "A list is no array": lambda x: [1.0] * 2.5,
    "Arrays have no append": lambda x: x.append(1),
    "A single number stands": lambda x: sum(3),
    "called like one": lambda x: x[0](x),
    "A whole number is needed": lambda x: range(2.0),
    "more names than values": lambda x: [a for a, b in [(1, 2, 3)]],
    "There are no weights yet": lambda x: keras.layers.Dense(2).set_weights([x]),
    "has two arrays": lambda x: built(2).set_weights([x]),
    "A kernel has the shape": lambda x: built(2).set_weights([np.ones((2, 3)), x]),
    "no activation of this name": lambda x: keras.layers.Dense(2, activation="stp"),
    "a use_bias=False": lambda x: built(2, use_bias=False).set_weights([x, x]),
    "A plain number stands": lambda x: built(2).set_weights([np.ones((2, 2)), -3.0]),
    "no slope to learn from": lambda x: fitted_with_a_step(x),
    "made of layers": lambda x: keras.Sequential([[1]]),
    "inputs of another shape": lambda x: built(2)(np.ones((1, 3))),
}


def built(n_in, **options):
    return keras.Sequential([keras.Input((n_in,)), keras.layers.Dense(2, **options)])


def fitted_with_a_step(x):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, step)])
    model.compile(loss="mse")
    model.fit(x.reshape(-1, 1), x, verbose=0)


def step(z):
    return keras.ops.where(z >= 0, 1.0, 0.0)


@pytest.mark.parametrize("advice", ERRORS)
def test_a_common_error_gets_advice_of_its_own(advice):
    task = exercise(cases=[dict(x=np.arange(3.0))], hints=["one"])(lambda x: x)
    refused(ERRORS[advice], advice, task=task)


def test_a_rare_error_gets_general_advice():
    def answer(x):
        raise RuntimeError("something rare")

    task = exercise(cases=[dict(x=np.arange(3.0))], hints=["one"])(lambda x: x)
    refused(answer, "Run that line on its own", task=task)


def test_a_wrong_result_with_an_overflow_is_not_called_right():
    message = refused(lambda x, b: 2 * x + 1 / np.exp(1e3 + x), "too small by b")
    assert "is right" not in message


def test_settings_of_the_learner_do_not_hide_an_overflow():
    with np.errstate(all="ignore"):
        refused(lambda x, b: 2 * x + b + 1 / np.exp(1e3 + x), "overflow")


def test_what_the_learner_prints_is_left_alone(capsys):
    new_exercise().check(lambda x, b: print("x is", x) or 2 * x + b)
    assert capsys.readouterr().out.startswith("x is [ 1. -2.  3.]\n")


# Hints, solution, name


def test_hints_come_one_by_one_and_the_last_repeats(capsys):
    task = new_exercise()
    for _ in range(4):
        task.hint()
    assert capsys.readouterr().out.splitlines() == [
        "hint 1 of 3: one",
        "hint 2 of 3: two",
        "hint 3 of 3: three",
        "hint 3 of 3: three",
    ]


def test_the_solution_is_the_source_of_the_reference_and_nothing_else(capsys):
    @exercise(
        cases=[dict(x=1.0)],
        hints=["one"],
    )
    def halved(x):
        """Half of x."""
        return x / 2

    halved.solution()
    assert capsys.readouterr().out == (
        'def halved(x):\n    """Half of x."""\n    return x / 2\n'
    )


def test_an_exercise_is_shown_by_its_name_and_parameters():
    assert repr(new_exercise()) == "exercise doubled(x, b)"


# Find the fault


def mending(**options):
    """An exercise whose faulty function forgets the mean."""

    @exercise(
        cases=[dict(y=np.array([1.0, 2.0]), y_pred=np.array([2.0, 4.0]))],
        hints=["one", "two", "three"],
        kind="find the fault",
        **options,
    )
    def loss(y, y_pred):
        """The mean squared error."""
        return np.mean((y_pred - y) ** 2)

    @loss.fault
    def loss(y, y_pred):
        """The mean squared error."""
        return np.sum((y_pred - y) ** 2)

    @loss.mistake("That is the mean error; square it.")
    def not_squared(y, y_pred):
        return np.mean(y_pred - y)

    return loss


def test_a_fault_that_still_stands_reads_not_attempted():
    task = mending()
    advice = "it does what it did before; find the fault and mend it"
    refused(task.faulty, advice, status=NOT_ATTEMPTED, task=task)
    refused(
        lambda y, y_pred: ((y - y_pred) ** 2).sum(), status=NOT_ATTEMPTED, task=task
    )


def test_a_mended_fault_is_correct_and_another_fault_is_not():
    task = mending()
    assert task.check(lambda y, y_pred: ((y - y_pred) ** 2).mean()).status == CORRECT
    refused(lambda y, y_pred: np.mean(y_pred - y), "square it", task=task)
    refused(lambda y, y_pred: 1 / 0, "ZeroDivisionError", task=task)


def raising_value_error(n):
    raise ValueError(f"layer_{np.random.default_rng().integers(9)} has no size")


def test_a_fault_that_raises_reads_not_attempted_until_it_raises_something_else():
    task = exercise(cases=[dict(n=2)], hints=["one"], kind="find the fault")
    task = task(lambda n: 2 * n)
    task.fault(raising_value_error)
    refused(raising_value_error, status=NOT_ATTEMPTED, task=task)
    refused(lambda n: n[0], "TypeError", task=task)


def test_the_fault_may_have_the_name_of_the_exercise_or_another():
    task = mending()
    assert task.name == "loss"
    assert task.faulty.__name__ == "loss"
    assert task.fault(raising_value_error) is raising_value_error


def test_the_solution_of_a_fault_is_the_mended_function(capsys):
    mending().solution()
    assert "return np.mean((y_pred - y) ** 2)" in capsys.readouterr().out


# Use Keras: what is returned is looked into


class Layer:
    """Stands for a layer of Keras."""

    def __init__(self, units, activation=None):
        self.units, self.activation = units, activation


def look(layer, n_units):
    return {
        "units": layer.units,
        "activation": layer.activation,
        "outputs": np.arange(layer.units + n_units),
        "shape": (None, layer.units),
    }


def layering():
    """An exercise whose answers return a layer."""

    @exercise(
        cases=[dict(n_units=3), dict(n_units=20)],
        hints=["one", "two", "three"],
        kind="use Keras",
        look=look,
    )
    def make_layer(n_units):
        return Layer(n_units, "relu")

    @make_layer.mistake("The activation is missing.")
    def linear_layer(n_units):
        return Layer(n_units)

    return make_layer


def test_what_keras_returns_is_compared_by_what_a_look_sees():
    task = layering()
    assert task.check(lambda n_units: Layer(n_units, "relu")).status == CORRECT
    refused(
        lambda n_units: Layer(4, "relu"),
        "seen      units = 4, activation = 'relu', outputs = [0, 1, 2, 3, 4, 5, 6]",
        "expected  units = 3, activation = 'relu', outputs = [0, 1, 2, 3, 4, 5], "
        "shape = (None, 3)",
        "Entry 'units' is 4, expected 3. Which argument decides that? For a hint:",
        task=task,
    )
    refused(lambda n_units: Layer(n_units), "activation is missing", task=task)
    refused(
        lambda n_units: Layer(n_units, "tanh"),
        "Entry 'activation' is 'tanh', not 'relu'.",
        task=task,
    )


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (lambda n_units: None, ["The result is None: is `return` missing?"]),
        (
            lambda n_units: np.ones(3),
            ["seen      AttributeError: 'numpy.ndarray' object", "can't use what"],
        ),
        (
            lambda n_units: Layer(1 / 0),
            ["in        line", "ZeroDivisionError"],
        ),
    ],
)
def test_what_a_look_cannot_use_is_said(answer, parts):
    message = refused(answer, *parts, task=layering())
    assert ("  in  " in message) == ("in        line" in parts)


def refuses_ellipsis(n_units):
    raise ValueError("Received an invalid value for `units`. Received: units=Ellipsis")


@pytest.mark.parametrize("answer", [lambda n_units: ..., refuses_ellipsis])
def test_a_starter_that_uses_keras_reads_not_attempted(answer):
    refused(answer, status=NOT_ATTEMPTED, task=layering())


def test_a_kind_that_is_not_known_or_lacks_its_look_is_refused():
    with pytest.raises(ValueError, match="kind='fill in' of <lambda>: write 'write'"):
        exercise(cases=[], hints=[], kind="fill in")(lambda x: x)
    with pytest.raises(ValueError, match="give look="):
        exercise(cases=[], hints=[], kind="use Keras")(lambda x: x)


# Choose


def first_layer(**changes):
    options = dict(
        options={"a": "The first.", "b": "The second.", "c": "Both."},
        right="b",
        because="the second comes last",
        reasons={"a": "Count again.", "c": "One is enough."},
        hints=["one", "two", "three"],
    )
    return choose(**{**options, **changes})


last_layer = first_layer()


@pytest.mark.parametrize(
    "answer", ["b", "B", " b ", "b)", "(b)", "b.", "**b**", "'b'", "b\n", np.str_("b")]
)
def test_the_right_choice_is_correct_however_it_is_written(answer, capsys):
    outcome = last_layer.check(answer)
    assert outcome.status == CORRECT
    assert outcome.message == (
        "✓ correct  last_layer, b: The second.\n  because   the second comes last"
    )
    assert capsys.readouterr().out == outcome.message + "\n"


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("a", ["seen      a: The first.", "next      Count again."]),
        ("C)", ["seen      c: Both.", "next      One is enough."]),
        (
            "d",
            ["seen      'd'", 'Answer with one letter in quotation marks: "a", "b" or'],
        ),
        ("a, b", ["seen      'a, b'", "one letter"]),
        (2, ["seen      2", "one letter"]),
        (["b"], ["seen      ['b']", "one letter"]),
        (None, ["seen      None", "one letter"]),
        (np.ones(3), ["seen      [1.0, 1.0, 1.0]", "one letter"]),
    ],
)
def test_a_wrong_choice_gets_its_reason(answer, lines):
    message = refused(answer, *lines, task=last_layer)
    assert message.startswith("✗ not yet  last_layer\n  seen")


@pytest.mark.parametrize("answer", [..., "", " "])
def test_a_choice_that_is_left_open_reads_not_attempted(answer):
    advice = 'answer with "a", "b" or "c"'
    refused(answer, advice, status=NOT_ATTEMPTED, task=last_layer)


def test_a_choice_has_hints_and_a_solution(capsys):
    task = first_layer()
    task.hint()
    task.solution()
    assert capsys.readouterr().out == (
        'hint 1 of 3: one\n"b": The second.\nthe second comes last\n'
    )
    assert repr(last_layer) == 'exercise last_layer, "a", "b" or "c"'
    assert task.name == "your choice"  # a name only inside this function
    assert task.kind == "choose"


def test_a_grader_stops_at_a_wrong_choice(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert last_layer.check("b").status == CORRECT
    for answer in ["a", "x", ...]:
        with pytest.raises(AssertionError, match="last_layer"):
            last_layer.check(answer)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (dict(right="d"), "right='d' is none of"),
        (dict(reasons={"a": "Count again."}), r"wrong option, which are \['a', 'c'\]"),
        (dict(reasons={"a": "", "b": "", "c": ""}), r"given for \['a', 'b', 'c'\]"),
    ],
)
def test_a_choice_without_a_right_option_or_a_reason_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        first_layer(**changes)
