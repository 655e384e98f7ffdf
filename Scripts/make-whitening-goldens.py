#!/usr/bin/env python3
"""Writes Fixtures/Parity/Whitening/whitening.json: filters that whiten patches of 2 x 2 pixels, by NumPy's eigh.

    python3 Scripts/make-whitening-goldens.py

Needs numpy. Byte k of image n (6 x 5 x 3, pixel by pixel) is (37 k + 101 n + (k mod 7)^2 (n + 3)) mod 256. The
normalisation is mean 0.5, 0.4, 0.3 and deviation 0.25, 0.2, 0.3. Filters are the eigenvectors of the patches' second
moments, the largest eigenvalue first, each by 1 / sqrt(eigenvalue + 0.0005) and with its largest component positive.
Also the eigenvalues and vectors of a matrix that has equal eigenvalues.
"""
import json, pathlib
import numpy as np

k = np.arange(90)
images = np.stack([(37 * k + 101 * n + (k % 7) ** 2 * (n + 3)) % 256 for n in range(4)]).reshape(4, 6, 5, 3)
mean, deviation = np.array([0.5, 0.4, 0.3]), np.array([0.25, 0.2, 0.3])
planes = ((images / 255 - mean) / deviation).transpose(0, 3, 1, 2)
patches = np.lib.stride_tricks.sliding_window_view(planes, (2, 2), axis=(2, 3))
patches = patches.transpose(0, 2, 3, 1, 4, 5).reshape(-1, 12)
values, vectors = np.linalg.eigh(patches.T @ patches / len(patches))
filters = (vectors / np.sqrt(values + 5e-4)).T[::-1]
largest = np.take_along_axis(filters, np.abs(filters).argmax(1)[:, None], 1)
filters = filters * np.sign(largest)
folder = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "Parity" / "Whitening"
folder.mkdir(parents=True, exist_ok=True)
rows = ",\n".join("    " + json.dumps([float("%.9g" % v) for v in row]) for row in filters)
(folder / "whitening.json").write_text('{\n  "filters": [\n' + rows + "\n  ]\n}\n")
print("eigenvalues", values[::-1], "\nsecond largest component by the largest",
      (np.sort(np.abs(filters), 1)[:, -2] / np.abs(filters).max(1)).max())
