"""Exercises of lesson 11: scaling, weight decay, dropout, shifts and patience."""

from exercises.ex11_regularisation import decay_step, drop, stop_early
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "scale_with",
    "decay_step",
    "drop",
    "move_image",
    "stop_early",
]


@exercise(
    cases=[
        dict(
            x_train=np.array([[0.0, 10.0], [2.0, 30.0]]),
            x_new=np.array([[3.0, 20.0], [1.0, 50.0], [0.0, 0.0]]),
        ),
        dict(
            x_train=np.array([[1.0, -4.0, 0.5], [2.0, 0.0, 1.5], [6.0, 7.0, 4.0]]),
            x_new=np.array([[100.0, -50.0, 0.0], [3.0, 1.0, 2.0]]),
        ),
    ],
    hints=[
        "Which samples may decide what the mean and the spread are?",
        "x_train.mean(axis=0) and x_train.std(axis=0): one number for each feature.",
        "Compute the two once. The same two numbers centre and divide both sets.",
    ],
)
def scale_with(x_train, x_new):
    """Both sets, standardised by the mean and the spread of the training set.

    x_train: (n, n_features); x_new: (m, n_features), samples not seen in training.
    Returns both in their shapes. Each feature of x_train has a spread above 0.
    """
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / spread, (x_new - mean) / spread


def _standardised(x, by):
    return (x - by.mean(axis=0)) / by.std(axis=0)


@scale_with.mistake(
    "Mean and spread come from both sets together: that is leakage. Let x_train alone "
    "decide them."
)
def scale_with_all_samples(x_train, x_new):
    both = np.concatenate([x_train, x_new])
    return _standardised(x_train, both), _standardised(x_new, both)


@scale_with.mistake(
    "Each set is scaled by itself, so the same pixel means something else in each. "
    "Use the mean and the spread of x_train for x_new, too."
)
def scale_each_with_itself(x_train, x_new):
    return _standardised(x_train, x_train), _standardised(x_new, x_new)


@scale_with.mistake(
    "Mean and spread come from the new samples, which nobody has seen in training. Let "
    "x_train alone decide them."
)
def scale_with_the_new_samples(x_train, x_new):
    return _standardised(x_train, x_new), _standardised(x_new, x_new)


@scale_with.mistake(
    "This scales to the range from 0 to 1. Asked for is mean 0 and spread 1 in the "
    "training set: take off the mean, divide by the standard deviation."
)
def scale_to_0_and_1(x_train, x_new):
    low, high = x_train.min(axis=0), x_train.max(axis=0)
    return (x_train - low) / (high - low), (x_new - low) / (high - low)


@scale_with.mistake(
    "Division comes before subtraction: x - mean / spread divides the mean alone. Put "
    "x - mean into brackets."
)
def scale_without_brackets(x_train, x_new):
    shift = x_train.mean(axis=0) / x_train.std(axis=0)
    return x_train - shift, x_new - shift


@scale_with.mistake(
    "One mean and one spread serve all features. Each feature has its own: axis=0."
)
def scale_with_one_number(x_train, x_new):
    mean, spread = x_train.mean(), x_train.std()
    return (x_train - mean) / spread, (x_new - mean) / spread


@scale_with.mistake(
    "Here each sample is scaled by its own features. The mean goes over the samples: "
    "axis=0."
)
def scale_along_the_features(x_train, x_new):
    return _standardised(x_train.T, x_train.T).T, _standardised(x_new.T, x_new.T).T


@scale_with.mistake(
    "You divided by the variance. The spread is its root, the standard deviation: std."
)
def scale_with_the_variance(x_train, x_new):
    mean, variance = x_train.mean(axis=0), x_train.var(axis=0)
    return (x_train - mean) / variance, (x_new - mean) / variance


@scale_with.mistake("Divide the sum of squares by n, as np.std does: leave ddof at 0.")
def scale_with_n_minus_one(x_train, x_new):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0, ddof=1)
    return (x_train - mean) / spread, (x_new - mean) / spread


@scale_with.mistake("The mean isn't subtracted. First centre on 0, then divide.")
def scale_without_centring(x_train, x_new):
    return x_train / x_train.std(axis=0), x_new / x_train.std(axis=0)


IMAGE = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])


@exercise(
    cases=[
        dict(image=IMAGE, down=1, right=0),
        dict(image=IMAGE, down=0, right=2),
        dict(image=IMAGE, down=0, right=0),
        dict(image=np.arange(1.0, 21.0).reshape(4, 5), down=2, right=1),
    ],
    hints=[
        "Start from a blank image. Which part of it gets filled, and with what?",
        "It is filled from row `down` and column `right` on.",
        "That part has height - down rows and width - right columns. Take as many "
        "from the top left of the old image; a slice that ends at -down fails where "
        "down is 0.",
    ],
)
def move_image(image, down, right):
    """The image moved by whole pixels, with blank (0) where nothing comes from.

    image: (height, width); down and right: whole numbers from 0, smaller than the
    height and the width. Returns an image of the same shape.
    """
    height, width = image.shape
    new = np.zeros_like(image)
    new[down:, right:] = image[: height - down, : width - right]
    return new


@move_image.mistake(
    "What goes over one edge comes back at the other: np.roll does that. Set what came "
    "round to 0."
)
def move_around(image, down, right):
    return np.roll(image, (down, right), axis=(0, 1))


@move_image.mistake(
    "It moves up and to the left. Fill the new image from row `down` on, and from "
    "column `right` on."
)
def move_the_other_way(image, down, right):
    height, width = image.shape
    new = np.zeros_like(image)
    new[: height - down, : width - right] = image[down:, right:]
    return new


@move_image.mistake(
    "Rows and columns are swapped: `down` counts rows, the first axis, `right` columns."
)
def move_with_axes_swapped(image, down, right):
    height, width = image.shape
    new = np.zeros_like(image)
    new[right:, down:] = image[: height - right, : width - down]
    return new


@move_image.mistake(
    "The edge is smeared: what comes in repeats the old edge. It should be blank, 0."
)
def move_and_smear(image, down, right):
    height, width = image.shape
    padded = np.pad(image, ((down, 0), (right, 0)), mode="edge")
    return padded[:height, :width]
