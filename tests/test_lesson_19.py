"""The by-hand code of lesson 19 and its exercises, held to Keras and scikit-learn."""

from exercises import ex19_transfer_learning as ex
from helpers.drawings import lesson_19 as drawings

import keras
import numpy as np
import pytest
import sklearn.metrics
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from lessons import load

scatter, part, draw, pick = load("19", "scatter", "part", "draw", "pick")
train, accuracy, new_body = load("19", "train", "accuracy", "new_body")
train_head, frozen, seen_by = load("19", "train_head", "frozen", "seen_by")

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
@given(st.integers(2, 7), st.integers(1, 6), seeds)
def test_a_head_takes_the_steps_of_a_dense_layer(n, n_features, seed):
    rng = np.random.default_rng(seed)
    a, y = rng.normal(size=(n, n_features)), rng.integers(5, size=n)
    W, b = train_head(a, y, steps=4, learning_rate=0.25)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    dense = layers.Dense(5, kernel_initializer="zeros", dtype="float64")
    model = keras.Sequential([keras.Input((n_features,)), dense])
    model.compile(keras.optimizers.SGD(0.25), loss, run_eagerly=True)
    model.fit(a, y, batch_size=n, epochs=4, verbose=0)
    close = dict(rtol=1e-5, atol=1e-5)  # fit makes its inputs float32
    np.testing.assert_allclose(W, dense.get_weights()[0], **close)
    np.testing.assert_allclose(b, dense.get_weights()[1], **close)


@few
@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 5), seeds)
def test_drawn_batches_hold_samples_with_their_classes(n, steps, size, seed):
    x, y = 10 * np.arange(n), np.arange(n)
    x_drawn, y_drawn = draw(x, y, steps, np.random.default_rng(seed), size)
    assert x_drawn.shape == y_drawn.shape == (steps, size)
    np.testing.assert_array_equal(x_drawn, 10 * y_drawn)
    assert set(np.unique(y_drawn)) <= set(y)


def small_task(n=40, seed=0):
    """Return sheets (n, 12, 12) and classes 0 to 4, each class the height of a bar."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 5
    images = np.zeros((n, 8, 8))
    for image, k in zip(images, y, strict=True):
        image[: k + 3, 2:6] = 1
    return scatter(images, rng), y


@pytest.fixture(scope="module")
def body_and_network():
    keras.utils.set_random_seed(0)
    body = new_body()
    network = keras.Sequential([body, layers.Dense(5)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(), loss)
    return body, network


def clones(network, n):
    return [keras.models.clone_model(network).get_weights() for _ in range(n)]


def test_train_starts_with_an_optimizer_without_a_past(body_and_network):
    _, network = body_and_network
    start, batches = network.get_weights(), draw(*small_task(), 3, seeded())
    one = train(network, start, batches, 0.005)
    train(network, start, draw(*small_task(), 2, seeded()), 0.05)
    other = train(network, start, batches, 0.005)
    for before, first, second in zip(start, one, other, strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)
        assert np.abs(first - before).max() > 1e-3
    assert network.optimizer.iterations == 3


def seeded():
    return np.random.default_rng(1)


def test_accuracy_counts_right_answers_of_the_given_weights(body_and_network):
    _, network = body_and_network
    x, y = small_task()
    *body_weights, W, b = clones(network, 1)[0]
    for k in range(5):
        always_k = [*body_weights, 0 * W, np.eye(5)[k]]
        assert accuracy(network, always_k, x, y[::-1]) == 0.2
        assert accuracy(network, always_k, x, np.full(len(x), k)) == 1


def test_an_old_head_put_back_without_a_step_is_as_good_as_before(body_and_network):
    _, network = body_and_network
    x, y = small_task()
    past = train(network, clones(network, 1)[0], draw(x, y, 5, seeded()), 0.005)
    before, (_, other) = accuracy(network, past, x, y), clones(network, 2)
    accuracy(network, [*past[:-2], *other[-2:]], x, y)
    now = [*network.get_weights()[:-2], *past[-2:]]
    assert accuracy(network, now, x, y) == before


def test_frozen_trains_each_head_on_its_picks_and_leaves_the_body(body_and_network):
    body, network = body_and_network
    x, y = small_task()
    weights, other = clones(network, 2)
    picks = [pick(y, n, seeded()) for n in (5, 10)]
    body.set_weights(other[:-2])
    right, heads = frozen(body, weights, picks, x, y, x[:20], y[:20], steps=20)
    assert right.shape == (2, 20)
    assert all(map(np.array_equal, body.get_weights(), weights[:-2]))
    for p, (W, b), its_right in zip(picks, heads, right, strict=True):
        expected = train_head(np.array(body(x[p])), y[p], steps=20)
        np.testing.assert_allclose(W, expected[0], atol=1e-5)
        np.testing.assert_allclose(b, expected[1], atol=1e-5)
        whole = [*weights[:-2], W, b]
        assert accuracy(network, whole, x[:20], y[:20]) == its_right.mean()


class Recorder:
    """A network that keeps what it was asked."""

    def predict(self, x, verbose):
        self.x = np.array(x)
        return np.zeros((len(x), 1280))


@few
@given(st.integers(1, 4), seeds)
def test_a_network_sees_images_enlarged_in_colour_from_minus_1_to_1(n, seed):
    images = np.random.default_rng(seed).uniform(size=(n, 8, 8)).astype("float32")
    images[:, 3:5, 3:5], images[:, 0, 0] = 0, 1
    network = Recorder()
    assert seen_by(network, images).shape == (n, 1280)
    assert network.x.shape == (n, 96, 96, 3)
    assert network.x.min() == -1
    assert network.x.max() == 1
    np.testing.assert_array_equal(network.x[..., 0], network.x[..., 2])
    middle = network.x[:, 46:50, 46:50]
    np.testing.assert_array_equal(middle, -1)
    np.testing.assert_array_equal(seen_by(None, images), images.reshape(n, 64))


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


def fit_moves(model, x):
    """Train for an epoch of one batch; return whether the first layer has changed."""
    before = model.layers[0].get_weights()
    model.fit(x, np.ones((len(x), 1)), batch_size=len(x), verbose=0)
    return not all(map(np.array_equal, before, model.layers[0].get_weights()))


def test_batches_of_another_shape_make_keras_look_at_the_flag_again():
    body, model = body_and_model()
    model.compile(keras.optimizers.SGD(0.125), "mse")
    assert fit_moves(model, np.ones((4, 3)))
    body.trainable = False
    assert fit_moves(model, np.ones((4, 3)))
    assert not fit_moves(model, np.ones((2, 3)))


def test_a_body_unfrozen_meanwhile_is_unknown_to_the_optimizer():
    body, model = body_and_model()
    body.trainable = False
    model.compile(keras.optimizers.SGD(0.125), "mse")
    assert not fit_moves(model, np.ones((4, 3)))
    body.trainable = True
    assert not fit_moves(model, np.ones((4, 3)))
    with pytest.raises(ValueError):
        fit_moves(model, np.ones((2, 3)))


SEVENS = np.full((4, 2), 7.0)


def test_a_call_that_says_so_keeps_the_averages_in_training():
    norm = layers.BatchNormalization()

    class Tuned(keras.Model):
        def call(self, x):
            return norm(x, training=False)

    Tuned()(SEVENS, training=True)
    np.testing.assert_array_equal(norm.moving_mean, 0)
    norm(SEVENS, training=True)
    assert (np.array(norm.moving_mean) > 0).all()


def test_a_functional_model_overrules_a_call_that_says_so():
    norm, inputs = layers.BatchNormalization(), keras.Input((2,))
    keras.Model(inputs, norm(inputs, training=False))(SEVENS, training=True)
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


@few
@given(st.integers(1, 6), st.integers(1, 4), st.integers(2, 5), seeds)
def test_fine_tune_is_a_step_of_two_optimizers(n, n_features, n_classes, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, 3)), rng.integers(n_classes, size=n)
    V, W = rng.normal(size=(3, n_features)), rng.normal(size=(n_features, n_classes))
    arrays = [keras.Variable(array, dtype="float64") for array in (V, W)]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    with tf.GradientTape() as tape:
        value = loss(y, keras.ops.relu(x @ arrays[0].value) @ arrays[1].value)
    gradients = tape.gradient(value, [array.value for array in arrays])
    by_hand = ex.fine_tune.reference(x, y, V, W, 0.125, 0.5)
    for i, learning_rate in enumerate([0.125, 0.5]):
        keras.optimizers.SGD(learning_rate).apply([gradients[i]], [arrays[i]])
        np.testing.assert_allclose(by_hand[i], arrays[i].numpy(), atol=1e-10)


# its drawings


def test_handed_over_shows_both_tasks_with_one_body_and_a_head_each(ax):
    assert drawings.handed_over(ax, ["old", "new"], "body", ["one", "two"]) is ax
    texts = [text.get_text() for text in ax.texts]
    assert {"old", "new", "one", "two", "copied"} <= set(texts)
    assert texts.count("body") == 2
    with pytest.raises(ValueError):
        drawings.handed_over(ax, ["old"], "body", ["one", "two"])
