"""The by-hand activations of lesson 03, its experiments, exercises and drawings."""

from exercises import ex03_activations as ex
from exercises.exercise import CORRECT, NOT_ATTEMPTED
from helpers.drawings import lesson_03 as drawings

import answers
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from lessons import load

step, sigmoid, tanh, relu = load("03", "step", "sigmoid", "tanh", "relu")
leaky_relu, softmax, bump = load("03", "leaky_relu", "softmax", "bump")
central_difference, normal_cdf = load("03", "central_difference", "normal_cdf")
SLOPES = ("sigmoid", "tanh", "relu", "leaky_relu", "silu", "gelu")
slope_of = dict(zip(SLOPES, load("03", *(f"{n}_slope" for n in SLOPES)), strict=True))
softmax_jacobian, gradient_left = load("03", "softmax_jacobian", "gradient_left")
bend = load("03", "bend")

any_size = st.floats(-1e4, 1e4)
pre_activations = arrays(float, array_shapes(min_dims=1, max_dims=3), elements=any_size)
logits = arrays(float, array_shapes(min_dims=2, max_dims=2), elements=any_size)
few = settings(deadline=None, max_examples=50)  # a busy computer may be slow


# By hand


@few
@given(z=pre_activations)
def test_sigmoid_is_scipys_and_never_overflows(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = sigmoid(z)
    np.testing.assert_allclose(a, scipy.special.expit(z), rtol=1e-12, atol=1e-300)


@few
@given(z=logits)
def test_softmax_is_scipys_and_never_overflows(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        p = softmax(z)
    np.testing.assert_allclose(p, scipy.special.softmax(z, axis=-1), atol=1e-15)


@few
@given(z=pre_activations)
def test_normal_cdf_is_scipys(z):
    expected = scipy.special.ndtr(z)
    np.testing.assert_allclose(normal_cdf(z), expected, rtol=1e-9, atol=1e-300)


@few
@given(z=pre_activations)
def test_tanh_and_relu_are_numpys_and_keras(z):
    np.testing.assert_allclose(tanh(z), np.tanh(z), atol=1e-15)
    keras_relu = keras.activations.relu(tf.constant(z))  # takes subnormals for 0
    np.testing.assert_allclose(relu(z), keras_relu, rtol=0, atol=1e-300)


@pytest.mark.parametrize("left", [0.0, 0.25, 0.5])
@few
@given(z=pre_activations)
def test_leaky_relu_is_keras_on_random_shapes(left, z):
    layer = keras.layers.LeakyReLU(negative_slope=left, dtype="float64")
    np.testing.assert_allclose(leaky_relu(z, left), layer(z), rtol=0, atol=1e-300)


def test_keras_leaky_relus_have_the_defaults_that_the_lesson_tells():
    minus_one = keras.ops.convert_to_tensor([-1.0])
    assert float(keras.activations.leaky_relu(minus_one)[0]) == pytest.approx(-0.2)
    assert float(keras.layers.LeakyReLU()(minus_one)[0]) == pytest.approx(-0.3)
    keras_layer = keras.layers.Activation("leaky_relu")
    assert float(keras_layer(minus_one)[0]) == pytest.approx(-0.2)


FUNCTIONS = {
    "sigmoid": scipy.special.expit,
    "tanh": np.tanh,
    "silu": lambda z: z * scipy.special.expit(z),
    "gelu": lambda z: z * scipy.special.ndtr(z),
    "relu": relu,
    "leaky_relu": leaky_relu,
}


@pytest.mark.parametrize("name", FUNCTIONS)
@few
@given(z=arrays(float, 5, elements=st.floats(-20, 20)))
def test_a_slope_is_the_measured_one(name, z):
    z = np.where(np.abs(z) < 1e-4, 1.0, z)  # not over a corner
    measured = central_difference(FUNCTIONS[name], z)
    np.testing.assert_allclose(slope_of[name](z), measured, atol=1e-8)


@few
@given(z=arrays(float, array_shapes(max_dims=1), elements=st.floats(-20, 20)))
def test_softmax_jacobian_is_the_measured_one(z):
    shift = 1e-6 * np.eye(len(z))
    above, below = (scipy.special.softmax(z + s, axis=-1) for s in (shift, -shift))
    measured = (above - below) / 2e-6
    np.testing.assert_allclose(softmax_jacobian(z), measured.T, atol=1e-8)


def test_step_is_one_at_zero_and_the_slopes_of_corners_are_zero_or_left():
    np.testing.assert_array_equal(step(np.array([-1.0, 0.0, 1.0])), [0, 1, 1])
    assert slope_of["relu"](np.array(0.0)) == 0
    assert slope_of["leaky_relu"](np.array(0.0)) == 0.25


def test_a_bump_is_zero_outside_and_straight_between():
    x = np.array([-5, 0, 0.5, 1, 1.75, 2, 9])
    np.testing.assert_allclose(bump(x), [0, 0, 0.5, 1, 0.25, 0, 0])


# Experiments


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("scale", [0.5, 1.4, 4.0])
def test_the_gradient_that_is_left_is_the_tapes(name, scale):
    rng = np.random.default_rng(7)
    x = tf.constant(rng.normal(size=(100, 64)))
    with tf.GradientTape() as tape:
        tape.watch(x)
        a = x
        for _ in range(20):
            W = rng.normal(scale=scale / 8, size=(64, 64))
            a = getattr(keras.activations, name)(a @ W)
        loss = tf.reduce_sum(a * rng.normal(size=(100, 64)))
    expected = tape.gradient(loss, x).numpy().std()
    left = gradient_left(FUNCTIONS[name], slope_of[name], scale, 7)
    assert left == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [(None, 0, 1e-5), ("sigmoid", 1e-3, 10), ("relu", 1e-3, 10)],
)
def test_only_a_network_without_activations_has_no_bend(activation, low, high):
    keras.utils.set_random_seed(5)
    hidden = keras.layers.Dense(16, activation=activation)
    model = keras.Sequential([keras.Input((2,)), hidden, keras.layers.Dense(2)])
    x = np.random.default_rng(5).normal(size=(200, 2)).astype("float32")
    assert low <= bend(model, x) <= high


# Exercises


def leaky_by_hand(z):
    return keras.ops.maximum(z, 0.1 * z)


def functional_classifier(n_inputs, n_units, n_classes):
    inputs = keras.Input((n_inputs,))
    a = inputs
    for _ in range(2):
        a = keras.layers.Dense(n_units, activation=leaky_by_hand)(a)
    outputs = keras.layers.Softmax()(keras.layers.Dense(n_classes)(a))
    return keras.Model(inputs, outputs)


def classifier_that_builds_late(n_inputs, n_units, n_classes):
    leaky = keras.layers.LeakyReLU(negative_slope=0.1)
    first = keras.layers.Dense(n_units, activation=leaky)
    second = keras.layers.Dense(n_units, activation=leaky)
    last = keras.layers.Dense(n_classes, activation=keras.activations.softmax)
    return keras.Sequential([first, second, last])


def softplus_in_keras(z):
    z = keras.ops.convert_to_tensor(z)
    return keras.activations.softplus(z), keras.activations.sigmoid(z)


def softplus_by_sides(z):
    value, slope = np.zeros(np.shape(z)), np.zeros(np.shape(z))
    right = z > 0
    value[right] = z[right] + np.log1p(np.exp(-z[right]))
    value[~right] = np.log1p(np.exp(z[~right]))
    slope[right] = 1 / (1 + np.exp(-z[right]))
    slope[~right] = np.exp(z[~right]) / (1 + np.exp(z[~right]))
    return [value, slope]


RIGHT = {
    ex.classifier: [functional_classifier, classifier_that_builds_late],
    ex.softplus: [
        softplus_in_keras,
        softplus_by_sides,
        lambda z: (np.logaddexp(0, z), (1 + np.tanh(z / 2)) / 2),
        lambda z: (np.logaddexp(0, z).tolist(), scipy.special.expit(z).tolist()),
        lambda z: (
            np.log(1 + np.exp(-np.abs(z))) + np.where(z > 0, z, 0),
            np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z))),
        ),
    ],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    answers.is_right(task, answer)


@pytest.mark.parametrize(
    ("task", "letter"), [(ex.dead_unit, "B"), (ex.cold_days, "(c)")]
)
def test_a_right_choice_is_correct(task, letter):
    assert task.check(letter).status == CORRECT


def a_network(*layers):
    """Return a function that makes a Sequential, for the wrong answers below."""

    def make(n_inputs, n_units, n_classes):
        sizes = {"hidden": n_units, "out": n_classes, "in": n_inputs}
        model = keras.Sequential([keras.Input((n_inputs,))])
        for width, activation in layers:
            if activation == "leaky":
                activation = keras.layers.LeakyReLU(negative_slope=0.1)
            model.add(keras.layers.Dense(sizes[width], activation=activation))
        return model

    return make


HIDDEN = ("hidden", "leaky")


def naive_where(z):
    value = np.where(z > 0, z + np.log1p(np.exp(-z)), np.log1p(np.exp(z)))
    return value, ex.softplus.reference(z)[1]


WRONG = {
    ex.classifier: [
        (a_network(HIDDEN, HIDDEN, HIDDEN, ("out", "softmax")), "units of each layer"),
        (a_network(HIDDEN, HIDDEN, ("in", "softmax")), "units of each layer"),
        (a_network(HIDDEN, ("out", "softmax")), "units of each layer"),
        (a_network(("hidden", None), HIDDEN, ("out", "softmax")), "hidden layer 1"),
        (a_network(HIDDEN, HIDDEN, ("out", "relu")), "A ReLU stands at the output"),
        (a_network(HIDDEN, HIDDEN, ("out", "tanh")), "sum of each row"),
        (a_network(HIDDEN, ("hidden", "tanh"), ("out", "softmax")), "hidden layer 2"),
        (a_network(("hidden", "tanh"), HIDDEN, ("out", "softmax")), "hidden layer 1"),
        (lambda n_inputs, n_units, n_classes: n_units, "returns"),
    ],
    ex.softplus: [
        (naive_where, "np.where computes both"),
        (lambda z: ex.softplus.reference(z)[0], "Return"),
        (lambda z: (np.log1p(np.exp(z)), 1 / (1 + np.exp(-z))), "The slope is right"),
        (lambda z: (np.logaddexp(0, z), 1 / (1 + np.exp(z))), "1/u is the slope"),
        (lambda z: (np.logaddexp(0, z), sigmoid(-z)), "1/u is the slope"),
        (lambda z: (np.logaddexp(0, z), 1 / (1 + np.exp(-z))), "exp overflows"),
        (lambda z: (np.logaddexp(0, z), np.exp(z)), "exp(z) is the slope"),
        (lambda z: (np.log(1 + np.exp(z)), np.exp(z)), "exp(z) is the slope"),
        (lambda z: (-np.logaddexp(0, z), sigmoid(z)), "sign"),
        (lambda z: (np.logaddexp(0, z), relu(np.sign(z))), "not ReLU's"),
        (lambda z: (sigmoid(z), np.logaddexp(0, z)), "wrong order"),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(WRONG))
def test_a_wrong_answer_gets_a_helpful_message(task, answer, words):
    answers.is_refused(task, answer, words)


def test_the_starter_of_softplus_reads_not_attempted():
    starter = load("03", "softplus", starters=True)
    assert ex.softplus.check(starter).status == NOT_ATTEMPTED
    half_done = ex.softplus.check(lambda z: (np.logaddexp(0, z), ...))
    assert half_done.status == NOT_ATTEMPTED


@few
@given(z=pre_activations)
def test_softplus_is_keras_and_its_slope_the_tapes(z):
    value, slope = ex.softplus.reference(z)
    tensor = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = keras.activations.softplus(tensor)
    np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(slope, tape.gradient(expected, tensor), atol=1e-9)


# Drawings


@pytest.fixture
def drawn(monkeypatch):
    """Keep the figures that a drawing shows, with their text alternatives."""
    figures = []
    monkeypatch.setattr(drawings.plots, "show", lambda fig, alt: figures.append(fig))
    yield figures
    plt.close("all")


def test_tangents_touch_the_curve_with_the_slopes_they_are_given(drawn):
    z = np.array([-2.0, 0.0, 2.0])
    drawings.show_tangents(sigmoid, z, central_difference)
    lines = [line for line in drawn[0].axes[0].lines[1:] if len(line.get_xdata()) == 2]
    assert len(lines) == 3
    for line, z_here in zip(lines, z, strict=True):
        (x0, y0), (x1, y1) = line.get_xydata()
        slope = (y1 - y0) / (x1 - x0)
        assert slope == pytest.approx(slope_of["sigmoid"](z_here), abs=1e-8)
        assert y0 + slope * (z_here - x0) == pytest.approx(sigmoid(z_here))


def test_the_gallery_joins_nothing_over_a_jump(drawn):
    slopes = {"step": np.zeros_like, "relu": slope_of["relu"]}
    drawings.show_gallery([step, relu], slopes)
    for ax in drawn[0].axes[:2]:
        assert len(ax.lines) == 4
        assert all(np.ptp(np.sign(line.get_xdata())) == 0 for line in ax.lines)


def test_gradients_mark_the_scale_where_the_median_is_one(drawn):
    scales = np.array([1.0, 2.0, 4.0, 8.0])
    runs = {"relu": scales**3 / 8, "tanh": scales / 4, "sigmoid": scales**2 / 16}
    drawings.show_gradients(scales, {name: run[None] for name, run in runs.items()})
    texts = {text.get_text() for text in drawn[0].axes[0].texts}
    assert {"2", "4"} <= texts


def test_weights_and_boundaries_have_a_line_and_a_panel_each(drawn):
    drawings.show_dying({"relu": [3.0, -1.0, -1.0], "leaky_relu": [3.0, -1.0, 0.5]})
    labels = [line.get_label() for line in drawn[0].axes[0].lines]
    assert labels[1:] == ["ReLU", "leaky ReLU"]
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    x = np.array([[0.0, 0.0], [1.0, 1.0]], "float32")
    drawings.show_boundaries({"linear": model, "relu": model}, x, np.array([0, 1]))
    titles = [ax.get_title() for ax in drawn[1].axes]
    assert titles == ["Forgotten: straight", "ReLU: it winds"]
