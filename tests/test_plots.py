"""The drawing helpers: what is on the axes, and which input is refused."""

import base64
import io
import re
from itertools import pairwise

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch
from PIL import Image

ALT = "A falling line from the left to the right."


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to the notebook, one bundle a call."""
    bundles = []
    monkeypatch.setattr(plots, "display", lambda data, raw: bundles.append(data))
    return bundles


@pytest.fixture
def figures(shown, monkeypatch):
    """The figures that `show` is handed, open until the test ends."""
    handed = []
    monkeypatch.setattr(plots, "as_html", lambda fig, alt: handed.append(fig) or "")
    yield handed
    for fig in handed:
        plt.close(fig)


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


def test_nerve_cell_names_its_parts(ax):
    plots.nerve_cell(ax)
    names = {text.get_text() for text in ax.texts}
    assert names == {"synapses", "dendrites", "cell body", "axon"}


def test_signed_matrix_is_centred_on_zero_and_writes_the_numbers(ax):
    plots.signed_matrix(ax, [[0.5, -2.0], [0.0, 1.0]])
    assert ax.images[0].get_clim() == (-2.0, 2.0)
    assert [text.get_text() for text in ax.texts] == ["0.50", "-2.00", "0.00", "1.00"]


def bowl(w):
    """Height 0 at the point (1, -1), and rising in all directions."""
    return (w[..., 0] - 1) ** 2 + (w[..., 1] + 1) ** 2


def test_a_valley_is_lightest_at_its_lowest_point(ax):
    plots.valley(ax, bowl, (-2, 4), (-3, 1), n_levels=5)
    (bands,) = ax.collections
    brightness = bands.get_facecolor()[:, 0]
    assert len(brightness) == 5 and (np.diff(brightness) < 0).all()
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 4), (-3, 1))
    reach = [bowl(band.vertices).max() for band in bands.get_paths()]
    assert (np.diff(reach) > 0).all()  # the lightest band lies around the bottom


@pytest.mark.parametrize(("n_steps", "marker"), [(100, "."), (101, "None")])
def test_a_path_is_drawn_from_a_ring_to_a_star_within_the_limits(ax, n_steps, marker):
    ax.set(xlim=(0, 1), ylim=(0, 2))
    w = np.linspace([0.0, 0.5], [9.0, 1.5], n_steps + 1)
    plots.path(ax, w)
    way, start, end = ax.lines
    np.testing.assert_array_equal(way.get_xydata(), w)
    assert way.get_marker() == marker
    assert (start.get_marker(), *start.get_xydata()[0]) == ("o", 0.0, 0.5)
    assert (end.get_marker(), *end.get_xydata()[0]) == ("*", 9.0, 1.5)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 1), (0, 2))


def test_descents_give_each_path_a_valley_and_leave_other_axes_alone():
    fig, axes = plt.subplots(1, 3)
    ways = {"slow": np.zeros((2, 2)), "fast": np.ones((3, 2))}
    plots.descents(axes, bowl, ways, (-2, 4), (-3, 1))
    assert [ax.get_title() for ax in axes] == ["slow", "fast", ""]
    assert [len(ax.collections) for ax in axes] == [1, 1, 0]
    assert [len(ax.lines[0].get_xdata()) for ax in axes[:2]] == [2, 3]
    plt.close(fig)


def test_descents_refuse_more_paths_than_axes(ax):
    ways = {"slow": np.zeros((2, 2)), "fast": np.ones((3, 2))}
    with pytest.raises(ValueError, match="2 paths for 1 axes"):
        plots.descents(ax, bowl, ways, (-2, 4), (-3, 1))


def frames_of(bundle):
    """The frames of a shown moving picture, each (height, width, 3)."""
    gif = base64.b64decode(re.search(r"base64,([^\"]+)", bundle["text/html"])[1])
    image = Image.open(io.BytesIO(gif))
    for i in range(image.n_frames):
        image.seek(i)
        yield np.asarray(image.convert("RGB"))


def test_show_frames_puts_a_closed_moving_picture_with_its_alternative(shown):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.set(xlim=(-0.5, 2.5), ylim=(-1, 1))

    def draw(i):
        ax.plot([i], [0], "o", color=plots.COLORS[i], markersize=20)

    plots.show_frames(fig, draw, 3, alt=ALT)
    (bundle,) = shown
    assert bundle["text/html"].startswith("<details><summary>")  # not open
    assert f'alt="{ALT}"' in bundle["text/html"]
    assert 'src="data:image/gif;base64,' in bundle["text/html"]
    assert bundle["text/plain"] == ALT
    assert not plt.fignum_exists(fig.number)
    seen = [
        {
            to_hex(color / 255).upper()
            for color in np.unique(frame.reshape(-1, 3), axis=0)
        }
        & set(plots.COLORS)
        for frame in frames_of(bundle)
    ]
    assert seen == [set(plots.COLORS[: i + 1]) for i in range(3)]


def test_show_frames_refuses_a_picture_without_an_alternative(shown):
    with pytest.raises(ValueError, match="text alternative"):
        plots.show_frames(plt.figure(), print, 2, alt="moving")
    plt.close("all")
    assert shown == []


def test_a_race_shows_each_step_and_names_the_paths(shown):
    ways = {"slow": np.linspace([-1, 0], [0, 0], 4), "fast": np.linspace([-1, 0], 1, 4)}
    plots.show_race(bowl, ways, (-2, 4), (-3, 1))
    assert "The paths of slow, fast grow" in shown[0]["text/plain"]
    frames = list(frames_of(shown[0]))
    assert len(frames) == 4
    assert all((one != other).any() for one, other in pairwise(frames))
    assert plt.get_fignums() == []


def test_palette_is_told_apart_by_colour_blind_readers():
    """Okabe and Ito's colours, by their published hexadecimal codes."""
    published = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"}
    assert set(plots.COLORS) == published


NODES = {"w": (3.0, 8.0), "x": (2.0, 3.0), "sum": (5.0, 3.0), "f": (-15.0, 1.0)}
EDGES = [("w", "sum", 1), ("x", "sum", 1), ("sum", "f", 3.0), ("w", "f", -5.0)]


def test_graph_writes_value_and_gradient_under_each_label(ax):
    plots.graph(ax, NODES, EDGES)
    below = {}
    for text in ax.texts:
        x, y = text.get_position()
        if "×" not in text.get_text():
            below.setdefault(round(x, 3), []).append((-y, text.get_text()))
    columns = [[text for _, text in sorted(below[x])] for x in (-3.2, -1.6, 0.0)]
    assert columns == [
        ["w", "3", "8", "x", "2", "3"],
        ["sum", "5", "3"],
        ["f", "−15", "1"],
    ]


def test_graph_draws_an_arrow_with_its_slope_for_each_edge(ax):
    plots.graph(ax, NODES, EDGES)
    arrows = [text.arrow_patch for text in ax.texts if hasattr(text, "arrow_patch")]
    bends = [arrow.get_connectionstyle().rad for arrow in arrows]
    assert bends == [0, 0, 0, -0.25]  # only the arrow past another column is bent
    slopes = [text.get_text() for text in ax.texts if "×" in text.get_text()]
    assert slopes == ["×1", "×1", "×3", "×−5"]


def test_graph_refuses_unknown_nodes_and_circles(ax):
    with pytest.raises(ValueError, match=r"edges name \['y'\]; the nodes are \['w'"):
        plots.graph(ax, NODES, [("w", "y", 1)])
    with pytest.raises(ValueError, match="circle"):
        plots.graph(ax, NODES, [*EDGES, ("f", "x", 1)])


def test_confusion_has_the_true_classes_in_rows_and_leaves_zeros_out(ax):
    plots.confusion(ax, [[5, 0], [2, 1]])
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "5", (0, 1): "2", (1, 1): "1"}  # (column, row)
    assert ax.images[0].get_clim() == (0, 5)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("answer", "true class")


def test_number_grid_writes_each_number_and_outlines_the_frame(ax):
    plots.number_grid(ax, [[5, -1], [0, 2]], frame=(1, 0, 1, 2))
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "5", (1, 0): "−1", (0, 1): "0", (1, 1): "2"}
    (outline,) = ax.patches
    assert outline.get_bbox().bounds == (-0.5, 0.5, 2, 1)
    low, high = ax.images[0].get_clim()
    assert low == -1 and high > 5  # the darkest square still leaves black text readable


def test_number_grid_takes_equal_numbers_and_no_frame(ax):
    plots.number_grid(ax, np.zeros((2, 3)))
    assert len(ax.texts) == 6 and not ax.patches


def test_image_grid_of_signed_numbers_has_zero_in_the_middle(ax):
    plots.image_grid(ax, [[[0.0, 1.0]], [[-3.0, 0.0]]], signed=True)
    assert {image.get_clim() for image in ax.images} == {(-3, 3)}
    assert {image.get_cmap().name for image in ax.images} == {"PuOr_r"}


def test_grey_images_are_white_at_1_or_centred_on_zero():
    fig, axes = plt.subplots(1, 2)
    plots.grey_images(axes, {"light": np.full((2, 2), 0.5), "edge": [[-3.0, 2.0]]})
    assert [ax.images[0].get_clim() for ax in axes] == [(0, 1), (-3, 3)]
    assert [ax.get_title() for ax in axes] == ["light", "edge"]
    with pytest.raises(ValueError, match="1 images for 2 axes"):
        plots.grey_images(axes, {"light": np.zeros((2, 2))})
    plt.close(fig)


def test_heat_map_has_zero_in_the_middle_where_signs_count(ax):
    plots.heat_map(ax, [[0.0, 1.0], [-3.0, 2.0]], signed=True)
    plots.heat_map(ax, [[0.0, 1.0], [3.0, 2.0]])
    signed, plain = ax.images
    assert (signed.get_cmap().name, signed.get_clim()) == ("PuOr_r", (-3, 3))
    assert (plain.get_cmap().name, plain.get_clim()) == ("Blues", (0, 3))


def texts_of(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are drawn, as they are when they are closed."""
    figures = []
    monkeypatch.setattr(plots.plt, "close", figures.append)
    yield figures
    monkeypatch.undo()
    plt.close("all")


def test_sizes_stand_side_by_side_on_logarithmic_axes(shown, drawn):
    sizes = {
        "level": ([1, 1, 1], [2, 2, 2]),
        "dying": ([1, 0.1, 0.01], [3e-9, 1e-4, 3]),
    }
    plots.show_sizes(sizes, "A title", ALT)
    (figure,) = drawn
    for i, axes in enumerate(figure.axes):
        assert axes.get_yscale() == "log"
        for (name, pair), line in zip(sizes.items(), axes.lines, strict=True):
            assert line.get_label() == name
            np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
            np.testing.assert_array_equal(line.get_ydata(), pair[i])
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == list(sizes)
    assert shown[0]["text/plain"] == ALT


def test_a_spread_table_writes_mean_lowest_and_highest_in_per_cent(shown, drawn):
    runs = np.array([[0.9, 0.94, 0.95], [0.1, 0.2, 0.6]])
    plots.show_spread_table({"first": runs, "second": runs / 2}, (2, 50), "Title", ALT)
    (figure,) = drawn
    assert texts_of(figure) == [
        "93",
        "90–95",
        "30",
        "10–60",
        "46",
        "45–48",
        "15",
        "5–30",
    ]
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.get_xticklabels()] == ["2", "50"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["first", "second"]
    assert axes.get_xlabel() == "layers"


def test_a_spread_table_is_a_picture_of_few_colours_with_its_alternative(shown):
    runs = np.random.default_rng(0).uniform(size=(14, 5, 5))
    table = {f"recipe {i}": scores for i, scores in enumerate(runs)}
    plots.show_spread_table(table, range(5), "Title", ALT)
    html = shown[0]["text/html"]
    assert f'alt="{ALT}"' in html
    png = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert Image.open(io.BytesIO(png)).mode == "P"
    assert len(png) < 60_000
    with pytest.raises(ValueError, match="text alternative"):
        plots.show_spread_table(table, range(5), "Title", "")
    plt.close("all")


def history(loss):
    """What `fit` returns for a run with these training losses."""
    rising = [0.5] * (len(loss) - 1) + [0.984]
    return {
        "loss": loss,
        "val_loss": [value + 1 for value in loss],
        "accuracy": rising,
        "val_accuracy": [0.1] * len(loss),
    }


def test_learning_curves_have_a_panel_each_and_one_scale():
    fig = plots.learning_curves({"A": history([3, 1]), "B": history([9, 2])}, 4, 3)
    a, b, legend = fig.axes
    assert [list(line.get_ydata()) for line in b.lines] == [[9, 2], [10, 3]]
    assert a.get_title() == "A: 98% | 10%"
    assert a.get_ylim() == b.get_ylim() == (0, 4)
    assert [text.get_text() for text in legend.get_legend().get_texts()] == [
        "training loss",
        "validation loss",
    ]
    plt.close(fig)


def test_range_test_has_a_line_at_the_chosen_rate(ax):
    plots.range_test(ax, [0.01, 0.1, 1.0], [2.0, 1.0, 9.0], [2.0, 1.5, 5.0], 0.1)
    each, smoothed, chosen = ax.lines
    assert list(smoothed.get_ydata()) == [2.0, 1.5, 5.0]
    assert set(chosen.get_xdata()) == {0.1}
    assert ax.get_xscale() == "log" and ax.get_ylim() == (0, 3)


def test_searches_have_a_panel_for_each_setting_and_one_for_the_sorted_best():
    settings = {"rate": np.array([[0.1], [0.01], [1.0]])}
    best = {"grid": [0.9, 0.2], "random": [0.5, 0.8]}
    fig = plots.searches(settings, [0.3, 0.9, 0.1], best)
    runs, last = fig.axes
    assert list(runs.lines[0].get_xdata()) == [0.1, 0.01, 1.0]
    assert [list(line.get_ydata()) for line in last.lines] == [[0.2, 0.9], [0.5, 0.8]]
    plt.close(fig)


def test_reliability_leaves_nearly_empty_bins_out(ax):
    bins = [0.3, 0.6, 0.9], [0.1, 0.5, 0.8], [0.005, 0.4, 0.595]
    plots.reliability(ax, {"long": bins})
    line, diagonal = ax.lines
    assert list(line.get_xdata()) == [0.6, 0.9]
    assert list(line.get_ydata()) == [0.5, 0.8]
    assert diagonal.get_slope() == 1


def test_histograms_have_an_area_of_one_however_wide_the_bins(ax):
    narrow = np.array([[0.0, 0.5, 3], [0.5, 1.0, 1]])
    wide = np.array([[-2.0, 0.0, 5], [0.0, 2.0, 5]])
    plots.histograms(ax, {1: narrow, 10: wide})
    first, last = ax.lines
    assert list(first.get_xdata()) == [0.25, 0.75]
    assert list(first.get_ydata()) == [1.5, 0.5]
    assert list(last.get_ydata()) == [0.25, 0.25]


def test_three_fits_get_closer_to_the_points_and_not_to_the_truth():
    fig, axes = plt.subplots(1, 3)
    plots.three_fits(axes, seed=0)
    misses = []
    for ax in axes:
        fitted, truth, dots = (line.get_xydata() for line in ax.get_lines())
        np.testing.assert_allclose(truth[:, 1], np.sin(3 * truth[:, 0]))
        misses.append(np.abs(np.interp(*dots.T[:1], *fitted.T) - dots[:, 1]).max())
    assert misses[2] < misses[1] < misses[0]
    plt.close(fig)


def test_gap_draws_the_medians_over_the_runs_on_a_logarithmic_axis(ax):
    own = np.array([[1.0, 2, 9], [2, 3, 4]])
    assert plots.gap(ax, [10, 100], own, own + 5, "loss", level=0.5) is ax
    training, new, level = ax.get_lines()
    np.testing.assert_array_equal(training.get_ydata(), [2, 3])
    np.testing.assert_array_equal(new.get_ydata(), [7, 8])
    assert training.get_linestyle() != new.get_linestyle()
    assert list(level.get_ydata()) == [0.5, 0.5]
    assert (ax.get_xscale(), ax.get_ylabel()) == ("log", "loss")
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "100"]


def test_gap_refuses_values_of_another_shape(ax):
    with pytest.raises(ValueError, match=r"training: shape \(2, 3\); expected \(4,"):
        plots.gap(ax, range(1, 5), np.ones((2, 3)), np.ones((4, 3)), "loss")


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


def test_show_unrolled_has_a_box_for_each_number_and_the_weights_between(figures):
    plots.show_unrolled([1.0, 0, 0], [0.7616, -0.5, 0.25], "Rolled out", ALT)
    (ax,) = figures[0].axes
    texts = [text.get_text() for text in ax.texts]
    assert {"1", "0.76", "−0.5", "0.25", "$h_0$", "$h_{3}$", "$x_{1}$"} <= set(texts)
    assert texts.count("W") == texts.count("U") == 3
    assert ax.get_title() == "Rolled out"
    with pytest.raises(ValueError):
        plots.show_unrolled([1.0, 0], [0.5], "Rolled out", ALT)
    assert plt.get_fignums() == [figures[0].number]  # nothing was begun


def test_show_months_puts_each_january_on_its_year(figures):
    plots.show_months(np.arange(25.0), 1950, "It rises", ALT)
    (line,) = figures[0].axes[0].lines
    years = dict(zip(line.get_ydata(), line.get_xdata(), strict=True))
    assert (years[0], years[12], years[24]) == (1950, 1951, 1952)
    assert figures[0].axes[0].get_ylabel() == "°C"


def test_spreads_shade_from_the_lowest_to_the_highest_run(ax):
    runs = np.array([[1.0, 5], [2, 9], [4, 6]])
    plots.spreads(ax, [1, 2], {"three runs": runs, "one curve": np.array([3.0, 3])})
    assert [list(line.get_ydata()) for line in ax.lines] == [[2, 6], [3, 3]]
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert {1, 4, 5, 9} <= set(heights)
    assert ax.get_legend() is not None
    with pytest.raises(ValueError, match=r"bad: shape \(3, 2\).*\(3,\)"):
        plots.spreads(ax, [1, 2, 3], {"bad": runs})


def test_show_norms_draws_a_panel_for_each_title_on_one_logarithmic_axis(figures):
    grows = {"radius 2": 2.0 ** np.arange(1, 6)}
    fades = {"radius 1": np.stack([0.5 ** np.arange(1, 6)] * 3)}
    plots.show_norms({"Without": grows, "With": fades}, ALT)
    left, right = figures[0].axes
    assert [left.get_title(), right.get_title()] == ["Without", "With"]
    assert left.get_yscale() == right.get_yscale() == "log"
    assert left.get_ylim() == right.get_ylim()
    np.testing.assert_array_equal(left.lines[0].get_xdata(), [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(right.lines[0].get_ydata(), 0.5 ** np.arange(1, 6))


def test_show_forecast_errors_prints_single_curves_and_draws_all(figures, capsys):
    line = np.arange(12) / 4 + 0.5
    errors = {"linear": line, "last value": 4 * line, "networks": np.ones((3, 12))}
    plots.show_forecast_errors(errors, "Errors grow", ALT)
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["months", "ahead", "1", "3", "6", "12"]
    assert [row.split()[-4:] for row in rows] == [
        ["0.50", "1.00", "1.75", "3.25"],
        ["2.00", "4.00", "7.00", "13.00"],
    ]
    drawn = {line.get_label(): line for line in figures[0].axes[0].lines}
    assert list(drawn) == list(errors)
    assert line.max() < figures[0].axes[0].get_ylim()[1] < 4 * line.max()
    np.testing.assert_array_equal(drawn["linear"].get_ydata(), line)
    for name, line in drawn.items():
        assert (line.get_color(), line.get_linestyle()) == plots.FORECASTS[name]


def test_show_conveyor_belt_puts_the_figure_out_once(shown):
    plots.show_conveyor_belt(ALT)
    assert [bundle["text/plain"] for bundle in shown] == [ALT]
    assert f'alt="{ALT}"' in shown[0]["text/html"]


def test_show_conveyor_belt_names_the_gates_and_its_arrows_end_at_the_edges(figures):
    plots.show_conveyor_belt(ALT)
    (ax,) = figures[0].axes
    texts = {text.get_text() for text in ax.texts}
    kinds = {"f\nforget, σ", "i\ninput, σ", "g\ncandidate, tanh", "o\noutput, σ"}
    assert kinds | {"×", "+", "tanh"} <= texts
    assert (
        ax.get_title() == "On the belt c, numbers are only scaled (×) and added to (+)"
    )
    arrows = [shape for shape in ax.patches if isinstance(shape, FancyArrowPatch)]
    shapes = [shape.get_window_extent() for shape in ax.patches if shape not in arrows]
    *arrows, belt = arrows
    assert len(arrows) == 12 and len(shapes) == 9
    for arrow in arrows:
        corners = ax.transData.transform(arrow.get_path().vertices)
        cores, rims = ([s.expanded(k, k) for s in shapes] for k in (0.65, 1.2))
        assert not any(core.count_contains(corners) for core in cores)
        assert any(rim.count_contains(corners) for rim in rims)
    plt.close(figures[0])


def test_show_gates_draws_a_map_for_each_part_and_names_the_marked_steps(figures):
    f, belt = np.full((3, 5), 0.5), np.linspace(-1, 1, 15).reshape(3, 5)
    plots.show_gates({"open": f, "belt": belt}, [1, 4], "What is kept", ALT)
    (fig,) = figures
    assert [ax.get_title() for ax in fig.axes] == [
        "open (white: shut 0, dark: open 1)",
        "belt (orange +, purple −)",
    ]
    assert [list(ax.get_xticks()) for ax in fig.axes] == [[1, 4], [1, 4]]
    drawn = [ax.images[0] for ax in fig.axes]
    np.testing.assert_array_equal(drawn[1].get_array(), belt)
    assert drawn[0].get_cmap().name != drawn[1].get_cmap().name
    assert drawn[0].get_clim() == (0, 1)
    assert drawn[1].get_clim() == (-1, 1)
    assert [ax.get_xlabel() for ax in fig.axes] == ["", "step"]
    plt.close(fig)


def test_handed_over_shows_both_tasks_with_one_body_and_a_head_each(ax):
    assert plots.handed_over(ax, ["old", "new"], "body", ["one", "two"]) is ax
    texts = [text.get_text() for text in ax.texts]
    assert {"old", "new", "one", "two", "copied"} <= set(texts)
    assert texts.count("body") == 2
    with pytest.raises(ValueError):
        plots.handed_over(ax, ["old"], "body", ["one", "two"])
