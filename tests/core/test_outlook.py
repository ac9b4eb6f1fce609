"""What would be sent, seen before it is, and made wider by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.crop_boxes import CropLimits, Wish
from objremove_gui.core.cropping import extract_image, extract_mask, plan_crops, put_back, region_alpha
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.outlook import crop_views, with_wish
from objremove_gui.core.regions import find_regions

PHOTO = Size(3000, 2000)
LIMITS = CropLimits()
SPOT, FAR = Rect(1000, 800, 40, 30), Rect(2600, 1700, 50, 40)


def marks(*boxes: Rect) -> np.ndarray:
    mask = np.zeros((PHOTO.height, PHOTO.width), np.uint8)
    for box in boxes:
        mask[box.slices] = 255
    return mask


def views(*boxes: Rect, wider: tuple[Wish, ...] = (), limits: CropLimits = LIMITS):
    return crop_views(marks(*boxes), (0, 0), PHOTO, limits, growth=None, wider=wider)


def test_what_is_seen_is_what_is_planned() -> None:
    plans = plan_crops(find_regions(marks(SPOT, FAR)), PHOTO, LIMITS)
    assert [(view.box, view.scale) for view in views(SPOT, FAR)] == [
        (plan.source, plan.scale) for plan in plans
    ]


def test_a_crop_that_is_wanted_wider_is_sent_so_and_the_others_stay() -> None:
    wish = Rect(100, 200, 2700, 1700)
    before, after = views(SPOT, FAR), views(SPOT, FAR, wider=(Wish(SPOT, wish),))
    assert after[0].box == wish
    assert after[0].least == before[0].box
    # It reaches over the other region, whose own crop is as it was all the same.
    assert wish.holds(FAR)
    assert after[1] == before[1]


def test_a_wider_crop_is_scaled_down_to_the_limits() -> None:
    (view,) = views(SPOT, wider=(Wish(SPOT, Rect(0, 0, 3000, 2000)),), limits=CropLimits(400, 1500))
    assert view.scale == 0.5


def test_a_wish_follows_a_region_that_grows_and_ends_with_another_or_none() -> None:
    wish = Wish(SPOT, Rect(500, 500, 1200, 900))
    grown = Rect(900, 780, 160, 60)
    (view,) = views(grown, wider=(wish,))
    assert view.box.holds(wish.box)
    other = Rect(400, 400, 1400, 1100)
    assert with_wish((wish,), grown, other) == (Wish(grown, other),)
    assert with_wish((wish,), grown, None) == ()
    assert with_wish((wish,), FAR, other) == (wish, Wish(FAR, other))


def test_a_wider_crop_changes_neither_growth_nor_ring() -> None:
    (region,) = find_regions(marks(SPOT))
    (narrow,) = plan_crops([region], PHOTO, LIMITS)
    (wide,) = plan_crops([region], PHOTO, LIMITS, wider=(Wish(SPOT, Rect(0, 0, 3000, 2000)),))
    assert (wide.growth, wide.ring, wide.box) == (narrow.growth, narrow.ring, narrow.box)
    assert np.array_equal(region_alpha(wide), region_alpha(narrow))


boxes = st.tuples(st.integers(-50, 900), st.integers(-50, 700), st.integers(1, 900), st.integers(1, 700)).map(
    lambda values: Rect(*values)
)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 800), st.integers(1, 600)).map(lambda size: Size(*size)),
    boxes,
    boxes,
    st.sampled_from([CropLimits(), CropLimits(100, 300), CropLimits(64, 128)]),
)
def test_whatever_is_wanted_a_plan_is_inside_the_photo_and_the_limits(
    photo: Size, marked: Rect, wish: Rect, limits: CropLimits
) -> None:
    whole = Rect.of_size(photo)
    marked = marked.intersect(whole)
    if marked.is_empty:
        marked = Rect(0, 0, 1, 1)
    mask = np.zeros((photo.height, photo.width), np.uint8)
    mask[marked.slices] = 255
    wider = (Wish(marked, wish),)
    for plan in plan_crops(find_regions(mask), photo, limits, wider=wider):
        assert whole.holds(plan.source)
        assert plan.source.holds(wish.intersect(whole)) or wish.intersect(whole).is_empty
        assert limits.min_side <= min(plan.sent)
        assert max(plan.sent) <= limits.max_side
        assert 0 < plan.scale <= 1
        pixels = np.zeros((*plan.source.size[::-1], 3), np.uint8)
        image = extract_image(plan, pixels)
        assert image.shape[:2] == extract_mask(plan, mask[plan.source.slices]).shape == plan.sent[::-1]
        assert put_back(plan, image, pixels).shape[:2] == plan.box.size[::-1]
