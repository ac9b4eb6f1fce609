"""A journal brings back the document it was written for: state, steps, names, position."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from core.project.test_project_file import state as plain_state
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scenery import marks, noise, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.journal import records
from objremove_gui.core.journal.orders import Beginning
from objremove_gui.core.journal.replaying import Left, Restored, look, restore
from objremove_gui.core.journal.watching import Watch
from objremove_gui.core.journal.writer import Journal
from objremove_gui.core.outlook import with_wish
from objremove_gui.core.project.known import Stamp, stamp_of
from objremove_gui.core.project.original import OriginalNeeded, original_of
from objremove_gui.core.restoring import RestoreStroke
from objremove_gui.core.stroke import Stroke
from objremove_gui.core.trail import Tip
from objremove_gui.errors import InputError, OutputError

SIZE = Size(600, 300)
PLENTY = 1_000_000


def stroke(document: Document, random: np.random.Generator) -> None:
    document.mask.begin()
    drawn = Stroke(document.mask, float(random.choice([2, 30, 200])), int(random.choice([0, 255, 255])))
    for _ in range(random.integers(1, 4)):
        drawn.to(*random.uniform(-20, 620, 2))
    document.commit_mask(f"stroke {random.integers(9)}")


def load(document: Document, random: np.random.Generator) -> None:
    with document.mask_edit("load") as mask:
        mask.replace(Rect.of_size(SIZE), marks(SIZE, 0.1, int(random.integers(99))))


def add(document: Document, random: np.random.Generator) -> None:
    x, y, width, height = (int(value) for value in random.integers(8, 130, 4))
    document.add_removals("add", [removal(Rect(x, y, width, height), seed=x)])


def switch(document: Document, random: np.random.Generator) -> None:
    if document.removals:
        first, *others = document.removals
        document.change_removals("switch", (replace(first, enabled=not first.enabled), *others))


def fade(document: Document, random: np.random.Generator) -> None:
    if document.removals:
        *others, last = document.removals
        faded = replace(last, opacity=int(random.integers(101)), name=f"Lamp {random.integers(9)}")
        document.change_removals("fade", (*others, faded))


def drop(document: Document, random: np.random.Generator) -> None:
    document.change_removals("drop", document.removals[1:])


def paint_back(document: Document, random: np.random.Generator) -> None:
    box = document.removals[0].box if document.removals else Rect(0, 0, 9, 9)
    x, y = box.x + random.uniform(0, box.width), box.y + random.uniform(0, box.height)
    drawn = RestoreStroke(document, 40, Tip.ROUND, restores=random.random() < 0.9)
    drawn.to(x, y)
    drawn.commit("paint back")


def undo(document: Document, random: np.random.Generator) -> None:
    document.history.undo()


def redo(document: Document, random: np.random.Generator) -> None:
    document.history.redo()


def save(document: Document, random: np.random.Generator) -> None:
    """Export it, or save it in a project."""
    document.history.mark_clean()


def widen(document: Document, random: np.random.Generator) -> None:
    """Want a crop wider, or as it is by itself again."""
    box = document.mask.bounds()
    if not box.is_empty:
        there = with_wish(document.wider, box, None)
        wanted = box.pad(int(random.integers(90))).intersect(Rect.of_size(SIZE))
        document.change_wishes("widen", there if document.wider else with_wish(there, box, wanted))


CHANGES: dict[str, Callable[[Document, np.random.Generator], None]] = {
    change.__name__: change
    for change in (stroke, load, add, switch, fade, drop, paint_back, widen, undo, redo, save)
}


def state(document: Document) -> list[object]:
    """All that a document shows; what a removal was before the original was painted back is compared by itself."""
    shown = Document(document.photo)
    shown.mask = document.mask
    shown.removals = tuple(replace(one, whole=None) for one in document.removals)
    shown.wider = document.wider
    return plain_state(shown)


def whole_state(document: Document) -> list[object]:
    """The document and all that its history can bring about; it is walked through and put back."""
    history = document.history
    found: list[object] = [history.names, history.position, state(document)]
    position = history.position
    while history.undo():
        found += [state(document), history.is_clean]
    while history.redo():
        found += [state(document), history.is_clean]
    while history.position > position:
        history.undo()
    return found


class Program:
    """A document that is worked on, with its journal, until the program dies."""

    def __init__(
        self,
        folder: Path,
        photo: Photo,
        *,
        budget: int = 256 << 20,
        history: int = 256 << 20,
        stamp: Stamp | None = None,
    ) -> None:
        self.folder = folder
        self.errors: list[OutputError] = []
        self.document = Document(photo, history_budget=history)
        # Once it is brought back, nobody knows whether what it was opened as is still there.
        self.document.history.mark_unsaved()
        beginning = Beginning(self.document.snapshot(), stamp=stamp or stamp_of(photo.path))
        self.journal = Journal(folder, beginning, self.errors.append, budget=budget)
        self.watch = Watch(self.document, self.journal.add)
        self.moves = 0
        self.document.history.moved.connect(self._count)

    def _count(self, move: object) -> None:
        self.moves += 1

    def change(self, name: str, seed: int = 0) -> None:
        CHANGES[name](self.document, np.random.default_rng(seed))

    def die(self) -> tuple[Path, list[object]]:
        """End as if killed once the last step is on the disk; what is left, and what it must come to."""
        self.watch.end()
        until(lambda: steps_in(self.folder) >= self.moves or bool(self.errors))
        left = self.folder.with_name(f"{self.folder.name}-left")
        if self.folder.exists():
            shutil.copytree(self.folder, left)
        self.journal.discard()
        self.journal.wait()
        assert not self.folder.exists()
        return left, whole_state(self.document)


nothing = Left(Path(), "", 0, 0.0)


def steps_in(folder: Path) -> int:
    """How many steps are written; a save is one, too."""
    if not (folder / records.FILE).exists():
        return 0
    return sum(isinstance(record, records.Step) for record in all_records(folder))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end, "never happened"


def back(left: Path, original: Path | None = None) -> Restored:
    return restore(left, max_pixels=PLENTY, original=original)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Photo:
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    pixels = noise(SIZE)
    save_photo(Photo(pixels, PhotoFormat.PNG), pixels, path, SaveOptions())
    return open_photo(path, max_pixels=PLENTY)


STEPS = st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 99)), min_size=1, max_size=14)


@settings(max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(steps=STEPS, budget=st.sampled_from([1000, 256 << 20]), history=st.sampled_from([60_000, 256 << 20]))
def test_any_work_comes_back_with_its_history(
    tmp_path_factory: pytest.TempPathFactory,
    photo: Photo,
    steps: list[tuple[str, int]],
    budget: int,
    history: int,
) -> None:
    """Also from a journal that was compacted again and again, and where the oldest steps were forgotten."""
    program = Program(tmp_path_factory.mktemp("walk") / "1", photo, budget=budget, history=history)
    for name, seed in steps:
        program.change(name, seed)
        if budget == 1000:
            until(lambda: program.journal._queue.empty())
    if not program.moves:
        program.journal.discard()
        return
    left, expected = program.die() if budget > 1000 else compacted_death(program)
    assert not program.errors
    assert whole_state(back(left).document) == expected


def compacted_death(program: Program) -> tuple[Path, list[object]]:
    """As :meth:`Program.die`; a compacted journal does not tell how many steps there were."""
    program.watch.end()
    expected = whole_state(program.document)
    left = program.folder.with_name("left")

    def is_whole() -> bool:
        shutil.rmtree(left, ignore_errors=True)
        try:
            shutil.copytree(program.folder, left)
            return whole_state(back(left).document) == expected
        except (OSError, shutil.Error, InputError):
            return False

    until(is_whole)
    program.journal.discard()
    program.journal.wait()
    return left, expected


def test_work_goes_on_after_it_was_brought_back(tmp_path: Path, photo: Photo) -> None:
    program = Program(tmp_path / "1", photo)
    for name in ("stroke", "add", "paint_back", "load", "undo"):
        program.change(name, 3)
    (before,) = program.document.removals
    left, expected = program.die()
    restored = back(left)
    (after,) = restored.document.removals
    assert before.whole is not None
    assert np.array_equal(before.whole, after.whole)
    with (left / records.FILE).open("ab") as file:
        file.write(b"\x40\0\0\0torn")
    errors: list[OutputError] = []
    beginning = Beginning(restored.document.snapshot(), restored.original)
    journal = Journal(left, beginning, errors.append, resumed=restored.resumed)
    watch = Watch(restored.document, journal.add)
    size = (left / records.FILE).stat().st_size
    for name in ("redo", "switch", "add", "undo"):
        CHANGES[name](restored.document, np.random.default_rng(8))
    watch.end()
    until(lambda: steps_in(left) == 4 + 4)
    # The first removal's arrays are not written again.
    assert (left / records.FILE).stat().st_size - size < size * 2
    assert sum(isinstance(record, records.Blob) for record in all_records(left)) == 4 + 3
    assert whole_state(back(left).document) == whole_state(restored.document) != expected
    journal.discard()
    journal.wait()
    assert not errors


def all_records(folder: Path) -> list[records.Record]:
    with (folder / records.FILE).open("rb") as file:
        return [record for _, record in records.read_records(file)]


def test_nothing_is_written_before_the_first_step(tmp_path: Path, photo: Photo) -> None:
    program = Program(tmp_path / "1", photo)
    program.journal.place(tmp_path / "x.objremove", embeds=False)
    program.journal.discard()
    program.journal.wait()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("flip", [False, True])
def test_a_torn_end_is_left_out(tmp_path: Path, photo: Photo, flip: bool) -> None:
    program = Program(tmp_path / "1", photo)
    program.change("stroke", 1)
    expected = whole_state(program.document)
    program.change("load", 2)
    left, _ = program.die()
    data = bytearray((left / records.FILE).read_bytes())
    if flip:
        data[-9] ^= 4
    else:
        del data[-1:]
    (left / records.FILE).write_bytes(data)
    assert whole_state(back(left).document) == expected


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_journal_comes_back_in_part_or_is_refused_in_a_sentence(
    torn: tuple[Path, bytes], data: st.DataObject
) -> None:
    left, content = torn
    changed = bytearray(content[: data.draw(st.integers(0, len(content)))])
    for place in data.draw(st.lists(st.integers(0, max(0, len(changed) - 1)), max_size=3)) if changed else []:
        changed[place] = data.draw(st.integers(0, 255))
    (left / records.FILE).write_bytes(changed)
    sentence = "."
    try:
        back(left).document.read_all()
    except InputError as error:
        sentence = error.message
    assert sentence.endswith(".")


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory, photo: Photo) -> tuple[Path, bytes]:
    program = Program(tmp_path_factory.mktemp("torn") / "1", photo)
    for name in ("stroke", "add", "load", "undo", "paint_back"):
        program.change(name, 5)
    left, _ = program.die()
    return left, (left / records.FILE).read_bytes()


def test_a_photo_without_a_file_lies_in_the_journal(tmp_path: Path) -> None:
    program = Program(tmp_path / "1", Photo(noise(SIZE, 4, np.uint16), PhotoFormat.PNG))
    program.change("stroke")
    left, expected = program.die()
    again = back(left)
    assert whole_state(again.document) == expected
    assert again.document.photo.path is None


def test_a_photo_that_is_gone_is_asked_for(tmp_path: Path, photo: Photo) -> None:
    path = tmp_path / "gone.png"
    save_photo(photo, photo.pixels, path, SaveOptions())
    program = Program(tmp_path / "1", open_photo(path, max_pixels=PLENTY))
    program.change("stroke")
    left, expected = program.die()
    elsewhere = path.rename(tmp_path / "elsewhere.png")
    with pytest.raises(OriginalNeeded, match=r"gone\.png"):
        back(left)
    assert whole_state(back(left, elsewhere).document) == expected


@pytest.mark.parametrize("becomes", ["gone", "another"])
def test_a_photo_that_was_gone_or_another_before_the_first_step_is_kept_as_it_was_opened(
    tmp_path: Path, photo: Photo, becomes: str
) -> None:
    path = tmp_path / "photo.png"
    save_photo(photo, photo.pixels, path, SaveOptions())
    opened, stamp = open_photo(path, max_pixels=PLENTY), stamp_of(path)
    path.unlink()
    if becomes == "another":
        save_photo(photo, noise(SIZE, seed=7), path, SaveOptions())
    program = Program(tmp_path / "1", opened, stamp=stamp)
    program.change("stroke")
    left, expected = program.die()
    assert not program.errors
    assert whole_state(back(left).document) == expected


@pytest.mark.parametrize("budget", [1000, 256 << 20])
def test_a_photo_whose_file_is_written_over_is_taken_in_before(
    tmp_path: Path, photo: Photo, budget: int
) -> None:
    path = tmp_path / "photo.png"
    save_photo(photo, photo.pixels, path, SaveOptions())
    opened = open_photo(path, max_pixels=PLENTY)
    program = Program(tmp_path / "1", opened, budget=budget)
    program.change("add")
    program.journal.take_in(opened, original_of(opened))
    path.write_bytes(b"something else")
    program.change("stroke")
    left, expected = program.die() if budget > 1000 else compacted_death(program)
    assert whole_state(back(left).document) == expected
    assert back(left).resumed.has_photo


def test_nobody_waits_for_a_journal_that_has_ended(tmp_path: Path, photo: Photo) -> None:
    program = Program(tmp_path / "1", photo)
    program.journal.discard()
    program.journal.wait()
    program.journal.take_in(photo, original_of(photo))


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text here")
def test_work_on_a_photo_whose_name_is_no_text_comes_back(tmp_path: Path, photo: Photo) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/stra\xdfe.png"))
    save_photo(photo, photo.pixels, path, SaveOptions())
    program = Program(tmp_path / "1", open_photo(path, max_pixels=PLENTY))
    program.change("stroke")
    program.journal.place(path.with_suffix(".objremove"), embeds=True)
    left, expected = program.die()
    assert whole_state(back(left).document) == expected
    assert back(left).project is None


def test_what_was_there_before_the_first_step_and_the_project_come_back(tmp_path: Path, photo: Photo) -> None:
    document = Document(photo)
    add(document, np.random.default_rng(1))
    stroke(document, np.random.default_rng(2))
    opened = Document(photo)
    opened.put_removals(document.removals)
    with opened.mask_edit("") as mask:
        mask.replace(Rect.of_size(SIZE), document.mask.pixels)
    opened.history.keep(0)
    opened.history.mark_unsaved()
    beginning = Beginning(opened.snapshot(), project=tmp_path / "old.objremove", embeds=True)
    journal = Journal(tmp_path / "1", beginning, [].append)
    watch = Watch(opened, journal.add)
    switch(opened, np.random.default_rng(1))
    journal.place(tmp_path / "new.objremove", embeds=False)
    until(lambda: (look(tmp_path / "1") or nothing).name == "new.objremove")
    again = back(tmp_path / "1")
    assert whole_state(again.document) == whole_state(opened)
    assert (again.project, again.embeds) == (tmp_path / "new.objremove", False)
    assert not again.document.history.is_clean
    watch.end()
    journal.discard()
    journal.wait()


def test_a_compacted_journal_holds_nothing_that_is_not_needed(tmp_path: Path, photo: Photo) -> None:
    program = Program(tmp_path / "1", photo, budget=100_000)
    for seed in range(12):
        program.change("add", seed)
        program.change("undo")
    program.change("stroke")
    program.change("stroke", 1)
    left, expected = compacted_death(program)
    assert whole_state(back(left).document) == expected
    assert (left / records.FILE).stat().st_size < 600_000


def test_what_was_saved_is_not_counted_as_lost(tmp_path: Path, photo: Photo) -> None:
    program = Program(tmp_path / "1", photo)
    for name in ("stroke", "add", "save"):
        program.change(name)
    left, _ = program.die()
    assert (look(left) or nothing).unsaved == 0
    assert back(left).document.history.is_clean
    program = Program(tmp_path / "2", photo)
    for name in ("add", "save", "load", "undo", "load"):
        program.change(name, 1)
    left, _ = program.die()
    assert (look(left) or nothing).unsaved == 3
    restored = back(left).document
    assert not restored.history.is_clean
    restored.history.undo()
    assert restored.history.is_clean


def test_a_full_drive_is_told_once(tmp_path: Path, photo: Photo) -> None:
    (tmp_path / "file").write_bytes(b"")
    program = Program(tmp_path / "file" / "1", photo)
    program.change("stroke")
    until(lambda: bool(program.errors))
    program.change("load")
    program.journal.discard()
    program.journal.wait()
    assert len(program.errors) == 1
    assert "is not kept in case the program ends" in program.errors[0].message
