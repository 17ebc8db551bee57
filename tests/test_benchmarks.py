"""What the benchmarks count and how they say it; nothing is timed here."""

import functools
import re
import types

from benchmarks import growth, lessons, longer, mnist, recipe, report
from tests.lessons import load
from tools.notebooks import ROOT

import numpy as np
import pytest
import tensorflow as tf


def test_a_spread_is_median_lowest_highest_and_how_many_never_got_there():
    assert report.spread([0.213, 0.3456, 0.28]) == "0.28 (0.213 to 0.346)"
    assert report.spread([120.3, 1500.2, 99.6]) == "120 (99.6 to 1,500)"
    assert report.spread([3.0]) == "3"
    assert report.spread([3.0, None, 5.0]) == "4 (3 to 5), 1 of 3 never"
    assert report.spread([None, None]) == "never"


def test_publish_replaces_what_stands_between_the_marks_and_nothing_else(tmp_path):
    path = tmp_path / "README.md"
    marks = "<!-- begin a -->\n{}<!-- end a -->\n"
    path.write_text("before\n" + marks.format("old\n") + "after\n", encoding="utf-8")
    text = report.table(["x", "y"], [["1", "2"]])
    report.publish("a", text, path)
    new = "| x | y |\n| --- | --- |\n| 1 | 2 |\n"
    assert path.read_text("utf-8") == "before\n" + marks.format(new) + "after\n"
    with pytest.raises(ValueError, match="begin b"):
        report.publish("b", text, path)


@pytest.mark.parametrize(
    "name", ["lessons", *mnist.CONTESTS, "recipe", "longer", "growth"]
)
def test_the_readme_has_a_place_for_each_table(name):
    text = report.README.read_text(encoding="utf-8")
    assert text.count(f"<!-- begin {name} -->\n") == 1
    assert text.count(f"<!-- end {name} -->\n") == 1


def test_reach_takes_the_first_look_that_is_good_enough_and_stops_at_the_last():
    seen = []

    def looks():
        for look in (0.5, 0.0), (1.5, 0.94), (2.5, 0.96), (3.5, 0.9), (4.5, 0.98):
            seen.append(look)
            yield look
        raise AssertionError("it went on after the last target")

    found = mnist.reach(looks(), (0.95, 0.97))
    assert found == {0.95: (2.0, 2.5), 0.97: (4.0, 4.5)}
    assert len(seen) == 5
    assert mnist.reach([(0.5, 0.0), (1.5, 0.94)], (0.95,)) == {}


def test_the_ways_of_a_contest_take_turns():
    turns = []

    def ours(mnist, seed):
        turns.append(("ours", seed))
        yield 1.0, 0.0
        yield 3.0, 0.99

    def their_way(mnist, seed):
        turns.append(("theirs", seed))
        yield 0.0, 0.0
        yield 10.0 + 10 * seed, 0.99

    found = mnist.contest(None, (0.95, 0.999), (ours, their_way), 1, 2)
    assert turns == [
        ("ours", 0),
        ("theirs", 0),
        ("ours", 1),
        ("theirs", 1),
        ("ours", 2),
    ]
    lines = list(mnist.rows((0.95, 0.999), found))
    assert lines[0] == ["95.0%", "ours", "3", "2 (2 to 2)", "3 (3 to 3)", "1"]
    theirs = ["95.0%", "their way", "2", "15 (10 to 20)", "15 (10 to 20)", "7.5"]
    assert lines[1] == theirs
    assert lines[3] == ["99.9%", "their way", "2", "never", "never", "-"]


def test_the_textbooks_gradients_are_those_of_tensorflow():
    rng = np.random.default_rng(0)
    b = [rng.normal(size=(n, 1)) for n in (4, 3)]
    W = [rng.normal(size=shape) for shape in ((4, 5), (3, 4))]
    x, y = rng.normal(size=(5, 1)), np.eye(3)[:, :1]
    variables = [tf.Variable(array) for array in b + W]
    with tf.GradientTape() as tape:
        a1 = tf.sigmoid(variables[2] @ x + variables[0])
        a2 = tf.sigmoid(variables[3] @ a1 + variables[1])
        loss = tf.reduce_sum((a2 - y) ** 2) / 2
    db, dW = mnist.textbook_gradients(W, b, x, y)
    for mine, theirs in zip(db + dW, tape.gradient(loss, variables), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-14)


def test_the_rivals_have_the_published_numbers_of_parameters():
    assert mnist.quickstart_model().count_params() == 101_770
    assert mnist.convnet_model().count_params() == 34_826


def small_mnist():
    """Return 500 training and 250 test images that a bright row tells the class of."""
    rng = np.random.default_rng(0)
    y = rng.integers(10, size=750).astype("int32")
    x = 0.2 * rng.random((750, 28, 28)).astype("float32")
    x[np.arange(750), y * 2] += 0.8  # a bright row tells the class
    return types.SimpleNamespace(
        x_train=x[:500], y_train=y[:500], x_test=x[500:], y_test=y[500:]
    )


@pytest.mark.parametrize(
    "way", [mnist.by_hand, mnist.textbook, mnist.scikit_learn, mnist.same_layers]
)
def test_a_way_learns_and_says_more_seconds_at_each_look(way):
    small = small_mnist()
    looks = []
    for look in way(small, seed=0):
        looks.append(look)
        if look[1] > 0.5:
            break
    seconds, accuracies = zip(*looks, strict=True)
    assert accuracies[0] == 0 and accuracies[-1] > 0.5
    if way is not mnist.by_hand:  # whose looks are runs of their own
        assert list(seconds) == sorted(seconds) and seconds[-1] > seconds[0]


@pytest.mark.parametrize("change", ["one step an execution", "a tf.data pipeline"])
def test_the_recipe_learns_when_it_is_changed(change, monkeypatch):
    monkeypatch.setattr(recipe, "EPOCHS", 10)
    settings = {"steps": 2} | recipe.CHANGES[change]
    seconds, accuracy = recipe.train(small_mnist(), 0, **settings)
    assert seconds > 0
    assert accuracy > 0.3


def test_a_warp_turns_scales_and_moves_about_the_centre():
    image = np.random.default_rng(0).random((5, 5))

    def warp(*how):
        return (image.reshape(1, 25) @ longer.warp(5, *how)).reshape(5, 5)

    np.testing.assert_allclose(warp(0, 1, 0, 0), image, atol=1e-6)
    moved = np.zeros((5, 5))
    moved[1:, 2:] = image[:-1, :-2]
    np.testing.assert_allclose(warp(0, 1, 1, 2), moved, atol=1e-6)
    half = (image[:, 1:] + image[:, :-1]) / 2
    np.testing.assert_allclose(warp(0, 1, 0, 0.5)[:, 1:], half, atol=1e-6)
    twice = warp(0, 2, 0, 0)
    np.testing.assert_allclose(twice[::2, ::2], image[1:4, 1:4], atol=1e-6)


def test_a_warp_without_scaling_is_that_of_lesson_06():
    by_lesson = load("11", "warp")
    for how in (90, 0, 0), (15, 0, 0), (-20, 0.5, 1), (180, -1.25, 0):
        degrees, down, right = how
        ours = longer.warp(8, degrees, 1, down, right).toarray()
        np.testing.assert_allclose(ours, by_lesson(*how), atol=1e-6)


def test_every_image_is_warped_once_and_stays_in_its_place():
    x = np.zeros((60, 9, 9), "float32")
    x[:, 4, 4] = np.arange(1, 61)
    rng = np.random.default_rng(0)
    same = longer.warped(x, rng, degrees=0, scale=0, by=0, size=7)
    np.testing.assert_allclose(same, x, rtol=1e-6)
    out = longer.warped(x, rng, by=1, size=7)
    assert out.shape == x.shape and out.dtype == x.dtype
    assert np.all(out[:, 4, 4] < x[:, 4, 4])  # none stays as it was
    light = out.reshape(60, -1).sum(axis=1) / np.arange(1, 61)
    assert np.all((light > 0.7) & (light < 1.4))  # what was in an image is in it still


def test_the_longer_recipe_learns():
    small = small_mnist()
    build = functools.partial(longer.larger, kernels=(4, 4, 4))
    settings = dict(seed=0, epochs=10, batch_size=25)
    model, seconds = longer.train(build, small.x_train, small.y_train, **settings)
    assert seconds > 0
    assert mnist.accuracy(model, small.x_test, small.y_test) > 0.3


def test_all_epochs_but_the_last_see_warped_images(monkeypatch):
    seen = []
    monkeypatch.setattr(longer, "warped", lambda x, rng: seen.append(len(x)) or x)
    small = small_mnist()
    build = functools.partial(longer.larger, kernels=(1, 1, 1))
    data = small.x_train, small.y_train
    longer.train(build, *data, seed=0, epochs=3, warps=True, batch_size=250)
    assert seen == [500, 500]
    longer.train(build, *data, seed=0, epochs=1, warps=False, batch_size=250)
    assert seen == [500, 500]


def test_shares_are_told_in_percent():
    assert report.percents([0.991, 0.9925, 0.99]) == "99.10% (99.00% to 99.25%)"


def test_an_exponent_is_the_slope_of_the_last_points():
    sizes = [1, 10, 20, 40]
    seconds = [7.0, *(3 * size**1.5 for size in sizes[1:])]
    assert growth.exponent(sizes, seconds) == pytest.approx(1.5)


@pytest.mark.parametrize("name", growth.CURVES)
def test_both_ways_of_a_growth_curve_compute_the_same(name):
    sizes, _, make = growth.CURVES[name]
    growth.compare(*make(sizes[0], np.random.default_rng(0)))


def test_compare_refuses_two_ways_that_differ():
    with pytest.raises(AssertionError):
        growth.compare(lambda: [np.ones(3)], lambda: [np.full(3, 1.01)])


def test_what_every_lesson_does_first_is_measured_part_by_part(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    parts = dict(lessons.start_up(tmp_path, tries=1))
    assert parts.keys() == lessons.STEPS.keys()
    assert float(parts["the import cell"]) > 0
    assert all(re.fullmatch(r"\d+\.\d|under 0\.1", part) for part in parts.values())
