"""Exercises of lesson 00: is it tested well, and how does it answer?

`accuracy` has no cells of its own: with it the lesson shows what a check says.
"""

from exercises.ex00_by_hand import deep_logits
from exercises.exercise import choose, exercise

import numpy as np

__all__ = ["accuracy", "deep_logits", "heart_test", "look_up_new_writers", "run_twice"]


@exercise(
    cases=[
        dict(y=np.array([3, 1, 4, 1]), y_pred=np.array([3, 1, 4, 9])),
        dict(y=np.array([0, 1, 2, 2, 2]), y_pred=np.array([1, 0, 2, 2, 2])),
        dict(y=np.array([2, 2, 2, 5, 7, 7]), y_pred=np.array([2, 3, 5, 5, 1, 1])),
        dict(y=np.array([5, 2, 5]), y_pred=np.array([5, 2, 5])),  # all right
    ],
    hints=[
        "For how many samples is the prediction equal to the target?",
        "y == y_pred gives True or False for each sample; True counts as 1.",
        "Divide that count by how many samples there are: len(y).",
    ],
)
def accuracy(y, y_pred):
    """Return the share of right predictions, 0 to 1; y and y_pred (n_samples,)."""
    return np.mean(y == y_pred)


@accuracy.mistake(
    "That is how many predictions are right. Divide by the number of samples."
)
def counted_only(y, y_pred):
    return float(np.sum(y == y_pred))


@accuracy.mistake(
    "That is how many predictions are wrong. Count the right ones, and divide by the "
    "number of samples."
)
def counted_wrong(y, y_pred):
    return float(np.sum(y != y_pred))


@accuracy.mistake(
    "That is how far the digits lie apart on average. A digit is a name here, not an "
    "amount: ask with == whether it is the same."
)
def mean_distance(y, y_pred):
    return np.mean(np.abs(y - y_pred))


ACCURACIES = {  # message: what comes out instead
    "That says of each sample whether it is right. One number is asked for: the mean "
    "of them.": lambda y, y_pred: y == y_pred,
    "That is 1 where all are right, and else 0, as // gives it, which rounds down, or "
    "all(). Divide the number of right ones by len(y), with /.": (
        lambda y, y_pred: np.sum(y == y_pred) // len(y)
    ),
    "The right ones are divided by the wrong ones. Divide them by all samples, "
    "len(y).": lambda y, y_pred: np.sum(y == y_pred) / np.sum(y != y_pred),
    "The right ones are divided by 4, which is the number of samples in the first case "
    "alone. Divide them by len(y).": lambda y, y_pred: np.sum(y == y_pred) / 4,
    "The right ones are divided by 355, which is the number of the lesson's test "
    "images. Divide them by len(y).": lambda y, y_pred: np.sum(y == y_pred) / 355,
    "The right ones are divided by twice the number of samples. y and y_pred tell of "
    "the same samples: divide by len(y).": lambda y, y_pred: np.mean(y == y_pred) / 2,
    "The share is rounded to one digit. Return it as it is.": lambda y, y_pred: round(
        np.mean(y == y_pred), 1
    ),
    "The right ones are divided by 10, the number of digits. Divide them by the number "
    "of samples, len(y).": lambda y, y_pred: np.sum(y == y_pred) / 10,
    "len counts all entries of y == y_pred, the False ones, too. np.sum counts the "
    "True ones.": lambda y, y_pred: len(y == y_pred) / len(y),
    "The right ones are divided by one less than the number of samples. Divide them by "
    "len(y).": lambda y, y_pred: np.sum(y == y_pred) / (len(y) - 1),
    "The right ones are divided by the sum of the targets. Divide them by how many "
    "there are: len(y).": lambda y, y_pred: np.sum(y == y_pred) / np.sum(y),
    "The right ones are divided by the sum of the predictions. Divide them by how many "
    "there are: len(y).": lambda y, y_pred: np.sum(y == y_pred) / np.sum(y_pred),
    "That is the mean squared difference of the digits. A digit is a name here, not an "
    "amount: ask with == whether it is the same.": lambda y, y_pred: np.mean(
        (y - y_pred) ** 2
    ),
    "That is False, always: `is` asks whether both are one and the same array. == "
    "compares entry by entry.": lambda y, y_pred: np.mean(y is y_pred),
    "That is the mean difference of the digits. A digit is a name here, not an amount: "
    "ask with == whether it is the same.": lambda y, y_pred: np.mean(y - y_pred),
    "That is the mean difference of the digits, the wrong way round. A digit is a name "
    "here: ask with == whether it is the same.": lambda y, y_pred: np.mean(y_pred - y),
}
for message, function in ACCURACIES.items():
    accuracy.mistake(message)(function)


heart_test = choose(
    options={
        "a": "It will be right for about 93%.",
        "b": "Little: 400 recordings are too few.",
        "c": "It will be right for 90% or more, as *healthy* alone gets that.",
        "d": "Much: it beats *healthy* on recordings that it never heard.",
        "e": "Little: every patient tested was also trained on.",
    },
    right="e",
    because=(
        "whoever always says healthy is right for 36 of 40. And with 50 recordings "
        "each, all 40 are in both sets: the network can know a heart again, as the "
        "look-up knew a form. Keep whole patients out of training, and test on these. "
        "(And with 4 ill patients, few ill hearts are tested at all.)"
    ),
    reasons={
        "a": "The tested recordings are new, but whose are they? With 50 from each "
        "patient, how many of the 40 are in the training set, too?",
        "b": "For these 40 hearts 400 recordings tell it within 3 points or so, and "
        "more of the same hearts would say no more of others. How many of the tested "
        "patients were in training, too?",
        "c": "The baseline is right. But on hearts that it has never heard, a network "
        "may do worse. How many of the tested patients were in training, too?",
        "d": "The baseline is right, and the recordings are new. But the question is "
        "about new *patients*: how many of the 40 are in the training set, too?",
    },
    hints=[
        "Ask two things of an accuracy: beside which baseline, and on whose data?",
        "Count how often the commonest answer is right, and compare it with 0.93.",
        "Take one patient's 50 recordings: where do they go when a fifth is drawn?",
    ],
)


run_twice = choose(
    options={
        "a": "`scan /= 255` and then `ink = 1 - scan`",
        "b": "`ink = 1 - scan / 255`",
        "c": "`scan = 1 - scan / 255` and then `ink = scan`",
        "d": "All of them: a cell starts anew each time.",
    },
    right="b",
    because=(
        "it reads scan and changes nothing that it reads. The new thing has a name of "
        "its own, so that scan is the same before the second run as before the first."
    ),
    reasons={
        "a": "/= writes the result into scan itself, so that the second run divides by "
        "255 once more. Which cell leaves scan as it was?",
        "c": "After the first run, scan holds ink, and the second run takes that for a "
        "scan. Which cell leaves scan as it was?",
        "d": "A cell starts from what is in memory, and that is what the last run left "
        "there. Follow scan through two runs of each cell, with scan = [255.0].",
    },
    hints=[
        "What does a cell read, and is that still the same after it ran?",
        "Take scan = [255.0], one white point, and follow each cell twice.",
        "Look for the cell in which scan never stands to the left of an =.",
    ],
)


def samples(seed, n_samples, n_writers, n_classes, times=1):
    """Draw samples whose place depends on class and writer, in steps of times / 2."""
    rng = np.random.default_rng(seed)
    y = rng.integers(n_classes, size=n_samples)
    writer = rng.integers(n_writers, size=n_samples)
    of_class, of_writer = rng.normal(size=(n_classes, 3)), rng.normal(size=(9, 3))
    x = 2 * of_class[y] + 2 * of_writer[writer] + rng.normal(size=(n_samples, 3))
    return dict(x=times * np.round(2 * x) / 2, y=y, writer=writer)


@exercise(
    kind="find the fault",
    cases=[
        samples(283, n_samples=12, n_writers=3, n_classes=2),
        samples(368, n_samples=15, n_writers=4, n_classes=3),
        samples(344, n_samples=20, n_writers=5, n_classes=4),
        dict(  # the only other writer's sample is the farthest of all
            x=np.array([[0.0], [1.0], [2.0], [9.0]]),
            y=np.array([1, 0, 1, 0]),
            writer=np.array([0, 0, 0, 1]),
        ),
        dict(  # one writer's samples, of one class, at the same place
            x=np.array([[0.0], [0.0], [3.0], [5.0], [7.0]]),
            y=np.array([1, 1, 0, 1, 0]),
            writer=np.array([0, 0, 0, 1, 1]),
        ),
        samples(283, n_samples=12, n_writers=3, n_classes=2, times=2**30),
    ],
    hints=[
        "Whose sample may be the nearest one here, and whose should not?",
        "distances[i] = np.inf puts the sample itself out of reach. Who else has to "
        "be out of reach?",
        "writer == writer[i] is True for all samples of this writer, and an array of "
        "True and False can stand in the brackets of distances.",
    ],
)
def look_up_new_writers(x, y, writer):
    """Return the share right; x (n_samples, n_in), y and writer (n_samples,)."""
    n_right = 0
    for i in range(len(x)):
        distances = np.sum((x - x[i]) ** 2, axis=1)
        distances[writer == writer[i]] = np.inf  # the sample itself among them
        n_right += y[distances.argmin()] == y[i]  # True counts as 1
    return n_right / len(x)


@look_up_new_writers.fault
def look_up_new_writers(x, y, writer):
    """Return the share right; x (n_samples, n_in), y and writer (n_samples,)."""
    n_right = 0
    for i in range(len(x)):
        distances = np.sum((x - x[i]) ** 2, axis=1)
        distances[i] = np.inf  # too far away to be the nearest
        n_right += y[distances.argmin()] == y[i]  # True counts as 1
    return n_right / len(x)


def look_up(x, y, put_away):
    """The share right when put_away(i, distances) gives the distances in use."""
    n_right = 0
    for i in range(len(x)):
        distances = put_away(i, np.sum((x - x[i]) ** 2, axis=1))
        n_right += y[distances.argmin()] == y[i]
    return n_right / len(x)


def far(distances, *chosen, value=np.inf):
    """The distances, with this value at the chosen places."""
    for places in chosen:
        distances[places] = value
    return distances


IS_NO_WRITER = (
    "That compares writers with i, which is the number of a sample. Its writer is "
    "writer[i]."
)
IS_NO_PLACE = (
    "A writer's number stands in the brackets, where the places of samples are meant. "
    "Which samples are of this writer? writer == writer[i] says it for each."
)
NO_NUMBER = ": other writers' samples may be farther away still. Put np.inf there."
AND_ITSELF = " (And now a sample can find itself again.)"
DISTANCES = {  # message: the distances in use for sample i; w is writer
    "All are right, as each sample finds itself, at the distance 0. Put out of reach "
    "every sample whose writer is writer[i], the sample itself among them.": (
        lambda i, d, y, w: d
    ),
    "Now samples of the *same* writer alone are left: == and != are swapped. Put out "
    "of reach those whose writer is writer[i].": lambda i, d, y, w: far(
        d, w != w[i], i
    ),
    "None is right, ever. Are the samples with the same *target* out of reach, or are "
    "*writers* compared in the end? Put out of reach by writer, and count by y.": (
        lambda i, d, y, w: far(d, y == y[i])
    ),
    "Only samples with the same writer *and* the same target are out of reach. All of "
    "this writer have to be.": lambda i, d, y, w: far(d, (w == w[i]) & (y == y[i])),
    "Now one of the same writer is found each time: what you put there comes out "
    "first. argmin takes the smallest, and np.inf is the largest: use the two.": (
        lambda i, d, y, w: far(d, w == w[i], value=-1)
    ),
    IS_NO_WRITER: lambda i, d, y, w: far(d, w == i, i),
    IS_NO_WRITER + AND_ITSELF: lambda i, d, y, w: far(d, w == i),
    IS_NO_PLACE: lambda i, d, y, w: far(d, i, w[i]),
    IS_NO_PLACE + AND_ITSELF: lambda i, d, y, w: far(d, w[i]),
    "All numbers in writer were taken for places of samples. Which samples are of this "
    "writer? writer == writer[i] says it for each.": lambda i, d, y, w: far(d, w),
    "That is the most distant sample. argmin was right; mend what may be near.": (
        lambda i, d, y, w: -d
    ),
    "That is the most distant sample of another writer: the own ones are put away "
    "rightly. Look for the nearest one, with argmin.": lambda i, d, y, w: far(
        -d, w == w[i]
    ),
    "The largest distance isn't out of reach: another writer's sample may be as far "
    "away. Put np.inf there.": lambda i, d, y, w: far(d, w == w[i], value=d.max()),
    "Only the sample itself and those at the same place are out of reach, whoever "
    "wrote them. Put out of reach by writer: writer == writer[i].": lambda i, d, y, w: (
        far(d, d == 0)
    ),
    "A fixed number isn't out of reach" + NO_NUMBER: (
        lambda i, d, y, w: far(d, w == w[i], value=1e4)
    ),
    "A fixed number, added, isn't out of reach" + NO_NUMBER: (
        lambda i, d, y, w: d + 1e9 * (w == w[i])
    ),
    "All samples are out of reach, and argmin gives the first one. Only those of the "
    "same writer should be.": lambda i, d, y, w: far(d, slice(None)),
    "Samples with the same *target* are out of reach, too, and with them the right "
    "answers. Put out of reach by writer alone.": lambda i, d, y, w: far(
        d, (w == w[i]) | (y == y[i])
    ),
    "Only one sample of the same writer is out of reach, and the next nearest may be "
    "of this writer, too. Put all of them out of reach.": lambda i, d, y, w: far(
        far(d, i), d.argmin() if w[d.argmin()] == w[i] else i
    ),
    "Writers with a smaller number are out of reach, too. Ask whether the writer is "
    "the same, with ==.": lambda i, d, y, w: far(d, w <= w[i]),
    "Writers with a larger number are out of reach, too. Ask whether the writer is the "
    "same, with ==.": lambda i, d, y, w: far(d, w >= w[i]),
    "The same writer is put away in every turn, the first sample's. In turn i it is "
    "writer[i].": lambda i, d, y, w: far(d, w == w[0], i),
    "The samples before and after are out of reach, but a writer's samples can stand "
    "anywhere. writer == writer[i] says where.": lambda i, d, y, w: far(
        d, slice(max(i - 1, 0), i + 2)
    ),
}
for n in (1, 5, 10, 20):
    DISTANCES[f"A number such as {n} isn't out of reach{NO_NUMBER}"] = (
        lambda i, d, y, w, n=n: far(d, w == w[i], value=n)
    )
for message, put_away in DISTANCES.items():

    def with_other_distances(x, y, writer, put_away=put_away):
        return look_up(x, y, lambda i, d: put_away(i, d, y, writer))

    look_up_new_writers.mistake(message)(with_other_distances)


def others_alone(x, writer, i):
    """The place of the nearest sample of another writer."""
    return far(np.sum((x - x[i]) ** 2, axis=1), writer == writer[i]).argmin()


@look_up_new_writers.mistake(
    "The targets of the nearest ones are added up. Count how often they are right: "
    "y[...] == y[i]."
)
def targets_added(x, y, writer):
    return np.mean(y[[others_alone(x, writer, i) for i in range(len(x))]])


@look_up_new_writers.mistake(
    "The function returns in the first turn of its loop: only the first sample is "
    "looked up. Move return to the left, behind the loop."
)
def returned_in_the_loop(x, y, writer):
    return (y[others_alone(x, writer, 0)] == y[0]) / len(x)


@look_up_new_writers.mistake(
    "That is the mean of the writers' shares, in which a writer of few samples counts "
    "as much as one of many. Count all right samples, and divide by len(x)."
)
def mean_over_writers(x, y, writer):
    places = [others_alone(x, writer, i) for i in range(len(x))]
    right = y[places] == y
    return np.mean([right[writer == w].mean() for w in np.unique(writer)])


@look_up_new_writers.mistake(
    "Half of the samples are looked up among the other half, whoever wrote them. Look "
    "each one up among all samples of other writers."
)
def half_in_half(x, y, writer):
    half, n_right = len(x) // 2, 0
    for i in range(half, len(x)):
        n_right += y[np.sum((x[:half] - x[i]) ** 2, axis=1).argmin()] == y[i]
    return n_right / (len(x) - half)


@look_up_new_writers.mistake(
    "argmin counts among the other writers' samples alone, and y has all of them. Look "
    "in the y of the same samples: y[others][...]."
)
def the_place_among_others(x, y, writer):
    n_right = 0
    for i in range(len(x)):
        others = writer != writer[i]
        distances = np.sum((x[others] - x[i]) ** 2, axis=1)
        n_right += y[distances.argmin()] == y[i]
    return n_right / len(x)


def own_hands(x, y, writer):
    """How often the nearest is of another writer, and how often that is right."""
    n_others, n_right = 0, 0
    for i in range(len(x)):
        j = far(np.sum((x - x[i]) ** 2, axis=1), i).argmin()
        n_others += writer[j] != writer[i]
        n_right += y[j] == y[i] and writer[j] != writer[i]
    return n_others, n_right


look_up_new_writers.mistake(
    "A neighbour of the same writer now counts as wrong, though the nearest one of the "
    "*other* writers may be right. Put the own samples out of reach before argmin."
)(lambda x, y, writer: own_hands(x, y, writer)[1] / len(x))
look_up_new_writers.mistake(
    "Samples whose nearest neighbour is of the same writer are now left out. All "
    "samples count: put the own ones out of reach before argmin, and divide by len(x)."
)(lambda x, y, writer: own_hands(x, y, writer)[1] / own_hands(x, y, writer)[0])


@look_up_new_writers.mistake(
    "The neighbours are right. Divide by the number of all samples, as before: len(x)."
)
def divided_by_one_fewer(x, y, writer):
    return look_up_new_writers.reference(x, y, writer) * len(x) / (len(x) - 1)
