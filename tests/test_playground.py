"""The playgrounds: controls, the picture that follows them, what a file keeps."""

import base64
import io
import re

from helpers import data, playground
from tools.form import normalised

import matplotlib.pyplot as plt
import numpy as np
import pytest
from lessons import load
from nbformat import v4
from PIL import Image


@pytest.fixture
def shown(monkeypatch):
    """The boxes that went into the notebook."""
    boxes = []
    monkeypatch.setattr(playground, "_display", lambda box, names: boxes.append(box))
    return boxes


def controls(box):
    """Return the controls of a playground by name."""
    return {control.description: control for control in box.children[0].children}


def picture(box):
    """Return the pixels and the text alternative of the picture."""
    found = re.search(r'<img alt="([^"]+)".*base64,([^"]+)"', box.children[1].value)
    assert found, box.children[1].value
    return np.array(Image.open(io.BytesIO(base64.b64decode(found[2])))), found[1]


def step(z):
    return np.where(z >= 0, 1.0, 0.0)


def bowl(w):
    return (w**2).sum(axis=-1)


def straight(optimizer, learning_rate, n_steps):
    learning_rate *= {"slow": 0.5, "fast": 1.0}[optimizer]
    way = (1 - 2 * learning_rate) ** np.arange(n_steps + 1)
    return way[:, np.newaxis] * np.array([2.0, 1.0])


PLAYGROUNDS = {
    "neuron": lambda: playground.neuron(lambda x, w, b: step(x @ w + b)),
    "activation": lambda: playground.activation(
        [np.sin, np.tanh], {"sin": np.cos, "tanh": lambda z: 1 - np.tanh(z) ** 2}
    ),
    "descent": lambda: playground.descent(
        bowl, straight, (-3, 3), (-3, 3), {"slow": 0.1, "fast": 0.1}
    ),
    "boundary": lambda: playground.boundary(seed=5),
    "kernel": lambda: playground.kernel(
        np.arange(100.0).reshape(1, 10, 10, 1) % 7,
        lambda x, W: x[:, 1:-1, 1:-1] * W[1, 1] + x[:, 2:, 2:] * W[2, 2],
    ),
}


@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_each_control_moves_the_picture(name, shown):
    PLAYGROUNDS[name]()
    (box,) = shown
    before, about = picture(box)
    assert len(about.split()) >= 4
    for control in controls(box).values():
        old = control.value
        if hasattr(control, "options"):
            control.value = control.options[-1]
        else:
            control.value = control.min if control.min != old else control.max
        after, _ = picture(box)
        assert not np.array_equal(before, after), control.description
        control.value = old
        again, _ = picture(box)
        np.testing.assert_array_equal(before, again)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_a_control_works_from_end_to_end(name, shown):
    PLAYGROUNDS[name]()
    (box,) = shown
    for control in controls(box).values():
        for value in getattr(control, "options", None) or (control.max, control.min):
            control.value = value
            picture(box)


def test_a_file_keeps_a_sentence_in_place_of_the_widget(monkeypatch):
    displayed = []
    monkeypatch.setattr(
        playground, "display", lambda content, raw: displayed.append(content)
    )
    assert PLAYGROUNDS["neuron"]() is None
    (content,) = displayed
    assert content[playground._VIEW]["model_id"]
    cell = v4.new_code_cell("1", outputs=[v4.new_output("display_data", content)])
    (output,) = normalised(v4.new_notebook(cells=[cell])).cells[0].outputs
    sentence = "A playground, while a kernel runs. It moves: w 1, w 2, b."
    assert output.data == {"text/plain": sentence, "text/html": f"<p>{sentence}</p>"}


def test_an_error_is_seen_and_the_next_move_goes_on(shown):
    def draw(n):
        if n == 2:
            raise ValueError("two is <bad>")
        fig, ax = plt.subplots()
        return fig, "A figure with nothing on it."

    playground.show(draw, n=(1, 3, 1, 1))
    (box,) = shown
    picture(box)
    controls(box)["n"].value = 2
    assert box.children[1].value == "<pre>ValueError: two is &lt;bad&gt;</pre>"
    controls(box)["n"].value = 3
    assert picture(box)[1] == "A figure with nothing on it."


@pytest.mark.parametrize("setting", [(1, 2, 3), [], "tanh", 5])
def test_a_control_that_is_none_is_refused(setting):
    with pytest.raises(ValueError, match="the control rate is .*; give"):
        playground.show(lambda rate: None, rate=setting)


def test_a_playground_needs_a_control():
    with pytest.raises(ValueError, match="no controls; give one"):
        playground.show(lambda: None)


def test_the_boundary_s_network_is_lesson_05_s():
    init, fit, forward = load("09", "init", "fit", "forward")
    moons = data.make_moons(n_samples=100, noise=0.2, seed=1)
    start = init([2, 5, 4, 2], np.random.default_rng(3))
    batches = [np.arange(len(moons.x_train))] * 20
    expected, _ = fit(start, moons.x_train, moons.y_train, batches, learning_rate=0.02)
    own = playground._init([2, 5, 4, 2], np.random.default_rng(3))
    got = playground._fit(own, moons.x_train, moons.y_train, "ReLU", 0.02, 20)
    for left, right in zip(expected, got, strict=True):
        np.testing.assert_allclose(left, right, atol=2e-5)
    z = playground._forward(got, moons.x_test, "ReLU")[-1]
    np.testing.assert_allclose(z, forward(expected, moons.x_test)[0], atol=1e-4)


@pytest.mark.parametrize("name", playground._ACTIVATIONS)
def test_the_boundary_s_gradients_are_differences(name):
    rng = np.random.default_rng(4)
    net = [weights.astype("float64") for weights in playground._init([2, 6, 5, 3], rng)]
    x, y = rng.normal(size=(7, 2)), rng.integers(3, size=7)

    def loss():
        z = playground._forward(net, x, name)[-1]
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(7), y]).mean()

    values = playground._forward(net, x, name)
    for array, gradient in zip(
        net, playground._backward(net, values, y, name), strict=True
    ):
        for place in np.ndindex(array.shape):
            kept, h = array[place], 1e-6
            array[place] = kept + h
            above = loss()
            array[place] = kept - h
            below = loss()
            array[place] = kept
            assert gradient[place] == pytest.approx((above - below) / (2 * h), abs=1e-7)
