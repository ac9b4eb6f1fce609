"""Results are laid over the photo inside their ring; everything else stays bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks, noise, removal

from objremove_gui.core.compositing import blend, composed, feathered_alpha, to_8bit, to_depth
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.morphology import grown

SIZE = Size(130, 90)
kinds = pytest.mark.parametrize(
    ("channels", "dtype"), [(3, np.uint8), (4, np.uint8), (3, np.uint16), (4, np.uint16)]
)


def lay(boxes: list[tuple[int, int, int, int]], dtype: type) -> list:
    return [removal(Rect(*box), dtype, seed) for seed, box in enumerate(boxes)]


@kinds
def test_outside_every_ring_the_photo_stays_bit_for_bit(channels, dtype):
    photo = noise(SIZE, channels, dtype)
    removals = lay([(5, 5, 60, 40), (50, 30, 70, 55), (0, 80, 130, 10)], dtype)
    picture = composed(photo, removals, Rect.of_size(SIZE))
    untouched = np.ones(photo.shape[:2], bool)
    for each in removals:
        untouched[each.box.slices] &= each.alpha == 0
    assert untouched.any()
    assert np.array_equal(picture[untouched], photo[untouched])
    assert np.array_equal(picture[..., 3:], photo[..., 3:])
    assert (picture[..., :3] != photo[..., :3]).any()


@kinds
def test_the_weights_are_exact(channels, dtype):
    under, patch = noise(SIZE, channels, dtype, 1), noise(SIZE, 3, dtype, 2)
    alpha = noise(SIZE, 1, np.uint8, 3)[..., 0]
    alpha[:20], alpha[-20:] = 0, 255
    weight = alpha[..., None].astype(np.int64)
    expected = under.copy()
    # Rounded to the nearest; no sum lies half-way between two, since 255 is odd.
    expected[..., :3] = np.round((under[..., :3] * (255 - weight) + patch * weight) / 255)
    wide = np.zeros((SIZE.height, SIZE.width + 9, channels), dtype)
    view = wide[:, 4 : 4 + SIZE.width]
    view[...] = under
    blend(view, patch, alpha)
    assert np.array_equal(view, expected)
    assert not wide[:, :4].any()
    assert not wide[:, -5:].any()


@settings(max_examples=40)
@given(st.integers(0, 129), st.integers(0, 89), st.integers(1, 130), st.integers(1, 90))
def test_any_part_of_the_picture_is_a_part_of_the_whole(x, y, width, height):
    box = Rect(x, y, width, height).intersect(Rect.of_size(SIZE))
    photo = noise(SIZE)
    removals = lay([(5, 5, 60, 40), (50, 30, 70, 55)], np.uint8)
    whole = composed(photo, removals, Rect.of_size(SIZE))
    assert np.array_equal(composed(photo, removals, box), whole[box.slices])


def test_the_last_removal_lies_on_top_and_one_that_is_off_does_not_lie_at_all():
    photo = noise(SIZE)
    first, second = lay([(10, 10, 80, 60), (10, 10, 80, 60)], np.uint8)
    everything = Rect.of_size(SIZE)
    both = composed(photo, [first, second], everything)
    core = second.mask > 0
    assert np.array_equal(both[second.box.slices][core], second.version.patch[core])
    hidden = replace(second, enabled=False)
    only_first = composed(photo, [first], everything)
    assert np.array_equal(composed(photo, [first, hidden], everything), only_first)


def test_composing_never_writes_into_the_photo():
    photo = noise(SIZE)
    photo.flags.writeable = False
    composed(photo, lay([(0, 0, 130, 90)], np.uint8), Rect.of_size(SIZE))


@settings(max_examples=60)
@given(
    st.builds(Size, st.integers(1, 700), st.integers(1, 60)),
    st.sampled_from([0.0, 0.001, 0.3, 1.0]),
    st.integers(0, 9),
    st.integers(0, 2),
)
def test_the_weight_is_full_on_the_mask_and_nothing_outside_the_area(size, share, growth, feather):
    mask = marks(size, share)
    area = grown(mask, growth)
    alpha = feathered_alpha(mask, area, feather)
    assert (alpha[mask > 0] == 255).all()
    assert not alpha[area == 0].any()
    assert (alpha[area > 0] > 0).all()
    inside = grown(255 - area, feather + 1) == 0
    assert (alpha[inside] == 255).all()


def test_the_feather_falls_in_equal_steps_inside_the_rim():
    area = np.zeros((9, 30), np.uint8)
    area[:, 10:] = 255
    mask = np.zeros_like(area)
    assert feathered_alpha(mask, area, 2)[4].tolist() == [0] * 10 + [85, 170] + [255] * 18
    assert feathered_alpha(mask, area, 0)[4].tolist() == [0] * 10 + [255] * 20


def test_the_border_of_the_photo_is_no_rim():
    whole = np.full((6, 6), 255, np.uint8)
    assert (feathered_alpha(np.zeros_like(whole), whole, 2) == 255).all()


def test_depths_convert_exactly():
    every = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, 2)
    deep = to_depth(every, np.zeros(1, np.uint16))
    assert deep.dtype == np.uint16
    assert deep.max() == 65535
    assert np.array_equal(to_8bit(deep), every)
    assert to_depth(every, every) is every
    values = np.arange(65536, dtype=np.uint16).reshape(64, 256, 4)
    assert np.array_equal(to_8bit(values), np.round(values / 257))


def test_a_removal_of_a_blob_covers_its_ring_only():
    mask = blob(SIZE, (60, 40, 15))
    alpha = feathered_alpha(mask, grown(mask, 6), 2)
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width]
    distance = np.hypot(x - 60, y - 40)
    assert not alpha[distance > 21].any()
    assert (alpha[distance <= 18] == 255).all()


@kinds
@pytest.mark.parametrize("opacity", [0, 1, 40, 99])
def test_opacity_weakens_a_result_everywhere_alike(channels, dtype, opacity):
    under, patch = noise(SIZE, channels, dtype, 1), noise(SIZE, 3, dtype, 2)
    alpha = noise(SIZE, 1, np.uint8, 3)[..., 0]
    alpha[:20], alpha[-20:] = 0, 255
    weight = (alpha.astype(np.int64) * opacity)[..., None]
    expected = under.copy()
    expected[..., :3] = (under[..., :3] * (25500 - weight) + patch * weight + 12750) // 25500
    blend(under, patch, alpha, opacity)
    assert np.array_equal(under, expected)


def test_a_removal_is_laid_over_by_its_opacity():
    photo, whole = noise(SIZE), Rect.of_size(SIZE)
    full = removal(Rect(5, 5, 60, 40))
    shown = [composed(photo, [replace(full, opacity=opacity)], whole) for opacity in (0, 50, 100)]
    assert np.array_equal(shown[0], photo)
    assert np.array_equal(shown[2], composed(photo, [full], whole))
    middle = (shown[0].astype(np.int64) + shown[2]) / 2
    assert np.abs(shown[1] - middle).max() <= 2
