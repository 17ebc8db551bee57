"""Answers of learners to the exercises of lesson 22, LSTM and GRU.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def sg(z):
    return 1 / (1 + np.exp(-z))


def _g(x, h, W, U, b):
    return np.split(x @ W + h @ U + b, 4, axis=-1)


def one_step__right(x, h, c, W, U, b):
    """correct"""
    i, f, g, o = _g(x, h, W, U, b)
    c = sg(f) * c + sg(i) * np.tanh(g)
    return [sg(o) * np.tanh(c), c]


def one_step__only_h(x, h, c, W, U, b):
    """That is result number 1, and it is right."""
    i, f, g, o = _g(x, h, W, U, b)
    c = sg(f) * c + sg(i) * np.tanh(g)
    return sg(o) * np.tanh(c)


def one_step__tanh_gates(x, h, c, W, U, b):
    """The gates went through tanh."""
    i, f, g, o = _g(x, h, W, U, b)
    c = np.tanh(f) * c + np.tanh(i) * np.tanh(g)
    return (np.tanh(o) * np.tanh(c), c)


def one_step__coupled(x, h, c, W, U, b):
    """1 - f stands in for the input gate, as in a GRU."""
    i, f, g, o = _g(x, h, W, U, b)
    c = sg(f) * c + (1 - sg(f)) * np.tanh(g)
    return (sg(o) * np.tanh(c), c)


def one_step__c_plus(x, h, c, W, U, b):
    """The forget gate is left out:"""
    i, f, g, o = _g(x, h, W, U, b)
    c = c + sg(i) * np.tanh(g)
    return (sg(o) * np.tanh(c), c)


def one_step__no_c(x, h, c, W, U, b):
    """That would be right if c were 0."""
    i, f, g, o = _g(x, h, W, U, b)
    c = sg(i) * np.tanh(g)
    return (sg(o) * np.tanh(c), c)


def one_step__UT(x, h, c, W, U, b):
    """That would be right if U were turned round, its last column first."""
    i, f, g, o = np.split(x @ W + h @ U[:, ::-1] + b, 4, axis=-1)
    c = sg(f) * c + sg(i) * np.tanh(g)
    return (sg(o) * np.tanh(c), c)


def candidate__sigmoid(x, h, r, W, U, b, b_h):
    """The candidate went through the sigmoid, as a gate does."""
    return sg(x @ W + b + r * (h @ U + b_h))


def candidate__b_in_r(x, h, r, W, U, b, b_h):
    """The reset scales b, too. It belongs to the input's part, whi"""
    return np.tanh(x @ W + r * (h @ U + b_h + b))


def candidate__no_b(x, h, r, W, U, b, b_h):
    """That would be right if b were 0."""
    return np.tanh(x @ W + r * (h @ U + b_h))


def candidate__UT(x, h, r, W, U, b, b_h):
    """That would be right if U were transposed."""
    return np.tanh(x @ W + b + r * (h @ U.T + b_h))


def candidate__no_x(x, h, r, W, U, b, b_h):
    """That would be right if x were 0."""
    return np.tanh(b + r * (h @ U + b_h))


def candidate__r_plus(x, h, r, W, U, b, b_h):
    """The reset is added. It multiplies the part that comes from h"""
    return np.tanh(x @ W + b + r + (h @ U + b_h))


def candidate__bs_swapped(x, h, r, W, U, b, b_h):
    """That would be right if b and b_h changed places."""
    return np.tanh(x @ W + b_h + r * (h @ U + b))


def _run(x, mask, W, U, b, last=True):
    h = np.zeros((len(x), len(U)))
    hs = []
    for t in range(x.shape[1]):
        h = np.where(mask[:, t, None], np.tanh(x[:, t] @ W + h @ U + b), h)
        hs.append(h)
    return h if last else np.stack(hs, 1)


def last_state__all(x, mask, W, U, b):
    """Of what you return, the last along axis 1 alone is asked for."""
    return _run(x, mask, W, U, b, False)


def last_state__broadcast(x, mask, W, U, b):
    """These shapes don't fit entry by entry"""
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        h = np.where(mask[:, t], np.tanh(x[:, t] @ W + h @ U + b), h)
    return h


def last_state__right_float(x, mask, W, U, b):
    """correct"""
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        m = mask[:, t : t + 1]
        h = m * np.tanh(x[:, t] @ W + h @ U + b) + (1 - m) * h
    return h


def last_state__no_tanh(x, mask, W, U, b):
    """tanh is missing: the new state is np.tanh(x[:, t] @ W + h @"""
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        h = np.where(mask[:, t, None], x[:, t] @ W + h @ U + b, h)
    return h


def last_state__last_masked_zero(x, mask, W, U, b):
    """A sample whose last step is masked comes out as 0."""
    return _run(x, mask, W, U, b) * mask[:, -1:]


def last_state__stop_at_first(x, mask, W, U, b):
    """After its first masked step a sample stands still for good."""
    m = np.cumprod(mask, axis=1).astype(bool)
    return _run(x, m, W, U, b)


def _p(z, t=1, ax=-1):
    e = np.exp(z / t - (z / t).max(axis=ax, keepdims=True))
    return e / e.sum(axis=ax, keepdims=True)


def bits_per_character__eps(z, y, temperature):
    """A small number is added before the log."""
    return -np.log2(_p(z, temperature)[np.arange(len(y)), y] + 1e-09).mean()


def bits_per_character__naive(z, y, temperature):
    """Your softmax is stable, but where it gives 0 the log is infinite."""
    return -np.log2(_p(z, temperature)[np.arange(len(y)), y]).mean()


def bits_per_character__right(z, y, temperature):
    """correct"""
    z = z / temperature
    z = z - z.max(-1, keepdims=True)
    return -np.mean(
        (z - np.log(np.exp(z).sum(-1, keepdims=True)))[np.arange(len(y)), y]
    ) / np.log(2)


def bits_per_character__log10(z, y, temperature):
    """The result is 0.301 times the expected one, everywhere."""
    z = z / temperature
    z = z - z.max(-1, keepdims=True)
    return -np.mean(
        (z - np.log(np.exp(z).sum(-1, keepdims=True)))[np.arange(len(y)), y]
    ) / np.log(10)


def bits_per_character__neg(z, y, temperature):
    """The result has the opposite sign everywhere."""
    z = z / temperature
    z = z - z.max(-1, keepdims=True)
    return np.mean(
        (z - np.log(np.exp(z).sum(-1, keepdims=True)))[np.arange(len(y)), y]
    ) / np.log(2)


def bits_per_character__clip(z, y, temperature):
    """The probabilities are cut off at a smallest one."""
    return -np.log2(np.clip(_p(z, temperature), 1e-12, 1)[np.arange(len(y)), y]).mean()


def bits_per_character__array_max(z, y, temperature):
    """One largest logit for the whole array:"""
    z = z / temperature
    z = z - z.max()
    return -np.mean(
        (z - np.log(np.exp(z).sum(-1, keepdims=True)))[np.arange(len(y)), y]
    ) / np.log(2)


def bits_per_character__t_twice(z, y, temperature):
    """That would be right if temperature were its square."""
    z = z / temperature**2
    z = z - z.max(-1, keepdims=True)
    return -np.mean(
        (z - np.log(np.exp(z).sum(-1, keepdims=True)))[np.arange(len(y)), y]
    ) / np.log(2)


def belt_gradient__sum(f, dc):
    """The gates are added up. On its way back the gradient is mult"""
    g = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        g[t - 1] = g[t] + f[t]
    return g


def belt_gradient__last(f, dc):
    """The result is the first along axis 0 of what is asked for."""
    g = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        g[t - 1] = g[t] * f[t]
    return g[0]


def belt_gradient__zero(f, dc):
    """The gates are one step off:"""
    g = np.zeros_like(f)
    g[-1] = dc
    for t in reversed(range(1, len(f))):
        g[t - 1] += g[t] * f[t - 1]
    return g


def belt_gradient__divide(f, dc):
    """You divided by the forget gates."""
    g = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        g[t - 1] = g[t] / f[t]
    return g


def belt_gradient__right(f, dc):
    """correct"""
    return (
        dc * np.vstack([np.cumprod(f[:0:-1], axis=0)[::-1], np.ones_like(dc)])
    ).tolist()
