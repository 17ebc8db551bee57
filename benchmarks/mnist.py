"""Seconds of training until a network reads MNIST's test images, against rivals.

    python -m benchmarks.mnist [--runs 5] [--only CONTEST]

In each contest the ways take turns within each run, so that a busy machine slows all
of them. Loading and testing are not counted. Building and tracing Keras's graph is
counted apart. The rivals are written here from their published settings:

- textbook: M. Nielsen, Neural Networks and Deep Learning (2015), chapter 1: 784-30-10,
  sigmoids, squared error, plain descent with the rate 3.0 on batches of 10, one sample
  after the other;
- scikit-learn: MLPClassifier with 128 units, all else as by default;
- quickstart: TensorFlow 2 quickstart for beginners: Flatten, Dense(128), Dropout(0.2),
  Dense(10), Adam, batches of 32, 5 epochs;
- convnet: "Simple MNIST convnet" of the Keras documentation: two convolutions of 32 and
  64 kernels 3x3, each with max pooling, Dropout(0.5), Dense(10), Adam, batches of 128,
  15 epochs, on 90% of the training images (the others only check it, uncounted here).

MNIST comes from COURSE_DATA, Keras's cache or the network.
"""

import argparse
import statistics
import time

from benchmarks.report import machine, publish, spread, table
from helpers import data, lab
from tests.lessons import load

import keras
import numpy as np
from keras import layers
from sklearn.neural_network import MLPClassifier

# --- ways -----------------------------------------------------------------------------
# Each is a generator: first it yields (seconds of building and tracing, 0.0), then,
# whenever it looks, (seconds of all training so far, those first ones included, test
# accuracy).


def by_hand(mnist, seed, most_steps=2400, every=40):
    """Lesson 09's code: 784-128-10, ReLU, Adam at 0.003, batches of 125.

    Its `fit` has no pauses, so each look is a run of its own from the start.
    """
    init, fit, answer, shuffled_batches = load(
        "09", "init", "fit", "answer", "shuffled_batches"
    )
    rng = np.random.default_rng(seed)
    x, x_test = (part.reshape(-1, 784) for part in (mnist.x_train, mnist.x_test))
    start = init([784, 128, 10], rng, "float32")
    batches = shuffled_batches(len(x), 125, 5, rng)
    yield 0.0, 0.0
    for n_steps in range(every, most_steps + 1, every):
        begin = time.perf_counter()
        some = batches[:n_steps]
        weights, _ = fit(start, x, mnist.y_train, some, learning_rate=0.003)
        seconds = time.perf_counter() - begin
        yield seconds, np.mean(answer(weights, x_test) == mnist.y_test)


def sigmoid(z):
    """Return 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def textbook_gradients(W, b, x, y):
    """Return [db1, db2], [dW1, dW2] of (a2 - y)² / 2 for one sample, as columns."""
    a1 = sigmoid(W[0] @ x + b[0])
    a2 = sigmoid(W[1] @ a1 + b[1])
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = W[1].T @ d2 * a1 * (1 - a1)
    return [d1, d2], [d1 @ x.T, d2 @ a1.T]


def textbook(mnist, seed, epochs=30):
    """The textbook loop, as published: 30 epochs."""
    rng = np.random.default_rng(seed)
    x = mnist.x_train.reshape(-1, 784, 1).astype("float64")
    x_test = mnist.x_test.reshape(-1, 784).T.astype("float64")
    y = np.eye(10)[mnist.y_train][..., np.newaxis]  # (n, 10, 1)
    b = [rng.normal(size=(n, 1)) for n in (30, 10)]
    W = [rng.normal(size=shape) for shape in ((30, 784), (10, 30))]
    seconds = 0.0
    yield seconds, 0.0
    for _ in range(epochs):
        begin = time.perf_counter()
        for batch in np.split(rng.permutation(len(x)), len(x) // 10):
            sums = [np.zeros_like(array) for array in b + W]
            for i in batch:
                db, dW = textbook_gradients(W, b, x[i], y[i])
                sums = [total + part for total, part in zip(sums, db + dW, strict=True)]
            for array, total in zip(b + W, sums, strict=True):
                array -= 3.0 / 10 * total
        seconds += time.perf_counter() - begin
        a = sigmoid(W[1] @ sigmoid(W[0] @ x_test + b[0]) + b[1])
        yield seconds, np.mean(a.argmax(axis=0) == mnist.y_test)


def scikit_learn(mnist, seed, epochs=15, pieces=6):
    """MLPClassifier, fed sixths of epochs so that it can be looked at in between."""
    rng = np.random.default_rng(seed)
    x, x_test = (part.reshape(-1, 784) for part in (mnist.x_train, mnist.x_test))
    network = MLPClassifier((128,), random_state=seed)
    seconds = 0.0
    yield seconds, 0.0
    for _ in range(epochs):
        for piece in np.array_split(rng.permutation(len(x)), pieces):
            begin = time.perf_counter()
            network.partial_fit(x[piece], mnist.y_train[piece], classes=np.arange(10))
            seconds += time.perf_counter() - begin
            yield seconds, network.score(x_test, mnist.y_test)


def accuracy(model, x, y):
    """Return the share of x whose largest output of a Keras model is that of y."""
    return np.mean(model.predict(x, batch_size=1000, verbose=0).argmax(axis=1) == y)


def in_keras(build, x, y, mnist, batch_size, epochs, seed, steps=1):
    """Look at a Keras model after each epoch; the other ways with Keras call this.

    `build()` returns the compiled model, which runs `steps` steps at once. One call of
    `fit` with so much data builds and traces; then the model starts anew.
    """
    keras.utils.set_random_seed(seed)
    begin = time.perf_counter()
    model = build()
    model.optimizer.build(model.trainable_variables)
    state = [*model.variables, *model.optimizer.variables]
    start = [keras.ops.convert_to_numpy(variable) for variable in state]
    some = slice(batch_size * steps)
    model.fit(x[some], y[some], batch_size=batch_size, verbose=0)
    for variable, value in zip(state, start, strict=True):
        variable.assign(value)
    seconds = time.perf_counter() - begin
    yield seconds, 0.0
    for _ in range(epochs):
        begin = time.perf_counter()
        model.fit(x, y, batch_size=batch_size, verbose=0)
        seconds += time.perf_counter() - begin
        yield seconds, accuracy(model, mnist.x_test, mnist.y_test)


def all_training(mnist):
    """Return MNIST's 60,000 training images and labels; the course validates on some.

    The course trains on 50,000, as the textbook does; the other rivals take all.
    """
    parts = (mnist.x_train, mnist.x_validation), (mnist.y_train, mnist.y_validation)
    return [np.concatenate(pair) for pair in parts]


def quickstart_layers():
    """Return the quickstart's layers before the last."""
    return [layers.Flatten(), layers.Dense(128, "relu"), layers.Dropout(0.2)]


def quickstart_model():
    """Return the quickstart's network, compiled with its settings."""
    stack = [*quickstart_layers(), layers.Dense(10)]
    model = keras.Sequential([keras.Input((28, 28)), *stack])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def quickstart(mnist, seed):
    """The quickstart, as published."""
    x, y = all_training(mnist)
    yield from in_keras(quickstart_model, x, y, mnist, 32, 5, seed)


def same_layers(mnist, seed, epochs=5):
    """The quickstart's layers with lesson 17's schedule, batches of 125."""
    one_cycle, network = load("17", "one_cycle", "network")

    def build():
        rate = one_cycle(len(x) // 125 * epochs, peak=0.008)
        return network(28, quickstart_layers(), rate, steps=50)

    x, y = mnist.x_train, mnist.y_train
    yield from in_keras(build, x, y, mnist, 125, epochs, seed, steps=50)


def convnet_model():
    """Return the documentation's convnet, compiled with its settings."""
    stack = [layers.Reshape((28, 28, 1))]
    for n in (32, 64):
        stack += [layers.Conv2D(n, 3, activation="relu"), layers.MaxPooling2D(2)]
    stack += [layers.Flatten(), layers.Dropout(0.5)]
    last = layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((28, 28)), *stack, last])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def convnet(mnist, seed):
    """The documentation's convnet, as published."""
    x, y = (part[:54000] for part in all_training(mnist))
    y = np.eye(10, dtype="float32")[y]
    yield from in_keras(convnet_model, x, y, mnist, 128, 15, seed)


def lesson_17(mnist, seed, epochs=2):
    """Lesson 17's network and recipe, as it is taught."""
    one_cycle, reader = load("17", "one_cycle", "reader")
    x, y = mnist.x_train, mnist.y_train

    def build():
        return reader(one_cycle(len(x) // 125 * epochs))

    yield from in_keras(build, x, y, mnist, 125, epochs, seed, steps=20)


CONTESTS = {  # name: (targets, ways, further runs of the first way)
    "by hand": ((0.95, 0.97), (by_hand, textbook, scikit_learn), 0),
    "perceptron": ((0.97, 0.975), (same_layers, quickstart), 0),
    "convolutions": ((0.99,), (lesson_17, convnet), 5),
}


# --- contests -------------------------------------------------------------------------


def reach(looks, targets):
    """Return {target: (seconds of training alone, with building and tracing)}.

    Targets that no look reaches are missing. Stops at the look that reaches the last.
    """
    looks, found = iter(looks), {}
    built, _ = next(looks)
    for seconds, accuracy in looks:
        for target in targets:
            if accuracy >= target:
                found.setdefault(target, (seconds - built, seconds))
        if len(found) == len(targets):
            break
    return found


def contest(mnist, targets, ways, further, runs):
    """Return {way: [what `reach` found in each run]}; the ways take turns."""
    found = {way: [] for way in ways}
    for run in range(runs + further):
        for way in ways if run < runs else ways[:1]:
            found[way].append(reach(way(mnist, seed=run), targets))
            print(run, way.__name__, found[way][-1], flush=True)
    return found


def rows(targets, found):
    """Yield the lines of a contest's table: a line for each target and way."""
    first = next(iter(found))
    for target in targets:
        for way, results in found.items():
            pairs = [each.get(target, (None, None)) for each in results]
            alone, traced = zip(*pairs, strict=True)
            reached = [value for value in alone if value is not None]
            ours = [each[target][0] for each in found[first] if target in each]
            ratio = "1"
            if way is not first:
                ratio = "-"
                if reached and ours:
                    ratio = statistics.median(reached) / statistics.median(ours)
                    ratio = f"{ratio:.3g}"
            name = way.__name__.replace("_", " ")
            runs = str(len(results))
            yield [f"{target:.1%}", name, runs, spread(alone), spread(traced), ratio]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=CONTESTS, help="one contest")
    given = parser.parse_args()
    lab.start(seed=0)
    mnist = data.load_mnist()
    header = ["to", "way", "runs", "training alone, s", "with tracing, s", "times ours"]
    for name in [given.only] if given.only else CONTESTS:
        targets, ways, further = CONTESTS[name]
        found = contest(mnist, targets, ways, further, given.runs)
        publish(name, f"{machine()}\n\n{table(header, rows(targets, found))}")


if __name__ == "__main__":
    main()
