"""A JPEG decoded in strips: little memory, no first touch of large blocks, and all cores; where its markers allow it.

A restart marker after every row of units lets decoding begin there (ITU-T T.81, E.1.4 and B.2.4.4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, Scan, scan_of
from objremove_gui.core.imageio.photo import PhotoFormat, Pixels
from objremove_gui.core.imageio.reasons import Unreadable

T = TypeVar("T")
# Rows of units that are decoded at once. Markers are numbered modulo 8: so each strip begins with 0, as it must.
_ROWS = 24
_THREADS = 2
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class _Strip:
    """``first`` to ``last`` are the rows of units that are decoded, ``top`` to ``bottom`` the pixels that are kept."""

    first: int
    last: int
    top: int
    bottom: int


def each_strip(data: bytes, max_pixels: int, work: Callable[[Pixels, Rect], T]) -> Iterator[T]:
    """``work`` of the pixels (h, w, 3) of each strip and the box that they are of, as they are stored, from the top.

    The pixels may not be kept. A file that can't be taken apart is one strip. Raises Unreadable.
    """
    try:
        scan = scan_of(data)
    except NoCoefficients:
        scan = None
    starts = _starts(data, scan) if scan is not None else []
    if scan is None or not starts or scan.size.pixels > max_pixels:
        pixels = decode(data, PhotoFormat.JPEG, max_pixels=max_pixels, expand=True).pixels
        yield work(pixels, Rect(0, 0, pixels.shape[1], pixels.shape[0]))
        return
    found = scan

    def one(strip: _Strip) -> T:
        pixels = _decoded(data, found, starts, strip)
        return work(pixels, Rect(0, strip.top, found.size.width, strip.bottom - strip.top))

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(one, _strips(scan))


def _starts(data: bytes, scan: Scan) -> list[int]:
    """Where the data of each row of units begins, and where that of the last one ends; empty if any is not told."""
    if scan.interval != scan.units[1]:
        return []
    marks = [found.start() for found in _RESTART.finditer(data, scan.start)]
    numbers = [data[at + 1] - 0xD0 for at in marks]
    end = data.find(_END, marks[-1] if marks else scan.start)
    if end < 0 or numbers != [row % 8 for row in range(scan.units[0] - 1)]:
        return []
    return [scan.start, *(at + 2 for at in marks), end + 2]


def _strips(scan: Scan) -> Iterator[_Strip]:
    """With the row of units above and the one below, which smoothed chroma needs."""
    rows, height, side = scan.units[0], scan.size.height, scan.unit_height
    for first in range(0, max(1, rows - 1), _ROWS):
        last = min(first + _ROWS + 2, rows)
        top = 0 if first == 0 else (first + 1) * side
        bottom = height if last == rows else (first + _ROWS + 1) * side
        yield _Strip(first, last, top, bottom)
        if last == rows:
            return


def _decoded(data: bytes, scan: Scan, starts: list[int], strip: _Strip) -> Pixels:
    import simplejpeg

    side = scan.unit_height
    above = strip.first * side
    height = min(scan.size.height, strip.last * side) - above
    head = data[: scan.height_at] + height.to_bytes(2, "big") + data[scan.height_at + 2 : scan.start]
    # Without the marker behind the last row.
    rows = memoryview(data)[starts[strip.first] : starts[strip.last] - 2]
    try:
        pixels = np.asarray(simplejpeg.decode_jpeg(b"".join((head, rows, _END)), "RGB"), np.uint8)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if pixels.shape != (height, scan.size.width, 3):
        raise Unreadable("another size")
    return pixels[strip.top - above : strip.bottom - above]
