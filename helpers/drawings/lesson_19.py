"""What lesson 19 draws: a body that is handed over."""

from helpers import plots


def handed_over(ax, inputs, body, heads):
    """Draw how a trained body is copied from one task to another.

    A row for each task: a box for its `inputs`, one for the `body` and one for its own
    of the `heads` (two names each); an arrow leads down from body to body.
    """
    arrow = {"arrowstyle": "-|>", "color": "#666666", "linewidth": 1.6}
    for y, (name, head) in zip((1, 0), zip(inputs, heads, strict=True), strict=True):
        ax.text(0, y, name, ha="center", va="center")
        ax.annotate("", (0.87, y), (0.28, y), arrowprops=arrow)
        ax.annotate("", (1.93, y), (1.33, y), arrowprops=arrow)
        shades = (
            (1.1, body, plots.COLORS[0]),
            (2.2, head, plots.COLORS[1] if y else plots.COLORS[2]),
        )
        for x, text, color in shades:
            box = {"boxstyle": "round,pad=0.7", "facecolor": "white"}
            box |= {"edgecolor": color, "linewidth": 2.2}
            ax.text(x, y, text, ha="center", va="center", bbox=box)
    ax.annotate("", (1.1, 0.24), (1.1, 0.76), arrowprops=arrow)
    ax.text(1.16, 0.5, "copied", va="center")
    ax.set(xlim=(-0.4, 2.7), ylim=(-0.4, 1.4))
    ax.axis("off")
    return ax
