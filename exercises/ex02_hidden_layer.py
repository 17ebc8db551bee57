"""The exercise of lesson 02 on a hidden layer: XNOR in Keras.

Its check names the first problem that a network has, whatever its weights are.
"""

import itertools

from exercises.exercise import exercise
from helpers.lab import keras

import numpy as np

__all__ = ["xnor_network"]

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XNOR = np.array([1.0, 0.0, 0.0, 1.0])
NAMES = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
RIGHT = "it answers 1, 0, 0, 1 at (0, 0), (0, 1), (1, 0), (1, 1)"
USEFUL = keras.layers.InputLayer | keras.layers.Dense | keras.layers.Activation


def _called(z):
    """What step() gives, called without z: an activation that look_at finds."""
    return z


def keras_step(z=None):
    """1 where z >= 0 and 0 elsewhere, for the case."""
    return _called if z is None else keras.ops.where(z >= 0, 1.0, 0.0)


def look_at(network, step):
    """What there is to say about a network: that it is right, or its first problem."""
    return {"network": _seen(network, step)}


def _seen(network, step):
    if not isinstance(network, keras.Model):
        raise TypeError(f"expected a Keras model, got a {type(network).__name__}")
    parts = getattr(network, "operations", network.layers)  # formulas are no layers
    dense = [part for part in parts if isinstance(part, keras.layers.Dense)]
    if not all(isinstance(part, USEFUL) for part in parts):
        return "it has a layer that is neither Dense nor an activation"
    if not network.built or not dense:
        return "it has no weights yet"
    if network.output_shape[-1] != 1:
        return "it has more than one output"
    if len(dense) < 2:
        return "it has no hidden layer"
    kinds = [
        _kind(layer.activation, step) for layer in parts if hasattr(layer, "activation")
    ]
    if "called" in kinds:
        return "step() in place of step"
    if "another" in kinds:
        return "a layer has another activation"
    answers = keras.ops.convert_to_numpy(network(CORNERS))[:, 0]
    if np.array_equal(answers, XNOR):
        return RIGHT
    return _of_weights(dense) or _of_steps(dense, kinds) or _problem(network, answers)


def _kind(activation, step):
    """Whether an activation is the step, none, step(), or another one."""
    if activation is _called:
        return "called"
    z = keras.ops.convert_to_tensor([-2.0, -0.5, 0.0, 0.5, 2.0])
    a = keras.ops.convert_to_numpy(activation(z))
    known = {"step": step(z), "none": z}
    return next((name for name in known if np.array_equal(a, known[name])), "another")


def _of_weights(dense):
    """Whether weights were not set, or a hidden bias is missing."""
    if any(layer.bias is None for layer in dense[:-1]):
        return "its hidden layer has no bias"
    biases = [layer.bias is not None and np.any(layer.bias) for layer in dense]
    if not any(biases):
        return "all its biases are 0"
    kernel = keras.ops.convert_to_numpy(dense[-1].kernel).astype(float)
    drawn = np.abs(kernel - kernel.round(3)).max() > 1e-6  # nobody chooses such weights
    return "its output layer was not set" if drawn and not biases[-1] else None


def _of_steps(dense, kinds):
    """Which layer has no step."""
    if "step" not in kinds:
        return "it has no step"
    if len(kinds) == len(dense) and "none" in kinds:
        place = "output" if kinds[-1] == "none" else "hidden"
        return f"it has no step in the {place} layer"
    return None


def _problem(network, answers):
    """What is wrong with layers of steps that give wrong answers."""
    last = [part for part in network.layers if isinstance(part, keras.layers.Dense)]
    hidden = keras.Model(network.inputs[0], last[-1].input)(CORNERS)
    h = keras.ops.convert_to_numpy(hidden).astype(float)
    if not _separable(np.insert(h, 0, 1, axis=1)):
        return _of_hidden(network, h)
    if np.array_equal(answers, 1 - XNOR):
        return "this is XOR"
    if np.array_equal(answers, np.full(4, answers[0])):
        return f"it always answers {answers[0]:.0f}; its hidden layer is fine"
    wrong = [NAMES[i] for i in range(4) if answers[i] != XNOR[i]]
    return f"its answer is wrong at {', '.join(wrong)}"


def _of_hidden(network, h):
    """What is wrong with the answers h (4, n) of the units before the output."""
    shapes = [part.shape for part in network.get_weights()]
    if shapes == [(2, 2), (2,), (2, 1), (1,)]:
        W1, b1, W2, b2 = network.get_weights()
        turned = np.where(CORNERS @ W1.T + b1 >= 0, 1.0, 0.0) @ W2 + b2 >= 0
        if np.array_equal(turned[:, 0], XNOR):
            return "its W1 is transposed"
    for unit in range(min(2, h.shape[1])):
        if np.all(h[:, unit] == h[0, unit]):
            return f"hidden unit {unit + 1} answers {h[0, unit]:.0f} at every corner"
    if h.shape[1] > 1 and np.all(h == h[:, :1]):
        return "its hidden units are all the same"
    if any(np.array_equal(h[i], h[k]) for i in (0, 3) for k in (1, 2)):
        return "its hidden layer gives two unlike corners the same outputs"
    return "no line separates what comes out of its hidden layer"


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


def _two_layers(step, W1, b1, W2, b2):
    network = keras.Sequential([keras.Input((2,))])
    network.add(keras.layers.Dense(len(b1), activation=step))
    network.add(keras.layers.Dense(1, activation=step))
    network.set_weights([W1, b1, W2, b2])
    return network


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
        "W1 is transposed: turned round, your weights are right. Each column holds the "
        "weights of one unit, each row those of one input.",
        ([[1, 1], [-1, -1]], [-1.5, 0.5], [[1], [1]], [-0.5]),
        "step step",
    ),
    (
        "Both hidden units answer the same at every corner, so one of them is not "
        "needed. Choose a second one that differs, such as NAND beside OR.",
        ([[1, 1], [1, 1]], [-1.5, -1.5], [[1], [1]], [-1.5]),
        "step step",
    ),
    (
        "The hidden layer gives two corners that need different answers the same "
        "outputs, so the output can't tell them apart. Work out both units at all four "
        "corners.",
        ([[1, -2], [1, 1]], [-1.5, 0.5], [[1], [1]], [-1.5]),
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


for unit, value in [(0, 0), (0, 1), (1, 0), (1, 1)]:
    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -0.5])
    W1[:, unit], b1[unit] = 0, value - 0.5

    @xnor_network.mistake(
        f"Hidden unit {unit + 1} answers {value} at every corner, so it tells nothing. "
        f"Its sum is {'never' if value else 'always'} below 0: look at its weights and "
        "at the sign of its bias. (OR has -0.5.)"
    )
    def with_a_constant_unit(step, *, W1=W1, b1=b1):
        return _two_layers(step, W1, b1, np.ones((2, 1)), np.array([-1.5]))


DETECTORS = np.array([[-1.0, -1, 1, 1], [-1, 1, -1, 1]])  # a unit for each corner
for answers in itertools.product([0.0, 1.0], repeat=4):
    wrong = np.flatnonzero(np.array(answers) != XNOR)
    if 0 < len(wrong) < 4 and len(set(answers)) == 2:
        places = ", ".join(NAMES[i] for i in wrong)

        @xnor_network.mistake(
            f"The answer is wrong at {places}. Work out what your hidden units answer "
            "there: is each the unit that you meant? If so, mend the output: its "
            "weights times these answers, plus its bias."
        )
        def wrong_at_some_corners(step, *, answers=answers):
            W2 = np.array(answers)[:, np.newaxis]
            b1 = np.array([0.5, -0.5, -0.5, -1.5])
            return _two_layers(step, DETECTORS, b1, W2, np.array([-0.5]))


@xnor_network.mistake(
    "The output's weights were never set: they are still the random ones of a fresh "
    "layer, and its bias is 0. Give set_weights W2 (2, 1) and b2 (1,), too."
)
def without_output_weights(step):
    W1, b1 = (np.array(part, dtype=float) for part in OR_NAND)
    return _two_layers(step, W1, b1, np.full((2, 1), 1 / 3), np.zeros(1))


@xnor_network.mistake(
    "The hidden layer has no bias, so its sums are 0 at (0, 0), where the step answers "
    "1. Leave use_bias as it is, and choose the biases."
)
def without_a_hidden_bias(step):
    network = keras.Sequential([keras.Input((2,))])
    network.add(keras.layers.Dense(2, activation=step, use_bias=False))
    network.add(keras.layers.Dense(1, activation=step))
    W1 = np.array([[1.0, -1.0], [1.0, -1.0]])
    network.set_weights([W1, np.ones((2, 1)), np.array([-1.5])])
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
