"""An exercise of lesson 00: a network of any depth by hand."""

import itertools

from exercises.exercise import exercise

import numpy as np


def network(seed, n_samples, *sizes, times=1):
    """Return samples, some times larger, and layers of these sizes, in halves."""
    rng = np.random.default_rng(seed)
    x = times * rng.integers(-4, 5, size=(n_samples, sizes[0])) / 2
    layers = []
    for n_in, n_out in itertools.pairwise(sizes):
        W = rng.integers(-4, 5, size=(n_in, n_out)) / 2
        layers.append((W, rng.integers(1, 5, size=n_out) * rng.choice([-0.5, 0.5])))
    return dict(x=x, layers=layers)


@exercise(
    cases=[
        network(51, 3, 3, 3, 3, 3),  # square: here a wrong product gives no error
        network(172, 2, 2, 3, 2),
        network(249, 5, 3, 4, 2, 3),
        network(244, 3, 4, 2),
        network(10, 4, 2, 3, 5, 4, 2, times=400),  # activations in the hundreds
        network(60, 1, 3, 4, 2),  # one sample
    ],
    hints=[
        "One layer after the other: what comes out of one goes into the next.",
        "Begin with a = x, and let a loop go over the hidden layers, layers[:-1]. What "
        "becomes of a in one of them?",
        "Behind the loop comes layers[-1]: its W and b, and no np.maximum.",
    ],
)
def deep_logits(x, layers):
    """Return the logits (n_samples, n_classes) for x (n_samples, n_in)."""
    a = x
    for W, b in layers[:-1]:
        a = np.maximum(0, a @ W + b)
    W, b = layers[-1]
    return a @ W + b


@deep_logits.mistake(
    "The cuts at zero are missing: each hidden layer ends with np.maximum(0, ...)."
)
def without_cuts(x, layers):
    for W, b in layers:
        x = x @ W + b
    return x


@deep_logits.mistake(
    "The cut comes before the bias. Add the bias first: np.maximum(0, a @ W + b)."
)
def cut_before_the_bias(x, layers):
    for W, b in layers[:-1]:
        x = np.maximum(0, x @ W) + b
    W, b = layers[-1]
    return x @ W + b


def through(x, layers, activation=lambda z, i: np.maximum(0, z)):
    """The outputs of layers with this activation(z, number of the layer)."""
    for i, (W, b) in enumerate(layers[:-1]):
        x = activation(x @ W + b, i)
    W, b = layers[-1]
    return x @ W + b


def hidden(x, layers):
    """The activations of the last of these layers, which are all hidden ones."""
    for W, b in layers:
        x = np.maximum(0, x @ W + b)
    return x


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


LEAKS = "Something is left of what is negative, {} of it. ReLU makes 0 of it: {}."
OTHER = "The hidden layers have {} for their activation. ReLU is np.maximum(0, z)."
ACTIVATIONS = {  # message: activation(z, number of the layer)
    OTHER.format("a sigmoid"): lambda z, i: 1 / (1 + np.exp(-z)),
    OTHER.format("tanh"): lambda z, i: np.tanh(z),
    OTHER.format("the absolute value"): lambda z, i: np.abs(z),
    OTHER.format("the minimum, not the maximum,"): lambda z, i: np.minimum(0, z),
    OTHER.format("softmax"): lambda z, i: softmax(z),
    OTHER.format("a step, 0 or 1,"): lambda z, i: z > 0,
    "Only the first hidden layer is cut off at zero: each one is.": (
        lambda z, i: z if i else np.maximum(0, z)
    ),
    "What is above 1 is cut off, too. ReLU keeps all that is positive: np.maximum(0, "
    "z).": lambda z, i: np.clip(z, 0, 1),
    "The cut is at 1. ReLU cuts at zero: np.maximum(0, z).": lambda z, i: np.maximum(
        1, z
    ),
    "What is above 6 is cut off, too (that is ReLU6). ReLU keeps all that is positive: "
    "np.maximum(0, z).": lambda z, i: np.clip(z, 0, 6),
    "The first layer isn't cut off at zero. It is a hidden layer, too, when another "
    "one comes behind it.": lambda z, i: np.maximum(0, z) if i else z,
}
for slope in (0.01, 0.1, 0.2, 0.3):
    message = LEAKS.format(slope, "np.maximum(0, z)")
    ACTIVATIONS[message] = lambda z, i, slope=slope: np.maximum(slope * z, z)
for message, activation in ACTIVATIONS.items():

    def with_another_activation(x, layers, activation=activation):
        return through(x, layers, activation)

    deep_logits.mistake(message)(with_another_activation)


def biases_times(factors, layers):
    return [(W, b * factor) for (W, b), factor in zip(layers, factors, strict=True)]


IN_THE_LOOP = (
    "That is what the first layer gives: the function returns in the first turn of its "
    "loop. Move return to the left, behind the loop."
)
OTHERS = {  # message: what comes out instead
    "The logits were cut off at zero, too. Only the hidden layers have ReLU: treat the "
    "last layer by itself.": hidden,
    "The inputs were cut off at zero, too. Only what comes out of a hidden layer "
    "is.": lambda x, layers: through(np.maximum(0, x), layers),
    "These are probabilities. Logits are what comes before softmax: leave it out.": (
        lambda x, layers: softmax(through(x, layers))
    ),
    "These are answers, the place of the largest logit. Return the logits "
    "themselves.": lambda x, layers: through(x, layers).argmax(axis=1),
    "The biases are missing: each layer adds its b.": (
        lambda x, layers: through(x, biases_times([0] * len(layers), layers))
    ),
    "The biases are subtracted. They are added: a @ W + b.": (
        lambda x, layers: through(x, biases_times([-1] * len(layers), layers))
    ),
    "The bias of the output layer is missing: it has one, too.": (
        lambda x, layers: through(x, layers) - layers[-1][1]
    ),
    "The bias of the output layer is subtracted. It is added, as in the others.": (
        lambda x, layers: through(x, layers) - 2 * layers[-1][1]
    ),
    "The output layer is missing, but where there is a single layer, which is cut off. "
    "The last layer is the output layer, always.": lambda x, layers: hidden(
        x, layers[: max(1, len(layers) - 1)]
    ),
    "The biases of the hidden layers are missing: add b in each.": lambda x, layers: (
        through(x, biases_times([0] * (len(layers) - 1) + [1], layers))
    ),
    IN_THE_LOOP: lambda x, layers: (
        hidden(x, layers[:1]) if layers[1:] else through(x, layers)
    ),
    IN_THE_LOOP + " (And the output layer has no ReLU.)": lambda x, layers: hidden(
        x, layers[:1]
    ),
    IN_THE_LOOP + " (And ReLU is missing.)": lambda x, layers: through(x, layers[:1]),
    "The output layer is missing: these are the activations of the last hidden "
    "layer.": lambda x, layers: hidden(x, layers[:-1]),
    "That is a network with two layers. Go over all of them in a loop: what comes out "
    "of one goes into the next.": lambda x, layers: through(x, layers[:2]),
    "x goes into every layer. Into the second goes what comes out of the first: begin "
    "with a = x, and use a in the loop.": lambda x, layers: (
        np.maximum(0, x @ layers[-2][0] + layers[-2][1]) @ layers[-1][0] + layers[-1][1]
    ),
    "The first layer is left out. Counting begins at 0: layers[:-1] are all but the "
    "last.": lambda x, layers: through(x, layers[1:]),
    "The first layer is left out, as the loop begins at 1. It begins at 0.": (
        lambda x, layers: through(x, layers[1:]) if layers[1:] else x
    ),
    "That is a list of what all layers give. Return what the last one gives, and that "
    "without the cut.": lambda x, layers: [
        hidden(x, layers[:n]) for n in range(1, len(layers) + 1)
    ],
    "A hidden layer is left out, the last one before the output layer: layers[:-1] are "
    "all but the last.": lambda x, layers: through(x, [*layers[:-2], layers[-1]]),
    "The output layer comes twice, the first time in the loop. Let the loop end before "
    "it: layers[:-1].": lambda x, layers: through(x, [*layers, layers[-1]]),
}
for message, function in OTHERS.items():
    deep_logits.mistake(message)(function)


PRODUCTS = {  # message: what stands in the place of a @ W
    "W and a are swapped: samples are rows, so that it is a @ W.": (lambda a, W: W @ a),
    "* multiplies entry by entry. A layer needs the matrix product: a @ W.": (
        lambda a, W: a * W
    ),
    "W is transposed. Its shape is (n_in, n_units), made for a @ W.": (
        lambda a, W: a @ W.T
    ),
}
for message, product in PRODUCTS.items():

    def with_another_product(x, layers, product=product):
        for W, b in layers[:-1]:
            x = np.maximum(0, product(x, W) + b)
        W, b = layers[-1]
        return product(x, W) + b

    def in_the_hidden_layers(x, layers, product=product):
        for W, b in layers[:-1]:
            x = np.maximum(0, product(x, W) + b)
        W, b = layers[-1]
        return x @ W + b

    deep_logits.mistake(message)(with_another_product)
    deep_logits.mistake(message + " (In the hidden layers.)")(in_the_hidden_layers)


@deep_logits.mistake(
    "Only the first hidden layer and the output layer are computed. A loop has to go "
    "over all hidden layers; if yours does, the function returns in its first turn: "
    "move what follows to the left, behind the loop."
)
def returned_with_the_last_layer(x, layers):
    for W, b in layers[:-1]:
        a = np.maximum(0, x @ W + b)
        W, b = layers[-1]
        return a @ W + b


@deep_logits.mistake(
    "Only what comes out of the first layer is cut off at zero. Each hidden layer is, "
    "and the output layer, even if it is the only one, is not."
)
def first_layer_cut(x, layers):
    a = np.maximum(0, x @ layers[0][0] + layers[0][1])
    for W, b in layers[1:]:
        a = a @ W + b
    return a


@deep_logits.mistake(
    "The last hidden layer isn't cut off at zero: the loop's condition ends one too "
    "early. All layers but the last one have ReLU."
)
def last_hidden_layer_uncut(x, layers):
    for i, (W, b) in enumerate(layers):
        x = x @ W + b
        if i < len(layers) - 2:
            x = np.maximum(0, x)
    return x


@deep_logits.mistake(
    "W and b have changed places: in each pair W comes first, for W, b in layers."
)
def names_swapped(x, layers):
    for b, W in layers[:-1]:
        x = np.maximum(0, x @ W + b)
    b, W = layers[-1]
    return x @ W + b


@deep_logits.mistake(
    "x goes into every layer, and the output layer is cut off at zero. Into the second "
    "layer goes what comes out of the first: begin with a = x, and use a in the loop."
)
def x_into_every_layer_and_cut(x, layers):
    W, b = layers[-1]
    return np.maximum(0, x @ W + b)


@deep_logits.mistake(
    "x goes into every layer. Into the second layer goes what comes out of the first: "
    "begin with a = x, and use a in the loop."
)
def x_into_every_layer(x, layers):
    W, b = layers[-1]
    return x @ W + b


@deep_logits.mistake(
    "pop takes the output layer out of the caller's list, so that a second call has "
    "one layer less. Read it with layers[-1], and go over layers[:-1]."
)
def popped(x, layers):
    W_out, b_out = layers.pop()
    for W, b in layers:
        x = np.maximum(0, x @ W + b)
    return x @ W_out + b_out


@deep_logits.mistake(
    "The layers are taken from the last one to the first. x belongs into layers[0]."
)
def backwards(x, layers):
    for W, b in layers[:0:-1]:
        x = np.maximum(0, x @ W + b)
    W, b = layers[0]
    return x @ W + b


@deep_logits.mistake(
    "The first layer is left out, and the logits are cut off at zero. The hidden "
    "layers are layers[:-1], the output layer is layers[-1]."
)
def all_but_the_first_cut(x, layers):
    for W, b in layers[1:]:
        x = np.maximum(0, x @ W + b)
    return x
