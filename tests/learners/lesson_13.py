"""Answers of learners to the exercises of lesson 13, training deep networks.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def first_spread__he_variance_glorot_right(n_in, n_out, relu):
    """The result is the square of the expected one."""
    return 2 / n_in if relu else np.sqrt(2 / (n_in + n_out))


def first_spread__glorot_variance(n_in, n_out, relu):
    """The result is the square of the expected one."""
    return np.sqrt(2 / n_in) if relu else 2 / (n_in + n_out)


def first_spread__swapped(n_in, n_out, relu):
    """That would be right if relu were the opposite, True for False."""
    return np.sqrt(2 / (n_in + n_out)) if relu else np.sqrt(2 / n_in)


def first_spread__lecun(n_in, n_out, relu):
    """Your answer stays the same when n_out changes."""
    return np.sqrt(1 / n_in)


def first_spread__n_in_over_2(n_in, n_out, relu):
    """The result is 1 divided by the expected one."""
    return np.sqrt((n_in if relu else n_in + n_out) / 2)


def first_spread__mean(n_in, n_out, relu):
    """Glorot's recipe has both sides of the layer added up, n_in + n_out,"""
    return np.sqrt(2 / n_in) if relu else np.sqrt(2 / ((n_in + n_out) / 2))


def first_spread__limit_glorot(n_in, n_out, relu):
    """The result is 1.732, the root of 3, times the expected one, everywhe"""
    return np.sqrt(2 / n_in) if relu else np.sqrt(6 / (n_in + n_out))


def layer_norm__eps_forgotten(z, gamma, beta, epsilon):
    """That would be right if epsilon were 0."""
    return gamma * (z - z.mean(1, keepdims=True)) / z.std(1, keepdims=True) + beta


def layer_norm__not_centred(z, gamma, beta, epsilon):
    """The mean isn't subtracted."""
    return gamma * z / np.sqrt(z.var(1, keepdims=True) + epsilon) + beta


def layer_norm__beta_in(z, gamma, beta, epsilon):
    """gamma scales the shift beta, too."""
    return gamma * (
        (z - z.mean(1, keepdims=True)) / np.sqrt(z.var(1, keepdims=True) + epsilon)
        + beta
    )


def layer_norm__no_beta(z, gamma, beta, epsilon):
    """The result is too small by beta, exactly."""
    return (
        gamma
        * (z - z.mean(1, keepdims=True))
        / np.sqrt(z.var(1, keepdims=True) + epsilon)
    )


def layer_norm__no_gamma(z, gamma, beta, epsilon):
    """That would be right if gamma were 1."""
    return (z - z.mean(1, keepdims=True)) / np.sqrt(
        z.var(1, keepdims=True) + epsilon
    ) + beta


def layer_norm__swapped(z, gamma, beta, epsilon):
    """That would be right if gamma and beta changed places."""
    return (
        beta
        * (z - z.mean(1, keepdims=True))
        / np.sqrt(z.var(1, keepdims=True) + epsilon)
        + gamma
    )


def layer_norm__bn_keepdims(z, gamma, beta, epsilon):
    """That is batch normalisation:"""
    return (
        gamma
        * (z - z.mean(0, keepdims=True))
        / np.sqrt(z.var(0, keepdims=True) + epsilon)
        + beta
    )


def batch_norm__axis1(z, moving_mean, moving_variance, training, momentum):
    """The rows of result number 1 have mean 0; the columns should."""
    if not training:
        return (
            (z - moving_mean) / np.sqrt(moving_variance + 0.001),
            moving_mean,
            moving_variance,
        )
    m, v = (z.mean(1, keepdims=True), z.var(1, keepdims=True))
    return (
        (z - m) / np.sqrt(v + 0.001),
        momentum * moving_mean + (1 - momentum) * z.mean(0),
        momentum * moving_variance + (1 - momentum) * z.var(0),
    )


def batch_norm__sum(z, moving_mean, moving_variance, training, momentum):
    """The batch's part isn't weighted:"""
    if not training:
        return (
            (z - moving_mean) / np.sqrt(moving_variance + 0.001),
            moving_mean,
            moving_variance,
        )
    m, v = (z.mean(0), z.var(0))
    return (
        (z - m) / np.sqrt(v + 0.001),
        momentum * moving_mean + m,
        momentum * moving_variance + v,
    )


def batch_norm__new(z, moving_mean, moving_variance, training, momentum):
    """The batch's mean and variance took the place of the averages."""
    if not training:
        return (
            (z - moving_mean) / np.sqrt(moving_variance + 0.001),
            moving_mean,
            moving_variance,
        )
    m, v = (z.mean(0), z.var(0))
    return ((z - m) / np.sqrt(v + 0.001), m, v)


def batch_norm__only_zhat(z, moving_mean, moving_variance, training, momentum):
    """That is result number 1, and it is right."""
    if not training:
        return (z - moving_mean) / np.sqrt(moving_variance + 0.001)
    return (z - z.mean(0)) / np.sqrt(z.var(0) + 0.001)


def batch_norm__inverted(z, moving_mean, moving_variance, training, momentum):
    """That would be right if training were the opposite, True for False."""
    if training:
        return (
            (z - moving_mean) / np.sqrt(moving_variance + 0.001),
            moving_mean,
            moving_variance,
        )
    m, v = (z.mean(0), z.var(0))
    return (
        (z - m) / np.sqrt(v + 0.001),
        momentum * moving_mean + (1 - momentum) * m,
        momentum * moving_variance + (1 - momentum) * v,
    )


def batch_norm__variance_div(z, moving_mean, moving_variance, training, momentum):
    """You divide by the variance."""
    if not training:
        return (
            (z - moving_mean) / (moving_variance + 0.001),
            moving_mean,
            moving_variance,
        )
    m, v = (z.mean(0), z.var(0))
    return (
        (z - m) / (v + 0.001),
        momentum * moving_mean + (1 - momentum) * m,
        momentum * moving_variance + (1 - momentum) * v,
    )


def clip_together__max(gradients, limit):
    """You took the largest entry for the norm."""
    n = max(np.abs(g).max() for g in gradients)
    f = min(1, limit / n)
    return [g * f for g in gradients]


def clip_together__mean_sq(gradients, limit):
    """In each case all numbers of result number 1 are off by one factor:"""
    n = np.sqrt(sum(np.mean(g**2) for g in gradients))
    f = min(1, limit / n)
    return [g * f for g in gradients]


def clip_together__max1(gradients, limit):
    """The factor is at least 1 here, so that gradients only grow."""
    n = np.sqrt(sum(np.sum(g**2) for g in gradients))
    f = max(1, limit / n)
    return [g * f for g in gradients]


def clip_together__no_limit(gradients, limit):
    """The gradients were brought to the length 1."""
    n = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g / n for g in gradients]


def clip_together__norm_over(gradients, limit):
    """norm / limit stands upside down:"""
    n = np.sqrt(sum(np.sum(g**2) for g in gradients))
    f = min(1, n / limit)
    return [g * f for g in gradients]


def clip_together__first(gradients, limit):
    """Only the first array counts in your norm."""
    n = np.sqrt(np.sum(gradients[0] ** 2))
    f = min(1, limit / n)
    return [g * f for g in gradients]


def clip_together__same(gradients, limit):
    """Your answer stays the same when limit changes."""
    return gradients


def clip_together__right_list(gradients, limit):
    """correct"""
    n = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    return [g * min(1, limit / n) for g in gradients]


def residual_gradients__dW_T(x, W, dy):
    """Result number 2 is transposed:"""
    dz = dy * (x @ W > 0)
    return (dy + dz @ W.T, dz.T @ x)


def residual_gradients__x_mask(x, W, dy):
    """ReLU is open where x @ W is positive, and not where x is:"""
    dz = dy * (x > 0)
    return (dy + dz @ W.T, x.T @ dz)


def residual_gradients__dx_only(x, W, dy):
    """That is result number 1, and it is right."""
    dz = dy * (x @ W > 0)
    return dy + dz @ W.T


def residual_gradients__relu_z(x, W, dy):
    """You multiplied by max(0, x @ W)."""
    dz = dy * np.maximum(0, x @ W)
    return (dy + dz @ W.T, x.T @ dz)


def residual_gradients__dW_dy(x, W, dy):
    """Result number 2 is x.T @ dy and no more."""
    dz = dy * (x @ W > 0)
    return (dy + dz @ W.T, x.T @ dy)


def residual_gradients__no_transpose_both(x, W, dy):
    """These shapes have no matrix product"""
    dz = dy * (x @ W > 0)
    return (dy + dz @ W, x @ dz)
