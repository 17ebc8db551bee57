"""Exercises of lesson 20: forecasts without leakage."""

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
        "Month `start` is the first that nobody knows yet. Which month, by its "
        "number, was the same one a year before?",
        "Start with horizon=1: one number, series[start - 12].",
        "The next month's forecast is the next number, and so on: one slice. It has "
        "`horizon` numbers; where does it end?",
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
        "These two numbers are taken off and divided by, for the whole series, known "
        "or not.",
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


@scale.mistake(
    "Division comes before subtraction: the mean alone is divided. Put series - mean "
    "into brackets."
)
def scale_without_brackets(series, n_train):
    known = series[:n_train]
    return series - known.mean() / known.std()


@scale.mistake(
    "The mean isn't taken off. First centre on 0, then divide by the standard "
    "deviation."
)
def scale_without_centring(series, n_train):
    return series / series[:n_train].std()


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
