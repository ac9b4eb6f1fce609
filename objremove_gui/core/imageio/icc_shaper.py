"""ICC profiles that are three curves and a matrix, as those of cameras, screens and working spaces are.

Source: ICC.1:2022, 7.3 (tag table), 8.3.3 (three-component matrix-based), 10.6 (curv), 10.18 (para), 10.31 (XYZ).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Curve = Callable[[Values], Values]
_HEAD_BYTES = 132
_MOST_TAGS = 100
# With one of these the curves and the matrix are not what counts.
_TABLES = (b"A2B0", b"A2B1", b"D2B0", b"D2B1")
# Numbers of a parametric curve by its kind; the names are the standard's: g, a, b, c, d, e, f.
_PARAMETERS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}
_DARK = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Shaper:
    """A channel's light is its curve's value, both 0..1; ``matrix`` (3, 3) makes XYZ (D50) of the light of R, G, B."""

    curves: tuple[Curve, Curve, Curve]
    matrix: Values


def shaper_of(profile: bytes) -> Shaper | None:
    """The curves and the matrix of an RGB profile; None if it is of another kind, or damaged."""
    if profile[16:24] != b"RGB XYZ " or profile[36:40] != b"acsp":
        return None
    try:
        tags = _tags(profile)
        if any(name in tags for name in _TABLES):
            return None
        columns = [_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
        red, green, blue = (_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
    except (struct.error, KeyError, ValueError):
        return None
    made = Shaper((red, green, blue), np.array(columns).T)
    return made if _is_plain(made) else None


def _is_plain(shaper: Shaper) -> bool:
    """Whether colours can be taken there and back: curves that rise from black to white, a matrix with an inverse."""
    steps = np.linspace(0, 1, 256)
    for curve in shaper.curves:
        with np.errstate(all="ignore"):
            values = curve(steps)
        if not np.isfinite(values).all() or (np.diff(values) < 0).any():
            return False
        if abs(values[0]) > _DARK or not 0.5 < values[-1] < 2:
            return False
    return abs(float(np.linalg.det(shaper.matrix))) > _DARK


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, _HEAD_BYTES - 4)
    tags = {}
    for index in range(min(count, _MOST_TAGS)):
        name, start, length = struct.unpack_from(">4sII", profile, _HEAD_BYTES + 12 * index)
        tags[name] = profile[start : start + length]
    return tags


def _xyz(data: bytes) -> tuple[float, ...]:
    if data[:4] != b"XYZ ":
        raise ValueError
    return tuple(value / 65536 for value in struct.unpack_from(">3i", data, 8))


def _curve(data: bytes) -> Curve:
    if data[:4] == b"para":
        (kind,) = struct.unpack_from(">H", data, 8)
        if kind not in _PARAMETERS:
            raise ValueError
        return parametric(
            *(value / 65536 for value in struct.unpack_from(f">{_PARAMETERS[kind]}i", data, 12))
        )
    if data[:4] != b"curv":
        raise ValueError
    (count,) = struct.unpack_from(">I", data, 8)
    if count == 0:
        return parametric(1.0)
    if count == 1:
        return parametric(struct.unpack_from(">H", data, 12)[0] / 256)
    if count > (len(data) - 12) // 2:
        raise ValueError
    table = np.frombuffer(data, ">u2", count, 12) / 65535
    places = np.linspace(0, 1, count)
    return lambda values: np.interp(values, places, table)


def parametric(
    g: float, a: float = 1.0, b: float = 0.0, c: float | None = None, d: float | None = None, *more: float
) -> Curve:
    """A curve of the kinds 0 to 4: (a x + b) to the power of g + e from x = d on, c x + f below."""
    if c is not None and d is None:
        # Kind 2: c is added everywhere.
        return lambda values: np.maximum(a * values + b, 0) ** g + c
    slope, start = (c or 0.0), (-b / a if d is None and a else d or 0.0)
    e, f = more if more else (0.0, 0.0)
    return lambda values: np.where(
        values >= start, np.maximum(a * values + b, 0) ** g + e, slope * values + f
    )


# IEC 61966-2-1, adapted to D50.
_SRGB_CURVE = parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
SRGB = Shaper(
    (_SRGB_CURVE, _SRGB_CURVE, _SRGB_CURVE),
    np.array(
        [
            [0.4360747, 0.3850649, 0.1430804],
            [0.2225045, 0.7168786, 0.0606169],
            [0.0139322, 0.0971045, 0.7141733],
        ]
    ),
)
