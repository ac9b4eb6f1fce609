"""From pixels to the quantised blocks of a JPEG, and which pixels a block reaches.

Sources: ITU-T T.81 annex A.3 (transform and quantisation), JFIF 1.02 (colours).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.jpeg_coefficients import Coefficients, Plane
from objremove_gui.core.imageio.photo import Pixels

Marks = NDArray[np.bool_]
Step = tuple[int, int]
BLOCK = 8
# What 8-bit samples can give: T.81, table F.1 and F.2.
_MOST = 1023
_LUMA = (0.299, 0.587, 0.114)
_BLUE = (-0.168735892, -0.331264108, 0.5)
_RED = (0.5, -0.418687589, -0.081312411)
# Rows of blocks that are coded at once.
_ROWS = 32


def touched_blocks(changed: Marks, step: Step, shape: Sequence[int]) -> Marks:
    """Which blocks (``shape`` rows and columns) of a plane have a changed pixel; ``changed`` is bool (h, w)."""
    import cv2

    marks = np.zeros((shape[0], shape[1]), bool)
    x, y, width, height = cv2.boundingRect(changed.view(np.uint8))
    if not width:
        return marks
    # Only where something has changed, from the first block on that it touches.
    down, across = BLOCK * step[0], BLOCK * step[1]
    top, left = y // down, x // across
    part = changed[top * down : y + height, left * across : x + width]
    wide = np.logical_or.reduceat(part, np.arange(0, part.shape[1], across), axis=1)
    found = np.logical_or.reduceat(wide, np.arange(0, part.shape[0], down), axis=0)[
        : shape[0] - top, : shape[1] - left
    ]
    marks[top : top + found.shape[0], left : left + found.shape[1]] = found
    return marks


def reach(blocks: Sequence[Marks], steps: Sequence[Step], size: Size) -> Marks:
    """Bool (h, w): the pixels that may come out different when these blocks of the planes are others.

    Decoders smooth chroma over to the pixel beside the block.
    """
    import cv2

    result = np.zeros((size.height, size.width), np.uint8)
    shared: dict[Step, Marks] = {}
    for marks, step in zip(blocks, steps, strict=True):
        shared[step] = shared[step] | marks if step in shared else marks
    for (down, across), marks in shared.items():
        x, y, width, height = cv2.boundingRect(marks.view(np.uint8))
        # One block more around, into which the smoothing reaches.
        box = Rect(x, y, width, height).pad(1).intersect(Rect(0, 0, marks.shape[1], marks.shape[0]))
        if not width:
            continue
        area: NDArray[np.uint8] = (
            marks[box.slices].astype(np.uint8).repeat(BLOCK * down, 0).repeat(BLOCK * across, 1)
        )
        if down > 1 or across > 1:
            area = cv2.dilate(area, np.ones((3, 3), np.uint8)).astype(np.uint8)
        view = result[box.y * BLOCK * down :, box.x * BLOCK * across :][: area.shape[0], : area.shape[1]]
        view |= area[: view.shape[0], : view.shape[1]]
    return result > 0


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """``blocks`` for a place in a plane: the new ones where they are marked, else the old ones."""

    plane: int
    rows: slice
    columns: slice
    blocks: Plane


def coded(
    coefficients: Coefficients, pixels: Pixels, changed: Marks
) -> tuple[tuple[Patch, ...], tuple[Marks, ...]]:
    """Every block that has a changed pixel, coded anew, and for each plane which those are; nothing is changed yet.

    ``pixels`` uint8 (h, w, 3) as they lie in the file, grey with three equal channels.
    """
    touched: list[Marks] = []
    patches: list[Patch] = []
    for index, plane in enumerate(coefficients.planes):
        step = coefficients.steps[index]
        marks = touched_blocks(changed, step, plane.shape)
        weights = (_LUMA, _BLUE, _RED)[index] if len(coefficients.planes) == 3 else _LUMA
        table = coefficients.tables[index].astype(np.float64)
        patches += _patches(index, plane, marks, pixels, step, table, np.array(weights))
        touched.append(marks)
    return tuple(patches), tuple(touched)


def exchange(planes: Sequence[Plane], patches: Sequence[Patch]) -> None:
    """Put the patches' blocks into the planes and what was there into the patches; done twice all is as it was."""
    for patch in patches:
        place = planes[patch.plane][patch.rows, patch.columns]
        before = place.copy()
        place[...] = patch.blocks
        patch.blocks[...] = before


def _patches(
    index: int,
    plane: Plane,
    marks: Marks,
    pixels: Pixels,
    step: Step,
    table: NDArray[np.float64],
    weights: Pixels,
) -> Iterator[Patch]:
    rows = np.flatnonzero(marks.any(axis=1))
    if not rows.size:
        return
    for top in range(int(rows[0]), int(rows[-1]) + 1, _ROWS):
        bottom = min(top + _ROWS, int(rows[-1]) + 1)
        columns = np.flatnonzero(marks[top:bottom].any(axis=0))
        if not columns.size:
            continue
        box = Rect.of_corners(int(columns[0]), top, int(columns[-1]) + 1, bottom)
        new = _quantised(_samples(pixels, box, step, weights), table, is_luma=float(weights.sum()) > 0.5)
        blocks = np.where(marks[box.slices][..., None, None], new, plane[box.slices])
        yield Patch(index, *box.slices, blocks)


def _samples(pixels: Pixels, box: Rect, step: Step, weights: Pixels) -> NDArray[np.float64]:
    """One plane's samples for ``box`` of its blocks; over the picture's rim the last pixel goes on."""
    down, across = BLOCK * step[0], BLOCK * step[1]
    part = pixels[box.y * down : box.bottom * down, box.x * across : box.right * across, :3]
    values: NDArray[np.float64] = part @ weights
    missing = (box.height * down - part.shape[0], box.width * across - part.shape[1])
    values = np.pad(values, ((0, missing[0]), (0, missing[1])), mode="edge")
    cells = values.reshape(box.height * BLOCK, step[0], box.width * BLOCK, step[1])
    return np.asarray(cells.mean((1, 3)), np.float64)


def _quantised(samples: NDArray[np.float64], table: NDArray[np.float64], *, is_luma: bool) -> Plane:
    """Blocks (rows, columns, 8, 8) of samples; those of luma lie between 0 and 255, of chroma around 0."""
    height, width = samples.shape
    blocks = samples.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).swapaxes(1, 2)
    waves = _waves()
    spectrum = waves @ (blocks - 128.0 * is_luma) @ waves.T
    return np.clip(np.rint(spectrum / table), -_MOST, _MOST).astype(np.int16)


def _waves() -> NDArray[np.float64]:
    places = np.arange(BLOCK)
    waves = np.cos((2 * places + 1) * places[:, None] * math.pi / (2 * BLOCK)) / 2
    waves[0] /= math.sqrt(2)
    return np.asarray(waves, np.float64)
