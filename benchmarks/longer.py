"""How far lesson 17's recipe for MNIST goes: as it is taught, and for 99.5%.

    python -m benchmarks.longer [--runs 10]

The larger network has one and a half times the kernels, the same strides and rates, and
Dropout(0.3) before the last layer. It trains for sixteen epochs on all 60,000 images,
in batches of 250. In each epoch but the last they are warped anew (lesson 11): turned
by up to 10 degrees, scaled by up to a tenth, moved by up to two pixels. These settings
were chosen on the validation images. Seconds are those of everything from the first
layer to the last step, building, tracing and warping included.
"""

import argparse
import time

from benchmarks.mnist import accuracy, all_training
from benchmarks.report import machine, percents, publish, spread, table
from helpers import data, lab
from tests.lessons import load

import keras
import numpy as np
import scipy.sparse
from keras import layers


def warp(side, degrees, scale, down, right):
    """Return a sparse matrix (side², side²): image @ matrix is turned, scaled, moved.

    The image is a row of side² pixels. Seen from the centre, the pixel at (row, column)
    comes from the place where this turns and scales it, less (down, right); between
    pixels it is interpolated linearly, beyond the border lie zeros.
    """
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = (side - 1) / 2
    new = np.indices((side, side)).reshape(2, -1) - centre  # (2, side²)
    old = turn @ new / scale - [[down], [right]] + centre
    first, share = np.floor(old).astype(int), old % 1
    matrix = scipy.sparse.csr_array((side**2, side**2), dtype="float32")
    for step in (0, 0), (0, 1), (1, 0), (1, 1):
        corner = first + np.reshape(step, (2, 1))
        weights = np.where(np.reshape(step, (2, 1)), share, 1 - share).prod(axis=0)
        inside = np.flatnonzero(((corner >= 0) & (corner < side)).all(axis=0))
        places = np.ravel_multi_index(corner[:, inside], (side, side)), inside
        part = weights[inside].astype("float32"), places
        matrix += scipy.sparse.csr_array(part, matrix.shape)
    return matrix


def warped(x, rng, degrees=10, scale=0.1, by=2, size=250):
    """Return images x (n, side, side), shuffled groups of `size` warped at random.

    Each group is turned by up to `degrees`, scaled by up to the share `scale`, and
    moved by up to `by` pixels, each drawn evenly.
    """
    out = np.empty_like(x)
    for group in np.array_split(rng.permutation(len(x)), max(1, len(x) // size)):
        turn, larger, down, right = rng.uniform(-1, 1, 4) * (degrees, scale, by, by)
        matrix = warp(x.shape[1], turn, 1 + larger, down, right)
        flat = x[group].reshape(len(group), -1)
        out[group] = (matrix.T @ flat.T).T.reshape(-1, *x.shape[1:])
    return out


def larger(rate, kernels=(24, 48, 96), drop=0.3):
    """Return lesson 17's plan with more kernels and dropout, compiled."""
    network = load("17", "network")
    stack = [layers.Reshape((28, 28, 1))]
    for n, size, stride in zip(kernels, (5, 3, 3), (2, 2, 1), strict=True):
        convolution = layers.Conv2D(n, size, stride, use_bias=False)
        stack += [convolution, layers.BatchNormalization(momentum=0.9), layers.ReLU()]
    return network(28, [*stack, layers.Flatten(), layers.Dropout(drop)], rate, steps=20)


def train(build, x, y, seed, epochs, warps=False, batch_size=125, peak=0.02):
    """Return the trained model and the seconds that it took.

    build(learning rate) returns the compiled model.
    """
    one_cycle = load("17", "one_cycle")
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    begin = time.perf_counter()
    model = build(one_cycle(len(x) // batch_size * epochs, peak))
    for epoch in range(epochs):
        shown = warped(x, rng) if warps and epoch < epochs - 1 else x
        model.fit(shown, y, batch_size, verbose=0)
    return model, time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    given = parser.parse_args()
    lab.start(seed=0)
    mnist = data.load_mnist()
    reader = load("17", "reader")
    taught, everything = (mnist.x_train, mnist.y_train), all_training(mnist)
    longer = dict(epochs=16, warps=True, batch_size=250)
    ways = {
        "as taught": (reader, *taught, dict(epochs=2)),
        "larger, longer": (larger, *everything, longer),
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
        counts = f"{parameters[0]:,}", str(len(shares))
        lines.append([name, *counts, spread(seconds), percents(shares)])
    header = ["recipe", "parameters", "runs", "seconds, all", "test accuracy"]
    publish("longer", f"{machine()}\n\n{table(header, lines)}")


if __name__ == "__main__":
    main()
