"""Playgrounds: sliders, and a picture that follows them while a kernel runs.

A saved notebook holds one sentence in a playground's place; the figure above it in
the lesson makes the same point without a kernel. A playground moves what the lesson
wrote by hand: the functions are passed to it.
"""

import html

from helpers import plots
from helpers.data import make_moons
from helpers.drawings import lesson_01, lesson_04

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display

_FAST = {  # a fixed frame: to fit it to the labels doubles the time of a redraw
    "figure.constrained_layout.use": False,
    "figure.subplot.left": 0.15,
    "figure.subplot.bottom": 0.15,
    "figure.subplot.right": 0.97,
    "figure.subplot.top": 0.91,
}
_VIEW = "application/vnd.jupyter.widget-view+json"


def show(draw, **controls):
    """Put controls, and a picture that follows them, into the notebook.

    `draw` takes one value for each control, by name, and returns a figure and its
    text alternative. A control is a tuple (lowest, highest, step, value at the start),
    which makes a slider, or a list of choices, the first of which is the start. An
    error in `draw` takes the picture's place.

    Raises ValueError when there is no control, or one is neither.
    """
    if not controls:
        raise ValueError("no controls; give one at least, as rate=(0.1, 1.0, 0.1, 0.5)")
    picture = widgets.HTML()
    made = {name: _control(name, setting) for name, setting in controls.items()}

    def redraw(change=None):
        values = {name: control.value for name, control in made.items()}
        try:
            with plt.rc_context(_FAST):
                picture.value = plots.as_html(*draw(**values))
        except Exception as error:  # else it would be lost in the server's log
            message = html.escape(f"{type(error).__name__}: {error}")
            picture.value = f"<pre>{message}</pre>"

    for control in made.values():
        control.observe(redraw, names="value")
    redraw()
    box = widgets.Box(
        [widgets.VBox(list(made.values())), picture],
        layout=widgets.Layout(flex_flow="row wrap"),
    )
    _display(box, ", ".join(control.description for control in made.values()))


def _display(box, names):
    saved = f"A playground, while a kernel runs. It moves: {names}."
    view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
    content = {_VIEW: view, "text/html": f"<p>{saved}</p>", "text/plain": saved}
    display(content, raw=True)


def _control(name, setting):
    style = {"description_width": "7em"}
    about = {"description": name.replace("_", " "), "style": style}
    if isinstance(setting, list) and setting:
        return widgets.Dropdown(options=setting, value=setting[0], **about)
    if isinstance(setting, tuple) and len(setting) == 4:
        low, high, step, start = setting
        whole = all(isinstance(number, int) for number in setting)
        slider = widgets.IntSlider if whole else widgets.FloatSlider
        more = {} if whole else {"readout_format": ".3g"}
        return slider(value=start, min=low, max=high, step=step, **more, **about)
    raise ValueError(
        f"the control {name} is {setting!r}; give (lowest, highest, step, start) or a "
        "list of choices"
    )


def neuron(answer):
    """Move the decision boundary of a neuron with two inputs.

    `answer` takes x (n, 2), w (2,) and the number b, and returns activations (n,) of
    0 and 1.
    """
    side = np.linspace(-8, 8, 81)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)

    def draw(w_1, w_2, b):
        w = np.array([w_1, w_2])
        fig, ax = plt.subplots(figsize=(4.2, 3.6))
        lesson_01.two_sides(ax, answer, w, b)
        share = f"{np.mean(answer(plane, w, b)):.0%} of the square"
        ax.set_title(f"$a = 1$ in {share}")
        return fig, f"The neuron answers 1 in {share}."

    show(
        draw,
        w_1=(-5.0, 5.0, 0.5, 4.0),
        w_2=(-5.0, 5.0, 0.5, -3.0),
        b=(-20.0, 20.0, 1.0, -2.0),
    )


def activation(functions, slopes):
    """Move a point along an activation function, with the slope at that point.

    `functions` lists functions of z; `slopes` maps their names to their derivatives.
    """
    by_name = {function.__name__: function for function in functions}
    z = np.linspace(-4, 4, 401)

    def draw(activation, z_here):
        function = by_name[activation]
        here = np.array(z_here)
        value, slope = float(function(here)), float(slopes[activation](here))
        fig, ax = plt.subplots(figsize=(4.8, 3.4))
        plots.curves(ax, z, {"value": function(z), "slope": slopes[activation](z)})
        ax.plot(here + np.array([-1, 1]), value + slope * np.array([-1, 1]), "k-", lw=1)
        ax.plot(here, value, "ko")
        ax.plot(here, slope, "ko", markerfacecolor="white")
        ax.set(xlabel="pre-activation z", ylim=(-1.2, 3))
        ax.set_title(f"value {value:.2f}, slope {slope:.2f}")
        about = f"{activation} at {z_here:.1f}: value {value:.2f}, slope {slope:.2f}."
        return fig, about

    # sigmoid first: it has most to show
    names = sorted(by_name, key=lambda name: name != "sigmoid")
    show(draw, activation=names, z_here=(-4.0, 4.0, 0.1, 1.0))


def descent(height, run, across, up, rates):
    """Choose an optimizer, its learning rate and the number of steps down a valley.

    `height` takes points (..., 2) and returns heights (...); `run` takes the name of
    an optimizer, a learning rate and a number of steps, and returns the way
    (n_steps + 1, 2). `across` and `up` are the limits of the axes. `rates` maps the
    names of the optimizers to learning rates; the first one is where it starts.
    """

    def draw(optimizer, learning_rate, steps):
        way = run(optimizer, learning_rate, steps)
        title = f"{height(way[-1]):.2g} above the minimum after {steps} steps"
        fig, ax = plt.subplots(figsize=(4.8, 3.6))
        lesson_04.descents(ax, height, {title: way}, across, up)
        return fig, f"The way of {optimizer} down the valley: {title}."

    show(
        draw,
        optimizer=list(rates),
        learning_rate=(0.002, 0.4, 0.002, next(iter(rates.values()))),
        steps=(0, 100, 1, 40),
    )


def boundary(seed):
    """Train an MLP on two moons anew with each move, and draw its decision boundary.

    The network is lesson 09's, each step on all samples, with a choice of activation.
    """
    low, high = (-2.2, -1.6), (3.2, 2.1)
    across, up = (np.linspace(low[i], high[i], 60) for i in range(2))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)  # (3600, 2)

    def draw(layers, units, activation, noise, learning_rate, steps):
        moons = make_moons(n_samples=300, noise=noise, seed=seed)
        sizes = [2, *[units] * layers, 2]
        start = _init(sizes, np.random.default_rng(seed))
        net = _fit(
            start, moons.x_train, moons.y_train, activation, learning_rate, steps
        )
        z = _forward(net, grid, activation)[-1]
        answers = _forward(net, moons.x_test, activation)[-1].argmax(axis=1)
        accuracy = np.mean(answers == moons.y_test)
        fig, ax = plt.subplots(figsize=(4.8, 3.6))
        first = (z[:, 0] > z[:, 1]).reshape(60, 60)
        colors = [plots.COLORS[1], plots.COLORS[0]]
        ax.contourf(across, up, first, [-0.5, 0.5, 1.5], colors=colors, alpha=0.25)
        plots.points(ax, moons.x_test, moons.y_test)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        title = f"{accuracy:.0%} of the test samples are right"
        ax.set_title(title)
        return fig, f"Two moons with the decision boundary: {title}."

    show(
        draw,
        layers=(1, 3, 1, 2),
        units=(1, 16, 1, 8),
        activation=list(_ACTIVATIONS),
        noise=(0.0, 0.4, 0.05, 0.15),
        learning_rate=(0.001, 0.1, 0.001, 0.02),
        steps=(0, 300, 10, 200),
    )


def kernel(image, convolve):
    """Slide a 3×3 kernel over an image, and turn and strengthen it.

    `image` is (1, height, width, 1); `convolve` takes it and a kernel (3, 3, 1, 1) and
    returns a feature map (1, rows, columns, 1).
    """
    nothing = np.zeros((3, 3))
    nothing[1, 1] = 1
    across = np.outer([1, 2, 1], [-1, 0, 1]) / 4  # brightness rises to the right

    def draw(filter, strength, angle):
        turn = np.deg2rad(angle)
        edge = np.cos(turn) * across - np.sin(turn) * across.T
        full = {
            "edge": edge,
            "blur": np.full((3, 3), 1 / 9),
            "sharpen": 2 * nothing - np.full((3, 3), 1 / 9),
        }[filter]
        weights = (1 - strength) * nothing + strength * full
        fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.4))
        plots.signed_matrix(left, weights).set(title="the kernel", xticks=[], yticks=[])
        seen = convolve(image, weights[:, :, np.newaxis, np.newaxis])[0, :, :, 0]
        right.imshow(seen, cmap="gray")
        right.set(title="what it makes of the image", xticks=[], yticks=[])
        right.grid(False)
        return fig, f"The kernel of the filter {filter}, and the image behind it."

    show(
        draw,
        filter=["edge", "blur", "sharpen"],
        strength=(0.0, 1.0, 0.05, 1.0),
        angle=(0, 345, 15, 0),
    )


# each with its slope, as a function of the activation a
_ACTIVATIONS = {
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: a > 0),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "sigmoid": (lambda z: (1 + np.tanh(z / 2)) / 2, lambda a: a * (1 - a)),
}


def _init(sizes, rng):
    weights = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        W = rng.normal(scale=np.sqrt(2 / n_in), size=(n_in, n_out))
        weights += [W.astype("float32"), np.zeros(n_out, "float32")]
    return weights


def _forward(weights, x, activation):
    """Return what goes into each layer, and last the logits (n_samples, n_out)."""
    function, _ = _ACTIVATIONS[activation]
    values = [x]
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        values.append(function(values[-1] @ W + b))
    return [*values, values[-1] @ weights[-2] + weights[-1]]


def _backward(weights, values, y, activation):
    """Return the gradients of the mean cross-entropy, in the shapes of weights."""
    _, slope = _ACTIVATIONS[activation]
    z = values[-1] - values[-1].max(axis=1, keepdims=True)
    dz = np.exp(z)
    dz /= dz.sum(axis=1, keepdims=True)
    dz[np.arange(len(y)), y] -= 1
    dz /= len(y)
    gradients = []
    for i in reversed(range(len(weights) // 2)):
        gradients = [values[i].T @ dz, dz.sum(axis=0), *gradients]
        dz = (dz @ weights[2 * i].T) * slope(values[i])
    return gradients


def _fit(weights, x, y, activation, learning_rate, n_steps):
    """Return the weights after steps of Adam, each on all samples."""
    shapes = [array.shape for array in weights]
    ends = np.cumsum([array.size for array in weights])[:-1]
    w = np.concatenate([array.ravel() for array in weights])
    m, v = np.zeros_like(w), np.zeros_like(w)

    def arrays(w):
        parts = zip(np.split(w, ends), shapes, strict=True)
        return [part.reshape(shape) for part, shape in parts]

    for t in range(1, n_steps + 1):
        net = arrays(w)
        gradients = _backward(net, _forward(net, x, activation), y, activation)
        g = np.concatenate([gradient.ravel() for gradient in gradients])
        m += 0.1 * (g - m)
        v += 0.001 * (g**2 - v)
        rate = learning_rate * (1 - 0.999**t) ** 0.5 / (1 - 0.9**t)
        w = w - rate * m / (np.sqrt(v) + 1e-7)
    return arrays(w)
