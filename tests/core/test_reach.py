"""The line around what a removal would change is the rim of what it does change."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scenery import blob

from objremove_gui.core.cropping import CropLimits, plan_crops, region_alpha
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.reach import Reached, Rim, reached
from objremove_gui.core.regions import find_regions

PHOTO = Size(1600, 1200)
MARKS = {
    "a disc": blob(PHOTO, (800, 600, 90)),
    "two far apart": blob(PHOTO, (200, 200, 40), (1300, 900, 120)),
    "at the edge": blob(PHOTO, (0, 600, 60), (1599, 1199, 30)),
    "a ring": blob(PHOTO, (800, 600, 200)) & ~blob(PHOTO, (800, 600, 150)),
    "a speck": blob(PHOTO, (700, 300, 0)),
}


def drawn(found: list[Rim]) -> NDArray[np.uint8]:
    """The lines as pixels."""
    picture = np.zeros((PHOTO.height, PHOTO.width), np.uint8)
    for rim in found:
        cv2.polylines(picture, [np.floor(rim).astype(np.int32)], True, 255)
    return picture


def changed(mask: NDArray[np.uint8], growth: int | None) -> NDArray[np.uint8]:
    """Everything that the patches of a removal cover."""
    result = np.zeros_like(mask)
    for plan in plan_crops(find_regions(mask), PHOTO, CropLimits(), growth=growth):
        view = result[plan.box.slices]
        np.maximum(view, (region_alpha(plan) > 0).astype(np.uint8) * 255, out=view)
    return result


@pytest.mark.parametrize("growth", [None, 0, 1, 13])
@pytest.mark.parametrize("name", MARKS)
def test_the_line_runs_along_the_outermost_pixels_that_change(name: str, growth: int | None) -> None:
    mask = MARKS[name]
    found = reached(mask, (0, 0), PHOTO, CropLimits(), growth=growth)
    assert found is not None
    area = changed(mask, growth)
    line = drawn(found.rims)
    assert not (line & ~area).any(), "the line lies inside what changes"
    framed = np.pad(area, 1)
    inner = cv2.erode(framed, np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8), borderValue=0)[
        1:-1, 1:-1
    ]
    rim = area & ~inner
    assert not (rim & ~cv2.dilate(line, np.ones((3, 3), np.uint8))).any(), "all of the rim is on the line"


def test_a_part_of_the_mask_gives_the_same_lines_as_the_whole() -> None:
    mask = MARKS["two far apart"]
    box = Rect(*cv2.boundingRect(mask))
    whole = reached(mask, (0, 0), PHOTO, CropLimits(), growth=None)
    part = reached(mask[box.slices].copy(), (box.x, box.y), PHOTO, CropLimits(), growth=None)
    assert whole is not None
    assert part is not None
    assert [line.tolist() for line in part.rims] == [line.tolist() for line in whole.rims]


def test_more_growth_means_a_longer_line() -> None:
    lengths = []
    for growth in (0, 5, 40):
        found = reached(MARKS["a disc"], (0, 0), PHOTO, CropLimits(), growth=growth)
        assert found is not None
        lengths.append(sum(cv2.arcLength(line, True) for line in found.rims))
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[1] < lengths[2]


def test_an_empty_mask_has_no_line() -> None:
    found = reached(np.zeros((60, 80), np.uint8), (0, 0), PHOTO, CropLimits(), growth=None)
    assert found == Reached([], ())


def test_how_far_each_region_grows_is_told_without_lines_too() -> None:
    grows = reached(
        MARKS["two far apart"],
        (0, 0),
        PHOTO,
        CropLimits(),
        growth=None,
        look=lambda _, by_size: by_size + 7,
        traced=False,
    )
    plans = plan_crops(find_regions(MARKS["two far apart"]), PHOTO, CropLimits())
    assert grows == Reached([], tuple(plan.growth + 7 for plan in plans))


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_a_search_that_nobody_wants_ends_without_an_answer(looks: int) -> None:
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > looks

    assert reached(MARKS["two far apart"], (0, 0), PHOTO, CropLimits(), growth=9, stopped=stopped) is None
    assert len(asked) == looks + 1


def test_a_search_that_is_stopped_does_not_even_plan() -> None:
    looked: list[int] = []

    def look(region: object, growth: int) -> int:
        looked.append(growth)
        return growth

    mask = MARKS["a disc"]
    assert reached(mask, (0, 0), PHOTO, CropLimits(), growth=None, look=look, stopped=lambda: True) is None
    assert not looked
