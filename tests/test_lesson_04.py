"""The by-hand losses, schedules and optimizers of lesson 04, held to Keras."""

import base64
import io
import re
from itertools import pairwise

from exercises import ex04_losses_and_gradient_descent as ex04
from helpers import plots
from helpers.drawings import lesson_04 as drawings

import answers
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.optimize
import scipy.special
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from lessons import load
from matplotlib.colors import to_hex
from PIL import Image

mse, line, in_keras = load("04", "mse", "line", "in_keras")
binary_naive, binary_from_logits = load("04", "binary_naive", "binary_from_logits")
categorical, categorical_from_logits, log_softmax, sigmoid = load(
    "04", "categorical", "categorical_from_logits", "log_softmax", "sigmoid"
)
sgd, descend, step_decay, cosine = load("04", "sgd", "descend", "step_decay", "cosine")
momentum, rmsprop, adam = load("04", "momentum", "rmsprop", "adam")
ground, slope = load("04", "ground", "slope")

few = settings(deadline=None, max_examples=25)
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)


def keras_loss(name, **options):
    return getattr(keras.losses, name)(dtype="float64", **options)


def assert_pair(by_hand, by_keras):
    """Hold (loss, gradient) to (loss, gradient)."""
    for one, other in zip(by_hand, by_keras, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def draw(seed, *shape):
    return np.random.default_rng(seed).normal(scale=5, size=shape)


@few
@given(sizes, sizes, seeds)
def test_mse_is_keras_on_random_shapes(rows, columns, seed):
    y, y_pred = draw(seed, 2, rows, columns)
    expected = in_keras(keras_loss("MeanSquaredError"), y, y_pred)
    assert_pair(mse(y, y_pred), expected)


@few
@given(sizes, sizes, seeds)
def test_the_line_has_the_gradient_of_the_tape(n, n_features, seed):
    x, y, w = draw(seed, n, n_features), draw(seed + 1, n), draw(seed + 2, n_features)
    loss = keras_loss("MeanSquaredError")
    expected = in_keras(lambda y, w: loss(y, tf.linalg.matvec(x, w)), y, w)
    assert_pair(line(w, x, y), expected)


@few
@given(sizes, sizes, sizes, seeds)
def test_many_lines_at_once_are_the_lines_one_by_one(n_lines, n, n_features, seed):
    x, y = draw(seed, n, n_features), draw(seed + 1, n)
    lines = draw(seed + 2, n_lines, n_features)
    one_by_one = [line(w, x, y) for w in lines]
    assert_pair(line(lines, x, y), map(np.array, zip(*one_by_one, strict=True)))


@few
@given(sizes, sizes, seeds)
def test_binary_cross_entropy_is_keras_from_logits_and_probabilities(n, n_out, seed):
    z, y = draw(seed, n, n_out), draw(seed + 1, n, n_out) > 0
    y = y.astype(float)
    from_logits = keras_loss("BinaryCrossentropy", from_logits=True)
    assert_pair(binary_from_logits(y, 20 * z), in_keras(from_logits, y, 20 * z))
    p = np.clip(sigmoid(z), 1e-6, 1 - 1e-6)  # what Keras leaves as it is
    expected = in_keras(keras_loss("BinaryCrossentropy"), y, p)
    assert_pair(binary_naive(y, p), expected)


@few
@given(sizes, st.integers(2, 6), seeds)
def test_categorical_cross_entropy_is_keras_in_all_its_forms(n, n_classes, seed):
    z = draw(seed, n, n_classes)
    labels = np.random.default_rng(seed).integers(n_classes, size=n)
    y = np.eye(n_classes)[labels]
    for name, targets in [("Categorical", y), ("SparseCategorical", labels)]:
        loss = keras_loss(f"{name}Crossentropy", from_logits=True)
        by_hand = categorical_from_logits(y, 20 * z)
        assert_pair(by_hand, in_keras(loss, targets, 20 * z))
    p = np.exp(log_softmax(z / 5))
    expected = in_keras(keras_loss("CategoricalCrossentropy"), y, p)
    assert_pair(categorical(y, p), expected)


@given(arrays(float, (3, 4), elements=st.floats(-1e4, 1e4)))
def test_losses_from_logits_are_finite_for_any_logits(z):
    y = np.eye(4)[:3]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        pairs = [binary_from_logits(y, z), categorical_from_logits(y, z)]
    assert all(np.isfinite(part).all() for pair in pairs for part in pair)


def test_descend_follows_a_formula_that_can_be_done_by_hand():
    def gradient(w, step):
        return 2 * w + step

    path = descend(gradient, [1.0, 0.0], lambda step: 0.25 / (step + 1), 2)
    np.testing.assert_allclose(path, [[1, 0], [0.5, 0], [0.25, -0.125]])
    path = descend(gradient, [1.0, 0.0], 0.25, 1, weight_decay=0.5)
    np.testing.assert_allclose(path, [[1, 0], [0.375, 0]])


def test_descend_leaves_its_start_as_it_was():
    start = np.array([1.0, 2.0])
    descend(lambda w, step: w, start, 0.5, 3)
    np.testing.assert_array_equal(start, [1, 2])


of = keras.optimizers
OPTIMIZERS = {
    "SGD": (sgd, of.SGD, {}),
    "momentum": (momentum, of.SGD, {"momentum": 0.75}),
    "Nesterov": (momentum, of.SGD, {"momentum": 0.75, "nesterov": True}),
    "RMSprop": (rmsprop, of.RMSprop, {"rho": 0.75}),
    "Adam": (adam, of.Adam, {"beta_1": 0.75, "beta_2": 0.9375}),
    "AdamW": (
        adam,
        of.AdamW,
        {"beta_1": 0.5, "beta_2": 0.984375, "weight_decay": 0.125},
    ),
}


def steps_of_keras(optimizer, w, gradients):
    variable, path = keras.Variable(w, dtype="float64"), [w]
    for gradient in gradients:
        optimizer.apply([gradient], [variable])
        path.append(variable.numpy())
    return np.array(path)


@pytest.mark.parametrize("name", OPTIMIZERS)
@settings(deadline=None, max_examples=5)
@given(rows=sizes, columns=sizes, seed=seeds)
def test_an_optimizer_is_keras_after_each_step(name, rows, columns, seed):
    optimizer, keras_class, options = OPTIMIZERS[name]
    gradients, w = draw(seed, 30, rows, columns), draw(seed + 1, rows, columns)
    path = descend(lambda w, step: gradients[step], w, 0.0625, 30, optimizer, **options)
    expected = steps_of_keras(keras_class(0.0625, **options), w, gradients)
    np.testing.assert_allclose(path, expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize(
    ("by_hand", "by_keras"),
    [
        (rmsprop, of.RMSprop(0.125)),
        (adam, of.Adam(0.125)),
        (momentum, of.SGD(0.125, momentum=0.9)),
    ],
)
def test_the_default_constants_are_those_of_keras_or_the_lessons(by_hand, by_keras):
    gradients, w = draw(0, 30, 3), draw(1, 3)
    path = descend(lambda w, step: gradients[step], w, 0.125, 30, by_hand)
    expected = steps_of_keras(by_keras, w, gradients)  # with 0.9 in float32
    np.testing.assert_allclose(path, expected, rtol=1e-4, atol=1e-4)


@few
@given(
    rate=st.floats(0.001, 1),
    every=st.integers(1, 20),
    factor=st.floats(0.1, 1),
    n_warmup=st.integers(1, 20),
    step=st.integers(0, 60),
)
def test_schedules_are_those_of_keras(rate, every, factor, n_warmup, step):
    schedules = keras.optimizers.schedules
    stairs = schedules.ExponentialDecay(rate, every, factor, staircase=True)
    wave = schedules.CosineDecay(rate, 30)
    warm = schedules.CosineDecay(0.0, 30, warmup_target=rate, warmup_steps=n_warmup)
    for by_hand, by_keras in [
        (step_decay(rate, every, factor), stairs),
        (cosine(rate, 30), wave),
        (cosine(rate, 30, n_warmup), warm),
    ]:
        expected = float(by_keras(step))
        assert by_hand(step) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@given(arrays(float, 2, elements=st.floats(-2, 2)))
def test_the_slope_of_the_ground_is_its_gradient(w):
    expected = scipy.optimize.approx_fprime(w, ground, 1e-7)
    np.testing.assert_allclose(slope(w, 0), expected, atol=1e-5)


# its drawings


ALT = "A falling line from the left to the right."


def bowl(w):
    """Height 0 at the point (1, -1), and rising in all directions."""
    return (w[..., 0] - 1) ** 2 + (w[..., 1] + 1) ** 2


def frames_of(bundle):
    """The frames of a shown moving picture, each (height, width, 3)."""
    gif = base64.b64decode(re.search(r"base64,([^\"]+)", bundle["text/html"])[1])
    image = Image.open(io.BytesIO(gif))
    for i in range(image.n_frames):
        image.seek(i)
        yield np.asarray(image.convert("RGB"))


def test_a_race_shows_each_step_and_names_the_paths(shown):
    ways = {"slow": np.linspace([-1, 0], [0, 0], 4), "fast": np.linspace([-1, 0], 1, 4)}
    drawings.show_race(bowl, ways, (-2, 4), (-3, 1))
    assert "The paths of slow, fast grow" in shown[0]["text/plain"]
    frames = list(frames_of(shown[0]))
    assert len(frames) == 4
    assert all((one != other).any() for one, other in pairwise(frames))
    assert plt.get_fignums() == []


def test_a_valley_is_lightest_at_its_lowest_point(ax):
    drawings.valley(ax, bowl, (-2, 4), (-3, 1), n_levels=5)
    (bands,) = ax.collections
    brightness = bands.get_facecolor()[:, 0]
    assert len(brightness) == 5 and (np.diff(brightness) < 0).all()
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 4), (-3, 1))
    reach = [bowl(band.vertices).max() for band in bands.get_paths()]
    assert (np.diff(reach) > 0).all()  # the lightest band lies around the bottom


@pytest.mark.parametrize(("n_steps", "marker"), [(100, "."), (101, "None")])
def test_a_path_is_drawn_from_a_ring_to_a_star_within_the_limits(ax, n_steps, marker):
    ax.set(xlim=(0, 1), ylim=(0, 2))
    w = np.linspace([0.0, 0.5], [9.0, 1.5], n_steps + 1)
    drawings.path(ax, w)
    way, start, end = ax.lines
    np.testing.assert_array_equal(way.get_xydata(), w)
    assert way.get_marker() == marker
    assert (start.get_marker(), *start.get_xydata()[0]) == ("o", 0.0, 0.5)
    assert (end.get_marker(), *end.get_xydata()[0]) == ("*", 9.0, 1.5)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 1), (0, 2))


def test_descents_give_each_path_a_valley_and_leave_other_axes_alone():
    fig, axes = plt.subplots(1, 3)
    ways = {"slow": np.zeros((2, 2)), "fast": np.ones((3, 2))}
    drawings.descents(axes, bowl, ways, (-2, 4), (-3, 1))
    assert [ax.get_title() for ax in axes] == ["slow", "fast", ""]
    assert [len(ax.collections) for ax in axes] == [1, 1, 0]
    assert [len(ax.lines[0].get_xdata()) for ax in axes[:2]] == [2, 3]
    plt.close(fig)


def test_descents_refuse_more_paths_than_axes(ax):
    ways = {"slow": np.zeros((2, 2)), "fast": np.ones((3, 2))}
    with pytest.raises(ValueError, match="2 paths for 1 axes"):
        drawings.descents(ax, bowl, ways, (-2, 4), (-3, 1))


def test_show_frames_puts_a_closed_moving_picture_with_its_alternative(shown):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.set(xlim=(-0.5, 2.5), ylim=(-1, 1))

    def draw(i):
        ax.plot([i], [0], "o", color=plots.COLORS[i], markersize=20)

    drawings.show_frames(fig, draw, 3, alt=ALT)
    (bundle,) = shown
    assert bundle["text/html"].startswith("<details><summary>")  # not open
    assert f'alt="{ALT}"' in bundle["text/html"]
    assert 'src="data:image/gif;base64,' in bundle["text/html"]
    assert bundle["text/plain"] == ALT
    assert not plt.fignum_exists(fig.number)
    seen = [
        {
            to_hex(color / 255).upper()
            for color in np.unique(frame.reshape(-1, 3), axis=0)
        }
        & set(plots.COLORS)
        for frame in frames_of(bundle)
    ]
    assert seen == [set(plots.COLORS[: i + 1]) for i in range(3)]


def test_show_frames_refuses_a_picture_without_an_alternative(shown):
    with pytest.raises(ValueError, match="text alternative"):
        drawings.show_frames(plt.figure(), print, 2, alt="moving")
    plt.close("all")
    assert shown == []


# The exercises


CLOSE = dict(rtol=1e-9, atol=1e-9)


def gradient_step_in_keras(x, y, w, b, learning_rate):
    model = dense_layer(np.array([[w]]), np.array([b]))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x[:, None])[:, 0] - y) ** 2)
    variables = model.trainable_variables
    optimizer = keras.optimizers.SGD(learning_rate)
    optimizer.apply(tape.gradient(loss, variables), variables)
    return [variable.numpy().item() for variable in variables]


def crossentropy_by_picking(y, z):
    log_p = z - scipy.special.logsumexp(z, axis=1, keepdims=True)
    return -log_p[np.arange(len(y)), y.argmax(axis=1)].mean()


def crossentropy_in_keras(y, z):
    return keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")(y, z)


def momentum_step_loop(w, m, gradient, learning_rate, momentum):
    new_w, new_m = w.copy(), m.copy()
    for i in np.ndindex(w.shape):
        new_m[i] = momentum * m[i] - learning_rate * gradient[i]
        new_w[i] += new_m[i]
    return [new_w, new_m]


def adam_step_as_published(w, m, v, gradient, step, learning_rate):
    """Epsilon beside the corrected root: a difference below the tolerance."""
    m = m + 0.1 * (gradient - m)
    v = v + 0.001 * (gradient * gradient - v)
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


def dense_layer(W, b):
    layer = keras.layers.Dense(W.shape[1], dtype="float64")
    layer.build((None, W.shape[0]))
    layer.set_weights([W, b])
    return layer


RIGHT = {
    ex04.gradient_step: [
        gradient_step_in_keras,
        lambda x, y, w, b, learning_rate: (
            w + 2 * learning_rate / len(x) * (y - w * x - b) @ x,
            b + 2 * learning_rate / len(x) * sum(y - w * x - b),
        ),
    ],
    ex04.crossentropy: [
        crossentropy_by_picking,
        crossentropy_in_keras,
        lambda y, z: -np.sum(y * scipy.special.log_softmax(z, axis=1)) / len(y),
    ],
    ex04.momentum_step: [momentum_step_loop],
    ex04.largest_rate: [
        lambda x: len(x) / np.linalg.norm(x, 2) ** 2,
        lambda x: 2 / np.abs(np.linalg.eigvals(2 * x.T @ x / len(x))).max(),
    ],
    ex04.adam_step: [adam_step_as_published],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_in_another_style_is_correct(task, answer):
    answers.is_right(task, answer)


@few
@given(sizes, seeds, st.floats(0.01, 1))
def test_gradient_step_is_a_step_of_keras(n, seed, learning_rate):
    rng = np.random.default_rng(seed)
    x, y, (w, b) = rng.normal(size=n), rng.normal(size=n), rng.normal(size=2)
    by_hand = ex04.gradient_step.reference(x, y, w, b, learning_rate)
    expected = gradient_step_in_keras(x, y, w, b, learning_rate)
    np.testing.assert_allclose(by_hand, expected, rtol=1e-6, atol=1e-6)  # rate: float32


@few
@given(sizes, st.integers(2, 6), seeds)
def test_crossentropy_is_that_of_keras(n, n_classes, seed):
    rng = np.random.default_rng(seed)
    y = np.eye(n_classes)[rng.integers(n_classes, size=n)]
    z = rng.normal(scale=300, size=(n, n_classes))
    by_hand = ex04.crossentropy.reference(y, z)
    np.testing.assert_allclose(by_hand, crossentropy_in_keras(y, z), **CLOSE)


@few
@given(sizes, seeds)
def test_momentum_and_adam_take_the_steps_of_keras(n, seed):
    w, *gradients = np.random.default_rng(seed).normal(size=(9, n))
    exact, adam = (
        keras.optimizers.SGD(0.125, momentum=0.75),
        keras.optimizers.Adam(0.125),
    )
    ours = [(w, 0 * w), (w, 0 * w, 0 * w)]
    theirs = [keras.Variable(w, dtype="float64") for _ in ours]
    for step, g in enumerate(gradients, 1):
        exact.apply([g], theirs[:1])
        adam.apply([g], theirs[1:])
        ours = [
            ex04.momentum_step.reference(*ours[0], g, 0.125, 0.75),
            ex04.adam_step.reference(*ours[1], g, step, 0.125),
        ]
    np.testing.assert_allclose(ours[0][0], theirs[0].numpy(), **CLOSE)
    np.testing.assert_allclose(ours[1][0], theirs[1].numpy(), atol=1e-4)  # 0.9: float32


@few
@given(st.integers(3, 8), st.integers(1, 3), seeds)
def test_descent_diverges_above_the_largest_rate_and_not_below(n, n_features, seed):
    x = np.random.default_rng(seed).normal(size=(n, n_features))
    limit = ex04.largest_rate.reference(x)
    curvatures, directions = np.linalg.eigh(2 * x.T @ x / n)
    for share, grows in [(0.9, False), (1.1, True)]:
        d = directions[:, -1]
        for _ in range(50):  # on the loss of targets 0
            d = d - share * limit * 2 / n * x.T @ (x @ d)
        assert (np.linalg.norm(d) > 1) == grows
