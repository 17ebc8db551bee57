"""The by-hand network and cures of lesson 11, held to Keras, TensorFlow and SciPy."""

from exercises import ex11_overfitting as ex11
from exercises.exercise import CORRECT
from helpers.drawings import lesson_11 as drawings

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.ndimage
import scipy.special
import sklearn.preprocessing
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load

init, forward, backward = load("11", "init", "forward", "backward")
cross_entropy, sgd, adam = load("11", "cross_entropy", "sgd", "adam")
dropout_mask, early_stopping = load("11", "dropout_mask", "early_stopping")
warp, shaken = load("11", "warp", "shaken")
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=15)
CLOSE = dict(rtol=1e-9, atol=1e-9)


def networks(seed, n_nets=3):
    """Weights in float64 with biases that aren't zero, inputs and one-hot targets."""
    rng = np.random.default_rng(seed)
    weights = [w + rng.normal(size=w.shape) / 4 for w in init((4, 5, 3), n_nets, rng)]
    x = rng.normal(size=(n_nets, 6, 4))
    return weights, x, np.eye(3)[rng.integers(3, size=(n_nets, 6))]


def test_init_gives_each_network_he_normal_weights_and_zero_biases():
    W1, b1, W2, b2 = init((300, 200, 10), 4, np.random.default_rng(0))
    assert [a.shape for a in (W1, b1)] == [(4, 300, 200), (4, 1, 200)]
    assert [a.shape for a in (W2, b2)] == [(4, 200, 10), (4, 1, 10)]
    assert {a.dtype for a in (W1, b1, W2, b2)} == {np.dtype("float32")}
    np.testing.assert_allclose(W1.std(axis=(1, 2)), np.sqrt(2 / 300), rtol=0.02)
    assert W2.std() == pytest.approx(np.sqrt(2 / 200), rel=0.05)
    assert not b1.any() and not b2.any()
    assert not np.array_equal(W1[0], W1[1])


@few
@given(seeds, st.sampled_from([0.0, 0.5]))
def test_each_network_has_the_outputs_and_gradients_of_its_own_tape(seed, rate):
    weights, x, y = networks(seed)
    mask = dropout_mask((3, 6, 5), rate, np.random.default_rng(seed))
    z, a = forward(weights, x, mask)
    loss, dz = cross_entropy(y, z)
    gradients = backward(weights, x, a, dz, mask)
    for net in range(3):
        W1, b1, W2, b2 = variables = [tf.Variable(part[net]) for part in weights]
        with tf.GradientTape() as tape:
            logits = (tf.nn.relu(x[net] @ W1 + b1) * mask[net]) @ W2 + b2
            value = tf.reduce_mean(
                tf.nn.softmax_cross_entropy_with_logits(y[net], logits)
            )
        np.testing.assert_allclose(z[net], logits, **CLOSE)
        assert loss[net] == pytest.approx(float(value), rel=1e-9)
        expected = tape.gradient(value, variables)
        for mine, theirs in zip(gradients, expected, strict=True):
            np.testing.assert_allclose(mine[net], theirs, **CLOSE)


@few
@given(seeds, st.sampled_from([1, 1000]))
def test_cross_entropy_is_scipys_and_never_overflows(seed, scale):
    _, _, y = networks(seed)
    z = scale * np.random.default_rng(seed).normal(size=y.shape)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, _ = cross_entropy(y, z)
    expected = -(y * scipy.special.log_softmax(z, axis=-1)).sum(-1).mean(-1)
    np.testing.assert_allclose(loss, expected, **CLOSE)


@pytest.mark.parametrize("by_hand", [sgd, adam])
def test_optimizers_are_keras_step_by_step(by_hand):
    rng = np.random.default_rng(0)
    w, memory = rng.normal(size=4), (0.0, 0.0)
    variable = keras.Variable(w, dtype="float64")
    exact = dict(beta_1=0.875, beta_2=1 - 2**-10, epsilon=2**-23)
    made = {
        sgd: keras.optimizers.SGD(0.125),
        adam: keras.optimizers.Adam(0.125, **exact),
    }
    for t in range(1, 8):
        g = rng.normal(size=4)
        change, memory = by_hand(g, memory, t)
        w = w - 0.125 * change
        made[by_hand].apply([tf.constant(g)], [variable])
        np.testing.assert_allclose(w, variable.numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_a_dropout_mask_drops_its_share_and_keeps_the_mean(rate):
    mask = dropout_mask((400, 500), rate, np.random.default_rng(1))
    assert np.mean(mask == 0) == pytest.approx(rate, abs=0.01)
    np.testing.assert_allclose(np.unique(mask), [0, 1 / (1 - rate)], rtol=1e-6)
    assert mask.mean() == pytest.approx(1, abs=0.02)
    assert not dropout_mask((9, 9), 0.0, np.random.default_rng(1)).std()


@few
@given(st.lists(st.integers(0, 6), min_size=1, max_size=15), st.integers(1, 5))
def test_early_stopping_is_keras_callback_with_the_best_weights(losses, patience):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    stop = keras.callbacks.EarlyStopping(
        "val_loss", patience=patience, restore_best_weights=True
    )
    stop.set_model(model)
    model.stop_training = False
    stop.on_train_begin()
    for last, loss in enumerate(losses):
        model.set_weights([np.array([[last]]), np.zeros(1)])
        stop.on_epoch_end(last, {"val_loss": float(loss)})
        if model.stop_training:
            break
    stop.on_train_end()
    best = int(model.get_weights()[0][0, 0])
    assert early_stopping(losses, patience) == (last, best)


@given(st.floats(-180, 180), st.floats(-2, 2), st.floats(-2, 2), seeds)
def test_warp_is_scipys_affine_transform_with_blank_outside(degrees, down, right, seed):
    image = np.zeros((12, 12))  # a rim, as SciPy doesn't mix with what lies outside
    image[2:10, 2:10] = np.random.default_rng(seed).random((8, 8))
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.array([5.5, 5.5])
    offset = centre - turn @ centre - [down, right]
    expected = scipy.ndimage.affine_transform(image, turn, offset, order=1)
    by_hand = image[2:10, 2:10].reshape(64) @ warp(degrees, down, right)
    np.testing.assert_allclose(by_hand, expected[2:10, 2:10].ravel(), atol=2e-5)


def test_half_a_turn_and_no_change_are_exact():
    image = np.arange(64.0)
    np.testing.assert_array_equal(image @ warp(), image)
    np.testing.assert_allclose(image @ warp(180), image[::-1], atol=1e-4)


def test_shaken_shows_each_image_in_one_of_its_own_versions():
    x = np.random.default_rng(0).random((2, 5, 64)).astype("float32")
    warps = [warp(), warp(180), warp(down=1)]
    show = shaken(x, warps, np.random.default_rng(1))
    seen = set()
    for t in range(20):
        shown = show(t)
        assert shown.shape == x.shape
        for net, image in np.ndindex(2, 5):
            same = [np.allclose(shown[net, image], x[net, image] @ w) for w in warps]
            assert sum(same) == 1
            seen.add((net, image, same.index(True)))
    assert len(seen) == 2 * 5 * 3


# The exercises


def scale_in_scikit_learn(x_train, x_new):
    scaler = sklearn.preprocessing.StandardScaler().fit(x_train)
    return scaler.transform(x_train), scaler.transform(x_new)


def scale_in_keras(x_train, x_new):
    layer = keras.layers.Normalization()
    layer.adapt(x_train)
    return layer(x_train), layer(x_new)


def decay_step_in_keras(W, b, dW, db, learning_rate, decay):
    W, b = keras.Variable(W, name="kernel"), keras.Variable(b, name="bias")
    optimizer = keras.optimizers.SGD(learning_rate, weight_decay=decay)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply([dW, db], [W, b])
    return W, b


def drop_one_by_one(a, u, rate, training):
    kept = [
        [x / (1 - rate) if p >= rate else 0.0 for x, p in zip(row, other, strict=True)]
        for row, other in zip(a, u, strict=True)
    ]
    return kept if training else a


def move_by_padding(image, down, right):
    height, width = image.shape
    return np.pad(image, [(down, 0), (right, 0)])[:height, :width]


def stop_by_waiting(losses, patience):
    best, waited = 0, 0
    for epoch in range(len(losses)):
        waited += 1
        if epoch == 0 or losses[epoch] < losses[best]:
            best, waited = epoch, 0
        if waited == patience:
            break
    return [epoch + 1, best + 1]


def stop_in_keras(losses, patience):
    stop = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    stop.set_model(keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]))
    stop.model.stop_training = False
    stop.on_train_begin()
    for epoch, loss in enumerate(losses):
        stop.on_epoch_end(epoch, {"val_loss": loss})
        if stop.model.stop_training:
            break
    return epoch + 1, stop.best_epoch + 1


RIGHT = {
    ex11.scale_with: [scale_in_scikit_learn, scale_in_keras],
    ex11.decay_step: [
        decay_step_in_keras,
        lambda W, b, dW, db, learning_rate, decay: [
            W - learning_rate * (dW + decay * W),
            b - learning_rate * db,
        ],
    ],
    ex11.drop: [
        drop_one_by_one,
        lambda a, u, rate, training: (
            np.where(u < rate * training, 0, a) / (1 - rate * training)
        ),
    ],
    ex11.move_image: [
        move_by_padding,
        lambda image, down, right: scipy.ndimage.shift(image, (down, right), order=0),
    ],
    ex11.stop_early: [stop_by_waiting, stop_in_keras],
}


@pytest.mark.parametrize(
    "task, answer", [(task, answer) for task, some in RIGHT.items() for answer in some]
)
def test_a_right_answer_of_another_kind_is_correct(task, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert task.check(answer).status == CORRECT


# its drawings


def test_three_fits_get_closer_to_the_points_and_not_to_the_truth():
    fig, axes = plt.subplots(1, 3)
    drawings.three_fits(axes, seed=0)
    misses = []
    for ax in axes:
        fitted, truth, dots = (line.get_xydata() for line in ax.get_lines())
        np.testing.assert_allclose(truth[:, 1], np.sin(3 * truth[:, 0]))
        misses.append(np.abs(np.interp(*dots.T[:1], *fitted.T) - dots[:, 1]).max())
    assert misses[2] < misses[1] < misses[0]
    plt.close(fig)


def test_gap_draws_the_medians_over_the_runs_on_a_logarithmic_axis(ax):
    own = np.array([[1.0, 2, 9], [2, 3, 4]])
    assert drawings.gap(ax, [10, 100], own, own + 5, "loss", level=0.5) is ax
    training, new, level = ax.get_lines()
    np.testing.assert_array_equal(training.get_ydata(), [2, 3])
    np.testing.assert_array_equal(new.get_ydata(), [7, 8])
    assert training.get_linestyle() != new.get_linestyle()
    assert list(level.get_ydata()) == [0.5, 0.5]
    assert (ax.get_xscale(), ax.get_ylabel()) == ("log", "loss")
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "100"]


def test_gap_refuses_values_of_another_shape(ax):
    with pytest.raises(ValueError, match=r"training: shape \(2, 3\); expected \(4,"):
        drawings.gap(ax, range(1, 5), np.ones((2, 3)), np.ones((4, 3)), "loss")
