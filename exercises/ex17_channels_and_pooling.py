"""Exercises of lesson 17: channels and pooling."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            x=np.array([[[1.0, 2.0], [3.0, -1.0]]]),
            W=np.array([[1.0, 0.5], [2.0, -3.0]]),
            b=np.array([0.25, 1.0]),
        ),
        dict(
            x=np.arange(18.0).reshape(2, 3, 3) % 4,
            W=np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 0.0]]),
            b=np.array([1.0, -0.5]),
        ),
    ],
    hints=[
        "Take one pixel. What comes in, what goes out, and which layer does that?",
        "Each pixel goes through the same Dense layer, from c_in to c_out numbers.",
        "@ works on the last axis and leaves the others alone, so no loop over pixels "
        "is needed. What does a Dense layer add?",
    ],
)
def mix_channels(x, W, b):
    """A 1×1 convolution.

    x: (height, width, c_in); W: (c_in, c_out); b: (c_out,).
    Returns (height, width, c_out).
    """
    return x @ W + b


@mix_channels.mistake("The bias is missing: add b, one number for each output channel.")
def mix_without_bias(x, W, b):
    return x @ W


@mix_channels.mistake(
    "The sum runs over the wrong axis of W, its outputs. Sum over the input channels: "
    "the last axis of x with the first of W."
)
def mix_summed_over_outputs(x, W, b):
    return x * W.sum(axis=1) + b


@mix_channels.mistake(
    "W is transposed. Its rows belong to the input channels, as in a Dense layer: "
    "x @ W."
)
def mix_transposed(x, W, b):
    return x @ W.T + b


@mix_channels.mistake(
    "Only the first channel has a say. A kernel is as deep as its input: sum over all."
)
def mix_of_the_first_channel(x, W, b):
    return x[..., :1] @ W[:1] + b


@mix_channels.mistake(
    "The channels aren't mixed: each output only knows one of them. Every output "
    "channel weighs all the input channels."
)
def mix_channel_by_channel(x, W, b):
    n = W.shape[1]
    return x[..., :n] * np.diag(W) + b


@mix_channels.mistake(
    "All biases are added to every output channel. Each has its own: add b as it is."
)
def mix_with_all_biases(x, W, b):
    return x @ W + b.sum()


@mix_channels.mistake(
    "You took the mean over the channels. It is the weighted sum: don't divide."
)
def mix_with_means(x, W, b):
    return x @ W / len(W) + b


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, -1.0, -2.0]]),
            dz=np.array([[2.0, -3.0]]),
        ),
        dict(
            x=np.array([[0.0, 1.0], [3.0, 2.0], [7.0, 6.0], [5.0, 8.0]]),
            dz=np.array([[1.5], [0.5]]),
        ),
        dict(
            x=np.array(
                [[9, 1, 2, 3], [4, 5, 6, 7], [8, 0, 15, 10], [11, 12, 13, 14.0]]
            ),
            dz=np.array([[1.0, 2.0], [-1.0, 0.25]]),
        ),
    ],
    hints=[
        "If a pixel that isn't the largest grows a little, what changes in the output?",
        "x.reshape(rows, 2, columns, 2): axes 0 and 2 count windows, 1 and 3 pixels.",
        "The largest of each window is the max over axes 1 and 3, with keepdims=True. "
        "Compare the blocks with it: True is where that window's dz belongs.",
    ],
)
def pool_gradient(x, dz):
    """The way back through max pooling with 2×2 windows and stride 2.

    x: (height, width), even numbers, each window with one largest number;
    dz: (height / 2, width / 2), the gradient by the output. Returns dx, like x.
    """
    blocks = x.reshape(dz.shape[0], 2, dz.shape[1], 2)
    largest = blocks.max(axis=(1, 3), keepdims=True)
    dx = (blocks == largest) * dz[:, np.newaxis, :, np.newaxis]
    return dx.reshape(x.shape)


def _spread(x, dz, parts):
    """dz at each pixel, times parts (n_rows, 2, n_columns, 2)."""
    return (parts * dz[:, np.newaxis, :, np.newaxis]).reshape(x.shape)


@pool_gradient.mistake(
    "All four pixels of a window get the gradient. Only the largest made the output; "
    "the other three had no say."
)
def pool_gradient_for_all(x, dz):
    return _spread(x, dz, np.ones((dz.shape[0], 2, dz.shape[1], 2)))


@pool_gradient.mistake(
    "The gradient is shared among four pixels. That is average pooling; here the "
    "largest gets all of it."
)
def pool_gradient_of_the_mean(x, dz):
    return _spread(x, dz, np.full((dz.shape[0], 2, dz.shape[1], 2), 0.25))


@pool_gradient.mistake(
    "The gradient went to a fixed corner of each window. Look where the largest number "
    "is: it differs from window to window."
)
def pool_gradient_in_the_corner(x, dz):
    parts = np.zeros((dz.shape[0], 2, dz.shape[1], 2))
    parts[:, 0, :, 0] = 1
    return _spread(x, dz, parts)


@pool_gradient.mistake(
    "The gradient is multiplied by the pixel. The slope of max is 1 for the largest "
    "number, however large it is."
)
def pool_gradient_times_pixels(x, dz):
    return pool_gradient.reference(x, dz) * x


@pool_gradient.mistake(
    "The gradient went to the smallest number of each window. Max pooling kept the "
    "largest."
)
def pool_gradient_of_the_smallest(x, dz):
    return pool_gradient.reference(-x, dz)


@pool_gradient.mistake(
    "Only the largest number of the whole image got a gradient. Each window has a "
    "largest number of its own."
)
def pool_gradient_of_one_window(x, dz):
    return pool_gradient.reference(x, dz) * (x == x.max())


@pool_gradient.mistake(
    "The largest of each row of a window got the gradient. A window has one largest "
    "number of its four: max over both pixel axes, (1, 3)."
)
def pool_gradient_by_rows(x, dz):
    blocks = x.reshape(dz.shape[0], 2, dz.shape[1], 2)
    return _spread(x, dz, blocks == blocks.max(axis=3, keepdims=True))


@pool_gradient.mistake(
    "The windows are cut out wrongly: after reshape(rows, columns, 2, 2) the four "
    "numbers of a window are not neighbours. Write reshape(rows, 2, columns, 2)."
)
def pool_gradient_with_wrong_windows(x, dz):
    blocks = x.reshape(dz.shape[0], dz.shape[1], 2, 2)
    largest = blocks.max(axis=(2, 3), keepdims=True)
    return ((blocks == largest) * dz[:, :, np.newaxis, np.newaxis]).reshape(x.shape)


@pool_gradient.mistake(
    "Ones stand where dz belongs: this says who won. Multiply by the gradient of that "
    "window."
)
def pool_gradient_without_dz(x, dz):
    return pool_gradient.reference(x, np.ones_like(dz))
