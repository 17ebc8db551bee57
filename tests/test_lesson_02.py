"""The by-hand code of lesson 02, held to Keras, scikit-learn and its theorem."""

from exercises import ex02_the_perceptron as ex
from exercises.exercise import CORRECT, INCORRECT
from helpers import data
from helpers.drawings import lesson_02 as drawings

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lessons import load
from scipy.optimize import linprog
from sklearn.linear_model import Perceptron as ScikitPerceptron

update, perceptron, Perceptron = load("02", "update", "perceptron", "Perceptron")
perceptron_loss, ink = load("02", "perceptron_loss", "ink")
step_layer, step = load("02", "step_layer", "step")
seeds = st.integers(0, 2**32 - 1)
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([-1, 1, 1, -1])
HIDDEN = np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, 1.5])  # OR, NAND
OUTPUT = np.array([[1.0], [1.0]]), np.array([-1.5])  # AND


def with_one(x):
    return np.insert(x, 0, 1.0, axis=1)


def separable(seed, n=40, n_in=3):
    """Return x (n, n_in), y (n,) of ±1 and a separating w (n_in + 1,) of length 1."""
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(4 * n, n_in)), rng.normal(size=n_in + 1)
    w /= np.linalg.norm(w)
    z = with_one(x) @ w
    chosen = np.flatnonzero(np.abs(z) > 0.1)[:n]
    assume(len(np.unique(np.sign(z[chosen]))) == 2)
    return x[chosen], np.sign(z[chosen]), w


def zeros_and_ones(n=None):
    digits = data.load_digits()
    chosen = np.flatnonzero(digits.y_train <= 1)[:n]
    y = np.where(digits.y_train[chosen] == 1, 1, -1)
    return with_one(ink(digits.x_train[chosen])), y


def has_a_line(x, y):
    """Whether some w has y (w · x) >= 1 for every sample, by linear programming."""
    nothing, free = np.zeros(x.shape[1]), [(None, None)] * x.shape[1]
    found = linprog(nothing, -y[:, None] * x, -np.ones(len(y)), bounds=free)
    assert found.status in (0, 2)  # found, or proven infeasible
    return found.status == 0


@given(seed=seeds)
def test_an_update_raises_y_z_by_the_squared_length(seed):
    rng = np.random.default_rng(seed)
    w, x, y = rng.normal(size=4), rng.normal(size=4), rng.choice([-1, 1])
    new = update(w, x, y)
    if y * (w @ x) <= 0:
        assert y * (new @ x) == pytest.approx(y * (w @ x) + x @ x)
    else:
        np.testing.assert_array_equal(new, w)


def test_a_sample_on_the_boundary_makes_an_update():
    for y in (-1, 1):
        new = update(np.zeros(2), np.array([1.0, 3.0]), y)
        np.testing.assert_array_equal(new, [y, 3 * y])


def test_no_weights_are_changed_in_place():
    w = np.array([0.0, 1.0])
    assert update(w, np.array([1.0, -1.0]), 1) is not w
    np.testing.assert_array_equal(w, [0.0, 1.0])


@given(seed=seeds)
def test_every_run_keeps_the_three_lines_of_the_proof(seed):
    x, y, w_star = separable(seed)
    x = with_one(x)
    path, epochs = perceptron(x, y, epochs=10_000)
    gamma, R = np.min(y * (x @ w_star)), np.linalg.norm(x, axis=1).max()
    k = np.arange(len(path))
    along, lengths = path @ w_star, np.linalg.norm(path, axis=1)
    assert np.all(k * gamma <= along + 1e-9)
    assert np.all(along <= lengths + 1e-9)
    assert np.all(lengths <= np.sqrt(k) * R + 1e-9)
    assert len(path) - 1 <= (R / gamma) ** 2
    assert np.all(y * (x @ path[-1]) > 0)
    assert epochs < 10_000


@given(seed=seeds)
def test_function_and_class_are_scikit_learns(seed):
    x, y, _ = separable(seed)
    path, epochs = perceptron(with_one(x), y, epochs=1000)
    learner = Perceptron().fit(x, y, epochs=epochs)
    other = ScikitPerceptron(shuffle=False, tol=None, max_iter=epochs).fit(x, y)
    np.testing.assert_allclose(path[-1][1:], other.coef_[0], atol=1e-9)
    np.testing.assert_allclose(path[-1][0], other.intercept_[0], atol=1e-9)
    np.testing.assert_allclose(learner.w, path[-1][1:], atol=1e-9)
    np.testing.assert_allclose(learner.b, path[-1][0], atol=1e-9)
    np.testing.assert_array_equal(learner.predict(x), other.predict(x))


def test_the_class_fits_anew_each_time():
    learner = Perceptron().fit(CORNERS, XOR)
    again = learner.fit(CORNERS, np.array([-1, -1, -1, 1]))
    assert again is learner
    np.testing.assert_array_equal(learner.predict(CORNERS), [-1, -1, -1, 1])


@settings(deadline=None, max_examples=5)
@given(seed=seeds)
def test_a_step_of_keras_is_an_update_for_any_sample(seed):
    """In float32, with weights that don't start at zero and another learning rate."""
    rng = np.random.default_rng(seed)
    layer = keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((3,)), layer])
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss=perceptron_loss)
    w = rng.normal(size=4)
    layer.set_weights([w[1:, None], w[:1]])
    for _ in range(10):
        x, y = np.append(1.0, rng.normal(size=3)), rng.choice([-1, 1])
        w = w + 0.5 * (update(w, x, y) - w)
        model.train_on_batch(x[None, 1:], np.array([[y]]))
    kernel, bias = layer.get_weights()
    np.testing.assert_allclose(np.append(bias, kernel), w, atol=1e-5)


def test_the_loss_has_the_slope_of_the_wrong_side_at_zero():
    """With keras.ops.relu in its place, weights of zero would never move."""
    z = keras.Variable([[0.0]])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=perceptron_loss)
    model.layers[0].set_weights([np.zeros((1, 1))])
    model.train_on_batch(np.array([[2.0]]), np.array([[-1.0]]))
    assert model.layers[0].get_weights()[0][0, 0] == -2.0
    assert float(perceptron_loss(1.0, z)[0, 0]) == 0.0
    losses = [float(perceptron_loss(y, z)) for y, z in ((1.0, 3.0), (1.0, -3.0))]
    assert losses == [0.0, 3.0]


def test_the_sixty_images_are_separable_and_all_218_are_not():
    assert has_a_line(*zeros_and_ones(60))
    x, y = zeros_and_ones()
    assert len(x) == 218
    assert not has_a_line(x, y)


def test_xor_has_no_line_and_neither_has_and_without_a_bias():
    AND = np.array([-1, -1, -1, 1])
    assert has_a_line(with_one(CORNERS), AND)
    assert not has_a_line(with_one(CORNERS), XOR)
    assert not has_a_line(CORNERS[1:], AND[1:])


def test_a_distance_from_all_samples_is_no_separation():
    """XOR meets a condition that forgets to ask for the right side."""
    w = np.array([100.0, -1.0, 0.0])
    z = with_one(CORNERS) @ w
    assert np.all(np.abs(z) > 0)
    assert not np.all(XOR * z > 0)


def test_the_perceptron_on_xor_runs_in_a_circle_of_four():
    path, epochs = perceptron(with_one(CORNERS), XOR, epochs=50)
    assert epochs == 50
    assert len(path) == 201
    np.testing.assert_array_equal(path[4:], path[:-4])


def test_the_network_is_xor_and_its_hidden_units_or_and_nand():
    h = step_layer(CORNERS, *HIDDEN)
    np.testing.assert_array_equal(h, [[0, 1], [1, 1], [1, 1], [1, 0]])
    np.testing.assert_array_equal(step_layer(h, *OUTPUT)[:, 0], [0, 1, 1, 0])
    assert has_a_line(with_one(h), XOR)


def test_the_step_of_keras_is_heavisides_with_one_at_zero():
    z = np.array([[-2.0, -1e-30, -0.0], [0.0, 1e-30, 3.0]], dtype="float32")
    np.testing.assert_array_equal(step(z), np.heaviside(z, 1.0))


def test_drawings_return_figures_with_titles():
    x, y = zeros_and_ones(60)
    images = data.load_digits().x_train[:60]
    path = np.array([[0.0, 1.0, -1.0], [0.0, 2.0, -1.0]])
    targets = {"OR": np.array([-1, 1, 1, 1]), "XOR": XOR}
    answers = {
        name: Perceptron().fit(CORNERS, y).predict for name, y in targets.items()
    }
    figures = [
        drawings.two_measurements(images, x[:, 1:], y == 1),
        drawings.turning(path[1, 1:], path[0, 1:], path[1, :2]),
        drawings.boundaries(x[:, 1:], y, path, n_wrong=[3, 4], moments=[0, 1]),
        drawings.narrowing_room(np.arange(3), np.arange(3) + 0.5, gamma=0.2, R=1.5),
        drawings.gates(CORNERS, targets, answers),
        drawings.two_spaces(CORNERS, XOR == 1, step_layer, HIDDEN, OUTPUT),
    ]
    titles = [[ax.get_title() for ax in figure.axes] for figure in figures]
    assert titles[0][:2] == ["a zero", "a one"]
    assert titles[2] == ["0 updates: 3 wrong", "1 updates: 4 wrong"]
    assert titles[4] == ["OR: 0 wrong", "XOR: 2 wrong"]
    words = [text.get_text() for text in figures[5].axes[1].texts]
    assert words == ["(0, 0)", "(0, 1) and (1, 0)", "(1, 1)"]


# The exercises: right answers of other kinds, wrong ones that could pass for right


def update_by_sign(w, x, y, learning_rate):
    new = list(w)
    if np.sign(np.dot(w, x)) != y:
        for i in range(len(w)):
            new[i] += learning_rate * y * x[i]
    return new


def trained_by_targets_0_and_1(x, y, x_new):
    w = np.zeros(x.shape[1])
    for _ in range(200):
        for x_i, y_i in zip(x, (y + 1) / 2, strict=True):
            w = w + (y_i - (w @ x_i > 0)) * x_i
    return [1 if z >= 0 else -1 for z in x_new @ w]


def trained_by_the_rule(x, y, x_new):
    learner = Perceptron().fit(x[:, 1:], y)
    return learner.predict(x_new[:, 1:])


def xnor_by_and_and_nor(step):
    inputs = keras.Input((2,))
    h = keras.layers.Dense(3, activation=step)(inputs)  # AND, NOR, and one unused
    model = keras.Model(inputs, keras.layers.Dense(1, activation=step)(h))
    W1 = np.array([[1.0, -1.0, 5.0], [1.0, -1.0, 3.0]])
    W2 = np.array([[1.0], [1.0], [0.0]])
    model.set_weights([W1, np.array([-1.5, 0.5, 0.0]), W2, np.array([-0.5])])
    return model


def bound_from_squares(x, y, w):
    return max(np.sum(x**2, axis=1)) * (w @ w) / min(y * (x @ w)) ** 2


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (ex.perceptron_update, update_by_sign),
        (ex.train_and_answer, trained_by_targets_0_and_1),
        (ex.train_and_answer, trained_by_the_rule),
        (ex.xnor_network, xnor_by_and_and_nor),
        (ex.mistake_bound, bound_from_squares),
    ],
)
def test_right_answers_of_another_kind_are_accepted(task, answer):
    assert task.check(answer).status == CORRECT


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (ex.train_and_answer, lambda x, y, x_new: y),
        (ex.xnor_network, lambda step: lambda x: np.array([1.0, 0.0, 0.0, 1.0])),
        (ex.xnor_network, lambda step: keras.layers.Dense(2, activation=step)),
    ],
)
def test_shortcuts_are_refused(task, answer):
    assert task.check(answer).status == INCORRECT


@given(seed=seeds)
def test_the_exercises_bound_holds_for_every_run(seed):
    x, y, w = separable(seed)
    path, _ = perceptron(with_one(x), y, epochs=10_000)
    bound = ex.mistake_bound.reference(with_one(x), y, 7.0 * w)
    assert len(path) - 1 <= bound
