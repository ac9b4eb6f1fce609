"""A JPEG decoded in strips: little memory, no first touch of large blocks, and all cores; where it can be cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.jpeg_cuts import Cuts, Piece, cuts_of
from objremove_gui.core.imageio.photo import PhotoFormat, Pixels
from objremove_gui.core.imageio.reasons import Unreadable

T = TypeVar("T")
_THREADS = 2
# Smoothed chroma needs the row of units above and the one below.
_MORE = 2


def each_strip(data: bytes, max_pixels: int, work: Callable[[Pixels, Rect], T]) -> Iterator[T]:
    """``work`` of the pixels (h, w, 3) of each strip and the box that they are of, as they are stored, from the top.

    The pixels may not be kept. A file that can't be cut is one strip. Raises Unreadable.
    """
    found = cuts_of(data)
    if found is None or found.scan.size.pixels > max_pixels:
        pixels = decode(data, PhotoFormat.JPEG, max_pixels=max_pixels, expand=True).pixels
        yield work(pixels, Rect(0, 0, pixels.shape[1], pixels.shape[0]))
        return
    cuts = found

    def one(piece: Piece) -> T:
        pixels = _decoded(data, cuts, piece)
        side, last = cuts.scan.unit_height, cuts.scan.units[0]
        top = side if piece.first else 0
        bottom = piece.rows if piece.last == last else piece.rows - side
        box = Rect(0, piece.top + top, cuts.scan.size.width, bottom - top)
        return work(pixels[top:bottom], box)

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(one, cuts.pieces(_MORE))


def _decoded(data: bytes, cuts: Cuts, piece: Piece) -> Pixels:
    import simplejpeg

    try:
        pixels = np.asarray(simplejpeg.decode_jpeg(cuts.file(data, piece), "RGB"), np.uint8)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if pixels.shape != (piece.rows, cuts.scan.size.width, 3):
        raise Unreadable("another size")
    return pixels
