"""Exercises of lesson 03: activation functions and their derivatives."""

from exercises.exercise import choose, exercise
from helpers.lab import keras

import numpy as np

stuck = choose(
    options={
        "a": "none changes, as all answer the same",
        "b": "the ReLU stays, the sigmoid hardly moves, the leaky ReLU learns",
        "c": "the sigmoid stays, the two others learn",
        "d": "all learn, faster with a larger learning rate",
    },
    right="b",
    because="Each step has the unit's slope as a factor: 0 for the dead ReLU, 0.0001 "
    "for the saturated sigmoid (0.9999 · 0.0001), 0.25 for the leaky ReLU.",
    reasons={
        "a": "A step has the unit's slope as a factor, not the variety of its answers. "
        "Write down the slope of each at its answer.",
        "c": "The sigmoid's slope σ(1 − σ) is tiny and not 0. Which of the three has a "
        "slope of exactly 0?",
        "d": "The rate multiplies the slope, and one of the three slopes is exactly 0. "
        "Which one?",
    },
    hints=[
        "Find the sign of z for each unit: what does it tell of the slope?",
        "A step is rate times error times slope times input. What is each slope?",
        "Compute σ(1 − σ) at 0.9999, and take the slopes of ReLU and leaky ReLU at a "
        "negative z. Order the three.",
    ],
)

SMALL = 0.01  # so small that what comes after an activation is nearly straight
HIDDEN, OUTPUT = ("hidden layer 1", "hidden layer 2"), "output"
ANY = "can be any number"


def layer_by_layer(model, n_inputs, n_units):
    """What can be told of a model from outside: its units and its activations."""
    x = np.zeros((1, n_inputs), "float32")
    model(x)  # builds the weights, where that is still to do
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    seen = {"units of each layer": ", ".join(str(layer.units) for layer in dense)}
    biases = [layer for layer in dense if layer.use_bias]
    seen["biases"] = "in each layer" if biases == dense else "missing"
    seen |= {name: "can't be told" for name in (*HIDDEN, OUTPUT)}
    if len(dense) != 3 or dense[2].units != 1 or biases != dense:
        return seen

    def answer(first, second, third, bias=0.0):
        """The answer to x_0 = 1 for one unit, then two, then one, of these weights."""
        kernels = [np.zeros(layer.kernel.shape) for layer in dense]
        kernels[0][0, 0] = first
        kernels[1][0, :2] = second
        kernels[2][:2, 0] = third
        for layer, kernel in zip(dense, kernels, strict=True):
            layer.kernel.assign(kernel)
            layer.bias.assign(np.zeros(layer.units))
        dense[2].bias.assign([bias])
        x[0, 0] = 1
        return float(keras.ops.convert_to_numpy(model(x))[0, 0])

    def arrives(first, second, third):
        """What arrives, also where the output's activation cuts off one side."""
        third = np.array(third)
        return answer(first, second, third) - answer(first, second, -third)

    seen[OUTPUT] = _range_of(answer(0, 0, 0, bias=-5), answer(0, 0, 0, bias=30))
    if seen[OUTPUT] != NEAR_0:
        places = (-3, 1, 3)
        by_1 = [arrives(z, (SMALL, -SMALL), (SMALL, -SMALL)) for z in places]
        by_2 = [arrives(1, (z, 0), (SMALL, 0)) for z in places]
        seen |= dict(zip(HIDDEN, (_form(by_1), _form(by_2)), strict=True))
    return seen


CUT_OFF, SQUEEZED, NEAR_0 = "cut off below 0", "squeezed below 0", "always near 0"


def _range_of(low, high):
    """What an output's activation does, told by its answers to z = -5 and 30."""
    if abs(high - 30) > 0.1:
        return NEAR_0
    if abs(low + 5) < 0.1:
        return ANY
    return CUT_OFF if abs(low) < 0.1 else SQUEEZED


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
OUTPUTS = {  # Keras's activation, and what is to be said of it at the output
    "relu": "The output is cut off below 0, as by a ReLU.",
    "leaky_relu": "The output is squeezed below 0, as by a leaky ReLU.",
    "tanh": "The output stays near 0, as behind tanh or a sigmoid: no day is warm.",
}
for _name, _message in OUTPUTS.items():
    _advice = f"{_message} What does the table say for an output of any number?"
    thermometer.mistake(_advice)(_three("relu", _name))
    if _name == "leaky_relu":
        thermometer.mistake(f"{_advice} Besides, {WASTED}.")(_three(None, _name))

MENDED_WRONGLY = {
    f"Below 0 it answers now. But {WASTED}. What does a hidden layer need?": (
        _three(None, None)
    ),
    "Now nothing bends: the three layers are one. Which layers need an activation?": (
        _three(None, None, first=None)
    ),
    "The first layer has lost its activation, and collapses with the second.": (
        _three("relu", None, first=None)
    ),
    "The activation went from the first layer to the second, not from the last.": (
        _three("relu", "relu", first=None)
    ),
    "One temperature is asked for: the last layer has a single unit.": (
        _three("relu", None, last_units=None)
    ),
    "A layer is gone, and what it could add with it. Keep it, and give it what it "
    "lacks; then look at the output.": _layers(("relu",), None),
    "A layer too many: the three that are there will do. Which activation is in the "
    "wrong place?": _layers(("relu", "relu", "relu"), None),
    "The biases are gone, and the corners all sit at 0. Leave use_bias as it was.": (
        _three("relu", None, use_bias=False)
    ),
}
for _message, _function in MENDED_WRONGLY.items():
    thermometer.mistake(_message)(_function)


@exercise(
    cases=[
        dict(z=np.array([0.0, 1.0, -1.0, 3.0])),
        dict(z=np.array([[0.5, -2.0, 6.0], [-0.25, 0.0, -4.0]])),
        dict(z=np.array([-20.0, -12.0, -8.0, 8.0, 12.0, 20.0])),
        dict(z=np.array([-1000.0, -40.0, 40.0, 1000.0])),
    ],
    tolerance=1e-12,
    hints=[
        "For z > 0, take exp(z) out of the bracket: 1 + exp(z) is exp(z) times what?",
        "log(a b) = log(a) + log(b) then leaves z plus a logarithm without large "
        "numbers. For z <= 0 nothing need be taken out.",
        "For z > 0 you have z + log(1 + exp(-z)), for z <= 0 log(1 + exp(z)): both "
        "have exp(-|z|) in them. Which function is z on the right and 0 on the left?",
    ],
)
def softplus(z):
    """Return log(1 + exp(z)), in the shape of z, for z of any size."""
    e = np.exp(-np.abs(z))  # never above 1
    # log(1 + e) would round 1 + e: at z = -40 nothing of e is left
    return np.maximum(z, 0) + np.log1p(e)


def _rest(z):
    """What softplus adds to max(z, 0)."""
    return np.log1p(np.exp(-np.abs(z)))


def _clipped_at(bound):
    return lambda z: np.log1p(np.exp(np.clip(z, -bound, bound)))


def _sigmoid(z):
    return np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))


SOFTMAX_HABIT = (
    "As for softmax you subtract the largest z, but then the 1 in the bracket would "
    "have to shrink, too. Take exp(z) out of the bracket of each z alone."
)
CLIPPED = (
    "Clipping z at {} keeps exp in range, but then the value stops growing. Take "
    "exp(z) out of the bracket instead: log(exp(z) (1 + exp(-z))) is z + ..."
)
ON_THE_WAY = (
    "The numbers come out right, but on the way an exp overflows at 1000 or −1000 "
    "(np.where computes both sides everywhere). Let exp see nothing but -np.abs(z)."
)
WRONG = [
    (
        "Right for small z, but exp(1000) overflows. For z > 0 take exp(z) out of the "
        "bracket, so that only exp(-|z|) is needed, as for the sigmoid.",
        lambda z: np.log(1 + np.exp(z)),
    ),
    (
        "Putting a number in place of inf afterwards is too late: its value is lost. "
        "For z > 0 take exp(z) out of the bracket, so that nothing overflows.",
        lambda z: np.nan_to_num(np.log(1 + np.exp(z))),
    ),
    (
        ON_THE_WAY,
        lambda z: np.where(z > 0, z + np.log(1 + np.exp(-z)), np.log(1 + np.exp(z))),
    ),
    (
        "For large z you return z itself: near, not equal. z + log(1 + exp(-z)) is "
        "right for every positive z, without a border.",
        lambda z: np.where(z > 7, z, np.logaddexp(0, z)),
    ),
    (
        "For positive z you return z itself: the rest, log(1 + exp(-z)), is missing.",
        lambda z: np.where(z > 0, z, np.logaddexp(0, z)),
    ),
    (
        "For very negative z you return 0: near, not equal. exp(-|z|) doesn't overflow "
        "there: leave the border out.",
        lambda z: np.where(z < -6, 0, np.logaddexp(0, z)),
    ),
    (
        "For z below 0 you return 0. Softplus has log(1 + exp(z)) there.",
        lambda z: np.where(z >= 0, np.logaddexp(0, z), 0),
    ),
    (
        "For z of 0 and below you return 0. Softplus has log(1 + exp(z)) there.",
        lambda z: np.where(z > 0, np.logaddexp(0, z), 0),
    ),
    (
        "z + log(1 + exp(-z)) is right for positive z only: at −1000, exp(1000) "
        "overflows. Use |z|, and add max(z, 0) instead of z.",
        lambda z: z + np.log(1 + np.exp(-z)),
    ),
    (
        "log(1 + exp(-|z|)) alone is the same left and right. On the right z is still "
        "to be added: max(z, 0).",
        _rest,
    ),
    (
        "z is added on both sides. For z below 0 nothing is to be added: take "
        "max(z, 0).",
        lambda z: z + _rest(z),
    ),
    (
        "|z| is added on both sides. For z below 0 nothing is to be added: take "
        "max(z, 0).",
        lambda z: np.abs(z) + _rest(z),
    ),
    (
        "min(z, 0) keeps the left side. On the right z is to be added: max(z, 0).",
        lambda z: np.minimum(z, 0) + _rest(z),
    ),
    (
        "The logarithm is to be added to max(z, 0), not taken from it: it rounds the "
        "corner from above.",
        lambda z: np.maximum(z, 0) - _rest(z),
    ),
    (
        "max(z, 0) + exp(-|z|): the logarithm is missing. What is added is "
        "log(1 + exp(-|z|)).",
        lambda z: np.maximum(z, 0) + np.exp(-np.abs(z)),
    ),
    (
        "exp(|z|) grows and overflows. With exp(z) taken out, the bracket holds "
        "exp(-|z|).",
        lambda z: np.maximum(z, 0) + np.log1p(np.exp(np.abs(z))),
    ),
    (
        "np.log1p(e) is log(1 + e) already: leave the other 1 out.",
        lambda z: np.maximum(z, 0) + np.log1p(1 + np.exp(-np.abs(z))),
    ),
    (
        "log(exp(-|z|)) is -|z|: the 1 in the bracket is missing.",
        lambda z: np.maximum(z, 0) + np.log(np.exp(-np.abs(z))),
    ),
    (
        "log(exp(z)) is z: the 1 in the bracket is missing.",
        lambda z: np.log(np.exp(z)),
    ),
    (
        "log(2) is what is added at z = 0 alone; elsewhere it is log(1 + exp(-|z|)).",
        lambda z: np.maximum(z, 0) + np.log(2),
    ),
    (
        "log(1 + exp(-z)) is the softplus of -z. Take exp(z) out of the bracket of "
        "log(1 + exp(z)): what stands before the logarithm then?",
        lambda z: np.log(1 + np.exp(-z)),
    ),
    (
        "You return max(z, 0): that is ReLU. Softplus adds log(1 + exp(-|z|)), which "
        "rounds the corner.",
        lambda z: np.maximum(z, 0),
    ),
    (
        "That is the sigmoid, the slope of softplus. Take the logarithm of 1 + exp(z).",
        _sigmoid,
    ),
    (
        "That is SiLU, z times the sigmoid. Softplus is the logarithm of 1 + exp(z).",
        lambda z: z * _sigmoid(z),
    ),
    (SOFTMAX_HABIT, lambda z: np.log(1 + np.exp(z - z.max()))),
    (
        f"{SOFTMAX_HABIT} Adding it again doesn't help the 1.",
        lambda z: np.log(1 + np.exp(z - z.max())) + z.max(),
    ),
    (
        "That is the logarithm to base 2. Take the natural one, np.log or np.log1p.",
        lambda z: np.maximum(z, 0) + _rest(z) / np.log(2),
    ),
    (
        "That is the logarithm to base 10. Take the natural one, np.log or np.log1p.",
        lambda z: np.maximum(z, 0) + _rest(z) / np.log(10),
    ),
]
for _bound in (20, 50, 100, 500, 700, 709):
    WRONG.append((CLIPPED.format(_bound), _clipped_at(_bound)))
for _message, _function in WRONG:
    softplus.mistake(_message)(_function)
