"""The exercise of lesson 02 on a hidden layer: XNOR in Keras.

Its check names the first problem that a network has, whatever its weights are.
"""

from exercises.exercise import exercise
from helpers.lab import keras

import numpy as np

__all__ = ["xnor_network"]

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XNOR = np.array([1.0, 0.0, 0.0, 1.0])
USEFUL = keras.layers.InputLayer | keras.layers.Dense | keras.layers.Activation


def _called(z):
    """What step() gives, called without z: an activation that look_at finds."""
    return z


def keras_step(z=None):
    """1 where z >= 0 and 0 elsewhere, for the case."""
    return _called if z is None else keras.ops.where(z >= 0, 1.0, 0.0)


def look_at(network, step):
    """The network's answers at the corners, or the first problem that it has."""
    if not isinstance(network, keras.Model):
        raise TypeError(f"expected a Keras model, got a {type(network).__name__}")
    parts = getattr(network, "operations", network.layers)  # formulas are no layers
    dense = [part for part in parts if isinstance(part, keras.layers.Dense)]
    if not all(isinstance(part, USEFUL) for part in parts):
        return {"problem": "a layer that is neither Dense nor an activation"}
    if not network.built or not dense:
        return {"problem": "no weights yet"}
    if network.output_shape[-1] != 1:
        return {"problem": "more than one output"}
    if len(dense) < 2:
        return {"problem": "no hidden layer"}
    kinds = [
        _kind(layer.activation, step) for layer in parts if hasattr(layer, "activation")
    ]
    if "called" in kinds or "another" in kinds:
        called = "step() in place of step"
        return {"problem": called if "called" in kinds else "another activation"}
    answers = keras.ops.convert_to_numpy(network(CORNERS))[:, 0]
    if np.array_equal(answers, XNOR):
        return {"problem": "none", "answers": answers}
    return {"problem": _problem(network, dense, kinds, answers)}


def _kind(activation, step):
    """Whether an activation is the step, none, step(), or another one."""
    if activation is _called:
        return "called"
    z = keras.ops.convert_to_tensor([-2.0, -0.5, 0.0, 0.5, 2.0])
    a = keras.ops.convert_to_numpy(activation(z))
    known = {"step": step(z), "none": z}
    return next((name for name in known if np.array_equal(a, known[name])), "another")


def _problem(network, dense, kinds, answers):
    """What is wrong with Dense layers that give wrong answers."""
    if not any(np.any(layer.bias) for layer in dense if layer.bias is not None):
        return "all biases are 0"
    if "step" not in kinds:
        return "no step"
    if len(kinds) == len(dense) and "none" in kinds:
        return f"no step in the {'output' if kinds[-1] == 'none' else 'hidden'} layer"
    hidden = keras.Model(network.inputs[0], dense[-1].input)(CORNERS)
    h = keras.ops.convert_to_numpy(hidden).astype(float)
    if any(np.array_equal(h[i], h[k]) for i in (0, 3) for k in (1, 2)):
        return "the hidden layer gives two unlike corners the same outputs"
    if not _separable(np.insert(h, 0, 1, axis=1)):
        return "no line separates what comes out of the hidden layer"
    if np.array_equal(answers, 1 - XNOR):
        return "this is XOR"
    if np.array_equal(answers, np.full(4, answers[0])):
        return f"the hidden layer is fine, the output is always {answers[0]:.0f}"
    return "the hidden layer is fine, the output is not"


def _separable(x):
    """Whether a perceptron learns XNOR from these samples."""
    w, y = np.zeros(x.shape[1]), 2 * XNOR - 1
    for _ in range(200):
        for x_i, y_i in zip(x, y, strict=True):
            w = w + (y_i * (w @ x_i) <= 0) * y_i * x_i
    return bool(np.all(y * (x @ w) > 0))


@exercise(
    cases=[dict(step=keras_step)],
    hints=[
        "XNOR is true where XOR is false. Which unit of the lesson's XOR network has "
        "to answer the other way round?",
        "Keep OR and NAND. The output must be 1 unless both of them are 1. Which of "
        "the units that you know does that?",
        "The list for set_weights has four parts: W1 (2, 2), b1 (2,), W2 (2, 1), b2 "
        "(1,). Write down the output's sum for (0, 1), (1, 0) and (1, 1), what OR and "
        "NAND send it: which sums must be below 0?",
    ],
    kind="use Keras",
    look=look_at,
)
def xnor_network(step):
    """A Keras network that answers 1 where its two inputs (0 or 1) are equal, else 0.

    step: the activation, a function of z. Returns a Sequential with weights set.
    """
    network = keras.Sequential([keras.Input((2,))])
    network.add(keras.layers.Dense(2, activation=step))
    network.add(keras.layers.Dense(1, activation=step))
    W1, b1 = np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, 1.5])  # OR, NAND
    W2, b2 = np.array([[-1.0], [-1.0]]), np.array([1.5])  # NAND
    network.set_weights([W1, b1, W2, b2])
    return network


OR_NAND = [[1, -1], [1, -1]], [-0.5, 1.5]

for message, parts, used in [
    (
        "This is XOR: each answer is the opposite of what it should be. Which unit can "
        "turn all answers round?",
        (*OR_NAND, [[1], [1]], [-1.5]),
        "step step",
    ),
    (
        "The hidden layer is fine, but the output is always 0. Work out its sum, "
        "weights and bias, for the corner (0, 0): it must be 0 or more.",
        (*OR_NAND, [[-1], [-1]], [-1.5]),
        "step step",
    ),
    (
        "The hidden layer is fine, but the output is always 1. Work out its sum, "
        "weights and bias, for the corner (0, 1): it must be below 0.",
        (*OR_NAND, [[-1], [-1]], [2]),
        "step step",
    ),
    (
        "The hidden layer is fine; the output is wrong at some corner. Print "
        "network(corners), and work out the output's sum for that corner.",
        (*OR_NAND, [[1], [-1]], [0.5]),
        "step step",
    ),
    (
        "The hidden layer gives two corners that need different answers the same "
        "outputs, so the output can't tell them apart. Each column of W1 is a unit: is "
        "it transposed? Work out both units at all four corners.",
        ([[1, 1], [1, 1]], [-1.5, -1.5], [[1], [1]], [-1.5]),
        "step step",
    ),
    (
        "No line separates the four corners by what your hidden units answer. Draw "
        "them as in the lesson, and choose other units.",
        ([[1, 0], [0, 1]], [-0.5, -0.5], [[1], [1]], [-1.5]),
        "step step",
    ),
    (
        "The output layer has no step, so it returns the sum. Give it activation=step.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        "step none",
    ),
    (
        "The hidden layer has no step, and without it the two layers are worth one. "
        "Give it activation=step.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        "none step",
    ),
    (
        "Neither layer has the step, and without it two layers are worth one: sums of "
        "sums. Give both activation=step.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        "none none",
    ),
    (
        "All biases are 0, as in a fresh network. Are the weights set? Use set_weights "
        "with W1, b1, W2 and b2; OR, for example, needs a bias of -0.5.",
        ([[1, -1], [1, -1]], [0, 0], [[1], [1]], [0]),
        "step step",
    ),
    (
        "step() calls the function at once, without a z. Hand over the function "
        "itself: activation=step.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        "step called",
    ),
    (
        "A layer has another activation. It works with `step`: activation=step in both "
        "layers, then work out the weights with 0 and 1.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        "relu relu",
    ),
]:

    @xnor_network.mistake(message)
    def another_network(step, *, parts=parts, used=used):
        activations = {"step": step, "none": None, "called": step(), "relu": "relu"}
        network = keras.Sequential([keras.Input((2,))])
        for n_units, name in zip((2, 1), used.split(), strict=True):
            network.add(keras.layers.Dense(n_units, activation=activations[name]))
        network.set_weights([np.array(part, dtype=float) for part in parts])
        return network


for message, layers in [
    (
        "Some layer is neither Dense nor an activation. Two Dense layers will do: "
        "choose their weights, as for XOR.",
        lambda step: [keras.Input((2,)), keras.layers.Rescaling(2.0)],
    ),
    (
        "There is no hidden layer, and no single unit with a step gets all four right: "
        "XOR's proof holds for XNOR, too. Put a Dense(2) before the Dense(1).",
        lambda step: [keras.Input((2,)), keras.layers.Dense(1, activation=step)],
    ),
    (
        "The network ends with more than one unit. One answer is asked: is the output "
        "layer, Dense(1), missing?",
        lambda step: [keras.Input((2,)), keras.layers.Dense(2, activation=step)],
    ),
    (
        "The network has no weights yet. Begin with keras.Input((2,)), add two Dense "
        "layers, and set their weights.",
        lambda step: [keras.layers.Dense(2), keras.layers.Dense(1)],
    ),
]:

    @xnor_network.mistake(message)
    def other_layers(step, *, layers=layers):
        return keras.Sequential(layers(step))
