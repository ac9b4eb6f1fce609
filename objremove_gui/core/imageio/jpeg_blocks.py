"""From pixels to the quantised blocks of a JPEG, and which pixels a block reaches.

Sources: ITU-T T.81 annex A.3 (transform and quantisation), JFIF 1.02 (colours).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.edited import Marks
from objremove_gui.core.imageio.jpeg_coefficients import Blocks
from objremove_gui.core.imageio.photo import Pixels

Step = tuple[int, int]
BLOCK = 8
# What 8-bit samples can give: T.81, table F.1 and F.2.
_MOST = 1023
_LUMA = (0.299, 0.587, 0.114)
_BLUE = (-0.168735892, -0.331264108, 0.5)
_RED = (0.5, -0.418687589, -0.081312411)
# Rows of pixels that are coded at once, a multiple of every unit.
_ROWS = 384


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """``after`` instead of ``before`` in ``box``, in blocks, of a plane; they differ where pixels were changed."""

    plane: int
    box: Rect
    before: Blocks
    after: Blocks


def units(boxes: Iterable[Rect], steps: Sequence[Step], size: Size) -> list[Rect]:
    """Boxes of pixels that hold all ``boxes``, begin and end with whole blocks of every plane, and share nothing.

    The last ones of a row or column end with the picture.
    """
    down, across = (BLOCK * math.lcm(*(step[axis] for step in steps)) for axis in (0, 1))
    found: list[Rect] = []
    for box in boxes:
        wide = Rect.of_corners(
            box.x // across * across,
            box.y // down * down,
            -(-box.right // across) * across,
            -(-box.bottom // down) * down,
        )
        while met := [other for other in found if not other.intersect(wide).is_empty]:
            found = [other for other in found if other not in met]
            wide = Rect.around((wide, *met))
        found.append(wide)
    rows = _ROWS // down * down
    return [
        Rect(unit.x, top, unit.width, min(rows, unit.bottom - top)).intersect(Rect.of_size(size))
        for unit in found
        for top in range(unit.y, unit.bottom, rows)
    ]


def in_blocks(box: Rect, step: Step) -> Rect:
    """The blocks of a plane in which pixels of ``box`` lie."""
    down, across = BLOCK * step[0], BLOCK * step[1]
    return Rect.of_corners(box.x // across, box.y // down, -(-box.right // across), -(-box.bottom // down))


def touched_blocks(changed: Marks, step: Step) -> Marks:
    """Which blocks have a changed pixel; ``changed`` is bool (h, w) and begins with a whole block."""
    down, across = BLOCK * step[0], BLOCK * step[1]
    wide = np.logical_or.reduceat(changed, np.arange(0, changed.shape[1], across), axis=1)
    found: Marks = np.logical_or.reduceat(wide, np.arange(0, changed.shape[0], down), axis=0)
    return found


def reach(area: Marks, steps: Sequence[Step]) -> Marks:
    """Bool (h, w): the pixels that may come out different when all blocks with a pixel of ``area`` are others.

    ``area`` (h, w) begins with a whole block of every plane. Decoders smooth chroma over to the pixel beside the block.
    """
    import cv2

    height, width = area.shape
    result = np.zeros((height, width), np.uint8)
    for down, across in set(steps):
        touched = touched_blocks(area, (down, across)).astype(np.uint8)
        pixels: Any = touched.repeat(BLOCK * down, 0).repeat(BLOCK * across, 1)[:height, :width]
        if down > 1 or across > 1:
            pixels = cv2.dilate(np.ascontiguousarray(pixels), np.ones((3, 3), np.uint8))
        result |= pixels
    return result > 0


def coded(
    old: Blocks, table: NDArray[np.uint16], weights: int, pixels: Pixels, step: Step, changed: Marks
) -> Blocks:
    """The blocks ``old`` of a plane, those with a changed pixel coded anew; the others stay.

    ``pixels`` uint8 (h, w, 3) and ``changed`` (h, w) are of these blocks, as they lie in the file; ``weights`` tells
    which plane of Y, Cb, Cr it is.
    """
    samples = _samples(pixels, old.shape, step, np.array((_LUMA, _BLUE, _RED)[weights]))
    new = _quantised(samples, table.astype(np.float64), is_luma=weights == 0)
    blocks: Blocks = np.where(touched_blocks(changed, step)[..., None, None], new, old)
    return blocks


def _samples(pixels: Pixels, shape: Sequence[int], step: Step, weights: Pixels) -> NDArray[np.float64]:
    """One plane's samples for ``shape`` rows and columns of blocks; over the picture's rim the last pixel goes on."""
    values: NDArray[np.float64] = pixels[..., :3] @ weights
    height, width = shape[0] * BLOCK * step[0], shape[1] * BLOCK * step[1]
    values = np.pad(values, ((0, height - values.shape[0]), (0, width - values.shape[1])), mode="edge")
    cells = values.reshape(shape[0] * BLOCK, step[0], shape[1] * BLOCK, step[1])
    return np.asarray(cells.mean((1, 3)), np.float64)


def _quantised(samples: NDArray[np.float64], table: NDArray[np.float64], *, is_luma: bool) -> Blocks:
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


def counts(patches: Iterable[Patch]) -> Iterator[tuple[int, Rect, NDArray[np.uint8]]]:
    """Plane, box and how many coefficients of each block differ."""
    for patch in patches:
        yield (
            patch.plane,
            patch.box,
            np.count_nonzero(patch.before != patch.after, axis=(2, 3)).astype(np.uint8),
        )
