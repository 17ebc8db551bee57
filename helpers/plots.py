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
from PIL import Image

plt.style.use(Path(__file__).with_name("course.mplstyle"))

COLORS = plt.rcParams["axes.prop_cycle"].by_key()["color"]
COLORS = tuple(f"#{color.lstrip('#')}" for color in COLORS)
MARKERS = ("o", "s", "^", "D", "v", "P")


def show(fig, alt, n_colours=None):
    """Put the figure into the notebook with `alt` as its text alternative; close it.

    With `n_colours` (at most 256) the picture has so many and takes less room.

    `alt` tells in one or two sentences what the figure shows, for readers who can't
    see it. It must not hold digits that change from one computer to the next.

    Raises ValueError when `alt` is missing or too short to say anything.
    """
    put(as_html(fig, alt, n_colours), alt)


def put(html_text, alt):
    """Put HTML into the notebook, and `alt` for readers who can't see it."""
    display({"text/html": html_text, "text/plain": alt}, raw=True)


def as_html(fig, alt, n_colours=None):
    """Return the figure as an HTML <img> with its text alternative; close it.

    `n_colours` and what is raised: as `show`.
    """
    check_alternative(alt)
    png = io.BytesIO()
    fig.savefig(png, format="png", metadata={"Software": None})
    if n_colours:
        drawn, png = Image.open(png).convert("RGB"), io.BytesIO()
        drawn.quantize(n_colours, dither=0).save(png, format="PNG")
    plt.close(fig)
    return image_html(fig, png.getvalue(), "png", alt)


def check_alternative(alt):
    """Raise ValueError where `alt` is no sentence that could stand for a figure."""
    if not isinstance(alt, str) or len(alt.split()) < 4:
        raise ValueError(
            f"the text alternative is {alt!r}; write a sentence or two that tell "
            "what the figure shows"
        )


def image_html(fig, content, kind, alt):
    """Return an <img> as wide as `fig` that holds the bytes of a PNG or GIF."""
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


def short(number):
    """Return a number as a short text, in at most four digits, with a real minus."""
    return f"{number:.4g}".replace("-", "−")


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
