#!/usr/bin/env python3
"""Writes what the tests of corrections compare with: Fixtures/Statistics/conditional-logit.json and
Fixtures/Explanations/views.json.

    python3 Scripts/make-correction-goldens.py

Needs numpy and scipy: weights are the minimum that scipy.optimize finds of the penalised loss, views
are scipy.ndimage's.
"""

import json
import math
import pathlib

import numpy as np
from scipy import ndimage, optimize, special

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
rng = np.random.default_rng(19)


def conditional_logit(rows, numbers, classes, penalty, centre, has_offsets):
    values = rng.normal(size=(rows, numbers, classes)).round(4).astype(np.float32).astype(float)
    true = rng.normal(size=numbers) + 0.5
    sums = np.einsum("nvk,v->nk", values, true) + rng.gumbel(size=(rows, classes))
    outcomes = sums.argmax(1)

    def loss(place):
        weights, offsets = place[:numbers], place[numbers:]
        sums = np.einsum("nvk,v->nk", values, weights)
        if has_offsets:
            sums = sums + offsets
        chosen = sums[np.arange(rows), outcomes]
        centred = np.concatenate([weights - centre, offsets])
        chances = special.softmax(sums, axis=1)
        rest = chances.copy()
        rest[np.arange(rows), outcomes] -= 1
        slope = np.concatenate([np.einsum("nvk,nk->v", values, rest), rest.sum(0) * has_offsets])
        slope = slope[: len(place)] + penalty * centred
        return (special.logsumexp(sums, axis=1) - chosen).sum() + penalty / 2 * centred @ centred, slope

    size = numbers + (classes if has_offsets else 0)
    found = optimize.minimize(loss, np.full(size, 0.1), jac=True, method="BFGS",
                              options={"gtol": 1e-9, "maxiter": 5000})
    place = found.x
    plain = loss(place)[0] - penalty / 2 * (
        ((place[:numbers] - centre) ** 2).sum() + (place[numbers:] ** 2).sum())
    return {
        "values": values.ravel().tolist(), "numbers": numbers, "classes": classes,
        "outcomes": outcomes.tolist(), "penalty": penalty, "centre": centre,
        "hasOffsets": has_offsets, "weights": place[:numbers].tolist(),
        "offsets": place[numbers:].tolist(), "meanLoss": plain / rows,
    }


def seen(image, matrix, offset):
    return np.stack([
        ndimage.affine_transform(image[..., c], matrix, offset, order=1, mode="mirror")
        for c in range(3)], axis=-1)


def about_middle(image, matrix):
    middle = (np.array(image.shape[:2]) - 1) / 2
    return seen(image, matrix, middle - matrix @ middle)


def view(image, name):
    kind, _, numbers = name.partition(":")
    numbers = [float(n) for n in numbers.split(",") if n]
    height, width = image.shape[:2]
    if kind == "mirror":
        return image[:, ::-1]
    if kind == "shift":
        down, right = round(numbers[0] / 100 * height), round(numbers[1] / 100 * width)
        return seen(image, np.eye(2), [-down, -right])
    if kind == "zoom":
        return about_middle(image, np.eye(2) / numbers[0])
    if kind == "turn":
        angle = math.radians(numbers[0])
        cosine, sine = math.cos(angle), math.sin(angle)
        return about_middle(image, np.array([[cosine, -sine], [sine, cosine]]))

    def blurred(percent):
        deviation = percent / 100 * min(height, width)
        return ndimage.gaussian_filter(
            image, deviation, mode="nearest", radius=math.ceil(3 * deviation), axes=(0, 1))

    if kind == "blur":
        return blurred(numbers[0])
    if kind == "sharpen":
        return image + numbers[0] * (image - blurred(3.125))
    if kind == "contrast":
        mean = image.mean((0, 1))
        return mean + numbers[0] * (image - mean)
    if kind == "periphery":
        y = (np.arange(height) + 0.5) / height - 0.5
        x = (np.arange(width) + 0.5) / width - 0.5
        inside = (y[:, None] ** 2 + x[None] ** 2) <= numbers[0] / math.pi
        return np.where(inside[..., None], image, blurred(9.375))
    raise ValueError(name)


def views():
    image = rng.normal(size=(12, 10, 3)).round(3)
    names = ["mirror", "shift:20,-10", "zoom:0.8", "zoom:1.3", "turn:10", "blur:8", "blur:14",
             "sharpen:0.7", "contrast:1.5", "periphery:0.4", "mirror+shift:9,20",
             "zoom:1.2+blur:10"]
    result = {}
    for name in names:
        changed = image
        for step in name.split("+"):
            changed = view(changed, step)
        result[name] = changed.round(7).ravel().tolist()
    return {"height": 12, "width": 10, "image": image.ravel().tolist(), "views": result}


logits = [
    conditional_logit(60, 3, 4, 1.0, 0.0, False), conditional_logit(80, 5, 3, 4.0, 0.2, True),
    conditional_logit(30, 6, 2, 0.5, 0.1, True),
]
(FIXTURES / "Statistics" / "conditional-logit.json").write_text(
    "[\n  " + ",\n  ".join(json.dumps(one, allow_nan=False) for one in logits) + "\n]\n")
(FIXTURES / "Explanations" / "views.json").write_text(json.dumps(views(), allow_nan=False) + "\n")
