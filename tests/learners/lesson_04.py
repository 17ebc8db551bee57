"""Answers of learners to the exercises of lesson 04, losses and gradient descent.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def _sm(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def gradient_step__b_unchanged(x, y, w, b, learning_rate):
    """Result number 2 is the argument b, unchanged."""
    e = w * x + b - y
    return (w - learning_rate * 2 * np.mean(e * x), b)


def gradient_step__slopes(x, y, w, b, learning_rate):
    """These are the two slopes."""
    e = w * x + b - y
    return (2 * np.mean(e * x), 2 * np.mean(e))


def gradient_step__only_w(x, y, w, b, learning_rate):
    """That is result number 1, and it is right."""
    e = w * x + b - y
    return w - learning_rate * 2 * np.mean(e * x)


def gradient_step__means(x, y, w, b, learning_rate):
    """The mean of the errors times the mean of x is not the mean of error"""
    e = w * x + b - y
    return (
        w - learning_rate * 2 * np.mean(e) * np.mean(x),
        b - learning_rate * 2 * np.mean(e),
    )


def gradient_step__swapped(x, y, w, b, learning_rate):
    """All results are right, in the wrong order."""
    e = w * x + b - y
    return (b - learning_rate * 2 * np.mean(e), w - learning_rate * 2 * np.mean(e * x))


def gradient_step__no_y(x, y, w, b, learning_rate):
    """That would be right if y were 0."""
    e = w * x + b
    return (w - learning_rate * 2 * np.mean(e * x), b - learning_rate * 2 * np.mean(e))


def gradient_step__arrays(x, y, w, b, learning_rate):
    """One step is missing. Take the mean of all numbers of what yo"""
    e = w * x + b - y
    return (w - learning_rate * 2 * e * x, b - learning_rate * 2 * e)


def gradient_step__right_array(x, y, w, b, learning_rate):
    """correct"""
    e = w * x + b - y
    return np.array(
        [w - learning_rate * 2 * np.mean(e * x), b - learning_rate * 2 * np.mean(e)]
    )


def gradient_step__right_f32(x, y, w, b, learning_rate):
    """correct"""
    x = x.astype("float32")
    y = y.astype("float32")
    e = w * x + b - y
    return [
        np.float32(w - learning_rate * 2 * np.mean(e * x)),
        np.float32(b - learning_rate * 2 * np.mean(e)),
    ]


def crossentropy__row_mean(y, z):
    """The row's mean is subtracted."""
    z = z - z.mean(axis=1, keepdims=True)
    return -np.mean(
        np.sum(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True))), axis=1)
    )


def crossentropy__array_max(y, z):
    """One largest logit for the whole table:"""
    z = z - z.max()
    return -np.mean(
        np.sum(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True))), axis=1)
    )


def crossentropy__eps(y, z):
    """A small number is added before the log."""
    return -np.mean(np.sum(y * np.log(_sm(z) + 1e-09), axis=1))


def crossentropy__log2(y, z):
    """The result is the expected one divided by np.log(2)."""
    z = z - z.max(axis=1, keepdims=True)
    return -np.mean(
        np.sum(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True))), axis=1)
    ) / np.log(2)


def crossentropy__each(y, z):
    """One step is missing. Take the mean of all numbers of what yo"""
    z = z - z.max(axis=1, keepdims=True)
    return -np.sum(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True))), axis=1)


def crossentropy__columns(y, z):
    """The sum of exp runs over the samples."""
    z = z - z.max(axis=0, keepdims=True)
    return -np.mean(
        np.sum(y * (z - np.log(np.exp(z).sum(axis=0, keepdims=True))), axis=1)
    )


def crossentropy__no_log(y, z):
    """The log is missing: this averages the probabilities of the t"""
    return -np.mean(np.sum(y * _sm(z), axis=1))


def crossentropy__p(y, z):
    """This averages the logits of the true classes."""
    return -np.mean(np.sum(y * z, axis=1))


def crossentropy__entropy(y, z):
    """Your answer stays the same when y changes."""
    p = _sm(z)
    return -np.mean(np.sum(p * np.log(p + 1e-300), axis=1))


def momentum_step__swapped(w, m, gradient, learning_rate, momentum):
    """All results are right, in the wrong order."""
    m = momentum * m - learning_rate * gradient
    return (m, w + m)


def momentum_step__only_w(w, m, gradient, learning_rate, momentum):
    """That is result number 1, and it is right."""
    m = momentum * m - learning_rate * gradient
    return w + m


def momentum_step__minus(w, m, gradient, learning_rate, momentum):
    """The step from w has the opposite sign everywhere."""
    m = momentum * m - learning_rate * gradient
    return (w - m, m)


def momentum_step__positive(w, m, gradient, learning_rate, momentum):
    """Result number 1 is too small by twice momentum * m."""
    m = momentum * m + learning_rate * gradient
    return (w - m, m)


def momentum_step__factor(w, m, gradient, learning_rate, momentum):
    """Friction acts on the push of the gradient, too."""
    m = momentum * (m - learning_rate * gradient)
    return (w + m, m)


def momentum_step__plain(w, m, gradient, learning_rate, momentum):
    """Result number 1 is too small by momentum * m, exactly."""
    return (w - learning_rate * gradient, m)


def momentum_step__no_momentum(w, m, gradient, learning_rate, momentum):
    """Each result is too large by learning_rate * m, exactly."""
    m = m - learning_rate * gradient
    return (w + m, m)


def momentum_step__rate_forgotten(w, m, gradient, learning_rate, momentum):
    """Each result is too small by momentum * gradient, exactly."""
    m = momentum * m - gradient
    return (w + m, m)


def largest_rate__trace(x):
    """The trace adds up all curvatures."""
    return 2 / np.trace(2 * x.T @ x / len(x))


def largest_rate__max_entry(x):
    """The largest entry of H is not its largest curvature:"""
    return 2 / np.max(2 * x.T @ x / len(x))


def largest_rate__curvature(x):
    """This is the largest curvature itself."""
    return np.linalg.eigvalsh(2 * x.T @ x / len(x))[-1]


def largest_rate__no_2_over_n(x):
    """H lacks its factor 2 / n altogether:"""
    return 2 / np.linalg.eigvalsh(x.T @ x)[-1]


def largest_rate__inverse(x):
    """correct"""
    return 1 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]


def largest_rate__xxT(x):
    """That would be right if x were transposed."""
    return 2 / np.linalg.eigvalsh(2 * x @ x.T / len(x.T))[-1]


def largest_rate__all(x):
    """Of what you return, the last along axis 0 alone is asked for."""
    return 2 / np.linalg.eigvalsh(2 * x.T @ x / len(x))


def adam_step__not_squared(w, m, v, gradient, step, learning_rate):
    """v holds the gradients themselves, so that the root of a negative num"""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient
    return (
        w
        - learning_rate
        * (m / (1 - 0.9**step))
        / (np.sqrt(v / (1 - 0.999**step)) + 1e-07),
        m,
        v,
    )


def adam_step__betas_swapped(w, m, v, gradient, step, learning_rate):
    """0.9 and 0.999 have changed places:"""
    m = 0.999 * m + 0.001 * gradient
    v = 0.9 * v + 0.1 * gradient**2
    return (
        w
        - learning_rate
        * (m / (1 - 0.999**step))
        / (np.sqrt(v / (1 - 0.9**step)) + 1e-07),
        m,
        v,
    )


def adam_step__correction_times_step(w, m, v, gradient, step, learning_rate):
    """Result number 1 holds nan."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    return (
        w
        - learning_rate
        * (m / (1 - 0.9 * step))
        / (np.sqrt(v / (1 - 0.999 * step)) + 1e-07),
        m,
        v,
    )


def adam_step__mv_swapped(w, m, v, gradient, step, learning_rate):
    """All results are right, in the wrong order."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    return (
        w
        - learning_rate
        * (m / (1 - 0.9**step))
        / (np.sqrt(v / (1 - 0.999**step)) + 1e-07),
        v,
        m,
    )


def adam_step__only_w(w, m, v, gradient, step, learning_rate):
    """That is result number 1, and it is right."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    return w - learning_rate * (m / (1 - 0.9**step)) / (
        np.sqrt(v / (1 - 0.999**step)) + 1e-07
    )


def adam_step__old(w, m, v, gradient, step, learning_rate):
    """Result number 2 is the argument m, unchanged."""
    m2 = 0.9 * m + 0.1 * gradient
    v2 = 0.999 * v + 0.001 * gradient**2
    return (
        w
        - learning_rate
        * (m2 / (1 - 0.9**step))
        / (np.sqrt(v2 / (1 - 0.999**step)) + 1e-07),
        m,
        v,
    )


def adam_step__weights_swapped(w, m, v, gradient, step, learning_rate):
    """Old and new have changed places in the means:"""
    m = 0.1 * m + 0.9 * gradient
    v = 0.001 * v + 0.999 * gradient**2
    return (
        w
        - learning_rate
        * (m / (1 - 0.9**step))
        / (np.sqrt(v / (1 - 0.999**step)) + 1e-07),
        m,
        v,
    )


def adam_step__gradient_used(w, m, v, gradient, step, learning_rate):
    """The step follows the gradient of this moment."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    return (
        w - learning_rate * gradient / (np.sqrt(v / (1 - 0.999**step)) + 1e-07),
        m,
        v,
    )


def adam_step__no_rate(w, m, v, gradient, step, learning_rate):
    """The step from w is the expected one divided by learning_rate."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    return (w - m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.999**step)) + 1e-07), m, v)


def adam_step__right_eps_in(w, m, v, gradient, step, learning_rate):
    """correct"""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    return [
        w
        - learning_rate
        * (m / (1 - 0.9**step))
        / (np.sqrt(v / (1 - 0.999**step)) + 1e-07),
        m,
        v,
    ]


def gradient_step__uphill_without_mean(x, y, w, b, learning_rate):
    """The step from w is -len(x) times the expected one: the sign is turned"""
    error = w * x + b - y
    return w + learning_rate * 2 * error @ x, b + learning_rate * 2 * sum(error)


def crossentropy__naive_log(y, z):
    """inf / inf is nan"""
    return -np.mean(np.log(np.sum(y * np.exp(z), axis=1) / np.exp(z).sum(axis=1)))


def momentum_step__in_place(w, m, gradient, learning_rate, momentum):
    """changes w and m itself"""
    m *= momentum
    m -= learning_rate * gradient
    w += m
    return w, m
