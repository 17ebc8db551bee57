"""The measures of lesson 15, held to scikit-learn, a formula and Keras."""

from exercises import ex15_debugging_and_tuning as ex15
from exercises.exercise import CORRECT
from helpers import clinic, data

import keras
import numpy as np
import pytest
import scipy.stats
import sklearn.calibration
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load

accuracy, smooth = load("15", "accuracy", "smooth")
by_class, calibration, examine = load("15", "by_class", "calibration", "examine")
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=25)


@few
@given(st.integers(1, 30), st.integers(1, 4), seeds)
def test_accuracy_is_that_of_keras_for_each_network(n, n_nets, seed):
    rng = np.random.default_rng(seed)
    answers, y = rng.normal(size=(n_nets, n, 10)), rng.integers(10, size=n)
    shares = accuracy(answers, y)
    assert shares.shape == (n_nets,)
    for share, answer in zip(shares, answers, strict=True):
        expected = keras.ops.mean(keras.metrics.sparse_categorical_accuracy(y, answer))
        assert share == pytest.approx(float(expected), abs=1e-6)


@given(st.integers(1, 30), st.floats(0, 0.99), seeds)
def test_smooth_is_the_weighted_mean_of_all_values_so_far(n, beta, seed):
    values = np.random.default_rng(seed).normal(size=(n, 2))
    smoothed = smooth(values, beta)
    for t in range(n):
        weights = beta ** np.arange(t, -1, -1.0)
        expected = np.average(values[: t + 1], axis=0, weights=weights)
        np.testing.assert_allclose(smoothed[t], expected, rtol=1e-7, atol=1e-9)


@few
@given(st.integers(30, 200), seeds)
def test_measures_by_class_are_those_of_scikit_learn(n, seed):
    rng = np.random.default_rng(seed)
    y = np.append(np.arange(10), rng.integers(10, size=n))  # every class occurs
    y_pred = np.where(rng.random(len(y)) < 0.6, y, rng.integers(7, size=len(y)))
    counts, precision, recall, f1 = by_class(y, y_pred)
    np.testing.assert_array_equal(counts, sklearn.metrics.confusion_matrix(y, y_pred))
    expected = sklearn.metrics.precision_recall_fscore_support(
        y, y_pred, labels=range(10), zero_division=0
    )
    for mine, theirs in zip((precision, recall, f1), expected[:3], strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


@few
@given(st.integers(1, 200), st.integers(1, 15), seeds)
def test_calibration_is_that_of_scikit_learn(n, n_bins, seed):
    rng = np.random.default_rng(seed)
    p, y = rng.dirichlet(np.full(10, 0.2), size=n), rng.integers(10, size=n)
    confidence, right, share = calibration(p, y, n_bins)
    assert share.sum() == pytest.approx(1)
    true, mean = sklearn.calibration.calibration_curve(
        p.argmax(axis=1) == y, p.max(axis=1), n_bins=n_bins
    )
    np.testing.assert_allclose(confidence[share > 0], mean, atol=1e-9)
    np.testing.assert_allclose(right[share > 0], true, atol=1e-9)


def test_full_confidence_falls_into_the_last_bin():
    confidence, right, share = calibration(np.eye(10), np.arange(10))
    assert (confidence[-1], right[-1], share[-1]) == (1, 1, 1)
    assert not share[:-1].any()


def test_each_patient_fails_its_own_tests():
    """The chart that the lesson's diagnoses rest on, here for other first weights."""
    keras.utils.set_random_seed(123)
    hidden = [keras.layers.Dense(32, "relu", name=f"hidden_{i}") for i in (1, 2)]
    net = keras.Sequential([keras.Input((64,)), *hidden, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile("adam", loss, metrics=["accuracy"], steps_per_execution=34)
    failed = {}
    for name, patient in clinic.patients(net, data.load_digits()).items():
        chart = examine(**patient)
        failed[name] = "".join(test[0] for test in chart if not chart[test])
    expected = {"healthy": "", "A": "6", "B": "23", "C": "24", "D": "1", "E": "23"}
    expected |= {"F": "8", "G": "25", "H": "2", "I": "7", "J": "12"}
    assert failed == expected


# The exercises


def macro_f1_in_scikit_learn(counts):
    pairs = [(i, j) for i, j in np.ndindex(counts.shape) for _ in range(counts[i, j])]
    y, y_pred = zip(*pairs, strict=True)
    return sklearn.metrics.f1_score(y, y_pred, average="macro")


def macro_f1_by_class(counts):
    scores = []
    for k in range(len(counts)):
        right = counts[k][k]
        answered, there = sum(row[k] for row in counts), sum(counts[k])
        precision, recall = right / answered if answered else 0, right / there
        both = precision + recall
        scores.append(2 * precision * recall / both if both else 0)
    return sum(scores) / len(scores)


def diagnose_with_questions(first, loss, val_loss, n_classes):
    start = -np.log(1 / n_classes)
    ill = [
        np.abs(first - start) > 0.5,
        np.all(loss >= 0.9 * start),
        val_loss[-1] - np.min(val_loss) > 0.5,
        loss[-1] > val_loss[-1],
        True,
    ]
    return (ill.index(True) + 1) % 5


RIGHT = {
    ex15.log_uniform: [
        lambda u, low, high: low * (high / low) ** u,
        lambda u, low, high: 10 ** np.interp(u, [0, 1], np.log10([low, high])),
        lambda u, low, high: scipy.stats.loguniform(low, high).ppf(u),
    ],
    ex15.macro_f1: [macro_f1_in_scikit_learn, macro_f1_by_class],
    ex15.paired_gain: [
        lambda a, b: (sum(b - a) / len(a), scipy.stats.sem(b - a)),
        lambda a, b: [np.mean(b) - np.mean(a), np.sqrt(np.var(b - a) / (len(a) - 1))],
    ],
    ex15.diagnose: [diagnose_with_questions],
}


@pytest.mark.parametrize(
    "task, answer", [(task, answer) for task, some in RIGHT.items() for answer in some]
)
def test_a_right_answer_of_another_kind_is_correct(task, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert task.check(answer).status == CORRECT
