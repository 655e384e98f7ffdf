#!/usr/bin/env python3
"""Writes Fixtures/Explanations/*.json: what Captum and PyTorch make of the same networks and images.

    python3 Scripts/make-explanation-goldens.py [--networks FILE] [--models DIR]

Needs torch, torchvision, numpy, captum and safetensors. NETWORK.json (resnet20, resnet56, vgg16) is made
with the hashed weights and images of make-parity-goldens.py, which documents them; trained-NETWORK.json
(resnet20, resnet56) with trained weights of DIR, where they are, and hashed images: the test of
these is skipped where the weights are not. Of every map only a sketch of its values is kept.

Everything is computed in float64 for the class the network chooses:
  gradient                Captum's Saliency without absolute values, N x 3 x 32 x 32
  input-times-gradient    InputXGradient
  integrated-gradients    IntegratedGradients, 50 steps of Gauss and Legendre, from zero
  grad-cam                LayerGradCam with ReLU, scaled up bilinearly (torch's interpolate), N x 32 x 32
  grad-cam++              the published formula (Chattopadhay et al. 2018) with torch's gradients, likewise
  occlusion               Occlusion, 4 x 4 windows every 2 pixels, to zero, N x 32 x 32
linear.json: LIME's regression on given rows by numpy's solver, bicubic and bilinear scaling by torch,
the places and weights of Gauss and Legendre by numpy.
"""
import argparse, importlib.util, json, pathlib
import numpy as np, torch
from captum.attr import (InputXGradient, IntegratedGradients, LayerGradCam, Occlusion, Saliency)

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Fixtures" / "Explanations"
# The layer whose output is looked at, as the program names it, and the module in PyTorch whose output it is.
LAYERS = {"resnet20": ("layer3", "layer3"), "resnet56": ("layer2.8", "layer2.8"),
          "vgg16": ("features.31+relu", "features.32")}


def module(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


parity = module(ROOT / "Scripts" / "make-parity-goldens.py", "parity")


def enlarge(maps, mode="bilinear"):
    return torch.nn.functional.interpolate(maps, size=(32, 32), mode=mode, align_corners=False)


def plus_plus(model, layer, x, target):
    kept = []
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o))
    scores = model(x).gather(1, target[:, None]).sum()
    handle.remove()
    a = kept[0]
    g, = torch.autograd.grad(scores, a)
    a = a.detach()
    alpha = g**2 / (2 * g**2 + a.sum((2, 3), keepdim=True) * g**3 + 1e-6)
    alpha = torch.where(g == 0, torch.zeros_like(g), alpha)
    weights = (alpha * g.clamp(min=0)).sum((2, 3), keepdim=True)
    return enlarge((weights * a).sum(1, keepdim=True).clamp(min=0))


def maps(model, x, layer_name):
    for m in model.modules():
        if isinstance(m, torch.nn.ReLU):
            m.inplace = False
    layer = dict(model.named_modules())[layer_name]
    target = model(x).argmax(1)
    x = x.requires_grad_()
    occlusion = Occlusion(model).attribute(
        x, target=target, sliding_window_shapes=(3, 4, 4), strides=(3, 2, 2), baselines=0)
    cam = LayerGradCam(model, layer).attribute(x, target=target, relu_attributions=True)
    return target, {
        "gradient": Saliency(model).attribute(x, target=target, abs=False),
        "input-times-gradient": InputXGradient(model).attribute(x, target=target),
        "integrated-gradients": IntegratedGradients(model).attribute(
            x, target=target, n_steps=50, internal_batch_size=20),
        "grad-cam": enlarge(cam),
        "grad-cam++": plus_plus(model, layer, x, target),
        # The same number in all channels: windows cover all of them.
        "occlusion": occlusion[:, :1],
    }


def smoothest(make):
    """The first salt whose integrated gradients stay the same under changes of the weights as small as
    rounding: on the way from the baseline a ReLU's input may be within rounding of zero at a point."""
    best, least = 0, float("inf")
    for salt in range(8):
        found = []
        for noise in (None, 1, 2):
            model, _ = parity.network(make, torch.float64, noise)
            model.eval()
            x = parity.images(f"evaluation.{salt}", parity.EVALUATION_IMAGES).double()
            found.append(IntegratedGradients(model).attribute(
                x, target=model(x).argmax(1), n_steps=50, internal_batch_size=20))
        rough = max(parity.relative(other, found[0]) for other in found[1:])
        if rough < least:
            best, least = salt, rough
        if least <= 2e-4:
            break
    print(f"salt {best}: integrated gradients change by {least:.1e} under rounding", flush=True)
    return best


def golden(name, model, salt):
    x = parity.images(f"evaluation.{salt}", parity.EVALUATION_IMAGES).double()
    target, found = maps(model.double().eval(), x, LAYERS[name][1])
    return {"network": name, "torch": torch.__version__, "salt": salt, "layer": LAYERS[name][0],
            "predicted": target.tolist(),
            "maps": {k: parity.sketch(k, v) for k, v in found.items()}}


def linear():
    generator = np.random.default_rng(7)
    rows = generator.integers(0, 2, (60, 7))
    rows[0] = 1
    values = generator.normal(size=60)
    weights = np.exp(-8 * (1 - np.sqrt(rows.mean(1)))**2)
    design = np.hstack([np.ones((60, 1)), rows])
    penalty = np.eye(8)
    penalty[0, 0] = 0
    solution = np.linalg.solve(design.T @ (weights[:, None] * design) + penalty,
                               design.T @ (weights * values))
    left = weights * (values - design @ solution)**2
    mean = (weights * values).sum() / weights.sum()
    fit = 1 - left.sum() / (weights * (values - mean)**2).sum()
    small = torch.from_numpy(generator.normal(size=(1, 1, 3, 5)))
    scaled = {mode: torch.nn.functional.interpolate(small, size=(7, 9), mode=torch_mode, **extra)
              .flatten().tolist()
              for mode, torch_mode, extra in [
                  ("nearest", "nearest", {}), ("bilinear", "bilinear", {"align_corners": False}),
                  ("cubic", "bicubic", {"align_corners": False})]}
    nodes, quadrature = np.polynomial.legendre.leggauss(50)
    return {"rows": rows.tolist(), "values": values.tolist(), "weights": weights.tolist(),
            "constant": solution[0], "coefficients": solution[1:].tolist(), "fit": fit,
            "small": small.flatten().tolist(), "scaled": scaled,
            "places": ((nodes + 1) / 2).tolist(), "quadrature": (quadrature / 2).tolist()}


def main():
    parser = argparse.ArgumentParser(description="Writes Fixtures/Explanations/*.json.")
    shared = ROOT.parent / "shared"
    parser.add_argument("--networks", type=pathlib.Path, default=shared / "oracle" / "networks.py")
    parser.add_argument("--models", type=pathlib.Path, default=shared / "data" / "models")
    options = parser.parse_args()
    torch.set_num_threads(1)
    networks = module(options.networks, "networks")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in LAYERS:
        salt = smoothest(networks.ALL[name])
        model, _ = parity.network(networks.ALL[name], torch.float64)
        parity.write(FOLDER / f"{name}.json", golden(name, model, salt))
        weights = options.models / f"{name}.safetensors"
        if weights.exists():
            from safetensors.torch import load_file
            model = networks.ALL[name]()
            model.load_state_dict(load_file(weights))
            parity.write(FOLDER / f"trained-{name}.json", golden(name, model, salt))
        print(name, flush=True)
    (FOLDER / "linear.json").write_text(json.dumps(linear()) + "\n")


if __name__ == "__main__":
    main()
