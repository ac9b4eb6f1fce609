"""What hangs together with a place is found whatever its extent, looking no farther than needed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import marks

from objremove_gui.core import flood
from objremove_gui.core.flood import flooded, reached
from objremove_gui.core.geometry import Rect, Size


def slowly(near: np.ndarray, x: int, y: int) -> np.ndarray:
    """The same pixel by pixel."""
    found = np.zeros_like(near)
    waiting = [(x, y)] if near[y, x] else []
    while waiting:
        cx, cy = waiting.pop()
        if 0 <= cx < near.shape[1] and 0 <= cy < near.shape[0] and near[cy, cx] and not found[cy, cx]:
            found[cy, cx] = 255
            waiting += [(cx + 1, cy), (cx - 1, cy), (cx, cy + 1), (cx, cy - 1)]
    return found


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 999), st.data())
def test_pixels_that_touch_by_their_sides_hang_together(width, height, seed, data):
    near = marks(Size(width, height), 0.62, seed)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    assert np.array_equal(reached(near, x, y), slowly(near, x, y))


def labyrinth(size: Size) -> np.ndarray:
    """A path of five pixels' width that winds through all of it."""
    near = np.zeros((size.height, size.width), np.uint8)
    for turn, top in enumerate(range(2, size.height - 5, 9)):
        near[top : top + 5, 2 : size.width - 2] = 255
        column = size.width - 7 if turn % 2 else 2
        near[top : top + 12, column : column + 5] = 255
    return near


def test_a_long_winding_path_is_followed_to_its_end():
    size = Size(1500, 1200)
    near = labyrinth(size)
    box, found = flooded(lambda part: near[part.slices].copy(), size, 3, 3)
    whole = np.zeros_like(near)
    whole[box.slices] = found
    assert np.array_equal(whole, slowly(near, 3, 3))
    assert found[0].any()
    assert found[:, 0].any()
    assert found[-1].any()
    assert found[:, -1].any()


@settings(max_examples=30)
@given(st.integers(0, 1499), st.integers(0, 1199))
def test_no_pixel_is_looked_at_twice_and_none_far_away(x, y):
    size = Size(1500, 1200)
    near = np.zeros((size.height, size.width), np.uint8)
    near[100:900, 300:1100] = 255
    looks = np.zeros(near.shape, int)

    def look(part: Rect) -> np.ndarray:
        looks[part.slices] += 1
        return near[part.slices].copy()

    box, found = flooded(look, size, x, y)
    assert looks.max() == 1
    if near[y, x]:
        assert box == Rect(300, 100, 800, 800)
        assert found.all()
    else:
        assert box.is_empty
        assert looks.sum() <= (2 * flood.REACH) ** 2
