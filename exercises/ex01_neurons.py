"""Exercises of lesson 01: the neuron, the layer and the Perceptron."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(x=np.array([1.0, 2.0, 3.0]), w=np.array([0.5, -1.0, 2.0]), b=0.5),
        dict(x=np.array([0.0, 0.0]), w=np.array([4.0, -3.0]), b=-1.5),
        dict(x=np.array([2.0]), w=np.array([-0.25]), b=3.0),
    ],
    hints=[
        "Every input has a weight of its own. What happens to the two, and what then?",
        "Multiply each input by its weight, add up the products, then add the bias.",
        "x @ w multiplies and adds up in one step. Only the bias is missing then.",
    ],
)
def weighted_sum(x, w, b):
    """The pre-activation of one neuron.

    x, w: inputs and weights, shape (n_in,); b: bias, a number. Returns a number.
    """
    return x @ w + b


@weighted_sum.mistake(
    "The bias is missing. With all inputs at 0 the result should be b: add it."
)
def weighted_sum_without_bias(x, w, b):
    return x @ w


@weighted_sum.mistake(
    "The bias multiplies the sum. It shifts the result instead: replace * b by + b."
)
def weighted_sum_times_bias(x, w, b):
    return (x @ w) * b


@weighted_sum.mistake(
    "The bias is added once for each input. Add up the products first, then add b once."
)
def weighted_sum_with_a_bias_per_input(x, w, b):
    return np.sum(x * w + b)


@weighted_sum.mistake(
    "This is the mean of the products. A neuron adds them up: use a sum, not a mean."
)
def weighted_mean(x, w, b):
    return np.mean(x * w) + b


@weighted_sum.mistake(
    "The products are still apart, one for each input. Add them up to a single number."
)
def products_not_added_up(x, w, b):
    return x * w + b


@exercise(
    cases=[
        dict(z=np.array([-2.0, -0.5, 0.0, 0.5, 3.0])),
        dict(z=np.array([[0.0, -1e-9], [1e-9, -7.0]])),
    ],
    hints=[
        "There are two cases. On which side does z = 0 lie?",
        "z >= 0 answers True or False for every entry. Turn the answers into 1 and 0.",
        "np.where(condition, a, b) takes a where the condition holds, b elsewhere.",
    ],
)
def step_function(z):
    """The step function, entry by entry: 1 where z >= 0, and 0 elsewhere.

    z: array of any shape. Returns an array of that shape.
    """
    return np.where(z >= 0, 1.0, 0.0)


@step_function.mistake(
    "Your step is 0 at z = 0, the wrong side: there it should be 1. Compare with >=."
)
def step_above_zero(z):
    return np.where(z > 0, 1.0, 0.0)


@step_function.mistake(
    "The two sides are swapped: a neuron fires, with 1, where z is 0 or more."
)
def step_reversed(z):
    return np.where(z >= 0, 0.0, 1.0)


@step_function.mistake(
    "Below zero your step is -1. That is the sign; a step goes from 0 to 1."
)
def step_to_signs(z):
    return np.where(z >= 0, 1.0, -1.0)


@step_function.mistake(
    "At z = 0 your step is 0.5, because np.sign(0) is 0. Compare z with 0 instead."
)
def step_from_sign(z):
    return (np.sign(z) + 1) / 2


@exercise(
    cases=[
        dict(  # square, so that wrong orders and axes give a value, too
            x=np.array([[1.0, 2.0], [3.0, 4.0]]),
            W=np.array([[1.0, -1.0], [0.5, 2.0]]),
            b=np.array([10.0, -10.0]),
        ),
        dict(
            x=np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]),
            W=np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.0, 1.0, 2.0]]),
            b=np.array([0.1, 0.2, 0.3, 0.4]),
        ),
    ],
    hints=[
        "Write the three shapes side by side. Which two axes have the same length?",
        "(n_samples, n_in) @ (n_in, n_out) is (n_samples, n_out). Then add the biases.",
        "x @ W comes first. NumPy adds b, of shape (n_out,), to every row by itself.",
    ],
)
def dense_layer(x, W, b):
    """The pre-activations of a layer, for all samples at once.

    x: (n_samples, n_in), W: (n_in, n_out), b: (n_out,). Returns (n_samples, n_out).
    """
    return x @ W + b


@dense_layer.mistake(
    "The weights are transposed. W has the shape (n_in, n_out) as it is: leave out .T."
)
def dense_with_transposed_weights(x, W, b):
    return x @ W.T + b


@dense_layer.mistake(
    "The biases are missing: add b, one number for each unit, to every row."
)
def dense_without_bias(x, W, b):
    return x @ W


@dense_layer.mistake(
    "Each bias is added to a row, which is a sample. It belongs to a column, a unit: "
    "add b as it is."
)
def dense_with_biases_on_samples(x, W, b):
    return x @ W + b[:, None]


@dense_layer.mistake(
    "The factors are swapped. Samples come first: x on the left of @, W on the right."
)
def dense_with_swapped_factors(x, W, b):
    return W @ x + b


@dense_layer.mistake(
    "x * W multiplies entry by entry and adds nothing up. The matrix product is @."
)
def dense_entry_by_entry(x, W, b):
    return x * W + b


@exercise(
    cases=[
        dict(  # y = +1, on the wrong side
            w=np.array([0.0, 1.0, -1.0]),
            x=np.array([1.0, 2.0, 3.0]),
            y=1,
            learning_rate=0.5,
        ),
        dict(  # y = -1, on the wrong side
            w=np.array([0.5, 1.0, 1.0]),
            x=np.array([1.0, 2.0, -1.0]),
            y=-1,
            learning_rate=0.1,
        ),
        dict(  # on the right side: nothing to learn
            w=np.array([0.5, 1.0, 1.0]),
            x=np.array([1.0, 2.0, 1.0]),
            y=1,
            learning_rate=0.1,
        ),
        dict(w=np.array([-2.0, 0.5]), x=np.array([1.0, 1.0]), y=-1, learning_rate=0.25),
        dict(w=np.zeros(2), x=np.array([1.0, -3.0]), y=1, learning_rate=0.5),  # z = 0
        dict(w=np.zeros(2), x=np.array([1.0, -3.0]), y=-1, learning_rate=0.5),
    ],
    hints=[
        "Learn from mistakes only. What is the sign of y * (w @ x) for a right answer?",
        "A sample counts as a mistake when y * (w @ x) is 0 or less. Otherwise keep w.",
        "After a mistake the new weights are w + learning_rate * y * x.",
    ],
)
def perceptron_update(w, x, y, learning_rate):
    """The weights after the Perceptron has seen one sample (Rosenblatt, 1958).

    w: weights, the bias first, shape (n_in + 1,); x: a 1 and then the inputs, the same
    shape; y: +1 or -1. A sample on the line counts as a mistake. Returns new weights.
    """
    if y * (w @ x) <= 0:
        return w + learning_rate * y * x
    return w


@perceptron_update.mistake(
    "The weights also move when the answer was right. Keep w where y * (w @ x) > 0."
)
def update_always(w, x, y, learning_rate):
    return w + learning_rate * y * x


@perceptron_update.mistake(
    "The weights move the wrong way. Towards x when y is +1: add, don't subtract."
)
def update_away(w, x, y, learning_rate):
    return w - learning_rate * y * x if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "A sample on the line, where w @ x is 0, moves nothing; weights that start at 0 "
    "would stay there. Count it as a mistake: compare with <=."
)
def update_below_zero_only(w, x, y, learning_rate):
    return w + learning_rate * y * x if y * (w @ x) < 0 else w


@perceptron_update.mistake(
    "This is the rule for labels 0 and 1. Here they are -1 and +1: test y * (w @ x)."
)
def update_for_labels_0_and_1(w, x, y, learning_rate):
    return w + learning_rate * (y - (w @ x >= 0)) * x


@perceptron_update.mistake(
    "The learning rate is left out: it scales the step, learning_rate * y * x."
)
def update_without_learning_rate(w, x, y, learning_rate):
    return w + y * x if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "The label is left out, so that the weights always move towards x. Multiply by y: "
    "towards x for +1, away from it for -1."
)
def update_without_label(w, x, y, learning_rate):
    return w + learning_rate * x if y * (w @ x) <= 0 else w


@exercise(
    cases=[
        dict(
            x=np.array([[1.0, 2.0], [1.0, -3.0], [1.0, 1.0]]),
            y=np.array([1, -1, 1]),
            w=np.array([0.5, 2.0]),
        ),
        dict(
            x=np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 1.0], [1.0, 4.0, 4.0]]),
            y=np.array([-1, -1, 1]),
            w=np.array([-3.0, 2.0, 2.0]),
        ),
    ],
    hints=[
        "Find the two lengths first: the largest sample, and the nearest to the line.",
        "The margin of a sample is y * (x @ w) divided by the length of w.",
        "R is np.linalg.norm(x, axis=1).max(); the bound is (R / smallest margin)**2.",
    ],
)
def mistake_bound(x, y, w):
    """The most mistakes that the Perceptron makes before it separates the samples.

    The bound is (R / gamma)**2: R is the largest length of a sample, gamma the smallest
    distance from the line that w draws (Novikoff, 1962). x: (n_samples, n_in + 1), a 1
    first; y: (n_samples,), +1 or -1; w: (n_in + 1,), separates them. Returns a number.
    """
    radius = np.linalg.norm(x, axis=1).max()
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (radius / margin) ** 2


@mistake_bound.mistake(
    "The margin depends on the length of w, a distance must not: divide by its norm."
)
def bound_without_norm_of_w(x, y, w):
    return (np.linalg.norm(x, axis=1).max() / (y * (x @ w)).min()) ** 2


@mistake_bound.mistake("The quotient R / gamma is right, but it has to be squared.")
def bound_not_squared(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return np.linalg.norm(x, axis=1).max() / margin


@mistake_bound.mistake(
    "You took the largest margin. The hardest sample decides: take the smallest."
)
def bound_with_largest_margin(x, y, w):
    margin = (y * (x @ w)).max() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "The labels are left out. A margin is y * (x @ w): above 0 on the right side."
)
def bound_without_labels(x, y, w):
    margin = (x @ w).min() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "You measured the whole table x at once. Each row has its length: use axis=1."
)
def bound_with_norm_of_all(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(x) / margin) ** 2
