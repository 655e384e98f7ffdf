#!/usr/bin/env python3
"""Makes a data set of .npy files, which misclass reads wherever --data is, from a folder of pictures.

    python3 Scripts/make-image-set.py FOLDER OUT --layout caltech101 [--annotations FOLDER] [options]
    python3 Scripts/make-image-set.py FOLDER OUT --layout dogs-vs-cats [--masks FOLDER] [options]
    python3 Scripts/make-image-set.py FOLDER OUT --layout folders [--masks FOLDER] [options]

caltech101: FOLDER/CLASS/image_0001.jpg, outlines in --annotations/CLASS/annotation_0001.mat
            (`obj_contour` and `box_coord`, as the data set has them; needs scipy).
dogs-vs-cats: FOLDER/cat.0.jpg, FOLDER/dog.0.jpg.
folders: FOLDER/CLASS/any.jpg or .png.

--masks FOLDER holds a picture of the same name (ending in .png) for each picture, not black on the object.
Images are cut to a square in the middle unless --stretch is given, and made --side pixels wide; masks go the same
way, and a pixel is the object's where it covers at least half of it. (The published code lets any
share above zero count, which makes masks larger.) Every class keeps at most --per-class pictures, drawn by --seed, of
which --test-share go to the test images. Written: {train,test}_images.npy (N x side x side x 3, uint8),
{train,test}_labels.npy, {train,test}_masks.npy where masks are known for every picture, classes.txt and
sources.txt (which picture became which image). Needs numpy and pillow.
"""
import argparse, pathlib, random
import numpy as np
from PIL import Image, ImageDraw

PICTURES = {".jpg", ".jpeg", ".png", ".bmp"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--layout", choices=["caltech101", "dogs-vs-cats", "folders"], required=True)
    parser.add_argument("--annotations", type=pathlib.Path)
    parser.add_argument("--masks", type=pathlib.Path)
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--per-class", type=int)
    parser.add_argument("--test-share", type=float, default=0.25)
    parser.add_argument("--stretch", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"{given.folder} is no folder")
    if given.side < 1 or not 0 < given.test_share < 1:
        parser.error("--side must be above zero and --test-share between 0 and 1")
    return given


def listing(given):
    """Pairs of class and picture, in a fixed order."""
    pictures = sorted(p for p in given.folder.rglob("*") if p.suffix.lower() in PICTURES)
    if given.layout == "dogs-vs-cats":
        return [(p.name.split(".")[0], p) for p in pictures if p.parent == given.folder]
    return [(p.parent.name, p) for p in pictures if p.parent.parent == given.folder]


def outline(given, name, picture, size):
    """The object of a Caltech-101 picture: its contour, which is relative to the box."""
    from scipy.io import loadmat
    number = picture.stem.split("_")[-1]
    file = given.annotations / name / f"annotation_{number}.mat"
    if not file.is_file():
        return None
    annotation = loadmat(file)
    contour, box = annotation["obj_contour"], annotation["box_coord"].ravel()
    points = [(x + box[2] - 1, y + box[0] - 1) for x, y in contour.T]
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    return mask


def mask_of(given, name, picture, size):
    if given.layout == "caltech101" and given.annotations:
        return outline(given, name, picture, size)
    if given.masks is None:
        return None
    file = (given.masks / picture.relative_to(given.folder)).with_suffix(".png")
    if not file.is_file():
        return None
    mask = Image.open(file).convert("L").point(lambda v: 255 if v else 0)
    if mask.size != size:
        raise SystemExit(f"{file}: is {mask.size}, its picture {size}")
    return mask


def fitted(picture, given, method):
    width, height = picture.size
    if not given.stretch:
        edge = min(width, height)
        left, top = (width - edge) // 2, (height - edge) // 2
        picture = picture.crop((left, top, left + edge, top + edge))
    return picture.resize((given.side, given.side), method)


def main():
    given = arguments()
    found = listing(given)
    names = sorted({name for name, _ in found})
    if len(names) < 2:
        raise SystemExit(f"{given.folder}: pictures of at least two classes are needed, found {names}")
    draw = random.Random(given.seed)
    splits = {"train": [], "test": []}
    for name in names:
        pictures = [p for other, p in found if other == name]
        draw.shuffle(pictures)
        pictures = pictures[:given.per_class]
        tests = round(given.test_share * len(pictures))
        splits["test"] += [(name, p) for p in pictures[:tests]]
        splits["train"] += [(name, p) for p in pictures[tests:]]
    given.out.mkdir(parents=True, exist_ok=True)
    sources = []
    for split, members in splits.items():
        draw.shuffle(members)
        images, masks = [], []
        for index, (name, path) in enumerate(members):
            picture = Image.open(path).convert("RGB")
            images.append(np.asarray(fitted(picture, given, Image.Resampling.LANCZOS)))
            mask = mask_of(given, name, path, picture.size)
            if mask is not None:
                share = np.asarray(fitted(mask, given, Image.Resampling.BOX))
                masks.append((share >= 128).astype(np.uint8))
            sources.append(f"{split} {index} {path.relative_to(given.folder)}")
        if not images:
            raise SystemExit(f"no {split} images: too few pictures")
        np.save(given.out / f"{split}_images.npy", np.stack(images))
        np.save(given.out / f"{split}_labels.npy",
                np.array([names.index(name) for name, _ in members], dtype=np.int64))
        if len(masks) == len(images):
            np.save(given.out / f"{split}_masks.npy", np.stack(masks))
        print(f"{split}: {len(images)} images, {len(masks)} masks"
              + ("" if len(masks) in (0, len(images)) else ": some are missing, none written"))
    (given.out / "classes.txt").write_text("\n".join(names) + "\n")
    (given.out / "sources.txt").write_text("\n".join(sources) + "\n")


if __name__ == "__main__":
    main()
