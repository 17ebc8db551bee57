"""The by-hand code of lesson 17, held to Keras, to PyTorch and to its own algebra."""

from exercises import ex17_convolutional_networks as ex
from exercises.exercise import CORRECT
from helpers import data
from helpers.drawings import lesson_17 as drawings

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.signal
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load
from references import stored

slide, margins, windows, conv = load("17", "slide", "margins", "windows", "conv")
add_windows, conv_backward = load("17", "add_windows", "conv_backward")
max_pool, max_pool_backward = load("17", "max_pool", "max_pool_backward")
average_pool, average_pool_backward = load(
    "17", "average_pool", "average_pool_backward"
)
influence = load("17", "influence")

CLOSE = dict(rtol=1e-10, atol=1e-10)
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=25)


def in_keras(layer, x, weights, seed):
    """Keras's output, a random gradient dz, and the gradients by x and the weights."""
    layer.build(x.shape)
    layer.set_weights(weights)
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        z = layer(x)
    dz = np.random.default_rng(seed).normal(size=z.shape)
    by = [x, *(weight.value for weight in layer.trainable_weights)]
    return z, dz, tape.gradient(z, by, output_gradients=tf.constant(dz))


# Against Keras and SciPy


@few
@given(st.integers(1, 4), st.integers(0, 4), st.integers(0, 4), seeds)
def test_slide_is_scipys_cross_correlation(size, more_rows, more_columns, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(size + more_rows, size + more_columns))
    W = rng.normal(size=(size, size))
    expected = scipy.signal.correlate2d(x, W, mode="valid")
    np.testing.assert_allclose(slide(x, W), expected, **CLOSE)
    flipped = scipy.signal.convolve2d(x, W[::-1, ::-1], mode="valid")
    np.testing.assert_allclose(slide(x, W), flipped, **CLOSE)


@few
@given(
    size=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.sampled_from(["valid", "same"]),
    sides=st.tuples(st.integers(5, 11), st.integers(5, 11)),
    channels=st.tuples(st.integers(1, 3), st.integers(1, 4)),
    seed=seeds,
)
def test_conv_is_conv2d_forward_and_backward(
    size, stride, padding, sides, channels, seed
):
    rng = np.random.default_rng(seed)
    c_in, c_out = channels
    x = rng.normal(size=(2, *sides, c_in))
    W, b = rng.normal(size=(size, size, c_in, c_out)), rng.normal(size=c_out)
    layer = keras.layers.Conv2D(c_out, size, stride, padding, dtype="float64")
    z, dz, gradients = in_keras(layer, x, [W, b], seed)
    np.testing.assert_allclose(conv(x, W, b, stride, padding), z, **CLOSE)
    by_hand = conv_backward(x, W, dz, stride, padding)
    for mine, theirs in zip(by_hand, gradients, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)


@few
@given(
    kind=st.sampled_from(["max", "average"]),
    size=st.integers(1, 4),
    stride=st.integers(1, 4),
    sides=st.tuples(st.integers(4, 9), st.integers(4, 9)),
    levels=st.sampled_from([2, 5, 1000]),
    seed=seeds,
)
def test_pooling_is_keras_forward_and_backward_with_ties(
    kind, size, stride, sides, levels, seed
):
    x = np.random.default_rng(seed).integers(levels, size=(2, *sides, 3)) / 1.0
    layer, forward, backward = {
        "max": (keras.layers.MaxPooling2D, max_pool, max_pool_backward),
        "average": (
            keras.layers.AveragePooling2D,
            average_pool,
            average_pool_backward,
        ),
    }[kind]
    z, dz, (dx,) = in_keras(layer(size, stride, dtype="float64"), x, [], seed)
    np.testing.assert_allclose(forward(x, size, stride), z, **CLOSE)
    np.testing.assert_allclose(backward(x, dz, size, stride), dx, **CLOSE)


@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 6))
def test_same_margins_give_n_over_stride_rows_with_the_odd_zero_at_the_end(
    n, size, stride
):
    x = np.zeros((1, n, n + 1, 1))
    for m, (before, after) in zip(
        (n, n + 1), margins(x, size, stride, "same"), strict=True
    ):
        assert after - before in (0, 1)
        rows = (m + before + after - size) // stride + 1
        assert rows == -(-m // stride)
        unpadded_rows = (m + before + after - 1 - size) // stride + 1
        assert before + after == 0 or unpadded_rows < rows  # not one zero too many
    assert margins(x, size, stride, "valid") == [(0, 0), (0, 0)]


# Their own algebra


@few
@given(st.integers(1, 4), st.integers(1, 4), seeds)
def test_add_windows_is_the_transpose_of_windows(size, stride, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, 7, 6, 3))
    seen = windows(x, size, stride)
    parts = rng.normal(size=seen.shape)
    back = add_windows(parts, x.shape, stride)
    assert np.sum(seen * parts) == pytest.approx(np.sum(x * back))


@few
@given(st.integers(0, 3), seeds)
def test_convolution_commutes_with_shifts(step, seed):
    rng = np.random.default_rng(seed)
    x, W = rng.normal(size=(1, 12, 8, 2)), rng.normal(size=(3, 3, 2, 3))
    before, after = conv(x[:, :9], W, 0), conv(x[:, step : 9 + step], W, 0)
    np.testing.assert_allclose(before[:, step:], after[:, : 7 - step], **CLOSE)


@few
@given(st.lists(st.sampled_from([(1, 1), (2, 1), (2, 2), (3, 1), (3, 2)]), max_size=4))
def test_influence_covers_the_receptive_field_of_the_formula(stack):
    field, jump = 1, 1
    for size, stride in stack:
        field, jump = field + (size - 1) * jump, jump * stride
    side = field + 2 * jump  # three units in a row, the middle one is followed back
    dx = influence(np.zeros((1, side, side, 1)), stack)[0, :, :, 0]
    start = jump
    inside = slice(start, start + field)
    assert (dx[inside, inside] > 0).all()
    assert np.count_nonzero(dx) == field**2
    assert dx.sum() == pytest.approx(1)


# Against PyTorch

CASES = stored("lesson_17")


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("conv")])
def test_conv_is_that_of_pytorch(case):
    known = CASES[case]
    stride, rim = int(known["stride"]), int(known["padding"])
    x = np.pad(known["x"], [(0, 0), (rim, rim), (rim, rim), (0, 0)])
    z = conv(x, known["W"], known["b"], stride)
    np.testing.assert_allclose(z, known["z"], **CLOSE)
    dx, dW, db = conv_backward(x, known["W"], known["dz"], stride)
    dx = dx[:, rim : dx.shape[1] - rim, rim : dx.shape[2] - rim]
    for mine, name in ((dx, "dx"), (dW, "dW"), (db, "db")):
        np.testing.assert_allclose(mine, known[name], **CLOSE)


@pytest.mark.parametrize("case", [case for case in CASES if "pooling" in case])
def test_pooling_is_that_of_pytorch(case):
    known = CASES[case]
    settings = int(known["size"]), int(known["stride"])
    forward, backward = {
        "max": (max_pool, max_pool_backward),
        "average": (average_pool, average_pool_backward),
    }[case.split()[0]]
    np.testing.assert_allclose(forward(known["x"], *settings), known["z"], **CLOSE)
    dx = backward(known["x"], known["dz"], *settings)
    np.testing.assert_allclose(dx, known["dx"], **CLOSE)


def test_the_stored_results_hold_both_kinds_of_pooling_and_every_kind_of_border():
    kinds = {case.rpartition(" ")[0] for case in CASES}
    assert kinds == {"conv", "max pooling", "average pooling"}
    convolutions = [known for case, known in CASES.items() if case.startswith("conv")]
    settings = {(int(c["stride"]), int(c["padding"])) for c in convolutions}
    assert {(1, 0), (1, 1), (2, 0), (2, 1)} <= settings


# The exercises


@few
@given(
    st.integers(1, 12), st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), seeds
)
def test_output_size_and_slide_by_are_those_of_conv2d(extra, size, stride, rim, seed):
    rng = np.random.default_rng(seed)
    x, W = rng.normal(size=(size + extra, size + 2)), rng.normal(size=(size, size))
    wide = np.pad(x, rim)
    layer = keras.layers.Conv2D(1, size, stride, use_bias=False, dtype="float64")
    layer.build((None, None, None, 1))
    layer.set_weights([W[:, :, np.newaxis, np.newaxis]])
    z = layer(wide[np.newaxis, :, :, np.newaxis])[0, :, :, 0]
    assert ex.output_size.reference(len(x), size, stride, rim) == z.shape[0]
    by_hand = ex.slide_by.reference(wide, W, (stride, stride))
    np.testing.assert_allclose(by_hand, z, **CLOSE)


@few
@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5))
def test_pad_same_puts_the_zeros_where_keras_puts_them(size, height, width):
    x = np.arange(1.0, 1 + height * width).reshape(height, width)
    layer = keras.layers.Conv2D(1, size, padding="same", dtype="float64")
    layer.build((None, None, None, 1))
    W = np.random.default_rng(size).normal(size=(size, size))
    layer.set_weights([W[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    expected = layer(x[np.newaxis, :, :, np.newaxis])[0, :, :, 0]
    padded = ex.pad_same.reference(x, size)
    np.testing.assert_allclose(slide(padded, W), expected, **CLOSE)


def test_mix_channels_is_a_1x1_convolution():
    rng = np.random.default_rng(0)
    x, W, b = rng.normal(size=(4, 5, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    layer = keras.layers.Conv2D(2, 1, dtype="float64")
    layer.build((None, None, None, 3))
    layer.set_weights([W[np.newaxis, np.newaxis], b])
    by_hand = ex.mix_channels.reference(x, W, b)
    np.testing.assert_allclose(by_hand, layer(x[np.newaxis])[0], **CLOSE)


@few
@given(st.integers(1, 4), st.integers(1, 4), seeds)
def test_pool_gradient_is_that_of_max_pooling(rows, columns, seed):
    rng = np.random.default_rng(seed)
    x = rng.permutation(4.0 * np.arange(rows * columns * 4)).reshape(2 * rows, -1)
    layer = keras.layers.MaxPooling2D(2, dtype="float64")
    _, dz, (dx,) = in_keras(layer, x[np.newaxis, :, :, np.newaxis], [], seed)
    by_hand = ex.pool_gradient.reference(x, dz[0, :, :, 0])
    np.testing.assert_allclose(by_hand, dx[0, :, :, 0], **CLOSE)


def slide_by_all_then_skip(x, W, stride):
    return scipy.signal.correlate2d(x, W, mode="valid")[:: stride[0], :: stride[1]]


def pool_gradient_with_loops(x, dz):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dz.shape):
        block = x[2 * r : 2 * r + 2, 2 * c : 2 * c + 2]
        i, j = np.unravel_index(block.argmax(), (2, 2))
        dx[2 * r + i, 2 * c + j] = dz[r, c]
    return dx


def pad_same_into_zeros(x, size):
    wide = np.zeros((len(x) + size - 1, x.shape[1] + size - 1))
    start = (size - 1) // 2
    wide[start : start + len(x), start : start + x.shape[1]] = x
    return wide


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (
            ex.output_size,
            lambda n, size, stride, padding: len(
                range(0, n + 2 * padding - size + 1, stride)
            ),
        ),
        (ex.pad_same, pad_same_into_zeros),
        (ex.slide_by, slide_by_all_then_skip),
        (ex.mix_channels, lambda x, W, b: np.einsum("rck,ko->rco", x, W) + b),
        (ex.pool_gradient, pool_gradient_with_loops),
    ],
)
def test_a_right_answer_of_another_kind_is_correct(task, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert task.check(answer).status == CORRECT


# What the lesson says about the data


def test_a_shift_of_the_digits_loses_hardly_any_ink():
    x = data.load_digits().x_test
    assert x[:, :, [0, -1]].sum() / x.sum() < 0.005


def test_always_the_commonest_digit_is_right_for_a_tenth():
    y = data.load_digits().y_test
    assert np.bincount(y).max() / len(y) == pytest.approx(0.1, abs=0.01)


# its drawings


def test_number_grid_writes_each_number_and_outlines_the_frame(ax):
    drawings.number_grid(ax, [[5, -1], [0, 2]], frame=(1, 0, 1, 2))
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "5", (1, 0): "−1", (0, 1): "0", (1, 1): "2"}
    (outline,) = ax.patches
    assert outline.get_bbox().bounds == (-0.5, 0.5, 2, 1)
    low, high = ax.images[0].get_clim()
    assert low == -1 and high > 5  # the darkest square still leaves black text readable


def test_number_grid_takes_equal_numbers_and_no_frame(ax):
    drawings.number_grid(ax, np.zeros((2, 3)))
    assert len(ax.texts) == 6 and not ax.patches


def test_grey_images_are_white_at_1_or_centred_on_zero():
    fig, axes = plt.subplots(1, 2)
    drawings.grey_images(axes, {"light": np.full((2, 2), 0.5), "edge": [[-3.0, 2.0]]})
    assert [ax.images[0].get_clim() for ax in axes] == [(0, 1), (-3, 3)]
    assert [ax.get_title() for ax in axes] == ["light", "edge"]
    with pytest.raises(ValueError, match="1 images for 2 axes"):
        drawings.grey_images(axes, {"light": np.zeros((2, 2))})
    plt.close(fig)
