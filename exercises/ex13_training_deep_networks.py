"""Exercises of lesson 13: first weights, normalisation, clipping, residual blocks."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(n_in=8, n_out=24, relu=True),
        dict(n_in=8, n_out=24, relu=False),
        dict(n_in=200, n_out=50, relu=True),
        dict(n_in=200, n_out=50, relu=False),
    ],
    hints=[
        "The recipes give a variance. What is asked for is its root.",
        "He: the variance is 2 / n_in. Glorot: 2 / (n_in + n_out).",
        "n = n_in if relu else n_in + n_out, and then np.sqrt(2 / n).",
    ],
)
def first_spread(n_in, n_out, relu):
    """The standard deviation of a layer's first weights.

    n_in, n_out: number of inputs and of units of the layer; relu: True for a layer
    with ReLU (He), False for one with tanh (Glorot).
    """
    n = n_in if relu else n_in + n_out
    return np.sqrt(2 / n)


@first_spread.mistake(
    "This is the variance. The spread, or standard deviation, is its square root."
)
def spread_as_variance(n_in, n_out, relu):
    return 2 / n_in if relu else 2 / (n_in + n_out)


@first_spread.mistake(
    "He counts the wrong side. A pre-activation is a sum over the inputs: divide by "
    "n_in, not by n_out."
)
def spread_by_outputs(n_in, n_out, relu):
    return np.sqrt(2 / (n_out if relu else n_in + n_out))


@first_spread.mistake(
    "The 2 is missing in He's recipe: it makes up for the half that ReLU cuts off."
)
def spread_without_the_relu_factor(n_in, n_out, relu):
    return np.sqrt(1 / n_in) if relu else np.sqrt(2 / (n_in + n_out))


@first_spread.mistake(
    "The 2 is missing in Glorot's recipe: it takes the mean of both sides, and a mean "
    "divides their sum by 2."
)
def spread_by_the_sum_of_both_sides(n_in, n_out, relu):
    return np.sqrt(2 / n_in) if relu else np.sqrt(1 / (n_in + n_out))


@first_spread.mistake(
    "This is the limit of an even draw, √3 times the spread. Leave the 3 out."
)
def spread_as_limit(n_in, n_out, relu):
    return np.sqrt(6 / (n_in if relu else n_in + n_out))


@first_spread.mistake(
    "Both recipes give the same here. Glorot's looks at both sides of the layer, "
    "n_in + n_out."
)
def spread_always_he(n_in, n_out, relu):
    return np.sqrt(2 / n_in)


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
        "gamma * (z - mean) / np.sqrt(variance + epsilon) + beta",
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
    "gamma and beta are missing: the last step is gamma * z_hat + beta."
)
def layer_norm_without_gamma_and_beta(z, gamma, beta, epsilon):
    mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    return (z - mean) / np.sqrt(variance + epsilon)


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
            z=Z,
            moving_mean=np.array([1.0, -1.0, 0.5]),
            moving_variance=np.array([4.0, 1.0, 0.25]),
            training=True,
            momentum=0.5,
        ),
        dict(
            z=Z,
            moving_mean=np.array([1.0, -1.0, 0.5]),
            moving_variance=np.array([4.0, 1.0, 0.25]),
            training=False,
            momentum=0.9,
        ),
    ],
    hints=[
        "Two cases, two pairs of numbers: which mean and variance does each case use?",
        "In training: those of z, over the samples, axis=0; and both averages move to "
        "momentum * old + (1 - momentum) * new. Otherwise the averages, unmoved.",
        "Return (z - mean) / np.sqrt(variance + 0.001) and then the two averages.",
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


@exercise(
    cases=[
        dict(gradients=(np.array([[3.0, 4.0]]), np.array([12.0])), limit=6.5),
        dict(gradients=(np.array([[3.0, 4.0]]), np.array([12.0])), limit=26.0),
        dict(
            gradients=(
                np.array([[1.0, -2.0], [2.0, 0.0]]),
                np.array([4.0, 0.0]),
                np.array([[0.0], [-2.0]]),
            ),
            limit=2.0,
        ),
    ],
    hints=[
        "How long is the vector that holds all entries of all arrays?",
        "norm = root of the sum of all squares, over all arrays. The factor is "
        "limit / norm, but only where norm is larger than limit.",
        "factor = min(1, limit / norm); return [g * factor for g in gradients].",
    ],
)
def clip_together(gradients, limit):
    """The gradients, several arrays, with a global norm of at most limit.

    Returns arrays of the same shapes and order, all shortened by the same factor.
    """
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = min(1, limit / norm)
    return tuple(g * factor for g in gradients)


@clip_together.mistake(
    "Each array is clipped on its own, so the step turns away from the gradient. The "
    "global norm is one number for all arrays: add up their squares first."
)
def clip_each_array(gradients, limit):
    return tuple(g * min(1, limit / np.sqrt(np.sum(g**2))) for g in gradients)


@clip_together.mistake(
    "That is clipping by value: each entry for itself. Compute one norm, and shorten "
    "all entries by one factor."
)
def clip_each_entry(gradients, limit):
    return tuple(np.clip(g, -limit, limit) for g in gradients)


@clip_together.mistake(
    "Short gradients get longer: they are stretched up to the limit. Where the norm is "
    "below the limit, the factor is 1: min(1, limit / norm)."
)
def clip_to_exactly_the_limit(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return tuple(g * limit / norm for g in gradients)


@clip_together.mistake(
    "The root is missing: this is the norm squared. norm = np.sqrt(sum of squares)."
)
def clip_by_the_squared_norm(gradients, limit):
    norm = sum(np.sum(g**2) for g in gradients)
    return tuple(g * min(1, limit / norm) for g in gradients)


@clip_together.mistake(
    "You added up the norms of the arrays. Lengths don't add up like that: add up the "
    "squares of all entries, and take the root once."
)
def clip_by_the_sum_of_norms(gradients, limit):
    norm = sum(np.sqrt(np.sum(g**2)) for g in gradients)
    return tuple(g * min(1, limit / norm) for g in gradients)


@clip_together.mistake(
    "Only the longest array counts in your norm. The global norm is that of all arrays "
    "as one long vector: add up the squares of all of them."
)
def clip_by_the_longest_array(gradients, limit):
    norm = max(np.sqrt(np.sum(g**2)) for g in gradients)
    return tuple(g * min(1, limit / norm) for g in gradients)


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 2.0]]),
            W=np.array([[1.0, -1.0], [0.5, 0.25]]),
            dy=np.array([[1.0, 10.0]]),
        ),
        dict(
            x=np.array([[1.0, -1.0], [2.0, 0.5], [-1.0, 3.0]]),
            W=np.array([[0.5, 2.0], [-1.0, 1.0]]),
            dy=np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25]]),
        ),
    ],
    hints=[
        "Two ways lead from x to y = x + max(0, x @ W). What comes back along each?",
        "Along the copy: dy as it is. Through the layer: dz = dy where x @ W > 0, "
        "and 0 elsewhere.",
        "dz = dy * (x @ W > 0); return dy + dz @ W.T and x.T @ dz.",
    ],
)
def residual_gradients(x, W, dy):
    """The gradients of the residual block y = x + max(0, x @ W).

    x: (n_samples, n); W: (n, n); dy: gradient by y, (n_samples, n).
    Returns dx, the gradient by x, and dW, by the weights, in their shapes.
    """
    dz = dy * (x @ W > 0)
    return dy + dz @ W.T, x.T @ dz


@residual_gradients.mistake(
    "The way along the copy is missing in dx: x is in y directly, too. Add dy."
)
def residual_without_the_copy(x, W, dy):
    dz = dy * (x @ W > 0)
    return dz @ W.T, x.T @ dz


@residual_gradients.mistake(
    "dx has only the copy. What comes back through the layer belongs to it as well: "
    "dz @ W.T."
)
def residual_with_the_copy_alone(x, W, dy):
    return 1 * dy, x.T @ (dy * (x @ W > 0))


@residual_gradients.mistake(
    "The slope of ReLU is missing: through the layer, nothing passes where x @ W is "
    "negative. dz = dy * (x @ W > 0)."
)
def residual_without_relu(x, W, dy):
    return dy + dy @ W.T, x.T @ dy


@residual_gradients.mistake(
    "The copy goes around the layer, so ReLU doesn't stop it: it is dy that you add, "
    "not dz."
)
def residual_with_a_stopped_copy(x, W, dy):
    dz = dy * (x @ W > 0)
    return dz + dz @ W.T, x.T @ dz


@residual_gradients.mistake("Both are right, in the other order: return dx, then dW.")
def residual_swapped(x, W, dy):
    dz = dy * (x @ W > 0)
    return x.T @ dz, dy + dz @ W.T


@residual_gradients.mistake(
    "The copy doesn't pass through W, so it has no part in dW: x.T @ dz, without dy."
)
def residual_with_the_copy_in_the_weights(x, W, dy):
    dz = dy * (x @ W > 0)
    return dy + dz @ W.T, x.T @ (dy + dz)


@residual_gradients.mistake("The weights aren't transposed on the way back: dz @ W.T.")
def residual_with_weights_as_they_are(x, W, dy):
    dz = dy * (x @ W > 0)
    return dy + dz @ W, x.T @ dz


@residual_gradients.mistake(
    "ReLU is open where its own input x @ W is positive. You looked at the output of "
    "the block, which has x added to it."
)
def residual_with_relu_judged_by_the_output(x, W, dy):
    dz = dy * (x + np.maximum(0, x @ W) > 0)
    return dy + dz @ W.T, x.T @ dz
