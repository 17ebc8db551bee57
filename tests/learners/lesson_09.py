"""Answers of learners to the exercises of lesson 09, multi-layer perceptrons.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def sm(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def count_parameters__sum(sizes):
    """You added up the units. The parameters are what joins them:"""
    return sum(sizes)


def count_parameters__float(sizes):
    """correct"""
    return float(sum(((a + 1) * b for a, b in zip(sizes, sizes[1:]))))


def count_parameters__first_only(sizes):
    """This is the first layer alone."""
    return (sizes[0] + 1) * sizes[1]


def count_parameters__last_missing(sizes):
    """That would be right if sizes were without its last entry."""
    return sum(((a + 1) * b for a, b in zip(sizes[:-2], sizes[1:-1])))


def count_parameters__plus_one(sizes):
    """The result is 1 too large everywhere."""
    return sum(((a + 1) * b for a, b in zip(sizes, sizes[1:]))) + 1


def count_parameters__both(sizes):
    """Both sides have got one more."""
    return sum(((a + 1) * (b + 1) for a, b in zip(sizes, sizes[1:])))


def count_parameters__list(sizes):
    """One step is missing. Take the sum of all numbers of what you"""
    return [(a + 1) * b for a, b in zip(sizes, sizes[1:])]


def take_batch__only_x(x, y, order, batch_size, step):
    """That is result number 1, and it is right."""
    c = order[step * batch_size : (step + 1) * batch_size]
    return x[c]


def take_batch__swapped(x, y, order, batch_size, step):
    """All results are right, in the wrong order."""
    c = order[step * batch_size : (step + 1) * batch_size]
    return (y[c], x[c])


def take_batch__indices(x, y, order, batch_size, step):
    """Return 2 values, with a comma between them."""
    c = order[step * batch_size : (step + 1) * batch_size]
    return c


def take_batch__end_inclusive(x, y, order, batch_size, step):
    """Each result has one too many along axis 0; without the last one it i"""
    c = order[step * batch_size : (step + 1) * batch_size + 1]
    return (x[c], y[c])


def take_batch__end_is_size(x, y, order, batch_size, step):
    """Result number 1 has shape (0, 2), expected (2, 2)."""
    c = order[step * batch_size : batch_size]
    return (x[c], y[c])


def take_batch__sorted(x, y, order, batch_size, step):
    """Each result has the right numbers in other places."""
    c = np.sort(order[step * batch_size : (step + 1) * batch_size])
    return (x[c], y[c])


def take_batch__next(x, y, order, batch_size, step):
    """That would be right if step were 1 larger."""
    c = order[(step + 1) * batch_size : (step + 2) * batch_size]
    return (x[c], y[c])


def logits_gradient__naive(y, z):
    """exp of a large logit overflows, and inf / inf is nan."""
    e = np.exp(z)
    return (e / e.sum(axis=1, keepdims=True) - y) / len(z)


def logits_gradient__plus(y, z):
    """That would be right if y were its negative."""
    return (sm(z) + y) / len(z)


def logits_gradient__p(y, z):
    """That would be right if y were 0."""
    return sm(z) / len(z)


def logits_gradient__sum(y, z):
    """The result has shape (2,), expected (2, 2)."""
    return (sm(z) - y).sum(axis=0)


def logits_gradient__mean(y, z):
    """The result is the sum along axis 0 of the result that is asked for."""
    return (sm(z) - y).mean(axis=0)


def logits_gradient__loss(y, z):
    """The result has shape (), expected (2, 2)."""
    return -np.mean(np.sum(y * np.log(sm(z)), axis=1))


def logits_gradient__y_over_p(y, z):
    """-y / p is the gradient by the probabilities."""
    return -y / sm(z) / len(z)


def logits_gradient__sigmoid(y, z):
    """Each logit went through a sigmoid of its own."""
    return (1 / (1 + np.exp(-z)) - y) / len(z)


def logits_gradient__shape1(y, z):
    """In each case all numbers of the result are off by one factor:"""
    return (sm(z) - y) / z.shape[1]


def weight_gradients__dz_mask_W(x, a1, a2, W2, W3, dz3):
    """Each result is transposed:"""
    dz2 = dz3 @ W3.T * (a2 > 0)
    dz1 = dz2 @ W2.T * (a1 > 0)
    return (dz1.T @ x, dz2.T @ a1, dz3.T @ a2)


def weight_gradients__no_relu_1(x, a1, a2, W2, W3, dz3):
    """The slope of ReLU is missing in one layer:"""
    dz2 = dz3 @ W3.T * (a2 > 0)
    dz1 = dz2 @ W2.T
    return (x.T @ dz1, a1.T @ dz2, a2.T @ dz3)


def weight_gradients__dzs(x, a1, a2, W2, W3, dz3):
    """Result number 3 is the argument dz3, unchanged."""
    dz2 = dz3 @ W3.T * (a2 > 0)
    dz1 = dz2 @ W2.T * (a1 > 0)
    return (dz1, dz2, dz3)


def weight_gradients__only(x, a1, a2, W2, W3, dz3):
    """That is result number 3, and it is right."""
    return a2.T @ dz3


def weight_gradients__tanh(x, a1, a2, W2, W3, dz3):
    """1 - a**2 is the slope of tanh."""
    dz2 = dz3 @ W3.T * (1 - a2**2)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return (x.T @ dz1, a1.T @ dz2, a2.T @ dz3)
