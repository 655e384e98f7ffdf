#!/usr/bin/env python3
"""Makes several hundred pictures of every kind and what Pillow decodes them to, for a large check.

Needs pillow and numpy; cjpeg and ImageMagick add files where they are installed, and scikit-image,
scikit-learn and matplotlib real photographs. Usage:

    Scripts/check-pictures.py DIRECTORY
    MISCLASS_PICTURES=DIRECTORY swift test -c release --filter PictureFolderTests

The test compares our decoding of each DIRECTORY/NAME with DIRECTORY/NAME.npy, height x width x 3
bytes, and prints the differences. Files of which there is no such array must be refused.
"""

import importlib.util
import io
import itertools
import pathlib
import shutil
import subprocess
import sys
import time
import zlib

import numpy as np
from PIL import Image, ImageOps

from png_by_hand import png

Image.MAX_IMAGE_PIXELS = None
directory = pathlib.Path(sys.argv[1])
directory.mkdir(parents=True, exist_ok=True)
generator = np.random.default_rng(7)


def picture(width, height, mode="RGB"):
    """Waves, edges and some noise: every frequency, and every colour."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    channels = []
    for channel in range(len(mode) if mode != "L" else 1):
        waves = np.sin(x * (0.02 + 0.07 * channel)) + np.cos(y * (0.05 + 0.01 * channel))
        edges = ((x // 13 + y // 7 + channel) % 3 == 0) * 1.5
        noise = generator.normal(0, 0.3, (height, width))
        channels.append(np.clip(waves * 40 + edges * 50 + noise * 40 + 110, 0, 255))
    array = np.stack(channels, -1).astype(np.uint8)
    return Image.fromarray(array[..., 0] if mode == "L" else array, mode=None) if mode in (
        "L", "RGB") else Image.merge("CMYK", [Image.fromarray(array[..., i]) for i in range(4)])


def golden(path):
    image = Image.open(path)
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16") or image.mode == "I":
        # Pillow cuts these off at 255; ours takes the higher byte, as Pillow does of colours.
        grey = (np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8)
        return np.repeat(grey[..., None], 3, -1)
    return np.asarray(image.convert("RGB"))


count = refused = 0


def keep(name, data, is_refused=False):
    global count, refused
    path = directory / name
    path.write_bytes(data)
    if is_refused:
        refused += 1
        return
    array = golden(path)
    np.save(directory / f"{name}.npy", np.ascontiguousarray(array))
    count += 1


def jpeg(image, **options):
    stream = io.BytesIO()
    image.save(stream, "JPEG", **options)
    return stream.getvalue()


# Pillow: sizes, qualities, subsamplings, kinds.
sizes = [(1, 1), (2, 1), (1, 2), (3, 3), (7, 5), (8, 8), (9, 17), (15, 16), (16, 15), (17, 33),
         (31, 32), (33, 31), (64, 48), (100, 75), (127, 129), (255, 257), (500, 400)]
for (width, height), sampling in itertools.product(sizes, (0, 1, 2)):
    quality = int(generator.integers(1, 101))
    keep(f"pillow-{width}x{height}-s{sampling}-q{quality}.jpg",
         jpeg(picture(width, height), quality=quality, subsampling=sampling))
    keep(f"pillow-{width}x{height}-s{sampling}-q{quality}-progressive.jpg",
         jpeg(picture(width, height), quality=quality, subsampling=sampling, progressive=True))
for quality in (1, 2, 3, 5, 8, 12, 20, 35, 50, 65, 75, 80, 85, 90, 93, 95, 97, 98, 99, 100):
    keep(f"quality-{quality}.jpg", jpeg(picture(123, 91), quality=quality))
    keep(f"quality-{quality}-grey.jpg", jpeg(picture(91, 123, "L"), quality=quality))
    keep(f"quality-{quality}-444.jpg", jpeg(picture(77, 55), quality=quality, subsampling=0,
                                           optimize=True))
for (width, height) in sizes:
    for name, options in (("", {}), ("-progressive", {"progressive": True})):
        keep(f"inks-{width}x{height}{name}.jpg",
             jpeg(picture(width, height, "CMYK"), quality=85, **options))
        keep(f"grey-{width}x{height}{name}.jpg",
             jpeg(picture(width, height, "L"), quality=70, **options))
for restart in (1, 2, 3, 7, 50):
    for progressive in (False, True):
        keep(f"restart-{restart}-{progressive}.jpg", jpeg(
            picture(130, 70), quality=80, restart_marker_blocks=restart, progressive=progressive))
    keep(f"restart-rows-{restart}.jpg",
         jpeg(picture(130, 70), quality=80, restart_marker_rows=restart))
for orientation in range(0, 10):
    exif = Image.Exif()
    exif[0x0112] = orientation
    keep(f"exif-{orientation}.jpg", jpeg(picture(37, 22), quality=90, exif=exif))
    stream = io.BytesIO()
    picture(23, 41).save(stream, "PNG", exif=exif)
    keep(f"exif-{orientation}.png", stream.getvalue())
rgb = jpeg(picture(65, 43), quality=88, keep_rgb=True)
keep("red-green-blue.jpg", rgb)
for (width, height) in ((4000, 3000), (1601, 1203), (3, 2999), (2999, 3)):
    keep(f"large-{width}x{height}.jpg", jpeg(picture(width, height), quality=82))
    keep(f"large-{width}x{height}-progressive.jpg",
         jpeg(picture(width, height), quality=60, progressive=True))

# cjpeg: every sampling that libjpeg reads, and scans of one component.
if shutil.which("cjpeg"):
    def cjpeg(image, *options):
        stream = io.BytesIO()
        image.save(stream, "PPM")
        return subprocess.run(["cjpeg", *options], input=stream.getvalue(), capture_output=True,
                              check=True).stdout

    separate = directory / "separate.txt"
    separate.write_text("0;1;2;")
    samplings = ["1x1", "2x1", "1x2", "2x2", "3x1", "1x3", "4x1", "1x4", "4x2", "2x4", "3x2",
                 "2x2,1x2,2x1", "2x2,2x1,1x2", "2x1,1x1,2x1", "1x2,1x1,1x2", "4x1,2x1,1x1",
                 "4x2,2x2,1x1", "4x2,1x2,2x1", "1x1,2x2,1x1", "1x1,1x1,2x1", "2x2,1x1,2x2",
                 "1x4,1x2,1x1", "2x4,1x2,1x1", "3x1,3x1,1x1"]
    for sampling in samplings:
        for (width, height) in ((1, 1), (5, 3), (67, 45), (101, 203)):
            for extra in ((), ("-progressive",), ("-restart", "1")):
                name = sampling.replace(",", "_") + f"-{width}x{height}" + "".join(extra)
                image = picture(width, height)
                options = ("-quality", "87", "-sample", sampling, *extra)
                try:
                    data = cjpeg(image, *options)
                except subprocess.CalledProcessError:
                    # More than ten blocks in a unit: one scan for each component.
                    if extra == ("-progressive",):
                        continue
                    data = cjpeg(image, *options, "-scans", str(separate))
                keep(f"cjpeg-{name}.jpg", data)
    separate.unlink()
    scripts = {
        "separate": "0;1;2;",
        "two-and-one": "0,1;2;",
        "fine": "0,1,2: 0-0, 0, 3; 0: 1-2, 0, 2; 1: 1-63, 0, 4; 2: 1-63, 0, 3; 0: 3-63, 0, 2;"
                "0: 1-63, 2, 1; 0: 1-63, 1, 0; 1: 1-63, 4, 3; 1: 1-63, 3, 2; 1: 1-63, 2, 1;"
                "1: 1-63, 1, 0; 2: 1-63, 3, 2; 2: 1-63, 2, 1; 2: 1-63, 1, 0;"
                "0,1,2: 0-0, 3, 2; 0,1,2: 0-0, 2, 1; 0,1,2: 0-0, 1, 0;",
        "spectral": "0: 0-0, 0, 0; 1: 0-0, 0, 0; 2: 0-0, 0, 0; 0: 1-1, 0, 0; 0: 2-9, 0, 0;"
                    "0: 10-63, 0, 0; 1: 1-63, 0, 0; 2: 1-62, 0, 0; 2: 63-63, 0, 0;",
    }
    for name, script in scripts.items():
        path = directory / "script.txt"
        path.write_text(script)
        for sampling in ("1x1", "2x1", "2x2"):
            for (width, height) in ((9, 9), (150, 121)):
                keep(f"scans-{name}-{sampling}-{width}x{height}.jpg",
                     cjpeg(picture(width, height), "-quality", "92", "-sample", sampling,
                           "-scans", str(path)))
        path.unlink()
    keep("arithmetic.jpg", cjpeg(picture(40, 30), "-arithmetic"), is_refused=True)
    for quality in ("1", "10", "25"):
        keep(f"cjpeg-wide-steps-{quality}.jpg", cjpeg(picture(80, 60), "-quality", quality))

# ImageMagick.
magick = next((tool for tool in ("convert-im6.q16", "magick") if shutil.which(tool)), None)
if magick:
    def convert(image, *options, kind="JPEG"):
        stream = io.BytesIO()
        image.save(stream, "PPM")
        return subprocess.run([magick, "PPM:-", *options, f"{kind}:-"], input=stream.getvalue(),
                              capture_output=True, check=True).stdout

    for sampling in ("4:4:4", "4:2:2", "4:2:0", "4:1:1", "4:4:0", "4:1:0"):
        for interlace in ("None", "Plane"):
            keep(f"magick-{sampling.replace(':', '')}-{interlace}.jpg",
                 convert(picture(119, 93), "-sampling-factor", sampling, "-interlace", interlace,
                         "-quality", "91"))
    for space in ("CMYK", "Gray", "RGB", "YCbCr"):
        keep(f"magick-{space}.jpg", convert(picture(58, 47), "-colorspace", space))
    for options in (("-depth", "16"), ("-interlace", "PNG"), ("-colors", "13"), ("-monochrome",),
                    ("-colorspace", "Gray", "-depth", "16", "-interlace", "PNG"),
                    ("-transparent", "white", "-interlace", "PNG")):
        keep("magick" + "".join(options) + ".png", convert(picture(61, 44), *options, kind="PNG"))

# PNG: every kind of colour and depth, each interlaced or not, all filters, by hand.


def pieces(raw):
    data = zlib.compress(raw, int(generator.integers(0, 10)))
    cut = len(data) // 3
    return data[:cut], b"", data[cut:]


depths = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
for colour, interlaced, transparency in itertools.product(depths, (0, 1), (False, True)):
    for depth in depths[colour]:
        for (width, height) in ((1, 1), (3, 2), (5, 9), (32, 33)):
            keep(f"png-{colour}-{depth}-{interlaced}-{transparency}-{width}x{height}.png",
                 png(generator, width, height, colour, depth, interlaced, transparency, pieces))

# Real photographs, as they are, and turned into JPEGs again.
for package in ("skimage", "sklearn", "matplotlib"):
    found = importlib.util.find_spec(package)
    if found is None:
        continue
    root = pathlib.Path(found.origin).parent
    for path in sorted(root.rglob("*")):
        if path.suffix.lower() in (".jpg", ".jpeg", ".png") and path.stat().st_size > 3000:
            name = f"{package}-{path.stem}{path.suffix.lower()}"
            try:
                keep(name, path.read_bytes())
                if path.suffix.lower() != ".png":
                    continue
                photo = Image.open(path).convert("RGB")
                keep(f"{package}-{path.stem}.jpg", jpeg(photo, quality=int(
                    generator.integers(40, 98)), subsampling=int(generator.integers(0, 3))))
            except OSError as error:
                print("left out:", name, error)
                (directory / name).unlink(missing_ok=True)

for kind in ("WEBP", "GIF", "TIFF", "BMP"):
    stream = io.BytesIO()
    picture(20, 20).save(stream, kind)
    keep(f"other.{kind.lower()}", stream.getvalue(), is_refused=True)
started = time.perf_counter()
for path in directory.glob("*.jpg"):
    if (directory / f"{path.name}.npy").exists():
        Image.open(path).convert("RGB").load()
print(f"Pillow decodes the JPEGs in {time.perf_counter() - started:.2f} s.")
print(f"{count} pictures and {refused} that must be refused in {directory}")
