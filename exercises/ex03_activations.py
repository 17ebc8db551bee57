"""Exercises of lesson 03: activation functions and their derivatives."""

from exercises.exercise import exercise

import numpy as np

Z = np.array([-3.0, -0.5, 0.0, 0.5, 2.0])
Z_TABLE = np.array([[1.0, -2.0, 0.25], [-0.75, 4.0, 0.0]])


@exercise(
    cases=[
        dict(z=Z, slope=0.1),
        dict(z=Z_TABLE, slope=0.2),
        dict(z=Z_TABLE, slope=0.0),
    ],
    hints=[
        "The function has two straight parts. Where do they meet?",
        "At z > 0 the result is z itself. Elsewhere it is z times something small.",
        "np.where(z > 0, ..., ...) needs z for the one part, slope * z for the other.",
    ],
)
def leaky_relu_with(z, slope):
    """Leaky ReLU, entry by entry: z where z > 0, and slope * z elsewhere.

    z: array of any shape; slope: a number from 0 up to 1. Returns the shape of z.
    """
    return np.where(z > 0, z, slope * z)


@leaky_relu_with.mistake(
    "This is ReLU: the left side is flat and learns nothing. Return slope * z there."
)
def relu_without_leak(z, slope):
    return np.maximum(z, 0.0)


@leaky_relu_with.mistake(
    "The slope is on the wrong side. Positive values pass as they are: swap the parts."
)
def leaky_relu_with_swapped_sides(z, slope):
    return np.where(z > 0, slope * z, z)


@leaky_relu_with.mistake(
    "Below zero the result should be negative, too: slope * z, without a minus."
)
def leaky_relu_bent_up(z, slope):
    return np.where(z > 0, z, -slope * z)


@leaky_relu_with.mistake(
    "Below zero the result is the same everywhere. A slope multiplies: slope * z."
)
def leaky_relu_with_constant(z, slope):
    return np.where(z > 0, z, slope)


@exercise(
    cases=[dict(z=Z), dict(z=Z_TABLE), dict(z=np.array([-20.0, 20.0]))],
    hints=[
        "The sigmoid's derivative is made of the sigmoid's own values. Compute those.",
        "With a = sigmoid(z), the derivative is a times what is left up to 1.",
        "Return a * (1 - a). At z = 0 that is 0.25, its largest value.",
    ],
)
def sigmoid_derivative(z):
    """The derivative of the sigmoid by its pre-activation z, entry by entry.

    z: array of any shape. Returns an array of that shape: a * (1 - a), a = sigmoid(z).
    """
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


@sigmoid_derivative.mistake(
    "You used z * (1 - z). The formula a * (1 - a) needs the activation: compute "
    "a = sigmoid(z) first."
)
def derivative_from_pre_activation(z):
    return z * (1 - z)


@sigmoid_derivative.mistake(
    "The sigmoid is taken twice: this is the slope at the activation a, not at the "
    "pre-activation z. Apply the sigmoid once."
)
def derivative_at_the_activation(z):
    a = 1 / (1 + np.exp(-z))
    s = 1 / (1 + np.exp(-a))
    return s * (1 - s)


@sigmoid_derivative.mistake(
    "This is the sigmoid itself, a. Its slope is a * (1 - a): 1 - a is missing."
)
def sigmoid_for_its_derivative(z):
    return 1 / (1 + np.exp(-z))


@sigmoid_derivative.mistake(
    "1 - a**2 is the derivative of tanh. The sigmoid's is a * (1 - a)."
)
def derivative_of_tanh(z):
    return 1 - (1 / (1 + np.exp(-z))) ** 2


@exercise(
    cases=[
        dict(z=Z, da=np.array([1.0, -2.0, 3.0, -4.0, 0.5])),
        dict(z=Z_TABLE, da=np.array([[-1.0, 1.0, 2.0], [0.5, -3.0, 1.0]])),
    ],
    hints=[
        "ReLU passes z on, or it doesn't. What happens to a small change of z in each?",
        "The derivative of ReLU is 1 where z > 0, else 0. The chain rule multiplies.",
        "dz = da * (derivative of ReLU at z), and z > 0 counts as 1 or 0 in a product.",
    ],
)
def relu_gradient(z, da):
    """The gradient of the loss by z, where a = max(z, 0) (the chain rule).

    z: pre-activations, da: gradient of the loss by a; both of the same shape, any.
    Returns dz, of that shape. At z = 0 the derivative counts as 0, as in Keras.
    """
    return da * (z > 0)


@relu_gradient.mistake(
    "You asked where da > 0. The sign of the pre-activation decides: da * (z > 0)."
)
def relu_gradient_by_sign_of_da(z, da):
    return da * (da > 0)


@relu_gradient.mistake(
    "This is the derivative of ReLU alone. The chain rule multiplies it by da."
)
def relu_gradient_without_da(z, da):
    return np.where(z > 0, 1.0, 0.0)


@relu_gradient.mistake(
    "You multiplied by the activation, max(z, 0). The derivative is 1 there, not z."
)
def relu_gradient_times_activation(z, da):
    return da * np.maximum(z, 0.0)


@relu_gradient.mistake(
    "At z = 0 the gradient passes. There the derivative counts as 0: use z > 0."
)
def relu_gradient_open_at_zero(z, da):
    return da * (z >= 0)


@relu_gradient.mistake(
    "The gradient passes where z is negative. ReLU is flat there: use z > 0."
)
def relu_gradient_on_the_wrong_side(z, da):
    return da * (z < 0)


@exercise(
    cases=[
        dict(z=np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-1.0, 4.0, 1.0]])),
        dict(z=np.array([[1000.0, 1001.0], [0.5, -0.5], [3.0, 1.0]])),
        dict(z=np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -1002.0]])),
    ],
    hints=[
        "Every row is one sample. What must the numbers of a row add up to?",
        "Softmax stays the same when a row is shifted. Which shift keeps exp small?",
        "Take z - z.max(axis=-1, keepdims=True), then exp; divide by each row's sum.",
    ],
)
def stable_softmax(z):
    """Softmax of each row: exp(z) divided by the row's sum, without overflow.

    z: logits, shape (n_samples, n_classes). Returns the same shape; rows add up to 1.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # never above 1
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake(
    "Here the columns add up to 1: you summed over the samples. Classes are the last "
    "axis: axis=-1."
)
def softmax_over_samples(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@stable_softmax.mistake(
    "The formula is right, but exp(1000) overflows, and inf / inf is nan. Subtract "
    "each row's maximum first: the result stays the same."
)
def softmax_overflowing(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake(
    "All entries together add up to 1. Each row is one sample: sum with axis=-1."
)
def softmax_over_everything(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@stable_softmax.mistake(
    "Without keepdims=True the row sums run along the columns. Keep that axis, so that "
    "each row is divided by its own sum."
)
def softmax_without_keepdims(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1)


@stable_softmax.mistake(
    "One maximum for the whole table leaves exp(-2000) = 0 in a row far below it, and "
    "0 / 0 is nan. Subtract each row's own maximum: axis=-1."
)
def softmax_with_one_maximum(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


@exercise(
    cases=[
        dict(  # square, so that wrong orders give a value, too
            W1=np.array([[1.0, 2.0], [0.0, -1.0]]),
            b1=np.array([1.0, -2.0]),
            W2=np.array([[3.0, 0.0], [1.0, 0.5]]),
            b2=np.array([0.25, 4.0]),
        ),
        dict(
            W1=np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]),
            b1=np.array([0.5, 1.0, -0.5]),
            W2=np.array([[2.0], [-1.0], [4.0]]),
            b2=np.array([0.125]),
        ),
    ],
    hints=[
        "Write down what the second layer returns, with the first layer put in for x.",
        "Multiply out (x @ W1 + b1) @ W2 + b2. Which part holds x, and which does not?",
        "W is W1 @ W2. The first bias passes through the second layer: b1 @ W2 + b2.",
    ],
)
def collapse(W1, b1, W2, b2):
    """The one layer (W, b) that does what two layers without activation do.

    W1: (n_in, n_hidden), b1: (n_hidden,), W2: (n_hidden, n_out), b2: (n_out,).
    Returns W, shape (n_in, n_out), and b, shape (n_out,).
    """
    W = W1 @ W2
    b = b1 @ W2 + b2
    return W, b


@collapse.mistake(
    "The product is reversed. The samples meet W1 first, from the left: W1 @ W2."
)
def collapse_reversed(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2 + b2


@collapse.mistake(
    "The first bias is lost. It passes through the second layer: add b1 @ W2 to b2."
)
def collapse_without_first_bias(W1, b1, W2, b2):
    return W1 @ W2, b2


@collapse.mistake(
    "The first bias is added as it is. The second layer multiplies it, too: b1 @ W2."
)
def collapse_with_biases_added(W1, b1, W2, b2):
    return W1 @ W2, b1 + b2


@collapse.mistake(
    "The second bias is lost. It is added last and stays as it is: b1 @ W2 + b2."
)
def collapse_without_second_bias(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2


@collapse.mistake(
    "The weights are added. The second layer multiplies what the first gives: W1 @ W2."
)
def collapse_with_weights_added(W1, b1, W2, b2):
    return W1 + W2, b1 @ W2 + b2
