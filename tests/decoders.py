"""Decoders as a file may need them: one that works, and ones that fail in each way. Processes import them by name."""

from __future__ import annotations

import os
from typing import Never

import numpy as np

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.apart import Found, TooLarge


def ramp(data: bytes, max_pixels: int) -> Found:
    if max_pixels < 6:
        raise TooLarge(Size(3, 2))
    return Found(
        np.arange(18, dtype=np.uint16).reshape(2, 3, 3), {"exif": data, "pid": b"%d" % os.getpid()}, 2
    )


def dies(data: bytes, max_pixels: int) -> Never:
    os.abort()


def stumbles(data: bytes, max_pixels: int) -> Never:
    raise ValueError("what is this?")


def starves(data: bytes, max_pixels: int) -> Never:
    raise MemoryError
