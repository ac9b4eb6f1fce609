"""The PatchMatch engine: fills a hole with patches found elsewhere in the picture.

Method: C. Barnes, E. Shechtman, A. Finkelstein, D. B. Goldman, "PatchMatch: A Randomized Correspondence
Algorithm for Structural Image Editing", SIGGRAPH 2009; by the library PyPatchMatch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import patchmatch

from objremove_gui.errors import EngineError
from objremove_gui.i18n import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from objremove_gui.engine.base import Pixels

# Patches of 7 x 7. On 1.5-megapixel crops with a 10 % hole radius 5 took 1.4 to 1.9 times as long, and
# radius 7 three to five times, without looking better.
RADIUS = 3
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
        """See :class:`objremove_gui.engine.base.Engine`; the library tells no progress before the end."""
        box = surroundings(mask)
        filled = image.copy()
        if box is not None:
            crop, hole = np.ascontiguousarray(image[box]), np.ascontiguousarray(mask[box])
            if hole.all():
                raise EngineError(
                    mark("The mask leaves nothing to fill it from; leave a part of the picture free."),
                    code="no-source",
                )
            patchmatch.set_random_seed(seed)
            try:
                filled[box] = patchmatch.inpaint(crop, hole, patch_size=RADIUS)
            except RuntimeError as error:
                raise EngineError(
                    mark("The engine could not fill this area; try a smaller one."), code="engine"
                ) from error
        progress(1.0)
        return filled


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
