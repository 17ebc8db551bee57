"""Compute with PyTorch what the by-hand code of the lessons is compared with.

    python tests/references/make.py              write every file of this folder
    python tests/references/make.py lesson_17    write this one

PyTorch is no dependency of the course, so its results are stored, one npz file for
each lesson; make them anew in an environment of their own, with torch and NumPy. A
file maps "case/name" to an array: what went in, the settings, what came out and its
gradients, all in the course's layout (samples first, channels last). The numbers that
go in are small multiples of 1/8, so that every computer finds the same results. The
entry "torch" is the version of PyTorch.

For another lesson, add a function that returns such a dictionary to `LESSONS`.
"""

import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent


def lesson_17():
    """Return convolutions and pooling, with gradients, by case and name.

    A convolution has x (n, height, width, c_in), W (size, size, c_in, c_out), b, the
    settings stride and padding (zeros on each side), z, and for the given dz the
    gradients dx, dW and db. Pooling has x, size, stride, z, dz and dx.
    """
    import torch

    rng = np.random.default_rng(9)
    results = {}

    def eighths(*shape):
        return rng.integers(-16, 17, size=shape) / 8

    def record(case, inputs, settings, function):
        """Store the inputs, the result for them and their gradients."""
        tensors = {name: torch.tensor(x) for name, x in inputs.items()}
        for tensor in tensors.values():
            tensor.requires_grad_()
        z = function(**tensors)
        dz = eighths(*z.shape)
        z.backward(torch.tensor(dz))
        found = {**inputs, **settings, "z": z.detach().numpy(), "dz": dz}
        found |= {f"d{name}": tensor.grad.numpy() for name, tensor in tensors.items()}
        results.update({f"{case}/{name}": value for name, value in found.items()})

    def conv(x, W, b, stride, padding):
        x, W = x.permute(0, 3, 1, 2), W.permute(3, 2, 0, 1)
        z = torch.nn.functional.conv2d(x, W, b, stride, padding)
        return z.permute(0, 2, 3, 1)

    shapes = [  # x, kernel size, output channels, stride, padding
        ((2, 5, 5, 1), 3, 1, 1, 0),
        ((2, 7, 6, 3), 3, 4, 1, 1),
        ((2, 8, 7, 3), 3, 2, 2, 0),
        ((1, 8, 8, 2), 3, 3, 2, 1),
        ((2, 9, 8, 2), 5, 2, 3, 2),
        ((2, 6, 5, 3), 2, 2, 1, 0),
        ((2, 4, 5, 3), 1, 5, 1, 0),
    ]
    for number, (shape, size, c_out, stride, padding) in enumerate(shapes):
        inputs = {
            "x": eighths(*shape),
            "W": eighths(size, size, shape[-1], c_out),
            "b": eighths(c_out),
        }
        settings = {"stride": stride, "padding": padding}
        record(
            f"conv {number}",
            inputs,
            settings,
            lambda x, W, b, settings=settings: conv(x, W, b, **settings),
        )

    for kind in ("max", "average"):
        pool = {"max": "max_pool2d", "average": "avg_pool2d"}[kind]
        pool = getattr(torch.nn.functional, pool)
        for number, (size, stride) in enumerate([(2, 2), (3, 2), (3, 3), (2, 1)]):
            pixels = rng.permutation(2 * 7 * 6 * 3) / 8  # all different: no ties
            record(
                f"{kind} pooling {number}",
                {"x": pixels.reshape(2, 7, 6, 3)},
                {"size": size, "stride": stride},
                lambda x, pool=pool, size=size, stride=stride: pool(
                    x.permute(0, 3, 1, 2), size, stride
                ).permute(0, 2, 3, 1),
            )
    return results


def lesson_20():
    """Return recurrent layers with tanh, and their gradients, by case and name.

    A case has x (n, n_steps, n_in), W (n_in, n_units), U (n_units, n_units), b, the
    state before the first step, start (n, n_units), all states h, and for the given
    gradient g by each state the gradients dx, dW, dU and db.
    """
    import torch

    rng = np.random.default_rng(11)
    results = {}

    def eighths(*shape):
        return rng.integers(-8, 9, size=shape) / 8

    shapes = [(1, 1, 1, 1), (2, 5, 3, 4), (3, 12, 2, 5), (1, 30, 1, 3)]
    for number, (n, n_steps, n_in, n_units) in enumerate(shapes):
        inputs = {
            "x": eighths(n, n_steps, n_in),
            "W": eighths(n_in, n_units),
            "U": eighths(n_units, n_units),
            "b": eighths(n_units),
        }
        start, g = eighths(n, n_units), eighths(n, n_steps, n_units)
        layer = torch.nn.RNN(n_in, n_units, batch_first=True, dtype=torch.float64)
        with torch.no_grad():  # PyTorch's weights are (out, in), and it has two biases
            layer.weight_ih_l0.copy_(torch.tensor(inputs["W"].T))
            layer.weight_hh_l0.copy_(torch.tensor(inputs["U"].T))
            layer.bias_ih_l0.copy_(torch.tensor(inputs["b"]))
            layer.bias_hh_l0.zero_()
        x = torch.tensor(inputs["x"], requires_grad=True)
        h, _ = layer(x, torch.tensor(start)[None])
        h.backward(torch.tensor(g))
        found = {**inputs, "start": start, "h": h.detach().numpy(), "g": g}
        found |= {
            "dx": x.grad.numpy(),
            "dW": layer.weight_ih_l0.grad.numpy().T,
            "dU": layer.weight_hh_l0.grad.numpy().T,
            "db": layer.bias_ih_l0.grad.numpy(),
        }
        results.update(
            {f"recurrent {number}/{name}": value for name, value in found.items()}
        )
    return results


def lesson_22():
    """Return sequences through LSTM and GRU, with gradients, by case and name.

    A case has x (n, n_steps, n_in), the weights in PyTorch's layout, W (k n_units,
    n_in), U (k n_units, n_units), b and b_h (k n_units,), with k = 4 gates i, f, g, o
    for an LSTM and k = 3 gates r, z, g for a GRU. What comes out: h (n, n_steps,
    n_units), for an LSTM the last c (n, n_units), and for the given dh the gradients
    dx, dW, dU, db and db_h.
    """
    import torch

    rng = np.random.default_rng(12)
    results = {}
    for number, (n, n_steps, n_in, n_units) in enumerate(
        [(1, 1, 1, 1), (2, 5, 3, 4), (3, 8, 2, 3)]
    ):
        for kind, k in ("LSTM", 4), ("GRU", 3):
            layer = getattr(torch.nn, kind)(
                n_in, n_units, batch_first=True, dtype=torch.float64
            )
            names = dict(zip(("W", "U", "b", "b_h"), layer.parameters(), strict=True))
            with torch.no_grad():
                for tensor in names.values():
                    drawn = rng.integers(-8, 9, size=tuple(tensor.shape)) / 8
                    tensor.copy_(torch.tensor(drawn))
            x = torch.tensor(rng.integers(-16, 17, size=(n, n_steps, n_in)) / 8)
            dh = rng.integers(-8, 9, size=(n, n_steps, n_units)) / 8
            h, last = layer(x.requires_grad_())
            h.backward(torch.tensor(dh))
            found = {"x": x, "h": h, **names, **({"c": last[1][0]} if k == 4 else {})}
            found = {name: value.detach().numpy() for name, value in found.items()}
            found |= {f"d{name}": value.grad.numpy() for name, value in names.items()}
            found |= {"dx": x.grad.numpy(), "dh": dh}
            results |= {f"{kind} {number}/{name}": v for name, v in found.items()}
    return results


LESSONS = {"lesson_17": lesson_17, "lesson_20": lesson_20, "lesson_22": lesson_22}


def main(names):
    """Write the files of these lessons, of all where none is named."""
    import torch

    for name in names or LESSONS:
        arrays = {"torch": np.array(torch.__version__), **LESSONS[name]()}
        path = FOLDER / f"{name}.npz"
        np.savez_compressed(path, **arrays)
        print(f"{path.name}: {len(arrays)} arrays, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
