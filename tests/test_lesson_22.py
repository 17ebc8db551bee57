"""The by-hand code of lesson 22, held to Keras, to PyTorch and to differences."""

import ast
import sys
from functools import partial
from itertools import pairwise

from exercises import ex22_lstm_and_gru as ex
from exercises.exercise import CORRECT, INCORRECT
from helpers import data, many
from helpers.drawings import lesson_22 as drawings
from tools.notebooks import find_lessons, read

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from lessons import load
from matplotlib.patches import FancyArrowPatch
from references import stored

sigmoid, lstm_step, lstm_step_back = load(
    "22", "sigmoid", "lstm_step", "lstm_step_back"
)
gru_step, gru_step_back = load("22", "gru_step", "gru_step_back")
run, run_back, takes_cudnn, rows = load("22", "run", "run_back", "takes_cudnn", "rows")

CLOSE = dict(rtol=1e-9, atol=1e-9)
FLOAT32 = dict(rtol=1e-4, atol=1e-5)
seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 5)
few = settings(deadline=None, max_examples=12)

before = dict(reset_after=False)
KINDS = {
    "LSTM": (lstm_step, lstm_step_back, layers.LSTM),
    "GRU, after": (gru_step, gru_step_back, layers.GRU),
    "GRU, before": (
        partial(gru_step, **before),
        partial(gru_step_back, **before),
        partial(layers.GRU, **before),
    ),
    "simple": (many.simple_step, many.simple_step_back, layers.SimpleRNN),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def outputs(states):
    """h of every step, (..., n, n_steps, n_units)."""
    return np.stack([state[0] for state in states[1:]], axis=-2)


def given_what(name, **computed):
    """A function of the lesson that uses what the lesson computes: here `computed`."""
    (path,) = find_lessons(["22"])
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    parts = [part for source in code for part in ast.parse(source).body]
    found = [part for part in parts if getattr(part, "name", None) == name]
    exec(compile(ast.Module(found, []), path.name, "exec"), computed)
    return computed[name]


def drawn(layer, x, rng):
    """Build a layer with random weights, and return them."""
    layer.build(x.shape)
    weights = [rng.normal(size=w.shape) for w in layer.weights]
    layer.set_weights(weights)
    return weights


# Against Keras


@every_kind
@few
@given(
    n=sizes, n_steps=sizes, n_in=sizes, n_units=sizes, masked=st.booleans(), seed=seeds
)
def test_a_cell_is_keras_layer_forward_and_backward(
    kind, n, n_steps, n_in, n_units, masked, seed
):
    step, step_back, make = KINDS[kind]
    rng = np.random.default_rng(seed)
    x, dh = rng.normal(size=(n, n_steps, n_in)), rng.normal(size=(n, n_steps, n_units))
    layer = make(n_units, return_sequences=True, return_state=True, dtype="float64")
    weights = drawn(layer, x, rng)
    mask = rng.random((n, n_steps)) < 0.6 if masked else None
    inputs = tf.Variable(x)
    with tf.GradientTape() as tape:
        theirs = layer(inputs.value(), mask=mask)
    states, gates = run(step, x, weights, mask)
    np.testing.assert_allclose(outputs(states), theirs[0], **CLOSE)
    for mine, last in zip(states[-1], theirs[1:], strict=True):
        np.testing.assert_allclose(mine, last, **CLOSE)
    if not masked:  # the way back knows no mask
        dx, d_weights = run_back(step_back, dh, x, states, gates, weights)
        found = tape.gradient(theirs[0], [inputs, *layer.trainable_variables], dh)
        for mine, slope in zip([dx, *d_weights], found, strict=True):
            np.testing.assert_allclose(mine, slope, **CLOSE)


@given(st.floats(-1e4, 1e4))
def test_sigmoid_is_scipys_and_never_overflows(z):
    with np.errstate(all="raise", under="ignore"):
        assert sigmoid(z) == pytest.approx(scipy.special.expit(z), abs=1e-15)


@every_kind
def test_many_networks_at_once_do_what_each_does_alone(kind):
    step, step_back, make = KINDS[kind]
    rng = np.random.default_rng(0)
    layer, x = make(3), rng.normal(size=(4, 2, 5, 2))
    model = keras.Sequential([keras.Input((None, 2)), layer])
    together = many.copies(model, 4)
    shapes = [w.shape for w in layer.weights]
    dh = rng.normal(size=(4, 2, 5, 3))
    states, gates = run(step, x, together)
    dx, d_weights = run_back(step_back, dh, x, states, gates, together)
    for i in range(4):
        weights = [w[i].reshape(s) for w, s in zip(together, shapes, strict=True)]
        alone, gates = run(step, x[i], weights)
        np.testing.assert_allclose(outputs(states)[i], outputs(alone), **CLOSE)
        dx_alone, d_alone = run_back(step_back, dh[i], x[i], alone, gates, weights)
        np.testing.assert_allclose(dx[i], dx_alone, **CLOSE)
        for one, other in zip(d_weights, d_alone, strict=True):
            np.testing.assert_allclose(one[i].reshape(other.shape), other, **CLOSE)


@every_kind
def test_the_gradients_are_those_of_central_differences(kind):
    step, step_back, make = KINDS[kind]
    rng = np.random.default_rng(1)
    x, dh = rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 3))
    weights = drawn(make(3, dtype="float64"), x, rng)
    states, gates = run(step, x, weights)
    _, d_weights = run_back(step_back, dh, x, states, gates, weights)
    for place, (w, dw) in enumerate(zip(weights, d_weights, strict=True)):
        nudge = rng.normal(size=w.shape)
        values = []
        for sign in (1, -1):
            moved = [*weights]
            moved[place] = w + sign * 1e-5 * nudge
            values.append(np.sum(dh * outputs(run(step, x, moved)[0])))
        slope = (values[0] - values[1]) / 2e-5
        assert slope == pytest.approx(np.sum(dw * nudge), rel=1e-6)


@few
@given(n=sizes, n_in=sizes, n_units=sizes, seed=seeds)
def test_where_the_reset_acts_matters_only_with_several_units(n, n_in, n_units, seed):
    rng = np.random.default_rng(seed)
    x, h = rng.normal(size=(n, n_in)), rng.normal(size=(n, n_units))
    W, U = (rng.normal(size=(rows, 3 * n_units)) for rows in (n_in, n_units))
    b = rng.normal(size=3 * n_units)
    (after,), _ = gru_step(x, [h], W, U, np.stack([b, 0 * b]))
    (before_it,), _ = gru_step(x, [h], W, U, b, reset_after=False)
    assert np.allclose(after, before_it, **CLOSE) == (n_units == 1)


def test_the_forget_gate_of_keras_is_the_second_and_starts_with_a_bias_of_1():
    layer = layers.LSTM(3)
    layer.build((None, None, 2))
    np.testing.assert_array_equal(layer.get_weights()[2], np.repeat([0, 1, 0, 0], 3))


# Which layers go to cuDNN


CHANGES = [
    {},
    {"activation": "relu"},
    {"activation": None},
    {"recurrent_activation": "hard_sigmoid"},
    {"recurrent_activation": "tanh"},
    {"use_bias": False},
    {"unroll": True},
    {"dropout": 0.5},
    {"recurrent_dropout": 0.5},
    {"use_cudnn": False},
    {"use_cudnn": True},
    {"go_backwards": True},
    {"return_sequences": True},
    {"stateful": True},
    {"kernel_regularizer": "l2"},
]


class Taken(Exception):
    """Raised in place of running cuDNN's kernel."""


@pytest.fixture
def gpu(monkeypatch):
    """Keras is told that there is a GPU; a spy stands where cuDNN's kernels are."""
    rnn = sys.modules["keras.src.backend.tensorflow.rnn"]

    def spy(*args, **kwargs):
        raise Taken

    monkeypatch.setattr(rnn, "_is_gpu_available", lambda: True)
    monkeypatch.setattr(rnn, "_cudnn_lstm", spy)
    monkeypatch.setattr(rnn, "_cudnn_gru", spy)
    return rnn


INPUTS = np.zeros((2, 3, 5), "float32")


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "GRU, before"])
def test_takes_cudnn_is_keras_own_decision(kind, change, gpu):
    if kind == "GRU, before":
        change = change | before
    layer = getattr(layers, kind[:4].strip(","))(4, **change)
    taken = False
    try:
        layer(INPUTS, training=True)
    except Taken:
        taken = True
    except ValueError:  # refused, see below
        assert change["use_cudnn"] is True
    assert takes_cudnn(layer) == taken


@pytest.mark.parametrize("change", [{"activation": "relu"}, {"use_bias": False}])
@pytest.mark.parametrize("kind", [layers.LSTM, layers.GRU])
def test_a_layer_that_must_take_cudnn_and_does_not_fit_refuses_to_work(
    kind, change, gpu
):
    layer = kind(4, use_cudnn=True, **change)
    assert not takes_cudnn(layer)
    with pytest.raises(ValueError, match="cuDNN is not supported"):
        layer(INPUTS)


@pytest.mark.parametrize(("padding", "allowed"), [("post", True), ("pre", False)])
def test_in_fit_cudnn_takes_masks_of_padding_on_the_right_alone(
    padding, allowed, gpu, monkeypatch
):
    """The spy keeps what Keras does with a mask before it calls cuDNN."""

    def checked(inputs, h, c, kernel, recurrent_kernel, bias, mask, *rest):
        gpu._assert_valid_mask(mask)
        raise NotImplementedError

    monkeypatch.setattr(gpu, "_cudnn_lstm", checked)
    stack = [layers.Embedding(4, 2, mask_zero=True), layers.LSTM(3), layers.Dense(1)]
    model = keras.Sequential(stack)
    model.compile("sgd", "mse")
    ids = keras.utils.pad_sequences([[1, 2], [1, 2, 3]], padding=padding)
    if allowed:
        model.fit(ids, np.zeros((2, 1)), verbose=0)
    else:
        with pytest.raises(tf.errors.InvalidArgumentError, match="right-padded"):
            model.fit(ids, np.zeros((2, 1)), verbose=0)


def test_without_a_gpu_the_same_layers_run_on_the_cpu(monkeypatch):
    x = np.random.default_rng(0).normal(size=(2, 6, 3)).astype("float32")
    for kind in layers.LSTM, layers.GRU:
        free = kind(4, return_sequences=True)
        z = free(x)
        bound = kind(4, return_sequences=True, use_cudnn=False)
        bound.build(x.shape)
        bound.set_weights(free.get_weights())
        np.testing.assert_allclose(z, bound(x), **FLOAT32)
        assert takes_cudnn(free)
        assert not takes_cudnn(bound)


def test_only_lstm_and_gru_have_a_cudnn_kernel():
    assert not takes_cudnn(layers.SimpleRNN(4))
    assert not takes_cudnn(layers.Dense(4))


# Against PyTorch

CASES = stored("lesson_22")


def ours(array, kind):
    """PyTorch's weights or gradients (k n_units, ...) in our layout."""
    parts = np.split(array, 4 if kind == "LSTM" else 3)
    if kind == "GRU":  # r, z, g there, z, r, g here
        parts = [parts[1], parts[0], parts[2]]
    return np.concatenate(parts).T


@pytest.mark.parametrize("case", CASES)
def test_the_cells_are_those_of_pytorch(case):
    known, kind = CASES[case], case.split()[0]
    step, step_back = {
        "LSTM": (lstm_step, lstm_step_back),
        "GRU": (gru_step, gru_step_back),
    }[kind]
    W, U, b, b_h = (ours(known[name], kind) for name in ("W", "U", "b", "b_h"))
    both = b + b_h if kind == "LSTM" else np.stack([b, b_h])
    states, gates = run(step, known["x"], [W, U, both])
    np.testing.assert_allclose(outputs(states), known["h"], **CLOSE)
    if kind == "LSTM":
        np.testing.assert_allclose(states[-1][1], known["c"], **CLOSE)
    weights = [W, U, both]
    dx, found = run_back(step_back, known["dh"], known["x"], states, gates, weights)
    db, db_h = (ours(known[name], kind) for name in ("db", "db_h"))
    expected = [ours(known["dW"], kind), ours(known["dU"], kind)]
    expected.append(db if kind == "LSTM" else np.stack([db, db_h]))
    np.testing.assert_allclose(dx, known["dx"], **CLOSE)
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)


def test_the_stored_results_hold_both_kinds():
    assert {case.split()[0] for case in CASES} == {"LSTM", "GRU"}
    assert max(known["x"].shape[1] for known in CASES.values()) >= 5


# The long memory and the text


def test_the_baseline_of_the_adding_problem_is_a_sixth():
    x, y = many.adding(2, 5000, 7, np.random.default_rng(0))
    assert x.shape == (2, 5000, 7, 2) and y.shape == (2, 5000, 1)
    np.testing.assert_array_equal(x[..., 1].sum(axis=-1), 2)
    assert ((x[..., 0] >= 0) & (x[..., 0] <= 1)).all()
    np.testing.assert_allclose(y[..., 0], (x[..., 0] * x[..., 1]).sum(axis=-1))
    assert np.mean((y - 1) ** 2) == pytest.approx(1 / 6, rel=0.05)


def test_learning_to_add_improves_on_the_baseline():
    rng = np.random.default_rng(0)
    keras.utils.set_random_seed(0)
    ways = partial(run, gru_step), partial(run_back, gru_step_back)
    weights, errors = many.learn_adding(
        *ways, layers.GRU(12), {4: 60, 6: 70}, 0.02, rng, n_nets=2
    )
    assert errors.shape == (2, 130)
    assert errors[:, 0].min() > 0.1
    assert (errors[:, -10:].mean(axis=1) < 0.1).all()
    assert [w.shape for w in weights[-2:]] == [(2, 12, 1), (2, 1, 1)]


def test_each_step_of_learning_to_add_has_new_sequences_and_its_own_rate():
    start, kept = [], []

    def first_states(x, weights):
        start.append([w.copy() for w in weights])
        kept.append(x)
        return run(many.simple_step, x, weights)

    ways = first_states, partial(run_back, many.simple_step_back)
    rng = np.random.default_rng(3)
    _, errors = many.learn_adding(*ways, layers.SimpleRNN(3), {5: 4}, 0.5, rng, 2)
    assert len(start) == 4
    assert [x.shape for x in kept] == [(2, 24, 5, 2)] * 4
    assert not np.array_equal(kept[0], kept[1])  # each step has new sequences
    for before, after in pairwise(start[:3]):  # at half of the steps the rate is whole
        assert np.abs(after[0] - before[0]).max() == pytest.approx(0.5, rel=0.5)
    assert errors.shape == (2, 4)


@few
@given(st.integers(5, 40), st.integers(1, 5))
def test_the_targets_of_rows_are_the_next_inputs(n_ids, n):
    x, y = rows(np.arange(n_ids), n)
    np.testing.assert_array_equal(y, x + 1)
    assert x.shape[1] == n
    assert n_ids - 1 - x.size in range(n)


@pytest.fixture(scope="module")
def writer():
    """A small untrained model of characters with large, distinct logits."""
    keras.utils.set_random_seed(0)
    stack = [layers.Embedding(103, 8), layers.GRU(6, return_sequences=True)]
    model = keras.Sequential([keras.Input((None,)), *stack, layers.Dense(103)])
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    return model


@pytest.mark.parametrize("n", [1, 7, 20])
def test_bits_are_those_of_the_exercise(writer, n):
    ids = np.random.default_rng(1).integers(103, size=150)
    bits = given_what("bits", model=writer, test=ids, rows=rows, keras=keras, np=np)
    x, y = rows(ids, n)
    z = np.asarray(writer(x), float).reshape(-1, 103)
    expected = ex.bits_per_character.reference(z, y.ravel(), 1)
    assert bits(n) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("carry", [True, False])
def test_write_at_a_low_temperature_takes_the_likeliest_next_character(writer, carry):
    E, *gru, V, c = writer.get_weights()
    characters = [chr(32 + i) for i in range(103)]
    known = dict(E=E, gru=gru, V=V, c=c, characters=characters)
    rng = np.random.default_rng(2)
    write = given_what("write", **known, np=np, rng=rng, gru_step=gru_step)
    ids = [characters.index("T")]
    for _ in range(30):
        z = writer(np.array([ids if carry else ids[-1:]]))
        ids.append(int(np.argmax(z[0, -1])))
    assert write(1e-4, 30, carry) == "".join(characters[i] for i in ids)


def test_write_draws_with_the_probabilities_of_its_temperature(writer):
    E, *gru, V, c = writer.get_weights()
    characters = [chr(32 + i) for i in range(103)]
    known = dict(E=E, gru=gru, V=V, c=c, characters=characters, np=np)
    rng = np.random.default_rng(3)
    write = given_what("write", **known, rng=rng, gru_step=gru_step)
    texts = [write(2.0, 1) for _ in range(4000)]
    z = np.asarray(writer(np.array([[characters.index("T")]])))[0, 0]
    p = scipy.special.softmax(z.astype(float) / 2)
    seen = np.mean([text[1] == characters[p.argmax()] for text in texts])
    assert seen == pytest.approx(p.max(), abs=4 * (p.max() / 4000) ** 0.5)


def test_the_text_has_103_characters_and_none_of_them_is_new_in_the_test_part():
    text = data.load_text()
    assert len(set(text.train)) == 103
    assert set(text.test) <= set(text.train)


# The exercises


@few
@given(sizes, sizes, sizes, seeds)
def test_the_exercises_cells_are_those_of_the_lesson(n, n_in, n_units, seed):
    rng = np.random.default_rng(seed)
    x, h, c = (rng.normal(size=(n, size)) for size in (n_in, n_units, n_units))
    W, U = rng.normal(size=(n_in, 4 * n_units)), rng.normal(size=(n_units, 4 * n_units))
    b = rng.normal(size=(2, 4 * n_units))
    by_hand = ex.one_step.reference(x, h, c, W, U, b[0])
    expected = lstm_step(x, [h, c], W, U, b[0])[0]
    np.testing.assert_allclose(by_hand, expected, **CLOSE)
    W, U, b = W[:, n_units:], U[:, n_units:], b[:, n_units:]
    _, r, g, _ = gru_step(x, [h], W, U, b)[1]
    last = slice(2 * n_units, None)
    g_by_hand = ex.candidate.reference(x, h, r, W[:, last], U[:, last], *b[:, last])
    np.testing.assert_allclose(g_by_hand, g, **CLOSE)


@few
@given(sizes, sizes, sizes, seeds)
def test_last_state_is_that_of_simple_rnn_with_a_mask(n, n_steps, n_in, seed):
    rng = np.random.default_rng(seed)
    x, mask = rng.normal(size=(n, n_steps, n_in)), rng.random((n, n_steps)) < 0.6
    layer = layers.SimpleRNN(3, dtype="float64")
    weights = drawn(layer, x, rng)
    by_hand = ex.last_state.reference(x, mask, *weights)
    np.testing.assert_allclose(by_hand, layer(x, mask=mask), **CLOSE)


@few
@given(sizes, st.integers(2, 6), st.floats(0.1, 10), seeds)
def test_bits_per_character_are_keras_cross_entropy(n, n_classes, temperature, seed):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(scale=5, size=(n, n_classes)), rng.integers(n_classes, size=n)
    nats = keras.losses.sparse_categorical_crossentropy(
        y, z / temperature, from_logits=True
    )
    by_hand = ex.bits_per_character.reference(z, y, temperature)
    assert by_hand == pytest.approx(np.mean(nats) / np.log(2), rel=1e-5, abs=1e-6)


@few
@given(sizes, sizes, seeds)
def test_the_belts_gradient_is_that_of_gradient_tape(n_steps, n_units, seed):
    rng = np.random.default_rng(seed)
    f, dc = rng.random((n_steps, n_units)), rng.normal(size=n_units)
    written = rng.normal(size=(n_steps, n_units))
    belt = tf.constant(rng.normal(size=n_units))
    belts = []
    with tf.GradientTape() as tape:
        for scale, new in zip(f, written, strict=True):
            belt = scale * belt + new
            tape.watch(belt)
            belts.append(belt)
    found = tape.gradient(belt, belts, dc)
    by_hand = ex.belt_gradient.reference(f, dc)
    np.testing.assert_allclose(by_hand, np.array(found), **CLOSE)


def one_step_gate_by_gate(x, h, c, W, U, b):
    n = h.shape[1]
    z = [
        x @ W[:, k * n : (k + 1) * n]
        + h @ U[:, k * n : (k + 1) * n]
        + b[k * n : (k + 1) * n]
        for k in range(4)
    ]
    i, f, o = (scipy.special.expit(z[k]) for k in (0, 1, 3))
    new = f * c + i * np.tanh(z[2])
    return o * np.tanh(new), new


def last_state_sample_by_sample(x, mask, W, U, b):
    ends = []
    for steps, counts in zip(x, mask, strict=True):
        h = np.zeros(len(U))
        for step in steps[counts]:
            h = np.tanh(step @ W + h @ U + b)
        ends.append(h)
    return np.array(ends)


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (ex.one_step, one_step_gate_by_gate),
        (
            ex.candidate,
            lambda x, h, r, W, U, b, b_h: np.tanh(x @ W + b + r * (h @ U) + r * b_h),
        ),
        (ex.last_state, last_state_sample_by_sample),
        (
            ex.bits_per_character,
            lambda z, y, temperature: (
                -np.mean(
                    [
                        scipy.special.log_softmax(row / temperature)[k] / np.log(2)
                        for row, k in zip(z, y, strict=True)
                    ]
                )
            ),
        ),
        (
            ex.belt_gradient,
            lambda f, dc: [dc * np.prod(f[t + 1 :], axis=0) for t in range(len(f))],
        ),
    ],
)
def test_a_right_answer_of_another_kind_is_correct(task, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert task.check(answer).status == CORRECT


def a_naive_softmax(z, y, temperature):
    e = np.exp(z / temperature)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log2(p[np.arange(len(y)), y]).mean()


@pytest.mark.parametrize(
    ("task", "answer", "advice"),
    [
        (ex.bits_per_character, a_naive_softmax, "np.exp overflows"),
        (
            ex.candidate,
            lambda x, h, r, W, U, b, b_h: np.tanh(x @ W + (r * h) @ U + b),
            "the formula of the paper",
        ),
        (
            ex.belt_gradient,
            lambda f, dc: np.cumprod(f[::-1], axis=0)[::-1] * dc,
            "one forget gate too many",
        ),
    ],
)
def test_a_wrong_answer_is_named(task, answer, advice, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    outcome = task.check(answer)
    assert outcome.status == INCORRECT
    assert advice in outcome.message


# its drawings


ALT = "A falling line from the left to the right."


def test_show_conveyor_belt_puts_the_figure_out_once(shown):
    drawings.show_conveyor_belt(ALT)
    assert [bundle["text/plain"] for bundle in shown] == [ALT]
    assert f'alt="{ALT}"' in shown[0]["text/html"]


def test_show_conveyor_belt_names_the_gates_and_its_arrows_end_at_the_edges(figures):
    drawings.show_conveyor_belt(ALT)
    (ax,) = figures[0].axes
    texts = {text.get_text() for text in ax.texts}
    kinds = {"f\nforget, σ", "i\ninput, σ", "g\ncandidate, tanh", "o\noutput, σ"}
    assert kinds | {"×", "+", "tanh"} <= texts
    assert (
        ax.get_title() == "On the belt c, numbers are only scaled (×) and added to (+)"
    )
    arrows = [shape for shape in ax.patches if isinstance(shape, FancyArrowPatch)]
    shapes = [shape.get_window_extent() for shape in ax.patches if shape not in arrows]
    *arrows, belt = arrows
    assert len(arrows) == 12 and len(shapes) == 9
    for arrow in arrows:
        corners = ax.transData.transform(arrow.get_path().vertices)
        cores, rims = ([s.expanded(k, k) for s in shapes] for k in (0.65, 1.2))
        assert not any(core.count_contains(corners) for core in cores)
        assert any(rim.count_contains(corners) for rim in rims)
    plt.close(figures[0])


def test_show_gates_draws_a_map_for_each_part_and_names_the_marked_steps(figures):
    f, belt = np.full((3, 5), 0.5), np.linspace(-1, 1, 15).reshape(3, 5)
    drawings.show_gates({"open": f, "belt": belt}, [1, 4], "What is kept", ALT)
    (fig,) = figures
    assert [ax.get_title() for ax in fig.axes] == [
        "open (white: shut 0, dark: open 1)",
        "belt (orange +, purple −)",
    ]
    assert [list(ax.get_xticks()) for ax in fig.axes] == [[1, 4], [1, 4]]
    drawn = [ax.images[0] for ax in fig.axes]
    np.testing.assert_array_equal(drawn[1].get_array(), belt)
    assert drawn[0].get_cmap().name != drawn[1].get_cmap().name
    assert drawn[0].get_clim() == (0, 1)
    assert drawn[1].get_clim() == (-1, 1)
    assert [ax.get_xlabel() for ax in fig.axes] == ["", "step"]
    plt.close(fig)
