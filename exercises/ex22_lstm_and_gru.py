"""Exercises of lesson 22: gates, masks, bits per character, the belt's gradient."""

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
            W=np.array([[1.0, -1.0, 2.0, 0.5]]),
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


@one_step.mistake("The bias is missing: add b to x @ W + h @ U.")
def one_step_without_b(x, h, c, W, U, b):
    return _ended(*_step(x, h, c, W, U, 0 * b), c)


@one_step.mistake(
    "The candidate is added as it comes out of the matrices. It passes a tanh first: "
    "i * np.tanh(g)."
)
def one_step_without_the_first_tanh(x, h, c, W, U, b):
    i, f, g, o = _step(x, h, c, W, U, b)
    return _ended(i, f, np.arctanh(g), o, c)


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


@candidate.mistake(
    "The bias b_h is missing: it is added to h @ U, before r scales both."
)
def candidate_without_b_h(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + r * (h @ U))


@candidate.mistake(
    "This is the formula of the paper and of many books: the reset before the matrix, "
    "one bias. Here it comes after, and h @ U has a bias of its own: r * (h @ U + b_h)."
)
def candidate_of_the_paper(x, h, r, W, U, b, b_h):
    return np.tanh(x @ W + b + (r * h) @ U)


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
        "Compute the new state for all samples, then choose between the new and the "
        "old one. The mask of a step is (n,), the states are (n, n_units): "
        "mask[:, t, np.newaxis].",
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
        dict(
            z=np.log([[2.0, 1.0, 1.0], [1.0, 1.0, 2.0]]),
            y=np.array([0, 1]),
            temperature=1,
        ),
        dict(
            z=np.array([[0.0, 1.0, 2.0], [1.0, -1.0, 0.5], [0.5, 0.25, -2.0]]),
            y=np.array([2, 1, 0]),
            temperature=2.0,
        ),
        dict(
            z=np.array([[1000.0, 998.0, 997.0, 999.0], [-999.0, -1000.0, -998.5, 0.0]]),
            y=np.array([1, 3]),
            temperature=0.5,
        ),
    ],
    hints=[
        "First divide the logits by the temperature. Then softmax, row by row: before "
        "np.exp take the row's largest number away, and nothing overflows (lesson 03).",
        "Of each row, one probability counts, that of what came: "
        "p[np.arange(len(y)), y]. A character of 1/2 costs 1 bit, of 1/4 two bits.",
        "The mean of -np.log2 of these probabilities.",
    ],
)
def bits_per_character(z, y, temperature):
    """The cross-entropy of a language model, in bits per character.

    z: (n, n_characters), logits; y: (n,), what came, from 0; temperature: above 0,
    divides the logits. Returns a number.
    """
    z = z / temperature
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return -np.log2(p[np.arange(len(y)), y]).mean()


def _softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _bits(p, y):
    return -np.log2(p[np.arange(len(y)), y])


@bits_per_character.mistake(
    "np.exp overflows: take each row's largest number away first."
)
def bits_with_a_naive_softmax(z, y, temperature):
    e = np.exp(z / temperature)
    return _bits(e / e.sum(axis=-1, keepdims=True), y).mean()


@bits_per_character.mistake(
    "The logits are multiplied by the temperature. A high one would make the network "
    "surer: divide."
)
def bits_multiplied(z, y, temperature):
    return _bits(_softmax(z * temperature), y).mean()


@bits_per_character.mistake(
    "The temperature is missing: divide the logits by it before softmax."
)
def bits_without_temperature(z, y, temperature):
    return _bits(_softmax(z), y).mean()


@bits_per_character.mistake(
    "The temperature comes too late: divided after softmax, a row no longer adds up to "
    "1. Divide the logits."
)
def bits_divided_after_softmax(z, y, temperature):
    return _bits(_softmax(z) / temperature, y).mean()


@bits_per_character.mistake(
    "The sum runs down the columns. Each row is one place in the text, and its "
    "probabilities must add up to 1: axis=-1."
)
def bits_over_columns(z, y, temperature):
    return _bits(_softmax(z / temperature, axis=0), y).mean()


@bits_per_character.mistake(
    "The sum runs over the whole array. Each row is one place in the text, and its "
    "probabilities must add up to 1: axis=-1, keepdims=True."
)
def bits_over_the_whole_array(z, y, temperature):
    return _bits(_softmax(z / temperature, axis=None), y).mean()


@bits_per_character.mistake(
    "These are nats: np.log is the logarithm that Keras uses. For bits take np.log2, "
    "or divide by np.log(2)."
)
def bits_in_nats(z, y, temperature):
    return _bits(_softmax(z / temperature), y).mean() * np.log(2)


@bits_per_character.mistake(
    "From nats to bits you divide by np.log(2) = 0.69; you multiplied. Bits are the "
    "larger number."
)
def bits_from_nats_multiplied(z, y, temperature):
    return _bits(_softmax(z / temperature), y).mean() * np.log(2) ** 2


@bits_per_character.mistake(
    "This takes all pairs: write p[np.arange(len(y)), y], one number for each row."
)
def bits_of_all_pairs(z, y, temperature):
    return -np.log2(_softmax(z / temperature)[:, y]).mean()


@bits_per_character.mistake(
    "These are the bits of each character. Per character means their mean: .mean()."
)
def bits_of_each(z, y, temperature):
    return _bits(_softmax(z / temperature), y)


@bits_per_character.mistake(
    "You added up the bits of all characters. Per character means their mean."
)
def bits_added_up(z, y, temperature):
    return _bits(_softmax(z / temperature), y).sum()


@bits_per_character.mistake(
    "The mean is taken before the logarithm. Each character has its own bits: first "
    "np.log2, then the mean."
)
def bits_of_the_mean(z, y, temperature):
    p = _softmax(z / temperature)
    return -np.log2(p[np.arange(len(y)), y].mean())


@bits_per_character.mistake(
    "This is the perplexity, 2 to the power of the bits. Leave the power out."
)
def bits_as_perplexity(z, y, temperature):
    return 2 ** _bits(_softmax(z / temperature), y).mean()


@bits_per_character.mistake(
    "This is the entropy of what the model said; it never looks at y, at what came. "
    "Take the probability of the true character alone."
)
def bits_of_what_was_said(z, y, temperature):
    p = _softmax(z / temperature)
    return -(p * np.log2(p)).sum(axis=-1).mean()


@exercise(
    cases=[
        dict(f=np.array([[0.5], [0.25], [0.5]]), dc=np.array([8.0])),
        dict(f=(_eighths(5, 3) + 1) / 2, dc=_eighths(3) + 2),
    ],
    hints=[
        "What is the gradient by the last belt, and what by the one before?",
        "c_t = f_t * c_(t-1) + ..., so the gradient by c_(t-1) is that by c_t times "
        "f_t. Which row of f is never used?",
        "The last row is dc. For t from n_steps - 1 to 1: row t - 1 is row t times "
        "f[t].",
    ],
)
def belt_gradient(f, dc):
    """The gradient by an LSTM's belt after each step, down the belt alone.

    f: (n_steps, n_units), the forget gates; dc: (n_units,), the gradient by the belt
    after the last step. Returns (n_steps, n_units).
    """
    gradients = np.ones_like(f) * dc
    for t in reversed(range(1, len(f))):
        gradients[t - 1] = gradients[t] * f[t]
    return gradients


def _down(scales, dc):
    """The gradients by all belts where scales (n_steps - 1, n_units) lie between."""
    scales = [*scales, np.ones_like(dc)]
    return dc * np.cumprod(scales[::-1], axis=0)[::-1]


@belt_gradient.mistake(
    "The product runs forwards, from the first step. The gradient comes from the last "
    "step, whose row is dc itself."
)
def belt_gradient_forwards(f, dc):
    return dc * np.cumprod([np.ones_like(dc), *f[1:]], axis=0)


@belt_gradient.mistake(
    "Each row has one forget gate too many: f[t] scales the belt before step t, so it "
    "comes in for row t - 1. The last row is dc itself."
)
def belt_gradient_with_its_own_gate(f, dc):
    return dc * np.cumprod(f[::-1], axis=0)[::-1]


@belt_gradient.mistake(
    "The gates are one step off: from belt t down to belt t - 1 the factor is f[t], "
    "not f[t - 1]."
)
def belt_gradient_with_the_gate_before(f, dc):
    return _down(f[:-1], dc)


@belt_gradient.mistake(
    "The factors aren't accumulated: each row is the row after it times a gate, not dc "
    "times a gate."
)
def belt_gradient_not_accumulated(f, dc):
    return dc * np.array([*f[1:], np.ones_like(dc)])


@belt_gradient.mistake(
    "The rows are in the order of the way back, from the last step to the first. Turn "
    "them round."
)
def belt_gradient_last_step_first(f, dc):
    return _down(f[1:], dc)[::-1]


@belt_gradient.mistake(
    "Each factor is f * (1 - f). That is for the gate's pre-activation; the belt is "
    "scaled by f itself."
)
def belt_gradient_through_the_sigmoid(f, dc):
    return _down(f[1:] * (1 - f[1:]), dc)


@belt_gradient.mistake(
    "All rows are dc: on its way back, the gradient is multiplied by the forget gates."
)
def belt_gradient_unscaled(f, dc):
    return np.ones_like(f) * dc
