"""Exercises of lesson 09: parameters, batches and gradients of a deep network."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(sizes=[3, 4, 2]),
        dict(sizes=[5, 4]),
        dict(sizes=[64, 32, 16, 10]),
    ],
    hints=[
        "Each layer has a table of weights and a row of biases. Which shapes?",
        "A layer from n_in to n_out units has n_in * n_out weights and n_out biases.",
        "Go through the pairs zip(sizes[:-1], sizes[1:]) and add (n_in + 1) * n_out.",
    ],
)
def count_parameters(sizes):
    """The number of weights and biases of a network.

    sizes: list of the number of inputs, of units in each hidden layer, and of outputs.
    Returns a whole number.
    """
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return sum((n_in + 1) * n_out for n_in, n_out in pairs)


@count_parameters.mistake(
    "The biases are missing: each unit has one. Add n_out for each layer."
)
def count_without_biases(sizes):
    return sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True))


@count_parameters.mistake(
    "All sizes are multiplied. A layer is joined to its neighbour only: count each "
    "pair on its own, then add up."
)
def count_with_layers_multiplied(sizes):
    product = 1
    for size in sizes:
        product *= size
    return product


@count_parameters.mistake(
    "The inputs have got biases, too. They are data, not units: only layers that "
    "compute something have biases."
)
def count_with_biases_for_inputs(sizes):
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return sum(a * b for a, b in pairs) + sum(sizes)


@count_parameters.mistake(
    "The biases are counted on the wrong side. Each unit that receives has one: "
    "n_out for a layer, not n_in."
)
def count_with_a_bias_for_each_sender(sizes):
    return sum(a * (b + 1) for a, b in zip(sizes[:-1], sizes[1:], strict=True))


@count_parameters.mistake(
    "You counted a single bias for each layer. Each of its n_out units has its own."
)
def count_with_one_bias_a_layer(sizes):
    return sum(a * b + 1 for a, b in zip(sizes[:-1], sizes[1:], strict=True))


@count_parameters.mistake(
    "The biases of the hidden layers are missing. Every layer that computes something "
    "has them, not the last one alone."
)
def count_with_biases_at_the_end(sizes):
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return sum(a * b for a, b in pairs) + sizes[-1]


X = np.array([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5], [3.0, 3.5], [4.0, 4.5]])
Y = np.array([0, 10, 20, 30, 40])


@exercise(
    cases=[
        dict(x=X, y=Y, order=np.array([3, 0, 4, 1, 2]), batch_size=2, step=0),
        dict(x=X, y=Y, order=np.array([3, 0, 4, 1, 2]), batch_size=2, step=1),
        dict(x=X, y=Y, order=np.array([1, 4, 2, 0, 3]), batch_size=2, step=2),
        dict(x=X, y=Y, order=np.array([4, 2, 0, 1, 3]), batch_size=3, step=1),
    ],
    hints=[
        "Which entries of order belong to this batch? Find where they start.",
        "Batch 0 starts at 0, batch 1 at batch_size. A slice may reach past the end.",
        "chosen = order[start : start + batch_size]; then x[chosen] and y[chosen].",
    ],
)
def take_batch(x, y, order, batch_size, step):
    """One batch of an epoch, in which the samples come in a shuffled order.

    x: (n_samples, n_in); y: (n_samples,); order: (n_samples,), each sample number once;
    step: number of the batch, from 0. Returns the inputs and the targets of the batch;
    the last batch of the epoch may be smaller than batch_size.
    """
    start = step * batch_size
    chosen = order[start : start + batch_size]
    return x[chosen], y[chosen]


@take_batch.mistake(
    "x is shuffled and y is not: each image gets another one's label. Pick both with "
    "the same sample numbers."
)
def batch_with_x_and_y_apart(x, y, order, batch_size, step):
    start = step * batch_size
    return x[order[start : start + batch_size]], y[start : start + batch_size]


@take_batch.mistake(
    "These samples come in their original order. Cut the batch out of order, and use "
    "what you get as sample numbers."
)
def batch_in_the_original_order(x, y, order, batch_size, step):
    start = step * batch_size
    return x[start : start + batch_size], y[start : start + batch_size]


@take_batch.mistake(
    "The batches overlap: this one starts only `step` samples after the first. Batch "
    "number step starts at step * batch_size."
)
def batch_that_overlaps(x, y, order, batch_size, step):
    chosen = order[step : step + batch_size]
    return x[chosen], y[chosen]


@take_batch.mistake(
    "This is the batch before. Steps are counted from 0: the first batch starts at "
    "step * batch_size = 0."
)
def batch_counted_from_one(x, y, order, batch_size, step):
    start = (step - 1) * batch_size
    chosen = order[start : step * batch_size]
    return x[chosen], y[chosen]


@take_batch.mistake(
    "The incomplete batch at the end is dropped, so some samples are never seen in "
    "this epoch. Return what is left, even if it is a single sample."
)
def batch_dropped_when_incomplete(x, y, order, batch_size, step):
    start = step * batch_size
    if start + batch_size > len(order):
        return x[:0], y[:0]
    chosen = order[start : start + batch_size]
    return x[chosen], y[chosen]


@take_batch.mistake(
    "The last batch is filled up with samples that this epoch has used already. Let "
    "it be smaller: a slice stops at the end by itself."
)
def batch_filled_up(x, y, order, batch_size, step):
    start = min(step * batch_size, len(order) - batch_size)
    chosen = order[start : start + batch_size]
    return x[chosen], y[chosen]


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
    ],
    hints=[
        "First the probabilities, one softmax. What would the gradient be if they were "
        "equal to y?",
        "Softmax and cross-entropy together have the gradient probability minus truth.",
        "The loss is the mean over the samples: (softmax(z) - y) / len(z).",
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
            x=np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 3.0]]),
            a1=np.array([[0.0, 1.0, 2.0, 0.5], [3.0, 0.0, 0.0, 1.0]]),
            a2=np.array([[1.5, 0.0], [0.5, 2.0]]),
            W2=np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 1.0], [0.0, 3.0]]),
            W3=np.array([[1.0, 0.0, -1.0], [2.0, -0.5, 1.0]]),
            dz3=np.array([[0.25, -0.5, 0.25], [-0.125, 0.5, -0.375]]),
        ),
    ],
    hints=[
        "Go from the back: dz3 gives dW3, then dz2, then dW2, then dz1, then dW1.",
        "dW is what came into the layer, transposed, times its dz: dW3 = a2.T @ dz3.",
        "dz2 = (dz3 @ W3.T) * (a2 > 0): along the weights, and open where a2 was.",
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
