"""Exercises of lesson 20: baselines, scales, windows, states and their gradients."""

from exercises.exercise import exercise

import numpy as np

_SERIES = np.array([3.0, 7, 1, 8, 2, 9, 4, 6, 5, 11, 10, 14, 0, 13, 12, 15, 18, 16, 17])


@exercise(
    cases=[
        dict(series=_SERIES[:12], start=12, horizon=1),
        dict(series=_SERIES, start=14, horizon=3),
        dict(series=_SERIES, start=15, horizon=4),
        dict(series=np.append(_SERIES, _SERIES[:9] ** 2), start=14, horizon=12),
    ],
    hints=[
        "Month `start` is the first that nobody knows yet. Which month, by its number, "
        "was the same one a year before?",
        "Start with horizon=1: one number, series[start - 12].",
        "A slice of `horizon` numbers that begins at start - 12.",
    ],
)
def same_month_last_year(series, start, horizon):
    """The forecast that repeats the last year.

    series: (n,), one number a month; start: number of the first month to forecast, at
    least 12; horizon: how many months to forecast, 1 to 12. Returns (horizon,).
    """
    return series[start - 12 : start - 12 + horizon]


@same_month_last_year.mistake(
    "The forecast is taken from eleven months before: it is the season's, one month "
    "too late. From series[start - 1] back to series[start - 12] it is a whole year."
)
def eleven_months_before(series, start, horizon):
    return series[start - 11 : start - 11 + horizon]


@same_month_last_year.mistake(
    "The forecast is taken from thirteen months before. The same month of the year "
    "before is twelve months back."
)
def thirteen_months_before(series, start, horizon):
    return series[start - 13 : start - 13 + horizon]


@same_month_last_year.mistake(
    "These are the months to be forecast themselves. Nothing from `start` on is known."
)
def the_answer_itself(series, start, horizon):
    return series[start : start + horizon]


@same_month_last_year.mistake(
    "This repeats the last month that is known: another baseline. Here each month is "
    "forecast by its own one, a year before."
)
def the_last_value(series, start, horizon):
    return np.full(horizon, series[start - 1])


@same_month_last_year.mistake(
    "These are the last `horizon` months that are known. Only for a whole year are "
    "they the right ones: begin at start - 12 and go forward."
)
def the_last_months(series, start, horizon):
    return series[start - horizon : start]


@same_month_last_year.mistake(
    "The whole last year comes back. Only its first `horizon` months are asked for."
)
def the_whole_last_year(series, start, horizon):
    return series[start - 12 : start]


@same_month_last_year.mistake(
    "This counts back from the end of the series. Count back from `start`: what comes "
    "after it isn't known."
)
def the_last_year_of_the_series(series, start, horizon):
    return series[-12:][:horizon]


@same_month_last_year.mistake(
    "Every month gets the same number, that of the first one. The forecast moves on "
    "with the months."
)
def the_first_month_repeated(series, start, horizon):
    return np.full(horizon, series[start - 12])


@exercise(
    cases=[
        dict(series=np.array([1.0, 3.0, 8.0]), n_train=2),
        dict(series=np.array([2.0, 4.0, 9.0, 1.0, 30.0, 20.0]), n_train=4),
        dict(series=_SERIES, n_train=12),
    ],
    hints=[
        "On the day of the forecast, which numbers can the mean be made of?",
        "Take mean and standard deviation of series[:n_train].",
        "The same two numbers scale the whole series: (series - mean) / std.",
    ],
)
def scale(series, n_train):
    """The series, with the training part at mean 0 and standard deviation 1.

    series: (n,); n_train: how many numbers, from the first on, are for training.
    Returns (n,).
    """
    known = series[:n_train]
    return (series - known.mean()) / known.std()


@scale.mistake(
    "Mean and standard deviation are those of all the data: the test part has told "
    "its level and its spread. Take series[:n_train]."
)
def scale_with_all_data(series, n_train):
    return (series - series.mean()) / series.std()


@scale.mistake(
    "The mean is from the training part, the standard deviation from all data. Both "
    "belong to the training part."
)
def scale_with_the_spread_of_all(series, n_train):
    return (series - series[:n_train].mean()) / series.std()


@scale.mistake(
    "The mean is from all data, the standard deviation from the training part. Both "
    "belong to the training part."
)
def scale_with_the_mean_of_all(series, n_train):
    return (series - series.mean()) / series[:n_train].std()


@scale.mistake(
    "The rest has been scaled with its own mean and standard deviation. Then the same "
    "temperature means two different things: use the training part's for both."
)
def scale_each_part(series, n_train):
    parts = series[:n_train], series[n_train:]
    return np.concatenate([(p - p.mean()) / (p.std() or 1) for p in parts])


@scale.mistake(
    "You divided by n - 1 inside the deviation (ddof=1, the default of pandas). Here, "
    "as in NumPy's .std(), it is n."
)
def scale_with_n_minus_one(series, n_train):
    known = series[:n_train]
    return (series - known.mean()) / known.std(ddof=1)


@scale.mistake("The mean is taken away; now divide by the standard deviation.")
def scale_without_dividing(series, n_train):
    return series - series[:n_train].mean()


@scale.mistake(
    "You divided by the variance. The standard deviation is its root, and has the "
    "series' own unit: use .std()."
)
def scale_by_the_variance(series, n_train):
    known = series[:n_train]
    return (series - known.mean()) / known.var()


@scale.mistake(
    "The training part now runs from 0 to 1. That is another way to scale; here it "
    "should have mean 0 and standard deviation 1."
)
def scale_from_0_to_1(series, n_train):
    known = series[:n_train]
    return (series - known.min()) / (known.max() - known.min())


@scale.mistake(
    "Only the training part comes back. The months to be forecast are on the same "
    "scale: return the whole series."
)
def scale_the_training_part_alone(series, n_train):
    known = series[:n_train]
    return (known - known.mean()) / known.std()


def _pairs(series, length, gap, step=1, lost=0):
    """Windows, and the number `gap` places behind the last one of each."""
    starts = range(0, len(series) - length - max(gap, 0) + 1 - lost, step)
    x = np.array([series[i : i + length] for i in starts])
    return x, np.array([series[i + length - 1 + gap] for i in starts])


@exercise(
    cases=[
        dict(series=np.array([1.0, 2.0, 4.0, 7.0, 3.0]), length=2, ahead=1),
        dict(series=_SERIES[:9], length=3, ahead=1),
        dict(series=_SERIES[:10], length=3, ahead=4),
        dict(series=_SERIES, length=4, ahead=2),
    ],
    hints=[
        "Write the series on paper, mark the first window, and count on from its end.",
        "Window i holds series[i : i + length], so its last number is "
        "series[i + length - 1]. Where is the target?",
        "The last window is the one whose target is the last number: "
        "len(series) - length - ahead + 1 windows in all.",
    ],
)
def pairs(series, length, ahead):
    """Windows and their targets.

    series: (n,); length: numbers in a window; ahead: how many places after the last
    number of the window the target is, at least 1.
    Returns x (n - length - ahead + 1, length) and y, one target a window.
    """
    starts = range(len(series) - length - ahead + 1)
    x = np.array([series[i : i + length] for i in starts])
    y = np.array([series[i + length - 1 + ahead] for i in starts])
    return x, y


@pairs.mistake(
    "The target comes one step late. With ahead=1 it is the number right after the "
    "window, series[i + length]."
)
def pairs_one_step_late(series, length, ahead):
    return _pairs(series, length, ahead + 1)


@pairs.mistake(
    "The target comes one step early; with ahead=1 it is the last number of the window "
    "itself, and the forecast would be a copy."
)
def pairs_one_step_early(series, length, ahead):
    return _pairs(series, length, ahead - 1)


@pairs.mistake(
    "`ahead` is ignored: every target is the number right after its window. Count "
    "`ahead` places from the window's last number."
)
def pairs_of_neighbours(series, length, ahead):
    return _pairs(series, length, 1)


@pairs.mistake(
    "The last window is missing: its target is the last number of the series. Does "
    "your range end one too early?"
)
def pairs_without_the_last(series, length, ahead):
    return _pairs(series, length, ahead, lost=1)


@pairs.mistake(
    "There are more windows than targets. A window whose target lies after the end of "
    "the series has to go."
)
def pairs_with_windows_too_many(series, length, ahead):
    x = [series[i : i + length] for i in range(len(series) - length + 1)]
    return np.array(x), series[length - 1 + ahead :]


@pairs.mistake(
    "You counted from the window's first number. Count from its last one, "
    "series[i + length - 1]."
)
def pairs_counted_from_the_first_number(series, length, ahead):
    x, _ = pairs.reference(series, length, ahead)
    return x, series[ahead : ahead + len(x)]


@pairs.mistake(
    "The number of windows is right, but each target comes one place early: `ahead` "
    "places after the window's last number is series[i + length - 1 + ahead]."
)
def pairs_with_the_target_one_place_early(series, length, ahead):
    x, y = pairs.reference(series, length, ahead)
    return x, series[length - 2 + ahead :][: len(y)]


@pairs.mistake(
    "`ahead` is in the number of windows, and not in the targets: these are the "
    "numbers right after each window."
)
def pairs_with_neighbours_as_targets(series, length, ahead):
    x, y = pairs.reference(series, length, ahead)
    return x, series[length:][: len(y)]


@pairs.mistake(
    "All numbers up to the target came back. Return the target alone, one number a "
    "window."
)
def pairs_with_all_numbers_up_to_the_target(series, length, ahead):
    both = np.lib.stride_tricks.sliding_window_view(series, length + ahead)
    return both[:, :length], both[:, length:]


@pairs.mistake(
    "The windows stand side by side. They should overlap: each begins one place after "
    "the one before."
)
def pairs_side_by_side(series, length, ahead):
    return _pairs(series, length, ahead, step=length)


@pairs.mistake(
    "The windows are turned around, the latest number first. Time runs from the first "
    "to the last."
)
def pairs_backwards(series, length, ahead):
    x, y = _pairs(series, length, ahead)
    return x[:, ::-1], y


@exercise(
    cases=[
        dict(
            x=np.array([[1.0], [0.0]]),
            h=np.array([0.5, -1.0]),
            W=np.array([[1.0, 0.5]]),
            U=np.array([[0.5, 1.0], [-0.25, 0.0]]),
            b=np.array([0.0, 0.25]),
        ),
        dict(
            x=np.array([[0.5, -1.0], [1.0, 0.25], [0.0, 2.0]]),
            h=np.array([0.0, 1.0, -0.5]),
            W=np.array([[0.5, -0.5, 0.25], [1.0, 0.0, 0.5]]),
            U=np.array([[0.5, 1.0, 0.0], [0.0, -0.5, 0.75], [0.25, 0.0, 0.5]]),
            b=np.array([0.1, -0.2, 0.3]),
        ),
    ],
    hints=[
        "How does one step look? The new state is made of one input and the old state.",
        "One step: np.tanh(x[t] @ W + h @ U + b). Which h does the next step need?",
        "Overwrite h in a loop: for x_t in x: h = np.tanh(x_t @ W + h @ U + b).",
    ],
)
def read_on(x, h, W, U, b):
    """The state after a recurrent network has read on.

    x: (n_steps, n_in), what it reads now; h: (n_units,), the state that it has come to;
    W: (n_in, n_units); U: (n_units, n_units); b: (n_units,). Returns (n_units,).
    """
    for x_t in x:
        h = np.tanh(x_t @ W + h @ U + b)
    return h


@read_on.mistake(
    "The state isn't carried: every step starts from the h that was passed. Keep the "
    "new state for the next step."
)
def read_on_from_the_first_state(x, h, W, U, b):
    return np.tanh(x[-1] @ W + h @ U + b)


@read_on.mistake(
    "All steps are computed at once, each from the h that was passed. A step has to "
    "wait for the state of the one before: use a loop."
)
def read_on_all_at_once(x, h, W, U, b):
    return np.tanh(x @ W + h @ U + b)


@read_on.mistake(
    "The state isn't carried: every step starts from zeros. Without h @ U it is a "
    "Dense layer that forgets all but the last input."
)
def read_on_without_memory(x, h, W, U, b):
    return np.tanh(x[-1] @ W + b)


@read_on.mistake(
    "The network started from zeros. It has come to a state already: begin with h."
)
def read_on_from_zeros(x, h, W, U, b):
    return read_on.reference(x, np.zeros_like(h), W, U, b)


@read_on.mistake(
    "U is transposed. Its rows belong to the old state, its columns to the new one: "
    "h @ U."
)
def read_on_with_u_transposed(x, h, W, U, b):
    return read_on.reference(x, h, W, U.T, b)


@read_on.mistake(
    "tanh closes too early: it takes the sum of all three, "
    "np.tanh(x_t @ W + h @ U + b)."
)
def read_on_with_tanh_of_the_input_alone(x, h, W, U, b):
    for x_t in x:
        h = np.tanh(x_t @ W) + h @ U + b
    return h


@read_on.mistake("The bias is missing: add b in each step.")
def read_on_without_bias(x, h, W, U, b):
    return read_on.reference(x, h, W, U, np.zeros_like(b))


@read_on.mistake("tanh is missing: the state must stay between -1 and 1.")
def read_on_without_tanh(x, h, W, U, b):
    for x_t in x:
        h = x_t @ W + h @ U + b
    return h


@read_on.mistake(
    "These are the states of all steps. Only the last one is asked for, of shape "
    "(n_units,)."
)
def read_on_with_all_states(x, h, W, U, b):
    states = [h]
    for x_t in x:
        states.append(np.tanh(x_t @ W + states[-1] @ U + b))
    return np.array(states[1:])


@read_on.mistake(
    "The sequence was read backwards. Time runs along the first axis of x."
)
def read_on_backwards(x, h, W, U, b):
    return read_on.reference(x[::-1], h, W, U, b)


@exercise(
    cases=[
        dict(
            h=np.array([[0.5], [-0.5], [0.0]]), dh=np.array([1.0]), U=np.array([[2.0]])
        ),
        dict(
            h=np.array([[0.5, -0.25], [0.75, 0.5], [-0.5, 0.25], [0.1, -0.6]]),
            dh=np.array([1.0, -2.0]),
            U=np.array([[0.5, -1.0], [2.0, 0.25]]),
        ),
    ],
    hints=[
        "Go backwards through the steps, and carry one gradient along, that of the "
        "state. What happens to it in each step?",
        "Through tanh: dz = dh * (1 - h[t] ** 2). Then to the state before: dh = "
        "dz @ U.T.",
        "Each step adds np.outer(h[t - 1], dz) to dU; step t = 0 started from "
        "zeros and adds nothing.",
    ],
)
def recurrent_gradient(h, dh, U):
    """The gradient of the loss by the recurrent weights.

    h: (n_steps, n_units), the states of a SimpleRNN that started from zeros; dh:
    (n_units,), the gradient by the last of them; U: (n_units, n_units).
    Returns dU, (n_units, n_units).
    """
    dU = np.zeros_like(U)
    for t in range(len(h) - 1, 0, -1):
        dz = dh * (1 - h[t] ** 2)
        dU += np.outer(h[t - 1], dz)
        dh = dz @ U.T
    return dU


def _through_time(h, dh, slopes, before, back, first=1):
    """The sum of outer(before[t], dz), with dh carried back through the matrix back."""
    dU = np.zeros_like(back)
    for t in range(len(h) - 1, first - 1, -1):
        dz = dh * slopes[t]
        dU += np.outer(before[t], dz)
        dh = dz @ back
    return dU


def _shifted(h):
    return np.concatenate([np.zeros_like(h[:1]), h[:-1]])


@recurrent_gradient.mistake(
    "The gradient stops after the last step. U was used in every step: carry dh back "
    "with dz @ U.T, and add up."
)
def gradient_stopped_at_the_last_step(h, dh, U):
    return np.outer(h[-2], dh * (1 - h[-1] ** 2))


@recurrent_gradient.mistake(
    "tanh's slope is missing: in each step, multiply by 1 - h[t] ** 2 before anything "
    "else."
)
def gradient_without_slopes(h, dh, U):
    return _through_time(h, dh, np.ones_like(h), _shifted(h), U.T)


@recurrent_gradient.mistake(
    "The way back leads through U.T: forward it was h @ U, so dh = dz @ U.T."
)
def gradient_through_u(h, dh, U):
    return _through_time(h, dh, 1 - h**2, _shifted(h), U)


@recurrent_gradient.mistake(
    "U met the state that a step began with, h[t - 1], not the one that it made."
)
def gradient_with_the_new_states(h, dh, U):
    return _through_time(h, dh, 1 - h**2, h, U.T)


@recurrent_gradient.mistake(
    "At t = 0, h[t - 1] is h[-1], the last state, as Python counts from the end. That "
    "step started from zeros: leave it out."
)
def gradient_with_a_state_from_the_end(h, dh, U):
    return _through_time(h, dh, 1 - h**2, np.roll(h, 1, axis=0), U.T, first=0)


@recurrent_gradient.mistake(
    "You went forwards through the steps. The gradient is known at the last state: "
    "begin there and go back."
)
def gradient_forwards(h, dh, U):
    dU = np.zeros_like(U)
    for t in range(1, len(h)):
        dz = dh * (1 - h[t] ** 2)
        dU += np.outer(h[t - 1], dz)
        dh = dz @ U.T
    return dU


@recurrent_gradient.mistake(
    "The slope belongs to the state that the step made: 1 - h[t] ** 2."
)
def gradient_with_the_slope_of_the_state_before(h, dh, U):
    return _through_time(h, dh, 1 - _shifted(h) ** 2, _shifted(h), U.T)


@recurrent_gradient.mistake(
    "The loss looks at the last state alone: dh is added once, not at every step."
)
def gradient_of_a_loss_at_every_step(h, dh, U):
    dU, back = np.zeros_like(U), np.zeros_like(dh)
    for t in range(len(h) - 1, 0, -1):
        dz = (dh + back) * (1 - h[t] ** 2)
        dU += np.outer(h[t - 1], dz)
        back = dz @ U.T
    return dU


@recurrent_gradient.mistake(
    "dU is transposed. Its rows belong to the state before, its columns to dz: "
    "np.outer(h[t - 1], dz)."
)
def gradient_transposed(h, dh, U):
    return recurrent_gradient.reference(h, dh, U).T


@recurrent_gradient.mistake(
    "dh isn't carried: every step used the gradient of the last state. The state "
    "before gets dz @ U.T."
)
def gradient_not_carried(h, dh, U):
    dz = dh * (1 - h**2)
    return h[:-1].T @ dz[1:]


@recurrent_gradient.mistake(
    "Only the part of the earliest step is left: add the parts up, with +=."
)
def gradient_overwritten(h, dh, U):
    for t in range(len(h) - 1, 0, -1):
        dz = dh * (1 - h[t] ** 2)
        dU = np.outer(h[t - 1], dz)
        dh = dz @ U.T
    return dU
