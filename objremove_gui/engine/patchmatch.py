"""The PatchMatch engine: fills a hole with patches found elsewhere in the picture.

Method: C. Barnes, E. Shechtman, A. Finkelstein, D. B. Goldman, "PatchMatch: A Randomized Correspondence
Algorithm for Structural Image Editing", SIGGRAPH 2009; by the library PyPatchMatch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import patchmatch

from objremove_gui.core.geometry import Rect
from objremove_gui.engine.pieces import Pieces
from objremove_gui.errors import EngineError
from objremove_gui.i18n import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from objremove_gui.engine.base import Pixels

# Patches of 7 x 7. On 1.5-megapixel crops with a 10 % hole radius 5 took 1.4 to 1.9 times as long, and
# radius 7 three to five times, without looking better.
RADIUS = 3
# Among very many parts those of at most so many pixels get patches of 5 x 5: in half the time, less of a seam, and at
# most 0.8 dB farther from the truth.
SPECK, SPECK_RADIUS = 16, 2
# Pixels are taken from as far away as the hole is long, at least from this far. The whole picture took 1.7 to
# 2.6 times the time on 5 and 8 megapixels and looked the same; half as far was worse on slanted texture.
LEAST_SURROUNDINGS = 128


class PyPatchMatch:
    """The engine; one call uses one core for about 4 to 6 s per megapixel of crop with a 10 % hole."""

    id: str = "patchmatch"

    def __init__(self) -> None:
        if not patchmatch.patchmatch_available:
            raise ImportError("PyPatchMatch comes without its library")

    def fill(self, image: Pixels, mask: Pixels, *, seed: int, progress: Callable[[float], None]) -> Pixels:
        """See :class:`objremove_gui.engine.base.Engine`; the library tells no progress within a piece."""
        box = surroundings(mask)
        filled = image.copy()
        if box is not None:
            if mask[box].all():
                raise _no_source()
            # Views, so that the picture itself is filled.
            near, hole = filled[box], np.ascontiguousarray(mask[box])
            pieces = Pieces.of(hole, hole.size)
            if pieces is None:
                near[:] = _inpainted(near, hole, seed)
            else:
                _fill_pieces(near, hole.copy(), pieces, seed, progress)
        progress(1.0)
        return filled


def _fill_pieces(
    image: Pixels, hole: Pixels, pieces: Pieces, seed: int, progress: Callable[[float], None]
) -> None:
    """Fill ``image`` (h, w, 3) in place, piece by piece; ``hole`` (h, w) is 0 in the end."""
    whole = Rect(0, 0, hole.shape[1], hole.shape[0])
    for number, (box, window, own) in enumerate(pieces):
        while hole[window.slices].all() and window != whole:
            window = window.pad(window.width).intersect(whole)
        inside = box.relative_to(window).slices
        # The other pieces in the window are filled too, but only their own turn counts.
        radius = SPECK_RADIUS if pieces.gathered.longest[number] <= SPECK else RADIUS
        result = _inpainted(image[window.slices], hole[window.slices], seed, radius)[inside]
        np.copyto(image[box.slices], result, where=own[..., None])
        np.copyto(hole[box.slices], 0, where=own)
        progress((number + 1) / len(pieces))


def _inpainted(image: Pixels, hole: Pixels, seed: int, radius: int = RADIUS) -> Pixels:
    patchmatch.set_random_seed(seed)
    try:
        filled = patchmatch.inpaint(
            np.ascontiguousarray(image), np.ascontiguousarray(hole), patch_size=radius
        )
    except RuntimeError as error:
        raise EngineError(
            mark("The engine could not fill this area; try a smaller one."), code="engine"
        ) from error
    return np.asarray(filled, np.uint8)


def _no_source() -> EngineError:
    return EngineError(
        mark("The mask leaves nothing to fill it from; leave a part of the picture free."), code="no-source"
    )


def surroundings(mask: Pixels) -> tuple[slice, slice] | None:
    """Rows and columns of the part that the hole is filled from; None for a mask (h, w) without a hole."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    reach = max(int(longest), LEAST_SURROUNDINGS)
    return (
        slice(max(0, int(rows[0]) - reach), min(mask.shape[0], int(rows[-1]) + 1 + reach)),
        slice(max(0, int(columns[0]) - reach), min(mask.shape[1], int(columns[-1]) + 1 + reach)),
    )
