"""What lesson 17 draws: numbers and images under a kernel."""

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np


def number_grid(ax, values, frame=None):
    """Draw `values` (n_rows, n_columns) as grey squares with the numbers on them.

    The darker a square, the larger its number. `frame` (row, column, n_rows,
    n_columns) outlines a part of the grid. Row 0 is on top.
    """
    values = np.asarray(values)
    low, high = values.min(), values.max()
    ax.imshow(values, vmin=low, vmax=high + 1.5 * (high - low) + 0.1)
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, plots.short(value), ha="center", va="center")
    if frame is not None:
        row, column, n_rows, n_columns = frame
        corner, style = (column - 0.5, row - 0.5), {"fill": False, "linewidth": 3}
        ax.add_patch(
            plt.Rectangle(corner, n_columns, n_rows, edgecolor=plots.COLORS[1], **style)
        )
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    return ax


def grey_images(axes, images):
    """Draw `images`, a dictionary from titles to (height, width), one on each axes.

    Where no number is negative, 0 is black and 1 is white. Else zero is a middle grey,
    and the largest size is white or, where negative, black. Returns `axes`.

    Raises ValueError when there are more or fewer images than axes.
    """
    axes = np.ravel(axes)
    if len(images) != len(axes):
        raise ValueError(f"{len(images)} images for {len(axes)} axes; give each one")
    for ax, (title, image) in zip(axes, images.items(), strict=True):
        image = np.asarray(image)
        largest = np.abs(image).max()
        low, high = (-largest, largest) if image.min() < 0 else (0, 1)
        ax.imshow(image, cmap="gray", vmin=low, vmax=high)
        ax.set_title(title)
        ax.axis("off")
    return axes
