"""Answers of learners to the exercises of lesson 07, backpropagation.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def s(z):
    return 1 / (1 + np.exp(-z))


def neuron_gradient__no_bias(x, w, b, y):
    """That would be right if b were 0."""
    a = s(x @ w)
    dz = 2 * (a - y) * a * (1 - a)
    return (dz * x, dz)


def neuron_gradient__only_dw(x, w, b, y):
    """That is result number 1, and it is right."""
    a = s(x @ w + b)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x


def neuron_gradient__tanh_slope(x, w, b, y):
    """1 - a**2 is the slope of tanh."""
    a = s(x @ w + b)
    dz = 2 * (a - y) * (1 - a**2)
    return (dz * x, dz)


def neuron_gradient__one_minus_a(x, w, b, y):
    """The sigmoid's slope is a * (1 - a):"""
    a = s(x @ w + b)
    dz = 2 * (a - y) * (1 - a)
    return (dz * x, dz)


def neuron_gradient__swapped(x, w, b, y):
    """All results are right, in the wrong order."""
    a = s(x @ w + b)
    dz = 2 * (a - y) * a * (1 - a)
    return (dz, dz * x)


def neuron_gradient__crossentropy(x, w, b, y):
    """a - y is the dz of the cross-entropy."""
    a = s(x @ w + b)
    dz = a - y
    return (dz * x, dz)


def neuron_gradient__dw_scalar(x, w, b, y):
    """Result number 1 is the sum of all numbers of the result that is aske"""
    a = s(x @ w + b)
    dz = 2 * (a - y) * a * (1 - a)
    return (dz * np.sum(x), dz)


def dense_backward__dx_swapped(x, W, dz):
    """Result number 1 is transposed:"""
    return (W @ dz.T, x.T @ dz, dz.sum(axis=0))


def dense_backward__order(x, W, dz):
    """All results are right, in the wrong order."""
    return (x.T @ dz, dz.sum(axis=0), dz @ W.T)


def dense_backward__only_two(x, W, dz):
    """Return 3 values, with a comma between them."""
    return (x.T @ dz, dz.sum(axis=0))


def dense_backward__total(x, W, dz):
    """Result number 3 is the sum of all numbers of the result that is aske"""
    return (dz @ W.T, x.T @ dz, dz.sum())


def dense_backward__keepdims(x, W, dz):
    """Result number 3 has the right numbers, and an axis of length 1 too m"""
    return (dz @ W.T, x.T @ dz, dz.sum(axis=0, keepdims=True))


def dense_backward__dw_x(x, W, dz):
    """Result number 2 is x @ dz.T and no more."""
    return (dz @ W.T, x @ dz.T, dz.sum(axis=0))


def dense_backward__means(x, W, dz):
    """Each result is the expected one divided by len(x)."""
    return (dz @ W.T / len(x), x.T @ dz / len(x), dz.mean(axis=0))


def dense_backward__right_list(x, W, dz):
    """correct"""
    return [(dz @ W.T).tolist(), (x.T @ dz).tolist(), dz.sum(axis=0).tolist()]


def graph_gradients__swapped_parent(arrows, n_nodes):
    """Parent and child have changed places:"""
    g = np.zeros(n_nodes)
    g[-1] = 1
    for p, c, sl in reversed(arrows):
        g[c] += sl * g[p]
    return g


def graph_gradients__add(arrows, n_nodes):
    """Slope and gradient are added."""
    g = np.zeros(n_nodes)
    g[-1] = 1
    for p, c, sl in reversed(arrows):
        g[p] += sl + g[c]
    return g


def graph_gradients__no_slope(arrows, n_nodes):
    """The slopes are left out: each arrow passes on slope times gr"""
    g = np.zeros(n_nodes)
    g[-1] = 1
    for p, c, sl in reversed(arrows):
        g[p] += g[c]
    return g


def graph_gradients__int(arrows, n_nodes):
    """The result is rounded to whole numbers."""
    g = np.zeros(n_nodes, dtype=int)
    g[-1] = 1
    for p, c, sl in reversed(arrows):
        g[p] += int(sl * g[c])
    return g


def graph_gradients__start_first(arrows, n_nodes):
    """This is how the last node grows with the first alone, forwards:"""
    g = np.zeros(n_nodes)
    g[0] = 1
    for p, c, sl in arrows:
        g[c] += sl * g[p]
    return g


def tanh_network_gradients__sum_keepdims(x, y, W1, b1, W2, b2):
    """Each of result number 2 and result number 4 has the right numbers, a"""
    a1 = np.tanh(x @ W1 + b1)
    a2 = s(a1 @ W2 + b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return (
        x.T @ dz1,
        dz1.sum(axis=0, keepdims=True),
        a1.T @ dz2,
        dz2.sum(axis=0, keepdims=True),
    )


def tanh_network_gradients__order(x, y, W1, b1, W2, b2):
    """All results are right, in the wrong order."""
    a1 = np.tanh(x @ W1 + b1)
    a2 = s(a1 @ W2 + b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return (x.T @ dz1, a1.T @ dz2, dz1.sum(axis=0), dz2.sum(axis=0))


def tanh_network_gradients__mean_db(x, y, W1, b1, W2, b2):
    """Each of result number 2 and result number 4 is the expected one divi"""
    a1 = np.tanh(x @ W1 + b1)
    a2 = s(a1 @ W2 + b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return (x.T @ dz1, dz1.mean(axis=0), a1.T @ dz2, dz2.mean(axis=0))


def tanh_network_gradients__sigmoid_hidden(x, y, W1, b1, W2, b2):
    """The hidden layer has a sigmoid here, forwards and backwards."""
    a1 = s(x @ W1 + b1)
    a2 = s(a1 @ W2 + b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * a1 * (1 - a1)
    return (x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0))


def tanh_network_gradients__one_minus_a(x, y, W1, b1, W2, b2):
    """tanh's slope is 1 - a1**2:"""
    a1 = np.tanh(x @ W1 + b1)
    a2 = s(a1 @ W2 + b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1)
    return (x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0))


def dense_backward__dx_only(x, W, dz):
    """That is result number 1, and it is right. Return all 3"""
    return dz @ W.T


def neuron_gradient__inputs(x, w, b, y):
    """Result number 2 is the argument y, unchanged."""
    return x + 1, y


def graph_gradients__an_arrow(arrows, n_nodes):
    """has shape"""
    return arrows[0]
