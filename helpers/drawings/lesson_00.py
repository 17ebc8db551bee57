"""What lesson 00 draws: a network's plan, weights, one digit's way, nested fields."""

from helpers import plots

import numpy as np
from matplotlib.patches import FancyBboxPatch


def plan(ax):
    """Draw the lesson's network: 64 pixels, 32 hidden units, 10 outputs.

    Each number is a dot. A fan of lines to one hidden unit, and to one output unit,
    shows that a unit looks at every number of the column before.
    """
    columns = [np.linspace(1, -1, 64), np.linspace(0.9, -0.9, 32)]
    columns += [np.linspace(0.8, -0.8, 10)]
    names = ["64 pixels", "hidden layer: 32 units", "output layer: 10 units"]
    for x, unit, color in ((0, 9, plots.COLORS[0]), (1, 6, plots.COLORS[1])):
        ys, y1 = columns[x], columns[x + 1][unit]
        ends = [x, x, x + 1], [ys[0], ys[-1], y1]
        ax.fill(*ends, color=color, alpha=0.15, linewidth=0, zorder=0)
        for y0 in ys[:: len(ys) // 16]:  # a line for each would make a heavy file
            ax.plot([x, x + 1], [y0, y1], "-", color=color, lw=0.6, zorder=1)
        ax.scatter(x + 1, y1, s=90, color=color, zorder=3)
    for x, (ys, name) in enumerate(zip(columns, names, strict=True)):
        size = 7 if x == 0 else 16 if x == 1 else 40
        ax.scatter(np.full(len(ys), x), ys, s=size, color="#444444", zorder=2)
        ax.text(x, 1.1, name, ha="center", va="bottom")
    for digit, y in enumerate(columns[2]):
        ax.text(2.08, y, str(digit), va="center")
    ax.set(xlim=(-0.4, 2.5), ylim=(-1.05, 1.3))
    ax.set_title("Two layers: 64 numbers become 32, and these become 10")
    ax.axis("off")
    return ax


def weight_images(axes, before, after, n_columns=16):
    """Draw a layer's weights before and after training, and their difference.

    `axes` are three, `before` and `after` (64, n_units). Each unit is an image of 8×8;
    all have one scale: orange is positive, purple negative, white zero. Returns `axes`.
    """
    stages = {"before training: noise": before, "added by training": after - before}
    stages["after training: both"] = after
    largest = max(np.abs(W).max() for W in stages.values())
    for ax, (title, W) in zip(axes, stages.items(), strict=True):
        n_rows = -(-W.shape[1] // n_columns)
        sheet = np.full((9 * n_rows - 1, 9 * n_columns - 1), np.nan)
        for unit in range(W.shape[1]):
            row, column = divmod(unit, n_columns)
            place = slice(9 * row, 9 * row + 8), slice(9 * column, 9 * column + 8)
            sheet[place] = W[:, unit].reshape(8, 8)
        ax.imshow(sheet, cmap="PuOr_r", vmin=-largest, vmax=largest)
        ax.set_title(title)
        ax.axis("off")
    return axes


def one_unit(axes, pixels, weights, bias):
    """Draw on three axes how one hidden unit comes to its number.

    `pixels` and `weights` (64,), `bias` a number. Orange is positive, purple negative,
    white zero. The numbers stand below. Returns `axes`.
    """
    products = pixels * weights
    total = products.sum()
    result = f"sum {total:.2f}, with bias {total + bias:.2f}".replace("-", "−")
    titles = ["64 pixels", "times 64 weights", "are 64 products"]
    notes = ["white 0, black 1", "orange for, purple against", result]
    for i, values in enumerate((pixels, weights, products)):
        largest = np.abs(values).max()
        signed = {"cmap": "PuOr_r", "vmin": -largest, "vmax": largest}
        axes[i].imshow(values.reshape(8, 8), **(signed if i else {}))
        axes[i].set(title=titles[i], xlabel=notes[i], xticks=[], yticks=[])
        axes[i].grid(False)
    return axes


def way(fig, image, activations, logits, probabilities):
    """Draw on `fig` the way from an image to an answer, left to right.

    `image` (8, 8), `activations` (32,), `logits` and `probabilities` (10,). The bars of
    the last two have their numbers written beside them; the largest is orange.
    """
    axes = fig.subplots(1, 4, width_ratios=[0.9, 1.1, 1.4, 1.3])
    axes[0].imshow(image)
    axes[0].set(xticks=[], yticks=[], title="64 pixels")
    axes[0].grid(False)
    axes[1].barh(range(32), activations, color=plots.COLORS[0])
    axes[1].set(title="32 activations", ylabel="hidden unit", ylim=(31.6, -0.6))
    columns = {"10 logits": (logits, 1), "10 probabilities": (probabilities, 3)}
    for ax, (title, (values, digits)) in zip(axes[2:], columns.items(), strict=True):
        colors = [plots.COLORS[0]] * 10
        colors[int(np.argmax(values))] = plots.COLORS[1]
        ax.barh(range(10), values, color=colors)
        low, high = min(0, values.min()), max(0, values.max())
        gap, room = 0.03 * (high - low), 0.42 * (high - low)
        for digit, value in enumerate(values):
            text = f"{value:.{digits}f}".replace("-", "−")
            side, shift = ("left", gap) if value >= 0 else ("right", -gap)
            ax.text(value + shift, digit, text, ha=side, va="center", fontsize=9)
        left = low - room if low < 0 else 0
        ax.set(xlim=(left, high + room), ylim=(9.6, -0.6), yticks=range(10))
        ax.set(title=title, ylabel="digit")
    for ax in axes[1:]:
        ax.grid(axis="y", visible=False)
    fig.suptitle("One digit's way through the network")
    return fig


def nested(ax):
    """Draw deep learning inside machine learning inside artificial intelligence."""
    fields = {
        "artificial intelligence": (
            "machines that do what would be called intelligent",
            "in people, also by rules that people wrote",
        ),
        "machine learning": (
            "programs that get better at a task by data,",
            "also by looking up the nearest neighbour",
        ),
        "deep learning": ("machine learning by networks", "of several layers"),
    }
    colors = ["#EDF4F9", "#CFE3F0", "#9CC6E2"]
    style = {"ha": "center", "va": "center"}
    for i, (name, lines) in enumerate(fields.items()):
        width, height, bottom = 10 - 1.7 * i, 5.4 - 1.75 * i, 0.15 * i
        box = FancyBboxPatch((-width / 2, bottom), width, height)
        box.set_boxstyle("round", pad=0, rounding_size=0.4)
        box.set(facecolor=colors[i], edgecolor=plots.COLORS[0], linewidth=1.4)
        ax.add_patch(box)
        ax.text(0, bottom + height - 0.4, name, weight="bold", **style)
        for row, line in enumerate(lines):
            ax.text(0, bottom + height - 0.85 - 0.4 * row, line, fontsize=10.5, **style)
    ax.set(xlim=(-5.1, 5.1), ylim=(-0.1, 5.5))
    ax.axis("off")
    return ax
