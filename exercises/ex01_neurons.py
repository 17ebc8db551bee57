"""Exercises of lesson 01: the neuron, its boundary and the layer."""

import itertools

from exercises.exercise import choose, exercise
from helpers.lab import keras

import numpy as np

n_parameters = choose(
    options={"a": "640", "b": "650", "c": "704", "d": "20,800"},
    right="b",
    because="64 · 10 weights, one for each pair of input and unit, and 10 biases, one "
    "for each unit. The number of samples doesn't matter.",
    reasons={
        "a": "These are the weights, 64 · 10. What else does each unit have?",
        "c": "This is a bias for each input beside the weights, 640 + 64. Which shape "
        "has the bias of a layer?",
        "d": "This is 32 times too much. All samples go through the same weights: look "
        "at the shapes of W and b alone.",
    },
    hints=[
        "Which numbers does the layer keep, whatever goes in?",
        "W has the shape (n_in, n_units). What are these two here?",
        "Multiply these two sizes, and add the length of b.",
    ],
)

same_answers = choose(
    options={
        "a": "w = (12, 16), b = −5",
        "b": "w = (12, 16), b = −10",
        "c": "w = (−12, −16), b = 10",
        "d": "w = (8, 6), b = −5",
    },
    right="b",
    because="z = w · x + b is twice as large everywhere, so it is 0 at the same points "
    "and keeps its sign. |w| doubles too: every distance z / |w| stays.",
    reasons={
        "a": "The boundary lies |b| / |w| from the origin, here 5 / 10. Compute that "
        "for w = (12, 16) with the same b.",
        "c": "The boundary is the same, but look at the sides: compute z at the "
        "origin for both.",
        "d": "The boundary stands at a right angle to w. Draw (6, 8) and (8, 6) as "
        "arrows: do they point the same way?",
    },
    hints=[
        "The boundary must have the same direction and the same distance from the "
        "origin, and the ones must be on the same side.",
        "w stands at a right angle to the boundary; |b| / |w| is its distance.",
        "Compute |b| / |w| for each, and the sign of z at the origin.",
    ],
)


@exercise(
    kind="find the fault",
    cases=[
        dict(  # square: the fault gives no error here
            x=np.array([[2.0, 1.0], [0.0, 3.0]]),
            W=np.array([[3.0, 0.0], [4.0, 2.0]]),
            b=np.array([5.0, 4.0]),
        ),
        dict(
            x=np.array([[1.0, 0.0, 2.0], [0.5, 1.0, -1.0]]),
            W=np.array([[1.0, -1.0], [2.0, 4.0], [2.0, 8.0]]),
            b=np.array([0.25, -4.0]),
        ),
        dict(
            x=np.array([[2.0, -1.0], [1.0, 1.0], [0.0, 4.0]]),
            W=np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.5, 1.0, 2.0]]),
            b=np.array([1.0, 2.0, -4.0, 7.0]),
        ),
    ],
    hints=[
        "A distance is z / |w|. How many units are there, and so how many lengths?",
        "Try three inputs and two units: now there is an error. Which two shapes meet?",
        "Each unit's weights are a column of W. Which axis runs down a column?",
    ],
)
def distances(x, W, b):
    """The distances of samples from the boundaries of a layer's units.

    x: (n_samples, n_in), W: (n_in, n_units), b: (n_units,); (n_samples, n_units),
    positive on the side of the ones.
    """
    lengths = np.linalg.norm(W, axis=0)
    return (x @ W + b) / lengths


@distances.fault
def distances(x, W, b):
    """Return signed distances, (n_samples, n_units), for W (n_in, n_units)."""
    lengths = np.linalg.norm(W, axis=1)
    return (x @ W + b) / lengths


@distances.mistake(
    "Now one length is taken of all weights together. Each unit has its own: one "
    "length for each column of W."
)
def with_one_length_for_all(x, W, b):
    return (x @ W + b) / np.linalg.norm(W)


@distances.mistake(
    "Only the weighted sum is divided by the length. A distance is z / |w|, and z has "
    "the bias in it."
)
def with_the_bias_undivided(x, W, b):
    return x @ W / np.linalg.norm(W, axis=0) + b


@distances.mistake(
    "The biases are gone. A distance is z / |w|, and z has the bias in it."
)
def without_the_bias(x, W, b):
    return x @ W / np.linalg.norm(W, axis=0)


@distances.mistake(
    "You divide by the squared length. Take the root of the sum of squares, as "
    "np.linalg.norm does."
)
def with_squared_lengths(x, W, b):
    return (x @ W + b) / np.sum(W**2, axis=0)


@distances.mistake(
    "You divide by the sum of the weights, not by their length: square them, add up, "
    "and take the root."
)
def with_sums_of_weights(x, W, b):
    return (x @ W + b) / np.sum(W, axis=0)


@distances.mistake(
    "You divide by the sum of the absolute weights. The length is the root of the sum "
    "of squares."
)
def with_sums_of_absolute_weights(x, W, b):
    return (x @ W + b) / np.sum(np.abs(W), axis=0)


@distances.mistake(
    "There is still one length for each input, a row of W. Each unit's weights are a "
    "column: which axis runs down it?"
)
def with_lengths_of_rows_as_a_column(x, W, b):
    return (x @ W + b) / np.linalg.norm(W, axis=1)[:, np.newaxis]


@distances.mistake(
    "Now W is transposed, too. The product x @ W was right; the lengths were not."
)
def with_transposed_weights(x, W, b):
    return (x @ W.T + b) / np.linalg.norm(W, axis=1)


@distances.mistake("The sign says the side of the boundary: keep it, without np.abs.")
def without_signs(x, W, b):
    return np.abs(x @ W + b) / np.linalg.norm(W, axis=0)


@distances.mistake(
    "You divide by the lengths of the samples. A distance is z / |w|, with the length "
    "of a unit's weights."
)
def with_lengths_of_samples(x, W, b):
    return (x @ W + b) / np.linalg.norm(x, axis=1, keepdims=True)


@distances.mistake(
    "These are the sums z. For distances divide by the length of each unit's weights."
)
def sums_alone(x, W, b):
    return x @ W + b


ROUNDING = 2.0**-24  # of a weight in single precision, as a part of it


def fires_for_all_inputs(layer, n_in, n_needed):
    """What a layer does with each sample of zeros and ones, as plain values."""
    if isinstance(layer, keras.Sequential):
        layer = layer.layers[-1]
    if not isinstance(layer, keras.layers.Dense):
        raise TypeError(f"got {type(layer).__name__}, expected a keras.layers.Dense")
    seen = {"weights": "set", "activation": "none", "kernel": "", "inputs": 0}
    x = np.array(list(itertools.product([0, 1], repeat=n_in)))
    seen["inputs"] = x
    if not layer.built:
        return seen | {"weights": "missing, the layer is not built", "fires": 0}
    if layer.activation is not keras.activations.linear:
        seen["activation"] = "one that you chose"
    kernel, *rest = (np.asarray(array, float) for array in layer.get_weights())
    bias = rest[0] if rest else np.zeros(kernel.shape[1])
    may_miss = ROUNDING * (x @ np.abs(kernel) + np.abs(bias))  # 0, where 1/3s add up
    fires = (x @ kernel + bias >= -may_miss).astype(int)
    seen["kernel"] = f"of shape {kernel.shape}"
    return seen | {"fires": fires[:, 0] if fires.shape[1] == 1 else fires}


@exercise(
    kind="use Keras",
    look=fires_for_all_inputs,
    cases=[
        dict(n_in=2, n_needed=2),
        dict(n_in=2, n_needed=1),
        dict(n_in=3, n_needed=2),
        dict(n_in=5, n_needed=4),
    ],
    hints=[
        "Give every input the same weight. What is the sum before the bias, when three "
        "inputs are 1?",
        "With weights of 1 the sum counts the ones. Which bias lifts n_needed ones to "
        "exactly z = 0?",
        "build((None, n_in)) first; then set_weights takes a list of two arrays, of "
        "shapes (n_in, 1) and (1,).",
    ],
)
def at_least(n_in, n_needed):
    """A Dense layer whose z is 0 or more if at least n_needed inputs are 1.

    n_in: number of inputs, each 0 or 1; n_needed: whole number from 1 to n_in.
    """
    layer = keras.layers.Dense(1)
    layer.build((None, n_in))
    layer.set_weights([np.ones((n_in, 1)), np.array([-n_needed])])
    return layer


def _layer(kernel, bias, **options):
    """A built Dense layer with these weights."""
    layer = keras.layers.Dense(np.shape(kernel)[1], **options)
    layer.build((None, len(kernel)))
    layer.set_weights([kernel, np.broadcast_to(bias, np.shape(kernel)[1])])
    return layer


@at_least.mistake(
    "The layer has no weights yet. Call layer.build((None, n_in)) to make room for "
    "n_in inputs, then layer.set_weights([...])."
)
def layer_not_built(n_in, n_needed):
    return keras.layers.Dense(1)


@at_least.mistake(
    "It fires always, even when no input is 1. Something must hold z down: which bias "
    "makes z = 0 at n_needed ones?"
)
def fires_always(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), n_needed)


@at_least.mistake(
    "It fires one input too late. With n_needed ones z should be 0 or more: compute "
    "it for that number of ones."
)
def one_too_late(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), -n_needed - 1)


@at_least.mistake(
    "It fires one input too early. At z = 0 the neuron already fires: compute z for "
    "one input fewer than n_needed."
)
def one_too_early(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), 1 - n_needed)


@at_least.mistake(
    "All inputs must be 1 before it fires. The bias should count n_needed, not n_in."
)
def all_needed(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), -n_in)


@at_least.mistake(
    "The signs are turned around: it fires when few inputs are 1. Each 1 should push z "
    "up."
)
def signs_reversed(n_in, n_needed):
    return _layer(-np.ones((n_in, 1)), n_needed)


@at_least.mistake(
    "It fires as soon as one input is 1. If you changed the weights, the bias must "
    "grow with them: with weights of w, n_needed inputs add up to w · n_needed."
)
def one_is_enough(n_in, n_needed):
    return _layer(n_needed * np.ones((n_in, 1)), -n_needed)


@at_least.mistake(
    "It looks at some of the inputs alone. Any n_needed of them should do: does every "
    "input have the same weight?"
)
def first_inputs_alone(n_in, n_needed):
    return _layer((np.arange(n_in) < n_needed).reshape(n_in, 1), -n_needed)


@at_least.mistake("It never fires. With n_needed ones z should be 0 or more.")
def never_fires(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), -n_in - 1)


@at_least.mistake(
    "The layer has an activation, so z can't be seen. Leave activation= out."
)
def with_an_activation(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), -n_needed, activation="sigmoid")
