"""The colour that stands out from a picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from objremove_gui.core.contrast import CANDIDATES, RED, contrasting


def flat(red: int, green: int, blue: int) -> NDArray[np.uint8]:
    picture = np.empty((300, 200, 4), np.uint8)
    picture[...] = (blue, green, red, 255)
    return picture


@pytest.mark.parametrize("grey", [0, 90, 128, 200, 255])
def test_on_grey_a_saturated_colour_is_chosen(grey: int) -> None:
    assert contrasting(flat(grey, grey, grey)) in CANDIDATES


def test_a_leaf_is_marked_in_red() -> None:
    assert contrasting(flat(60, 150, 40)) == RED


def test_a_red_flower_is_not_marked_in_red() -> None:
    chosen = contrasting(flat(220, 30, 50))
    assert chosen != RED
    assert chosen in CANDIDATES


def test_a_small_red_sign_does_not_matter_but_a_red_wall_among_leaves_does() -> None:
    leaves = flat(60, 150, 40)
    leaves[:9, :9] = (50, 30, 220, 255)
    assert contrasting(leaves) == RED
    leaves[:150] = (50, 30, 220, 255)
    assert contrasting(leaves) != RED


def test_a_picture_of_one_pixel_has_a_colour_too() -> None:
    assert contrasting(flat(10, 20, 30)[:1, :1]) in CANDIDATES
