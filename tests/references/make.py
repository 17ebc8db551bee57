"""Compute with PyTorch what the by-hand code of the lessons is compared with.

    python tests/references/make.py              write every file of this folder
    python tests/references/make.py lesson_09    write this one

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


def lesson_09():
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


LESSONS = {"lesson_09": lesson_09}


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
