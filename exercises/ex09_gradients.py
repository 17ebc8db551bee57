"""Exercises of lesson 09: the gradients of a deep network."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            y=np.array([[1.0, 0.0], [0.0, 1.0]]),
            z=np.array([[1.0, 1.0], [0.0, 2.0]]),
        ),
        dict(
            y=np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
            z=np.array([[2.0, 1.0, 0.0], [0.5, 0.5, -1.0], [-2.0, 3.0, 1.0]]),
        ),
        dict(
            y=np.array([[0.5, 0.25, 0.25, 0.0], [0.1, 0.2, 0.3, 0.4]]),
            z=np.array([[-1.0, 0.25, 2.0, 0.0], [1.0, -1.0, 0.5, 3.0]]),
        ),
        dict(  # large, and the rows far apart
            y=np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]),
            z=np.array([[1000.0, 998.0], [-1000.0, -999.0], [0.0, 900.0]]),
        ),
    ],
    hints=[
        "First the probabilities, one softmax, without overflow. What would the "
        "gradient be if they were equal to y?",
        "Softmax and cross-entropy together have the gradient probability minus truth.",
        "That is the gradient of one sample's loss. The loss here is the mean over "
        "the samples: what does it make of each sample's share?",
    ],
)
def logits_gradient(y, z):
    """The gradient by the logits of the mean cross-entropy, with softmax inside.

    z: logits, (n_samples, n_classes); y: the probabilities that are true, same shape:
    rows of 0 and a single 1, or any that add up to 1. Returns dz, of that shape.
    """
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - y) / len(z)


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@logits_gradient.mistake(
    "Softmax is applied twice, and probabilities of probabilities are nearly even. "
    "z are logits: apply it once."
)
def gradient_with_softmax_twice(y, z):
    return (_softmax(_softmax(z)) - y) / len(z)


@logits_gradient.mistake(
    "exp of a large logit overflows, and inf / inf is nan. Subtract each row's largest "
    "logit before exp: the probabilities stay the same."
)
def gradient_that_overflows(y, z):
    e = np.exp(z)
    return (e / e.sum(axis=1, keepdims=True) - y) / len(z)


@logits_gradient.mistake(
    "One largest logit for the whole table: a row far below it becomes 0 / 0. Each row "
    "has its own: axis=1, keepdims=True."
)
def gradient_with_one_largest_logit(y, z):
    e = np.exp(z - z.max())
    return (e / e.sum(axis=1, keepdims=True) - y) / len(z)


@logits_gradient.mistake(
    "-y / p is the gradient by the probabilities. Go on through softmax: together they "
    "give p - y."
)
def gradient_by_the_probabilities(y, z):
    return -y / _softmax(z) / len(z)


@logits_gradient.mistake(
    "Each logit went through a sigmoid of its own. Softmax makes one distribution of "
    "each row: divide exp by its row's sum."
)
def gradient_with_sigmoids(y, z):
    return (1 / (1 + np.exp(-z)) - y) / len(z)


@logits_gradient.mistake(
    "The gradients of the samples are those of a sum. The loss is their mean: divide "
    "by the number of samples, or the step grows with the batch."
)
def gradient_of_the_sum(y, z):
    return _softmax(z) - y


@logits_gradient.mistake(
    "You divided by all entries. The mean goes over the samples, not over the classes: "
    "divide by len(z)."
)
def gradient_divided_by_classes_too(y, z):
    return (_softmax(z) - y) / z.size


@logits_gradient.mistake(
    "The sign is turned around: this would make the true class less likely. It is "
    "probability minus truth."
)
def gradient_with_the_wrong_sign(y, z):
    return (y - _softmax(z)) / len(z)


@logits_gradient.mistake(
    "Here the columns add up to 1: the softmax went over the samples. Classes are the "
    "last axis: axis=1."
)
def gradient_with_softmax_over_samples(y, z):
    return (_softmax(z.T).T - y) / len(z)


@logits_gradient.mistake(
    "You subtracted y from the logits. Turn them into probabilities first: softmax."
)
def gradient_without_softmax(y, z):
    return (z - y) / len(z)


@logits_gradient.mistake(
    "The slope p * (1 - p) is too many. In p - y the slope of softmax is contained "
    "already: that is why the two go together."
)
def gradient_with_a_slope_too_many(y, z):
    p = _softmax(z)
    return (p - y) * p * (1 - p) / len(z)


@exercise(
    cases=[
        dict(  # square, so that wrong orders give a value, too
            x=np.array([[1.0, -1.0], [-2.0, 0.5]]),
            a1=np.array([[2.0, 0.0], [1.0, 3.0]]),
            a2=np.array([[1.0, 2.0], [0.0, 4.0]]),
            W2=np.array([[1.0, 2.0], [-1.0, 0.5]]),
            W3=np.array([[2.0, -1.0], [0.0, 1.0]]),
            dz3=np.array([[0.5, -0.5], [-0.25, 0.25]]),
        ),
        dict(
            x=np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 3.0], [-2.0, 1.5, 0.0]]),
            a1=np.array(
                [[0.0, 1.0, 2.0, 0.5], [3.0, 0.0, 0.0, 1.0], [1.0, 0.25, 0.0, 0.0]]
            ),
            a2=np.array([[1.5, 0.0], [0.5, 2.0], [0.0, 1.0]]),
            W2=np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 1.0], [0.0, 3.0]]),
            W3=np.array([[1.0, 0.0, -1.0], [2.0, -0.5, 1.0]]),
            dz3=np.array(
                [[0.25, -0.5, 0.25], [-0.125, 0.5, -0.375], [0.5, -0.25, -0.25]]
            ),
        ),
    ],
    hints=[
        "Go from the back: dz3 gives dW3, then dz2, then dW2, then dz1, then dW1.",
        "dW is what came into the layer, transposed, times its dz: dW3 = a2.T @ dz3.",
        "dz2 is dz3 brought back along W3, from n_out to n_2 numbers, and it passes "
        "only where a2 was above 0. dz1 comes from dz2 in the same way.",
    ],
)
def weight_gradients(x, a1, a2, W2, W3, dz3):
    """The gradients by the weights of a network with two hidden ReLU layers.

    x: (n, n_in); a1: (n, n_1) and a2: (n, n_2), activations of the hidden layers;
    W2: (n_1, n_2) and W3: (n_2, n_out), weights of layers 2 and 3;
    dz3: (n, n_out), gradient of the mean loss by the logits.
    Returns dW1, dW2 and dW3, shapes (n_in, n_1), (n_1, n_2) and (n_2, n_out).
    """
    dz2 = (dz3 @ W3.T) * (a2 > 0)
    dz1 = (dz2 @ W2.T) * (a1 > 0)
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "The ReLUs belong to the wrong layers. dz2 passes where layer 2 was open, a2 > 0, "
    "and dz1 where a1 > 0."
)
def gradients_through_the_layer_before(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3.T) * (a1 > 0)
    dz1 = (dz2 @ W2.T) * (x > 0)
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "The slope of ReLU is missing: nothing passes a unit that was cut off. Multiply "
    "dz2 by (a2 > 0), dz1 by (a1 > 0)."
)
def gradients_without_relu(x, a1, a2, W2, W3, dz3):
    dz2 = dz3 @ W3.T
    dz1 = dz2 @ W2.T
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "The slope of ReLU is missing in one layer: dz2 needs its (a2 > 0), as dz1 has "
    "its (a1 > 0)."
)
def gradients_without_relu_in_layer_2(x, a1, a2, W2, W3, dz3):
    dz2 = dz3 @ W3.T
    dz1 = (dz2 @ W2.T) * (a1 > 0)
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "The slope of ReLU is missing in one layer: dz1 needs its (a1 > 0), as dz2 has its "
    "(a2 > 0)."
)
def gradients_without_relu_in_layer_1(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3.T) * (a2 > 0)
    dz1 = dz2 @ W2.T
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "1 - a**2 is the slope of tanh. These layers have ReLU: (a > 0)."
)
def gradients_with_the_slope_of_tanh(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3.T) * (1 - a2**2)
    dz1 = (dz2 @ W2.T) * (1 - a1**2)
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "You multiplied by the activations. The slope of ReLU is 1 or 0: (a2 > 0)."
)
def gradients_times_activations(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3.T) * a2
    dz1 = (dz2 @ W2.T) * a1
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "The weights aren't transposed. Forward it is a2 @ W3, from n_2 to n_out numbers; "
    "the way back needs W3.T."
)
def gradients_with_weights_as_they_are(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3) * (a2 > 0)
    dz1 = (dz2 @ W2) * (a1 > 0)
    return x.T @ dz1, a1.T @ dz2, a2.T @ dz3


@weight_gradients.mistake(
    "You divided by the number of samples once more. dz3 is the gradient of the mean "
    "loss: the division is in it already."
)
def gradients_averaged_twice(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3.T) * (a2 > 0)
    dz1 = (dz2 @ W2.T) * (a1 > 0)
    return x.T @ dz1 / len(x), a1.T @ dz2 / len(x), a2.T @ dz3 / len(x)


@weight_gradients.mistake(
    "The gradients come in the order of the way back. Return dW1 first, dW3 last."
)
def gradients_from_back_to_front(x, a1, a2, W2, W3, dz3):
    dz2 = (dz3 @ W3.T) * (a2 > 0)
    dz1 = (dz2 @ W2.T) * (a1 > 0)
    return a2.T @ dz3, a1.T @ dz2, x.T @ dz1
