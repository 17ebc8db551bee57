"""What lesson 04 draws: paths down a valley, still and moving."""

import io

from helpers import plots

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image


def valley(ax, f, across, up, n_levels=12):
    """Shade the height of `f` over the plane, darker where it is higher.

    `f` takes points (n, n, 2) and returns their heights (n, n); `across` and `up` are
    the limits of the axes, (low, high). The levels lie closer together towards the
    lowest point, so that the floor of a valley is seen, too. There are no lines
    between them: they would make the picture three times as large.
    """
    plane = np.meshgrid(*(np.linspace(*limits, 120) for limits in (across, up)))
    height = f(np.stack(plane, axis=-1))
    low, high = height.min(), height.max()
    levels = low + (high - low) * np.linspace(0, 1, n_levels + 1) ** 3
    shades = [str(shade) for shade in np.linspace(1, 0.6, n_levels)]
    ax.contourf(*plane, height, levels, colors=shades)
    ax.set(xlim=across, ylim=up)
    ax.grid(False)
    return ax


def path(ax, w):
    """Draw the way `w` (n_steps + 1, 2): a ring at its start, a star at its end.

    Up to a hundred steps are marked one by one; more of them make a thinner line. The
    limits of `ax` stay: what lies outside them is not seen.
    """
    w, limits, color = np.asarray(w), ax.axis(), plots.COLORS[1]
    marker, width = (".", 1.2) if len(w) <= 101 else (None, max(0.5, 300 / len(w)))
    ax.plot(*w.T, color=color, linestyle="-", linewidth=width, marker=marker, ms=5)
    ax.plot(*w[0], "o", color=color, markerfacecolor="white", markersize=7)
    ax.plot(*w[-1], "*", color=color, markeredgecolor="white", markersize=13)
    ax.axis(limits)
    return ax


def descents(axes, f, paths, across, up):
    """Draw the valley of `f` on one of `axes` after the other, with a path in each.

    `paths` maps titles to ways (n_steps + 1, 2); the rest is as in `valley`. Axes that
    are left over stay as they are. Returns `axes`.

    Raises ValueError when there are more paths than axes.
    """
    axes = np.ravel(axes)
    if len(paths) > len(axes):
        raise ValueError(
            f"{len(paths)} paths for {len(axes)} axes; give each path one of its own"
        )
    for ax, (title, w) in zip(axes, paths.items(), strict=False):
        path(valley(ax, f, across, up), w)
        ax.set(title=title, xlabel="$w_0$", ylabel="$w_1$")
    return axes


def show_frames(fig, draw, n_frames, alt, seconds=5):
    """Put a moving picture into the notebook, closed until the reader opens it.

    `draw(i)` adds to the figure what frame `i` brings, for i = 0 ... n_frames - 1. The
    picture takes `seconds` and begins again; who closes it stops it. Its frames share
    the colours of the last one, so nothing may be drawn that is gone by then. A figure
    beside it must make the point, too, as a picture on paper doesn't move.

    Raises ValueError when `alt` is missing or too short to say anything.
    """
    plots.check_alternative(alt)
    frames = []
    for i in range(n_frames):
        draw(i)
        fig.canvas.draw()
        frames.append(Image.fromarray(np.asarray(fig.canvas.buffer_rgba())[..., :3]))
    counted = sorted(frames[-1].getcolors(frames[-1].width * frames[-1].height))
    commonest = [color for _, color in counted[-256:]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in commonest for part in color])
    frames = [frame.quantize(palette=palette, dither=0) for frame in frames]
    gif = io.BytesIO()
    frames[0].save(
        gif,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=round(1000 * seconds / n_frames),
        loop=0,
    )
    image = plots.image_html(fig, gif.getvalue(), "gif", alt)
    plt.close(fig)
    title = "Open to see it move, close to stop it"
    html_text = f"<details><summary>{title}</summary>{image}</details>"
    plots.put(html_text, alt)


def show_race(f, paths, across, up):
    """Put into the notebook how `paths` grow, step by step, in the valley of `f`.

    `paths` maps up to six names to ways (n_steps + 1, 2), all of one length; `f`,
    `across` and `up` are as in `valley`. Shown by `show_frames`.
    """
    fig, ax = plt.subplots(figsize=(4.4, 3.6))
    valley(ax, f, across, up).set(xlabel="$w_0$", ylabel="$w_1$")
    trails = []
    for i, (name, w) in enumerate(paths.items()):
        style = {
            "color": plots.COLORS[i % len(plots.COLORS)],
            "marker": plots.MARKERS[i % len(plots.MARKERS)],
        }
        style |= {"linestyle": "-", "linewidth": 1, "markersize": 4}
        trails += ax.plot(*w[:1].T, label=name, **style)
    ax.legend()

    def draw(step):
        for trail, w in zip(trails, paths.values(), strict=True):
            trail.set_data(*w[: step + 1].T)

    alt = f"The paths of {', '.join(paths)} grow side by side, step by step."
    show_frames(fig, draw, len(w), alt)
