"""Two JPEG files compared by what they were coded to: which blocks are others, and which pixels those may reach."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio import exif, jpeg_blocks, jpeg_segments
from objremove_gui.core.imageio.edited import Marks
from objremove_gui.core.imageio.jpeg_blocks import BLOCK, Patch
from objremove_gui.core.imageio.jpeg_coefficients import Coded, Library
from objremove_gui.core.imageio.jpeg_frame import Factors, NoCoefficients
from objremove_gui.core.imageio.turning import TURNED_BACK, turned, turned_box, turned_size

# Rows of blocks that are fetched at once.
_ROWS = 64


@dataclass(frozen=True, slots=True)
class BlockCount:
    """Blocks of all planes that are not the same in both files, ``inside`` and ``outside``, of ``total``.

    Inside are those with a pixel of the area. ``outside_values`` counts single coefficients.
    """

    inside: int
    outside: int
    outside_values: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """How many coefficients of each block differ, uint8 (rows, columns) of ``box``, in blocks, of a plane."""

    plane: int
    box: Rect
    counts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """How two files that are coded alike differ: in ``parts``, which share nothing, and nowhere else.

    ``steps`` as in the frame, ``total`` blocks of all planes, ``turn`` EXIF's orientation of both; ``size`` as stored.
    """

    parts: tuple[Counted, ...]
    steps: tuple[Factors, ...]
    total: int
    turn: int
    size: Size

    @classmethod
    def of(cls, coded: Coded, turn: int, parts: Sequence[Counted]) -> Changes:
        total = sum(rows * columns for rows, columns in coded.frame.blocks)
        return cls(tuple(parts), coded.steps, total, turn, coded.frame.size)

    def count(self, area: NDArray[np.uint8]) -> BlockCount:
        """For ``area`` (h, w), upright, above 0 inside."""
        inside = outside = values = 0
        for part in self.parts:
            down, across = (BLOCK * step for step in self.steps[part.plane])
            box = part.box
            pixels = Rect(box.x * across, box.y * down, box.width * across, box.height * down)
            stored = self._stored(area, pixels.intersect(Rect.of_size(self.size)))
            touched = jpeg_blocks.touched_blocks(stored, self.steps[part.plane])
            inside += int(np.count_nonzero(part.counts[touched]))
            outside += int(np.count_nonzero(part.counts[~touched]))
            values += int(part.counts[~touched].sum(dtype=np.int64))
        return BlockCount(inside, outside, values, self.total)

    def reached(self, area: NDArray[np.uint8], box: Rect) -> Marks:
        """Bool (h, w) of ``box``, upright as ``area`` is: what blocks with a pixel of the area may reach."""
        upright_size = turned_size(self.size, self.turn)
        stored = turned_box(box, upright_size, TURNED_BACK[self.turn])
        near = stored.pad(1).intersect(Rect.of_size(self.size))
        wide = Rect.around(jpeg_blocks.units([near], self.steps, self.size))
        found = jpeg_blocks.reach(self._stored(area, wide), self.steps)
        return turned(found[stored.relative_to(wide).slices], self.turn)

    def _stored(self, area: NDArray[np.uint8], box: Rect) -> Marks:
        """What of the area lies in ``box`` of the stored picture."""
        upright = turned_box(box, self.size, self.turn)
        return turned(area[upright.slices] > 0, TURNED_BACK[self.turn])


def counted(patches: Sequence[Patch]) -> list[Counted]:
    """What patches change."""
    return [Counted(*each) for each in jpeg_blocks.counts(patches)]


def compare_blocks(original: Path, edited: Path) -> Changes | None:
    """What differs between two files that can be decoded.

    None where they are not coded alike (the same tables, sampling and turn), or can't be read by coefficients.
    """
    try:
        first, second = original.read_bytes(), edited.read_bytes()
        turn = orientation_of(first)
        if turn != orientation_of(second):
            return None
        with Library() as library:
            one, other = library.read("original", first), library.read("edited", second)
            return Changes.of(one, turn, _counted(library, one, other)) if one.alike(other) else None
    except (NoCoefficients, OSError):
        return None


def orientation_of(data: bytes) -> int:
    """EXIF's orientation of a JPEG file."""
    return exif.orientation_of(jpeg_segments.read(io.BytesIO(data)).metadata.get("exif", b""))


def _counted(library: Library, one: Coded, other: Coded) -> list[Counted]:
    found: dict[tuple[int, int], None] = dict.fromkeys(
        (plane, row // _ROWS) for plane, row in library.differing(one, other)
    )
    patches = []
    for plane, band in found:
        rows, columns = one.frame.blocks[plane]
        box = Rect(0, band * _ROWS, columns, min(_ROWS, rows - band * _ROWS))
        patches.append(Patch(plane, box, library.blocks(one, plane, box), library.blocks(other, plane, box)))
    return counted(patches)
