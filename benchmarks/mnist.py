"""Seconds of training until a network reads 95% of MNIST's test images.

    python benchmarks/mnist.py [--runs 3] [--accuracy 0.95]

Three ways, in turn within each run, so that a busy machine slows all of them:

- by hand: lesson 05's code, 784-128-10, ReLU, Adam, batches of 125;
- textbook: the well-known introduction, written here from its published settings:
  784-30-10, sigmoids, squared error, plain descent with the rate 3.0 on batches of 10,
  one sample after the other (M. Nielsen, Neural Networks and Deep Learning, 2015);
- Keras: lesson 05's Dense(128)-Dropout(0.2)-Dense(10), building its graph included.

Loading and testing are not counted. MNIST comes from COURSE_DATA, Keras's cache or the
network.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from helpers import data, lab  # noqa: E402

import keras  # noqa: E402
import numpy as np  # noqa: E402
from lessons import load  # noqa: E402

STEPS = 50  # between two looks at the test set, by hand and in Keras
MOST_EPOCHS = 30


def by_hand(mnist, accuracy, seed):
    """Return the seconds of the shortest run that gets there."""
    init, fit, answer, shuffled_batches = load(
        "05", "init", "fit", "answer", "shuffled_batches"
    )
    rng = np.random.default_rng(seed)
    x, x_test = (part.reshape(-1, 784) for part in (mnist.x_train, mnist.x_test))
    start = init([784, 128, 10], rng, "float32")
    batches = shuffled_batches(len(x), 125, 3, rng)
    for n_steps in range(STEPS, len(batches) + 1, STEPS):
        begin = time.perf_counter()
        run = batches[:n_steps]
        weights, _ = fit(start, x, mnist.y_train, run, learning_rate=0.003)
        seconds = time.perf_counter() - begin
        if np.mean(answer(weights, x_test) == mnist.y_test) >= accuracy:
            return seconds
    return None


def textbook(mnist, accuracy, seed):
    """Return the seconds of the epochs up to the first that gets there."""
    rng = np.random.default_rng(seed)
    x = mnist.x_train.reshape(-1, 784, 1).astype("float64")
    x_test = mnist.x_test.reshape(-1, 784).T.astype("float64")
    y = np.eye(10)[mnist.y_train][..., np.newaxis]  # (n, 10, 1)
    b = [rng.normal(size=(n, 1)) for n in (30, 10)]
    W = [rng.normal(size=shape) for shape in ((30, 784), (10, 30))]

    def sigmoid(z):
        return 1 / (1 + np.exp(-np.clip(z, -500, 500)))

    def gradients(x, y):
        a1 = sigmoid(W[0] @ x + b[0])
        a2 = sigmoid(W[1] @ a1 + b[1])
        d2 = (a2 - y) * a2 * (1 - a2)
        d1 = W[1].T @ d2 * a1 * (1 - a1)
        return [d1, d2], [d1 @ x.T, d2 @ a1.T]

    seconds = 0.0
    for _ in range(MOST_EPOCHS):
        begin = time.perf_counter()
        for batch in np.split(rng.permutation(len(x)), len(x) // 10):
            sums = [np.zeros_like(array) for array in b + W]
            for i in batch:
                db, dW = gradients(x[i], y[i])
                sums = [total + part for total, part in zip(sums, db + dW, strict=True)]
            for array, total in zip(b + W, sums, strict=True):
                array -= 3.0 / 10 * total
        seconds += time.perf_counter() - begin
        a = sigmoid(W[1] @ sigmoid(W[0] @ x_test + b[0]) + b[1])
        if np.mean(a.argmax(axis=0) == mnist.y_test) >= accuracy:
            return seconds
    return None


def in_keras(mnist, accuracy, seed):
    """Return the seconds of the pieces of `fit` up to the first that gets there."""
    keras.utils.set_random_seed(seed)
    layers = [
        keras.layers.Flatten(),
        keras.layers.Dense(128, "relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(10),
    ]
    begin = time.perf_counter()
    model = keras.Sequential([keras.Input((28, 28)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.003), loss, steps_per_execution=STEPS)
    seconds = time.perf_counter() - begin
    order = np.random.default_rng(seed).permutation(len(mnist.x_train))
    for piece in np.array_split(np.tile(order, 3), 3 * len(order) // (125 * STEPS)):
        x, y = mnist.x_train[piece], mnist.y_train[piece]
        begin = time.perf_counter()
        model.fit(x, y, batch_size=125, verbose=0)
        seconds += time.perf_counter() - begin
        right = keras.ops.convert_to_numpy(model(mnist.x_test)).argmax(axis=1)
        if np.mean(right == mnist.y_test) >= accuracy:
            return seconds
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--accuracy", type=float, default=0.95)
    given = parser.parse_args()
    lab.start(seed=0)
    mnist = data.load_mnist()
    ways = {"by hand": by_hand, "textbook": textbook, "Keras": in_keras}
    seconds = {name: [] for name in ways}
    for run in range(given.runs):
        for name, way in ways.items():
            taken = way(mnist, given.accuracy, seed=run)
            seconds[name].append(taken)
            print(run, name, "never" if taken is None else f"{taken:.2f} s", flush=True)
    for name, taken in seconds.items():
        reached = [value for value in taken if value is not None]
        median = f"{statistics.median(reached):.2f} s" if reached else "-"
        print(f"{name}: median {median}, {len(reached)} of {len(taken)} runs got there")


if __name__ == "__main__":
    main()
