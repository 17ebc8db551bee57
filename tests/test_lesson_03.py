"""The by-hand activations of lesson 03, held to SciPy, Keras and measured slopes."""

import keras
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from lessons import load

NAMES = ("step", "sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu", "softmax")
hand = dict(zip(NAMES, load("03", *NAMES), strict=True))
sigmoid_slope, softmax_jacobian = load("03", "sigmoid_slope", "softmax_jacobian")
measured_slope, normal_cdf = load("03", "measured_slope", "normal_cdf")
any_size = st.floats(-1e4, 1e4)
pre_activations = arrays(float, array_shapes(min_dims=1, max_dims=3), elements=any_size)
logits = arrays(float, array_shapes(min_dims=2, max_dims=2), elements=any_size)


@given(z=pre_activations)
def test_sigmoid_is_scipys_and_never_overflows(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = hand["sigmoid"](z)
    np.testing.assert_allclose(a, scipy.special.expit(z), rtol=1e-12, atol=1e-300)


@given(z=logits)
def test_softmax_is_scipys_and_never_overflows(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        p = hand["softmax"](z)
    np.testing.assert_allclose(p, scipy.special.softmax(z, axis=-1), atol=1e-15)


@given(z=pre_activations)
def test_normal_cdf_is_scipys(z):
    expected = scipy.special.ndtr(z)
    np.testing.assert_allclose(normal_cdf(z), expected, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "gelu", "silu"])
@given(z=pre_activations)
def test_activation_is_keras_on_random_shapes(name, z):
    z = z.astype("float32")  # what Keras computes with
    expected = getattr(keras.activations, name)(z)
    np.testing.assert_allclose(hand[name](z), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("slope", [0.0, 0.25, 0.5])
@given(z=pre_activations)
def test_leaky_relu_is_keras_on_random_shapes(slope, z):
    z = z.astype("float32")
    expected = keras.activations.leaky_relu(z, negative_slope=slope)
    np.testing.assert_allclose(hand["leaky_relu"](z, slope), expected, 1e-6, 1e-30)


@given(z=arrays(float, 5, elements=st.floats(-20, 20)))
def test_sigmoid_slope_is_the_measured_one(z):
    expected = measured_slope(scipy.special.expit, z)
    np.testing.assert_allclose(sigmoid_slope(z), expected, atol=1e-9)


@given(z=arrays(float, array_shapes(max_dims=1), elements=st.floats(-20, 20)))
def test_softmax_jacobian_is_the_measured_one(z):
    h = 1e-6
    shift = h * np.eye(len(z))
    measured = (
        scipy.special.softmax(z + shift, axis=-1)
        - scipy.special.softmax(z - shift, axis=-1)
    ) / (2 * h)
    np.testing.assert_allclose(softmax_jacobian(z), measured.T, atol=1e-8)


def test_step_is_one_at_zero():
    np.testing.assert_array_equal(hand["step"](np.array([-1.0, 0.0, 1.0])), [0, 1, 1])
