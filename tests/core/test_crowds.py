"""Masks of very many marks: few crops, nothing scaled down, each mark grown as far as a speck needs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from objremove_gui.core.cropping import CropLimits, CropPlan, plan_crops
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.regions import (
    FEW,
    PIECE,
    VERY_MANY,
    Region,
    divided,
    find_regions,
    is_crowd,
    parts_less_holes,
)

Mask = NDArray[np.uint8]


def specks(count: int, width: int, height: int, seed: int = 1, side: int = 5) -> Mask:
    chance = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    for x, y in chance.integers((0, 0), (width - side, height - side), (count, 2)).tolist():
        mask[y : y + side, x : x + side] = 255
    return mask


def board(side: int, width: int, height: int) -> Mask:
    rows, columns = np.mgrid[:height, :width] // side
    return np.where((rows + columns) % 2, np.uint8(255), np.uint8(0))


def plans_of(mask: Mask, limits: CropLimits | None = None, growth: int | None = None) -> list[CropPlan]:
    size = Size(mask.shape[1], mask.shape[0])
    return plan_crops(find_regions(mask), size, limits or CropLimits(), growth=growth)


def covered(plans: list[CropPlan], shape: tuple[int, ...]) -> NDArray[np.int64]:
    count = np.zeros(shape, np.int64)
    for plan in plans:
        assert plan.source.holds(plan.region.box)
        count[plan.region.box.slices] += plan.region.mask > 0
    return count


@pytest.mark.parametrize("count", [60, 3000])
def test_specks_all_over_a_photo_take_few_tasks_and_keep_their_scale_and_a_small_growth(count: int) -> None:
    plans = plans_of(specks(count, 6000, 4000))
    assert len(plans) <= 6
    assert {(plan.scale, plan.growth) for plan in plans} == {(1.0, 2)}


def test_a_board_that_spans_the_photo_is_cut_between_its_squares_instead_of_scaled_down() -> None:
    mask = board(48, 2100, 1500)
    plans = plans_of(mask, CropLimits(64, 1000))
    assert {plan.scale for plan in plans} == {1.0}
    assert np.array_equal(covered(plans, mask.shape), mask > 0)


def test_a_large_mark_among_specks_grows_as_ever_and_they_do_not() -> None:
    mask = specks(200, 3000, 2000)
    mask[400:1500, 400:1700] = 255
    alone = np.zeros_like(mask)
    alone[400:1500, 400:1700] = 255
    growths = {plan.growth for plan in plans_of(mask)}
    assert min(growths) == 2
    assert max(growths) >= plans_of(alone)[0].growth


def test_a_growth_that_was_set_is_everybodys() -> None:
    assert {plan.growth for plan in plans_of(specks(300, 2000, 2000), growth=7)} == {7}


def test_looks_at_some_specks_tell_how_far_all_of_a_crop_grow() -> None:
    looked: list[Region] = []

    def look(region: Region, by_size: int) -> int:
        looked.append(region)
        return 9 if len(looked) % 2 else by_size

    mask = specks(400, 3000, 2000)
    plans = plan_crops(find_regions(mask), Size(3000, 2000), CropLimits(), look=look)
    assert {plan.growth for plan in plans} == {9}
    assert len(looked) <= 100


def test_some_objects_are_no_crowd_and_neither_is_a_line_of_text() -> None:
    objects = np.zeros((3000, 3000), np.uint8)
    for number in range(FEW):
        y, x = 600 * (number // 5), 600 * (number % 5)
        objects[y : y + 90, x : x + 50] = 255
    assert len(find_regions(objects)) == FEW
    assert not is_crowd(find_regions(objects))
    letters = np.zeros((100, 4000), np.uint8)
    for x in range(0, 4000, 40):
        letters[30:70, x : x + 25] = 255
    assert not is_crowd(find_regions(letters))


def test_one_region_of_very_many_parts_is_a_crowd() -> None:
    mask = board(16, 800, 800)
    assert len(find_regions(mask)) == 1
    assert mask.size // 16**2 // 2 > VERY_MANY
    assert is_crowd(find_regions(mask))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.floats(0, 1), st.integers(0, 99))
def test_parts_are_counted_less_their_holes(width: int, height: int, share: float, seed: int) -> None:
    mask = np.where(np.random.default_rng(seed).random((height, width)) < share, np.uint8(255), np.uint8(0))
    parts = cv2.connectedComponents(mask, connectivity=4)[0] - 1
    # All that lies outside the mask is one, and no hole.
    framed = cv2.copyMakeBorder(255 - mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=255)
    holes = cv2.connectedComponents(framed, connectivity=8)[0] - 2
    assert parts_less_holes(mask) == parts - holes


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 2500), st.integers(0, 99), st.integers(1, 30))
def test_divided_regions_hold_the_same_marks_in_small_boxes(count: int, seed: int, side: int) -> None:
    mask = specks(count, 1600, 900, seed, side)
    seen = np.zeros(mask.shape, np.int64)
    longest = max((max(region.box.size) for region in find_regions(mask)), default=0)
    for piece in divided(find_regions(mask)):
        seen[piece.box.slices] += piece.mask > 0
        assert max(piece.box.size) <= longest
        assert Rect(0, 0, 1600, 900).holds(piece.box)
    assert np.array_equal(seen, mask > 0)


def test_divided_regions_of_specks_are_hardly_longer_than_a_piece() -> None:
    pieces = divided(find_regions(board(16, 2000, 1500)))
    assert len(pieces) == 12
    assert max(max(piece.box.size) for piece in pieces) <= PIECE + 16
