"""Answers of learners to the exercises of lesson 17, convolutional networks.

Each docstring has words of the advice that it must draw, or says that it is correct.
"""

import numpy as np


def output_size__float(n, size, stride, padding):
    """correct"""
    return float((n + 2 * padding - size) // stride + 1)


def output_size__div(n, size, stride, padding):
    """The result holds decimals, expected whole numbers."""
    return (n + 2 * padding - size) / stride + 1


def output_size__int(n, size, stride, padding):
    """correct"""
    return int((n + 2 * padding - size) / stride) + 1


def output_size__round(n, size, stride, padding):
    """The result is 1 too large everywhere."""
    return round((n + 2 * padding - size) / stride) + 1


def output_size__padding_after(n, size, stride, padding):
    """The zeros are added to what comes out."""
    return (n - size) // stride + 1 + 2 * padding


def output_size__no_stride(n, size, stride, padding):
    """That would be right if stride were 1."""
    return n + 2 * padding - size + 1


def output_size__ceil(n, size, stride, padding):
    """Your answer stays the same when size changes."""
    return -(-n // stride)


def output_size__minus_pad(n, size, stride, padding):
    """That would be right if padding were its negative."""
    return (n - 2 * padding - size) // stride + 1


def output_size__half(n, size, stride, padding):
    """Half of the kernel is taken away."""
    return (n + 2 * padding - size // 2) // stride + 1


def output_size__times(n, size, stride, padding):
    """The steps are multiplied by the stride."""
    return (n + 2 * padding - size) * stride + 1


def pad_same__ones(x, size):
    """The border has other numbers than 0."""
    b = (size - 1) // 2
    return np.pad(x, (b, size - 1 - b), constant_values=1)


def pad_same__cols(x, size):
    """The result has shape (2, 3), expected (3, 3)."""
    b = (size - 1) // 2
    return np.pad(x, [(0, 0), (b, size - 1 - b)])


def pad_same__size(x, size):
    """That would be right if size were 1 larger."""
    b = size // 2
    return np.pad(x, (b, size - b))


def pad_same__none(x, size):
    """The result is the argument x, unchanged."""
    return x


def pad_same__one_each(x, size):
    """The result has shape (4, 4), expected (3, 3)."""
    return np.pad(x, 1)


def slide_by__naive_range(x, W, stride):
    """The result has shape (1, 1), expected (2, 2)."""
    h, w = W.shape
    return np.array(
        [
            [
                np.sum(x[r : r + h, c : c + w] * W)
                for c in range(0, x.shape[1] - w, stride[1])
            ]
            for r in range(0, x.shape[0] - h, stride[0])
        ]
    )


def slide_by__right(x, W, stride):
    """correct"""
    h, w = W.shape
    return [
        [
            np.sum(x[r : r + h, c : c + w] * W)
            for c in range(0, x.shape[1] - w + 1, stride[1])
        ]
        for r in range(0, x.shape[0] - h + 1, stride[0])
    ]


def slide_by__WT(x, W, stride):
    """That would be right if W were transposed."""
    h, w = W.T.shape
    return np.array(
        [
            [
                np.sum(x[r : r + h, c : c + w] * W.T)
                for c in range(0, x.shape[1] - w + 1, stride[1])
            ]
            for r in range(0, x.shape[0] - h + 1, stride[0])
        ]
    )


def slide_by__max(x, W, stride):
    """You took the largest product."""
    h, w = W.shape
    return np.array(
        [
            [
                np.max(x[r : r + h, c : c + w] * W)
                for c in range(0, x.shape[1] - w + 1, stride[1])
            ]
            for r in range(0, x.shape[0] - h + 1, stride[0])
        ]
    )


def slide_by__transposed(x, W, stride):
    """The result is transposed:"""
    h, w = W.shape
    return np.array(
        [
            [
                np.sum(x[r : r + h, c : c + w] * W)
                for r in range(0, x.shape[0] - h + 1, stride[0])
            ]
            for c in range(0, x.shape[1] - w + 1, stride[1])
        ]
    )


def slide_by__dim(x, W, stride):
    """The result has shape (4,), expected (2, 2)."""
    h, w = W.shape
    return np.array(
        [
            np.sum(x[r : r + h, c : c + w] * W)
            for c in range(0, x.shape[1] - w + 1, stride[1])
            for r in range(0, x.shape[0] - h + 1, stride[0])
        ]
    )


def slide_by__flip_ud(x, W, stride):
    """That would be right if W were turned round, its last entry first."""
    W = W[::-1]
    h, w = W.shape
    return np.array(
        [
            [
                np.sum(x[r : r + h, c : c + w] * W)
                for c in range(0, x.shape[1] - w + 1, stride[1])
            ]
            for r in range(0, x.shape[0] - h + 1, stride[0])
        ]
    )


def mix_channels__relu(x, W, b):
    """The result has gone through ReLU once too often."""
    return np.maximum(0, x @ W + b)


def mix_channels__b_per_pixel(x, W, b):
    """All biases are added to every output channel."""
    return x @ W + b.sum()


def mix_channels__minus(x, W, b):
    """The result is too small by twice b."""
    return x @ W - b


def mix_channels__reshape(x, W, b):
    """The result has the right numbers in another shape."""
    return x.reshape(-1, x.shape[-1]) @ W + b


def mix_channels__axis0(x, W, b):
    """The result has shape (2, 1, 2), expected (1, 2, 2)."""
    return np.einsum("hwc,co->ohw", x, W) + b[:, None, None]


def mix_channels__sum(x, W, b):
    """The result has shape (1, 2), expected (1, 2, 2)."""
    return (x @ W + b).sum(axis=-1)


def pool_gradient__copies(x, dz):
    """All four pixels of a window get the gradient."""
    return np.repeat(np.repeat(dz, 2, 0), 2, 1)


def pool_gradient__x_kept(x, dz):
    """Your answer stays the same when dz changes."""
    m = np.repeat(
        np.repeat(x.reshape(dz.shape[0], 2, dz.shape[1], 2).max(axis=(1, 3)), 2, 0),
        2,
        1,
    )
    return np.where(x == m, x, 0)


def pool_gradient__mask(x, dz):
    """Ones stand where dz belongs:"""
    m = np.repeat(
        np.repeat(x.reshape(dz.shape[0], 2, dz.shape[1], 2).max(axis=(1, 3)), 2, 0),
        2,
        1,
    )
    return x == m


def pool_gradient__pooled(x, dz):
    """The result has shape (1, 2), expected (2, 4)."""
    return x.reshape(dz.shape[0], 2, dz.shape[1], 2).max(axis=(1, 3)) * dz


def pool_gradient__wrong_reshape(x, dz):
    """The windows are cut out wrongly:"""
    b = x.reshape(dz.shape[0], dz.shape[1], 2, 2)
    m = b.max(axis=(2, 3), keepdims=True)
    return ((b == m) * dz[:, :, None, None]).reshape(x.shape)


def pool_gradient__rowmax(x, dz):
    """The largest of each row of a window got the gradient."""
    b = x.reshape(dz.shape[0], 2, dz.shape[1], 2)
    m = b.max(axis=3, keepdims=True)
    return ((b == m) * dz[:, None, :, None]).reshape(x.shape)
