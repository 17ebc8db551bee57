"""Exercises of lesson 01: the neuron, its boundary and the layer."""

from exercises.exercise import choose, exercise

import numpy as np

keras_column = choose(
    options={
        "a": "64 parameters, (32, 32)",
        "b": "65 parameters, (32, 1)",
        "c": "65 parameters, (32, 32)",
        "d": "2,080 parameters, (32,)",
    },
    right="c",
    because="64 weights, one for each input, and one bias. z is (32, 1): beside (32,) "
    "NumPy stretches both, and each sum meets each target.",
    reasons={
        "a": "The shape is right. 64 are the weights alone: what else has a unit?",
        "b": "The parameters are right. z is (32, 1), a column, but y is (32,), a row: "
        "write the shapes below each other, from the right. Which sizes are stretched?",
        "d": "2,080 is 32 · 65, but all samples go through the same weights: count W "
        "and b alone. For the shape: z is a column, (32, 1), and y is not.",
    },
    hints=[
        "Which numbers does the layer keep, whatever goes in? And which shape does "
        "Keras give its sums?",
        "W has the shape (n_in, n_units), b (n_units,). And z is (32, 1), y (32,).",
        "Multiply the sizes of W and add that of b. For z - y remember the table of "
        "answers and labels in What goes wrong.",
    ],
)

by_shadow = choose(
    options={
        "a": "a = 0, d = −1",
        "b": "a = 1, d = 2",
        "c": "a = 1, d = 4",
        "d": "a = 1, d = 1",
    },
    right="d",
    because="w · x is |w| times the shadow, 2 · 4 = 8. So z = 8 − 6 = 2, which makes "
    "a = 1, and d = z / |w| = 1. The boundary cuts the direction of w at 6 / 2 = 3, "
    "the shadow ends at 4.",
    reasons={
        "a": "This takes the shadow for w · x: 4 − 6 = −2. The dot product is the "
        "length of w times the shadow.",
        "b": "The answer is right, and 2 is z. To make a distance of z, divide it by "
        "the length of w.",
        "c": "The answer is right. The shadow, 4, is counted from the origin, and the "
        "distance from the boundary: compute z first, then z / |w|.",
    },
    hints=[
        "What is w · x, by the length of w and the shadow?",
        "w · x = |w| · shadow. Then z = w · x + b.",
        "The sign of z gives the answer, z / |w| the distance.",
    ],
)


@exercise(
    kind="find the fault",
    cases=[
        dict(  # square: the fault gives no error here
            x=np.array([[2.0, 1.0], [0.0, 3.0]]),
            W=np.array([[3.0, 0.0], [4.0, 2.0]]),
            b=np.array([5.0, 4.0]),
        ),
        dict(
            x=np.array([[1.0, 0.0, 2.0], [0.5, 1.0, -1.0]]),
            W=np.array([[1.0, -1.0], [2.0, 4.0], [2.0, 8.0]]),
            b=np.array([0.25, -4.0]),
        ),
        dict(
            x=np.array([[2.0, -1.0], [1.0, 1.0], [0.0, 4.0]]),
            W=np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.5, 1.0, 2.0]]),
            b=np.array([1.0, 2.0, -4.0, 7.0]),
        ),
    ],
    hints=[
        "A distance is z / |w|. How many units are there, and so how many lengths?",
        "Try three inputs and two units: now there is an error. Which two shapes meet?",
        "Each unit's weights are a column of W. Which axis runs down a column?",
    ],
)
def distances(x, W, b):
    """The distances of samples from the boundaries of a layer's units.

    x: (n_samples, n_in), W: (n_in, n_units), b: (n_units,); (n_samples, n_units),
    positive on the side of the ones.
    """
    lengths = np.linalg.norm(W, axis=0)
    return (x @ W + b) / lengths


@distances.fault
def distances(x, W, b):
    """Return signed distances, (n_samples, n_units), for W (n_in, n_units)."""
    lengths = np.linalg.norm(W, axis=1)
    return (x @ W + b) / lengths


@distances.mistake(
    "Now one length is taken of all weights together. Each unit has its own: one "
    "length for each column of W."
)
def with_one_length_for_all(x, W, b):
    return (x @ W + b) / np.linalg.norm(W)


@distances.mistake(
    "Only the weighted sum is divided by the length. A distance is z / |w|, and z has "
    "the bias in it."
)
def with_the_bias_undivided(x, W, b):
    return x @ W / np.linalg.norm(W, axis=0) + b


@distances.mistake(
    "The biases are gone. A distance is z / |w|, and z has the bias in it."
)
def without_the_bias(x, W, b):
    return x @ W / np.linalg.norm(W, axis=0)


@distances.mistake(
    "You divide by the squared length. Take the root of the sum of squares, as "
    "np.linalg.norm does."
)
def with_squared_lengths(x, W, b):
    return (x @ W + b) / np.sum(W**2, axis=0)


@distances.mistake(
    "You divide by the sum of the weights, not by their length: square them, add up, "
    "and take the root."
)
def with_sums_of_weights(x, W, b):
    return (x @ W + b) / np.sum(W, axis=0)


@distances.mistake(
    "You divide by the sum of the absolute weights. The length is the root of the sum "
    "of squares."
)
def with_sums_of_absolute_weights(x, W, b):
    return (x @ W + b) / np.sum(np.abs(W), axis=0)


@distances.mistake(
    "There is still one length for each input, a row of W. Each unit's weights are a "
    "column: which axis runs down it?"
)
def with_lengths_of_rows_as_a_column(x, W, b):
    return (x @ W + b) / np.linalg.norm(W, axis=1)[:, np.newaxis]


@distances.mistake(
    "Now W is transposed, too. The product x @ W was right; the lengths were not."
)
def with_transposed_weights(x, W, b):
    return (x @ W.T + b) / np.linalg.norm(W, axis=1)


@distances.mistake("The sign says the side of the boundary: keep it, without np.abs.")
def without_signs(x, W, b):
    return np.abs(x @ W + b) / np.linalg.norm(W, axis=0)


@distances.mistake(
    "You divide by the lengths of the samples. A distance is z / |w|, with the length "
    "of a unit's weights."
)
def with_lengths_of_samples(x, W, b):
    return (x @ W + b) / np.linalg.norm(x, axis=1, keepdims=True)


@distances.mistake(
    "The bias is in the length now. |w| is the length of the weights alone: the bias "
    "shifts the boundary, and belongs to z."
)
def with_the_bias_in_the_length(x, W, b):
    return (x @ W + b) / np.linalg.norm(np.vstack([W, b]), axis=0)


@distances.mistake(
    "The biases are divided by the length twice, or apart from the sum. Compute z with "
    "its bias first, then divide once."
)
def with_the_bias_divided_twice(x, W, b):
    lengths = np.linalg.norm(W, axis=0)
    return (x @ W + b / lengths) / lengths


@distances.mistake(
    "These are the sums z. For distances divide by the length of each unit's weights."
)
def sums_alone(x, W, b):
    return x @ W + b


WHERE = "points where z is 0"


def divided_by_the_length(returned, r, s, one):
    """Where the boundary is; weights and bias by |w|, as any length of w will do."""
    several = isinstance(returned, tuple | list | np.ndarray)
    parts = [np.asarray(part, float) for part in (returned if several else [returned])]
    sizes = [part.size for part in parts]
    nothing = {WHERE: "nothing", "w / |w|": 0, "b / |w|": 0}
    if sizes != [2, 1]:
        return {"returned": f"parts of {sizes} numbers"} | nothing
    w, b = parts[0].ravel(), parts[1].item()
    if not np.isfinite([*w, b]).all():
        return {"returned": "w and b with inf or nan"} | nothing
    if not w.any():
        return {"returned": "w = 0, which has no boundary"} | nothing
    length = np.linalg.norm(w)
    at = {"r": r, "s": s, "the third point": one}
    through = [name for name, x in at.items() if abs(x @ w + b) < 1e-6 * length]
    seen = {"returned": "w and b", WHERE: " and ".join(through) or "neither r nor s"}
    return seen | {"w / |w|": w / length, "b / |w|": b / length}


def _points(r, s, one):
    return dict(r=np.array(r), s=np.array(s), one=np.array(one))


@exercise(
    look=divided_by_the_length,
    cases=[
        _points([1.0, 1.0], [3.0, 2.0], one=[4.0, 0.0]),
        _points([1.0, 1.0], [3.0, 2.0], one=[0.0, 3.0]),
        _points([0.0, 4.0], [3.0, 0.0], one=[0.0, 0.0]),
        _points([2.0, 0.0], [2.0, 5.0], one=[1.0, 1.0]),  # a line without a slope
        _points([-1.0, -2.0], [1.0, -3.0], one=[2.0, -2.0]),  # w · one < 0 < z
        _points([5.0, 1.0], [2.0, -3.0], one=[7.0, 1.0]),
    ],
    hints=[
        "What do you know of w and an arrow along the boundary? The lesson did it with "
        "a ruler.",
        "s - r lies along the boundary. How did two numbers and one sign make an arrow "
        "at a right angle to it? Then choose b so that z is 0 at r.",
        "Compute z at the third point. If it is negative, what must change, in which "
        "of w and b?",
    ],
)
def place_boundary(r, s, one):
    """A neuron whose boundary goes through r and s, and which answers 1 at one.

    r, s, one: points, (2,), not on one line. Returns w (2,), of any length, and b.
    """
    along = s - r
    w = np.array([-along[1], along[0]])
    b = -(w @ r)
    if w @ one + b < 0:
        w, b = -w, -b
    return w, b


def _sided(w, b, one, side=1):
    """w and b, with other signs where z at one hasn't this sign."""
    return (-w, -b) if side * (w @ one + b) < 0 else (w, b)


def _through(w, r, one, side=1):
    """w and b with z = 0 at r, and with z at one of this sign, where there is one."""
    return _sided(w, -(w @ r), one, side)


def _normal(along):
    return np.array([-along[1], along[0]])


def _right(along, r, one):
    return _through(_normal(along), r, one)


SIDE = " Then choose the side: z must be positive at the third point."
NO_SIGN = (
    "The numbers of s - r are swapped, but no sign is changed: w · (s - r) isn't 0. "
    "Change the sign of one of the two."
)
NO_SWAP = (
    "One sign of s - r is changed, but the numbers aren't swapped: w · (s - r) isn't "
    "0. Swap them, too."
)
ALONG = (
    "w lies along the boundary: it is s - r itself. It must stand at a right angle to "
    "it: which two numbers have the dot product 0 with s - r?"
)
WRONG_B = "b has the wrong sign: z = w · r + b must be 0 at r."
TOGETHER = " Both signs must change together, for z = 0 at r."
for message, place in [
    (
        "The boundary is right, but the third point gets a 0 in some cases. Where z is "
        "negative there, change the signs of w and of b.",
        lambda a, r, one: (_normal(a), -(_normal(a) @ r)),
    ),
    (
        "The boundary is right, but the side is left to chance. Where z is negative at "
        "the third point, change the signs of w and of b.",
        lambda a, r, one: (-_normal(a), _normal(a) @ r),
    ),
    (
        "The boundary is right, but you choose the side by the origin, where z is b. "
        "Take z at the third point.",
        lambda a, r, one: _right(a, r, 0 * one),
    ),
    (
        "The boundary is right, but you look for the side with w · one alone: z has "
        "the bias in it, w · one + b.",
        lambda a, r, one: _through(_normal(a), r, one + r),
    ),
    (
        "The ones are on the wrong side: z must be positive at the third point.",
        lambda a, r, one: _through(_normal(a), r, one, side=-1),
    ),
    (NO_SIGN + SIDE, lambda a, r, one: (a[::-1], -(a[::-1] @ r))),
    (NO_SIGN, lambda a, r, one: _through(a[::-1], r, one)),
    (NO_SWAP + SIDE, lambda a, r, one: (a * [1, -1], -(a * [1, -1] @ r))),
    (NO_SWAP, lambda a, r, one: _through(a * [1, -1], r, one)),
    (ALONG + SIDE, lambda a, r, one: (a, -(a @ r))),
    (ALONG, lambda a, r, one: _through(a, r, one)),
    (
        "w points from r to the third point. It must stand at a right angle to s - r, "
        "on the third point's side.",
        lambda a, r, one: _through(one - r, r, one),
    ),
    (
        "On some sides you change the sign of w alone." + TOGETHER,
        lambda a, r, one: (_right(a, r, one)[0], -(_normal(a) @ r)),
    ),
    (
        "Where z is negative you change the sign of w alone." + TOGETHER,
        lambda a, r, one: (_through(-_normal(a), r, one)[0], _normal(a) @ r),
    ),
    (
        "On some sides you change the sign of b alone." + TOGETHER,
        lambda a, r, one: (_normal(a), _right(a, r, one)[1]),
    ),
    (
        "Where z is negative you change the sign of b alone." + TOGETHER,
        lambda a, r, one: (-_normal(a), _right(a, r, one)[1]),
    ),
    (
        "The bias is 0, so the boundary goes through the origin. Which b makes z = 0 "
        "at r?",
        lambda a, r, one: (_right(a, r, one)[0], 0.0),
    ),
    (
        "The bias is 0: then z is 0 at the origin. Which b makes it 0 at r instead?",
        lambda a, r, one: _right(a, 0 * r, one),
    ),
    (WRONG_B, lambda a, r, one: (_right(a, r, one)[0], -_right(a, r, one)[1])),
    (WRONG_B + SIDE, lambda a, r, one: (_normal(a), _normal(a) @ r)),
    (
        WRONG_B + " So z at the third point misleads you, too.",
        lambda a, r, one: _sided(_normal(a), _normal(a) @ r, one),
    ),
    (
        "b makes z = 0 at the third point. It must be 0 at r and at s.",
        lambda a, r, one: (_normal(a), -(_normal(a) @ one)),
    ),
    (
        "You divide w by its length, but not b, which belongs to the longer w. Divide "
        "both, or none.",
        lambda a, r, one: (
            _right(a, r, one)[0] / np.linalg.norm(a),
            _right(a, r, one)[1],
        ),
    ),
    (
        "You divide by 0 where s is straight above r: such a line has no slope. The "
        "numbers of s - r will do, without a division.",
        lambda a, r, one: _through(np.array([-a[1] / a[0], 1.0]), r, one),
    ),
    (
        "w and b come in the other order: return w first, then b.",
        lambda a, r, one: _right(a, r, one)[::-1],
    ),
    (
        "This is w alone: return b, too, as `return w, b`.",
        lambda a, r, one: _right(a, r, one)[0],
    ),
    (
        "These are three numbers in a row. Return two things, w with its two numbers "
        "and b: `return w, b`.",
        lambda a, r, one: np.append(*_right(a, r, one)),
    ),
]:

    @place_boundary.mistake(message)
    def placed_otherwise(r, s, one, *, place=place):
        return place(s - r, r, one)
