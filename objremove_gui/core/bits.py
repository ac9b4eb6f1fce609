"""Growing and shrinking of large masks by an exact disc, on packed bits: 64 pixels a word, one block at a time.

A disc is a stack of rows; a mask grown by it is the union of the mask widened by the length of each of its rows and
moved by its height. Both are shifts of words. Blocks that the rim doesn't come near cost only a look.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8

Words = NDArray[np.uint64]
WORD = 64
# Rows and words of a block; its arrays stay in the processor's cache.
BLOCK_ROWS = 512
BLOCK_WORDS = 64
THREADS = 4
FULL = 0xFFFF_FFFF_FFFF_FFFF


class PackedMask:
    """A copy of a mask (uint8 (h, w), 0 or 255) at one bit a pixel."""

    def __init__(self, mask: Mask8) -> None:
        self.height, self.width = mask.shape
        count = -(-self.width // WORD)
        self._words: Words = np.zeros((self.height, count), np.dtype("<u8"))
        packed = np.packbits(mask, axis=1, bitorder="little")
        self._words.view(np.uint8)[:, : packed.shape[1]] = packed
        # A row of which every pixel is marked.
        self._full: Words = np.full(count, FULL, np.uint64)
        self._full[-1] >>= np.uint64(count * WORD - self.width)

    def grown(self, radius: int) -> Iterator[tuple[Rect, Mask8]]:
        """The blocks that change when all pixels are marked whose centres are within ``radius`` of a marked one's."""

        def after(before: Words, box: Rect) -> Words | None:
            near = self._around(box, radius, inverted=False)
            if not near.any() or np.array_equal(before, self._rows_full(box)):
                return None
            return _dilated(near, radius, before.shape) & self._rows_full(box)

        return self._changed(after)

    def shrunk(self, radius: int) -> Iterator[tuple[Rect, Mask8]]:
        """The blocks that change when all pixels are unmarked within ``radius`` of an unmarked one.

        What lies outside the mask does not count as unmarked.
        """

        def after(before: Words, box: Rect) -> Words | None:
            if not before.any() or not (near := self._around(box, radius, inverted=True)).any():
                return None
            return before & ~_dilated(near, radius, before.shape)

        return self._changed(after)

    def _changed(self, after: Callable[[Words, Rect], Words | None]) -> Iterator[tuple[Rect, Mask8]]:
        """The blocks that are different from before, worked on side by side: numpy lets other threads run."""

        def work(box: Rect) -> tuple[Rect, Mask8] | None:
            before = self._words[_words_of(box)]
            words = after(before, box)
            if words is None or np.array_equal(words, before):
                return None
            return box, _unpacked(words, box)

        with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
            yield from filter(None, pool.map(work, self._blocks()))

    def block(self, box: Rect) -> Mask8:
        """The pixels of one of the blocks as they were packed."""
        return _unpacked(self._words[_words_of(box)], box)

    def _blocks(self) -> Iterator[Rect]:
        side = BLOCK_WORDS * WORD
        for y in range(0, self.height, BLOCK_ROWS):
            for x in range(0, self.width, side):
                yield Rect(x, y, min(side, self.width - x), min(BLOCK_ROWS, self.height - y))

    def _rows_full(self, box: Rect) -> Words:
        columns = _words_of(box)[1]
        return np.broadcast_to(self._full[columns], (box.height, columns.stop - columns.start))

    def _around(self, box: Rect, radius: int, *, inverted: bool) -> Words:
        """The words of a block and of what lies within ``radius``."""
        rows, columns = _words_of(box)
        halo = -(-radius // WORD)
        width = columns.stop - columns.start
        result: Words = np.zeros((box.height + 2 * radius, width + 2 * halo), np.uint64)
        first_row, first_word = rows.start - radius, columns.start - halo
        from_rows = slice(max(0, first_row), min(self.height, rows.stop + radius))
        from_words = slice(max(0, first_word), min(len(self._full), columns.stop + halo))
        part = self._words[from_rows, from_words]
        if inverted:
            part = ~part & self._full[from_words]
        top, left = from_rows.start - first_row, from_words.start - first_word
        result[top : top + part.shape[0], left : left + part.shape[1]] = part
        return result


def _words_of(box: Rect) -> tuple[slice, slice]:
    return slice(box.y, box.bottom), slice(box.x // WORD, -(-box.right // WORD))


def _unpacked(words: Words, box: Rect) -> Mask8:
    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
    return np.negative(bits, out=bits)[:, : box.width]


def _dilated(near: Words, radius: int, shape: tuple[int, ...]) -> Words:
    """The block (of ``shape``) inside ``near``, whose halo is ``radius`` wide, grown by the disc; ``near`` is used up.

    ``run`` is the mask widened to the right alone, by doubling; moved back by half of that it is widened both ways.
    What runs over the end of a row comes out less than ``radius`` into the next one: in its halo.
    """
    rows, width = shape
    row_words = near.shape[1]
    run = near.reshape(-1)
    moved, spare = np.empty_like(run), np.empty_like(run)
    result = np.zeros(rows * row_words, np.uint64)
    length, half = 0, -1
    for height in range(radius, -1, -1):
        wanted = math.isqrt(radius * radius - height * height)
        while length < 2 * wanted:
            step = min(2 * wanted - length, length + 1)
            _widen(run, step, moved, spare)
            length += step
        if wanted != half:
            half = wanted
            _move_back(run, half, moved, spare)
        for offset in {height, -height}:
            start = (radius + offset) * row_words
            np.bitwise_or(result, moved[start : start + len(result)], out=result)
    halo = -(-radius // WORD)
    return result.reshape(rows, row_words)[:, halo : halo + width]


def _widen(run: Words, step: int, spare: Words, other: Words) -> None:
    """Mark everything that is ``step`` pixels to the right of a mark, too."""
    words, bits = divmod(step, WORD)
    end = len(run) - words
    np.left_shift(run, np.uint64(bits), out=spare)
    if bits:
        np.right_shift(run, np.uint64(WORD - bits), out=other)
        np.bitwise_or(run[words + 1 :], other[: end - 1], out=run[words + 1 :])
    np.bitwise_or(run[words:], spare[:end], out=run[words:])


def _move_back(run: Words, step: int, result: Words, spare: Words) -> None:
    """``run`` moved by ``step`` pixels to the left, into ``result``."""
    words, bits = divmod(step, WORD)
    end = len(run) - words
    np.right_shift(run[words:], np.uint64(bits), out=result[:end])
    result[end:] = 0
    if bits:
        np.left_shift(run[words + 1 :], np.uint64(WORD - bits), out=spare[: end - 1])
        np.bitwise_or(result[: end - 1], spare[: end - 1], out=result[: end - 1])
