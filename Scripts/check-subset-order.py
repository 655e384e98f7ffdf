#!/usr/bin/env python3
"""Holds the order of `misclass sis --selection gradient` against PyTorch.

    python3 Scripts/check-subset-order.py SIS --model FILE --arch resnet20 --networks FILE --data DIR

SIS is the directory that `misclass sis` wrote. Two checks, for every image in it:

1. PyTorch runs Batched Gradient SIS by itself (the gradient of the class's probability with respect to
   the mask, the k pixels where it is largest, the first of equal ones), and the orders are compared.
2. One pair of nearly equal gradients that come out in the other order sends the two on different
   ways, though both are right. So PyTorch also goes our way: in each round of our order it computes
   the gradients, and the smallest of those that were chosen may fall below the largest of those
   that were not by no more than --tolerance of the largest gradient of the round (a tie).
   A network is not smooth: where the input of a ReLU is within rounding of zero, two programs may
   differ in its derivative. A round that falls short by more is looked at in float64: ReLUs whose input is
   at most --kink of the root mean square of their layer's are switched one by one, those nearest to zero first, and a
   switch stays where it brings our choice nearer. The round passes once our choice is a tie (a kink).

Also compared: the probability at the beginning and after each round, and on the last 5 % of the
pixels. PyTorch works in float64 with --dtype float64, by default in float32 with the softmax in float64.
Needs torch, torchvision, numpy and safetensors; exits with 1 where a check fails.
"""
import argparse, importlib.util, json, pathlib
import numpy as np, torch
from safetensors.torch import load_file

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("sis")
parser.add_argument("--model", required=True)
parser.add_argument("--arch", default="resnet20")
parser.add_argument("--networks", required=True, help="a Python file with the networks in ALL")
parser.add_argument("--data", required=True, help="directory with test_batch.bin")
parser.add_argument("--mean", default="0.485,0.456,0.406")
parser.add_argument("--std", default="0.229,0.224,0.225")
parser.add_argument("--dtype", default="float32", choices=["float32", "float64"])
parser.add_argument("--tolerance", type=float, default=1e-4)
parser.add_argument("--kink", type=float, default=1e-5)
arguments = parser.parse_args()

spec = importlib.util.spec_from_file_location("networks", arguments.networks)
networks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(networks)
dtype = getattr(torch, arguments.dtype)
model = networks.ALL[arguments.arch]()
model.load_state_dict(load_file(arguments.model), strict=False)
model = model.to(dtype).eval()
for parameter in model.parameters():
    parameter.requires_grad_(False)

sis = pathlib.Path(arguments.sis)
settings = json.loads((sis / "summary.json").read_text())["settings"]
k = settings["selection"]["gradient"]["_0"]["perRound"]
assert settings["baseline"] == "mean", "only zero after normalisation"
rank = np.load(sis / "order.npy")
ours = np.load(sis / "confidence.npy")
count, height, width = rank.shape
area = height * width
order = np.argsort(rank.reshape(count, area), axis=1)

records = np.fromfile(pathlib.Path(arguments.data) / "test_batch.bin", np.uint8).reshape(-1, 3073)
pixels = torch.from_numpy(records[settings["images"], 1:].reshape(count, 3, height, width).copy())
mean, std = (torch.tensor([float(v) for v in t.split(",")], dtype=dtype).view(1, 3, 1, 1)
             for t in (arguments.mean, arguments.std))
x = (pixels.to(dtype) / 255 - mean) / std


def probability(images, classes):
    scores = torch.softmax(model(images).double(), dim=1)
    return scores.gather(1, classes[:, None])[:, 0]


def gains(mask, classes, x=x):
    """Derivative of log p/(1-p) with respect to the mask: that of p over p (1 - p)."""
    count = len(x)
    images = (x * (1 - mask)).requires_grad_(True)
    scores = model(images)
    chosen = torch.nn.functional.one_hot(classes, scores.shape[1]).bool()
    others = scores.double().masked_fill(chosen, -torch.inf).logsumexp(1)
    odds = scores.double().gather(1, classes[:, None])[:, 0] - others
    gradient = torch.autograd.grad(odds.sum(), images)[0]
    return -(x * gradient).sum(1).reshape(count, area).double(), torch.sigmoid(odds).detach()


with torch.no_grad():
    classes = model(x).argmax(1)

# Our way, with PyTorch's gradients.
mask = torch.zeros(count, 1, height, width, dtype=dtype)
flat = mask.view(count, area)
worst, ties, confidence, doubtful = 0.0, 0, [], []


def shortfall(gain, before, after, chosen):
    largest = gain.masked_fill(before.bool(), 0).abs().amax(1).clamp_min(1e-300)
    best = gain.masked_fill(after.bool(), -torch.inf).amax(1)
    return ((best - gain.gather(1, chosen).amin(1)) / largest).clamp_min(0)


for start in range(0, area, k):
    gain, p = gains(mask, classes)
    confidence.append(p)
    chosen = torch.from_numpy(order[:, start:start + k].copy())
    left = flat.clone().scatter_(1, chosen, 1.0)
    short = shortfall(gain, flat, left, chosen)
    far = short > arguments.tolerance
    ties += int(((short > 0) & ~far).sum())
    worst = max(worst, short[~far].max().item())
    for image in far.nonzero()[:, 0].tolist():
        doubtful.append((image, start // k, short[image].item(), flat[image:image + 1].clone(),
                         left[image:image + 1].clone(), chosen[image:image + 1]))
    flat.copy_(left)
confidence.append(gains(mask, classes)[1])
theirs = torch.stack(confidence, 1).numpy()



class Gates:
    """Stands for torch.nn.functional in the networks' file; its ReLU can be switched against its input."""

    def __init__(self):
        self.switched, self.inputs = set(), []

    def __getattr__(self, name):
        return getattr(torch.nn.functional, name)

    def relu(self, x):
        layer = len(self.inputs)
        self.inputs.append(x.detach().flatten())
        gate = x.detach() > 0
        for unit in (unit for at, unit in self.switched if at == layer):
            gate.view(-1)[unit] ^= True
        return x * gate

    def nearest(self):
        """ReLUs by how close to zero their input is: (size, (layer, unit)), in units of the layer's RMS."""
        found = []
        for layer, values in enumerate(self.inputs):
            size = values.abs() / values.square().mean().sqrt()
            found += [(size[u].item(), (layer, u)) for u in (size <= arguments.kink).nonzero()[:, 0].tolist()]
        return sorted(found)


def explain(image, short, before, after, chosen):
    """How far our choice falls short in float64, with the ReLUs switched that help, and these."""
    gates = networks.F = Gates()

    def now():
        gates.inputs = []
        gain, _ = gains(before.double().view(1, 1, height, width), classes[image:image + 1],
                        x[image:image + 1].double())
        return shortfall(gain, before, after, chosen).item()

    least = now()
    helpful = []
    for size, unit in gates.nearest():
        if least <= arguments.tolerance:
            break
        gates.switched.add(unit)
        if (with_it := now()) < least:
            least = with_it
            helpful.append((size, unit))
        else:
            gates.switched.remove(unit)
    return least, helpful


kinks, unexplained = [], []
model = model.double()
for image, number, short, before, after, chosen in doubtful:
    least, helpful = explain(image, short, before, after, chosen)
    (kinks if least <= arguments.tolerance else unexplained).append((image, number, short, least, helpful))
networks.F = torch.nn.functional
model = model.to(dtype)

# PyTorch's own way.
mask = torch.zeros(count, 1, height, width, dtype=dtype)
flat = mask.view(count, area)
same = torch.ones(count, dtype=torch.bool)
pixel_same = torch.zeros(count)
for start in range(0, area, k):
    gain, _ = gains(mask, classes)
    ranked = gain.masked_fill(flat.bool(), -torch.inf).sort(dim=1, descending=True, stable=True)
    chosen = ranked.indices[:, :k][:, :area - start]
    mine = torch.from_numpy(order[:, start:start + k].copy())
    same &= (chosen.sort(1).values == mine.sort(1).values).all(1)
    flat.scatter_(1, chosen, 1.0)

keep = int(np.ceil(0.05 * area))
left = (area - keep) // k
print(f"{count} images, {k} pixels a round, {arguments.dtype}")
print(f"PyTorch by itself chose the same pixels in every round for {int(same.sum())} images")
print(f"our rounds under PyTorch's gradients, {count * -(-area // k)} of them: {ties} ties, the widest "
      f"{worst:.2e} of the largest gradient; {len(kinks)} at kinks; {len(unexplained)} neither")
for image, number, short, least, helpful in kinks + unexplained:
    print(f"  image {image}, round {number}: short by {short:.2e}, with {len(helpful)} ReLUs switched by {least:.2e}"
          + "".join(f"; input {size:.1e} of the layer's" for size, _ in helpful))
print(f"probability after each round: largest difference {np.abs(ours - theirs).max():.2e}")
print(f"mean probability on the last {area - left * k} pixels: "
      f"{ours[:, left].mean():.6f}, PyTorch {theirs[:, left].mean():.6f}")
ok = not unexplained and np.abs(ours - theirs).max() < 1e-3
print("passed" if ok else "FAILED")
raise SystemExit(0 if ok else 1)
