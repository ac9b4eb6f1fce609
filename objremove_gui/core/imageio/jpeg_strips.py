"""A JPEG decoded in strips: little memory, no first touch of large blocks, and all cores; where it can be cut."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.jpeg_cuts import Cuts, Piece
from objremove_gui.core.imageio.photo import PhotoFormat, Pixels
from objremove_gui.core.imageio.reasons import Unreadable

T = TypeVar("T")
_THREADS = 2


def each_strip(
    data: bytes, max_pixels: int, work: Callable[[Pixels, Rect], T], cuts: Cuts | None
) -> Iterator[T]:
    """``work`` of the pixels (h, w, 3) of each strip and the box that they are of, as they are stored, from the top.

    The pixels may not be kept. A file that can't be cut is one strip. Raises Unreadable.
    """
    if cuts is None or cuts.scan.size.pixels > max_pixels:
        pixels = decode(data, PhotoFormat.JPEG, max_pixels=max_pixels, expand=True).pixels
        yield work(pixels, Rect(0, 0, pixels.shape[1], pixels.shape[0]))
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(partial(_done, _Strips(data, cuts), work), cuts.pieces())


def _done(strips: _Strips, work: Callable[[Pixels, Rect], T], piece: Piece) -> T:
    return work(*strips.decoded(piece))


class _Strips(threading.local):
    """Each thread decodes into the same memory again and again."""

    def __init__(self, data: bytes, cuts: Cuts) -> None:
        self._data, self._cuts = data, cuts
        self._room = np.empty(0, np.uint8)

    def decoded(self, piece: Piece) -> tuple[Pixels, Rect]:
        """What only this piece has, and where in the picture it lies."""
        scan, above = self._cuts.scan, self._cuts.above(piece)
        width, side = scan.size.width, scan.unit_height
        top = side if piece.first else 0
        bottom = piece.rows if piece.last == scan.units[0] else piece.rows - side
        pixels = self._pixels(self._cuts.file(self._data, piece), (above + piece.rows, width, 3))
        return pixels[above + top : above + bottom], Rect(0, piece.top + top, width, bottom - top)

    def _pixels(self, data: bytes, shape: tuple[int, int, int]) -> Pixels:
        import simplejpeg

        if self._room.size < math.prod(shape):
            self._room = np.empty(math.prod(shape), np.uint8)
        try:
            pixels = np.asarray(simplejpeg.decode_jpeg(data, "RGB", buffer=self._room), np.uint8)
        except ValueError as error:
            raise Unreadable(str(error)) from error
        if pixels.shape != shape:
            raise Unreadable("another size")
        return pixels
