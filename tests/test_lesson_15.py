"""The measures of lesson 15, held to scikit-learn, a formula and Keras."""

from exercises import ex15_debugging_and_tuning as ex15
from exercises.exercise import CORRECT
from helpers import clinic, data
from helpers.drawings import lesson_15 as drawings

import keras
import matplotlib.pyplot as plt
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


# its drawings


def history(loss):
    """What `fit` returns for a run with these training losses."""
    rising = [0.5] * (len(loss) - 1) + [0.984]
    return {
        "loss": loss,
        "val_loss": [value + 1 for value in loss],
        "accuracy": rising,
        "val_accuracy": [0.1] * len(loss),
    }


def test_learning_curves_have_a_panel_each_and_one_scale():
    fig = drawings.learning_curves({"A": history([3, 1]), "B": history([9, 2])}, 4, 3)
    a, b, legend = fig.axes
    assert [list(line.get_ydata()) for line in b.lines] == [[9, 2], [10, 3]]
    assert a.get_title() == "A: 98% | 10%"
    assert a.get_ylim() == b.get_ylim() == (0, 4)
    assert [text.get_text() for text in legend.get_legend().get_texts()] == [
        "training loss",
        "validation loss",
    ]
    plt.close(fig)


def test_range_test_has_a_line_at_the_chosen_rate(ax):
    drawings.range_test(ax, [0.01, 0.1, 1.0], [2.0, 1.0, 9.0], [2.0, 1.5, 5.0], 0.1)
    each, smoothed, chosen = ax.lines
    assert list(smoothed.get_ydata()) == [2.0, 1.5, 5.0]
    assert set(chosen.get_xdata()) == {0.1}
    assert ax.get_xscale() == "log" and ax.get_ylim() == (0, 3)


def test_searches_have_a_panel_for_each_setting_and_one_for_the_sorted_best():
    settings = {"rate": np.array([[0.1], [0.01], [1.0]])}
    best = {"grid": [0.9, 0.2], "random": [0.5, 0.8]}
    fig = drawings.searches(settings, [0.3, 0.9, 0.1], best)
    runs, last = fig.axes
    assert list(runs.lines[0].get_xdata()) == [0.1, 0.01, 1.0]
    assert [list(line.get_ydata()) for line in last.lines] == [[0.2, 0.9], [0.5, 0.8]]
    plt.close(fig)


def test_reliability_leaves_nearly_empty_bins_out(ax):
    bins = [0.3, 0.6, 0.9], [0.1, 0.5, 0.8], [0.005, 0.4, 0.595]
    drawings.reliability(ax, {"long": bins})
    line, diagonal = ax.lines
    assert list(line.get_xdata()) == [0.6, 0.9]
    assert list(line.get_ydata()) == [0.5, 0.8]
    assert diagonal.get_slope() == 1


def test_histograms_have_an_area_of_one_however_wide_the_bins(ax):
    narrow = np.array([[0.0, 0.5, 3], [0.5, 1.0, 1]])
    wide = np.array([[-2.0, 0.0, 5], [0.0, 2.0, 5]])
    drawings.histograms(ax, {1: narrow, 10: wide})
    first, last = ax.lines
    assert list(first.get_xdata()) == [0.25, 0.75]
    assert list(first.get_ydata()) == [1.5, 0.5]
    assert list(last.get_ydata()) == [0.25, 0.25]
