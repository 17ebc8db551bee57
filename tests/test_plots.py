"""The drawing helpers: what is on the axes, and which input is refused."""

import base64
import re

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

ALT = "A falling line from the left to the right."


def test_show_puts_a_png_with_its_alternative_into_the_notebook(shown):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1])
    plots.show(fig, alt='A "line" that rises & ends <here>.')
    (bundle,) = shown
    html = bundle["text/html"]
    assert 'alt="A &quot;line&quot; that rises &amp; ends &lt;here&gt;."' in html
    png = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert png.startswith(b"\x89PNG")
    assert bundle["text/plain"] == 'A "line" that rises & ends <here>.'


def test_show_closes_the_figure(shown):
    fig, _ = plt.subplots()
    plots.show(fig, alt=ALT)
    assert not plt.fignum_exists(fig.number)


def test_show_gives_the_same_bytes_twice(shown):
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([1, 0])
        plots.show(fig, alt=ALT)
    assert shown[0] == shown[1]


@pytest.mark.parametrize("alt", [None, "", "a plot", 3])
def test_show_refuses_a_figure_without_an_alternative(alt, shown):
    with pytest.raises(ValueError, match="text alternative"):
        plots.show(plt.figure(), alt=alt)
    plt.close("all")
    assert shown == []


def test_lines_differ_in_colour_and_in_style(ax):
    plots.curves(ax, [1, 2], {name: [0, 1] for name in "abcdef"})
    looks = {(line.get_color(), line.get_linestyle()) for line in ax.lines}
    assert len({color for color, _ in looks}) == 6
    assert len({str(line._dash_pattern) for line in ax.lines}) == 6
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list("abcdef")


def test_one_line_needs_no_legend(ax):
    plots.curves(ax, [1, 2], {"loss": [3, 4]})
    assert ax.get_legend() is None


def test_curves_refuses_values_of_another_length(ax):
    with pytest.raises(ValueError, match=r"'loss' has shape \(3,\), x has \(2,\)"):
        plots.curves(ax, [1, 2], {"loss": [1, 2, 3]})


def test_points_give_each_class_its_colour_and_mark(ax):
    x = np.array([[0, 0], [1, 1], [2, 0]])
    plots.points(ax, x, np.array([5, -1, 5]), class_names=["no", "yes"])
    assert [len(dots.get_offsets()) for dots in ax.collections] == [1, 2]
    colors = [to_hex(dots.get_facecolor()[0]).upper() for dots in ax.collections]
    assert colors == list(plots.COLORS[:2])
    assert [dots.get_label() for dots in ax.collections] == ["no", "yes"]


@pytest.mark.parametrize("shape", [(4,), (4, 3), (3, 2)])
def test_points_refuses_other_shapes(ax, shape):
    with pytest.raises(ValueError, match="expected"):
        plots.points(ax, np.zeros(shape), np.zeros(4))


def test_decision_regions_ask_for_every_point_of_the_plane(ax):
    asked = []

    def predict(x):
        asked.append(x)
        return np.where(x[:, 0] > 0, 1, -1)

    x = np.array([[-1.0, 0.0], [1.0, 2.0]])
    plots.decision_regions(ax, predict, x, np.array([-1, 1]), margin=0.5, n_steps=10)
    assert asked[0].shape == (100, 2)
    assert ax.images[0].get_extent() == [-1.5, 1.5, -0.5, 2.5]
    shade = ax.images[0].get_array()
    assert (shade[:, 0] == 0).all() and (shade[:, -1] == 1).all()


@pytest.mark.parametrize("w", [[1.0, 2.0, -4.0], [1.0, 4.0, 0.5], [0.5, -1.0, 0.0]])
def test_every_end_of_the_line_has_z_equal_to_zero(ax, w):
    ax.set(xlim=(-2, 2), ylim=(-2, 2))
    plots.line(ax, w)
    ends = np.stack(ax.lines[0].get_data(), axis=1)
    np.testing.assert_allclose(w[0] + ends @ np.array(w[1:]), 0, atol=1e-12)
    assert ax.get_xlim() == (-2, 2) and ax.get_ylim() == (-2, 2)


def test_no_line_is_drawn_where_there_is_none(ax):
    plots.line(ax, [1.0, 0.0, 0.0])
    assert not ax.lines


def test_image_grid_draws_each_image_once_and_all_on_one_scale(ax):
    images = np.arange(5 * 4).reshape(5, 2, 2)
    plots.image_grid(ax, images, labels="abcde", n_columns=3)
    assert len(ax.images) == 5
    assert {image.get_clim() for image in ax.images} == {(0, 19)}
    assert [text.get_text() for text in ax.texts] == list("abcde")


def test_image_grid_frames_each_image_where_asked(ax):
    plots.image_grid(ax, np.zeros((3, 2, 2)))
    assert len(ax.patches) == 0
    plots.image_grid(ax, np.zeros((3, 2, 2)), framed=True)
    for image, frame in zip(ax.images[3:], ax.patches, strict=True):
        left, right, bottom, top = image.get_extent()
        (x0, y0), (x1, y1) = frame.get_bbox().get_points()
        np.testing.assert_allclose([x0, x1, y0, y1], [left, right, bottom, top])


def test_image_grid_refuses_other_shapes_and_missing_labels(ax):
    with pytest.raises(ValueError, match=r"\(2, 2\); expected \(n, height, width\)"):
        plots.image_grid(ax, np.zeros((2, 2)))
    with pytest.raises(ValueError, match="1 labels for 3 images"):
        plots.image_grid(ax, np.zeros((3, 2, 2)), labels=["a"])


def test_network_draws_a_line_for_each_weight_negative_ones_dashed(ax):
    W = np.array([[1.0, -2.0], [0.5, 0.0], [3.0, 1.0]])
    plots.network(ax, [["a", "b", "c"], ["d", "e"]], [W], titles=["in", "out"])
    assert [line.get_linestyle() for line in ax.lines].count("--") == 1
    assert len(ax.lines) == 6
    texts = {text.get_text() for text in ax.texts}
    assert {"a", "e", "-2", "0.5", "in", "out"} <= texts


def test_network_takes_texts_for_weights(ax):
    plots.network(ax, [["a", "b"], ["c"]], [[["$w_1$"], ["$w_2$"]]])
    assert {"$w_1$", "$w_2$"} <= {text.get_text() for text in ax.texts}


def test_network_refuses_weights_that_do_not_fit(ax):
    with pytest.raises(ValueError, match=r"shape \(2, 3\); expected \(3, 2\)"):
        plots.network(ax, [["a", "b", "c"], ["d", "e"]], [np.zeros((2, 3))])


def test_signed_matrix_is_centred_on_zero_and_writes_the_numbers(ax):
    plots.signed_matrix(ax, [[0.5, -2.0], [0.0, 1.0]])
    assert ax.images[0].get_clim() == (-2.0, 2.0)
    assert [text.get_text() for text in ax.texts] == ["0.50", "-2.00", "0.00", "1.00"]


def test_palette_is_told_apart_by_colour_blind_readers():
    """Okabe and Ito's colours, by their published hexadecimal codes."""
    published = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"}
    assert set(plots.COLORS) == published


def test_confusion_has_the_true_classes_in_rows_and_leaves_zeros_out(ax):
    plots.confusion(ax, [[5, 0], [2, 1]])
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "5", (0, 1): "2", (1, 1): "1"}  # (column, row)
    assert ax.images[0].get_clim() == (0, 5)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("answer", "true class")


def test_image_grid_of_signed_numbers_has_zero_in_the_middle(ax):
    plots.image_grid(ax, [[[0.0, 1.0]], [[-3.0, 0.0]]], signed=True)
    assert {image.get_clim() for image in ax.images} == {(-3, 3)}
    assert {image.get_cmap().name for image in ax.images} == {"PuOr_r"}


def test_heat_map_has_zero_in_the_middle_where_signs_count(ax):
    plots.heat_map(ax, [[0.0, 1.0], [-3.0, 2.0]], signed=True)
    plots.heat_map(ax, [[0.0, 1.0], [3.0, 2.0]])
    signed, plain = ax.images
    assert (signed.get_cmap().name, signed.get_clim()) == ("PuOr_r", (-3, 3))
    assert (plain.get_cmap().name, plain.get_clim()) == ("Blues", (0, 3))


def test_dots_show_every_value_and_the_median_in_a_row_of_its_own(ax):
    assert plots.dots(ax, {"one": [3.0, 1, 2], "two": [5.0, 5]}, level=4) is ax
    first, median, second, other, level = ax.get_lines()
    assert sorted(first.get_xdata()) == [1, 2, 3]
    assert np.abs(first.get_ydata()).max() < 0.5
    assert list(median.get_xdata()) == [2, 2]
    assert np.abs(second.get_ydata() - 1).max() < 0.5
    assert list(level.get_xdata()) == [4, 4]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two"]
    assert ax.yaxis_inverted()


def test_spreads_shade_from_the_lowest_to_the_highest_run(ax):
    runs = np.array([[1.0, 5], [2, 9], [4, 6]])
    plots.spreads(ax, [1, 2], {"three runs": runs, "one curve": np.array([3.0, 3])})
    assert [list(line.get_ydata()) for line in ax.lines] == [[2, 6], [3, 3]]
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert {1, 4, 5, 9} <= set(heights)
    assert ax.get_legend() is not None
    with pytest.raises(ValueError, match=r"bad: shape \(3, 2\).*\(3,\)"):
        plots.spreads(ax, [1, 2, 3], {"bad": runs})
