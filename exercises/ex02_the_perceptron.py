"""Exercises of lesson 02: the perceptron, its convergence, and a hidden layer."""

from exercises.ex02_averaged import averaged
from exercises.ex02_hidden_layer import xnor_network
from exercises.exercise import choose

__all__ = [  # the lesson's exercises, in their order
    "one_update",
    "averaged",
    "xnor_network",
    "still_wrong",
]

one_update = choose(
    options={
        "a": "kernel (2, −1), bias 1",
        "b": "kernel (3, 0), bias 2",
        "c": "kernel (1, −2), bias 0",
        "d": "kernel (1, −2), bias 1",
    },
    right="c",
    because="z = 2 - 1 + 1 = 2 has not the sign of the target -1: the features are "
    "subtracted from the kernel, 1 from the bias. Now z = 1 - 2 + 0 = -1: right.",
    reasons={
        "a": "The weights stay only where the answer is right. Compute z, with the "
        "bias, and compare its sign with the target's.",
        "b": "You added the sample. The target is -1: should the weights turn towards "
        "it, or away from it?",
        "d": "The bias stayed as it was. Its input is the constant 1: what does the "
        "rule do with it?",
    },
    hints=[
        "Compute z first: kernel times features, plus bias. Has it the target's sign?",
        "Write w = (1, 2, -1) and x = (1, 1, 1), the bias and its 1 in front. After a "
        "mistake the change is y x. Which sign has it here?",
        "Test your answer: y z must have risen by |x|² = 3.",
    ],
)


still_wrong = choose(
    options={
        "a": "No line separates the classes.",
        "b": "Any line that separates them has a margin of at most 0.02.",
        "c": "Some line separates them, but its margin is below 0.0002.",
        "d": "The samples came in a bad order.",
    },
    right="b",
    because="10,000 ≤ (R / γ)² with R at most 2 leaves γ ≤ 2 / 100, for every line "
    "that separates them. Whether one exists, the number of updates can't tell.",
    reasons={
        "a": "A narrow gap would look the same: which margins does the theorem still "
        "allow after 10,000 updates?",
        "c": "Nothing here says that a line exists. And 10,000 is at most (R / γ) "
        "squared: solve that for γ.",
        "d": "The theorem holds for any order, so the order proves nothing. Which γ "
        "does it still allow after 10,000 updates?",
    },
    hints=[
        "Suppose that a line exists, with margin γ. How many updates does the theorem "
        "allow at most?",
        "10,000 were made, so that many must be allowed. Write it down with R = 2.",
        "Take roots on both sides and solve for γ: is it a lowest or a highest value? "
        "Then: did you find that a line exists, or only suppose it?",
    ],
)
