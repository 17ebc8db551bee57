"""Exercises of lesson 22: masks, and bits per character."""

from exercises.exercise import exercise

import numpy as np

RNG = np.random.default_rng(12)


def eighths(*shape):
    """Random multiples of 1/8 from -1 to 1, the same on every computer."""
    return RNG.integers(-8, 9, size=shape) / 8


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
            x=eighths(3, 5, 2),
            mask=np.array(
                [[True] * 5, [False, False, True, True, True], [True] * 2 + [False] * 3]
            ),
            W=eighths(2, 4),
            U=eighths(4, 4),
            b=eighths(4),
        ),
        dict(
            x=eighths(2, 4, 3),
            mask=np.array([[True, False, True, True], [False, True, False, False]]),
            W=eighths(3, 2),
            U=eighths(2, 2),
            b=eighths(2),
        ),
    ],
    hints=[
        "Loop over the steps: x[:, t] is (n, n_in). What is h where the mask is False?",
        "Compute the new state for all samples, then choose between the new and the "
        "old one. The mask of a step is (n,), the states are (n, n_units): mask[:, t, "
        "np.newaxis].",
        "np.where(condition, a, b) chooses row by row, and what it chooses is the "
        "state that the next step starts from. What stands for a, what for b?",
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
    "tanh is missing: the new state is np.tanh(x[:, t] @ W + h @ U + b)."
)
def last_state_without_tanh(x, mask, W, U, b):
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        h = np.where(mask[:, t, np.newaxis], x[:, t] @ W + h @ U + b, h)
    return h


@last_state.mistake(
    "After its first masked step a sample stands still for good. A later step counts "
    "again where its mask is True."
)
def last_state_up_to_the_first_gap(x, mask, W, U, b):
    open_so_far = np.cumprod(mask, axis=1).astype(bool)
    return last_state.reference(x, open_so_far, W, U, b)


@last_state.mistake(
    "A sample whose last step is masked comes out as 0. It keeps the state of its last "
    "step that counts."
)
def last_state_zero_at_the_end(x, mask, W, U, b):
    return last_state.reference(x, mask, W, U, b) * mask[:, -1:]


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
        dict(  # sure and wrong
            z=np.array([[1000.0, 0.0, 0.0], [2.0, 0.0, 30.0]]),
            y=np.array([1, 1]),
            temperature=1.0,
        ),
    ],
    hints=[
        "First divide the logits by the temperature. Then the log of softmax, row by "
        "row: z - log(sum of exp(z)), with the row's largest number taken away before "
        "(lesson 04).",
        "Of each row, one number counts, that of what came: log_p[np.arange(len(y)), "
        "y]. A character of probability 1/2 costs 1 bit, of 1/4 two bits.",
        "Bits are positive, and the logarithm is to base 2. How many nats is a bit, "
        "and what is done with the bits of all characters?",
    ],
)
def bits_per_character(z, y, temperature):
    """The cross-entropy of a language model, in bits per character.

    z: (n, n_characters), logits; y: (n,), what came, from 0; temperature: above 0,
    divides the logits. Returns a number.
    """
    z = z / temperature
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return -log_p[np.arange(len(y)), y].mean() / np.log(2)


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
    "Your softmax is stable, but where it gives 0 the log is infinite. Take the log on "
    "paper: log p = z - max - log(sum of exp(z - max))."
)
def bits_with_the_log_of_zero(z, y, temperature):
    return _bits(_softmax(z / temperature), y).mean()


@bits_per_character.mistake(
    "A small number is added before the log. Then a sure and wrong answer costs too "
    "little. Compute log p from the logits: no log of a probability is needed."
)
def bits_with_a_small_number(z, y, temperature):
    return _bits(_softmax(z / temperature) + 1e-9, y).mean()


@bits_per_character.mistake(
    "The probabilities are cut off at a smallest one. Then a sure and wrong answer "
    "costs too little. Compute log p from the logits, without a limit."
)
def bits_clipped(z, y, temperature):
    return _bits(np.clip(_softmax(z / temperature), 1e-12, 1), y).mean()


@bits_per_character.mistake(
    "One largest logit for the whole array: in a row far below it every exp is 0, and "
    "the log of that infinite. Each row has its own: axis=-1, keepdims=True."
)
def bits_with_one_largest_logit(z, y, temperature):
    z = z / temperature
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return -log_p[np.arange(len(y)), y].mean() / np.log(2)


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
