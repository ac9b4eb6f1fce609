"""Tidying of masks: holes filled, specks dropped, rims smoothed. Pure functions of uint8 (h, w), 0 or 255."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.removal import Mask8


def as_mask(holds: NDArray[np.bool_]) -> Mask8:
    """255 where ``holds``, else 0; in the same memory."""
    bits = holds.view(np.uint8)
    return np.negative(bits, out=bits)


def holes_filled(mask: Mask8) -> Mask8:
    """Everything marked that can't be reached from outside the array without crossing marks.

    Marks that touch by a corner hold together; what is not marked hangs together by its sides.
    """
    import cv2

    framed = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(framed, None, (0, 0), 128, flags=4)
    return as_mask(np.not_equal(framed[1:-1, 1:-1], 128))


def specks_dropped(mask: Mask8, smallest: int) -> Mask8:
    """The marks without those groups (joined by sides or corners) that have fewer than ``smallest`` pixels."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keeps = np.where(stats[:, cv2.CC_STAT_AREA] >= smallest, np.uint8(255), np.uint8(0))
    keeps[0] = 0
    # By take and not by an index, which would not let other threads run.
    return mask if keeps[1:].all() or count < 2 else keeps.take(np.asarray(labels, np.int32))


def smoothed(mask: Mask8, radius: int) -> Mask8:
    """Marked where more than half of the square of side 2 x ``radius`` + 1 around a pixel is; edges are continued."""
    import cv2

    side = 2 * radius + 1
    share = cv2.blur(mask, (side, side), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.threshold(share, 127, 255, cv2.THRESH_BINARY)[1], np.uint8)
