"""What a screen shows of a photo."""

from __future__ import annotations

import numpy as np
import pytest
from scenery import noise

from objremove_gui.core.display import CHECK, CHECK_GREYS, to_screen
from objremove_gui.core.geometry import Rect, Size

SIZE = Size(90, 70)
WHOLE = Rect.of_size(SIZE)


def test_colours_come_in_the_order_of_the_screen():
    picture = noise(SIZE)
    shown = to_screen(picture, WHOLE)
    assert np.array_equal(shown[..., 2::-1], picture)
    assert (shown[..., 3] == 255).all()


def test_sixteen_bits_are_rounded_to_eight():
    picture = noise(SIZE, 3, np.uint16)
    assert np.array_equal(to_screen(picture, WHOLE)[..., 2::-1], np.round(picture / 257))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_opaque_fourth_channel_changes_nothing(dtype):
    picture = noise(SIZE, 4, dtype)
    picture[..., 3] = np.iinfo(dtype).max
    assert np.array_equal(to_screen(picture, WHOLE), to_screen(picture[..., :3], WHOLE))


def test_transparency_shows_a_checkerboard_that_is_fixed_to_the_photo():
    picture = noise(SIZE, 4)
    picture[..., 3] = 0
    picture[:10, :10, 3] = 255
    shown = to_screen(picture, WHOLE)
    assert np.array_equal(shown[:10, :10, 2::-1], picture[:10, :10, :3])
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width]
    light = (x // CHECK + y // CHECK) % 2 == 1
    for squares, grey in ((light, CHECK_GREYS[1]), (~light, CHECK_GREYS[0])):
        squares[:10, :10] = False
        assert (shown[squares][:, :3] == grey).all()


def test_half_transparent_pixels_are_mixed():
    picture = np.full((1, 1, 4), 200, np.uint8)
    picture[..., 3] = 128
    expected = (200 * 128 + CHECK_GREYS[0] * 127) / 255
    shown = to_screen(picture, Rect(0, 0, 1, 1))
    assert np.abs(shown[0, 0, :3] - expected).max() <= 1
    assert shown[0, 0, 3] == 255


@pytest.mark.parametrize("opaque", [0.0, 0.7, 0.999])
def test_a_part_looks_like_the_same_part_of_the_whole(opaque):
    picture = noise(SIZE, 4)
    picture[np.random.default_rng(2).random((SIZE.height, SIZE.width)) < opaque, 3] = 255
    whole = to_screen(picture, WHOLE)
    for box in (Rect(0, 0, 1, 1), Rect(13, 7, 40, 33), Rect(60, 69, 30, 1), Rect(89, 0, 1, 70)):
        assert np.array_equal(to_screen(picture[box.slices], box), whole[box.slices])
