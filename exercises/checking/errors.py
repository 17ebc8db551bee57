"""What leads to an error that an answer raises, and one next step."""

import re

from exercises.checking.observation import TooLong

GENERAL = "Run that line on its own with these arguments; print the shape of each part."
_ADVICE = [  # type of the error, part of its text, what to do; the first that fits
    (TooLong, "", "Which loop never ends? Print what it counts."),
    (
        UnboundLocalError,
        "",
        "That name gets its value later in the function, or in a branch that wasn't "
        "taken. Give it one before.",
    ),
    (NameError, "", "Is the name spelled as where it was defined?"),
    (ZeroDivisionError, "", "Which number is 0 in this case, and is divided by?"),
    (RecursionError, "", "The function calls itself for ever. Where should that end?"),
    (
        ValueError,
        "values to unpack",
        "On the left of = stand more names than values come, or fewer. Print what "
        "stands on the right.",
    ),
    (
        ValueError,
        "truth value of an array",
        "`if`, `and`, `or` and Python's max need a single True or False, and an array "
        "has many. Is * meant to be @ there? np.where(condition, this, that) and "
        "np.maximum go entry by entry.",
    ),
    (
        TypeError,
        "arrays? can be converted to Python scalars",
        "math's functions and float() take one number, not an array. NumPy's take "
        "both: np.exp, not math.exp.",
    ),
    (
        TypeError,
        "only integer scalar arrays can be converted to a scalar index",
        "An array stands where an axis or an index belongs. The larger of two, entry "
        "by entry, is np.maximum(a, b), not np.max.",
    ),
    (
        ValueError,
        "matmul|not aligned",
        "These shapes have no matrix product: the last axis of the left must be as "
        "long as the first of the right. Print both. Is one to be transposed, or is "
        "the order wrong?",
    ),
    (
        ValueError,
        "could not be broadcast",
        "These shapes don't fit entry by entry: from the right, each pair of lengths "
        "must be equal, or one of them 1. Print both.",
    ),
    (
        IndexError,
        "out of (bounds|range)",
        "An index is past the end: the last is the length less 1. Print both.",
    ),
    (
        IndexError,
        "too many indices",
        "The array has fewer axes than you name in the brackets. Print its shape.",
    ),
    (
        TypeError,
        "positional argument|unexpected keyword",
        "A function is called with other arguments than it has. Are its parameters "
        "still those of the exercise?",
    ),
    (
        TypeError | AttributeError,
        "NoneType",
        "Something is None there. That is what a function without `return` gives.",
    ),
    (
        TypeError | AttributeError,
        r"'list'|multiply sequence|concatenate",
        "A list is no array, and +, * and .T are not what they are there. Make it "
        "np.array(...).",
    ),
    (
        TypeError,
        "not iterable|not subscriptable",
        "A single number stands where several are meant. Print it.",
    ),
    (
        TypeError,
        "not callable",
        "Something that is no function is called like one: is * missing before the "
        "bracket, or is [...] meant?",
    ),
    (
        TypeError,
        "interpreted as an integer|indices must be integers",
        "A whole number is needed there: // divides to one.",
    ),
    (
        AttributeError,
        "ndarray.*append",
        "Arrays have no append. Collect in a list, and end with np.array(...).",
    ),
    (
        ValueError,
        "expecting 0 weights",
        "There are no weights yet: Keras makes them when it knows the inputs. Begin "
        "with keras.Input, or call build first.",
    ),
    (
        ValueError,
        "expecting 1 weights",
        "The layer holds its kernel alone: is there a use_bias=False?",
    ),
    (
        AttributeError,
        "(float|int).*no attribute 'shape'",
        "A plain number stands where an array is meant: np.array([...]) makes one.",
    ),
    (
        ValueError,
        "weight list of length",
        "A dense layer has two arrays, kernel and bias, and a network has those of all "
        "its layers in a row. Compare with what get_weights() returns.",
    ),
    (
        ValueError,
        "activation function identifier",
        "Keras knows no activation of this name. Is it spelled right, or a function "
        "of your own, which is given without quotes?",
    ),
    (
        ValueError,
        "Only instances of `?keras",
        "A network is made of layers, in one list. What else stands in yours?",
    ),
    (
        ValueError,
        "incompatible with the layer",
        "A layer gets inputs of another shape than it was made for. What does "
        "keras.Input promise, and what comes?",
    ),
    (
        ValueError,
        "No gradients provided",
        "fit finds no slope to learn from: a step is flat. Set the weights yourself.",
    ),
    (
        ValueError,
        "weight shape",
        "A kernel has the shape (inputs, units), a bias (units,). Print the shapes of "
        "what get_weights() returns.",
    ),
]


def error_advice(error) -> str:
    """The advice for an error; GENERAL where nothing is known of it."""
    for kind, text, advice in _ADVICE:
        if isinstance(error, kind) and re.search(text, str(error)):
            return advice
    return GENERAL
