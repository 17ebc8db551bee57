"""Exercises of lesson 15: rates by the factor, and paired runs."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(u=np.array([0.0, 0.5, 1.0]), low=0.01, high=1.0),
        dict(u=np.array([0.25, 0.75]), low=0.0001, high=1.0),
        dict(u=np.array([0.1, 0.6, 0.9]), low=0.002, high=0.5),
    ],
    hints=[
        "Half way between 0.01 and 1, by the factor, is 0.1. What is half way?",
        "Spread the exponent evenly, from log(low) to log(high). Then undo the log.",
        "u is the share of the way from one logarithm to the other: u = 0 is at the "
        "first, u = 1 at the second. Which function undoes the logarithm that you "
        "took?",
    ],
)
def log_uniform(u, low, high):
    """Rates from low to high, evenly spread by their logarithm.

    u: (n,), evenly drawn from 0 to 1; 0 becomes low, 1 becomes high.
    Returns the rates (n,).
    """
    return np.exp(np.log(low) + u * (np.log(high) - np.log(low)))


@log_uniform.mistake(
    "The rates are evenly spread, not their logarithms: nine tenths of them fall into "
    "the highest power of ten. Spread np.log(low) to np.log(high) evenly."
)
def rates_drawn_evenly(u, low, high):
    return low + u * (high - low)


@log_uniform.mistake(
    "These are the exponents, not the rates. Undo the logarithm with np.exp."
)
def rates_left_as_exponents(u, low, high):
    return np.log(low) + u * (np.log(high) - np.log(low))


@log_uniform.mistake(
    "These are the powers of ten, not the rates. Undo np.log10 with 10 ** ..."
)
def rates_left_as_powers_of_ten(u, low, high):
    return np.log10(low) + u * (np.log10(high) - np.log10(low))


@log_uniform.mistake(
    "Two logarithms are mixed up: np.exp undoes np.log, and 10 ** ... undoes np.log10."
)
def rates_with_two_logarithms(u, low, high):
    return np.exp(np.log10(low) + u * (np.log10(high) - np.log10(low)))


@log_uniform.mistake(
    "Two logarithms are mixed up: 10 ** ... undoes np.log10, and np.exp undoes np.log."
)
def rates_with_two_logarithms_the_other_way(u, low, high):
    return 10.0 ** (np.log(low) + u * (np.log(high) - np.log(low)))


@log_uniform.mistake(
    "It starts at high and ends at low. u = 0 must give low: log(low) plus u times "
    "the way from there to log(high)."
)
def rates_from_high_to_low(u, low, high):
    return high * (low / high) ** u


@exercise(
    cases=[
        dict(a=np.array([0.5, 0.75, 0.25]), b=np.array([0.75, 1.0, 1.0])),
        dict(a=np.array([0.9, 0.8, 0.7, 0.6]), b=np.array([0.91, 0.83, 0.7, 0.64])),
        dict(a=np.array([3.0, 1.0, 2.0, 5.0, 4.0]), b=np.array([2.0, 1.5, 1.0, 5, 2])),
    ],
    hints=[
        "Begin with one difference for each seed.",
        "The standard error is the standard deviation of the differences, divided by "
        "the root of their number.",
        "np.std divides the sum of squares by n. Here it should be n - 1: which "
        "argument of np.std takes the 1 off?",
    ],
)
def paired_gain(a, b):
    """The mean gain of method b over method a, and its standard error.

    a, b: (n,), the scores of n seeds, entry i of both with the same seed; n > 1.
    Returns two numbers.
    """
    gain = b - a
    return np.mean(gain), np.std(gain, ddof=1) / np.sqrt(len(gain))


@paired_gain.mistake(
    "The two methods are treated as strangers: their spreads are added. Take the "
    "differences seed by seed, and the spread of those."
)
def gain_without_pairs(a, b):
    spread = np.var(a, ddof=1) + np.var(b, ddof=1)
    return np.mean(b) - np.mean(a), np.sqrt(spread / len(a))


@paired_gain.mistake(
    "This is the standard deviation: how far single runs differ. The mean is surer "
    "than that: divide by the root of the number of seeds."
)
def gain_with_standard_deviation(a, b):
    return np.mean(b - a), np.std(b - a, ddof=1)


@paired_gain.mistake(
    "np.std divides by n, which is too small a spread for a few seeds: the mean was "
    "computed from the same numbers. Use ddof=1."
)
def gain_with_too_small_a_spread(a, b):
    return np.mean(b - a), np.std(b - a) / np.sqrt(len(a))


@paired_gain.mistake(
    "Divide by the root of the number of seeds, not by the number itself."
)
def gain_divided_by_n(a, b):
    return np.mean(b - a), np.std(b - a, ddof=1) / len(a)


@paired_gain.mistake("This is the variance. Take its root: np.std instead of np.var.")
def gain_with_variance(a, b):
    return np.mean(b - a), np.var(b - a, ddof=1) / len(a)


@paired_gain.mistake("This is the gain of a over b. Take b - a.")
def gain_the_wrong_way_round(a, b):
    return np.mean(a - b), np.std(a - b, ddof=1) / np.sqrt(len(a))


@paired_gain.mistake(
    "This compares the best runs, and the best of many is mostly lucky. Use the mean "
    "of all the differences."
)
def gain_of_the_best(a, b):
    gain = b - a
    return np.max(b) - np.max(a), np.std(gain, ddof=1) / np.sqrt(len(gain))
