"""What lesson 11 draws: fits and the gap between training and new samples."""

from helpers import plots

import numpy as np


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
        plots.curves(ax, t, {"fitted": fitted, "truth": np.sin(3 * t)})
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
        ax.fill_between(x, low, high, color=plots.COLORS[i], alpha=0.2, linewidth=0)
        ax.plot(x, median, label=label)
    if level is not None:
        ax.axhline(level, color="black", linestyle=":", linewidth=1.2)
    ax.set(xscale="log", ylabel=name)
    if len(x) <= 6:
        ax.set_xticks(x, [f"{value:g}" for value in x])
        ax.minorticks_off()
    ax.legend()
    return ax
