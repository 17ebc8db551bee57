"""Every exercise of the course: references, known mistakes, starters, alternatives."""

import copy
import importlib
import inspect
import itertools
import math
import pkgutil
import re

import exercises
from exercises import ex01_neurons as ex01
from exercises import ex03_activations as ex03
from exercises import ex04_losses_and_gradient_descent as ex04
from exercises import ex07_backpropagation as ex07
from exercises import ex09_multi_layer_perceptrons as ex09
from exercises.exercise import (
    CORRECT,
    INCORRECT,
    NOT_ATTEMPTED,
    ChoiceExercise,
    Exercise,
    FunctionExercise,
)
from exercises.observation import leaves

import keras
import numpy as np
import pytest
import scipy.special
import scipy.stats
import tensorflow as tf
from hypothesis import assume, given, settings
from hypothesis import strategies as st

MODULES = [
    importlib.import_module(f"exercises.{module.name}")
    for module in pkgutil.iter_modules(exercises.__path__)
    if re.match(r"ex\d\d_", module.name)
]


def named(parameters):
    """pytest parameters with readable ids, from (ids, values)."""
    return [pytest.param(*values, id="-".join(ids)) for ids, values in parameters]


EVERY_EXERCISE = named(
    ((module.__name__.removeprefix("exercises."), task.name), (task,))
    for module in MODULES
    for task in vars(module).values()
    if isinstance(task, Exercise)
)
FUNCTIONS = [p for p in EVERY_EXERCISE if isinstance(p.values[0], FunctionExercise)]
CHOICES = [p for p in EVERY_EXERCISE if isinstance(p.values[0], ChoiceExercise)]
FAULTS = [p for p in FUNCTIONS if p.values[0].kind == "find the fault"]
EVERY_MISTAKE = named(
    ((*parameter.id.split("-"), mistake.function.__name__), (task, mistake))
    for parameter in FUNCTIONS
    for task in parameter.values
    for mistake in task.mistakes
)


@pytest.fixture(autouse=True)
def self_study(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


# What holds for every exercise


@pytest.mark.parametrize("module", [ex01, ex03])
def test_a_lesson_has_at_least_five_exercises(module):
    assert sum(isinstance(value, Exercise) for value in vars(module).values()) >= 5


@pytest.mark.parametrize("task", EVERY_EXERCISE)
def test_there_are_three_hints(task):
    assert len(set(task.hints)) == 3


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_reference_is_correct(task):
    assert task.check(task.reference).status == CORRECT


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_reference_runs_cleanly_with_the_arguments_of_every_case(task):
    for case in task.cases:
        assert list(case) == list(inspect.signature(task.reference).parameters)
        arguments = copy.deepcopy(case)
        with np.errstate(all="raise", under="ignore"):
            value = task.reference(**arguments)
            np.testing.assert_equal(arguments, case)
            if task.look:
                value = task.look(value, **arguments)
        assert all(
            np.isfinite(part).all()
            for part in leaves(value)
            if np.asarray(part).dtype.kind in "biuf"
        )


@pytest.mark.parametrize("task", FUNCTIONS)
def test_each_mistake_has_a_message_of_its_own(task):
    messages = [mistake.message for mistake in task.mistakes]
    fewest = 1 if task.kind == "find the fault" else 3
    assert len(set(messages)) == len(messages) >= fewest


@pytest.mark.parametrize(("task", "mistake"), EVERY_MISTAKE)
def test_a_known_mistake_is_refused_with_its_message(task, mistake):
    outcome = task.check(mistake.function)
    assert outcome.status == INCORRECT
    assert outcome.message.endswith(f"next      {mistake.message}")


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_starter_reads_not_attempted(task):
    signature = inspect.signature(task.reference)
    starter = eval(f"lambda {str(signature)[1:-1]}: ...")
    assert task.check(starter).status == NOT_ATTEMPTED


@pytest.mark.parametrize("task", FAULTS)
def test_the_function_with_the_fault_reads_not_attempted(task):
    assert task.faulty is not None
    assert inspect.signature(task.faulty) == inspect.signature(task.reference)
    assert task.check(task.faulty).status == NOT_ATTEMPTED


@pytest.mark.parametrize("task", FUNCTIONS)
def test_the_solution_runs_in_a_notebook_with_numpy_and_keras_alone(task, capsys):
    task.solution()
    source = capsys.readouterr().out
    assert source.startswith(f"def {task.name}(")
    notebook = {"np": np, "keras": keras}
    exec(source, notebook)
    assert notebook[task.name].__doc__ == task.reference.__doc__
    assert task.check(notebook[task.name]).status == CORRECT


@pytest.mark.parametrize("task", CHOICES)
def test_the_right_choice_is_correct_and_each_other_gets_its_reason(task):
    assert task.check(...).status == NOT_ATTEMPTED
    assert task.check(task.right).message.endswith(task.because)
    assert len(set(task.reasons.values())) == len(task.options) - 1 >= 1
    for letter, reason in task.reasons.items():
        outcome = task.check(letter)
        assert outcome.status == INCORRECT
        assert outcome.message.endswith(reason)


# Right answers of other kinds


def weighted_sum_loop(x, w, b):
    total = b
    for i in range(len(x)):
        total += x[i] * w[i]
    return total


def step_loop(z):
    result = np.zeros_like(z)
    for index in np.ndindex(z.shape):
        if z[index] >= 0:
            result[index] = 1
    return result


def dense_loop(x, W, b):
    return [
        [sum(row[i] * W[i][j] for i in range(len(row))) + b[j] for j in range(len(b))]
        for row in x.tolist()
    ]


def perceptron_update_by_sign(w, x, y, learning_rate):
    new = w.copy()
    if np.sign(np.dot(w, x)) != y:
        new += learning_rate * y * x
    return new


def mistake_bound_loop(x, y, w):
    unit = w / math.sqrt(sum(w**2))
    radius = max(math.sqrt(sum(row**2)) for row in x)
    return (
        radius**2
        / min(label * (row @ unit) for row, label in zip(x, y, strict=True)) ** 2
    )


def relu_gradient_in_a_copy(z, da):
    dz = da.copy()
    dz[z <= 0] = 0
    return dz


def softmax_by_row(z):
    result = []
    for row in z:
        e = [math.exp(number - max(row)) for number in row]
        result.append([number / sum(e) for number in e])
    return result


def collapse_by_probing(W1, b1, W2, b2):
    def both(x):
        return (x @ W1 + b1) @ W2 + b2

    b = both(np.zeros(len(W1)))
    return [both(np.eye(len(W1))) - b, b]


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


def count_parameters_by_arrays(sizes):
    weights = [np.zeros(pair) for pair in zip(sizes, sizes[1:], strict=False)]
    return sum(array.size for array in weights) + sum(sizes[1:])


def take_batch_by_place(x, y, order, batch_size, step):
    chosen = [i for place, i in enumerate(order) if place // batch_size == step]
    return [x[i] for i in chosen], [y[i] for i in chosen]


def weight_gradients_in_place(x, a1, a2, W2, W3, dz3):
    dz2 = dz3 @ W3.T
    dz2[a2 <= 0] = 0
    dz1 = dz2 @ W2.T
    dz1[a1 <= 0] = 0
    return [np.dot(x.T, dz1), np.dot(a1.T, dz2), np.dot(a2.T, dz3)]


def weight_gradients_by_tape(x, a1, a2, W2, W3, dz3):
    """The gradients of layers built to give a1 and a2 where W1 is zero."""
    W1, z1, z2 = np.zeros((x.shape[1], a1.shape[1])), np.copy(a1), np.copy(a2)
    z1[a1 <= 0], z2[a2 <= 0] = -1, -1

    def loss(W1, V2, W3):
        h1 = tf.nn.relu(z1 + x @ W1)
        h2 = tf.nn.relu(z2 + h1 @ V2 - a1 @ W2)
        return tf.reduce_sum(dz3 * (h2 @ W3))

    arrays = [tf.constant(array) for array in (W1, W2, W3)]
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        value = loss(*arrays)
    return [array.numpy() for array in tape.gradient(value, arrays)]


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


ALTERNATIVES = {
    ex01.weighted_sum: [
        weighted_sum_loop,
        lambda x, w, b: float(np.einsum("i,i->", x, w)) + b,
        lambda x, w, b: np.sum(np.multiply(w, x)) + b,
        lambda x, w, b: np.dot(x.astype(np.float32), w.astype(np.float32)) + b,
    ],
    ex01.step_function: [
        step_loop,
        lambda z: (z >= 0).astype(int),
        lambda z: np.heaviside(z, 1),
        lambda z: (
            [[int(v >= 0) for v in r] for r in z] if z.ndim == 2 else 1 * (z >= 0)
        ),
    ],
    ex01.dense_layer: [
        dense_loop,
        lambda x, W, b: np.einsum("si,io->so", x, W) + b,
        lambda x, W, b: (W.T @ x.T + b[:, None]).T,
        lambda x, W, b: np.array([row @ W + b for row in x]),
        lambda x, W, b: keras.ops.matmul(x, W) + b,
    ],
    ex01.perceptron_update: [
        perceptron_update_by_sign,
        lambda w, x, y, learning_rate: w + learning_rate * y * x * (y * (w @ x) <= 0),
        lambda w, x, y, learning_rate: (
            w
            if y * sum(w * x) > 0
            else [a + learning_rate * y * c for a, c in zip(w, x, strict=True)]
        ),
    ],
    ex01.mistake_bound: [
        mistake_bound_loop,
        lambda x, y, w: (
            np.max(np.sum(x**2, axis=1)) * (w @ w) / np.min(y * (x @ w)) ** 2
        ),
    ],
    ex03.leaky_relu_with: [
        lambda z, slope: np.maximum(z, slope * z),
        lambda z, slope: np.maximum(z, 0) + slope * np.minimum(z, 0),
        lambda z, slope: z * np.where(z > 0, 1, slope),
        lambda z, slope: np.vectorize(lambda v: v if v > 0 else slope * v)(z),
    ],
    ex03.sigmoid_derivative: [
        lambda z: scipy.special.expit(z) * scipy.special.expit(-z),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
    ],
    ex03.relu_gradient: [
        relu_gradient_in_a_copy,
        lambda z, da: np.where(z > 0, da, 0),
        lambda z, da: da * np.heaviside(z, 0),
    ],
    ex03.stable_softmax: [
        softmax_by_row,
        lambda z: scipy.special.softmax(z, axis=1),
        lambda z: np.exp(z - scipy.special.logsumexp(z, axis=-1)[:, None]),
        lambda z: keras.activations.softmax(keras.ops.convert_to_tensor(z)),
    ],
    ex03.collapse: [
        collapse_by_probing,
        lambda W1, b1, W2, b2: (np.dot(W1, W2), np.dot(W2.T, b1) + b2),
        lambda W1, b1, W2, b2: (np.einsum("ih,ho->io", W1, W2), b2 + b1 @ W2),
    ],
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
    ex09.count_parameters: [
        count_parameters_by_arrays,
        lambda sizes: int(np.dot(np.array(sizes[:-1]) + 1, sizes[1:])),
    ],
    ex09.take_batch: [
        take_batch_by_place,
        lambda x, y, order, batch_size, step: (
            x[order][step * batch_size : (step + 1) * batch_size],
            y[order][step * batch_size : (step + 1) * batch_size],
        ),
        lambda x, y, order, batch_size, step: [
            np.split(array[order], range(batch_size, len(x), batch_size))[step]
            for array in (x, y)
        ],
    ],
    ex09.logits_gradient: [
        lambda y, z: (scipy.special.softmax(z, axis=1) - y) / z.shape[0],
        lambda y, z: gradient(
            lambda z: tf.reduce_mean(keras.ops.categorical_crossentropy(y, z, True)), z
        ),
    ],
    ex09.weight_gradients: [
        weight_gradients_in_place,
        weight_gradients_by_tape,
    ],
}


@pytest.mark.parametrize("module", [ex01, ex03, ex04, ex07, ex09])
def test_every_exercise_of_these_lessons_has_alternatives(module):
    tasks = [value for value in vars(module).values() if isinstance(value, Exercise)]
    assert all(ALTERNATIVES.get(task) for task in tasks)


@pytest.mark.parametrize(
    ("task", "answer"),
    named(
        ((task.name, str(number)), (task, answer))
        for task, answers in ALTERNATIVES.items()
        for number, answer in enumerate(answers)
    ),
)
def test_a_right_answer_of_another_kind_is_correct(task, answer):
    assert task.check(answer).status == CORRECT


# Wrong answers that are two mistakes at once, or one in another form


def softmax_of_columns_that_overflows(z):
    return np.exp(z) / np.exp(z).sum(axis=0)


def perceptron_update_in_place(w, x, y, learning_rate):
    if y * (w @ x) <= 0:
        w += learning_rate * y * x
    return w


def gradient_step_uphill_without_mean(x, y, w, b, learning_rate):
    error = w * x + b - y
    return w + learning_rate * 2 * error @ x, b + learning_rate * 2 * sum(error)


def crossentropy_of_the_naive_log(y, z):
    return -np.mean(np.log(np.sum(y * np.exp(z), axis=1) / np.exp(z).sum(axis=1)))


def momentum_step_in_place(w, m, gradient, learning_rate, momentum):
    m *= momentum
    m -= learning_rate * gradient
    w += m
    return w, m


@pytest.mark.parametrize(
    ("task", "answer", "part"),
    [
        (ex01.weighted_sum, lambda x, w, b: x @ w - b, "off by"),
        (ex01.step_function, lambda z: z >= 0, "True and False"),
        (ex01.step_function, lambda z: 1 if z >= 0 else 0, "truth value"),
        (ex01.dense_layer, lambda x, W, b: W.T @ x + b, "off by"),
        (ex01.dense_layer, lambda x, W, b: x @ W.T.copy() + b, "leave out .T"),
        (ex01.perceptron_update, perceptron_update_in_place, "changes w itself"),
        (ex03.sigmoid_derivative, lambda z: -np.exp(z) / (1 + np.exp(z)) ** 2, "minus"),
        (ex03.stable_softmax, softmax_of_columns_that_overflows, "columns add up to 1"),
        (ex03.collapse, lambda W1, b1, W2, b2: W1 @ W2, "Return 2 values"),
        (ex03.collapse, lambda W1, b1, W2, b2: (W1 @ W2, 0 * b2), "number 2 is off by"),
        (ex04.gradient_step, gradient_step_uphill_without_mean, "minus"),
        (ex04.crossentropy, crossentropy_of_the_naive_log, "inf / inf is nan"),
        (ex04.momentum_step, momentum_step_in_place, "changes w and m itself"),
        (ex04.largest_rate, lambda x: 2 / (2 * x.T @ x / len(x)).max(), "off by"),
        (ex07.neuron_gradient, lambda x, w, b, y: (x + 1, y), "number 1 is off by"),
        (ex07.dense_backward, lambda x, W, dz: dz @ W.T, "Return 3 values"),
        (ex07.graph_gradients, lambda arrows, n_nodes: arrows[0], "shape"),
    ],
)
def test_other_wrong_answers_get_a_helpful_message(task, answer, part):
    outcome = task.check(answer)
    assert outcome.status == INCORRECT
    assert part in outcome.message


# The references against Keras, TensorFlow and SciPy, on random shapes

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
CLOSE = dict(rtol=1e-9, atol=1e-9)
few = settings(deadline=None, max_examples=25)


def dense_layer(W, b):
    layer = keras.layers.Dense(W.shape[1], dtype="float64")
    layer.build((None, W.shape[0]))
    layer.set_weights([W, b])
    return layer


def gradient(function, z):
    z = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = function(z)
    return tape.gradient(value, z)


@few
@given(sizes, seeds)
def test_weighted_sum_is_a_dense_layer_with_one_unit(n_in, seed):
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=n_in), rng.normal(size=n_in), rng.normal()
    layer = dense_layer(w[:, None], np.array([b]))
    expected = keras.ops.convert_to_numpy(layer(x[None]))[0, 0]
    np.testing.assert_allclose(ex01.weighted_sum.reference(x, w, b), expected, **CLOSE)


@few
@given(sizes, sizes, sizes, seeds)
def test_dense_is_a_dense_layer(n, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    x, W, b = (rng.normal(size=shape) for shape in [(n, n_in), (n_in, n_out), n_out])
    layer = dense_layer(W, b)
    np.testing.assert_allclose(ex01.dense_layer.reference(x, W, b), layer(x), **CLOSE)


@few
@given(sizes, sizes, seeds)
def test_step_is_the_heaviside_function_with_1_at_0(rows, columns, seed):
    z = np.random.default_rng(seed).integers(-2, 3, size=(rows, columns)).astype(float)
    np.testing.assert_array_equal(ex01.step_function.reference(z), np.heaviside(z, 1))


@few
@given(sizes, seeds, st.sampled_from([-1, 1]), st.floats(0.01, 2))
def test_perceptron_update_is_a_gradient_step_on_its_loss(n_in, seed, y, learning_rate):
    rng = np.random.default_rng(seed)
    w, x = rng.normal(size=n_in), rng.normal(size=n_in)
    assume(w @ x != 0)
    slope = gradient(lambda w: tf.nn.relu(-y * tf.reduce_sum(w * x)), w)
    expected = w - learning_rate * slope.numpy()
    updated = ex01.perceptron_update.reference(w, x, y, learning_rate)
    np.testing.assert_allclose(updated, expected, **CLOSE)


@few
@given(st.integers(2, 12), st.integers(1, 3), seeds)
def test_the_perceptron_keeps_to_its_mistake_bound(n_samples, n_in, seed):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n_samples), rng.normal(size=(n_samples, n_in))])
    separator = rng.normal(size=n_in + 1)
    y = np.sign(x @ separator).astype(int)
    bound = ex01.mistake_bound.reference(x, y, separator)
    assume(bound < 2000)
    assert ex01.mistake_bound.reference(x, y, 7 * separator) == pytest.approx(bound)
    w, mistakes, learned = np.zeros(n_in + 1), 0, False
    while not learned:
        before = mistakes
        for sample, label in zip(x, y, strict=True):
            updated = ex01.perceptron_update.reference(w, sample, label, 1.0)
            mistakes += not np.array_equal(updated, w)
            w = updated
        learned = mistakes == before
        assert mistakes <= bound
    assert (np.sign(x @ w) == y).all()


@few
@given(sizes, st.integers(2, 6), seeds, st.floats(0, 0.875, width=32))
def test_activations_are_those_of_keras_and_scipy(rows, columns, seed, slope):
    z = np.random.default_rng(seed).normal(scale=10, size=(rows, columns))
    tensor = tf.constant(z)
    for value, expected in [
        (
            ex03.leaky_relu_with.reference(z, slope),
            keras.activations.leaky_relu(tensor, negative_slope=slope),
        ),
        (ex03.stable_softmax.reference(z), keras.activations.softmax(tensor)),
        (
            ex03.stable_softmax.reference(100 * z),
            scipy.special.softmax(100 * z, axis=-1),
        ),
    ]:
        np.testing.assert_allclose(value, expected, **CLOSE)


@few
@given(sizes, sizes, seeds)
def test_derivatives_are_those_of_the_gradient_tape(rows, columns, seed):
    rng = np.random.default_rng(seed)
    z, da = rng.normal(scale=3, size=(2, rows, columns))
    z[0, 0] = 0  # the kink of ReLU
    np.testing.assert_allclose(
        ex03.sigmoid_derivative.reference(z),
        gradient(keras.activations.sigmoid, z),
        **CLOSE,
    )
    np.testing.assert_allclose(
        ex03.relu_gradient.reference(z, da),
        gradient(lambda z: tf.reduce_sum(da * keras.activations.relu(z)), z),
        **CLOSE,
    )


@few
@given(sizes, sizes, sizes, sizes, seeds)
def test_the_collapsed_layer_does_what_two_dense_layers_do(
    n, n_in, n_hidden, n_out, seed
):
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(n_in, n_hidden)), rng.normal(size=(n_hidden, n_out))
    b1, b2, x = (
        rng.normal(size=n_hidden),
        rng.normal(size=n_out),
        rng.normal(size=(n, n_in)),
    )
    W, b = ex03.collapse.reference(W1, b1, W2, b2)
    expected = dense_layer(W2, b2)(dense_layer(W1, b1)(x))
    np.testing.assert_allclose(dense_layer(W, b)(x), expected, **CLOSE)


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


@few
@given(st.lists(sizes, min_size=2, max_size=5))
def test_count_parameters_is_keras_count(layer_sizes):
    stack = [keras.layers.Dense(size) for size in layer_sizes[1:]]
    model = keras.Sequential([keras.Input((layer_sizes[0],)), *stack])
    assert ex09.count_parameters.reference(layer_sizes) == model.count_params()


@few
@given(st.integers(1, 20), st.integers(1, 8), seeds)
def test_the_batches_of_an_epoch_are_those_of_a_dataset(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    x, y = np.arange(2.0 * n).reshape(n, 2), np.arange(n)
    expected = tf.data.Dataset.from_tensor_slices((x[order], y[order]))
    for step, batch in enumerate(expected.batch(batch_size)):
        taken = ex09.take_batch.reference(x, y, order, batch_size, step)
        for one, other in zip(taken, batch, strict=True):
            np.testing.assert_array_equal(one, other)
    assert (step + 1) * batch_size >= n


@few
@given(sizes, st.integers(2, 6), seeds)
def test_logits_gradient_is_that_of_keras_loss(n, n_classes, seed):
    rng = np.random.default_rng(seed)
    z, y = (
        rng.normal(scale=3, size=(n, n_classes)),
        rng.dirichlet(np.ones(n_classes), n),
    )
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")
    expected = gradient(lambda z: loss(y, z), z)
    np.testing.assert_allclose(ex09.logits_gradient.reference(y, z), expected, **CLOSE)


@few
@given(st.lists(sizes, min_size=5, max_size=5), seeds)
def test_weight_gradients_are_those_of_three_dense_layers(shape, seed):
    n, *layer_sizes = shape
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=pair) for pair in itertools.pairwise(layer_sizes)]
    layers = [dense_layer(W, rng.normal(size=W.shape[1])) for W in weights]
    x, dz3 = rng.normal(size=(n, layer_sizes[0])), rng.normal(size=(n, layer_sizes[-1]))
    with tf.GradientTape() as tape:
        a1 = tf.nn.relu(layers[0](x))
        a2 = tf.nn.relu(layers[1](a1))
        loss = tf.reduce_sum(dz3 * layers[2](a2))
    expected = tape.gradient(loss, [layer.kernel.value for layer in layers])
    by_hand = ex09.weight_gradients.reference(
        x, a1.numpy(), a2.numpy(), *weights[1:], dz3
    )
    for one, other in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)
