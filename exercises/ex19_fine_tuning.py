"""Exercises of lesson 19: what trains, and how far it moves."""

from exercises.exercise import exercise

import numpy as np


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
    "A new body is trainable until somebody freezes it: begin with True."
)
def body_moves_from_frozen(steps):
    return _moves(["compile", "freeze", *steps])


@body_moves.mistake(
    "Every fit counts as one that moves the body. One does not where the step was "
    "built while the body was frozen."
)
def body_moves_always(steps):
    return [True for step in steps if step == "fit"]


@body_moves.mistake(
    "True and False are the wrong way round: asked is whether the body moves, not "
    "whether it is frozen."
)
def body_moves_inverted(steps):
    return [not moves for moves in body_moves.reference(steps)]


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
        "Forward first: a, z, and the softmax of each row of z. Then dz is the "
        "softmax less a row with one 1, divided by n.",
        "Backward: dW = a.T @ dz. The body's share is da = dz @ W.T, with the old W, "
        "and it passes the ReLU only where a > 0.",
        "V is a layer, too: what came into it is x, and what has passed the ReLU is "
        "its dz. Each of the two then steps with its own rate.",
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


@fine_tune.mistake(
    "These are the two gradients. The step is missing: subtract each from its weights, "
    "times its rate."
)
def gradients_for_the_step(x, y, V, W, body_rate, head_rate):
    V_new, W_new = fine_tune.reference(x, y, V, W, 1.0, 1.0)
    return V - V_new, W - W_new


@fine_tune.mistake(
    "Da is multiplied by the activations. ReLU's slope is 1 where a is above 0, and 0 "
    "elsewhere."
)
def fine_tune_times_the_activations(x, y, V, W, body_rate, head_rate):
    a = np.maximum(0, x @ V)
    e = np.exp(a @ W)
    dz = (e / e.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    return V - body_rate * x.T @ (dz @ W.T * a), W - head_rate * a.T @ dz


@fine_tune.mistake(
    "The ReLU is missing forwards: the features are a = np.maximum(0, x @ V)."
)
def fine_tune_without_relu_forwards(x, y, V, W, body_rate, head_rate):
    a = x @ V
    e = np.exp(a @ W)
    dz = (e / e.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    return V - body_rate * x.T @ (dz @ W.T * (a > 0)), W - head_rate * a.T @ dz


@fine_tune.mistake(
    "The slope of softmax is in dz a second time. With the cross-entropy it is p - y, "
    "divided by n."
)
def fine_tune_with_a_slope_too_many(x, y, V, W, body_rate, head_rate):
    a = np.maximum(0, x @ V)
    e = np.exp(a @ W)
    p = e / e.sum(axis=1, keepdims=True)
    dz = (p - np.eye(W.shape[1])[y]) * p * (1 - p) / len(y)
    return V - body_rate * x.T @ (dz @ W.T * (a > 0)), W - head_rate * a.T @ dz


@fine_tune.mistake("You went uphill: the step goes against the gradient.")
def fine_tune_uphill(x, y, V, W, body_rate, head_rate):
    return fine_tune.reference(x, y, V, W, -body_rate, -head_rate)
