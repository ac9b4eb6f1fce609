"""Colour profiles made of their primaries, as the standards give them."""

from __future__ import annotations

import struct

import numpy as np

_D50 = np.array([0.9642, 1.0, 0.8249])
_D65 = (0.3127, 0.3290)
# Bradford's cone responses, ICC.1 annex E.
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _matrix(primaries: list[tuple[float, float]]) -> np.ndarray:
    """Linear colour to XYZ of D50, columns for red, green, blue."""
    columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in primaries]).T
    white = np.array([_D65[0] / _D65[1], 1, (1 - sum(_D65)) / _D65[1]])
    columns = columns * np.linalg.solve(columns, white)
    cones = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white))
    return np.linalg.inv(_BRADFORD) @ cones @ _BRADFORD @ columns


def rgb_profile(primaries: list[tuple[float, float]], gamma: float | None) -> bytes:
    """A matrix profile, version 2; ``gamma`` None is the curve of sRGB."""
    if gamma is None:
        curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0)
        curve += _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    else:
        curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    matrix = _matrix(primaries)
    described = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"made\0" + bytes(78)
    tags = [(b"desc", described), (b"cprt", b"text\0\0\0\0CC0\0"), (b"wtpt", b"XYZ \0\0\0\0" + _fixed(*_D50))]
    tags += [
        (name, b"XYZ \0\0\0\0" + _fixed(*matrix[:, i])) for i, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))
    ]
    tags += [(name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")]
    start = 132 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags:
        table += struct.pack(">4sII", name, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(*_D50)
    return head.ljust(128, b"\0") + table + body


# SMPTE RP 431-2 primaries with D65, and Adobe RGB (1998).
DISPLAY_P3 = rgb_profile([(0.680, 0.320), (0.265, 0.690), (0.150, 0.060)], None)
ADOBE_RGB = rgb_profile([(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], 563 / 256)
SRGB = rgb_profile([(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)], None)


def scanners_profile(steps: int = 17) -> bytes:
    """Adobe RGB as the table of a scanner, version 2 (lut16Type), which leads to Lab and knows no way back."""
    side = np.linspace(0, 1, steps)
    colours = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    places = colours ** (563 / 256) @ _matrix([(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)]).T / _D50
    f = np.where(places > 0.008856, np.cbrt(places), 7.787 * places + 16 / 116)
    lab = [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]) + 128, 200 * (f[:, 1] - f[:, 2]) + 128]
    numbers = np.stack([lab[0] * 652.8, lab[1] * 256, lab[2] * 256], -1).clip(0, 65535).round()
    straight = struct.pack(">6H", *(0, 65535) * 3)
    table = b"mft2\0\0\0\0" + bytes((3, 3, steps, 0)) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += struct.pack(">HH", 2, 2) + straight + numbers.astype(">u2").tobytes() + straight
    described = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"made\0" + bytes(78)
    white = b"XYZ \0\0\0\0" + _fixed(*_D50)
    tags = {b"desc": described, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": white, b"A2B0": table}
    rows, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, data in tags.items():
        rows += struct.pack(">4sII", name, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02400000, b"scnr", b"RGB ", b"Lab ")
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(*_D50)
    return head.ljust(128, b"\0") + rows + body
