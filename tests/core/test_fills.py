"""Holes, specks and rims, against slow definitions."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks

from objremove_gui.core.fills import holes_filled, smoothed, specks_dropped
from objremove_gui.core.geometry import Size

sizes = st.builds(Size, st.integers(1, 30), st.integers(1, 30))
masks = st.builds(marks, sizes, st.sampled_from([0.05, 0.3, 0.6, 0.9]), st.integers(0, 999))
SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
AROUND = (*SIDES, (1, 1), (1, -1), (-1, 1), (-1, -1))


def group(
    mask: np.ndarray, start: tuple[int, int], steps: tuple[tuple[int, int], ...]
) -> set[tuple[int, int]]:
    """All pixels of the value at ``start`` that hang together with it."""
    found, waiting = {start}, [start]
    while waiting:
        y, x = waiting.pop()
        for dy, dx in steps:
            place = (y + dy, x + dx)
            inside = 0 <= place[0] < mask.shape[0] and 0 <= place[1] < mask.shape[1]
            if inside and place not in found and mask[place] == mask[start]:
                found.add(place)
                waiting.append(place)
    return found


@given(masks)
def test_holes_are_what_can_not_be_reached_from_outside(mask):
    outside = group(np.pad(mask, 1), (0, 0), SIDES)
    expected = np.full(mask.shape, 255, np.uint8)
    for y, x in outside:
        if 0 < y <= mask.shape[0] and 0 < x <= mask.shape[1]:
            expected[y - 1, x - 1] = 0
    assert np.array_equal(holes_filled(mask), expected)


@given(masks, st.integers(1, 30))
def test_specks_are_groups_smaller_than_asked_for(mask, smallest):
    expected = mask.copy()
    waiting = {(int(y), int(x)) for y, x in np.argwhere(mask)}
    while waiting:
        together = group(mask, next(iter(waiting)), AROUND)
        waiting -= together
        if len(together) < smallest:
            expected[tuple(zip(*together, strict=True))] = 0
    assert np.array_equal(specks_dropped(mask, smallest), expected)


@settings(max_examples=60)
@given(masks, st.integers(1, 7))
def test_smoothing_takes_the_majority_around(mask, radius):
    framed = np.pad(mask > 0, radius, mode="edge")
    side = 2 * radius + 1
    windows = np.lib.stride_tricks.sliding_window_view(framed, (side, side))
    expected = windows.sum(axis=(2, 3)) * 2 > side * side
    assert np.array_equal(smoothed(mask, radius) > 0, expected)


def test_a_majority_by_one_pixel_counts_in_a_large_window():
    mask = np.zeros((101, 101), np.uint8)
    mask.reshape(-1)[: 101 * 101 // 2 + 1] = 255
    assert smoothed(mask, 50)[50, 50] == 255
    mask.reshape(-1)[101 * 101 // 2] = 0
    assert smoothed(mask, 50)[50, 50] == 0


def test_an_island_in_a_hole_is_no_hole():
    size = Size(60, 60)
    ring = blob(size, (30, 30, 25)) & ~blob(size, (30, 30, 20)) | blob(size, (30, 30, 5))
    assert np.array_equal(holes_filled(ring), blob(size, (30, 30, 25)))
