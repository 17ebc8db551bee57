"""What lesson 00 draws: plan, weights, one digit's way, nested fields."""

from helpers import plots

import numpy as np
from matplotlib.patches import FancyBboxPatch


def plan_of_the_network(ax):
    """Draw the lesson's network: 64 pixels, 32 hidden units, 10 outputs.

    Each number is a dot. A fan of lines to one hidden unit, and to one output unit,
    shows that a unit looks at every number of the column before.
    """
    columns = [np.linspace(1, -1, 64), np.linspace(0.9, -0.9, 32)]
    columns += [np.linspace(0.8, -0.8, 10)]
    names = ["64 pixels", "hidden layer: 32 units", "output layer: 10 units"]
    for x, unit, color in ((0, 9, plots.COLORS[0]), (1, 6, plots.COLORS[1])):
        y1 = columns[x + 1][unit]
        for y0 in columns[x]:
            ax.plot([x, x + 1], [y0, y1], "-", color=color, lw=0.5, zorder=1)
        ax.scatter(x + 1, y1, s=110, color=color, zorder=3)
    for x, (ys, name) in enumerate(zip(columns, names, strict=True)):
        size = (7, 16, 40)[x]
        ax.scatter(np.full(len(ys), x), ys, s=size, color="#444444", zorder=2)
        ax.text(x, 1.1, name, ha="center", va="bottom")
    for digit, y in enumerate(columns[2]):
        ax.text(2.08, y, str(digit), va="center")
    ax.text(0.5, -1.0, "one fan: 64 weights", ha="center", va="center")
    ax.text(1.5, -1.0, "one fan: 32 weights", ha="center", va="center")
    ax.set(xlim=(-0.4, 2.5), ylim=(-1.1, 1.3))
    ax.set_title("Each unit looks at every number of the column before")
    ax.axis("off")
    return ax


def weight_images(axes, before, after, n_columns=8):
    """Draw a layer's weights before and after training, and their difference.

    `axes` are three, `before` and `after` (64, n_units). Each unit is an image of 8×8;
    all have one scale, written under the last: orange is positive, purple negative,
    white zero. Returns `axes`.
    """
    stages = {"before training: noise": before, "added by training": after - before}
    stages["after training: the sum of both"] = after
    largest = max(np.abs(W).max() for W in stages.values())
    n_units = before.shape[1]
    starts = range(0, n_units, n_columns)
    for ax, (title, W) in zip(axes, stages.items(), strict=True):
        sheet = np.full((9 * len(starts) - 1, 9 * n_columns - 1), np.nan)
        for unit in range(n_units):
            row, column = divmod(unit, n_columns)
            place = slice(9 * row, 9 * row + 8), slice(9 * column, 9 * column + 8)
            sheet[place] = W[:, unit].reshape(8, 8)
        ax.imshow(sheet, cmap="PuOr_r", vmin=-largest, vmax=largest)
        ax.set_title(title)
        ax.axis("off")
    scale = f"purple −{largest:.1f}, white 0, orange {largest:.1f}"
    note = f"units 0 to {n_units - 1}; one scale for all: {scale}"
    place = {"transform": axes[-1].transAxes, "ha": "center", "va": "top"}
    axes[-1].text(0.5, -0.08, note, **place)
    return axes


def one_unit(axes, network, pixels, unit):
    """Draw on four axes how one hidden unit comes to its number, and what it says.

    `network` is lesson 00's, `pixels` (64,) an image, `unit` the hidden unit's number.
    Orange is positive, purple negative, white zero. Returns `axes`.
    """
    W1, b1, W2, _ = network.get_weights()
    weights = W1[:, unit]
    products = pixels * weights
    z = products.sum() + b1[unit]
    said = max(0, z) * W2[unit]  # what it adds to each score, (10,)
    steepest = np.abs(weights).max()
    titles = ["64 pixels", "times 64 weights", "are 64 products"]
    notes = ["white 0, black 1"]
    notes += [f"scale of both: purple\n−{steepest:.1f} to orange {steepest:.1f}"]
    notes += [_minus(f"sum {products.sum():.2f}\nwith bias {z:.2f}")]
    for i, values in enumerate((pixels, weights, products)):
        signed = {"cmap": "PuOr_r", "vmin": -steepest, "vmax": steepest}
        axes[i].imshow(values.reshape(8, 8), **(signed if i else {}))
        axes[i].set(title=titles[i], xlabel=notes[i], xticks=[], yticks=[])
        axes[i].grid(False)
        axes[i].spines[:].set_visible(True)
    colors = [plots.COLORS[1] if value > 0 else "#7A68A6" for value in said]
    axes[3].barh(range(10), said, color=colors)
    axes[3].axvline(0, color="#666666", linewidth=1)
    axes[3].set(title="what it passes on", xlabel="added to the score", ylabel="digit")
    axes[3].set(yticks=range(10), ylim=(9.6, -0.6))
    axes[3].grid(axis="y", visible=False)
    title = f"Hidden unit {unit}: 64 numbers in, one out, passed on to ten scores"
    axes[0].figure.suptitle(title)
    return axes


def _minus(text):
    return text.replace("-", "−")


def _short(value):
    """A number with two digits and no exponent: 0.0000015."""
    return np.format_float_positional(value, precision=2, fractional=False, trim="-")


def from_pixels_to_answer(fig, image, target, activations, logits, probabilities):
    """Draw on `fig` the way from an image to an answer, left to right.

    `image` (8, 8), `target` its digit, `activations` (32,), `logits` and
    `probabilities` (10,). The bars of the last two have their numbers written beside
    them; the largest is orange.
    """
    axes = fig.subplots(1, 4, width_ratios=[0.9, 1.0, 1.4, 1.4])
    axes[0].imshow(image)
    axes[0].set(xticks=[], yticks=[], title="64 pixels", xlabel=f"target: {target}")
    axes[0].grid(False)
    axes[0].spines[:].set_visible(True)
    axes[1].barh(range(32), activations, color=plots.COLORS[0])
    axes[1].set(title="32 activations", ylabel="hidden unit", ylim=(31.6, -0.6))
    columns = {"10 logits": (logits, 0), "10 probabilities": (probabilities, 0.2)}
    for ax, (title, (values, more)) in zip(axes[2:], columns.items(), strict=True):
        colors = [plots.COLORS[0]] * 10
        colors[int(np.argmax(values))] = plots.COLORS[1]
        ax.barh(range(10), values, color=colors)
        low, high = min(0, values.min()), max(0, values.max())
        gap, room = 0.03 * (high - low), (0.6 + more) * (high - low)
        for digit, value in enumerate(values):
            text = _minus(_short(value) if more else f"{value:.1f}")
            side, shift = ("left", gap) if value >= 0 else ("right", -gap)
            ax.text(value + shift, digit, text, ha=side, va="center", fontsize=9.5)
        left = low - room if low < 0 else 0
        ax.set(xlim=(left, high + room), ylim=(9.6, -0.6), yticks=range(10))
        ax.set(title=title, ylabel="digit")
    axes[3].set_xticks([0, 0.5, 1])
    axes[3].spines["bottom"].set_bounds(0, 1)
    for ax in axes[1:]:
        ax.grid(axis="y", visible=False)
    fig.suptitle(f"From 64 pixels to one answer: {np.argmax(logits)}")
    return fig


def a_form_a_row(ax, images):
    """Draw the images of each form, (n_forms, n_images, height, width), in a row.

    The number of its form stands left of each row. Returns `ax`.
    """
    images = np.asarray(images)
    n_forms, n_images = images.shape[:2]
    plots.image_grid(ax, images.reshape(-1, *images.shape[2:]), n_columns=n_images)
    for form in range(n_forms):
        y = n_forms - form - 0.5
        ax.text(-0.2, y, f"form {form}", ha="right", va="center", fontsize=11)
    ax.set_title("A form a row: compare the 9s")
    return ax


def nested(ax):
    """Draw deep learning inside machine learning inside artificial intelligence."""
    fields = {
        "artificial intelligence": (
            "machines that do what would be called intelligent",
            "in people; some by written rules: a route planner",
        ),
        "machine learning": (
            "programs that get better at a task by data;",
            "some without a network: our nearest neighbour",
        ),
        "deep learning": ("by networks of several layers:", "photographs, text, games"),
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
    ax.set_title("Deep learning is machine learning, and that is a part of AI")
    ax.axis("off")
    return ax
