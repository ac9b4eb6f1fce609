"""Two JPEG files compared by what they were coded to: which blocks are others, and which pixels those may reach."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import exif, jpeg_blocks, jpeg_coefficients, jpeg_segments
from objremove_gui.core.imageio.decoding import TURNED_BACK, turned
from objremove_gui.core.imageio.jpeg_blocks import Marks
from objremove_gui.core.imageio.jpeg_coefficients import Coefficients, Plane
from objremove_gui.core.imageio.jpeg_frame import Factors, NoCoefficients


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
class Changes:
    """How many coefficients of each block differ between two files that are coded alike.

    ``counts`` uint8 (rows, columns) for each plane, ``steps`` as in the frame, ``turn`` EXIF's orientation of both;
    ``size`` as stored.
    """

    counts: tuple[NDArray[np.uint8], ...]
    steps: tuple[Factors, ...]
    turn: int
    size: Size

    def count(self, area: NDArray[np.uint8]) -> tuple[BlockCount, Marks]:
        """For ``area`` (h, w), upright, above 0 inside; and bool (h, w): what blocks inside may reach."""
        stored = turned(area > 0, TURNED_BACK[self.turn])
        touched = [
            jpeg_blocks.touched_blocks(stored, step, counts.shape)
            for counts, step in zip(self.counts, self.steps, strict=True)
        ]
        within = jpeg_blocks.reach(touched, self.steps, self.size)
        inside = outside = values = 0
        for counts, marks in zip(self.counts, touched, strict=True):
            inside += int(np.count_nonzero(counts[marks]))
            outside += int(np.count_nonzero(counts[~marks]))
            values += int(counts[~marks].sum(dtype=np.int64))
        total = sum(marks.size for marks in touched)
        return BlockCount(inside, outside, values, total), turned(within, self.turn)


def compare_blocks(original: Path, edited: Path) -> Changes | None:
    """What differs between two files that can be decoded.

    None where they are not coded alike (the same tables, sampling and turn), or can't be read by coefficients.
    """
    try:
        first, second = original.read_bytes(), edited.read_bytes()
        turn = _orientation(first)
        if turn != _orientation(second):
            return None
        one, other = jpeg_coefficients.read(first), jpeg_coefficients.read(second)
    except (NoCoefficients, OSError):
        return None
    return changes(one, other, turn) if one.alike(other) else None


def _orientation(data: bytes) -> int:
    return exif.orientation_of(jpeg_segments.read(io.BytesIO(data)).metadata.get("exif", b""))


def changes(one: Coefficients, other: Coefficients, turn: int) -> Changes:
    """What differs between two that are alike."""
    counts = tuple(_differing(*planes) for planes in zip(one.planes, other.planes, strict=True))
    return Changes(counts, one.steps, turn, one.frame.size)


def _differing(first: Plane, second: Plane) -> NDArray[np.uint8]:
    counts = np.zeros(first.shape[:2], np.uint8)
    for row in range(first.shape[0]):
        if not np.array_equal(first[row], second[row]):
            counts[row] = np.count_nonzero(first[row] != second[row], axis=(1, 2))
    return counts
