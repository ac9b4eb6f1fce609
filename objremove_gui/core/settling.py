"""Sees to it that a feather makes no seam more visible than it would be without: a good fill needs none.

Over a feather the picture below shows through. Where what was filled meets its surroundings already, that only brings
the picture's own edges back beside the rim; such a patch is changed under the feather so that it shows unmixed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import blend
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8
from objremove_gui.core.seams import BESIDE, largest_step, rims_of

Picture = NDArray[np.uint8]
# So many pixels around a patch are looked at: the rims beside its own lie there.
MARGIN = max(BESIDE) + 2


def settled(around: Picture, box: Rect, patch: Picture, pasted: Picture, alpha: Mask8) -> Picture:
    """``patch``, or one that shows a less visible seam when it is laid over ``box`` of ``around`` by ``alpha``.

    ``pasted`` is the fill as it came, for ``box`` as well: its seam, without any feather, is what must not be
    exceeded. Pictures are uint8 (h, w, 3), ``alpha`` uint8 (h, w) with the weights of a narrow feather.
    """
    below = around[box.slices]
    framed = np.zeros(around.shape[:2], np.uint8)
    framed[box.slices] = alpha
    rims = rims_of(framed)

    def visible(candidate: Picture, weights: Mask8) -> float:
        shown = around.copy()
        blend(shown[box.slices], candidate, weights)
        return largest_step(shown, rims)

    whole = np.where(alpha > 0, np.uint8(255), np.uint8(0))
    most = visible(pasted, whole)
    found = [(visible(patch, alpha), patch)]
    for wanted in (patch, pasted):
        if found[-1][0] <= most:
            break
        unmixed = _unmixed(below, wanted, alpha)
        found.append((visible(unmixed, alpha), unmixed))
    return min(found, key=lambda pair: pair[0])[1]


def _unmixed(below: Picture, wanted: Picture, alpha: Mask8) -> Picture:
    """What has to be laid over ``below`` by ``alpha`` so that ``wanted`` is seen, as far as there are such values."""
    rows, columns = np.nonzero((alpha > 0) & (alpha < 255))
    under, over = (picture[rows, columns].astype(np.float32) for picture in (below, wanted))
    weight = alpha[rows, columns].astype(np.float32)[:, None] / 255
    patch = wanted.copy()
    patch[rows, columns] = np.clip(np.rint(under + (over - under) / weight), 0, 255).astype(np.uint8)
    return patch
