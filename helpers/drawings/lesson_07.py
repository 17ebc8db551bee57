"""What lesson 07 draws: computation graphs."""

from helpers import plots

import numpy as np
from matplotlib.patches import FancyBboxPatch


def graph(ax, nodes, edges):
    """Draw a computation graph, from what goes in on the left to the result.

    `nodes` maps each label to (value, gradient): the value stands in black under the
    label, the gradient in orange below it. `edges` are (from, to, slope): two labels
    and the number on the arrow. A node's column is its longest way to the result; a
    column keeps the order of the nodes.

    Raises ValueError when an edge names no node, or edges run in a circle.
    """
    unknown = {label for edge in edges for label in edge[:2]} - nodes.keys()
    if unknown:
        raise ValueError(f"edges name {sorted(unknown)}; the nodes are {list(nodes)}")
    to_result = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for start, end, _ in edges:
            to_result[start] = max(to_result[start], to_result[end] + 1)
    if max(to_result.values()) >= len(nodes):
        raise ValueError(f"the edges {edges} run in a circle; leave one out")
    spot = {}
    for column in set(to_result.values()):
        members = [label for label in nodes if to_result[label] == column]
        for row, label in enumerate(members):
            spot[label] = np.array([-1.6 * column, (len(members) - 1) / 2 - row])
    for label, (value, gradient) in nodes.items():
        _node(ax, *spot[label], label, value, gradient)
    for start, end, slope in edges:
        (x0, y0), (x1, y1) = spot[start] + [0.42, 0], spot[end] - [0.42, 0]
        bend = 0.25 * np.sign(y1 - y0) if x1 - x0 > 1 else 0.0
        arrow = {"arrowstyle": "-|>", "color": "#666666", "linewidth": 1.4}
        arrow["connectionstyle"] = f"arc3,rad={bend}"
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow)
        middle = (x0 + x1) / 2, (y0 + y1) / 2 - 0.5 * bend * (x1 - x0)
        style = {"ha": "center", "va": "center"}
        style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.text(*middle, f"×{plots.short(slope)}", **style)
    rows = [y for _, y in spot.values()]
    ax.set(
        xlim=(-1.6 * max(to_result.values()) - 0.5, 0.5),
        ylim=(min(rows) - 0.5, max(rows) + 0.5),
    )
    ax.axis("off")
    return ax


def _node(ax, x, y, label, value, gradient):
    """Draw one box of a computation graph, centred on (x, y)."""
    box = FancyBboxPatch(
        (x - 0.36, y - 0.36),
        0.72,
        0.72,
        boxstyle="round,pad=0.05",
        facecolor="white",
        edgecolor=plots.COLORS[0],
        linewidth=1.6,
        zorder=2,
    )
    ax.add_patch(box)
    style = {"ha": "center", "va": "center", "zorder": 3}
    ax.text(x, y + 0.25, label, weight="bold", **style)
    ax.text(x, y, plots.short(value), **style)
    ax.text(x, y - 0.25, plots.short(gradient), color=plots.COLORS[1], **style)
