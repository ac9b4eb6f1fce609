"""ICC profiles made of primaries and a curve, for files that tell their colours in another way.

Source: ICC.1:2022, 7.2, 8.3 and 8.4 (tags of colour and of grey), 10.15 (mluc), 10.18 (para), annex E (to D50).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Fixed = NDArray[np.float64]
Place = tuple[float, float]
D65: Place = (0.3127, 0.3290)
# Three numbers and more are kind 3 of a parametric curve, one is a power.
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def colour_profile(name: str, primaries: Sequence[Place], white: Place, curve: Sequence[float]) -> bytes:
    """A profile of RGB with these places of red, green, blue and white (x, y); raises ValueError if that can't be."""
    point = _light(white)
    columns = np.array([_light(place) for place in primaries]).T
    adaptation = np.linalg.inv(_BRADFORD) @ np.diag((_BRADFORD @ _D50) / (_BRADFORD @ point)) @ _BRADFORD
    try:
        matrix = adaptation @ (columns * np.linalg.solve(columns, point))
    except np.linalg.LinAlgError as error:
        raise ValueError("the primaries lie on a line") from error
    if not np.isfinite(matrix).all() or np.abs(matrix).max() >= 32768:
        raise ValueError("the primaries lie on a line")
    tags = {kind: _xyz(matrix[:, at]) for at, kind in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(curve))
    tags[b"chad"] = b"sf32\0\0\0\0" + _fixed(*adaptation.reshape(-1))
    return _profile(name, b"RGB ", tags)


def grey_profile(name: str, curve: Sequence[float]) -> bytes:
    """A profile of one channel."""
    return _profile(name, b"GRAY", {b"kTRC": _curve(curve)})


def _light(place: Place) -> Fixed:
    x, y = place
    if y <= 0:
        raise ValueError("no such colour")
    return np.array([x / y, 1, (1 - x - y) / y])


def _profile(name: str, colours: bytes, own: dict[bytes, bytes]) -> bytes:
    tags = {b"desc": _text(name), b"cprt": _text("CC0"), b"wtpt": _xyz(_D50), **own}
    start = 132 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for kind, data in tags.items():
        table += struct.pack(">4sII", kind, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s", start + len(body), 0x04200000, b"mntr", colours, b"XYZ ", b"acsp")
    return head.ljust(68, b"\0") + _fixed(*_D50).ljust(60, b"\0") + table + body


def _curve(numbers: Sequence[float]) -> bytes:
    kind = b"\0\3" if len(numbers) > 1 else b"\0\0"
    return b"para\0\0\0\0" + kind + b"\0\0" + _fixed(*numbers)


def _text(text: str) -> bytes:
    words = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(words), 28) + words


def _xyz(values: Fixed) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)
