"""A document: every change can be walked back, and a run's snapshot does not see what comes later."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks, photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.imageio.coming import ComingPhoto, Facts
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.stroke import Stroke

SIZE = Size(300, 270)
WHOLE = Rect.of_size(SIZE)


def stroke(document: Document, random: np.random.Generator, value: int) -> None:
    document.mask.begin()
    drawn = Stroke(document.mask, float(random.choice([2, 30, 200])), value)
    for _ in range(random.integers(1, 4)):
        drawn.to(*random.uniform(-20, 320, 2))
    document.commit_mask("stroke")


def load(document: Document, random: np.random.Generator) -> None:
    with document.mask_edit("load") as mask:
        mask.replace(WHOLE, marks(SIZE, 0.1, int(random.integers(99))))


def invert(document: Document, random: np.random.Generator) -> None:
    with document.mask_edit("invert") as mask:
        mask.touch(WHOLE)
        np.subtract(255, mask.pixels, out=mask.pixels)
        mask.changed.emit(WHOLE)


def clear(document: Document, random: np.random.Generator) -> None:
    box = document.mask.bounds()
    with document.mask_edit("clear") as mask:
        mask.replace(box, np.zeros((box.height, box.width), np.uint8))


def add(document: Document, random: np.random.Generator) -> None:
    x, y, width, height = (int(value) for value in random.integers(8, 130, 4))
    document.add_removals("add", [removal(Rect(x, y, width, height), seed=x)])


def switch(document: Document, random: np.random.Generator) -> None:
    if document.removals:
        first, *others = document.removals
        document.change_removals("switch", (replace(first, enabled=not first.enabled), *others))


def drop(document: Document, random: np.random.Generator) -> None:
    document.change_removals("drop", document.removals[1:])


CHANGES: dict[str, Callable[[Document, np.random.Generator], None]] = {
    "mark": lambda document, random: stroke(document, random, 255),
    "erase": lambda document, random: stroke(document, random, 0),
    "load": load,
    "invert": invert,
    "clear": clear,
    "add": add,
    "switch": switch,
    "drop": drop,
}


class State:
    """All that a person could see of a document."""

    def __init__(self, document: Document) -> None:
        self.mask = document.mask.pixels.copy()
        self.removals = document.removals
        self.picture = document.read_all()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, State)
            and np.array_equal(self.mask, other.mask)
            and self.removals == other.removals
            and np.array_equal(self.picture, other.picture)
        )

    __hash__ = None


@settings(max_examples=50)
@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=10), st.integers(0, 2**32 - 1))
def test_any_sequence_of_changes_is_walked_back_and_forth_to_the_byte(names, seed):
    document, random = Document(photo(SIZE)), np.random.default_rng(seed)
    states = [State(document)]
    for name in names:
        CHANGES[name](document, random)
        if document.history.position == len(states):
            states.append(State(document))
        else:
            assert State(document) == states[-1]
    at = len(states) - 1
    for step in random.choice([-1, 1], 3 * len(states)):
        moved = document.history.undo() if step < 0 else document.history.redo()
        assert moved == (0 <= at + step < len(states))
        at = min(len(states) - 1, max(0, at + step))
        assert State(document) == states[at]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=6), st.integers(0, 2**32 - 1))
def test_the_announced_boxes_hold_all_that_changed(names, seed):
    document, random = Document(photo(SIZE)), np.random.default_rng(seed)
    announced = {"mask": np.zeros((270, 300), bool), "picture": np.zeros((270, 300), bool)}
    document.mask.changed.connect(lambda box: announced["mask"].__setitem__(box.slices, True))
    document.picture_changed.connect(lambda box: announced["picture"].__setitem__(box.slices, True))

    def check(before: State) -> None:
        after = State(document)
        assert announced["mask"][before.mask != after.mask].all()
        assert announced["picture"][(before.picture != after.picture).any(axis=2)].all()
        announced["mask"][...] = announced["picture"][...] = False

    for name in names:
        before = State(document)
        CHANGES[name](document, random)
        check(before)
    for step in random.choice([-1, 1], 8):
        before = State(document)
        _ = document.history.undo() if step < 0 else document.history.redo()
        check(before)


def test_a_snapshot_does_not_see_what_comes_later():
    document, random = Document(photo(SIZE)), np.random.default_rng(1)
    stroke(document, random, 255)
    add(document, random)
    stroke(document, random, 255)
    snapshot = document.snapshot()
    mask, picture = snapshot.mask.copy(), snapshot.read(WHOLE)
    assert snapshot.box == document.mask.bounds()
    assert np.array_equal(mask, document.mask.pixels[snapshot.box.slices])
    assert np.array_equal(picture, document.read_all())
    for name in sorted(CHANGES):
        CHANGES[name](document, random)
    assert np.array_equal(snapshot.mask, mask)
    assert np.array_equal(snapshot.read(WHOLE), picture)


def test_a_snapshot_of_an_empty_mask_has_an_empty_box():
    snapshot = Document(photo(SIZE)).snapshot()
    assert snapshot.box == EMPTY
    assert snapshot.mask.size == 0


def test_an_edit_that_fails_leaves_the_mask_as_it_was_and_no_step():
    document, random = Document(photo(SIZE)), np.random.default_rng(1)
    stroke(document, random, 255)
    before = State(document)

    def fail() -> None:
        with document.mask_edit("fails") as mask:
            mask.replace(WHOLE, marks(SIZE, 0.5))
            raise MemoryError

    with pytest.raises(MemoryError):
        fail()
    assert State(document) == before
    assert document.history.names == ("stroke",)
    assert not document.mask.is_recording


def test_an_edit_that_changes_nothing_is_no_step():
    document = Document(photo(SIZE))
    with document.mask_edit("nothing") as mask:
        mask.replace(WHOLE, np.zeros((270, 300), np.uint8))
    assert document.history.names == ()


def test_a_result_takes_only_the_marks_away_that_it_was_made_from():
    document = Document(photo(SIZE))
    with document.mask_edit("paint") as mask:
        mask.replace(WHOLE, blob(SIZE, (60, 60, 50), (200, 200, 20)))
    before = document.mask.pixels.copy()
    done = removal(Rect(40, 40, 60, 60))
    edit = document.add_removals("remove", [done])
    expected = before.copy()
    expected[done.box.slices][done.mask > 0] = 0
    assert np.array_equal(document.mask.pixels, expected)
    assert document.history.last is edit
    document.history.undo()
    assert np.array_equal(document.mask.pixels, before)
    assert document.removals == ()


def test_results_wait_for_the_end_of_a_stroke():
    document = Document(photo(SIZE))
    document.mask.begin()
    Stroke(document.mask, 30, 255).to(100, 100)
    with pytest.raises(RuntimeError):
        document.add_removals("remove", [removal(Rect(40, 40, 60, 60))])
    assert document.removals == ()
    assert document.commit_mask("stroke")


def test_far_results_announce_only_themselves_and_near_ones_are_announced_together():
    document = Document(photo(Size(2000, 1500)))
    boxes = [Rect(10, 10, 60, 50), Rect(1900, 1400, 60, 50), Rect(20, 15, 60, 50)]
    announced: list[Rect] = []
    document.picture_changed.connect(announced.append)
    document.add_removals("remove", [removal(box) for box in boxes])
    assert len(announced) == 2
    assert sum(box.size.pixels for box in announced) <= sum(box.size.pixels for box in boxes)
    for box in boxes:
        assert any(outer.holds(box) for outer in announced)


def test_the_history_counts_the_pixels_of_a_result_once_and_only_when_it_alone_holds_them():
    document = Document(photo(SIZE))
    done = removal(Rect(20, 20, 200, 200))
    pixels = done.version.patch.nbytes + done.mask.nbytes + done.alpha.nbytes
    document.add_removals("remove", [done])
    for _ in range(6):
        switch(document, np.random.default_rng(0))
    assert document.history.cost < pixels / 10
    drop(document, np.random.default_rng(0))
    assert pixels <= document.history.cost < 1.1 * pixels
    while document.history.undo():
        assert document.history.cost < 1.1 * pixels
    assert pixels <= document.history.cost


def test_what_is_told_later_is_told_once_and_all_of_it() -> None:
    document = Document(photo(Size(900, 700)))
    told: list[Rect] = []
    states: list[int] = []
    document.mask.changed.connect(told.append)
    document.history.changed = lambda: states.append(document.history.position)
    with document.told_later():
        for corner in (10, 500):
            with document.mask_edit("mark") as mask:
                mask.replace(Rect(corner, corner, 20, 30), np.full((30, 20), 255, np.uint8))
        assert told == []
        assert states == []
    assert told == [Rect(10, 10, 510, 520)]
    assert states == [2]
    document.history.undo()
    assert len(told) == 2
    assert states == [2, 1]


@pytest.mark.parametrize("is_made_inside", [True, False])
def test_a_changed_picture_is_made_before_it_is_told_and_once(is_made_inside: bool) -> None:
    document = Document(photo(Size(900, 700)))
    seen: list[tuple[str, Rect]] = []
    document.picture_made.connect(lambda box: seen.append(("made", box)))
    document.picture_changed.connect(lambda box: seen.append(("changed", box)))
    box = Rect(10, 20, 300, 200)
    with document.told_later() as make:
        document.add_removals("one", [removal(box)])
        document.history.undo()
        document.history.redo()
        assert seen == []
        if is_made_inside:
            make()
            assert seen == [("made", box)]
    assert seen == [("made", box), ("changed", box)]
    document.history.undo()
    assert seen[2:] == [("made", box), ("changed", box)]


def test_what_is_told_later_is_told_when_it_failed_too() -> None:
    document = Document(photo(Size(300, 200)))
    told: list[Rect] = []
    document.mask.changed.connect(told.append)

    def fail() -> None:
        with document.told_later(), document.mask_edit("mark") as mask:
            mask.replace(Rect(5, 5, 10, 10), np.full((10, 10), 255, np.uint8))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert told == [Rect(0, 0, 256, 200)]
    assert not document.mask.pixels.any()


def test_a_step_tells_how_much_of_the_mask_it_exchanges() -> None:
    document = Document(photo(Size(900, 700)))
    with document.mask_edit("mark") as mask:
        mask.replace(Rect(200, 200, 100, 10), np.full((10, 100), 255, np.uint8))
    last = document.history.last
    assert last is not None
    # To fill tiles with one value again costs less than to unpack them.
    assert last.effort == 2 * 256 * 256 // 16
    document.history.undo()
    assert last.effort == 2 * 256 * 256
    assert document.history.last is None
    assert document.history.next is last


def test_a_snapshot_that_is_taken_later_is_of_the_moment_it_was_asked_for() -> None:
    document = Document(photo(Size(700, 600)))
    assert document.snapshot_later()().box.is_empty
    random = np.random.default_rng(4)
    for _ in range(12):
        x, y = (int(value) for value in random.integers(0, 500, 2))
        box = Rect(x, y, int(random.integers(1, 200)), int(random.integers(1, 100)))
        value = np.uint8(random.choice([0, 255, 255]))
        with document.mask_edit("Mark") as mask:
            mask.replace(box, np.full((box.height, box.width), value, np.uint8))
        if random.random() < 0.3:
            document.history.undo()
        now, take = document.snapshot(), document.snapshot_later()
        document.mask.begin()
        document.mask.replace(Rect(10, 10, 600, 500), np.full((500, 600), 255, np.uint8))
        # A stroke that has begun is not in it, whoever asks meanwhile.
        others = [take, document.snapshot_later()]
        document.commit_mask("Stroke")
        for later in (one() for one in others):
            assert later.box == now.box
            assert np.array_equal(later.mask, now.mask)
            assert later.removals is now.removals
        document.history.undo()


def test_what_is_saved_later_has_the_photo_itself_and_not_what_stands_for_it() -> None:
    whole, coming = photo(SIZE), Future[Photo]()
    facts = Facts(whole.format, whole.metadata, None, (), whole.coding)
    document = Document(ComingPhoto(Path("photo.jpg"), SIZE, facts, coming))
    take = document.snapshot_later()
    coming.set_result(whole)
    assert take().photo is whole
