"""The exercise of lesson 02 on the averaged perceptron.

Known mistakes stand in tables: the message, and what the wrong answer does.
"""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            w=np.array([1.0, -1.0]),
            x=np.array([[1.0, 2.0], [1.0, -1.0], [1.0, 1.0]]),
            y=np.array([1, -1, 1]),
        ),
        dict(
            w=np.array([0.5, 2.0, -1.0]),
            x=np.array([[1.0, 1, 1], [1, -2, 1], [1, 1, 4], [1, 3, -1], [1, 0, 0.5]]),
            y=np.array([1, 1, -1, -1, 1]),
        ),
        dict(
            w=np.array([-0.5, -0.25, 1.5]),
            x=np.array([[1.0, 2, 2], [1, -1, 0.5], [1, 3, 0], [1, 0.5, 2]]),
            y=np.array([-1, 1, 1, -1]),
        ),
        dict(
            w=np.zeros(2),
            x=np.array([[1.0, 2.0], [1.0, -1.0], [1.0, 0.5], [1.0, -2.0]]),
            y=np.array([1, -1, -1, 1]),
        ),
        dict(
            w=np.zeros(2),
            x=np.array([[1.0, 3.0], [1.0, -1.5], [1.0, 0.5]]),
            y=np.array([-1, 1, -1]),
        ),
        dict(  # the mean or the sum of the w so far would make other updates
            w=np.array([1.0, -1.0]),
            x=np.array([[1.0, 3.0], [1.0, -2.0], [1.0, 0.0]]),
            y=np.array([-1, -1, 1]),
        ),
        dict(  # the second answer is right by a hair
            w=np.array([-0.5, 1.0]),
            x=np.array([[1.0, 0.25], [1.0, -0.39], [1.0, 2.0]]),
            y=np.array([1, 1, -1]),
        ),
    ],
    hints=[
        "Go through the samples in a loop, and let w change as in the lesson. What do "
        "you have to keep after each look?",
        "Each look adds one w to what you keep, also a look that changes nothing. How "
        "many are there at the end?",
        "With a list of all w, take the mean over the looks: entry 0 of the result is "
        "the mean of all biases. Which axis of the list is that?",
    ],
)
def averaged(w, x, y):
    """The mean of the weights after each of n looks, (n_in + 1,).

    w (n_in + 1,) at the start; x (n, n_in + 1) begins with 1; y (n,) is -1 or 1.
    """
    total = np.zeros(len(w))
    for x_i, y_i in zip(x, y, strict=True):
        if y_i * (w @ x_i) <= 0:
            w = w + y_i * x_i
        total = total + w
    return total / len(x)


def _looks(w, x, y, change=lambda z, y: y * (y * z <= 0)):
    """All w, at the start and after each look, (n + 1, n_in + 1); change times x."""
    all_w = [w]
    for x_i, y_i in zip(x, y, strict=True):
        all_w.append(all_w[-1] + change(all_w[-1] @ x_i, y_i) * x_i)
    return np.array(all_w)


def _moved(all_w):
    """The weights after each update alone; the start's if there is none."""
    changed = np.any(np.diff(all_w, axis=0) != 0, axis=1)
    return all_w[1:][changed] if changed.any() else all_w[:1]


for message, change in [
    (
        "w moves after right answers, too. Add y_i * x_i only where y_i * (w @ x_i) is "
        "0 or less.",
        lambda z, y: y,
    ),
    (
        "w moves after right answers and stays after mistakes: the test is turned "
        "round.",
        lambda z, y: y * (y * z > 0),
    ),
    (
        "w moves away from what it should learn. Which sign has the change y x?",
        lambda z, y: -y * (y * z <= 0),
    ),
    (
        "The target is missing in the change: with target -1 the sample is "
        "subtracted, as y x says.",
        lambda z, y: 1.0 * (y * z <= 0),
    ),
    (
        "The target is missing in the test: for a sample with target -1 a negative z "
        "is right.",
        lambda z, y: y * (z <= 0),
    ),
    (
        "z = 0 counts as a mistake while learning: <= 0, not < 0. Otherwise weights of "
        "zero never change.",
        lambda z, y: y * (y * z < 0),
    ),
    (
        "At z = 0 you answer +1, so that a sample with target +1 makes no update "
        "there. While learning z = 0 is a mistake, whatever the target.",
        lambda z, y: y * (y != (1 if z >= 0 else -1)),
    ),
    (
        "At z = 0 you answer -1, so that a sample with target -1 makes no update "
        "there. While learning z = 0 is a mistake, whatever the target.",
        lambda z, y: y * (y != (1 if z > 0 else -1)),
    ),
    (
        "Each change is twice y x: y - y_pred is 2 or -2 after a mistake. And at z = 0 "
        "you answer +1; here it is a mistake.",
        lambda z, y: y - (1 if z >= 0 else -1),
    ),
    (
        "np.sign(0) is 0, so at z = 0 the change is half of that elsewhere. Add y_i * "
        "x_i after each mistake.",
        lambda z, y: y - np.sign(z),
    ),
    (
        "The change is twice y x. Add y_i * x_i once.",
        lambda z, y: 2 * y * (y * z <= 0),
    ),
    (
        "Answers of 0 and 1 meet targets of -1 and 1: they never agree for -1. Test "
        "y_i * (w @ x_i) <= 0 in place of comparing.",
        lambda z, y: y * (y != (1 if z >= 0 else 0)),
    ),
    (
        "Answers of 0 and 1 meet targets of -1 and 1: y - y_pred is not 0 for a right "
        "answer of -1. Add y_i * x_i only after a mistake.",
        lambda z, y: y - (1 if z >= 0 else 0),
    ),
    (
        "The change holds z itself. It is y x, whatever the size of z.",
        lambda z, y: y - z,
    ),
    (
        "w moves while y z is small, after right answers, too. A mistake has y z <= 0.",
        lambda z, y: y * (y * z < 1),
    ),
]:

    @averaged.mistake(message)
    def by_another_rule(w, x, y, *, change=change):
        return _looks(w, x, y, change)[1:].mean(axis=0)


for message, mean in [
    (
        "This is the last w, not the mean. If you keep one for every look, w += ... "
        "changes all of them, as they are one array: write w = w + ... instead.",
        lambda all_w: all_w[-1],
    ),
    (
        "The w at the start is in the mean. Only those after a look count.",
        lambda all_w: all_w.mean(axis=0),
    ),
    (
        "You keep w before each look: the start is in, and the last w is missing. Keep "
        "it at the end of the loop's body.",
        lambda all_w: all_w[:-1].mean(axis=0),
    ),
    (
        "You keep w only when it changed. A look that changes nothing counts, too: "
        "move that line out of the `if`.",
        lambda all_w: _moved(all_w).mean(axis=0),
    ),
    (
        "You keep w only when it changed, and the w at the start. Keep it after every "
        "look instead.",
        lambda all_w: np.array([all_w[0], *_moved(all_w)]).mean(axis=0),
    ),
    (
        "You keep w only after right answers: is that line in an `else`, or after a "
        "`continue`? Every look counts.",
        lambda all_w: all_w[1:][~np.any(np.diff(all_w, axis=0), axis=1)].mean(axis=0),
    ),
    (
        "This is the sum of all w. Divide it by the number of looks.",
        lambda all_w: all_w[1:].sum(axis=0),
    ),
    (
        "You divide by the number of updates. Divide by the number of looks, len(x).",
        lambda all_w: all_w[1:].sum(axis=0) / len(_moved(all_w)),
    ),
    (
        "You divide by one too many: there are len(x) looks.",
        lambda all_w: all_w[1:].sum(axis=0) / len(all_w),
    ),
    (
        "You divide by the number of weights. There are len(x) looks.",
        lambda all_w: all_w[1:].sum(axis=0) / all_w.shape[1],
    ),
    (
        "This is one mean over everything. Each weight has its own: give np.mean the "
        "axis that runs over the looks.",
        lambda all_w: all_w[1:].mean(),
    ),
    (
        "This is a mean for each look, over its weights. Take the other axis.",
        lambda all_w: all_w[1:].mean(axis=1),
    ),
    (
        "These are all the w. Take their mean over the looks.",
        lambda all_w: all_w[1:],
    ),
    (
        "This is the mean of the changes. Take the mean of the w themselves.",
        lambda all_w: np.diff(all_w, axis=0).mean(axis=0),
    ),
    (
        "This is the median. Take the mean.",
        lambda all_w: np.median(all_w[1:], axis=0),
    ),
    (
        "This is halfway between the first w and the last. Keep the w of every look.",
        lambda all_w: (all_w[0] + all_w[-1]) / 2,
    ),
    (
        "`return` stands in the loop, so that it ends after one look. Move it to the "
        "left.",
        lambda all_w: all_w[1],
    ),
    (
        "`return` stands in the loop: one look is made, and divided by len(x). Move it "
        "to the left.",
        lambda all_w: all_w[1] / (len(all_w) - 1),
    ),
]:

    @averaged.mistake(message)
    def another_mean(w, x, y, *, mean=mean):
        return mean(_looks(w, x, y))


@averaged.mistake(
    "Each look starts again from the w at the start. Carry the changed w to the next."
)
def from_the_start_each_time(w, x, y):
    return np.mean([_looks(w, x[i : i + 1], y[i : i + 1])[1] for i in range(len(x))], 0)


@averaged.mistake(
    "All z are computed with the first w. Compute each z when its sample's turn comes."
)
def all_sums_at_once(w, x, y):
    changes = (y * (y * (x @ w) <= 0))[:, np.newaxis] * x
    return (w + np.cumsum(changes, axis=0)).mean(axis=0)


for more, mean in [
    ("", lambda all_w, n: all_w[1:].mean(axis=0)),
    (" len(x) is right then.", lambda all_w, n: all_w[1:].sum(axis=0) / n),
    (" Keep w after each.", lambda all_w, n: _moved(all_w).mean(axis=0)),
]:

    @averaged.mistake(
        "You go through the samples until none is wrong. Look at each once: no loop "
        f"over epochs.{more}"
    )
    def until_clean(w, x, y, *, mean=mean):
        all_w = [w]
        for _ in range(100):
            epoch = _looks(all_w[-1], x, y)
            all_w.extend(epoch[1:])
            if np.all(epoch == epoch[0]):
                break
        return mean(np.array(all_w), len(x))


@averaged.mistake("You go through the samples twice. Look at each once.")
def two_epochs(w, x, y):
    return _looks(w, np.concatenate([x, x]), np.concatenate([y, y]))[1:].mean(axis=0)


@averaged.mistake(
    "You repeat the update until the sample is right: is there a `while`? A look makes "
    "at most one: write `if`."
)
def until_right(w, x, y):
    all_w = []
    for x_i, y_i in zip(x, y, strict=True):
        while y_i * (w @ x_i) <= 0:
            w = w + y_i * x_i
        all_w.append(w)
    return np.mean(all_w, axis=0)


@averaged.mistake(
    "The mean takes w's place in the loop. Learning goes on with w itself; the mean is "
    "kept beside it."
)
def learning_with_the_mean(w, x, y):
    all_w, mean = [], w
    for i in range(len(x)):
        all_w.append(_looks(mean, x[i : i + 1], y[i : i + 1])[1])
        mean = np.mean(all_w, axis=0)
    return mean


for message, judge in [
    (
        "The mean, or the sum, of the w so far decides what is a mistake. Test w "
        "itself, as the rule does; the mean is kept beside it.",
        lambda all_w: np.mean(all_w[1:] or all_w, axis=0),
    ),
    (
        "z is computed with the w of the look before. Take the newest.",
        lambda all_w: all_w[max(0, len(all_w) - 2)],
    ),
    (
        "The bias is missing in z. Its input is the 1 at the front of x: w @ x_i has "
        "it.",
        lambda all_w: np.append(0, all_w[-1][1:]),
    ),
]:

    @averaged.mistake(message)
    def judged_by_another_w(w, x, y, *, judge=judge):
        all_w = [w]
        for x_i, y_i in zip(x, y, strict=True):
            wrong = y_i * (judge(all_w) @ x_i) <= 0
            all_w.append(all_w[-1] + wrong * y_i * x_i)
        return np.mean(all_w[1:], axis=0)


for message, chosen in [
    ("The first sample is skipped. Begin with x[0].", slice(1, None)),
    ("The last sample is skipped. Look at all len(x).", slice(None, -1)),
]:

    @averaged.mistake(message)
    def without_a_sample(w, x, y, *, chosen=chosen):
        return _looks(w, x[chosen], y[chosen])[1:].mean(axis=0)

    @averaged.mistake(f"{message} And divide by as many looks as are made.")
    def without_a_sample_of_all(w, x, y, *, chosen=chosen):
        return _looks(w, x[chosen], y[chosen])[1:].sum(axis=0) / len(x)


@averaged.mistake(
    "The samples are looked at from the last to the first. Begin with the first."
)
def last_sample_first(w, x, y):
    return _looks(w, x[::-1], y[::-1])[1:].mean(axis=0)


@averaged.mistake(
    "The bias never changes. Its input is the 1 at the front of x: add all of y_i * "
    "x_i."
)
def with_a_fixed_bias(w, x, y):
    all_w = [w]
    for x_i, y_i in zip(x, y, strict=True):
        wrong = y_i * (all_w[-1] @ x_i) <= 0
        all_w.append(all_w[-1] + wrong * y_i * np.append(0, x_i[1:]))
    return np.mean(all_w[1:], axis=0)


@averaged.mistake(
    "+= changes the array that you have kept already, and the caller's w. Write w = w "
    "+ ... to make a new one."
)
def in_place(w, x, y):
    all_w = []
    for x_i, y_i in zip(x, y, strict=True):
        if y_i * (w @ x_i) <= 0:
            w += y_i * x_i
        all_w.append(w)
    return np.mean(all_w, axis=0)
