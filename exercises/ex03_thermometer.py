"""The exercise of lesson 03 on a network whose activations stand in wrong places.

Its check looks at the network from outside: which layers bend, what the output can be,
and whether a gradient arrives at the first layer.
"""

from exercises.exercise import exercise
from helpers.lab import keras

import numpy as np
import tensorflow as tf

__all__ = ["thermometer"]

SMALL = 0.01  # so small that what comes after an activation is nearly straight
HIDDEN, OUTPUT = ("hidden layer 1", "hidden layer 2"), "output"
GRADIENT = "gradient at the first layer"
ANY = "can be any number"


def layer_by_layer(model, n_inputs, n_units):
    """What can be told of a model from outside: its units and its activations."""
    x = np.zeros((1, n_inputs), "float32")
    model(x)  # builds the weights, where that is still to do
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    seen = {"units of each layer": ", ".join(str(layer.units) for layer in dense)}
    biases = [layer for layer in dense if layer.use_bias]
    seen["biases"] = "in each layer" if biases == dense else "missing"
    seen |= {name: "can't be told" for name in (*HIDDEN, OUTPUT, GRADIENT)}
    if not dense or dense[-1].units != 1 or biases != dense:
        return seen

    def answer(*kernels, bias=0.0):
        """The answer to x_0 = 1 with these kernels' first entries, all others 0."""
        for layer, entries in zip(dense, kernels or [0] * len(dense), strict=True):
            kernel = np.zeros(layer.kernel.shape)
            size = np.size(entries)
            where = (slice(size), 0) if layer is dense[-1] else (0, slice(size))
            kernel[where] = entries
            layer.kernel.assign(kernel)
            layer.bias.assign(np.zeros(layer.units))
        dense[-1].bias.assign([bias])
        x[0, 0] = 1
        return float(keras.ops.convert_to_numpy(model(x))[0, 0])

    def arrives(first, second, third):
        """What arrives, also where the output's activation cuts off one side."""
        third = np.array(third)
        return answer(first, second, third) - answer(first, second, -third)

    seen[OUTPUT] = _range_of(answer(bias=-30), answer(bias=30))
    several = min(layer.units for layer in dense[:-1] or dense) > 1
    if len(dense) == 3 and several and seen[OUTPUT] not in HIDES:
        places = (-3, 1, 3)
        by_1 = [arrives(z, (SMALL, -SMALL), (SMALL, -SMALL)) for z in places]
        by_2 = [arrives(1, (z, 0), (SMALL, 0)) for z in places]
        seen |= dict(zip(HIDDEN, (_form(by_1), _form(by_2)), strict=True))
        seen |= dict.fromkeys(_softmaxes(model, dense), "a softmax")
        answer(0.7, (0.9, 0), (1, 0), bias=1.0)  # off every corner
        with tf.GradientTape() as tape:
            value = model(tf.constant(x))
        slope = tape.gradient(value, dense[0].kernel.value)
        arrived = slope is not None and np.any(slope)
        seen[GRADIENT] = "arrives" if arrived else "doesn't arrive"
    return seen


CUT_OFF, SQUEEZED, POSITIVE = "cut off below 0", "squeezed below 0", "always above 0"
NEAR_0, ONE, OTHER = "always near 0", "always 1", "another number"
HIDES = (NEAR_0, ONE, OTHER)  # no more can be seen through such an output


def _range_of(low, high):
    """What an output's activation does, told by its answers to z = -30 and 30."""
    if low == high == 1:
        return ONE
    if abs(high - 30) > 0.1:
        return NEAR_0 if abs(high) < 7 else OTHER
    if abs(low + 30) < 0.1:
        return ANY
    return CUT_OFF if low == 0 else POSITIVE if low > 0 else SQUEEZED


def _softmaxes(model, dense):
    """The names of the hidden layers that have a softmax."""
    names, n_before = [], 0
    for layer in model.layers:
        n_before += layer in dense
        has_one = getattr(layer, "activation", None) is keras.activations.softmax
        if has_one or isinstance(layer, keras.layers.Softmax):
            names += HIDDEN[n_before - 1 : n_before]
    return names


def _form(values):
    """Whether values at z = -3, 1 and 3 lie on a line through 0."""
    far_left, middle, far_right = values
    off = max(abs(far_right - 3 * middle), abs(far_left + 3 * middle))
    return "a straight line" if off <= 0.1 * abs(middle) else "not a straight line"


@exercise(
    kind="find the fault",
    look=layer_by_layer,
    cases=[dict(n_inputs=2, n_units=3), dict(n_inputs=3, n_units=4)],
    hints=[
        "Go through the three layers with the table: hidden, hidden, output.",
        "Which numbers can a ReLU answer? Which layer collapses with the next?",
        "No temperature below 0 comes out, and the middle layer has no corner: one "
        "activation stands in the wrong place.",
    ],
)
def thermometer(n_inputs, n_units):
    """Return a Keras model that predicts a temperature in °C."""
    return keras.Sequential(
        [
            keras.Input((n_inputs,)),
            keras.layers.Dense(n_units, activation="relu"),
            keras.layers.Dense(n_units, activation="relu"),
            keras.layers.Dense(1),
        ]
    )


@thermometer.fault
def thermometer(n_inputs, n_units):
    """Return a Keras model that predicts a temperature in °C."""
    return keras.Sequential(
        [
            keras.Input((n_inputs,)),
            keras.layers.Dense(n_units, activation="relu"),
            keras.layers.Dense(n_units),
            keras.layers.Dense(1, activation="relu"),
        ]
    )


def _three(second, last, first="relu", last_units=1, use_bias=True):
    """A function that makes the model with these activations."""
    return _layers((first, second), last, last_units, use_bias)


def _layers(hidden, last, last_units=1, use_bias=True):
    """A function that makes a model with these activations in its hidden layers."""

    def make(n_inputs, n_units):
        model = keras.Sequential([keras.Input((n_inputs,))])
        for activation in hidden:
            model.add(keras.layers.Dense(n_units, activation, use_bias))
        model.add(keras.layers.Dense(last_units or n_units, last, use_bias))
        return model

    return make


WASTED = "the second layer has no activation, so it and the third are one"
TABLE = "What does the table say for an output of any number?"
# a softmax of one is 1, and warns: a constant stands for it
OUTPUTS = {  # Keras's activation, and what is to be said of it at the output
    "relu": "The output is cut off below 0, as by a ReLU.",
    "leaky_relu": "The output is squeezed below 0, as by a leaky ReLU or GELU.",
    "softplus": "The output is always above 0, as behind softplus: no day is cold.",
    "tanh": "The output stays near 0, as behind tanh or a sigmoid: no day is warm.",
    keras.ops.ones_like: "The output is always 1: a softmax over one unit has nothing "
    "to share.",
    "selu": "The output isn't the number itself: an activation changes it.",
}
for _name, _message in OUTPUTS.items():
    thermometer.mistake(f"{_message} {TABLE}")(_three("relu", _name))
    if _name in ("leaky_relu", "softplus"):
        _advice = f"{_message} {TABLE} Besides, {WASTED}."
        thermometer.mistake(_advice)(_three(None, _name))

GONE = "A layer is gone, and what it could add with it. Keep all three, and give the "
TOO_MANY = "A layer too many: leave it out. The three that were there will do. "
NO_END = "The last layer is gone: the model needs a single unit at its end. Keep it"


MENDED_WRONGLY = [
    (
        f"Below 0 it answers now. But {WASTED}. What does a hidden layer need?",
        _three(None, None),
    ),
    (
        "Now nothing bends: the three layers are one. Which layers need an activation?",
        _three(None, None, first=None),
    ),
    (
        "The first layer has lost its activation, and collapses with the second.",
        _three("relu", None, first=None),
    ),
    (
        "The activation went from the first layer to the second, not from the last.",
        _three("relu", "relu", first=None),
    ),
    (
        "One temperature is asked for: the last layer has a single unit.",
        _three("relu", None, last_units=None),
    ),
    (
        "Now no hidden layer has an activation, and the output still has one: it "
        "stands on the wrong side. Look up both in the table.",
        _three(None, "relu", first=None),
    ),
    (
        "One temperature is asked for, one number: the last layer has a single unit.",
        _three("relu", None, last_units=2),
    ),
    (
        "A hidden layer has a single unit. Leave n_units to both, as before.",
        lambda n_inputs, n_units: keras.Sequential(
            [
                keras.Input((n_inputs,)),
                keras.layers.Dense(n_units, "relu"),
                keras.layers.Dense(1, "relu"),
                keras.layers.Dense(1),
            ]
        ),
    ),
    (f"{GONE}second what it lacks.", _layers(("relu",), None)),
    (
        f"{GONE}second what it lacks. And the output is still cut off below 0.",
        _layers(("relu",), "relu"),
    ),
    (
        f"{GONE}second what it lacks. This one layer has no activation either.",
        _layers((), None),
    ),
    (TOO_MANY + "The output is right.", _layers(("relu",) * 3, None)),
    (
        f"{TOO_MANY}Besides, the output is still cut off below 0.",
        _layers(("relu",) * 3, "relu"),
    ),
    (NO_END + ", without an activation.", _layers(("relu",), None, last_units=None)),
    (
        "The layers have a fixed number of units: give the hidden ones n_units, as "
        "before.",
        lambda n_inputs, n_units: _three("relu", None)(n_inputs, 16),
    ),
    (
        "The biases are gone, and the corners all sit at 0. Leave use_bias as it was.",
        _three("relu", None, use_bias=False),
    ),
    (
        "The second layer has a softmax: its units share 1 among them. The table has "
        "softmax for outputs; take a hidden layer's activation.",
        _three("softmax", None),
    ),
    (
        "The first layer has a softmax: its units share 1 among them. The table has "
        "softmax for outputs; take a hidden layer's activation.",
        _three("relu", None, first="softmax"),
    ),
    (
        "It answers, but no slope gets back to the first layer, so it can't learn: the "
        "second layer has a step, or a function that leaves TensorFlow, such as one "
        "written with NumPy. Name one of Keras's activations.",
        _three(lambda z: tf.stop_gradient(keras.ops.relu(z)), None),
    ),
]
for _message, _function in MENDED_WRONGLY:
    thermometer.mistake(_message)(_function)
