"""The by-hand network of lesson 09, held to Keras, TensorFlow, SciPy and NumPy."""

import itertools

from exercises import ex09_multi_layer_perceptrons as ex09

import answers
import keras
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load

init, forward, backward = load("09", "init", "forward", "backward")
cross_entropy, squared_error = load("09", "cross_entropy", "squared_error")
adam_step, shuffled_batches, fit = load("09", "adam_step", "shuffled_batches", "fit")
answer, bends, folds = load("09", "answer", "bends", "folds")
softmax_twice = load("09", "softmax_twice")
sizes = st.lists(st.integers(1, 6), min_size=2, max_size=5)
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=20)
CLOSE = dict(rtol=1e-9, atol=1e-9)


def network(layer_sizes, seed, n_samples=7):
    """Weights with biases that aren't zero, inputs and targets of a random network."""
    rng = np.random.default_rng(seed)
    weights = [w + rng.normal(size=w.shape) / 4 for w in init(layer_sizes, rng)]
    x = rng.normal(size=(n_samples, layer_sizes[0]))
    return weights, x, rng.integers(layer_sizes[-1], size=n_samples)


def keras_network(weights):
    """A Keras model with these weights, in float64."""
    widths = [len(b) for b in weights[1::2]]
    activations = ["relu"] * (len(widths) - 1) + [None]
    stack = [
        keras.layers.Dense(width, activation, dtype="float64")
        for width, activation in zip(widths, activations, strict=True)
    ]
    model = keras.Sequential([keras.Input((len(weights[0]),), dtype="float64"), *stack])
    model.set_weights(weights)
    return model


def gradients_of(loss, arrays):
    """Gradients, found by GradientTape, of loss(tensors) by each of `arrays`."""
    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = loss(tensors)
    return value, tape.gradient(value, tensors)


def tf_forward(weights, x):
    """The logits, written in TensorFlow."""
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        x = tf.nn.relu(x @ W + b)
    return x @ weights[-2] + weights[-1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_init_gives_he_normal_weights_and_zero_biases(dtype):
    W1, b1, W2, b2 = init([400, 300, 5], np.random.default_rng(0), dtype)
    assert (W1.shape, b1.shape, W2.shape, b2.shape) == (
        (400, 300),
        (300,),
        (300, 5),
        (5,),
    )
    assert {array.dtype for array in (W1, b1, W2, b2)} == {np.dtype(dtype)}
    assert W1.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert W2.std() == pytest.approx(np.sqrt(2 / 300), rel=0.1)
    assert abs(W1.mean()) < 0.001
    assert not b1.any() and not b2.any()


@few
@given(sizes, seeds)
def test_forward_is_that_of_keras_at_any_depth(layer_sizes, seed):
    weights, x, _ = network(layer_sizes, seed)
    model = keras_network(weights)
    logits, inputs = forward(weights, x)
    np.testing.assert_allclose(logits, model(x), **CLOSE)
    a = x
    for layer, entered in zip(model.layers, inputs, strict=True):
        np.testing.assert_allclose(entered, a, **CLOSE)
        a = layer(a)


@few
@given(sizes, seeds, st.floats(0, 1e4))
def test_answer_is_the_class_with_the_largest_logit(layer_sizes, seed, scale):
    weights, x, _ = network(layer_sizes, seed)
    expected = tf.argmax(tf_forward(weights, scale * x), axis=1)
    np.testing.assert_array_equal(answer(weights, scale * x), expected)


@few
@given(st.integers(1, 8), st.integers(1, 6), seeds, st.sampled_from([1, 1000]))
def test_cross_entropy_is_scipys_and_its_gradient_the_tapes(n, n_classes, seed, scale):
    rng = np.random.default_rng(seed)
    z, y = scale * rng.normal(size=(n, n_classes)), rng.integers(n_classes, size=n)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, dz = cross_entropy(y, z)
    expected = -scipy.special.log_softmax(z, axis=1)[np.arange(n), y].mean()
    assert loss == pytest.approx(expected, rel=1e-12)
    _, (gradient,) = gradients_of(
        lambda tensors: tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(y, tensors[0])
        ),
        [z],
    )
    np.testing.assert_allclose(dz, gradient, **CLOSE)


@few
@given(st.integers(1, 8), st.integers(2, 6), seeds)
def test_softmax_twice_has_its_true_gradient(n, n_classes, seed):
    rng = np.random.default_rng(seed)
    z, y = 3 * rng.normal(size=(n, n_classes)), rng.integers(n_classes, size=n)
    loss, dz = softmax_twice(y, z)
    expected, (gradient,) = gradients_of(
        lambda tensors: tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(y, tf.nn.softmax(tensors[0]))
        ),
        [z],
    )
    assert loss == pytest.approx(float(expected), rel=1e-12)
    assert loss >= np.log(1 + (n_classes - 1) / np.e) - 1e-12  # the floor
    np.testing.assert_allclose(dz, gradient, **CLOSE)


@few
@given(st.integers(1, 8), seeds)
def test_squared_error_is_keras_and_its_gradient_the_tapes(n, seed):
    z, y = np.random.default_rng(seed).normal(size=(2, n, 1))
    loss, dz = squared_error(y, z)
    expected, (gradient,) = gradients_of(
        lambda tensors: tf.reduce_mean(keras.losses.mean_squared_error(y, tensors[0])),
        [z],
    )
    assert loss == pytest.approx(float(expected), rel=1e-12)
    np.testing.assert_allclose(dz, gradient, **CLOSE)


@few
@given(sizes, seeds)
def test_backward_gives_the_gradients_of_the_tape_at_any_depth(layer_sizes, seed):
    weights, x, y = network(layer_sizes, seed)
    logits, inputs = forward(weights, x)
    by_hand = backward(weights, inputs, cross_entropy(y, logits)[1])
    _, expected = gradients_of(
        lambda tensors: tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(y, tf_forward(tensors, x))
        ),
        weights,
    )
    assert len(by_hand) == len(weights)
    for mine, theirs in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)


@settings(deadline=None, max_examples=8)
@given(seeds, st.integers(3, 12), st.integers(8, 12))
def test_adam_is_keras_step_by_step(seed, rate_bits, beta_bits):
    """With powers of two, which Keras's float32 settings hold exactly."""
    adam = dict(learning_rate=2.0**-rate_bits, beta_1=1 - 2.0**-3)
    adam |= dict(beta_2=1 - 2.0**-beta_bits, epsilon=2.0**-20)
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=shape) for shape in ((3, 2), (2,))]
    m, v = ([np.zeros_like(array) for array in weights] for _ in range(2))
    variables = [keras.Variable(array, dtype="float64") for array in weights]
    optimizer = keras.optimizers.Adam(**adam)
    for t in range(1, 6):
        gradients = [rng.normal(size=array.shape) for array in weights]
        adam_step(weights, gradients, m, v, t, **adam)
        optimizer.apply([tf.constant(g) for g in gradients], variables)
        for mine, theirs in zip(weights, variables, strict=True):
            np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-12, atol=1e-12)


@given(st.integers(1, 50), st.integers(1, 20), st.integers(1, 4), seeds)
def test_each_epoch_holds_each_sample_once_in_full_batches(n, batch_size, epochs, seed):
    rng = np.random.default_rng(seed)
    batches = shuffled_batches(n, batch_size, epochs, rng)
    n_batches = -(-n // batch_size)
    assert len(batches) == epochs * n_batches
    for epoch in range(epochs):
        part = batches[epoch * n_batches : (epoch + 1) * n_batches]
        assert all(len(batch) == batch_size for batch in part[:-1])
        assert sorted(np.concatenate(part)) == list(range(n))


def test_each_epoch_has_an_order_of_its_own():
    first, second = shuffled_batches(1000, 1000, 2, np.random.default_rng(0))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, np.arange(1000))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_fit_makes_one_step_a_batch_and_leaves_its_arguments(dtype):
    weights, x, y = network([3, 4, 2], seed=1)
    weights, x = [array.astype(dtype) for array in weights], x.astype(dtype)
    before = [array.copy() for array in weights]
    batches = [np.array([0, 3, 5]), np.array([1, 2]), np.array([6])]
    trained, losses = fit(weights, x, y, batches, learning_rate=0.01)
    assert losses.shape == (3,)
    assert (
        losses[0] == cross_entropy(y[[0, 3, 5]], forward(weights, x[[0, 3, 5]])[0])[0]
    )
    for array, old, new in zip(weights, before, trained, strict=True):
        np.testing.assert_array_equal(array, old)
        assert new.dtype == np.dtype(dtype)
        assert np.abs(new - old).max() <= 3 * 0.01 * 1.01  # Adam's longest way
    assert not np.array_equal(trained[0], before[0])


@settings(deadline=None, max_examples=3)
@given(st.lists(st.integers(2, 5), min_size=3, max_size=4), seeds)
def test_a_training_run_is_that_of_keras(layer_sizes, seed):
    weights, x, y = network(layer_sizes, seed, n_samples=10)
    batches = shuffled_batches(10, 4, 3, np.random.default_rng(seed))
    exact = dict(learning_rate=2**-7, beta_1=1 - 2**-3, beta_2=1 - 2**-10)
    exact |= dict(epsilon=2**-23)
    trained, losses = fit(weights, x, y, batches, **exact)
    model = keras_network(weights)
    loss = keras.losses.SparseCategoricalCrossentropy(True, dtype="float64")
    model.compile(keras.optimizers.Adam(**exact), loss, run_eagerly=True)
    for batch, by_hand in zip(batches, losses, strict=True):
        model.reset_metrics()
        in_keras = model.train_on_batch(x[batch], y[batch])
        assert by_hand == pytest.approx(float(in_keras), rel=1e-5)
    for mine, theirs in zip(trained, model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-10)


@given(st.integers(1, 20), seeds)
def test_bends_join_the_points_as_numpy_interpolates(n, seed):
    rng = np.random.default_rng(seed)
    knots = np.cumsum(rng.uniform(0.1, 1, size=n + 1)) - 3
    heights = rng.normal(size=n + 1)
    t = rng.uniform(knots[0], knots[-1], size=50)
    weights = bends(knots, heights)
    assert [w.shape for w in weights] == [(1, n), (n,), (n, 1), (1,)]
    expected = np.interp(t, knots, heights)
    np.testing.assert_allclose(forward(weights, t[:, None])[0][:, 0], expected, **CLOSE)


@pytest.mark.parametrize("n_layers", [1, 2, 3, 8])
def test_folds_make_a_tent_of_each_tent(n_layers):
    t = expected = np.linspace(0, 1, 1025)
    for _ in range(n_layers):
        expected = 1 - np.abs(1 - 2 * expected)
    answers, inputs = forward(folds(n_layers), t[:, None])
    np.testing.assert_allclose(answers[:, 0], expected, **CLOSE)
    assert [entered.shape[1] for entered in inputs] == [1] + [2] * n_layers
    assert np.sum(np.diff(np.diff(answers[:, 0]) > 0)) == 2**n_layers - 1


# The exercises


counts = st.integers(1, 6)


def count_parameters_by_arrays(sizes):
    weights = [np.zeros(pair) for pair in zip(sizes, sizes[1:], strict=False)]
    return sum(array.size for array in weights) + sum(sizes[1:])


def take_batch_by_place(x, y, order, batch_size, step):
    chosen = [i for place, i in enumerate(order) if place // batch_size == step]
    return [x[i] for i in chosen], [y[i] for i in chosen]


def weight_gradients_in_place(x, a1, a2, W2, W3, dz3):
    dz2 = dz3 @ W3.T
    dz2[a2 <= 0] = 0
    dz1 = dz2 @ W2.T
    dz1[a1 <= 0] = 0
    return [np.dot(x.T, dz1), np.dot(a1.T, dz2), np.dot(a2.T, dz3)]


def weight_gradients_by_tape(x, a1, a2, W2, W3, dz3):
    """The gradients of layers built to give a1 and a2 where W1 is zero."""
    W1, z1, z2 = np.zeros((x.shape[1], a1.shape[1])), np.copy(a1), np.copy(a2)
    z1[a1 <= 0], z2[a2 <= 0] = -1, -1

    def loss(W1, V2, W3):
        h1 = tf.nn.relu(z1 + x @ W1)
        h2 = tf.nn.relu(z2 + h1 @ V2 - a1 @ W2)
        return tf.reduce_sum(dz3 * (h2 @ W3))

    arrays = [tf.constant(array) for array in (W1, W2, W3)]
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        value = loss(*arrays)
    return [array.numpy() for array in tape.gradient(value, arrays)]


def dense_layer(W, b):
    layer = keras.layers.Dense(W.shape[1], dtype="float64")
    layer.build((None, W.shape[0]))
    layer.set_weights([W, b])
    return layer


def gradient(function, z):
    z = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = function(z)
    return tape.gradient(value, z)


RIGHT = {
    ex09.count_parameters: [
        count_parameters_by_arrays,
        lambda sizes: int(np.dot(np.array(sizes[:-1]) + 1, sizes[1:])),
    ],
    ex09.take_batch: [
        take_batch_by_place,
        lambda x, y, order, batch_size, step: (
            x[order][step * batch_size : (step + 1) * batch_size],
            y[order][step * batch_size : (step + 1) * batch_size],
        ),
        lambda x, y, order, batch_size, step: [
            np.split(array[order], range(batch_size, len(x), batch_size))[step]
            for array in (x, y)
        ],
    ],
    ex09.logits_gradient: [
        lambda y, z: (scipy.special.softmax(z, axis=1) - y) / z.shape[0],
        lambda y, z: gradient(
            lambda z: tf.reduce_mean(keras.ops.categorical_crossentropy(y, z, True)), z
        ),
    ],
    ex09.weight_gradients: [
        weight_gradients_in_place,
        weight_gradients_by_tape,
    ],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_in_another_style_is_correct(task, answer):
    answers.is_right(task, answer)


@few
@given(st.lists(counts, min_size=2, max_size=5))
def test_count_parameters_is_keras_count(layer_sizes):
    stack = [keras.layers.Dense(size) for size in layer_sizes[1:]]
    model = keras.Sequential([keras.Input((layer_sizes[0],)), *stack])
    assert ex09.count_parameters.reference(layer_sizes) == model.count_params()


@few
@given(st.integers(1, 20), st.integers(1, 8), seeds)
def test_the_batches_of_an_epoch_are_those_of_a_dataset(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    x, y = np.arange(2.0 * n).reshape(n, 2), np.arange(n)
    expected = tf.data.Dataset.from_tensor_slices((x[order], y[order]))
    for step, batch in enumerate(expected.batch(batch_size)):
        taken = ex09.take_batch.reference(x, y, order, batch_size, step)
        for one, other in zip(taken, batch, strict=True):
            np.testing.assert_array_equal(one, other)
    assert (step + 1) * batch_size >= n


@few
@given(counts, st.integers(2, 6), seeds)
def test_logits_gradient_is_that_of_keras_loss(n, n_classes, seed):
    rng = np.random.default_rng(seed)
    z, y = (
        rng.normal(scale=3, size=(n, n_classes)),
        rng.dirichlet(np.ones(n_classes), n),
    )
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")
    expected = gradient(lambda z: loss(y, z), z)
    np.testing.assert_allclose(ex09.logits_gradient.reference(y, z), expected, **CLOSE)


@few
@given(st.lists(counts, min_size=5, max_size=5), seeds)
def test_weight_gradients_are_those_of_three_dense_layers(shape, seed):
    n, *layer_sizes = shape
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=pair) for pair in itertools.pairwise(layer_sizes)]
    layers = [dense_layer(W, rng.normal(size=W.shape[1])) for W in weights]
    x, dz3 = rng.normal(size=(n, layer_sizes[0])), rng.normal(size=(n, layer_sizes[-1]))
    with tf.GradientTape() as tape:
        a1 = tf.nn.relu(layers[0](x))
        a2 = tf.nn.relu(layers[1](a1))
        loss = tf.reduce_sum(dz3 * layers[2](a2))
    expected = tape.gradient(loss, [layer.kernel.value for layer in layers])
    by_hand = ex09.weight_gradients.reference(
        x, a1.numpy(), a2.numpy(), *weights[1:], dz3
    )
    for one, other in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)
