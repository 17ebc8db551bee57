"""Exercises of lesson 15: rates by the factor, scores, paired runs, a diagnosis."""

from exercises.ex15_tuning import log_uniform, paired_gain
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "log_uniform",
    "macro_f1",
    "paired_gain",
    "diagnose",
]


@exercise(
    cases=[
        dict(counts=np.array([[8, 2], [1, 1]])),
        dict(counts=np.array([[5, 0, 1], [2, 3, 0], [4, 0, 0]])),
        dict(counts=np.array([[20, 1, 3], [0, 6, 2], [1, 0, 4]])),
    ],
    hints=[
        "Start with recall and precision of each class. The right answers are np.diag.",
        "F1 is 2 * precision * recall / (precision + recall), class by class. It is "
        "also 2 * right / (sum of the row + sum of the column).",
        "The second form has no 0 / 0 here. Which axis of counts adds up to rows, "
        "which to columns? One mean at the end.",
    ],
)
def macro_f1(counts):
    """The mean of the F1 scores of all classes.

    counts: (n_classes, n_classes), in row i and column j the samples of class i that
    were answered j; each class has samples. Returns a number; a class without a right
    answer counts as 0.
    """
    right = np.diag(counts)
    f1 = 2 * right / (counts.sum(axis=1) + counts.sum(axis=0))
    return np.mean(f1)


@macro_f1.mistake(
    "This is the accuracy, the share of right answers of all: frequent classes count "
    "most. Compute the F1 of each class first, then their mean."
)
def f1_as_accuracy(counts):
    return np.trace(counts) / counts.sum()


@macro_f1.mistake(
    "This is the mean recall: it doesn't see wrong answers from other classes. "
    "Precision, by the sum of the column, belongs into F1, too."
)
def f1_as_recall(counts):
    return np.mean(np.diag(counts) / counts.sum(axis=1))


@macro_f1.mistake(
    "This is the mean precision: it doesn't see the samples that were missed. Recall, "
    "by the sum of the row, belongs into F1, too."
)
def f1_as_precision(counts):
    return np.mean(np.diag(counts) / np.maximum(counts.sum(axis=0), 1))


@macro_f1.mistake(
    "Precision and recall are added and halved. F1 is their harmonic mean, close to "
    "the smaller one: 2 * precision * recall / (precision + recall)."
)
def f1_as_arithmetic_mean(counts):
    recall = np.diag(counts) / counts.sum(axis=1)
    precision = np.diag(counts) / np.maximum(counts.sum(axis=0), 1)
    return np.mean((precision + recall) / 2)


@macro_f1.mistake(
    "You averaged precision and recall over the classes first, and combined them "
    "afterwards. Compute the F1 of each class, then the mean."
)
def f1_of_the_means(counts):
    recall = np.mean(np.diag(counts) / counts.sum(axis=1))
    precision = np.mean(np.diag(counts) / np.maximum(counts.sum(axis=0), 1))
    return 2 * precision * recall / (precision + recall)


@macro_f1.mistake(
    "Each class counts by its number of samples. In a macro mean all count alike: use "
    "np.mean without weights."
)
def f1_weighted_by_class_size(counts):
    size = counts.sum(axis=1)
    f1 = 2 * np.diag(counts) / (size + counts.sum(axis=0))
    return np.sum(f1 * size) / size.sum()


@macro_f1.mistake(
    "A factor 2 is missing: 2 * precision * recall / (precision + recall)."
)
def f1_without_the_two(counts):
    return np.mean(np.diag(counts) / (counts.sum(axis=1) + counts.sum(axis=0)))


@macro_f1.mistake(
    "Right but for 0 / 0 on the way, in a class that is never answered: use "
    "2 * right / (row + column), or np.maximum(..., 1) below the line."
)
def f1_with_zero_by_zero(counts):
    with np.errstate(all="ignore"):
        recall = np.diag(counts) / counts.sum(axis=1)
        precision = np.diag(counts) / counts.sum(axis=0)
        return np.mean(2 * precision * recall / (precision + recall))


@macro_f1.mistake(
    "A class without a right answer is left out of your mean. Here it counts as 0."
)
def f1_without_the_empty_classes(counts):
    right = np.diag(counts)
    f1 = 2 * right / (counts.sum(axis=1) + counts.sum(axis=0))
    return np.mean(f1[right > 0])


@macro_f1.mistake("The F1 of each class is right; return their mean, a single number.")
def f1_of_each_class(counts):
    return 2 * np.diag(counts) / (counts.sum(axis=1) + counts.sum(axis=0))


def _case(first, loss, val_loss, n_classes=10):
    return dict(
        first=first,
        loss=np.array(loss),
        val_loss=np.array(val_loss),
        n_classes=n_classes,
    )


@exercise(
    cases=[
        _case(10.2, [6.0, 2.3, 2.3], [2.4, 2.3, 2.3]),
        _case(2.4, [2.31, 2.3, 2.3], [2.3, 2.3, 2.3]),
        _case(2.3, [1.9, 0.6, 0.1], [1.2, 0.7, 1.4]),
        _case(2.3, [1.9, 0.6, 0.2], [1.5, 0.4, 0.1]),
        _case(2.3, [1.9, 0.6, 0.2], [1.2, 0.5, 0.3]),
        _case(2.3, [1.4, 0.5, 0.2], [0.9, 0.5, 0.3], n_classes=2),
        _case(0.7, [0.69, 0.68, 0.67], [0.69, 0.7, 0.7], n_classes=2),
        _case(0.7, [0.6, 0.4, 0.3], [0.6, 0.5, 0.45], n_classes=2),
        _case(2.3, [1.0, 0.5, 2.28], [1.2, 0.9, 0.95]),
        _case(1.0, [0.5, 0.2, 0.1], [0.4, 0.3, 0.2], n_classes=10),
        _case(2.3, [2.2, 1.9, 1.2], [1.5, 0.4, 1.1]),
        _case(2.3, [1.9, 1.0, 0.6], [1.6, 0.9, 1.0]),
        _case(2.0, [2.0, 1.97, 1.95], [2.0, 2.0, 1.98]),
        _case(2.3, [1.9, 0.6, 0.1], [1.2, 0.9, 0.8]),
        _case(2.3, [2.31, 2.3, 2.3], [2.4, 2.3, 3.1]),  # 2, and 3
        _case(9.1, [2.3, 2.3, 2.3], [2.3, 2.4, 2.3]),  # 1, and 2
        _case(9.1, [2.0, 1.0, 0.5], [2.0, 1.0, 1.9]),  # 1, and 3
        _case(9.1, [2.0, 1.0, 0.5], [2.0, 1.0, 0.4]),  # 1, and 4
        _case(2.3, [2.31, 2.3, 2.3], [2.3, 2.3, 2.2]),  # 2, and 4
        _case(2.3, [2.2, 0.9 * np.log(10), 2.2], [2.3, 2.3, 2.3]),  # on the border
    ],
    hints=[
        "A network that knows nothing gives each class 1 / n_classes. Its loss?",
        "Write that loss down first. Then four questions in their order, each with "
        "its own return, and 0 at the end.",
        "1 asks for a distance, in both directions; 2 for the lowest training loss; 3 "
        "for how far the last validation loss is above the lowest; 4 compares two "
        "last entries.",
    ],
)
def diagnose(first, loss, val_loss, n_classes):
    """What a run most likely suffers from: the number of the first that holds.

    first: the loss before the first step; loss, val_loss: (n_epochs,); n_classes.
    1: first is more than 0.5 away from the loss of a network that knows nothing;
    2: the training loss never gets below 0.9 of that; 3: the validation loss ends more
    than 0.5 above its lowest point; 4: it ends below the training loss; 0: none.
    """
    start = np.log(n_classes)
    if abs(first - start) > 0.5:
        return 1
    if loss.min() >= 0.9 * start:
        return 2
    if val_loss[-1] > val_loss.min() + 0.5:
        return 3
    if val_loss[-1] < loss[-1]:
        return 4
    return 0


def _diagnosis(start, first, loss, val_loss, ill):
    """The first number whose test holds; `ill` replaces some of the tests."""
    tests = {
        1: abs(first - start) > 0.5,
        2: loss.min() >= 0.9 * start,
        3: val_loss[-1] > val_loss.min() + 0.5,
        4: val_loss[-1] < loss[-1],
    }
    return next((number for number, test in (tests | ill).items() if test), 0)


@diagnose.mistake(
    "2.3 is the loss of ten classes that are guessed. With n_classes it is "
    "np.log(n_classes)."
)
def diagnosis_for_ten_classes(first, loss, val_loss, n_classes):
    return _diagnosis(np.log(10), first, loss, val_loss, {})


@diagnose.mistake(
    "The loss uses the natural logarithm: np.log, not np.log2 or np.log10."
)
def diagnosis_in_bits(first, loss, val_loss, n_classes):
    return _diagnosis(np.log2(n_classes), first, loss, val_loss, {})


@diagnose.mistake(
    "A first loss that is too low is missed. The distance counts in both directions: "
    "take abs(...)."
)
def diagnosis_above_only(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    return _diagnosis(start, first, loss, val_loss, {1: first > start + 0.5})


@diagnose.mistake(
    "Stuck means that the training loss never got below: look at its lowest value, "
    "not at the last one."
)
def diagnosis_stuck_by_the_last(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    ill = {2: loss[-1] >= 0.9 * start}
    return _diagnosis(start, first, loss, val_loss, ill)


@diagnose.mistake(
    "0.9 of that loss means of np.log(n_classes), what knowing nothing costs, not of "
    "`first`."
)
def diagnosis_stuck_by_the_first(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    return _diagnosis(start, first, loss, val_loss, {2: loss.min() >= 0.9 * first})


@diagnose.mistake(
    "Overfitting is measured here by validation against its own lowest point, "
    "val_loss[-1] - val_loss.min(), not against training."
)
def diagnosis_by_the_gap(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    ill = {3: val_loss[-1] > loss[-1] + 0.5}
    return _diagnosis(start, first, loss, val_loss, ill)


@diagnose.mistake(
    "Each test overwrites the answer of the one before. The first that holds counts: "
    "return at once, or write elif."
)
def diagnosis_by_the_last_that_holds(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    tests = [
        abs(first - start) > 0.5,
        loss.min() >= 0.9 * start,
        val_loss[-1] > val_loss.min() + 0.5,
        val_loss[-1] < loss[-1],
    ]
    return max((n for n, holds in enumerate(tests, 1) if holds), default=0)


def _asked(order, first, loss, val_loss, n_classes):
    """The first number, in this order of asking, whose test holds."""
    start = np.log(n_classes)
    tests = {number: {number: True} for number in (1, 2, 3, 4)}
    for number in order:
        others = {other: False for other in tests if other != number}
        if _diagnosis(start, first, loss, val_loss, others):
            return number
    return 0


@diagnose.mistake(
    "Several may hold, and the number of the first counts. You ask for 2 before 1."
)
def diagnosis_with_2_before_1(first, loss, val_loss, n_classes):
    return _asked((2, 1, 3, 4), first, loss, val_loss, n_classes)


@diagnose.mistake(
    "Several may hold, and the number of the first counts. You ask for 3 before 2."
)
def diagnosis_with_3_before_2(first, loss, val_loss, n_classes):
    return _asked((1, 3, 2, 4), first, loss, val_loss, n_classes)


@diagnose.mistake(
    "Several may hold, and the number of the first counts. You ask for 3 before 1."
)
def diagnosis_with_3_before_1(first, loss, val_loss, n_classes):
    return _asked((3, 1, 2, 4), first, loss, val_loss, n_classes)


@diagnose.mistake(
    "Several may hold, and the number of the first counts. You ask for 4 too early: "
    "it comes last."
)
def diagnosis_with_4_first(first, loss, val_loss, n_classes):
    return _asked((4, 1, 2, 3), first, loss, val_loss, n_classes)


@diagnose.mistake("At exactly 0.9 of that loss it has not got below: compare with >=.")
def diagnosis_stuck_above_the_border(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    ill = {2: loss.min() > 0.9 * start}
    return _diagnosis(start, first, loss, val_loss, ill)


@diagnose.mistake(
    "3 looks at the lowest point of the validation loss, not at its first epoch."
)
def diagnosis_by_the_first_validation(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    ill = {3: val_loss[-1] > val_loss[0] + 0.5}
    return _diagnosis(start, first, loss, val_loss, ill)


@diagnose.mistake("4 asks where the two curves end: compare their last entries alone.")
def diagnosis_by_any_epoch(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    ill = {4: (val_loss < loss).any()}
    return _diagnosis(start, first, loss, val_loss, ill)


@diagnose.mistake(
    "0.9 is missing: 2 holds where the training loss never gets below 0.9 of that loss."
)
def diagnosis_stuck_without_the_share(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    return _diagnosis(start, first, loss, val_loss, {2: loss.min() >= start})


@diagnose.mistake(
    "The order matters: a run that overfits ends below training only rarely, but it "
    "may. Ask for 3 before 4."
)
def diagnosis_with_the_leak_first(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    answer = _diagnosis(start, first, loss, val_loss, {3: False})
    return answer or _diagnosis(start, first, loss, val_loss, {})


@diagnose.mistake(
    "4 is the other way round: it is strange when validation ends *below* training. "
    "That it ends above is the rule."
)
def diagnosis_with_the_leak_reversed(first, loss, val_loss, n_classes):
    start = np.log(n_classes)
    return _diagnosis(start, first, loss, val_loss, {4: val_loss[-1] > loss[-1]})
