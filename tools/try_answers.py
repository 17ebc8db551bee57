"""Try answers to the exercises, and count what the checks say to them.

    python -m tools.try_answers FILE [--lesson 04]

FILE is Python. A function or a variable called like an exercise, with two underlines
and anything behind it, is an answer to it: dense_layer__1, dense_layer__no_bias. Where
lessons share a name, --lesson says which is meant. A wrong answer is "named" where the
advice says what went wrong with it, and "unnamed" where it only says what is wrong.
"""

import argparse
import contextlib
import importlib
import io
import pkgutil
import re
import runpy
from collections import Counter
from dataclasses import dataclass

import exercises
from exercises.checking.comparison import UNEXPLAINED
from exercises.checking.errors import GENERAL
from exercises.exercise import CORRECT, NOT_ATTEMPTED, Exercise


@dataclass(frozen=True)
class Tried:
    """An answer: its name; correct, named, unnamed or not attempted; the advice."""

    name: str
    status: str
    advice: str


def find_exercises(lesson=""):
    """Return {name: [exercise, ...]} of all lessons, or of the one with this number.

    Raises LookupError where no lesson has this number.
    """
    names = [module.name for module in pkgutil.iter_modules(exercises.__path__)]
    found = {}
    for name in names:
        if re.match(f"ex{lesson}_" if lesson else r"ex\d\d_", name):
            module = importlib.import_module(f"exercises.{name}")
            for value in vars(module).values():
                if isinstance(value, Exercise):
                    found.setdefault(value.name, []).append(value)
    if not found:
        raise LookupError(f"there are no exercises of lesson {lesson}")
    return found


def answers_in(names):
    """Return those of the names of a file, {name: value}, that are answers."""
    form = re.compile(r"[A-Za-z]\w*__\w+")
    return {name: value for name, value in names.items() if form.fullmatch(name)}


def try_answers(answers, lesson=""):
    """Check the answers {name__anything: answer}; return a list of `Tried`.

    Raises LookupError where an answer has no exercise, or more than one.
    """
    tasks = find_exercises(lesson)
    tried = []
    for label, answer in answers.items():
        name = label.partition("__")[0]
        found = {id(task): task for task in tasks.get(name, [])}
        if len(found) != 1:
            raise LookupError(
                f"{label}: {len(found)} exercises are called {name}; name the lesson "
                "with --lesson, or the answer like its exercise"
            )
        (task,) = found.values()
        with contextlib.redirect_stdout(io.StringIO()):
            outcome = task.check(answer)
        advice = outcome.message.partition("next      ")[2]
        status = "named"
        if UNEXPLAINED in advice or GENERAL in advice:
            status = "unnamed"
        if outcome.status in (CORRECT, NOT_ATTEMPTED):
            status = outcome.status.partition(" ")[2]
        tried.append(Tried(label, status, advice))
    return tried


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--lesson", default="", help="two digits, for example 04")
    options = parser.parse_args(arguments)
    tried = try_answers(answers_in(runpy.run_path(options.file)), options.lesson)
    width = max((len(one.name) for one in tried), default=0)
    for one in tried:
        print(f"{one.name:{width}}  {one.status:13}  {one.advice}".rstrip())
    counts = Counter(one.status for one in tried)
    print(f"{len(tried)} answers:", ", ".join(f"{n} {s}" for s, n in counts.items()))


if __name__ == "__main__":
    main()
