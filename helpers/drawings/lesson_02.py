"""What lesson 02 alone draws. The learning rule itself stands in the lesson."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np

CLASSES = ["zero (−1)", "one (+1)"]
MIDDLE, SIDES = plots.COLORS[1], plots.COLORS[0]
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
        for left, color, style in frames:
            corner = (left + 0.06, 1.5)
            ax.add_patch(
                plt.Rectangle(
                    corner, 1.88, 4, fill=False, color=color, linewidth=2.5, ls=style
                )
            )
        ax.set_title(title)
        ax.axis("off")
    plots.points(axes[2], features, labels, class_names=["zero", "one"]).legend()
    axes[2].set(xlabel="ink in the middle (0 to 1)", ylabel="ink at the sides (0 to 1)")
    axes[2].set_title("Sixty images, sixty points")
    fig.suptitle("Ink in the orange frame and in the blue ones tells 0 from 1")
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


def boundaries(features, labels, path, n_wrong, moments):
    """Return a figure of the boundary after each number of updates in `moments`.

    `path` (n_updates + 1, 3) holds the weights, the bias first, and `n_wrong` how many
    samples each of them has wrong; `features` (n, 2), `labels` (n,).
    """
    fig, axes = plt.subplots(
        1, len(moments), figsize=(2.4 * len(moments), 3.3), sharex=True, sharey=True
    )
    for ax, k in zip(axes, moments, strict=True):
        plots.points(ax, features, labels, class_names=CLASSES)
        ax.set(xlim=(-0.05, 1.05), ylim=(-0.05, 0.85), xlabel="ink in the middle")
        ax.set_title(f"{k} updates: {n_wrong[k]} wrong")
        _shade(ax, path[k])
        plots.line(ax, path[k], label="boundary")
    axes[0].set_ylabel("ink at the sides")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    fig.suptitle("The boundary swings until nothing is wrong (shaded: answer +1)")
    return fig


def margin_and_room(features, labels, w_star, along, lengths, gamma, R):
    """Return a figure of the margin in the plane, and of the proof beside a run.

    `features` (n, 2), `labels` (n,), `w_star` (3,) with the bias first; `along`
    (n_updates + 1,) holds w · w* after each update, `lengths` |w|, `gamma` the margin
    and `R` the length of the longest sample.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.9), width_ratios=[1, 1.35])
    _strip(left, features, labels, w_star)
    bound = (R / gamma) ** 2
    k = np.arange(int(1.2 * bound))
    right.plot(k, np.sqrt(k) * R, color=GREY, linestyle="-")
    right.plot(k, k * gamma, color=GREY, linestyle="-")
    room = k <= bound
    right.fill_between(k, k * gamma, np.sqrt(k) * R, where=room, color="#EEEEEE")
    middle = 0.5 * bound
    right.text(middle, np.sqrt(middle) * R + 0.8, r"$\sqrt{k}\,R$", ha="right")
    right.text(1.1 * middle, middle * gamma, r"$k\,\gamma$", va="top")
    updates = np.arange(len(along))
    right.plot(updates, lengths, label="$|w|$ in the run", color=plots.COLORS[0])
    right.plot(updates, along, ":", label=r"$w \cdot w^*$ in the run", color=MIDDLE)
    right.plot(bound, bound * gamma, "ko")
    right.annotate(
        r"$(R/\gamma)^2$: no room left",
        (bound, bound * gamma),
        (-30, -95),
        textcoords="offset points",
        ha="center",
        arrowprops={"arrowstyle": "->"},
    )
    right.set(xlabel="updates $k$", ylabel="length", xlim=(0, k[-1]), ylim=(0, None))
    right.legend(loc="upper left")
    right.set_title("Every run ends where the room ends, or before")
    return fig


def _strip(ax, features, labels, w):
    """Draw samples, the line of w (3,), and beside it the strip without samples."""
    plots.points(ax, features, labels, class_names=CLASSES)
    ax.set(xlim=(-0.05, 1.05), ylim=(0, 0.95), aspect="equal")
    z = w[0] + features @ w[1:]
    nearest = np.min(np.abs(z))
    plots.line(ax, w)
    for side in (-nearest, nearest):
        plots.line(ax, w + [side, 0, 0], color=GREY, linestyle="--", linewidth=1.2)
    ringed = features[np.argmin(np.abs(z))]
    ax.plot(*ringed, "o", markersize=15, mfc="none", mec="black")
    foot = ringed - z[np.argmin(np.abs(z))] * w[1:] / (w[1:] @ w[1:])
    ax.plot(*np.stack([ringed, foot]).T, color="black", linestyle=":", linewidth=2)
    ax.legend(loc="upper left", fontsize="small")
    ax.set(xlabel="ink in the middle", ylabel="ink at the sides")
    ax.set_title("No sample is nearer to the line of $w^*$")


def gates(corners, targets, learned):
    """Return a figure of logical functions and of what perceptrons make of them.

    `corners` (4, 2); `targets` maps the name of each function to its targets (4,) of
    ±1, `learned` to weights (3,), the bias first. Where z = 0 the answer is +1.
    """
    fig, axes = plt.subplots(1, len(targets), figsize=(8.6, 3.6))
    for ax, (name, y) in zip(axes, targets.items(), strict=True):
        w = learned[name]

        def answer(x, w=w):
            return np.where(w[0] + x @ w[1:] >= 0, 1, -1)

        plots.decision_regions(ax, answer, corners, y, ["false", "true"])
        wrong = corners[answer(corners) != y]
        ax.plot(*wrong.T, "o", markersize=17, mfc="none", mec="black")
        title = f"{name}: {len(wrong)} wrong"
        ax.set(title=title if np.any(w) else f"{title}, $w = 0$")
        ax.set(xlabel="$x_1$", ylabel="$x_2$", xticks=[0, 1], yticks=[0, 1])
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    fig.suptitle("Points: the truth. Background: the answer. Ringed: wrong")
    return fig


def two_spaces(corners, truth, layer, hidden, output):
    """Return a figure of the same samples by their inputs and by their hidden units.

    `corners` (4, 2), their `truth` (4,) of 0 and 1. `layer` takes inputs (n, n_in),
    weights and biases, and returns answers (n, n_out) of 0 and 1; `hidden` and `output`
    are the (weights, biases) of the two layers. Corners on one point share a label.
    """

    def by_hidden_units(h):
        return layer(h, *output)[:, 0]

    def by_inputs(x):
        return by_hidden_units(layer(x, *hidden))

    moved = layer(corners, *hidden)
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4.2))
    plots.decision_regions(left, by_inputs, corners, truth, ["false", "true"])
    left.set(xlabel="$x_1$", ylabel="$x_2$", title="By inputs: a band")
    plots.decision_regions(right, by_hidden_units, moved, truth)
    right.set(xlabel="OR", ylabel="NAND", title="By hidden units: one line")
    for ax, places in [(left, corners), (right, moved)]:
        here = {}
        for corner, place in zip(corners, places, strict=True):
            name = f"({corner[0]:.0f}, {corner[1]:.0f})"
            here.setdefault(tuple(place), []).append(name)
        for place, shared in here.items():
            text = " and ".join(shared)
            ax.annotate(text, place, (0, 9), textcoords="offset points", ha="center")
        ax.set(xticks=[0, 1], yticks=[0, 1])
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    fig.suptitle("Points: the truth. Background: the network's answer")
    return fig


def crossing(images, features, labels, zeros, ones):
    """Return a figure of four images, and of the segments between their points.

    `images` (n, 8, 8), `features` (n, 2), `labels` (n,); `zeros` and `ones` are two
    places each in them.
    """
    mosaic = [["plane", "zero 1", "zero 2"], ["plane", "one 1", "one 2"]]
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(8.4, 3.9), width_ratios=[4, 1, 1])
    plane = axes["plane"]
    plots.points(plane, features, labels, class_names=CLASSES)
    plane.set(xlabel="ink in the middle", ylabel="ink at the sides")
    plane.set_title("All 218, and two segments that cross")
    pairs = [
        ("zero", zeros, plots.COLORS[0], "-"),
        ("one", ones, plots.COLORS[1], "--"),
    ]
    for name, pair, color, style in pairs:
        plane.plot(*features[pair].T, color=color, linestyle=style, zorder=4)
        plane.plot(*features[pair].T, "o", markersize=13, mfc="none", mec="black")
        for number, place in enumerate(pair, 1):
            title = f"{name} {number}"
            axes[title].imshow(images[place], vmin=0, vmax=1)
            axes[title].set_title(title, fontsize="small")
            axes[title].axis("off")
            offset = (9, 6) if number == 2 else (-8, -20)
            plane.annotate(title, features[place], offset, textcoords="offset points")
    plane.set_ylim(-0.07, None)
    plane.legend(loc="upper right")
    return fig
