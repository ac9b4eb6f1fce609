"""Crops stay in the photo and inside the limits, and come back to where they were cut out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks, noise

from objremove_gui.core import cropping
from objremove_gui.core.cropping import (
    CropLimits,
    CropPlan,
    extract_image,
    extract_mask,
    plan_crops,
    put_back,
    region_alpha,
    region_mask,
)
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.morphology import grown
from objremove_gui.core.regions import Region, find_regions

LIMITS = CropLimits()
SMALL = CropLimits(40, 120)
sides = st.one_of(st.integers(1, 30), st.integers(1, 700))
sizes = st.builds(Size, sides, sides)
growths = st.one_of(st.none(), st.integers(0, 40))
kernels = st.sampled_from([None, 1, 3, 59])
# Any service's: the smallest side it takes, and how much longer the longest is.
limits_taken = st.builds(
    lambda least, more: CropLimits(least, round(least * more)), st.integers(8, 400), st.floats(1.5, 12)
)


@st.composite
def masks(draw: st.DrawFn) -> np.ndarray:
    """Specks, discs at the borders, thin lines, everything, in pictures of any shape."""
    size = draw(sizes)
    mask = marks(size, draw(st.sampled_from([0.0, 0.0003, 0.01])), draw(st.integers(0, 9)))
    for _ in range(draw(st.integers(0, 3))):
        x, y = draw(st.integers(0, size.width)), draw(st.integers(0, size.height))
        cv2.circle(mask, (x, y), draw(st.sampled_from([1, 9, 60])), 255, -1)
    if draw(st.booleans()):
        cv2.line(mask, (0, draw(st.integers(0, size.height))), (size.width, size.height // 2), 255, 2)
    if draw(st.integers(0, 9)) == 0:
        mask[...] = 255
    return mask


def plans_of(mask: np.ndarray, limits: CropLimits = LIMITS, **options: int | None) -> list[CropPlan]:
    size = Size(mask.shape[1], mask.shape[0])
    return plan_crops(find_regions(mask), size, limits, **options)


def check_plan(plan: CropPlan, photo: Size, limits: CropLimits) -> None:
    whole = Rect.of_size(photo)
    assert whole.holds(plan.source)
    for side in plan.sent:
        assert limits.min_side <= side <= limits.max_side
    assert 0 < plan.scale <= 1
    assert plan.ring >= plan.growth >= 0
    # The whole ring, and a pixel more where the photo goes on: so the blended area never ends at the crop's edge.
    assert plan.box == plan.region.box.pad(plan.ring + 1).intersect(whole)
    assert plan.source.holds(plan.box)


@settings(max_examples=150)
@given(masks(), growths, kernels, st.one_of(st.sampled_from([LIMITS, SMALL]), limits_taken))
def test_every_plan_stays_in_the_photo_and_inside_the_limits(mask, growth, kernel_size, limits):
    photo = Size(mask.shape[1], mask.shape[0])
    count = np.zeros(mask.shape, int)
    for plan in plans_of(mask, limits, growth=growth, kernel_size=kernel_size):
        check_plan(plan, photo, limits)
        count[plan.region.box.slices] += plan.region.mask == 255
    assert np.array_equal(count, mask == 255)


@settings(max_examples=80)
@given(
    st.builds(Size, st.integers(1, 30_000), st.integers(1, 30_000)),
    st.tuples(*[st.floats(0, 1, exclude_max=True)] * 4),
    growths,
    kernels,
    st.one_of(st.just(LIMITS), limits_taken),
)
def test_plans_of_photos_up_to_30000_pixels_wide_keep_to_the_limits_too(
    photo, place, growth, kernel_size, limits
):
    left, top = int(place[0] * photo.width), int(place[1] * photo.height)
    width = 1 + int(place[2] * (photo.width - left))
    height = 1 + int(place[3] * (photo.height - top))
    # Only the box matters to the plan; one marked pixel stands for all of them.
    region = Region(Rect(left, top, width, height), np.full((1, 1), 255, np.uint8))
    (plan,) = plan_crops([region], photo, limits, growth=growth, kernel_size=kernel_size)
    check_plan(plan, photo, limits)


def picture_like(mask: np.ndarray, channels: int = 3, dtype: type = np.uint8) -> np.ndarray:
    return np.array(noise(Size(mask.shape[1], mask.shape[0]), channels, dtype))


@settings(max_examples=60)
@given(masks(), growths)
def test_an_untouched_crop_put_back_at_full_scale_changes_nothing(mask, growth):
    picture = picture_like(mask)
    for plan in plans_of(mask, growth=growth):
        sent = extract_image(plan, picture[plan.source.slices])
        assert sent.shape == (plan.sent.height, plan.sent.width, 3)
        assert plan.scale == 1
        assert np.array_equal(put_back(plan, sent, picture), picture[plan.box.slices])


@settings(max_examples=25)
@given(masks(), st.sampled_from([np.uint8, np.uint16]), st.sampled_from([3, 4]))
def test_an_untouched_crop_put_back_after_scaling_is_close(mask, dtype, channels):
    y, x = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]]
    smooth = 127 + 60 * np.sin(x / 60) + 60 * np.cos(y / 60)
    factor = 257 if dtype == np.uint16 else 1
    picture = (smooth[..., None].repeat(channels, 2) * factor).astype(dtype)
    for plan in plans_of(mask, SMALL):
        sent = extract_image(plan, picture[plan.source.slices])
        patch = put_back(plan, sent, picture)
        assert patch.dtype == dtype
        assert patch.shape == (plan.box.height, plan.box.width, 3)
        away = np.abs(patch.astype(float) - picture[plan.box.slices][..., :3]) / factor
        assert away.max() <= 6


@settings(max_examples=60)
@given(masks(), growths, st.sampled_from([LIMITS, SMALL]))
def test_the_sent_mask_covers_every_grown_mark(mask, growth, limits):
    for plan in plans_of(mask, limits, growth=growth):
        sent = extract_mask(plan, mask[plan.source.slices])
        assert sent.shape == (plan.sent.height, plan.sent.width)
        assert set(np.unique(sent)) <= {0, 255}
        left, top, right, bottom = plan.padding
        inner = sent[top : sent.shape[0] - bottom, left : sent.shape[1] - right]
        rows, columns = np.nonzero(grown(mask[plan.source.slices], plan.growth))
        for ends in (0, 1 - 1e-9):
            at_row = ((rows + ends) * inner.shape[0] / plan.source.height).astype(int)
            at_column = ((columns + ends) * inner.shape[1] / plan.source.width).astype(int)
            assert inner[at_row, at_column].all()


def test_padding_mirrors_picture_and_mask_alike():
    picture = np.array(noise(Size(50, 30)))
    mask = blob(Size(50, 30), (20, 10, 6))
    (plan,) = plans_of(mask, growth=0)
    left, top, _, _ = plan.padding
    image, marked = extract_image(plan, picture), extract_mask(plan, mask)
    assert np.array_equal(image[top : top + 30, left : left + 50], picture)
    assert np.array_equal(image[top + 30], image[top + 29])
    assert np.array_equal(image[top - 7], image[top + 6])
    assert np.array_equal(marked[:, left - 21], marked[:, left + 20])
    assert (marked > 0).sum() > (mask > 0).sum()


def test_a_photo_of_one_pixel_can_be_sent():
    mask = np.full((1, 1), 255, np.uint8)
    (plan,) = plans_of(mask)
    assert plan.sent == Size(400, 400)
    image = extract_image(plan, np.full((1, 1, 3), 9, np.uint8))
    assert (image == 9).all()
    assert extract_mask(plan, mask).all()
    assert put_back(plan, image, image).shape == (1, 1, 3)


@settings(max_examples=60)
@given(masks(), growths, kernels, st.one_of(st.sampled_from([LIMITS, SMALL]), limits_taken))
def test_the_blended_area_is_the_ring_around_the_marks(mask, growth, kernel_size, limits):
    for plan in plans_of(mask, limits, growth=growth, kernel_size=kernel_size):
        alpha, painted = region_alpha(plan), region_mask(plan)
        inside = plan.region.box.relative_to(plan.box)
        assert np.array_equal(painted[inside.slices], plan.region.mask)
        assert painted.sum() == plan.region.mask.sum(dtype=np.int64)
        assert (alpha[painted > 0] == 255).all()
        far = cv2.distanceTransform(255 - painted, cv2.DIST_C, 3) if painted.any() else None
        assert far is not None
        assert not alpha[far > plan.ring].any()
        # Where the photo goes on, the area fades out before the box ends.
        whole = Rect(0, 0, mask.shape[1], mask.shape[0])
        sides = [(alpha[0], plan.box.y > 0), (alpha[-1], plan.box.bottom < whole.bottom)]
        sides += [(alpha[:, 0], plan.box.x > 0), (alpha[:, -1], plan.box.right < whole.right)]
        assert not any(side.any() for side, goes_on in sides if goes_on)


def test_growth_follows_the_size_of_the_crop():
    small = plans_of(blob(Size(3000, 2000), (500, 500, 20)))[0]
    large = plans_of(blob(Size(3000, 2000), (1000, 1000, 600)))[0]
    assert small.growth == 2
    assert large.growth == round(2.5 * (large.source.size.pixels / 0.5e6) ** 0.5) > 5


def test_the_ring_counts_the_services_own_growth_in_photo_pixels():
    mask = np.zeros((1000, 9000), np.uint8)
    mask[500, 100:8900] = 255
    (plan,) = plans_of(mask, growth=4, kernel_size=59)
    assert plan.scale < 0.5
    assert 4 + 29 / plan.scale <= plan.ring < 4 + 29 / plan.scale + 1
    check_plan(plan, Size(9000, 1000), LIMITS)


def test_a_long_region_takes_real_pixels_before_mirrored_ones():
    mask = np.zeros((4000, 12_000), np.uint8)
    mask[2000, 100:11_900] = 255
    (plan,) = plans_of(mask)
    assert plan.padding == (0, 0, 0, 0)
    assert min(plan.sent) == 400


def test_a_region_that_fits_is_not_scaled_down_for_the_sake_of_context():
    (plan,) = plans_of(blob(Size(6000, 5000), (3000, 2500, 1200)))
    assert plan.scale == 1
    assert plan.source.width > 2400 + 1000


def test_marks_of_a_neighbour_are_sent_but_not_blended():
    mask = blob(Size(4000, 1500), (1000, 700, 150), (1420, 700, 20))
    large, small = plans_of(mask, growth=0)
    assert large.source.holds(small.region.box)
    sent = extract_mask(large, mask[large.source.slices])
    assert np.array_equal(sent, mask[large.source.slices])
    blended = np.zeros_like(mask)
    blended[large.box.slices] = region_alpha(large)
    assert blended.any()
    assert not blended[small.region.box.slices].any()


def test_near_regions_share_a_crop_and_far_ones_do_not():
    near = plans_of(blob(Size(3000, 2000), (500, 500, 20), (600, 560, 20)))
    far = plans_of(blob(Size(3000, 2000), (500, 500, 20), (2500, 1500, 20)))
    assert [len(near), len(far)] == [1, 2]


def test_a_speck_is_not_scaled_down_with_the_frame_around_it():
    mask = np.zeros((5000, 9000), np.uint8)
    cv2.rectangle(mask, (10, 10), (8990, 4990), 255, 9)
    cv2.circle(mask, (4500, 2500), 15, 255, -1)
    scales = sorted(plan.scale for plan in plans_of(mask))
    assert scales[0] < 0.5
    assert scales[1:] == [1.0]


def test_thousands_of_specks_become_a_few_crops():
    mask = np.zeros((3000, 4000), np.uint8)
    mask[20::60, 20::60] = 255
    plans = plans_of(mask)
    assert len(plans) <= 3
    assert sum(plan.sent.pixels for plan in plans) < 1.3 * mask.size


def test_nothing_marked_needs_no_crop():
    assert plan_crops([], Size(100, 100), LIMITS) == []


def test_a_small_mark_lies_in_the_middle_of_its_crop():
    (plan,) = plans_of(blob(Size(2000, 1500), (900, 700, 9)))
    assert plan.source.size == Size(400, 400)
    assert abs(plan.source.x + 200 - 900) <= 1
    assert abs(plan.source.y + 200 - 700) <= 1


@pytest.mark.parametrize("corner", [(0, 0), (1999, 0), (0, 1499), (1999, 1499)])
def test_a_mark_in_the_corner_of_the_photo_gets_a_full_crop(corner):
    mask = np.zeros((1500, 2000), np.uint8)
    mask[corner[1], corner[0]] = 255
    (plan,) = plans_of(mask)
    assert plan.source.size == plan.sent == Size(400, 400)
    assert region_alpha(plan)[corner[1] - plan.box.y, corner[0] - plan.box.x] == 255


@pytest.mark.parametrize("max_side", [200, 4096])
def test_a_plan_as_if_less_had_been_sent_gives_the_same_patch(max_side: int) -> None:
    mask = np.zeros((700, 900), np.uint8)
    mask[300:350, 400:470] = 255
    (plan,) = plan_crops(find_regions(mask), Size(900, 700), CropLimits(max_side=max_side, min_side=100))
    result = np.random.default_rng(0).integers(0, 256, (plan.sent.height, plan.sent.width, 3), np.uint8)
    near, inside = cropping.near(plan, 5)
    assert (near.source == plan.source) is (plan.scale < 1)
    assert near.sent == inside.size
    small = result[inside.slices]
    assert np.array_equal(cropping.put_back(near, small, small), cropping.put_back(plan, result, result))
    assert np.array_equal(cropping.sent_area(near), cropping.sent_area(plan)[inside.slices])
