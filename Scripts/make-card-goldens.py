#!/usr/bin/env python3
"""Writes what the tests of cause cards and of the shortcut check compare with:
Fixtures/Misclassification/confident-learning.json and Fixtures/Statistics/cards.json.

    python3 Scripts/make-card-goldens.py

Needs numpy, scipy and cleanlab. Confident learning is computed from the paper's equations with
numpy, and compared with cleanlab where the two are defined alike: where no image reaches two
thresholds at once.
"""

import json
import pathlib

import numpy as np
from cleanlab.count import compute_confident_joint
from scipy import ndimage, stats

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
rng = np.random.default_rng(23)


def confident_learning(count, classes, wrong):
    true = rng.integers(0, classes, count)
    logits = rng.normal(size=(count, classes))
    logits[np.arange(count), true] += 3
    probabilities = np.exp(logits)
    probabilities = (probabilities / probabilities.sum(1, keepdims=True)).round(6)
    labels = true.copy()
    flipped = rng.random(count) < wrong
    labels[flipped] = (labels[flipped] + rng.integers(1, classes, flipped.sum())) % classes
    thresholds = np.array([probabilities[labels == k, k].mean() for k in range(classes)])
    reached = probabilities >= thresholds
    counted = np.where(reached, probabilities, -1).argmax(1)
    counted = np.where(reached.any(1), counted, -1)
    joint = np.zeros((classes, classes), int)
    for label, other in zip(labels, counted):
        if other >= 0:
            joint[label, other] += 1
    if (reached.sum(1) <= 1).all():
        others = compute_confident_joint(labels, probabilities, calibrate=False)
        # cleanlab puts at least one on the diagonal.
        assert (np.maximum(joint, np.eye(classes, dtype=int)) == others).all()
        print("as cleanlab's", count, classes)
    return {
        "probabilities": probabilities.ravel().tolist(), "labels": labels.tolist(),
        "classes": classes, "thresholds": thresholds.tolist(), "counted": counted.tolist(),
        "joint": joint.tolist(),
    }


def cards():
    values = np.concatenate([rng.normal(size=24), [9.0, -7.0, 0.0]]).round(4)
    deviation = stats.median_abs_deviation(values)
    scores = 0.6745 * (values - np.median(values)) / deviation
    image = rng.integers(0, 256, (9, 7, 3))
    luminance = (image @ [0.299, 0.587, 0.114]) / 255
    laplacian = ndimage.laplace(luminance)[1:-1, 1:-1]
    return {
        "values": values.tolist(), "median": float(np.median(values)),
        "deviation": float(deviation), "scores": scores.tolist(),
        "image": image.ravel().tolist(), "height": 9, "width": 7,
        "brightness": float(luminance.mean()), "contrast": float(luminance.std()),
        "sharpness": float(laplacian.var()),
    }


(FIXTURES / "Misclassification" / "confident-learning.json").write_text(
    "[\n  " + ",\n  ".join(
        json.dumps(confident_learning(*case))
        for case in [(60, 3, 0.1), (80, 4, 0.3), (40, 2, 0.05)]) + "\n]\n")
(FIXTURES / "Statistics" / "cards.json").write_text(json.dumps(cards()) + "\n")
