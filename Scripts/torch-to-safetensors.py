#!/usr/bin/env python3
"""Turns a PyTorch checkpoint (.pt, .pth, .th, .ckpt) or a module into safetensors that misclass reads.

Needs torch and safetensors (and NumPy for --images).

Usage: Scripts/torch-to-safetensors.py CHECKPOINT OUT [--key KEY] [--strip PREFIX] [--arch NAME]
           [--stem cifar|imagenet] [--classes A,B,...] [--mean R,G,B] [--std R,G,B]
       ... CHECKPOINT OUT --module [--size H[,W]] [--images FILE.npy]
       ... CHECKPOINT|none OUT --factory PACKAGE:FUNCTION [--arguments JSON] [--size H[,W]] ...

A checkpoint of tensors is read with weights_only=True, so nothing in it is run. KEY names the entry
that holds the weights, where the checkpoint is a table of several things; without it, 'state_dict',
'model_state_dict', 'model' and 'net' are tried (and 'state_dict_ema' is named where there is one).
PREFIX is taken off the names' beginnings; 'module.', 'model.', 'net.' and '_orig_mod.', which wrappers
put there, are taken off unasked.

Names and shapes of tensors do not tell strides, pooling or activations. So where the module itself is
at hand, it is run once and a few images with its scores are stored in the file; misclass compares
them whenever it reads it, and refuses a network that computes something else. --module says that
CHECKPOINT is a whole pickled module (reading one runs its code: only for files that you trust).
--factory makes one, such as torchvision.models:mobilenet_v2 with --arguments '{"num_classes": 10}',
and loads the checkpoint into it ('none' keeps the module's own weights). The images are noise of
several scales, or those of FILE.npy: N x 3 x H x W, as the network reads them.
"""

import argparse
import importlib
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

KEYS = ["state_dict", "model_state_dict", "model", "net"]
WRAPPERS = ["module.", "_orig_mod.", "model.", "net."]
CHECK = "misclass_check."


def tensors_of(loaded, key):
    if key is not None:
        if not isinstance(loaded, dict) or key not in loaded:
            known = ", ".join(map(str, loaded)) if isinstance(loaded, dict) else type(loaded).__name__
            sys.exit(f"no entry '{key}'; found {known}")
        return loaded[key]
    if isinstance(loaded, dict) and isinstance(loaded.get("state_dict_ema"), dict):
        print("note: there are averaged weights, too; --key state_dict_ema takes them")
    for candidate in KEYS:
        if isinstance(loaded, dict) and isinstance(loaded.get(candidate), dict):
            return loaded[candidate]
    return loaded


def stripped(state, prefix, source):
    """Names without what stands before all of them, and which beginnings that were."""
    taken = []
    state = {name: value for name, value in state.items() if name != "n_averaged"}
    prefixes = [prefix] if prefix is not None else WRAPPERS
    while True:
        found = next((p for p in prefixes if p and all(name.startswith(p) for name in state)), None)
        if found is None or not state:
            break
        taken.append(found)
        state = {name.removeprefix(found): value for name, value in state.items()}
    if taken:
        print(f"{source}: left out of all names: {''.join(taken)}")
    return state


def read_state(arguments):
    loaded = torch.load(arguments.checkpoint, map_location="cpu", weights_only=True)
    state = tensors_of(loaded, arguments.key)
    if not isinstance(state, dict) or not all(isinstance(v, torch.Tensor) for v in state.values()):
        sys.exit(
            f"{arguments.checkpoint}: expected a table of tensors; name its entry with --key, or "
            "say --module for a whole module that you trust")
    return stripped(state, arguments.strip, arguments.checkpoint)


def module_of(arguments):
    """The module itself; None where there are tensors alone."""
    if arguments.module:
        module = torch.load(arguments.checkpoint, map_location="cpu", weights_only=False)
        if not isinstance(module, torch.nn.Module):
            sys.exit(f"{arguments.checkpoint}: expected a module, found {type(module).__name__}")
        return module
    if arguments.factory:
        package, _, function = arguments.factory.partition(":")
        module = getattr(importlib.import_module(package), function)(**arguments.arguments)
        if arguments.checkpoint != "none":
            module.load_state_dict(read_state(arguments))
        return module
    return None


def check_images(arguments):
    if arguments.images:
        import numpy

        images = torch.from_numpy(numpy.load(arguments.images).astype("float32"))
        if images.ndim != 4 or images.shape[1] != 3:
            sys.exit(f"{arguments.images}: expected N x 3 x H x W, found {list(images.shape)}")
        return images[:8]
    height, width = arguments.size[0], arguments.size[-1]
    generator = torch.Generator().manual_seed(0)
    images = torch.zeros(3, 3, height, width)
    # Coarse and fine together: a network that misses either shows it.
    for side in (2, 8, 32, max(height, width)):
        noise = torch.randn(3, 3, min(side, height), min(side, width), generator=generator)
        images += torch.nn.functional.interpolate(noise, size=(height, width), mode="nearest")
    return images / 2


def answers_of(module, images):
    module = module.eval().float()
    with torch.no_grad():
        scores = module(images)
    if not isinstance(scores, torch.Tensor) or scores.ndim != 2:
        sys.exit("the module's result is not one table of scores N x classes")
    return {CHECK + "images": images.contiguous(), CHECK + "logits": scores.contiguous()}


def transformed_input(module, mean, std):
    """torchvision's GoogLeNet and Inception with transform_input turn ImageNet's normalisation into
    (pixel - 0.5) / 0.5 themselves; the file says that instead."""
    if not getattr(module, "transform_input", False):
        return mean, std
    module.transform_input = False
    print("transform_input is on: mean and std are written as 0.5")
    return [0.5] * 3, [0.5] * 3


def parsed():
    def numbers(text):
        return [float(x) for x in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint")
    parser.add_argument("out")
    parser.add_argument("--key")
    parser.add_argument("--strip")
    parser.add_argument("--arch")
    parser.add_argument("--stem", choices=["cifar", "imagenet"])
    parser.add_argument("--classes", type=lambda text: text.split(","))
    parser.add_argument("--mean", type=numbers)
    parser.add_argument("--std", type=numbers)
    parser.add_argument("--module", action="store_true")
    parser.add_argument("--factory")
    parser.add_argument("--arguments", type=json.loads, default={})
    parser.add_argument("--size", type=lambda text: [int(x) for x in text.split(",")], default=[32])
    parser.add_argument("--images")
    return parser.parse_args()


def main():
    arguments = parsed()
    module = module_of(arguments)
    mean, std = arguments.mean, arguments.std
    if module is None:
        state, answers = read_state(arguments), {}
    else:
        mean, std = transformed_input(module, mean, std)
        answers = answers_of(module, check_images(arguments))
        state = stripped(module.state_dict(), arguments.strip, arguments.checkpoint)
    # Copies, because safetensors refuses tensors that share memory.
    tensors = {name: value.detach().clone().contiguous() for name, value in state.items()} | answers

    metadata = {"format": "pt"}
    for key in ["arch", "stem"]:
        if getattr(arguments, key):
            metadata[key] = getattr(arguments, key)
    if arguments.classes:
        metadata["classes"] = json.dumps(arguments.classes)
    for key, values in [("mean", mean), ("std", std)]:
        if values:
            metadata[key] = ",".join(map(str, values))
    save_file(tensors, arguments.out, metadata=metadata)
    checked = f", checked by {len(answers[CHECK + 'images'])} images" if answers else (
        "; strides, pooling and activations stand in no tensor: --module or --factory stores "
        "answers that show them")
    print(f"{pathlib.Path(arguments.out).name}: {len(state)} tensors{checked}")


if __name__ == "__main__":
    main()
