"""How far lesson 09's recipe for MNIST goes: as it is taught, and for 99.5%.

    python -m benchmarks.longer [--runs 10]

The larger network has one and a half times the kernels, the same strides and rates, and
Dropout(0.3) before the last layer. It trains for fourteen epochs on all 60,000 images,
in batches of 250, each moved at random by up to two pixels, in the last epoch by none.
These settings were chosen on the validation images. Seconds are those of everything
from the first layer to the last step, building, tracing and moving the images included.
"""

import argparse
import statistics
import time

from benchmarks.mnist import all_training
from benchmarks.report import machine, publish, spread, table
from helpers import data, lab
from tests.lessons import load

import keras
import numpy as np
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view


def moved(x, by, rng):
    """Return images x (n, rows, columns), each moved at random by up to `by` pixels.

    Zeros come in at the border.
    """
    wide = np.pad(x, [(0, 0), (by, by), (by, by)])
    views = sliding_window_view(wide, x.shape[1:], axis=(1, 2))
    down, right = rng.integers(2 * by + 1, size=(2, len(x)))
    return views[np.arange(len(x)), down, right]


def larger(rate, kernels=(24, 48, 96), drop=0.3):
    """Return lesson 09's plan with more kernels and dropout, compiled."""
    network = load("09", "network")
    stack = [layers.Reshape((28, 28, 1))]
    for n, size, stride in zip(kernels, (5, 3, 3), (2, 2, 1), strict=True):
        convolution = layers.Conv2D(n, size, stride, use_bias=False)
        stack += [convolution, layers.BatchNormalization(momentum=0.9), layers.ReLU()]
    return network(28, [*stack, layers.Flatten(), layers.Dropout(drop)], rate, steps=20)


def train(build, x, y, seed, epochs, by=0, peak=0.02, batch_size=125):
    """Return the trained model and the seconds that it took.

    build(learning rate) returns the compiled model.
    """
    one_cycle = load("09", "one_cycle")
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    begin = time.perf_counter()
    model = build(one_cycle(len(x) // batch_size * epochs, peak))
    for epoch in range(epochs):
        shown = moved(x, by, rng) if by and epoch < epochs - 1 else x
        model.fit(shown, y, batch_size, verbose=0)
    return model, time.perf_counter() - begin


def accuracy(model, x, y):
    """Return the share of images x whose largest logit is that of the label y."""
    return np.mean(model.predict(x, 1000, verbose=0).argmax(axis=1) == y)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    given = parser.parse_args()
    lab.start(seed=0)
    mnist = data.load_mnist()
    reader = load("09", "reader")
    taught, everything = (mnist.x_train, mnist.y_train), all_training(mnist)
    ways = {
        "as taught": (reader, *taught, dict(epochs=2)),
        "larger, longer": (larger, *everything, dict(epochs=14, by=2, batch_size=250)),
    }
    found = {name: [] for name in ways}
    for seed in range(given.runs):
        for name, (build, x, y, settings) in ways.items():
            model, seconds = train(build, x, y, seed, **settings)
            share = accuracy(model, mnist.x_test, mnist.y_test)
            found[name].append((model.count_params(), seconds, share))
            print(seed, name, *found[name][-1], flush=True)
    lines = []
    for name, results in found.items():
        parameters, seconds, shares = zip(*results, strict=True)
        low, high = min(shares), max(shares)
        share = f"{statistics.median(shares):.2%} ({low:.2%} to {high:.2%})"
        number = f"{parameters[0]:,}"
        lines.append([name, number, str(len(shares)), spread(seconds), share])
    header = ["recipe", "parameters", "runs", "seconds, all", "test accuracy"]
    publish("longer", f"{machine()}\n\n{table(header, lines)}")


if __name__ == "__main__":
    main()
