#!/usr/bin/env python3
"""Writes Fixtures/Misclassification/published-networks.json: rates, means and confusion networks.

NumPy's figures from the counts in published-counts.json, against which the tests hold this
project's. Needs numpy. Usage: Scripts/make-network-goldens.py
"""

import json
import pathlib
import re

import numpy as np

directory = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "Misclassification"
tables = json.loads((directory / "published-counts.json").read_text())
names = sorted(tables)

u, v, n = [], [], []
for name in names:
    counts = np.array(tables[name], dtype=np.float64)
    wrong = counts * (1 - np.eye(len(counts)))
    errors = wrong.sum(1)
    n.append(counts)
    u.append(errors / counts.sum(1))
    v.append(wrong / errors[:, None])

golden = {
    "models": names,
    "meanU": np.mean(u, axis=0).tolist(),
    "deviationU": np.std(u, axis=0).tolist(),
    "meanV": np.mean(v, axis=0).tolist(),
    "deviationV": np.std(v, axis=0).tolist(),
    "networks": [],
}
for threshold in [0.0, 0.15, 0.3, 0.5]:
    for name, ui, vi in zip(names, u, v):
        edge = (vi >= threshold) & ~np.eye(len(vi), dtype=bool)
        golden["networks"].append({
            "model": name,
            "threshold": threshold,
            "edges": np.argwhere(edge).tolist() if threshold > 0 else [],
            "count": int(edge.sum()),
            "mutual": int((edge & edge.T).sum()),
            "weighted": (edge * vi).sum(0).tolist(),
            "plain": edge.sum(0).tolist(),
            "weightedByRate": (edge * ui[:, None]).sum(0).tolist(),
            "weightedJointly": (edge * ui[:, None] * vi).sum(0).tolist(),
        })

text = json.dumps(golden, indent=1)
# Numbers of one list on one line keep the file readable.
text = re.sub(r"\[\s+([-0-9.e,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
(directory / "published-networks.json").write_text(text + "\n")
