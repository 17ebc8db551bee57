"""What lesson 22 draws: the cell and its gates."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch


def show_conveyor_belt(alt):
    """Put an LSTM's cell into the notebook: its belt with c on top, the gates below.

    `alt` is as in `show`.
    """
    fig, ax = plt.subplots(figsize=(7.8, 3.1))
    gates = {"f": (1.7, "forget, σ"), "i": (4.2, "input, σ")}
    gates |= {"g": (6.8, "candidate, tanh"), "o": (9.4, "output, σ")}
    signs = {"×f": (1.7, 3.5), "×": (5.5, 2.5), "+": (5.5, 3.5), "×o": (11.4, 1.3)}
    spots = {}  # what the arrows lead from and to: a centre and its shape
    for name, (x, word) in gates.items():
        spots[name] = (x, 1.3), FancyBboxPatch((x - 1, 0.95), 2, 0.7)
        ax.text(x, 1.3, f"{name}\n{word}", ha="center", va="center", fontsize=9.5)
    spots["tanh"] = (11.4, 2.5), FancyBboxPatch((10.95, 2.3), 0.9, 0.4)
    ax.text(11.4, 2.5, "tanh", ha="center", va="center", fontsize=9.5)
    for name, centre in signs.items():
        spots[name] = centre, Circle(centre, 0.3)
        ax.text(*centre, name[0], ha="center", va="center", fontsize=14)
    for name, (_, shape) in spots.items():
        shade = "#DCEBF7" if name in "fio" else "white" if name in signs else "#FBE3D3"
        shape.set(
            facecolor=shade, edgecolor=plots.COLORS[1] if name in signs else "#555555"
        )
        if name not in signs:
            shape.set_boxstyle("round,pad=0.12")
        ax.add_patch(shape)
    spots |= {f"x {name}": ((x, 0.2), None) for name, (x, _) in gates.items()}
    spots |= {"belt": ((11.4, 3.5), None), "h": ((12.6, 1.3), None)}
    ways = [("f", "×f"), ("i", "×"), ("g", "×"), ("×", "+"), ("belt", "tanh")]
    ways += [("tanh", "×o"), ("o", "×o"), ("×o", "h")]
    ways += [(f"x {name}", name) for name in gates]
    style = {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 0, "shrinkB": 0}
    for start, end in ways:
        (here, leaving), (there, reached) = spots[start], spots[end]
        arrow = FancyArrowPatch(here, there, patchA=leaving, patchB=reached, **style)
        ax.add_patch(arrow).set(color="#555555")
    wide = {"arrowstyle": "simple,head_width=26,head_length=14,tail_width=12"}
    belt = FancyArrowPatch((0.2, 3.5), (12.5, 3.5), shrinkA=0, shrinkB=0, **wide)
    ax.add_patch(belt).set(color="#CFCFCF", zorder=0)
    ax.plot([0.2, 9.4], [0.2, 0.2], "-", color="#555555", linewidth=1.4)
    ends = {"$c_{t-1}$": (0, 3.5), "$c_t$": (12.7, 3.5), "$h_t$": (12.7, 1.3)}
    for text, (x, y) in (ends | {"$x_t,\\ h_{t-1}$": (0, 0.2)}).items():
        ax.text(x, y, text, ha="left" if x else "right", va="center", fontsize=13)
    ax.set(xlim=(-1.5, 13.4), ylim=(0, 4), aspect="equal")
    ax.set_title("On the belt c, numbers are only scaled (×) and added to (+)")
    ax.axis("off")
    plots.show(fig, alt)


def show_gates(parts, marked, title, alt):
    """Put heat maps into the notebook, one below the other: units down, steps across.

    `parts` maps names to (n_units, n_steps). One with a number below 0 is drawn as
    signed, any other as a gate, from 0 (shut) to 1 (open); the titles explain the
    colours. `marked` are the steps that are named on the axis. `alt` is as in `show`.
    """
    fig, axes = plt.subplots(
        len(parts), 1, figsize=(7.2, 2 * len(parts)), squeeze=False
    )
    for ax, (name, values) in zip(axes[:, 0], parts.items(), strict=True):
        signed = np.min(values) < 0
        plots.heat_map(ax, values, signed=signed)
        if not signed:
            ax.images[0].set_clim(0, 1)
        colours = "orange +, purple −" if signed else "white: shut 0, dark: open 1"
        ax.set(title=f"{name} ({colours})", ylabel="unit", yticks=[], aspect="auto")
        ax.set_xticks(marked, ["mark"] * len(marked))
    ax.set_xlabel("step")
    fig.suptitle(title)
    plots.show(fig, alt)
