"""Exercises of lesson 12: gates, masks, temperature and bits per character."""

from exercises.exercise import exercise

import numpy as np

RNG = np.random.default_rng(12)


def _eighths(*shape):
    """Random multiples of 1/8 from -1 to 1, the same on every computer."""
    return RNG.integers(-8, 9, size=shape) / 8


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


@exercise(
    cases=[
        dict(
            x=np.array([[1.0]]),
            h=np.array([[0.5]]),
            c=np.array([[2.0]]),
            W=np.array([[1.0, -1.0, 0.5, 2.0]]),
            U=np.array([[0.5, 1.0, -1.0, 0.0]]),
            b=np.array([0.0, 1.0, 0.25, -1.0]),
        ),
        dict(
            x=_eighths(3, 2),
            h=_eighths(3, 4),
            c=2 * _eighths(3, 4),
            W=_eighths(2, 16),
            U=_eighths(4, 16),
            b=_eighths(16),
        ),
    ],
    hints=[
        "First one matrix for all: z = x @ W + h @ U + b. Which shape has it?",
        "np.split(z, 4, axis=-1) gives the parts of i, f, g and o. Three of them go "
        "through the sigmoid 1 / (1 + np.exp(-z)). And the fourth?",
        "new_c = f * c + i * g, and then new_h = o * np.tanh(new_c), with the new "
        "c, not the old one.",
    ],
)
def one_step(x, h, c, W, U, b):
    """One step of an LSTM.

    x: (n, n_in); h, c: (n, n_units), the old states; W: (n_in, 4 n_units);
    U: (n_units, 4 n_units); b: (4 n_units,); columns in the order i, f, g, o.
    Returns the new h and c, each (n, n_units).
    """
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def _step(x, h, c, W, U, b, order="ifgo"):
    """The four gates by name, taken from the columns in another order."""
    z = dict(zip(order, np.split(x @ W + h @ U + b, 4, axis=-1), strict=True))
    return _sigmoid(z["i"]), _sigmoid(z["f"]), np.tanh(z["g"]), _sigmoid(z["o"])


def _ended(i, f, g, o, c):
    c = f * c + i * g
    return o * np.tanh(c), c


@one_step.mistake(
    "The forget and the input gate have changed places: f scales the old c, i scales "
    "the candidate g."
)
def one_step_with_f_and_i_swapped(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(f, i, g, o, c)


@one_step.mistake(
    "The columns are taken in the order i, f, o, g. Keras has the candidate third and "
    "the output gate last: i, f, g, o."
)
def one_step_in_the_order_ifog(x, h, c, W, U, b):
    return _ended(*_step(x, h, c, W, U, b, "ifog"), c)


@one_step.mistake(
    "The columns are taken in the order i, g, f, o, as in TensorFlow 1. In Keras, f is "
    "second and g third."
)
def one_step_in_the_order_igfo(x, h, c, W, U, b):
    return _ended(*_step(x, h, c, W, U, b, "igfo"), c)


@one_step.mistake(
    "The hidden state isn't carried: the old h has no say in the gates. Add h @ U."
)
def one_step_without_h(x, h, c, W, U, b):
    return _ended(*_step(x, 0 * h, c, W, U, b), c)


@one_step.mistake(
    "The candidate went through the sigmoid, like the gates. It is what may be added, "
    "and may be negative: tanh."
)
def one_step_with_a_sigmoid_candidate(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(i, f, _sigmoid(np.arctanh(g)), o, c)


@one_step.mistake(
    "c is right, and h isn't: the belt is shown as it is. It passes a tanh first: "
    "o * np.tanh(c)."
)
def one_step_without_the_last_tanh(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    c = f * c + i * g
    return o * c, c


@one_step.mistake(
    "c is right, and h shows the old c. The output gate opens on the new one: compute "
    "it first."
)
def one_step_that_shows_the_old_c(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return o * np.tanh(c), f * c + i * g


@one_step.mistake("Both are right, but c comes first. Return h, then c, as Keras does.")
def one_step_returned_as_c_and_h(x, h, c, W, U, b):
    h, c = _ended(*_step(x, h, c, W, U, b), c)
    return c, h


@exercise(
    cases=[
        dict(
            x=np.array([[1.0]]),
            h=np.array([[2.0]]),
            r=np.array([[0.5]]),
            W=np.array([[0.5]]),
            U=np.array([[-0.25]]),
            b=np.array([0.125]),
            b_h=np.array([1.0]),
        ),
        dict(
            x=_eighths(2, 3),
            h=_eighths(2, 4),
            r=(_eighths(2, 4) + 1) / 2,
            W=_eighths(3, 4),
            U=_eighths(4, 4),
            b=_eighths(4),
            b_h=_eighths(4),
        ),
    ],
    hints=[
        "Two parts, one from x and one from h. Which of them does the reset scale?",
        "The part from h is h @ U + b_h, with its own bias, and r scales all of it.",
        "np.tanh(x @ W + b + r * (h @ U + b_h)).",
    ],
)
def candidate(x, h, r, W, U, b, b_h):
    """The candidate of a GRU whose reset comes after the matrix.

    x: (n, n_in); h: (n, n_units), the old state; r: (n, n_units), the reset gate;
    W: (n_in, n_units); U: (n_units, n_units); b, b_h: (n_units,). Returns (n, n_units).
    """
    return np.tanh(x @ W + b + r * (h @ U + b_h))


@candidate.mistake(
    "The reset acts before the matrix: (r * h) @ U. That is reset_after=False; here r "
    "scales what has come out of the matrix."
)
def candidate_reset_before(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + (r * h) @ U + b_h)


@candidate.mistake(
    "The bias b_h stands outside of the reset. It belongs to h @ U, and r scales both: "
    "r * (h @ U + b_h)."
)
def candidate_with_b_h_outside(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + r * (h @ U) + b_h)


@candidate.mistake("The reset is missing: multiply the part that comes from h by r.")
def candidate_without_reset(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + h @ U + b_h)


@candidate.mistake(
    "The reset scales the input's part, too. It only hides the old state."
)
def candidate_with_the_input_reset(x, h, r, W, U, b, b_h):
    return np.tanh(r * (x @ W + b + h @ U + b_h))


@candidate.mistake(
    "The reset is turned round: with r = 1 the old state should be seen in full."
)
def candidate_with_the_reset_turned(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + (1 - r) * (h @ U + b_h))


@candidate.mistake("The tanh is missing around the sum.")
def candidate_without_tanh(x, h, r, W, U, b, b_h):
    return x @ W + b + r * (h @ U + b_h)


@exercise(
    cases=[
        dict(
            x=np.array([[[1.0], [2.0], [3.0]]]),
            mask=np.array([[True, True, False]]),
            W=np.array([[0.5]]),
            U=np.array([[-1.0]]),
            b=np.array([0.25]),
        ),
        dict(
            x=_eighths(3, 5, 2),
            mask=np.array(
                [[True] * 5, [False, False, True, True, True], [True] * 2 + [False] * 3]
            ),
            W=_eighths(2, 4),
            U=_eighths(4, 4),
            b=_eighths(4),
        ),
        dict(
            x=_eighths(2, 4, 3),
            mask=np.array([[True, False, True, True], [False, True, False, False]]),
            W=_eighths(3, 2),
            U=_eighths(2, 2),
            b=_eighths(2),
        ),
    ],
    hints=[
        "Loop over the steps: x[:, t] is (n, n_in). What is h where the mask is False?",
        "Compute the new state for all samples, then choose, sample by sample, between "
        "the new and the old one.",
        "h = np.where(mask[:, t, np.newaxis], new, h).",
    ],
)
def last_state(x, mask, W, U, b):
    """The last state of a simple recurrent network that skips masked steps.

    x: (n, n_steps, n_in); mask: (n, n_steps), True where a step counts;
    W: (n_in, n_units); U: (n_units, n_units); b: (n_units,). Returns h (n, n_units).
    """
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        new = np.tanh(x[:, t] @ W + h @ U + b)
        h = np.where(mask[:, t, np.newaxis], new, h)
    return h


def _run(x, mask, W, U, b, choose, carry=1):
    """Run with h = choose(mask of the step, new, old) after each step."""
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        new = np.tanh(x[:, t] @ W + carry * h @ U + b)
        h = choose(mask[:, t, np.newaxis], new, h)
    return h


@last_state.mistake(
    "A masked step resets the state to zero. It should stay as it was: keep the old h."
)
def last_state_reset_by_the_mask(x, mask, W, U, b):
    return _run(x, mask, W, U, b, lambda m, new, old: np.where(m, new, 0))


@last_state.mistake("The mask is ignored: where it is False, the old state must stay.")
def last_state_without_mask(x, mask, W, U, b):
    return _run(x, mask, W, U, b, lambda m, new, old: new)


@last_state.mistake(
    "The mask is read the wrong way round: True means that the step counts."
)
def last_state_with_the_mask_inverted(x, mask, W, U, b):
    return _run(x, mask, W, U, b, lambda m, new, old: np.where(m, old, new))


@last_state.mistake(
    "The hidden state isn't carried: each step starts from zeros. Use h @ U with the h "
    "of the step before."
)
def last_state_not_carried(x, mask, W, U, b):
    return _run(x, mask, W, U, b, lambda m, new, old: np.where(m, new, old), carry=0)


@last_state.mistake(
    "One sample decides for the whole batch. Each sample has a mask of its own: choose "
    "with np.where, row by row."
)
def last_state_with_one_mask_for_all(x, mask, W, U, b):
    return _run(x, mask, W, U, b, lambda m, new, old: new if m.all() else old)


@last_state.mistake(
    "The masked inputs are set to zero, but the network still makes a step with them. "
    "The state itself must stay."
)
def last_state_with_inputs_set_to_zero(x, mask, W, U, b):
    x = x * mask[..., np.newaxis]
    return _run(x, mask, W, U, b, lambda m, new, old: new)


@exercise(
    cases=[
        dict(z=np.array([[0.0, 1.0, 2.0]]), temperature=0.5),
        dict(z=np.array([[1.0, -1.0], [0.5, 0.25]]), temperature=2.0),
        dict(
            z=np.array([[1000.0, 998.0, 990.0], [-1000.0, -999.0, 0.0]]), temperature=4
        ),
    ],
    hints=[
        "A high temperature should make all more alike. What does that to the logits?",
        "Divide the logits by the temperature, then softmax, along the last axis.",
        "Take the largest logit of a row away before np.exp: softmax stays the same, "
        "and nothing overflows (lesson 02).",
    ],
)
def probabilities(z, temperature):
    """Softmax with a temperature.

    z: (n, n_classes), logits; temperature: above 0. Returns (n, n_classes), each row of
    which adds up to 1.
    """
    z = z / temperature
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@probabilities.mistake(
    "The logits are multiplied by the temperature. A high one would make the network "
    "surer: divide."
)
def probabilities_multiplied(z, temperature):
    return _softmax(z * temperature)


@probabilities.mistake(
    "The temperature is missing: divide the logits by it before softmax."
)
def probabilities_without_temperature(z, temperature):
    return _softmax(z)


@probabilities.mistake(
    "The temperature comes too late: divided after softmax, a row no longer adds up to "
    "1. Divide the logits."
)
def probabilities_divided_at_the_end(z, temperature):
    return _softmax(z) / temperature


@probabilities.mistake(
    "The sum runs down the columns. Each row is one place in the text, and must add up "
    "to 1: axis=-1."
)
def probabilities_over_columns(z, temperature):
    return _softmax(z / temperature, axis=0)


@probabilities.mistake(
    "These are logarithms of the probabilities: take np.exp at the end."
)
def probabilities_as_logarithms(z, temperature):
    z = z / temperature
    top = z.max(axis=-1, keepdims=True)
    return z - top - np.log(np.exp(z - top).sum(axis=-1, keepdims=True))


@exercise(
    cases=[
        dict(p=np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]), y=np.array([0, 0])),
        dict(
            p=np.array([[0.1, 0.2, 0.7], [0.3, 0.6, 0.1], [0.5, 0.25, 0.25]]),
            y=np.array([2, 1, 0]),
        ),
        dict(p=np.full((4, 8), 0.125), y=np.array([7, 1, 0, 3])),
    ],
    hints=[
        "Of each row, one number counts: the probability of what came.",
        "p[np.arange(len(y)), y] takes it out. A character of probability 1/2 costs 1 "
        "bit, of 1/4 two bits.",
        "The mean of -np.log2 of these probabilities.",
    ],
)
def bits_per_character(p, y):
    """The cross-entropy of a language model, in bits per character.

    p: (n, n_characters), probabilities; y: (n,), what came, from 0. Returns a number.
    """
    return -np.log2(p[np.arange(len(y)), y]).mean()


@bits_per_character.mistake(
    "These are nats: np.log is the logarithm that Keras uses. For bits take np.log2, "
    "or divide by np.log(2)."
)
def bits_in_nats(p, y):
    return -np.log(p[np.arange(len(y)), y]).mean()


@bits_per_character.mistake(
    "From nats to bits you divide by np.log(2) = 0.69; you multiplied. Bits are the "
    "larger number."
)
def bits_from_nats_multiplied(p, y):
    return -np.log(p[np.arange(len(y)), y]).mean() * np.log(2)


@bits_per_character.mistake(
    "You added up the bits of all characters. Per character means their mean."
)
def bits_added_up(p, y):
    return -np.log2(p[np.arange(len(y)), y]).sum()


@bits_per_character.mistake(
    "The mean is taken before the logarithm. Each character has its own bits: first "
    "np.log2, then the mean."
)
def bits_of_the_mean(p, y):
    return -np.log2(p[np.arange(len(y)), y].mean())


@bits_per_character.mistake(
    "This is the perplexity, 2 to the power of the bits. Leave the power out."
)
def bits_as_perplexity(p, y):
    return 2 ** -np.log2(p[np.arange(len(y)), y]).mean()


@bits_per_character.mistake(
    "This is the entropy of what the model said; it never looks at y, at what came. "
    "Take the probability of the true character alone."
)
def bits_of_what_was_said(p, y):
    return -(p * np.log2(p)).sum(axis=1).mean()
