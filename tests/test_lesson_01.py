"""The by-hand code of lesson 01, held to Keras, scikit-learn and Novikoff's theorem."""

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lessons import load
from sklearn.linear_model import Perceptron

step, neuron, dense = load("01", "step", "neuron", "dense")
perceptron_step, perceptron = load("01", "perceptron_step", "perceptron")
perceptron_loss = load("01", "perceptron_loss")
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def separable(seed, n=40, n_in=3):
    """Return x (n, n_in), y (n,) of ±1 and a separating w (n_in + 1,), bias first."""
    x, w = random_arrays(seed, (4 * n, n_in), (n_in + 1,))
    w /= np.linalg.norm(w)
    z = np.insert(x, 0, 1, axis=1) @ w
    chosen = np.flatnonzero(np.abs(z) > 0.1)[:n]
    assume(len(np.unique(np.sign(z[chosen]))) == 2)
    return x[chosen], np.sign(z[chosen]), w


@settings(deadline=None, max_examples=25)
@given(seed=seeds, n_samples=sizes, n_in=sizes, n_out=sizes)
def test_dense_is_keras_dense(seed, n_samples, n_in, n_out):
    x, W, b = random_arrays(seed, (n_samples, n_in), (n_in, n_out), (n_out,))
    layer = keras.layers.Dense(n_out, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([W, b])
    np.testing.assert_allclose(dense(x, W, b), layer(x), rtol=1e-12, atol=1e-12)


@given(seed=seeds, n_in=sizes)
def test_a_neuron_is_one_column_of_a_layer(seed, n_in):
    x, W, b = random_arrays(seed, (5, n_in), (n_in, 2), (2,))
    for i in range(5):
        z, a = neuron(x[i], W[:, 1], b[1])
        assert z == pytest.approx(dense(x, W, b)[i, 1])
        assert a == (z >= 0)


def test_step_is_heaviside_with_one_at_zero():
    z = np.array([[-2.0, -1e-300, -0.0], [0.0, 1e-300, 3.0]])
    np.testing.assert_array_equal(step(z), np.heaviside(z, 1.0))


@given(seed=seeds)
def test_an_update_follows_the_gradient_of_the_loss(seed):
    """One step of learning rate 1 down the loss, by central differences."""
    x, w = random_arrays(seed, (4,), (4,))
    y, h = 1.0, 1e-6
    gradient = [
        (
            float(perceptron_loss(y, (w + h * e) @ x))
            - float(perceptron_loss(y, (w - h * e) @ x))
        )
        / (2 * h)
        for e in np.eye(4)
    ]
    if abs(w @ x) > 1e-3:
        expected = w - np.array(gradient)
        np.testing.assert_allclose(perceptron_step(w, x, y), expected, atol=1e-4)


@given(seed=seeds)
def test_the_perceptron_ends_within_novikoffs_bound(seed):
    x, y, w = separable(seed)
    path, epochs = perceptron(x, y, epochs=10_000)
    x = np.insert(x, 0, 1, axis=1)
    margin = np.min(y * (x @ w))
    assert len(path) - 1 <= (np.linalg.norm(x, axis=1).max() / margin) ** 2
    assert np.all(y * (x @ path[-1]) > 0)
    assert epochs < 10_000


@given(seed=seeds)
def test_the_perceptron_is_scikit_learns(seed):
    x, y, _ = separable(seed)
    path, epochs = perceptron(x, y, epochs=1000)
    other = Perceptron(shuffle=False, tol=None, max_iter=epochs).fit(x, y)
    np.testing.assert_allclose(path[-1][1:], other.coef_[0], atol=1e-9)
    np.testing.assert_allclose(path[-1][0], other.intercept_[0], atol=1e-9)


def test_no_weights_are_changed_in_place():
    w, x = np.array([0.0, 1.0]), np.array([1.0, -1.0])
    new = perceptron_step(w, x, 1)
    assert new is not w
    np.testing.assert_array_equal(w, [0.0, 1.0])
