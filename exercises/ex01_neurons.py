"""Exercises of lesson 01: the neuron, its boundary and the layer."""

from exercises.ex01_boundary import place_boundary
from exercises.exercise import choose, exercise
from helpers.lab import keras

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "by_shadow",
    "share_right",
    "reaches",
    "from_pytorch",
    "place_boundary",
]

by_shadow = choose(
    options={
        "a": "a = 0, d = −1",
        "b": "a = 1, d = 2",
        "c": "a = 0, d = −2",
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
        "c": "This takes the shadow for w · x, 4 − 6, and z for the distance. Begin "
        "with w · x, the length of w times the shadow.",
    },
    hints=[
        "What is w · x, by the length of w and the shadow?",
        "w · x = |w| · shadow. Then z = w · x + b.",
        "The sign of z gives the answer, z / |w| the distance.",
    ],
)

share_right = choose(
    options={
        "a": "1.0",
        "b": "0.9",
        "c": "0.82",
        "d": "an error",
    },
    right="c",
    because="Each answer meets all ten targets, a table of (10, 10). Each of 9 ones "
    "agrees with 9 targets, the zero with 1: 9 · 9 + 1 = 82 of 100. It looks "
    "plausible, and says nothing.",
    reasons={
        "a": "So it should be, with answers[:, 0]. Which shape has the comparison of "
        "(10, 1) with (10,)?",
        "b": "The 9 ones agree with 9 of 10 targets each. With how many does the zero?",
        "d": "NumPy stretches a size of 1 to the other's. Which shape comes out?",
    },
    hints=[
        "Write the shapes below each other, from the right.",
        "With how many of the ten targets does an answer 1 agree, and an answer 0?",
        "Nine ones, each right 9 times, and one zero, right once, in a table of 100.",
    ],
)


@exercise(
    kind="find the fault",
    cases=[
        dict(
            x=np.array([[1.0, 2.0], [3.0, 0.0], [0.0, -1.0], [2.0, 2.0]]),
            w=np.array([2.0, 1.0]),
            threshold=5.0,  # the sums are 4, 6, -1 and 6
        ),
        dict(  # a sum that is the threshold, and two a little below
            x=np.array(
                [[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.75, 0.0], [1.0, 0.25, 0.0]]
            ),
            w=np.array([1.0, 1.0, 1.0]),
            threshold=2.0,
        ),
        dict(
            x=np.array([[0.5], [-1.0], [-4.0], [-2.5], [-2.875], [4.0]]),
            w=np.array([1.0]),
            threshold=-2.5,
        ),
    ],
    hints=[
        "Where in the function does the threshold count?",
        "Where is z = 0 without a bias? And which number added to the sum makes it 0 "
        "at the threshold?",
        "The layer needs its bias back. Then set_weights takes two arrays: the kernel, "
        "and the bias, of shape (1,). Which sign has it?",
    ],
)
def reaches(x, w, threshold):
    """Return 1.0 where x @ w reaches the threshold, else 0.0, (n,), for x (n, n_in)."""
    unit = keras.layers.Dense(1)
    unit.build((None, len(w)))
    unit.set_weights([w.reshape(-1, 1), np.array([-threshold])])
    z = np.array(unit(x))[:, 0]
    return np.where(z >= 0, 1.0, 0.0)


@reaches.fault
def reaches(x, w, threshold):
    """Return 1.0 where x @ w reaches the threshold, else 0.0, (n,), for x (n, n_in)."""
    unit = keras.layers.Dense(1, use_bias=False)
    unit.build((None, len(w)))
    unit.set_weights([w.reshape(-1, 1)])
    z = np.array(unit(x))[:, 0]
    return np.where(z >= 0, 1.0, 0.0)


TOO_EARLY = (
    "The ones begin too early: sums a little below the threshold get one. With the "
    "bias −threshold, compare z with 0, by >=."
)
for message, answers in [
    (
        "The bias has the wrong sign. z must be 0 where the weighted sum equals the "
        "threshold: sum − threshold.",
        lambda s, t: s + t >= 0,
    ),
    (
        "You compare with >. A sum that equals the threshold reaches it: keep >=.",
        lambda s, t: s - t > 0,
    ),
    (
        "The threshold counts twice, in the bias and in the comparison: once will do.",
        lambda s, t: s - t >= t,
    ),
    (
        "0 and 1 are the wrong way round: 1 belongs where the sum is large enough.",
        lambda s, t: s - t < 0,
    ),
    (
        "These are sums, with the right bias. Return the step of z, 1 or 0.",
        lambda s, t: s - t,
    ),
    (
        "The comparison is turned round: 1 belongs where z is 0 or more, with >=.",
        lambda s, t: s - t <= 0,
    ),
    (
        "Where the sum is too small the answer should be 0, not −1.",
        lambda s, t: 2.0 * (s - t >= 0) - 1,
    ),
    (
        "The sum is divided by the threshold, which turns the comparison round where "
        "it is negative. Subtract the threshold instead: that is a bias.",
        lambda s, t: s / t >= 1,
    ),
    ("These are sums without the threshold. Which bias brings it in?", lambda s, t: s),
    (
        "These are sums, and the bias has the wrong sign. Let z be 0 where the sum "
        "equals the threshold, then return the step of z.",
        lambda s, t: s + t,
    ),
    (
        "The bias is −1 whatever the threshold. For which threshold is that right?",
        lambda s, t: s - 1 >= 0,
    ),
    (
        "The bias is 1 whatever the threshold. What must z be where the sum equals the "
        "threshold?",
        lambda s, t: s + 1 >= 0,
    ),
    (
        "The bias is the size of the threshold, with a minus. A threshold can be "
        "negative, too: leave its sign, and put one minus before it.",
        lambda s, t: s - abs(t) >= 0,
    ),
    (
        "The threshold multiplies the sum. A threshold shifts: add a bias.",
        lambda s, t: s * t >= 0,
    ),
    (TOO_EARLY, lambda s, t: s - t > -1),
    (f"{TOO_EARLY} Nothing else is to be added.", lambda s, t: s - t > -0.5),
    (
        "The threshold is cut to a whole number. It needn't be one: leave it as it is.",
        lambda s, t: s - np.trunc(t) >= 0,
    ),
    (
        "The sums are rounded. A sum a little below the threshold doesn't reach it.",
        lambda s, t: np.rint(s) - t >= 0,
    ),
    (
        "Between 0 and 1 your answers grow with z. A step is 0 or 1, with nothing "
        "between: np.where(z >= 0, 1.0, 0.0).",
        lambda s, t: np.clip(s - t + 1, 0, 1),
    ),
]:

    @reaches.mistake(message)
    def answered_otherwise(x, w, threshold, *, answers=answers):
        return answers(x @ w, threshold) * 1.0


@reaches.mistake(
    "The threshold is subtracted from each weight, so it is multiplied by the inputs. "
    "The bias is added once, after the products."
)
def with_the_threshold_in_the_weights(x, w, threshold):
    return np.where(x @ (w - threshold) >= 0, 1.0, 0.0)


@reaches.mistake(
    "This compares the distance, z / |w|, with the threshold. The weighted sum itself "
    "must reach it: don't divide."
)
def with_the_distance(x, w, threshold):
    return np.where(x @ w / np.linalg.norm(w) >= threshold, 1.0, 0.0)


@reaches.mistake(
    "This is a column, (n, 1), as Keras answers. Take its only column, [:, 0]."
)
def as_a_column(x, w, threshold):
    return np.where(x @ w >= threshold, 1.0, 0.0)[:, np.newaxis]


NOTHING = {"sums": "none", "activation": "none", "biases": [], "kernel": []}


def kernel_and_biases(layer, W, b):
    """What a layer does, told by its sums at the origin and a step along each axis."""
    n_units, n_in = W.shape
    if not isinstance(layer, keras.layers.Layer):
        return {"returned": f"no layer, but of type {type(layer).__name__}"} | NOTHING
    if not layer.built:
        return {"returned": "a layer without weights: call build"} | NOTHING
    steps = 10 * np.eye(n_in)  # long ones: every sum changes its sign
    x = np.vstack([np.zeros(n_in), steps, -steps])
    sums = keras.ops.convert_to_numpy(layer(x)).astype(float)
    seen = {"returned": "a layer", "sums": f"of {sums.shape[1]} units"}
    biases, kernel = sums[0], (sums[1 : n_in + 1] - sums[0]) / 10
    if not np.allclose(sums[n_in + 1 :], biases - 10 * kernel, atol=1e-4):
        seen["activation"] = "one: the sums are changed"
        return NOTHING | seen
    if len(layer.weights) == 1:
        seen["returned"] = "a layer without biases"
    if not biases.any() and not np.allclose(kernel, np.rint(kernel), atol=1e-4):
        seen["returned"] = "a layer with the random weights of its start"
        return NOTHING | seen
    return seen | {"activation": "none", "biases": biases, "kernel": kernel}


@exercise(
    kind="use Keras",
    look=kernel_and_biases,
    cases=[
        dict(  # square: a kernel that isn't transposed gives no error
            W=np.array([[3.0, 4.0], [-1.0, 2.0]]), b=np.array([5.0, -2.0])
        ),
        dict(W=np.array([[1.0, -2.0, 4.0], [3.0, 0.0, 7.0]]), b=np.array([-1.0, 6.0])),
        dict(W=np.array([[2.0], [-3.0], [5.0]]), b=np.array([4.0, 1.0, -7.0])),
    ],
    hints=[
        "How many units has the layer, and how many inputs? Read both from W.shape.",
        "Follow the lesson: Dense, build, set_weights. Which shape does the kernel "
        "have in Keras, which has W here?",
        "Rows and columns change places in W.T. The second array is b, as it is.",
    ],
)
def from_pytorch(W, b):
    """Return a Keras layer with the weights W (n_units, n_in) and biases b (n_units,).

    A row of W has the weights of one unit, as PyTorch keeps them.
    """
    n_units, n_in = W.shape
    layer = keras.layers.Dense(n_units)
    layer.build((None, n_in))
    layer.set_weights([W.T, b])
    return layer


def _dense(kernel, b, activation=None):
    """A layer with this kernel, and these biases; without biases where b is None."""
    layer = keras.layers.Dense(kernel.shape[1], activation, use_bias=b is not None)
    layer.build((None, len(kernel)))
    layer.set_weights([kernel] if b is None else [kernel, b])
    return layer


ROWS = (
    "A unit's weights are a row of W, but a column of Keras's kernel: transpose. Here "
    "W is square, so there is no error."
)
RESHAPED = (
    "reshape keeps the order of the numbers, so the units' weights are mixed. "
    "Transpose instead: rows become columns."
)
WITHOUT = (
    "use_bias=False leaves the biases out. Take it away: then b is the second array."
)
NO_BIASES = " And the biases are missing: they are the second array."
for message, make in [
    (ROWS, lambda W, b: _dense(W, b)),
    (RESHAPED, lambda W, b: _dense(W.reshape(W.shape[::-1]), b)),
    (
        "The kernel is right. The biases are 0: put b in as the second array.",
        lambda W, b: _dense(W.T, 0 * b),
    ),
    (f"The kernel is right. {WITHOUT}", lambda W, b: _dense(W.T, None)),
    (f"{ROWS} And {WITHOUT}", lambda W, b: _dense(W, None)),
    (f"{RESHAPED} And {WITHOUT}", lambda W, b: _dense(W.reshape(W.shape[::-1]), None)),
    (ROWS + NO_BIASES, lambda W, b: _dense(W, 0 * b)),
    (RESHAPED + NO_BIASES, lambda W, b: _dense(W.reshape(W.shape[::-1]), 0 * b)),
    (
        "The biases have the wrong sign. They are given as biases, not as thresholds.",
        lambda W, b: _dense(W.T, -b),
    ),
    (
        "The layer has an activation. It should answer with z: name none.",
        lambda W, b: _dense(W.T, b, "relu"),
    ),
    (
        "These are the weights alone. Return the layer that has them.",
        lambda W, b: [W.T, b],
    ),
    (
        "This layer is built, but its weights are still the random ones of its start. "
        "Put yours in with set_weights.",
        lambda W, b: _dense(W.T + 0.3, 0 * b),
    ),
    (
        "This layer has no weights yet. Call build, so that set_weights has room.",
        lambda W, b: keras.layers.Dense(len(b)),
    ),
]:

    @from_pytorch.mistake(message)
    def built_otherwise(W, b, *, make=make):
        return make(W, b)
