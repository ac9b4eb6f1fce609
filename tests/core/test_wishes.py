"""What a person wants of the crops is part of the document: undone, redone, and gone with the marks it is for."""

from __future__ import annotations

import numpy as np
import pytest
from scenery import blob, photo, removal

from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size

SIZE = Size(400, 300)
HERE, THERE = Rect(80, 80, 41, 41), Rect(280, 180, 41, 41)
NEAR, FAR = Wish(HERE, Rect(20, 20, 200, 200)), Wish(THERE, Rect(200, 100, 190, 190))


@pytest.fixture
def document() -> Document:
    document = Document(photo(SIZE))
    with document.mask_edit("mark") as mask:
        mask.replace(Rect.of_size(SIZE), blob(SIZE, (100, 100, 20), (300, 200, 20)))
    document.change_wishes("near", (NEAR,))
    document.change_wishes("both", (NEAR, FAR))
    return document


def erase(document: Document, box: Rect) -> None:
    with document.mask_edit("erase") as mask:
        mask.replace(box, np.zeros((box.height, box.width), np.uint8))


def test_a_wish_is_a_step_that_is_undone_and_done_again(document: Document) -> None:
    told: list[tuple[Wish, ...]] = []
    document.wishes_changed.connect(told.append)
    assert document.history.names == ("mark", "near", "both")
    document.history.undo()
    document.history.undo()
    assert document.wider == ()
    document.history.redo()
    assert told == [(NEAR,), (), (NEAR,)]
    assert document.snapshot().wider == (NEAR,)


def test_to_want_what_is_wanted_is_no_step(document: Document) -> None:
    document.change_wishes("again", (NEAR, FAR))
    assert document.history.undo_name == "both"


def test_wishes_go_with_the_marks_that_they_are_for_and_come_back_with_them(document: Document) -> None:
    erase(document, HERE)
    assert document.wider == (FAR,)
    document.history.undo()
    assert document.wider == (NEAR, FAR)
    document.add_removals("remove", [removal(HERE.pad(30))])
    assert document.wider == (FAR,)
    document.history.undo()
    assert document.wider == (NEAR, FAR)


def test_a_wish_stays_while_some_of_its_marks_do(document: Document) -> None:
    erase(document, Rect(HERE.x, HERE.y, 20, 41))
    assert document.wider == (NEAR, FAR)


def test_what_happens_in_a_thread_is_told_once_and_later(document: Document) -> None:
    told: list[tuple[Wish, ...]] = []
    document.wishes_changed.connect(told.append)
    with document.told_later():
        document.history.undo()
        document.history.undo()
        assert told == []
    assert told == [()]
