#!/usr/bin/env python3
"""Does erasing what a map points at tell planted causes of error apart? All methods, targets and fills.

    Scripts/compare-causes.py --program .build/release/misclass --model study/run --out causes
                              [--seed 0] [--samples lime=300 rise=500]

Needs numpy. Takes the planted test images that the model gets wrong and, for each method x target x fill,
lets `misclass erase sweep` (top 5 %, 3 x 3 boxes) erase and ask again, beside one draw of random boxes over the
same area: McNemar's exact test for each cause, Holm's correction over all of them. To say why, it also
erases the true object, or all but it, exactly; and looks where the maps are: how much of their mass, and of
their top 5 %, lies on the object.

Writes OUT/tests.csv, OUT/where.csv and OUT/truth.csv, and prints them. What is done is kept in OUT, so that
it can be stopped and gone on with; --force begins anew.
"""
import argparse, csv, itertools, json, math, pathlib, shutil, subprocess
import numpy as np

METHODS = ["gradient", "input-times-gradient", "smoothgrad", "integrated-gradients", "grad-cam",
           "grad-cam++", "occlusion", "lime", "rise"]
TARGETS = ["predicted", "predicted-true"]
FILLS = ["zero", "blur", "noise", "neighbours"]
CAUSES = ["interference", "morphology"]
RECORD = 3073


def run(options, *words):
    subprocess.run([options.program, *words, "--quiet", "--force"], check=True,
                   stdout=subprocess.DEVNULL)


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def prepare(options, out):
    """The planted set, and of its test images those that the model gets wrong."""
    whole, errors = out / "planted", out / "errors"
    if not (errors / "causes.json").exists():
        run(options, "synth", "--seed", str(options.seed), "--out", str(whole))
        run(options, "predict", "--model", options.model, "--data", str(whole),
            "--out", str(out / "predictions.csv"))
        rows = table(out / "predictions.csv")
        wrong = [int(row["index"]) for row in rows if row["label"] != row["predicted"]]
        errors.mkdir(exist_ok=True)
        records = np.fromfile(whole / "test_batch.bin", np.uint8).reshape(-1, RECORD)
        records[wrong].tofile(errors / "test_batch.bin")
        for meta in whole.glob("*.meta.txt"):
            shutil.copy(meta, errors / meta.name)
        masks = np.load(whole / "test_masks.npy")[wrong].astype(np.uint8)
        np.save(errors / "objects.npy", masks)
        np.save(errors / "backgrounds.npy", 1 - masks)
        causes = [row["cause"] for row in table(whole / "test_causes.csv")]
        (errors / "causes.json").write_text(json.dumps([causes[i] for i in wrong]))
    return errors, json.loads((errors / "causes.json").read_text())


def settings(options, method):
    samples = dict(pair.split("=") for pair in options.samples)
    return ["--samples", samples[method]] if method in samples else []


def erase(options, errors, out, *words):
    """Per image: whether it is right after the erasure."""
    if not (out / "erasure.csv").exists():
        run(options, "erase", "--model", options.model, "--data", str(errors), "--out", str(out),
            "--seed", str(options.seed), "--all", *words)
    return [row["after"] == row["label"] for row in table(out / "erasure.csv")]


def mcnemar(first, second):
    """Exact, two-sided."""
    count, least = first + second, min(first, second)
    tail = sum(math.comb(count, k) for k in range(least + 1)) / 2 ** count
    return min(1, 2 * tail)


def holm(p):
    order, adjusted, worst = sorted(range(len(p)), key=p.__getitem__), [0.0] * len(p), 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1, (len(p) - rank) * p[place]))
        adjusted[place] = worst
    return adjusted


def sweep(options, errors, out, method):
    """For each target and fill: per image, whether it is right after the erasure and after the random
    one, and the erased pixels. A sweep makes each map once, and keeps what the model says."""
    path = out / f"sweep-{method}"
    if not (path / "summary.json").exists():
        run(options, "erase", "sweep", "--model", options.model, "--data", str(errors), "--out",
            str(path), "--seed", str(options.seed), "--methods", method, "--targets", *TARGETS,
            "--tops", "0.05", "--boxes", "3x3", "--fills", *FILLS, "--control-draws", "1",
            "--block", "1000000", *settings(options, method))
    labels = np.fromfile(errors / "test_batch.bin", np.uint8).reshape(-1, RECORD)[:, 0]
    for place, target in enumerate(TARGETS):
        # Arms x images x (classes, erased pixels); each fill is followed by its control.
        arms = np.load(path / "work" / f"method-{place}-0.npy").reshape(2 * len(FILLS), len(labels), -1)
        right = arms[:, :, :-1].argmax(axis=2) == labels
        for number, fill in enumerate(FILLS):
            yield target, fill, right[2 * number], right[2 * number + 1], arms[2 * number, :, -1]


def tests(options, errors, causes, out):
    rows, causes = [], np.array(causes)
    for method in options.methods:
        for target, fill, here, there, area in sweep(options, errors, out, method):
            for cause in CAUSES:
                mine = causes == cause
                a, b = here[mine], there[mine]
                rows.append(dict(
                    method=method, target=target, fill=fill, cause=cause, images=int(mine.sum()),
                    fixed=int(a.sum()), random=int(b.sum()),
                    area=round(float(area[mine].mean()) / 1024, 4),
                    p=mcnemar(int((a & ~b).sum()), int((b & ~a).sum()))))
        print(method, flush=True)
    for row, adjusted in zip(rows, holm([row["p"] for row in rows])):
        row["holm"] = adjusted
    return rows


def truth(options, errors, causes, out):
    """The true object erased, or all but it."""
    rows = []
    for what, spared in (("background", "objects"), ("object", "backgrounds")):
        for fill in FILLS:
            found = erase(options, errors, out / f"true-{what}-{fill}", "--method", "random",
                          "--top", "1", "--box", "1x1", "--spare", str(errors / f"{spared}.npy"),
                          "--never-touch", "--fill", fill)
            for cause in CAUSES:
                mine = [row for row, its in zip(found, causes) if its == cause]
                rows.append(dict(erased=what, fill=fill, cause=cause, images=len(mine),
                                 fixed=sum(mine)))
    return rows


def where(options, errors, causes, out):
    """Shares of the maps' mass and of their top 5 % that lie on the object, beside its area."""
    objects, rows = np.load(errors / "objects.npy").reshape(len(causes), -1) > 0, []
    for method, target in itertools.product(options.methods, TARGETS):
        path = out / f"{method}-{target}.npy"
        if not path.exists():
            run(options, "saliency", "--model", options.model, "--data", str(errors), "--method",
                method, "--target", target, "--out", str(path), *settings(options, method))
        maps = np.maximum(np.load(path).reshape(len(causes), -1), 0)
        top = np.argsort(-maps, axis=1, kind="stable")[:, :51]
        for cause in CAUSES:
            mine = [i for i, its in enumerate(causes) if its == cause and maps[i].sum() > 0]
            rows.append(dict(
                method=method, target=target, cause=cause, maps=len(mine),
                area=round(float(objects[mine].mean()), 3),
                mass=round(float(np.mean(
                    [maps[i][objects[i]].sum() / maps[i].sum() for i in mine])), 3),
                top=round(float(np.mean([objects[i][top[i]].mean() for i in mine])), 3)))
    return rows


def write(rows, path):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    print(path.read_text())


def main():
    parser = argparse.ArgumentParser(description="Planted causes of error, by all methods.")
    for name in ("program", "model", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--methods", nargs="*", default=METHODS)
    parser.add_argument("--samples", nargs="*", default=[], metavar="METHOD=N")
    parser.add_argument("--force", action="store_true")
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    if options.force:
        shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    errors, causes = prepare(options, out)
    write(truth(options, errors, causes, out), out / "truth.csv")
    write(where(options, errors, causes, out), out / "where.csv")
    write(tests(options, errors, causes, out), out / "tests.csv")


if __name__ == "__main__":
    main()
