#!/usr/bin/env python3
"""Writes Fixtures/Parity/NETWORK.json: what PyTorch computes, for the engine to be held against.

    python3 Scripts/make-parity-goldens.py [--networks FILE] [NAME ...]

NAME is any key of `ALL` in the networks file, or quicknet, which stands here (default: those whose goldens are
kept). Needs torch,
torchvision and numpy. Nothing is stored that can be made again: weights, images and labels come
from a generator that the Swift tests have too (Tests/NeuralNetworkTests/HashedValues.swift):

    value(name, index) = mix(fnv1a64(name) + (index + 1) * 0x9E3779B97F4A7C15)    (mod 2^64)

with `mix` the finaliser of SplitMix64, `name` the name in the state dict and `index` the place in
PyTorch's layout. The top 24 bits are u in [0, 1); see `tensor_values` for the ranges.

PyTorch computes in float64, so that the differences found are the engine's own. Logits are stored
whole. Of every other tensor x two things are kept: its L2 norm, and a sketch of 8 numbers: each
element is added, with a hashed sign, to the hashed one of 8 sums (Charikar, Chen & Farach-Colton
2002). The sketch is linear and keeps lengths: E |sketch(x) - sketch(y)|^2 = |x - y|^2, with a
relative standard deviation of at most sqrt(2 / 8) of the square, so a quarter of the length. That is
how a relative L2 error of a tensor of millions is tested with 8 numbers.

Dropout is off. The five steps are torch.optim.SGD's (momentum 0.9, Nesterov, weight decay 5e-4, rate
0.001), each on a batch of its own; gradients are those of the first. The script also runs float32 and
prints how far PyTorch's own float32 is from these numbers: the yardstick for the engine's errors.

A network is not smooth: where a ReLU's input is within rounding of zero, or two values of a pooling
window within rounding of each other, float32 may take the other branch, and one such flip among a
million changes the gradients of all layers below by some thousandths. So images are drawn again (the
`salt` in the file) until the gradients stay the same, but for rounding, under three small random changes
of the weights; and batch norm's shifts are one to two, which keeps most inputs of a ReLU off zero.
Deep networks may have no such images: then the best of some draws is kept, and how much its gradients
changed (`roughness`), which the tests allow for.

Three small random changes miss a kink that each of them crosses with a small probability, and another order
of summation may cross it yet. So a network that has such images (`CLEAR_OF_KINKS`) gets the first of them
where, besides, *no* branch that gradients flow through is decided by less than `CLEARANCE`, five times what rounding
moves it by. (Three changes had left vgg16 a ReLU behind classifier.0 at 1.3e-6, which one of three
instruction sets then took the other way: a hundredth of all gradients below.)
"""
import argparse, functools, importlib.util, json, pathlib
import numpy as np, torch
from torch.overrides import TorchFunctionMode

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
NETWORKS = ["resnet20", "resnet56", "resnet18", "resnet50", "vgg16", "googlenet", "densenet161", "mobilenet_v2",
            "inception_v3", "quicknet"]
BUCKETS = 8
CLASSES, SIDE = 10, 32
EVALUATION_IMAGES, BATCH, STEPS = 2, 4, 5
RATE, MOMENTUM, DECAY = 0.001, 0.9, 5e-4
NOISE, SMOOTH, TRIES = 1e-6, 1e-4, 12
# PyTorch's float32 moves the inputs of vgg16's ReLUs by at most 5e-7 of their root mean square (in L2),
# Winograd's algorithm by some 1e-6.
CLEAR_OF_KINKS, CLEARANCE, CLEARANCE_TRIES, FEW = {"vgg16"}, 5e-6, 1000, 2**14


class Stage(torch.nn.Module):
    """Two convolutions; the maximum comes after the first."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = torch.nn.BatchNorm2d(outputs, momentum=0.4)
        self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = torch.nn.BatchNorm2d(outputs, momentum=0.4)

    def forward(self, x):
        x = torch.nn.functional.max_pool2d(self.conv1(x), 2, 2)
        x = torch.nn.functional.gelu(self.norm1(x))
        return torch.nn.functional.gelu(self.norm2(self.conv2(x)))


class QuickNet(torch.nn.Module):
    """The network of Jordan 2024 (arXiv:2404.00498), whose first filters and scales are not trained."""

    def __init__(self):
        super().__init__()
        self.whiten = torch.nn.Conv2d(3, 24, 2)
        self.stage1, self.stage2, self.stage3 = Stage(24, 64), Stage(64, 256), Stage(256, 256)
        self.linear = torch.nn.Linear(256, CLASSES, bias=False)
        self.whiten.weight.requires_grad = False
        for module in self.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.weight.requires_grad = False

    def forward(self, x):
        x = self.stage3(self.stage2(self.stage1(torch.nn.functional.gelu(self.whiten(x)))))
        return self.linear(torch.nn.functional.max_pool2d(x, 3, 3).flatten(1)) / 9


def fnv1a64(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return np.uint64(value)


def hashes(name, count):
    with np.errstate(over="ignore"):
        z = fnv1a64(name) + np.arange(1, count + 1, dtype=np.uint64) * GOLDEN
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(name, count, low, high):
    u = (hashes(name, count) >> np.uint64(40)).astype(np.float64) * 2.0**-24
    return (low + (high - low) * u).astype(np.float32)


def tensor_values(name, shape, is_normalization):
    """Convolutions have variance 2 / fan in, which keeps activations at their size."""
    count = int(np.prod(shape))
    if name.endswith("running_var"):
        values = uniform(name, count, 0.5, 1.5)
    elif name.endswith("running_mean") or (len(shape) == 1 and not is_normalization):
        values = uniform(name, count, -0.2, 0.2)
    elif name.endswith("weight") and is_normalization:
        values = uniform(name, count, 0.5, 1.0)
    elif is_normalization:
        # Above zero: a channel that is off nearly everywhere has next to no variance, and a depthwise
        # convolution would hand that to the next normalisation.
        values = uniform(name, count, 1.0, 2.0)
    else:
        # Linear layers: smaller, for logits of a size that training has.
        bound = np.sqrt((6.0 if len(shape) == 4 else 1.5) / np.prod(shape[1:]))
        values = uniform(name, count, -bound, bound)
    return torch.from_numpy(values.reshape(shape))


def images(name, count):
    """Unit variance, N x C x H x W."""
    bound = np.sqrt(3.0)
    shape = (count, 3, SIDE, SIDE)
    return torch.from_numpy(uniform(name, int(np.prod(shape)), -bound, bound).reshape(shape))


def labels(name, count):
    return torch.from_numpy((hashes(name, count) % np.uint64(CLASSES)).astype(np.int64))


def sketch(name, tensor):
    x = tensor.detach().double().numpy().reshape(-1)
    h = hashes(name + "/sketch", x.size)
    signed = np.where((h >> np.uint64(60)) & np.uint64(1), -x, x)
    sums = np.bincount((h >> np.uint64(61)).astype(np.int64), weights=signed, minlength=BUCKETS)
    return {"norm": rounded(np.linalg.norm(x)), "sums": [rounded(v) for v in sums]}


def rounded(value):
    return float("%.8g" % value)


@functools.lru_cache(maxsize=1)
def hashed_values(make):
    """Values of all tensors of the network by name."""
    model = make()
    normalizations = {
        k for k, m in model.named_modules() if isinstance(m, torch.nn.BatchNorm2d)}
    return {
        k: tensor_values(k, v.shape, k.rpartition(".")[0] in normalizations)
        for k, v in model.state_dict().items() if v.dim() > 0}


def network(make, dtype, noise=None):
    """The network with hashed values and without dropout, and those values by name."""
    model, start = make(), hashed_values(make)
    model.load_state_dict(start, strict=False)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    model = model.to(dtype)
    if noise is not None:
        generator = torch.Generator().manual_seed(noise)
        with torch.no_grad():
            for p in model.parameters():
                p *= 1 + NOISE * torch.randn(p.shape, generator=generator, dtype=dtype)
    return model, start


def evaluate(make, dtype, salt, noise=None):
    """Logits with stored statistics, and the gradient of every image's first logit."""
    return evaluated(network(make, dtype, noise)[0].eval(), dtype, salt)


def evaluated(model, dtype, salt):
    x = images(f"evaluation.{salt}", EVALUATION_IMAGES).to(dtype).requires_grad_()
    logits = model(x)
    logits[:, 0].sum().backward()
    return {"evaluation": logits.detach(), "inputGradient": x.grad.clone()}


def train(make, dtype, salt, steps=STEPS, noise=None):
    """What one step computes, and the parameters' changes after all of them."""
    model, start = network(make, dtype, noise)
    model.train()
    optimizer = torch.optim.SGD(
        model.parameters(), lr=RATE, momentum=MOMENTUM, nesterov=True, weight_decay=DECAY)
    result = {"losses": []}
    for step in range(steps):
        x = images(f"batch.{salt}.{step}", BATCH).to(dtype)
        logits = model(x)
        loss = torch.nn.functional.cross_entropy(logits, labels(f"labels.{salt}.{step}", BATCH))
        optimizer.zero_grad()
        loss.backward()
        result["losses"].append(loss.item())
        if step == 0:
            result["training"] = logits.detach()
            result["gradients"] = {k: p.grad.clone() for k, p in model.named_parameters() if p.requires_grad}
            result["statistics"] = {
                k: b.clone() for k, b in model.named_buffers() if b.dim() > 0}
        optimizer.step()
    result["changes"] = {
        k: p.detach().double() - start[k].double()
        for k, p in model.named_parameters() if p.requires_grad}
    return result


def measure(make, dtype, salt):
    return {"salt": salt} | evaluate(make, dtype, salt) | train(make, dtype, salt)


def roughness(make, salt, enough):
    """Largest relative change of a gradient under small changes of the weights; may stop at `enough`."""
    exact = evaluate(make, torch.float64, salt) | train(make, torch.float64, salt, steps=1)
    largest = 0.0
    for noise in range(3):
        other = evaluate(make, torch.float64, salt, noise)["inputGradient"]
        largest = max(largest, relative(other, exact["inputGradient"]))
        if largest > enough:
            return largest
        other = train(make, torch.float64, salt, 1, noise)["gradients"]
        largest = max(largest, worst(other, exact["gradients"]))
        if largest > enough:
            return largest
    return largest


class Kinks(TorchFunctionMode):
    """How close to another branch the ReLUs and maxima are whose branch the gradients depend on.

    Distances are relative to the root mean square of the operation's inputs: for a ReLU how far its input
    is from zero, for a maximum how far it is above the second largest. Only elements that a gradient
    reaches count, and only operations of at most `most` inputs.
    """

    def __init__(self, most=float("inf")):
        super().__init__()
        self.most, self.nearest = most, float("inf")

    def __torch_function__(self, function, types, arguments=(), options=None):
        distance = self.distance(function, arguments, options or {})
        result = function(*arguments, **(options or {}))
        if distance is not None:
            result.register_hook(lambda gradient: self.note(distance[gradient != 0]))
        return result

    def distance(self, function, arguments, options):
        if function is torch.nn.functional.relu:
            x = arguments[0].detach()
            distance = x.abs()
        elif function is torch.nn.functional.max_pool2d:
            x = arguments[0].detach()
            distance = self.lead(x, *arguments[1:], **options)
        else:
            return None
        return distance / x.pow(2).mean().sqrt() if x.numel() <= self.most else None

    @staticmethod
    def lead(x, kernel_size, stride, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        """How far the largest of each window is above the second; no bound where a ReLU has put all to zero."""
        assert kernel_size == stride and (padding, dilation, ceil_mode) == (0, 1, False)
        rows = x.unfold(2, kernel_size, stride)
        largest, second = rows.unfold(3, kernel_size, stride).flatten(4).topk(2).values.unbind(-1)
        return (largest - second).where(largest > 0, torch.inf)

    def note(self, distances):
        if distances.numel() > 0:
            self.nearest = min(self.nearest, float(distances.min()))


def is_clear(make, model, salt):
    """Whether all gradients that are kept are clear of kinks.

    In the steps after the first, whose gradients only count together, only operations with few inputs
    count: one branch among n changes the gradients below it by about 1 / sqrt(n).
    """
    with Kinks() as kinks:
        evaluated(model, torch.float64, salt)
    if kinks.nearest >= CLEARANCE:
        with kinks:
            train(make, torch.float64, salt, steps=1)
    if kinks.nearest >= CLEARANCE:
        with Kinks(most=FEW) as few:
            train(make, torch.float64, salt)
        return few.nearest >= CLEARANCE
    return False


def clear(make):
    """The first salt that is clear of kinks and smooth, with its roughness."""
    model = network(make, torch.float64)[0].eval().requires_grad_(False)
    for salt in range(CLEARANCE_TRIES):
        if is_clear(make, model, salt):
            rough = roughness(make, salt, enough=SMOOTH)
            if rough <= SMOOTH:
                return salt, rough
    raise SystemExit(f"No images in {CLEARANCE_TRIES} draws are clear of kinks.")


def smoothest(make):
    """The first salt that is smooth, or the least rough of some, with its roughness."""
    best, least = 0, float("inf")
    for salt in range(TRIES):
        found = roughness(make, salt, enough=least)
        if found < least:
            best, least = salt, found
        if least <= SMOOTH:
            break
    return best, least


def relative(a, b):
    return float((a.double() - b.double()).norm() / b.double().norm())


def worst(a, b):
    """Largest relative error; gradients that are zero but for rounding (see the tests) left out."""
    largest = max(float(t.norm()) for t in b.values())
    return max(relative(a[k], b[k]) for k in b if float(b[k].norm()) > 1e-6 * largest)


def golden(name, result, rough):
    per_tensor = lambda tensors: {k: sketch(k, v) for k, v in tensors.items()}
    rows = lambda logits: [[rounded(v) for v in row] for row in logits.tolist()]
    return {
        "network": name,
        "torch": torch.__version__,
        "salt": result["salt"],
        "roughness": float("%.2g" % rough),
        "evaluationLogits": rows(result["evaluation"]),
        "inputGradient": sketch("input", result["inputGradient"]),
        "trainingLogits": rows(result["training"]),
        "losses": [rounded(v) for v in result["losses"]],
        "statistics": per_tensor(result["statistics"]),
        "gradients": per_tensor(result["gradients"]),
        "changes": per_tensor(result["changes"]),
    }


def write(path, document):
    """One line per tensor, so that the file can be read and compared."""
    lines = []
    for key, value in document.items():
        if isinstance(value, dict) and all(isinstance(v, dict) for v in value.values()):
            inner = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f"  {json.dumps(key)}: {{\n{inner}\n  }}")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description="Writes Fixtures/Parity/NETWORK.json.")
    parser.add_argument("--networks", type=pathlib.Path,
                        default=ROOT.parent / "shared" / "oracle" / "networks.py")
    parser.add_argument("names", nargs="*", default=NETWORKS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    spec = importlib.util.spec_from_file_location("networks", options.networks)
    networks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(networks)
    folder = ROOT / "Fixtures" / "Parity"
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.names:
        make = QuickNet if name == "quicknet" else networks.ALL[name]
        salt, rough = clear(make) if name in CLEAR_OF_KINKS else smoothest(make)
        exact = measure(make, torch.float64, salt)
        write(folder / f"{name}.json", golden(name, exact, rough))
        single = measure(make, torch.float32, salt)
        print(f"{name}, salt {salt}, roughness {rough:.1e}: float32 against float64:",
              f"evaluation {relative(single['evaluation'], exact['evaluation']):.1e}",
              f"input gradient {relative(single['inputGradient'], exact['inputGradient']):.1e}",
              f"training {relative(single['training'], exact['training']):.1e}",
              f"statistics {worst(single['statistics'], exact['statistics']):.1e}",
              f"gradients {worst(single['gradients'], exact['gradients']):.1e}",
              f"changes {worst(single['changes'], exact['changes']):.1e}", flush=True)


if __name__ == "__main__":
    main()
