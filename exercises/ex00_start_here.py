"""Exercises of lesson 00: how good is a list of predictions?"""

from exercises.exercise import exercise

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
        "The mean of y == y_pred is the share of Trues.",
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
    "That is the share of wrong predictions, the error rate. Count the others."
)
def error_rate(y, y_pred):
    return np.mean(y != y_pred)


@accuracy.mistake(
    "That is a percentage. The course gives accuracy as a share, from 0 to 1."
)
def percentage(y, y_pred):
    return 100 * np.mean(y == y_pred)


@exercise(
    cases=[
        dict(y_train=np.array([1, 1, 0, 2]), y_test=np.array([1, 2, 2, 2, 0])),
        dict(y_train=np.array([7, 3, 3, 3, 7]), y_test=np.array([7, 7, 3, 1])),
        dict(y_train=np.array([5, 5, 0]), y_test=np.array([5, 5, 5, 0])),
    ],
    hints=[
        "First find the commonest class of the training targets.",
        "np.bincount(y_train) counts each class; argmax finds the largest count.",
        "Then compute the share of test targets that are equal to that class.",
    ],
)
def baseline_accuracy(y_train, y_test):
    """Return the test accuracy of always answering the commonest training class."""
    commonest = np.bincount(y_train).argmax()
    return np.mean(y_test == commonest)


@baseline_accuracy.mistake(
    "You looked for the commonest class in the test targets. A baseline, too, may know "
    "only the training targets."
)
def commonest_of_the_test(y_train, y_test):
    return np.mean(y_test == np.bincount(y_test).argmax())


@baseline_accuracy.mistake(
    "That is the accuracy on the training targets. Count in y_test what you found in "
    "y_train."
)
def on_the_training_targets(y_train, y_test):
    return np.mean(y_train == np.bincount(y_train).argmax())


@baseline_accuracy.mistake(
    "That is how often the commonest class stands in y_train (a count), used as if it "
    "were the class. Take argmax, not max, of the counts."
)
def count_for_class(y_train, y_test):
    return np.mean(y_test == np.bincount(y_train).max())


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 2.0]]),
            W1=np.array([[1.0, -1.0], [0.5, -1.0]]),
            b1=np.array([0.0, 0.5]),
            W2=np.array([[1.0, 0.0], [2.0, 1.0]]),
            b2=np.array([0.25, 0.5]),
        ),
        dict(
            x=np.array([[0.5, -1.0], [-2.0, 1.5], [0.0, 0.0]]),
            W1=np.array([[1.0, -1.0], [-0.5, 2.0]]),
            b1=np.array([0.5, -0.5]),
            W2=np.array([[1.0, -3.0], [2.0, 0.5]]),
            b2=np.array([-1.0, 0.5]),
        ),
    ],
    hints=[
        "There are two layers. Each is a product with weights, plus a bias.",
        "The hidden layer's values are np.maximum(0, x @ W1 + b1).",
        "Do the same with W2 and b2 on the hidden values, without the maximum.",
    ],
)
def scores(x, W1, b1, W2, b2):
    """Return scores (n_samples, n_out) for x (n_samples, n_in)."""
    hidden = np.maximum(0, x @ W1 + b1)
    return hidden @ W2 + b2


@scores.mistake(
    "The cut at zero is missing between the layers: use np.maximum(0, ...) for the "
    "hidden values."
)
def without_cut(x, W1, b1, W2, b2):
    return (x @ W1 + b1) @ W2 + b2


@scores.mistake(
    "The scores themselves were cut at zero. Only the hidden values are cut; a score "
    "may be negative."
)
def cut_at_the_end(x, W1, b1, W2, b2):
    return np.maximum(0, np.maximum(0, x @ W1 + b1) @ W2 + b2)


@scores.mistake("Both biases are missing: each layer adds its own.")
def without_biases(x, W1, b1, W2, b2):
    return np.maximum(0, x @ W1) @ W2


@scores.mistake("The second bias is missing: the output layer adds b2.")
def without_second_bias(x, W1, b1, W2, b2):
    return np.maximum(0, x @ W1 + b1) @ W2
