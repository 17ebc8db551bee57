"""The exercises' references at the extremes: one sample, zeros, huge numbers."""

from tools.try_answers import find_exercises

import numpy as np
import pytest

ZERO2, ONE2 = np.zeros((2, 2)), np.ones((2, 2))
EXTREMES = {  # lesson: [(exercise, arguments, result)]
    "04": [
        ("gradient_step", ([2.0], [0.0], 0.0, 0.0, 0.5), (0.0, 0.0)),
        ("gradient_step", ([1e6], [0.0], 1.0, 0.0, 1e-12), (-1.0, 1 - 1 - 2e-6)),
        ("crossentropy", ([[0.0, 1.0]], [[1e4, -1e4]]), 2e4),
        ("crossentropy", ([[1.0, 0.0]], [[1e4, -1e4]]), 0.0),
        ("crossentropy", ([[1.0]], [[7.0]]), 0.0),
        ("momentum_step", ([3.0], [0.0], [0.0], 0.1, 0.9), ([3.0], [0.0])),
        ("largest_rate", ([[1.0]],), 1.0),
        ("adam_step", ([3.0], [0.0], [0.0], [0.0], 1, 0.1), ([3.0], [0.0], [0.0])),
        ("adam_step", ([0.0], [0.0], [0.0], [1e8], 1, 0.5), ([-0.5], [1e7], [1e13])),
    ],
    "07": [
        ("neuron_gradient", ([800.0], [1.0], 0.0, 0.0), ([0.0], 0.0)),
        ("neuron_gradient", ([800.0], [-1.0], 0.0, 1.0), ([0.0], 0.0)),
        ("dense_backward", ([[2.0]], [[3.0]], [[0.0]]), ([[0.0]], [[0.0]], [0.0])),
        ("graph_gradients", ((), 1), [1.0]),
        ("graph_gradients", ((), 3), [0.0, 0.0, 1.0]),
        (
            "tanh_network_gradients",
            ([[900.0]], [[0.0]], [[1.0]], [0.0], [[900.0]], [0.0]),
            ([[0.0]], [0.0], [[1.0]], [1.0]),
        ),
    ],
    "09": [
        ("count_parameters", ([1, 1],), 2),
        ("take_batch", ([[5.0]], [7], np.array([0]), 3, 0), ([[5.0]], [7])),
        ("logits_gradient", ([[0.0, 1.0]], [[1e4, -1e4]]), [[1.0, -1.0]]),
        (
            "weight_gradients",
            ([[1.0, 2.0]], [[0.0, 0.0]], [[0.0, 0.0]], ONE2, ONE2, [[1.0, 1.0]]),
            (ZERO2, ZERO2, ZERO2),
        ),
    ],
    "11": [
        ("scale_with", ([[0.0], [2.0]], [[1e9]]), ([[-1.0], [1.0]], [[1e9 - 1]])),
        ("decay_step", ([[7.0]], [2.0], [[1.0]], [0.0], 0.5, 2.0), ([[-0.5]], [2.0])),
        ("drop", ([[3.0]], [[0.0]], 0.0, True), [[3.0]]),
        ("move_image", (np.arange(4.0).reshape(2, 2), 1, 1), [[0.0, 0.0], [0.0, 0.0]]),
        ("stop_early", ([3.0], 1), (1, 1)),
        ("stop_early", ([3.0, 3.0], 5), (2, 1)),
    ],
    "13": [
        ("first_spread", (1, 1, False), 1.0),
        ("layer_norm", ([[5.0, 5.0]], [2.0, 2.0], [0.5, 1.0], 0.001), [[0.5, 1.0]]),
        (
            "batch_norm",
            ([[5.0]], [1.0], [1.0], True, 0.5),
            ([[0.0]], [3.0], [0.5]),
        ),
        (
            "clip_together",
            ((np.zeros(2), np.zeros(1)), 1.0),
            (np.zeros(2), np.zeros(1)),
        ),
        (
            "residual_gradients",
            ([[1.0, 1.0]], -ONE2, [[3.0, 4.0]]),
            ([[3.0, 4.0]], ZERO2),
        ),
    ],
    "15": [
        ("log_uniform", ([0.0, 1.0], 1e-12, 1e12), [1e-12, 1e12]),
        ("log_uniform", ([0.3], 2.0, 2.0), [2.0]),
        ("macro_f1", ([[3]],), 1.0),
        ("macro_f1", ([[0, 2], [2, 0]],), 0.0),
        ("paired_gain", ([1.0, 2.0], [2.0, 3.0]), (1.0, 0.0)),
        ("diagnose", (0.0, [0.0], [0.0], 1), 2),
    ],
    "17": [
        ("output_size", (3, 3, 1, 0), 1),
        ("output_size", (3, 3, 5, 0), 1),
        ("pad_same", ([[4.0]], 1), [[4.0]]),
        ("slide_by", (ONE2, ONE2, (1, 1)), [[4.0]]),
        ("mix_channels", ([[[2.0]]], [[3.0]], [1.0]), [[[7.0]]]),
        ("pool_gradient", ([[-4.0, -3.0], [-2.0, -1.0]], [[5.0]]), [[0, 0], [0, 5.0]]),
    ],
    "19": [
        ("count_trainable", ([3, 2, 1], 2), 0),
        ("body_moves", (["compile", "fit"],), [True]),
        ("body_moves", (["compile"],), []),
        ("normalise_frozen", ([[5.0]], [5.0], [0.0], 0.001), [[0.0]]),
        ("forgotten", ([1, 2], [1, 1], [1, 2], [1]), 0.0),
        (
            "fine_tune",
            ([[1e3]], [1], [[1.0]], [[1.0, -1.0]], 0.5, 0.5),
            ([[1.0 - 1e3]], [[1 - 500.0, -1 + 500.0]]),
        ),
    ],
    "20": [
        ("same_month_last_year", (np.arange(12.0), 12, 12), np.arange(12.0)),
        ("scale", ([0.0, 2.0, 1e9], 2), [-1.0, 1.0, 1e9 - 1]),
        ("pairs", ([1.0, 2.0, 3.0], 2, 1), ([[1.0, 2.0]], [3.0])),
        ("read_on", (np.zeros((0, 1)), [0.5], [[1.0]], [[1.0]], [0.0]), [0.5]),
        ("read_on", ([[1e9]], [0.5], [[1.0]], [[1.0]], [0.0]), [1.0]),
        ("recurrent_gradient", ([[0.5]], [1.0], [[2.0]]), [[0.0]]),
    ],
    "22": [
        (
            "one_step",
            (
                [[1e3]],
                [[0.0]],
                [[0.5]],
                [[-1.0, 1.0, 1.0, 1.0]],
                np.zeros((1, 4)),
                [0.0] * 4,
            ),
            ([[np.tanh(0.5)]], [[0.5]]),
        ),
        (
            "candidate",
            ([[-1e9]], [[0.0]], [[1.0]], [[1.0]], [[1.0]], [0.0], [0.0]),
            [[-1.0]],
        ),
        (
            "last_state",
            (np.ones((1, 2, 1)), np.array([[False, False]]), [[1.0]], [[1.0]], [0.0]),
            [[0.0]],
        ),
        ("bits_per_character", ([[1e3, 0.0, 0.0]], [1], 1.0), 1e3 / np.log(2)),
        ("bits_per_character", ([[1e3, 0.0]], [0], 1e-3), 0.0),
        ("bits_per_character", ([[5.0]], [0], 2.0), 0.0),
        ("belt_gradient", ([[0.5]], [3.0]), [[3.0]]),
    ],
}


def as_arguments(task, values):
    """The arguments by name, lists of numbers as arrays."""
    names = task.cases[0]
    return {
        name: np.array(value) if isinstance(names[name], np.ndarray) else value
        for name, value in zip(names, values, strict=True)
    }


@pytest.mark.parametrize(
    ("lesson", "name", "values", "expected"),
    [(lesson, *case) for lesson, cases in EXTREMES.items() for case in cases],
)
def test_a_reference_is_right_at_an_extreme(lesson, name, values, expected):
    (task, *_) = find_exercises(lesson)[name]
    with np.errstate(over="ignore"):  # 1 / (1 + exp(-z)) comes out right all the same
        value = task.reference(**as_arguments(task, values))
    parts = value if isinstance(expected, tuple) else (value,)
    wanted = expected if isinstance(expected, tuple) else (expected,)
    for one, other in zip(parts, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("lesson", EXTREMES)
def test_every_exercise_of_a_lesson_is_tried_at_an_extreme(lesson):
    tried = {name for name, *_ in EXTREMES[lesson]}
    assert tried == set(find_exercises(lesson))
