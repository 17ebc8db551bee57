"""What lesson 01 draws: a neuron's two sides, shadows, a layer, a matrix product."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

ZERO, ONE = plots.COLORS[:2]
LINES = ("-", "--", ":")  # of the units of a layer, beside their colours
BOX = {"facecolor": "white", "edgecolor": "none", "pad": 2}  # behind words on a line
X_COLOR = "#007A5A"  # of a sample x, drawn as an arrow or a point


def arrow(ax, start, end, color="black"):
    """Draw an arrow from point to point, in the units of the axes."""
    style = {"arrowstyle": "-|>", "lw": 2, "color": color, "shrinkA": 0, "shrinkB": 0}
    drawn = ax.annotate("", end, start, arrowprops=style, annotation_clip=False)
    drawn.arrow_patch.set_clip_on(True)
    drawn.arrow_patch.set_clip_box(ax.bbox)
    return ax


def cell_and_formula(left, right):
    """Draw a nerve cell on the left, on the right a neuron, part beside part."""
    brown, pale = "#7A5C3E", "#F1E4D3"
    for y in (1.0, 0.35, -0.35, -1.0):
        for tip in (y + 0.15, y - 0.15):
            left.plot([0, -1.3, -1.9], [0, 0.9 * y, 1.2 * tip], color=brown, ls="-")
            left.plot(-1.9, 1.2 * tip, marker="o", color=ZERO, markersize=6)
    left.plot([0, 2.2], [0, 0], color=brown, linestyle="-", linewidth=3)
    for y in (0.5, 0, -0.5):
        left.plot([2.2, 2.8], [0, y], color=brown, linestyle="-", linewidth=1.4)
    left.add_patch(plt.Circle((0, 0), 0.55, fc=pale, ec=brown, lw=2, zorder=3))
    for x, y, name in [(-1.9, 1.5, "synapses"), (0, 0.65, "body"), (1.4, 0.12, "axon")]:
        left.text(x, y, name, ha="center", va="bottom")
    for y, k in [(0.8, 1), (-0.8, 2)]:
        right.plot([0, -1.9], [0, y], color="black", linestyle="-")
        right.plot(-1.9, y, marker="o", color=ZERO, markersize=9)
        right.text(-2.1, y, f"$x_{k}$", ha="right", va="center")
        right.text(-1, 0.6 * y, f"$w_{k}$", ha="center", va="center", bbox=BOX)
    right.annotate("", (2.7, 0), (0, 0), arrowprops={"arrowstyle": "-|>", "lw": 2})
    right.add_patch(plt.Circle((0, 0), 0.55, fc=pale, ec="black", lw=2, zorder=3))
    right.text(0, 0, "sum\n$+\\,b$", ha="center", va="center", zorder=4)
    right.text(1.5, 0, "step", ha="center", va="center", bbox=BOX)
    right.text(2.8, 0, "$a$", va="center")
    for x, y, name in [(-1.9, 1.5, "weighted inputs"), (0, 0.65, "$z$")]:
        right.text(x, y, name, ha="center", va="bottom")
    for ax, title in [(left, "A nerve cell"), (right, "A neuron")]:
        ax.set(xlim=(-2.9, 3.1), ylim=(-1.6, 1.9), aspect="equal", title=title)
        ax.axis("off")


def two_sides(ax, answer, w, b, low=(-8, -8), high=(8, 8), show_w=True, name_it=False):
    """Shade the plane by a neuron's answers; draw where z = 0, and w at a right angle.

    `answer` takes x (n, 2), w (2,) and the number b, and returns activations (n,) of
    0 and 1: blue and orange. `low` and `high` are corners of the axes. With `show_w`,
    an arrow that is w itself stands on the point of the boundary nearest the origin.
    With `name_it`, w and b stand in the title.
    """
    across, up = (np.linspace(low[i], high[i], 241) for i in range(2))
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    ones = np.asarray(answer(plane, w, b)).reshape(241, 241)
    extent = (low[0], high[0], low[1], high[1])
    shades = {"cmap": ListedColormap([ZERO, ONE]), "vmin": 0, "vmax": 1, "alpha": 0.22}
    ax.imshow(ones, extent=extent, origin="lower", **shades)
    ax.set(xlim=extent[:2], ylim=extent[2:], aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.locator_params(nbins=5)
    ax.grid(False)
    plots.line(ax, [b, *w])
    if name_it:
        ax.set_title(f"w = ({_number(w[0])}, {_number(w[1])}), b = {_number(b)}")
    if show_w:
        ax.plot(0, 0, "k+", markersize=10)  # the origin
    _name_sides(ax, w, b, np.array(low, float), np.array(high, float))
    if show_w and np.any(w):
        foot = -b * np.asarray(w) / np.dot(w, w)
        arrow(ax, foot, foot + w)
        _right_angle(ax, foot, w)
        beside = 0.08 * (high[1] - low[1]) * np.array([w[1], -w[0]]) / np.linalg.norm(w)
        spot = foot + 0.85 * np.asarray(w) + beside
        names = [text.get_position() for text in ax.texts if text.get_text()]
        near = 0.1 * (high[0] - low[0])
        if any(np.linalg.norm(spot - name) < near for name in names):
            spot -= 2 * beside
        ax.text(*spot, "$w$", ha="center", va="center", fontsize=13, clip_on=True)
    ax.label_outer()
    return ax


def _name_sides(ax, w, b, low, high):
    """Write a = 1 and a = 0 into the corners where z is largest and smallest."""
    inner = low + 0.12 * (high - low), high - 0.12 * (high - low)
    corners = np.array([(x[0], y[1]) for x in inner for y in inner])
    z = corners @ w + b
    if z.max() >= 0:
        ax.text(*corners[z.argmax()], "$a = 1$", ha="center", va="center")
    if z.min() < 0:
        ax.text(*corners[z.argmin()], "$a = 0$", ha="center", va="center")


def _right_angle(ax, corner, w, side=0.5):
    """Draw the small square of a right angle between w and the boundary."""
    forward = side * np.asarray(w) / np.linalg.norm(w)
    aside = np.array([-forward[1], forward[0]])
    square = np.array([corner + forward, corner + forward + aside, corner + aside])
    ax.plot(*square.T, color="black", linestyle="-", linewidth=1)


def two_legs(ax, w, x):
    """Draw w, w turned by a quarter, and x with its two legs, s along w and h aside.

    Two short arrows of length 1, u and v, point the ways of the legs.
    """
    w, x = np.asarray(w, float), np.asarray(x, float)
    turned = np.array([-w[1], w[0]])
    arrow(ax, (0, 0), turned, color="#777777")
    spot = 1.17 * turned
    ax.text(*spot, "$w$ turned by a quarter", ha="center", va="center", color="#555555")
    _right_angle(ax, np.zeros(2), w, side=0.35)
    foot = _shadow_of(ax, w, x)
    ax.plot(*np.array([foot, x]).T, color="#555555", linestyle="--", linewidth=2)
    aside = 0.5 * turned / np.linalg.norm(turned)
    ax.text(*(foot / 2 - aside), "$s$", ha="center", va="center", fontsize=13)
    middle, ahead = (foot + x) / 2, 0.5 * w / np.linalg.norm(w)
    ax.text(*(middle + ahead), "$h$", ha="center", va="center", fontsize=13)
    _right_angle(ax, foot, w, side=0.3)
    _arrows(ax, w, x)
    for name, end, beside in (("$u$", w, -turned), ("$v$", turned, -w)):
        unit, aside = end / np.linalg.norm(end), beside / np.linalg.norm(beside)
        arrow(ax, (0, 0), unit, color=ZERO)
        spot = 0.7 * unit + 0.45 * aside
        ax.text(*spot, name, ha="center", va="center", fontsize=13, color=ZERO)
    ax.set(xlim=(-1.6, 6.4), ylim=(-3.8, 5.4), aspect="equal")
    ax.set(xlabel="first coordinate", ylabel="second coordinate")
    return ax


def _arrows(ax, w, x):
    """Draw w and x as arrows from the origin, with their names."""
    arrow(ax, (0, 0), w)
    arrow(ax, (0, 0), x, color=X_COLOR)
    for name, tip, color in (("$w$", w, "black"), ("$x$", x, X_COLOR)):
        spot = tip + 0.65 * tip / np.linalg.norm(tip)
        ax.text(*spot, name, ha="center", va="center", fontsize=13, color=color)


_FLAT = {"linestyle": "-", "solid_capstyle": "butt"}  # ends where it should


def _shadow_of(ax, w, x):
    """Draw the shadow of x on w's direction as a thick line; return where it ends."""
    foot = (w @ x) / (w @ w) * w
    ax.plot(*np.array([x, foot]).T, color="#666666", linestyle=":", linewidth=1.5)
    color = ONE if w @ x > 0 else ZERO
    if not np.allclose(foot, 0):
        ax.plot(*np.array([0 * x, foot]).T, color=color, lw=7, **_FLAT)
    return foot


def shadow(ax, w, x):
    """Draw w and x as arrows from the origin, and the shadow of x on w's direction.

    The title gives w · x.
    """
    w, x = np.asarray(w, float), np.asarray(x, float)
    ax.plot(*np.array([-1.15 * w, w]).T, color="#999", linestyle="-", linewidth=1)
    foot = _shadow_of(ax, w, x)
    _arrows(ax, w, x)
    length = f"{w @ x / np.linalg.norm(w):.0f}".replace("-", "−")
    if length != "0":
        beside = 2.2 * (foot - x) / np.linalg.norm(foot - x)  # away from x
        ax.text(*(foot / 2 + beside), f"shadow\n{length}", ha="center", va="center")
    else:
        to_the_left = -w[1] * x[0] + w[0] * x[1] > 0
        _right_angle(ax, np.zeros(2), w if to_the_left else x, side=0.7)
    ax.set(xlim=(-6.2, 6.2), ylim=(-5.2, 6.6), aspect="equal")
    ax.set(xticks=(-5, 0, 5), yticks=(-5, 0, 5))
    ax.set_title(f"$w \\cdot x = {w @ x:.0f}$")
    ax.set(xlabel="first coordinate", ylabel="second coordinate")
    ax.label_outer()
    return ax


def shortest_way(ax, x, foot, q):
    """Draw the ways from a sample x to its foot on the boundary and to a point q."""
    x, foot, q = (np.asarray(point, float) for point in (x, foot, q))
    ax.plot(*np.array([x, q]).T, color="#555555", linestyle=":", linewidth=1.8)
    ax.plot(*np.array([x, foot]).T, color=X_COLOR, linestyle="-", linewidth=3)
    _right_angle(ax, foot, x - foot)
    along = (foot - q) / np.linalg.norm(foot - q)
    back = 0.9 * (foot - x) / np.linalg.norm(foot - x)
    places = {"x": (x, [0.8, 0]), "f": (foot, back), "q": (q, back)}
    for name, (point, beside) in places.items():
        ax.plot(*point, "o", color=X_COLOR if name == "x" else "black", zorder=5)
        ax.text(*(point + beside), f"${name}$", ha="center", va="center", fontsize=13)
    ax.text(
        *((x + foot) / 2 + 0.7 * along), "$d$", ha="center", va="center", fontsize=13
    )
    return ax


def layer(ax, inputs, units, W, b):
    """Draw a layer of up to three units, each in a colour of its own.

    `inputs` and `units` are names; W (n_in, n_units) stands on the lines, b (n_units,)
    in the units' circles.
    """
    left = np.linspace(1, -1, len(inputs) + 2)[1:-1] * 1.4
    right = np.linspace(1, -1, len(units))
    centred = {"ha": "center", "va": "center"}
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for j, unit in enumerate(units):
        color = plots.COLORS[j]
        for k, up in enumerate(left):
            ax.plot([0, 1], [up, right[j]], color=color, linestyle=LINES[j], zorder=1)
            spot = 0.67, up + 0.67 * (right[j] - up)  # no two lines meet so far right
            ax.text(*spot, _number(W[k, j]), color=color, bbox=box, **centred)
        ax.scatter(1, right[j], s=520, facecolor="white", edgecolor=color, linewidth=2)
        ax.text(1, right[j], _number(b[j]), zorder=4, **centred)
        ax.text(1.16, right[j], unit, ha="left", va="center")
    ax.scatter(0 * left, left, s=420, facecolor="white", edgecolor="#666", zorder=2)
    for up, name in zip(left, inputs, strict=True):
        ax.text(-0.14, up, name, ha="right", va="center")
    ax.set(xlim=(-0.5, 1.8), ylim=(-1.3, 1.3))
    ax.axis("off")
    return ax


def _number(value):
    return f"{value:g}".replace("-", "−")


def boundaries(ax, units, W, b, x):
    """Draw each unit's boundary, with an arrow to the side of its ones, and samples x.

    `units` are names, W has the shape (2, n_units), b (n_units,), x (n_samples, 2).
    """
    ax.set(xlim=(-3, 4), ylim=(-3, 4), aspect="equal")
    ax.set(xlabel="$x_1$, sun", ylabel="$x_2$, rain")
    ax.plot(x[:, 0], x[:, 1], "ko", label="the four days", zorder=4)
    for j, unit in enumerate(units):
        style = {"color": plots.COLORS[j], "linestyle": LINES[j]}
        plots.line(ax, [b[j], *W[:, j]], label=unit, **style)
        w = W[:, j]
        foot, ahead = -b[j] * w / (w @ w), 0.7 * w / np.linalg.norm(w)
        along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
        along *= np.sign(along.sum()) or 1  # to the right and up
        start = foot - 2.2 * along
        arrow(ax, start, start + ahead, color=plots.COLORS[j])
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def product(ax, x, W, b, z, row, column):
    """Draw x @ W + b = z in numbers and shapes, with one entry of z and what makes it.

    x (n_samples, n_in), W (n_in, n_units), b (n_units,), z (n_samples, n_units).
    """
    parts = [
        ("x", x, "@", lambda i, j: i == row),
        ("W", W, "+", lambda i, j: j == column),
        ("b", b[np.newaxis], "=", lambda i, j: j == column),
        ("z", z, "", lambda i, j: (i, j) == (row, column)),
    ]
    shapes = [x.shape, W.shape, b.shape, z.shape]
    left, tallest = 0.0, len(x)
    for (name, values, sign, is_marked), shape in zip(parts, shapes, strict=True):
        n_rows, n_columns = values.shape
        top = (tallest + n_rows) / 2
        for (i, j), value in np.ndenumerate(values):
            corner = (left + j, top - i - 1)
            color = "#FFD9B3" if is_marked(i, j) else "white"
            ax.add_patch(plt.Rectangle(corner, 1, 1, facecolor=color, edgecolor="#888"))
            spot = corner[0] + 0.5, corner[1] + 0.47
            ax.text(*spot, _number(value), ha="center", va="center")
        middle = left + n_columns / 2
        ax.text(middle, top + 0.15, f"${name}$", ha="center", fontsize=13)
        ax.text(middle, top - n_rows - 0.2, str(shape), ha="center", va="top")
        ax.text(left + n_columns + 0.5, tallest / 2, sign, ha="center", va="center")
        left += n_columns + 1
    ax.set(xlim=(-0.1, left - 0.8), ylim=(-0.8, tallest + 0.8), aspect="equal")
    ax.axis("off")
    return ax


def name_points(ax, points, beside=(-5, 5)):
    """Draw points, a dictionary from name to (across, up), with their names.

    `beside` says how far right and up of its point a name ends, in points of print.
    """
    for name, (across, up) in points.items():
        ax.plot(across, up, "ko", zorder=5)
        style = {"xytext": beside, "textcoords": "offset points", "ha": "right"}
        ax.annotate(f"${name}$", (across, up), fontsize=13, zorder=5, **style)
    return ax


def ring(ax, x, size=100):
    """Draw a ring around each sample of x (n, 2)."""
    style = {"facecolor": "none", "edgecolor": "black", "linewidth": 1.3, "zorder": 6}
    ax.scatter(x[:, 0], x[:, 1], s=size, **style)
    return ax


def images_in_plane(ax, images, x, side=0.045):
    """Draw small images (n, 8, 8) with their middles at the points x (n, 2)."""
    limits = ax.axis()
    for image, (across, up) in zip(images, x, strict=True):
        half = side / 2
        extent = (across - half, across + half, up - half, up + half)
        ink = np.where(image > 0.05, image, np.nan)  # paper is transparent
        ax.imshow(ink, extent=extent, vmin=0, vmax=1, zorder=3)
    ax.axis(limits)
    return ax


def zeros_and_ones(ax, images, labels, w=(2, -5), b=-0.1):
    """Draw zeros and ones where their ink puts them, with the line of one neuron.

    To the right goes the mean ink in columns 3 and 4, upwards that in columns 0 to 2.
    The zeros and ones that the neuron with w (2,) and b answers wrongly are ringed,
    neighbours together; of the others stand those that cover none drawn before them.
    """
    images, labels = images[labels <= 1], labels[labels <= 1]
    middle, left = (images[:, :, part].mean(axis=(1, 2)) for part in _COLUMNS)
    x = np.stack([middle, left], axis=1)

    def answer(x, w, b):
        return np.where(x @ w + b >= 0, 1, 0)

    wrong = answer(x, np.array(w), b) != labels
    under_its_name = np.abs(x - [0.92, 0.02]).max(axis=1) < 0.05  # where a = 1 stands
    drawn = apart(x, list(np.flatnonzero(wrong)), 0.045)
    drawn = [i for i in drawn if not under_its_name[i]]
    limits = {"low": (0.2, -0.04), "high": (1.02, 0.45)}
    two_sides(ax, answer, np.array(w), b, **limits, show_w=False)
    images_in_plane(ax, images[drawn], x[drawn])
    for place in apart(x[wrong], [], 0.045):
        near = np.abs(x[wrong] - x[wrong][place]).max(axis=1) < 0.045
        ring(ax, x[wrong][near].mean(axis=0, keepdims=True), 450 + 450 * near.sum())
    ax.set(xlabel="mean ink in the middle", ylabel="mean ink at the left")
    return ax


def apart(x, chosen, distance):
    """Choose samples of x (n, 2), the chosen ones first, none nearer than a distance.

    Returns indices, a list. Those that are chosen already stay, however near.
    """
    chosen = list(chosen)
    for i in range(len(x)):
        if all(np.abs(x[i] - x[k]).max() >= distance for k in chosen):
            chosen.append(i)
    return chosen


_COLUMNS = slice(3, 5), slice(0, 3)  # the middle ones, those at the left
