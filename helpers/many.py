"""Many small networks at once, in NumPy: for results over many seeds and settings.

Each array of weights has one axis more in front, one entry for each network, and `@`
multiplies network by network. In `init`, `forward` and `train`, a network has 64
inputs, one hidden layer of ReLU units and 10 outputs, and no biases. The step is
AdamW's, as it is built in lesson 04. What follows them is for recurrent networks.
"""

import keras
import numpy as np


def init(n_nets, n_units, rng):
    """Draw [W1 (n_nets, 64, n_units), W2 (n_nets, n_units, 10)], He normal, float32."""
    shapes = (n_nets, 64, n_units), (n_nets, n_units, 10)
    return [np.float32(rng.normal(0, (2 / s[1]) ** 0.5, s)) for s in shapes]


def forward(weights, x):
    """Return the activations and the probabilities of all networks.

    x: (n_samples, 64), or (n_nets, n_samples, 64) where each network has its own.
    Returns arrays (n_nets, n_samples, n_units) and (n_nets, n_samples, 10).
    """
    a = np.maximum(x @ weights[0], 0)
    z = a @ weights[1]
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return a, e / e.sum(axis=-1, keepdims=True)


def train(weights, x, y, batches, rates, decay=0.0, beta_1=0.9):
    """Make a step of AdamW for each batch; Loshchilov and Hutter (2017).

    x: (n_samples, 64); y: (n_samples,), classes. batches: sample numbers (n_steps,
    n_nets, batch_size), or (n_steps, 1, batch_size) where all networks get the same.
    rates, decay, beta_1: numbers, or arrays (n_nets, 1, 1), one for each network;
    rates may also be (n_steps, 1, 1, 1), one for each step.

    Returns new weights and the losses (n_steps, n_nets), the mean cross-entropy of
    each batch before its step.
    """
    weights, losses = [W.copy() for W in weights], []
    m, v = ([np.zeros_like(W) for W in weights] for _ in range(2))
    rates = rates * np.ones((len(batches), 1, 1, 1), "float32")  # one for each step
    for t, (batch, rate) in enumerate(zip(batches, rates, strict=True), start=1):
        a, p = forward(weights, x[batch])
        truth = np.eye(10, dtype="float32")[y[batch]]
        losses.append(-np.log((p * truth).sum(axis=-1) + 1e-9).mean(axis=-1))
        dz = (p - truth) / batch.shape[-1]
        da = (dz @ weights[1].swapaxes(-1, -2)) * (a > 0)
        gradients = [inputs.mT @ d for inputs, d in ((x[batch], da), (a, dz))]
        _step(weights, gradients, m, v, t, rate, decay, beta_1)
    return weights, np.array(losses)


def _step(weights, gradients, m, v, t, learning_rate, decay=0.0, beta_1=0.9):
    """Make step t (1, 2, ...) of AdamW in place; lists of arrays (n_nets, ...)."""
    for i, g in enumerate(gradients):
        m[i] += (1 - beta_1) * (g - m[i])
        v[i] += 0.001 * (g**2 - v[i])
        root = np.sqrt(v[i] / (1 - 0.999**t)) + 1e-7
        change = m[i] / (1 - beta_1**t) / root + decay * weights[i]
        weights[i] -= learning_rate * change


def descend(weights, gradients, batches, rates, largest=1.0):
    """Make a step of Adam for each batch, for networks of any kind.

    weights: a list of arrays (n_nets, ...). gradients(batch, weights) returns a list of
    gradients with their shapes. batches: what it takes, one a step. rates: a learning
    rate for each of them. A network's gradient that is longer than `largest`, all its
    weights together, is shortened to that (norm clipping, lesson 13).

    Returns new weights.
    """
    weights = [W.copy() for W in weights]
    m, v = ([np.zeros_like(W) for W in weights] for _ in range(2))
    for t, (batch, rate) in enumerate(zip(batches, rates, strict=True), start=1):
        found = gradients(batch, weights)
        norm = sum((g**2).reshape(len(g), -1).sum(axis=-1) for g in found) ** 0.5
        share = largest / np.maximum(norm, largest)  # 1 where nothing is to be clipped
        shares = [share.reshape(-1, *[1] * (g.ndim - 1)) for g in found]
        found = [g * part for g, part in zip(found, shares, strict=True)]
        _step(weights, found, m, v, t, rate)
    return weights


def adding(n_nets, n, length, rng):
    """Draw the adding problem, in the form of Le, Jaitly and Hinton (2015).

    Returns x (n_nets, n, length, 2), numbers from 0 to 1 beside marks, which are 1 in
    two random steps and 0 in the others, and y (n_nets, n, 1), the sum of the two
    marked numbers. All float32.
    """
    x = np.zeros((n_nets, n, length, 2), "float32")
    x[..., 0] = rng.random(x.shape[:-1])
    steps = rng.random(x.shape[:-1]).argsort(axis=-1)[..., :2]
    np.put_along_axis(x[..., 1], steps, 1, axis=-1)
    return x, x.prod(axis=-1).sum(axis=-1, keepdims=True)


def learn_adding(run, run_back, layer, plan, learning_rate, rng, n_nets=5):
    """Train recurrent networks on the adding problem.

    run(x, weights) returns all states, the first entry of each being h, and the gates;
    run_back(dh, x, states, gates, weights) returns dx and the gradients by the weights.
    The networks start as copies of the Keras `layer` with a Dense(1) behind it. `plan`
    maps each length, in this order, to a number of steps, each on 24 new sequences for
    each network; in the second half of a length's steps the learning rate falls to 0.

    Returns their weights, the last two being those of Dense(1), and the mean squared
    errors (n_nets, n_steps) on each step's sequences before the step. As these are new,
    it is the error of a test.
    """
    errors = []

    def gradients(batch, weights):
        x, y = batch
        states, gates = run(x, weights[:-2])
        error = states[-1][0] @ weights[-2] + weights[-1] - y
        errors.append(np.mean(error**2, axis=(1, 2)))
        dy = 2 * error / y.shape[1]
        dh = np.zeros((*x.shape[:-1], weights[-2].shape[1]), x.dtype)
        dh[..., -1, :] = dy @ weights[-2].mT  # only the last output is used
        _, found = run_back(dh, x, states, gates, weights[:-2])
        return [*found, states[-1][0].mT @ dy, dy.sum(axis=1, keepdims=True)]

    model = keras.Sequential([keras.Input((None, 2)), layer, keras.layers.Dense(1)])
    weights = copies(model, n_nets)
    for length, n_steps in plan.items():
        rates = learning_rate * np.minimum(1, np.linspace(2, 0, n_steps))
        batches = (adding(n_nets, 24, length, rng) for _ in rates)
        weights = descend(weights, gradients, batches, rates)
    return weights, np.array(errors).T


def copies(model, n_nets):
    """Return the weights of n_nets new copies of a Keras model, each as it would start.

    A list of arrays (n_nets, n_in, n_out); biases are (n_nets, 1, n_units), those of a
    GRU (n_nets, 2, 3 n_units).
    """
    nets = [keras.models.clone_model(model).get_weights() for _ in range(n_nets)]
    parts = zip(*nets, strict=True)
    return [np.stack(w).reshape(n_nets, -1, w[0].shape[-1]) for w in parts]


def simple_step(x, state, W, U, b):
    """Return the new state [h] of a simple recurrent network (lesson 20), and no gates.

    x (..., n, n_in), h (..., n, n_units), W (..., n_in, n_units),
    U (..., n_units, n_units), b (n_units,) or (..., 1, n_units).
    """
    return [np.tanh(x @ W + state[0] @ U + b)], []


def simple_step_back(d_state, x, state, new, gates, W, U, b):
    """Return dx, the gradient by the old [h], and [dW, dU, db].

    d_state holds the gradient by the new h; the other arguments are those and the
    results of `simple_step`.
    """
    dz = d_state[0] * (1 - new[0] ** 2)
    db = dz.sum(axis=-2).reshape(b.shape)
    return dz @ W.mT, [dz @ U.mT], [x.mT @ dz, state[0].mT @ dz, db]
