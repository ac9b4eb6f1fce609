"""Operations on the mask whose amount is set while their outcome is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks, photo

from objremove_gui.core import mask_ops
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.live_ops import LIVE_BY_ID, LIVE_OPERATIONS, LiveOperation

SIZE = Size(420, 330)
START = blob(SIZE, (120, 150, 60), (300, 100, 25)) | marks(SIZE, 0.004)


def document() -> Document:
    made = Document(photo(SIZE))
    with made.mask_edit("start") as mask:
        mask.replace(Rect.of_size(SIZE), START)
    return made


def at_once(operation: str, amount: int) -> np.ndarray:
    """What the operation of the same kind without an amount to set makes of the marks."""
    other = document()
    match operation:
        case "resize" if amount > 0:
            mask_ops.grow(other, amount)
        case "resize" if amount < 0:
            mask_ops.shrink(other, -amount)
        case "specks":
            mask_ops.remove_specks(other, amount)
        case "smooth":
            mask_ops.smooth(other, amount)
    return other.mask.pixels


@settings(max_examples=40)
@given(st.sampled_from(LIVE_OPERATIONS), st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_each_amount_starts_from_the_mask_as_it_was(operation: LiveOperation, shares: list[float]) -> None:
    made = document()
    live = operation.begin(made)
    reach = operation.maximum - operation.minimum
    for share in shares:
        amount = operation.minimum + round(share * reach)
        live.show(amount)
        assert np.array_equal(made.mask.pixels, at_once(operation.id, amount))
    changed = live.commit()
    assert changed == (not np.array_equal(made.mask.pixels, START))
    if changed:
        made.history.undo()
    assert np.array_equal(made.mask.pixels, START)


@pytest.mark.parametrize("name", LIVE_BY_ID)
def test_putting_the_mask_back_leaves_no_step(name: str) -> None:
    made = document()
    live = LIVE_BY_ID[name].begin(made)
    live.show(LIVE_BY_ID[name].maximum)
    assert not np.array_equal(made.mask.pixels, START)
    live.cancel()
    assert np.array_equal(made.mask.pixels, START)
    assert made.history.names == ("start",)
    assert not made.mask.is_recording


@pytest.mark.parametrize("name", LIVE_BY_ID)
def test_all_amounts_together_are_one_step_by_name(name: str) -> None:
    made = document()
    live = LIVE_BY_ID[name].begin(made)
    for amount in (LIVE_BY_ID[name].maximum, LIVE_BY_ID[name].start):
        live.show(amount)
    assert live.commit()
    assert len(made.history.names) == 2
    shown = made.mask.pixels.copy()
    made.history.undo()
    made.history.redo()
    assert np.array_equal(made.mask.pixels, shown)


def test_an_operation_starts_with_an_amount_in_its_range() -> None:
    for row in LIVE_OPERATIONS:
        assert row.minimum < row.start < row.maximum
