"""Exercises of lesson 09: parameters, batches and gradients of a deep network."""

from exercises.ex09_gradients import logits_gradient, weight_gradients
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "count_parameters",
    "take_batch",
    "logits_gradient",
    "weight_gradients",
]


@exercise(
    cases=[
        dict(sizes=[3, 4, 2]),
        dict(sizes=[5, 4]),
        dict(sizes=[64, 32, 16, 10]),
    ],
    hints=[
        "Each layer has a table of weights and a row of biases. Which shapes?",
        "A layer from n_in to n_out units has n_in * n_out weights and n_out biases.",
        "zip(sizes[:-1], sizes[1:]) gives the pair (n_in, n_out) of each layer. Add "
        "up what each of them has.",
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
    "Both sides have got one more. The bias is like one more input, n_in + 1; there is "
    "no more than n_out units."
)
def count_with_one_more_on_both_sides(sizes):
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return sum((a + 1) * (b + 1) for a, b in pairs)


@count_parameters.mistake(
    "This is the first layer alone. Add up the parameters of all layers."
)
def count_of_the_first_layer(sizes):
    return (sizes[0] + 1) * sizes[1]


@count_parameters.mistake(
    "You added up the units. The parameters are what joins them: a weight for each "
    "pair of neighbours, and a bias for each unit that receives."
)
def count_of_the_units(sizes):
    return sum(sizes)


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
        "A slice of order is an array of sample numbers, and an array can be indexed "
        "with such an array. Which arrays have to be?",
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
