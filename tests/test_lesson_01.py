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


def reaches_in_loops(x, w, threshold):
    found = []
    for sample in x:
        z = -threshold
        for k in range(len(w)):
            z += sample[k] * w[k]
        found.append(1 if z >= 0 else 0)
    return found


def reaches_by_an_input_of_ones(x, w, threshold):
    """The bias as the weight of an input that is always 1."""
    unit = keras.layers.Dense(1, use_bias=False)
    unit.build((None, len(w) + 1))
    unit.set_weights([np.append(w, -threshold)[:, np.newaxis]])
    return step(unit(np.insert(x, len(w), 1.0, axis=1)))[:, 0]


def a_model_from_pytorch(W, b):
    model = keras.Sequential([keras.Input((W.shape[1],)), keras.layers.Dense(len(b))])
    model.set_weights([np.transpose(W), b])
    return model


def assigned_from_pytorch(W, b):
    layer = keras.layers.Dense(units=len(W))
    layer(np.zeros((1, len(W[0]))))
    layer.kernel.assign(np.stack(list(W), axis=1))
    layer.bias.assign(b)
    return layer


def by_unit_vectors(r, s, one):
    along = (s - r) / np.linalg.norm(s - r)
    w = np.array([along[1], -along[0]])
    side = np.sign(w @ (one - s))
    return side * w, np.array([-side * (w @ s)])


def number_by_number(r, s, one):
    w_1, w_2 = s[1] - r[1], r[0] - s[0]
    b = -w_1 * r[0] - w_2 * r[1]
    if w_1 * one[0] + w_2 * one[1] + b > 0:
        return [w_1, w_2], b
    return [-w_1, -w_2], -b


def by_equations(r, s, one):
    """z is 1 at the third point, 0 at the others."""
    found = np.linalg.solve([[*r, 1], [*s, 1], [*one, 1]], [0, 0, 1])
    return found[:2].reshape(2, 1), found[2]


def by_projection(r, s, one):
    along, ahead = s - r, one - r
    w = 1e-200 * (ahead - (ahead @ along) / (along @ along) * along)
    return w, -(w @ r)


RIGHT = {
    ex.reaches: [
        reaches_in_loops,
        reaches_by_an_input_of_ones,
        lambda x, w, threshold: x @ w >= threshold,
        lambda x, w, threshold: neuron(x, w, -threshold),
        lambda x, w, threshold: np.heaviside(x.dot(w) - threshold, 1.0),
    ],
    ex.from_pytorch: [a_model_from_pytorch, assigned_from_pytorch],
    ex.place_boundary: [by_unit_vectors, number_by_number, by_equations, by_projection],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    answers.is_right(task, answer)


def test_ten_right_answers_agree_with_their_targets_as_the_right_choice_says():
    targets = np.append(np.ones(9), 0)
    share = np.mean(targets[:, np.newaxis] == targets)
    assert ex.share_right.options[ex.share_right.right] == f"{share:.2f}"


@pytest.mark.parametrize("form", ["{}", "({})", " {}."])
def test_a_right_choice_is_correct(form):
    assert ex.by_shadow.check(form.format("D")).status == CORRECT


def test_the_right_choice_is_what_the_neuron_does():
    w, x, b = np.array([1.2, -1.6]), 4 * np.array([0.6, -0.8]), -6
    d = (w @ x + b) / np.linalg.norm(w)
    right = ex.by_shadow.options[ex.by_shadow.right]
    assert right == f"a = {neuron(x, w, b):.0f}, d = {d:.0f}"


def by_slope(r, s, one):
    slope = (s[1] - r[1]) / (s[0] - r[0])
    w, b = np.array([-slope, 1.0]), slope * r[0] - r[1]
    return (w, b) if w @ one + b > 0 else (-w, -b)


def by_slope_of_the_other_axis(r, s, one):
    slope = (s[0] - r[0]) / (s[1] - r[1])
    w, b = np.array([1.0, -slope]), slope * r[1] - r[0]
    return (w, b) if w @ one + b > 0 else (-w, -b)


def of_an_equation(r, s, one):
    w, b = np.linalg.solve([r, s], [1.0, 1.0]), -1.0
    return (w, b) if w @ one + b > 0 else (-w, -b)


def with_the_side_of_w_alone(r, s, one):
    w = np.array([s[1] - r[1], r[0] - s[0]])
    if w @ one < 0:
        w = -w
    return w, -(w @ r)


def with_the_other_arrow_on_any_side(r, s, one):
    w = np.array([s[1] - r[1], r[0] - s[0]])
    return w, -(w @ r)


def along_the_line(r, s, one):
    return s - r, -((s - r) @ r)


def swapped_alone(r, s, one):
    w = (s - r)[::-1]
    return w, -(w @ r)


def on_any_side(r, s, one):
    w = np.array([r[1] - s[1], s[0] - r[0]])
    return w, -(w @ r)


def with_w_turned_alone(r, s, one):
    w, b = on_any_side(r, s, one)
    return (w, b) if w @ one + b > 0 else (-w, b)


def of_length_one_but_for_b(r, s, one):
    w, b = number_by_number(r, s, one)
    return w / np.linalg.norm(w), b


def with_b_twice(r, s, one):
    w, b = number_by_number(r, s, one)
    return w, 2 * b


def built(n_in, n_units, W=None, b=None, activation=None):
    layer = keras.layers.Dense(n_units, activation)
    layer.build((None, n_in))
    if W is not None:
        layer.set_weights([W, np.zeros(n_units) if b is None else b])
    return layer


def without_biases(W, b, turn=True):
    layer = keras.layers.Dense(len(b), use_bias=False)
    layer.build((None, W.shape[1]))
    layer.set_weights([W.T if turn else W.reshape(W.shape[::-1])])
    return layer


def with_a_late_change_of_sides(r, s, one):
    w, b = on_any_side(r, s, one)
    return (-w, -b) if w @ one + b <= -1 else (w, b)


WRONG = {
    ex.reaches: [
        (lambda x, w, threshold: neuron(x, w, threshold), "wrong sign"),
        (lambda x, w, threshold: step(x @ w - threshold)[:, np.newaxis], "column"),
        (lambda x, w, threshold: x @ w > threshold, "equals the threshold"),
        (lambda x, w, threshold: x @ w - threshold, "step of z"),
        (lambda x, w, threshold: x @ w - threshold > -1, "too early"),
        (lambda x, w, threshold: neuron(x, w, 1 - threshold - 1e-9), "too early"),
        (lambda x, w, threshold: neuron(x, w, -int(threshold)), "whole number"),
        (lambda x, w, threshold: step(np.round(x @ w) - threshold), "rounded"),
        (
            lambda x, w, threshold: np.clip(x @ w - threshold + 1, 0, 1),
            "nothing between",
        ),
        (lambda x, w, threshold: neuron(x, w, 0.5 - threshold), "too early"),
        (lambda x, w, threshold: x @ w / np.linalg.norm(w) >= threshold, "distance"),
    ],
    ex.from_pytorch: [
        (lambda W, b: (W.T, b), "tuple", "no layer"),
        (lambda W, b: keras.layers.Dense(3), "build"),
        (lambda W, b: built(W.shape[1], len(b)), "random"),
        (lambda W, b: built(W.shape[1], len(b), W.T), "biases are 0"),
        (lambda W, b: built(W.shape[1], len(b), W, b), "transpose"),
        (lambda W, b: built(W.shape[1], len(b), W.T, b, "relu"), "activation"),
        (lambda W, b: built(W.shape[1], len(b), W.T, b, "sigmoid"), "activation"),
        (lambda W, b: built(W.shape[1], len(b), W.T, b, "leaky_relu"), "activation"),
        (without_biases, "use_bias=False"),
        (lambda W, b: without_biases(W, b, turn=False), "Transpose", "use_bias=False"),
    ],
    ex.place_boundary: [
        (lambda r, s, one: number_by_number(r, s, one)[0], "w alone"),
        (lambda r, s, one: number_by_number(r, s, one)[::-1], "order"),
        (lambda r, s, one: (0 * r, 0.0), "w = 0"),
        (lambda r, s, one: 1.0, "w and b"),
        (by_slope, "no slope", "straight above"),
        (by_slope_of_the_other_axis, "no slope", "as high as r"),
        (of_an_equation, "line on its own"),  # LinAlgError through the origin
        (along_the_line, "along"),
        (swapped_alone, "no sign is changed"),
        (with_the_side_of_w_alone, "w · one alone"),
        (with_the_other_arrow_on_any_side, "left to chance"),
        (on_any_side, "third point", "of w and of b"),
        (with_w_turned_alone, "of w alone"),
        (of_length_one_but_for_b, "not b"),
        (with_a_late_change_of_sides, "z at one", "signs"),
        (with_b_twice, "z at r", "choose b"),
        (lambda r, s, one: (one - s, -((one - s) @ r)), "by a quarter"),
    ],
}


@pytest.mark.parametrize(("task", "answer", "words"), answers.refused(WRONG))
def test_a_wrong_answer_gets_a_helpful_message(task, answer, words):
    answers.is_refused(task, answer, words)


def test_the_starters_and_the_fault_read_not_attempted():
    assert ex.place_boundary.check(lambda r, s, one: ...).status == NOT_ATTEMPTED
    assert ex.from_pytorch.check(lambda W, b: ...).status == NOT_ATTEMPTED
    faulty = load("01", "reaches", starters=True)
    assert ex.reaches.check(faulty).status == NOT_ATTEMPTED


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


def test_two_legs_lead_to_x_and_meet_at_a_right_angle(ax):
    w, x = np.array([4.0, -3.0]), np.array([5.0, 0.0])
    drawings.two_legs(ax, w, x)
    tips = [text.xy for text in ax.texts if hasattr(text, "arrow_patch")]
    u, v = [0.8, -0.6], [0.6, 0.8]
    np.testing.assert_allclose(tips, [[3, 4], w, x, u, v])
    shadow = max(ax.lines, key=lambda line: line.get_linewidth()).get_xydata()
    (aside,) = [line for line in ax.lines if line.get_linestyle() == "--"]
    np.testing.assert_allclose(aside.get_xydata(), [shadow[1], x])
    assert (x - shadow[1]) @ w == pytest.approx(0)


def test_the_shortest_way_ends_at_the_foot(ax):
    drawings.shortest_way(ax, (5, -1), (1.64, 1.52), (-1, -2))
    thick = max(ax.lines, key=lambda line: line.get_linewidth())
    np.testing.assert_allclose(thick.get_xydata(), [[5, -1], [1.64, 1.52]])
    assert {text.get_text() for text in ax.texts} == {"$x$", "$f$", "$q$", "$d$"}


def test_rings_stand_around_samples(ax):
    x = np.array([[0.6, 0.1], [0.6, 0.3]])
    drawings.ring(ax, x)
    np.testing.assert_allclose(ax.collections[0].get_offsets(), x)


def test_samples_apart_are_no_nearer_than_asked_but_for_those_chosen():
    x = np.array([[0.0, 0.0], [0.5, 0.0], [0.0, 1.1], [0.1, 0.0], [2.0, 2.0]])
    assert drawings.apart(x, [0, 3], distance=1.0) == [0, 3, 2, 4]


def test_the_first_picture_rings_the_wrong_ones(ax):
    images, labels = np.zeros((3, 8, 8)), np.array([0, 1, 1])
    images[0, :, :3] = 0.2  # a zero with ink at the left
    images[1, :, 3:5] = 0.9  # a one with ink in the middle
    images[2, :, :5] = 0.3  # a one with ink in both: the neuron says 0
    drawings.zeros_and_ones(ax, images, labels, w=(2, -5), b=-0.1)
    rings = ax.collections[-1].get_offsets()
    np.testing.assert_allclose(rings, [[0.3, 0.3]])


def test_wrong_ones_that_are_neighbours_share_a_ring(ax):
    images = np.zeros((3, 8, 8))
    images[:, :, :5] = np.reshape([0.3, 0.32, 0.5], (3, 1, 1))  # ones, told as zeros
    drawings.zeros_and_ones(ax, images, np.ones(3), w=(2, -5), b=-0.1)
    rings = [ring.get_offsets()[0] for ring in ax.collections[-2:]]
    np.testing.assert_allclose(rings, [[0.31, 0.31], [0.5, 0.5]])


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


def test_w_and_its_boundary_are_drawn_at_a_right_angle(ax):
    W = np.array([[4.0, -1.0], [-3.0, 3.0]])
    drawings.boundaries(ax, ["one", "two"], W, np.zeros(2), np.zeros((1, 2)))
    ax.figure.canvas.draw()
    to_pixels = ax.transData.transform
    for w in W.T:
        ends = to_pixels([[0, 0], w, [-w[1], w[0]]])
        assert (ends[1] - ends[0]) @ (ends[2] - ends[0]) == pytest.approx(0, abs=1e-6)


def test_images_stand_at_their_points_and_keep_the_axes(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    images = np.full((2, 8, 8), 0.5)
    drawings.images_in_plane(ax, images, np.array([[0.3, 0.6], [0.9, 0.1]]), side=0.2)
    extents = [image.get_extent() for image in ax.images]
    np.testing.assert_allclose(extents, [[0.2, 0.4, 0.5, 0.7], [0.8, 1, 0, 0.2]])
    assert ax.axis() == (0, 1, 0, 1)
