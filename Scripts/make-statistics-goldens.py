#!/usr/bin/env python3
"""Writes the golden values of Tests/StatisticsTests to Fixtures/Statistics.

    python3 Scripts/make-statistics-goldens.py

Needs numpy, scipy and mpmath. Special functions and tails of distributions are computed by mpmath
from positive series with as many digits as the tail asks for, so that 1e-300 is right to the last
digit; SciPy's values are compared with them (its largest relative difference is printed). Statistics
and p-values of tests are SciPy's, or, where SciPy has no such test, follow from the definition in
exact fractions with the tail of a distribution from mpmath.
"""

import itertools
import json
import math
import pathlib
from fractions import Fraction

import mpmath as mp
import numpy as np
from scipy import optimize, special, stats

mp.mp.dps = 400
FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "Statistics"
TAILS = [1e-300, 1e-200, 1e-100, 1e-40, 1e-20, 1e-10, 1e-5, 1e-3, 0.025, 0.1, 0.5, 0.9, 0.999]
worst = {}


def write(name, value):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    parts = [
        json.dumps(key) + ": [\n    "
        + ",\n    ".join(json.dumps(row, allow_nan=False) for row in rows) + "\n  ]"
        for key, rows in value.items()
    ]
    (FIXTURES / name).write_text("{\n  " + ",\n  ".join(parts) + "\n}\n")


def compare(what, true, scipys):
    if math.isfinite(scipys) and true != 0:
        worst[what] = max(worst.get(what, 0), abs(float((mp.mpf(scipys) - true) / true)))
    return float(true)


# Special functions.


def gamma_parts(a, x):
    """P(a, x) and Q(a, x)."""
    a, x = mp.mpf(a), mp.mpf(x)
    # 1 - P loses as many digits as Q has zeros.
    zeros = 0 if x < a else log10((a * mp.log(x) - x - mp.loggamma(a)))
    if zeros > 320:
        return mp.mpf(1), mp.mpf(0)
    with mp.workdps(45 + zeros):
        term = total = mp.mpf(1)
        divisor = a
        while term > total * mp.eps:
            divisor += 1
            term *= x / divisor
            total += term
        lower = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
        return lower, 1 - lower


def log10(logarithm):
    """How many zeros follow the point of exp(logarithm)."""
    return max(0, -int(logarithm / mp.log(10)))


def beta_parts(a, b, x, y=None):
    """I_x(a, b) and 1 - I_x(a, b)."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    y = 1 - x if y is None else mp.mpf(y)
    if x > 0.5:
        upper, lower = beta_parts(b, a, y, x)
        return lower, upper

    def front():
        return a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)

    zeros = log10(front()) if x > a / (a + b) else 0
    if zeros > 320:
        return mp.mpf(1), mp.mpf(0)
    with mp.workdps(45 + zeros):
        term = total = mp.mpf(1)
        n = 0
        while term > total * mp.eps:
            term *= x * (a + b + n) / (a + 1 + n)
            total += term
            n += 1
        lower = mp.exp(front()) / a * total
        return lower, 1 - lower


def usable(*values):
    return all(1e-300 <= v <= 1e300 for v in map(float, values))


def special_functions():
    log_gamma = [
        [x, compare("logGamma", mp.loggamma(mp.mpf(x)), special.gammaln(x))]
        for x in [1e-10, 1e-3, 0.5, 0.9999, 1.0000001, 1.5, 1.9999, 2.0000001, 2.5, 7, 31.25, 1e3,
                  1e5 + 0.5, 1e8, 1e15]]
    erf = []
    for x in [1e-300, 1e-20, 1e-5, 0.1, 0.3, 0.7, 1, 1.7, 2.5, 4, 6, 9, 14, 20, 26]:
        for sign in (1, -1):
            if sign < 0 and x < 1e-6:
                continue
            v = sign * x
            erf.append([v, compare("erf", mp.erf(mp.mpf(v)), special.erf(v)),
                        compare("erfc", mp.erfc(mp.mpf(v)), special.erfc(v))])
    gamma = []
    for a in [0.01, 0.5, 1, 1.5, 4, 22.5, 150, 2500, 50000]:
        points = {float(special.gammainccinv(a, p)) for p in TAILS if p >= 1e-200}
        points |= {a * f for f in (0.5, 0.9, 1, 1.1, 2)} | {a + 1}
        points |= {a + 35 * math.sqrt(a) + 700 / (1 + a / 10), max(a - 30 * math.sqrt(a), a / 50)}
        for x in sorted(points):
            if x <= 0:
                continue
            lower, upper = gamma_parts(a, x)
            if usable(lower, upper):
                gamma.append([a, x, compare("gammaP", lower, special.gammainc(a, x)),
                              compare("gammaQ", upper, special.gammaincc(a, x))])
    beta = []
    for a, b in [(0.5, 0.5), (0.1, 3), (1, 1), (2, 5), (0.5, 40), (30, 0.5), (0.5, 5000.5),
                 (7, 300), (150, 150), (4000, 25), (2500, 3500), (1e5, 0.5), (2e5, 1e5)]:
        points = {float(special.betaincinv(a, b, p)) for p in TAILS}
        mean, spread = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
        points |= {mean, mean + spread, mean - spread, mean - 30 * spread, mean + 30 * spread}
        for x in sorted(points):
            if not 1e-300 < x < 1:
                continue
            lower, upper = beta_parts(a, b, x)
            if usable(lower, upper):
                beta.append([a, b, x, compare("beta", lower, special.betainc(a, b, x)),
                             compare("beta complement", upper, special.betaincc(a, b, x))])
    write("special-functions.json",
          {"logGamma": log_gamma, "errorFunctions": erf, "incompleteGamma": gamma,
           "incompleteBeta": beta})


# Distributions.


def student_upper(t, dof):
    """P(T >= t)."""
    t, dof = mp.mpf(t), mp.mpf(dof)
    lower, _ = beta_parts(dof / 2, mp.mpf(1) / 2, dof / (dof + t * t), t * t / (dof + t * t))
    return lower / 2 if t >= 0 else 1 - lower / 2


def chi_squared_upper(x, dof):
    return gamma_parts(mp.mpf(dof) / 2, mp.mpf(x) / 2)[1]


def normal_upper(z):
    return mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2


def distributions():
    normal = [[z, compare("normal", normal_upper(z), stats.norm.sf(z))]
              for z in [-37, -8.3, -2, -0.5, 0, 1e-8, 0.5, 1, 1.9599639845400545, 3, 5, 8, 12.5, 20,
                        30, 37]]
    student = []
    for dof in [1, 2, 3.7, 7, 30, 98, 998, 19998.5]:
        points = {float(stats.t.isf(p, dof)) for p in TAILS if p > 1e-290 or dof > 20}
        for t in sorted(points | {1e-6, -1.5}):
            true = student_upper(t, dof) if t and math.isfinite(t) else None
            if t and math.isfinite(t) and usable(true):
                student.append([dof, t, compare("student", true, stats.t.sf(t, dof))])
    chi = []
    for dof in [1, 2, 5, 15, 45, 135, 1000, 9801]:
        points = {float(stats.chi2.isf(p, dof)) for p in TAILS} | {dof + 30.0, 113.1293}
        for x in sorted(points):
            if x > 0 and usable(chi_squared_upper(x, dof)):
                chi.append([dof, x, compare("chi2", chi_squared_upper(x, dof),
                                            stats.chi2.sf(x, dof))])
    f = []
    for d1, d2 in [(1, 1), (3, 7), (15, 2.5), (9, 990), (250, 12), (1, 1e4)]:
        for x in [1e-4, 0.3, 1, 2.5, 8, 40, 300]:
            down = d2 + d1 * mp.mpf(x)
            lower, upper = beta_parts(mp.mpf(d2) / 2, mp.mpf(d1) / 2, d2 / down, d1 * mp.mpf(x) / down)
            if usable(lower, upper):
                f.append([d1, d2, x, compare("F", lower, stats.f.sf(x, d1, d2)), float(upper)])
    binomial = []
    for n, p in [(1, 0.3), (10, 0.5), (47, 0.07), (1000, 0.5), (10000, 0.02), (200000, 0.6)]:
        mean, spread = n * p, math.sqrt(n * p * (1 - p))
        counts = {round(mean + s * spread) for s in (-35, -20, -8, -3, -1, 0, 1, 3, 8, 20, 35)}
        for k in sorted(c for c in counts | {0, 1, n - 1, n} if 0 <= c <= n):
            x = mp.mpf(p)
            at_least = beta_parts(k, n - k + 1, x)[0] if k > 0 else mp.mpf(1)
            at_most = beta_parts(k + 1, n - k, x)[1] if k < n else mp.mpf(1)
            mass = mp.exp(
                mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
                + k * mp.log(x) + (n - k) * mp.log(1 - x))
            if usable(mass):
                binomial.append([n, p, k, compare("binomial pmf", mass, stats.binom.pmf(k, n, p)),
                                 compare("binomial cdf", at_most, stats.binom.cdf(k, n, p)),
                                 compare("binomial sf", at_least, stats.binom.sf(k - 1, n, p))])
    write("distributions.json",
          {"normal": normal, "student": student, "chiSquared": chi, "f": f, "binomial": binomial})

# Tests.

PUBLISHED_ERRORS = [  # "Causal Explanations of Image Misclassifications", figure 3, times 1000.
    [77, 91, 73, 63, 79, 85], [34, 30, 44, 53, 33, 31], [77, 96, 98, 65, 60, 56],
    [152, 189, 136, 144, 106, 131], [64, 70, 95, 74, 79, 75], [97, 100, 104, 143, 156, 129],
    [36, 62, 54, 61, 47, 37], [34, 41, 30, 35, 49, 38], [36, 57, 45, 46, 45, 33],
    [36, 52, 55, 41, 47, 58]]


def homogeneity(table):
    table = np.asarray(table, dtype=float)
    kept = table[np.ix_(table.sum(1) > 0, table.sum(0) > 0)]
    total = kept.sum()
    chi, _, dof, expected = stats.chi2_contingency(kept, correction=False)
    # SciPy's G cancels where the table is nearly homogeneous; this is the same sum in many digits.
    o = [[mp.mpf(float(v)) for v in row] for row in kept]
    rows, columns = [sum(r) for r in o], [sum(c) for c in zip(*o)]
    g = 2 * sum(o[i][j] * mp.log(o[i][j] * sum(rows) / rows[i] / columns[j])
                for i in range(len(rows)) for j in range(len(columns)) if o[i][j])
    compare("G", g, stats.chi2_contingency(kept, correction=False, lambda_="log-likelihood")[0])
    exact = sum((o[i][j] * sum(rows) / rows[i] / columns[j] - 1) ** 2 * rows[i] * columns[j]
                for i in range(len(rows)) for j in range(len(columns))) / sum(rows)
    compare("X2", exact, chi)
    v = math.sqrt(float(exact) / (total * (min(kept.shape) - 1)))
    if (kept == kept.astype(int)).all():
        assert abs(v - stats.contingency.association(kept.astype(int), method="cramer")) < 1e-9
    return {"table": table.tolist(), "chiSquared": float(exact), "degreesOfFreedom": dof,
            "chiSquaredP": float(chi_squared_upper(exact, dof)), "likelihoodRatio": float(g),
            "likelihoodRatioP": float(chi_squared_upper(g, dof)), "cramersV": v,
            "minimumExpected": float(expected.min())}


def cochran(wrong):
    """Q from 0/1 answers, things x treatments."""
    wrong = [[int(v) for v in row] for row in wrong]
    k = len(wrong[0])
    columns, rows = [sum(c) for c in zip(*wrong)], [sum(r) for r in wrong]
    n = sum(rows)
    q = Fraction((k - 1) * (k * sum(c * c for c in columns) - n * n),
                 k * n - sum(r * r for r in rows))
    return {"totals": columns, "rowTotals": [rows.count(i) for i in range(k + 1)],
            "statistic": float(q),
            "pValue": float(chi_squared_upper(mp.mpf(q.numerator) / q.denominator, k - 1))}


def count_tests():
    rng = np.random.default_rng(1)
    tables = [PUBLISHED_ERRORS, np.asarray(PUBLISHED_ERRORS) / 1000,
              [[c, 1000 - c] for c in PUBLISHED_ERRORS[3]],
              [[10, 20, 0], [0, 0, 0], [3, 8, 0], [0, 1, 0]],
              [[1000000, 1000001], [2000000, 2000003]], [[5000, 1], [2, 7000]],
              rng.poisson(3, (6, 4)), rng.poisson(400, (30, 16))]
    binomial = []
    for k, n, p in [(0, 1, 0.5), (3, 3, 0.5), (5, 10, 0.5), (7, 20, 0.5), (46, 57, 0.5),
                    (2, 40, 0.3), (31, 40, 0.3), (12, 40, 0.3), (0, 17, 0.1), (17, 17, 0.9),
                    (400, 2000, 0.5), (120, 2000, 0.5), (1, 100000, 0.0007), (150, 100000, 0.0007)]:
        binomial.append([k, n, p, stats.binomtest(k, n, p).pvalue])
    mcnemar = []
    for b, c in [(0, 0), (0, 1), (3, 3), (5, 12), (59, 6), (140, 101), (812, 390), (1400, 180)]:
        n = b + c
        # The far tail is the near one over again.
        exact = min(Fraction(1), Fraction(2 * sum(math.comb(n, i) for i in range(min(b, c) + 1)), 2**n))
        compare("McNemar exact", mp.mpf(exact.numerator) / exact.denominator,
                stats.binomtest(b, n).pvalue if n else 1)
        row = {"onlyFirst": b, "onlySecond": c, "exactP": float(exact)}
        if n:
            plain, corrected = mp.mpf((b - c) ** 2) / n, mp.mpf(max(0, abs(b - c) - 1) ** 2) / n
            row |= {"chiSquared": float(plain), "asymptoticP": float(chi_squared_upper(plain, 1)),
                    "correctedChiSquared": float(corrected),
                    "correctedP": float(chi_squared_upper(corrected, 1)) if corrected else 1.0}
        mcnemar.append(row)
    difficulty = rng.uniform(0, 1, (400, 1)) ** 4
    cochrans = [cochran(rng.uniform(0, 1, (400, len(skill))) < difficulty * skill)
                for skill in ([1, 1, 1], [1.0, 0.9, 0.5, 0.8], [1, 0.02])]
    cochrans.append(cochran([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]]))
    adjusted = []
    for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.02, 0.02, 0.9, 1.0, 1e-200, 0.3, 0.02]):
        # Holm from its definition: the largest of what the ranks up to here ask for.
        order = sorted(range(len(p)), key=lambda i: p[i])
        holm = [0.0] * len(p)
        for rank, i in enumerate(order):
            holm[i] = max(min(1.0, (len(p) - r) * p[j]) for r, j in enumerate(order[: rank + 1]))
        adjusted.append({"pValues": p, "holm": holm,
                         "benjaminiHochberg": stats.false_discovery_control(p).tolist()})
    intervals = []
    for k, n in [(0, 10), (10, 10), (1, 3), (152, 1000), (7, 12), (3, 50000), (49000, 50000)]:
        for level in (0.95, 0.99, 0.8):
            w = stats.binomtest(k, n).proportion_ci(level, "wilson")
            # SciPy's own search for the exact ends stops early; its beta quantiles do not.
            tail = (1 - level) / 2
            low = stats.beta.ppf(tail, k, n - k + 1) if k else 0.0
            high = stats.beta.isf(tail, k + 1, n - k) if k < n else 1.0
            e = stats.binomtest(k, n).proportion_ci(level, "exact")
            assert abs(e.low - low) < 1e-8 and abs(e.high - high) < 1e-8
            intervals.append([k, n, level, w.low, w.high, low, high])
    write("count-tests.json", {
        "homogeneity": [homogeneity(t) for t in tables], "binomial": binomial, "mcnemar": mcnemar,
        "cochran": cochrans, "adjusted": adjusted, "intervals": intervals})


def t_test(first, second):
    """The three forms of the t-test, from the definitions in many digits, and equivalence."""
    groups = [[mp.mpf(float(v)) for v in g] for g in (first, second)]
    n = [len(g) for g in groups]
    means = [sum(g) / len(g) for g in groups]
    squares = [sum((v - m) ** 2 for v in g) for g, m in zip(groups, means)]
    difference = means[0] - means[1]
    result = {"first": list(map(float, first)), "second": list(map(float, second))}
    for form, dof in (("pooled", sum(n) - 2), ("asPublished", sum(n) - 1), ("welch", None)):
        if dof is None:
            parts = [s / (m - 1) / m for s, m in zip(squares, n)]
            dof = sum(parts) ** 2 / sum(p * p / (m - 1) for p, m in zip(parts, n))
            error = mp.sqrt(sum(parts))
        else:
            error = mp.sqrt(sum(squares) / dof * (mp.mpf(1) / n[0] + mp.mpf(1) / n[1]))
        t = difference / error
        p = 2 * student_upper(abs(t), dof) if t else mp.mpf(1)
        if form != "asPublished":
            scipys = stats.ttest_ind(first, second, equal_var=form == "pooled")
            compare("t", t, scipys.statistic)
            compare("t p-value", p, scipys.pvalue)
            bounds = scipys.confidence_interval(0.95)
        result[form] = [float(t), float(dof), float(p)] + (
            [bounds.low, bounds.high] if form != "asPublished" else [])
    margin = 0.5 * float(mp.sqrt(sum(squares) / (sum(n) - 2)))
    result["margin"] = margin
    result["equivalence"] = [
        float(student_upper((difference + margin) / error, dof)),
        float(student_upper(-(difference - margin) / error, dof))]
    compare("TOST", mp.mpf(result["equivalence"][0]), stats.ttest_ind(
        np.add(first, margin), second, equal_var=False, alternative="greater").pvalue)
    compare("TOST", mp.mpf(result["equivalence"][1]), stats.ttest_ind(
        np.subtract(first, margin), second, equal_var=False, alternative="less").pvalue)
    return result


def sample_pairs():
    rng = np.random.default_rng(2)
    return [([1, 2, 3, 4], [2, 4, 6, 8, 10]), ([1, 1], [1, 2]), ([3, 3, 3], [1, 2, 4, 9]),
            (rng.normal(0, 1, 12), rng.normal(0.4, 2, 30)),
            (-np.abs(rng.normal(0, 2, 25)), -np.abs(rng.normal(0, 2.2, 9))),
            (1e6 + rng.normal(0, 1e-2, 8), 1e6 + rng.normal(0.005, 1e-2, 8)),
            (rng.normal(0, 1, 60), rng.normal(9, 1, 200)),
            (np.round(rng.normal(0, 2, 40), 0), np.round(rng.normal(0.5, 2, 25), 0)),
            (rng.normal(2, 1, 300), rng.normal(-2, 1, 350))]


def hedges(first, second):
    n1, n2 = len(first), len(second)
    dof, scale = n1 + n2 - 2, math.sqrt(1 / n1 + 1 / n2)
    t = float(stats.ttest_ind(first, second).statistic)
    factor = mp.gamma(mp.mpf(dof) / 2) / mp.sqrt(mp.mpf(dof) / 2) / mp.gamma(mp.mpf(dof - 1) / 2)

    def below(distance):
        """P(T <= t) of the noncentral t distribution."""
        with mp.workdps(25):
            half, at = mp.mpf(dof) / 2, mp.mpf(t)
            top = mp.log(half) * half - mp.loggamma(half) + mp.log(2)
            return float(mp.quad(
                lambda s: mp.exp(top + (dof - 1) * mp.log(s) - half * s * s)
                * mp.ncdf(at * s - mp.mpf(distance)) if s else mp.mpf(0),
                [0] + [x for x in np.linspace(max(1e-9, 1 - 9 / math.sqrt(2 * dof)),
                                              1 + 9 / math.sqrt(2 * dof), 17)]))

    ends = [optimize.brentq(lambda d: below(d) - p, -6 * abs(t) - 9, 6 * abs(t) + 9, xtol=1e-14,
                            rtol=1e-14) for p in (0.975, 0.025)]
    for end, p in zip(ends, (0.975, 0.025)):
        compare("noncentral t", mp.mpf(p), stats.nct.cdf(t, dof, end))
    return {"first": list(map(float, first)), "second": list(map(float, second)),
            "g": float(t * scale * factor), "low": ends[0] * scale, "high": ends[1] * scale}


def mann_whitney(first, second):
    test = stats.mannwhitneyu(first, second)
    exact = min(len(first), len(second)) <= 8 and len(set(first) | set(second)) == len(first) + len(second)
    return {"first": list(map(float, first)), "second": list(map(float, second)),
            "statistic": test.statistic, "pValue": test.pvalue,
            "method": "exact" if exact else "asymptotic"}


def permutation(first, second):
    test = stats.permutation_test(
        (first, second), lambda x, y, axis: np.mean(x, axis) - np.mean(y, axis), vectorized=True,
        n_resamples=math.inf)
    return {"first": list(map(float, first)), "second": list(map(float, second)),
            "difference": float(test.statistic), "pValue": float(test.pvalue)}


def tango(b, c, n, level):
    """The score interval, from the constrained maximum of the likelihood itself."""
    z = stats.norm.isf((1 - level) / 2)

    def score(delta):
        # Shares: w beyond the difference for either, both or neither the rest.
        high = (1 - abs(delta)) / 2

        def slope(w):
            return ((b / (w + max(delta, 0)) if b else 0) + (c / (w + max(-delta, 0)) if c else 0)
                    - ((n - b - c) / (high - w) if n > b + c else 0))

        left, right = max(high * 1e-18, 1e-300), high * (1 - 1e-13)
        if slope(left) <= 0:
            w = 0
        elif slope(right) >= 0:
            w = high
        else:
            w = optimize.brentq(slope, left, right, xtol=1e-18, rtol=1e-15)
        q = w + max(-delta, 0)
        return (b - c - n * delta) / math.sqrt(n * (2 * q + delta * (1 - delta)))

    observed = (b - c) / n
    return [b, c, n, level,
            optimize.brentq(lambda d: score(d) - z, -1 + 1e-9, observed - 1e-12, xtol=1e-16),
            optimize.brentq(lambda d: score(d) + z, observed + 1e-12, 1 - 1e-9, xtol=1e-16)]


def mean_tests():
    rng = np.random.default_rng(3)
    ranks = [([1, 2, 3, 4], [2, 4, 6, 8, 10]), ([1, 2, 3], [4, 5, 6, 7]), ([5], [1, 2, 3, 4, 9]),
             (rng.normal(0, 1, 8), rng.normal(1, 1, 8)), (rng.normal(3, 1, 300), rng.normal(0, 1, 6)),
             (rng.normal(0, 1, 9), rng.normal(1, 1, 12)),
             (rng.integers(0, 5, 40), rng.integers(1, 6, 70)),
             (rng.normal(4, 1, 400), rng.normal(-4, 1, 300)), ([1.5] * 4, [1.5, 1.5, 2])]
    pairs = sample_pairs()
    write("mean-tests.json", {
        "t": [t_test(a, b) for a, b in pairs],
        "hedges": [hedges(a, b) for a, b in pairs[:5] + pairs[6:8]],
        "mannWhitney": [mann_whitney(a, b) for a, b in ranks],
        "permutation": [permutation(a, b) for a, b in [
            ([1, 2, 3, 4], [2, 4, 6, 8, 10]), ([1, 1], [1, 2]), ([7, 8, 9], [1, 2, 3]),
            (np.round(rng.normal(0, 1, 6), 3), np.round(rng.normal(1, 1, 7), 3))]],
        "tango": [tango(*row) for row in [
            (12, 2, 50, 0.95), (5, 12, 100, 0.95), (140, 101, 10000, 0.95), (0, 3, 30, 0.9),
            (0, 0, 40, 0.95), (8, 8, 16, 0.99), (700, 20, 5000, 0.999)]],
        "percentiles": [[list(values)] + [list(np.percentile(values, [100 * (1 - c) / 2, 100 * (1 + c) / 2])), [c]]
                        for values, c in [(np.round(rng.normal(0, 1, 40), 4).tolist(), 0.95),
                                          ([3.0], 0.9), ([1.0, 2.0], 0.5)]]})


special_functions()
distributions()
count_tests()
mean_tests()
print("SciPy's largest relative difference from mpmath:")
for what, difference in worst.items():
    print(f"  {what:18} {difference:.1e}")
