"""Many networks at once, held to Keras, each of them on its own."""

from helpers import many

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=5)


def keras_network(W1, W2):
    """A Keras network with these weights, which gives logits."""
    n_units = W1.shape[1]
    options = {"use_bias": False, "dtype": W1.dtype.name}
    stack = [keras.layers.Dense(n_units, "relu", **options)]
    stack += [keras.layers.Dense(10, **options)]
    net = keras.Sequential([keras.Input((64,)), *stack])
    net.set_weights([W1, W2])
    return net


def samples(rng, n):
    return rng.normal(size=(n, 64)).astype("float32"), rng.integers(10, size=n)


def test_init_is_he_normal_in_float32():
    W1, W2 = many.init(30, 50, np.random.default_rng(0))
    assert (W1.shape, W2.shape) == ((30, 64, 50), (30, 50, 10))
    assert W1.dtype == W2.dtype == np.float32
    assert W1.std() == pytest.approx(np.sqrt(2 / 64), rel=0.02)
    assert W2.std() == pytest.approx(np.sqrt(2 / 50), rel=0.03)


@few
@given(st.integers(1, 4), st.integers(1, 8), seeds)
def test_forward_is_that_of_keras_network_by_network(n_nets, n_units, seed):
    rng = np.random.default_rng(seed)
    weights, (x, _) = many.init(n_nets, n_units, rng), samples(rng, 5)
    a, p = many.forward(weights, x)
    assert a.shape == (n_nets, 5, n_units)
    own = many.forward(weights, np.stack([x] * n_nets))[1]
    np.testing.assert_allclose(own, p, rtol=1e-5, atol=1e-7)
    for i in range(n_nets):
        expected = keras.ops.softmax(keras_network(weights[0][i], weights[1][i])(x))
        np.testing.assert_allclose(p[i], expected, rtol=1e-4, atol=1e-6)


def test_forward_does_not_overflow():
    weights = [1e4 * W for W in many.init(2, 4, np.random.default_rng(0))]
    x, _ = samples(np.random.default_rng(1), 5)
    with np.errstate(over="raise", invalid="raise"):
        p = many.forward(weights, x)[1]
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-5)


@pytest.mark.parametrize("seed", [0, 1])
def test_training_is_that_of_keras_with_settings_of_their_own(seed):
    """Within 0.001, after steps of up to 0.0156: Keras keeps 0.999 in float32 and adds
    epsilon at another place.
    """
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(20, 64)), rng.integers(10, size=20)
    start = [W.astype("float64") for W in many.init(3, 6, rng)]
    before = [W.copy() for W in start]
    batches = rng.integers(20, size=(4, 3, 8))
    rates, decays, betas = [2**-7, 2**-10, 2**-6], [0.0, 0.5, 0.125], [0.875, 0.75, 0.5]
    columns = (np.reshape(values, (3, 1, 1)) for values in (rates, decays, betas))
    trained, losses = many.train(start, x, y, batches, *columns)
    assert losses.shape == (4, 3)
    np.testing.assert_array_equal(start[0], before[0])
    for i in range(3):
        net = keras_network(start[0][i], start[1][i])
        optimizer = keras.optimizers.AdamW(rates[i], decays[i], betas[i])
        loss = keras.losses.SparseCategoricalCrossentropy(True, dtype="float64")
        net.compile(optimizer, loss, run_eagerly=True)
        for batch, mine in zip(batches[:, i], losses[:, i], strict=True):
            net.reset_metrics()
            theirs = net.train_on_batch(x[batch], y[batch])
            assert mine == pytest.approx(float(theirs), rel=1e-3)
        for mine, theirs in zip(trained, net.get_weights(), strict=True):
            np.testing.assert_allclose(mine[i], theirs, atol=1e-3)


def test_one_order_may_serve_for_all_and_rates_may_change_by_step():
    rng = np.random.default_rng(0)
    (x, y), start = samples(rng, 20), many.init(2, 6, rng)
    batches = rng.integers(20, size=(3, 1, 8))
    shared, _ = many.train(start, x, y, batches, 0.01)
    single, _ = many.train(start, x, y, batches.repeat(2, axis=1), 0.01)
    np.testing.assert_allclose(shared[0], single[0], atol=1e-6)
    by_step = np.reshape([0.01, 0.0, 0.0], (-1, 1, 1, 1))
    stopped, _ = many.train(start, x, y, batches, by_step)
    one, _ = many.train(start, x, y, batches[:1], 0.01)
    np.testing.assert_allclose(stopped[0], one[0], atol=1e-7)


def test_descend_takes_the_steps_of_keras_adam_with_each_network_clipped_alone():
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 1, 4))]
    targets = [
        rng.normal(scale=s, size=w.shape) for s, w in zip((9, 0.1), start, strict=True)
    ]
    rates = [2**-4, 2**-6, 2**-5]

    def gradients(scale, weights):
        return [scale * (w - t) for w, t in zip(weights, targets, strict=True)]

    ended = many.descend(start, gradients, [1.0, 0.5, 2.0], rates, largest=2.0)
    for i in range(2):
        variables = [keras.Variable(w[i], dtype="float64") for w in start]
        optimizer = keras.optimizers.Adam(global_clipnorm=2.0)
        for scale, rate in zip([1.0, 0.5, 2.0], rates, strict=True):
            optimizer.learning_rate = rate
            pairs = zip(variables, targets, strict=True)
            found = [scale * (v.numpy() - t[i]) for v, t in pairs]
            optimizer.apply([keras.ops.convert_to_tensor(g) for g in found], variables)
        for mine, theirs in zip(ended, variables, strict=True):
            np.testing.assert_allclose(mine[i], theirs.numpy(), atol=1e-3)


def test_descend_leaves_a_gradient_of_zero_alone_and_its_arguments_unchanged():
    start = [np.ones((2, 3, 1))]
    ended = many.descend(start, lambda _, w: [0 * w[0]], [None] * 3, [0.1] * 3)
    np.testing.assert_array_equal(ended[0], start[0])
    assert ended[0] is not start[0]


def test_copies_start_as_keras_layers_and_differ_from_each_other():
    layer = keras.layers.GRU(4)
    model = keras.Sequential([keras.Input((None, 2)), layer, keras.layers.Dense(1)])
    weights = many.copies(model, 3)
    assert [w.shape for w in weights] == [
        (3, 2, 12),
        (3, 4, 12),
        (3, 2, 12),
        (3, 4, 1),
        (3, 1, 1),
    ]
    for recurrent in weights[1]:
        np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(4), atol=1e-5)
    assert not np.allclose(weights[0][0], weights[0][1])
    np.testing.assert_array_equal(weights[2], 0)
