"""Colours told by number instead of by a profile, as AVIF, HEIC and PNG may do: the profile that they stand for.

Sources: ITU-T H.273, 8.1 and 8.2; ISO/IEC 14496-12, 12.1.5 (``colr``); PNG third edition, 11.3.2.6 (``cICP``);
ICC.1:2022, 7.2, 10.15 (mluc), 10.18 (para), annex E (adaptation to D50).
"""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Fixed = NDArray[np.float64]
_BOX = re.compile(rb"colrnclx(....)", re.DOTALL)
_HDR = (16, 18)
_PRIMARIES = {
    1: ("BT.709", (0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    9: ("BT.2020", (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    12: ("Display P3", (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
# What is written for video's curves is shown by the curve of sRGB, as other programs do.
_LIKE_SRGB = (1, 2, 6, 13, 14, 15)
_POWERS = {4: 2.2, 5: 2.8, 8: 1.0}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_D50 = np.array([0.9642, 1.0, 0.8249])
_D65 = np.array([0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


class Nclx(NamedTuple):
    """Numbers of the primaries and of the curve."""

    primaries: int
    curve: int

    @property
    def is_hdr(self) -> bool:
        """Whether the numbers are light on a scale of which an ordinary screen shows only the lower part."""
        return self.curve in _HDR


def in_boxes(meta: bytes) -> Nclx | None:
    """What the properties of an AVIF or HEIC file say first."""
    found = _BOX.search(meta)
    return None if found is None else Nclx(*struct.unpack(">HH", found[1]))


def profile_of(colours: Nclx) -> bytes | None:
    """An ICC profile; None for sRGB, and for what no profile is made for."""
    is_srgb = colours.primaries == 1 and colours.curve in _LIKE_SRGB
    known = colours.curve in _LIKE_SRGB or colours.curve in _POWERS
    return _profile(colours) if colours.primaries in _PRIMARIES and known and not is_srgb else None


@cache
def _profile(colours: Nclx) -> bytes:
    name, *primaries = _PRIMARIES[colours.primaries]
    adaptation = np.linalg.inv(_BRADFORD) @ np.diag((_BRADFORD @ _D50) / (_BRADFORD @ _D65)) @ _BRADFORD
    columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in primaries]).T
    matrix = adaptation @ (columns * np.linalg.solve(columns, _D65))
    curve = _curve(colours.curve)
    tags = {b"desc": _text(name), b"cprt": _text("CC0"), b"wtpt": _xyz(_D50)}
    tags |= {kind: _xyz(matrix[:, at]) for at, kind in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags[b"chad"] = b"sf32\0\0\0\0" + _fixed(*adaptation.reshape(-1))
    start = 132 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for kind, data in tags.items():
        table += struct.pack(">4sII", kind, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s", start + len(body), 0x04200000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return head.ljust(68, b"\0") + _fixed(*_D50).ljust(60, b"\0") + table + body


def _curve(number: int) -> bytes:
    if number in _POWERS:
        return b"para\0\0\0\0\0\0\0\0" + _fixed(_POWERS[number])
    return b"para\0\0\0\0\0\3\0\0" + _fixed(*_SRGB_CURVE)


def _text(text: str) -> bytes:
    words = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(words), 28) + words


def _xyz(values: Fixed) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)
