"""Exercises of lesson 04: losses, gradient descent and optimizers."""

from exercises.ex04_optimizers import adam_step, momentum_step
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "gradient_step",
    "crossentropy",
    "momentum_step",
    "largest_rate",
    "adam_step",
]


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
