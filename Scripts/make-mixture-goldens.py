#!/usr/bin/env python3
"""Writes Fixtures/Statistics/two-groups.json: what a Bayesian mixture of two groups says of drawn numbers.

    python3 Scripts/make-mixture-goldens.py

Needs numpy and scipy. The likelihoods are those of scipy.stats.norm, cell by cell; the grids are the ones of
`TwoGroups`: shares of 1/40, 3/40, ..., 39/40 with the prior Beta(1.5, 1.5), 17 and 21 means over 2.5 deviations to
either side, 61 means of a single group.
"""
import itertools
import json
import pathlib

import numpy
from scipy.special import logsumexp
from scipy.stats import norm

PRIOR = {"logOdds": -1, "lower": [0, 0.5], "upper": [2, 0.8], "leastDistance": 1, "variances": [0.5, 1],
         "single": [0.6, 0.8], "singleVariances": [0.5, 1, 2], "range": [-4, 6]}
AT = [-20, -1, 0, 0.7, 1.2, 2, 3.5, 20]


def means(about, count):
    return about[0] + about[1] * 2.5 * numpy.linspace(-1, 1, count)


def told(values):
    values = numpy.clip(numpy.array(values), *PRIOR["range"])
    shares = (numpy.arange(20) + 0.5) / 20
    cells, logs, priors = [], [], []
    for low, high, variance in itertools.product(means(PRIOR["lower"], 17), means(PRIOR["upper"], 21),
                                                 PRIOR["variances"]):
        if high - low < PRIOR["leastDistance"]:
            continue
        below, above = (norm.pdf(values, mean, variance ** 0.5) for mean in (low, high))
        for share in shares:
            cells.append((low, high, variance, share))
            logs.append(numpy.log((1 - share) * below + share * above).sum())
            priors.append(norm.logpdf(low, *PRIOR["lower"]) + norm.logpdf(high, *PRIOR["upper"])
                          + 0.5 * numpy.log(share * (1 - share)))
    logs, priors = numpy.array(logs), numpy.array(priors)
    two = logsumexp(logs + priors) - logsumexp(priors)
    weights = numpy.exp(logs + priors - logsumexp(logs + priors))
    single, of_single = [], []
    for variance, mean in itertools.product(PRIOR["singleVariances"], means(PRIOR["single"], 61)):
        single.append(norm.logpdf(values, mean, variance ** 0.5).sum())
        of_single.append(norm.logpdf(mean, *PRIOR["single"]))
    one = logsumexp(numpy.array(single) + of_single) - logsumexp(of_single)
    cells = numpy.array(cells)

    def probability(value):
        value = numpy.clip(value, *PRIOR["range"])
        low, high, variance, share = cells.T
        above = share * norm.pdf(value, high, variance ** 0.5)
        return float((weights * above / (above + (1 - share) * norm.pdf(value, low, variance ** 0.5))).sum())
    return {"values": [float(value) for value in values], "certainty": float(1 / (1 + numpy.exp(one - two - PRIOR["logOdds"]))),
            "share": float(weights @ cells[:, 3]), "at": [probability(value) for value in AT]}


def main():
    draw = numpy.random.default_rng(7)
    cases = [[], [0.5], draw.normal(0.2, 0.8, 60),
             numpy.concatenate([draw.normal(0, 0.8, 60), draw.normal(2.6, 0.8, 25)]),
             numpy.concatenate([draw.normal(0.3, 0.7, 15), draw.normal(2, 0.9, 45), [40, -9]])]
    found = {"prior": PRIOR, "places": AT,
             "cases": [told(numpy.round(numpy.array(case, dtype=float), 3)) for case in cases]}
    path = pathlib.Path(__file__).resolve().parent.parent / "Fixtures/Statistics/two-groups.json"
    path.write_text(json.dumps(found, separators=(",", ":")) + "\n")


main()
