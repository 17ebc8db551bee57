"""Exercises of lesson 13: layer and batch normalisation."""

from exercises.exercise import exercise

import numpy as np

Z = np.array([[1.0, 2.0, 6.0], [3.0, 2.0, -2.0]])
GAMMA, BETA = np.array([1.0, 2.0, -1.0]), np.array([0.0, 0.5, 1.0])


@exercise(
    cases=[
        dict(z=np.array([[1.0, 3.0]]), gamma=np.ones(2), beta=np.zeros(2), epsilon=0.0),
        dict(z=Z, gamma=GAMMA, beta=BETA, epsilon=0.0),
        dict(z=Z, gamma=GAMMA, beta=BETA, epsilon=0.5),
    ],
    hints=[
        "Over which axis do the units of one sample lie?",
        "z.mean(axis=1, keepdims=True) has one mean for each sample; z.var likewise.",
        "Centre, then divide by the root of the variance, to which epsilon was added "
        "before. gamma scales what comes out, and beta shifts it.",
    ],
)
def layer_norm(z, gamma, beta, epsilon):
    """Layer normalisation of pre-activations z (n_samples, n_units), in their shape.

    gamma, beta: (n_units,); epsilon: added to the variance.
    """
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return gamma * (z - mean) / np.sqrt(variance + epsilon) + beta


@layer_norm.mistake(
    "That is batch normalisation: mean and variance go over the samples. Layer "
    "normalisation takes them over the units of each sample: axis=1."
)
def layer_norm_over_samples(z, gamma, beta, epsilon):
    return gamma * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon) + beta


@layer_norm.mistake(
    "One mean and one variance for the whole table: each sample has its own. "
    "axis=1, and keepdims=True so that the shapes fit."
)
def layer_norm_over_everything(z, gamma, beta, epsilon):
    return gamma * (z - z.mean()) / np.sqrt(z.var() + epsilon) + beta


@layer_norm.mistake(
    "You divide by the variance. The spread is its square root: np.sqrt(variance + "
    "epsilon)."
)
def layer_norm_by_variance(z, gamma, beta, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return gamma * (z - mean) / (variance + epsilon) + beta


@layer_norm.mistake(
    "epsilon is added to the spread, after the root. It belongs to the variance: "
    "np.sqrt(variance + epsilon)."
)
def layer_norm_with_epsilon_outside(z, gamma, beta, epsilon):
    mean, std = z.mean(axis=1, keepdims=True), z.std(axis=1, keepdims=True)
    return gamma * (z - mean) / (std + epsilon) + beta


@layer_norm.mistake(
    "The variance is divided by n - 1. Here it is the plain mean of the squares: "
    "leave ddof at 0."
)
def layer_norm_with_ddof_1(z, gamma, beta, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True, ddof=1)
    return gamma * (z - mean) / np.sqrt(variance + epsilon) + beta


@layer_norm.mistake(
    "The mean isn't subtracted. First centre each sample on 0, then divide."
)
def layer_norm_without_centring(z, gamma, beta, epsilon):
    return gamma * z / np.sqrt(z.var(axis=1, keepdims=True) + epsilon) + beta


@layer_norm.mistake(
    "gamma scales the shift beta, too. First gamma * z_hat, then beta is added."
)
def layer_norm_with_beta_scaled(z, gamma, beta, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return gamma * ((z - mean) / np.sqrt(variance + epsilon) + beta)


@layer_norm.mistake(
    "gamma and beta are missing: the last step is gamma * z_hat + beta."
)
def layer_norm_without_gamma_and_beta(z, gamma, beta, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return (z - mean) / np.sqrt(variance + epsilon)


Z_BATCH = np.array([[1.0, 2.0, 6.0], [3.0, 5.0, -1.0]])


@exercise(
    cases=[
        dict(
            z=np.array([[1.0], [3.0]]),
            moving_mean=np.array([0.0]),
            moving_variance=np.array([1.0]),
            training=True,
            momentum=0.75,
        ),
        dict(
            z=np.array([[1.0], [3.0]]),
            moving_mean=np.array([0.0]),
            moving_variance=np.array([4.0]),
            training=False,
            momentum=0.75,
        ),
        dict(
            z=Z_BATCH,
            moving_mean=np.array([1.0, -1.0, 0.5]),
            moving_variance=np.array([4.0, 1.0, 0.25]),
            training=True,
            momentum=0.5,
        ),
        dict(
            z=Z_BATCH,
            moving_mean=np.array([1.0, -1.0, 0.5]),
            moving_variance=np.array([4.0, 1.0, 0.25]),
            training=False,
            momentum=0.9,
        ),
    ],
    hints=[
        "Two cases, two pairs of numbers: which mean and variance does each case use?",
        "In training: those of z, over the samples, axis=0, and both averages move. "
        "Otherwise the averages, and they stay.",
        "An average moves to momentum times the old one plus 1 - momentum times the "
        "batch's. It is returned, and not yet used, in training; epsilon stands under "
        "the root in both cases.",
    ],
)
def batch_norm(z, moving_mean, moving_variance, training, momentum):
    """Batch normalisation without gamma and beta; epsilon is 0.001.

    z: (n_samples, n_units); moving_mean, moving_variance: (n_units,), averages so far.
    Returns z_hat in the shape of z, and the moving mean and variance after this call.
    """
    if not training:
        z_hat = (z - moving_mean) / np.sqrt(moving_variance + 0.001)
        return z_hat, moving_mean, moving_variance
    mean, variance = z.mean(axis=0), z.var(axis=0)
    moving_mean = momentum * moving_mean + (1 - momentum) * mean
    moving_variance = momentum * moving_variance + (1 - momentum) * variance
    return (z - mean) / np.sqrt(variance + 0.001), moving_mean, moving_variance


def _hat(z, mean, variance):
    return (z - mean) / np.sqrt(variance + 0.001)


def _moved(z, moving_mean, moving_variance, momentum):
    return (
        momentum * moving_mean + (1 - momentum) * z.mean(axis=0),
        momentum * moving_variance + (1 - momentum) * z.var(axis=0),
    )


@batch_norm.mistake(
    "At prediction you use the statistics of the batch, so an answer depends on which "
    "samples come with it. Without training, use the moving averages."
)
def batch_norm_with_batch_statistics_at_prediction(
    z, moving_mean, moving_variance, training, momentum
):
    z_hat = _hat(z, z.mean(axis=0), z.var(axis=0))
    if not training:
        return z_hat, moving_mean, moving_variance
    return z_hat, *_moved(z, moving_mean, moving_variance, momentum)


@batch_norm.mistake(
    "The momentum is the wrong way round: it weighs the old average, and 1 - momentum "
    "the new value."
)
def batch_norm_with_momentum_turned_around(
    z, moving_mean, moving_variance, training, momentum
):
    if not training:
        return _hat(z, moving_mean, moving_variance), moving_mean, moving_variance
    z_hat = _hat(z, z.mean(axis=0), z.var(axis=0))
    return z_hat, *_moved(z, moving_mean, moving_variance, 1 - momentum)


@batch_norm.mistake(
    "The averages move at prediction, too: the network changes with every question. "
    "They move only in training."
)
def batch_norm_that_moves_at_prediction(
    z, moving_mean, moving_variance, training, momentum
):
    moved = _moved(z, moving_mean, moving_variance, momentum)
    if not training:
        return _hat(z, moving_mean, moving_variance), *moved
    return _hat(z, z.mean(axis=0), z.var(axis=0)), *moved


@batch_norm.mistake(
    "In training you normalise with the averages after they have moved. There it is "
    "the batch's own mean and variance; the averages are for prediction."
)
def batch_norm_with_averages_that_moved(
    z, moving_mean, moving_variance, training, momentum
):
    moved = moving_mean, moving_variance
    if training:
        moved = _moved(z, moving_mean, moving_variance, momentum)
    return _hat(z, *moved), *moved


@batch_norm.mistake(
    "You divide by the variance. The spread is its root: np.sqrt(variance + 0.001)."
)
def batch_norm_by_variance(z, moving_mean, moving_variance, training, momentum):
    if not training:
        z_hat = (z - moving_mean) / (moving_variance + 0.001)
        return z_hat, moving_mean, moving_variance
    z_hat = (z - z.mean(axis=0)) / (z.var(axis=0) + 0.001)
    return z_hat, *_moved(z, moving_mean, moving_variance, momentum)


@batch_norm.mistake(
    "The batch's mean and variance took the place of the averages. They only move "
    "towards them: momentum * old + (1 - momentum) * new."
)
def batch_norm_that_forgets(z, moving_mean, moving_variance, training, momentum):
    if not training:
        return _hat(z, moving_mean, moving_variance), moving_mean, moving_variance
    mean, variance = z.mean(axis=0), z.var(axis=0)
    return _hat(z, mean, variance), mean, variance


@batch_norm.mistake(
    "The batch's part isn't weighted: an average has weights that add up to 1, "
    "momentum and 1 - momentum."
)
def batch_norm_that_adds_up(z, moving_mean, moving_variance, training, momentum):
    if not training:
        return _hat(z, moving_mean, moving_variance), moving_mean, moving_variance
    mean, variance = z.mean(axis=0), z.var(axis=0)
    moved = momentum * moving_mean + mean, momentum * moving_variance + variance
    return _hat(z, mean, variance), *moved


@batch_norm.mistake("Epsilon is missing: np.sqrt(variance + 0.001).")
def batch_norm_without_epsilon(z, moving_mean, moving_variance, training, momentum):
    if not training:
        z_hat = (z - moving_mean) / np.sqrt(moving_variance)
        return z_hat, moving_mean, moving_variance
    moved = _moved(z, moving_mean, moving_variance, momentum)
    return (z - z.mean(axis=0)) / z.std(axis=0), *moved


@batch_norm.mistake(
    "In training you normalise with the moving averages. There it is the batch's own "
    "mean and variance; the averages are for prediction."
)
def batch_norm_with_moving_averages_in_training(
    z, moving_mean, moving_variance, training, momentum
):
    z_hat = _hat(z, moving_mean, moving_variance)
    if not training:
        return z_hat, moving_mean, moving_variance
    return z_hat, *_moved(z, moving_mean, moving_variance, momentum)


@batch_norm.mistake(
    "The moving averages stand still. In training, return "
    "momentum * old + (1 - momentum) * new for both."
)
def batch_norm_that_never_moves(z, moving_mean, moving_variance, training, momentum):
    if not training:
        return _hat(z, moving_mean, moving_variance), moving_mean, moving_variance
    return _hat(z, z.mean(axis=0), z.var(axis=0)), moving_mean, moving_variance


@batch_norm.mistake(
    "The moving variance got the spread, its root. Average the variance, and take the "
    "root only to divide by it."
)
def batch_norm_that_averages_the_spread(
    z, moving_mean, moving_variance, training, momentum
):
    if not training:
        return _hat(z, moving_mean, moving_variance), moving_mean, moving_variance
    mean, _ = _moved(z, moving_mean, moving_variance, momentum)
    spread = momentum * moving_variance + (1 - momentum) * z.std(axis=0)
    return _hat(z, z.mean(axis=0), z.var(axis=0)), mean, spread
