"""The patients of lesson 15: one network that is healthy, and ten with a fault.

Don't read on before you have examined them: below stands who has what.

    from helpers import clinic

    patients = clinic.patients(net, digits)
    history = clinic.treat(**patients["A"])
"""

import helpers.lab  # noqa: F401  it starts TensorFlow quietly, so it comes first

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

LETTERS = "ABCDEFGHIJ"


def treat(
    net, learning_rate, start, train, held_out, training=False, epochs=10, callbacks=()
):
    """Train a network from given weights and return how it went.

    One compiled network serves for many runs: it gets the weights `start` (a list as
    of get_weights), the learning rate, and an optimizer at its first step.
    `train` and `held_out` are pairs of inputs and targets. After each epoch the
    network is asked about the held-out samples, with its training flag as given;
    `callbacks` are Keras's, and see these answers, too.

    Returns the dictionary of Keras's history: loss, accuracy, val_loss and
    val_accuracy, one number an epoch each.
    """

    def look(epoch, logs):
        answers = net(held_out[0], training=training)
        logs["val_loss"] = float(net.loss(held_out[1], answers))
        logs["val_accuracy"] = np.mean(np.argmax(answers, axis=-1) == held_out[1])

    net.set_weights(start)
    for variable in net.optimizer.variables:
        variable.assign(keras.ops.zeros_like(variable))
    net.optimizer.learning_rate = learning_rate
    watch = [keras.callbacks.LambdaCallback(on_epoch_end=look), *callbacks]
    return net.fit(*train, epochs=epochs, verbose=0, callbacks=watch).history


def read_log(folder):
    """Return what a folder of TensorBoard's logs holds, by tag.

    Of a scalar (n_epochs,), of a histogram (n_epochs, n_bins, 3): left edge, right
    edge and count. Under "graph" the names of the operations, in their order.
    """
    log = EventAccumulator(str(folder)).Reload()
    found = {"graph": [node.op for node in log.Graph().node]}
    for tag in log.Tags()["tensors"]:
        values = [tf.make_ndarray(event.tensor_proto) for event in log.Tensors(tag)]
        found[tag] = np.stack(values)
    return found


def patients(net, digits):
    """Return the arguments of `treat` of each patient, "healthy" and "A" to "J".

    `net` is a compiled network of 64-32-32-10 units that gives logits, as it was just
    built: its weights are where all patients start. `digits` is a `Dataset`.
    """
    x, x_val = digits.x_train.reshape(-1, 64), digits.x_validation.reshape(-1, 64)
    y, y_val = digits.y_train, digits.y_validation
    healthy = {"net": net, "learning_rate": 0.003, "start": net.get_weights()}
    healthy |= {"train": (x, y), "held_out": (x_val, y_val)}
    faults = _faults(net.get_weights(), x, y, x_val, y_val)
    ill = {letter: healthy | faults[letter] for letter in LETTERS}
    return {"healthy": healthy} | ill


def _faults(start, x, y, x_val, y_val):
    """What is wrong with each patient, as arguments of `treat`.

    A: the labels are shuffled apart from their images.
    B: the learning rate is 100 times too large.
    C: the first biases are so low that no unit is ever above zero.
    D: raw inputs, pixels from 0 to 255.
    E: the learning rate is 100 times too small.
    F: of the 8s and 9s few were collected, for training and for validation.
    G: a network with dropout is in training mode when it is judged.
    H: softmax twice, once in the network and once in the loss.
    I: the validation samples are among the training samples.
    J: the network gives logits, the loss takes them for probabilities.
    """
    shuffled = np.random.default_rng(0).permutation(y)
    W, b, *others = start
    few, few_val = ((t < 8) | (np.arange(len(t)) % 12 == 0) for t in (y, y_val))
    return {
        "A": {"train": (x, shuffled)},
        "B": {"learning_rate": 0.3},
        "C": {"start": [W, b - 9, *others]},
        "D": {"train": (255 * x, y), "held_out": (255 * x_val, y_val)},
        "E": {"learning_rate": 0.00003},
        "F": {"train": (x[few], y[few]), "held_out": (x_val[few_val], y_val[few_val])},
        "G": {"net": _build(dropout=0.5), "training": True},
        "H": {"net": _build(last="softmax", loss=_tensorflows_loss)},
        "I": {"train": (np.concatenate([x, x_val]), np.concatenate([y, y_val]))},
        "J": {"net": _build(loss=keras.losses.SparseCategoricalCrossentropy())},
    }


def _tensorflows_loss(y, answers):
    """TensorFlow's own loss of logits; Keras's would warn of a softmax and undo it."""
    y = tf.cast(y, "int32")  # Keras hands targets over as float32
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, answers)
    return tf.reduce_mean(losses)


def _build(last=None, loss=None, dropout=0.0):
    """A compiled network of 64-32-32-10 units; `loss` is Keras's of logits if None."""
    stack = [
        keras.Input((64,)),
        layers.Dense(32, "relu", name="hidden_1"),
        layers.Dropout(dropout),
        layers.Dense(32, "relu", name="hidden_2"),
        layers.Dropout(dropout),
        layers.Dense(10, last, name="outputs"),
    ]
    net = keras.Sequential(stack)
    loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile("adam", loss, metrics=["accuracy"], steps_per_execution=34)
    return net
