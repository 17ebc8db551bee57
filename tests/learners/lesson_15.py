"""Answers of learners to the exercises of lesson 15, debugging and tuning.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def log_uniform__mean(u, low, high):
    """Your answer stays the same when u changes."""
    return np.sqrt(low * high) * np.ones_like(u)


def log_uniform__right_pow(u, low, high):
    """correct"""
    return low * (high / low) ** u


def log_uniform__one_minus(u, low, high):
    """It starts at high and ends at low."""
    return low**u * high ** (1 - u)


def log_uniform__log10_only_high(u, low, high):
    """That would be right if low were 1."""
    return 10 ** (u * np.log10(high))


def log_uniform__no_low(u, low, high):
    """The result is the expected one divided by low."""
    return np.exp(u * (np.log(high) - np.log(low)))


def log_uniform__random(u, low, high):
    """Your answer stays the same when u changes."""
    return np.exp(np.random.default_rng(0).uniform(np.log(low), np.log(high), len(u)))


def macro_f1__sum(counts):
    """The result is len(counts) times the expected one."""
    return np.sum(2 * np.diag(counts) / (counts.sum(1) + counts.sum(0)))


def macro_f1__zerodiv(counts):
    """The result holds nan. A step has no result: 0 / 0, inf - inf"""
    d = np.diag(counts)
    p = d / counts.sum(0)
    r = d / counts.sum(1)
    return np.mean(2 * p * r / (p + r))


def paired_gain__n1(a, b):
    """Result number 2 is right but for a standard deviation that divides b"""
    g = b - a
    return (np.mean(g), np.std(g, ddof=1) / np.sqrt(len(g) - 1))


def paired_gain__sum(a, b):
    """Result number 1 is len(a) times the expected one."""
    g = b - a
    return (np.sum(g), np.std(g, ddof=1) / np.sqrt(len(g)))


def paired_gain__only_mean(a, b):
    """That is result number 1, and it is right."""
    return np.mean(b - a)


def paired_gain__swapped(a, b):
    """All results are right, in the wrong order."""
    g = b - a
    return (np.std(g, ddof=1) / np.sqrt(len(g)), np.mean(g))


def paired_gain__two_se(a, b):
    """Result number 2 is twice the expected one."""
    g = b - a
    return (np.mean(g), 2 * np.std(g, ddof=1) / np.sqrt(len(g)))


def _d(order, first, loss, val_loss, n_classes):
    s = np.log(n_classes)
    t = {
        1: abs(first - s) > 0.5,
        2: loss.min() >= 0.9 * s,
        3: val_loss[-1] > val_loss.min() + 0.5,
        4: val_loss[-1] < loss[-1],
    }
    for k in order:
        if t[k]:
            return k
    return 0


def diagnose__21(first, loss, val_loss, n_classes):
    """Several may hold, and the number of the first counts."""
    return _d([2, 1, 3, 4], first, loss, val_loss, n_classes)


def diagnose__32(first, loss, val_loss, n_classes):
    """Several may hold, and the number of the first counts."""
    return _d([1, 3, 2, 4], first, loss, val_loss, n_classes)


def diagnose__43(first, loss, val_loss, n_classes):
    """The order matters: a run that overfits ends below training o"""
    return _d([1, 2, 4, 3], first, loss, val_loss, n_classes)


def diagnose__31(first, loss, val_loss, n_classes):
    """Several may hold, and the number of the first counts."""
    return _d([3, 1, 2, 4], first, loss, val_loss, n_classes)


def diagnose__41(first, loss, val_loss, n_classes):
    """Several may hold, and the number of the first counts."""
    return _d([4, 1, 2, 3], first, loss, val_loss, n_classes)


def diagnose__last(first, loss, val_loss, n_classes):
    """Each test overwrites the answer of the one before."""
    s = np.log(n_classes)
    r = 0
    if abs(first - s) > 0.5:
        r = 1
    if loss.min() >= 0.9 * s:
        r = 2
    if val_loss[-1] > val_loss.min() + 0.5:
        r = 3
    if val_loss[-1] < loss[-1]:
        r = 4
    return r


def diagnose__strict2(first, loss, val_loss, n_classes):
    """At exactly 0.9 of that loss it has not got below:"""
    s = np.log(n_classes)
    if abs(first - s) > 0.5:
        return 1
    if loss.min() > 0.9 * s:
        return 2
    if val_loss[-1] > val_loss.min() + 0.5:
        return 3
    if val_loss[-1] < loss[-1]:
        return 4
    return 0


def diagnose__none(first, loss, val_loss, n_classes):
    """The result is None: is `return` missing?"""
    s = np.log(n_classes)
    if abs(first - s) > 0.5:
        return 1
    if loss.min() >= 0.9 * s:
        return 2
    if val_loss[-1] > val_loss.min() + 0.5:
        return 3
    if val_loss[-1] < loss[-1]:
        return 4


def diagnose__no9(first, loss, val_loss, n_classes):
    """0.9 is missing: 2 holds where the training loss never gets b"""
    s = np.log(n_classes)
    if abs(first - s) > 0.5:
        return 1
    if loss.min() >= s:
        return 2
    if val_loss[-1] > val_loss.min() + 0.5:
        return 3
    if val_loss[-1] < loss[-1]:
        return 4
    return 0


def diagnose__val0(first, loss, val_loss, n_classes):
    """3 looks at the lowest point of the validation loss, not at its first"""
    s = np.log(n_classes)
    if abs(first - s) > 0.5:
        return 1
    if loss.min() >= 0.9 * s:
        return 2
    if val_loss[-1] > val_loss[0] + 0.5:
        return 3
    if val_loss[-1] < loss[-1]:
        return 4
    return 0


def diagnose__any4(first, loss, val_loss, n_classes):
    """4 asks where the two curves end:"""
    s = np.log(n_classes)
    if abs(first - s) > 0.5:
        return 1
    if loss.min() >= 0.9 * s:
        return 2
    if val_loss[-1] > val_loss.min() + 0.5:
        return 3
    if (val_loss < loss).any():
        return 4
    return 0
