"""PNG files of every kind, written by hand, with every filter: what libraries do not write."""

import struct
import zlib

import numpy as np

GRIDS = {
    0: [(0, 0, 1, 1)],
    1: [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2)],
}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def filtered(rows, step, first):
    """Each row with a filter in turn, beginning with number `first`."""
    output, above = b"", bytes(len(rows[0]))
    for index, row in enumerate(rows):
        kind = (index + first) % 5
        left = (bytes(step) + row)[:len(row)]
        corner = (bytes(step) + above)[:len(row)]
        line = bytearray()
        for value, a, b, c in zip(row, left, above, corner):
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line.append((value - (0, a, b, (a + b) // 2, paeth)[kind]) & 255)
        output, above = output + bytes([kind]) + bytes(line), row
    return output


def packed(part, depth):
    """The bytes of each row of values."""
    rows = []
    for row in part:
        bits = "".join(format(int(value), f"0{depth}b") for value in row.ravel())
        bits += "0" * (-len(bits) % 8)
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    return rows


def png(generator, width, height, colour, depth, interlaced, transparency, pieces, first=0):
    """A picture of random values; `pieces` compresses what it is given and cuts it into chunks."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    values = generator.integers(0, 2 ** depth, (height, width, channels))
    step = max(channels * depth // 8, 1)
    parts = [values[top::down, left::across] for left, top, across, down in GRIDS[interlaced]]
    raw = b"".join(filtered(packed(part, depth), step, first) for part in parts if part.size)
    more = b""
    if colour == 3:
        more = chunk(b"PLTE", generator.integers(0, 256, 3 * 2 ** depth, dtype=np.uint8).tobytes())
    if transparency and colour in (0, 2, 3):
        more += chunk(b"tRNS", bytes([0, 9]) if colour == 3 else bytes(2 * channels))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    data = b"".join(chunk(b"IDAT", piece) for piece in pieces(raw))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + data + chunk(b"IEND", b"")
