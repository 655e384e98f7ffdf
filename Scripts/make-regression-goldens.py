#!/usr/bin/env python3
"""Writes the golden values of Tests/StatisticsTests/RegressionTests to Fixtures/Statistics.

    python3 Scripts/make-regression-goldens.py

Needs numpy and scikit-learn: weights are LogisticRegression's (Newton's method, its penalty 1 / C)
and areas roc_auc_score's.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "Statistics"
rng = np.random.default_rng(7)


def case(count, columns, penalty, weighted, separable=False):
    rows = rng.normal(size=(count, columns)).round(6)
    sums = rows @ rng.normal(size=columns) + (0 if separable else rng.logistic(size=count))
    outcomes = sums > 0.3
    weights = rng.uniform(0.2, 3, size=count).round(6) if weighted else np.ones(count)
    fit = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    fit.fit(rows, outcomes, sample_weight=weights)
    # Few different scores, so that there are ties.
    scores = sums.round(0)
    return {
        "rows": rows.tolist(), "outcomes": outcomes.tolist(), "rowWeights": weights.tolist(),
        "penalty": penalty, "constant": float(fit.intercept_[0]),
        "weights": fit.coef_[0].tolist(), "scores": scores.tolist(),
    }


def with_area(value):
    shuffled = rng.permuted(np.array(value["outcomes"]))
    value["isFirst"] = shuffled.tolist()
    value["area"] = float(roc_auc_score(shuffled, value["scores"]))
    return value


cases = [
    with_area(case(40, 3, 1.0, False)), with_area(case(60, 5, 0.1, True)),
    with_area(case(30, 2, 2.0, True, separable=True)), with_area(case(80, 8, 1.0, True)),
]
(FIXTURES / "regression.json").write_text(
    "[\n  " + ",\n  ".join(json.dumps(one, allow_nan=False) for one in cases) + "\n]\n")
print("scikit-learn", sklearn.__version__)
