"""Exercises of lesson 00: is it good, is it tested well, and how does it answer?

`accuracy` has no cells of its own: with it the lesson shows what a check says.
"""

from exercises.exercise import choose, exercise
from helpers.lab import keras

import numpy as np


@exercise(
    cases=[
        dict(y=np.array([3, 1, 4, 1]), y_pred=np.array([3, 1, 4, 9])),
        dict(y=np.array([0, 1]), y_pred=np.array([1, 0])),
        dict(y=np.array([2, 2, 2, 5, 7, 7]), y_pred=np.array([2, 2, 5, 5, 7, 7])),
    ],
    hints=[
        "For how many samples is the prediction equal to the target?",
        "y == y_pred gives True or False for each sample; True counts as 1.",
        "Divide that count by how many samples there are: len(y).",
    ],
)
def accuracy(y, y_pred):
    """Return the share of right predictions, 0 to 1; y and y_pred (n_samples,)."""
    return np.mean(y == y_pred)


@accuracy.mistake(
    "That is how many predictions are right. Divide by the number of samples."
)
def counted_only(y, y_pred):
    return float(np.sum(y == y_pred))


@accuracy.mistake(
    "That is how many predictions are wrong. Count the right ones, and divide by the "
    "number of samples."
)
def counted_wrong(y, y_pred):
    return float(np.sum(y != y_pred))


@accuracy.mistake(
    "That is how far the digits lie apart on average. A digit is a name here, not an "
    "amount: ask with == whether it is the same."
)
def mean_distance(y, y_pred):
    return np.mean(np.abs(y - y_pred))


heart_test = choose(
    options={
        "a": "It will be right for 93%, too.",
        "b": "Much: guessing between two classes gets 50%.",
        "c": "Little: *healthy* is right for 90%, and no tested patient was new.",
        "d": "Little: 400 recordings are too few for a test.",
    },
    right="c",
    because=(
        "whoever always says healthy is right for 36 of 40. And with 50 recordings "
        "each, all 40 are in both sets: the network can know a heart again, as it "
        "knew the hands. Keep whole patients out of training, and test on these."
    ),
    reasons={
        "a": "The tested recordings are new, but whose are they? With 50 from each "
        "patient, how many of the 40 are in the training set, too?",
        "b": "A coin is a weak baseline here, as the classes aren't equally common. "
        "How often is a program right that always says healthy?",
        "d": "This lesson's test set has 355 images. What matters more: are the tested "
        "patients new, and what is right without learning?",
    },
    hints=[
        "Ask two things of an accuracy: beside which baseline, and on whose data?",
        "Count how often the commonest answer is right, and compare it with 0.93.",
        "Take one patient's 50 recordings: where do they go when a fifth is drawn?",
    ],
)


run_twice = choose(
    options={
        "a": "`scan /= 255` and then `ink = 1 - scan`",
        "b": "`ink = 1 - scan / 255`",
        "c": "`scan = 1 - scan / 255` and then `ink = scan`",
        "d": "All of them: a cell starts anew each time.",
    },
    right="b",
    because=(
        "it reads scan and changes nothing that it reads. The new thing has a name of "
        "its own, so that scan is the same before the second run as before the first."
    ),
    reasons={
        "a": "/= writes the result into scan itself, so that the second run divides by "
        "255 once more. Which cell leaves scan as it was?",
        "c": "After the first run, scan holds ink, and the second run takes that for a "
        "scan. Which cell leaves scan as it was?",
        "d": "A cell starts from what is in memory, and that is what the last run left "
        "there. Follow scan through two runs of each cell, with scan = [255.0].",
    },
    hints=[
        "What does a cell read, and is that still the same after it ran?",
        "Take scan = [255.0], one white point, and follow each cell twice.",
        "Look for the cell in which scan never stands to the left of an =.",
    ],
)


def shapes_and_outputs(model, height, width, n_units, n_classes):
    """Look at a model: its shapes, and its outputs after fixed weights were set."""
    if not model.built:
        model.build((None, height, width))
    rng = np.random.default_rng(0)
    images = rng.random((2, *model.input_shape[1:]))
    shapes = [tuple(int(n) for n in array.shape) for array in model.get_weights()]
    model.set_weights([rng.normal(size=shape) for shape in shapes])
    outputs = keras.ops.convert_to_numpy(model(images))
    found = {"input shape": tuple(model.input_shape[1:])}
    found["output shape"] = tuple(outputs.shape[1:])
    found["parameters"] = model.count_params()
    found["outputs, with fixed weights, for two images"] = outputs
    return found


@exercise(
    kind="use Keras",
    look=shapes_and_outputs,
    tolerance=1e-4,
    cases=[
        dict(height=2, width=3, n_units=4, n_classes=2),
        dict(height=12, width=10, n_units=16, n_classes=5),
    ],
    hints=[
        "Write down the lesson's network. Which of its numbers does this one replace?",
        "Flatten makes height × width numbers of an image; two Dense layers follow.",
        "The hidden layer has n_units with relu, the last one n_classes; which "
        "activation made probabilities of the lesson's logits?",
    ],
)
def image_network(height, width, n_units, n_classes):
    """Return a Keras network for images (height, width), one hidden layer of ReLUs."""
    return keras.Sequential(
        [
            keras.Input((height, width)),
            keras.layers.Flatten(),
            keras.layers.Dense(n_units, activation="relu"),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )


def stack(shape, *layers):
    return keras.Sequential([keras.Input(shape), keras.layers.Flatten(), *layers])


dense = keras.layers.Dense


@image_network.mistake(
    "The outputs are logits, they don't add up to 1: give the last layer the "
    "activation softmax."
)
def without_softmax(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units, "relu"), dense(n_classes))


@image_network.mistake(
    "The last layer has a sigmoid, so that each output is a share of its own, and they "
    "don't add up to 1. Which activation looks at all of them together?"
)
def with_sigmoid(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units, "relu"), dense(n_classes, "sigmoid"))


@image_network.mistake(
    "The last layer has relu, so that its outputs are no probabilities: softmax "
    "belongs there."
)
def with_relu_at_the_end(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units, "relu"), dense(n_classes, "relu"))


@image_network.mistake(
    "The hidden layer lacks its activation: nothing is cut off below 0. Give it relu."
)
def without_relu(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units), dense(n_classes, "softmax"))


@image_network.mistake("Neither layer has an activation: relu first, softmax last.")
def without_activations(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units), dense(n_classes))


@image_network.mistake(
    "The activations are swapped: the hidden layer gets relu, the last one softmax."
)
def swapped_activations(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units, "softmax"), dense(n_classes, "relu"))


@image_network.mistake(
    "The hidden layer has softmax, too. It belongs to the last layer alone; the hidden "
    "one gets relu."
)
def softmax_twice(height, width, n_units, n_classes):
    return stack(
        (height, width), dense(n_units, "softmax"), dense(n_classes, "softmax")
    )


@image_network.mistake(
    "Flatten is missing: Dense works along the last axis, so that each row of pixels "
    "gets an answer of its own. Make one line of 64, or here height × width, numbers."
)
def without_flatten(height, width, n_units, n_classes):
    return keras.Sequential(
        [
            keras.Input((height, width)),
            dense(n_units, "relu"),
            dense(n_classes, "softmax"),
        ]
    )


@image_network.mistake(
    "The number of units and of classes are swapped: the last layer has one unit for "
    "each class."
)
def swapped_sizes(height, width, n_units, n_classes):
    return stack((height, width), dense(n_classes, "relu"), dense(n_units, "softmax"))


@image_network.mistake(
    "The hidden layer is missing: between Flatten and the last layer stands a Dense "
    "layer with n_units."
)
def without_hidden_layer(height, width, n_units, n_classes):
    return stack((height, width), dense(n_classes, "softmax"))


@image_network.mistake(
    "The last layer is missing: n_units numbers come out, not one for each class."
)
def without_last_layer(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units, "relu"))


@image_network.mistake("That is one hidden layer too many: the task asks for one.")
def two_hidden_layers(height, width, n_units, n_classes):
    return stack(
        (height, width),
        dense(n_units, "relu"),
        dense(n_units, "relu"),
        dense(n_classes, "softmax"),
    )


@image_network.mistake(
    "The input has a third axis. These images are grey and have two: (height, width)."
)
def with_a_channel(height, width, n_units, n_classes):
    return stack(
        (height, width, 1), dense(n_units, "relu"), dense(n_classes, "softmax")
    )


@image_network.mistake(
    "Flatten comes too late: the hidden layer gets each row of pixels by itself. Put "
    "it before the first Dense."
)
def flatten_behind_the_hidden_layer(height, width, n_units, n_classes):
    inputs = [keras.Input((height, width)), dense(n_units, "relu")]
    last = [keras.layers.Flatten(), dense(n_classes, "softmax")]
    return keras.Sequential(inputs + last)


@image_network.mistake(
    "The last layer has one unit, and softmax of one number is always 1. Give it "
    "n_classes."
)
def one_output(height, width, n_units, n_classes):
    return stack((height, width), dense(n_units, "relu"), dense(1, keras.ops.ones_like))


@image_network.mistake(
    "Rows of numbers go in here, but images come: Input takes (height, width), and "
    "Flatten makes the row."
)
def rows_for_images(height, width, n_units, n_classes):
    return stack((height * width,), dense(n_units, "relu"), dense(n_classes, "softmax"))


@image_network.mistake("The hidden layer has a sigmoid; the task asks for relu.")
def with_sigmoid_inside(height, width, n_units, n_classes):
    hidden = dense(n_units, "sigmoid")
    return stack((height, width), hidden, dense(n_classes, "softmax"))


def example_weights(seed, *sizes):
    """Return W1, b1, W2, b2, ... for layers of these sizes, in steps of a half."""
    rng = np.random.default_rng(seed)
    arrays = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        arrays += [rng.integers(-4, 5, size=(n_in, n_out)) / 2]
        arrays += [rng.integers(-4, 5, size=n_out) / 2]
    return dict(zip(("W1", "b1", "W2", "b2", "W3", "b3"), arrays, strict=True))


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 2.0]]),
            W1=np.array([[1.0, -1.0], [0.5, -1.0]]),
            b1=np.array([0.5, 1.0]),
            W2=np.array([[1.0, -1.0], [2.0, 1.0]]),
            b2=np.array([-0.5, 1.0]),
            W3=np.array([[-2.0, -1.0, -2.5], [1.0, -2.0, 0.5]]),
            b3=np.array([0.5, -1.0, 1.0]),
        ),
        dict(
            x=np.random.default_rng(6).integers(-4, 5, size=(12, 3)) / 2,
            **example_weights(106, 3, 4, 3, 4),
        ),
    ],
    hints=[
        "Two hidden layers come before the logits. Which line of the lesson makes one?",
        "What goes into the second hidden layer? The activations of the first.",
        "From the logits (n_samples, n_classes) you need one place for each row.",
    ],
)
def three_layers(x, W1, b1, W2, b2, W3, b3):
    """Return the answers (n_samples,) of two hidden ReLU layers and an output layer."""
    a1 = np.maximum(0, x @ W1 + b1)
    a2 = np.maximum(0, a1 @ W2 + b2)
    logits = a2 @ W3 + b3
    return logits.argmax(axis=1)


def relu(z):
    return np.maximum(0, z)


def logits_for_answers(x, W1, b1, W2, b2, W3, b3):
    return relu(relu(x @ W1 + b1) @ W2 + b2) @ W3 + b3


@three_layers.mistake("That is the largest logit itself: argmax gives its place.")
def largest_logit(x, W1, b1, W2, b2, W3, b3):
    return logits_for_answers(x, W1, b1, W2, b2, W3, b3).max(axis=1)


@three_layers.mistake(
    "That looks along the samples: one number for each class. axis=1 goes along the "
    "classes."
)
def along_the_samples(x, W1, b1, W2, b2, W3, b3):
    return logits_for_answers(x, W1, b1, W2, b2, W3, b3).argmax(axis=0)


@three_layers.mistake(
    "Without an axis, argmax takes all samples for one long list. axis=1 gives an "
    "answer for each sample."
)
def without_axis(x, W1, b1, W2, b2, W3, b3):
    return logits_for_answers(x, W1, b1, W2, b2, W3, b3).argmax()


@three_layers.mistake(
    "Both cuts at zero are missing: each hidden layer ends with np.maximum(0, ...)."
)
def without_cuts(x, W1, b1, W2, b2, W3, b3):
    return (((x @ W1 + b1) @ W2 + b2) @ W3 + b3).argmax(axis=1)


@three_layers.mistake("The first hidden layer isn't cut off at zero.")
def without_first_cut(x, W1, b1, W2, b2, W3, b3):
    return (relu((x @ W1 + b1) @ W2 + b2) @ W3 + b3).argmax(axis=1)


@three_layers.mistake("The second hidden layer isn't cut off at zero.")
def without_second_cut(x, W1, b1, W2, b2, W3, b3):
    return ((relu(x @ W1 + b1) @ W2 + b2) @ W3 + b3).argmax(axis=1)


@three_layers.mistake(
    "The logits were cut off at zero, too. Where all are negative, 0 is left of each, "
    "and argmax takes the first. Cut the hidden layers alone."
)
def cut_at_the_end(x, W1, b1, W2, b2, W3, b3):
    return relu(logits_for_answers(x, W1, b1, W2, b2, W3, b3)).argmax(axis=1)


@three_layers.mistake(
    "The cut comes before the bias. Add the bias first, then cut: np.maximum(0, x @ W1 "
    "+ b1)."
)
def cut_before_the_bias(x, W1, b1, W2, b2, W3, b3):
    a2 = relu((relu(x @ W1) + b1) @ W2) + b2
    return (a2 @ W3 + b3).argmax(axis=1)
