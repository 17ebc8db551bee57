"""The by-hand code of lesson 10 and its exercises, held to Keras and scikit-learn."""

from exercises import ex10_transfer_learning as ex

import keras
import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from lessons import load

scatter, part, pick, train_heads = load("10", "scatter", "part", "pick", "train_heads")

seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=25)


# The lesson's own functions


@few
@given(st.integers(1, 9), seeds)
def test_a_sheet_holds_its_image_and_nothing_else(n, seed):
    rng = np.random.default_rng(seed)
    images = rng.uniform(0.1, 1, size=(n, 8, 8)).astype("float32")
    sheets = scatter(images, rng)
    assert sheets.shape == (n, 12, 12)
    for sheet, image in zip(sheets, images, strict=True):
        rows, columns = (np.flatnonzero(sheet.any(axis=axis)) for axis in (1, 0))
        np.testing.assert_array_equal(sheet[np.ix_(rows, columns)], image)


def test_an_image_comes_to_lie_in_each_of_the_25_places():
    sheets = scatter(np.ones((1000, 8, 8)), np.random.default_rng(0))
    assert len(np.unique(sheets.reshape(1000, -1), axis=0)) == 25


def test_part_keeps_five_classes_with_their_samples():
    y = np.array([0, 9, 4, 5, 7, 2])
    x = 10 * y
    for first, expected in (0, [0, 4, 2]), (5, [9, 5, 7]):
        chosen, classes = part(x, y, first)
        np.testing.assert_array_equal(chosen, 10 * np.array(expected))
        np.testing.assert_array_equal(classes, np.array(expected) - first)


@few
@given(st.integers(1, 8), seeds)
def test_pick_takes_as_many_of_each_class_and_none_twice(per_class, seed):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(np.arange(5), 8))
    places = pick(y, 5 * per_class, rng)
    assert len(set(places)) == len(places)
    assert list(np.bincount(y[places])) == [per_class] * 5


@settings(deadline=None, max_examples=5)
@given(st.integers(1, 3), st.integers(2, 7), st.integers(1, 6), seeds)
def test_heads_take_the_steps_of_a_dense_layer(n_heads, n, n_features, seed):
    rng = np.random.default_rng(seed)
    a, y = rng.normal(size=(n_heads, n, n_features)), rng.integers(5, size=(n_heads, n))
    W, b = train_heads(a, y, steps=4, rate=0.25)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    for head in range(n_heads):
        dense = layers.Dense(5, kernel_initializer="zeros", dtype="float64")
        model = keras.Sequential([keras.Input((n_features,)), dense])
        model.compile(keras.optimizers.SGD(0.25), loss, run_eagerly=True)
        model.fit(a[head], y[head], batch_size=n, epochs=4, verbose=0)
        close = dict(rtol=1e-5, atol=1e-5)  # fit makes its inputs float32
        np.testing.assert_allclose(W[head], dense.get_weights()[0], **close)
        np.testing.assert_allclose(b[head, 0], dense.get_weights()[1], **close)


# What the lesson says about Keras


def body_and_model():
    body = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    return body, keras.Sequential([body, layers.Dense(1)])


@pytest.mark.parametrize("case", ex.body_moves.cases)
def test_body_moves_is_what_keras_does(case):
    body, model = body_and_model()
    x, y = np.ones((4, 3)), np.ones((4, 1))
    moves = []
    for step in case["steps"]:
        if step == "compile":
            model.compile(keras.optimizers.SGD(0.125), "mse")
        elif step == "fit":
            before = body.get_weights()
            model.fit(x, y, verbose=0)
            after = body.get_weights()
            moves.append(not all(map(np.array_equal, before, after)))
        else:
            body.trainable = step == "unfreeze"
    assert ex.body_moves.reference(**case) == moves


def test_a_call_that_says_so_keeps_the_averages_in_training():
    norm = layers.BatchNormalization()

    class Tuned(keras.Model):
        def call(self, x):
            return norm(x, training=False)

    Tuned()(np.full((4, 2), 7.0), training=True)
    np.testing.assert_array_equal(norm.moving_mean, 0)
    norm(np.full((4, 2), 7.0), training=True)
    assert (np.array(norm.moving_mean) > 0).all()


# The exercises' references


@few
@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), seeds)
def test_count_trainable_is_keras_count(sizes, seed):
    n_frozen = int(np.random.default_rng(seed).integers(len(sizes)))
    model = keras.Sequential([keras.Input((sizes[0],)), *map(layers.Dense, sizes[1:])])
    for layer in model.layers[:n_frozen]:
        layer.trainable = False
    expected = sum(w.shape.num_elements() for w in model.trainable_weights)
    assert ex.count_trainable.reference(sizes, n_frozen) == expected


@few
@given(st.integers(1, 6), st.integers(1, 4), seeds)
def test_normalise_frozen_is_a_frozen_layer(n, n_features, seed):
    rng = np.random.default_rng(seed)
    x, mean = rng.normal(size=(n, n_features)), rng.normal(size=n_features)
    variance = rng.uniform(0.5, 2, size=n_features)
    norm = layers.BatchNormalization(
        scale=False, center=False, epsilon=0.125, dtype="float64"
    )
    norm.build(x.shape)
    norm.set_weights([mean, variance])
    norm.trainable = False
    by_hand = ex.normalise_frozen.reference(x, mean, variance, 0.125)
    np.testing.assert_allclose(by_hand, norm(x, training=True), atol=1e-10)


@few
@given(seeds)
def test_two_rates_are_two_optimizers(seed):
    arrays = np.random.default_rng(seed).normal(size=(4, 3))
    by_hand = ex.two_rates.reference(*arrays, 0.125, 0.5)
    for i, rate in enumerate([0.125, 0.5]):
        variable = keras.Variable(arrays[i], dtype="float64")
        keras.optimizers.SGD(rate).apply([arrays[i + 2]], [variable])
        np.testing.assert_allclose(by_hand[i], variable.numpy(), atol=1e-12)


@few
@given(seeds)
def test_forgotten_is_a_difference_of_recalls(seed):
    rng = np.random.default_rng(seed)
    y = np.concatenate([[1, 2], rng.integers(4, size=20)])
    before, after = rng.integers(4, size=(2, len(y)))
    recalls = [
        sklearn.metrics.recall_score(y, answers, labels=[1, 2], average="micro")
        for answers in (before, after)
    ]
    fall = ex.forgotten.reference(y, before, after, np.array([1, 2]))
    assert fall == pytest.approx(recalls[0] - recalls[1])
