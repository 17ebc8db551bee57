"""Exercises of lesson 17: sizes, borders, strides, channels and pooling."""

from exercises.ex17_channels_and_pooling import mix_channels, pool_gradient
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "output_size",
    "pad_same",
    "slide_by",
    "mix_channels",
    "pool_gradient",
]


@exercise(
    cases=[
        dict(n=5, size=3, stride=1, padding=0),
        dict(n=8, size=3, stride=2, padding=1),
        dict(n=7, size=3, stride=2, padding=0),
        dict(n=28, size=5, stride=2, padding=0),
        dict(n=10, size=4, stride=3, padding=2),
        dict(n=9, size=4, stride=1, padding=1),
    ],
    hints=[
        "Draw five squares in a row, and lay a window of three on them. How many ways?",
        "How many rows are there with the zeros? How far can the window still move?",
        "It can move as many rows as the kernel leaves over, in whole strides: // "
        "rounds down. The place where it starts counts, too.",
    ],
)
def output_size(n, size, stride, padding):
    """The number of rows that come out of a convolution.

    n: rows of the image; size: rows of the kernel; stride: rows from window to window;
    padding: rows of zeros on each side. All whole numbers, and so is the result.
    """
    return (n + 2 * padding - size) // stride + 1


@output_size.mistake(
    "The zeros are counted once. They stand on both sides: n + 2 * padding."
)
def output_size_with_padding_once(n, size, stride, padding):
    return (n + padding - size) // stride + 1


@output_size.mistake(
    "You rounded up. A window that doesn't fit any more gives no output: round down, "
    "with //."
)
def output_size_rounded_up(n, size, stride, padding):
    return -(-(n + 2 * padding - size) // stride) + 1


@output_size.mistake(
    "One is missing: you counted the steps between the windows. The first window "
    "needs no step: add 1."
)
def output_size_of_steps_alone(n, size, stride, padding):
    return (n + 2 * padding - size) // stride


@output_size.mistake(
    "The 1 is added too early. Divide the steps by the stride first, then add 1 for "
    "the window at the start."
)
def output_size_with_one_before_dividing(n, size, stride, padding):
    return (n + 2 * padding - size + 1) // stride


@output_size.mistake(
    "The kernel is left out. A window that starts on the last row doesn't fit: take "
    "away its size."
)
def output_size_without_the_kernel(n, size, stride, padding):
    return (n + 2 * padding - 1) // stride + 1


@output_size.mistake(
    "The zeros are added to what comes out. They stand around the image, before the "
    "window slides: n + 2 * padding rows to begin with."
)
def output_size_with_padding_added_after(n, size, stride, padding):
    return (n - size) // stride + 1 + 2 * padding


@output_size.mistake(
    "Half of the kernel is taken away. The whole window has to fit: all of its rows."
)
def output_size_with_half_a_kernel(n, size, stride, padding):
    return (n + 2 * padding - size // 2) // stride + 1


@output_size.mistake(
    "The steps are multiplied by the stride. A larger stride gives fewer windows: "
    "divide."
)
def output_size_times_stride(n, size, stride, padding):
    return (n + 2 * padding - size) * stride + 1


@output_size.mistake(
    "The zeros are left out: the image grows by padding rows on each side."
)
def output_size_without_padding(n, size, stride, padding):
    return (n - size) // stride + 1


@exercise(
    cases=[
        dict(x=np.array([[1.0, 2.0], [3.0, 4.0]]), size=2),
        dict(x=np.array([[5.0, 6.0]]), size=3),
        dict(x=np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), size=4),
        dict(x=np.array([[7.0], [8.0]]), size=5),
    ],
    hints=[
        "A window of 3 on a row of 5 gives 3. How many zeros make it 5 again?",
        "size - 1 rows in all, and as many columns. Above comes half of them, rounded "
        "down.",
        "np.pad(x, (before, after)) puts zeros around, as many before and after along "
        "each axis. Both together are size - 1.",
    ],
)
def pad_same(x, size):
    """The image with zeros around it, so that a convolution keeps its size.

    x: (height, width); size: rows and columns of the kernel; the stride is 1.
    Returns (height + size - 1, width + size - 1); an odd zero is below, on the right.
    """
    before = (size - 1) // 2
    return np.pad(x, (before, size - 1 - before))


@pad_same.mistake(
    "The odd row of zeros is above and on the left. Keras puts it below and on the "
    "right: round down for the side before."
)
def pad_with_more_before(x, size):
    before = size // 2
    return np.pad(x, (before, size - 1 - before))


@pad_same.mistake(
    "All zeros are below and on the right. Half of them belong above and on the left."
)
def pad_after_alone(x, size):
    return np.pad(x, (0, size - 1))


@pad_same.mistake(
    "All zeros are above and on the left. Half of them belong below and on the right."
)
def pad_before_alone(x, size):
    return np.pad(x, (size - 1, 0))


@pad_same.mistake(
    "With an even size there is one row too many. Both sides together get size - 1, "
    "so they can't be alike then."
)
def pad_alike(x, size):
    return np.pad(x, size // 2)


@pad_same.mistake(
    "Each side got size - 1 rows of zeros. That many are needed in all; share them out."
)
def pad_twice(x, size):
    return np.pad(x, size - 1)


@pad_same.mistake(
    "The border has other numbers than 0. np.pad puts zeros without being told more."
)
def pad_with_ones(x, size):
    before = (size - 1) // 2
    return np.pad(x, (before, size - 1 - before), constant_values=1.0)


@pad_same.mistake(
    "Only rows were added. The window slides to the right, too: pad the columns in "
    "the same way."
)
def pad_rows_alone(x, size):
    before = (size - 1) // 2
    return np.pad(x, [(before, size - 1 - before), (0, 0)])


@pad_same.mistake(
    "The border pixels are repeated. It should be zeros, as np.pad puts without a mode."
)
def pad_with_the_border(x, size):
    before = (size - 1) // 2
    return np.pad(x, (before, size - 1 - before), mode="edge")


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 2, 0, 3], [0, 1, 4, 1], [2, 0, 1, 5]]),
            W=np.array([[1.0, 2.0], [0.0, -1.0]]),
            stride=(1, 2),
        ),
        dict(
            x=np.arange(35.0).reshape(5, 7) % 6,
            W=np.array([[1.0, 0.0, -2.0], [3.0, 1.0, 0.0]]),
            stride=(3, 1),
        ),
        dict(
            x=np.arange(42.0).reshape(6, 7) % 5,
            W=np.array([[1.0, -1.0, 0.0], [2.0, 0.0, 1.0], [0.0, 3.0, -2.0]]),
            stride=(2, 3),
        ),
    ],
    hints=[
        "How many rows and columns come out? Exercise 1, once for each axis.",
        "Output row r looks at image rows from r * stride[0] on.",
        "For each output (r, c) cut a window as large as the kernel out of x, "
        "multiply the two entry by entry, and add up. Where does the window begin to "
        "the left?",
    ],
)
def slide_by(x, W, stride):
    """What a kernel makes of an image of one channel.

    x: (height, width); W: (rows, columns); stride: (down, right), whole numbers.
    Returns ((height - rows) // down + 1, (width - columns) // right + 1).
    """
    rows, columns = W.shape
    down, right = stride
    height, width = (x.shape[0] - rows) // down + 1, (x.shape[1] - columns) // right + 1
    z = np.zeros((height, width))
    for r, c in np.ndindex(height, width):
        top, left = r * down, c * right
        z[r, c] = np.sum(x[top : top + rows, left : left + columns] * W)
    return z


def _slid(x, W, stride, moved, last=1):
    """slide_by with the output's steps `stride` and the windows' steps `moved`."""
    (rows, columns), (down, right) = W.shape, stride
    shape = (x.shape[0] - rows) // down + last, (x.shape[1] - columns) // right + last
    z = np.zeros(shape)
    for r, c in np.ndindex(shape):
        top, left = r * moved[0], c * moved[1]
        z[r, c] = np.sum(x[top : top + rows, left : left + columns] * W)
    return z


@slide_by.mistake(
    "The kernel is turned by half a turn. That is convolution as in mathematics; here "
    "the kernel is laid on the window as it is."
)
def slide_flipped(x, W, stride):
    return _slid(x, W[::-1, ::-1], stride, stride)


@slide_by.mistake(
    "The strides are on the wrong axes. stride[0] counts rows down, stride[1] columns "
    "to the right."
)
def slide_with_strides_swapped(x, W, stride):
    return _slid(x, W, stride[::-1], stride[::-1])


@slide_by.mistake(
    "The stride is ignored: every window gives an output. Skip stride[0] - 1 rows and "
    "stride[1] - 1 columns between two of them."
)
def slide_without_stride(x, W, stride):
    return _slid(x, W, (1, 1), (1, 1))


@slide_by.mistake(
    "The size is right, but the windows are all in the top left corner. Output (r, c) "
    "looks at rows from r * stride[0] and columns from c * stride[1]."
)
def slide_with_neighbouring_windows(x, W, stride):
    return _slid(x, W, stride, (1, 1))


@slide_by.mistake("stride[0] is used in both directions. To the right it is stride[1].")
def slide_with_one_stride(x, W, stride):
    return _slid(x, W, (stride[0], stride[0]), (stride[0], stride[0]))


@slide_by.mistake(
    "The last row and the last column of windows are missing. They still fit: the "
    "number of steps, plus 1."
)
def slide_without_the_last(x, W, stride):
    return _slid(x, W, stride, stride, last=0)


@slide_by.mistake("You took the largest product. A convolution adds them up: np.sum.")
def slide_with_the_largest(x, W, stride):
    (rows, columns), (down, right) = W.shape, stride
    shape = (x.shape[0] - rows) // down + 1, (x.shape[1] - columns) // right + 1
    z = np.zeros(shape)
    for r, c in np.ndindex(shape):
        top, left = r * down, c * right
        z[r, c] = np.max(x[top : top + rows, left : left + columns] * W)
    return z


@slide_by.mistake(
    "You took the mean. A convolution is the sum of the weighted pixels; a mean would "
    "make the weights smaller by the number of pixels."
)
def slide_with_means(x, W, stride):
    return _slid(x, W, stride, stride) / W.size
