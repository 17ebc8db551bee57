"""What lesson 13 draws: sizes layer by layer, and tables of several runs."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np


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
        plots.curves(axes[i], np.arange(1, n_layers + 1), series)
        axes[i].set(yscale="log", xlabel="hidden layer", ylabel=f"size of the {kind}")
        if axes[i].get_legend():
            axes[i].get_legend().remove()
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside right center")
    fig.suptitle(title)
    plots.show(fig, alt)


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
    # 256 colours are enough for shades and digits, and make a much smaller picture
    plots.show(fig, alt, n_colours=256)
