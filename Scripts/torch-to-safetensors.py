#!/usr/bin/env python3
"""Turns a PyTorch checkpoint (.pt, .pth, .th) into safetensors that misclass reads.

Needs torch and safetensors. The file is read with weights_only=True, so nothing in it is run.

Usage: Scripts/torch-to-safetensors.py CHECKPOINT OUT [--key KEY] [--strip PREFIX]
           [--arch NAME] [--classes A,B,...] [--mean R,G,B] [--std R,G,B]

KEY names the entry that holds the weights, where the checkpoint is a table of several things; without
it, 'state_dict', 'model_state_dict', 'model' and 'net' are tried. PREFIX is taken off the names'
beginnings; 'module.', which DataParallel puts there, is taken off unasked.
"""

import argparse
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

KEYS = ["state_dict", "model_state_dict", "model", "net"]


def tensors_of(loaded, key):
    if key is not None:
        if not isinstance(loaded, dict) or key not in loaded:
            known = ", ".join(map(str, loaded)) if isinstance(loaded, dict) else type(loaded).__name__
            sys.exit(f"no entry '{key}'; found {known}")
        return loaded[key]
    for candidate in KEYS:
        if isinstance(loaded, dict) and isinstance(loaded.get(candidate), dict):
            return loaded[candidate]
    return loaded


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint")
    parser.add_argument("out")
    parser.add_argument("--key")
    parser.add_argument("--strip", default="module.")
    parser.add_argument("--arch")
    parser.add_argument("--classes", type=lambda text: text.split(","))
    parser.add_argument("--mean", type=lambda text: [float(x) for x in text.split(",")])
    parser.add_argument("--std", type=lambda text: [float(x) for x in text.split(",")])
    arguments = parser.parse_args()

    loaded = torch.load(arguments.checkpoint, map_location="cpu", weights_only=True)
    state = tensors_of(loaded, arguments.key)
    if not isinstance(state, dict) or not all(isinstance(v, torch.Tensor) for v in state.values()):
        sys.exit(f"{arguments.checkpoint}: expected a table of tensors; name its entry with --key")
    # Copies, because safetensors refuses tensors that share memory.
    tensors = {
        name.removeprefix(arguments.strip): value.detach().clone().contiguous()
        for name, value in state.items()
    }
    if len(tensors) != len(state):
        sys.exit(f"{arguments.checkpoint}: two names are the same without '{arguments.strip}'")

    metadata = {"format": "pt"}
    if arguments.arch:
        metadata["arch"] = arguments.arch
    if arguments.classes:
        metadata["classes"] = json.dumps(arguments.classes)
    for key in ["mean", "std"]:
        values = getattr(arguments, key)
        if values:
            metadata[key] = ",".join(map(str, values))
    save_file(tensors, arguments.out, metadata=metadata)
    print(f"{pathlib.Path(arguments.out).name}: {len(tensors)} tensors")


if __name__ == "__main__":
    main()
