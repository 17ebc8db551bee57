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
        dict(y=np.array([0, 1, 2, 2, 2]), y_pred=np.array([1, 0, 2, 2, 0])),
        dict(y=np.array([2, 2, 2, 5, 7, 7]), y_pred=np.array([2, 2, 5, 5, 7, 7])),
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


heart_test = choose(
    options={
        "a": "It will be right for about 93%.",
        "b": "Much: guessing gets 50%.",
        "c": "It will be right for 90% or more, as *healthy* alone gets that.",
        "d": "Little: 400 recordings are too few.",
        "e": "Little: *healthy* gets 90%, and no tested patient was new.",
    },
    right="e",
    because=(
        "whoever always says healthy is right for 36 of 40. And with 50 recordings "
        "each, all 40 are in both sets: the network can know a heart again, as it "
        "knew the hands. Keep whole patients out of training, and test on these."
    ),
    reasons={
        "a": "The tested recordings are new, but whose are they? With 50 from each "
        "patient, how many of the 40 are in the training set, too?",
        "b": "A coin is a weak baseline here, as the classes aren't equally common. "
        "How often is a program right that always says healthy?",
        "c": "The baseline is right. But on hearts that it has never heard, a network "
        "may do worse. How many of the tested patients were in training, too?",
        "d": "This lesson's test set has 355 images. What matters more: are the tested "
        "patients new, and what is right without learning?",
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


def samples(seed, n_samples, n_writers, n_classes):
    """Draw samples whose place depends on class and writer, in steps of a half."""
    rng = np.random.default_rng(seed)
    y = rng.integers(n_classes, size=n_samples)
    writer = rng.integers(n_writers, size=n_samples)
    of_class, of_writer = rng.normal(size=(n_classes, 3)), rng.normal(size=(9, 3))
    x = 2 * of_class[y] + 2 * of_writer[writer] + rng.normal(size=(n_samples, 3))
    return dict(x=np.round(2 * x) / 2, y=y, writer=writer)


@exercise(
    kind="find the fault",
    cases=[
        samples(283, n_samples=12, n_writers=3, n_classes=2),
        samples(368, n_samples=15, n_writers=4, n_classes=3),
        samples(344, n_samples=20, n_writers=5, n_classes=4),
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
        n_right += y[distances.argmin()] == y[i]
    return n_right / len(x)


@look_up_new_writers.fault
def look_up_new_writers(x, y, writer):
    """Return the share right; x (n_samples, n_in), y and writer (n_samples,)."""
    n_right = 0
    for i in range(len(x)):
        distances = np.sum((x - x[i]) ** 2, axis=1)
        distances[i] = np.inf  # too far away to be the nearest
        n_right += y[distances.argmin()] == y[i]
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
    "None is right: all samples with the same *target* are out of reach, so that no "
    "right answer is left. Ask for the writer in place of y.": (
        lambda i, d, y, w: far(d, y == y[i])
    ),
    "Only samples with the same writer *and* the same target are out of reach. All of "
    "this writer have to be.": lambda i, d, y, w: far(d, (w == w[i]) & (y == y[i])),
    "Now one of the same writer is found each time: your values are what comes out "
    "first. Put np.inf there, and leave argmin as it was.": (
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
}
for message, put_away in DISTANCES.items():

    def with_other_distances(x, y, writer, put_away=put_away):
        return look_up(x, y, lambda i, d: put_away(i, d, y, writer))

    look_up_new_writers.mistake(message)(with_other_distances)


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
