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

cold_days = choose(
    options={
        "a": "take the last activation away",
        "b": "make the last activation a leaky ReLU",
        "c": "move the last activation to the second layer",
        "d": "make the last activation a tanh",
    },
    right="c",
    because="The output may then be any number, and the second layer has a corner of "
    "its own, so that it no longer collapses with the third.",
    reasons={
        "a": "It could then answer below zero. But the second layer still has no "
        "activation, so it and the third are one. Where is the activation missing?",
        "b": "Below zero it would then answer, squeezed by the slope on the left. An "
        "output that may be any number needs no activation; a hidden layer does.",
        "d": "Tanh answers between −1 and 1: no day would be warmer than 1 °C. Look up "
        "the row for any number in the table.",
    },
    hints=[
        "Which numbers can come out of a ReLU?",
        "There are two faults. Which layer lacks what the last one has too much?",
        "Go through the three layers with the table: hidden, hidden, output.",
    ],
)


def probabilities(model, n_inputs, n_units, n_classes):
    """What can be told of a model from outside: its sizes, and what it answers."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4, n_inputs)).astype("float32")
    model(x)  # builds the weights, where that is still to do
    shapes = [w.shape for w in model.get_weights()]
    model.set_weights([rng.normal(size=shape) for shape in shapes])
    outputs = keras.ops.convert_to_numpy(model(x)).astype("float64")
    widths = [str(shape[-1]) for shape in shapes if len(shape) == 2]
    seen = {
        "units of each layer": ", ".join(widths),
        "sum of each row": ", ".join(f"{total:.3f}" for total in outputs.sum(axis=-1)),
    }
    first, second = np.nan, np.nan
    if len(shapes) == 6:  # three layers with biases
        first, second = -_through_one_unit(model, -1), _through_one_unit(model, 1)
    seen["answer of hidden layer 1 to z = -1"] = f"{first:.2f}"
    seen["answer of hidden layer 2 to z = -1"] = f"{second:.2f}"
    return seen | {"outputs": outputs.round(5)}


def _through_one_unit(model, x_0):
    """The logit of class 0 behind one unit in each layer; weights 1, −1, 1, no biases.

    Read from the probabilities, as the logit of class 1 is then 0.
    """
    weights = [np.zeros(w.shape) for w in model.get_weights()]
    weights[0][0, 0], weights[2][0, 0], weights[4][0, 0] = 1, -1, 1
    model.set_weights(weights)
    x = np.zeros((1, weights[0].shape[0]), "float32")
    x[0, 0] = x_0
    p = keras.ops.convert_to_numpy(model(x))[0].astype("float64")
    return np.log(p[0] / p[1]) if min(p[:2]) > 0 else np.nan


@exercise(
    kind="use Keras",
    look=probabilities,
    cases=[
        dict(n_inputs=2, n_units=3, n_classes=2),
        dict(n_inputs=3, n_units=4, n_classes=5),
    ],
    tolerance=1e-4,
    hints=[
        "Three Dense layers. Which activation turns the last one's logits into "
        "probabilities of classes?",
        "Keras has two leaky ReLUs with two defaults, and neither is 0.1. Both take "
        "the argument negative_slope.",
        "An activation may be a layer: keras.layers.LeakyReLU(...) can stand behind a "
        "Dense or be its activation. Sequential takes the layers in a list.",
    ],
)
def classifier(n_inputs, n_units, n_classes):
    """Return a Keras model with two hidden layers that gives class probabilities.

    Each hidden layer has n_units units, with a leaky ReLU of slope 0.1 on the left.
    """
    return keras.Sequential(
        [
            keras.Input((n_inputs,)),
            keras.layers.Dense(n_units),
            keras.layers.LeakyReLU(negative_slope=0.1),
            keras.layers.Dense(n_units),
            keras.layers.LeakyReLU(negative_slope=0.1),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )


def _three(n_inputs, n_units, n_classes, *activations):
    model = keras.Sequential([keras.Input((n_inputs,))])
    widths = (n_units, n_units, n_classes)
    for width, activation in zip(widths, activations, strict=True):
        model.add(keras.layers.Dense(width, activation=activation))
    return model


def _leaky(slope=0.1):
    return keras.layers.LeakyReLU(negative_slope=slope)


@classifier.mistake(
    "The outputs are logits: nothing makes probabilities of them. Which activation "
    "does, for several classes?"
)
def classifier_without_softmax(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, _leaky(), _leaky(), None)


@classifier.mistake(
    "A sigmoid judges each class alone, and the rows don't add up to 1. For one of "
    "several classes take softmax."
)
def classifier_with_sigmoid(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, _leaky(), _leaky(), "sigmoid")


@classifier.mistake(
    "A ReLU stands at the output: its numbers are no probabilities. Which activation "
    "makes a row add up to 1?"
)
def classifier_with_relu_at_the_output(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, _leaky(), _leaky(), "relu")


@classifier.mistake(
    'activation="leaky_relu" takes Keras\'s slope of 0.2. State 0.1: give '
    "keras.layers.LeakyReLU its negative_slope."
)
def classifier_with_slope_of_the_function(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, "leaky_relu", "leaky_relu", "softmax")


@classifier.mistake(
    "keras.layers.LeakyReLU() takes a slope of 0.3. State 0.1 with negative_slope."
)
def classifier_with_slope_of_the_layer(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, _leaky(0.3), _leaky(0.3), "softmax")


@classifier.mistake(
    "The hidden layers have plain ReLUs: flat on the left. Take leaky ones, with a "
    "slope of 0.1."
)
def classifier_with_relu(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, "relu", "relu", "softmax")


@classifier.mistake(
    "The hidden layers have no activation, so all three collapse into one. Give each "
    "of the two its leaky ReLU."
)
def classifier_that_collapses(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, None, None, "softmax")


@classifier.mistake(
    "Only the first hidden layer has its leaky ReLU; the second collapses with the "
    "output. Give it one, too."
)
def classifier_with_one_leaky_layer(n_inputs, n_units, n_classes):
    return _three(n_inputs, n_units, n_classes, _leaky(), None, "softmax")


@classifier.mistake(
    "A leaky ReLU stands between the last Dense and softmax, and bends the logits. "
    "Softmax takes them as they are: leave it out."
)
def classifier_with_leaky_logits(n_inputs, n_units, n_classes):
    model = _three(n_inputs, n_units, n_classes, _leaky(), _leaky(), _leaky())
    model.add(keras.layers.Softmax())
    return model


@classifier.mistake(
    "Softmax is applied twice, which makes the probabilities nearly equal. Keep one."
)
def classifier_with_softmax_twice(n_inputs, n_units, n_classes):
    model = _three(n_inputs, n_units, n_classes, _leaky(), _leaky(), "softmax")
    model.add(keras.layers.Softmax())
    return model


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


@softplus.mistake(
    "Right for small z, but exp(1000) overflows. For z > 0 take exp(z) out of the "
    "bracket, so that only exp(-|z|) is needed, as for the sigmoid."
)
def softplus_that_overflows(z):
    return np.log(1 + np.exp(z))


@softplus.mistake(
    "The numbers come out right, but on the way an exp overflows at 1000 or −1000 "
    "(np.where computes both sides everywhere). Let exp see nothing but -np.abs(z)."
)
def softplus_that_overflows_on_the_way(z):
    return np.where(z > 0, z + np.log(1 + np.exp(-z)), np.log(1 + np.exp(z)))


@softplus.mistake(
    "For large z you return z itself: near, not equal. z + log(1 + exp(-z)) is right "
    "for every positive z, without a border."
)
def softplus_that_is_z_above_7(z):
    return np.where(z > 7, z, np.logaddexp(0, z))


@softplus.mistake(
    "For very negative z you return 0: near, not equal. exp(-|z|) doesn't overflow "
    "there: leave the border out."
)
def softplus_that_is_0_below_minus_6(z):
    return np.where(z < -6, 0, np.logaddexp(0, z))


@softplus.mistake(
    "z + log(1 + exp(-z)) is right for positive z only: at −1000, exp(1000) overflows. "
    "Use |z|, and add max(z, 0) instead of z."
)
def softplus_that_overflows_on_the_left(z):
    return z + np.log(1 + np.exp(-z))


@softplus.mistake(
    "log(1 + exp(-|z|)) alone is the same left and right. On the right z is still to "
    "be added: max(z, 0)."
)
def softplus_without_the_ramp(z):
    return np.log(1 + np.exp(-np.abs(z)))


@softplus.mistake(
    "z is added on both sides. For z below 0 nothing is to be added: take max(z, 0)."
)
def softplus_with_the_ramp_on_both_sides(z):
    return z + np.log(1 + np.exp(-np.abs(z)))


@softplus.mistake(
    "log(1 + exp(-z)) is the softplus of -z. Take exp(z) out of the bracket of "
    "log(1 + exp(z)): what stands before the logarithm then?"
)
def softplus_of_minus_z(z):
    return np.log(1 + np.exp(-z))


@softplus.mistake(
    "log(exp(z)) is z: the 1 in the bracket is missing. It rounds the corner."
)
def softplus_without_the_one(z):
    return np.log(np.exp(z))


@softplus.mistake(
    "Clipping z keeps exp in range, but then the value stops growing. Take exp(z) out "
    "of the bracket instead: log(exp(z) (1 + exp(-z))) is z + ..."
)
def softplus_with_clipped_z(z):
    return np.log(1 + np.exp(np.clip(z, -700, 700)))


@softplus.mistake(
    "You return max(z, 0): that is ReLU. Softplus adds log(1 + exp(-|z|)), which "
    "rounds the corner."
)
def softplus_as_relu(z):
    return np.maximum(z, 0)


@softplus.mistake(
    "That is the sigmoid, the slope of softplus. Take the logarithm of 1 + exp(z)."
)
def softplus_as_its_slope(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
