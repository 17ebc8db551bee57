"""Exercises of lesson 11: weight decay, dropout and patience."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            W=np.array([[10.0, -20.0]]),
            b=np.array([10.0, -10.0]),
            dW=np.array([[1.0, 2.0]]),
            db=np.array([-1.0, 4.0]),
            learning_rate=0.5,
            decay=0.2,
        ),
        dict(
            W=np.array([[1.0, -2.0], [0.5, 3.0], [0.0, -1.0]]),
            b=np.array([0.5, 2.0]),
            dW=np.array([[0.3, -0.1], [1.0, 0.0], [-0.5, 0.25]]),
            db=np.array([0.0, -1.0]),
            learning_rate=0.1,
            decay=0.5,
        ),
    ],
    hints=[
        "Which of the two arrays shrinks, and which one only makes its step?",
        "Decay takes the share learning_rate * decay away from a weight, whatever the "
        "gradient says.",
        "Both arrays step against their gradients. What is left of W before its step "
        "is W times 1 minus that share.",
    ],
)
def decay_step(W, b, dW, db, learning_rate, decay):
    """One step of gradient descent with decoupled weight decay; the bias is spared.

    W and dW: (n_in, n_out); b and db: (n_out,); Loshchilov and Hutter (2017), as in
    Keras. Returns the new W and b.
    """
    shrink = 1 - learning_rate * decay
    return shrink * W - learning_rate * dW, b - learning_rate * db


@decay_step.mistake(
    "The bias has decayed, too. It only moves a bend and doesn't make it steeper: give "
    "it the step alone."
)
def decay_of_the_bias(W, b, dW, db, learning_rate, decay):
    shrink = 1 - learning_rate * decay
    return shrink * W - learning_rate * dW, shrink * b - learning_rate * db


@decay_step.mistake(
    "The decay isn't multiplied by the learning rate. W shrinks by learning_rate * "
    "decay, so that a schedule slows both down."
)
def decay_without_the_rate(W, b, dW, db, learning_rate, decay):
    return (1 - decay) * W - learning_rate * dW, b - learning_rate * db


@decay_step.mistake(
    "The step shrinks as well. Only the old W is multiplied; the step is subtracted "
    "afterwards, whole."
)
def decay_after_the_step(W, b, dW, db, learning_rate, decay):
    shrink = 1 - learning_rate * decay
    return shrink * (W - learning_rate * dW), b - learning_rate * db


@decay_step.mistake(
    "This is an L2 penalty with its factor 2. Decay has none: W shrinks by "
    "learning_rate * decay."
)
def decay_with_the_two_of_l2(W, b, dW, db, learning_rate, decay):
    return W - learning_rate * (dW + 2 * decay * W), b - learning_rate * db


@decay_step.mistake(
    "W grows here. Decay pulls towards zero: the factor is 1 - learning_rate * decay."
)
def decay_that_grows(W, b, dW, db, learning_rate, decay):
    grow = 1 + learning_rate * decay
    return grow * W - learning_rate * dW, b - learning_rate * db


A = np.array([[2.0, 1.0, 4.0, -3.0], [0.5, 6.0, -1.0, 8.0]])
U = np.array([[0.1, 0.9, 0.25, 0.6], [0.7, 0.2, 0.95, 0.3]])


@exercise(
    cases=[
        dict(a=A[:1], u=U[:1], rate=0.75, training=True),
        dict(a=A, u=U, rate=0.25, training=True),
        dict(a=A, u=U, rate=0.8, training=True),
        dict(a=A, u=U, rate=0.25, training=False),
    ],
    hints=[
        "Three questions: which are kept, what happens to them, and when?",
        "Kept is what has u >= rate. To keep the mean, what is kept has to grow.",
        "On average the share 1 - rate is kept: divide by it. What isn't kept is 0, "
        "and at prediction none of this happens.",
    ],
)
def drop(a, u, rate, training):
    """Inverted dropout.

    a: activations, (n_samples, n_units); u: random numbers from 0 to 1, same shape: an
    activation whose u is below rate is dropped. training: True or False. Returns the
    activations, same shape; at prediction they stay as they are.
    """
    if not training:
        return a
    return a * (u >= rate) / (1 - rate)


@drop.mistake(
    "What is kept isn't rescaled, so the mean shrinks in training. Divide by 1 - rate."
)
def drop_without_rescaling(a, u, rate, training):
    return a * (u >= rate) if training else a


@drop.mistake(
    "Dropped is what has u below rate. Where they are equal, it is kept: u >= rate."
)
def drop_where_equal(a, u, rate, training):
    return a * (u > rate) / (1 - rate) if training else a


@drop.mistake(
    "Dropout is left on at prediction. Where training is False, return a as it is."
)
def drop_at_prediction(a, u, rate, training):
    return a * (u >= rate) / (1 - rate)


@drop.mistake(
    "This keeps what should go: a share `rate` of the activations is dropped, those "
    "with u below rate."
)
def drop_the_others(a, u, rate, training):
    return a * (u < rate) / (1 - rate) if training else a


@drop.mistake(
    "The rate is taken for the share that is kept. It is the share that is dropped: "
    "kept is what has u >= rate."
)
def drop_as_much_as_should_stay(a, u, rate, training):
    return a * (u < 1 - rate) / (1 - rate) if training else a


@drop.mistake(
    "What is kept is multiplied by 1 - rate, and shrinks once more. Divide, so that "
    "the mean stays."
)
def drop_and_shrink(a, u, rate, training):
    return a * (u >= rate) * (1 - rate) if training else a


@drop.mistake(
    "This is the mask of 0 and 1. Multiply the activations by it, and rescale them."
)
def drop_the_mask_alone(a, u, rate, training):
    return (u >= rate) * 1.0 if training else a


@drop.mistake(
    "You rescaled at prediction, as in the first form of dropout. The inverted form "
    "divides by 1 - rate while training and leaves prediction alone."
)
def drop_and_shrink_at_prediction(a, u, rate, training):
    return a * (u >= rate) if training else a * (1 - rate)


@drop.mistake(
    "You divided by the rate. What is kept has the share 1 - rate: divide by that."
)
def drop_divided_by_the_rate(a, u, rate, training):
    return a * (u >= rate) / rate if training else a


@drop.mistake(
    "Training and prediction are swapped: drop where training is True, and return a "
    "where it is False."
)
def drop_the_wrong_way_round(a, u, rate, training):
    return a if training else a * (u >= rate) / (1 - rate)


@drop.mistake(
    "It is rescaled at prediction, too. Nothing happens there: return a as it is."
)
def drop_rescaled_always(a, u, rate, training):
    return a * (u >= rate) / (1 - rate) if training else a / (1 - rate)


@exercise(
    cases=[
        dict(losses=np.array([5.0, 4.0, 6.0, 7.0, 3.0]), patience=2),
        dict(losses=np.array([5.0, 6.0, 4.0, 4.5, 3.0, 3.5, 3.2, 1.0]), patience=2),
        dict(losses=np.array([3.0, 2.0, 2.0, 2.0, 2.0, 1.0]), patience=3),
        dict(losses=np.array([9.0, 5.0, 7.0, 6.0, 5.5, 4.0, 8.0]), patience=3),
        dict(losses=np.array([4.0, 3.0, 2.0]), patience=1),
        dict(losses=np.array([4.0, 5.0, 3.0, 6.0]), patience=1),
        dict(losses=np.array([4.0, 3.0, 5.0, 6.0, 7.0, 8.0, 2.0]), patience=2),
    ],
    hints=[
        "Keep two numbers in a loop: which epoch was the best, and how long ago.",
        "Where the loss is below the best one, this epoch is the new best, and the "
        "waiting begins anew.",
        "enumerate(losses, start=1) counts epochs from 1. How many epochs lie between "
        "this one and the best? When they are as many as patience, this epoch was the "
        "last.",
    ],
)
def stop_early(losses, patience):
    """The epochs that early stopping runs, and the one whose weights it keeps.

    losses: (n_epochs,), of the validation set; patience: epochs in a row without a new
    best one after which training stops, at least 1; as in Keras. Returns two whole
    numbers, counted from 1. Without a stop, all epochs are run.
    """
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best


def _stop(losses, patience, beats=lambda loss, best: loss < best):
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if epoch > 1 and beats(loss, losses[best - 1]):
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best


@stop_early.mistake(
    "You wait one epoch too long. With patience 2, the second epoch in a row without a "
    "new best one is the last."
)
def stop_one_epoch_late(losses, patience):
    return _stop(losses, patience + 1)


@stop_early.mistake(
    "You stop one epoch too early. With patience 2, two epochs in a row may fail; the "
    "first of them is still within patience."
)
def stop_one_epoch_early(losses, patience):
    return _stop(losses, max(1, patience - 1))


@stop_early.mistake(
    "Nothing stops here: these are all epochs, and the best of all. Break off the loop "
    "when `patience` epochs in a row were no new best."
)
def stop_never(losses, patience):
    return len(losses), int(np.argmin(losses)) + 1


@stop_early.mistake(
    "The best epoch is looked for among all losses. Training has stopped before: take "
    "the best of those that were run."
)
def stop_with_the_best_of_all(losses, patience):
    return _stop(losses, patience)[0], int(np.argmin(losses)) + 1


@stop_early.mistake(
    "The second value is the best loss. Asked for is the number of its epoch."
)
def stop_with_the_best_loss(losses, patience):
    epoch, best = _stop(losses, patience)
    return epoch, losses[best - 1]


@stop_early.mistake(
    "The count isn't reset by a new best loss. Only epochs in a row count: begin again "
    "at 0."
)
def stop_without_reset(losses, patience):
    best, failed = 1, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1]:
            best = epoch
        elif epoch > 1:
            failed += 1
        if failed >= patience:
            break
    return epoch, best


@stop_early.mistake(
    "Each loss is compared with the one before. Compare it with the best so far: to "
    "fall back a little is no success."
)
def stop_compared_with_the_epoch_before(losses, patience):
    best, failed = 1, 0
    for epoch, loss in enumerate(losses, start=1):
        if epoch > 1 and loss >= losses[epoch - 2]:
            failed += 1
        else:
            failed = 0
        if loss < losses[best - 1]:
            best = epoch
        if failed >= patience:
            break
    return epoch, best


@stop_early.mistake(
    "An equal loss counts as better here. It must be below the best one: use <."
)
def stop_with_ties_as_success(losses, patience):
    return _stop(losses, patience, lambda loss, best: loss <= best)


@stop_early.mistake(
    "The weights of the last epoch are kept. That is the worst of the patience: return "
    "the number of the best epoch second."
)
def stop_with_the_last_weights(losses, patience):
    epoch, _ = _stop(losses, patience)
    return epoch, epoch


@stop_early.mistake("Epochs are counted from 1 here: the first one is epoch 1, not 0.")
def stop_counted_from_zero(losses, patience):
    epoch, best = _stop(losses, patience)
    return epoch - 1, best - 1


@stop_early.mistake(
    "The two numbers are swapped: first how many epochs are run, then the best one."
)
def stop_with_numbers_swapped(losses, patience):
    return _stop(losses, patience)[::-1]
