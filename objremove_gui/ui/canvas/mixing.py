"""A picture and its tinted twin, put together by a coverage: what the marks look like."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
# Sides of what is mixed at once: it fits the processor's cache, and in most of a large view there are no marks.
BLOCK = 256
# So few pixels are all mixed sooner than those on the rim are found.
SMALL = 4000
RIM = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


def mix(coverage: Bytes, picture: Bytes, tinted: Bytes, target: Bytes) -> None:
    """Put the tinted picture (h, w, 4) where it is covered; on the rim both, by the coverage 0..255."""
    if coverage.size < SMALL:
        _blend(coverage, picture, tinted, target)
        return
    height, width = coverage.shape
    if height <= BLOCK and width <= BLOCK:
        _mix_block(coverage, picture, tinted, target)
        return
    for y in range(0, height, BLOCK):
        for x in range(0, width, BLOCK):
            block = slice(y, y + BLOCK), slice(x, x + BLOCK)
            if cv2.hasNonZero(coverage[block]):
                _mix_block(coverage[block], picture[block], tinted[block], target[block])


def _mix_block(coverage: Bytes, picture: Bytes, tinted: Bytes, target: Bytes) -> None:
    """The same for a block that has marks; of its pixels few lie on the rim."""
    full = np.asarray(cv2.threshold(coverage, 254, 255, cv2.THRESH_BINARY)[1], np.uint8)
    cv2.copyTo(tinted, full, target)
    # Bytes wrap around: neither 0 nor 255.
    rim = (coverage - np.uint8(1) < 254).reshape(-1).nonzero()[0]
    if not len(rim):
        return
    rows, columns = np.divmod(rim, coverage.shape[1])
    below, above = (
        _words(part)[rows, columns].view(np.uint8).reshape(-1, 1, 4) for part in (picture, tinted)
    )
    mixed = np.empty_like(below)
    _blend(coverage[rows, columns][:, None], below, above, mixed)
    _words(target)[rows, columns] = mixed.view(np.uint32)[:, 0, 0]


def _blend(coverage: Bytes, below: Bytes, above: Bytes, target: Bytes) -> None:
    """Both by the coverage, to the nearest number."""
    weight = coverage.astype(np.float32)
    cv2.blendLinear(above, below, weight, 255 - weight, dst=target)


def _words(pixels: Bytes) -> Words:
    """Each pixel of four bytes as one number: they are picked out in half the time."""
    return pixels.view(np.uint32)[..., 0]


def draw_rim(coverage: Bytes, colour: tuple[int, int, int], target: Bytes) -> None:
    """The outermost marked pixels in a colour (R, G, B); ``coverage`` has one pixel more on each side."""
    marked = np.asarray(cv2.threshold(coverage, 127, 255, cv2.THRESH_BINARY)[1], np.uint8)
    rim = cv2.subtract(marked, cv2.erode(marked, RIM))[1:-1, 1:-1]
    red, green, blue = colour
    target[rim > 0] = (blue, green, red, 255)
