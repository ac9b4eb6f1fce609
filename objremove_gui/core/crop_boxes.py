"""Where crops lie, and which regions share one: arithmetic on many boxes at once, quick for thousands of specks.

``corners`` are int64 (n, 4): x and y of the first pixel, x and y behind the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size

Corners = NDArray[np.int64]
Whole = NDArray[np.int64]
Depths = NDArray[np.float64]

MIN_CONTEXT = 64
EXTRA_CONTEXT = 48
# A thin wire needs context by its thickness, not by its length.
CONTEXT_PER_DEPTH = 20
# Context gives way rather than the scale, down to this part of the region's longer side.
LEAST_CONTEXT = 4
# Pixels of growth at half a megapixel of crop; growth goes with the crop's side.
GROWTH_AT_HALF_MEGAPIXEL = 2.5
MIN_GROWTH = 2
# Two regions share a crop when that costs at most this much more than two crops.
SHARING_COST = 1.2
# In a crowd a task more is worth so many pixels, and one may grow this many times as far as another one.
TASK_PIXELS = 1 << 20
LIKE_GROWTH = 2


@dataclass(frozen=True, slots=True)
class CropLimits:
    """Sides in pixels that a backend takes."""

    min_side: int = 400
    max_side: int = 4096


class Wish(NamedTuple):
    """The crop that is sent for ``region``, or for what becomes of it, shall take in ``box``."""

    region: Rect
    box: Rect

    def is_for(self, region: Rect) -> bool:
        return not self.region.intersect(region).is_empty


@dataclass(frozen=True, slots=True)
class CropRule:
    """All that decides a crop besides the region; ``growth`` and ``feather`` in photo pixels, None = automatic.

    By itself the growth is never less than the feather, which lies inside it.
    A person may want more context, which ``wider`` tells.
    """

    photo: Size
    limits: CropLimits
    growth: int | None = None
    wider: tuple[Wish, ...] = ()
    feather: int | None = None

    def crops(self, corners: Corners, depths: Depths, reach: Whole) -> Corners:
        """The boxes to send for regions: grown by ``reach``, with context, and at least the smallest side.

        Context is about the region's own size, inside the photo. ``depths`` are the radii of the largest discs that
        fit into the regions.
        """
        photo, limits = np.array(self.photo, np.int64), self.limits
        low, high = corners[:, :2] - reach[:, None], corners[:, 2:] + reach[:, None]
        longer = (high - low).max(axis=1)
        by_depth = np.ceil(CONTEXT_PER_DEPTH * depths).astype(np.int64)
        context = np.minimum(longer + EXTRA_CONTEXT, np.maximum(MIN_CONTEXT, by_depth))
        room = np.maximum((limits.max_side - longer) // 2, longer // LEAST_CONTEXT)
        context = np.minimum(context, room)[:, None]
        low, high = np.maximum(low - context, 0), np.minimum(high + context, photo)
        return self._large_enough(low, high)

    def widened(self, source: Rect, region: Rect) -> Rect:
        """The box to send for ``region`` with what is wanted beyond the automatic ``source``."""
        boxes = [wish.box for wish in self.wider if wish.is_for(region)]
        if not boxes:
            return source
        whole = Rect.around([source, *boxes]).intersect(Rect.of_size(self.photo))
        corners = corners_of([whole])
        return Rect.of_corners(*self._large_enough(corners[:, :2], corners[:, 2:])[0].tolist())

    def _large_enough(self, low: Corners, high: Corners) -> Corners:
        """The boxes from ``low`` to ``high``, with more of the photo where the sides sent would be too short."""
        photo, limits = np.array(self.photo, np.int64), self.limits
        # What is scaled down must still have the smallest side afterwards.
        longest = np.maximum((high - low).max(axis=1), limits.max_side)
        least = -(-limits.min_side * longest // limits.max_side)[:, None]
        low = low - np.maximum(least - (high - low), 0) // 2
        side = np.minimum(np.maximum(high - low, least), photo)
        low = np.clip(low, 0, photo - side)
        return np.concatenate([low, low + side], axis=1)

    def growths(self, corners: Corners, depths: Depths) -> Whole:
        """Growth of each region: 2 to 3 px per half megapixel of crop, with the square root of its size."""
        if self.growth is not None:
            return np.full(len(corners), self.growth, np.int64)
        pixels = areas(self.crops(corners, depths, np.zeros(len(corners), np.int64)))
        growth = np.rint(GROWTH_AT_HALF_MEGAPIXEL * np.sqrt(pixels / 0.5e6))
        return np.maximum(growth, max(MIN_GROWTH, self.feather or 0)).astype(np.int64)


def corners_of(boxes: Sequence[Rect]) -> Corners:
    return np.array([(box.x, box.y, box.right, box.bottom) for box in boxes], np.int64).reshape(-1, 4)


def areas(corners: Corners) -> Whole:
    """Pixels in each box."""
    return np.asarray((corners[:, 2:] - corners[:, :2]).prod(axis=1), np.int64)


def _longer_sides(corners: Corners) -> Whole:
    return np.asarray((corners[:, 2:] - corners[:, :2]).max(axis=1), np.int64)


def _unions(corners: Corners, others: Corners) -> Corners:
    low, high = np.minimum(corners[:, :2], others[:, :2]), np.maximum(corners[:, 2:], others[:, 2:])
    return np.concatenate([low, high], axis=1)


class Sharing:
    """Groups of regions, joined as long as one crop for two groups is not dearer than two.

    No group is scaled down by joining another one that would not have been scaled down as much alone. The regions of
    a ``crowd`` grow as each one's own size asks for, not as their common crop's, and only those that grow alike are
    joined; since each task costs something, too, a common crop may be larger there.
    """

    def __init__(
        self, boxes: Sequence[Rect], depths: Sequence[float], rule: CropRule, *, crowd: bool = False
    ) -> None:
        self._rule = rule
        self._corners = corners_of(boxes)
        self._depths = np.array(depths, np.float64)
        self._growths = rule.growths(self._corners, self._depths)
        self._crops = rule.crops(self._corners, self._depths, self._growths)
        self._crowd = crowd
        self._is_open = np.ones(len(boxes), np.bool_)
        self._members = [[index] for index in range(len(boxes))]

    def groups(self) -> list[list[int]]:
        """The indices of the regions of each group."""
        for group in range(len(self._members)):
            while self._is_open[group]:
                joined = self._joinable(group)
                if not len(joined):
                    break
                self._join(group, joined)
        return [members for members, is_open in zip(self._members, self._is_open, strict=True) if is_open]

    def _joinable(self, group: int) -> Whole:
        """The groups that this one should take in next: all that lie inside it, else the one that saves most."""
        crops, mine = self._crops, self._crops[group]
        # In a crowd also those that lie near.
        away = self._rule.limits.max_side // 4 if self._crowd else 0
        meets = (crops[:, :2] < mine[2:] + away).all(axis=1) & (crops[:, 2:] > mine[:2] - away).all(axis=1)
        meets[group] = False
        near = np.flatnonzero(meets & self._is_open)
        if not len(near):
            return near
        corners = _unions(self._corners[near], self._corners[group : group + 1])
        depths = np.maximum(self._depths[near], self._depths[group])
        joint = self._rule.crops(corners, depths, self._joint_growths(near, group, corners, depths))
        separate = areas(crops[near]) + areas(mine[None])
        cost = areas(joint) / separate
        sides = np.minimum(_longer_sides(crops[near]), _longer_sides(mine[None]))
        is_good = self._is_worth_it(areas(joint), separate) & (
            _longer_sides(joint) <= np.maximum(self._rule.limits.max_side, sides)
        )
        if self._crowd:
            theirs, own = self._growths[near], self._growths[group]
            is_good &= np.maximum(theirs, own) <= LIKE_GROWTH * np.minimum(theirs, own)
        is_inside = is_good & (corners == self._corners[group]).all(axis=1)
        if is_inside.any() or not is_good.any():
            return np.compress(is_inside, near)
        return near[[int(np.argmin(np.where(is_good, cost, np.inf)))]]

    def _is_worth_it(self, joint: Whole, separate: Whole) -> NDArray[np.bool_]:
        """Whether a common crop of so many pixels is no dearer than separate ones."""
        return np.asarray(joint <= SHARING_COST * separate + (TASK_PIXELS if self._crowd else 0))

    def _joint_growths(self, joined: Whole, group: int, corners: Corners, depths: Depths) -> Whole:
        """How far the marks of a group grow that takes in each of ``joined``, given what they come to together."""
        if self._crowd:
            return np.asarray(np.maximum(self._growths[joined], self._growths[group]), np.int64)
        return self._rule.growths(corners, depths)

    def _join(self, group: int, joined: Whole) -> None:
        for other in joined.tolist():
            self._members[group] += self._members[other]
        self._is_open[joined] = False
        own = slice(group, group + 1)
        low = self._corners[joined, :2].min(axis=0)
        high = self._corners[joined, 2:].max(axis=0)
        self._corners[own] = _unions(self._corners[own], np.concatenate([low, high])[None])
        self._depths[group] = max(self._depths[group], self._depths[joined].max())
        self._growths[group] = self._joint_growths(joined, group, self._corners[own], self._depths[own]).max()
        self._crops[own] = self._rule.crops(self._corners[own], self._depths[own], self._growths[own])
