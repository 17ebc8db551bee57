"""Exercises of lesson 02: the perceptron, its convergence, and a hidden layer.

Known mistakes stand in tables: the message, and what the wrong answer does.
"""

from exercises.exercise import choose, exercise
from helpers.lab import keras

import numpy as np

one_update = choose(
    options={
        "a": "(1, 2, -1)",
        "b": "(2, 3, 0)",
        "c": "(0, 1, -2)",
        "d": "(1, 1, -2)",
    },
    right="c",
    because="z = 1 + 2 - 1 = 2 has not the sign of the target -1: x is subtracted, its "
    "1 too. Now z = 0 + 1 - 2 = -1, which is right.",
    reasons={
        "a": "w stays only where the answer is right. Compute z, and compare its sign "
        "with the target's.",
        "b": "You added x. The target is -1: should w turn towards x, or away from it?",
        "d": "The bias stayed as it was. Its input is the 1 at the front of x: what "
        "does the rule do with it?",
    },
    hints=[
        "Compute z = w · x first. Does it have the target's sign?",
        "After a mistake the change is y x. Which sign has it here?",
        "Test your answer: y z must have risen by |x|² = 3.",
    ],
)


def _samples(points, y, epochs):
    """A case of the fault. The first target is -1: zero weights answer +1."""
    x = np.insert(np.array(points, dtype=float), 0, 1, axis=1)
    return dict(x=x, y=np.array(y), epochs=epochs)


IN_A_ROW = _samples([[-5], [0], [-1]], [-1, 1, 1], 2)
IN_THE_PLANE = _samples(
    [[-1, 2], [1.5, 1], [-2.5, 2.5], [-1.5, -1], [1.5, 0.5]], [-1, -1, 1, -1, -1], 20
)
FAR_AWAY = _samples(
    [[2, 0], [2, 7], [-5, -2], [6, 5], [-25, 35]], [-1, 1, -1, -1, 1], 40
)
NARROW = _samples(
    [[-3, 3], [5, 6], [-3, 7], [-3, -2], [-5, -5]], [-1, 1, -1, 1, -1], 100
)


@exercise(
    cases=[IN_A_ROW, IN_THE_PLANE, FAR_AWAY, NARROW],
    hints=[
        "Follow the first sample by hand. Its target is y_i; which values can y_pred "
        "take?",
        "When the answer is right, y_i - y_pred should be 0, for both classes. Is it?",
        "Write down y_i - y_pred for the four pairs of target and answer. Which pair "
        "gives another number than it should?",
    ],
    kind="find the fault",
)
def train(x, y, epochs):
    """Return the weights (n_in + 1,), of length 1, after the epochs.

    x (n, n_in + 1) begins with 1; y (n,) is -1 or 1.
    """
    w = np.zeros(x.shape[1])
    for _ in range(epochs):
        for x_i, y_i in zip(x, y, strict=True):
            y_pred = np.where(w @ x_i >= 0, 1, -1)
            w = w + (y_i - y_pred) * x_i
    return w / np.linalg.norm(w)


@train.fault
def train(x, y, epochs):
    """Return the weights (n_in + 1,), of length 1, after the epochs.

    x (n, n_in + 1) begins with 1; y (n,) is -1 or 1.
    """
    w = np.zeros(x.shape[1])
    for _ in range(epochs):
        for x_i, y_i in zip(x, y, strict=True):
            y_pred = np.where(w @ x_i >= 0, 1, 0)
            w = w + (y_i - y_pred) * x_i
    return w / np.linalg.norm(w)


def _trained(x, y, epochs, change):
    """The weights after the epochs, for the known mistakes; change(z, y) times x."""
    w = np.zeros(x.shape[1])
    for _ in range(epochs):
        for x_i, y_i in zip(x, y, strict=True):
            w = w + change(w @ x_i, y_i) * x_i
    return w


def _answer(z, high, low):
    return high if z >= 0 else low


for message, change in [
    (
        "Right answers still move w: y_pred is 0 or -1 now, so that y_i - y_pred is 1 "
        "for each target of 1, right or wrong. Answers must be the same two numbers as "
        "targets.",
        lambda z, y: y - _answer(z, 0, -1),
    ),
    (
        "y_pred is turned round: z >= 0 means +1. So what should it be elsewhere?",
        lambda z, y: y - _answer(z, -1, 1),
    ),
    (
        "w moves away from what it should learn: the sign of the change is wrong. "
        "Leave that line as it was; the numbers in y_pred are fine.",
        lambda z, y: _answer(z, 1, -1) - y,
    ),
    (
        "The change has a minus now, and the two conventions are still mixed. Put its "
        "sign back, and look at which numbers y_pred and y_i can be.",
        lambda z, y: _answer(z, 1, 0) - y,
    ),
    (
        "w moves after right answers, too: add y_i * x_i only where y_i * (w @ x_i) <= "
        "0.",
        lambda z, y: y,
    ),
    (
        "y_i and y_pred are compared, but y_pred is still 0 or 1: a target of -1 never "
        "equals it. Which two numbers should it be?",
        lambda z, y: y * (y != _answer(z, 1, 0)),
    ),
    (
        "The target is in the change twice: y_i - y_pred has its sign already. Don't "
        "multiply by y_i.",
        lambda z, y: y * (y - _answer(z, 1, -1)),
    ),
    (
        "At z = 0 the answer is +1, as it was: put >= back. The numbers are right now.",
        lambda z, y: y - (1 if z > 0 else -1),
    ),
    (
        "np.sign(0) is 0, a third answer. At z = 0 the answer is +1, as it was.",
        lambda z, y: y - np.sign(z),
    ),
    (
        "tanh gives numbers between -1 and 1, so that w moves a little after right "
        "answers, too. An answer is one of two numbers.",
        lambda z, y: y - np.tanh(z),
    ),
    (
        "y_pred can lie between -1 and 1 now, so that w moves after some right "
        "answers, too. An answer is one of two numbers.",
        lambda z, y: y - np.clip(z, -1, 1),
    ),
    (
        "y_pred is the sum z now, any number, so that w moves after right answers, "
        "too. An answer is one of two numbers.",
        lambda z, y: y - z,
    ),
    (
        "w moves while z is small, after right answers, too. A mistake has y_i * (w @ "
        "x_i) <= 0.",
        lambda z, y: y * (y * z < 1),
    ),
]:

    @train.mistake(message)
    def trained_otherwise(x, y, epochs, *, change=change):
        w = _trained(x, y, epochs, change)
        return w / np.linalg.norm(w)


@train.mistake("These weights point the right way. Leave the last line as it was, too.")
def trained_without_length(x, y, epochs):
    return _trained(x, y, epochs, lambda z, y: y - _answer(z, 1, -1))


@train.mistake("These weights point the right way, with another length: keep the end.")
def trained_by_the_rule_without_length(x, y, epochs):
    return _trained(x, y, epochs, lambda z, y: y * (y * z <= 0))


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


USEFUL = keras.layers.InputLayer | keras.layers.Dense | keras.layers.Activation


def layers_and_answers(network, step):
    """What a Keras network is made of, and its output at each of the four corners."""
    if not isinstance(network, keras.Model):
        raise TypeError(f"expected a Keras model, got a {type(network).__name__}")
    seen = {"layers": "Dense", "hidden": "yes", "activations": "step or none"}
    seen |= {f"at ({x1:.0f}, {x2:.0f})": 0.0 for x1, x2 in CORNERS}
    parts = getattr(network, "operations", network.layers)  # formulas are no layers
    n_dense = sum(isinstance(part, keras.layers.Dense) for part in parts)
    if not all(isinstance(part, USEFUL) for part in parts):
        return seen | {"layers": "others than Dense"}
    if n_dense < 2:
        return seen | {"hidden": "none"}
    if not all(_steps_or_does_nothing(layer, step) for layer in network.layers):
        return seen | {"activations": "another"}
    answers = keras.ops.convert_to_numpy(network(CORNERS))
    if answers.size != 4:
        raise ValueError(f"one output a sample expected, got shape {answers.shape}")
    for corner, answer in zip(CORNERS, answers.reshape(-1), strict=True):
        seen[f"at ({corner[0]:.0f}, {corner[1]:.0f})"] = float(answer)
    return seen


def _steps_or_does_nothing(layer, step):
    """Whether its activation gives the step, or z itself, for some z."""
    z = keras.ops.convert_to_tensor([-2.0, -0.5, 0.0, 0.5, 2.0])
    a = keras.ops.convert_to_numpy(getattr(layer, "activation", step)(z))
    return np.array_equal(a, z) or np.array_equal(a, step(z))


def keras_step(z):
    """1 where z >= 0 and 0 elsewhere, for the cases."""
    return keras.ops.where(z >= 0, 1.0, 0.0)


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
    look=layers_and_answers,
)
def xnor_network(step):
    """A Keras network that answers 1 where its two inputs (0 or 1) are equal, else 0.

    step: the activation, a function of z. Returns a Sequential with weights set.
    """
    network = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(2, activation=step),
            keras.layers.Dense(1, activation=step),
        ]
    )
    W1, b1 = np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, 1.5])  # OR, NAND
    W2, b2 = np.array([[-1.0], [-1.0]]), np.array([1.5])  # NAND
    network.set_weights([W1, b1, W2, b2])
    return network


BOTH = ["hidden", "output"]
OR_NAND = [[1, -1], [1, -1]], [-0.5, 1.5]

for message, parts, activations in [
    (
        "This is XOR: each answer is the opposite of what it should be. Which unit can "
        "turn all answers round?",
        (*OR_NAND, [[1], [1]], [-1.5]),
        BOTH,
    ),
    (
        "This is AND: (0, 0) has equal inputs, too. No single unit gets all four "
        "right; use a hidden layer.",
        ([[1, 1], [1, 1]], [-1.5, -1.5], [[1], [1]], [-1.5]),
        BOTH,
    ),
    (
        "This is OR, which looks at one input at a time. You need 1 where both are "
        "equal.",
        ([[1, 1], [1, 1]], [-0.5, -0.5], [[1], [1]], [-0.5]),
        BOTH,
    ),
    (
        "This is NAND. At (0, 1) and (1, 0) the answer should be 0, and at (1, 1) it "
        "should be 1.",
        ([[-1, -1], [-1, -1]], [1.5, 1.5], [[1], [1]], [-1.5]),
        BOTH,
    ),
    (
        "The answer is 1 everywhere. Print the hidden layer's outputs at the four "
        "corners. Are they 0 and 1 (activation=step on both layers), and those that "
        "you planned?",
        ([[1, 1], [1, 1]], [0.5, 0.5], [[1], [1]], [-0.5]),
        BOTH,
    ),
    (
        "The answer is 0 everywhere. Are the weights set? Then work out the output's "
        "sum, weights and bias, for the corner (0, 0): it should be 0 or more.",
        ([[1, 1], [1, 1]], [-5, -5], [[1], [1]], [-1.5]),
        BOTH,
    ),
    (
        "The output layer has no step, so it returns the sum. Give it activation=step.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        ["hidden"],
    ),
    (
        "Neither layer has the step, and without it two layers are worth one: the sums "
        "of sums. Give both activation=step.",
        (*OR_NAND, [[-1], [-1]], [1.5]),
        [],
    ),
    (
        "Only one corner is 0. Is W1 transposed? Its columns are the hidden units: OR "
        "has the weights 1, 1 in one column, NAND -1, -1 in the other.",
        ([[1, 1], [-1, -1]], [-0.5, 1.5], [[-1], [-1]], [1.5]),
        BOTH,
    ),
    (
        "Something is 1 at (0, 0) alone: that is NOR. At (1, 1) the inputs are equal, "
        "too.",
        ([[-1, -1], [-1, -1]], [0.5, 0.5], [[1], [1]], [-1.5]),
        BOTH,
    ),
]:

    @xnor_network.mistake(message)
    def another_network(step, *, parts=parts, activations=activations):
        network = keras.Sequential([keras.Input((2,))])
        for name, n_units in [("hidden", 2), ("output", 1)]:
            activation = step if name in activations else None
            network.add(keras.layers.Dense(n_units, activation=activation))
        network.set_weights([np.array(part, dtype=float) for part in parts])
        return network


@xnor_network.mistake(
    "Some layer is neither Dense nor an activation. Two Dense layers will do: choose "
    "their weights, as for XOR."
)
def formula_for_xnor(step):
    inputs = keras.Input((2,))
    return keras.Model(inputs, 1 - keras.ops.square(inputs[:, :1] - inputs[:, 1:]))


@xnor_network.mistake(
    "There is no hidden layer, and no single unit with a step gets all four right: "
    "XOR's proof holds for XNOR, too. Put a Dense layer between inputs and output."
)
def xnor_without_hidden_layer(step):
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation=step)])


@xnor_network.mistake(
    "A layer has another activation. It works with `step`: activation=step in both "
    "layers, then work out the weights with 0 and 1."
)
def xnor_with_relu(step):
    layers = [keras.layers.Dense(2, activation="relu"), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((2,)), *layers])


still_wrong = choose(
    options={
        "a": "No line separates the classes.",
        "b": "Any line that separates them has a margin of at most 0.02.",
        "c": "Some line separates them, but its margin is below 0.0002.",
        "d": "The learning rate is too large.",
    },
    right="b",
    because="10,000 ≤ (R / γ)² with R at most 2 leaves γ ≤ 2 / 100, for every line "
    "that separates them. Whether one exists, the number of updates can't tell.",
    reasons={
        "a": "A narrow gap would look the same: which margins does the theorem still "
        "allow after 10,000 updates?",
        "c": "Nothing here says that a line exists. And 10,000 is at most (R / γ) "
        "squared: solve that for γ.",
        "d": "From zero weights the learning rate scales w and changes no answer: the "
        "same samples would be wrong. What does the theorem say about γ?",
    },
    hints=[
        "Suppose that a line exists, with margin γ. How many updates does the theorem "
        "allow at most?",
        "10,000 were made, so that many must be allowed. Write it down with R = 2.",
        "Take roots on both sides and solve for γ: is it a lowest or a highest value? "
        "Then: did you find that a line exists, or only suppose it?",
    ],
)
