"""Which boxes of the photo are sent, at what scale, with what padding, and how the answer comes back.

Pure functions of numbers and arrays. A region's crop takes in context of about the region's own size, stays inside
the photo, and is fitted to the sides that the backend takes: enlarged into the photo, else padded by reflection when
too small; scaled down when too large.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import FEATHER, feathered_alpha, to_8bit, to_depth
from objremove_gui.core.crop_boxes import CropLimits as CropLimits  # also found here, beside the plans
from objremove_gui.core.crop_boxes import CropRule, Sharing, Wish, corners_of
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.morphology import grown, grown_square
from objremove_gui.core.regions import Region, divided, is_crowd, merged
from objremove_gui.core.removal import Mask8, Pixels

# The growth of a region, given the one that its size asks for.
Look = Callable[[Region, int], int]
MOST_LOOKS = 100
# Of the regions of a crowd that were looked at, so many need no more growth than all of them get.
MOST_OF_LOOKS = 0.75


class Insets(NamedTuple):
    """Pixels added on each side of what is sent."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, eq=False)
class CropPlan:
    """``source`` is the box of the photo; scaled by ``scale`` (<= 1) and padded it becomes ``sent`` pixels.

    ``growth`` and ``ring`` are in photo pixels: how far the sent mask exceeds the painted one, and how far the
    blended area does once the service's own kernel_size has grown it too. ``box`` is the region with its ring, over
    whose outermost ``feather`` pixels the result fades out.
    """

    region: Region
    source: Rect
    sent: Size
    padding: Insets
    scale: float
    growth: int
    ring: int
    box: Rect
    kernel_size: int | None
    feather: int = FEATHER


def plan_crops(
    regions: Sequence[Region],
    photo: Size,
    limits: CropLimits,
    *,
    growth: int | None = None,
    kernel_size: int | None = None,
    wider: tuple[Wish, ...] = (),
    feather: int | None = None,
    look: Look | None = None,
) -> list[CropPlan]:
    """One plan for each region or group of near regions. ``growth``, ``feather`` in photo pixels, None = automatic.

    Which regions share a crop, and how far they grow, does not depend on what a person wants ``wider``. By itself a
    region grows as its size asks for, or as a ``look`` at the picture tells, which is only taken at a few regions.
    """
    rule = CropRule(photo, limits, growth, wider, feather)
    crowd = is_crowd(regions)
    regions = divided(regions) if crowd else regions
    depths = [region.depth for region in regions]
    groups = Sharing([region.box for region in regions], depths, rule, crowd=crowd).groups()
    if growth is not None or len(groups) > MOST_LOOKS:
        look = None
    plans = []
    for group in groups:
        parts = [regions[i] for i in group]
        region, depth = merged(parts), max(depths[i] for i in group)
        own = [depths[i] for i in group]
        grows = (
            _crowd_growth(parts, own, rule, look, MOST_LOOKS // len(groups))
            if crowd
            else _growth(region, depth, rule, look)
        )
        plans.append(_plan(region, depth, rule, kernel_size, grows))
    return plans


def _growth(region: Region, depth: float, rule: CropRule, look: Look | None) -> int:
    growth = int(rule.growths(corners_of([region.box]), np.array([depth]))[0])
    return growth if look is None else look(region, growth)


def _crowd_growth(
    parts: Sequence[Region], depths: Sequence[float], rule: CropRule, look: Look | None, most_looks: int
) -> int:
    """How far the regions of a crowd that share a crop grow: as those that grow most, or as most of some looks tell."""
    growths = rule.growths(corners_of([part.box for part in parts]), np.array(depths))
    growth = int(growths.max())
    if look is None:
        return growth
    chosen = np.unique(np.linspace(0, len(parts) - 1, min(most_looks, len(parts))).astype(np.int64)).tolist()
    seen = [look(parts[i], int(growths[i])) for i in chosen]
    return max(growth, int(np.quantile(seen, MOST_OF_LOOKS, method="lower")))


def _plan(region: Region, depth: float, rule: CropRule, kernel_size: int | None, growth: int) -> CropPlan:
    corners, depths = corners_of([region.box]), np.array([depth])
    ring = growth
    kernel_reach = ((kernel_size or 1) - 1) / 2
    while True:
        source = Rect.of_corners(*rule.crops(corners, depths, np.array([ring]))[0].tolist())
        source = rule.widened(source, region.box)
        scale = min(1.0, rule.limits.max_side / max(source.size))
        # The service's own growth reaches farther in the photo the more the crop is scaled down.
        reach = growth + math.ceil(kernel_reach / scale)
        if reach <= ring:
            break
        ring = reach
    width, height = max(1, round(source.width * scale)), max(1, round(source.height * scale))
    extra_x, extra_y = max(0, rule.limits.min_side - width), max(0, rule.limits.min_side - height)
    padding = Insets(extra_x // 2, extra_y // 2, extra_x - extra_x // 2, extra_y - extra_y // 2)
    box = region.box.pad(ring + 1).intersect(source)
    sent = Size(width + extra_x, height + extra_y)
    feather = min(FEATHER if rule.feather is None else rule.feather, ring)
    return CropPlan(region, source, sent, padding, scale, growth, ring, box, kernel_size, feather)


def inner_size(plan: CropPlan) -> Size:
    """Size of what is sent without the padding."""
    left, top, right, bottom = plan.padding
    return Size(plan.sent.width - left - right, plan.sent.height - top - bottom)


def _padded(plan: CropPlan, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    left, top, right, bottom = plan.padding
    around = ((top, bottom), (left, right)) + ((0, 0),) * (picture.ndim - 2)
    return np.ascontiguousarray(np.pad(picture, around, mode="symmetric") if any(plan.padding) else picture)


def _shrunk_mask(mask: Mask8, size: Size) -> Mask8:
    """``mask`` at a smaller size; any part of a marked pixel marks the smaller one: the object must be covered."""
    for axis, length in ((0, size.height), (1, size.width)):
        edges = np.arange(length + 1, dtype=np.int64) * mask.shape[axis]
        starts, ends = edges[:-1] // length, -(-edges[1:] // length)
        between = np.stack([starts, ends], axis=1).reshape(-1)[:-1]
        mask = np.maximum.reduceat(mask, between, axis=axis).take(np.arange(0, 2 * length, 2), axis=axis)
    return mask


def extract_image(plan: CropPlan, source: Pixels) -> NDArray[np.uint8]:
    """What is sent as the image: uint8 (h, w, 3) of ``plan.sent``, from the visible pixels of ``plan.source``."""
    import cv2

    picture = to_8bit(source[..., :3])
    if plan.scale < 1:
        picture = np.asarray(cv2.resize(picture, inner_size(plan), interpolation=cv2.INTER_AREA), np.uint8)
    return _padded(plan, picture)


def extract_mask(plan: CropPlan, marked: Mask8) -> Mask8:
    """What is sent as the mask: uint8 (h, w) of ``plan.sent``, 0 or 255.

    ``marked`` holds every mark inside ``plan.source``, the neighbours' too: they must not be copied from.
    """
    mask = grown(marked, plan.growth)
    return _padded(plan, _shrunk_mask(mask, inner_size(plan)) if plan.scale < 1 else mask)


def sent_area(plan: CropPlan) -> Mask8:
    """Where the answer may differ for the plan's own region: uint8 (h, w) of ``plan.sent``, 0 or 255."""
    marked = np.zeros((plan.source.height, plan.source.width), np.uint8)
    marked[plan.region.box.relative_to(plan.source).slices] = plan.region.mask
    return grown_square(extract_mask(plan, marked), plan.kernel_size or 1)


def put_back(plan: CropPlan, result: NDArray[np.uint8], like: Pixels) -> Pixels:
    """The answer (uint8 (h, w, 3) of ``plan.sent``) as a patch for ``plan.box`` in the depth of ``like``."""
    import cv2

    left, top, right, bottom = plan.padding
    height, width = result.shape[:2]
    inner = result[top : height - bottom, left : width - right]
    if plan.scale < 1:
        resized = cv2.resize(inner, tuple(plan.source.size), interpolation=cv2.INTER_CUBIC)
        inner = np.asarray(resized, np.uint8)
    patch = np.ascontiguousarray(inner[plan.box.relative_to(plan.source).slices])
    return to_depth(patch, like)


def near(plan: CropPlan, reach: int) -> tuple[CropPlan, Rect]:
    """The plan as if no more had been sent than ``reach`` pixels around its box; and where that lies in what was sent.

    A crop that was scaled or padded stays as it is.
    """
    frame = plan.source
    if plan.scale == 1 and not any(plan.padding):
        frame = plan.box.pad(reach).intersect(plan.source)
    sent = frame.size if frame != plan.source else plan.sent
    inside = frame.relative_to(plan.source) if frame != plan.source else Rect.of_size(plan.sent)
    return replace(plan, source=frame, sent=sent), inside


def region_mask(plan: CropPlan) -> Mask8:
    """The painted marks of the plan's own region, for ``plan.box``."""
    mask = np.zeros((plan.box.height, plan.box.width), np.uint8)
    mask[plan.region.box.relative_to(plan.box).slices] = plan.region.mask
    return mask


def region_area(plan: CropPlan) -> Mask8:
    """All that the answer may change, for ``plan.box``: the marks with exactly the ring, 0 or 255."""
    area = grown(region_mask(plan), plan.growth)
    reach = plan.ring - plan.growth
    return grown_square(area, 2 * reach + 1) if reach else area


def region_alpha(plan: CropPlan) -> Mask8:
    """How far the answer is seen, for ``plan.box``: all over the marks, less and less over the ring's feather."""
    return feathered_alpha(region_mask(plan), region_area(plan), feather=min(plan.feather, plan.ring))
