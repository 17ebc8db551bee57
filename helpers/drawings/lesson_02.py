"""What lesson 02 alone draws. The learning rule itself stands in the lesson."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np

CLASSES = ["zero (−1)", "one (+1)"]
MIDDLE, SIDES = plots.COLORS[2], plots.COLORS[3]  # the classes have 0 and 1
GREY = "#777777"


def two_measurements(images, features, labels):
    """Return a figure of a zero, a one and all images as points.

    `images` (n, 8, 8), their `features` (n, 2), `labels` (n,) of 0 and 1. Frames show
    what is measured: columns 3 and 4 of rows 2 to 5 are the middle, the two columns on
    either side of them the sides.
    """
    fig, axes = plt.subplots(1, 3, figsize=(8.6, 3.3), width_ratios=[1, 1, 1.8])
    frames = [(2.5, MIDDLE, "-"), (0.5, SIDES, "--"), (4.5, SIDES, "--")]
    for ax, digit, title in zip(axes, [0, 1], ["a zero", "a one"], strict=False):
        ax.imshow(images[labels == digit][0], vmin=0, vmax=1)
        outline = {"fill": False, "color": GREY, "linewidth": 1}
        ax.add_patch(plt.Rectangle((-0.5, -0.5), 8, 8, clip_on=False, **outline))
        for left, color, style in frames:
            corner = (left + 0.06, 1.5)
            ax.add_patch(
                plt.Rectangle(
                    corner, 1.88, 4, fill=False, color=color, linewidth=3, ls=style
                )
            )
        ax.set_title(title)
        ax.axis("off")
    plots.points(axes[2], features, labels, class_names=["zero", "one"]).legend()
    axes[2].set(xlabel="ink in the middle (0 to 1)", ylabel="ink at the sides (0 to 1)")
    axes[2].set_title("Sixty images, sixty points")
    fig.suptitle("Ink in the middle frame and in the dashed ones tells 0 from 1")
    return fig


def turning(x, before, after):
    """Return a figure of weights and a sample before and after an update.

    `x`, `before` and `after` are (2,), the constant 1 and the bias first. Shaded is the
    side of the boundary where w · x > 0; the tips of all samples lie on a dashed line.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4.2))
    _side_of_the_ones(left, before)
    left.text(1.3, -2.4, r"$w \cdot x > 0$")
    left.text(0.85, -3.0, "samples", color=GREY, rotation=90, ha="right")
    _arrow(left, before, "black", "$w$")
    _arrow(left, x, plots.COLORS[1], "$x$")
    note = {"textcoords": "offset points", "va": "center"}
    left.annotate("$x_1 = 1$", (1, 1), (12, -8), **note)
    right.annotate("$x_1 = -2$", (1, -2), (12, 4), **note)
    left.set_title("Before: $x$ (+1) is on the wrong side")
    _side_of_the_ones(right, after)
    right.text(1.5, 2.5, r"$w \cdot x > 0$")
    _arrow(right, before, "#888888", "old $w$")
    steps = np.stack([before, after])
    right.plot(*steps.T, color=plots.COLORS[1], linestyle=":", linewidth=2)
    right.text(*(steps.mean(axis=0) + [0.15, -0.1]), "$+x$", color=plots.COLORS[1])
    _arrow(right, after, "black", "$w$")
    _arrow(right, x, plots.COLORS[1], "$x$")
    right.set_title("After: $w$ has turned towards $x$")
    return fig


def _side_of_the_ones(ax, w):
    limit = 3.2
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    _shade(ax, [0, *w])
    plots.line(ax, [0, *w])
    ax.set(xlabel="the constant 1 in front", ylabel="the feature $x_1$")
    ax.axvline(1, color=GREY, linestyle="--", linewidth=1.2)
    ax.plot(1, -w[0] / w[1], "ko", markersize=9)
    ax.set(xticks=range(-3, 4), yticks=range(-3, 4))


def _shade(ax, w):
    """Shade the side of the line where w[0] + w[1] x1 + w[2] x2 is positive."""
    left, right, bottom, top = ax.axis()
    across, up = np.meshgrid([left, right], [bottom, top])
    z = w[0] + w[1] * across + w[2] * up
    ax.contourf(across, up, z, [0, np.inf], colors=[plots.COLORS[1]], alpha=0.15)


def _arrow(ax, tip, color, name):
    arrow = {"arrowstyle": "->", "lw": 2.4, "color": color, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, (0, 0), arrowprops=arrow)
    ax.annotate(name, tip, (6, 2), textcoords="offset points", color=color, va="center")


def boundaries(features, labels, path, n_mistakes, moments):
    """Return a figure of the boundary after each number of updates in `moments`.

    `path` (n_updates + 1, 3) holds the weights, the bias first, and `n_mistakes` the
    number of mistakes of each of them; `features` (n, 2), `labels` (n,).
    """
    fig, axes = plt.subplots(1, len(moments), figsize=(8.6, 3.5), sharey=True)
    for ax, k in zip(axes, moments, strict=True):
        plots.points(ax, features, labels, class_names=CLASSES)
        ax.set(xlim=(-0.05, 1.05), ylim=(-0.05, 0.85), xlabel="ink in the middle")
        ax.set(xticks=[0, 0.5, 1], yticks=[0, 0.4, 0.8])
        ax.set_title(f"after {k} updates: {n_mistakes[k]} mistakes")
        _shade(ax, path[k])
        plots.line(ax, path[k], label="boundary")
    axes[0].set_ylabel("ink at the sides")
    side = plt.Rectangle((0, 0), 1, 1, color=plots.COLORS[1], alpha=0.15)
    handles, names = axes[0].get_legend_handles_labels()
    handles, names = [*handles, side], [*names, "answer +1"]
    fig.legend(handles, names, loc="outside lower center", ncols=4)
    fig.suptitle("One update throws the boundary past all ones")
    return fig


def strip(features, labels, w):
    """Return a figure of samples, the line of `w`, and the strip without samples.

    `features` (n, 2), `labels` (n,), `w` (3,) with the bias first.
    """
    fig, ax = plt.subplots(figsize=(6.4, 4.8))
    plots.points(ax, features, labels, class_names=CLASSES)
    ax.set(xlim=(-0.05, 1.05), ylim=(0, 0.85), aspect="equal")
    z = w[0] + features @ w[1:]
    place = np.argmin(np.abs(z))
    plots.line(ax, w, label="the ruler's line")
    edge = {"color": GREY, "linestyle": "--", "linewidth": 1.2}
    for side, name in [(-z[place], "edge of the strip"), (z[place], None)]:
        plots.line(ax, w - [side, 0, 0], label=name, **edge)
    nearest = features[place]
    foot = nearest - z[place] * w[1:] / (w[1:] @ w[1:])
    way = np.stack([nearest, foot])
    ax.plot(
        *way.T,
        color="black",
        linestyle=":",
        linewidth=2,
        label="distance, a little above the margin",
    )
    ax.plot(*nearest, "o", markersize=15, mfc="none", mec="black")
    style = {"ha": "center", "arrowprops": {"arrowstyle": "->"}}
    ax.annotate("the nearest\nsample", nearest, (0.88, 0.62), **style)
    fig.legend(loc="outside lower center", ncols=2)
    ax.set(xlabel="ink in the middle", ylabel="ink at the sides")
    ax.set_title("No sample lies in the strip around the line")
    return fig


def gates(corners, targets, lines):
    """Return a figure of logical functions, and of a line for each.

    `corners` (4, 2); `targets` maps AND, OR and XOR to targets (4,) of ±1, `lines` to
    weights (3,), the bias first. Corners on the wrong side are ringed.
    """
    fig, axes = plt.subplots(1, len(targets), figsize=(8.6, 3.6))
    for ax, (name, y) in zip(axes, targets.items(), strict=True):
        w = lines[name]

        def answer(x, w=w):
            return np.where(w[0] + x @ w[1:] >= 0, 1, -1)

        plots.decision_regions(ax, answer, corners, y, ["false", "true"])
        wrong = corners[answer(corners) != y]
        ax.plot(*wrong.T, "o", markersize=17, mfc="none", mec="black")
        ax.set_title(f"{name}: {4 - len(wrong)} of 4 right")
        ax.set(xlabel="$x_1$", ylabel="$x_2$", xticks=[0, 1], yticks=[0, 1])
        for corner in wrong:
            ax.annotate("wrong", corner, (-16, 12), textcoords="offset points")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    fig.suptitle("Backgrounds: the answers learned for AND and OR; OR's tried on XOR")
    return fig


def two_spaces(corners, truth, layer, hidden, output):
    """Return a figure of the same samples by their inputs and by their hidden units.

    `corners` (4, 2), their `truth` (4, 1) of 0 and 1. `layer` takes inputs (n, n_in),
    weights and biases, and returns answers (n, n_out) of 0 and 1; `hidden` and `output`
    are the (weights, biases) of the two layers. Corners on one point share a label.
    """

    def by_hidden_units(h):
        return layer(h, *output)[:, 0]

    def by_inputs(x):
        return by_hidden_units(layer(x, *hidden))

    moved, truth = layer(corners, *hidden), truth[:, 0]
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4.2))
    plots.decision_regions(left, by_inputs, corners, truth, ["false", "true"])
    left.set(xlabel="$x_1$", ylabel="$x_2$", title="By inputs: a band")
    plots.decision_regions(right, by_hidden_units, moved, truth)
    right.set(
        xlabel="$h_1$ (OR)", ylabel="$h_2$ (NAND)", title="By hidden units: one line"
    )
    for ax, places in [(left, corners), (right, moved)]:
        here = {}
        for corner, place in zip(corners, places, strict=True):
            name = f"({corner[0]:.0f}, {corner[1]:.0f})"
            here.setdefault(tuple(place), []).append(name)
        for place, shared in here.items():
            text = " and ".join(shared)
            text = text if ax is left else f"from {text}"
            ax.annotate(text, place, (0, 9), textcoords="offset points", ha="center")
        ax.set(xticks=[0, 1], yticks=[0, 1])
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    fig.suptitle("Background: the network's answer. By OR and NAND a line is enough")
    return fig


def triangle(features, is_one, zero, ones):
    """Return a figure of samples, and of a zero within a triangle of three ones.

    `features` (n, 2), `is_one` (n,) of booleans; `zero` is the row of the zero, `ones`
    are those of the three ones.
    """
    fig, ax = plt.subplots(figsize=(6.4, 4.6))
    plots.points(ax, features, is_one, class_names=CLASSES)
    ax.fill(*features[ones].T, color=plots.COLORS[1], alpha=0.2)
    ax.fill(*features[ones].T, fill=False, edgecolor="black", linewidth=2, zorder=4)
    ax.plot(*features[zero], "o", markersize=12, mfc="none", mec="black", mew=2)
    style = {"ha": "center", "arrowprops": {"arrowstyle": "->"}}
    ax.annotate("a zero", features[zero], (0.62, 0.74), **style)
    ax.set(xlim=(-0.05, 1.05), ylim=(-0.03, 0.85))
    ax.set(xlabel="ink in the middle", ylabel="ink at the sides")
    ax.set_title("One zero lies inside a triangle of three ones")
    fig.legend(loc="outside lower center", ncols=2)
    return fig
