"""Colours told by number instead of by a profile, as AVIF, HEIC and PNG may do: the profile that they stand for.

Sources: ITU-T H.273, 8.1 and 8.2; ISO/IEC 14496-12, 12.1.5 (``colr``); PNG third edition, 11.3.2.6 (``cICP``).
"""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import NamedTuple

from objremove_gui.core.imageio.icc_made import D65, SRGB_CURVE, colour_profile

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
    curve = (_POWERS[colours.curve],) if colours.curve in _POWERS else SRGB_CURVE
    return colour_profile(name, primaries, D65, curve)
