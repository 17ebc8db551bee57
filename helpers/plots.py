"""What the lessons draw: functions that take an `ax`, draw on it and return it.

Importing this module sets the course's style sheet. `show` puts a finished figure
into the notebook together with its text alternative.
"""

import base64
import html
import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.colors import ListedColormap
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from PIL import Image

plt.style.use(Path(__file__).with_name("course.mplstyle"))

COLORS = plt.rcParams["axes.prop_cycle"].by_key()["color"]
COLORS = tuple(f"#{color.lstrip('#')}" for color in COLORS)
MARKERS = ("o", "s", "^", "D", "v", "P")


def show(fig, alt):
    """Put the figure into the notebook with `alt` as its text alternative; close it.

    `alt` tells in one or two sentences what the figure shows, for readers who can't
    see it. It must not hold digits that change from one computer to the next.

    Raises ValueError when `alt` is missing or too short to say anything.
    """
    display({"text/html": as_html(fig, alt), "text/plain": alt}, raw=True)


def as_html(fig, alt):
    """Return the figure as an HTML <img> with its text alternative; close it.

    Raises ValueError as `show` does.
    """
    _check_alternative(alt)
    png = io.BytesIO()
    fig.savefig(png, format="png", metadata={"Software": None})
    plt.close(fig)
    return _image(fig, png.getvalue(), "png", alt)


def _check_alternative(alt):
    if not isinstance(alt, str) or len(alt.split()) < 4:
        raise ValueError(
            f"the text alternative is {alt!r}; write a sentence or two that tell "
            "what the figure shows"
        )


def _image(fig, content, kind, alt):
    """An <img> as wide as `fig` that holds the bytes of a PNG or GIF."""
    data = base64.b64encode(content).decode()
    width = round(96 * fig.get_figwidth())
    return (
        f'<img alt="{html.escape(alt)}" width="{width}" '
        f'src="data:image/{kind};base64,{data}">'
    )


def curves(ax, x, series, markers=False):
    """Draw one line for each entry of `series`, a dictionary from label to values.

    `x` and each entry's values have the same length. Lines differ in colour and in
    line style; `markers` puts a mark on each point. A legend appears when there is
    more than one line.

    Raises ValueError when lengths differ.
    """
    x = np.asarray(x)
    for i, (label, values) in enumerate(series.items()):
        values = np.asarray(values)
        if values.shape != x.shape:
            raise ValueError(
                f"curve {label!r} has shape {values.shape}, x has {x.shape}; "
                "give each curve one value for each x"
            )
        marker = MARKERS[i % len(MARKERS)] if markers else None
        ax.plot(x, values, label=label, marker=marker)
    if len(series) > 1:
        ax.legend()
    return ax


def points(ax, x, y, class_names=None):
    """Draw two-dimensional samples `x` (n_samples, 2), one colour and mark a class.

    `y` (n_samples,) holds the class of each sample; `class_names` maps the sorted
    classes to names in the legend.

    Raises ValueError when `x` isn't two-dimensional samples or `y` doesn't match.
    """
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim != 2 or x.shape[1] != 2 or y.shape != x.shape[:1]:
        raise ValueError(
            f"x has shape {x.shape} and y {y.shape}; expected (n_samples, 2) and "
            "(n_samples,)"
        )
    for i, value in enumerate(np.unique(y)):
        chosen = x[y == value]
        ax.scatter(
            *chosen.T,
            s=46,
            color=COLORS[i % len(COLORS)],
            marker=MARKERS[i % len(MARKERS)],
            edgecolor="white",
            linewidth=0.8,
            label=class_names[i] if class_names else f"class {value}",
            zorder=3,
        )
    return ax


def decision_regions(ax, predict, x, y, class_names=None, margin=0.5, n_steps=200):
    """Shade the plane by what `predict` answers, with the samples on top.

    `predict` takes (n, 2) and returns (n,) classes, the same values as in `y`.
    `x` and `y` are as in `points`. `margin` is the rim around the samples in units
    of `x`; `n_steps` is the number of grid steps along each axis.
    """
    x, y = np.asarray(x), np.asarray(y)
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    across, up = (np.linspace(low[i], high[i], n_steps) for i in range(2))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    answers = np.asarray(predict(grid)).reshape(n_steps, n_steps)
    classes = np.unique(y)
    shade = np.searchsorted(classes, answers)
    ax.imshow(
        shade,
        extent=(low[0], high[0], low[1], high[1]),
        origin="lower",
        aspect="auto",
        cmap=ListedColormap([COLORS[i % len(COLORS)] for i in range(len(classes))]),
        vmin=-0.5,
        vmax=len(classes) - 0.5,
        alpha=0.22,
    )
    ax.grid(False)
    return points(ax, x, y, class_names)


def line(ax, w, **style):
    """Draw the line where w[0] + w[1] x1 + w[2] x2 = 0, within the axes as they are.

    `w` (3,) holds the bias first. Nothing is drawn where the line leaves the axes or
    where w[1] = w[2] = 0. Set the limits of `ax` before the call.
    """
    bias, w1, w2 = (float(value) for value in w)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    style = {"color": "black", "linestyle": "-"} | style
    if abs(w2) > abs(w1):
        across = np.array([left, right])
        ax.plot(across, -(bias + w1 * across) / w2, **style)
    elif w1 != 0:
        up = np.array([bottom, top])
        ax.plot(-(bias + w2 * up) / w1, up, **style)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


def image_grid(ax, images, labels=None, n_columns=8, signed=False, framed=False):
    """Draw `images` (n, height, width) side by side on one `ax`, row by row.

    The lowest value of all is white and the highest black; with `signed`, orange is
    positive, purple negative, white zero. `labels`, one for each image, stand above
    the images; `framed` draws a thin grey line around each.

    Raises ValueError when `images` has another number of axes, or labels are missing.
    """
    images = np.asarray(images)
    if images.ndim != 3 or len(images) == 0:
        raise ValueError(
            f"images has shape {images.shape}; expected (n, height, width) with n > 0"
        )
    if labels is not None and len(labels) != len(images):
        raise ValueError(
            f"{len(labels)} labels for {len(images)} images; give one each"
        )
    n_columns = min(n_columns, len(images))
    n_rows = -(-len(images) // n_columns)
    cell_height = 1.0 if labels is None else 1.3
    largest = np.abs(images).max()
    shades = {"vmin": images.min(), "vmax": images.max()}
    if signed:
        shades = {"vmin": -largest, "vmax": largest, "cmap": "PuOr_r"}
    for i, image in enumerate(images):
        row, column = divmod(i, n_columns)
        bottom = (n_rows - 1 - row) * cell_height
        extent = (column + 0.04, column + 0.96, bottom + 0.04, bottom + 0.96)
        ax.imshow(image, extent=extent, **shades)
        if framed:
            corner = (column + 0.04, bottom + 0.04)
            ax.add_patch(plt.Rectangle(corner, 0.92, 0.92, fill=False, color="#999999"))
        if labels is not None:
            ax.text(column + 0.5, bottom + 1.02, labels[i], ha="center", va="bottom")
    ax.set(xlim=(0, n_columns), ylim=(0, n_rows * cell_height), aspect="equal")
    ax.axis("off")
    return ax


def heat_map(ax, values, signed=False):
    """Draw `values` (n_rows, n_columns) as shades of blue, row 0 on top.

    The highest is the darkest; with `signed`, orange is positive, purple negative and
    white zero.
    """
    values = np.asarray(values)
    largest = np.abs(values).max()
    shades = {"cmap": "PuOr_r", "vmin": -largest} if signed else {"cmap": "Blues"}
    ax.imshow(values, vmax=largest, **shades)
    ax.grid(False)
    return ax


def network(ax, layers, weights=None, titles=None):
    """Draw a network: a column of circles for each layer, a line for each weight.

    `layers` is a list of lists of short texts, one text a unit: [["x1", "x2"], ["y"]].
    `weights`, a list of arrays (n_in, n_out) of numbers or texts, writes each weight
    on its line, with negative numbers dashed. `titles` stand above the columns.

    Raises ValueError when the weights' shapes don't fit the layers.
    """
    spot = {}
    for column, texts in enumerate(layers):
        for row in range(len(texts)):
            spot[column, row] = (column, (len(texts) - 1) / 2 - row)
    for column, (left, right) in enumerate(zip(layers, layers[1:], strict=False)):
        W = None if weights is None else np.asarray(weights[column])
        if W is not None and W.shape != (len(left), len(right)):
            raise ValueError(
                f"the weights between columns {column} and {column + 1} have shape "
                f"{W.shape}; expected {(len(left), len(right))}"
            )
        for i in range(len(left)):
            for j in range(len(right)):
                (x0, y0), (x1, y1) = spot[column, i], spot[column + 1, j]
                is_number = W is not None and W.dtype.kind in "if"
                negative = is_number and W[i, j] < 0
                ax.plot(
                    [x0, x1],
                    [y0, y1],
                    color=COLORS[1] if negative else "#888888",
                    linestyle="--" if negative else "-",
                    linewidth=1.4,
                    zorder=1,
                )
                if W is not None:
                    ax.text(
                        x0 + 0.38 * (x1 - x0),
                        y0 + 0.38 * (y1 - y0),
                        f"{W[i, j]:g}" if is_number else W[i, j],
                        ha="center",
                        va="center",
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                        zorder=2,
                    )
    for (column, row), (x, y) in spot.items():
        ax.scatter(x, y, s=1300, facecolor="white", edgecolor=COLORS[0], linewidth=2)
        ax.text(x, y, layers[column][row], ha="center", va="center", zorder=4)
    tallest = max(len(texts) for texts in layers)
    for column, title in enumerate(titles or ()):
        ax.text(column, tallest / 2 + 0.15, title, ha="center", va="bottom")
    ax.set(
        xlim=(-0.4, len(layers) - 0.6),
        ylim=(-tallest / 2 - 0.1, tallest / 2 + (0.5 if titles else 0.1)),
    )
    ax.axis("off")
    return ax


def nerve_cell(ax):
    """Draw a schematic nerve cell, its parts named, signals going left to right."""
    brown, pale = "#7A5C3E", "#F1E4D3"
    body = plt.Circle((0, 0), 0.55, facecolor=pale, edgecolor=brown, linewidth=2)
    nucleus = plt.Circle((0, 0), 0.17, facecolor=brown)
    for y, bend in ((1.1, 0.35), (0.4, 0.1), (-0.4, -0.1), (-1.1, -0.35)):
        start, middle = np.array([-0.4, y * 0.35]), np.array([-1.3, y * 0.8])
        ax.plot(*np.stack([start, middle]).T, color=brown, linestyle="-")
        for tip in (middle + [-0.6, bend + 0.15], middle + [-0.6, bend - 0.15]):
            ax.plot(*np.stack([middle, tip]).T, color=brown, linestyle="-", lw=1.4)
            ax.plot(*tip, marker="o", color=COLORS[0], markersize=6)
    ax.plot([0.5, 2.2], [0, 0], color=brown, linestyle="-", linewidth=3)
    for y in (0.5, 0, -0.5):
        ax.plot([2.2, 2.8], [0, y], color=brown, linestyle="-", linewidth=1.4)
        ax.plot(2.8, y, marker="o", color=COLORS[1], markersize=6)
    for patch in (body, nucleus):
        ax.add_patch(patch)
    names = (
        (-2.0, 1.95, "synapses"),
        (-1.05, -1.75, "dendrites"),
        (0, 0.75, "cell body"),
        (1.4, 0.2, "axon"),
    )
    for x, y, name in names:
        ax.text(x, y, name, ha="center", va="bottom")
    ax.set(xlim=(-2.6, 3.1), ylim=(-1.9, 2.3), aspect="equal")
    ax.axis("off")
    return ax


def signed_matrix(ax, values):
    """Draw `values` (n_rows, n_columns) as coloured squares with the numbers on them.

    Orange is positive, purple negative, white zero. Row 0 is on top.
    """
    values = np.asarray(values)
    largest = np.abs(values).max() or 1.0
    ax.imshow(values, cmap="PuOr_r", vmin=-largest, vmax=largest)
    for (row, column), value in np.ndenumerate(values):
        dark = abs(value) > 0.6 * largest
        color = "white" if dark else "black"
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", color=color)
    ax.set(xticks=range(values.shape[1]), yticks=range(values.shape[0]))
    ax.grid(False)
    return ax


def valley(ax, f, across, up, n_levels=12):
    """Shade the height of `f` over the plane, darker where it is higher.

    `f` takes points (n, n, 2) and returns their heights (n, n); `across` and `up` are
    the limits of the axes, (low, high). The levels lie closer together towards the
    lowest point, so that the floor of a valley is seen, too. There are no lines
    between them: they would make the picture three times as large.
    """
    plane = np.meshgrid(*(np.linspace(*limits, 120) for limits in (across, up)))
    height = f(np.stack(plane, axis=-1))
    low, high = height.min(), height.max()
    levels = low + (high - low) * np.linspace(0, 1, n_levels + 1) ** 3
    shades = [str(shade) for shade in np.linspace(1, 0.6, n_levels)]
    ax.contourf(*plane, height, levels, colors=shades)
    ax.set(xlim=across, ylim=up)
    ax.grid(False)
    return ax


def path(ax, w):
    """Draw the way `w` (n_steps + 1, 2): a ring at its start, a star at its end.

    Up to a hundred steps are marked one by one; more of them make a thinner line. The
    limits of `ax` stay: what lies outside them is not seen.
    """
    w, limits, color = np.asarray(w), ax.axis(), COLORS[1]
    marker, width = (".", 1.2) if len(w) <= 101 else (None, max(0.5, 300 / len(w)))
    ax.plot(*w.T, color=color, linestyle="-", linewidth=width, marker=marker, ms=5)
    ax.plot(*w[0], "o", color=color, markerfacecolor="white", markersize=7)
    ax.plot(*w[-1], "*", color=color, markeredgecolor="white", markersize=13)
    ax.axis(limits)
    return ax


def descents(axes, f, paths, across, up):
    """Draw the valley of `f` on one of `axes` after the other, with a path in each.

    `paths` maps titles to ways (n_steps + 1, 2); the rest is as in `valley`. Axes that
    are left over stay as they are. Returns `axes`.

    Raises ValueError when there are more paths than axes.
    """
    axes = np.ravel(axes)
    if len(paths) > len(axes):
        raise ValueError(
            f"{len(paths)} paths for {len(axes)} axes; give each path one of its own"
        )
    for ax, (title, w) in zip(axes, paths.items(), strict=False):
        path(valley(ax, f, across, up), w)
        ax.set(title=title, xlabel="$w_0$", ylabel="$w_1$")
    return axes


def show_frames(fig, draw, n_frames, alt, seconds=5):
    """Put a moving picture into the notebook, closed until the reader opens it.

    `draw(i)` adds to the figure what frame `i` brings, for i = 0 ... n_frames - 1. The
    picture takes `seconds` and begins again; who closes it stops it. Its frames share
    the colours of the last one, so nothing may be drawn that is gone by then. A figure
    beside it must make the point, too, as a picture on paper doesn't move.

    Raises ValueError when `alt` is missing or too short to say anything.
    """
    _check_alternative(alt)
    frames = []
    for i in range(n_frames):
        draw(i)
        fig.canvas.draw()
        frames.append(Image.fromarray(np.asarray(fig.canvas.buffer_rgba())[..., :3]))
    counted = sorted(frames[-1].getcolors(frames[-1].width * frames[-1].height))
    commonest = [color for _, color in counted[-256:]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in commonest for part in color])
    frames = [frame.quantize(palette=palette, dither=0) for frame in frames]
    gif = io.BytesIO()
    frames[0].save(
        gif,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=round(1000 * seconds / n_frames),
        loop=0,
    )
    image = _image(fig, gif.getvalue(), "gif", alt)
    plt.close(fig)
    title = "Open to see it move, close to stop it"
    html_text = f"<details><summary>{title}</summary>{image}</details>"
    display({"text/html": html_text, "text/plain": alt}, raw=True)


def graph(ax, nodes, edges):
    """Draw a computation graph, from what goes in on the left to the result.

    `nodes` maps each label to (value, gradient): the value stands in black under the
    label, the gradient in orange below it. `edges` are (from, to, slope): two labels
    and the number on the arrow. A node's column is its longest way to the result; a
    column keeps the order of the nodes.

    Raises ValueError when an edge names no node, or edges run in a circle.
    """
    unknown = {label for edge in edges for label in edge[:2]} - nodes.keys()
    if unknown:
        raise ValueError(f"edges name {sorted(unknown)}; the nodes are {list(nodes)}")
    to_result = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for start, end, _ in edges:
            to_result[start] = max(to_result[start], to_result[end] + 1)
    if max(to_result.values()) >= len(nodes):
        raise ValueError(f"the edges {edges} run in a circle; leave one out")
    spot = {}
    for column in set(to_result.values()):
        members = [label for label in nodes if to_result[label] == column]
        for row, label in enumerate(members):
            spot[label] = np.array([-1.6 * column, (len(members) - 1) / 2 - row])
    for label, (value, gradient) in nodes.items():
        _node(ax, *spot[label], label, value, gradient)
    for start, end, slope in edges:
        (x0, y0), (x1, y1) = spot[start] + [0.42, 0], spot[end] - [0.42, 0]
        bend = 0.25 * np.sign(y1 - y0) if x1 - x0 > 1 else 0.0
        arrow = {"arrowstyle": "-|>", "color": "#666666", "linewidth": 1.4}
        arrow["connectionstyle"] = f"arc3,rad={bend}"
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow)
        middle = (x0 + x1) / 2, (y0 + y1) / 2 - 0.5 * bend * (x1 - x0)
        style = {"ha": "center", "va": "center"}
        style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.text(*middle, f"×{_short(slope)}", **style)
    rows = [y for _, y in spot.values()]
    ax.set(
        xlim=(-1.6 * max(to_result.values()) - 0.5, 0.5),
        ylim=(min(rows) - 0.5, max(rows) + 0.5),
    )
    ax.axis("off")
    return ax


def _node(ax, x, y, label, value, gradient):
    """Draw one box of a computation graph, centred on (x, y)."""
    box = FancyBboxPatch(
        (x - 0.36, y - 0.36),
        0.72,
        0.72,
        boxstyle="round,pad=0.05",
        facecolor="white",
        edgecolor=COLORS[0],
        linewidth=1.6,
        zorder=2,
    )
    ax.add_patch(box)
    style = {"ha": "center", "va": "center", "zorder": 3}
    ax.text(x, y + 0.25, label, weight="bold", **style)
    ax.text(x, y, _short(value), **style)
    ax.text(x, y - 0.25, _short(gradient), color=COLORS[1], **style)


def _short(number):
    """Return a number as a short text, in at most four digits, with a real minus."""
    return f"{number:.4g}".replace("-", "−")


def show_race(f, paths, across, up):
    """Put into the notebook how `paths` grow, step by step, in the valley of `f`.

    `paths` maps names to ways (n_steps + 1, 2), all of one length; `f`, `across` and
    `up` are as in `valley`. Shown by `show_frames`.
    """
    fig, ax = plt.subplots(figsize=(4.4, 3.6))
    valley(ax, f, across, up).set(xlabel="$w_0$", ylabel="$w_1$")
    trails = []
    for i, (name, w) in enumerate(paths.items()):
        style = {"color": COLORS[i % len(COLORS)], "marker": MARKERS[i % len(MARKERS)]}
        style |= {"linestyle": "-", "linewidth": 1, "markersize": 4}
        trails += ax.plot(*w[:1].T, label=name, **style)
    ax.legend()

    def draw(step):
        for trail, w in zip(trails, paths.values(), strict=True):
            trail.set_data(*w[: step + 1].T)

    alt = f"The paths of {', '.join(paths)} grow side by side, step by step."
    show_frames(fig, draw, len(w), alt)


def confusion(ax, counts):
    """Draw a confusion matrix `counts` (n_classes, n_classes), true classes in rows.

    The darker a square, the larger its count; a count of 0 isn't written.
    """
    counts = np.asarray(counts)
    ax.imshow(counts, cmap="Blues", vmin=0)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            color = "white" if count > 0.6 * counts.max() else "black"
            ax.text(column, row, count, ha="center", va="center", color=color)
    ax.set(xticks=range(counts.shape[1]), yticks=range(counts.shape[0]))
    ax.set(xlabel="answer", ylabel="true class")
    ax.grid(False)
    return ax


def learning_curves(histories, top, n_columns=4):
    """Return a figure of how training runs went, with a panel for each of them.

    `histories` maps titles to dictionaries with the lists `loss`, `val_loss`,
    `accuracy` and `val_accuracy`, one value an epoch. The losses are drawn, from 0 to
    `top`; what is larger is cut off. Above a panel stand its last accuracies. Panels
    that are left over hold the legend.
    """
    n_rows = -(-len(histories) // n_columns)
    size = (2.3 * n_columns, 2.3 * n_rows)
    fig, axes = plt.subplots(
        n_rows, n_columns, figsize=size, sharex=True, sharey=True, squeeze=False
    )
    for i, (title, history) in enumerate(histories.items()):
        ax, epochs = axes.flat[i], range(1, len(history["loss"]) + 1)
        ax.plot(epochs, history["loss"], label="training loss")
        ax.plot(epochs, history["val_loss"], label="validation loss")
        last = [round(100 * history[name][-1]) for name in ("accuracy", "val_accuracy")]
        ax.set_title(f"{title}: {last[0]}% | {last[1]}%")
        ax.set(xlabel="epoch", ylabel="loss", ylim=(0, top))
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.label_outer()
        if i + n_columns >= len(histories):  # nothing is drawn below
            ax.set_xlabel("epoch")
            ax.tick_params(labelbottom=True)
    for ax in axes.flat[len(histories) :]:
        ax.axis("off")
        ax.legend(
            *axes[0, 0].get_legend_handles_labels(),
            loc="center",
            title="above: accuracy,\ntraining | validation",
        )
    return fig


def three_fits(axes, seed):
    """Draw polynomials of degree 1, 3 and 12 through the same 15 noisy points.

    The points lie near a sine curve, which is drawn, too; `axes` are three. Returns
    `axes`.
    """
    rng = np.random.default_rng(seed)
    x, t = np.linspace(-1, 1, 15), np.linspace(-1, 1, 300)
    y = np.sin(3 * x) + rng.normal(scale=0.35, size=x.size)
    titles = {1: "underfit", 3: "fit", 12: "overfit"}
    for ax, (degree, title) in zip(axes, titles.items(), strict=True):
        fitted = np.polynomial.Polynomial.fit(x, y, degree)(t)
        curves(ax, t, {"fitted": fitted, "truth": np.sin(3 * t)})
        ax.plot(x, y, "ko", markersize=4)
        ax.set(title=f"degree {degree}: {title}", xlabel="x", ylim=(-2.2, 2.2))
    axes[0].set_ylabel("y")
    return axes


def gap(ax, x, own, new, name, level=None):
    """Draw medians over runs on training samples and on new ones, and so their gap.

    `own` and `new` have the shape (n_x, n_runs), `x` holds (n_x,) and gets a
    logarithmic axis, with up to six values as its ticks. The shades hold the middle
    half of the runs. `name` says what was measured, and `level` is the height of a
    dotted line, for instance the baseline.

    Raises ValueError when `own` or `new` has another shape.
    """
    x = np.asarray(x)
    for i, (label, values) in enumerate({"training": own, "new samples": new}.items()):
        values = np.asarray(values)
        if values.ndim != 2 or values.shape[:1] != x.shape:
            raise ValueError(
                f"{label}: shape {values.shape}; expected ({len(x)}, n_runs), a row "
                "for each x"
            )
        low, median, high = np.quantile(values, (0.25, 0.5, 0.75), axis=1)
        ax.fill_between(x, low, high, color=COLORS[i], alpha=0.2, linewidth=0)
        ax.plot(x, median, label=label)
    if level is not None:
        ax.axhline(level, color="black", linestyle=":", linewidth=1.2)
    ax.set(xscale="log", ylabel=name)
    if len(x) <= 6:
        ax.set_xticks(x, [f"{value:g}" for value in x])
        ax.minorticks_off()
    ax.legend()
    return ax


def dots(ax, groups, level=None):
    """Draw each group's values as dots in a row of its own, the first one on top.

    `groups` maps names to values (n,); the bar in a row is their median. Neighbours
    are drawn at different heights, so that they don't hide each other. `level` is the
    place of a dotted line, for instance the baseline.
    """
    for row, values in enumerate(groups.values()):
        values = np.sort(np.asarray(values, dtype=float))
        heights = row + 0.14 * (np.arange(len(values)) % 5 - 2)
        ax.plot(values, heights, "o", color=COLORS[0], markersize=4, alpha=0.6)
        middle = np.median(values)
        ax.plot([middle, middle], [row - 0.4, row + 0.4], "-", color=COLORS[1])
    if level is not None:
        ax.axvline(level, color="black", linestyle=":", linewidth=1.2)
    ax.set(yticks=range(len(groups)), yticklabels=list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    return ax


def number_grid(ax, values, frame=None):
    """Draw `values` (n_rows, n_columns) as grey squares with the numbers on them.

    The darker a square, the larger its number. `frame` (row, column, n_rows,
    n_columns) outlines a part of the grid. Row 0 is on top.
    """
    values = np.asarray(values)
    low, high = values.min(), values.max()
    ax.imshow(values, vmin=low, vmax=high + 1.5 * (high - low) + 0.1)
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, _short(value), ha="center", va="center")
    if frame is not None:
        row, column, n_rows, n_columns = frame
        corner, style = (column - 0.5, row - 0.5), {"fill": False, "linewidth": 3}
        ax.add_patch(
            plt.Rectangle(corner, n_columns, n_rows, edgecolor=COLORS[1], **style)
        )
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    return ax


def grey_images(axes, images):
    """Draw `images`, a dictionary from titles to (height, width), one on each axes.

    Where no number is negative, 0 is black and 1 is white. Else zero is a middle grey,
    and the largest size is white or, where negative, black. Returns `axes`.

    Raises ValueError when there are more or fewer images than axes.
    """
    axes = np.ravel(axes)
    if len(images) != len(axes):
        raise ValueError(f"{len(images)} images for {len(axes)} axes; give each one")
    for ax, (title, image) in zip(axes, images.items(), strict=True):
        image = np.asarray(image)
        largest = np.abs(image).max()
        low, high = (-largest, largest) if image.min() < 0 else (0, 1)
        ax.imshow(image, cmap="gray", vmin=low, vmax=high)
        ax.set_title(title)
        ax.axis("off")
    return axes


def show_sizes(sizes, title, alt):
    """Put into the notebook how large activations and gradients are, layer by layer.

    `sizes` maps a network's name to (activations, gradients), one number a layer each;
    the vertical axes are logarithmic, the names stand beside the second one. `alt` is
    as in `show`.
    """
    fig, axes = plt.subplots(1, 2, figsize=(9.2, 3.8))
    for i, kind in enumerate(("activations", "gradients")):
        series = {name: pair[i] for name, pair in sizes.items()}
        n_layers = len(next(iter(series.values())))
        curves(axes[i], np.arange(1, n_layers + 1), series)
        axes[i].set(yscale="log", xlabel="hidden layer", ylabel=f"size of the {kind}")
        if axes[i].get_legend():
            axes[i].get_legend().remove()
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside right center")
    fig.suptitle(title)
    show(fig, alt)


def show_spread_table(scores, columns, title, alt, xlabel="layers"):
    """Put into the notebook a table of several runs each, mean and spread in squares.

    `scores` maps the name of each row to an array (n_columns, n_runs) of numbers from 0
    to 1; `columns` are the names of the columns. In per cent, a square holds the mean,
    below it the lowest and the highest run; the higher, the darker. `alt` is as in
    `show`.
    """
    values = 100 * np.array(list(scores.values()))
    mean, low, high = values.mean(axis=-1), values.min(axis=-1), values.max(axis=-1)
    fig, ax = plt.subplots(figsize=(7.6, 0.8 + 0.36 * len(mean)))
    ax.imshow(mean, cmap="Blues", vmin=0, vmax=120, aspect="auto")
    for (row, column), number in np.ndenumerate(mean):
        style = {"ha": "center", "color": "white" if number > 70 else "black"}
        ax.text(column, row, f"{number:.0f}", va="bottom", weight="bold", **style)
        text = f"{low[row, column]:.0f}–{high[row, column]:.0f}"
        ax.text(column, row, text, va="top", fontsize=8.5, **style)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(mean)), scores)
    ax.set(xlabel=xlabel, title=title)
    ax.tick_params(length=0)
    ax.grid(False)
    _check_alternative(alt)
    drawn, png = io.BytesIO(), io.BytesIO()
    fig.savefig(drawn, format="png")
    # 256 colours are enough for shades and digits, and make a much smaller picture.
    Image.open(drawn).convert("RGB").quantize(256, dither=0).save(png, format="PNG")
    image = _image(fig, png.getvalue(), "png", alt)
    plt.close(fig)
    display({"text/html": image, "text/plain": alt}, raw=True)


def range_test(ax, rates, losses, smoothed, chosen):
    """Draw a learning-rate range test, with a dotted line at the chosen rate.

    `rates`, `losses` and `smoothed` hold a number for each step.
    """
    curves(ax, rates, {"each batch": losses, "smoothed": smoothed})
    ax.axvline(chosen, color="black", linestyle=":")
    top = 1.5 * losses[0]
    ax.set(xscale="log", xlabel="learning rate", ylabel="loss", ylim=(0, top))
    return ax


def searches(settings, scores, best):
    """Return a figure of many runs and of the searches that they belong to.

    `settings` maps names to the values (n_runs,) of a setting, `scores` (n_runs,) is
    what the runs reached: a panel for each setting. `best` maps kinds of search to
    what each search (n_searches,) found; they are sorted in the last panel.
    """
    fig, axes = plt.subplots(
        1, len(settings) + 1, figsize=(9.2, 3.2), sharey=True, squeeze=False
    )
    for ax, (name, values) in zip(axes[0], settings.items(), strict=False):
        ax.semilogx(np.ravel(values), scores, ".", markersize=3)
        ax.set(xlabel=name, title=f"Each run, by {name}")
    last = {name: np.sort(found) for name, found in best.items()}
    n_searches = min(len(found) for found in last.values())
    curves(axes[0, -1], range(1, n_searches + 1), last)
    axes[0, -1].set(xlabel="search, worst first", title="The best run of a search")
    axes[0, 0].set_ylabel("validation accuracy")
    return fig


def reliability(ax, bins):
    """Draw accuracy against confidence, and the diagonal where they are equal.

    `bins` maps names to (confidence, accuracy, share), each (n_bins,). A bin that
    holds less than one percent of the answers is left out.
    """
    for i, (name, (confidence, accuracy, share)) in enumerate(bins.items()):
        enough = np.asarray(share) >= 0.01
        points = np.asarray(confidence)[enough], np.asarray(accuracy)[enough]
        ax.plot(*points, marker=MARKERS[i % len(MARKERS)], label=name)
    ax.axline((0, 0), slope=1, color="black", linestyle="-", linewidth=1)
    ax.set(xlabel="mean confidence", ylabel="accuracy", xlim=(0.2, 1), ylim=(0.2, 1))
    ax.legend()
    return ax


def histograms(ax, epochs):
    """Draw TensorBoard's histograms, a line each, the later the darker.

    `epochs` maps the number of an epoch to (n_bins, 3): left edge, right edge, count.
    The area below each line is 1, however wide the bins are.
    """
    for i, (epoch, bins) in enumerate(epochs.items(), start=1):
        left, right, count = bins.T
        density = count / (right - left) / count.sum()
        color, style = str(0.8 * (1 - i / len(epochs))), (":", "--", "-")[i % 3 - 1]
        middle = (left + right) / 2
        ax.plot(middle, density, label=f"epoch {epoch}", color=color, linestyle=style)
    ax.set(xlabel="weight", ylabel="density")
    ax.legend()
    return ax


def show_unrolled(x, h, title, alt):
    """Put a recurrent network rolled out in time into the notebook, a column a step.

    `x` and `h` hold the numbers (n_steps,) of the input and of the state; they stand
    in the boxes. W leads up from each input, U across from state to state. `title` says
    what to see, `alt` is as in `show`.

    Raises ValueError when `x` and `h` differ in length.
    """
    columns = list(zip(x, h, strict=True))
    fig, ax = plt.subplots(figsize=(7.2, 2.6))
    box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": COLORS[0]}
    style = {"ha": "center", "va": "center", "bbox": box | {"linewidth": 1.6}}
    arrow = {"arrowstyle": "-|>", "color": "#666666", "linewidth": 1.4}
    ax.text(-1, 1, "0", **style)
    ax.text(-1, 1.55, "$h_0$", ha="center")
    for t, values in enumerate(columns):
        for row, (letter, value) in enumerate(zip("xh", values, strict=True)):
            ax.text(t, row, _short(round(float(value), 2)), **style)
            side = 1.55 if row else -0.65
            ax.text(t, side, f"${letter}_{{{t + 1}}}$", ha="center")
        ax.annotate("", (t, 0.68), (t, 0.3), arrowprops=arrow)
        ax.annotate("", (t - 0.32, 1), (t - 0.68, 1), arrowprops=arrow)
        ax.text(t + 0.08, 0.45, "W")
        ax.text(t - 0.5, 1.15, "U", ha="center")
    ax.set(xlim=(-1.4, len(x) - 0.6), ylim=(-0.8, 1.9), title=title)
    ax.axis("off")
    show(fig, alt)


def show_months(values, first_year, title, alt):
    """Put a temperature, one value in °C a month, into the notebook.

    `values` (n_months,) begins in January of `first_year`; `title` says what to see,
    `alt` is as in `show`.
    """
    fig, ax = plt.subplots(figsize=(9.2, 2.8))
    ax.plot(first_year + np.arange(len(values)) / 12, values)
    ax.set(xlabel="year", ylabel="°C", title=title)
    show(fig, alt)


def spreads(ax, x, series):
    """Draw one line for each entry of `series`, with a shade where there are runs.

    `x` holds (n_x,). An entry is one curve (n_x,), or several runs (n_runs, n_x): then
    the line is their median, and the shade reaches from the lowest to the highest.

    Raises ValueError when an entry's last axis isn't as long as `x`.
    """
    x = np.asarray(x)
    for i, (label, values) in enumerate(series.items()):
        values = np.atleast_2d(values)
        if values.shape[-1] != len(x):
            raise ValueError(
                f"{label}: shape {np.shape(series[label])}; expected ({len(x)},) or "
                f"(n_runs, {len(x)})"
            )
        low, high = values.min(axis=0), values.max(axis=0)
        ax.fill_between(x, low, high, color=COLORS[i % 6], alpha=0.2, linewidth=0)
        ax.plot(x, np.median(values, axis=0), label=label)
    ax.legend()
    return ax


def show_norms(panels, alt):
    """Put into the notebook how a gradient grows or fades with the steps it goes back.

    `panels` maps titles to series as `spreads` takes them, for 1, 2, ... steps back;
    all panels share one logarithmic axis. `alt` is as in `show`.
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(9.2, 3.6), sharey=True)
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        n_steps = np.shape(next(iter(series.values())))[-1]
        spreads(ax, np.arange(1, n_steps + 1), series)
        ax.set(yscale="log", xlabel="steps back, k", title=title)
    axes[0].set_ylabel("norm of the product")
    show(fig, alt)


FORECASTS = {  # name of a forecast: its colour and line wherever it is drawn
    "last value": (COLORS[5], ":"),
    "same month last year": (COLORS[1], ":"),
    "mean of the month": ("#555555", "-."),
    "linear, all at once": (COLORS[0], "--"),
    "linear, step by step": (COLORS[0], "-"),
    "five networks": (COLORS[3], "-"),
    "linear": (COLORS[0], "--"),
    "networks": (COLORS[3], "--"),
    "linear, season away": (COLORS[0], "-"),
    "networks, season away": (COLORS[3], "-"),
}


def show_forecast_errors(errors, title, alt):
    """Put into the notebook how far forecasts are off, by how far ahead they look.

    `errors` maps names out of FORECASTS to curves (n_months,), or runs (n_runs,
    n_months): then the line is their median, and a shade reaches from the lowest to the
    highest; all in °C. Single curves are printed, too, 1, 3, 6 and 12 months ahead;
    runs are not, as the digits of a training run differ from computer to computer.
    `title` says what to see, `alt` is as in `show`. The last value, which would squeeze
    the others, may leave the picture.
    """
    n_months = np.shape(next(iter(errors.values())))[-1]
    months = np.arange(1, n_months + 1)
    fig, ax = plt.subplots(figsize=(9.2, 3.8))
    for name, values in errors.items():
        color, line = FORECASTS[name]
        runs = np.atleast_2d(values)
        low, high = runs.min(axis=0), runs.max(axis=0)
        ax.fill_between(months, low, high, color=color, alpha=0.15, linewidth=0)
        ax.plot(months, np.median(runs, axis=0), line, color=color, label=name)
    top = 1.1 * max(np.max(errors[name]) for name in errors if name != "last value")
    ax.set(xlabel="months ahead", ylabel="error, °C", title=title, ylim=(0, top))
    ax.set_xticks(months)
    fig.legend(loc="outside right center")
    show(fig, alt)
    width = max(len(name) for name in errors)
    print(f"{'months ahead':{width}}     1     3     6    12")
    for name, values in errors.items():
        if np.ndim(values) == 1:
            print(f"{name:{width}}", *(f"{values[k - 1]:5.2f}" for k in (1, 3, 6, 12)))


def show_conveyor_belt(alt):
    """Put an LSTM's cell into the notebook: its belt with c on top, the gates below.

    `alt` is as in `show`.
    """
    fig, ax = plt.subplots(figsize=(7.8, 3.1))
    gates = {"f": (1.7, "forget, σ"), "i": (4.2, "input, σ")}
    gates |= {"g": (6.8, "candidate, tanh"), "o": (9.4, "output, σ")}
    signs = {"×f": (1.7, 3.5), "×": (5.5, 2.5), "+": (5.5, 3.5), "×o": (11.4, 1.3)}
    spots = {}  # what the arrows lead from and to: a centre and its shape
    for name, (x, word) in gates.items():
        spots[name] = (x, 1.3), FancyBboxPatch((x - 1, 0.95), 2, 0.7)
        ax.text(x, 1.3, f"{name}\n{word}", ha="center", va="center", fontsize=9.5)
    spots["tanh"] = (11.4, 2.5), FancyBboxPatch((10.95, 2.3), 0.9, 0.4)
    ax.text(11.4, 2.5, "tanh", ha="center", va="center", fontsize=9.5)
    for name, centre in signs.items():
        spots[name] = centre, Circle(centre, 0.3)
        ax.text(*centre, name[0], ha="center", va="center", fontsize=14)
    for name, (_, shape) in spots.items():
        shade = "#DCEBF7" if name in "fio" else "white" if name in signs else "#FBE3D3"
        shape.set(facecolor=shade, edgecolor=COLORS[1] if name in signs else "#555555")
        if name not in signs:
            shape.set_boxstyle("round,pad=0.12")
        ax.add_patch(shape)
    spots |= {f"x {name}": ((x, 0.2), None) for name, (x, _) in gates.items()}
    spots |= {"belt": ((11.4, 3.5), None), "h": ((12.6, 1.3), None)}
    ways = [("f", "×f"), ("i", "×"), ("g", "×"), ("×", "+"), ("belt", "tanh")]
    ways += [("tanh", "×o"), ("o", "×o"), ("×o", "h")]
    ways += [(f"x {name}", name) for name in gates]
    style = {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 0, "shrinkB": 0}
    for start, end in ways:
        (here, leaving), (there, reached) = spots[start], spots[end]
        arrow = FancyArrowPatch(here, there, patchA=leaving, patchB=reached, **style)
        ax.add_patch(arrow).set(color="#555555")
    wide = {"arrowstyle": "simple,head_width=26,head_length=14,tail_width=12"}
    belt = FancyArrowPatch((0.2, 3.5), (12.5, 3.5), shrinkA=0, shrinkB=0, **wide)
    ax.add_patch(belt).set(color="#CFCFCF", zorder=0)
    ax.plot([0.2, 9.4], [0.2, 0.2], "-", color="#555555", linewidth=1.4)
    ends = {"$c_{t-1}$": (0, 3.5), "$c_t$": (12.7, 3.5), "$h_t$": (12.7, 1.3)}
    for text, (x, y) in (ends | {"$x_t,\\ h_{t-1}$": (0, 0.2)}).items():
        ax.text(x, y, text, ha="left" if x else "right", va="center", fontsize=13)
    ax.set(xlim=(-1.5, 13.4), ylim=(0, 4), aspect="equal")
    ax.set_title("On the belt c, numbers are only scaled (×) and added to (+)")
    ax.axis("off")
    show(fig, alt)


def show_gates(parts, marked, title, alt):
    """Put heat maps into the notebook, one below the other: units down, steps across.

    `parts` maps names to (n_units, n_steps). One with a number below 0 is drawn as
    signed, any other as a gate, from 0 (shut) to 1 (open); the titles explain the
    colours. `marked` are the steps that are named on the axis. `alt` is as in `show`.
    """
    fig, axes = plt.subplots(
        len(parts), 1, figsize=(7.2, 2 * len(parts)), squeeze=False
    )
    for ax, (name, values) in zip(axes[:, 0], parts.items(), strict=True):
        signed = np.min(values) < 0
        heat_map(ax, values, signed=signed)
        if not signed:
            ax.images[0].set_clim(0, 1)
        colours = "orange +, purple −" if signed else "white: shut 0, dark: open 1"
        ax.set(title=f"{name} ({colours})", ylabel="unit", yticks=[], aspect="auto")
        ax.set_xticks(marked, ["mark"] * len(marked))
    ax.set_xlabel("step")
    fig.suptitle(title)
    show(fig, alt)


def handed_over(ax, inputs, body, heads):
    """Draw how a trained body is copied from one task to another.

    A row for each task: a box for its `inputs`, one for the `body` and one for its own
    of the `heads` (two names each); an arrow leads down from body to body.
    """
    arrow = {"arrowstyle": "-|>", "color": "#666666", "linewidth": 1.6}
    for y, (name, head) in zip((1, 0), zip(inputs, heads, strict=True), strict=True):
        ax.text(0, y, name, ha="center", va="center")
        ax.annotate("", (0.87, y), (0.28, y), arrowprops=arrow)
        ax.annotate("", (1.93, y), (1.33, y), arrowprops=arrow)
        shades = (1.1, body, COLORS[0]), (2.2, head, COLORS[1] if y else COLORS[2])
        for x, text, color in shades:
            box = {"boxstyle": "round,pad=0.7", "facecolor": "white"}
            box |= {"edgecolor": color, "linewidth": 2.2}
            ax.text(x, y, text, ha="center", va="center", bbox=box)
    ax.annotate("", (1.1, 0.24), (1.1, 0.76), arrowprops=arrow)
    ax.text(1.16, 0.5, "copied", va="center")
    ax.set(xlim=(-0.4, 2.7), ylim=(-0.4, 1.4))
    ax.axis("off")
    return ax
