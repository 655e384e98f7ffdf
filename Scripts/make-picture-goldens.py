#!/usr/bin/env python3
"""Writes the small pictures in Fixtures/Pictures and what Pillow makes of them.

Needs numpy, pillow (13 or later, for the order of a resize's passes) and cjpeg (libjpeg-turbo).
pictures.safetensors holds files as bytes, and as NAME.pixels the pixels of each, upright, height x
width x 3. resize.safetensors holds pictures, and those made of them; the name says how:
SOURCE.FILTER.WIDTHxHEIGHT, or SOURCE.FILTER.SIDE.CROP, the shorter side and the window.
"""

import io
import json
import pathlib
import struct
import subprocess
import tempfile
import zlib

import numpy as np
from PIL import Image, ImageOps

from png_by_hand import png

root = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "Pictures"
root.mkdir(parents=True, exist_ok=True)
pictures, resized = {}, {}
generator = np.random.default_rng(3)


def picture(width, height, channels=3):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    parts = [110 + 60 * np.sin(x * (0.3 + 0.2 * c) + c) + 50 * np.cos(y * 0.4 * (c + 1))
             + generator.normal(0, 12, (height, width)) for c in range(channels)]
    return np.clip(np.stack(parts, -1), 0, 255).astype(np.uint8)


def keep(name, data):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode == "I;16":
        # Pillow cuts these off at 255; ours takes the higher byte, as Pillow does of colours.
        array = np.repeat((np.asarray(image) >> 8).astype(np.uint8)[..., None], 3, -1)
    else:
        array = np.asarray(image.convert("RGB"))
    pictures[name] = np.frombuffer(data, np.uint8)
    pictures[name + ".pixels"] = array


def write(name, tensors):
    """Bytes in the safetensors format."""
    header, start = {}, 0
    for key, array in tensors.items():
        header[key] = {"dtype": "U8", "shape": array.shape,
                       "data_offsets": [start, start + array.size]}
        start += array.size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (root / name).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(
        np.ascontiguousarray(array).tobytes() for array in tensors.values()))


def jpeg(array, **options):
    image = (Image.fromarray(array[..., 0]) if array.shape[-1] == 1 else
             Image.fromarray(array) if array.shape[-1] == 3 else
             Image.merge("CMYK", [Image.fromarray(array[..., c]) for c in range(4)]))
    stream = io.BytesIO()
    image.save(stream, "JPEG", **options)
    return stream.getvalue()


def cjpeg(array, *options):
    stream = io.BytesIO()
    Image.fromarray(array).save(stream, "PPM")
    return subprocess.run(["cjpeg", *options], input=stream.getvalue(), capture_output=True,
                          check=True).stdout


# Baseline and progressive, by size, subsampling and quality.
for width, height, sampling, quality in (
        (1, 1, 2, 90), (2, 3, 1, 50), (8, 8, 0, 100), (5, 17, 2, 75), (17, 13, 1, 85),
        (25, 18, 2, 95), (16, 16, 2, 1), (11, 26, 0, 40)):
    for progressive in (False, True):
        name = "progressive" if progressive else "baseline"
        keep(f"{name}-{width}x{height}-{sampling}-{quality}.jpg", jpeg(
            picture(width, height), subsampling=sampling, quality=quality,
            progressive=progressive))
keep("grey.jpg", jpeg(picture(21, 11, 1), quality=88))
keep("grey-progressive.jpg", jpeg(picture(11, 21, 1), quality=88, progressive=True))
keep("inks.jpg", jpeg(picture(18, 9, 4), quality=90))
# The same data, said to be luminance and differences of the inks.
inks = jpeg(picture(18, 9, 4), quality=90)
adobe = inks.index(b"Adobe")
keep("inks-luminance.jpg", inks[:adobe + 11] + b"\2" + inks[adobe + 12:])
keep("red-green-blue.jpg", jpeg(picture(18, 9), quality=90, keep_rgb=True))
keep("restart.jpg", jpeg(picture(33, 17), quality=80, restart_marker_blocks=1))
keep("restart-progressive.jpg",
     jpeg(picture(33, 17), quality=80, restart_marker_blocks=2, progressive=True))
for sampling in ("1x2", "4x1", "3x1", "2x2,1x2,2x1", "4x2", "1x1,2x2,1x1"):
    keep(f"sampled-{sampling.replace(',', '_')}.jpg",
         cjpeg(picture(19, 13), "-quality", "90", "-sample", sampling))
script = pathlib.Path(tempfile.mkdtemp()) / "scans.txt"
script.write_text("0;1;2;")
keep("separate-scans.jpg", cjpeg(picture(19, 13), "-quality", "85", "-scans", str(script)))
script.write_text("0,1,2: 0-0, 0, 2; 0: 1-63, 0, 1; 1: 1-9, 0, 0; 1: 10-63, 0, 0; 2: 1-63, 0, 2;"
                  "2: 1-63, 2, 1; 2: 1-63, 1, 0; 0: 1-63, 1, 0; 0,1,2: 0-0, 2, 1; 0,1,2: 0-0, 1, 0;")
keep("many-scans.jpg", cjpeg(picture(19, 13), "-quality", "85", "-scans", str(script)))
script.unlink()
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    keep(f"turned-{orientation}.jpg", jpeg(picture(5, 3), quality=95, exif=exif))
stream = io.BytesIO()
exif = Image.Exif()
exif[0x0112] = 6
Image.fromarray(picture(5, 3)).save(stream, "PNG", exif=exif)
keep("turned-6.png", stream.getvalue())


# PNG: every kind, each interlaced and not, with every filter.
def pieces(raw):
    data = zlib.compress(raw, 9)
    return data[:7], data[7:]


depths = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
for colour, each in depths.items():
    for depth in each:
        for interlaced in (0, 1):
            keep(f"png-{colour}-{depth}-{interlaced}.png",
                 png(generator, 9, 6, colour, depth, interlaced, depth != 8, pieces, first=2))
for width, height in ((1, 1), (2, 5), (5, 1)):
    keep(f"png-interlaced-{width}x{height}.png",
         png(generator, width, height, 2, 8, 1, False, pieces, first=2))

# Resizing: shorter side and crop as torchvision has them, or to a size.
filters = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}


def crop(image, side):
    width, height = image.size
    left, top = max(side - width, 0) // 2, max(side - height, 0) // 2
    right, bottom = (max(side - width, 0) + 1) // 2, (max(side - height, 0) + 1) // 2
    padded = Image.new("RGB", (width + left + right, height + top + bottom))
    padded.paste(image, (left, top))
    width, height = padded.size
    x, y = int(round((width - side) / 2.0)), int(round((height - side) / 2.0))
    return padded.crop((x, y, x + side, y + side))


source = picture(31, 23)
for name, array in (("wide", source), ("tall", source.transpose(1, 0, 2))):
    resized[name] = array
    image = Image.fromarray(np.ascontiguousarray(array))
    for kind, method in filters.items():
        for width, height in ((12, 9), (40, 5), (7, 28), (31, 11)):
            resized[f"{name}.{kind}.{width}x{height}"] = np.asarray(
                image.resize((width, height), method))
        for side, window in ((16, 14), (15, 12), (10, 17), (23, 16)):
            short, long = min(image.size), max(image.size)
            other = int(side * long / short)
            size = (side, other) if image.size[0] <= image.size[1] else (other, side)
            resized[f"{name}.{kind}.{side}.{window}"] = np.asarray(
                crop(image.resize(size, method), window))
write("pictures.safetensors", pictures)
write("resize.safetensors", resized)
