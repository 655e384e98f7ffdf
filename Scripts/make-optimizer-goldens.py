#!/usr/bin/env python3
"""Prints what PyTorch's optimiser makes of a small problem, for Tests/TrainingTests/OptimizerTests.swift.

Needs torch. The problem: a linear layer of 5 inputs and 3 outputs; element k of the weight begins as
((37 k + 11) mod 101) / 50 - 1, of the bias as ((53 k + 29) mod 101) / 50 - 1; the gradient of step s
(from 0) is the same with k + 7 s + 3 in place of k, twice as large.
"""

import torch

torch.set_num_threads(1)


def numbers(factor, summand, count, offset=0):
    return torch.tensor(
        [((factor * (k + offset) + summand) % 101) / 50 - 1 for k in range(count)], dtype=torch.float32)


def run(momentum, nesterov, decay, vectors, clip, average, frozen, steps=5):
    weight = torch.nn.Parameter(numbers(37, 11, 15).reshape(3, 5))
    bias = torch.nn.Parameter(numbers(53, 29, 3))
    weight.requires_grad = "weight" not in frozen
    bias.requires_grad = "bias" not in frozen
    groups = [
        {"params": [weight], "weight_decay": decay},
        {"params": [bias], "weight_decay": decay if vectors else 0.0},
    ]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=momentum, nesterov=nesterov)
    means = [weight.detach().clone(), bias.detach().clone()]
    for step in range(steps):
        if weight.requires_grad:
            weight.grad = 2 * numbers(37, 11, 15, 7 * step + 3).reshape(3, 5)
        if bias.requires_grad:
            bias.grad = 2 * numbers(53, 29, 3, 7 * step + 3)
        if clip:
            torch.nn.utils.clip_grad_norm_([p for p in (weight, bias) if p.requires_grad], clip)
        optimizer.step()
        if average:
            keep = min(average, (2 + step) / (11 + step))
            means = [torch.lerp(m, p.detach(), 1 - keep) for m, p in zip(means, (weight, bias))]
    weight, bias = means if average else (weight.detach(), bias.detach())
    return [round(float(v), 7) for v in torch.cat([weight.flatten(), bias])]


for name, arguments in {
    "plain": (0.9, False, 0.05, True, None, None, []),
    "nesterov, no decay of vectors": (0.9, True, 0.05, False, None, None, []),
    "clipped": (0.9, True, 0.05, True, 0.75, None, []),
    "averaged": (0.9, True, 0.05, True, None, 0.3, []),
    "weight frozen, clipped": (0.9, True, 0.05, True, 0.75, None, ["weight"]),
}.items():
    print(f"// {name}\n{run(*arguments)}")
