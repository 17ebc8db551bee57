"""Answers of learners to the exercises of lesson 20, recurrent networks.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def same_month_last_year__right_list(series, start, horizon):
    """correct"""
    return [series[start - 12 + i] for i in range(horizon)]


def same_month_last_year__one(series, start, horizon):
    """The result is the first along axis 0 of what is asked for."""
    return series[start - 12]


def same_month_last_year__to_start(series, start, horizon):
    """The result has shape (11,), expected (1,)."""
    return series[start - 12 : start - horizon]


def same_month_last_year__horizon_back(series, start, horizon):
    """The result has shape (0,), expected (1,)."""
    return series[start - 12 - horizon : start - 12]


def same_month_last_year__reverse(series, start, horizon):
    """The result has the right numbers in the opposite order, from the las"""
    return series[start - 12 : start - 12 + horizon][::-1]


def same_month_last_year__plus_one(series, start, horizon):
    """The result has one too many along axis 0; without the last one it is"""
    return series[start - 12 : start - 12 + horizon + 1]


def scale__first_std_only(series, n_train):
    """The mean isn't taken off."""
    return series / series[:n_train].std()


def scale__precedence(series, n_train):
    """Division comes before subtraction:"""
    return series - series[:n_train].mean() / series[:n_train].std()


def scale__n_train_plus(series, n_train):
    """That would be right if n_train were 1 larger."""
    return (series - series[: n_train + 1].mean()) / series[: n_train + 1].std()


def pairs__right_loop(series, length, ahead):
    """correct"""
    x, y = ([], [])
    for i in range(len(series)):
        if i + length - 1 + ahead < len(series):
            x.append(series[i : i + length])
            y.append(series[i + length - 1 + ahead])
    return (x, y)


def pairs__only_x(series, length, ahead):
    """That is result number 1, and it is right."""
    return np.array(
        [series[i : i + length] for i in range(len(series) - length - ahead + 1)]
    )


def pairs__y_from_ahead(series, length, ahead):
    """You counted from the window's first number."""
    n = len(series) - length - ahead + 1
    return (
        np.array([series[i : i + length] for i in range(n)]),
        series[ahead : ahead + n],
    )


def pairs__swapped(series, length, ahead):
    """All results are right, in the wrong order."""
    n = len(series) - length - ahead + 1
    return (
        series[length - 1 + ahead :],
        np.array([series[i : i + length] for i in range(n)]),
    )


def pairs__x_T(series, length, ahead):
    """Result number 1 is transposed:"""
    n = len(series) - length - ahead + 1
    return (
        np.array([series[i : i + length] for i in range(n)]).T,
        series[length - 1 + ahead :],
    )


def pairs__n_minus_length(series, length, ahead):
    """Result number 1 has shape (7, 3), expected (4, 3)."""
    n = len(series) - length
    return (
        np.array([series[i : i + length] for i in range(n)]),
        np.array(
            [series[min(len(series) - 1, i + length - 1 + ahead)] for i in range(n)]
        ),
    )


def pairs__length_minus1(series, length, ahead):
    """Result number 1 lacks the last one along axis 1; the others are righ"""
    n = len(series) - length - ahead + 1
    return (
        np.array([series[i : i + length - 1] for i in range(n)]),
        series[length - 1 + ahead :],
    )


def read_on__right(x, h, W, U, b):
    """correct"""
    for t in range(len(x)):
        h = np.tanh(np.dot(x[t], W) + np.dot(h, U) + b)
    return h.tolist()


def read_on__sigmoid(x, h, W, U, b):
    """The activation is a sigmoid."""
    for t in range(len(x)):
        h = 1 / (1 + np.exp(-(x[t] @ W + h @ U + b)))
    return h


def read_on__relu(x, h, W, U, b):
    """The activation is ReLU. A simple recurrent network has tanh."""
    for t in range(len(x)):
        h = np.maximum(0, x[t] @ W + h @ U + b)
    return h


def read_on__last_missing(x, h, W, U, b):
    """That would be right if x were without its last entry."""
    for t in range(len(x) - 1):
        h = np.tanh(x[t] @ W + h @ U + b)
    return h


def read_on__first_missing(x, h, W, U, b):
    """That would be right if x were without its first entry."""
    for t in range(1, len(x)):
        h = np.tanh(x[t] @ W + h @ U + b)
    return h


def read_on__add(x, h, W, U, b):
    """The old state is added to the new one."""
    for t in range(len(x)):
        h = h + np.tanh(x[t] @ W + h @ U + b)
    return h


def read_on__return_in_loop(x, h, W, U, b):
    """That would be right if x were its first entry alone."""
    for t in range(len(x)):
        h = np.tanh(x[t] @ W + h @ U + b)
        return h


def read_on__sum_x(x, h, W, U, b):
    """All inputs are added up and read in one step."""
    return np.tanh(x.sum(0) @ W + h @ U + b)


def read_on__U_x(x, h, W, U, b):
    """U is transposed. Its rows belong to the old state, its colum"""
    for t in range(len(x)):
        h = np.tanh(x[t] @ W + U @ h + b)
    return h


def _rg(h, dh, U, slope=lambda h: 1 - h**2, first=1, UT=True):
    dU = np.zeros_like(U)
    for t in reversed(range(first, len(h))):
        dz = dh * slope(h[t])
        dU += np.outer(h[t - 1], dz)
        dh = dz @ (U.T if UT else U)
    return dU


def recurrent_gradient__sigmoid(h, dh, U):
    """h * (1 - h) is the sigmoid's slope."""
    return _rg(h, dh, U, lambda h: h * (1 - h))


def recurrent_gradient__neg(h, dh, U):
    """The result has the opposite sign everywhere."""
    return -_rg(h, dh, U)


def recurrent_gradient__wrap(h, dh, U):
    """At t = 0, h[t - 1] is h[-1], the last state, as Python counts from t"""
    return _rg(h, dh, U, first=0)


def recurrent_gradient__skip(h, dh, U):
    """That would be right if h were without its first entry."""
    return _rg(h, dh, U, first=2)


def recurrent_gradient__mean(h, dh, U):
    """The result is the expected one divided by len(h)."""
    return _rg(h, dh, U) / len(h)


def recurrent_gradient__one_minus_h(h, dh, U):
    """The slope of tanh is 1 - h[t] ** 2:"""
    return _rg(h, dh, U, lambda h: 1 - h)
