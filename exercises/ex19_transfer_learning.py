"""Exercises of lesson 19: what trains, what moves, what is forgotten."""

from exercises.ex19_fine_tuning import body_moves, fine_tune
from exercises.exercise import exercise

import numpy as np

__all__ = [  # the lesson's exercises, in their order
    "count_trainable",
    "body_moves",
    "normalise_frozen",
    "forgotten",
    "fine_tune",
]


@exercise(
    cases=[
        dict(layer_sizes=[3, 2, 1], n_frozen=1),
        dict(layer_sizes=[64, 32, 16, 5], n_frozen=2),
        dict(layer_sizes=[64, 32, 16, 5], n_frozen=0),
        dict(layer_sizes=[10, 8, 6, 4], n_frozen=3),
    ],
    hints=[
        "How many Dense layers are there for three sizes? Which of them trains?",
        "A layer from n_in to n_out has n_in * n_out weights and n_out biases.",
        "Dense layer number i, from 0, leads from size i to size i + 1. Leave out the "
        "first n_frozen, and add up the weights and biases of the rest.",
    ],
)
def count_trainable(layer_sizes, n_frozen):
    """The trainable parameters of a multi-layer perceptron.

    layer_sizes: units of each layer, the input first; n_frozen: how many Dense layers,
    from the first on, are frozen. Returns a whole number.
    """
    sizes = layer_sizes[n_frozen:]
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


@count_trainable.mistake(
    "The frozen layers are counted, too. They are used, and not trained: start at "
    "place n_frozen."
)
def count_all(layer_sizes, n_frozen):
    return count_trainable.reference(layer_sizes, 0)


@count_trainable.mistake("The biases are missing: one for each unit of a layer.")
def count_without_biases(layer_sizes, n_frozen):
    sizes = layer_sizes[n_frozen:]
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


@count_trainable.mistake(
    "The biases are counted by the units of the layer before. There is one for each "
    "unit of the layer itself: n_out of them, not n_in."
)
def count_with_biases_of_the_layer_before(layer_sizes, n_frozen):
    sizes = layer_sizes[n_frozen:]
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


@count_trainable.mistake(
    "One layer too few is frozen. The first n_frozen Dense layers are, and the first "
    "size is the input, before any layer."
)
def count_with_one_less_frozen(layer_sizes, n_frozen):
    return count_trainable.reference(layer_sizes, max(0, n_frozen - 1))


@count_trainable.mistake(
    "This is the last layer alone. Every layer behind the frozen ones trains."
)
def count_of_the_last_layer(layer_sizes, n_frozen):
    return count_trainable.reference(layer_sizes, len(layer_sizes) - 2)


@count_trainable.mistake(
    "You added up the units that train. Each of them has weights and a bias."
)
def count_of_units(layer_sizes, n_frozen):
    return sum(layer_sizes[n_frozen + 1 :])


@count_trainable.mistake(
    "You counted what is frozen. Asked for is the rest, what still trains."
)
def count_frozen(layer_sizes, n_frozen):
    frozen = layer_sizes[: n_frozen + 1]
    return count_trainable.reference(frozen, 0)


@count_trainable.mistake(
    "One layer too many is frozen. The first size is the input, which has no weights: "
    "Dense layer number i leads from size i to size i + 1."
)
def count_with_one_more_frozen(layer_sizes, n_frozen):
    return count_trainable.reference(layer_sizes, n_frozen + 1)


@count_trainable.mistake(
    "The frozen layers were taken from the end. n_frozen counts from the input: the "
    "body is frozen, the head trains."
)
def count_with_the_head_frozen(layer_sizes, n_frozen):
    return count_trainable.reference(layer_sizes[: len(layer_sizes) - n_frozen], 0)


@exercise(
    cases=[
        dict(
            x=np.array([[3.0], [7.0]]),
            moving_mean=np.array([1.0]),
            moving_variance=np.array([3.0]),
            epsilon=1.0,
        ),
        dict(
            x=np.array([[1.0, -2.0], [0.0, 4.0], [5.0, 1.0]]),
            moving_mean=np.array([0.5, -1.0]),
            moving_variance=np.array([2.0, 0.25]),
            epsilon=0.125,
        ),
    ],
    hints=[
        "Which mean does batch normalisation use in inference, and whose is it?",
        "The batch has no say: take the moving mean off, and divide.",
        "What you divide by is a standard deviation, the root of a variance. On which "
        "side of the root does epsilon stand?",
    ],
)
def normalise_frozen(x, moving_mean, moving_variance, epsilon):
    """What a frozen batch normalisation makes of a batch, without scale and offset.

    x: (n, n_features); moving_mean, moving_variance: (n_features,); epsilon: a number.
    Returns (n, n_features).
    """
    return (x - moving_mean) / np.sqrt(moving_variance + epsilon)


@normalise_frozen.mistake(
    "Mean and variance are those of the batch: that is training mode. A frozen layer "
    "uses the moving ones, so one sample doesn't depend on its neighbours."
)
def normalise_by_the_batch(x, moving_mean, moving_variance, epsilon):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon)


@normalise_frozen.mistake("Divide by the root of the variance, not by the variance.")
def normalise_by_the_variance(x, moving_mean, moving_variance, epsilon):
    return (x - moving_mean) / (moving_variance + epsilon)


@normalise_frozen.mistake(
    "epsilon is added after the root. It belongs to the variance, under the root."
)
def normalise_with_epsilon_outside(x, moving_mean, moving_variance, epsilon):
    return (x - moving_mean) / (np.sqrt(moving_variance) + epsilon)


@normalise_frozen.mistake("epsilon is left out: add it to the variance.")
def normalise_without_epsilon(x, moving_mean, moving_variance, epsilon):
    return (x - moving_mean) / np.sqrt(moving_variance)


@normalise_frozen.mistake(
    "Division comes before subtraction: the moving mean alone is divided. Put x - "
    "moving_mean into brackets."
)
def normalise_without_brackets(x, moving_mean, moving_variance, epsilon):
    return x - moving_mean / np.sqrt(moving_variance + epsilon)


@normalise_frozen.mistake(
    "You multiplied by the spread. Divide, so that the features get a spread near 1."
)
def normalise_times_the_spread(x, moving_mean, moving_variance, epsilon):
    return (x - moving_mean) * np.sqrt(moving_variance + epsilon)


@normalise_frozen.mistake(
    "The mean is the batch's own. A frozen layer takes the moving mean off."
)
def normalise_with_the_mean_of_the_batch(x, moving_mean, moving_variance, epsilon):
    return (x - x.mean(axis=0)) / np.sqrt(moving_variance + epsilon)


@normalise_frozen.mistake(
    "The batch moved the averages half of the way before you used them. Frozen means "
    "that they stay."
)
def normalise_with_moved_averages(x, moving_mean, moving_variance, epsilon):
    mean = 0.5 * moving_mean + 0.5 * x.mean(axis=0)
    variance = 0.5 * moving_variance + 0.5 * x.var(axis=0)
    return (x - mean) / np.sqrt(variance + epsilon)


@exercise(
    cases=[
        dict(
            y=np.array([5, 5, 6, 6, 0, 1]),
            before=np.array([5, 5, 6, 5, 5, 6]),
            after=np.array([5, 0, 6, 1, 0, 1]),
            old=np.array([5, 6]),
        ),
        dict(
            y=np.array([2, 7, 2, 7, 3, 3, 3, 2]),
            before=np.array([2, 2, 2, 7, 2, 7, 7, 7]),
            after=np.array([3, 7, 2, 7, 3, 2, 3, 7]),
            old=np.array([7]),
        ),
        dict(
            y=np.array([0, 1, 2, 3, 4, 0, 1, 2]),
            before=np.array([0, 1, 2, 2, 2, 0, 0, 1]),
            after=np.array([3, 1, 4, 3, 4, 3, 1, 4]),
            old=np.array([0, 1, 2]),
        ),
    ],
    hints=[
        "On which samples must you look? Does the answer or the truth decide that?",
        "np.isin(y, old) is True for the samples whose true class is an old one.",
        "Accuracy before less accuracy after, both on those samples alone.",
    ],
)
def forgotten(y, before, after, old):
    """How much of the accuracy on old classes was lost.

    y, before, after: (n,), true classes and two networks' answers; old: (n_old,).
    Returns a number, positive where accuracy fell.
    """
    chosen = np.isin(y, old)
    right_before = np.mean(before[chosen] == y[chosen])
    return right_before - np.mean(after[chosen] == y[chosen])


@forgotten.mistake("You measured on the new classes. Forgetting shows on the old ones.")
def forgotten_on_the_new(y, before, after, old):
    chosen = ~np.isin(y, old)
    return np.mean(before[chosen] == y[chosen]) - np.mean(after[chosen] == y[chosen])


@forgotten.mistake(
    "You measured on all samples. What was gained on the new classes hides what was "
    "lost on the old ones."
)
def forgotten_on_all(y, before, after, old):
    return np.mean(before == y) - np.mean(after == y)


@forgotten.mistake("The sign is turned: a fall in accuracy counts as positive.")
def forgotten_turned(y, before, after, old):
    return -forgotten.reference(y, before, after, old)


@forgotten.mistake(
    "You chose the samples by the network's answers. Then those that it wrongly calls "
    "new drop out: the true class decides."
)
def forgotten_by_the_answers(y, before, after, old):
    one, two = np.isin(before, old), np.isin(after, old)
    return np.mean(before[one] == y[one]) - np.mean(after[two] == y[two])


@forgotten.mistake(
    "These are numbers of samples. An accuracy is a share: divide by how many belong "
    "to the old classes."
)
def forgotten_in_samples(y, before, after, old):
    chosen = np.isin(y, old)
    right_before = np.sum(before[chosen] == y[chosen])
    return float(right_before - np.sum(after[chosen] == y[chosen]))


@forgotten.mistake(
    "You divided by the accuracy before: that is the share of what it knew. Asked for "
    "is the difference of the two accuracies."
)
def forgotten_as_a_share_of_before(y, before, after, old):
    chosen = np.isin(y, old)
    right_before = np.mean(before[chosen] == y[chosen])
    return 1 - np.mean(after[chosen] == y[chosen]) / right_before


@forgotten.mistake(
    "This counts answers that changed from right to wrong. Some may have changed from "
    "wrong to right, too: subtract the accuracies."
)
def forgotten_one_way(y, before, after, old):
    chosen = np.isin(y, old)
    was, is_now = before[chosen] == y[chosen], after[chosen] == y[chosen]
    return np.mean(was & ~is_now)


@forgotten.mistake(
    "This is the accuracy that is left. Asked for is how much was lost: before less "
    "after."
)
def forgotten_as_what_is_left(y, before, after, old):
    chosen = np.isin(y, old)
    return np.mean(after[chosen] == y[chosen])


@forgotten.mistake(
    "The sum is divided by all samples. An accuracy on the old classes counts only "
    "those that belong to them."
)
def forgotten_divided_by_all(y, before, after, old):
    chosen = np.isin(y, old)
    return np.sum(((before == y) * 1.0 - (after == y))[chosen]) / len(y)
