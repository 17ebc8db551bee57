"""Exercises of lesson 02: the perceptron, its convergence, and a hidden layer."""

from exercises.exercise import exercise
from helpers import lab  # noqa: F401 - starts TensorFlow quietly

import keras
import numpy as np


@exercise(
    cases=[
        dict(  # y = +1, on the wrong side
            w=np.array([0.0, 1.0, -1.0]),
            x=np.array([1.0, 2.0, 5.0]),
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
        "There are two cases. When y * (w @ x) is above 0, return w as it is.",
        "In the other case the change is y * x, made smaller by the learning rate.",
    ],
)
def perceptron_update(w, x, y, learning_rate):
    """The weights after the perceptron has seen one sample (Rosenblatt, 1962).

    w: weights, the bias first, shape (n_in + 1,); x: a 1 and then the inputs, the same
    shape; y: +1 or -1. A sample on the boundary counts as a mistake. Returns new
    weights.
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
    "A sample on the boundary, where w @ x is 0, moves nothing; weights that start at "
    "0 would stay there. Count it as a mistake: compare with <=."
)
def update_below_zero_only(w, x, y, learning_rate):
    return w + learning_rate * y * x if y * (w @ x) < 0 else w


@perceptron_update.mistake(
    "Two conventions are mixed: the answer is 0 or 1, the target -1 or +1, so that "
    "y - y_pred is -1 even where both mean the same. Test y * (w @ x) <= 0 instead."
)
def update_with_answers_0_and_1(w, x, y, learning_rate):
    return w + learning_rate * (y - (w @ x >= 0)) * x


@perceptron_update.mistake(
    "y - y_pred is +2 or -2 where the answer is wrong: your step is twice as long as "
    "learning_rate * y * x. (And at w @ x = 0 a target of +1 must move w, too.)"
)
def update_with_answers_of_both_signs(w, x, y, learning_rate):
    return w + learning_rate * (y - np.where(w @ x >= 0, 1, -1)) * x


@perceptron_update.mistake(
    "This is y - z, with the sum itself in place of the answer: another rule, which "
    "moves w after right answers, too. Test y * (w @ x) <= 0, then add y * x."
)
def update_by_the_sum(w, x, y, learning_rate):
    return w + learning_rate * (y - w @ x) * x


@perceptron_update.mistake(
    "The change is multiplied by the sum z as well. The loss grows with z, its slope "
    "does not: the change is learning_rate * y * x."
)
def update_times_the_sum(w, x, y, learning_rate):
    return w - learning_rate * y * (w @ x) * x if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "The change grows with the sum z: it is (y - z) * x. The perceptron's change is "
    "learning_rate * y * x, whatever z is."
)
def update_by_the_sum_after_mistakes(w, x, y, learning_rate):
    return w + learning_rate * (y - w @ x) * x if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "The learning rate makes w smaller, too. It belongs to the change alone: "
    "w + learning_rate * y * x."
)
def update_with_rate_times_all(w, x, y, learning_rate):
    return learning_rate * (w + y * x) if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "At w @ x = 0 your rule takes the answer for +1, so that a target of +1 changes "
    "nothing. There a sample counts as a mistake whatever its target."
)
def update_where_answers_differ(w, x, y, learning_rate):
    return w + learning_rate * y * x if np.where(w @ x >= 0, 1, -1) != y else w


@perceptron_update.mistake(
    "The learning rate is left out: it scales the step, learning_rate * y * x."
)
def update_without_learning_rate(w, x, y, learning_rate):
    return w + y * x if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "The target is left out, so that the weights always move towards x. Multiply by y: "
    "towards x for +1, away from it for -1."
)
def update_without_target(w, x, y, learning_rate):
    return w + learning_rate * x if y * (w @ x) <= 0 else w


@perceptron_update.mistake(
    "The test looks at w @ x alone. It is a mistake when w @ x has not the sign of y: "
    "test y * (w @ x)."
)
def update_where_z_is_not_positive(w, x, y, learning_rate):
    return w + learning_rate * y * x if w @ x <= 0 else w


@perceptron_update.mistake(
    "The test is the other way round: your weights move after right answers and stay "
    "after wrong ones. A mistake has y * (w @ x) <= 0."
)
def update_after_right_answers(w, x, y, learning_rate):
    return w + learning_rate * y * x if y * (w @ x) > 0 else w


@perceptron_update.mistake(
    "This is the change alone. Add it to w and return the new weights."
)
def change_alone(w, x, y, learning_rate):
    return learning_rate * y * x if y * (w @ x) <= 0 else np.zeros_like(w)


@perceptron_update.mistake(
    "The bias stays as it was. Its input is the 1 at the front of x: change all of w."
)
def update_without_the_bias(w, x, y, learning_rate):
    return w + learning_rate * y * np.append(0, x[1:]) if y * (w @ x) <= 0 else w


def _separable(points, y):
    """A case of the fault: train on the points, and answer them in reversed order.

    Any weights that have all of them right give these answers.
    """
    x = np.insert(np.array(points, dtype=float), 0, 1, axis=1)
    return dict(x=x, y=np.array(y), x_new=x[::-1].copy())


IN_A_ROW = _separable([[4], [2], [-1], [6], [0]], [-1, 1, 1, -1, 1])
IN_THE_PLANE = _separable(
    [[2, -1], [7, -3], [-4, 7], [6, 6], [-3, 6], [1, 5]], [1, -1, 1, -1, 1, 1]
)
MORE_OF_ONE_CLASS = _separable(
    [[-4, 5], [0, 3], [2, -4], [-3, 5], [-2, 4], [6, 4], [7, 3]],
    [1, 1, 1, 1, 1, -1, -1],
)


@exercise(
    cases=[IN_A_ROW, IN_THE_PLANE, MORE_OF_ONE_CLASS],
    hints=[
        "Follow the first sample by hand. Its target is y_i; which values can "
        "y_pred take?",
        "When the answer is right, y_i - y_pred should be 0, for both classes. Is it?",
        "Targets are -1 and 1. Answers must be the same two numbers.",
    ],
    kind="find the fault",
)
def train_and_answer(x, y, x_new):
    """Return answers (m,) of -1 and 1 for x_new (m, n_in + 1), after 200 epochs.

    x (n, n_in + 1) and x_new begin with 1; y (n,) is -1 or 1.
    """
    w = np.zeros(x.shape[1])
    for _ in range(200):
        for x_i, y_i in zip(x, y, strict=True):
            y_pred = np.where(w @ x_i >= 0, 1, -1)
            w = w + (y_i - y_pred) * x_i
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.fault
def train_and_answer(x, y, x_new):
    """Return answers (m,) of -1 and 1 for x_new (m, n_in + 1), after 200 epochs.

    x (n, n_in + 1) and x_new begin with 1; y (n,) is -1 or 1.
    """
    w = np.zeros(x.shape[1])
    for _ in range(200):
        for x_i, y_i in zip(x, y, strict=True):
            y_pred = np.where(w @ x_i >= 0, 1, 0)
            w = w + (y_i - y_pred) * x_i
    return np.where(x_new @ w >= 0, 1, -1)


def _trained(x, y, change):
    """The weights after 200 epochs of a rule, for the known mistakes."""
    w = np.zeros(x.shape[1])
    for _ in range(200):
        for x_i, y_i in zip(x, y, strict=True):
            w = w + change(w @ x_i, x_i, y_i)
    return w


def _answer(z, high, low):
    return high if z >= 0 else low


def _right(z, x, y):
    return (y - _answer(z, 1, -1)) * x


@train_and_answer.mistake(
    "Training is as it was, and the answers at the end are 0 and 1 now. The last line "
    "was right: look at the line that compares y_i with an answer."
)
def mended_at_the_end(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: (y - _answer(z, 1, 0)) * x)
    return np.where(x_new @ w >= 0, 1, 0)


@train_and_answer.mistake(
    "Right answers still move w: y_pred is 0 or -1 now, so that y_i - y_pred is 1 for "
    "each target of 1, right or wrong. Answers must be the same two numbers as targets."
)
def mended_with_0_and_minus_1(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: (y - _answer(z, 0, -1)) * x)
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "y_pred is turned round: z >= 0 means +1. So what should it be elsewhere?"
)
def mended_with_answers_turned_round(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: (y - _answer(z, -1, 1)) * x)
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "w moves away from what it should learn: the sign of the change is wrong. Leave "
    "that line as it was; the numbers in y_pred are fine."
)
def mended_with_a_minus_too_many(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: -_right(z, x, y))
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "The change has a minus now, and the two conventions are still mixed. Put its sign "
    "back, and look at which numbers y_pred and y_i can be."
)
def mended_by_the_sign(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: -(y - _answer(z, 1, 0)) * x)
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "w moves after right answers, too: add y_i * x_i only where y_i * (w @ x_i) <= 0."
)
def mended_to_move_always(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: y * x)
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "y_i and y_pred are compared, but y_pred is still 0 or 1: a target of -1 never "
    "equals it. Which two numbers should it be?"
)
def mended_by_comparing(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: y * x * (y != _answer(z, 1, 0)))
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "The target is in the change twice: y_i - y_pred has its sign already. Don't "
    "multiply by y_i."
)
def mended_with_the_target_twice(x, y, x_new):
    w = _trained(x, y, lambda z, x, y: y * _right(z, x, y))
    return np.where(x_new @ w >= 0, 1, -1)


@train_and_answer.mistake(
    "The answers are turned round at the end. There z >= 0 means +1, as it was."
)
def mended_and_turned_round(x, y, x_new):
    return np.where(x_new @ _trained(x, y, _right) >= 0, -1, 1)


@train_and_answer.mistake(
    "These are the sums, not answers. Mend the line of y_pred, and leave the last line."
)
def mended_to_return_sums(x, y, x_new):
    return x_new @ _trained(x, y, _right)


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def answers_at_the_corners(network, step):
    """The output of a Keras network at each of the four corners."""
    if not isinstance(network, keras.layers.Layer):
        raise TypeError(f"expected a Keras model, got a {type(network).__name__}")
    answers = keras.ops.convert_to_numpy(network(CORNERS))
    if answers.size != 4:
        raise ValueError(f"one output a sample expected, got shape {answers.shape}")
    names = ["at (0, 0)", "at (0, 1)", "at (1, 0)", "at (1, 1)"]
    return dict(zip(names, answers.reshape(-1).astype(float), strict=True))


def keras_step(z):
    """1 where z >= 0 and 0 elsewhere, for the cases."""
    return keras.ops.where(z >= 0, 1.0, 0.0)


def _network(step, W1, b1, W2, b2, hidden=True, output=True):
    """A network with these weights, for the known mistakes."""
    network = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(2, activation=step if hidden else None),
            keras.layers.Dense(1, activation=step if output else None),
        ]
    )
    network.set_weights([np.array(part, dtype=float) for part in (W1, b1, W2, b2)])
    return network


@exercise(
    cases=[dict(step=keras_step)],
    hints=[
        "XNOR is true where XOR is false. Which unit of the lesson's XOR network has "
        "to answer the other way round?",
        "Keep OR and NAND. The output must be 1 unless both of them are 1: that is "
        "NAND once more.",
        "The output's weights and bias are those of NAND in the lesson; the list for "
        "set_weights has four parts: W1 (2, 2), b1 (2,), W2 (2, 1), b2 (1,).",
    ],
    kind="use Keras",
    look=answers_at_the_corners,
)
def xnor_network(step):
    """A Keras network that answers 1 where its two inputs (0 or 1) are equal, else 0.

    step: the activation, a function of z. Returns a Sequential with weights set.
    """
    network = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(2, activation=step),
            keras.layers.Dense(1, activation=step),
        ]
    )
    W1, b1 = np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, 1.5])  # OR, NAND
    W2, b2 = np.array([[-1.0], [-1.0]]), np.array([1.5])  # NAND
    network.set_weights([W1, b1, W2, b2])
    return network


@xnor_network.mistake(
    "This is XOR: each answer is the opposite of what it should be. Which unit can "
    "turn all answers round?"
)
def xor_for_xnor(step):
    return _network(step, [[1, -1], [1, -1]], [-0.5, 1.5], [[1], [1]], [-1.5])


@xnor_network.mistake(
    "This is AND: (0, 0) has equal inputs, too. No single unit gets all four right; "
    "use a hidden layer."
)
def and_for_xnor(step):
    return _network(step, [[1, 1], [1, 1]], [-1.5, -1.5], [[1], [1]], [-1.5])


@xnor_network.mistake(
    "This is OR, which looks at one input at a time. You need 1 where both are equal."
)
def or_for_xnor(step):
    return _network(step, [[1, 1], [1, 1]], [-0.5, -0.5], [[1], [1]], [-0.5])


@xnor_network.mistake(
    "This is NAND. At (0, 1) and (1, 0) the answer should be 0, and at (1, 1) it "
    "should be 1."
)
def nand_for_xnor(step):
    return _network(step, [[-1, -1], [-1, -1]], [1.5, 1.5], [[1], [1]], [-1.5])


@xnor_network.mistake(
    "The answer is 1 everywhere. Print the hidden layer's outputs at the four corners. "
    "Are they 0 and 1 (activation=step on both layers), and those that you planned?"
)
def always_one(step):
    return _network(step, [[1, 1], [1, 1]], [0.5, 0.5], [[1], [1]], [-0.5])


@xnor_network.mistake(
    "The answer is 0 everywhere. Are the weights set? Then work out the output's sum, "
    "weights and bias, for the corner (0, 0): it should be 0 or more."
)
def always_zero(step):
    return _network(step, [[1, 1], [1, 1]], [-5, -5], [[1], [1]], [-1.5])


@xnor_network.mistake(
    "The output layer has no step, so it returns the sum. Give it activation=step."
)
def no_step_at_the_output(step):
    parts = [[1, -1], [1, -1]], [-0.5, 1.5], [[-1], [-1]], [1.5]
    return _network(step, *parts, output=False)


@xnor_network.mistake(
    "Neither layer has the step, and without it two layers are worth one: the sums of "
    "sums. Give both activation=step."
)
def no_step_at_all(step):
    parts = [[1, -1], [1, -1]], [-0.5, 1.5], [[-1], [-1]], [1.5]
    return _network(step, *parts, hidden=False, output=False)


@xnor_network.mistake(
    "Only one corner is 0. Is W1 transposed? Its columns are the hidden units: OR has "
    "the weights 1, 1 in one column, NAND -1, -1 in the other."
)
def transposed_weights(step):
    return _network(step, [[1, 1], [-1, -1]], [-0.5, 1.5], [[-1], [-1]], [1.5])


@xnor_network.mistake(
    "Something is 1 at (0, 0) alone: that is NOR. At (1, 1) the inputs are equal, too."
)
def nor_for_xnor(step):
    return _network(step, [[-1, -1], [-1, -1]], [0.5, 0.5], [[1], [1]], [-1.5])


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
        dict(
            x=np.array([[1.0, 2.0, 0.0], [1.0, -1.0, 3.0], [1.0, 0.5, 0.5]]),
            y=np.array([1, -1, 1]),
            w=np.array([0.4, 1.5, -1.0]),
        ),
    ],
    hints=[
        "Which two numbers of the theorem do you need? R comes from x alone.",
        "γ is the smallest y * (w · x), for a w of length 1. Yours has another length.",
        "Divide all of w by its length np.linalg.norm(w), w_0 included. R is the "
        "largest length of a row of x.",
    ],
)
def mistake_bound(x, y, w):
    """The most mistakes that the perceptron makes before it separates the samples.

    (R / gamma)**2: R is the largest length of a sample, gamma the smallest y (w · x)
    for w scaled to length 1, both with the 1 in front (Novikoff, 1962).
    x: (n_samples, n_in + 1), a 1 first; y: (n_samples,), +1 or -1; w: (n_in + 1,),
    of any length, has every sample on its right side. Returns a number.
    """
    w_star = w / np.linalg.norm(w)
    gamma = np.min(y * (x @ w_star))
    R = np.max(np.linalg.norm(x, axis=1))
    return (R / gamma) ** 2


@mistake_bound.mistake(
    "Your γ grows with the length of w. The theorem's w has length 1: divide w by its "
    "norm first."
)
def bound_without_norm_of_w(x, y, w):
    return (np.linalg.norm(x, axis=1).max() / (y * (x @ w)).min()) ** 2


@mistake_bound.mistake(
    "You divided by the length of (w_1, w_2, …) without w_0: that is the distance in "
    "the plane. The theorem's margin is measured with the 1 in front: take the norm "
    "of all of w."
)
def bound_with_planar_distance(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w[1:])
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "R leaves out the 1 in front, and γ leaves out w_0: both are lengths in the plane. "
    "The theorem measures both with the 1 in front."
)
def bound_all_in_the_plane(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w[1:])
    return (np.linalg.norm(x[:, 1:], axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "Your R leaves out the 1 in front of each sample. Take the length of the whole row."
)
def bound_with_planar_radius(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(x[:, 1:], axis=1).max() / margin) ** 2


@mistake_bound.mistake("The quotient R / γ is right, but it has to be squared.")
def bound_not_squared(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return np.linalg.norm(x, axis=1).max() / margin


@mistake_bound.mistake(
    "You took the largest y * (w · x). The sample nearest to the boundary decides: "
    "take the smallest."
)
def bound_with_largest_margin(x, y, w):
    margin = (y * (x @ w)).max() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "The targets are left out. γ is the smallest y * (w · x), which is above 0."
)
def bound_without_targets(x, y, w):
    margin = (x @ w).min() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "You measured the whole table x at once. Each row has its length: use axis=1."
)
def bound_with_norm_of_all(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(x) / margin) ** 2


@mistake_bound.mistake(
    "Rows of x are samples, and you measured its columns: use axis=1."
)
def bound_with_lengths_of_columns(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=0).max() / margin) ** 2


@mistake_bound.mistake(
    "You took the shortest sample. R must hold for every sample: take the longest."
)
def bound_with_shortest_sample(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).min() / margin) ** 2


@mistake_bound.mistake(
    "The fraction is upside down: a narrow gap allows more mistakes, not fewer."
)
def bound_upside_down(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (margin / np.linalg.norm(x, axis=1).max()) ** 2


@mistake_bound.mistake(
    "You divided each sample by its length. γ needs w of length 1; the samples stay "
    "as they are."
)
def bound_with_samples_of_length_one(x, y, w):
    lengths = np.linalg.norm(x, axis=1)
    margin = (y * (x @ w) / lengths).min() / np.linalg.norm(w)
    return (lengths.max() / margin) ** 2


@mistake_bound.mistake("Only γ is squared. The bound is (R / γ)²: square R, too.")
def bound_with_gamma_squared_alone(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return np.linalg.norm(x, axis=1).max() / margin**2


@mistake_bound.mistake("Only R is squared. The bound is (R / γ)²: square γ, too.")
def bound_with_radius_squared_alone(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return np.linalg.norm(x, axis=1).max() ** 2 / margin


@mistake_bound.mistake(
    "You divided by w · w, the squared length. The length of w is its square root."
)
def bound_with_squared_norm_of_w(x, y, w):
    return (np.linalg.norm(x, axis=1).max() / ((y * (x @ w)).min() / (w @ w))) ** 2


@mistake_bound.mistake(
    "You multiplied by the length of w. To make w as long as 1, divide by it."
)
def bound_times_norm_of_w(x, y, w):
    margin = (y * (x @ w)).min() * np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "γ is a mean here. It must hold for every sample: take the smallest y * (w · x)."
)
def bound_with_mean_margin(x, y, w):
    margin = (y * (x @ w)).mean() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).max() / margin) ** 2


@mistake_bound.mistake(
    "R is a mean here. No sample may be longer than R: take the largest length."
)
def bound_with_mean_length(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(x, axis=1).mean() / margin) ** 2


@mistake_bound.mistake(
    "R is the largest entry of x here. A length is the root of a sum of squares."
)
def bound_with_largest_entry(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (x.max() / margin) ** 2


@mistake_bound.mistake("The samples have their 1 already: x needs no other in front.")
def bound_with_another_1_in_front(x, y, w):
    margin = (y * (x @ w)).min() / np.linalg.norm(w)
    return (np.linalg.norm(np.insert(x, 0, 1, axis=1), axis=1).max() / margin) ** 2
