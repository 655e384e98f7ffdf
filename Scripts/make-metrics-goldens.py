#!/usr/bin/env python3
"""Predictions, and what scikit-learn (and SciPy) compute from them, for the tests of metrics.

    pip install numpy scipy scikit-learn
    Scripts/make-metrics-goldens.py Fixtures/Misclassification/Metrics
"""

import json
import pathlib
import sys

import numpy
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn import metrics


def calibration_error(probabilities, labels, bins=15):
    """Guo et al. 2017, equation 3: bins are open below and closed above."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    edges = numpy.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def temperature(logits, labels):
    def loss(logarithm):
        scaled = log_softmax(logits / numpy.exp(logarithm), axis=1)
        return -scaled[numpy.arange(len(labels)), labels].mean()

    return float(numpy.exp(minimize_scalar(loss, bounds=(-6, 6), method="bounded",
                                           options={"xatol": 1e-10}).x))


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(7)
    count, classes = 240, 5
    # The last class never occurs, and the one before it is never predicted.
    labels = random.choice(classes, count, p=[0.4, 0.3, 0.2, 0.1, 0])
    logits = random.normal(0, 2, (count, classes)).round(3)
    logits[numpy.arange(count), labels] += 2.5
    logits[:, 3] -= 20
    predicted = logits.argmax(axis=1)
    probabilities = softmax(logits, axis=1)
    with open(directory / "predictions.csv", "w") as file:
        file.write("label,predicted," + ",".join(f"logit_{k}" for k in range(classes)) + "\n")
        for row in range(count):
            scores = ",".join(f"{value:.3f}" for value in logits[row])
            file.write(f"{labels[row]},{predicted[row]},{scores}\n")
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, predicted, labels=range(classes), zero_division=numpy.nan)
    macro = metrics.precision_recall_fscore_support(
        labels, predicted, average="macro", zero_division=0)
    halves = [numpy.arange(count) % 2 == half for half in (0, 1)]
    fitted = [temperature(logits[half], labels[half]) for half in halves]
    crossed = numpy.empty_like(probabilities)
    crossed[halves[0]] = softmax(logits[halves[0]] / fitted[1], axis=1)
    crossed[halves[1]] = softmax(logits[halves[1]] / fitted[0], axis=1)
    one_hot = numpy.eye(classes)[labels]
    none = lambda values: [None if numpy.isnan(value) else float(value) for value in values]
    golden = {
        "precision": none(precision), "recall": none(recall), "f1": none(f1),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2],
        "weightedF1": metrics.f1_score(labels, predicted, average="weighted"),
        "kappa": metrics.cohen_kappa_score(labels, predicted),
        "matthews": metrics.matthews_corrcoef(labels, predicted),
        "top2": metrics.top_k_accuracy_score(labels, logits, k=2, labels=range(classes)),
        "expectedError": calibration_error(probabilities, labels),
        "negativeLogLikelihood": metrics.log_loss(labels, probabilities, labels=range(classes)),
        "brier": float(((probabilities - one_hot) ** 2).sum(axis=1).mean()),
        "temperature": temperature(logits, labels),
        "crossFittedError": calibration_error(crossed, labels),
    }
    (directory / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
