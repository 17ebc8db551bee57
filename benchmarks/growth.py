"""Seconds of a training step against size, by hand and in Keras.

    python -m benchmarks.growth

By hand are the lessons' own functions, in float32; Keras runs forward and backward in
one `tf.function`, traced before the clock starts. Each point is the fastest of several
repetitions, since a busy machine only ever adds. The exponent is the slope of a
straight line through the last three points in log-log scales: beside it stands the
exponent that counting multiplications gives.
"""

import time
from pathlib import Path

from benchmarks.report import machine, publish, table
from helpers import lab
from tests.lessons import load

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers

FIGURE = Path(__file__).with_name("growth.png")
REPETITIONS = 5
LEAST_SECONDS = 0.05  # of one repetition: shorter calls are made several times


def fastest(call):
    """Return the seconds of one call, the fastest of several repetitions."""
    call()
    begin = time.perf_counter()
    call()
    calls = max(1, round(LEAST_SECONDS / (time.perf_counter() - begin)))
    taken = []
    for _ in range(REPETITIONS):
        begin = time.perf_counter()
        for _ in range(calls):
            call()
        taken.append((time.perf_counter() - begin) / calls)
    return min(taken)


def exponent(sizes, seconds, points=3):
    """Return the slope of log seconds over log size, by the last points."""
    return np.polyfit(np.log(sizes[-points:]), np.log(seconds[-points:]), 1)[0]


def keras_gradients(model, x):
    """Return a function that computes the gradients of the outputs' sum, traced."""
    x = tf.constant(x)

    @tf.function
    def gradients(x):
        with tf.GradientTape() as tape:
            total = keras.ops.sum(model(x, training=True))
        return tape.gradient(total, model.trainable_variables)

    return lambda: [part.numpy() for part in gradients(x)]


def perceptron(n_samples, units, depth, rng):
    """Return the two calls for an MLP, 64-units-...-10, depth hidden layers."""
    init, forward, backward = load("09", "init", "forward", "backward")
    sizes = [64, *[units] * depth, 10]
    weights = init(sizes, rng, "float32")
    x = rng.normal(size=(n_samples, 64)).astype("float32")
    dz = np.ones((n_samples, 10), "float32")

    def by_hand():
        return backward(weights, forward(weights, x)[1], dz)

    stack = [layers.Dense(n, "relu") for n in sizes[1:-1]]
    model = keras.Sequential([keras.Input((64,)), *stack, layers.Dense(10)])
    model.set_weights(weights)
    return by_hand, keras_gradients(model, x)


def convolution(side, rng):
    """Return the two calls for 3x3 kernels, 8 channels to 16, on 16 square images."""
    conv, conv_backward = load("17", "conv", "conv_backward")
    x = rng.normal(size=(16, side, side, 8)).astype("float32")
    W = rng.normal(size=(3, 3, 8, 16)).astype("float32")
    b = np.zeros(16, "float32")
    dz = np.ones((16, side, side, 16), "float32")

    def by_hand():
        conv(x, W, b, 1, "same")
        return conv_backward(x, W, dz, 1, "same")[1:]

    layer = layers.Conv2D(16, 3, padding="same")
    model = keras.Sequential([keras.Input(x.shape[1:]), layer])
    model.set_weights([W, b])
    return by_hand, keras_gradients(model, x)


def lstm(n_steps, rng):
    """Return the two calls for an LSTM of 32 units on 32 sequences of 8 numbers."""
    run, run_back, step, step_back = load(
        "22", "run", "run_back", "lstm_step", "lstm_step_back"
    )
    x = rng.normal(size=(32, n_steps, 8)).astype("float32")
    layer = layers.LSTM(32, return_sequences=True)
    model = keras.Sequential([keras.Input(x.shape[1:]), layer])
    weights = model.get_weights()
    dh = np.ones((32, n_steps, 32), "float32")

    def by_hand():
        states, gates = run(step, x, weights)
        return run_back(step_back, dh, x, states, gates, weights)[1]

    return by_hand, keras_gradients(model, x)


CURVES = {  # name: (sizes, expected exponent, size and rng to the two calls)
    "samples": ([256, 1024, 4096, 16384], 1, lambda n, g: perceptron(n, 128, 2, g)),
    "units": ([128, 256, 512, 1024], 2, lambda n, g: perceptron(256, n, 3, g)),
    "hidden layers": ([2, 4, 8, 16, 32], 1, lambda n, g: perceptron(256, 128, n, g)),
    "image side": ([16, 32, 64, 128], 2, convolution),
    "sequence length": ([16, 32, 64, 128], 1, lstm),
}


def compare(by_hand, in_keras):
    """Raise AssertionError where the two calls return different gradients.

    A thousandth of the largest entry is allowed: both compute in float32.
    """
    for mine, theirs in zip(by_hand(), in_keras(), strict=True):
        allowed = 1e-3 * np.abs(theirs).max()
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=allowed)


def measure(rng):
    """Return {name: (seconds by hand, seconds in Keras)}, a list each, by size."""
    seconds = {}
    for name, (sizes, _, make) in CURVES.items():
        seconds[name] = ([], [])
        for size in sizes:
            calls = make(size, rng)
            compare(*calls)
            for taken, call in zip(seconds[name], calls, strict=True):
                taken.append(fastest(call))
            print(name, size, *(f"{taken[-1]:.4f}" for taken in seconds[name]))
    return seconds


def draw(seconds):
    """Write the figure: a panel for each curve, log-log."""
    fig, axes = plt.subplots(1, len(CURVES), figsize=(14, 3.2), layout="constrained")
    for ax, (name, pair) in zip(axes, seconds.items(), strict=True):
        sizes, expected, _ = CURVES[name]
        for label, taken, marker in zip(("by hand", "Keras"), pair, "os", strict=True):
            slope = exponent(sizes, taken)
            ax.loglog(sizes, taken, marker + "-", label=f"{label}: {slope:.2f}")
        guide = pair[0][-1] * (np.array(sizes) / sizes[-1]) ** expected
        ax.loglog(sizes, guide, ":", color="0.5", label=f"expected: {expected}")
        ax.set(xlabel=name, xticks=sizes, xticklabels=sizes)
        ax.minorticks_off()
        ax.legend(fontsize=9)
    axes[0].set_ylabel("seconds of a step")
    fig.savefig(FIGURE, dpi=90, metadata={"Software": None})
    plt.close(fig)


def main():
    lab.start(seed=0)
    seconds = measure(np.random.default_rng(0))
    draw(seconds)
    lines = []
    for name, pair in seconds.items():
        sizes, expected, _ = CURVES[name]
        hand, theirs = (f"{exponent(sizes, taken):.2f}" for taken in pair)
        largest = (f"{1000 * taken[-1]:.3g} ms" for taken in pair)
        ratio = f"{pair[0][-1] / pair[1][-1]:.2g}"
        span = f"{sizes[0]} to {sizes[-1]}"
        lines.append([name, span, str(expected), hand, theirs, *largest, ratio])
    header = ["against", "from, to", "expected exponent", "by hand", "Keras"]
    header += ["by hand at the largest", "Keras", "by hand / Keras"]
    publish("growth", f"{machine()}\n\n{table(header, lines)}")


if __name__ == "__main__":
    main()
