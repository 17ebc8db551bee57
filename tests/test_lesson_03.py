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
leaky_relu, softmax, flat_share = load("03", "leaky_relu", "softmax", "flat_share")
central_difference, chain_slopes = load("03", "central_difference", "chain_slopes")
SLOPES = ("sigmoid", "tanh", "relu", "leaky_relu")
slope_of = dict(zip(SLOPES, load("03", *(f"{n}_slope" for n in SLOPES)), strict=True))

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
def test_tanh_and_relu_are_numpys_and_keras(z):
    np.testing.assert_allclose(tanh(z), np.tanh(z), atol=1e-15)
    keras_relu = keras.activations.relu(tf.constant(z))  # takes subnormals for 0
    np.testing.assert_allclose(relu(z), keras_relu, rtol=0, atol=1e-300)


@few
@given(z=pre_activations)
def test_leaky_relu_is_keras_on_random_shapes(z):
    layer = keras.layers.LeakyReLU(negative_slope=0.25, dtype="float64")
    np.testing.assert_allclose(leaky_relu(z), layer(z), rtol=0, atol=1e-300)


def test_keras_leaky_relus_have_the_defaults_that_the_lesson_tells():
    minus_one = keras.ops.convert_to_tensor([-1.0])
    assert float(keras.activations.leaky_relu(minus_one)[0]) == pytest.approx(-0.2)
    assert float(keras.layers.LeakyReLU()(minus_one)[0]) == pytest.approx(-0.3)
    keras_layer = keras.layers.Activation("leaky_relu")
    assert float(keras_layer(minus_one)[0]) == pytest.approx(-0.2)


FUNCTIONS = {
    "sigmoid": scipy.special.expit,
    "tanh": np.tanh,
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
@given(z=arrays(float, 5, elements=st.floats(-300, 300)))
def test_slopes_of_sigmoid_and_tanh_keep_their_digits_far_out(z):
    p = scipy.special.expit(z) * scipy.special.expit(-z)
    np.testing.assert_allclose(slope_of["sigmoid"](z), p, rtol=1e-12)
    np.testing.assert_allclose(slope_of["tanh"](z), 1 / np.cosh(z) ** 2, rtol=1e-9)


def test_step_is_one_at_zero_and_the_slopes_of_corners_are_zero_or_left():
    np.testing.assert_array_equal(step(np.array([-1.0, 0.0, 1.0])), [0, 1, 1])
    assert slope_of["relu"](np.array(0.0)) == 0
    assert slope_of["leaky_relu"](np.array(0.0)) == 0.25


# Experiments


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize(("w", "b"), [(1.0, 0.0), (1.5, -0.5), (4.0, 0.0), (4.0, -2.0)])
def test_the_slopes_of_a_chain_are_the_tapes(name, w, b):
    slopes = chain_slopes(FUNCTIONS[name], slope_of[name], w, b)
    x = tf.constant(1.0, "float64")
    for n_units in (1, 5, 20):
        with tf.GradientTape() as tape:
            tape.watch(x)
            a = x
            for _ in range(n_units):
                a = getattr(keras.activations, name)(w * a + b)
        expected = tape.gradient(a, x).numpy()
        np.testing.assert_allclose(slopes[n_units - 1], expected, rtol=1e-9)


def test_a_dead_and_a_saturated_unit_are_flat_on_all_samples():
    x = np.array([[-1.0], [1.0]], "float32")
    layers = [keras.layers.Dense(3, activation=f) for f in ("relu", "tanh", "sigmoid")]
    for layer, flat in zip(layers, ([1, 0.5, 0], [1, 0, 0], [1, 0, 0]), strict=True):
        layer.build(x.shape)
        layer.set_weights([np.array([[0.0, 1.0, 0.0]]), np.array([-9.0, 0, 0.5])])
        np.testing.assert_array_equal(flat_share(layer, x), flat)


# Exercises


LAYERS = keras.layers


def a_network(*layers):
    """Return a function that makes a Sequential; a layer is a function of n_units."""

    def make(n_inputs, n_units):
        built = [layer(n_units) for layer in layers]
        return keras.Sequential([keras.Input((n_inputs,)), *built])

    return make


def hidden(activation=None):
    return lambda n_units: LAYERS.Dense(n_units, activation=activation)


def output(activation=None):
    return lambda n_units: LAYERS.Dense(1, activation=activation)


def own(kind):
    return lambda n_units: kind()


def functional_thermometer(n_inputs, n_units):
    inputs = keras.Input((n_inputs,))
    a = inputs
    for _ in range(2):
        a = keras.layers.Dense(n_units, activation=lambda z: keras.ops.maximum(z, 0))(a)
    return keras.Model(inputs, keras.layers.Dense(1)(a))


def thermometer_that_builds_late(n_inputs, n_units):
    first = keras.layers.Dense(n_units, activation="relu")
    second = keras.layers.Dense(n_units, activation=keras.activations.relu)
    return keras.Sequential([first, second, keras.layers.Dense(1, "linear")])


def softplus_in_keras(z):
    return keras.activations.softplus(keras.ops.convert_to_tensor(z))


def softplus_by_sides(z):
    value = np.zeros(np.shape(z))
    right = z > 0
    value[right] = z[right] + np.log1p(np.exp(-z[right]))
    value[~right] = np.log1p(np.exp(z[~right]))
    return value


RIGHT = {
    ex.thermometer: [
        functional_thermometer,
        thermometer_that_builds_late,
        a_network(hidden("relu"), hidden("tanh"), output()),
        a_network(hidden("gelu"), hidden("leaky_relu"), output("linear")),
        a_network(hidden(), own(LAYERS.ReLU), hidden(), own(LAYERS.PReLU), output()),
        a_network(
            hidden("relu"), own(LAYERS.BatchNormalization), hidden("relu"), output()
        ),
    ],
    ex.softplus: [
        softplus_in_keras,
        softplus_by_sides,
        lambda z: np.logaddexp(0, z),
        lambda z: np.logaddexp(0, z).tolist(),
        lambda z: np.log(1 + np.exp(-np.abs(z))) + np.where(z > 0, z, 0),
        lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
    ],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    answers.is_right(task, answer)


def test_a_right_choice_is_correct():
    assert ex.stuck.check("B").status == CORRECT
    assert ex.ten_tanhs.check("b").status == CORRECT


def naive_where(z):
    return np.where(z > 0, z + np.log1p(np.exp(-z)), np.log1p(np.exp(z)))


WRONG = {
    ex.thermometer: [
        (a_network(hidden("relu"), hidden(), output()), "second layer has no"),
        (a_network(hidden("relu"), hidden("relu"), output("relu")), "cut off below 0"),
        (a_network(hidden("relu"), hidden("relu"), output("elu")), "squeezed below 0"),
        (a_network(hidden("relu"), hidden(), output("leaky_relu")), "Besides"),
        (a_network(hidden("relu"), hidden("relu"), output("relu6")), "near 0"),
        (a_network(hidden("relu"), hidden(), output("sigmoid")), "near 0"),
        (a_network(hidden(), hidden("relu"), output("relu")), "from the first layer"),
        (a_network(hidden(), hidden("relu"), output()), "lost its activation"),
        (a_network(hidden(), hidden(), output()), "nothing bends"),
        (
            a_network(hidden("relu"), hidden("relu"), output("softplus")),
            "no day is cold",
        ),
        (a_network(hidden("relu"), hidden(), output("softplus")), "Besides"),
        (a_network(hidden("relu"), hidden("relu"), output("softmax")), "always 1"),
        (a_network(hidden("relu"), hidden("relu"), output("exponential")), "itself"),
        (a_network(hidden("relu"), hidden("softmax"), output()), "second layer has a"),
        (a_network(hidden("softmax"), hidden("relu"), output()), "first layer has a"),
        (a_network(hidden("relu"), hidden(relu), output()), "no slope gets back"),
        (a_network(hidden("relu"), output()), "second what it lacks."),
        (a_network(hidden("relu"), output("relu")), "still cut off"),
        (a_network(output()), "no activation either"),
        (a_network(*[hidden("relu")] * 3, output()), "The output is right"),
        (a_network(*[hidden("relu")] * 3, output("relu")), "Besides"),
        (a_network(hidden("relu"), hidden("relu")), "The last layer is gone"),
        (lambda n_in, n: a_network(*[hidden("relu")] * 2, output())(n_in, 16), "fixed"),
        (a_network(hidden("relu"), hidden("relu"), hidden()), "a single unit"),
        (lambda n_inputs, n_units: None, "return"),
    ],
    ex.softplus: [
        (naive_where, "np.where computes both"),
        (lambda z: np.log1p(np.exp(z)), "exp(1000) overflows"),
        (lambda z: -np.logaddexp(0, z), "sign"),
        (lambda z: np.where(z > 7, z, np.logaddexp(0, z)), "return z itself"),
        (lambda z: np.where(z < -6, 0, np.logaddexp(0, z)), "return 0"),
        (lambda z: np.where(z >= 0, z, np.logaddexp(0, z)), "is missing"),
        (lambda z: np.maximum(z, 0) + np.log1p(np.exp(-z)), "np.abs(z)"),
        (lambda z: -np.log(sigmoid(-z)), "log(0)"),
        (
            lambda z: np.where(z > 20, z, np.where(z < -20, 0, np.logaddexp(0, z))),
            "borders",
        ),
        (sigmoid, "the slope of softplus"),
        (relu, "that is ReLU"),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(WRONG))
def test_a_wrong_answer_gets_a_helpful_message(task, answer, words):
    answers.is_refused(task, answer, words)


def test_a_thermometer_that_still_has_its_fault_reads_not_attempted():
    faulty = a_network(hidden("relu"), hidden(), output("relu"))
    assert ex.thermometer.check(faulty).status == NOT_ATTEMPTED


def test_the_starter_of_softplus_reads_not_attempted():
    starter = load("03", "softplus", starters=True)
    assert ex.softplus.check(starter).status == NOT_ATTEMPTED


@few
@given(z=pre_activations)
def test_softplus_is_keras_with_the_digits_of_tiny_numbers(z):
    value = ex.softplus.reference(z)
    expected = np.asarray(keras.activations.softplus(tf.constant(z)))
    np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-300)


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


def test_chains_have_a_line_each_on_a_logarithmic_axis(drawn):
    drawings.show_chains({"sigmoid": [0.2, 0.05, 0.01], "ReLU": [1.0, 1.0, 1.0]})
    ax = drawn[0].axes[0]
    assert ax.get_yscale() == "log"
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2, 3])


def test_bars_of_softmax_are_as_high_as_the_probabilities(drawn):
    p = np.array([[0.7, 0.3], [0.7, 0.3], [0.9, 0.1]])
    drawings.show_softmax(np.array([[2.0, 1], [3, 2], [4, 2]]), p)
    for ax, p_row in zip(drawn[0].axes, p, strict=True):
        assert [bar.get_height() for bar in ax.patches] == list(p_row)


def test_weights_have_a_line_each(drawn):
    drawings.show_dying({"ReLU": [3.0, -1.0, -1.0], "leaky ReLU": [3.0, -1.0, 0.5]})
    labels = [line.get_label() for line in drawn[0].axes[0].lines]
    assert labels[1:] == ["ReLU", "leaky ReLU"]


def test_a_saturated_unit_has_a_line_over_counted_steps(drawn):
    drawings.show_saturated({"from 0": [0.5, 0.05], "from 10": [1.0, 1.0, 0.05]})
    first, second, _ = drawn[0].axes[0].lines
    assert [first.get_label(), second.get_label()] == ["from 0", "from 10"]
    np.testing.assert_array_equal(second.get_xdata(), [0, 1, 2])
