#!/usr/bin/env python3
"""Makes Fixtures/Pictures/augmentation.safetensors: what torchvision makes of one picture.

    python3 Scripts/make-augmentation-goldens.py

Needs numpy, pillow, torchvision and safetensors. `source` is a picture of 23 x 17 pixels, height x width x 3,
the others are made of it by torchvision's functional transforms on Pillow's images; the name says how: brightness.F,
contrast.F and saturation.F with a factor, hue.F with a shift, all in hundredths, and
crop.TOP.LEFT.HEIGHT.WIDTH.SIDE, a part that is brought to SIDE x SIDE pixels.
"""
import pathlib
import numpy as np
from PIL import Image
from safetensors.numpy import save_file
from torchvision.transforms import functional as F

generator = np.random.default_rng(5)
source = generator.integers(0, 256, (23, 17, 3), dtype=np.uint8)
source[:3] = source[:3, :, :1]
source[3] = [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]] + [[9, 9, 8]] * 11
picture = Image.fromarray(source)
made = {"source": source}
for factor in (0, 35, 70, 100, 140, 250):
    made[f"brightness.{factor}"] = F.adjust_brightness(picture, factor / 100)
    made[f"contrast.{factor}"] = F.adjust_contrast(picture, factor / 100)
    made[f"saturation.{factor}"] = F.adjust_saturation(picture, factor / 100)
for shift in (-50, -31, -4, 0, 7, 25, 50):
    made[f"hue.{shift}"] = F.adjust_hue(picture, shift / 100)
for part in ((0, 0, 23, 17, 12), (5, 2, 9, 14, 16), (20, 16, 3, 1, 8)):
    made["crop." + ".".join(map(str, part))] = F.resized_crop(
        picture, *part[:4], size=[part[4], part[4]], interpolation=F.InterpolationMode.BILINEAR)
path = pathlib.Path(__file__).parent.parent / "Fixtures/Pictures/augmentation.safetensors"
save_file({name: np.ascontiguousarray(array) for name, array in made.items()}, path)
print(path, path.stat().st_size, "bytes,", len(made), "pictures")
