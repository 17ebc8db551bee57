"""Answers of learners to the exercises of lesson 19, transfer learning.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def _c(s):
    return sum((s[i] + 1) * s[i + 1] for i in range(len(s) - 1))


def count_trainable__float(layer_sizes, n_frozen):
    """correct"""
    return float(_c(layer_sizes[n_frozen:]))


def count_trainable__minus1(layer_sizes, n_frozen):
    """One layer too few is frozen."""
    return _c(layer_sizes[max(0, n_frozen - 1) :])


def count_trainable__units(layer_sizes, n_frozen):
    """You added up the units that train."""
    return sum(layer_sizes[n_frozen + 1 :])


def count_trainable__head_only(layer_sizes, n_frozen):
    """This is the last layer alone."""
    return (layer_sizes[-2] + 1) * layer_sizes[-1]


def body_moves__ints(steps):
    """correct"""
    t, b, m = (True, None, [])
    for s in steps:
        if s in ("freeze", "unfreeze"):
            t = s == "unfreeze"
        elif s == "compile":
            b = None
        elif s == "fit":
            b = t if b is None else b
            m.append(int(b))
    return m


def body_moves__all_true(steps):
    """Every fit counts as one that moves the body."""
    return [True for s in steps if s == "fit"]


def body_moves__count(steps):
    """The result is the sum of all numbers of the result that is asked for"""
    t, b, m = (True, None, 0)
    for s in steps:
        if s in ("freeze", "unfreeze"):
            t = s == "unfreeze"
        elif s == "compile":
            b = None
        elif s == "fit":
            b = t if b is None else b
            m += b
    return m


def body_moves__every_step(steps):
    """The result has shape (6,), expected (3,)."""
    t, b, m = (True, None, [])
    for s in steps:
        if s in ("freeze", "unfreeze"):
            t = s == "unfreeze"
        elif s == "compile":
            b = None
        elif s == "fit":
            b = t if b is None else b
        m.append(bool(b))
    return m


def body_moves__starts_false(steps):
    """A new body is trainable until somebody freezes it:"""
    t, b, m = (False, None, [])
    for s in steps:
        if s in ("freeze", "unfreeze"):
            t = s == "unfreeze"
        elif s == "compile":
            b = None
        elif s == "fit":
            b = t if b is None else b
            m.append(b)
    return m


def body_moves__last(steps):
    """The result has shape (), expected (3,)."""
    return [s for s in steps if s != "compile"][-1] != "freeze"


def normalise_frozen__no_mean(x, moving_mean, moving_variance, epsilon):
    """That would be right if moving_mean were 0."""
    return x / np.sqrt(moving_variance + epsilon)


def normalise_frozen__precedence(x, moving_mean, moving_variance, epsilon):
    """Division comes before subtraction:"""
    return x - moving_mean / np.sqrt(moving_variance + epsilon)


def normalise_frozen__plus(x, moving_mean, moving_variance, epsilon):
    """That would be right if moving_mean were its negative."""
    return (x + moving_mean) / np.sqrt(moving_variance + epsilon)


def normalise_frozen__batch_mean(x, moving_mean, moving_variance, epsilon):
    """The mean is the batch's own."""
    return (x - x.mean(0)) / np.sqrt(moving_variance + epsilon)


def normalise_frozen__batch_var(x, moving_mean, moving_variance, epsilon):
    """Your answer stays the same when moving_variance changes."""
    return (x - moving_mean) / np.sqrt(x.var(0) + epsilon)


def normalise_frozen__layer(x, moving_mean, moving_variance, epsilon):
    """Your answer stays the same when moving_mean changes."""
    return (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + epsilon)


def normalise_frozen__times(x, moving_mean, moving_variance, epsilon):
    """You multiplied by the spread."""
    return (x - moving_mean) * np.sqrt(moving_variance + epsilon)


def normalise_frozen__same(x, moving_mean, moving_variance, epsilon):
    """The result is the argument x, unchanged."""
    return x


def forgotten__percent(y, before, after, old):
    """The result is 100 times the expected one:"""
    c = np.isin(y, old)
    return 100 * (np.mean(before[c] == y[c]) - np.mean(after[c] == y[c]))


def forgotten__relative(y, before, after, old):
    """You divided by the accuracy before:"""
    c = np.isin(y, old)
    b = np.mean(before[c] == y[c])
    return (b - np.mean(after[c] == y[c])) / b


def forgotten__count(y, before, after, old):
    """These are numbers of samples."""
    c = np.isin(y, old)
    return np.sum(before[c] == y[c]) - np.sum(after[c] == y[c])


def forgotten__lost(y, before, after, old):
    """This counts answers that changed from right to wrong."""
    c = np.isin(y, old)
    return np.mean((before[c] == y[c]) & (after[c] != y[c]))


def forgotten__after(y, before, after, old):
    """This is the accuracy that is left."""
    c = np.isin(y, old)
    return np.mean(after[c] == y[c])


def forgotten__pair(y, before, after, old):
    """The result has shape (2,), expected ()."""
    c = np.isin(y, old)
    return (np.mean(before[c] == y[c]), np.mean(after[c] == y[c]))


def forgotten__eq_old(y, before, after, old):
    """You measured on all samples."""
    c = np.isin(before, old)
    return np.mean(before[c] == y[c]) - np.mean(after[c] == y[c])


def _f(x, y, V, W):
    a = np.maximum(0, x @ V)
    z = a @ W
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    return (a, p, (p - np.eye(W.shape[1])[y]) / len(y))


def fine_tune__order(x, y, V, W, body_rate, head_rate):
    """All results are right, in the wrong order."""
    a, p, dz = _f(x, y, V, W)
    return (W - head_rate * a.T @ dz, V - body_rate * x.T @ (dz @ W.T * (a > 0)))


def fine_tune__x_mask(x, y, V, W, body_rate, head_rate):
    """Da is multiplied by the activations."""
    a, p, dz = _f(x, y, V, W)
    return (V - body_rate * x.T @ (dz @ W.T * a), W - head_rate * a.T @ dz)


def fine_tune__gradients(x, y, V, W, body_rate, head_rate):
    """These are the two gradients."""
    a, p, dz = _f(x, y, V, W)
    return (x.T @ (dz @ W.T * (a > 0)), a.T @ dz)


def fine_tune__no_relu_fwd(x, y, V, W, body_rate, head_rate):
    """The ReLU is missing forwards:"""
    a = x @ V
    z = a @ W
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    dz = (p - np.eye(W.shape[1])[y]) / len(y)
    return (V - body_rate * x.T @ (dz @ W.T * (a > 0)), W - head_rate * a.T @ dz)


def fine_tune__only_head(x, y, V, W, body_rate, head_rate):
    """That is result number 2, and it is right."""
    a, p, dz = _f(x, y, V, W)
    return W - head_rate * a.T @ dz


def fine_tune__p_only(x, y, V, W, body_rate, head_rate):
    """Your answer stays the same when y changes."""
    a, p, dz = _f(x, y, V, W)
    dz = p / len(y)
    return (V - body_rate * x.T @ (dz @ W.T * (a > 0)), W - head_rate * a.T @ dz)


def fine_tune__head_x(x, y, V, W, body_rate, head_rate):
    """The slope of softmax is in dz a second time."""
    a, p, dz = _f(x, y, V, W)
    dz = dz * p * (1 - p)
    return (V - body_rate * x.T @ (dz @ W.T * (a > 0)), W - head_rate * a.T @ dz)
