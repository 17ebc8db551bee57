"""Exercises of lesson 11: scaling, weight decay, dropout, shifts and patience."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(
            x_train=np.array([[0.0, 10.0], [2.0, 30.0]]),
            x_new=np.array([[3.0, 20.0], [1.0, 50.0], [0.0, 0.0]]),
        ),
        dict(
            x_train=np.array([[1.0, -4.0, 0.5], [2.0, 0.0, 1.5], [6.0, 7.0, 4.0]]),
            x_new=np.array([[100.0, -50.0, 0.0], [3.0, 1.0, 2.0]]),
        ),
    ],
    hints=[
        "Which samples may decide what the mean and the spread are?",
        "x_train.mean(axis=0) and x_train.std(axis=0): one number for each feature.",
        "Use these two for both sets: (x_new - mean) / spread.",
    ],
)
def scale_with(x_train, x_new):
    """Both sets, standardised by the mean and the spread of the training set.

    x_train: (n, n_features); x_new: (m, n_features), samples not seen in training.
    Returns both in their shapes. Each feature of x_train has a spread above 0.
    """
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / spread, (x_new - mean) / spread


def _standardised(x, by):
    return (x - by.mean(axis=0)) / by.std(axis=0)


@scale_with.mistake(
    "Mean and spread come from both sets together: that is leakage. Let x_train alone "
    "decide them."
)
def scale_with_all_samples(x_train, x_new):
    both = np.concatenate([x_train, x_new])
    return _standardised(x_train, both), _standardised(x_new, both)


@scale_with.mistake(
    "Each set is scaled by itself, so the same pixel means something else in each. "
    "Use the mean and the spread of x_train for x_new, too."
)
def scale_each_with_itself(x_train, x_new):
    return _standardised(x_train, x_train), _standardised(x_new, x_new)


@scale_with.mistake(
    "One mean and one spread serve all features. Each feature has its own: axis=0."
)
def scale_with_one_number(x_train, x_new):
    mean, spread = x_train.mean(), x_train.std()
    return (x_train - mean) / spread, (x_new - mean) / spread


@scale_with.mistake(
    "Here each sample is scaled by its own features. The mean goes over the samples: "
    "axis=0."
)
def scale_along_the_features(x_train, x_new):
    return _standardised(x_train.T, x_train.T).T, _standardised(x_new.T, x_new.T).T


@scale_with.mistake(
    "You divided by the variance. The spread is its root, the standard deviation: std."
)
def scale_with_the_variance(x_train, x_new):
    mean, variance = x_train.mean(axis=0), x_train.var(axis=0)
    return (x_train - mean) / variance, (x_new - mean) / variance


@scale_with.mistake("Divide the sum of squares by n, as np.std does: leave ddof at 0.")
def scale_with_n_minus_one(x_train, x_new):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0, ddof=1)
    return (x_train - mean) / spread, (x_new - mean) / spread


@scale_with.mistake("The mean isn't subtracted. First centre on 0, then divide.")
def scale_without_centring(x_train, x_new):
    return x_train / x_train.std(axis=0), x_new / x_train.std(axis=0)


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
        "W is multiplied by 1 - learning_rate * decay; then comes the usual step.",
        "(1 - learning_rate * decay) * W - learning_rate * dW; b without the factor.",
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
        dict(a=A[:1], u=U[:1], rate=0.5, training=True),
        dict(a=A, u=U, rate=0.25, training=True),
        dict(a=A, u=U, rate=0.8, training=True),
        dict(a=A, u=U, rate=0.25, training=False),
    ],
    hints=[
        "Three questions: which are kept, what happens to them, and when?",
        "Kept is what has u >= rate. To keep the mean, what is kept has to grow.",
        "a * (u >= rate) / (1 - rate) while training; a as it is otherwise.",
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


IMAGE = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])


@exercise(
    cases=[
        dict(image=IMAGE, down=1, right=0),
        dict(image=IMAGE, down=0, right=2),
        dict(image=IMAGE, down=0, right=0),
        dict(image=np.arange(1.0, 21.0).reshape(4, 5), down=2, right=1),
    ],
    hints=[
        "Start from a blank image. Which part of it gets filled, and with what?",
        "It is filled from row `down` and column `right` on.",
        "new[down:, right:] = image[: height - down, : width - right].",
    ],
)
def move_image(image, down, right):
    """The image moved by whole pixels, with blank (0) where nothing comes from.

    image: (height, width); down and right: whole numbers from 0, smaller than the
    height and the width. Returns an image of the same shape.
    """
    height, width = image.shape
    new = np.zeros_like(image)
    new[down:, right:] = image[: height - down, : width - right]
    return new


@move_image.mistake(
    "What goes over one edge comes back at the other: np.roll does that. Set what came "
    "round to 0."
)
def move_around(image, down, right):
    return np.roll(image, (down, right), axis=(0, 1))


@move_image.mistake(
    "It moves up and to the left. Fill the new image from row `down` on, and from "
    "column `right` on."
)
def move_the_other_way(image, down, right):
    height, width = image.shape
    new = np.zeros_like(image)
    new[: height - down, : width - right] = image[down:, right:]
    return new


@move_image.mistake(
    "Rows and columns are swapped: `down` counts rows, the first axis, `right` columns."
)
def move_with_axes_swapped(image, down, right):
    height, width = image.shape
    new = np.zeros_like(image)
    new[right:, down:] = image[: height - right, : width - down]
    return new


@move_image.mistake(
    "The edge is smeared: what comes in repeats the old edge. It should be blank, 0."
)
def move_and_smear(image, down, right):
    height, width = image.shape
    padded = np.pad(image, ((down, 0), (right, 0)), mode="edge")
    return padded[:height, :width]


@exercise(
    cases=[
        dict(losses=np.array([5.0, 4.0, 6.0, 7.0, 3.0]), patience=2),
        dict(losses=np.array([5.0, 6.0, 4.0, 4.5, 3.0, 3.5, 3.2, 1.0]), patience=2),
        dict(losses=np.array([3.0, 2.0, 2.0, 2.0, 2.0, 1.0]), patience=3),
        dict(losses=np.array([9.0, 5.0, 7.0, 6.0, 5.5, 4.0, 8.0]), patience=3),
        dict(losses=np.array([4.0, 3.0, 2.0]), patience=1),
        dict(losses=np.array([4.0, 5.0, 3.0, 6.0]), patience=1),
    ],
    hints=[
        "Keep two numbers in a loop: which epoch was the best, and how long ago.",
        "Where the loss is below the best one, this epoch is the new best, and the "
        "waiting begins anew.",
        "for epoch, loss in enumerate(losses, start=1); stop when epoch - best equals "
        "patience.",
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
