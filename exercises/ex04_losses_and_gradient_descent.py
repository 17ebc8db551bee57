"""Exercises of lesson 04: losses, gradient descent and optimizers."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            x=np.array([1.0, 2.0]),
            y=np.array([3.0, 3.0]),
            w=1.0,
            b=0.0,
            learning_rate=0.5,
        ),
        dict(
            x=np.array([-1.0, 0.5, 3.0, 4.0]),
            y=np.array([2.0, 0.0, -1.0, 1.5]),
            w=-0.5,
            b=2.0,
            learning_rate=0.125,
        ),
    ],
    hints=[
        "First the errors, one for each sample: the line's answer minus the target.",
        "The slope by b is twice the mean error, by w twice the mean of error times x.",
        "Compute both slopes before you change anything. Then subtract "
        "learning_rate times the slope from w and from b.",
    ],
)
def gradient_step(x, y, w, b, learning_rate):
    """One step of gradient descent on the mean squared error of the line w x + b.

    x, y: inputs and targets, shape (n,); w, b, learning_rate: numbers.
    Returns the new w and the new b.
    """
    error = w * x + b - y
    slope_w = 2 * np.mean(error * x)
    slope_b = 2 * np.mean(error)
    return w - learning_rate * slope_w, b - learning_rate * slope_b


@gradient_step.mistake(
    "Both numbers move uphill, and the loss grows. Subtract the slopes, don't add them "
    "(and take the error as answer minus target)."
)
def step_uphill(x, y, w, b, learning_rate):
    error = w * x + b - y
    return (
        w + learning_rate * 2 * np.mean(error * x),
        b + learning_rate * 2 * np.mean(error),
    )


@gradient_step.mistake(
    "The slopes are sums over the samples. The loss is a mean: divide by n, or the "
    "step grows with the number of samples."
)
def step_without_mean(x, y, w, b, learning_rate):
    error = w * x + b - y
    return (
        w - learning_rate * 2 * np.sum(error * x),
        b - learning_rate * 2 * np.sum(error),
    )


@gradient_step.mistake(
    "The steps are half as long as they should be: the derivative of a square brings "
    "a factor 2."
)
def step_without_factor_2(x, y, w, b, learning_rate):
    error = w * x + b - y
    return w - learning_rate * np.mean(error * x), b - learning_rate * np.mean(error)


@gradient_step.mistake(
    "The slope by b was taken after w had moved. Compute both slopes at the old w and "
    "b, and only then change them."
)
def step_one_after_the_other(x, y, w, b, learning_rate):
    w = w - learning_rate * 2 * np.mean((w * x + b - y) * x)
    b = b - learning_rate * 2 * np.mean(w * x + b - y)
    return w, b


@gradient_step.mistake(
    "w moves as b does. It was multiplied by x, so each error counts x times for it: "
    "use the mean of error * x."
)
def step_without_input(x, y, w, b, learning_rate):
    slope = 2 * np.mean(w * x + b - y)
    return w - learning_rate * slope, b - learning_rate * slope


@gradient_step.mistake(
    "The learning rate is left out: subtract learning_rate times each slope."
)
def step_without_learning_rate(x, y, w, b, learning_rate):
    error = w * x + b - y
    return w - 2 * np.mean(error * x), b - 2 * np.mean(error)


@exercise(
    cases=[
        dict(  # so small that it can be done by hand: log 2 and log 4
            y=np.array([[1.0, 0.0], [0.0, 1.0]]),
            z=np.array([[0.0, 0.0], [np.log(3.0), 0.0]]),
        ),
        dict(
            y=np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
            z=np.array([[2.0, -1.0, 0.5], [0.0, 1.0, -3.0], [0.25, 4.0, 1.0]]),
        ),
        dict(  # large logits, close together
            y=np.array([[0.0, 1.0]]),
            z=np.array([[1000.0, 1001.0]]),
        ),
        dict(  # sure and wrong
            y=np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
            z=np.array([[900.0, 0.0, -900.0], [0.0, 3.0, 800.0]]),
        ),
    ],
    hints=[
        "Which class is right? A sample's loss is minus the log of its probability.",
        "log p = z - log(sum of exp(z)) in each row. Subtract the row's largest logit "
        "from z first, and never take the log of a probability.",
        "z = z - z.max(axis=1, keepdims=True), then log_p = "
        "z - np.log(np.exp(z).sum(axis=1, keepdims=True)). Pick with y, add up, mean.",
    ],
)
def crossentropy(y, z):
    """The categorical cross-entropy from logits, the mean over the samples.

    y: one-hot targets, z: logits of any size, both (n_samples, n_classes).
    Returns a number, without overflow.
    """
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(y * log_p, axis=1))


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@crossentropy.mistake(
    "Softmax is taken twice: it makes probabilities, and these go through it again as "
    "if they were logits. Then nothing can be sure. Use z itself once."
)
def crossentropy_after_softmax(y, z):
    z = _softmax(z)
    return -np.mean(np.sum(y * np.log(_softmax(z)), axis=1))


@crossentropy.mistake(
    "exp(1000) overflows, and inf / inf is nan. Subtract the row's largest logit first."
)
def crossentropy_overflowing(y, z):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.sum(y * np.log(p), axis=1))


@crossentropy.mistake(
    "Your softmax is stable, but where it gives 0 the log is infinite. Simplify on "
    "paper: log p = z - max - log(sum of exp(z - max))."
)
def crossentropy_with_log_of_zero(y, z):
    return -np.mean(np.sum(y * np.log(_softmax(z)), axis=1))


@crossentropy.mistake(
    "The log was kept finite by a smallest probability. Then a sure and wrong answer "
    "has no gradient. Compute log p from the logits instead, without a limit."
)
def crossentropy_clipped(y, z):
    p = np.clip(_softmax(z), 1e-7, 1 - 1e-7)
    return -np.mean(np.sum(y * np.log(p), axis=1))


@crossentropy.mistake(
    "This is the sum over the samples. Divide by their number: the loss is a mean."
)
def crossentropy_summed(y, z):
    return crossentropy.reference(y, z) * len(y)


@crossentropy.mistake(
    "You averaged over all entries, zeros of the one-hot rows included. Add up each "
    "row first; then take the mean over the samples."
)
def crossentropy_mean_of_all_entries(y, z):
    return crossentropy.reference(y, z) / y.shape[1]


@crossentropy.mistake(
    "The loss is negative. The log of a probability is 0 or less: put a minus in front."
)
def crossentropy_without_minus(y, z):
    return -crossentropy.reference(y, z)


@exercise(
    cases=[
        dict(
            w=np.array([1.0, -2.0]),
            m=np.array([0.5, 0.0]),
            gradient=np.array([2.0, -4.0]),
            learning_rate=0.25,
            momentum=0.5,
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
        "m = momentum * m - learning_rate * gradient, and the new weights are w + m.",
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
    "The gradient is weighted by 1 - momentum, as in a mean. Momentum adds it in full."
)
def momentum_as_a_mean(w, m, gradient, learning_rate, momentum):
    m = momentum * m - (1 - momentum) * learning_rate * gradient
    return w + m, m


@exercise(
    cases=[
        dict(  # H is diagonal: 1 and 4
            x=np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 0.0], [0.0, 2.0]])
        ),
        dict(x=np.array([[3.0, 1.0], [-1.0, 1.0], [0.5, 1.0], [2.0, 1.0]])),
        dict(x=np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [2.0, 0.0, 1.0]])),
    ],
    hints=[
        "The steepest direction decides. Which matrix holds the curvatures?",
        "H = 2 / n times x.T @ x. Its largest eigenvalue is the steepest curvature.",
        "np.linalg.eigvalsh(H) returns the eigenvalues in rising order; the answer is "
        "2 divided by the last one.",
    ],
)
def largest_rate(x):
    """The learning rate above which descent on a linear model's MSE diverges.

    x: inputs, shape (n_samples, n_features), a column of ones among them if there is a
    bias. Returns a number.
    """
    H = 2 * x.T @ x / len(x)
    return 2 / np.linalg.eigvalsh(H)[-1]


@largest_rate.mistake(
    "H lacks the division by the number of samples: the loss is a mean, not a sum."
)
def largest_rate_without_mean(x):
    return 2 / np.linalg.eigvalsh(2 * x.T @ x)[-1]


@largest_rate.mistake(
    "Your rate is twice as large: H has a factor 2, from the derivative of the square."
)
def largest_rate_without_factor_2(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]


@largest_rate.mistake(
    "With 1 / curvature one step leads to the bottom. The limit is twice that, where a "
    "step leads as far up on the other side."
)
def largest_rate_halved(x):
    return 1 / np.linalg.eigvalsh(2 * x.T @ x / len(x))[-1]


@largest_rate.mistake(
    "This is the limit of the flattest direction. The steepest one diverges first: "
    "take the largest eigenvalue."
)
def largest_rate_of_the_flattest(x):
    return 2 / np.linalg.eigvalsh(2 * x.T @ x / len(x))[0]


@largest_rate.mistake(
    "This is the condition number. The limit depends on the steepest curvature alone: "
    "2 / it."
)
def condition_number_for_the_rate(x):
    curvatures = np.linalg.eigvalsh(2 * x.T @ x / len(x))
    return curvatures[-1] / curvatures[0]


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
        "its square. For the step alone, divide m by 1 - 0.9**step and v by "
        "1 - 0.999**step.",
        "w moves by -learning_rate * corrected m / (np.sqrt(corrected v) + 1e-7); "
        "return m and v without their corrections.",
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
    "The step is divided by v itself. Divide by its root, np.sqrt(v) + 1e-7, which has "
    "the size of a gradient."
)
def adam_without_root(w, m, v, gradient, step, learning_rate):
    _, m, v = _adam(w, m, v, gradient, step, learning_rate)
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return w - learning_rate * m_hat / (v_hat + 1e-7), m, v
