"""Lesson 00: its network by hand, what it says of Keras and its data, its exercises."""

from exercises import ex00_start_here as ex
from helpers import data
from helpers.drawings import lesson_00 as drawings

import answers
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load

hidden_layer, output_layer, softmax = load(
    "00", "hidden_layer", "output_layer", "softmax"
)
new_network = load("00", "new_network")
sizes = st.integers(1, 6)
classes = st.integers(2, 6)
seeds = st.integers(0, 2**32 - 1)
CLOSE = dict(rtol=1e-12, atol=1e-12)


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def dense(x, W, b, activation):
    """What Keras's Dense makes of x in float64."""
    layer = keras.layers.Dense(W.shape[1], activation=activation, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([W, b])
    return layer(x)


# The network by hand


@settings(deadline=None, max_examples=25)
@given(seed=seeds, n_samples=sizes, n_in=sizes, n_units=sizes, n_classes=classes)
def test_the_layers_by_hand_are_keras_layers(seed, n_samples, n_in, n_units, n_classes):
    shapes = (n_samples, n_in), (n_in, n_units), (n_units,), (n_units, n_classes)
    x, W1, b1, W2, b2 = random_arrays(seed, *shapes, (n_classes,))
    a1 = hidden_layer(x, W1, b1)
    np.testing.assert_allclose(a1, dense(x, W1, b1, "relu"), **CLOSE)
    logits = output_layer(a1, W2, b2)
    np.testing.assert_allclose(logits, dense(a1, W2, b2, None), **CLOSE)
    np.testing.assert_allclose(softmax(logits), dense(a1, W2, b2, "softmax"), **CLOSE)


@given(seed=seeds, n_samples=sizes, n_classes=classes)
def test_softmax_is_scipys_and_keeps_the_order(seed, n_samples, n_classes):
    logits = 20 * random_arrays(seed, (n_samples, n_classes))[0]
    p = softmax(logits)
    np.testing.assert_allclose(p, scipy.special.softmax(logits, axis=1), **CLOSE)
    np.testing.assert_array_equal(p.argmax(axis=1), logits.argmax(axis=1))


@given(seed=seeds, n_in=sizes, n_units=sizes)
def test_turned_pixels_give_a_constant_minus_what_it_was(seed, n_in, n_units):
    x, W, b = random_arrays(seed, (4, n_in), (n_in, n_units), (n_units,))
    turned = output_layer(1 - x, W, b)
    constant = W.sum(axis=0) + 2 * b
    np.testing.assert_allclose(turned, constant - output_layer(x, W, b), **CLOSE)


# What the lesson says of Keras


def test_fit_reports_the_mean_over_an_epoch_of_batches_before_their_steps():
    digits = data.load_digits()
    slow, twin = new_network(seed=3), new_network(seed=3)
    totals = np.zeros(2)
    for start in range(0, 1085, 32):
        x, y = digits.x_train[start : start + 32], digits.y_train[start : start + 32]
        p = slow.predict_on_batch(x)
        loss = -np.log(p[np.arange(len(y)), y])
        totals += [loss.sum(), np.sum(p.argmax(axis=1) == y)]
        slow.train_on_batch(x, y)
    report = twin.fit(digits.x_train, digits.y_train, shuffle=False, verbose=0).history
    reported = [report["loss"][0], report["accuracy"][0]]
    np.testing.assert_allclose(totals / 1085, reported, rtol=1e-5)
    for by_steps, by_fit in zip(slow.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(by_steps, by_fit, atol=1e-5)


def test_an_epoch_has_34_steps():
    network = new_network(seed=0)
    digits = data.load_digits()
    network.fit(digits.x_train, digits.y_train, batch_size=32, verbose=0)
    assert int(network.optimizer.iterations) == 34


# What it says of its data


def test_the_file_goes_through_its_writers_as_far_as_neighbours_tell():
    """The nearest training image stands near in the file, far more than by chance."""
    digits = data.load_digits()
    x_train = digits.x_train.reshape(1085, 64)
    places = [
        np.sum((x_train - image) ** 2, axis=1).argmin()
        for image in digits.x_test.reshape(355, 64)
    ]
    own = np.arange(355) / 355
    distances = np.abs(np.array(places) / 1085 - own)
    shuffled = np.random.default_rng(0).permutation(places) / 1085
    assert np.median(distances) < 0.08
    assert np.median(np.abs(shuffled - own)) > 0.25


def test_both_choices_of_training_images_are_of_one_size_and_mixed_alike():
    y_train = data.load_digits().y_train
    whole_file = np.arange(1085) % 5 != 4
    for fifth in range(5):
        others = np.arange(1085) * 5 // 1085 != fifth
        assert whole_file.sum() == others.sum() == 868
        for chosen in (whole_file, others):
            counts = np.bincount(y_train[chosen], minlength=10)
            assert counts.min() > 70 and counts.max() < 105


# Drawings


def test_weight_images_have_one_scale_and_add_up():
    before, after = random_arrays(1, (64, 20), (64, 20))
    fig, axes = plt.subplots(3, 1)
    drawings.weight_images(axes, before, after, n_columns=8)
    images = [ax.images[0] for ax in axes]
    assert len({image.get_clim() for image in images}) == 1
    first, added, last = (image.get_array().filled(0) for image in images)
    np.testing.assert_allclose(first + added, last)
    np.testing.assert_allclose(first[9:17, 18:26], before[:, 10].reshape(8, 8))
    plt.close(fig)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_way_writes_each_number_and_marks_the_largest(sign):
    z = sign * np.arange(1.0, 11.0)
    p = scipy.special.softmax(z)
    fig = plt.figure()
    drawings.way(fig, np.zeros((8, 8)), np.ones(32), z, p)
    logits, probabilities = fig.axes[2:]
    written = [float(text.get_text().replace("−", "-")) for text in logits.texts]
    np.testing.assert_allclose(written, z)
    for ax in (logits, probabilities):
        colors = [bar.get_facecolor() for bar in ax.patches]
        assert colors.count(colors[z.argmax()]) == 1
    plt.close(fig)


# Exercises: right answers of other kinds


def accuracy_by_counting(y, y_pred):
    n_right = 0
    for one, other in zip(y, y_pred, strict=True):
        if one == other:
            n_right += 1
    return n_right / len(y)


def functional(height, width, n_units, n_classes):
    inputs = keras.Input((height, width))
    hidden = keras.layers.Dense(n_units)(keras.layers.Flatten()(inputs))
    logits = keras.layers.Dense(n_classes)(keras.layers.ReLU()(hidden))
    return keras.Model(inputs, keras.layers.Softmax()(logits))


def added_one_by_one(height, width, n_units, n_classes):
    model = keras.Sequential()
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(n_units, activation="relu"))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model


def reshaped(height, width, n_units, n_classes):
    return keras.Sequential(
        [
            keras.Input(shape=(height, width)),
            keras.layers.Reshape((height * width,)),
            keras.layers.Dense(n_units),
            keras.layers.Activation("relu"),
            keras.layers.Dense(n_classes, activation=keras.activations.softmax),
        ]
    )


def three_layers_by_sample(x, W1, b1, W2, b2, W3, b3):
    found = []
    for a in x:
        for W, b in ((W1, b1), (W2, b2)):
            z = a @ W + b
            a = np.where(z > 0, z, 0)
        found.append(int(np.argmax(a @ W3 + b3)))
    return found


def three_layers_with_softmax(x, W1, b1, W2, b2, W3, b3):
    hidden = dense(dense(x, W1, b1, "relu"), W2, b2, "relu")
    return np.argmax(dense(hidden, W3, b3, "softmax"), axis=-1)


RIGHT = {
    ex.accuracy: [
        accuracy_by_counting,
        lambda y, y_pred: sum(y == y_pred) / len(y),
        lambda y, y_pred: 1 - np.count_nonzero(y - y_pred) / y.size,
    ],
    ex.heart_test: ["c", "C", " c) "],
    ex.run_twice: ["b", "(b)"],
    ex.image_network: [functional, added_one_by_one, reshaped],
    ex.three_layers: [three_layers_by_sample, three_layers_with_softmax],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    answers.is_right(task, answer)


# Wrong answers that are no known mistake, or several at once


def hidden(x, W, b):
    return np.maximum(0, x @ W + b)


WRONG = {
    ex.accuracy: [
        (lambda y, y_pred: y == y_pred, "shape"),
        (lambda y, y_pred: np.mean(y) == np.mean(y_pred), "True"),
        (lambda y, y_pred: print(np.mean(y == y_pred)), "return"),
        (lambda y_pred, y: np.mean(y == y_pred), "in this order"),
    ],
    ex.heart_test: [("93%", "letter"), ("a", "whose"), (3, "letter")],
    ex.run_twice: [("d", "memory"), (None, "letter")],
    ex.image_network: [
        (lambda height, width, n_units, n_classes: [n_units, n_classes], "returns"),
        (
            lambda height, width, n_units, n_classes: keras.layers.Dense(n_units),
            "returns",
        ),
        (lambda height, width, n_units, n_classes: None, "return"),
    ],
    ex.three_layers: [
        (
            lambda x, W1, b1, W2, b2, W3, b3: (
                hidden(hidden(x, W1, b1), W2, b2) @ W3 + b3 == 0
            ),
            "shape",
        ),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(WRONG))
def test_a_wrong_answer_is_refused_with_help(task, answer, words):
    answers.is_refused(task, answer, words)


# The references against Keras, on random shapes


@settings(deadline=None, max_examples=25)
@given(seed=seeds, n_samples=sizes, n_in=sizes, n_units=sizes)
def test_three_layers_answers_as_keras_does(seed, n_samples, n_in, n_units):
    shapes = (n_samples, n_in), (n_in, n_units), (n_units,), (n_units, 4), (4,)
    x, W1, b1, W2, b2, W3, b3 = random_arrays(seed, *shapes, (4, 3), (3,))
    expected = three_layers_with_softmax(x, W1, b1, W2, b2, W3, b3)
    found = ex.three_layers.reference(x, W1, b1, W2, b2, W3, b3)
    np.testing.assert_array_equal(found, expected)


def test_the_image_network_learns_other_images():
    """Eight by eight pixels turned into 16 by 4: the same pixels, other sides."""
    digits = data.load_digits()
    keras.utils.set_random_seed(1)
    model = ex.image_network.reference(16, 4, n_units=16, n_classes=10)
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    x = digits.x_train.reshape(-1, 16, 4)
    history = model.fit(x, digits.y_train, epochs=5, verbose=0).history
    assert history["accuracy"][-1] > 2 * history["accuracy"][0]
