"""How visible seams are, beside a hard paste of the same fill: 480 cases on sample photos, half of them scaled down.

A hard paste is the fill as the service gives it, scaled up where it was scaled down, over the same ring without any
feather. What was scaled down is softer than the photo, and so is its hard paste, with smaller steps than the photo's
own; there a number below 0 is farther from the photo than 0 is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

import cv2
import numpy as np
from measuring import Measurement
from numpy.typing import NDArray

from objremove_gui.core.compositing import composed
from objremove_gui.core.cropping import CropLimits, CropPlan, extract_image, put_back, sent_area
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.jobs.composing import Made, removal_of, versions_of
from objremove_gui.jobs.crops import plan_crops
from objremove_gui.resources import resource

Picture = NDArray[np.uint8]
# A fill is taken from so far beside its place, as engines take it from elsewhere, and is so much lighter.
BESIDE = ((170, 12), (-150, 40))
LIGHTER = (0, 5, -7, 10)


# Besides the places of a grid there are so many by chance for each of the seeds; every other one has two marks.
SEEDS, BY_CHANCE = (1, 2, 3, 4), 8


class Place(NamedTuple):
    """Where something is marked: the middles of ellipses, and which shape, fill and strength they get."""

    number: int
    marks: tuple[tuple[int, int], ...]


def places(photo: Photo) -> Iterator[Place]:
    width, height = photo.size
    for number, (row, column) in enumerate(product((0.35, 0.7), (0.2, 0.4, 0.6, 0.8))):
        yield Place(number, ((round(column * width), round(row * height)),))
    for seed in SEEDS:
        chance = np.random.default_rng(seed)
        for number in range(BY_CHANCE):
            x, y = int(chance.integers(width)), int(chance.integers(height))
            yield Place(number, ((x, y), (x + 230, y - 20))[: 1 + number % 2])


def jump(picture: Picture, area: NDArray[np.bool_]) -> float:
    """Mean step of lightness between neighbours of which one lies in the area and the other does not."""
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    steps = []
    for axis in (0, 1):
        crosses = np.diff(area, axis=axis)
        steps.append(np.abs(np.diff(light, axis=axis))[crosses])
    found = np.concatenate(steps)
    return float(found.mean()) if found.size else 0.0


def rims(area: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """The area's own rim and those within the feather's width of it, inside and outside."""
    kernel = np.ones((3, 3), np.uint8)
    for by in (-2, -1, 0, 1):
        work = cv2.dilate if by > 0 else cv2.erode
        yield work(area.astype(np.uint8), kernel, iterations=abs(by)) > 0 if by else area


def from_beside(crop: Picture, number: int) -> Picture:
    """The picture from elsewhere, as engines fill."""
    beside = np.roll(crop, BESIDE[number % 2], (1, 0)).astype(np.int32) + LIGHTER[number % 4]
    return np.clip(beside, 0, 255).astype(np.uint8)


def coded(crop: Picture, number: int) -> Picture:
    """The truth itself, coded as JPEG: a fill that needs hardly anything."""
    data = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, 96 - 4 * (number % 4)])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def smoothed(crop: Picture, number: int) -> Picture:
    """The truth without its grain and finest detail, as models fill."""
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), 0.7 + 0.3 * (number % 4)), np.uint8)


Fill = Callable[[Picture, int], Picture]
FILLS: dict[str, Fill] = {"from beside": from_beside, "truth as JPEG": coded, "truth smoothed": smoothed}
# In full size as a rule; and to about half the size.
SCALES = {"": CropLimits(), "scaled, ": CropLimits(32, 120)}


class Found(NamedTuple):
    """How much larger the steps along the rim are than the photo's own; and whether any part's are larger if made."""

    hard: float
    ours: float
    higher: bool


def case(photo: Photo, place: Place, fill: Fill, limits: CropLimits) -> Found:
    """A hard paste, and what the program makes."""
    mask = np.zeros((photo.size.height, photo.size.width), np.uint8)
    number = place.number
    for at in place.marks:
        cv2.ellipse(mask, at, (45 + 3 * number, 70 - number), 20 * number, 0, 360, 255, -1)
    snapshot = Snapshot.of(photo, mask)
    plans = plan_crops(snapshot, limits, None, None)
    box = Rect.around(plan.source for plan in plans)
    truth: Picture = photo.pixels[box.slices]
    pasted, area, removals = truth.copy(), np.zeros(truth.shape[:2], bool), []
    each: list[NDArray[np.bool_]] = []
    for plan in plans:
        crop = extract_image(plan, snapshot.read(plan.source))
        answer = np.where(sent_area(plan)[..., None] > 0, fill(crop, number), crop).astype(np.uint8)
        removals.append(removal_of(plan, versions_of(plan, snapshot, [answer], Made("none", 1, 0.0, ""))))
        inside, ring = plan.box.relative_to(box).slices, ring_of(plan)
        pasted[inside][ring] = put_back(plan, answer, crop)[ring]
        area[inside] |= ring
        each += with_parts(area.shape, inside, ring)
    made = composed(photo.pixels, removals, box)
    own, hard, ours = (seam(picture, area) for picture in (truth, pasted, made))
    higher = any(seam(made, one) > seam(pasted, one) + 1e-6 for one in each)
    return Found(hard - own, ours - own, higher)


def with_parts(
    shape: tuple[int, ...], inside: tuple[slice, slice], ring: NDArray[np.bool_]
) -> Iterator[NDArray[np.bool_]]:
    """A removal's ring in a picture of ``shape``, and each part of it that doesn't touch the others."""
    count, part = cv2.connectedComponents(ring.astype(np.uint8))
    for one in (ring, *(part == number for number in range(1, count))):
        framed = np.zeros(shape[:2], bool)
        framed[inside] = one
        yield framed


def ring_of(plan: CropPlan) -> NDArray[np.bool_]:
    """All that the program may change: what lies within the ring's width of the marks; for the plan's box."""
    marked = np.zeros((plan.box.height, plan.box.width), np.uint8)
    marked[plan.region.box.relative_to(plan.box).slices] = plan.region.mask
    return np.asarray(
        cv2.distanceTransform(255 - marked, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= plan.ring + 1e-3
    )


def seam(picture: Picture, area: NDArray[np.bool_]) -> float:
    """The largest mean step along the area's rim and those beside it."""
    picture = np.ascontiguousarray(picture)
    return max((jump(picture, rim) for rim in rims(area)), default=0.0)


def run() -> list[Measurement]:
    print(
        "Excess of the largest step along any rim within the feather over the photo's own, of 255: pasted, made"
    )
    found: dict[str, list[Found]] = {f"{scale}{kind}": [] for scale, kind in product(SCALES, FILLS)}
    for name in ("sample.jpg", "sunset.jpg"):
        photo = open_photo(resource(f"samples/{name}"), max_pixels=100_000_000)
        for place in places(photo):
            for (scale, limits), (kind, fill) in product(SCALES.items(), FILLS.items()):
                title = f"{scale}{kind}"
                one = case(photo, place, fill, limits)
                found[title].append(one)
                if one.higher:
                    print(f"{name} {place} {title}: {one.hard:6.3f} {one.ours:6.3f}  HIGHER")
    measurements = []
    for title, cases in found.items():
        hard, ours = (float(np.mean([each[which] for each in cases])) for which in (0, 1))
        higher = sum(each.higher for each in cases)
        print(f"{title}: mean {hard:.2f} pasted, {ours:.2f} made; higher in {higher} of {len(cases)} cases")
        # In thousandths, so that the table shows the levels of 255 instead of milliseconds.
        measurements.append(
            Measurement(f"{title} (levels)", max(ours, 0) / 1000, "hard paste", max(hard, 1e-3) / 1000)
        )
    return measurements
