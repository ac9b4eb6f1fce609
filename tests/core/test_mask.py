"""The mask gives every change back to the byte, and always knows what it holds."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import marks

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_tiles import TILE
from objremove_gui.core.stroke import Stroke

SIDES = (1, 2, TILE - 1, TILE, TILE + 1, 3 * TILE - 7)
sizes = st.builds(Size, st.sampled_from(SIDES), st.sampled_from(SIDES))
strokes = st.lists(
    st.tuples(
        st.sampled_from([0, 255]),
        st.sampled_from([1.0, 9.0, 120.0, 700.0]),
        st.lists(st.tuples(st.floats(-0.3, 1.3), st.floats(-0.3, 1.3)), min_size=1, max_size=3),
    ),
    max_size=6,
)


def paint(mask: Mask, value: int, diameter: float, path: list[tuple[float, float]]) -> None:
    """A stroke through points given in parts of the mask's sides."""
    stroke = Stroke(mask, diameter, value)
    for x, y in path:
        stroke.to(x * mask.size.width, y * mask.size.height)


def bounds_by_search(pixels: np.ndarray) -> Rect:
    rows, columns = np.nonzero(pixels)
    if not len(rows):
        return EMPTY
    return Rect.of_corners(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


@settings(max_examples=60)
@given(sizes, strokes, st.randoms(use_true_random=False))
def test_any_walk_through_undo_and_redo_shows_the_very_bytes_again(size, drawn, random):
    mask = Mask(size)
    states, patches = [mask.pixels.copy()], []
    for value, diameter, path in drawn:
        mask.begin()
        paint(mask, value, diameter, path)
        patch = mask.commit()
        assert (patch is None) == np.array_equal(mask.pixels, states[-1])
        if patch is not None:
            patches.append(patch)
            states.append(mask.pixels.copy())
    at = len(patches)
    for _ in range(4 * len(patches)):
        step = random.choice((-1, 1))
        if 0 <= at + step <= len(patches):
            patches[min(at, at + step)].swap(mask)
            at += step
            assert np.array_equal(mask.pixels, states[at])
            assert mask.bounds() == bounds_by_search(mask.pixels)
            assert mask.is_empty == (not mask.pixels.any())


@settings(max_examples=60)
@given(sizes, strokes, strokes)
def test_an_aborted_change_leaves_no_trace(size, before, aborted):
    mask = Mask(size)
    mask.begin()
    for value, diameter, path in before:
        paint(mask, value, diameter, path)
    mask.commit()
    pixels = mask.pixels.copy()
    mask.begin()
    for value, diameter, path in aborted:
        paint(mask, value, diameter, path)
    mask.abort()
    assert np.array_equal(mask.pixels, pixels)
    assert mask.bounds() == bounds_by_search(pixels)
    assert not mask.is_recording


@settings(max_examples=60)
@given(sizes, st.sampled_from([0.0, 0.00001, 0.001, 0.5, 1.0]), st.integers(0, 9))
def test_bounds_are_those_of_a_search_through_all_pixels(size, share, seed):
    mask = Mask(size)
    mask.begin()
    mask.replace(Rect.of_size(size), marks(size, share, seed))
    mask.commit()
    assert mask.bounds() == bounds_by_search(mask.pixels)


def test_everything_that_changes_is_announced():
    mask = Mask(Size(700, 500))
    announced = np.zeros_like(mask.pixels, bool)

    def note(box: Rect) -> None:
        announced[box.slices] = True

    def seen(before: np.ndarray) -> bool:
        complete = bool(announced[before != mask.pixels].all())
        announced[...] = False
        return complete

    mask.changed.connect(note)
    before = mask.pixels.copy()
    mask.begin()
    paint(mask, 255, 90, [(0.1, 0.2), (0.8, 0.9)])
    patch = mask.commit()
    assert patch is not None
    assert seen(before)
    before = mask.pixels.copy()
    patch.swap(mask)
    assert seen(before)
    mask.begin()
    paint(mask, 255, 300, [(0.5, 0.5)])
    before = mask.pixels.copy()
    mask.abort()
    assert seen(before)


def test_painting_what_is_painted_already_is_no_step():
    mask = Mask(Size(300, 300))
    for expected in (True, False):
        mask.begin()
        paint(mask, 255, 40, [(0.2, 0.2), (0.7, 0.7)])
        assert (mask.commit() is not None) is expected


def test_one_changed_pixel_at_the_end_of_a_full_tile_is_found():
    mask = Mask(Size(TILE, TILE))
    mask.begin()
    mask.replace(Rect(0, 0, TILE, TILE), np.full((TILE, TILE), 255, np.uint8))
    mask.commit()
    mask.begin()
    mask.touch(Rect(0, 0, TILE, TILE))
    mask.pixels[-1, -1] = 0
    patch = mask.commit()
    assert patch is not None
    patch.swap(mask)
    assert mask.pixels.all()


def test_a_long_stroke_costs_little_memory_undone_or_not():
    mask = Mask(Size(4000, 3000))
    mask.begin()
    paint(mask, 255, 60, [(0.05, 0.1), (0.9, 0.5), (0.1, 0.9)])
    patch = mask.commit()
    assert patch is not None
    for _ in range(2):
        assert patch.cost < 40_000
        patch.swap(mask)


def test_the_mask_is_written_only_while_a_change_is_recorded():
    mask = Mask(Size(20, 20))
    with pytest.raises(RuntimeError):
        mask.touch(Rect(0, 0, 5, 5))
    mask.begin()
    with pytest.raises(RuntimeError):
        mask.begin()


def test_a_step_is_not_taken_back_in_the_middle_of_a_stroke():
    mask = Mask(Size(60, 60))
    mask.begin()
    paint(mask, 255, 10, [(0.5, 0.5)])
    patch = mask.commit()
    assert patch is not None
    mask.begin()
    paint(mask, 0, 4, [(0.5, 0.5)])
    before = mask.pixels.copy()
    with pytest.raises(RuntimeError):
        patch.swap(mask)
    assert np.array_equal(mask.pixels, before)


def test_a_state_of_a_tile_stays_what_it_was_whatever_is_painted_before_it_is_packed():
    mask = Mask(Size(2 * TILE, TILE))
    mask.begin()
    paint(mask, 255, 90, [(0.1, 0.3), (0.6, 0.5)])
    mask.commit()
    states = {key: mask.state(key) for key in ((0, 0), (0, 1))}
    before = mask.pixels.copy()
    mask.begin()
    paint(mask, 0, 30, [(0.1, 0.3), (0.3, 0.9)])
    paint(mask, 255, 50, [(0.3, 0.9), (0.9, 0.1)])
    mask.commit()
    assert not np.array_equal(mask.pixels, before)
    other = Mask(mask.size)
    other.put({key: state.packed() for key, state in states.items()})
    assert np.array_equal(other.pixels, before)


def test_states_packed_by_another_thread_while_strokes_go_on_are_those_of_their_time():
    mask = Mask(Size(3 * TILE, 2 * TILE))
    keys = [(row, column) for row in range(2) for column in range(3)]
    seen, packing = [], []
    with ThreadPoolExecutor(1) as pool:
        for step in range(60):
            mask.begin()
            paint(mask, 255 * (step % 3 > 0), 40 + step, [(step % 7 / 7, 0.2), (0.5, step % 5 / 5)])
            mask.commit()
            seen.append(mask.pixels.copy())
            states = {key: mask.state(key) for key in keys}
            packing.append(
                pool.submit(lambda states=states: {key: state.packed() for key, state in states.items()})
            )
    for expected, call in zip(seen, packing, strict=True):
        other = Mask(mask.size)
        other.put(call.result())
        assert np.array_equal(other.pixels, expected)


def test_what_undo_brings_back_is_written_a_part_at_a_time_or_where_it_is_looked_at():
    mask = Mask(Size(5 * TILE, 3 * TILE - 9))
    mask.begin()
    mask.replace(Rect.of_size(mask.size), marks(mask.size, 0.5))
    patch = mask.commit()
    assert patch is not None
    drawn = mask.pixels.copy()
    patch.swap(mask)
    patch.swap(mask)
    box = Rect(TILE - 2, TILE - 2, 4, 4)
    assert np.array_equal(mask.region(box), drawn[box.slices])
    assert not mask.is_settled
    mask.settle(3)
    assert not mask.is_settled
    mask.settle(100)
    assert mask.is_settled
    assert np.array_equal(mask.pixels, drawn)


def test_tiles_that_are_none_are_refused_before_they_are_taken():
    mask = Mask(Size(TILE, 2 * TILE))
    for bad in (b"", b"not packed", zlib.compress(b"too few bits")):
        with pytest.raises(ValueError, match="tile"):
            mask.check({(0, 0): 255, (1, 0): bad})


def test_threads_that_look_while_tiles_are_written_see_them_written():
    mask = Mask(Size(8 * TILE, 8 * TILE))
    mask.begin()
    mask.replace(Rect.of_size(mask.size), marks(mask.size, 0.5))
    patch = mask.commit()
    assert patch is not None
    drawn = mask.pixels.copy()
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            patch.swap(mask)
            patch.swap(mask)
            looks = [pool.submit(lambda: np.array_equal(mask.pixels, drawn)) for _ in range(4)]
            while not mask.is_settled:
                mask.settle(2)
            assert all(look.result() for look in looks)
