"""The by-hand network of lesson 13, held to Keras, TensorFlow and formulas."""

import base64
import io
import itertools
import re

from exercises import ex13_training_deep_networks as ex13
from exercises.exercise import CORRECT
from helpers.drawings import lesson_13 as drawings

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load
from PIL import Image

activate, deep, logits_gradient = load("13", "activate", "deep", "logits_gradient")
forward, backward = load("13", "forward", "backward")
normalise, normalise_backward = load("13", "normalise", "normalise_backward")
clips = load("13", "clipvalue", "clipnorm", "global_clipnorm")
fit, accuracy, signal_sizes = load("13", "fit", "accuracy", "signal_sizes")
recipe_settings, PARTS = load("13", "settings", "PARTS")
EPSILON, MOMENTUM = 2**-10, 7 / 8
he = PARTS["He"]["start"]

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=15)
CLOSE = dict(rtol=1e-9, atol=1e-9)
SWITCHES = [
    dict(curve=curve, axis=axis, skip=skip)
    for curve, axis, skip in itertools.product(
        ("relu", "tanh", "sigmoid"), (None, -2, -1), (False, True)
    )
]


@pytest.fixture(autouse=True)
def in_float64():
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")  # else the policy of an earlier test stays
    yield
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")


def shaken(net, rng):
    """The network with all arrays moved at random, variances kept positive."""
    return [[p + rng.normal(0, 0.1, size=p.shape) for p in layer] for layer in net]


def keras_network(net, curve, axis, skip):
    """The same network in Keras, with the same numbers."""
    a = inputs = keras.Input((64,))
    for layer in net[:-1]:
        n_units = layer[0].shape[-1]
        h = keras.layers.Dense(n_units, use_bias=axis is None)(a)
        if axis == -2:
            h = keras.layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON)(h)
        if axis == -1:
            h = keras.layers.LayerNormalization(epsilon=EPSILON)(h)
        h = keras.layers.Activation(curve)(h)
        a = keras.layers.Add()([a, h]) if skip and a.shape == h.shape else h
    model = keras.Model(inputs, keras.layers.Dense(10)(a))
    chosen = {None: [0, 2], -1: [0, 1, 2], -2: [0, 1, 2, 3, 4]}[axis]
    arrays = [layer[i] for layer in net[:-1] for i in chosen] + net[-1]
    shapes = [w.shape for w in model.weights]
    model.set_weights([p.reshape(s) for p, s in zip(arrays, shapes, strict=True)])
    return model


def gradients_of(function, *arrays):
    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = function(*tensors)
    return tape.gradient(value, tensors)


@few
@given(sizes, sizes, seeds, st.sampled_from(["relu", "tanh", "sigmoid"]))
def test_activations_and_slopes_are_those_of_keras(rows, columns, seed, curve):
    z = 3 * np.random.default_rng(seed).normal(size=(rows, columns))
    a, slope = activate(z, curve)
    expected = getattr(keras.activations, curve)
    np.testing.assert_allclose(a, expected(tf.constant(z)), **CLOSE)
    np.testing.assert_allclose(slope, gradients_of(expected, z)[0], **CLOSE)


@few
@given(st.integers(1, 8), st.integers(2, 6), seeds, st.sampled_from([1, 1000]))
def test_logits_gradient_is_that_of_the_tape_for_each_network(n, classes, seed, scale):
    rng = np.random.default_rng(seed)
    z, y = scale * rng.normal(size=(3, n, classes)), rng.integers(classes, size=(3, n))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        by_hand = logits_gradient(y, z)
    (expected,) = gradients_of(
        lambda z: tf.reduce_sum(
            tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, z), axis=1)
        ),
        z,
    )
    np.testing.assert_allclose(by_hand, expected, **CLOSE)


@pytest.mark.parametrize("switches", SWITCHES, ids=str)
def test_a_network_is_that_of_keras_forward_and_backward(switches):
    rng = np.random.default_rng(7)
    net = shaken(deep(4, he, rng, width=64 if switches["skip"] else 5), rng)
    model = keras_network(net, **switches)
    x, dy = rng.normal(size=(6, 64)), rng.normal(size=(6, 10))
    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        expected = model(variable, training=True)
    theirs = tape.gradient(expected, [variable, *model.trainable_weights], dy)
    z, records = forward(net, x, training=True, **switches)
    grads, dx = backward(net, records, dy)
    if switches["axis"] is None:
        assert not any(gamma.any() for gamma in grads[1:-2:3])
        del grads[1:-2:3]
    np.testing.assert_allclose(z, expected, **CLOSE)
    for mine, other in zip([dx, *grads], theirs, strict=True):
        np.testing.assert_allclose(np.ravel(mine), np.ravel(other), **CLOSE)
    without_flag, _ = forward(net, x, **switches)  # by the averages, where there are
    np.testing.assert_allclose(without_flag, model(x, training=False), **CLOSE)


def test_networks_side_by_side_are_each_on_their_own():
    rng = np.random.default_rng(1)
    both = deep(3, he, rng, width=5, nets=(2,))
    x, dy = rng.normal(size=(6, 64)), rng.normal(size=(2, 6, 10))
    z, records = forward(both, x, axis=-2, training=True)
    grads, _ = backward(both, records, dy)
    for i in range(2):
        alone = [[p[i].copy() for p in layer] for layer in deep_copy_start(both)]
        z_alone, records = forward(alone, x, axis=-2, training=True)
        np.testing.assert_allclose(z[i], z_alone, **CLOSE)
        for mine, other in zip(grads, backward(alone, records, dy[i])[0], strict=True):
            np.testing.assert_allclose(mine[i], other, **CLOSE)


def deep_copy_start(net):
    """The network with its moving averages as at the start."""
    return [
        layer if len(layer) == 2 else [*layer[:3], 0 * layer[3], 0 * layer[4] + 1]
        for layer in net
    ]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_deep_starts_with_the_spread_that_it_is_given(dtype):
    net = deep(4, he, np.random.default_rng(0), width=300, nets=(2, 3), dtype=dtype)
    assert [layer[0].shape for layer in net] == [
        (2, 3, 64, 300),
        (2, 3, 300, 300),
        (2, 3, 300, 300),
        (2, 3, 300, 10),
    ]
    for W, *others in net:
        assert W.std() == pytest.approx(np.sqrt(2 / W.shape[-2]), rel=0.03)
        assert {array.dtype for array in [W, *others]} == {np.dtype(dtype)}
    for _, gamma, b, mean, variance in net[:-1]:
        assert (gamma == 1).all() and (variance == 1).all()
        assert not b.any() and not mean.any()
        assert not np.shares_memory(b, mean)
    assert not net[-1][1].any()


@few
@given(st.integers(2, 8), sizes, seeds, st.sampled_from([-2, -1]))
def test_normalise_is_that_of_keras_at_any_scale(n, n_units, seed, axis):
    rng = np.random.default_rng(seed)
    z = rng.normal(5, 3, size=(n, n_units))
    dy, gamma = rng.normal(size=(n, n_units)), rng.normal(size=(1, n_units))
    moving = [rng.normal(size=(1, n_units)), rng.uniform(0.5, 2, size=(1, n_units))]
    if axis == -2:
        layer = keras.layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON)
    else:
        layer = keras.layers.LayerNormalization(epsilon=EPSILON)
    layer.build(z.shape)
    weights = [gamma[0], np.zeros(n_units)]
    layer.set_weights(weights + [average[0] for average in moving] * (axis == -2))
    variable = tf.Variable(z)
    with tf.GradientTape() as tape:
        expected = layer(variable, training=True)
    dz, dgamma = tape.gradient(expected, [variable, layer.gamma.value], dy)
    y, *record = normalise(z, gamma, axis, moving, training=True)
    by_hand = normalise_backward(dy, gamma, axis, *record)
    np.testing.assert_allclose(y, expected, **CLOSE)
    np.testing.assert_allclose(by_hand[0], dz, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(by_hand[1][0], dgamma, **CLOSE)
    if axis == -2:
        np.testing.assert_allclose(moving[0][0], layer.moving_mean, **CLOSE)
        np.testing.assert_allclose(moving[1][0], layer.moving_variance, **CLOSE)
    before = [average.copy() for average in moving]
    y, *_ = normalise(z, gamma, axis, moving, training=False)
    np.testing.assert_allclose(y, layer(z, training=False), **CLOSE)
    np.testing.assert_array_equal(moving, before)


@few
@given(st.lists(st.tuples(sizes, sizes), min_size=1, max_size=3), seeds)
def test_clipped_gradients_are_those_of_keras_optimizers(shapes, seed):
    rng = np.random.default_rng(seed)
    grads = [rng.normal(size=shape) for shape in shapes]
    limit = 2.0 ** rng.integers(-3, 4)
    for clip in clips:
        variables = [keras.Variable(np.zeros(shape)) for shape in shapes]
        sgd = keras.optimizers.SGD(1.0, **{clip.__name__: limit})
        sgd.apply([tf.constant(g) for g in grads], variables)
        for mine, theirs in zip(clip(grads, limit), variables, strict=True):
            np.testing.assert_allclose(-mine, theirs.numpy(), **CLOSE)


def test_each_of_several_networks_has_a_global_norm_of_its_own():
    grads = [np.array([[[3.0, 4.0]], [[0.3, 0.4]]]), np.array([[[12.0]], [[0.0]]])]
    *_, global_clipnorm = clips
    first, second = global_clipnorm(grads, 6.5)
    np.testing.assert_allclose(first, [[[1.5, 2]], [[0.3, 0.4]]])
    np.testing.assert_allclose(second, [[[6]], [[0]]])


@pytest.mark.parametrize("limit", [None, 0.25])
def test_fit_makes_the_steps_of_keras(limit):
    rng = np.random.default_rng(3)
    switches = dict(axis=-2, skip=True)
    net = shaken(deep(3, he, rng), rng)
    model = keras_network(net, "relu", **switches)
    x, y = rng.normal(size=(20, 64)), rng.integers(10, size=20)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    sgd = keras.optimizers.SGD(0.5, global_clipnorm=limit)
    model.compile(sgd, loss, run_eagerly=True)
    batches = rng.integers(20, size=(4, 8))
    for batch in batches:
        model.train_on_batch(x[batch], y[batch])
    assert fit(net, x, y, batches, 0.5, limit, **switches) is net
    mine = np.concatenate([np.ravel(p) for layer in net for p in layer])
    theirs = np.concatenate([np.ravel(w) for w in model.get_weights()])
    np.testing.assert_allclose(mine, theirs, rtol=1e-8, atol=1e-8)


def test_accuracy_counts_right_answers_for_each_network():
    net = [[np.zeros((2, 64, 10)), np.zeros((2, 1, 10))]]
    net[0][1][0, 0, 3], net[0][1][1, 0, 5] = 1, 1  # always 3, and always 5
    right = accuracy(net, np.ones((4, 64)), np.array([3, 3, 5, 0]))
    np.testing.assert_array_equal(right, [0.5, 0.25])


def test_signal_sizes_follow_the_product_of_factors():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(200, 64)), rng.integers(10, size=200)
    outputs, gradients = signal_sizes(x, y, rng, **recipe_settings("small"))
    assert len(outputs) == len(gradients) == 49
    expected = 0.05 * np.sqrt(64 / 2)  # spread times root of half the inputs
    assert (outputs[-1] / outputs[0]) ** (1 / 48) == pytest.approx(expected, rel=0.1)
    assert (gradients[0] / gradients[-1]) ** (1 / 48) == pytest.approx(
        expected, rel=0.1
    )


def test_a_recipe_is_the_sum_of_its_parts():
    assert recipe_settings("He") == {"start": he}
    found = recipe_settings("tanh + Glorot + skip + layer norm + clipping")
    glorot = PARTS["Glorot"]["start"]
    expected = {"curve": "tanh", "start": glorot, "skip": True, "axis": -1, "limit": 1}
    assert found == expected


@pytest.mark.parametrize(
    ("name", "recipe", "by_keras"),
    [
        ("Glorot", "GlorotUniform", 2 / (30 + 70)),
        ("He", "HeUniform", 2 / 30),
    ],
)
def test_the_spread_is_that_of_keras(name, recipe, by_keras):
    W = keras.ops.convert_to_numpy(
        getattr(keras.initializers, recipe)(seed=1)((30, 70))
    )
    spread = PARTS[name]["start"](30, 70)
    assert spread**2 == pytest.approx(by_keras)
    assert np.abs(W).max() == pytest.approx(np.sqrt(3) * spread, rel=0.01)
    assert np.abs(W).max() <= np.sqrt(3) * spread * (1 + 1e-6)


@few
@given(st.integers(2, 8), st.integers(2, 6), seeds)
def test_the_exercises_normalise_like_keras(n, n_units, seed):
    rng = np.random.default_rng(seed)
    z, gamma, beta = rng.normal(size=(n, n_units)), *rng.normal(size=(2, n_units))
    layer = keras.layers.LayerNormalization(epsilon=EPSILON)
    layer.build(z.shape)
    layer.set_weights([gamma, beta])
    by_hand = ex13.layer_norm.reference(z, gamma, beta, EPSILON)
    np.testing.assert_allclose(by_hand, layer(z), rtol=1e-7, atol=1e-7)

    layer = keras.layers.BatchNormalization(momentum=MOMENTUM, epsilon=0.001)
    layer.build(z.shape)
    moving = np.zeros(n_units), np.ones(n_units)
    for training in (True, False):
        expected = layer(z, training=training)
        y, *moving = ex13.batch_norm.reference(z, *moving, training, MOMENTUM)
        np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(moving, layer.get_weights()[2:], **CLOSE)


@few
@given(st.lists(sizes, min_size=1, max_size=3), seeds)
def test_the_exercise_clips_like_keras(lengths, seed):
    rng = np.random.default_rng(seed)
    grads, limit = [rng.normal(size=n) for n in lengths], 2.0 ** rng.integers(-3, 4)
    variables = [keras.Variable(np.zeros(n)) for n in lengths]
    sgd = keras.optimizers.SGD(1.0, global_clipnorm=limit)
    sgd.apply([tf.constant(g) for g in grads], variables)
    by_hand = ex13.clip_together.reference(grads, limit)
    for mine, theirs in zip(by_hand, variables, strict=True):
        np.testing.assert_allclose(-mine, theirs.numpy(), **CLOSE)


@few
@given(sizes, sizes, seeds)
def test_the_exercise_goes_back_through_a_residual_block_like_the_tape(n, width, seed):
    rng = np.random.default_rng(seed)
    x, dy = rng.normal(size=(2, n, width))
    W = rng.normal(size=(width, width))
    expected = gradients_of(
        lambda x, W: tf.reduce_sum(dy * (x + tf.nn.relu(x @ W))), x, W
    )
    by_hand = ex13.residual_gradients.reference(x, W, dy)
    for mine, theirs in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)


def test_the_exercise_spreads_weights_like_keras():
    for relu, recipe in (True, "HeUniform"), (False, "GlorotUniform"):
        W = getattr(keras.initializers, recipe)(seed=1)((30, 70))
        largest = np.abs(keras.ops.convert_to_numpy(W)).max()
        limit = np.sqrt(3) * ex13.first_spread.reference(30, 70, relu)
        assert 0.99 * limit < largest <= limit * (1 + 1e-6)


def layer_norm_by_sample(z, gamma, beta, epsilon):
    rows = [(row - row.mean()) / (row.var() + epsilon) ** 0.5 for row in z]
    return [gamma * row + beta for row in rows]


def batch_norm_in_keras(z, moving_mean, moving_variance, training, momentum):
    layer = keras.layers.BatchNormalization(
        momentum=momentum, epsilon=0.001, center=False, scale=False, dtype="float64"
    )
    layer.build(z.shape)
    layer.set_weights([moving_mean, moving_variance])
    z_hat = layer(z, training=training)
    return [z_hat, *layer.get_weights()]


def residual_gradients_by_tape(x, W, dy):
    x, W = tf.Variable(x), tf.Variable(W)
    with tf.GradientTape() as tape:
        y = x + tf.nn.relu(x @ W)
    return tape.gradient(y, [x, W], dy)


RIGHT = {
    ex13.first_spread: [
        lambda n_in, n_out, relu: (2 / (n_in + (0 if relu else n_out))) ** 0.5,
    ],
    ex13.layer_norm: [
        layer_norm_by_sample,
        lambda z, gamma, beta, epsilon: (
            ((z.T - z.mean(1)) / np.sqrt(z.var(1) + epsilon)).T * gamma + beta
        ),
    ],
    ex13.batch_norm: [batch_norm_in_keras],
    ex13.clip_together: [
        lambda gradients, limit: tf.clip_by_global_norm(gradients, limit)[0],
        lambda gradients, limit: [
            limit
            * g
            / max(limit, np.linalg.norm(np.concatenate([*map(np.ravel, gradients)])))
            for g in gradients
        ],
    ],
    ex13.residual_gradients: [residual_gradients_by_tape],
}


@pytest.mark.parametrize(
    "task, answer", [(task, answer) for task, some in RIGHT.items() for answer in some]
)
def test_a_right_answer_of_another_kind_is_correct(task, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert task.check(answer).status == CORRECT


# its drawings


ALT = "A falling line from the left to the right."


def texts_of(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_sizes_stand_side_by_side_on_logarithmic_axes(shown, drawn):
    sizes = {
        "level": ([1, 1, 1], [2, 2, 2]),
        "dying": ([1, 0.1, 0.01], [3e-9, 1e-4, 3]),
    }
    drawings.show_sizes(sizes, "A title", ALT)
    (figure,) = drawn
    for i, axes in enumerate(figure.axes):
        assert axes.get_yscale() == "log"
        for (name, pair), line in zip(sizes.items(), axes.lines, strict=True):
            assert line.get_label() == name
            np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
            np.testing.assert_array_equal(line.get_ydata(), pair[i])
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == list(sizes)
    assert shown[0]["text/plain"] == ALT


def test_a_spread_table_writes_mean_lowest_and_highest_in_per_cent(shown, drawn):
    runs = np.array([[0.9, 0.94, 0.95], [0.1, 0.2, 0.6]])
    drawings.show_spread_table(
        {"first": runs, "second": runs / 2}, (2, 50), "Title", ALT
    )
    (figure,) = drawn
    assert texts_of(figure) == [
        "93",
        "90–95",
        "30",
        "10–60",
        "46",
        "45–48",
        "15",
        "5–30",
    ]
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.get_xticklabels()] == ["2", "50"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["first", "second"]
    assert axes.get_xlabel() == "layers"


def test_a_spread_table_is_a_picture_of_few_colours_with_its_alternative(shown):
    runs = np.random.default_rng(0).uniform(size=(14, 5, 5))
    table = {f"recipe {i}": scores for i, scores in enumerate(runs)}
    drawings.show_spread_table(table, range(5), "Title", ALT)
    html = shown[0]["text/html"]
    assert f'alt="{ALT}"' in html
    png = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert Image.open(io.BytesIO(png)).mode == "P"
    assert len(png) < 60_000
    with pytest.raises(ValueError, match="text alternative"):
        drawings.show_spread_table(table, range(5), "Title", "")
    plt.close("all")
