#!/usr/bin/env python3
"""Writes the small files in Fixtures/ that hold this project's readers to other programs' writers.

Needs numpy, torch and safetensors. Usage: Scripts/make-interchange-fixtures.py [SHARED]
With the directory SHARED (predictions of published networks and CIFAR-10's labels), the confusion
counts of three networks are counted anew as well.
"""

import json
import pathlib
import sys

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

root = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
interchange = root / "Interchange"
misclassification = root / "Misclassification"
interchange.mkdir(parents=True, exist_ok=True)
misclassification.mkdir(parents=True, exist_ok=True)

# Element k of every array is k * 0.75 - 2 where fractions fit (exact in every float type), k else.
fractions = np.arange(6) * 0.75 - 2
whole = np.arange(6)

for name in ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]:
    np.save(interchange / f"{name}.npy", whole.astype(name).reshape(2, 3))
for name in ["f2", "f4", "f8"]:
    np.save(interchange / f"{name}.npy", fractions.astype(name).reshape(2, 3))
np.save(interchange / "b1.npy", (whole % 2 == 1).reshape(2, 3))
np.save(interchange / "scalar.npy", np.float32(1.5))
np.save(interchange / "empty.npy", np.zeros((0, 4), np.float32))
np.save(interchange / "fortran.npy", np.asfortranarray(np.arange(24, dtype=np.int32).reshape(2, 3, 4)))
np.save(interchange / "bigendian.npy", whole.astype(">i4"))
np.save(interchange / "records.npy", np.zeros(2, dtype=[("a", "<i4"), ("b", "<f4")]))
for version in [(2, 0), (3, 0)]:
    with open(interchange / f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, fractions.astype("f4").reshape(2, 3), version=version)

tensors = {
    f"{name}": torch.tensor(fractions.reshape(2, 3)).to(kind)
    for name, kind in [
        ("float64", torch.float64), ("float32", torch.float32),
        ("float16", torch.float16), ("bfloat16", torch.bfloat16),
    ]
} | {
    f"{name}": torch.tensor(whole.reshape(3, 2)).to(kind)
    for name, kind in [
        ("int64", torch.int64), ("int32", torch.int32), ("int16", torch.int16),
        ("int8", torch.int8), ("uint8", torch.uint8),
    ]
} | {
    "bool": torch.tensor(whole % 2 == 1),
    "bn1.num_batches_tracked": torch.tensor(391, dtype=torch.int64),
    "empty": torch.zeros(0, 4),
}
save_file(tensors, interchange / "types.safetensors", metadata={"arch": "none", "note": 'a "q" \u00fc\n'})

# Pictures of 5 x 3 in which pixel k is marked where k % 4 is 0, in every kind that is read.
marks = (np.arange(15).reshape(3, 5) % 4 == 0)
grey = Image.fromarray((marks * 255).astype(np.uint8))
opacity = Image.fromarray(np.full((3, 5), 200, np.uint8))
grey.convert("1").save(interchange / "grey1.png")
grey.save(interchange / "grey8.png")
palette = Image.fromarray(marks.astype(np.uint8)).convert("P")
palette.putpalette([10, 20, 30, 200, 100, 50])
palette.save(interchange / "palette.png", bits=4)
Image.merge("LA", (grey, opacity)).save(interchange / "grey-alpha.png")
Image.merge("RGB", (grey, grey, grey)).save(interchange / "colour.png")
Image.merge("RGBA", (grey, grey, grey, opacity)).save(interchange / "colour-alpha.png")

if len(sys.argv) > 1:
    shared = pathlib.Path(sys.argv[1])
    records = np.fromfile(shared / "data/cifar-10-batches-bin/test_batch.bin", np.uint8)
    labels = records.reshape(-1, 3073)[:, 0].astype(int)
    counts = {}
    for name in ["vgg16_keras", "alexnet_tf_ben", "shake_shake_26_2x32d_SSI"]:
        predicted = np.array(json.load(open(shared / f"data/predictions/{name}.json")))
        table = np.zeros((10, 10), int)
        np.add.at(table, (labels, predicted), 1)
        counts[name] = table.tolist()
    lines = [f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in table) + "\n  ]"
             for name, table in counts.items()]
    (misclassification / "published-counts.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
