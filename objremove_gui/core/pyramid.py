"""Half-size levels of the picture, so that looking at a large photo costs only what the view shows."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect, Size

Bytes = NDArray[np.uint8]
Levels = list[Bytes]
# Levels end when the longer side is below this.
SMALLEST = 700
# Rows of the full picture that are read at once while levels are built; even.
BAND = 128
# OpenCV shares out from so many pixels on; up to FEW of them one thread is as fast as several that wake each other.
SHARED, FEW = 65536, 1 << 19
THREADS = 4


def halve(source: Bytes, target: Bytes) -> None:
    """Means of 2 x 2 pixels; at odd sides the last row or column stands for itself."""
    import cv2

    height, width = source.shape[:2]
    rows, columns = height // 2, width // 2
    if height == 2 * rows and width == 2 * columns and rows * columns < SHARED:
        cv2.resize(source, (columns, rows), dst=target, interpolation=cv2.INTER_AREA)
        return

    def shrink(part: Bytes, size: tuple[int, int], into: Bytes | None = None) -> Any:
        return cv2.resize(part, size, dst=into, interpolation=cv2.INTER_AREA)

    if rows and columns:
        step = max(1, SHARED // columns) if rows * columns < FEW else rows
        for row in range(0, rows, step):
            end = min(row + step, rows)
            into = target[row:end, :columns]
            shrink(source[2 * row : 2 * end, : 2 * columns], (columns, end - row), into)
    if width % 2 and rows:
        side = shrink(source[: 2 * rows, -1:], (1, rows))
        target[:rows, -1] = side.reshape(target[:rows, -1].shape)
    if height % 2 and columns:
        below = shrink(source[-1:, : 2 * columns], (columns, 1))
        target[-1, :columns] = below.reshape(target[-1, :columns].shape)
    if width % 2 and height % 2:
        target[-1, -1] = source[-1, -1]


def halved(source: Bytes) -> Bytes:
    """The same as a new array."""
    height, width = source.shape[:2]
    target = np.empty(((height + 1) // 2, (width + 1) // 2, *source.shape[2:]), np.uint8)
    halve(source, target)
    return target


def half_box(box: Rect, size: Size) -> Rect:
    """The pixels of the next level (of ``size``) that depend on ``box`` of this one."""
    outer = Rect.of_corners(box.x >> 1, box.y >> 1, (box.right + 1) >> 1, (box.bottom + 1) >> 1)
    return outer.intersect(Rect.of_size(size))


def level_sizes(size: Size) -> list[Size]:
    """Sizes of level 0, 1, ... of a picture of ``size``."""
    sizes = [size]
    while max(sizes[-1]) > SMALLEST:
        sizes.append(Size((sizes[-1].width + 1) // 2, (sizes[-1].height + 1) // 2))
    return sizes


def empty_levels(size: Size) -> Levels:
    """Room for level 1, 2, ... of a picture of ``size``; nothing is written to it yet."""
    return [np.empty((level.height, level.width, 4), np.uint8) for level in level_sizes(size)[1:]]


class PicturePyramid:
    """Levels of the visible picture in four channels (B, G, R, X); level 0 is read where it is looked at.

    ``read`` gives a box of the visible picture as new uint8 (h, w, 4). What is shown of it, ``convert`` brings into
    the screen's colours, in place: level 0 where it is looked at, the others when they are made. ``levels`` is room for
    them that is there already.
    """

    def __init__(
        self,
        size: Size,
        read: Callable[[Rect], Bytes],
        convert: Callable[[Bytes], None] | None = None,
        levels: Levels | None = None,
    ) -> None:
        self.sizes = level_sizes(size)
        self.read = read
        self.convert = convert
        self._shown = Shown()
        self._levels = empty_levels(size) if levels is None else levels
        # Finer levels are shown as this one has them: what they are made of is still to come.
        self.finest = 0

    def build(self) -> None:
        """Fill all levels; called once, off the window's thread."""
        self.refresh(Rect.of_size(self.sizes[0]))

    def refresh(self, box: Rect) -> None:
        """``box`` of the visible picture has changed."""
        self._shown.forget()
        if box.is_empty or not self._levels:
            return
        bands = list(self._bands(box))
        if len(bands) > 1:
            # OpenCV lets other threads run meanwhile.
            with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
                deque(pool.map(self._refresh_band, bands), maxlen=0)
        else:
            self._refresh_band(bands[0])
        part = half_box(box, self.sizes[1])
        for index in range(1, len(self._levels)):
            part = half_box(part, self.sizes[index + 1])
            source = Rect(part.x * 2, part.y * 2, part.width * 2, part.height * 2)
            source = source.intersect(Rect.of_size(self.sizes[index]))
            halve(self._levels[index - 1][source.slices], self._levels[index][part.slices])

    def _bands(self, box: Rect) -> Iterator[Rect]:
        """``box`` in whole pixels of level 1, a few rows at a time."""
        whole = Rect.of_size(self.sizes[0])
        x = box.x & ~1
        for y in range(box.y & ~1, box.bottom, BAND):
            rows = min(BAND, box.bottom + (box.bottom & 1) - y)
            yield Rect(x, y, box.right + (box.right & 1) - x, rows).intersect(whole)

    def _refresh_band(self, band: Rect) -> None:
        target = self._levels[0][half_box(band, self.sizes[1]).slices]
        halve(self.read(band), target)
        if self.convert is not None:
            # A quarter of the pixels to convert, whose mean may as well be taken in the photo's own colours.
            self.convert(target)

    def region(self, index: int, box: Rect) -> Bytes:
        """``box`` of level ``index``."""
        if index < self.finest:
            return self._enlarged(index, box)
        if index:
            return self._levels[index - 1][box.slices]
        return self.read(box) if self.convert is None else self._shown.region(box, self._converted)

    def _enlarged(self, index: int, box: Rect) -> Bytes:
        """``box`` of a level, each pixel as the finest level that is there has it."""
        shift = self.finest - index
        level = self._levels[self.finest - 1]
        rows, columns = (np.arange(*ends) >> shift for ends in ((box.y, box.bottom), (box.x, box.right)))
        return np.asarray(level[rows[:, None], columns], np.uint8)

    def complete(self) -> None:
        """All levels are made of the picture now."""
        self.finest = 0
        self._shown.forget()

    def _converted(self, box: Rect) -> Bytes:
        pixels = self.read(box)
        if self.convert is not None:
            self.convert(pixels)
        return pixels


class Shown:
    """The box that was looked at last: when the view is moved, only what comes in is made anew."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The picture has changed."""
        self._box, self._pixels = EMPTY, np.empty((0, 0, 4), np.uint8)

    def region(self, box: Rect, make: Callable[[Rect], Bytes]) -> Bytes:
        """The pixels of ``box``, made by ``make`` where they are new; not to be written to."""
        shared = box.intersect(self._box)
        if shared.is_empty:
            pixels = make(box)
        else:
            pixels = np.empty((box.height, box.width, 4), np.uint8)
            pixels[shared.relative_to(box).slices] = self._pixels[shared.relative_to(self._box).slices]
            for part in around(shared, box):
                pixels[part.relative_to(box).slices] = make(part)
        self._box, self._pixels = box, pixels
        return pixels


def around(inner: Rect, outer: Rect) -> list[Rect]:
    """What of ``outer`` lies around ``inner``, which lies in it, as up to four boxes that share nothing."""
    parts = [
        Rect.of_corners(outer.x, outer.y, outer.right, inner.y),
        Rect.of_corners(outer.x, inner.bottom, outer.right, outer.bottom),
        Rect.of_corners(outer.x, inner.y, inner.x, inner.bottom),
        Rect.of_corners(inner.right, inner.y, outer.right, inner.bottom),
    ]
    return [part for part in parts if not part.is_empty]
