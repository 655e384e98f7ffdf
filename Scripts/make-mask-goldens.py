#!/usr/bin/env python3
"""Writes Fixtures/Explanations/learned-masks.json and learned-masks-network.json: objectives and gradients of learned masks by PyTorch.

    python3 Scripts/make-mask-goldens.py --model FILE --networks FILE --data DIR

Two files. The first needs nothing but this script: a linear classifier with weights from a formula that
the Swift tests have too. the second is of the network of --model (a state dict in safetensors) on the first
images of DIR/test_batch.bin; the Swift test is skipped where the same files are absent. All in float64,
so that the differences found are ours. Each case: the value to be made small, its gradient with respect
to the cells of the mask, and for the network a few steps of Adam.
"""
import argparse, importlib.util, json, math, pathlib
import numpy as np, torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent
torch.set_default_dtype(torch.float64)
parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--model", required=True)
parser.add_argument("--arch", default="resnet20")
parser.add_argument("--networks", required=True)
parser.add_argument("--data", required=True)
arguments = parser.parse_args()


def formula(count, salt):
    """Values in -1 ... 1 that a test can make again."""
    return torch.tensor([((i * 7919 + salt * 104729) % 2003) / 1001 - 1 for i in range(count)])


def blur(x, sigma, size):
    """Separable Gaussian with reflected edges, N x C x H x W."""
    d = torch.arange(size) - size // 2
    k = torch.exp(-d.double() ** 2 / (2 * sigma * sigma))
    k = k / k.sum()
    p = size // 2
    x = F.pad(x, (p, p, p, p), mode="reflect")
    c = x.shape[1]
    x = F.conv2d(x, k.view(1, 1, -1, 1).expand(c, 1, -1, 1), groups=c)
    return F.conv2d(x, k.view(1, 1, 1, -1).expand(c, 1, 1, -1), groups=c)


def penalty(m, variation, removal, form, beta, mean):
    """m: N x h x w; a sum for each mask."""
    dy = F.pad(m[:, 1:] - m[:, :-1], (0, 0, 0, 1))
    dx = F.pad(m[:, :, 1:] - m[:, :, :-1], (0, 1))
    inner, outer = {"root": (beta, 1 / beta), "isotropic": (2, beta / 2),
                    "anisotropic": (beta, 1)}[form]
    eps = 1e-8
    tv = (dy.abs() ** inner + dx.abs() ** inner + eps) ** outer - eps ** outer
    total = variation * tv.flatten(1).sum(1) + removal * (1 - m).abs().flatten(1).sum(1)
    return total / (m.shape[1] * m.shape[2]) if mean else total


def objective(kind, z, z0, k, gamma, vector):
    f = torch.softmax(z, 1)
    n = z.shape[1]
    fk = f.gather(1, k[:, None])[:, 0]
    others = 1 - F.one_hot(k, n)
    d = (z - z0)
    if kind == "plain":
        return -fk
    if kind == "deletion":
        return fk
    if kind == "f-tc":
        if vector:
            return -fk + gamma * ((d * others) ** 2).sum(1).sqrt() / (n - 1)
        return -fk + gamma * ((d * others).sum(1) / (n - 1)).abs()
    return (f * others).sum(1) + gamma * d.gather(1, k[:, None])[:, 0].abs()


def enlarge(m, height, width, scaling):
    if scaling == "nearest":
        return F.interpolate(m[:, None], (height, width), mode="nearest")
    return F.interpolate(m[:, None], (height, width), mode="bilinear",
                         align_corners=scaling == "bilinear-corners")


def evaluate(classify, x, h, k, m, case):
    z0 = classify(x).detach()
    large = enlarge(m, x.shape[2], x.shape[3], case["scaling"])
    z = classify(x * large + h * (1 - large))
    return (objective(case["kind"], z, z0, k, case["gamma"], case["vector"])
            + penalty(m, case["variation"], case["removal"], case["form"], case["beta"],
                      case["mean"]))


def run(classify, x, k, case, salt, steps=0):
    h = blur(x, case["sigma"], case["size"])
    rows, columns = case["mask"]
    n = x.shape[0]
    m = ((formula(n * rows * columns, salt) + 1) / 2).view(n, rows, columns).requires_grad_(True)
    value = evaluate(classify, x, h, k, m, case)
    gradient, = torch.autograd.grad(value.sum(), m)
    result = dict(case, salt=salt, value=rounded(value), gradient=rounded(gradient))
    if steps:
        optimizer = torch.optim.Adam([m], lr=0.1)
        for _ in range(steps):
            optimizer.zero_grad()
            evaluate(classify, x, h, k, m, case).sum().backward()
            optimizer.step()
            with torch.no_grad():
                m.clamp_(0, 1)
        result["steps"] = steps
        result["after"] = rounded(m)
    return result


def rounded(tensor):
    return [float("%.8g" % v) for v in tensor.detach().reshape(-1).tolist()]


def cases():
    base = dict(gamma=0.3, vector=False, variation=1.7, removal=3.0, form="root", beta=2.0,
                mean=True, scaling="bilinear", sigma=1.5, size=5, mask=[3, 2])
    for kind in ["plain", "f-tc", "f-ntc", "deletion"]:
        yield dict(base, kind=kind)
    yield dict(base, kind="f-tc", vector=True)
    yield dict(base, kind="f-tc", mean=False, form="isotropic", beta=3.0, scaling="nearest")
    yield dict(base, kind="f-ntc", form="anisotropic", beta=2.0, scaling="bilinear-corners")
    yield dict(base, kind="deletion", variation=1e-2, removal=1e-4, form="isotropic", beta=3.0,
               mean=False, sigma=0.8, size=3)


def write(name, document):
    target = ROOT / f"Fixtures/Explanations/{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document) + "\n")
    print(f"{target}: {target.stat().st_size} bytes")


# A linear classifier: 3 classes, 7 x 6 pixels, 2 images.
shape = (2, 7, 6, 3)
# Bytes, normalised with mean 0.5 and deviation 0.25.
pixels = torch.tensor([(i * 7919 + 104729) % 256 for i in range(math.prod(shape))])
pixels = ((pixels.double() / 255 - 0.5) / 0.25).view(shape).permute(0, 3, 1, 2)
weights = formula(3 * 7 * 6 * 3, 2).view(3, 7, 6, 3).permute(0, 3, 1, 2) / 4
bias = formula(3, 3)
linear = lambda x: torch.einsum("nchw,kchw->nk", x, weights) + bias
targets = torch.tensor([2, 0])
write("learned-masks", [run(linear, pixels, targets, c, 4 + i) for i, c in enumerate(cases())])

spec = importlib.util.spec_from_file_location("networks", arguments.networks)
networks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(networks)
from safetensors.torch import load_file
model = networks.ALL[arguments.arch]()
model.load_state_dict(load_file(arguments.model), strict=False)
model = model.double().eval()
count = 3
records = np.fromfile(pathlib.Path(arguments.data) / "test_batch.bin", np.uint8).reshape(-1, 3073)
x = torch.from_numpy(records[:count, 1:].reshape(count, 3, 32, 32).copy()).double() / 255
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
x = (x - mean) / std
# Classes that the network does not choose, so that there is something to gain.
k = torch.topk(model(x), 2).indices[:, 1]
base = dict(gamma=0.3, vector=False, variation=1.7, removal=3.0, form="root", beta=2.0, mean=True,
            scaling="bilinear", sigma=1.5, size=11, mask=[8, 8])
write("learned-masks-network", {
    "arch": arguments.arch, "targets": k.tolist(),
    "cases": [run(model, x, k, dict(base, kind=kind), 20 + i, steps=3)
              for i, kind in enumerate(["f-tc", "f-ntc", "deletion"])]})
