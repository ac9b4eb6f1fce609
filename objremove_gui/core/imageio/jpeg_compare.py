"""Two JPEG files compared by what they were coded to: which blocks are others, and which pixels those may reach."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import exif, jpeg_blocks, jpeg_coefficients, jpeg_segments
from objremove_gui.core.imageio.decoding import upright
from objremove_gui.core.imageio.jpeg_blocks import Marks
from objremove_gui.core.imageio.jpeg_coefficients import Coefficients, NoCoefficients
from objremove_gui.core.imageio.jpeg_splice import TURNED_BACK


@dataclass(frozen=True, slots=True)
class BlockCount:
    """Blocks of all planes that are not the same in both files, ``inside`` and ``outside``, of ``total``.

    Inside are those with a pixel of the area. ``outside_values`` counts single coefficients.
    """

    inside: int
    outside: int
    outside_values: int
    total: int


def compare_blocks(original: Path, edited: Path, area: NDArray[np.uint8]) -> tuple[BlockCount, Marks] | None:
    """The count for ``area`` (h, w), upright, above 0 inside; and bool (h, w): what blocks inside may reach.

    None where the files are not coded alike (the same tables, sampling and turn), or can't be read by coefficients.
    """
    try:
        first, second = original.read_bytes(), edited.read_bytes()
        turn = _orientation(first)
        if turn != _orientation(second):
            return None
        one, other = jpeg_coefficients.read(first), jpeg_coefficients.read(second)
    except (NoCoefficients, OSError):
        return None
    if not one.alike(other):
        return None
    stored = upright(area[..., None], TURNED_BACK[turn])[..., 0] > 0
    touched = [
        jpeg_blocks.touched_blocks(stored, step, plane.shape)
        for plane, step in zip(one.planes, one.steps, strict=True)
    ]
    within = jpeg_blocks.reach(touched, one.steps, Size(stored.shape[1], stored.shape[0]))
    reached = upright(within.view(np.uint8)[..., None], turn)[..., 0] > 0
    return _counted(one, other, touched), np.asarray(reached, bool)


def _orientation(data: bytes) -> int:
    return exif.orientation_of(jpeg_segments.read(io.BytesIO(data)).metadata.get("exif", b""))


def _counted(one: Coefficients, other: Coefficients, touched: list[Marks]) -> BlockCount:
    inside = outside = values = 0
    for first, second, marks in zip(one.planes, other.planes, touched, strict=True):
        for row in range(first.shape[0]):
            if np.array_equal(first[row], second[row]):
                continue
            different = first[row] != second[row]
            blocks = different.any(axis=(1, 2))
            inside += int((blocks & marks[row]).sum())
            outside += int((blocks & ~marks[row]).sum())
            values += int(different[~marks[row]].sum())
    return BlockCount(inside, outside, values, sum(marks.size for marks in touched))
