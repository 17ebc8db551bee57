"""Exercises of lesson 07: the chain rule, layers, graphs and a whole network."""

from exercises.ex07_automatic_differentiation import graph_gradients
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "neuron_gradient",
    "dense_backward",
    "graph_gradients",
    "tanh_network_gradients",
]


@exercise(
    cases=[
        dict(x=np.array([2.0, 3.0]), w=np.array([0.5, 0.0]), b=-1.0, y=1.0),
        dict(x=np.array([1.0, -2.0, 0.5]), w=np.array([0.5, 0.25, 1.0]), b=0.5, y=0.0),
        dict(x=np.array([-1.5]), w=np.array([2.0]), b=0.75, y=0.5),
    ],
    hints=[
        "Forwards first: compute z and a. Then go back: loss, activation, sum.",
        "da is the derivative of a square, and dz is da times the sigmoid's slope, "
        "which a alone gives.",
        "z = x @ w + b: by how much does z grow when one weight grows by 1, and when "
        "b does? Multiply dz by each.",
    ],
)
def neuron_gradient(x, w, b, y):
    """The gradients of (a - y)**2 by w and b, for one neuron a = sigmoid(x @ w + b).

    x, w: (n_in,); b, y: numbers. Returns dw, shape (n_in,), and db, a number.
    """
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@neuron_gradient.mistake(
    "The sign is wrong: these numbers lead uphill. The loss grows with a where a is "
    "above y, so start with 2 * (a - y)."
)
def neuron_gradient_uphill(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (y - a) * a * (1 - a)
    return dz * x, dz


@neuron_gradient.mistake(
    "The way back skips the sigmoid. Multiply by its slope, a * (1 - a)."
)
def neuron_gradient_past_the_sigmoid(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (a - y)
    return dz * x, dz


@neuron_gradient.mistake(
    "You used z * (1 - z). The sigmoid's slope is a * (1 - a), with the activation."
)
def neuron_gradient_with_z_for_a(x, w, b, y):
    z = x @ w + b
    a = 1 / (1 + np.exp(-z))
    dz = 2 * (a - y) * z * (1 - z)
    return dz * x, dz


@neuron_gradient.mistake("1 - a**2 is the slope of tanh. The sigmoid's is a * (1 - a).")
def neuron_gradient_with_the_slope_of_tanh(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (a - y) * (1 - a**2)
    return dz * x, dz


@neuron_gradient.mistake(
    "The sigmoid's slope is a * (1 - a): its first factor is missing."
)
def neuron_gradient_with_half_a_slope(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (a - y) * (1 - a)
    return dz * x, dz


@neuron_gradient.mistake(
    "a - y is the dz of the cross-entropy. The loss here is (a - y)**2: take its "
    "derivative, 2 * (a - y), and go back through the sigmoid."
)
def neuron_gradient_of_the_cross_entropy(x, w, b, y):
    dz = 1 / (1 + np.exp(-(x @ w + b))) - y
    return dz * x, dz


@neuron_gradient.mistake(
    "Half of it is missing: the slope of (a - y)**2 by a is 2 * (a - y)."
)
def neuron_gradient_without_two(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = (a - y) * a * (1 - a)
    return dz * x, dz


@neuron_gradient.mistake(
    "You multiplied by the weight. The slope of x @ w by w is x, the input."
)
def neuron_gradient_times_weight(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (a - y) * a * (1 - a)
    return dz * w, dz


@neuron_gradient.mistake(
    "dw is right, but db is dz itself: z grows by 1 when b does, whatever b is."
)
def neuron_gradient_times_bias(x, w, b, y):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz * b


@exercise(
    cases=[
        dict(  # square, so that a missing transpose gives a value, too
            x=np.array([[1.0, 2.0], [3.0, -1.0]]),
            W=np.array([[1.0, 3.0], [-2.0, 0.5]]),
            dz=np.array([[1.0, 0.0], [2.0, -1.0]]),
        ),
        dict(
            x=np.array([[1.0, 0.5], [2.0, -1.0], [0.0, 4.0]]),
            W=np.array([[1.0, 0.0, 2.0, -1.0], [0.5, 3.0, -2.0, 1.0]]),
            dz=np.array(
                [[0.5, 1.0, 0.0, 2.0], [-1.0, 0.0, 4.0, 1.0], [2.0, 1.0, 1.0, 0.0]]
            ),
        ),
        dict(
            x=np.array([[1.0, -2.0, 0.5]]),
            W=np.array([[2.0], [1.0], [-4.0]]),
            dz=np.array([[0.25]]),
        ),
    ],
    hints=[
        "Write down the shapes. dx is like x, dW like W, db has one entry a unit.",
        "dW: for each input and unit, input times dz, summed over the samples.",
        "dW is one product of x and dz, dx one of dz and W. With one factor "
        "transposed there is a single way to get the right shapes. In db the axis of "
        "the samples is gone.",
    ],
)
def dense_backward(x, W, dz):
    """The gradients of a layer z = x @ W + b, given dz, the gradient by z.

    x: (n, n_in), W: (n_in, n_out), dz: (n, n_out), the mean over the batch is in it.
    Returns dx (n, n_in), dW (n_in, n_out) and db (n_out,).
    """
    return dz @ W.T, x.T @ dz, dz.sum(axis=0)


@dense_backward.mistake(
    "dx misses a transpose, which a square W hides: row i of W belongs to input i. "
    "Use dz @ W.T."
)
def dense_backward_without_transpose(x, W, dz):
    return dz @ W, x.T @ dz, dz.sum(axis=0)


@dense_backward.mistake(
    "dW is transposed: its rows are the inputs, its columns the units, as in W. "
    "Use x.T @ dz."
)
def dense_backward_with_transposed_dW(x, W, dz):
    return dz @ W.T, dz.T @ x, dz.sum(axis=0)


@dense_backward.mistake(
    "db still has one row a sample. All samples share the bias, so their gradients add "
    "up: sum over axis 0, which leaves (n_out,)."
)
def dense_backward_with_db_not_summed(x, W, dz):
    return dz @ W.T, x.T @ dz, dz


@dense_backward.mistake(
    "db is summed over the units: one number a sample. Sum over the samples, axis 0."
)
def dense_backward_with_db_over_units(x, W, dz):
    return dz @ W.T, x.T @ dz, dz.sum(axis=1)


@dense_backward.mistake(
    "db is averaged, but the mean is already in dz. Add up over the samples."
)
def dense_backward_with_db_averaged(x, W, dz):
    return dz @ W.T, x.T @ dz, dz.mean(axis=0)


@dense_backward.mistake(
    "dW and db are divided by the batch size a second time: the mean is already in dz."
)
def dense_backward_averaged_twice(x, W, dz):
    return dz @ W.T, x.T @ dz / len(x), dz.mean(axis=0)


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 0.5], [-1.0, 2.0]]),
            y=np.array([[1.0], [0.0]]),
            W1=np.array([[0.5, -1.0], [0.25, 0.5]]),
            b1=np.array([0.0, 0.5]),
            W2=np.array([[1.5], [-0.5]]),
            b2=np.array([0.25]),
        ),
        dict(
            x=np.array([[0.5, -0.25, 1.0], [1.0, 1.0, 0.0], [0.0, -1.0, 0.5]]),
            y=np.array([[0.0], [1.0], [1.0]]),
            W1=np.array([[0.5, 0.25], [-0.5, 1.0], [1.0, -0.25]]),
            b1=np.array([0.125, -0.5]),
            W2=np.array([[2.0], [-1.0]]),
            b2=np.array([-0.25]),
        ),
    ],
    hints=[
        "Take the lesson's four lines. Two slopes change: the loss's and the tanh's.",
        "dz2 = (a2 - y) / n. The slope of tanh is 1 - a1**2, with its own activation.",
        "dz1 is dz2 brought back through W2, times that slope. A weight's gradient is "
        "a product of what came into its layer and of its dz, a bias's a sum.",
    ],
)
def tanh_network_gradients(x, y, W1, b1, W2, b2):
    """The gradients of the mean binary cross-entropy of a network with tanh inside.

    a1 = tanh(x @ W1 + b1), a2 = sigmoid(a1 @ W2 + b2). x: (n, n_in), y: (n, 1) of 0
    and 1, W1: (n_in, n_hidden), W2: (n_hidden, 1). Returns dW1, db1, dW2, db2.
    """
    a1 = np.tanh(x @ W1 + b1)
    a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


def _forwards(x, W1, b1, W2, b2):
    """Return z1, a1 and a2, for the mistakes below."""
    z1 = x @ W1 + b1
    a1 = np.tanh(z1)
    return z1, a1, 1 / (1 + np.exp(-(a1 @ W2 + b2)))


@tanh_network_gradients.mistake(
    "a * (1 - a) is the slope of the other layer's activation. The hidden layer has "
    "tanh, with the slope 1 - a1**2."
)
def tanh_network_with_the_sigmoids_slope(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * a1 * (1 - a1)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "You used 1 - z1**2. The slope of tanh is 1 - a1**2, with the activation."
)
def tanh_network_with_z_for_a(x, y, W1, b1, W2, b2):
    z1, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - z1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake("tanh's slope is 1 - a1**2: you forgot the square.")
def tanh_network_without_the_square(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The hidden layer has a sigmoid here, forwards and backwards. It should be tanh."
)
def tanh_network_with_sigmoids(x, y, W1, b1, W2, b2):
    a1 = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * a1 * (1 - a1)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The output is right, the hidden layer isn't: the way back skips the tanh. "
    "Multiply by its slope, 1 - a1**2."
)
def tanh_network_past_the_tanh(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The sigmoid's slope is in dz2 a second time. With cross-entropy it cancels, and "
    "dz2 is (a2 - y) / n."
)
def tanh_network_with_the_slope_twice(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y) * a2 * (1 - a2)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "This is the squared error's dz2. For cross-entropy, dz2 is (a2 - y) / n, without "
    "the 2 and without the slope of the sigmoid."
)
def tanh_network_with_squared_error(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = 2 * (a2 - y) / len(y) * a2 * (1 - a2)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The gradients are summed over the batch, but the loss is a mean: divide by n."
)
def tanh_network_summed(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = a2 - y
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The sign is wrong everywhere: dz2 is a2 - y, prediction minus target."
)
def tanh_network_uphill(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (y - a2) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The way back does not pass W2: hidden unit j gets its share through W2[j]. Begin "
    "with dz2 @ W2.T."
)
def tanh_network_past_the_weights(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 * (1 - a1**2)
    return x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0)


@tanh_network_gradients.mistake(
    "The biases' gradients are not summed over the batch: db1 has the shape of b1, "
    "db2 that of b2."
)
def tanh_network_with_biases_not_summed(x, y, W1, b1, W2, b2):
    _, a1, a2 = _forwards(x, W1, b1, W2, b2)
    dz2 = (a2 - y) / len(y)
    dz1 = dz2 @ W2.T * (1 - a1**2)
    return x.T @ dz1, dz1, a1.T @ dz2, dz2
