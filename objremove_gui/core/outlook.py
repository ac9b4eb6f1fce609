"""What would be sent for the marks as they are: the boxes of all crops and their scales, found before a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from objremove_gui.core.crop_boxes import CropLimits, Wish
from objremove_gui.core.cropping import Look, plan_crops
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.regions import find_regions
from objremove_gui.core.removal import Mask8

# A mask full of specks has more crops than anybody looks at.
MOST = 500


@dataclass(frozen=True, slots=True)
class CropView:
    """``box`` of the photo is sent at ``scale``; ``least`` is what is sent at least, ``region`` what it is sent for."""

    box: Rect
    least: Rect
    region: Rect
    scale: float


def crop_views(
    mask: Mask8,
    corner: tuple[int, int],
    photo: Size,
    limits: CropLimits,
    *,
    growth: int | None,
    wider: tuple[Wish, ...],
    feather: int | None = None,
    look: Look | None = None,
) -> list[CropView]:
    """The crops for the marks of ``mask`` (uint8 (h, w), 0 or 255, its corner at x, y of the photo), MOST at most.

    ``growth`` and ``feather`` in photo pixels, None = automatic.
    """
    regions = find_regions(mask, corner)
    plan = partial(plan_crops, regions, photo, limits, growth=growth, feather=feather, look=look)
    wanted = plan(wider=wider)
    least = plan() if wider else wanted
    return [
        CropView(plan.source, by_itself.source, plan.region.box, plan.scale)
        for plan, by_itself in list(zip(wanted, least, strict=True))[:MOST]
    ]


def with_wish(wider: tuple[Wish, ...], region: Rect, box: Rect | None) -> tuple[Wish, ...]:
    """What is wanted, with ``box`` for the crop of ``region``; None = as it is by itself."""
    others = tuple(wish for wish in wider if not wish.is_for(region))
    return others if box is None else (*others, Wish(region, box))


def scale_of(box: Rect, limits: CropLimits) -> float:
    """The scale at which such a box is sent."""
    return min(1.0, limits.max_side / max(box.size))
