"""Operations on the whole mask: exact, one named step each, none where nothing becomes different."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks, photo

from objremove_gui.core import mask_ops
from objremove_gui.core.document import Document
from objremove_gui.core.fills import holes_filled, smoothed, specks_dropped
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.mask_ops import LiveGrowth
from objremove_gui.core.morphology import grown, shrunk
from objremove_gui.errors import InputError

SIZE = Size(700, 600)
PHOTO = photo(SIZE)
RING = blob(SIZE, (300, 250, 120)) & ~blob(SIZE, (300, 250, 60))
SPECKLED = RING | marks(SIZE, 0.0005)
EDGE = blob(SIZE, (0, 300, 90), (699, 0, 50))
EMPTY_MASK = np.zeros((SIZE.height, SIZE.width), np.uint8)
FULL_MASK = np.full((SIZE.height, SIZE.width), 255, np.uint8)

Operation = Callable[[Document], bool]
Expected = Callable[[np.ndarray], np.ndarray]

OPERATIONS: list[tuple[str, Operation, Expected]] = [
    ("Grow the mask by 1 px", lambda d: mask_ops.grow(d, 1), lambda m: grown(m, 1)),
    ("Grow the mask by 37 px", lambda d: mask_ops.grow(d, 37), lambda m: grown(m, 37)),
    ("Grow the mask by 150 px", lambda d: mask_ops.grow(d, 150), lambda m: grown(m, 150)),
    ("Shrink the mask by 1 px", lambda d: mask_ops.shrink(d, 1), lambda m: shrunk(m, 1)),
    ("Shrink the mask by 22 px", lambda d: mask_ops.shrink(d, 22), lambda m: shrunk(m, 22)),
    ("Shrink the mask by 150 px", lambda d: mask_ops.shrink(d, 150), lambda m: shrunk(m, 150)),
    ("Fill the holes of the mask", mask_ops.fill_holes, holes_filled),
    ("Remove specks from the mask", lambda d: mask_ops.remove_specks(d, 40), lambda m: specks_dropped(m, 40)),
    ("Smooth the mask", lambda d: mask_ops.smooth(d, 9), lambda m: smoothed(m, 9)),
    ("Invert the mask", mask_ops.invert, np.bitwise_not),
    ("Clear the mask", mask_ops.clear, np.zeros_like),
    ("Load a mask", lambda d: mask_ops.load(d, RING), lambda m: RING),
]


def opened(mask: np.ndarray) -> Document:
    document = Document(PHOTO)
    mask_ops.load(document, mask)
    return document


@pytest.mark.parametrize(("name", "operation", "expected"), OPERATIONS, ids=[row[0] for row in OPERATIONS])
@pytest.mark.parametrize(
    "mask", [SPECKLED, EDGE, EMPTY_MASK, FULL_MASK, RING], ids=["speckled", "edge", "empty", "full", "ring"]
)
def test_an_operation_is_exact_and_one_step_or_none(name, operation, expected, mask):
    document = opened(mask)
    steps = document.history.names
    boxes: list[Rect] = []
    document.mask.changed.connect(boxes.append)
    wanted = expected(mask)
    is_different = not np.array_equal(wanted, mask)
    assert operation(document) == is_different
    assert np.array_equal(document.mask.pixels, wanted)
    assert document.history.names == ((*steps, name) if is_different else steps)
    assert not document.mask.is_recording
    inside = np.zeros(mask.shape, bool)
    for box in boxes:
        inside[box.slices] = True
    assert not (document.mask.pixels != mask)[~inside].any()
    if is_different:
        document.history.undo()
        assert np.array_equal(document.mask.pixels, mask)
        document.history.redo()
        assert np.array_equal(document.mask.pixels, wanted)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(-60, 760), st.integers(-60, 660), st.integers(0, 80)), max_size=5),
    st.integers(1, 40),
)
def test_growing_and_shrinking_of_any_discs_is_exact(discs, pixels):
    mask = blob(SIZE, *discs)
    document = opened(mask)
    mask_ops.grow(document, pixels)
    assert np.array_equal(document.mask.pixels, grown(mask, pixels))
    mask_ops.shrink(document, pixels)
    assert np.array_equal(document.mask.pixels, shrunk(grown(mask, pixels), pixels))


@pytest.mark.parametrize(
    "size", [Size(1, 1), Size(1, 900), Size(900, 1), Size(64, 64), Size(65, 63), Size(257, 511)]
)
def test_photos_of_odd_sizes_are_no_exception(size):
    document = Document(photo(size))
    mask = marks(size, 0.3)
    mask_ops.load(document, mask)
    mask_ops.grow(document, 3)
    assert np.array_equal(document.mask.pixels, grown(mask, 3))
    mask_ops.shrink(document, 5)
    assert np.array_equal(document.mask.pixels, shrunk(grown(mask, 3), 5))
    mask_ops.invert(document)
    mask_ops.fill_holes(document)
    mask_ops.smooth(document, 2)
    mask_ops.remove_specks(document, 9)
    mask_ops.clear(document)
    assert not document.mask.pixels.any()
    while document.history.undo():
        pass
    assert not document.mask.pixels.any()


def test_the_name_of_a_step_tells_one_from_many():
    document = opened(RING)
    mask_ops.grow(document, 1)
    mask_ops.shrink(document, 12)
    assert document.history.names[1:] == ("Grow the mask by 1 px", "Shrink the mask by 12 px")


def test_only_the_surroundings_of_the_marks_are_announced():
    document = opened(blob(SIZE, (100, 100, 20)))
    boxes: list[Rect] = []
    document.mask.changed.connect(boxes.append)
    for operation in (
        lambda: mask_ops.grow(document, 2),
        lambda: mask_ops.shrink(document, 1),
        lambda: mask_ops.clear(document),
    ):
        operation()
    assert len(boxes) == 3
    assert all(box.right <= 256 and box.bottom <= 256 for box in boxes)


def test_a_picture_of_greys_is_loaded_by_the_threshold():
    document = Document(PHOTO)
    grey = np.random.default_rng(0).integers(0, 256, (SIZE.height, SIZE.width), np.uint8)
    assert mask_ops.load(document, grey)
    assert np.array_equal(document.mask.pixels, np.where(grey >= 128, 255, 0))
    with pytest.raises(ValueError, match="does not fit"):
        mask_ops.load(document, grey[1:])


def test_a_mask_can_be_copied_to_a_photo_of_the_same_size():
    source, target = opened(RING), opened(SPECKLED)
    assert mask_ops.copy_to(source, target)
    assert np.array_equal(target.mask.pixels, RING)
    assert target.history.undo_name == "Copy the mask"
    mask_ops.clear(source)
    assert np.array_equal(target.mask.pixels, RING)
    assert not mask_ops.copy_to(target, target)


def test_a_mask_is_not_copied_to_a_photo_of_another_size():
    other = Document(photo(Size(600, 700)))
    with pytest.raises(InputError, match="700 × 600 and 600 × 700"):
        mask_ops.copy_to(opened(RING), other)
    assert other.history.names == ()


@settings(max_examples=20)
@given(st.lists(st.integers(-60, 60), min_size=1, max_size=6))
def test_a_slider_shows_each_amount_from_the_mask_as_it_was(amounts):
    document = opened(SPECKLED)
    live = LiveGrowth(document, 60)
    for amount in amounts:
        live.show(amount)
        expected = grown(SPECKLED, amount) if amount >= 0 else shrunk(SPECKLED, -amount)
        assert np.array_equal(document.mask.pixels, expected)
    is_different = not np.array_equal(document.mask.pixels, SPECKLED)
    assert live.commit() == is_different
    assert len(document.history.names) == 1 + is_different
    if is_different:
        word = "Grow" if amounts[-1] > 0 else "Shrink"
        assert document.history.undo_name == f"{word} the mask by {abs(amounts[-1])} px"
        document.history.undo()
        assert np.array_equal(document.mask.pixels, SPECKLED)


def test_a_slider_gives_back_what_it_had_shown_in_blocks_far_off():
    size = Size(2400, 600)
    mask = blob(size, (2020, 300, 10), (40, 590, 5))
    document = Document(photo(size))
    mask_ops.load(document, mask)
    live = LiveGrowth(document, 60)
    for amount in (60, 3, 0, -4):
        live.show(amount)
        expected = grown(mask, amount) if amount >= 0 else shrunk(mask, -amount)
        assert np.array_equal(document.mask.pixels, expected)


def test_a_slider_let_go_of_leaves_no_trace():
    document = opened(SPECKLED)
    live = LiveGrowth(document, 30)
    live.show(30)
    live.show(-9)
    live.cancel()
    assert np.array_equal(document.mask.pixels, SPECKLED)
    assert document.history.names == ("Load a mask",)
    empty = Document(PHOTO)
    live = LiveGrowth(empty, 30)
    live.show(5)
    assert not live.commit()
    assert empty.history.names == ()
