"""Lesson 07: backpropagation and the engine, held to TensorFlow's derivatives."""

from exercises import ex07_backpropagation as ex07
from helpers.drawings import lesson_07 as drawings

import answers
import keras
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load

one_by_one, gradients, flat = load("07", "one_by_one", "gradients", "flat")
mse, shaped, measured_gradients = load("07", "mse", "shaped", "measured_gradients")
relative_error, start, train = load("07", "relative_error", "start", "train")
Value, topological, backward = load("07", "Value", "topological", "backward")
expression, keras_network = load("07", "expression", "keras_network")

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=30)
CLOSE = dict(rtol=1e-9, atol=1e-10)


def random_network(seed, n, n_in, n_hidden, n_out):
    """Return params, x and y of these sizes."""
    rng = np.random.default_rng(seed)
    shapes = [(n_in, n_hidden), n_hidden, (n_hidden, n_out), n_out]
    params = [rng.normal(size=shape) for shape in shapes]
    return params, rng.normal(size=(n, n_in)), rng.uniform(size=(n, n_out))


def tape_gradients(params, x, y):
    """Return the loss and its gradients, by TensorFlow's own operations."""
    W1, b1, W2, b2 = variables = [tf.Variable(p) for p in params]
    with tf.GradientTape() as tape:
        outputs = tf.sigmoid(tf.sigmoid(x @ W1 + b1) @ W2 + b2)
        loss = tf.reduce_mean((outputs - y) ** 2)
    return loss.numpy(), [g.numpy() for g in tape.gradient(loss, variables)]


@few
@given(seeds, sizes, sizes, sizes, sizes)
def test_the_four_lines_are_tensorflows_gradients(seed, n, n_in, n_hidden, n_out):
    params, x, y = random_network(seed, n, n_in, n_hidden, n_out)
    loss, by_hand = gradients(params, x, y)
    expected_loss, expected = tape_gradients(params, x, y)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    assert [g.shape for g in by_hand] == [p.shape for p in params]
    np.testing.assert_allclose(flat(by_hand), flat(expected), **CLOSE)


@few
@given(seeds)
def test_the_nine_derivatives_are_tensorflows(seed):
    params, x, y = random_network(seed, 1, 2, 2, 1)
    nine = one_by_one(flat(params), *x[0], *y[0])
    np.testing.assert_allclose(nine, flat(tape_gradients(params, x, y)[1]), **CLOSE)


@few
@given(seeds, sizes, sizes, sizes, sizes)
def test_measured_gradients_are_tensorflows(seed, n, n_in, n_hidden, n_out):
    params, x, y = random_network(seed, n, n_in, n_hidden, n_out)
    before = flat(params)
    measured = measured_gradients(params, x, y)
    _, expected = tape_gradients(params, x, y)
    assert [m.shape for m in measured] == [p.shape for p in params]
    np.testing.assert_allclose(flat(measured), flat(expected), atol=1e-9)
    np.testing.assert_array_equal(flat(params), before)


@few
@given(seeds, sizes, sizes, sizes)
def test_the_keras_network_has_the_loss_by_hand(seed, n_in, n_hidden, n_out):
    params, x, y = random_network(seed, 4, n_in, n_hidden, n_out)
    outputs = keras.ops.convert_to_numpy(keras_network(params)(x))
    assert mse(params, x, y) == pytest.approx(np.mean((outputs - y) ** 2), rel=1e-12)


@given(seeds, sizes, sizes, sizes)
def test_shaped_undoes_flat(seed, n_in, n_hidden, n_out):
    params, _, _ = random_network(seed, 1, n_in, n_hidden, n_out)
    for p, again in zip(params, shaped(flat(params), params), strict=True):
        np.testing.assert_array_equal(p, again)


@given(seeds, st.floats(1e-6, 1e6))
def test_relative_error_is_0_for_equal_1_for_opposite_and_knows_no_scale(seed, scale):
    g, m = np.random.default_rng(seed).normal(size=(2, 3, 2))
    assert relative_error(g, g.copy()) == 0
    assert relative_error(g, -g) == pytest.approx(1)
    assert relative_error(g, 0 * g) == 1
    assert 0 < relative_error(g, m) <= 1
    assert relative_error(scale * g, scale * m) == pytest.approx(relative_error(g, m))


# The engine

OPERATIONS = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b / (b * b + 1.0),
    lambda a, b: -a + 2,
    lambda a, b: 0.5 * a - 3.0,
    lambda a, b: (a * a + 1.0) ** -0.5,
    lambda a, b: 1.5 ** -(b * b),
    lambda a, b: 4 + a / 2,
)
steps = st.lists(
    st.tuples(st.integers(0, len(OPERATIONS) - 1), st.integers(0), st.integers(0)),
    min_size=1,
    max_size=12,
)
numbers = st.lists(st.floats(-3, 3), min_size=2, max_size=4)


def built(leaves, steps):
    """Return what the steps make of the leaves; each may use all that came before."""
    pool = list(leaves)
    for operation, i, j in steps:
        pool.append(OPERATIONS[operation](pool[i % len(pool)], pool[j % len(pool)]))
    return sum(pool)


def held_to_tensorflow(f, leaves):
    """Hold value and gradients of f(leaves) by the engine to TensorFlow's."""
    values = [Value(leaf) for leaf in leaves]
    root = f(values)
    grads = backward(root)
    variables = [tf.Variable(leaf, dtype="float64") for leaf in leaves]
    with tf.GradientTape() as tape:
        result = f(variables)
    assert root.data == pytest.approx(float(result), rel=1e-10)
    expected = np.array(tape.gradient(result, variables))
    np.testing.assert_allclose([grads[v] for v in values], expected, **CLOSE)


@settings(deadline=None, max_examples=200)
@given(numbers, steps)
def test_the_engine_is_tensorflow_on_random_expressions(leaves, steps):
    held_to_tensorflow(lambda values: built(values, steps), leaves)


@few
@given(st.lists(st.floats(-2, 2), min_size=3, max_size=3), seeds)
def test_the_engine_is_tensorflow_on_the_lessons_expressions(leaves, seed):
    held_to_tensorflow(lambda values: expression(values, seed), leaves)


@given(numbers, steps)
def test_topological_lists_each_node_once_and_after_its_parents(leaves, steps):
    order = list(topological(built([Value(leaf) for leaf in leaves], steps), {}))
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[p] < place[node] for node in order for p in node.parents)


@given(st.floats(-3, 3), st.integers(2, 6))
def test_gradients_of_a_value_used_again_add_up(number, n):
    w = Value(number)
    assert backward(sum(w for _ in range(n)))[w] == n
    assert backward(w * w)[w] == 2 * number
    assert backward(w * w, add_up=False)[w] == number


def test_a_second_backward_pass_starts_anew():
    w = Value(3.0)
    f = w * w + w
    assert backward(f) == backward(f)


@few
@given(seeds, sizes, sizes, sizes)
def test_the_engine_takes_the_whole_network(seed, n_in, n_hidden, n_out):
    params, x, y = random_network(seed, 2, n_in, n_hidden, n_out)
    values = np.array([Value(w) for w in flat(params)])
    grads = backward(mse(shaped(values, params), x, y))
    _, expected = tape_gradients(params, x, y)
    np.testing.assert_allclose([grads[v] for v in values], flat(expected), **CLOSE)


# Training


@few
@given(seeds, st.integers(1, 4), st.floats(0.0625, 4, width=32))
def test_training_is_kerass_gradient_descent(seed, steps, learning_rate):
    params, x, y = random_network(seed, 4, 2, 3, 1)
    before = flat(params)
    trained, losses = train(params, x, y, learning_rate, steps)
    optimizer = keras.optimizers.SGD(learning_rate)
    variables = [keras.Variable(p, dtype="float64") for p in params]
    expected_losses = []
    for _ in range(steps):
        loss, slopes = tape_gradients([v.numpy() for v in variables], x, y)
        expected_losses.append(loss)
        optimizer.apply([tf.constant(slope) for slope in slopes], variables)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-10)
    np.testing.assert_allclose(flat(trained), flat(variables), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(flat(params), before)


@given(sizes, seeds)
def test_a_start_depends_on_its_seed_alone_and_breaks_the_symmetry(n_hidden, seed):
    W1, b1, W2, b2 = params = start(n_hidden, seed)
    np.testing.assert_array_equal(flat(params), flat(start(n_hidden, seed)))
    assert W1.shape == (2, n_hidden) and W2.shape == (n_hidden, 1)
    assert not b1.any() and not b2.any()
    assert len(np.unique(W1)) == W1.size and len(np.unique(W2)) == W2.size


# its drawings


NODES = {"w": (3.0, 8.0), "x": (2.0, 3.0), "sum": (5.0, 3.0), "f": (-15.0, 1.0)}


EDGES = [("w", "sum", 1), ("x", "sum", 1), ("sum", "f", 3.0), ("w", "f", -5.0)]


def test_graph_writes_value_and_gradient_under_each_label(ax):
    drawings.graph(ax, NODES, EDGES)
    below = {}
    for text in ax.texts:
        x, y = text.get_position()
        if "×" not in text.get_text():
            below.setdefault(round(x, 3), []).append((-y, text.get_text()))
    columns = [[text for _, text in sorted(below[x])] for x in (-3.2, -1.6, 0.0)]
    assert columns == [
        ["w", "3", "8", "x", "2", "3"],
        ["sum", "5", "3"],
        ["f", "−15", "1"],
    ]


def test_graph_draws_an_arrow_with_its_slope_for_each_edge(ax):
    drawings.graph(ax, NODES, EDGES)
    arrows = [text.arrow_patch for text in ax.texts if hasattr(text, "arrow_patch")]
    bends = [arrow.get_connectionstyle().rad for arrow in arrows]
    assert bends == [0, 0, 0, -0.25]  # only the arrow past another column is bent
    slopes = [text.get_text() for text in ax.texts if "×" in text.get_text()]
    assert slopes == ["×1", "×1", "×3", "×−5"]


def test_graph_refuses_unknown_nodes_and_circles(ax):
    with pytest.raises(ValueError, match=r"edges name \['y'\]; the nodes are \['w'"):
        drawings.graph(ax, NODES, [("w", "y", 1)])
    with pytest.raises(ValueError, match="circle"):
        drawings.graph(ax, NODES, [*EDGES, ("f", "x", 1)])


# The exercises


def neuron_gradient_by_the_rule(x, w, b, y):
    e = np.exp(-(w @ x + b))
    db = 2 * (1 / (1 + e) - y) * e / (1 + e) ** 2
    return [db * x_i for x_i in x], db


def neuron_gradient_in_keras(x, w, b, y):
    w, b = tf.Variable(w), tf.Variable(b, dtype="float64")
    with tf.GradientTape() as tape:
        loss = (keras.ops.sigmoid(keras.ops.sum(x * w) + b) - y) ** 2
    return tape.gradient(loss, [w, b])


def dense_backward_loop(x, W, dz):
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros(W.shape[1])
    for n, i, j in np.ndindex(len(x), *W.shape):
        dx[n, i] += dz[n, j] * W[i, j]
        dW[i, j] += x[n, i] * dz[n, j]
    for row in dz:
        db += row
    return dx, dW, db


def graph_gradients_over_all_ways(arrows, n_nodes):
    def along_all_ways(start):
        ways = (slope * along_all_ways(c) for p, c, slope in arrows if p == start)
        return 1.0 if start == n_nodes - 1 else sum(ways)

    return [along_all_ways(start) for start in range(n_nodes)]


def graph_gradients_with_a_matrix(arrows, n_nodes):
    slopes = np.zeros((n_nodes, n_nodes))
    for parent, child, slope in arrows:
        slopes[child, parent] += slope
    return np.linalg.inv(np.eye(n_nodes) - slopes)[-1]


def tanh_network_gradients_by_sample(x, y, W1, b1, W2, b2):
    total = [np.zeros_like(p) for p in (W1, b1, W2, b2)]
    for x_i, y_i in zip(x, y, strict=True):
        a1 = np.tanh(x_i @ W1 + b1)
        dz2 = (scipy.special.expit(a1 @ W2 + b2) - y_i) / len(y)
        dz1 = W2[:, 0] * dz2 / np.cosh(x_i @ W1 + b1) ** 2
        one = np.outer(x_i, dz1), dz1, np.outer(a1, dz2), dz2
        total = [a + b for a, b in zip(total, one, strict=True)]
    return total


def dense_layer(W, b):
    layer = keras.layers.Dense(W.shape[1], dtype="float64")
    layer.build((None, W.shape[0]))
    layer.set_weights([W, b])
    return layer


RIGHT = {
    ex07.neuron_gradient: [neuron_gradient_by_the_rule, neuron_gradient_in_keras],
    ex07.dense_backward: [
        dense_backward_loop,
        lambda x, W, dz: ((W @ dz.T).T, np.einsum("ni,nj->ij", x, dz), sum(dz)),
        lambda x, W, dz: (dz @ W.T, (dz.T @ x).T, np.ones(len(dz)) @ dz),
    ],
    ex07.graph_gradients: [
        graph_gradients_over_all_ways,
        graph_gradients_with_a_matrix,
    ],
    ex07.tanh_network_gradients: [tanh_network_gradients_by_sample],
}


@pytest.mark.parametrize(("task", "answer"), answers.of(RIGHT))
def test_a_right_answer_in_another_style_is_correct(task, answer):
    answers.is_right(task, answer)


@few
@given(sizes, seeds)
def test_neuron_gradient_is_that_of_the_gradient_tape(n_in, seed):
    rng = np.random.default_rng(seed)
    x, w, (b, y) = rng.normal(size=n_in), rng.normal(size=n_in), rng.normal(size=2)
    by_hand = ex07.neuron_gradient.reference(x, w, b, y)
    expected = neuron_gradient_in_keras(x, w, b, y)
    for one, other in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)


@few
@given(sizes, sizes, sizes, seeds)
def test_dense_backward_is_that_of_a_dense_layer(n, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    x, W, dz = (rng.normal(size=s) for s in [(n, n_in), (n_in, n_out), (n, n_out)])
    layer, inputs = dense_layer(W, np.zeros(n_out)), tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(dz * layer(inputs))
    expected = tape.gradient(loss, [inputs, *layer.trainable_variables])
    by_hand = ex07.dense_backward.reference(x, W, dz)
    for one, other in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)


@few
@given(st.integers(1, 7), seeds)
def test_graph_gradients_are_those_of_the_gradient_tape(n_nodes, seed):
    rng = np.random.default_rng(seed)
    arrows = [
        (int(parent), child, rng.normal())
        for child in range(1, n_nodes)
        for parent in rng.integers(child, size=3)
    ]
    nudges, nodes = [tf.Variable(0.0, dtype="float64") for _ in range(n_nodes)], []
    with tf.GradientTape() as tape:
        for number, nudge in enumerate(nudges):
            nodes.append(nudge + sum(s * nodes[p] for p, c, s in arrows if c == number))
    expected = tape.gradient(nodes[-1], nudges, unconnected_gradients="zero")
    by_hand = ex07.graph_gradients.reference(arrows, n_nodes)
    np.testing.assert_allclose(by_hand, expected, **CLOSE)


@few
@given(sizes, sizes, sizes, seeds)
def test_tanh_network_gradients_are_those_of_keras(n, n_in, n_hidden, seed):
    rng = np.random.default_rng(seed)
    shapes = [(n_in, n_hidden), n_hidden, (n_hidden, 1), 1]
    params = [rng.normal(size=shape) for shape in shapes]
    x, y = rng.normal(size=(n, n_in)), rng.integers(2, size=(n, 1)).astype(float)
    W1, b1, W2, b2 = variables = [tf.Variable(p) for p in params]
    with tf.GradientTape() as tape:
        logits = keras.ops.tanh(x @ W1 + b1) @ W2 + b2
        loss = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
        value = loss(y, logits)
    by_hand = ex07.tanh_network_gradients.reference(x, y, *params)
    for one, other in zip(by_hand, tape.gradient(value, variables), strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)
