"""The by-hand code of lesson 20, held to Keras, to PyTorch and to its own algebra."""

from exercises import ex20_recurrent_networks as ex
from exercises.exercise import CORRECT
from helpers.drawings import lesson_20 as drawings

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import load
from references import stored
from sklearn.linear_model import LinearRegression

step, rnn, rnn_backward = load("20", "step", "rnn", "rnn_backward")
stretch, windows = load("20", "stretch", "windows")
fit_linear, linear, recursive = load("20", "fit_linear", "linear", "recursive")
forecast, train = load("20", "forecast", "train")
known_by, without_decade = load("20", "known_by", "without_decade")

CLOSE = dict(rtol=1e-10, atol=1e-10)
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=15)


def weights_of(n_in, n_units, rng):
    """Random W, U and b."""
    W = rng.normal(size=(n_in, n_units))
    U = rng.normal(size=(n_units, n_units)) / n_units**0.5
    return W, U, rng.normal(size=n_units)


def simple_rnn(weights, n_in, **options):
    """Keras's layer with these weights, in float64."""
    layer = keras.layers.SimpleRNN(len(weights[2]), dtype="float64", **options)
    layer.build((None, None, n_in))
    layer.set_weights(weights)
    return layer


# Against Keras


@few
@given(
    st.integers(1, 3), st.integers(1, 7), st.integers(1, 3), st.integers(1, 5), seeds
)
def test_rnn_is_simple_rnn_forward_and_backward_from_any_state(
    n, n_steps, n_in, n_units, seed
):
    rng = np.random.default_rng(seed)
    x, start = rng.normal(size=(n, n_steps, n_in)), rng.normal(size=(n, n_units))
    weights = weights_of(n_in, n_units, rng)
    layer = simple_rnn(weights, n_in, return_sequences=True)
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        states = layer(inputs, initial_state=tf.constant(start))
    h = rnn(x, *weights, start)
    np.testing.assert_allclose(h, states, **CLOSE)
    g = rng.normal(size=h.shape)
    by = [inputs, *(weight.value for weight in layer.trainable_weights)]
    expected = tape.gradient(states, by, output_gradients=tf.constant(g))
    by_hand = rnn_backward(x, h, g, *weights[:2], start)
    for mine, theirs in zip(by_hand, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)


@few
@given(st.integers(1, 6), st.integers(1, 6), seeds)
def test_to_read_on_is_to_read_in_one_go(first, second, seed):
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=(2, first + second, 3)), weights_of(3, 4, rng)
    whole = rnn(x, *weights)
    half = rnn(x[:, :first], *weights)
    rest = rnn(x[:, first:], *weights, start=half[:, -1])
    np.testing.assert_allclose(np.concatenate([half, rest], axis=1), whole, **CLOSE)
    by_step = step(x[:, first], whole[:, first - 1], *weights)
    np.testing.assert_allclose(by_step, whole[:, first], **CLOSE)


@few
@given(st.integers(1, 3), seeds)
def test_many_networks_at_once_are_the_networks_one_by_one(n_nets, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, 6, 3))
    all_weights = [weights_of(3, 4, rng) for _ in range(n_nets)]
    W, U, b = (np.stack(arrays) for arrays in zip(*all_weights, strict=True))
    h = rnn(x, W, U, b[:, np.newaxis])
    g = rng.normal(size=h.shape)
    at_once = rnn_backward(x, h, g, W, U)
    for k, weights in enumerate(all_weights):
        np.testing.assert_allclose(h[k], rnn(x, *weights), **CLOSE)
        alone = rnn_backward(x, h[k], g[k], *weights[:2])
        for together, one in zip(at_once, alone, strict=True):
            np.testing.assert_allclose(together[k], one, **CLOSE)


@pytest.mark.parametrize("n_out", [1, 4])
def test_training_takes_the_steps_of_keras(n_out):
    rng = np.random.default_rng(n_out)
    x, y = rng.normal(size=(20, 6, 1)), rng.normal(size=(20, n_out))
    W, U, b = weights_of(1, 3, rng)
    start = [W, U, b[np.newaxis], rng.normal(size=(3, n_out)), np.zeros((1, n_out))]
    start = [a.astype("float32") for a in start]
    batches = rng.integers(20, size=(4, 8))
    trained = train(start, x, y, batches, learning_rate=0.01)

    model = keras.Sequential(
        [keras.Input((6, 1)), keras.layers.SimpleRNN(3), keras.layers.Dense(n_out)]
    )
    model.set_weights(
        [a.reshape(w.shape) for a, w in zip(start, model.get_weights(), strict=True)]
    )
    optimizer = keras.optimizers.Adam(0.01)
    rates = [0.01 * min(1, 2 - 2 * t / 4) for t in range(4)]
    for batch, rate in zip(batches, rates, strict=True):
        optimizer.learning_rate = rate
        with tf.GradientTape() as tape:
            error = model(x[batch]) - y[batch].astype("float32")
            loss = tf.reduce_mean(error**2)
        gradients = tape.gradient(loss, [w.value for w in model.trainable_weights])
        optimizer.apply(gradients, model.trainable_weights)
    for mine, theirs in zip(trained, model.get_weights(), strict=True):
        np.testing.assert_allclose(mine.reshape(theirs.shape), theirs, atol=1e-4)
    close = dict(rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(forecast(trained, x), model(x), **close)


# Their own algebra


@few
@given(st.integers(1, 6), st.integers(1, 4), seeds)
def test_stretch_is_the_norm_of_the_matrix_of_derivatives(n_steps, n_units, seed):
    rng = np.random.default_rng(seed)
    x, (W, U, b) = rng.normal(size=(1, n_steps, 2)), weights_of(2, n_units, rng)
    h = rnn(x, W, U, b)[0]  # (n_steps, n_units)
    norms = stretch(U[np.newaxis], 1 - h[np.newaxis] ** 2)
    for k in range(1, n_steps + 1):
        before = h[-k - 1] if k < n_steps else np.zeros(n_units)
        nudged = before + 1e-5 * np.stack([np.eye(n_units), -np.eye(n_units)])
        up, down = (rnn(x[:, -k:], W, U, b, start)[:, -1] for start in nudged)
        J = (up - down) / 2e-5
        assert norms[0, k - 1] == pytest.approx(
            np.linalg.norm(J, 2), rel=1e-5, abs=1e-9
        )


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 6))
def test_windows_hold_every_stretch_of_the_series_and_what_came_next(
    length, horizon, more
):
    series = np.arange(length + horizon + more)
    x, y = windows(series, length, horizon)
    assert x.shape == (more + 1, length, 1) and y.shape == (more + 1, horizon)
    both = np.concatenate([x[..., 0], y], axis=1)
    np.testing.assert_array_equal(both[:, 0], np.arange(more + 1))
    assert (np.diff(both, axis=1) == 1).all()


@pytest.mark.parametrize("is_free", [False, True])
@pytest.mark.parametrize("date", [600, 624, 696])
def test_what_comes_later_changes_nothing_that_is_known_at_a_date(date, is_free):
    series = np.random.default_rng(date).normal(size=732)
    other = np.concatenate([series[:date], 100 + series[date:]])
    x, y, x_new, y_new = known_by(date, series, is_free)
    x_other, y_other, x_new_other, _ = known_by(date, other, is_free)
    np.testing.assert_array_equal(x, x_other)
    np.testing.assert_array_equal(y, y_other)
    np.testing.assert_array_equal(x_new[0], x_new_other[0])
    assert len(y) == date - 24 and x_new.shape == (24, 24, 1)
    season = np.resize(series[:date].reshape(-1, 12).mean(axis=0), 732)
    free = series - is_free * season
    np.testing.assert_allclose(y[-1], free[date - 1])  # the last month known
    np.testing.assert_allclose(y_new[:, 0], free[date : date + 24])
    np.testing.assert_allclose(y_new[-1], free[date + 23 : date + 35])


@pytest.mark.parametrize("first_month", range(0, 600, 120))
def test_no_training_window_has_a_month_of_the_decade_that_is_held_out(first_month):
    starts = np.arange(600 - 36 + 1)
    months = starts[:, np.newaxis] + np.arange(36)  # of each window and its targets
    in_decade = (months >= first_month) & (months < first_month + 120)
    held_out, used = without_decade(first_month, starts)
    np.testing.assert_array_equal(used, ~in_decade.any(axis=1))
    np.testing.assert_array_equal(held_out, in_decade[:, 24:].all(axis=1))


@few
@given(st.integers(1, 3), seeds)
def test_the_linear_model_is_least_squares(horizon, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(30, 4, 1)), rng.normal(size=(30, horizon))
    known = LinearRegression().fit(x[..., 0], y)
    new = rng.normal(size=(7, 4, 1))
    expected = known.predict(new[..., 0])
    np.testing.assert_allclose(linear(fit_linear(x, y), new), expected, **CLOSE)


def test_step_by_step_continues_a_series_that_follows_the_models_rule():
    series = np.zeros(30)
    series[:2] = 1.0, 2.0
    for t in range(2, 30):
        series[t] = 1.5 * series[t - 1] - 0.8 * series[t - 2] + 0.25
    c = np.array([[-0.8], [1.5], [0.25]])
    x, y = windows(series, 2, 9)
    np.testing.assert_allclose(recursive(lambda x: linear(c, x), x, 9), y, **CLOSE)
    shorter = recursive(
        lambda x: linear(c, x), windows(series, 5, 3)[0][..., -2:, :], 2
    )
    np.testing.assert_allclose(shorter, windows(series, 5, 3)[1][:, :2], **CLOSE)


# Against PyTorch

CASES = stored("lesson_20")


@pytest.mark.parametrize("case", CASES)
def test_rnn_is_that_of_pytorch(case):
    known = CASES[case]
    x, W, U, b, start = (known[name] for name in ("x", "W", "U", "b", "start"))
    h = rnn(x, W, U, b, start)
    np.testing.assert_allclose(h, known["h"], **CLOSE)
    by_hand = rnn_backward(x, h, known["g"], W, U, start)
    for mine, name in zip(by_hand, ("dx", "dW", "dU", "db"), strict=True):
        np.testing.assert_allclose(mine, known[name], **CLOSE, err_msg=name)


def test_the_stored_results_hold_long_and_short_sequences_from_states_of_their_own():
    shapes = {known["x"].shape for known in CASES.values()}
    assert {shape[1] for shape in shapes} >= {1, 30}
    assert all(known["start"].any() for known in CASES.values())


# The exercises


@few
@given(st.integers(1, 6), st.integers(1, 3), st.integers(1, 4), seeds)
def test_read_on_and_recurrent_gradient_are_those_of_simple_rnn(
    n_steps, n_in, n_units, seed
):
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=(n_steps, n_in)), weights_of(n_in, n_units, rng)
    start, dh = rng.normal(size=n_units), rng.normal(size=n_units)
    goes_on = simple_rnn(weights, n_in)
    last = goes_on(x[np.newaxis], initial_state=tf.constant(start[np.newaxis]))
    np.testing.assert_allclose(
        ex.read_on.reference(x, start, *weights), last[0], **CLOSE
    )

    layer = simple_rnn(weights, n_in)
    with tf.GradientTape() as tape:
        last = layer(x[np.newaxis])
    U = layer.trainable_weights[1].value
    expected = tape.gradient(last, U, output_gradients=tf.constant(dh[np.newaxis]))
    h = rnn(x[np.newaxis], *weights)[0]
    dU = ex.recurrent_gradient.reference(h, dh, weights[1])
    np.testing.assert_allclose(dU, expected, **CLOSE)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 5))
def test_pairs_are_the_windows_and_the_last_of_their_targets(length, ahead, more):
    series = np.random.default_rng(more).normal(size=length + ahead + more)
    x, y = ex.pairs.reference(series, length, ahead)
    known, targets = windows(series, length, ahead)
    np.testing.assert_array_equal(x, known[..., 0])
    np.testing.assert_array_equal(y, targets[:, -1])


def test_scale_fits_the_training_part_and_moves_nothing_when_the_future_changes():
    rng = np.random.default_rng(0)
    series = rng.normal(20, 3, size=50)
    scaled = ex.scale.reference(series, 30)
    assert scaled[:30].mean() == pytest.approx(0) and scaled[
        :30
    ].std() == pytest.approx(1)
    other = np.concatenate([series[:30], 100 * series[30:]])
    np.testing.assert_array_equal(ex.scale.reference(other, 30)[:30], scaled[:30])


@given(st.integers(12, 40), st.integers(1, 12))
def test_a_series_of_seasons_is_forecast_without_error(start, horizon):
    series = np.sin(np.arange(60) * 2 * np.pi / 12) + np.arange(60) % 12
    forecast = ex.same_month_last_year.reference(series, start, horizon)
    np.testing.assert_allclose(forecast, series[start : start + horizon], **CLOSE)


def pairs_by_sliding(series, length, ahead):
    both = np.lib.stride_tricks.sliding_window_view(series, length + ahead)
    return both[:, :length], both[:, -1]


def recurrent_gradient_at_once(h, dh, U):
    dz = np.zeros_like(h)
    for t in reversed(range(len(h))):
        dz[t] = dh * (1 - h[t] ** 2)
        dh = U @ dz[t]
    return h[:-1].T @ dz[1:]


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (
            ex.same_month_last_year,
            lambda series, start, horizon: [
                series[start + k - 12] for k in range(horizon)
            ],
        ),
        (
            ex.scale,
            lambda series, n_train: (
                (series - np.mean(series[:n_train])) / np.std(series[:n_train])
            ),
        ),
        (ex.pairs, pairs_by_sliding),
        (ex.read_on, lambda x, h, W, U, b: rnn(x, W, U, b, start=h)[-1]),
        (ex.recurrent_gradient, recurrent_gradient_at_once),
    ],
)
def test_a_right_answer_of_another_kind_is_correct(task, answer, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert task.check(answer).status == CORRECT


# its drawings


ALT = "A falling line from the left to the right."


def test_show_unrolled_has_a_box_for_each_number_and_the_weights_between(figures):
    drawings.show_unrolled([1.0, 0, 0], [0.7616, -0.5, 0.25], "Rolled out", ALT)
    (ax,) = figures[0].axes
    texts = [text.get_text() for text in ax.texts]
    assert {"1", "0.76", "−0.5", "0.25", "$h_0$", "$h_{3}$", "$x_{1}$"} <= set(texts)
    assert texts.count("W") == texts.count("U") == 3
    assert ax.get_title() == "Rolled out"
    begun = plt.get_fignums()
    with pytest.raises(ValueError):
        drawings.show_unrolled([1.0, 0], [0.5], "Rolled out", ALT)
    assert plt.get_fignums() == begun


def test_show_months_puts_each_january_on_its_year(figures):
    drawings.show_months(np.arange(25.0), 1950, "It rises", ALT)
    (line,) = figures[0].axes[0].lines
    years = dict(zip(line.get_ydata(), line.get_xdata(), strict=True))
    assert (years[0], years[12], years[24]) == (1950, 1951, 1952)
    assert figures[0].axes[0].get_ylabel() == "°C"


def test_show_norms_draws_a_panel_for_each_title_on_one_logarithmic_axis(figures):
    grows = {"radius 2": 2.0 ** np.arange(1, 6)}
    fades = {"radius 1": np.stack([0.5 ** np.arange(1, 6)] * 3)}
    drawings.show_norms({"Without": grows, "With": fades}, ALT)
    left, right = figures[0].axes
    assert [left.get_title(), right.get_title()] == ["Without", "With"]
    assert left.get_yscale() == right.get_yscale() == "log"
    assert left.get_ylim() == right.get_ylim()
    np.testing.assert_array_equal(left.lines[0].get_xdata(), [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(right.lines[0].get_ydata(), 0.5 ** np.arange(1, 6))


def test_show_forecast_errors_prints_single_curves_and_draws_all(figures, capsys):
    line = np.arange(12) / 4 + 0.5
    errors = {"linear": line, "last value": 4 * line, "networks": np.ones((3, 12))}
    drawings.show_forecast_errors(errors, "Errors grow", ALT)
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["months", "ahead", "1", "3", "6", "12"]
    assert [row.split()[-4:] for row in rows] == [
        ["0.50", "1.00", "1.75", "3.25"],
        ["2.00", "4.00", "7.00", "13.00"],
    ]
    drawn = {line.get_label(): line for line in figures[0].axes[0].lines}
    assert list(drawn) == list(errors)
    assert line.max() < figures[0].axes[0].get_ylim()[1] < 4 * line.max()
    np.testing.assert_array_equal(drawn["linear"].get_ydata(), line)
    for name, line in drawn.items():
        assert (line.get_color(), line.get_linestyle()) == drawings.FORECASTS[name]
