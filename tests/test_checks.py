"""checks.same and checks.expect: what they accept, print and refuse."""

import subprocess
import sys

from helpers import checks

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

MATRIX = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -600.0]])


def finite_arrays(dtype=np.float64, bound=1e6):
    if np.dtype(dtype).kind == "f":
        width = np.dtype(dtype).itemsize * 8
        elements = st.floats(-bound, bound, width=width)
    else:
        elements = hnp.from_dtype(np.dtype(dtype))
    return hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=4), elements=elements
    )


# What same accepts and prints


def test_same_prints_shape_and_tolerance_and_returns_the_difference(capsys):
    differences = checks.same(MATRIX + 1e-8, MATRIX, name="dW")
    assert capsys.readouterr().out == (
        "same  dW        (2, 3)    within 1e-06  largest difference 1e-08\n"
    )
    assert differences == {"dW": pytest.approx(1e-8, rel=1e-6)}


def test_same_aligns_the_lines_of_a_dictionary_and_takes_keys_in_any_order(capsys):
    by_hand = {"output weights": MATRIX + 0, "b": np.ones(3), "epochs": 5}
    keras_side = {"epochs": 5, "b": [1.0, 1.0, 1.0], "output weights": MATRIX}
    assert set(checks.same(by_hand, keras_side, 1e-9)) == set(by_hand)
    assert capsys.readouterr().out.splitlines() == [
        "same  output weights  (2, 3)    within 1e-09  largest difference 0e+00",
        "same  b               (3,)      within 1e-09  largest difference 0e+00",
        "same  epochs          ()        exactly",
    ]


@pytest.mark.parametrize(
    "make",
    [
        np.asarray,
        np.ndarray.tolist,
        tf.constant,
        tf.Variable,
        keras.ops.convert_to_tensor,
        keras.Variable,
        lambda array: list(tf.constant(array)),
    ],
)
def test_same_takes_arrays_lists_tensors_and_variables_on_both_sides(make):
    checks.same(make(MATRIX + 0), MATRIX, tolerance=1e-4)
    checks.same(MATRIX, make(MATRIX + 0), tolerance=1e-4)


def test_same_takes_numbers():
    checks.same(0.5, np.float64(0.5))
    checks.same(np.float32(0.5), keras.ops.mean(keras.ops.ones(3)) / 2)
    checks.same(3, np.int64(3))
    checks.same(True, np.True_)
    assert checks.same(2**64 - 1, np.uint64(2**64 - 1)) == {"result": 0.0}


def test_same_tolerance_is_absolute_below_one_and_relative_above():
    checks.same(0.5 + 0.9e-3, 0.5, tolerance=1e-3)
    checks.same(1000.9, 1000.0, tolerance=1e-3)
    with pytest.raises(checks.NotSame):
        checks.same(0.5 + 1.1e-3, 0.5, tolerance=1e-3)
    with pytest.raises(checks.NotSame):
        checks.same(1001.1, 1000.0, tolerance=1e-3)


@settings(deadline=None)
@given(finite_arrays(), st.floats(1e-9, 0.1), st.floats(-0.999, 0.999))
def test_same_accepts_every_array_within_the_tolerance(array, tolerance, part):
    moved = array + part * tolerance * np.maximum(1, np.abs(array))
    assert checks.same(moved, array, tolerance)["result"] <= tolerance


@settings(deadline=None)
@given(finite_arrays(bound=1e3), st.floats(1e-6, 0.1), st.data())
def test_same_finds_the_one_entry_that_differs(array, tolerance, data):
    index = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)
    moved = array.copy()
    moved[index] += 1.01 * tolerance * max(1, abs(array[index]))
    with pytest.raises(checks.NotSame) as refused:
        checks.same(moved, array, tolerance)
    assert str(index if index else "(a single number)") in str(refused.value)
    assert f"1 of {array.size} entries" in str(refused.value)


@settings(deadline=None)
@given(
    st.sampled_from(["u1", "i1", "u2", "i8", "u8", "?"]).flatmap(finite_arrays),
    st.data(),
)
def test_same_holds_integers_and_booleans_to_equality(array, data):
    assert checks.same(array.copy(), array, 0.1) == {"result": 0.0}
    index = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)
    changed = array.copy()
    changed[index] ^= 1  # flips the lowest bit: next to nothing for a large integer
    with pytest.raises(checks.NotSame, match=f"must be equal. 1 of {array.size} "):
        checks.same(changed, array, 0.1)


# What same refuses


def test_same_names_the_largest_difference_its_place_both_values_and_tolerance(capsys):
    wrong = MATRIX + np.array([[0.0, 0.25, 0.0], [0.125, 0.0, 0.0]])
    with pytest.raises(AssertionError) as refused:
        checks.same({"dW": wrong, "db": np.ones(2)}, {"dW": MATRIX, "db": np.ones(2)})
    for part in ["dW", "0.125 at index (0, 1)", "-1.75", "-2.0", "1e-06", "2 of 6"]:
        assert part in str(refused.value)
    assert "db" in capsys.readouterr().out  # what agreed is still reported


def test_same_says_whether_a_difference_is_relative():
    with pytest.raises(checks.NotSame, match=r"relative to Keras's\) is 0\.5 "):
        checks.same(3.0, 2.0)
    with pytest.raises(checks.NotSame, match=r"largest difference is 0\.5 "):
        checks.same(0.75, 0.25)
    with pytest.raises(checks.NotSame, match=r"largest difference is 5 "):
        checks.same(15, 10)


def test_same_names_every_quantity_that_differs():
    with pytest.raises(checks.NotSame) as refused:
        checks.same({"dW": 1.0, "db": 2.0}, {"dW": 1.5, "db": 2.5})
    assert "dW: " in str(refused.value)
    assert "db: " in str(refused.value)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_same_refuses_nan_and_infinity_even_where_both_sides_hold_them(bad, dtype):
    holding, finite = np.array([0, bad], dtype), np.zeros(2, dtype)
    for by_hand, keras_side in [
        (holding, finite),
        (finite, holding),
        (holding, holding.copy()),
    ]:
        with pytest.raises(checks.NotSame, match=r"at index \(1,\); only finite"):
            checks.same(by_hand, keras_side, tolerance=0.1)


def test_same_refuses_a_difference_too_large_for_a_float():
    with pytest.raises(checks.NotSame):
        checks.same(1e308, -1e308)


@pytest.mark.parametrize("empty", [[], np.zeros((0, 3)), tf.zeros((2, 0))])
def test_same_refuses_empty_arrays(empty):
    with pytest.raises(ValueError, match="no number to compare"):
        checks.same(empty, np.array(empty))


def test_same_refuses_empty_dictionaries():
    with pytest.raises(ValueError, match="empty"):
        checks.same({}, {})


def test_same_refuses_different_keys():
    with pytest.raises(checks.NotSame, match=r"only by hand \['dW'\].*\['db'\]"):
        checks.same({"z": 1, "dW": 1}, {"z": 1, "db": 1})


@pytest.mark.parametrize("pair", [({"dW": 1.0}, 1.0), (1.0, {"dW": 1.0})])
def test_same_refuses_a_dictionary_beside_an_array(pair):
    with pytest.raises(TypeError, match="two dictionaries or two arrays"):
        checks.same(*pair)


@pytest.mark.parametrize(
    "shapes",
    [((3,), (3, 1)), ((3,), (1, 3)), ((), (1,)), ((3, 1), (3, 3)), ((2, 3), (3, 2))],
)
def test_same_refuses_different_shapes_even_where_they_broadcast(shapes):
    by_hand, keras_side = (np.zeros(shape) for shape in shapes)
    for pair in [(by_hand, keras_side), (keras_side, by_hand)]:
        with pytest.raises(checks.NotSame, match="shapes differ"):
            checks.same(*pair)


@pytest.mark.parametrize(
    "dtypes", [("i4", "f4"), ("?", "u1"), ("?", "f8"), ("u8", "f8")]
)
def test_same_refuses_different_kinds_of_numbers(dtypes):
    by_hand, keras_side = (np.ones(3, dtype) for dtype in dtypes)
    for pair in [(by_hand, keras_side), (keras_side, by_hand)]:
        with pytest.raises(checks.NotSame, match="convert one of them"):
            checks.same(*pair)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "1.0",
        b"1.0",
        1j,
        {1.0},
        ["a", "b"],
        [None, 1.0],
        [2**70],
        np.array([1j]),
        np.array([1.0], dtype=object),
        np.array(["2026-01-01"], dtype="datetime64[D]"),
        tf.constant(["a"]),
        object(),
        {"nested": 1.0},
    ],
)
def test_same_refuses_what_is_no_boolean_integer_or_decimal_number(value):
    with pytest.raises(TypeError, match="numbers"):
        checks.same({"q": value}, {"q": 1.0})


def test_same_refuses_lists_of_different_lengths():
    with pytest.raises(TypeError, match="pass a dictionary of arrays"):
        checks.same([[1.0], [1.0, 2.0]], [[1.0], [1.0, 2.0]])


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_same_refuses_half_precision_unless_the_tolerance_is_wide(dtype):
    half, single = tf.cast(tf.ones(3), dtype), tf.ones(3)
    for pair in [(half, single), (single, half)]:
        with pytest.raises(ValueError, match=f"{dtype} holds about three digits"):
            checks.same(*pair, tolerance=0.009)
        checks.same(*pair, tolerance=0.01)


def test_same_is_not_fooled_by_integer_overflow():
    with pytest.raises(checks.NotSame, match="246"):
        checks.same(np.array([250], np.uint8), np.array([4], np.uint8), tolerance=0.1)
    for large, dtypes in [(2**53, ("i8", "i8")), (2**63 - 1, ("u8", "i8"))]:
        left, right = np.array([large], dtypes[0]), np.array([large - 1], dtypes[1])
        with pytest.raises(checks.NotSame, match="1 of 1"):
            checks.same(left, right)


@pytest.mark.parametrize("tolerance", [0, -1e-6, 0.11, 1, np.inf, np.nan])
def test_same_refuses_a_tolerance_that_proves_nothing(tolerance):
    with pytest.raises(ValueError, match="tolerance must be above 0"):
        checks.same(1.0, 1.5, tolerance=tolerance)


@pytest.mark.parametrize("tolerance", [None, "1e-6", True, [1e-6]])
def test_same_refuses_a_tolerance_that_is_no_number(tolerance):
    with pytest.raises(TypeError, match="tolerance must be a number"):
        checks.same(1.0, 1.5, tolerance=tolerance)


def test_same_refuses_to_compare_an_array_with_itself():
    array, tensor, variable = np.ones(3), tf.ones(3), keras.Variable([1.0])
    for pair in [
        (array, array),
        (array, array[:]),
        (array[None, :], array.reshape(1, 3)),
        (tensor, tensor),
        (variable, variable),
    ]:
        with pytest.raises(ValueError, match="these are the same array"):
            checks.same(*pair)
        with pytest.raises(ValueError, match="a: these are the same array"):
            checks.same({"a": pair[0]}, {"a": pair[1]})


# expect


@pytest.mark.parametrize(
    ("band", "line"),
    [
        (dict(at_least=0.96), "0.971  at least 0.96"),
        (dict(at_most=1), "0.97  at most 1"),
        (dict(at_least=0.9, at_most=0.99), "0.971  at least 0.9 and at most 0.99"),
    ],
)
def test_expect_prints_the_value_and_the_band(band, line, capsys):
    assert checks.expect("test accuracy", 0.971234, **band) is None
    assert capsys.readouterr().out == f"expect  test accuracy  {line}\n"


@pytest.mark.parametrize(
    ("value", "band", "shown"),
    [
        (np.float32(0.97), dict(at_least=0.9), "0.97"),
        (-3.14159, dict(at_most=0.125), "-3.1416"),
        (123.456, dict(at_least=10), "123.5"),
        (0.0345, dict(at_most=1), "0.035"),
        (0.0, dict(at_most=0.5), "0"),
        (3.2e-8, dict(at_most=1e-6), "3.2e-08"),
        (2.5e-5, dict(at_most=1e-4), "2.5e-05"),
        (4.0e9, dict(at_least=1e6), "4000000000.0"),
        (7, dict(at_least=0.5), "7"),
        ([3, 7, 5], dict(at_least=0), "3 to 7"),
        ([0.111, 0.112], dict(at_least=0), "0.11"),
    ],
)
def test_expect_rounds_a_value_to_what_its_band_is_worth(value, band, shown, capsys):
    checks.expect("it", value, **band)
    assert capsys.readouterr().out.split("  ")[2] == shown


@pytest.mark.parametrize("name", ["", "a  b", "a\nb", " a", None, 3])
def test_expect_refuses_a_name_that_would_break_its_line(name):
    with pytest.raises(ValueError, match="the name is"):
        checks.expect(name, 0.5, at_least=0)


def test_expect_holds_each_of_several_values(capsys):
    checks.expect("accuracy", [0.97, 0.98, 0.99], at_least=0.96)
    assert capsys.readouterr().out == (
        "expect  accuracy  0.970 to 0.990  at least 0.96 (each of 3)\n"
    )
    with pytest.raises(checks.OutOfBand, match=r"accuracy: .*0\.96, got 0\.9 \(1 of 3"):
        checks.expect("accuracy", [0.97, 0.9, 0.99], at_least=0.96)


@pytest.mark.parametrize(
    "value", [1, 1.0, np.float32(1), tf.constant(1.0), keras.Variable(1.0), tf.ones(3)]
)
def test_expect_takes_numbers_arrays_and_tensors(value):
    checks.expect("value", value, at_least=1, at_most=1)
    with pytest.raises(checks.OutOfBand):
        checks.expect("value", value, at_least=1.01)
    with pytest.raises(checks.OutOfBand):
        checks.expect("value", value, at_most=0.99)


@settings(deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_expect_raises_exactly_outside_the_band(value, one, other):
    low, high = sorted([one, other])
    if low <= value <= high:
        checks.expect("value", value, at_least=low, at_most=high)
    else:
        with pytest.raises(checks.OutOfBand, match="value: expected at least"):
            checks.expect("value", value, at_least=low, at_most=high)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, [0.5, np.nan]])
@pytest.mark.parametrize("band", [dict(at_least=-1), dict(at_most=1)])
def test_expect_refuses_nan_and_infinity(bad, band):
    with pytest.raises(checks.OutOfBand):
        checks.expect("loss", bad, **band)


def test_expect_names_the_value_and_the_band():
    with pytest.raises(AssertionError) as refused:
        checks.expect("loss", 2, at_least=0.5, at_most=1)
    assert str(refused.value) == "loss: expected at least 0.5 and at most 1, got 2.0."


def test_expect_refuses_no_value_and_no_band():
    with pytest.raises(ValueError, match="no number"):
        checks.expect("loss", [], at_most=1)
    with pytest.raises(ValueError, match="state a band"):
        checks.expect("loss", 0.5)


@pytest.mark.parametrize("value", [True, [True, False], "0.5", 1j, None, {"a": 1.0}])
def test_expect_refuses_what_is_no_number(value):
    with pytest.raises(TypeError, match="expected numbers"):
        checks.expect("loss", value, at_least=0, at_most=2)


@pytest.mark.parametrize(
    ("band", "error"),
    [
        (dict(at_least=2, at_most=1), ValueError),
        (dict(at_least=-np.inf), ValueError),
        (dict(at_most=np.inf), ValueError),
        (dict(at_most=np.nan), ValueError),
        (dict(at_least=True), TypeError),
        (dict(at_most="1"), TypeError),
    ],
)
def test_expect_refuses_a_band_that_means_nothing(band, error):
    with pytest.raises(error, match="loss: (the band needs|no value is at least 2)"):
        checks.expect("loss", 1.5, **band)


# In the notebook


def test_the_module_opens_without_keras():
    code = "import sys; from helpers import checks; print('keras' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"


def test_a_notebook_shows_no_digits_for_what_same_returns():
    from IPython.core.formatters import DisplayFormatter

    differences = checks.same(1.0, np.float64(1 + 1e-9))
    assert DisplayFormatter().format(differences) == ({}, {})
