"""Levels of the mask are those of its pixels, whether its tiles or its pixels are looked at."""

from __future__ import annotations

import numpy as np
from core.test_pyramid import boxes, sizes
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import Pixels, marks

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_levels import MaskPyramid


def shown(pyramid: MaskPyramid, index: int) -> np.ndarray:
    return pyramid.region(index, Rect.of_size(pyramid.sizes[index]))


@settings(max_examples=40)
@given(sizes, st.integers(0, 99), st.lists(st.integers(0, 2), max_size=6))
def test_a_mask_level_after_any_changes_and_looks_is_as_one_built_anew(size, seed, looks):
    pixels = marks(size, 0.02)
    pyramid = MaskPyramid(Pixels(pixels))
    for look, box in zip(looks, boxes(size, seed, len(looks)), strict=True):
        shown(pyramid, min(look, len(pyramid.sizes) - 1))
        pixels[box.slices] = marks(box.size, 0.5, seed)
        pyramid.touch(box)
    fresh = MaskPyramid(Pixels(pixels))
    for index in range(len(pyramid.sizes)):
        assert np.array_equal(shown(pyramid, index), shown(fresh, index))


@settings(max_examples=30)
@given(
    st.builds(Size, st.sampled_from([701, 1405, 2811, 11_801]), st.sampled_from([64, 705, 1023])),
    st.integers(0, 99),
    st.lists(st.integers(0, 4), min_size=1, max_size=8),
)
def test_the_levels_of_a_mask_that_knows_its_tiles_are_those_of_its_pixels(size, seed, steps):
    mask = Mask(size)
    pyramid = MaskPyramid(mask)
    mask.changed.connect(pyramid.touch)
    patches = []
    for step, box in zip(steps, boxes(size, seed, len(steps)), strict=True):
        if step == 0 and patches:
            patches[-1].swap(mask)
        else:
            mask.begin()
            value = np.full((box.height, box.width), 255 * (step % 2), np.uint8)
            mask.replace(box, value if step < 4 else marks(box.size, 0.5, seed))
            assert_like_new(pyramid, mask)
            patches = [patch] if (patch := mask.commit()) is not None else []
        for patch in patches:
            # Both states of its tiles are packed from here on, so that they are known.
            patch.swap(mask)
            patch.swap(mask)
        assert_like_new(pyramid, mask)


def assert_like_new(pyramid: MaskPyramid, mask: Mask) -> None:
    fresh = MaskPyramid(Pixels(mask.pixels))
    for index in range(len(pyramid.sizes)):
        assert np.array_equal(shown(pyramid, index), shown(fresh, index))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=14))
def test_levels_follow_undo_and_redo_whenever_they_are_looked_at(seed, steps):
    """Squares of a level that are kept for tiles are theirs, also after changes that nobody looked at."""
    size = Size(1405, 705)
    mask, done, undone = Mask(size), [], []
    pyramid = MaskPyramid(mask)
    mask.changed.connect(pyramid.touch)
    for (kind, look), box in zip(steps, boxes(size, seed, len(steps)), strict=True):
        if kind == 0 and done:
            done[-1].swap(mask)
            undone.append(done.pop())
        elif kind == 1 and undone:
            undone[-1].swap(mask)
            done.append(undone.pop())
        elif kind == 2:
            mask.begin()
            mask.replace(box, marks(box.size, 0.5, seed))
            mask.abort()
        else:
            mask.begin()
            mask.replace(box, marks(box.size, 0.5, seed + len(done)))
            undone = []
            if (patch := mask.commit()) is not None:
                done.append(patch)
        if look:
            assert_level_like_new(pyramid, mask, min(look, len(pyramid.sizes) - 1))
    assert_like_new(pyramid, mask)


def assert_level_like_new(pyramid: MaskPyramid, mask: Mask, index: int) -> None:
    assert np.array_equal(shown(pyramid, index), shown(MaskPyramid(Pixels(mask.pixels)), index))


def test_a_level_shows_again_what_it_showed_without_unpacking() -> None:
    size = Size(2816, 1408)
    mask = Mask(size)
    pyramid = MaskPyramid(mask)
    mask.changed.connect(pyramid.touch)
    mask.begin()
    mask.replace(Rect.of_size(size), marks(size, 0.5, 3))
    before = shown(pyramid, 2).copy()
    patch = mask.commit()
    assert patch is not None
    patch.swap(mask)
    assert not shown(pyramid, 2).any()
    pyramid._halving = None
    patch.swap(mask)
    assert np.array_equal(shown(pyramid, 2), before)
