"""Many small networks at once, in NumPy: for results over many seeds and settings.

Each array of weights has one axis more in front, one entry for each network, and `@`
multiplies network by network. A network has 64 inputs, one hidden layer of ReLU units
and 10 outputs, and no biases. The step is AdamW's, as it is built in lesson 03.
"""

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
        for i, (inputs, d) in enumerate([(x[batch], da), (a, dz)]):
            gradient = inputs.swapaxes(-1, -2) @ d
            m[i] += (1 - beta_1) * (gradient - m[i])
            v[i] += 0.001 * (gradient**2 - v[i])
            root = np.sqrt(v[i] / (1 - 0.999**t)) + 1e-7
            weights[i] -= rate * (m[i] / (1 - beta_1**t) / root + decay * weights[i])
    return weights, np.array(losses)
