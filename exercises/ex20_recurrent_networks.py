"""Exercises of lesson 20: baselines, scales, windows, states and their gradients."""

from exercises.ex20_forecasting import pairs, same_month_last_year, scale
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "same_month_last_year",
    "scale",
    "pairs",
    "read_on",
    "recurrent_gradient",
]


@exercise(
    cases=[
        dict(
            x=np.array([[1.0], [0.0]]),
            h=np.array([0.5, -1.0]),
            W=np.array([[1.0, 0.5]]),
            U=np.array([[0.5, 1.0], [-0.25, 0.0]]),
            b=np.array([0.0, 0.25]),
        ),
        dict(
            x=np.array([[0.5, -1.0], [1.0, 0.25], [0.0, 2.0]]),
            h=np.array([0.0, 1.0, -0.5]),
            W=np.array([[0.5, -0.5, 0.25], [1.0, 0.0, 0.5]]),
            U=np.array([[0.5, 1.0, 0.0], [0.0, -0.5, 0.75], [0.25, 0.0, 0.5]]),
            b=np.array([0.1, -0.2, 0.3]),
        ),
    ],
    hints=[
        "How does one step look? The new state is made of one input and the old state.",
        "One step: np.tanh(x[t] @ W + h @ U + b). Which h does the next step need?",
        "Go through the rows of x in a loop. What a step makes takes the place of the "
        "state that it started from.",
    ],
)
def read_on(x, h, W, U, b):
    """The state after a recurrent network has read on.

    x: (n_steps, n_in), what it reads now; h: (n_units,), the state that it has come to;
    W: (n_in, n_units); U: (n_units, n_units); b: (n_units,). Returns (n_units,).
    """
    for x_t in x:
        h = np.tanh(x_t @ W + h @ U + b)
    return h


@read_on.mistake(
    "The state isn't carried: every step starts from the h that was passed. Keep the "
    "new state for the next step."
)
def read_on_from_the_first_state(x, h, W, U, b):
    return np.tanh(x[-1] @ W + h @ U + b)


@read_on.mistake(
    "All steps are computed at once, each from the h that was passed. A step has to "
    "wait for the state of the one before: use a loop."
)
def read_on_all_at_once(x, h, W, U, b):
    return np.tanh(x @ W + h @ U + b)


@read_on.mistake(
    "The state isn't carried: every step starts from zeros. Without h @ U it is a "
    "Dense layer that forgets all but the last input."
)
def read_on_without_memory(x, h, W, U, b):
    return np.tanh(x[-1] @ W + b)


@read_on.mistake(
    "The network started from zeros. It has come to a state already: begin with h."
)
def read_on_from_zeros(x, h, W, U, b):
    return read_on.reference(x, np.zeros_like(h), W, U, b)


@read_on.mistake(
    "U is transposed. Its rows belong to the old state, its columns to the new one: "
    "h @ U."
)
def read_on_with_u_transposed(x, h, W, U, b):
    return read_on.reference(x, h, W, U.T, b)


@read_on.mistake(
    "tanh closes too early: it takes the sum of all three, "
    "np.tanh(x_t @ W + h @ U + b)."
)
def read_on_with_tanh_of_the_input_alone(x, h, W, U, b):
    for x_t in x:
        h = np.tanh(x_t @ W) + h @ U + b
    return h


@read_on.mistake("The activation is a sigmoid. A simple recurrent network has tanh.")
def read_on_with_a_sigmoid(x, h, W, U, b):
    for x_t in x:
        h = 1 / (1 + np.exp(-(x_t @ W + h @ U + b)))
    return h


@read_on.mistake("The activation is ReLU. A simple recurrent network has tanh.")
def read_on_with_relu(x, h, W, U, b):
    for x_t in x:
        h = np.maximum(0, x_t @ W + h @ U + b)
    return h


@read_on.mistake("The old state is added to the new one. It comes in through U alone.")
def read_on_with_states_added_up(x, h, W, U, b):
    for x_t in x:
        h = h + np.tanh(x_t @ W + h @ U + b)
    return h


@read_on.mistake(
    "All inputs are added up and read in one step. Each has its own step, and its "
    "place in time."
)
def read_on_of_the_sum(x, h, W, U, b):
    return np.tanh(x.sum(axis=0) @ W + h @ U + b)


@read_on.mistake("The bias is missing: add b in each step.")
def read_on_without_bias(x, h, W, U, b):
    return read_on.reference(x, h, W, U, np.zeros_like(b))


@read_on.mistake("tanh is missing: the state must stay between -1 and 1.")
def read_on_without_tanh(x, h, W, U, b):
    for x_t in x:
        h = x_t @ W + h @ U + b
    return h


@read_on.mistake(
    "These are the states of all steps. Only the last one is asked for, of shape "
    "(n_units,)."
)
def read_on_with_all_states(x, h, W, U, b):
    states = [h]
    for x_t in x:
        states.append(np.tanh(x_t @ W + states[-1] @ U + b))
    return np.array(states[1:])


@read_on.mistake(
    "The sequence was read backwards. Time runs along the first axis of x."
)
def read_on_backwards(x, h, W, U, b):
    return read_on.reference(x[::-1], h, W, U, b)


@exercise(
    cases=[
        dict(
            h=np.array([[0.5], [-0.5], [0.0]]), dh=np.array([1.0]), U=np.array([[2.0]])
        ),
        dict(
            h=np.array([[0.5, -0.25], [0.75, 0.5], [-0.5, 0.25], [0.1, -0.6]]),
            dh=np.array([1.0, -2.0]),
            U=np.array([[0.5, -1.0], [2.0, 0.25]]),
        ),
    ],
    hints=[
        "Go backwards through the steps, and carry one gradient along, that of the "
        "state. What happens to it in each step?",
        "Through tanh: dz = dh * (1 - h[t] ** 2). Then to the state before: dh = dz @ "
        "U.T.",
        "In step t, U met the state h[t - 1]: its share of dU is an outer product. "
        "Which step has no state before it?",
    ],
)
def recurrent_gradient(h, dh, U):
    """The gradient of the loss by the recurrent weights.

    h: (n_steps, n_units), the states of a SimpleRNN that started from zeros; dh:
    (n_units,), the gradient by the last of them; U: (n_units, n_units).
    Returns dU, (n_units, n_units).
    """
    dU = np.zeros_like(U)
    for t in range(len(h) - 1, 0, -1):
        dz = dh * (1 - h[t] ** 2)
        dU += np.outer(h[t - 1], dz)
        dh = dz @ U.T
    return dU


def _through_time(h, dh, slopes, before, back, first=1):
    """The sum of outer(before[t], dz), with dh carried back through the matrix back."""
    dU = np.zeros_like(back)
    for t in range(len(h) - 1, first - 1, -1):
        dz = dh * slopes[t]
        dU += np.outer(before[t], dz)
        dh = dz @ back
    return dU


def _shifted(h):
    return np.concatenate([np.zeros_like(h[:1]), h[:-1]])


@recurrent_gradient.mistake(
    "The gradient stops after the last step. U was used in every step: carry dh back "
    "with dz @ U.T, and add up."
)
def gradient_stopped_at_the_last_step(h, dh, U):
    return np.outer(h[-2], dh * (1 - h[-1] ** 2))


@recurrent_gradient.mistake(
    "tanh's slope is missing: in each step, multiply by 1 - h[t] ** 2 before anything "
    "else."
)
def gradient_without_slopes(h, dh, U):
    return _through_time(h, dh, np.ones_like(h), _shifted(h), U.T)


@recurrent_gradient.mistake(
    "h * (1 - h) is the sigmoid's slope. These states are those of tanh: 1 - h[t] ** 2."
)
def gradient_with_the_slope_of_a_sigmoid(h, dh, U):
    return _through_time(h, dh, h * (1 - h), _shifted(h), U.T)


@recurrent_gradient.mistake(
    "The slope of tanh is 1 - h[t] ** 2: you forgot the square."
)
def gradient_without_the_square(h, dh, U):
    return _through_time(h, dh, 1 - h, _shifted(h), U.T)


@recurrent_gradient.mistake(
    "The way back leads through U.T: forward it was h @ U, so dh = dz @ U.T."
)
def gradient_through_u(h, dh, U):
    return _through_time(h, dh, 1 - h**2, _shifted(h), U)


@recurrent_gradient.mistake(
    "U met the state that a step began with, h[t - 1], not the one that it made."
)
def gradient_with_the_new_states(h, dh, U):
    return _through_time(h, dh, 1 - h**2, h, U.T)


@recurrent_gradient.mistake(
    "At t = 0, h[t - 1] is h[-1], the last state, as Python counts from the end. That "
    "step started from zeros: leave it out."
)
def gradient_with_a_state_from_the_end(h, dh, U):
    return _through_time(h, dh, 1 - h**2, np.roll(h, 1, axis=0), U.T, first=0)


@recurrent_gradient.mistake(
    "You went forwards through the steps. The gradient is known at the last state: "
    "begin there and go back."
)
def gradient_forwards(h, dh, U):
    dU = np.zeros_like(U)
    for t in range(1, len(h)):
        dz = dh * (1 - h[t] ** 2)
        dU += np.outer(h[t - 1], dz)
        dh = dz @ U.T
    return dU


@recurrent_gradient.mistake(
    "The slope belongs to the state that the step made: 1 - h[t] ** 2."
)
def gradient_with_the_slope_of_the_state_before(h, dh, U):
    return _through_time(h, dh, 1 - _shifted(h) ** 2, _shifted(h), U.T)


@recurrent_gradient.mistake(
    "The loss looks at the last state alone: dh is added once, not at every step."
)
def gradient_of_a_loss_at_every_step(h, dh, U):
    dU, back = np.zeros_like(U), np.zeros_like(dh)
    for t in range(len(h) - 1, 0, -1):
        dz = (dh + back) * (1 - h[t] ** 2)
        dU += np.outer(h[t - 1], dz)
        back = dz @ U.T
    return dU


@recurrent_gradient.mistake(
    "dU is transposed. Its rows belong to the state before, its columns to dz: "
    "np.outer(h[t - 1], dz)."
)
def gradient_transposed(h, dh, U):
    return recurrent_gradient.reference(h, dh, U).T


@recurrent_gradient.mistake(
    "dh isn't carried: every step used the gradient of the last state. The state "
    "before gets dz @ U.T."
)
def gradient_not_carried(h, dh, U):
    dz = dh * (1 - h**2)
    return h[:-1].T @ dz[1:]


@recurrent_gradient.mistake(
    "Only the part of the earliest step is left: add the parts up, with +=."
)
def gradient_overwritten(h, dh, U):
    for t in range(len(h) - 1, 0, -1):
        dz = dh * (1 - h[t] ** 2)
        dU = np.outer(h[t - 1], dz)
        dh = dz @ U.T
    return dU
