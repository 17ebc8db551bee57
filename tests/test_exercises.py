"""Every exercise of the course: references, known mistakes, starters, alternatives."""

import ast
import copy
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import exercises
from exercises.checking.observation import leaves
from exercises.exercise import (
    CORRECT,
    INCORRECT,
    NOT_ATTEMPTED,
    ChoiceExercise,
    Exercise,
    FunctionExercise,
    source_of,
)
from tools.notebooks import find_lessons

import keras
import numpy as np
import pytest

MODULES = [
    importlib.import_module(f"exercises.{module.name}")
    for module in pkgutil.iter_modules(exercises.__path__)
    if re.match(r"ex\d\d_", module.name)
]


def named(parameters):
    """pytest parameters with readable ids, from (ids, values)."""
    return [pytest.param(*values, id="-".join(ids)) for ids, values in parameters]


def own_exercises(module):
    """The exercises that a module defines, those that it imports left out."""
    return [
        task
        for task in vars(module).values()
        if isinstance(task, Exercise) and task.module == module.__name__
    ]


EVERY_EXERCISE = named(
    ((module.__name__.removeprefix("exercises."), task.name), (task,))
    for module in MODULES
    for task in own_exercises(module)
)
SHORTEST_ANSWER = 8  # letters; a shorter one may be part of a hint
FUNCTIONS = [p for p in EVERY_EXERCISE if isinstance(p.values[0], FunctionExercise)]
CHOICES = [p for p in EVERY_EXERCISE if isinstance(p.values[0], ChoiceExercise)]
FAULTS = [p for p in FUNCTIONS if p.values[0].kind == "find the fault"]
EVERY_MISTAKE = named(
    ((*parameter.id.split("-"), mistake.function.__name__), (task, mistake))
    for parameter in FUNCTIONS
    for task in parameter.values
    for mistake in task.mistakes
)


@pytest.fixture(autouse=True)
def self_study(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


# Modules


@pytest.mark.parametrize(
    "path", sorted(Path(exercises.__file__).parent.rglob("*.py")), ids=lambda p: p.stem
)
def test_a_module_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", find_lessons(), ids=lambda path: path.stem)
def test_a_lessons_module_has_all_exercises_of_the_lesson(path):
    module = importlib.import_module(f"exercises.ex{path.stem}")
    parts = [m for m in MODULES if m.__name__[:14] == module.__name__[:14]]
    own = {task.name for part in parts for task in own_exercises(part)}
    found = [name for name in vars(module) if name in own]
    assert set(found) == own
    if len(parts) > 1:
        assert set(module.__all__) == own


# What holds for every exercise


@pytest.mark.parametrize("task", EVERY_EXERCISE)
def test_there_are_three_hints(task):
    assert len(set(task.hints)) == 3


@pytest.mark.parametrize("task", FUNCTIONS)
def test_no_hint_is_the_answer(task):
    """Not all that the reference calculates stands in a single hint."""
    calculated = [
        "".join(ast.unparse(part).split())
        for node in ast.walk(ast.parse(source_of(task.reference)))
        if isinstance(node, ast.Return | ast.Assign)
        for part in getattr(node.value, "elts", [node.value])
    ]
    calculated = [part for part in calculated if len(part) >= SHORTEST_ANSWER]
    for hint in task.hints:
        hint = "".join(hint.split())
        assert not calculated or not all(part in hint for part in calculated)


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_reference_is_correct(task):
    assert task.check(task.reference).status == CORRECT


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_reference_runs_cleanly_with_the_arguments_of_every_case(task):
    for case in task.cases:
        assert list(case) == list(inspect.signature(task.reference).parameters)
        arguments = copy.deepcopy(case)
        with np.errstate(all="raise", under="ignore"):
            value = task.reference(**arguments)
            np.testing.assert_equal(arguments, case)
            if task.look:
                value = task.look(value, **arguments)
        assert all(
            np.isfinite(part).all()
            for part in leaves(value)
            if np.asarray(part).dtype.kind in "biuf"
        )


@pytest.mark.parametrize("task", FUNCTIONS)
def test_each_mistake_has_a_message_of_its_own(task):
    messages = [mistake.message for mistake in task.mistakes]
    fewest = 1 if task.kind == "find the fault" else 3
    assert len(set(messages)) == len(messages) >= fewest


@pytest.mark.parametrize(("task", "mistake"), EVERY_MISTAKE)
def test_a_known_mistake_is_refused_with_its_message(task, mistake):
    outcome = task.check(mistake.function)
    assert outcome.status == INCORRECT
    assert outcome.message.endswith(f"next      {mistake.message}")


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_starter_reads_not_attempted(task):
    signature = inspect.signature(task.reference)
    starter = eval(f"lambda {str(signature)[1:-1]}: ...")
    assert task.check(starter).status == NOT_ATTEMPTED


@pytest.mark.parametrize("task", FAULTS)
def test_the_function_with_the_fault_reads_not_attempted(task):
    assert task.faulty is not None
    assert inspect.signature(task.faulty) == inspect.signature(task.reference)
    assert task.check(task.faulty).status == NOT_ATTEMPTED


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_solution_runs_in_a_notebook_with_numpy_and_keras_alone(task, capsys):
    task.solution()
    source = capsys.readouterr().out
    assert source.startswith(f"def {task.name}(")
    notebook = {"np": np, "keras": keras}
    exec(source, notebook)
    assert notebook[task.name].__doc__ == task.reference.__doc__
    assert task.check(notebook[task.name]).status == CORRECT


@pytest.mark.parametrize("task", CHOICES)
def test_the_right_choice_is_correct_and_each_other_gets_its_reason(task):
    assert task.check(...).status == NOT_ATTEMPTED
    assert task.check(task.right).message.endswith(task.because)
    assert len(set(task.reasons.values())) == len(task.options) - 1 >= 1
    for letter, reason in task.reasons.items():
        outcome = task.check(letter)
        assert outcome.status == INCORRECT
        assert outcome.message.endswith(reason)
