"""What PNG's chunks gAMA and cHRM say of colours, as the profile that they stand for.

Source: Portable Network Graphics (third edition), W3C, 11.3.2.1, 11.3.2.2 and 12.1 (which chunk counts more).
"""

from __future__ import annotations

import struct
from functools import lru_cache

from objremove_gui.core.imageio.icc_made import D65, SRGB_CURVE, Place, colour_profile, grey_profile

_SCALE = 100_000
# What is written for sRGB, where the curve is not a power exactly.
_GAMMA, _GAMMA_OFF = 0.45455, 0.005
_PRIMARIES: tuple[Place, ...] = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_PLACE_OFF = 0.002
# Beyond it a picture would be black or white.
_GAMMAS = (0.1, 5.0)


@lru_cache(maxsize=8)
def profile_told(gamma: bytes, primaries: bytes, *, is_grey: bool) -> bytes | None:
    """The profile for the contents of gAMA and cHRM, empty where there is none; None for sRGB and what can't be."""
    power = _power(gamma)
    if power is None:
        return None
    is_usual = abs(power - _GAMMA) < _GAMMA_OFF
    curve = SRGB_CURVE if not gamma else (1 / power,)
    # A person reads it in the list of colours.
    name = f"PNG gamma {1 / power:.2f}"
    if is_grey:
        return None if is_usual else grey_profile(name, curve)
    white, *places = _places(primaries) or (D65, *_PRIMARIES)
    is_srgb = all(
        abs(one - other) < _PLACE_OFF
        for place, expected in zip((white, *places), (D65, *_PRIMARIES), strict=True)
        for one, other in zip(place, expected, strict=True)
    )
    if is_usual and is_srgb:
        return None
    try:
        return colour_profile(name, places, white, curve)
    except ValueError:
        return None


def _power(gamma: bytes) -> float | None:
    """What the samples are light to the power of; that of sRGB where nothing is said."""
    if not gamma:
        return _GAMMA
    power = int.from_bytes(gamma, "big") / _SCALE if len(gamma) == 4 else 0.0
    return power if _GAMMAS[0] <= power <= _GAMMAS[1] else None


def _places(primaries: bytes) -> list[Place] | None:
    """White, red, green, blue."""
    if len(primaries) != 32:
        return None
    numbers = [number / _SCALE for number in struct.unpack(">8I", primaries)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
