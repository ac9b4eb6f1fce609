"""The automatic growth sees how far an object goes on beyond its marks, and is led astray by little else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scenery import blob

from objremove_gui.core.crop_boxes import CropLimits
from objremove_gui.core.cropping import MOST_LOOKS, plan_crops
from objremove_gui.core.edges import FARTHEST, MARGIN, EdgeLook
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.regions import find_regions
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.jobs.crops import plan_crops as plan_run

SIZE = Size(700, 500)
DISC = blob(SIZE, (350, 250, 70))
BY_SIZE = 3


def textured(level: int, seed: int) -> NDArray[np.uint8]:
    """A surface of a mean colour, with texture of more than a few pixels."""
    noise = np.random.default_rng(seed).normal(0, 60, (SIZE.height, SIZE.width, 3))
    return np.clip(level + cv2.GaussianBlur(noise, (0, 0), 2), 0, 255).astype(np.uint8)


def scene(sigma: float = 0.0, level: int = 60) -> NDArray[np.uint8]:
    """A disc before a ground, its edge blurred by so many pixels."""
    cover = DISC.astype(np.float32) / 255
    cover = (cv2.GaussianBlur(cover, (0, 0), sigma) if sigma else cover)[..., None]
    return np.rint(textured(level, 1) * cover + textured(170, 2) * (1 - cover)).astype(np.uint8)


def growth(picture: NDArray[np.uint8], marks: NDArray[np.uint8], by_size: int = BY_SIZE) -> int:
    (region,) = find_regions(marks)
    look = EdgeLook(lambda box: picture[box.slices], SIZE, region.mask, region.box)
    return look(region, by_size)


def moved(by: int) -> NDArray[np.uint8]:
    """The disc's marks, larger by so many pixels, or smaller."""
    return blob(SIZE, (350, 250, 70 + by))


def test_a_hard_edge_that_is_marked_well_grows_by_its_size_alone() -> None:
    assert growth(scene(), moved(0)) == BY_SIZE
    assert growth(scene(), moved(5)) == BY_SIZE


@pytest.mark.parametrize("short", [4, 6, 8])
def test_marks_that_fall_short_grow_to_the_edge_and_a_little_beyond(short: int) -> None:
    assert short + MARGIN <= growth(scene(), moved(-short)) <= short + MARGIN + 3


def test_the_softer_an_edge_the_farther_it_grows() -> None:
    found = [growth(scene(sigma), moved(0)) for sigma in (0, 2, 3, 5)]
    assert found == sorted(found)
    assert found[-1] >= 8 > BY_SIZE == found[0]


def test_texture_without_an_object_grows_by_size() -> None:
    ground = textured(170, 2)
    assert growth(ground, moved(0)) == BY_SIZE
    assert growth(ground, blob(SIZE, (120, 120, 40))) == BY_SIZE


def test_an_object_beside_that_is_marked_too_is_not_looked_at() -> None:
    picture = scene()
    cv2.circle(picture, (350, 250), 84, (250, 20, 20), 12)
    ring = blob(SIZE, (350, 250, 90)) & ~blob(SIZE, (350, 250, 71))
    (disc,) = find_regions(DISC)
    alone = EdgeLook(lambda box: picture[box.slices], SIZE, DISC, Rect.of_size(SIZE))
    both = EdgeLook(lambda box: picture[box.slices], SIZE, DISC | ring, Rect.of_size(SIZE))
    assert both(disc, BY_SIZE) == BY_SIZE <= alone(disc, BY_SIZE)


def test_it_is_bounded_and_the_same_each_time() -> None:
    picture = scene(40)
    found = growth(picture, moved(-30), by_size=30)
    assert 30 <= found <= FARTHEST // 2 * 1.1 + MARGIN
    assert growth(picture, moved(-30), by_size=30) == found


@pytest.mark.parametrize(
    "marks", [DISC, np.full_like(DISC, 255), blob(SIZE, (0, 0, 30)), blob(SIZE, (350, 250, 0))]
)
def test_marks_of_any_shape_are_looked_at(marks: NDArray[np.uint8]) -> None:
    assert growth(scene(3), marks) >= BY_SIZE


def test_a_large_region_is_looked_at_in_a_smaller_picture() -> None:
    size = Size(2400, 1800)
    marks = blob(size, (1200, 900, 700))
    shape = cv2.GaussianBlur(blob(size, (1200, 900, 720)).astype(np.float32) / 255, (0, 0), 4)[..., None]
    picture = np.rint(60 * shape + 190 * (1 - shape)).astype(np.uint8).repeat(3, 2)
    (region,) = find_regions(marks)
    look = EdgeLook(lambda box: picture[box.slices], size, region.mask, region.box)
    assert 24 <= look(region, 8) <= 38


def test_a_run_grows_as_the_picture_tells_unless_growth_is_set_or_there_are_too_many_regions() -> None:
    photo = Photo(scene(4), PhotoFormat.PNG)
    snapshot = Snapshot.of(photo, DISC)
    (by_size,) = plan_crops(find_regions(DISC), SIZE, CropLimits())
    (plan,) = plan_run(snapshot, CropLimits(), None, None)
    assert plan.ring == plan.growth > by_size.growth
    assert plan.box == plan.region.box.pad(plan.ring + 1)
    assert plan_run(snapshot, CropLimits(), 5, None)[0].growth == 5
    specks = np.zeros((3000, 3000), np.uint8)
    specks[50::250, 50::250] = 255
    regions = find_regions(specks)
    limits = CropLimits(16, 64)
    plans = plan_crops(regions, Size(3000, 3000), limits, look=lambda *_: 99)
    assert len(plans) > MOST_LOOKS
    assert {plan.growth for plan in plans} != {99}


def test_a_look_that_is_stopped_reads_nothing_more() -> None:
    picture, (region,) = scene(), find_regions(moved(-6))
    said = [False]
    seen: list[Rect] = []

    def read(box: Rect) -> NDArray[np.uint8]:
        seen.append(box)
        # Stopped while it was read.
        said[0] = True
        return picture[box.slices]

    look = EdgeLook(read, SIZE, region.mask, region.box, lambda: said[0])
    assert look(region, BY_SIZE) == BY_SIZE < growth(picture, moved(-6))
    assert look(region, BY_SIZE) == BY_SIZE
    assert len(seen) == 1
