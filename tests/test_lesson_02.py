"""The by-hand code of lesson 02, held to Keras, scikit-learn and its theorem."""

from exercises import ex02_the_perceptron as ex
from helpers import data
from helpers.drawings import lesson_02 as drawings

import answers
import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lessons import load
from scipy.optimize import linprog
from sklearn.linear_model import Perceptron as ScikitPerceptron

update, perceptron, with_one = load("02", "update", "perceptron", "with_one")
Perceptron, perceptron_loss, ink = load("02", "Perceptron", "perceptron_loss", "ink")
step_layer, step = load("02", "step_layer", "step")
seeds = st.integers(0, 2**32 - 1)
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([-1, 1, 1, -1])
HIDDEN = np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, 1.5])  # OR, NAND
OUTPUT = np.array([[1.0], [1.0]]), np.array([-1.5])  # AND


def separable(seed, n=40, n_in=3):
    """Return x (n, n_in), y (n,) of ±1 and a separating w (n_in + 1,) of length 1."""
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(4 * n, n_in)), rng.normal(size=n_in + 1)
    w /= np.linalg.norm(w)
    z = with_one(x) @ w
    chosen = np.flatnonzero(np.abs(z) > 0.1)[:n]
    assume(len(np.unique(np.sign(z[chosen]))) == 2)
    return x[chosen], np.sign(z[chosen]), w


def zeros_and_ones(n=None, part="train"):
    digits = data.load_digits()
    images, labels = getattr(digits, f"x_{part}"), getattr(digits, f"y_{part}")
    chosen = np.flatnonzero(labels <= 1)[:n]
    return with_one(ink(images[chosen])), np.where(labels[chosen] == 1, 1, -1)


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
    assert epochs <= len(path)  # an epoch with a mistake costs an update


@given(seed=seeds)
def test_the_last_weights_are_scikit_learns(seed):
    x, y, _ = separable(seed)
    path, epochs = perceptron(with_one(x), y, epochs=1000)
    other = ScikitPerceptron(shuffle=False, tol=None, max_iter=epochs).fit(x, y)
    np.testing.assert_allclose(path[-1][1:], other.coef_[0], atol=1e-9)
    np.testing.assert_allclose(path[-1][0], other.intercept_[0], atol=1e-9)


@settings(deadline=None)
@given(seed=seeds)
def test_the_class_is_the_function_and_scikit_learns_class(seed):
    x, y, _ = separable(seed)
    path, epochs = perceptron(with_one(x), y, epochs=1000)
    learner = Perceptron().fit(x, y, epochs=epochs)
    np.testing.assert_array_equal(learner.w, path[-1])
    np.testing.assert_array_equal(learner.predict(x), y)
    other = ScikitPerceptron(shuffle=False, tol=None, max_iter=epochs).fit(x, y)
    both = np.append(other.intercept_, other.coef_)
    np.testing.assert_allclose(learner.w, both, atol=1e-9)
    x_new = np.random.default_rng(seed).normal(size=(50, x.shape[1]))
    sure = np.abs(with_one(x_new) @ learner.w) > 1e-6
    np.testing.assert_array_equal(
        learner.predict(x_new)[sure], other.predict(x_new)[sure]
    )


def test_the_class_is_the_function_where_learning_does_not_end():
    for epochs in (0, 1, 7):
        path, _ = perceptron(with_one(CORNERS), XOR, epochs=epochs)
        learner = Perceptron().fit(CORNERS, XOR, epochs=epochs)
        np.testing.assert_array_equal(learner.w, path[-1])


def test_at_zero_the_class_answers_one_and_scikit_learn_minus_one():
    learner = Perceptron().fit(CORNERS, XOR, epochs=1)
    other = ScikitPerceptron(shuffle=False, tol=None, max_iter=1).fit(CORNERS, XOR)
    assert not learner.w.any()
    np.testing.assert_array_equal(learner.predict(CORNERS), [1, 1, 1, 1])
    np.testing.assert_array_equal(other.predict(CORNERS), [-1, -1, -1, -1])


def test_the_class_fits_anew_each_time():
    x = CORNERS.copy()
    learner = Perceptron().fit(x, np.array([-1, 1, 1, 1]))
    again = learner.fit(x, np.array([-1, -1, -1, 1]))
    assert again is learner
    np.testing.assert_array_equal(learner.predict(x), [-1, -1, -1, 1])
    np.testing.assert_array_equal(x, CORNERS)


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
    """With keras.ops.relu in its place, weights of zero never move."""
    for loss, expected in [
        (perceptron_loss, -2.0),
        (lambda y, z: keras.ops.relu(-y * z), 0.0),
    ]:
        layer = keras.layers.Dense(1, use_bias=False)
        model = keras.Sequential([keras.Input((1,)), layer])
        model.compile(optimizer=keras.optimizers.SGD(1.0), loss=loss)
        layer.set_weights([np.zeros((1, 1))])
        model.train_on_batch(np.array([[2.0]]), np.array([[-1.0]]))
        assert layer.get_weights()[0][0, 0] == expected
        assert [float(loss(y, z)) for y, z in ((1.0, 3.0), (1.0, -3.0))] == [0.0, 3.0]
        assert float(loss(1.0, 0.0)) == 0.0


def test_the_sixty_images_are_separable_and_all_218_are_not():
    assert has_a_line(*zeros_and_ones(60))
    x, y = zeros_and_ones()
    assert len(x) == 218
    assert not has_a_line(x, y)


def test_one_zero_lies_between_three_ones():
    x, y = zeros_and_ones()
    zero, ones = 190, [22, 156, 181]
    assert y[zero] == -1
    assert np.all(y[ones] == 1)
    shares = np.linalg.solve(x[ones].T, x[zero])
    assert np.all(shares > 0.2)
    assert not has_a_line(x[[zero, *ones]], y[[zero, *ones]])


def test_the_best_weights_on_the_way_make_the_fewest_mistakes_that_a_line_can():
    """Two: one within the triangle costs one, and no line makes only that one."""
    x, y = zeros_and_ones()
    path, epochs = perceptron(x, y, epochs=100)
    assert epochs is None
    assert min(np.sum(y * (x @ w) <= 0) for w in path) == 2
    assert not any(has_a_line(np.delete(x, i, 0), np.delete(y, i)) for i in range(218))


def test_the_pixels_of_all_218_have_a_line():
    digits = data.load_digits()
    chosen = digits.y_train <= 1
    y = np.where(digits.y_train[chosen] == 1, 1, -1)
    x = with_one(digits.x_train[chosen].reshape(-1, 64))
    path, epochs = perceptron(x, y, epochs=100)
    assert epochs is not None
    assert np.all(y * (x @ path[-1]) > 0)


def test_a_sample_of_zeros_is_a_mistake_for_ever():
    path, epochs = perceptron(np.zeros((1, 2)), np.array([1]), epochs=5)
    assert epochs is None
    assert len(path) == 6


def margin(x, y, w):
    return np.min(y * (x @ w)) / np.linalg.norm(w)


def test_the_rulers_line_allows_176_updates():
    x, y = zeros_and_ones(60)
    w = np.array([-0.25, 1.0, -0.5])
    R = np.linalg.norm(x, axis=1).max()
    assert (R / margin(x, y, w)) ** 2 == pytest.approx(176.99, abs=0.005)
    for point in ([1, 0.25, 0], [1, 0.65, 0.8]):
        assert np.dot(w, point) == pytest.approx(0)


def test_on_the_test_images_the_rulers_line_is_among_the_orders():
    x, y = zeros_and_ones(part="test")
    assert np.sum(np.where(x @ [-0.25, 1.0, -0.5] >= 0, 1, -1) == y) == 69
    x_train, y_train = zeros_and_ones(60)
    rng, n_right = np.random.default_rng(99), []
    for _ in range(50):
        order = rng.permutation(60)
        w = perceptron(x_train[order], y_train[order], epochs=1000)[0][-1]
        n_right.append(np.sum(np.where(x @ w >= 0, 1, -1) == y))
    assert set(n_right) <= {68, 69, 70}
    assert {68, 70} <= set(n_right)


@pytest.mark.parametrize("n", [1, 4, 7, 64])
def test_samples_at_right_angles_take_all_updates_that_the_bound_allows(n):
    y = np.where(np.arange(n) % 2 == 0, 1, -1)
    path, epochs = perceptron(np.eye(n), y, epochs=10)
    assert len(path) - 1 == n
    assert epochs == 2
    assert margin(np.eye(n), y, y) ** -2 == pytest.approx(n)


def test_a_missing_value_never_counts_as_right():
    x = np.array([[1.0, np.nan], [1.0, 2.0]])
    path, epochs = perceptron(x, np.array([1, 1]), epochs=3)
    assert epochs is None
    assert len(path) > 1


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
    assert epochs is None  # no epoch without a mistake
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
    targets = {"AND": np.array([-1, -1, -1, 1]), "OR": np.array([-1, 1, 1, 1])}
    targets["XOR"] = XOR
    lines = dict.fromkeys(targets, np.array([-0.5, 1, 1]))
    truth = (XOR == 1)[:, np.newaxis]
    figures = [
        drawings.two_measurements(images, x[:, 1:], y == 1),
        drawings.turning(path[1, 1:], path[0, 1:], path[1, :2]),
        drawings.boundaries(x[:, 1:], y, path, n_mistakes=[3, 4], moments=[0, 1]),
        drawings.strip(x[:, 1:], y, path[1]),
        drawings.gates(CORNERS, targets, lines),
        drawings.two_spaces(CORNERS, truth, step_layer, HIDDEN, OUTPUT),
        drawings.triangle(x[:, 1:], y == 1, zero=1, ones=[0, 2, 3]),
    ]
    titles = [[ax.get_title() for ax in figure.axes] for figure in figures]
    assert titles[0][:2] == ["a zero", "a one"]
    assert titles[2] == ["after 0 updates: 3 mistakes", "after 1 updates: 4 mistakes"]
    assert titles[4][1:] == ["OR: 4 of 4 right", "XOR: 3 of 4 right"]
    words = [text.get_text() for text in figures[5].axes[1].texts]
    assert words == ["from (0, 0)", "from (0, 1) and (1, 0)", "from (1, 1)"]


# The exercises: right answers of other kinds, wrong ones that could pass for right


def averaged_in_a_list(w, x, y):
    all_w = []
    for x_i, y_i in zip(x, y, strict=True):
        w = update(w, x_i, y_i)
        all_w.append(w)
    return np.mean(all_w, axis=0).tolist()


def averaged_as_it_goes(w, x, y):
    mean = np.zeros(len(w))
    for i in range(len(x)):
        if np.sign(w @ x[i]) != y[i]:
            w = w + y[i] * x[i]
        mean += (w - mean) / (i + 1)
    return mean


def averaged_in_a_copy(w, x, y):
    w, total = w.copy(), np.zeros(len(w))
    for x_i, y_i in zip(x, y, strict=True):
        if not y_i * np.dot(w, x_i) > 0:
            w += y_i * x_i
        total += w
    return total / len(y)


def network_of(step, h, parts):
    inputs = keras.Input((2,))
    model = keras.Model(inputs, h(inputs))
    model.set_weights([np.array(part) for part in parts])
    return model


def xnor_by_and_and_nor(step):
    hidden = keras.layers.Dense(3, activation=step)  # AND, NOR, and one unused
    output = keras.layers.Dense(1, activation=step)
    parts = [[1.0, -1.0, 5.0], [1.0, -1.0, 3.0]], [-1.5, 0.5, 0.0]
    parts += [[1.0], [1.0], [0.0]], [-0.5]
    return network_of(step, lambda x: output(hidden(x)), parts)


def xnor_with_a_linear_output(step):
    layers = [keras.layers.Dense(2), keras.layers.Activation(step)]
    network = keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1)])
    kernel = np.array([[1.0, -1.0], [1.0, -1.0]])  # AND, NOR
    network.set_weights([kernel, np.array([-1.5, 0.5]), np.ones((2, 1)), np.zeros(1)])
    return network


def xnor_with_a_step_of_its_own(step):
    return xnor_with_a_linear_output(lambda z: keras.ops.cast(z >= 0, "float32"))


RIGHT = {
    ex.averaged: [averaged_in_a_list, averaged_as_it_goes, averaged_in_a_copy],
    ex.xnor_network: [
        xnor_by_and_and_nor,
        xnor_with_a_linear_output,
        xnor_with_a_step_of_its_own,
    ],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_right_answers_of_another_kind_are_accepted(task, answer):
    answers.is_right(task, answer)


def last_weights(w, x, y):
    return perceptron_looks(w, x, y)[-1]


def perceptron_looks(w, x, y, change=update):
    all_w = [w]
    for x_i, y_i in zip(x, y, strict=True):
        all_w.append(change(all_w[-1], x_i, y_i))
    return all_w


def zeros_never_change(w, x_i, y_i):
    return w + y_i * x_i if y_i * (w @ x_i) < 0 else w


def by_the_answer(w, x_i, y_i):
    return w + (y_i - (1 if w @ x_i >= 0 else -1)) * x_i


def averaged_by(change):
    return lambda w, x, y: np.mean(perceptron_looks(w, x, y, change)[1:], axis=0)


def in_place_in_a_copy(w, x, y):
    w, all_w = w.copy(), []
    for x_i, y_i in zip(x, y, strict=True):
        if y_i * (w @ x_i) <= 0:
            w += y_i * x_i
        all_w.append(w)
    return np.mean(all_w, axis=0)


def into_the_callers_array(w, x, y):
    all_w = []
    for x_i, y_i in zip(x, y, strict=True):
        if y_i * (w @ x_i) <= 0:
            w += y_i * x_i
        all_w.append(w.copy())
    return np.mean(all_w, axis=0)


def weights_not_set(step):
    layers = [keras.layers.Dense(2, activation=step), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((2,)), *layers])


def xnor_with(b_or, b_nand, W2=((1.0,), (1.0,)), b2=-1.5):
    """OR and NAND with these biases and an output of its own."""
    parts = [[1.0, -1.0], [1.0, -1.0]], [b_or, b_nand], W2, [b2]

    def answer(step):
        hidden = keras.layers.Dense(2, activation=step)
        output = keras.layers.Dense(1, activation=step)
        return network_of(step, lambda x: output(hidden(x)), parts)

    return answer


def one_hidden_unit(step):
    layers = [keras.layers.Dense(n, activation=step) for n in (1, 1)]
    network = keras.Sequential([keras.Input((2,)), *layers])
    parts = [[1.0], [1.0]], [-1.5], [[1.0]], [-0.5]
    network.set_weights([np.array(part) for part in parts])
    return network


def equality(step):
    same = keras.layers.Lambda(
        lambda x: keras.ops.cast(x[:, :1] == x[:, 1:], "float32")
    )
    return keras.Sequential([keras.Input((2,)), same])


def parabola(step):
    unit = keras.layers.Dense(1, activation=lambda z: 1 - z**2)
    return network_of(step, unit, [[[1.0], [-1.0]], [0.0]])


REFUSED = {
    ex.averaged: [
        (last_weights, "the last w"),
        (lambda w, x, y: perceptron_looks(w, x, y)[1:], "all the w"),
        (lambda w, x, y: w, "w"),
        (averaged_by(zeros_never_change), "not < 0"),
        (averaged_by(by_the_answer), "twice"),
        (in_place_in_a_copy, "as they are one array"),
        (averaged_by(lambda w, x_i, y_i: w + y_i * x_i), "after right answers"),
        (into_the_callers_array, "changes w itself"),
    ],
    ex.xnor_network: [
        (equality, "neither Dense"),
        (parabola, "no hidden layer"),
        (weights_not_set, "Are the weights set?"),
        (one_hidden_unit, "can't tell them apart"),
        (xnor_with(0.5, 1.5), "Hidden unit 1 answers 1", "not:transposed"),
        (xnor_with(-0.5, -1.5), "Hidden unit 2 answers 0", "not:transposed"),
        (xnor_with(-0.5, 1.5, [[-1.0], [1.0]], 0.5), "wrong at (0, 1), (1, 0), (1, 1)"),
        (lambda step: keras.Sequential([keras.layers.Dense(2)]), "no weights yet"),
        (lambda step: lambda x: np.array([1.0, 0.0, 0.0, 1.0]), "return"),
        (lambda step: keras.layers.Dense(2, activation=step), "return"),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(REFUSED))
def test_wrong_answers_are_refused_with_the_cause(task, answer, words):
    answers.is_refused(task, answer, words)


def test_the_choice_says_what_a_step_in_keras_gives():
    layer = keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((2,)), layer])
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=perceptron_loss)
    layer.set_weights([np.array([[2.0], [-1.0]]), np.array([1.0])])
    model.train_on_batch(np.ones((1, 2)), np.array([[-1.0]]))
    kernel, bias = layer.get_weights()
    words = f"kernel ({kernel[0, 0]:.0f}, {kernel[1, 0]:.0f}), bias {bias[0]:.0f}"
    assert ex.one_update.options[ex.one_update.right] == words.replace("-", "−")
    assert (2 / 0.02) ** 2 == pytest.approx(10_000)  # still_wrong: R = 2
