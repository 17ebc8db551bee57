"""The by-hand code of lesson 01, its exercises and its drawings."""

from exercises import ex01_neurons as ex
from exercises.exercise import CORRECT, NOT_ATTEMPTED
from helpers.drawings import lesson_01 as drawings

import answers
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lessons import load

step, neuron, layer_in_loops = load("01", "step", "neuron", "layer_in_loops")
middle_and_left = load("01", "middle_and_left")
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=25)


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


# By hand


@few
@given(seed=seeds, n_samples=sizes, n_in=sizes, n_units=sizes)
def test_loops_are_keras_dense(seed, n_samples, n_in, n_units):
    x, W, b = random_arrays(seed, (n_samples, n_in), (n_in, n_units), (n_units,))
    layer = keras.layers.Dense(n_units, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([W, b])
    np.testing.assert_allclose(layer_in_loops(x, W, b), layer(x), atol=1e-12)
    np.testing.assert_allclose(x @ W + b, layer(x), atol=1e-12)


@given(seed=seeds, n_in=sizes)
def test_a_neuron_is_one_column_of_a_layer(seed, n_in):
    x, W, b = random_arrays(seed, (5, n_in), (n_in, 2), (2,))
    z = layer_in_loops(x, W, b)
    for i in range(5):
        assert neuron(x[i], W[:, 1], b[1]) == (z[i, 1] >= 0)
    np.testing.assert_array_equal(neuron(x, W[:, 1], b[1]), z[:, 1] >= 0)


def test_step_is_heaviside_with_one_at_zero():
    z = np.array([[-2.0, -1e-300, -0.0], [0.0, 1e-300, 3.0]])
    np.testing.assert_array_equal(step(z), np.heaviside(z, 1.0))


@given(seed=seeds, n_in=st.integers(2, 6))
def test_a_distance_is_z_by_the_length_of_w(seed, n_in):
    """Of all points of the boundary none is nearer, and one is as near."""
    x, w, aside = random_arrays(seed, (n_in,), (n_in,), (50, n_in))
    b = 0.7
    assume(np.linalg.norm(w) > 0.1)
    distance = (x @ w + b) / np.linalg.norm(w)
    nearest = x - distance * w / np.linalg.norm(w)
    assert nearest @ w + b == pytest.approx(0, abs=1e-9)
    along = aside - np.outer(aside @ w, w) / (w @ w)
    assert (np.linalg.norm(nearest + along - x, axis=1) >= abs(distance) - 1e-9).all()


def test_the_features_are_means_of_columns():
    images = np.arange(2 * 64.0).reshape(2, 8, 8)
    expected = [[image[:, 3:5].mean(), image[:, :3].mean()] for image in images]
    np.testing.assert_allclose(middle_and_left(images), expected)


# Exercises


def distances_in_loops(x, W, b):
    found = [[0.0 for _ in b] for _ in x]
    for i, sample in enumerate(x):
        for j in range(len(b)):
            z = sum(sample[k] * W[k][j] for k in range(len(sample))) + b[j]
            found[i][j] = z / sum(weight**2 for weight in W[:, j]) ** 0.5
    return found


def distances_of_unit_weights(x, W, b):
    """Weights of length 1 have the distance as their sum."""
    lengths = np.sqrt(np.einsum("kj,kj->j", W, W))
    return x @ (W / lengths) + b / lengths


def half_a_one_below(n_in, n_needed):
    layer = keras.layers.Dense(1)
    layer.build((None, n_in))
    layer.kernel.assign(2 * np.ones((n_in, 1)))
    layer.bias.assign([1 - 2 * n_needed])
    return layer


def shares_of_one(n_in, n_needed):
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    layer(np.zeros((1, n_in)))
    layer.set_weights([np.full((n_in, 1), 1 / n_needed), -np.ones(1)])
    return layer


def a_whole_model(n_in, n_needed):
    bias = keras.initializers.Constant(0.5 - n_needed)
    dense = keras.layers.Dense(1, kernel_initializer="ones", bias_initializer=bias)
    return keras.Sequential([keras.Input((n_in,)), dense])


def tiny_weights(n_in, n_needed):
    layer = keras.layers.Dense(1)
    layer.build((None, n_in))
    layer.set_weights([np.full((n_in, 1), 1e-7), np.array([-1e-7 * n_needed])])
    return layer


def tenths(n_in, n_needed):
    layer = keras.layers.Dense(1)
    layer.build((None, n_in))
    layer.set_weights([np.full((n_in, 1), 0.1), np.array([-0.1 * n_needed])])
    return layer


RIGHT = {
    ex.distances: [
        distances_in_loops,
        distances_of_unit_weights,
        lambda x, W, b: layer_in_loops(x, W, b) / np.linalg.norm(W.T, axis=1),
        lambda x, W, b: (x @ W + b) / np.sqrt(np.diag(W.T @ W)),
        lambda x, W, b: ((W.T @ x.T).T + b) / keras.ops.norm(W, axis=0),
    ],
    ex.at_least: [half_a_one_below, shares_of_one, a_whole_model, tiny_weights, tenths],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    answers.is_right(task, answer)


@pytest.mark.parametrize("letter", ["b", "B", "(b)"])
def test_a_right_choice_is_correct(letter):
    assert ex.n_parameters.check(letter).status == CORRECT
    assert ex.same_answers.check(letter).status == CORRECT


def dense_with_random_weights(n_in, n_needed):
    layer = keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(-0.3))
    layer.build((None, n_in))
    return layer


def a_little_too_low(n_in, n_needed):
    layer = half_a_one_below(n_in, n_needed)
    layer.set_weights([np.ones((n_in, 1)), np.array([-n_needed - 1e-6])])
    return layer


def all_weights_twice(n_in, n_needed):
    layer = half_a_one_below(n_in, n_needed)
    layer.set_weights([5 * np.ones((n_in, 1)), np.array([-n_needed])])
    return layer


WRONG = {
    ex.distances: [
        (lambda x, W, b: x @ W + b, "divide by the length"),
        (layer_in_loops, "divide by the length"),
        (lambda x, W, b: (x @ W + b) / np.linalg.norm(W), "each column"),
        (lambda x, W, b: ((x @ W + b) / np.linalg.norm(W, axis=0)).T, "transposed"),
    ],
    ex.at_least: [
        (lambda n_in, n_needed: n_in - n_needed, "returns"),
        (lambda n_in, n_needed: keras.layers.Dense, "returns"),
        (dense_with_random_weights, "n_needed"),
        (a_little_too_low, "too late"),
        (all_weights_twice, "grow with them"),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(WRONG))
def test_a_wrong_answer_gets_a_helpful_message(task, answer, words):
    answers.is_refused(task, answer, words)


def test_the_starters_and_the_fault_read_not_attempted():
    assert ex.at_least.check(lambda n_in, n_needed: ...).status == NOT_ATTEMPTED
    faulty = load("01", "distances", starters=True)
    assert ex.distances.check(faulty).status == NOT_ATTEMPTED


def test_of_the_choices_one_neuron_alone_gives_the_same_answers():
    x = np.random.default_rng(1).normal(size=(500, 2))
    expected = neuron(x, np.array([6, 8]), -5)
    choices = {"a": (12, 16, -5), "b": (12, 16, -10), "c": (-12, -16, 10)}
    choices["d"] = (8, 6, -5)
    alike = [
        letter
        for letter, (w_1, w_2, b) in choices.items()
        if (neuron(x, np.array([w_1, w_2]), b) == expected).all()
    ]
    assert alike == [ex.same_answers.right]


# Drawings


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


@pytest.mark.parametrize(
    ("w", "b", "names"),
    [
        ((4, -3), -2, {"$a = 1$", "$a = 0$", "$w$"}),
        ((1, 0), 100, {"$a = 1$", "$w$"}),
        ((0, 0), -1, {"$a = 0$"}),
        ((0, 0), 0, {"$a = 1$"}),
    ],
)
def test_the_sides_are_named_and_the_arrow_is_w_on_the_boundary(ax, w, b, names):
    drawings.two_sides(ax, neuron, np.array(w), b)
    assert {text.get_text() for text in ax.texts} - {""} == names
    for text in ax.texts:
        if "a =" in text.get_text():
            here = neuron(np.array(text.get_position()), np.array(w), b)
            assert text.get_text() == f"$a = {here:.0f}$"
    arrows = [text for text in ax.texts if hasattr(text, "arrow_patch")]
    assert len(arrows) == (w != (0, 0))
    for arrow in arrows:
        np.testing.assert_allclose(arrow.xyann @ np.array(w) + b, 0, atol=1e-9)
        np.testing.assert_allclose(np.subtract(arrow.xy, arrow.xyann), w)


def test_a_shadow_ends_where_the_way_to_x_is_at_a_right_angle(ax):
    w, x = np.array([4.0, -3.0]), np.array([0.0, 5.0])
    drawings.shadow(ax, w, x)
    thick = max(ax.lines, key=lambda line: line.get_linewidth())
    start, foot = thick.get_xydata()
    np.testing.assert_array_equal(start, 0)
    assert (x - foot) @ w == pytest.approx(0)
    assert foot @ w / np.linalg.norm(w) == pytest.approx(-3)


def test_turning_keeps_lengths_and_the_shadow():
    fig, axes = plt.subplots(1, 2)
    w, x = np.array([4.0, -3.0]), np.array([5.0, 0.0])
    drawings.turn(axes, w, x)
    tips = [
        np.array([text.xy for text in ax.texts if hasattr(text, "arrow_patch")])
        for ax in axes
    ]
    np.testing.assert_allclose(tips[0], [w, x])
    np.testing.assert_allclose(tips[1], [[5, 0], [4, 3]], atol=1e-12)
    plt.close(fig)


def test_the_shortest_way_ends_at_the_foot(ax):
    drawings.shortest_way(ax, (5, -1), (1.64, 1.52), (-1, -2))
    thick = max(ax.lines, key=lambda line: line.get_linewidth())
    np.testing.assert_allclose(thick.get_xydata(), [[5, -1], [1.64, 1.52]])
    assert {text.get_text() for text in ax.texts} == {"$x$", "$f$", "$q$", "$d$"}


def test_rings_stand_around_the_wrong_answers(ax):
    x = np.array([[0.6, 0.1], [0.6, 0.3], [0.6, 0.1]])  # answers 1, 0 and 1
    drawings.ring_the_wrong(ax, x, np.array([1, 1, 0]))
    np.testing.assert_allclose(ax.collections[0].get_offsets(), x[1:])


def test_a_product_shows_every_number_and_marks_what_makes_an_entry(ax):
    x, W, b = np.arange(6.0).reshape(3, 2), np.eye(2), np.array([0.5, -1.0])
    drawings.product(ax, x, W, b, x @ W + b, row=2, column=1)
    assert len(ax.patches) == x.size + W.size + b.size + x.size
    marked = [patch for patch in ax.patches if patch.get_facecolor()[2] < 1]
    assert len(marked) == 2 + 2 + 1 + 1
    shapes = {text.get_text() for text in ax.texts if "(" in text.get_text()}
    assert shapes == {"(3, 2)", "(2, 2)", "(2,)"}


def test_a_layer_and_its_boundaries_have_one_colour_a_unit(ax):
    W, b, units = np.array([[1.0, -2.0], [3.0, 0.5]]), np.zeros(2), ["one", "two"]
    drawings.layer(ax, ["left", "right"], units, W, np.array([0, 7]))
    colors = [line.get_color() for line in ax.lines]
    assert len(set(colors)) == 2 and colors[0] == colors[1]
    texts = {text.get_text() for text in ax.texts}
    assert texts == {"1", "−2", "3", "0.5", "0", "7", "left", "right", "one", "two"}
    ax.clear()
    drawings.boundaries(ax, units, W, b, np.array([[0.5, 1.0]]))
    assert [line.get_color() for line in ax.lines[1:]] == colors[::2]


def test_images_stand_at_their_points_and_keep_the_axes(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    images = np.full((2, 8, 8), 0.5)
    drawings.images_in_plane(ax, images, np.array([[0.3, 0.6], [0.9, 0.1]]), side=0.2)
    extents = [image.get_extent() for image in ax.images]
    np.testing.assert_allclose(extents, [[0.2, 0.4, 0.5, 0.7], [0.8, 1, 0, 0.2]])
    assert ax.axis() == (0, 1, 0, 1)
