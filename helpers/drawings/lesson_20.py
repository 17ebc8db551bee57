"""What lesson 20 draws: a network rolled out in time, and forecasts."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np


def show_unrolled(x, h, title, alt):
    """Put a recurrent network rolled out in time into the notebook, a column a step.

    `x` and `h` hold the numbers (n_steps,) of the input and of the state; they stand
    in the boxes. W leads up from each input, U across from state to state. `title` says
    what to see, `alt` is as in `show`.

    Raises ValueError when `x` and `h` differ in length.
    """
    columns = list(zip(x, h, strict=True))
    fig, ax = plt.subplots(figsize=(7.2, 2.6))
    box = {
        "boxstyle": "round,pad=0.5",
        "facecolor": "white",
        "edgecolor": plots.COLORS[0],
    }
    style = {"ha": "center", "va": "center", "bbox": box | {"linewidth": 1.6}}
    arrow = {"arrowstyle": "-|>", "color": "#666666", "linewidth": 1.4}
    ax.text(-1, 1, "0", **style)
    ax.text(-1, 1.55, "$h_0$", ha="center")
    for t, values in enumerate(columns):
        for row, (letter, value) in enumerate(zip("xh", values, strict=True)):
            ax.text(t, row, plots.short(round(float(value), 2)), **style)
            side = 1.55 if row else -0.65
            ax.text(t, side, f"${letter}_{{{t + 1}}}$", ha="center")
        ax.annotate("", (t, 0.68), (t, 0.3), arrowprops=arrow)
        ax.annotate("", (t - 0.32, 1), (t - 0.68, 1), arrowprops=arrow)
        ax.text(t + 0.08, 0.45, "W")
        ax.text(t - 0.5, 1.15, "U", ha="center")
    ax.set(xlim=(-1.4, len(x) - 0.6), ylim=(-0.8, 1.9), title=title)
    ax.axis("off")
    plots.show(fig, alt)


def show_months(values, first_year, title, alt):
    """Put a temperature, one value in °C a month, into the notebook.

    `values` (n_months,) begins in January of `first_year`; `title` says what to see,
    `alt` is as in `show`.
    """
    fig, ax = plt.subplots(figsize=(9.2, 2.8))
    ax.plot(first_year + np.arange(len(values)) / 12, values)
    ax.set(xlabel="year", ylabel="°C", title=title)
    plots.show(fig, alt)


def show_norms(panels, alt):
    """Put into the notebook how a gradient grows or fades with the steps it goes back.

    `panels` maps titles to series as `spreads` takes them, for 1, 2, ... steps back;
    all panels share one logarithmic axis. `alt` is as in `show`.
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(9.2, 3.6), sharey=True)
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        n_steps = np.shape(next(iter(series.values())))[-1]
        plots.spreads(ax, np.arange(1, n_steps + 1), series)
        ax.set(yscale="log", xlabel="steps back, k", title=title)
    axes[0].set_ylabel("norm of the product")
    plots.show(fig, alt)


FORECASTS = {  # name of a forecast: its colour and line wherever it is drawn
    "last value": (plots.COLORS[5], ":"),
    "same month last year": (plots.COLORS[1], ":"),
    "mean of the month": ("#555555", "-."),
    "linear, all at once": (plots.COLORS[0], "--"),
    "linear, step by step": (plots.COLORS[0], "-"),
    "five networks": (plots.COLORS[3], "-"),
    "linear": (plots.COLORS[0], "--"),
    "networks": (plots.COLORS[3], "--"),
    "linear, season away": (plots.COLORS[0], "-"),
    "networks, season away": (plots.COLORS[3], "-"),
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
    plots.show(fig, alt)
    width = max(len(name) for name in errors)
    print(f"{'months ahead':{width}}     1     3     6    12")
    for name, values in errors.items():
        if np.ndim(values) == 1:
            print(f"{name:{width}}", *(f"{values[k - 1]:5.2f}" for k in (1, 3, 6, 12)))
