"""The feather: over how much of the ring a result fades out, by itself and as it is set."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, noise

from objremove_gui.core.crop_boxes import CropLimits
from objremove_gui.core.cropping import CropPlan, plan_crops, region_alpha, region_mask
from objremove_gui.core.geometry import Size
from objremove_gui.core.morphology import grown, near_distances
from objremove_gui.core.project.schema import arrays_of, facts_of
from objremove_gui.core.project.schema import removal_of as removal_again
from objremove_gui.core.regions import find_regions
from objremove_gui.core.removal import Version
from objremove_gui.jobs.composing import removal_of
from objremove_gui.jobs.crops import pack_plan, unpack_plan

PHOTO = Size(900, 700)


def marks() -> np.ndarray:
    mask = np.zeros((PHOTO.height, PHOTO.width), np.uint8)
    mask[300:400, 400:480] = 255
    return mask


def plan_of(growth: int | None = None, feather: int | None = None) -> CropPlan:
    (plan,) = plan_crops(find_regions(marks()), PHOTO, CropLimits(), growth=growth, feather=feather)
    return plan


def test_by_itself_it_is_two_pixels_wide() -> None:
    assert plan_of().feather == 2
    assert plan_of(growth=1).feather == 1
    assert plan_of(growth=0).feather == 0


@pytest.mark.parametrize("feather", [0, 1, 5, 30])
def test_the_weight_falls_evenly_from_the_feather_s_start_to_the_rim(feather: int) -> None:
    plan = plan_of(feather=feather)
    alpha, mask = region_alpha(plan), region_mask(plan)
    assert plan.ring >= feather
    # Along a line from the middle of the region to the left, out of the ring.
    row = alpha[alpha.shape[0] // 2, : alpha.shape[1] // 2].astype(int)
    assert (np.diff(row) >= 0).all()
    rising = row[(row > 0) & (row < 255)]
    assert len(rising) == feather
    expected = [round(255 * step / (feather + 1)) for step in range(1, feather + 1)]
    assert np.abs(rising - expected).max(initial=0) <= 1
    assert (alpha[mask > 0] == 255).all()


def test_the_growth_by_itself_has_room_for_it_and_a_set_one_cuts_it_short() -> None:
    narrow = plan_of().growth
    wide = plan_of(feather=narrow + 20)
    assert (wide.growth, wide.ring, wide.feather) == (narrow + 20,) * 3
    assert plan_of(growth=4, feather=30).feather == 4
    assert plan_of(growth=40, feather=10).growth == 40


@settings(max_examples=30, deadline=None)
@given(st.one_of(st.none(), st.integers(0, 40)), st.one_of(st.none(), st.integers(0, 60)), st.integers(0, 99))
def test_whatever_is_set_nothing_outside_the_ring_changes(
    growth: int | None, feather: int | None, seed: int
) -> None:
    mask = np.zeros((PHOTO.height, PHOTO.width), np.uint8)
    spot = blob(Size(120, 90), (40, 40, 12 + seed // 4), (70, 50, seed % 30))
    mask[200 : 200 + spot.shape[0], 300 : 300 + spot.shape[1]] = spot
    for plan in plan_crops(find_regions(mask), PHOTO, CropLimits(), growth=growth, feather=feather):
        alpha = region_alpha(plan)
        area = grown(region_mask(plan), plan.ring)
        assert not alpha[area == 0].any()
        assert (alpha[region_mask(plan) > 0] == 255).all()
        # What lies deeper than the feather is wholly the result's.
        for tile, inside in near_distances(255 - area, plan.feather + 1):
            deep = inside > plan.feather + 1
            assert (alpha[tile.slices][deep] == 255).all()


def test_a_removal_keeps_it_and_so_does_its_project() -> None:
    plan = plan_of(feather=17)
    patch = noise(plan.box.size, 3, np.uint8)
    removal = removal_of(plan, [Version(patch, "here", 1, 0.0)])
    assert removal.feather == 17
    again = removal_again(facts_of(removal), arrays_of(removal))
    assert again is not None
    assert again.feather == 17


def test_a_plan_that_was_written_down_without_it_can_still_be_read() -> None:
    plan = plan_of(feather=17)
    assert unpack_plan(pack_plan(plan)).feather == 17
    old = msgspec.msgpack.decode(pack_plan(plan))
    del old["feather"]
    assert unpack_plan(msgspec.msgpack.encode(old)).feather == 2
