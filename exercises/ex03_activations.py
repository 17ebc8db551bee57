"""Exercises of lesson 03: stuck units, a row of units, a network, softplus.

Known mistakes stand in tables: the message, and what the wrong answer does.
"""

from exercises.ex03_thermometer import thermometer
from exercises.exercise import choose, exercise

import numpy as np

__all__ = ["stuck", "ten_tanhs", "thermometer", "softplus"]  # in the lesson's order

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

ten_tanhs = choose(
    options={
        "a": "0.19¹⁰, about 0.00000006",
        "b": "0.38¹⁰, about 0.00006",
        "c": "1.8¹⁰, about 360",
        "d": "10 · 0.38 = 3.8",
    },
    right="b",
    because="Each unit brings its slope times its weight, (1 − 0.9²) · 2 = 0.38, and "
    "slopes in a row multiply: 0.38 ten times is nearly nothing, a vanishing gradient.",
    reasons={
        "a": "0.19 is the slope of tanh at an answer of 0.9. Each unit also multiplies "
        "by something else on the way: what?",
        "c": "0.9 · 2 is answer times weight. How fast an answer changes is told by "
        "the slope of tanh: what is it where tanh answers 0.9?",
        "d": "0.38 is right for one unit. Twice as fast, then three times as fast, is "
        "how many times as fast?",
    },
    hints=[
        "What is the slope of tanh, written with its answer t?",
        "Each unit brings its slope, times its weight.",
        "Take 1 − t² at t = 0.9, times 2, for one unit; then think of ten in a row.",
    ],
)


@exercise(
    cases=[
        dict(z=np.array([0.0, 1.0, -1.0, 3.0])),
        dict(z=np.array([[0.5, -2.0, 6.0], [-0.25, 0.0, -4.0]])),
        dict(z=np.array([-26.0, -12.0, -8.0, 8.0, 12.0, 24.0])),
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
    return np.maximum(z, 0) + np.log1p(e)


def _rest(z):
    """What softplus adds to max(z, 0)."""
    return np.log1p(np.exp(-np.abs(z)))


def _clipped_at(bound):
    return lambda z: np.log1p(np.exp(np.clip(z, -bound, bound)))


def _left_out_above(border):
    return lambda z: np.where(z > border, z, np.logaddexp(0, z))


def _left_out_below(border):
    return lambda z: np.where(z < -border, 0, np.logaddexp(0, z))


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
RIGHT_BORDER = (
    "Above a border such as {} you return z itself: near, not equal. z + log(1 + "
    "exp(-z)) is right for every positive z, without a border."
)
LEFT_BORDER = (
    "Below a border such as -{} you return 0: near, not equal. exp(-|z|) doesn't "
    "overflow there: leave the border out."
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
        "For positive z you return z itself: the rest, log(1 + exp(-z)), is missing.",
        lambda z: np.where(z > 0, z, np.logaddexp(0, z)),
    ),
    (
        "Beyond your borders you return z, or 0: near, not equal. With exp(-|z|) "
        "nothing overflows anywhere: leave both borders out.",
        lambda z: np.where(z > 20, z, np.where(z < -20, 0, np.logaddexp(0, z))),
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
        "For z of 0 and above you return z itself: the rest, log(1 + exp(-z)), is "
        "missing.",
        lambda z: np.where(z >= 0, z, np.logaddexp(0, z)),
    ),
    (
        "max(z, 0) is right. But in the logarithm stands exp(-z), which grows for "
        "negative z and overflows at −1000: let exp see -np.abs(z).",
        lambda z: np.maximum(z, 0) + np.log1p(np.exp(-z)),
    ),
    (
        "One largest z is taken out for all. Where z is far below it, both powers are "
        "0, and so is what the logarithm sees. Take out max(z, 0), entry by entry.",
        lambda z: z.max() + np.log(np.exp(-z.max()) + np.exp(z - z.max())),
    ),
    (
        "softplus(z) is -log(sigmoid(-z)), true. But sigmoid(-1000) is rounded to 0, "
        "and log(0) is minus infinity. Begin with log(1 + exp(z)) instead.",
        lambda z: -np.log(_sigmoid(-z)),
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
        "The logarithm is missing: that is exp(-|z|). What is added to max(z, 0) is "
        "log(1 + exp(-|z|)).",
        lambda z: np.exp(-np.abs(z)),
    ),
    (
        "The logarithm is missing: that is 1 + exp(z), which overflows besides. Take "
        "its logarithm, with exp(z) taken out of the bracket.",
        lambda z: 1 + np.exp(z),
    ),
    (
        "max(z, 0) stands inside the power, so for z below 0 you get log(2). It is to "
        "be added outside the logarithm.",
        lambda z: np.log1p(np.exp(np.maximum(z, 0))),
    ),
    (
        "min(z, 0) in the power is right on the left; on the right you get log(2). "
        "With exp(z) taken out, what is left there?",
        lambda z: np.log1p(np.exp(np.minimum(z, 0))),
    ),
    (
        "The sign is wrong: -log(1 + e) is log(1 / (1 + e)), the sigmoid's. And on the "
        "right z is to be added: max(z, 0).",
        lambda z: -_rest(z),
    ),
    (
        "That is the logarithm of the sigmoid of |z| and its mirror. Softplus has "
        "log(1 + exp(z)): with exp(z) taken out, z + log(1 + exp(-z)).",
        lambda z: np.where(z >= 0, _rest(z), -np.abs(z) - _rest(z)),
    ),
    (
        "That is leaky ReLU. Softplus is log(1 + exp(z)), with a round corner.",
        lambda z: np.where(z > 0, z, 0.25 * z),
    ),
    (
        "Your numbers are rounded. 12 decimals are asked for: leave np.round out.",
        lambda z: np.round(np.logaddexp(0, z), 3),
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
for _border in (5, 7, 10, 20):
    WRONG.append((RIGHT_BORDER.format(_border), _left_out_above(_border)))
for _border in (7, 10, 20):
    WRONG.append((LEFT_BORDER.format(_border), _left_out_below(_border)))
for _bound in (10, 20, 30, 50, 100, 500, 700, 709):
    WRONG.append((CLIPPED.format(_bound), _clipped_at(_bound)))
for _message, _function in WRONG:
    softplus.mistake(_message)(_function)
