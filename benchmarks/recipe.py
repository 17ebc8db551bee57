"""What each decision of lesson 17's recipe for MNIST is worth: seconds and accuracy.

    python -m benchmarks.recipe [--runs 3]

The recipe as it is taught, then with one thing changed; the ways take turns within each
run. Seconds are those of two epochs, building and tracing left out.
"""

import argparse
import time

from benchmarks.mnist import accuracy
from benchmarks.report import machine, percents, publish, spread, table
from helpers import data, lab
from tests.lessons import load

import keras
import tensorflow as tf

EPOCHS = 2
CHANGES = {  # what is changed: the arguments of `train`
    "nothing": {},
    "batches of 25": {"batch_size": 25},
    "batches of 500 at the same rates": {"batch_size": 500},
    "constant rate 0.001": {"rate": 0.001},
    "constant rate 0.02": {"rate": 0.02},
    "no batch normalisation": {"norm": False},
    "one step an execution": {"steps": 1},
    "a tf.data pipeline": {"pipeline": True},
}


def train(mnist, seed, batch_size=125, rate=None, norm=True, steps=20, pipeline=False):
    """Return the seconds of EPOCHS epochs, and the test accuracy after them.

    rate None is lesson 17's one cycle; `pipeline` shuffles and batches with tf.data in
    place of Keras's own way with arrays.
    """
    one_cycle, reader = load("17", "one_cycle", "reader")
    keras.utils.set_random_seed(seed)
    x, y = mnist.x_train, mnist.y_train
    model = reader(rate or one_cycle(EPOCHS * len(x) // batch_size), norm)
    model.steps_per_execution = steps
    first = slice(batch_size * steps)
    start = model.get_weights()
    if pipeline:
        pairs = tf.data.Dataset.from_tensor_slices((x, y))
        feed = {"x": pairs.shuffle(len(x)).batch(batch_size).prefetch(tf.data.AUTOTUNE)}
        model.fit(feed["x"].take(steps), shuffle=False, verbose=0)
    else:
        feed = {"x": x, "y": y, "batch_size": batch_size}
        model.fit(x[first], y[first], batch_size, verbose=0)
    model.set_weights(start)
    for state in [model.optimizer.iterations, *model.optimizer.variables[2:]]:
        state.assign(keras.ops.zeros_like(state))
    begin = time.perf_counter()
    model.fit(**feed, epochs=EPOCHS, shuffle=not pipeline, verbose=0)
    seconds = time.perf_counter() - begin
    return seconds, accuracy(model, mnist.x_test, mnist.y_test)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    lab.start(seed=0)
    mnist = data.load_mnist()
    found = {name: [] for name in CHANGES}
    for seed in range(given.runs):
        for name, change in CHANGES.items():
            found[name].append(train(mnist, seed, **change))
            print(
                seed, name, *(f"{value:.4f}" for value in found[name][-1]), flush=True
            )
    lines = []
    for name, results in found.items():
        seconds, accuracies = zip(*results, strict=True)
        lines.append([name, spread(seconds), percents(accuracies)])
    header = ["changed", "seconds of two epochs", "test accuracy"]
    publish("recipe", f"{machine()}\n\n{table(header, lines)}")


if __name__ == "__main__":
    main()
