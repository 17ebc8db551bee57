"""Exercises of lesson 22: gates, masks, bits per character, the belt's gradient."""

from exercises.ex22_language_models import bits_per_character, eighths, last_state
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "one_step",
    "candidate",
    "last_state",
    "bits_per_character",
    "belt_gradient",
]


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


@exercise(
    cases=[
        dict(
            x=np.array([[1.0]]),
            h=np.array([[0.5]]),
            c=np.array([[2.0]]),
            W=np.array([[1.0, -1.0, 2.0, 0.5]]),
            U=np.array([[0.5, 1.0, -1.0, 0.0]]),
            b=np.array([0.0, 1.0, 0.25, -1.0]),
        ),
        dict(
            x=eighths(3, 2),
            h=eighths(3, 4),
            c=2 * eighths(3, 4),
            W=eighths(2, 16),
            U=eighths(4, 16),
            b=eighths(16),
        ),
    ],
    hints=[
        "First one matrix for all: z = x @ W + h @ U + b. Which shape has it?",
        "np.split(z, 4, axis=-1) gives the parts of i, f, g and o. Three of them go "
        "through the sigmoid 1 / (1 + np.exp(-z)). And the fourth?",
        "f says how much of the old c stays, i how much of g is added. Which c does o "
        "open on, and what is done to it first?",
    ],
)
def one_step(x, h, c, W, U, b):
    """One step of an LSTM.

    x: (n, n_in); h, c: (n, n_units), the old states; W: (n_in, 4 n_units);
    U: (n_units, 4 n_units); b: (4 n_units,); columns in the order i, f, g, o.
    Returns the new h and c, each (n, n_units).
    """
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def _step(x, h, c, W, U, b, order="ifgo"):
    """The four gates by name, taken from the columns in another order."""
    z = dict(zip(order, np.split(x @ W + h @ U + b, 4, axis=-1), strict=True))
    return _sigmoid(z["i"]), _sigmoid(z["f"]), np.tanh(z["g"]), _sigmoid(z["o"])


def _ended(i, f, g, o, c):
    c = f * c + i * g
    return o * np.tanh(c), c


@one_step.mistake(
    "The forget and the input gate have changed places: f scales the old c, i scales "
    "the candidate g."
)
def one_step_with_f_and_i_swapped(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(f, i, g, o, c)


@one_step.mistake(
    "The columns are taken in the order i, f, o, g. Keras has the candidate third and "
    "the output gate last: i, f, g, o."
)
def one_step_in_the_order_ifog(x, h, c, W, U, b):
    return _ended(*_step(x, h, c, W, U, b, "ifog"), c)


@one_step.mistake(
    "The columns are taken in the order i, g, f, o, as in TensorFlow 1. In Keras, f is "
    "second and g third."
)
def one_step_in_the_order_igfo(x, h, c, W, U, b):
    return _ended(*_step(x, h, c, W, U, b, "igfo"), c)


@one_step.mistake(
    "The hidden state isn't carried: the old h has no say in the gates. Add h @ U."
)
def one_step_without_h(x, h, c, W, U, b):
    return _ended(*_step(x, 0 * h, c, W, U, b), c)


@one_step.mistake("The bias is missing: add b to x @ W + h @ U.")
def one_step_without_b(x, h, c, W, U, b):
    return _ended(*_step(x, h, c, W, U, 0 * b), c)


@one_step.mistake(
    "The candidate is added as it comes out of the matrices. It passes a tanh first: "
    "i * np.tanh(g)."
)
def one_step_without_the_first_tanh(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(i, f, np.arctanh(g), o, c)


@one_step.mistake(
    "The candidate went through the sigmoid, like the gates. It is what may be added, "
    "and may be negative: tanh."
)
def one_step_with_a_sigmoid_candidate(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(i, f, _sigmoid(np.arctanh(g)), o, c)


@one_step.mistake(
    "The gates went through tanh. A gate is open or closed, from 0 to 1: sigmoid. tanh "
    "is for the candidate g."
)
def one_step_with_tanh_gates(x, h, c, W, U, b):
    i, f, g, o = (np.tanh(z) for z in np.split(x @ W + h @ U + b, 4, axis=-1))
    return _ended(i, f, g, o, c)


@one_step.mistake(
    "The forget gate is left out: all of the old c stays. f says how much of it."
)
def one_step_that_forgets_nothing(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(i, np.ones_like(f), g, o, c)


@one_step.mistake(
    "1 - f stands in for the input gate, as in a GRU. An LSTM has a gate i of its own."
)
def one_step_with_coupled_gates(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(1 - f, f, g, o, c)


@one_step.mistake(
    "c is right, and h isn't: the belt is shown as it is. It passes a tanh first: "
    "o * np.tanh(c)."
)
def one_step_without_the_last_tanh(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    c = f * c + i * g
    return o * c, c


@one_step.mistake(
    "c is right, and h shows the old c. The output gate opens on the new one: compute "
    "it first."
)
def one_step_that_shows_the_old_c(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return o * np.tanh(c), f * c + i * g


@one_step.mistake("Both are right, but c comes first. Return h, then c, as Keras does.")
def one_step_returned_as_c_and_h(x, h, c, W, U, b):
    h, c = _ended(*_step(x, h, c, W, U, b), c)
    return c, h


@exercise(
    cases=[
        dict(
            x=np.array([[1.0]]),
            h=np.array([[2.0]]),
            r=np.array([[0.5]]),
            W=np.array([[0.5]]),
            U=np.array([[-0.25]]),
            b=np.array([0.125]),
            b_h=np.array([1.0]),
        ),
        dict(
            x=eighths(2, 3),
            h=eighths(2, 4),
            r=(eighths(2, 4) + 1) / 2,
            W=eighths(3, 4),
            U=eighths(4, 4),
            b=eighths(4),
            b_h=eighths(4),
        ),
    ],
    hints=[
        "Two parts, one from x and one from h. Which of them does the reset scale?",
        "The part from h is h @ U + b_h, with its own bias, and r scales all of it.",
        "Add the two parts. A candidate lies between -1 and 1: which function is left?",
    ],
)
def candidate(x, h, r, W, U, b, b_h):
    """The candidate of a GRU whose reset comes after the matrix.

    x: (n, n_in); h: (n, n_units), the old state; r: (n, n_units), the reset gate;
    W: (n_in, n_units); U: (n_units, n_units); b, b_h: (n_units,). Returns (n, n_units).
    """
    return np.tanh(x @ W + b + r * (h @ U + b_h))


@candidate.mistake(
    "The reset acts before the matrix: (r * h) @ U. That is reset_after=False; here r "
    "scales what has come out of the matrix."
)
def candidate_reset_before(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + (r * h) @ U + b_h)


@candidate.mistake(
    "The bias b_h stands outside of the reset. It belongs to h @ U, and r scales both: "
    "r * (h @ U + b_h)."
)
def candidate_with_b_h_outside(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + r * (h @ U) + b_h)


@candidate.mistake(
    "The bias b_h is missing: it is added to h @ U, before r scales both."
)
def candidate_without_b_h(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + r * (h @ U))


@candidate.mistake(
    "This is the formula of the paper and of many books: the reset before the matrix, "
    "one bias. Here it comes after, and h @ U has a bias of its own: r * (h @ U + b_h)."
)
def candidate_of_the_paper(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + (r * h) @ U)


@candidate.mistake("The reset is missing: multiply the part that comes from h by r.")
def candidate_without_reset(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + h @ U + b_h)


@candidate.mistake(
    "The reset scales the input's part, too. It only hides the old state."
)
def candidate_with_the_input_reset(x, h, r, W, U, b, b_h):
    return np.tanh(r * (x @ W + b + h @ U + b_h))


@candidate.mistake(
    "The candidate went through the sigmoid, as a gate does. It may be negative: tanh."
)
def candidate_with_a_sigmoid(x, h, r, W, U, b, b_h):
    return _sigmoid(x @ W + b + r * (h @ U + b_h))


@candidate.mistake(
    "The reset scales b, too. It belongs to the input's part, which r leaves alone."
)
def candidate_with_b_reset(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + r * (h @ U + b_h + b))


@candidate.mistake("The reset is added. It multiplies the part that comes from h.")
def candidate_with_the_reset_added(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + r + h @ U + b_h)


@candidate.mistake(
    "The reset is turned round: with r = 1 the old state should be seen in full."
)
def candidate_with_the_reset_turned(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + (1 - r) * (h @ U + b_h))


@candidate.mistake("The tanh is missing around the sum.")
def candidate_without_tanh(x, h, r, W, U, b, b_h):
    return x @ W + b + r * (h @ U + b_h)


@exercise(
    cases=[
        dict(f=np.array([[0.5], [0.25], [0.5]]), dc=np.array([8.0])),
        dict(f=(eighths(5, 3) + 1) / 2, dc=eighths(3) + 2),
    ],
    hints=[
        "What is the gradient by the last belt, and what by the one before?",
        "c_t = f_t * c_(t-1) + ..., so the gradient by c_(t-1) is that by c_t times "
        "f_t. Which row of f is never used?",
        "Begin with the last row, which is given, and go back: each row is made from "
        "the one after it and from the gate that lies between them.",
    ],
)
def belt_gradient(f, dc):
    """The gradient by an LSTM's belt after each step, down the belt alone.

    f: (n_steps, n_units), the forget gates; dc: (n_units,), the gradient by the belt
    after the last step. Returns (n_steps, n_units).
    """
    gradients = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        gradients[t - 1] = gradients[t] * f[t]
    return gradients


def _down(scales, dc):
    """The gradients by all belts where scales (n_steps - 1, n_units) lie between."""
    scales = [*scales, np.ones_like(dc)]
    return dc * np.cumprod(scales[::-1], axis=0)[::-1]


@belt_gradient.mistake(
    "The product runs forwards, from the first step. The gradient comes from the last "
    "step, whose row is dc itself."
)
def belt_gradient_forwards(f, dc):
    return dc * np.cumprod([np.ones_like(dc), *f[1:]], axis=0)


@belt_gradient.mistake(
    "Each row has one forget gate too many: f[t] scales the belt before step t, so it "
    "comes in for row t - 1. The last row is dc itself."
)
def belt_gradient_with_its_own_gate(f, dc):
    return dc * np.cumprod(f[::-1], axis=0)[::-1]


@belt_gradient.mistake(
    "The gates are one step off: from belt t down to belt t - 1 the factor is f[t], "
    "not f[t - 1]."
)
def belt_gradient_with_the_gate_before(f, dc):
    return _down(f[:-1], dc)


@belt_gradient.mistake(
    "The factors aren't accumulated: each row is the row after it times a gate, not dc "
    "times a gate."
)
def belt_gradient_not_accumulated(f, dc):
    return dc * np.array([*f[1:], np.ones_like(dc)])


@belt_gradient.mistake(
    "The rows are in the order of the way back, from the last step to the first. Turn "
    "them round."
)
def belt_gradient_last_step_first(f, dc):
    return _down(f[1:], dc)[::-1]


@belt_gradient.mistake(
    "Each factor is f * (1 - f). That is for the gate's pre-activation; the belt is "
    "scaled by f itself."
)
def belt_gradient_through_the_sigmoid(f, dc):
    return _down(f[1:] * (1 - f[1:]), dc)


@belt_gradient.mistake(
    "The gates are added up. On its way back the gradient is multiplied by each."
)
def belt_gradient_of_sums(f, dc):
    gradients = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        gradients[t - 1] = gradients[t] + f[t]
    return gradients


@belt_gradient.mistake(
    "You divided by the forget gates. Forwards the belt is multiplied by f, and so is "
    "the gradient on its way back."
)
def belt_gradient_divided(f, dc):
    gradients = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        gradients[t - 1] = gradients[t] / f[t]
    return gradients


@belt_gradient.mistake(
    "All rows are dc: on its way back, the gradient is multiplied by the forget gates."
)
def belt_gradient_unscaled(f, dc):
    return np.ones_like(f) * dc
