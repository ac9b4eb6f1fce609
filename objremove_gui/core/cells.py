"""Cuts the composing of very many specks into cells: the work of one takes little memory, whatever the crop's size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from objremove_gui.core.cropping import CropPlan, region_area, region_mask
from objremove_gui.core.parts import Gathered, Parts
from objremove_gui.core.regions import FEW, Region
from objremove_gui.core.removal import Mask8

# The side in pixels of the squares whose specks are composed together.
CELL = 512


def cells_of(plan: CropPlan) -> Iterator[CropPlan] | None:
    """Plans like this one for some of its parts each, that don't touch; None where it is better composed as a whole.

    That is the case of up to FEW parts, of small crops, and of those that were scaled down.
    """
    if plan.scale < 1 or plan.box.size.pixels <= 2 * CELL**2:
        return None
    # By all that changes, so that no pixel is in two cells.
    parts = Parts.of(region_area(plan), connectivity=8)
    if len(parts) <= FEW:
        return None
    return _cells(plan, region_mask(plan), parts.gathered(CELL))


def _cells(plan: CropPlan, marked: Mask8, gathered: Gathered) -> Iterator[CropPlan]:
    import cv2

    for box, own in gathered:
        marks = np.where(own, marked[box.slices], np.uint8(0))
        x, y, width, height = cv2.boundingRect(marks)
        inner = np.ascontiguousarray(marks[y : y + height, x : x + width])
        tight = box._replace(x=box.x + x, y=box.y + y, width=width, height=height)
        region = Region(tight.shift(plan.box.x, plan.box.y), inner)
        yield replace(plan, region=region, box=region.box.pad(plan.ring + 1).intersect(plan.source))
