"""Exercises of lesson 19: what trains, what moves, what is forgotten."""

from exercises.exercise import exercise

import numpy as np


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
        "Add (n_in + 1) * n_out over neighbouring sizes, from place n_frozen on.",
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
        dict(steps=["compile", "fit", "freeze", "fit", "compile", "fit"]),
        dict(steps=["compile", "freeze", "fit", "unfreeze", "fit"]),
        dict(steps=["compile", "freeze", "compile", "fit", "fit"]),
        dict(
            steps=["compile", "freeze", "unfreeze", "fit", "freeze", "fit", "compile"]
        ),
        dict(steps=["compile", "fit", "freeze", "compile", "unfreeze", "fit", "fit"]),
    ],
    hints=[
        "When does Keras build the training step, and what does it look at then?",
        "The first fit after a compile looks at the flag. The next ones do as it did.",
        "Keep two variables: the flag, and what the step was built with. A compile "
        "sets the second to None; a fit fills it with the flag where it is None.",
    ],
)
def body_moves(steps):
    """Which calls of fit train the body.

    steps: words "compile", "freeze", "unfreeze" and "fit", the first a "compile".
    All batches have the same shape. Returns a list of booleans, one for each "fit".
    """
    trainable, built, moves = True, None, []
    for step in steps:
        if step in ("freeze", "unfreeze"):
            trainable = step == "unfreeze"
        elif step == "compile":
            built = None
        elif step == "fit":
            built = trainable if built is None else built
            moves.append(built)
    return moves


@body_moves.mistake(
    "You looked at the flag at each fit. The training step is built once after a "
    "compile; later changes of the flag don't reach it."
)
def body_moves_by_the_flag(steps):
    trainable, moves = True, []
    for step in steps:
        if step in ("freeze", "unfreeze"):
            trainable = step == "unfreeze"
        elif step == "fit":
            moves.append(trainable)
    return moves


@body_moves.mistake(
    "You took the flag as it was at compile. The step is built a little later, at the "
    "first fit after it: what is set in between counts."
)
def body_moves_by_the_flag_at_compile(steps):
    trainable, built, moves = True, True, []
    for step in steps:
        if step in ("freeze", "unfreeze"):
            trainable = step == "unfreeze"
        elif step == "compile":
            built = trainable
        elif step == "fit":
            moves.append(built)
    return moves


@body_moves.mistake(
    "The step that the first fit built was kept for ever. A compile throws it away, "
    "and the next fit builds another."
)
def body_moves_without_building_anew(steps):
    trainable, built, moves = True, None, []
    for step in steps:
        if step in ("freeze", "unfreeze"):
            trainable = step == "unfreeze"
        elif step == "fit":
            built = trainable if built is None else built
            moves.append(built)
    return moves


def _moves(steps, at_once=None, compile_unfreezes=False):
    """The right answer, but for a word that works at once, or compile's effect."""
    trainable, built, moves = True, None, []
    for step in steps:
        if step in ("freeze", "unfreeze"):
            trainable = step == "unfreeze"
        if step in ("compile", at_once):
            built = None
        if step == "compile" and compile_unfreezes:
            trainable = True
        if step == "fit":
            built = trainable if built is None else built
            moves.append(built)
    return moves


@body_moves.mistake(
    "You let a freeze work at once, without compile. The step that was built goes on "
    "moving the body, whatever the flag is now."
)
def body_moves_with_freezing_at_once(steps):
    return _moves(steps, at_once="freeze")


@body_moves.mistake(
    "You let an unfreeze work at once, without compile. The step that was built knows "
    "nothing of the body's arrays, whatever the flag is now."
)
def body_moves_with_unfreezing_at_once(steps):
    return _moves(steps, at_once="unfreeze")


@body_moves.mistake(
    "Your compile sets the flag back to trainable. It leaves the flag as it is: a "
    "frozen body stays frozen until somebody unfreezes it."
)
def body_moves_with_a_flag_set_back(steps):
    return _moves(steps, compile_unfreezes=True)


@body_moves.mistake(
    "True and False are the wrong way round: asked is whether the body moves, not "
    "whether it is frozen."
)
def body_moves_inverted(steps):
    return [not moves for moves in body_moves.reference(steps)]


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
        "Divide by the root of the variance, with epsilon added to it before the root.",
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
            before=np.array([0, 1, 2, 2, 2, 0, 1, 1]),
            after=np.array([3, 1, 4, 3, 4, 3, 1, 2]),
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
    "The sum is divided by all samples. An accuracy on the old classes counts only "
    "those that belong to them."
)
def forgotten_divided_by_all(y, before, after, old):
    chosen = np.isin(y, old)
    return np.sum(((before == y) * 1.0 - (after == y))[chosen]) / len(y)


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 2.0], [3.0, -1.0]]),
            y=np.array([1, 0]),
            V=np.array([[1.0, -1.0], [0.0, 1.0]]),
            W=np.array([[1.0, 0.0], [0.5, -1.0]]),
            body_rate=0.125,
            head_rate=0.5,
        ),
        dict(
            x=np.array([[0.5, -1.0, 2.0], [1.0, 1.0, 0.0], [-2.0, 0.5, 1.0]]),
            y=np.array([2, 0, 2]),
            V=np.array([[1.0, 0.5], [-0.5, 1.0], [0.25, -1.0]]),
            W=np.array([[0.5, -1.0, 0.0], [1.0, 0.25, -0.5]]),
            body_rate=0.0,
            head_rate=1.0,
        ),
        dict(
            x=np.array([[1.0, -0.5], [0.5, 2.0], [-1.0, 1.0]]),
            y=np.array([1, 1, 0]),
            V=np.array([[0.5, 1.0, -1.0], [1.0, -0.25, 0.5]]),
            W=np.array([[0.25, -0.5], [1.0, 0.5], [-1.0, 0.75]]),
            body_rate=0.25,
            head_rate=0.25,
        ),
    ],
    hints=[
        "Forward first: a, z, and the softmax of each row of z. Then dz is the softmax "
        "less a row with one 1, divided by n.",
        "Backward: dW = a.T @ dz. The body's share is da = dz @ W.T, with the old W, "
        "and it passes the ReLU only where a > 0.",
        "dV = x.T @ (da * (a > 0)). Return V - body_rate * dV and W - head_rate * dW.",
    ],
)
def fine_tune(x, y, V, W, body_rate, head_rate):
    """One step of gradient descent, with a rate for the body and one for the head.

    x: (n, n_in); y: (n,), classes from 0; V: (n_in, n_features), the body, which makes
    a = relu(x @ V); W: (n_features, n_classes), the head, which makes the logits a @ W.
    The loss is the mean cross-entropy. Returns the new V and the new W.
    """
    a = np.maximum(0, x @ V)
    z = a @ W
    e = np.exp(z - z.max(axis=1, keepdims=True))
    dz = (e / e.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    da = dz @ W.T
    dV = x.T @ (da * (a > 0))
    return V - body_rate * dV, W - head_rate * a.T @ dz


@fine_tune.mistake(
    "The rates are swapped: the body took the head's step, and that wrecks it."
)
def fine_tune_with_swapped_rates(x, y, V, W, body_rate, head_rate):
    return fine_tune.reference(x, y, V, W, head_rate, body_rate)


@fine_tune.mistake("The head's rate is used for both. The body has its own.")
def fine_tune_at_the_rate_of_the_head(x, y, V, W, body_rate, head_rate):
    return fine_tune.reference(x, y, V, W, head_rate, head_rate)


@fine_tune.mistake("The body's rate is used for both. The head has its own.")
def fine_tune_at_the_rate_of_the_body(x, y, V, W, body_rate, head_rate):
    return fine_tune.reference(x, y, V, W, body_rate, body_rate)


@fine_tune.mistake(
    "The body stayed where it was. That is frozen; here it takes a step of its own."
)
def fine_tune_with_a_frozen_body(x, y, V, W, body_rate, head_rate):
    return fine_tune.reference(x, y, V, W, 0, head_rate)


@fine_tune.mistake(
    "The body's gradient came through the new head. Both gradients belong to the same "
    "place: compute them before you change a weight."
)
def fine_tune_through_the_new_head(x, y, V, W, body_rate, head_rate):
    a = np.maximum(0, x @ V)
    e = np.exp(a @ W)
    dz = (e / e.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    W = W - head_rate * a.T @ dz
    return V - body_rate * x.T @ (dz @ W.T * (a > 0)), W


@fine_tune.mistake(
    "The ReLU is missing on the way back: where a is 0, no gradient passes to the body."
)
def fine_tune_without_the_slope_of_relu(x, y, V, W, body_rate, head_rate):
    a = np.maximum(0, x @ V)
    e = np.exp(a @ W)
    dz = (e / e.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    return V - body_rate * x.T @ (dz @ W.T), W - head_rate * a.T @ dz


@fine_tune.mistake(
    "The gradients are sums over the samples. The loss is a mean: divide by n."
)
def fine_tune_by_sums(x, y, V, W, body_rate, head_rate):
    n = len(y)
    return fine_tune.reference(x, y, V, W, n * body_rate, n * head_rate)


@fine_tune.mistake(
    "The softmax runs over the samples. It belongs to the classes of one sample: each "
    "row adds up to 1."
)
def fine_tune_with_softmax_over_samples(x, y, V, W, body_rate, head_rate):
    a = np.maximum(0, x @ V)
    e = np.exp(a @ W)
    dz = (e / e.sum(axis=0) - np.eye(W.shape[1])[y]) / len(y)
    return V - body_rate * x.T @ (dz @ W.T * (a > 0)), W - head_rate * a.T @ dz


@fine_tune.mistake("You went uphill: the step goes against the gradient.")
def fine_tune_uphill(x, y, V, W, body_rate, head_rate):
    return fine_tune.reference(x, y, V, W, -body_rate, -head_rate)
