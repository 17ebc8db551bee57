"""Answers of learners to the exercises of lesson 11, overfitting.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def scale_with__only_new(x_train, x_new):
    """That is result number 2, and it is right."""
    return (x_new - x_train.mean(0)) / x_train.std(0)


def scale_with__minmax(x_train, x_new):
    """This scales to the range from 0 to 1."""
    lo, hi = (x_train.min(0), x_train.max(0))
    return ((x_train - lo) / (hi - lo), (x_new - lo) / (hi - lo))


def scale_with__swapped(x_train, x_new):
    """All results are right, in the wrong order."""
    m, s = (x_train.mean(0), x_train.std(0))
    return ((x_new - m) / s, (x_train - m) / s)


def scale_with__new_stats(x_train, x_new):
    """Mean and spread come from the new samples, which nobody has seen in"""
    m, s = (x_new.mean(0), x_new.std(0))
    return ((x_train - m) / s, (x_new - m) / s)


def scale_with__new_unscaled(x_train, x_new):
    """Result number 2 is the argument x_new, unchanged."""
    m, s = (x_train.mean(0), x_train.std(0))
    return ((x_train - m) / s, x_new)


def scale_with__no_div(x_train, x_new):
    """Each column of result number 1 is right but for a factor of its own."""
    m = x_train.mean(0)
    return (x_train - m, x_new - m)


def scale_with__precedence(x_train, x_new):
    """Division comes before subtraction:"""
    m, s = (x_train.mean(0), x_train.std(0))
    return (x_train - m / s, x_new - m / s)


def decay_step__no_decay(W, b, dW, db, learning_rate, decay):
    """That would be right if decay were 0."""
    return (W - learning_rate * dW, b - learning_rate * db)


def decay_step__uphill(W, b, dW, db, learning_rate, decay):
    """Result number 1 is too large by twice learning_rate * dW."""
    return (
        (1 - learning_rate * decay) * W + learning_rate * dW,
        b + learning_rate * db,
    )


def decay_step__b_same(W, b, dW, db, learning_rate, decay):
    """Result number 2 is the argument b, unchanged."""
    return ((1 - learning_rate * decay) * W - learning_rate * dW, b)


def decay_step__lr(W, b, dW, db, learning_rate, decay):
    """That would be right if decay were 1."""
    return ((1 - learning_rate) * W - learning_rate * dW, b - learning_rate * db)


def decay_step__swap(W, b, dW, db, learning_rate, decay):
    """All results are right, in the wrong order."""
    return (
        b - learning_rate * db,
        (1 - learning_rate * decay) * W - learning_rate * dW,
    )


def decay_step__no_rate(W, b, dW, db, learning_rate, decay):
    """The step from b is the expected one divided by learning_rate."""
    return ((1 - learning_rate * decay) * W - dW, b - db)


def drop__mult(a, u, rate, training):
    """What is kept is multiplied by 1 - rate, and shrinks once more."""
    return a * (u >= rate) * (1 - rate) if training else a


def drop__keep_prob(a, u, rate, training):
    """The rate is taken for the share that is kept."""
    return a * (u < 1 - rate) / (1 - rate) if training else a


def drop__mask(a, u, rate, training):
    """This is the mask of 0 and 1."""
    return (u >= rate) * 1.0 if training else a


def drop__nothing(a, u, rate, training):
    """The result is the argument a, unchanged."""
    return a


def drop__zero_pred(a, u, rate, training):
    """The result is 0 everywhere."""
    return a * (u >= rate) / (1 - rate) if training else 0 * a


def drop__compress(a, u, rate, training):
    """The result has shape (1,), expected (1, 4)."""
    return a[u >= rate] / (1 - rate) if training else a


def move_image__only_down(image, down, right):
    """That would be right if right were 0."""
    n = np.zeros_like(image)
    n[down:] = image[: image.shape[0] - down]
    return n


def move_image__neg_slice(image, down, right):
    """Run that line on its own with these arguments; print the shape of ea"""
    n = np.zeros_like(image)
    n[down:, right:] = image[:-down, :-right]
    return n


def move_image__nan(image, down, right):
    """The result holds nan. nan comes from 0 / 0, inf - inf, or th"""
    n = np.full_like(image, np.nan)
    n[down:, right:] = image[: image.shape[0] - down, : image.shape[1] - right]
    return n


def move_image__bigger(image, down, right):
    """The result has shape (4, 3), expected (3, 3)."""
    return np.pad(image, ((down, 0), (right, 0)))


def stop_early__swapped(losses, patience):
    """The two numbers are swapped:"""
    best = 1
    for e, l in enumerate(losses, 1):
        if l < losses[best - 1]:
            best = e
        if e - best >= patience:
            break
    return (best, e)


def stop_early__argmin(losses, patience):
    """The best epoch is looked for among all losses."""
    best = 1
    for e, l in enumerate(losses, 1):
        if l < losses[best - 1]:
            best = e
        if e - best >= patience:
            break
    return (e, int(np.argmin(losses)) + 1)


def stop_early__best_loss(losses, patience):
    """The second value is the best loss."""
    best = 1
    for e, l in enumerate(losses, 1):
        if l < losses[best - 1]:
            best = e
        if e - best >= patience:
            break
    return (e, losses[best - 1])


def stop_early__ignores(losses, patience):
    """Nothing stops here: these are all epochs, and the best of al"""
    return (len(losses), int(np.argmin(losses)) + 1)


def stop_early__gt(losses, patience):
    """You wait one epoch too long."""
    best = 1
    for e, l in enumerate(losses, 1):
        if l < losses[best - 1]:
            best = e
        if e - best > patience:
            break
    return (e, best)


def stop_early__zero_best(losses, patience):
    """Result number 2 is 1 too small everywhere."""
    best = 0
    for e, l in enumerate(losses):
        if l < losses[best]:
            best = e
        if e - best >= patience:
            break
    return (e + 1, best)


def stop_early__none(losses, patience):
    """The result is None: is `return` missing?"""
    best = 1
    for e, l in enumerate(losses, 1):
        if l < losses[best - 1]:
            best = e
        if e - best >= patience:
            return (e, best)
