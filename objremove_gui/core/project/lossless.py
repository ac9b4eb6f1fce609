"""Arrays as PNG and back, with their size known before anything is decoded."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.core.imageio.png_chunks import SIGNATURE
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.transfer import encode_png

__all__ = ["Damaged", "Encode", "decode_png", "encode_png", "most_bytes"]

# How an array becomes a PNG.
Encode = Callable[[NDArray[Any]], bytes]

_COLOUR_TYPES = {1: 0, 3: 2}


class Damaged(Exception):
    """A part of a file is not what it should be."""


def most_bytes(shape: tuple[int, ...], dtype: DTypeLike) -> int:
    """More than any PNG of such an array takes."""
    raw = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
    return raw + raw // 8 + 64 * shape[0] + (1 << 16)


def decode_png(data: bytes, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """The array of that very shape, (h, w) or (h, w, 3), and type, read-only; raises Damaged for any other."""
    height, width = shape[:2]
    channels = shape[2] if len(shape) == 3 else 1
    kind = struct.pack(">II2B", width, height, 8 * np.dtype(dtype).itemsize, _COLOUR_TYPES[channels])
    if not data.startswith(SIGNATURE + b"\0\0\0\x0dIHDR" + kind):
        raise Damaged("the picture is of another size or kind")
    try:
        pixels = decode(data, PhotoFormat.PNG, max_pixels=height * width, expand=False).pixels
    except Unreadable as error:
        raise Damaged(str(error)) from error
    if pixels.shape != (height, width, channels) or pixels.dtype != dtype:
        raise Damaged("the picture came out of another size or kind")
    pixels.flags.writeable = False
    return pixels.reshape(shape)
