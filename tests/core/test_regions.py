"""Regions take the mask apart without losing or sharing a pixel."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.regions import Region, find_regions, merged

sides = st.integers(1, 420)
sizes = st.builds(Size, sides, sides)


@settings(max_examples=80)
@given(sizes, st.sampled_from([0.0, 0.00005, 0.0005, 0.01, 1.0]), st.integers(0, 99))
def test_regions_partition_the_mask(size, share, seed):
    mask = marks(size, share, seed)
    count = np.zeros(mask.shape, int)
    for region in find_regions(mask, (70, 30)):
        box = region.box.shift(-70, -30)
        assert cv2.boundingRect(region.mask) == (0, 0, box.width, box.height)
        count[box.slices] += region.mask == 255
    assert np.array_equal(count, mask == 255)


@pytest.mark.parametrize(("distance", "regions"), [(32, 1), (57, 2)])
@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (1, 1), (1, -1)])
def test_near_marks_are_one_region_and_far_ones_are_two(distance, regions, direction):
    for start in range(100, 116):
        mask = np.zeros((300, 300), np.uint8)
        mask[start, start] = mask[start + distance * direction[1], start + distance * direction[0]] = 255
        assert len(find_regions(mask)) == regions


def test_a_region_inside_another_ones_box_stays_out_of_it():
    mask = np.zeros((400, 400), np.uint8)
    cv2.rectangle(mask, (0, 0), (399, 399), 255, 5)
    mask[195:205, 195:205] = 255
    frame, middle = find_regions(mask)
    assert middle.box == Rect(195, 195, 10, 10)
    assert not frame.mask[150:250, 150:250].any()


def test_a_part_of_a_larger_mask_is_taken_apart_like_a_copy_of_it():
    mask = marks(Size(333, 222), 0.0005)
    part = mask[11:203, 17:289]
    cut, copied = find_regions(part), find_regions(part.copy())
    assert [r.box for r in cut] == [r.box for r in copied]


@pytest.mark.parametrize("scale", [1, 3, 30])
@pytest.mark.parametrize("radius", [1, 8, 40])
def test_depth_is_the_radius_of_the_largest_disc(scale, radius):
    small = blob(Size(100, 100), (50, 50, radius))
    mask = small.repeat(scale, 0).repeat(scale, 1)
    depth = Region(Rect(0, 0, mask.shape[1], mask.shape[0]), mask).depth
    assert abs(depth - (radius + 0.5) * scale) <= 0.05 * radius * scale + scale


def test_merged_regions_hold_the_marks_of_all():
    mask = blob(Size(300, 200), (30, 40, 12), (150, 100, 20), (260, 160, 9))
    parts = find_regions(mask)
    whole = merged(parts)
    assert len(parts) == 3
    assert np.array_equal(whole.mask, mask[whole.box.slices])
