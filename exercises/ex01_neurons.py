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

ten_times = choose(
    options={
        "a": "The boundary moves ten times as far from the origin.",
        "b": "The boundary stays, and every z is ten times as large.",
        "c": "The boundary stays, and every distance is ten times as large.",
        "d": "The boundary turns towards the larger weight.",
    },
    right="b",
    because="z = w · x + b grows tenfold everywhere, so it is 0 at the same points and "
    "keeps its sign. |w| grows tenfold too: every distance z / |w| stays.",
    reasons={
        "a": "The distance from the origin is |b| / |w|. Compute it before, 5 / 10, "
        "and after.",
        "c": "A distance is z / |w|, and both grow tenfold. Compute it for the origin, "
        "before and after.",
        "d": "The boundary stands at a right angle to w. Draw (6, 8) and (60, 80) as "
        "arrows: which way does each point?",
    },
    hints=[
        "Take one sample, say (1, 0), and compute z before and after.",
        "On the boundary z = 0. What is ten times 0?",
        "For the distances, compare z / |w| before and after: |w| is 10, then 100.",
    ],
)


@exercise(
    kind="find the fault",
    cases=[
        dict(  # square: the fault gives no error here
            x=np.array([[1.0, 2.0], [0.0, 3.0]]),
            W=np.array([[3.0, 0.0], [1.0, -1.0]]),
            b=np.array([10.0, 20.0]),
        ),
        dict(
            x=np.array([[1.0, 0.0, 2.0], [0.5, 1.0, -1.0]]),
            W=np.array([[1.0, -1.0], [0.5, 2.0], [3.0, 0.0]]),
            b=np.array([0.25, -4.0]),
        ),
        dict(
            x=np.array([[2.0, -1.0], [1.0, 1.0], [0.0, 4.0]]),
            W=np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.5, 1.0, 2.0]]),
            b=np.array([1.0, 2.0, -4.0, 7.0]),
        ),
    ],
    hints=[
        "Write down the shapes of x[i], W and b. Which sizes meet in the product, and "
        "which should?",
        "Try three inputs and two units: now there is an error. What does it say?",
        "(n_in,) and (n_in, n_units) fit in one order only. Each unit's weights are a "
        "column of W.",
    ],
)
def layer_by_rows(x, W, b):
    """The pre-activations of a layer, one sample after the other.

    x: (n_samples, n_in), W: (n_in, n_units), b: (n_units,); (n_samples, n_units).
    """
    z = np.zeros((len(x), len(b)))
    for i in range(len(x)):
        z[i] = x[i] @ W + b
    return z


@layer_by_rows.fault
def layer_by_rows(x, W, b):
    """Return z (n_samples, n_units) for W (n_in, n_units), b (n_units,)."""
    z = np.zeros((len(x), len(b)))
    for i in range(len(x)):
        z[i] = W @ x[i] + b
    return z


@layer_by_rows.mistake(
    "The order is right now, but the biases are gone: add b, one number for each unit."
)
def rows_without_bias(x, W, b):
    return x @ W


@layer_by_rows.mistake(
    "Each sample gets one bias for all its units now. The biases belong to the units: "
    "add the whole b to each row."
)
def rows_with_a_bias_per_sample(x, W, b):
    return x @ W + np.resize(b, len(x))[:, np.newaxis]


@layer_by_rows.mistake(
    "The first row is right, the others are still 0: `return` stands inside the loop. "
    "Move it to the left, below `for`."
)
def only_the_first_row(x, W, b):
    z = np.zeros((len(x), len(b)))
    z[0] = x[0] @ W + b
    return z


@layer_by_rows.mistake(
    "All biases together are added to every unit. Each unit has its own: add b, not "
    "its sum."
)
def rows_with_the_sum_of_biases(x, W, b):
    return x @ W + b.sum()


@layer_by_rows.mistake(
    "The biases multiply the sums. They shift them instead: replace * b by + b."
)
def rows_times_bias(x, W, b):
    return (x @ W) * b


@layer_by_rows.mistake(
    "These are the activations, 1 and 0. The function returns z, before the step."
)
def rows_of_activations(x, W, b):
    return np.where(x @ W + b >= 0, 1.0, 0.0)


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
    z = keras.ops.convert_to_numpy(layer(x.astype("float32")))
    fires = (z >= -1e-6).astype(int)  # a sum of rounded numbers may miss 0 by a little
    seen["kernel"] = f"of shape {tuple(layer.get_weights()[0].shape)}"
    return seen | {"fires": fires[:, 0] if z.shape[1] == 1 else fires}


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
    "The layer has an activation, so z can't be seen. Leave activation= out."
)
def with_an_activation(n_in, n_needed):
    return _layer(np.ones((n_in, 1)), -n_needed, activation="sigmoid")


@exercise(
    cases=[
        dict(p=np.array([0.0, 2.0]), q=np.array([4.0, 5.0]), one=np.array([3.0, 0.0])),
        dict(p=np.array([0.0, 2.0]), q=np.array([4.0, 5.0]), one=np.array([0.0, 3.0])),
        dict(p=np.array([3.0, 1.0]), q=np.array([3.0, -4.0]), one=np.array([0.0, 0.5])),
        dict(p=np.array([-1.0, -2.0]), q=np.array([6.0, -2.0]), one=np.zeros(2)),
    ],
    hints=[
        "The way from p to q lies along the boundary. Which arrow has dot product 0 "
        "with it?",
        "Swap the two numbers of q - p and change the sign of one. Then make the "
        "length 1, and choose b so that z = 0 at p.",
        "Compute z at the point `one`. If it is below 0, change the signs of w and b.",
    ],
)
def neuron_through(p, q, one):
    """The neuron whose boundary goes through p and q, with a = 1 at `one`.

    p, q, one: points (2,). Returns the weights (2,), of length 1, and the bias.
    """
    along = q - p
    w = np.array([along[1], -along[0]]) / np.linalg.norm(along)
    b = -(w @ p)
    if w @ one + b < 0:
        return -w, -b
    return w, b


def _through(p, q):
    """The reference's w and b before it looks at the side."""
    along = q - p
    w = np.array([along[1], -along[0]]) / np.linalg.norm(along)
    return w, -(w @ p)


@neuron_through.mistake(
    "The boundary is right, but w doesn't have length 1. Divide w and b by |w|."
)
def through_with_any_length(p, q, one):
    w, b = neuron_through.reference(p, q, one)
    length = np.linalg.norm(q - p)
    return length * w, length * b


@neuron_through.mistake(
    "The boundary is right, but in some cases `one` is on the side of the zeros. "
    "Compute z there; if it is below 0, change the signs of w and b."
)
def through_without_looking_at_the_side(p, q, one):
    return _through(p, q)


@neuron_through.mistake(
    "The boundary is right, but in some cases the answer at `one` is 0. Compute z "
    "there; if it is below 0, change the signs of w and b."
)
def through_without_looking_at_the_other_side(p, q, one):
    w, b = _through(p, q)
    return -w, -b


@neuron_through.mistake(
    "Neither the length nor the side is looked after. Divide w and b by |w|; then, if "
    "z is below 0 at `one`, change the signs of both."
)
def through_with_any_length_and_side(p, q, one):
    w, b = _through(p, q)
    return np.linalg.norm(q - p) * w, np.linalg.norm(q - p) * b


@neuron_through.mistake(
    "Your w points along the boundary. It has to stand at a right angle to q - p: "
    "swap its two numbers and change the sign of one."
)
def through_along_the_boundary(p, q, one):
    w = (q - p) / np.linalg.norm(q - p)
    b = -(w @ p)
    return (w, b) if w @ one + b >= 0 else (-w, -b)


@neuron_through.mistake(
    "The bias has the wrong sign. z is 0 at p: w · p + b = 0, so b = -(w · p)."
)
def through_with_the_bias_reversed(p, q, one):
    w, b = neuron_through.reference(p, q, one)
    return w, -b


@neuron_through.mistake(
    "At `one` your neuron answers 0, everywhere. Is the comparison turned around? "
    "Change the signs of w and b where z is below 0 there."
)
def through_with_the_sides_swapped(p, q, one):
    w, b = neuron_through.reference(p, q, one)
    return -w, -b


@neuron_through.mistake(
    "You decide the side by w · one alone. The sign of z decides it, and z has the "
    "bias, too: w · one + b."
)
def through_with_the_side_of_the_dot_product(p, q, one):
    w, b = _through(p, q)
    return (w, b) if w @ one >= 0 else (-w, -b)


@neuron_through.mistake(
    "The bias belongs to the weights as they were before you made their length 1. "
    "Compute b after that, or divide it by the same length."
)
def through_with_the_bias_of_longer_weights(p, q, one):
    w, b = _through(p, q)
    b = b * np.linalg.norm(q - p)
    return (w, b) if w @ one + b >= 0 else (-w, -b)


@neuron_through.mistake(
    "Your w is not at a right angle to q - p: try their dot product. One of the two "
    "numbers changes its sign."
)
def through_with_no_sign_changed(p, q, one):
    w = np.array([q[1] - p[1], q[0] - p[0]]) / np.linalg.norm(q - p)
    b = -(w @ p)
    return (w, b) if w @ one + b >= 0 else (-w, -b)


@neuron_through.mistake(
    "The bias is one number: minus the dot product w @ p, which adds up the products."
)
def through_with_a_bias_for_each_weight(p, q, one):
    w, _ = neuron_through.reference(p, q, one)
    return w, -w * p


@neuron_through.mistake(
    "Where `one` is on the wrong side you change the sign of w alone. That moves the "
    "boundary: change b, too."
)
def through_with_w_alone_turned(p, q, one):
    w, b = _through(p, q)
    return (w, b) if w @ one + b >= 0 else (-w, b)
