"""Exercises of lesson 13: first weights, normalisation, clipping, residual blocks."""

from exercises.ex13_normalisation import batch_norm, layer_norm
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "first_spread",
    "layer_norm",
    "batch_norm",
    "clip_together",
    "residual_gradients",
]


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
        "Both are 2 divided by a number of connections, and only that number depends "
        "on relu. Where does the root belong?",
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
    "Glorot's recipe has both sides of the layer added up, n_in + n_out, and not their "
    "mean or their product."
)
def spread_by_the_mean_of_both_sides(n_in, n_out, relu):
    return np.sqrt(2 / n_in) if relu else np.sqrt(4 / (n_in + n_out))


@first_spread.mistake(
    "Both recipes give the same here. Glorot's looks at both sides of the layer, "
    "n_in + n_out."
)
def spread_always_he(n_in, n_out, relu):
    return np.sqrt(2 / n_in)


@exercise(
    cases=[
        dict(gradients=(np.array([[3.0, 4.0]]), np.array([12.0])), limit=6.5),
        dict(gradients=(np.array([[3.0, 4.0]]), np.array([12.0])), limit=26.0),
        dict(
            gradients=(
                np.array([[1.0, -2.0], [2.0, 4.0]]),
                np.array([4.0, 0.0]),
                np.array([[0.0], [-2.0]]),
            ),
            limit=2.0,
        ),
    ],
    hints=[
        "How long is the vector that holds all entries of all arrays?",
        "norm = root of the sum of all squares, over all arrays. The factor is limit "
        "/ norm, but only where norm is larger than limit.",
        "What is the factor where the norm is smaller than limit? min(...) can choose "
        "between the two; then every array gets it.",
    ],
)
def clip_together(gradients, limit):
    """The gradients, several arrays, with a global norm of at most limit.

    Returns arrays of the same shapes and order, all shortened by the same factor.
    """
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = limit / max(norm, limit)
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
    "You took the largest entry for the norm. The norm is the length of all entries as "
    "one vector: the root of the sum of their squares."
)
def clip_by_the_largest_entry(gradients, limit):
    largest = max(np.abs(g).max() for g in gradients)
    return tuple(g * min(1, limit / largest) for g in gradients)


@clip_together.mistake(
    "The gradients were brought to the length 1. They may be as long as limit."
)
def clip_to_length_1(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return tuple(g / norm for g in gradients)


@clip_together.mistake(
    "The factor is at least 1 here, so that gradients only grow. Take min where you "
    "have max."
)
def clip_with_max(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return tuple(g * max(1, limit / norm) for g in gradients)


@clip_together.mistake(
    "norm / limit stands upside down: a long gradient needs a small factor, limit / "
    "norm."
)
def clip_upside_down(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return tuple(g * min(1, norm / limit) for g in gradients)


@clip_together.mistake(
    "Only the first array counts in your norm. Add up the squares of all arrays."
)
def clip_by_the_first_array(gradients, limit):
    norm = np.sqrt(np.sum(gradients[0] ** 2))
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
        dict(  # an input below 0 where the layer is open
            x=np.array([[-1.0, 2.0]]),
            W=np.array([[-2.0, 0.5], [1.0, 1.0]]),
            dy=np.array([[3.0, -0.5]]),
        ),
    ],
    hints=[
        "Two ways lead from x to y = x + max(0, x @ W). What comes back along each?",
        "Along the copy: dy as it is. Through the layer: dz = dy where x @ W > 0, and "
        "0 elsewhere.",
        "From dz on it is a layer as in lesson 07. dx is what arrives along both ways "
        "together; W lies on one of them only.",
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


@residual_gradients.mistake(
    "ReLU is open where x @ W is positive, and not where x is: x goes through the "
    "weights first."
)
def residual_with_relu_judged_by_the_input(x, W, dy):
    dz = dy * (x > 0)
    return dy + dz @ W.T, x.T @ dz


@residual_gradients.mistake(
    "You multiplied by max(0, x @ W). ReLU's slope is 1 where x @ W is positive, and 0 "
    "elsewhere: (x @ W > 0)."
)
def residual_times_the_activation(x, W, dy):
    dz = dy * np.maximum(0, x @ W)
    return dy + dz @ W.T, x.T @ dz


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
