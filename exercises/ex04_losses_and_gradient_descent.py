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
        "Derive the mean of the squared errors by b, then by w. The square brings a "
        "2, and inside it w is multiplied by something.",
        "By b it is twice the mean of the errors. By w each error counts as often as "
        "w counts in that answer. Compute both at the old w and b, then step against "
        "them.",
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
    "The mean of the errors times the mean of x is not the mean of error * x. Multiply "
    "sample by sample first."
)
def step_with_two_means(x, y, w, b, learning_rate):
    error = w * x + b - y
    slope_w = 2 * np.mean(error) * np.mean(x)
    return w - learning_rate * slope_w, b - learning_rate * 2 * np.mean(error)


@gradient_step.mistake(
    "These are the two slopes. The step is still missing: from w and b subtract "
    "learning_rate times each."
)
def slopes_for_the_step(x, y, w, b, learning_rate):
    error = w * x + b - y
    return 2 * np.mean(error * x), 2 * np.mean(error)


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
        dict(  # one row far above the other
            y=np.array([[0.0, 1.0], [1.0, 0.0]]),
            z=np.array([[1000.0, 998.5], [-1000.0, -999.0]]),
        ),
    ],
    hints=[
        "Which class is right? A sample's loss is minus the log of its probability.",
        "log p = z - log(sum of exp(z)) in each row: no probability is computed, and "
        "no log of one taken. What can still overflow?",
        "Subtract the row's largest logit from z first (axis=1, keepdims=True). One- "
        "hot y leaves a single log p in each row; the loss is the mean over the rows, "
        "with a minus.",
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
    "One largest logit for the whole table: a row far below it has exp(...) = 0 "
    "everywhere, and the log of that is infinite. Each row has its own: axis=1, "
    "keepdims=True."
)
def crossentropy_with_one_largest_logit(y, z):
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(y * log_p, axis=1))


@crossentropy.mistake(
    "The row's mean is subtracted. Then exp of a logit far above the mean still "
    "overflows: subtract the row's largest."
)
def crossentropy_with_the_mean_subtracted(y, z):
    z = z - z.mean(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(y * log_p, axis=1))


@crossentropy.mistake(
    "A small number is added before the log. Then a sure and wrong answer costs too "
    "little. Compute log p from the logits: no log of a probability is needed."
)
def crossentropy_with_a_small_number(y, z):
    return -np.mean(np.sum(y * np.log(_softmax(z) + 1e-9), axis=1))


@crossentropy.mistake(
    "The sum of exp runs over the samples. The probabilities of one sample add up to "
    "1: sum along its classes, axis=1."
)
def crossentropy_over_samples(y, z):
    z = z - z.max(axis=0, keepdims=True)
    with np.errstate(divide="ignore"):
        log_p = z - np.log(np.exp(z).sum(axis=0, keepdims=True))
    return -np.mean(np.sum(np.where(y > 0, log_p, 0.0), axis=1))


@crossentropy.mistake(
    "The log is missing: this averages the probabilities of the true classes. The loss "
    "averages minus their logs."
)
def crossentropy_without_log(y, z):
    return -np.mean(np.sum(y * _softmax(z), axis=1))


@crossentropy.mistake(
    "This averages the logits of the true classes. log p is the logit less the log of "
    "the sum of exp over its row."
)
def crossentropy_of_the_logits(y, z):
    return -np.mean(np.sum(y * z, axis=1))


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
        dict(x=np.array([[3.0, 1.0], [-1.0, 1.0], [0.5, 1.0], [2.0, 1.0], [4.0, 1.0]])),
        dict(x=np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [2.0, 0.0, 1.0]])),
    ],
    hints=[
        "The steepest direction decides. Which matrix holds the curvatures?",
        "H = 2 / n times x.T @ x. Its largest eigenvalue is the steepest curvature.",
        "np.linalg.eigvalsh returns the eigenvalues in rising order. 1 / curvature "
        "leads to the bottom in one step; how long is a step that lands as high on "
        "the other side?",
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
    "H lacks its factor 2 / n altogether: it is the second derivative of a mean of "
    "squares."
)
def largest_rate_without_both_factors(x):
    return 2 / np.linalg.eigvalsh(x.T @ x)[-1]


@largest_rate.mistake("This is the largest curvature itself. Divide 2 by it.")
def curvature_for_the_rate(x):
    return np.linalg.eigvalsh(2 * x.T @ x / len(x))[-1]


@largest_rate.mistake(
    "The largest entry of H is not its largest curvature: a slanted direction may be "
    "steeper. Take the largest eigenvalue."
)
def largest_rate_of_an_entry(x):
    return 2 / np.max(2 * x.T @ x / len(x))


@largest_rate.mistake(
    "The trace adds up all curvatures. The steepest alone sets the limit: the largest "
    "eigenvalue."
)
def largest_rate_of_the_trace(x):
    return 2 / np.trace(2 * x.T @ x / len(x))


@largest_rate.mistake(
    "This is the condition number. The limit depends on the steepest curvature alone: "
    "2 / it."
)
def condition_number_for_the_rate(x):
    curvatures = np.linalg.eigvalsh(2 * x.T @ x / len(x))
    return curvatures[-1] / curvatures[0]
