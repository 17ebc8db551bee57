"""Lesson 00: its network by hand, what it says of Keras and its data, its exercises."""

import difflib
import re

from exercises import ex00_start_here as ex
from helpers import data, many
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

new_network, nearest = load("00", "new_network", "nearest")
sizes = st.integers(1, 6)
classes = st.integers(2, 6)
seeds = st.integers(0, 2**32 - 1)


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


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


def test_after_an_epoch_training_is_no_worse_than_validation_as_evaluated():
    """So the mean over the epoch is what makes validation begin better."""
    digits, network = data.load_digits(), new_network(seed=0)
    report = network.fit(digits.x_train, digits.y_train, verbose=0).history
    training = network.evaluate(digits.x_train, digits.y_train, verbose=0)[0]
    validation = network.evaluate(digits.x_validation, digits.y_validation, verbose=0)[
        0
    ]
    assert report["loss"][0] - training > 0.05
    assert abs(training - validation) < 0.05


# What it says of its data


def rows():
    digits = data.load_digits()
    x_train, x_test = digits.x_train.reshape(-1, 64), digits.x_test.reshape(-1, 64)
    return x_train, digits.y_train, x_test, digits.y_test


def test_the_nearest_image_is_the_nearest():
    x_train, _, x_test, _ = rows()
    squares = (x_train**2).sum(axis=1) - 2 * x_test @ x_train.T
    np.testing.assert_array_equal(nearest(x_train, x_test), squares.argmin(axis=1))


STARTS = [0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545, 1667]
LENGTHS = np.diff([*STARTS, 1797])


def table():
    """The file's rows in their order: set (1797,), target, pixels (1797, 64), form."""
    path = data.FOLDER / "digits.csv"
    rows = np.loadtxt(path, str, delimiter=",", skiprows=1)
    x = rows[:, 2:].astype(np.float32) / 16
    return rows[:, 0], rows[:, 1], x, np.repeat(np.arange(14), LENGTHS)


def test_the_file_is_one_sequence_of_targets_fourteen_times():
    """Its 14 forms; cut elsewhere, stretches as long are not alike."""
    _, y, _, _ = table()
    text = "".join(y)
    found = [match.start() - 30 for match in re.finditer("0955650989841773", text)]
    late = np.zeros(14, int)
    late[7], late[12] = 1, 2  # so many are missing among the first 30 of these forms
    np.testing.assert_array_equal(found + late, STARTS)
    for start in STARTS:  # none begins with the end of the one before
        assert text.startswith(("01234", "12345"), start)
        assert not text.startswith("01234", start - 1)

    def likeness(start, length):
        stretch = text[start : start + length]
        return difflib.SequenceMatcher(None, text[:130], stretch, False).ratio()

    forms = zip(STARTS, LENGTHS, strict=True)
    assert min(likeness(*form) for form in forms) > 0.95
    assert likeness(65, 130) < 0.6


def test_every_form_is_in_every_set():
    split, _, _, form = table()
    for name, least in (("training", 60), ("validation", 20), ("test", 20)):
        assert np.bincount(form[split == name], minlength=14).min() >= least
    tested = np.bincount(form[split == "test"])
    assert (tested.min(), tested.max()) == (20, 30)


def test_nearly_half_of_the_nearest_images_are_of_the_same_form():
    split, _, x, form = table()
    known, new = split == "training", split == "test"
    same = form[known][nearest(x[known], x[new])] == form[new]
    assert same.sum() == 172
    chance = np.mean(form[new][:, np.newaxis] == form[known])
    assert chance == pytest.approx(0.07, abs=0.005)


def look_up_wrong(group):
    """How many test images the look-up has wrong without their form's group."""
    split, y, x, form = table()
    known, new = split == "training", split == "test"
    n_wrong = 0
    for image, target, own in zip(x[new], y[new], form[new], strict=True):
        rest = group != own
        place = nearest(x[known][rest], [image])[0]
        n_wrong += y[known][rest][place] != target
    return n_wrong


def test_the_own_form_put_away_costs_the_look_up_what_the_lesson_says():
    split, _, _, form = table()
    forms = form[split == "training"]
    drawn = [np.random.default_rng(seed).permutation(forms) for seed in range(12)]
    assert look_up_wrong(np.full(1085, -1)) == 7
    assert look_up_wrong(forms) == 16
    assert {look_up_wrong(group) for group in drawn} <= {6, 7, 8, 9, 10, 11}


def test_exercise_3_gives_on_the_digits_what_its_text_says():
    _, y, x, form = table()
    task = ex.look_up_new_writers
    assert task.reference(x, y, form) == pytest.approx(1 - 65 / 1797)
    assert task.faulty(x, y, form) == pytest.approx(1 - 21 / 1797)


def networks_wrong(group, seed=0):
    """Wrong test answers (10,) of ten networks that know the other groups alone."""
    split, y, x, form = table()
    known, new, y = split == "training", split == "test", y.astype(int)
    rng, counts = np.random.default_rng(seed), np.zeros(10, int)
    for left_out in range(14):
        rest, asked = group != left_out, form[new] == left_out
        x_rest, y_rest = x[known][rest], y[known][rest]
        batches = rng.integers(len(x_rest), size=(300, 10, 32))
        weights = many.init(10, 32, rng)
        weights, _ = many.train(weights, x_rest, y_rest, batches, rates=0.005)
        found = many.forward(weights, x[new][asked])[1].argmax(axis=2)
        counts += np.sum(found != y[new][asked], axis=1)
    return counts


def test_a_new_form_costs_networks_what_the_data_sheet_says():
    split, _, _, form = table()
    forms = form[split == "training"]
    drawn = np.random.default_rng(0).permutation(forms)
    new, known = networks_wrong(forms) / 355, networks_wrong(drawn) / 355
    assert 1 - new.mean() == pytest.approx(0.923, abs=0.006)
    assert 1 - known.mean() == pytest.approx(0.955, abs=0.006)
    assert new.min() > known.max()


def test_after_30_epochs_validation_still_gets_better():
    digits, network = data.load_digits(), new_network(seed=0)
    report = network.fit(
        digits.x_train,
        digits.y_train,
        epochs=60,
        verbose=0,
        validation_data=(digits.x_validation, digits.y_validation),
    ).history
    assert report["val_loss"][59] < report["val_loss"][29] - 0.01
    assert report["loss"][29] < report["val_loss"][29] - 0.02


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
    drawings.from_pixels_to_answer(fig, np.zeros((8, 8)), 5, np.ones(32), z, p)
    logits, probabilities = fig.axes[2:]
    written = [float(text.get_text().replace("−", "-")) for text in logits.texts]
    np.testing.assert_allclose(written, z)
    for ax in (logits, probabilities):
        colors = [bar.get_facecolor() for bar in ax.patches]
        assert colors.count(colors[z.argmax()]) == 1
    plt.close(fig)


def test_one_unit_writes_its_sum():
    fig, axes = plt.subplots(1, 4)
    x, *weights = random_arrays(2, 64, (64, 32), 32, (32, 10), 10)
    network = new_network(seed=0)
    network.set_weights(weights)
    w, bias = weights[0][:, 3], weights[1][3]
    drawings.one_unit(axes, network, x, unit=3)
    written = axes[2].get_xlabel().replace("−", "-").split()
    np.testing.assert_allclose(float(written[1]), x @ w, atol=0.006)
    np.testing.assert_allclose(float(written[-1]), x @ w + bias, atol=0.006)
    plt.close(fig)


# Exercises: right answers of other kinds


def accuracy_by_counting(y, y_pred):
    n_right = 0
    for one, other in zip(y, y_pred, strict=True):
        if one == other:
            n_right += 1
    return n_right / len(y)


def others_taken_out(x, y, writer):
    n_right = 0
    for i in range(len(x)):
        others = writer != writer[i]
        distances = np.linalg.norm(x[others] - x[i], axis=1)
        n_right += y[others][np.argmin(distances)] == y[i]
    return n_right / len(x)


def two_loops(x, y, writer):
    right = []
    for i, one in enumerate(x):
        least = np.inf
        for j, other in enumerate(x):
            distance = np.sum((one - other) ** 2)
            if writer[j] != writer[i] and distance < least:
                least, found = distance, y[j]
        right.append(found == y[i])
    return np.mean(right)


def a_number_beyond_all(x, y, writer):
    squares = ((x[:, np.newaxis] - x) ** 2).sum(axis=-1)
    squares += (squares.max() + 1) * (writer[:, np.newaxis] == writer)
    return np.mean(y[squares.argmin(axis=1)] == y)


def by_numbers(x, layers):
    for i in range(len(layers)):
        W, b = layers[i]
        x = x @ W + b
        if i < len(layers) - 1:
            x = np.where(x > 0, x, 0)
    return x


def by_keras(x, layers):
    for i, (W, b) in enumerate(layers, start=1):
        activation = "relu" if i < len(layers) else None
        layer = keras.layers.Dense(len(b), activation=activation, dtype="float64")
        layer.build(x.shape)
        layer.set_weights([W, b])
        x = layer(x)
    return x


def sample_by_sample(x, layers):
    found = []
    for row in x:
        a = list(row)
        for W, b in layers:
            z = [sum(np.array(a) * W[:, j]) + b[j] for j in range(len(b))]
            a = [max(0, value) for value in z]
        found.append(z)
    return found


def cut_before_each_but_the_first(x, layers):
    z = x @ layers[0][0] + layers[0][1]
    for W, b in layers[1:]:
        z = np.maximum(z, 0) @ W + b
    return z


RIGHT = {
    ex.accuracy: [
        accuracy_by_counting,
        lambda y, y_pred: sum(y == y_pred) / len(y),
        lambda y, y_pred: 1 - np.count_nonzero(y - y_pred) / y.size,
    ],
    ex.heart_test: ["e", "E", " e) "],
    ex.run_twice: ["b", "(b)"],
    ex.look_up_new_writers: [others_taken_out, two_loops, a_number_beyond_all],
    ex.deep_logits: [
        by_numbers,
        by_keras,
        sample_by_sample,
        cut_before_each_but_the_first,
    ],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    answers.is_right(task, answer)


# Wrong answers that are no known mistake, or several at once


def looked_up(choose):
    """The function with another line in the middle: choose(distances, i, y, writer)."""

    def answer(x, y, writer):
        n_right = 0
        for i in range(len(x)):
            distances = np.sum((x - x[i]) ** 2, axis=1)
            choose(distances, i, y, writer)
            n_right += y[distances.argmin()] == y[i]
        return n_right / len(x)

    return answer


def put(places, value=np.inf):
    def choose(distances, i, y, writer):
        distances[places(i, y, writer)] = value

    return choose


def own(i, y, writer):
    return writer == writer[i]


def in_the_first_turn(x, y, writer):
    for i in range(len(x)):
        distances = np.sum((x - x[i]) ** 2, axis=1)
        distances[writer == writer[i]] = np.inf
        return (y[distances.argmin()] == y[i]) / len(x)


def by_the_writer(x, y, writer):
    n_right = 0
    for i in range(len(x)):
        distances = np.sum((x - x[i]) ** 2, axis=1)
        distances[writer == writer[i]] = np.inf
        n_right += writer[distances.argmin()] == writer[i]
    return n_right / len(x)


def popped(x, layers):
    W_out, b_out = layers.pop()
    for W, b in layers:
        x = np.maximum(0, x @ W + b)
    return x @ W_out + b_out


def in_every_layer(x, layers):
    for W, b in layers[:-1]:
        a = np.maximum(0, x @ W + b)
    W, b = layers[-1]
    return a @ W + b


def cut_by_max(x, layers):
    for W, b in layers:
        x = max(0, x @ W + b)
    return x


def with_the_last_twice(x, layers):
    for W, b in layers:
        x = np.maximum(0, x @ W + b)
    W, b = layers[-1]
    return x @ W + b


def only_the_first(x, layers):
    a = x
    for W, b in layers[:-1]:
        a = np.maximum(0, a @ W + b)
        W, b = layers[-1]
        return a @ W + b


def deep_with(x, layers, activation):
    for W, b in layers[:-1]:
        x = activation(x @ W + b)
    W, b = layers[-1]
    return x @ W + b


def plus_a_large_number(x, y, writer):
    squares = ((x[:, np.newaxis] - x) ** 2).sum(axis=-1)
    squares += 1e9 * (writer[:, np.newaxis] == writer)
    return np.mean(y[squares.argmin(axis=1)] == y)


def from_the_second_layer_on(x, layers):
    for i in range(1, len(layers)):
        W, b = layers[i]
        x = x @ W + b
        if i < len(layers) - 1:
            x = np.maximum(0, x)
    return x


def all_outputs(x, layers):
    outputs = []
    for W, b in layers:
        x = np.maximum(0, x @ W + b)
        outputs.append(x)
    return outputs


right = ex.deep_logits.reference
WRONG = {
    ex.accuracy: [
        (lambda y, y_pred: y == y_pred, "of each sample"),
        (lambda y, y_pred: np.sum(y == y_pred) // len(y), "rounds down"),
        (lambda y, y_pred: (y == y_pred).all(), "all()"),
        (lambda y, y_pred: len(y == y_pred) / len(y), "np.sum"),
        (lambda y, y_pred: np.mean(y) == np.mean(y_pred), "True"),
        (lambda y, y_pred: print(np.mean(y == y_pred)), "return"),
        (
            lambda y, y_pred: sum(y == y_pred) / (len(y) + len(y_pred)),
            "twice the number",
        ),
        (lambda y, y_pred: sum(y == y_pred) / 4, "first case alone"),
        (lambda y, y_pred: np.round(np.mean(y == y_pred), 1), "rounded"),
        (lambda y_pred, y: np.mean(y == y_pred), "in this order"),
    ],
    ex.heart_test: [
        ("93%", "letter"),
        ("a", "whose"),
        ("c", "worse"),
        (3, "letter"),
    ],
    ex.run_twice: [("d", "memory"), (None, "letter")],
    ex.look_up_new_writers: [
        (looked_up(put(own, -np.inf)), "np.inf"),
        (looked_up(put(own, 50)), "fixed number"),
        (looked_up(put(own, 99999)), "fixed number"),
        (plus_a_large_number, "fixed number"),
        (
            looked_up(lambda d, i, y, w: put(lambda *_: d == 0)(d, i, y, w)),
            "same place",
        ),
        (looked_up(put(own, np.nan)), "np.inf"),
        (looked_up(put(lambda i, y, writer: writer != writer[i])), "finds itself"),
        (looked_up(put(lambda i, y, writer: slice(max(i - 1, 0), i + 2))), "anywhere"),
        (looked_up(put(lambda i, y, writer: y == y[i])), "count by y"),
        (in_the_first_turn, "first turn"),
        (by_the_writer, "count by y"),
        (lambda x, y, writer: 100 * two_loops(x, y, writer), "100 times"),
        (lambda x, y, writer: len(x) * two_loops(x, y, writer), "mean"),
        (lambda x, y, writer: 1 - two_loops(x, y, writer), "1 minus"),
        (lambda x, y, writer: print(two_loops(x, y, writer)), "return"),
    ],
    ex.deep_logits: [
        (in_every_layer, "x goes into every layer"),
        (from_the_second_layer_on, "begins at 0"),
        (all_outputs, "a list of what all layers give"),
        (lambda x, layers: deep_with(x, layers, lambda z: np.clip(z, 0, 1)), "above 1"),
        (cut_by_max, "np.maximum"),
        (popped, "layers[-1]"),
        (lambda x, layers: deep_with(x, layers, lambda z: np.clip(z, 0, 6)), "above 6"),
        (with_the_last_twice, "twice"),
        (only_the_first, "first turn"),
        (lambda x, layers: right(x, layers).T, "transposed"),
        (lambda x, layers: right(x, layers).max(axis=1), "largest"),
        (lambda x, layers: print(right(x, layers)), "return"),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(WRONG))
def test_a_wrong_answer_is_refused_with_help(task, answer, words):
    answers.is_refused(task, answer, words)


# The references against Keras, on random shapes


@settings(deadline=None, max_examples=25)
@given(seed=seeds, n_samples=sizes, n_in=sizes, n_units=sizes, n_classes=classes)
def test_deep_logits_are_those_of_keras(seed, n_samples, n_in, n_units, n_classes):
    shapes = (n_samples, n_in), (n_in, n_units), (n_units,), (n_units, n_classes)
    x, W1, b1, W2, b2 = random_arrays(seed, *shapes, (n_classes,))
    for layers in ([(W1, b1)], [(W1, b1), (W2, b2)]):
        expected = by_keras(x, layers)
        np.testing.assert_allclose(
            ex.deep_logits.reference(x, layers), expected, rtol=1e-12, atol=1e-12
        )
