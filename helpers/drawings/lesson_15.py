"""What lesson 15 draws: learning curves, searches and reliability."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np


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


def range_test(ax, rates, losses, smoothed, chosen):
    """Draw a learning-rate range test, with a dotted line at the chosen rate.

    `rates`, `losses` and `smoothed` hold a number for each step.
    """
    plots.curves(ax, rates, {"each batch": losses, "smoothed": smoothed})
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
    plots.curves(axes[0, -1], range(1, n_searches + 1), last)
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
        ax.plot(*points, marker=plots.MARKERS[i % len(plots.MARKERS)], label=name)
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
