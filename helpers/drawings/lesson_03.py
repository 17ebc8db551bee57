"""What lesson 03 draws: corners, tangents, activations, training that stops."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np

NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}


def show_corners(x, straight, cut_off, bump):
    """Show two neurons in a row, without and with max(0, z), and a bump; all (n,)."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.2, 3.4))
    series = {"nothing between": straight, "max(0, z) between": cut_off}
    plots.curves(left, x, series)
    left.set(xlabel="input x", ylabel="output $z_2$", title="With max(0, z): a corner")
    plots.curves(right, x, {"sum": bump})
    right.set(xlabel="input x", ylabel="output", ylim=(-0.25, 1.5))
    right.set_title("Three corners: a bump")
    plots.show(
        fig,
        alt="Left, two neurons in a row: a straight line with nothing between them; "
        "with max(0, z) level, then a corner, then the same line. Right: level, then "
        "up to 1 at x = 0, down again, and level.",
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


def _log_steps(ax, most):
    """Let steps from 0 run along the x-axis, from 1 on logarithmically."""
    ax.set_xscale("symlog", linthresh=1)
    ax.set_xlim(left=0)
    ticks = [0, *(10**k for k in range(len(str(most))))]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.set_xlabel("step (logarithmic from 1 on)")


def show_saturated(ways):
    """Show answers over the steps; ways map names to answers, each of its length."""
    fig, ax = plt.subplots(figsize=(6.8, 3.2))
    for (name, way), style in zip(ways.items(), ("-", "--"), strict=False):
        ax.plot(range(len(way)), way, linestyle=style, label=name)
    ax.axhline(0.1, color="#888888", linewidth=1, linestyle=":")
    _log_steps(ax, most=10_000)
    ax.set(ylabel="answer, should be 0", ylim=(0, 1.1))
    ax.set_title("The saturated unit stands still, with the larger error")
    ax.legend(loc="center right", bbox_to_anchor=(0.85, 0.6))
    plots.show(
        fig,
        alt="Answers of two sigmoid units over the steps, on a logarithmic axis. The "
        "one from z = 0 falls from a half within tens of steps. The one from z = 10 "
        "stays at 1 for some twenty thousand steps, then drops steeply.",
    )


def show_chains(chains):
    """Show slopes after 1 to n units in a row; chains map names to (n_units,)."""
    fig, ax = plt.subplots(figsize=(7.6, 4))
    n_units = len(next(iter(chains.values())))
    plots.curves(ax, range(1, n_units + 1), chains)
    ax.get_legend().remove()
    for name, so_far in chains.items():
        ax.text(n_units + 0.4, so_far[-1], name, va="center", fontsize=10)
    ax.set(yscale="log", xlabel="units in a row", ylabel="slope of last by first")
    ax.set(xlim=(0.5, n_units + 8))
    ax.set_xticks([1, 5, 10, 15, 20])
    ax.set_title("In a row of units the slope vanishes, stays or explodes")
    plots.show(
        fig,
        alt="The slope of the last answer by the first input against the number of "
        "units, on a logarithmic axis. Sigmoids fall steeply in a straight line, with "
        "weights of 4 more steeply still, with a bias of −2 slowly; ReLU stays at 1 "
        "with weights of 1, and climbs steeply with weights of 2.",
    )


def show_dying(ways):
    """Show a weight over the steps of training; ways map names to (n_steps + 1,)."""
    fig, ax = plt.subplots(figsize=(6.8, 3.6))
    n_points = len(next(iter(ways.values())))
    ax.axhline(1, color="#888888", linewidth=1, linestyle="-")
    plots.curves(ax, range(n_points), ways)
    _log_steps(ax, most=1000)
    ax.text(n_points, 0.93, "the goal, w = 1", ha="right", va="top", fontsize=10)
    ax.set(ylabel="weight w")
    ax.set_title("After one large step ReLU stays where it is; leaky ReLU returns")
    plots.show(
        fig,
        alt="The weight w over the steps. The control goes from 3 to the goal, 1. The "
        "others fall below 0 in the large first step. With ReLU it stays there, a "
        "level line; with leaky ReLU it climbs back to the goal.",
    )


def show_softmax(logits, p):
    """Show probabilities as bars, a panel for each row of logits (n, n_classes)."""
    fig, axes = plt.subplots(1, len(p), figsize=(9.2, 3.6), sharey=True)
    for ax, z, p_row in zip(axes, logits, p, strict=True):
        bars = ax.bar(range(len(p_row)), p_row, width=0.6)
        ax.bar_label(bars, fmt="%.2f", padding=2)
        ax.set(ylim=(0, 1.1), xlabel="logit of the class")
        ax.set_xticks(range(len(p_row)), [f"{one:g}" for one in z])
    axes[0].set(ylabel="probability", title="three logits")
    axes[1].set_title("1000 added: the same")
    axes[2].set_title("doubled: surer")
    fig.suptitle("Only the gaps between the logits count")
    plots.show(
        fig,
        alt="Bars of the probabilities of three classes, in three panels. With 1000 "
        "added to each logit they are the same; with the logits doubled the first is "
        "higher and the two others lower.",
    )
