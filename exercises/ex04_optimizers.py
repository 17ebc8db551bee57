"""Exercises of lesson 04: momentum and Adam."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            w=np.array([1.0, -2.0]),
            m=np.array([0.5, 0.0]),
            gradient=np.array([2.0, -4.0]),
            learning_rate=0.25,
            momentum=0.75,
        ),
        dict(
            w=np.array([[0.0, 3.0], [1.0, -1.0]]),
            m=np.array([[-1.0, 0.25], [0.5, 2.0]]),
            gradient=np.array([[0.5, -1.5], [2.0, 0.0]]),
            learning_rate=0.1,
            momentum=0.9,
        ),
    ],
    hints=[
        "Two things change: the velocity, and then the weights. In this order.",
        "Friction leaves momentum * m of the velocity; the gradient pushes against it.",
        "The push is the gradient times the learning rate, and friction doesn't touch "
        "it. The weights then move by the velocity that has come out.",
    ],
)
def momentum_step(w, m, gradient, learning_rate, momentum):
    """One step of gradient descent with momentum, in Keras's form.

    w, m, gradient: weights, velocity and gradient, all of one shape;
    learning_rate, momentum: numbers. Returns the new weights and the new velocity.
    """
    m = momentum * m - learning_rate * gradient
    return w + m, m


@momentum_step.mistake(
    "The learning rate multiplies the whole velocity, so it shrinks the old one again "
    "at each step. It belongs to the gradient alone."
)
def momentum_with_rate_on_everything(w, m, gradient, learning_rate, momentum):
    m = learning_rate * (momentum * m - gradient)
    return w + m, m


@momentum_step.mistake(
    "Here the learning rate stands outside the velocity, as some libraries have it. "
    "Keras has it inside: m = momentum * m - learning_rate * gradient."
)
def momentum_with_rate_outside(w, m, gradient, learning_rate, momentum):
    m = momentum * m + gradient
    return w - learning_rate * m, m


@momentum_step.mistake(
    "The ball rolls uphill: the gradient must push against itself, with a minus."
)
def momentum_uphill(w, m, gradient, learning_rate, momentum):
    m = momentum * m + learning_rate * gradient
    return w + m, m


@momentum_step.mistake(
    "The weights move by the old velocity. Compute the new one first, then add it."
)
def momentum_with_old_velocity(w, m, gradient, learning_rate, momentum):
    return w + m, momentum * m - learning_rate * gradient


@momentum_step.mistake(
    "This is Nesterov's form, which looks one step ahead. Here the weights move by the "
    "new velocity itself: w + m."
)
def momentum_of_nesterov(w, m, gradient, learning_rate, momentum):
    m = momentum * m - learning_rate * gradient
    return w + momentum * m - learning_rate * gradient, m


@momentum_step.mistake(
    "You return the velocity that came in. The next step needs the new one."
)
def momentum_that_forgets(w, m, gradient, learning_rate, momentum):
    return w + momentum * m - learning_rate * gradient, m


@momentum_step.mistake(
    "Friction acts on the push of the gradient, too. It slows the old velocity alone: "
    "momentum * m, and then the push."
)
def momentum_on_everything(w, m, gradient, learning_rate, momentum):
    m = momentum * (m - learning_rate * gradient)
    return w + m, m


@momentum_step.mistake(
    "The gradient is weighted by 1 - momentum, as in a mean. Momentum adds it in full."
)
def momentum_as_a_mean(w, m, gradient, learning_rate, momentum):
    m = momentum * m - (1 - momentum) * learning_rate * gradient
    return w + m, m


@exercise(
    cases=[
        dict(  # the first step: as long as the learning rate, whatever the gradient
            w=np.array([1.0, -1.0]),
            m=np.array([0.0, 0.0]),
            v=np.array([0.0, 0.0]),
            gradient=np.array([2.0, -0.5]),
            step=1,
            learning_rate=0.5,
        ),
        dict(
            w=np.array([[0.5, 2.0], [-1.0, 0.0]]),
            m=np.array([[0.3, -0.2], [0.1, 0.5]]),
            v=np.array([[0.04, 0.01], [0.02, 0.3]]),
            gradient=np.array([[1.0, -2.0], [0.5, 4.0]]),
            step=7,
            learning_rate=0.125,
        ),
    ],
    hints=[
        "Four lines: the mean m, the mean square v, their corrections, the weights.",
        "m is 0.9 of the old and 0.1 of the gradient, v 0.999 of the old and 0.001 of "
        "its square. For the step alone, divide m by 1 - 0.9**step and v by 1 - "
        "0.999**step.",
        "The step goes against the corrected m, divided by the root of the corrected "
        "v, which has the size of a gradient, and 1e-7. Which m and v does the next "
        "step need?",
    ],
    tolerance=1e-5,  # epsilon may stand beside the corrected root, as in the paper
)
def adam_step(w, m, v, gradient, step, learning_rate):
    """One step of Adam with beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7.

    w, m, v, gradient: weights, mean of the gradients, mean of their squares, gradient,
    all of one shape; step: 1 for the first; learning_rate: a number. Returns the new
    w, m and v. Kingma and Ba (2014), with epsilon where Keras has it.
    """
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    rate = learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return w - rate * m / (np.sqrt(v) + 1e-7), m, v


def _adam(w, m, v, gradient, step, learning_rate, on_m=True, on_v=True, sign=-1):
    """Adam's step with mistakes: which corrections it makes, and its direction."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / (1 - 0.9**step) if on_m else m
    v_hat = v / (1 - 0.999**step) if on_v else v
    return w + sign * learning_rate * m_hat / (np.sqrt(v_hat) + 1e-7), m, v


@adam_step.mistake(
    "The bias correction is missing. m and v began at 0 and are too small at first: "
    "divide them by 1 - 0.9**step and 1 - 0.999**step."
)
def adam_without_correction(w, m, v, gradient, step, learning_rate):
    return _adam(w, m, v, gradient, step, learning_rate, on_m=False, on_v=False)


@adam_step.mistake(
    "Only m is corrected. v began at 0, too: divide it by 1 - 0.999**step."
)
def adam_with_m_corrected_alone(w, m, v, gradient, step, learning_rate):
    return _adam(w, m, v, gradient, step, learning_rate, on_v=False)


@adam_step.mistake(
    "Only v is corrected. m began at 0, too: divide it by 1 - 0.9**step."
)
def adam_with_v_corrected_alone(w, m, v, gradient, step, learning_rate):
    return _adam(w, m, v, gradient, step, learning_rate, on_m=False)


@adam_step.mistake(
    "The corrected m and v are returned, so that the next step corrects them again. "
    "Correct copies for the step, and hand on m and v as they are."
)
def adam_that_keeps_the_correction(w, m, v, gradient, step, learning_rate):
    w, m, v = _adam(w, m, v, gradient, step, learning_rate)
    return w, m / (1 - 0.9**step), v / (1 - 0.999**step)


@adam_step.mistake(
    "The steps are counted from 0: at step 1 your correction divides by 1 - 0.9**0, "
    "which is 0. Use step as it is."
)
def adam_counting_from_0(w, m, v, gradient, step, learning_rate):
    return _adam(w, m, v, gradient, step - 1, learning_rate)


@adam_step.mistake("Adam goes uphill here. Subtract the step from the weights.")
def adam_uphill(w, m, v, gradient, step, learning_rate):
    return _adam(w, m, v, gradient, step, learning_rate, sign=1)


@adam_step.mistake(
    "v holds the gradients themselves. It is the mean of their squares: gradient**2."
)
def adam_without_square(w, m, v, gradient, step, learning_rate):
    _, m, _ = _adam(w, m, v, gradient, step, learning_rate)
    v = 0.999 * v + 0.001 * np.abs(gradient)
    rate = learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return w - rate * m / (np.sqrt(v) + 1e-7), m, v


@adam_step.mistake(
    "v holds the gradients themselves, so that the root of a negative number gives "
    "nan. It is the mean of their squares: gradient**2."
)
def adam_with_the_root_of_a_gradient(w, m, v, gradient, step, learning_rate):
    _, m, _ = _adam(w, m, v, gradient, step, learning_rate)
    v = 0.999 * v + 0.001 * gradient
    rate = learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return w - rate * m / (np.sqrt(v) + 1e-7), m, v


@adam_step.mistake(
    "0.9 and 0.999 have changed places: m forgets fast, with 0.9, and v slowly, with "
    "0.999."
)
def adam_with_the_betas_swapped(w, m, v, gradient, step, learning_rate):
    m = 0.999 * m + 0.001 * gradient
    v = 0.9 * v + 0.1 * gradient**2
    m_hat, v_hat = m / (1 - 0.999**step), v / (1 - 0.9**step)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-7), m, v


@adam_step.mistake(
    "Old and new have changed places in the means: m keeps 0.9 of the old and takes "
    "0.1 of the gradient, v keeps 0.999 and takes 0.001."
)
def adam_with_old_and_new_swapped(w, m, v, gradient, step, learning_rate):
    m, v = 0.1 * m + 0.9 * gradient, 0.001 * v + 0.999 * gradient**2
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-7), m, v


@adam_step.mistake(
    "The step follows the gradient of this moment. Adam follows the mean m of the "
    "gradients, corrected."
)
def adam_along_the_gradient(w, m, v, gradient, step, learning_rate):
    _, m, v = _adam(w, m, v, gradient, step, learning_rate)
    v_hat = v / (1 - 0.999**step)
    return w - learning_rate * gradient / (np.sqrt(v_hat) + 1e-7), m, v


@adam_step.mistake(
    "The step is divided by v itself. Divide by its root, np.sqrt(v) + 1e-7, which has "
    "the size of a gradient."
)
def adam_without_root(w, m, v, gradient, step, learning_rate):
    _, m, v = _adam(w, m, v, gradient, step, learning_rate)
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return w - learning_rate * m_hat / (v_hat + 1e-7), m, v
