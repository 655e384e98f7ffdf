#!/usr/bin/env python3
"""What training on several machines would reach, by a model of one step.

A step on a global batch of B images over R ranks takes

    t(R) = B / R / (cores x rate x efficiency) + wait + 2 x (R - 1) x latency
           + 2 x (R - 1) / R x bytes / bandwidth + 3 x bytes / memory

The first term is the rank with the most pieces; the exchange of parts and the gathering of sums send
and receive (R - 1) / R of the gradients each, to each other rank once; the last term is the adding up
in memory. Nothing is overlapped, because nothing is in the program either.

    Scripts/model-throughput.py --table                    # the table of the article
    Scripts/model-throughput.py --rate 180 --parameters 269722 --nodes 2 --cores 1 \\
        --batch 256 --micro 32 --bandwidth 9.6 --latency 1e-6     # one case, to hold to a measurement

Rates are images/s of one core, bandwidth is in Gbit/s, latency in seconds. Needs Python 3 only.
"""

import argparse
import math


def largest_share(pieces, ranks):
    """Pieces of the rank that has the most, as SumTree shares them out."""
    if ranks == 1 or pieces <= 1:
        return pieces
    middle = (pieces + 1) // 2
    first = (ranks + 1) // 2
    return max(largest_share(middle, first), largest_share(pieces - middle, ranks - first))


def step(rate, parameters, nodes, cores, batch, micro, bandwidth, latency, efficiency, memory):
    """Seconds of computing, of sending and of adding up."""
    share = min(largest_share(math.ceil(batch / micro), nodes) * micro, batch)
    computing = share / (rate * (1 if cores == 1 else cores * efficiency))
    size = 4 * parameters
    sending = 2 * (nodes - 1) * latency + 2 * (nodes - 1) / nodes * size / (bandwidth * 1e9 / 8)
    adding = 3 * size / (memory * 1e9)
    return computing, sending, adding


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--rate", type=float, default=180)
    parser.add_argument("--parameters", type=int, default=269_722)
    parser.add_argument("--nodes", type=int, default=4)
    parser.add_argument("--cores", type=int, default=32)
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--micro", type=int, default=32)
    parser.add_argument("--bandwidth", type=float, default=10)
    parser.add_argument("--latency", type=float, default=20e-6)
    parser.add_argument("--efficiency", type=float, default=0.7)
    parser.add_argument("--memory", type=float, default=20, help="GB/s")
    parser.add_argument("--network", nargs=3, action="append", metavar=("NAME", "RATE", "PARAMETERS"))
    given = parser.parse_args()
    if not given.table:
        parts = step(
            given.rate, given.parameters, given.nodes, given.cores, given.batch, given.micro,
            given.bandwidth, given.latency, given.efficiency, given.memory)
        print("computing %.4f s, sending %.4f s, adding %.4f s: %.0f images/s" % (
            *parts, given.batch / sum(parts)))
        return
    print("| network | nodes | 10 Gbit/s | 100 Gbit/s | efficiency at 10, at 100 |")
    print("|---|---|---|---|---|")
    for name, rate, parameters in given.network or []:
        alone = given.batch / sum(step(
            float(rate), int(parameters), 1, given.cores, given.batch, given.micro, 10,
            given.latency, given.efficiency, given.memory))
        for nodes in (1, 4, 16, 64):
            reached = []
            for bandwidth, latency in ((10, 20e-6), (100, 3e-6)):
                reached.append(given.batch / sum(step(
                    float(rate), int(parameters), nodes, given.cores, given.batch, given.micro,
                    bandwidth, latency, given.efficiency, given.memory)))
            print("| %s | %d | %s | %s | %.2f, %.2f |" % (
                name, nodes, *(f"{value:,.0f}" for value in reached),
                *(value / alone / nodes for value in reached)))


if __name__ == "__main__":
    main()
