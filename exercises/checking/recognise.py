"""Name what went wrong in an answer that makes none of an exercise's known mistakes.

    recognise(attempt) -> "The result is half the expected one. …", or None
    no_effect(attempt) -> "Your answer stays the same when b changes. …", or None

What is named fits all that was seen, in every case of the attempt. Where several fit,
the simplest is taken: the order of the results, then the relations of numbers, places,
functions, sums and arguments.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.checking.comparison import NUMBERS, parts_of, value_problem
from exercises.checking.factors import arguments, common, grouped
from exercises.checking.observation import Observation
from exercises.checking.products import products
from exercises.checking.reductions import reductions, wrong_axis
from exercises.checking.relations import (
    Pair,
    close,
    explains,
    functions,
    numbers,
    places,
)
from exercises.checking.story import as_array, capitalised

import numpy as np

MOST_RESULTS = 4  # of more, the orders are not tried
ENOUGH_TRIALS, MOST_TRIALS = 3, 8  # before an argument is said to have no effect


@dataclass(frozen=True)
class Attempt:
    """What an answer did in some cases, and what the reference does in them.

    Args:
        cases: arguments by name.
        seen, expected: what the answer and the reference did in them.
        call, call_reference: both once more, with a case's other arguments.
        tolerance: of the exercise.
    """

    cases: Sequence[dict[str, Any]]
    seen: Sequence[Observation]
    expected: Sequence[Observation]
    call: Callable[[dict], Observation]
    call_reference: Callable[[dict], Observation]
    tolerance: float

    def same(self, one, other) -> bool:
        return value_problem(one, other, self.tolerance) is None

    @property
    def values(self) -> list[tuple]:
        """(seen, expected) in each case; none where something else went wrong."""
        both = list(zip(self.seen, self.expected, strict=True))
        for one, other in both:
            if one.error or other.error or one.changed != other.changed:
                return []
            if one.value is None:
                return []
        return [(one.value, other.value) for one, other in both]

    @property
    def results(self) -> dict[str, list[Pair]]:
        """The numbers of each result, by its name; none where one isn't of numbers."""
        rows = [parts_of(*both) for both in self.values]
        if not rows or None in rows:
            return {}
        found = {}
        for row, case in zip(rows, self.cases, strict=True):
            for one, other, name in row:
                one, other = as_array(one), as_array(other)
                if one.dtype.kind == "b" != other.dtype.kind:
                    return {}
                if {one.dtype.kind, other.dtype.kind} <= set(NUMBERS):
                    pair = Pair(one.astype(float), other.astype(float), case)
                    found.setdefault(name, []).append(pair)
                elif not self.same(one, other):
                    return {}
        return found


def recognise(attempt) -> str | None:
    """What lies between the answer and the reference, and one next step."""
    with np.errstate(all="ignore"):
        return _order(attempt) or _relation(attempt)


# The order and the number of results


def _order(attempt) -> str | None:
    """Say that the right results came in another order, or not all of them."""
    rows = [
        (_listed(value), wanted if isinstance(wanted, tuple) else (wanted,))
        for value, wanted in attempt.values
        if isinstance(value, tuple) or isinstance(wanted, tuple)
    ]
    sizes = {(len(value), len(wanted)) for value, wanted in rows}
    if len(sizes) != 1:
        return None
    ((n_seen, n_expected),) = sizes
    if max(n_seen, n_expected) > MOST_RESULTS:
        return None
    for order in itertools.permutations(range(n_seen), min(n_seen, n_expected)):
        if n_seen == n_expected and order == tuple(range(n_seen)):
            continue  # all are right where they are: something else is wrong
        if all(attempt.same(tuple(v[i] for i in order), wanted) for v, wanted in rows):
            places = [str(place + 1) for place in order]
            if n_seen > n_expected:
                return (
                    f"You return {n_seen} values. Asked for is, of yours, number "
                    f"{' and '.join(places)} alone."
                )
            return (
                "All results are right, in the wrong order. Return first your number "
                f"{', then '.join(places)}."
            )
    for place in range(n_expected if n_seen == 1 < n_expected else 0):
        if all(attempt.same(v[0], wanted[place]) for v, wanted in rows):
            return (
                f"That is result number {place + 1}, and it is right. Return "
                f"{'both' if n_expected == 2 else f'all {n_expected}'}, with a comma "
                "between them."
            )
    return None


def _listed(value) -> list:
    return list(value) if isinstance(value, tuple | list) else [value]


# The relation of the wrong results to the right ones


def _relation(attempt) -> str | None:
    results = attempt.results
    wrong = [
        name
        for name, pairs in results.items()
        if not all(attempt.same(pair.seen, pair.expected) for pair in pairs)
    ]
    together = [pair for name in wrong for pair in results[name]]
    sentence = name_relation(together) if together else None
    if sentence:
        return _about(sentence, wrong, len(wrong), len(results))
    for name in wrong:
        alone = results[name]
        sentence = name_relation(alone) if len(wrong) > 1 else None
        sentence = sentence or grouped(alone)
        if sentence:
            return _about(sentence, [name], len(wrong), len(results))
    return None


def name_relation(pairs) -> str | None:
    """The sentence of the simplest relation that explains the pairs; None if none."""
    arrays = [array for pair in pairs for array in (pair.seen, pair.expected)]
    if not all(array.size and np.isfinite(array).all() for array in arrays):
        return None
    for relations in (numbers, places, functions, reductions, products, arguments):
        for make, sentence in relations(pairs):
            if explains(make, pairs):
                return sentence
    return wrong_axis(pairs) or common(pairs) or _step(pairs)


def _step(pairs) -> str | None:
    """The relation of the step from an argument to the result, as of new weights."""
    if all(close(pair.expected, np.rint(pair.expected)) for pair in pairs):
        return None  # counts or classes, no weights
    for name in pairs[0].case:
        starts = [as_array(pair.case[name]) for pair in pairs]
        if any(
            start.dtype.kind != "f"
            or not start.shape == pair.seen.shape == pair.expected.shape
            for start, pair in zip(starts, pairs, strict=True)
        ):
            continue
        steps = [
            Pair(pair.seen - start, pair.expected - start, pair.case)
            for start, pair in zip(starts, pairs, strict=True)
        ]
        for relations in (numbers, arguments):
            for make, sentence in relations(steps):
                if explains(make, steps):
                    return sentence.replace("{It}", f"The step from {name}")
        sentence = common(steps)
        if sentence:
            return sentence.replace("{It}", f"The step from {name}")
    return None


def _about(sentence, named, n_wrong, n_results) -> str:
    """The sentence about the named results, and a word on the others."""
    it = named[0]
    if len(named) > 1:
        all_are_wrong = len(named) == n_results
        it = "each result" if all_are_wrong else f"each of {' and '.join(named)}"
    text = sentence.format(It=capitalised(it), it=it)
    if n_wrong > len(named):
        return f"{text} Another result is wrong, too."
    return text if n_wrong == n_results else f"{text} The rest is right."


# Arguments that have no effect


def no_effect(attempt) -> str | None:
    """Say which argument should have an effect and has none; None if all have one."""
    results = attempt.results
    if not results or not all(
        pair.seen.shape == pair.expected.shape and np.isfinite(pair.seen).all()
        for pairs in results.values()
        for pair in pairs
    ):
        return None
    first, first_wanted = attempt.values[0]
    if len(attempt.values) > 1 and all(
        attempt.same(v, first) for v, _ in attempt.values
    ):
        if not all(attempt.same(wanted, first_wanted) for _, wanted in attempt.values):
            return (
                "Your function returns the same in every case, whatever comes in. "
                "Where does it use its arguments?"
            )
    for name in attempt.cases[0]:
        if _is_ignored(name, attempt):
            return (
                f"Your answer stays the same when {name} changes. Where should {name} "
                "come in?"
            )
    return None


def _is_ignored(name, attempt) -> bool:
    """Whether other values of an argument change the reference and never the answer."""
    n_felt = 0
    for case, (value, wanted) in zip(attempt.cases, attempt.values, strict=True):
        for other in _other_values(name, case, attempt.cases):
            changed = {**case, name: other}
            right = attempt.call_reference(changed)
            if right.error or attempt.same(right.value, wanted):
                continue
            answer = attempt.call(changed)
            if answer.error or not attempt.same(answer.value, value):
                return False
            n_felt += 1
            if n_felt == MOST_TRIALS:
                return True
    return n_felt >= ENOUGH_TRIALS


def _other_values(name, case, cases) -> Iterator:
    """Yield what else an argument may be: as in other cases, or changed a little."""
    here = case[name]
    array = as_array(here)
    for other in cases:
        value = as_array(other[name])
        if value.shape == array.shape and not np.array_equal(value, array):
            yield other[name]
    if array.dtype.kind == "f":
        yield 0.75 * array + 0.125
        yield -array
    elif array.dtype.kind == "b":
        yield ~array
    elif array.dtype.kind in "iu":
        yield array + 1
        yield -array
    if array.ndim and array.dtype.kind in NUMBERS:
        yield array[::-1]
        yield np.roll(array, 1, axis=-1)
