#!/usr/bin/env python3
"""Writes Fixtures/Operations/operations.json: what PyTorch makes of single operations, in float64.

    python3 Scripts/make-operation-goldens.py

Needs torch and numpy. Images, weights and the coefficients of the objective come from the generator that the
Swift tests have too (Tests/NeuralNetworkTests/HashedValues.swift; see make-parity-goldens.py). Of each operation
the file holds the output and the gradients of sum(coefficients * output) with respect to the image and to the
weights, in PyTorch's order N x C x H x W. Tests/NeuralNetworkTests/OperationGoldenTests.swift builds the same.
"""
import json, pathlib
import numpy as np, torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
COUNT, CHANNELS, HEIGHT, WIDTH = 2, 3, 6, 5


def hashes(name, count):
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = (key ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(key) + (np.arange(count, dtype=np.uint64) + np.uint64(1)) * GOLDEN
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(name, shape, bound):
    """Numbers in -bound..bound, rounded to float32 as the tests have them."""
    u = (hashes(name, int(np.prod(shape))) >> np.uint64(40)).astype(np.float64) * 2.0**-24
    return torch.from_numpy((2 * bound * u - bound).astype(np.float32).astype(np.float64)).reshape(shape)


def padded(x, top, left, bottom, right):
    return F.pad(x, (left, right, top, bottom))


OPERATIONS = {
    "sigmoid": (None, lambda x, w: torch.sigmoid(x)),
    "silu": (None, lambda x, w: F.silu(x)),
    "hard sigmoid": (None, lambda x, w: F.hardsigmoid(x)),
    "hard swish": (None, lambda x, w: F.hardswish(x)),
    "clamp": (None, lambda x, w: torch.clamp(x, -0.5, 2.25)),
    "channel scaling": (None, lambda x, w: x * torch.sigmoid(x.mean((2, 3), keepdim=True))),
    "dilated": ((2, 3, 3, 3), lambda x, w: F.conv2d(x, w, padding=2, dilation=2)),
    "grouped": ((6, 1, 3, 2), lambda x, w: F.conv2d(x, w, stride=(1, 2), padding=1, groups=3)),
    "padded unevenly": ((2, 3, 3, 3), lambda x, w: F.conv2d(padded(x, 0, 1, 2, 0), w, stride=2)),
    "mean, padding left out": (
        None, lambda x, w: F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)),
    "mean, rounded up": (None, lambda x, w: F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True)),
    "mean, rounded up, padding left out": (
        None,
        lambda x, w: F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)),
    "maximum, rounded up": (None, lambda x, w: F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True)),
}


def case(name, weight_shape, operation):
    image = uniform("image", (COUNT, CHANNELS, HEIGHT, WIDTH), 4).requires_grad_()
    weight = None if weight_shape is None else uniform("weight", weight_shape, 1).requires_grad_()
    output = operation(image, weight)
    (uniform("coefficients", output.shape, 1) * output).sum().backward()
    numbers = lambda t: [] if t is None else [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]
    return {
        "name": name, "output": numbers(output), "imageGradient": numbers(image.grad),
        "weightGradient": numbers(None if weight is None else weight.grad),
    }


cases = [case(name, *rest) for name, rest in OPERATIONS.items()]
path = ROOT / "Fixtures" / "Operations" / "operations.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{path}: {len(cases)} operations, {path.stat().st_size} bytes")
