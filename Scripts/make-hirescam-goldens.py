#!/usr/bin/env python3
"""Writes Fixtures/Explanations/hires-cam.json: HiResCAM (Draelos & Carin 2020) by torch's autograd.

    python3 Scripts/make-hirescam-goldens.py [--networks FILE]

Needs torch, torchvision and numpy. Weights and images are the hashed ones of make-parity-goldens.py; a network's
images are those of its file of Fixtures/Explanations, whose salt is read. Of each layer's map of the class
that the network chooses, the sum over channels of activation times gradient in float64, with signs and
enlarged bilinearly, a sketch is kept. The layers are in the middle of the networks: in front of global
average pooling and one linear layer the map is that of Grad-CAM.
"""
import argparse, importlib.util, json, pathlib
import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Fixtures" / "Explanations"
# Layers as the program names them, and the modules in PyTorch whose output they are.
LAYERS = {"resnet20": [("layer2", "layer2"), ("layer3.0", "layer3.0")],
          "vgg16": [("features.21+relu", "features.22")]}


def module(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def hires_cam(model, layer, x):
    kept = []
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o))
    logits = model(x)
    handle.remove()
    gradient, = torch.autograd.grad(logits.max(1).values.sum(), kept[0])
    coarse = (kept[0] * gradient).sum(1, keepdim=True).detach()
    return torch.nn.functional.interpolate(
        coarse, size=x.shape[2:], mode="bilinear", align_corners=False)


def main():
    parser = argparse.ArgumentParser(description="Writes Fixtures/Explanations/hires-cam.json.")
    parser.add_argument("--networks", type=pathlib.Path,
                        default=ROOT.parent / "shared" / "oracle" / "networks.py")
    options = parser.parse_args()
    torch.set_num_threads(1)
    parity = module(ROOT / "Scripts" / "make-parity-goldens.py", "parity")
    networks = module(options.networks, "networks")
    document = {"torch": torch.__version__}
    for name, layers in LAYERS.items():
        salt = json.loads((FOLDER / f"{name}.json").read_text())["salt"]
        model, _ = parity.network(networks.ALL[name], torch.float64)
        model.eval()
        for m in model.modules():
            if isinstance(m, torch.nn.ReLU):
                m.inplace = False
        x = parity.images(f"evaluation.{salt}", parity.EVALUATION_IMAGES).double()
        modules = dict(model.named_modules())
        document[name] = {
            ours: parity.sketch("hires-cam", hires_cam(model, modules[theirs], x))
            for ours, theirs in layers}
    parity.write(FOLDER / "hires-cam.json", document)


if __name__ == "__main__":
    main()
