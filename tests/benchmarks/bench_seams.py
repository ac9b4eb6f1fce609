"""How visible seams are, beside a hard paste of the same fill: 48 cases on the sample photos, and as many scaled down.

What was scaled down is softer than the photo, and so is a hard paste of it, with smaller steps than the photo's own.
What the program makes has its detail again; there a number below 0 is farther from the photo than 0 is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import cv2
import numpy as np
from measuring import Measurement
from numpy.typing import NDArray

from objremove_gui.core.compositing import composed
from objremove_gui.core.cropping import CropLimits, extract_image, put_back, sent_area
from objremove_gui.core.document import Snapshot
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.jobs.composing import Made, removal_of, versions_of
from objremove_gui.jobs.crops import plan_crops
from objremove_gui.resources import resource

Picture = NDArray[np.uint8]
# A fill is taken from so far beside its place, as engines take it from elsewhere, and is so much lighter.
BESIDE = ((170, 12), (-150, 40))
LIGHTER = (0, 5, -7, 10)


def places(photo: Photo) -> Iterator[tuple[int, int]]:
    width, height = photo.size
    for row in (0.35, 0.7):
        for column in (0.2, 0.4, 0.6, 0.8):
            yield round(column * width), round(row * height)


def jump(picture: Picture, area: NDArray[np.bool_]) -> float:
    """Mean step of lightness between neighbours of which one lies in the area and the other does not."""
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    steps = []
    for axis in (0, 1):
        crosses = np.diff(area, axis=axis)
        steps.append(np.abs(np.diff(light, axis=axis))[crosses])
    return float(np.concatenate(steps).mean())


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


def case(
    photo: Photo, number: int, at: tuple[int, int], fill: Fill, limits: CropLimits
) -> tuple[float, float]:
    """How much larger the steps along the rim are than the photo's own: hard paste, and what the program makes."""
    mask = np.zeros((photo.size.height, photo.size.width), np.uint8)
    cv2.ellipse(mask, at, (45 + 3 * number, 70 - number), 20 * number, 0, 360, 255, -1)
    snapshot = Snapshot.of(photo, mask)
    (plan,) = plan_crops(snapshot, limits, None, None)
    crop = extract_image(plan, snapshot.read(plan.source))
    answer = np.where(sent_area(plan)[..., None] > 0, fill(crop, number), crop).astype(np.uint8)
    removal = removal_of(plan, versions_of(plan, snapshot, [answer], Made("none", 1, 0.0, "")))
    box = plan.source
    pasted = photo.pixels[box.slices].copy()
    inside = put_back(plan, sent_area(plan)[..., None].repeat(3, 2), crop)[..., 0] > 127
    place = plan.box.relative_to(box).slices
    pasted[place][inside] = put_back(plan, answer, crop)[inside]
    made = composed(photo.pixels, [removal], box)
    area = np.zeros(pasted.shape[:2], bool)
    area[place] = inside
    truth, hard, ours = (
        max(jump(np.ascontiguousarray(picture), rim) for rim in rims(area))
        for picture in (photo.pixels[box.slices], pasted, made)
    )
    return hard - truth, ours - truth


def run() -> list[Measurement]:
    print(
        "Excess of the largest step along any rim within the feather over the photo's own, of 255: pasted, made"
    )
    found: dict[str, list[tuple[float, float]]] = {
        f"{scale}{title}": [] for scale in SCALES for title in FILLS
    }
    for name in ("sample.jpg", "sunset.jpg"):
        photo = open_photo(resource(f"samples/{name}"), max_pixels=100_000_000)
        for number, at in enumerate(places(photo)):
            for (scale, limits), (kind, fill) in product(SCALES.items(), FILLS.items()):
                title = f"{scale}{kind}"
                hard, ours = case(photo, number, at, fill, limits)
                found[title].append((hard, ours))
                mark = "  HIGHER" if ours > hard + 1e-6 else ""
                print(f"{name} {number} {title}: {hard:6.2f} {ours:6.2f}{mark}")
    measurements = []
    for title, cases in found.items():
        hard, ours = (sum(each[which] for each in cases) / len(cases) for which in (0, 1))
        higher = sum(each[1] > each[0] + 1e-6 for each in cases)
        print(f"{title}: mean {hard:.2f} pasted, {ours:.2f} made; higher in {higher} of {len(cases)} cases")
        # In thousandths, so that the table shows the levels of 255 instead of milliseconds.
        measurements.append(
            Measurement(f"{title} (levels)", max(ours, 0) / 1000, "hard paste", max(hard, 1e-3) / 1000)
        )
    return measurements
