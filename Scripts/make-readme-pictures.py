#!/usr/bin/env python3
"""Writes the README's pictures, for light and dark pages: make-readme-pictures.py STUDY

Takes heatmap.svg and sheet.png from the directory of a study. The heat map follows the reader's
setting by a style, which a page that shows it as an image needs settled in two files. Of the sheet
the first column is kept; its dark variant has other colours for paper and text. Needs only Python.
"""

import pathlib
import re
import struct
import sys
import zlib

STUDY = pathlib.Path(sys.argv[1])
OUT = pathlib.Path(__file__).parent.parent / "Sources/Results/Results.docc/Resources"
LEFT, TOP, WIDTH, HEIGHT = 0, 52, 540, 728
SOFT = (90, 100, 114)
DARK = {"paper": (18, 22, 29), "ink": (230, 233, 238), "soft": (154, 165, 180)}


def read(path):
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 2), "the sheet is expected as 8-bit RGB"
        if kind == b"IDAT":
            packed += body
        at += 12 + length
    raw, stride, rows = zlib.decompress(packed), 3 * width, []
    before = bytearray(stride)
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            a, b = (row[x - 3] if x > 2 else 0), before[x]
            c = before[x - 3] if x > 2 else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row[x] = (row[x] + (0, a, b, (a + b) // 2, nearest)[kind]) & 255
        rows.append(row)
        before = row
    return rows


def write(path, rows):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)


svg = (STUDY / "heatmap.svg").read_text()
rule = re.compile(r"@media \(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^}]*\})*)\}")
OUT.mkdir(exist_ok=True)
(OUT / "heatmap.svg").write_text(rule.sub("", svg))
(OUT / "heatmap~dark.svg").write_text(rule.sub(r"\1", svg))

sheet = read(STUDY / "sheet.png")
paper = tuple(sheet[0][:3])
heading = [tuple(row[x : x + 3]) for row in sheet[:TOP - 4] for x in range(0, len(row), 3)]
inks = {colour for colour in heading if colour != paper}
kept = [row[3 * LEFT : 3 * (LEFT + WIDTH)] for row in sheet[TOP : TOP + HEIGHT]]
write(OUT / "erasure.png", kept)
for row in kept:
    for x in range(0, len(row), 3):
        colour = tuple(row[x : x + 3])
        if colour == paper:
            row[x : x + 3] = bytes(DARK["paper"])
        elif colour in inks:
            row[x : x + 3] = bytes(DARK["ink"])
        elif colour == SOFT:
            row[x : x + 3] = bytes(DARK["soft"])
write(OUT / "erasure~dark.png", kept)
