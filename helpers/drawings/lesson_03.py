"""What lesson 03 draws: corners, tangents, all activations, gradients."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np

NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}


def show_corner(x, straight, cut_off):
    """Show two neurons in a row, with nothing and with max(0, z) between; all (n,)."""
    fig, ax = plt.subplots(figsize=(6.4, 3.2))
    series = {"nothing between": straight, "max(0, z) between": cut_off}
    plots.curves(ax, x, series)
    ax.set(xlabel="input x", ylabel="output $z_2$")
    ax.set_title("Nothing between: a straight line. With max(0, z): a corner")
    plots.show(
        fig,
        alt="Output of two neurons in a row against the input. With nothing between "
        "them a straight line; with max(0, z) level on the left, then a corner, then "
        "the same line.",
    )


def show_tangents(f, z, slope_of):
    """Show f with its tangents at the points z (n,).

    `slope_of` takes f and a point, and returns the slope.
    """
    fig, ax = plt.subplots(figsize=(6.8, 3.4))
    around = np.linspace(-6, 6, 401)
    ax.plot(around, f(around))
    reach = np.array([-1.7, 1.7])
    for z_here in z:
        a, slope = f(z_here), slope_of(f, z_here)
        line = {"color": plots.COLORS[1], "linestyle": "-", "linewidth": 1.6}
        ax.plot(z_here + reach, a + slope * reach, **line)
        ax.plot(z_here, a, "ko", markersize=5)
        place = (-20, 10) if z_here < 0 else (2, -20)
        ax.annotate(f"{slope:.3f}", (z_here, a), place, textcoords="offset points")
    ax.set(xlabel="pre-activation z", ylabel="activation", ylim=(-0.15, 1.15))
    ax.set_title("Each tangent touches the curve and has its slope there")
    plots.show(
        fig,
        alt="The sigmoid rises from 0 to 1, with five tangents and their slopes: "
        "0.25 in the middle, 0.105 at −2 and 2, nearly level at −4 and 4.",
    )


def show_gallery(functions, slopes):
    """Show activations with their slopes, a panel each.

    `functions` lists functions of z; `slopes` maps their names to their derivatives.
    """
    left, right = np.linspace(-4, -1e-9, 200), np.linspace(1e-9, 4, 200)
    fig, axes = plt.subplots(2, 3, figsize=(9.2, 5), sharex=True, sharey=True)
    for ax, function in zip(axes.flat, functions, strict=False):
        name = function.__name__
        for part in (left, right):  # so that a jump at 0 is not joined
            values = {"value": function(part), "slope": slopes[name](part)}
            ax.set_prop_cycle(None)
            plots.curves(ax, part, values)
        ax.set(title=NAMES.get(name, name), ylim=(-1.1, 2.1))
        ax.set_xlabel("pre-activation z")
        ax.tick_params(labelbottom=True)
        ax.get_legend().remove()
    axes.flat[-1].axis("off")
    axes.flat[-1].legend(axes[0, 0].lines[:2], values, loc="center", fontsize=13)
    fig.suptitle("Where the dashed line is near 0, a unit hardly learns")
    plots.show(
        fig,
        alt="Five activations (solid) with their slopes (dashed). Sigmoid and tanh: a "
        "bump of slope in the middle, up to ¼ and up to 1. Step: slope 0. ReLU and "
        "leaky ReLU: slope 1 on the right, 0 and ¼ on the left.",
    )


def show_gradients(scales, left_over):
    """Show what is left of gradients against the scale of the weights.

    `left_over` maps the names of activations to runs (n_runs, n_scales).
    """
    fig, ax = plt.subplots(figsize=(6.8, 3.8))
    plots.spreads(ax, scales, {NAMES.get(k, k): left_over[k] for k in left_over})
    ax.axhline(1, color="black", linewidth=1, linestyle="-")
    ax.text(scales[0], 2, "all arrives", fontsize=10)
    for name, place in (("tanh", (-20, 7)), ("relu", (5, -15)), ("sigmoid", (3, -15))):
        # a line through the two scales between which the median crosses 1
        size = np.log(np.median(left_over[name], axis=0))
        scale = np.exp(np.interp(0, size, np.log(scales)))
        ax.plot(scale, 1, "ko", markersize=5, zorder=4)
        ax.annotate(f"{scale:.2g}", (scale, 1), place, textcoords="offset points")
    ax.set(xscale="log", yscale="log", xlabel="scale of the weights")
    ax.set(ylabel="gradient left after 20 layers", ylim=(1e-20, 1e12))
    ax.set_xticks(scales[::2], [f"{scale:g}" for scale in scales[::2]])
    ax.set_xticks([], minor=True)
    ax.set_title("At 20 layers: how much arrives depends on curve and weights")
    plots.show(
        fig,
        alt="Size of a gradient after 20 layers against the scale of the weights, both "
        "logarithmic: three rising curves. Tanh crosses 1, where nothing is lost, near "
        "1.3, ReLU near 1.4, the sigmoid near 10.",
    )


def show_saturated(ways):
    """Show answers over the steps; ways map the first z to answers (n_steps,)."""
    fig, ax = plt.subplots(figsize=(6.8, 3.2))
    n_steps = len(next(iter(ways.values())))
    series = {f"from z = {z:g}": way for z, way in ways.items()}
    plots.curves(ax, range(1, n_steps + 1), series)
    ax.set(xscale="log", xlabel="step (logarithmic)", ylabel="answer, should be 0")
    ax.set_title("The saturated unit stands still, with the larger error")
    plots.show(
        fig,
        alt="Answers of two sigmoid units over the steps, on a logarithmic axis. The "
        "one from z = 0 falls from a half within tens of steps. The one from z = 10 "
        "stays at 1 for some twenty thousand steps, then drops steeply.",
    )


def show_dying(ways):
    """Show a weight over the steps of training; ways map names to (n_steps + 1,)."""
    fig, ax = plt.subplots(figsize=(6.8, 3.6))
    n_points = len(next(iter(ways.values())))
    ax.axhline(1, color="#888888", linewidth=1, linestyle="-")
    plots.curves(ax, range(n_points), ways)
    ax.text(n_points, 0.93, "the goal, w = 1", ha="right", va="top", fontsize=10)
    arrow = {"arrowstyle": "->"}
    ax.annotate("the large step", (1, 0.2), (4, 0.7), fontsize=9, arrowprops=arrow)
    ax.set(xlabel="step", ylabel="weight w")
    ax.set_title("After one large step ReLU is dead; a left slope brings it back")
    plots.show(
        fig,
        alt="The weight w over the steps. The control goes from 3 to the goal, 1. The "
        "others fall below 0 in the large first step. With ReLU it stays there, a "
        "level line; with a left slope of 0.25 it climbs back to the goal, with 0.01 "
        "it climbs a little.",
    )
