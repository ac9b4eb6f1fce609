"""From pixels to the quantised blocks of a JPEG, and which pixels a block reaches.

Sources: ITU-T T.81 annex A.3 (transform and quantisation), JFIF 1.02 (colours).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    across = np.logical_or.reduceat(changed, np.arange(0, changed.shape[1], BLOCK * step[1]), axis=1)
    blocks = np.logical_or.reduceat(across, np.arange(0, changed.shape[0], BLOCK * step[0]), axis=0)
    return np.asarray(blocks[: shape[0], : shape[1]], bool)


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
        area: NDArray[np.uint8] = marks.astype(np.uint8).repeat(BLOCK * down, 0).repeat(BLOCK * across, 1)
        if down > 1 or across > 1:
            area = cv2.dilate(area, np.ones((3, 3), np.uint8)).astype(np.uint8)
        area = area[: size.height, : size.width]
        result[: area.shape[0], : area.shape[1]] |= area
    return result > 0


def coded(
    coefficients: Coefficients, pixels: Pixels, changed: Marks
) -> tuple[tuple[Plane, ...], list[Marks]]:
    """The planes with every block coded anew that has a changed pixel, and which those are.

    ``pixels`` uint8 (h, w, 3) as they lie in the file, grey with three equal channels.
    """
    planes, touched = [], []
    for index, plane in enumerate(coefficients.planes):
        step = coefficients.steps[index]
        marks = touched_blocks(changed, step, plane.shape)
        weights = (_LUMA, _BLUE, _RED)[index] if len(coefficients.planes) == 3 else _LUMA
        planes.append(_with_new(plane, marks, pixels, step, coefficients.tables[index], np.array(weights)))
        touched.append(marks)
    return tuple(planes), touched


def _with_new(
    plane: Plane, marks: Marks, pixels: Pixels, step: Step, table: NDArray[np.float64], weights: Pixels
) -> Plane:
    result = plane.copy()
    rows, columns = np.nonzero(marks)
    if not rows.size:
        return result
    left, right = int(columns.min()), int(columns.max()) + 1
    for top in range(int(rows.min()), int(rows.max()) + 1, _ROWS):
        bottom = min(top + _ROWS, int(rows.max()) + 1)
        part = marks[top:bottom, left:right]
        if part.any():
            box = Rect.of_corners(left, top, right, bottom)
            new = _quantised(_samples(pixels, box, step, weights), table, is_luma=float(weights.sum()) > 0.5)
            result[top:bottom, left:right][part] = new[part]
    return result


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
