"""Which boxes of the photo are sent, at what scale, with what padding, and how the answer comes back.

Pure functions of numbers and arrays. A region's crop takes in context of about the region's own size, stays inside
the photo, and is fitted to the sides that the backend takes: enlarged into the photo, else padded by reflection when
too small; scaled down when too large.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import feathered_alpha, to_8bit, to_depth
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.morphology import grown, grown_square
from objremove_gui.core.regions import Region, merged
from objremove_gui.core.removal import Mask8, Pixels

MIN_CONTEXT = 64
EXTRA_CONTEXT = 48
# A thin wire needs context by its thickness, not by its length.
CONTEXT_PER_DEPTH = 20
# Pixels of growth at half a megapixel of crop; growth goes with the crop's side.
GROWTH_AT_HALF_MEGAPIXEL = 2.5
MIN_GROWTH = 2
# Two regions share a crop when that costs at most this much more than two crops.
SHARING_COST = 1.2


class Insets(NamedTuple):
    """Pixels added on each side of what is sent."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class CropLimits:
    """Sides in pixels that a backend takes."""

    min_side: int = 400
    max_side: int = 4096


@dataclass(frozen=True, slots=True, eq=False)
class CropPlan:
    """``source`` is the box of the photo; scaled by ``scale`` (<= 1) and padded it becomes ``sent`` pixels.

    ``growth`` and ``ring`` are in photo pixels: how far the sent mask exceeds the painted one, and how far the
    blended area does once the service's own kernel_size has grown it too. ``box`` is the region with its ring.
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


def automatic_growth(crop: Size) -> int:
    """Growth in pixels for a crop of this size: 2 to 3 px per half megapixel, with the square root of the size."""
    return max(MIN_GROWTH, round(GROWTH_AT_HALF_MEGAPIXEL * math.sqrt(crop.pixels / 0.5e6)))


def _inside(box: Rect, photo: Size) -> Rect:
    """``box`` moved, and only then cut, so that it lies inside the photo."""
    width, height = min(box.width, photo.width), min(box.height, photo.height)
    x = min(max(box.x, 0), photo.width - width)
    y = min(max(box.y, 0), photo.height - height)
    return Rect(x, y, width, height)


def crop_around(region: Region, growth: int, photo: Size, limits: CropLimits) -> Rect:
    """The box of the photo to send for ``region``: its ring, context, and at least the smallest side."""
    box = region.box.pad(growth)
    reach = max(MIN_CONTEXT, math.ceil(CONTEXT_PER_DEPTH * region.depth))
    context = min(max(box.width, box.height) + EXTRA_CONTEXT, reach)
    wanted = box.pad(context).intersect(Rect.of_size(photo))
    missing_x = max(0, limits.min_side - wanted.width)
    missing_y = max(0, limits.min_side - wanted.height)
    enlarged = Rect(
        wanted.x - missing_x // 2,
        wanted.y - missing_y // 2,
        wanted.width + missing_x,
        wanted.height + missing_y,
    )
    return _inside(enlarged, photo)


def _share_crops(
    regions: Sequence[Region], crop: Callable[[Region], Rect], limits: CropLimits
) -> list[Region]:
    """Join regions as long as one crop for two is not dearer than two."""
    open_regions = list(regions)
    shared: list[Region] = []
    while open_regions:
        region = open_regions.pop(0)
        for index, other in enumerate(open_regions):
            mine, its = crop(region), crop(other)
            if mine.intersect(its).is_empty:
                continue
            both = merged(region, other)
            joint = crop(both)
            cheap = joint.size.pixels <= SHARING_COST * (mine.size.pixels + its.size.pixels)
            if cheap and max(joint.size) <= max(limits.max_side, *mine.size, *its.size):
                open_regions[index] = both
                break
        else:
            shared.append(region)
    return shared


def plan_crops(
    regions: Sequence[Region],
    photo: Size,
    limits: CropLimits,
    *,
    growth: int | None = None,
    kernel_size: int | None = None,
) -> list[CropPlan]:
    """One plan for each region or group of near regions. ``growth`` in photo pixels, None = automatic."""

    def growth_of(region: Region) -> int:
        return automatic_growth(crop_around(region, 0, photo, limits).size) if growth is None else growth

    def crop(region: Region) -> Rect:
        return crop_around(region, growth_of(region), photo, limits)

    return [
        _plan(region, growth_of(region), photo, limits, kernel_size)
        for region in _share_crops(regions, crop, limits)
    ]


def _plan(
    region: Region, growth: int, photo: Size, limits: CropLimits, kernel_size: int | None
) -> CropPlan:
    source = crop_around(region, growth, photo, limits)
    scale = min(1.0, limits.max_side / max(source.size))
    width, height = max(1, round(source.width * scale)), max(1, round(source.height * scale))
    extra_x, extra_y = max(0, limits.min_side - width), max(0, limits.min_side - height)
    padding = Insets(extra_x // 2, extra_y // 2, extra_x - extra_x // 2, extra_y - extra_y // 2)
    kernel_reach = math.ceil(((kernel_size or 1) - 1) / 2 / scale)
    ring = growth + kernel_reach
    box = region.box.pad(ring + 1).intersect(source)
    sent = Size(width + extra_x, height + extra_y)
    return CropPlan(region, source, sent, padding, scale, growth, ring, box, kernel_size)


def _fit(picture: NDArray[np.uint8], plan: CropPlan, *, is_mask: bool) -> NDArray[np.uint8]:
    """Scale and pad what was cut out of the photo to what is sent."""
    import cv2

    inner = (
        plan.sent.width - plan.padding.left - plan.padding.right,
        plan.sent.height - plan.padding.top - plan.padding.bottom,
    )
    if plan.scale < 1:
        picture = np.asarray(cv2.resize(picture, inner, interpolation=cv2.INTER_AREA), np.uint8)
        if is_mask:
            # Any part of a marked pixel marks the smaller one: the object must be covered.
            picture = np.where(picture > 0, np.uint8(255), np.uint8(0))
    if any(plan.padding):
        left, top, right, bottom = plan.padding
        around = ((top, bottom), (left, right)) + ((0, 0),) * (picture.ndim - 2)
        picture = np.pad(picture, around, mode="symmetric")
    return np.ascontiguousarray(picture)


def extract_image(plan: CropPlan, source: Pixels) -> NDArray[np.uint8]:
    """What is sent as the image: uint8 (h, w, 3) of ``plan.sent``, from the visible pixels of ``plan.source``."""
    return _fit(to_8bit(source[..., :3]), plan, is_mask=False)


def extract_mask(plan: CropPlan, marked: Mask8) -> Mask8:
    """What is sent as the mask: uint8 (h, w) of ``plan.sent``, 0 or 255.

    ``marked`` holds every mark inside ``plan.source``, the neighbours' too: they must not be copied from.
    """
    return _fit(grown(marked, plan.growth), plan, is_mask=True)


def put_back(plan: CropPlan, result: NDArray[np.uint8], like: Pixels) -> Pixels:
    """The answer (uint8 (h, w, 3) of ``plan.sent``) as a patch for ``plan.box`` in the depth of ``like``."""
    import cv2

    left, top, right, bottom = plan.padding
    height, width = result.shape[:2]
    inner = result[top : height - bottom, left : width - right]
    if plan.scale < 1:
        resized = cv2.resize(inner, tuple(plan.source.size), interpolation=cv2.INTER_CUBIC)
        inner = np.asarray(resized, np.uint8)
    patch = inner[plan.box.relative_to(plan.source).slices]
    return np.ascontiguousarray(to_depth(patch, like))


def region_mask(plan: CropPlan) -> Mask8:
    """The painted marks of the plan's own region, for ``plan.box``."""
    mask = np.zeros((plan.box.height, plan.box.width), np.uint8)
    mask[plan.region.box.relative_to(plan.box).slices] = plan.region.mask
    return mask


def region_alpha(plan: CropPlan) -> Mask8:
    """How far the patch covers the photo, for ``plan.box``: exactly the ring, feathered inwards."""
    mask = region_mask(plan)
    area = grown(mask, plan.growth)
    reach = plan.ring - plan.growth
    if reach:
        area = grown_square(area, 2 * reach + 1)
    return feathered_alpha(mask, area, feather=min(2, plan.ring))
