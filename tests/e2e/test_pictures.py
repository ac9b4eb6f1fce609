"""Several pictures are open: each keeps its marks, its removals and its history."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path
from weakref import WeakSet, ref

import numpy as np
import pytest
from person import LEFT, Person, run_program, until
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLabel, QListWidget, QMessageBox

from objremove_gui.core.document import Document
from objremove_gui.ui import shelf
from objremove_gui.ui.canvas.scene import Scene

SHAPE = [(100, 80), (140, 80), (140, 120), (100, 120)]


@pytest.fixture
def photos(tmp_path: Path, picture) -> list[str]:
    paths = [tmp_path / name for name in ("first.png", "second.png", "third.png")]
    for seed, path in enumerate(paths):
        Image.fromarray(picture(400, 300, seed)).save(path)
    return [str(path) for path in paths]


def document(person: Person) -> Document:
    assert person.canvas.scene is not None, person.message()
    return person.canvas.scene.document


def title(person: Person) -> str:
    return person.window.windowTitle().partition("[*]")[0]


async def go(person: Person, action: str, name: str) -> None:
    person.trigger(f"{action}Picture")
    await until(lambda: title(person) == name, f"{name} is shown: {person.message()}")


async def cancel(person: Person) -> None:
    await person.answer("cancel")
    await until(lambda: not person.window.findChildren(QMessageBox, "choiceDialog"), "the question is gone")


def strip(person: Person) -> QListWidget:
    found = person.find(QListWidget, "pictureStrip")
    assert isinstance(found, QListWidget)
    return found


def state(person: Person) -> tuple[bytes, bytes, tuple[str, ...], int]:
    shown = document(person)
    history = shown.history
    return shown.mask.pixels.tobytes(), shown.read_all().tobytes(), history.names, history.position


def test_all_that_are_named_are_in_the_strip_and_the_first_is_shown(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        await until(lambda: title(person) == "first.png")
        assert [strip(person).item(row).text() for row in range(3)] == [
            "first.png",
            "second.png",
            "third.png",
        ]
        assert strip(person).isVisible()
        assert not person.can("previousPicture")
        person.key(Qt.Key.Key_PageDown)
        await until(lambda: title(person) == "second.png")
        person.key(Qt.Key.Key_PageUp)
        await until(lambda: title(person) == "first.png")
        item = strip(person).visualItemRect(strip(person).item(2))
        QTest.mouseClick(strip(person).viewport(), LEFT, pos=item.center())
        await until(lambda: title(person) == "third.png")
        assert not person.can("nextPicture")
        assert not strip(person).item(1).icon().isNull()

    run_program(photos, act)


def test_the_pixel_under_a_resting_pointer_is_that_of_the_picture_that_is_shown(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        await until(lambda: title(person) == "first.png")
        person.mouse(QEvent.Type.MouseMove, person.canvas.image_to_widget(120.5, 90.5))
        label = person.find(QLabel, "colourUnderPointer")
        assert isinstance(label, QLabel)

        def is_true() -> bool:
            shown = document(person)
            place = person.canvas.pointed
            assert place is not None
            pixel = shown.photo.pixels[int(place[1]), int(place[0])]
            return label.text() == "R {}  G {}  B {}".format(*pixel)

        await until(is_true)
        before = label.text()
        await go(person, "next", "second.png")
        await until(is_true)
        assert label.text() != before

    run_program(photos[:2], act)


def test_one_picture_has_no_strip(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        await until(lambda: title(person) == "first.png")
        assert not person.window.findChildren(QDockWidget, "picturesDock")
        person.window.dropped.emit(photos[1:2])
        await until(lambda: title(person) == "second.png")
        assert strip(person).isVisible()
        person.trigger("pictures")
        assert not strip(person).isVisible()
        person.trigger("pictures")
        person.trigger("close")
        await until(lambda: title(person) == "first.png")
        assert not strip(person).isVisible()

    run_program(photos[:1], act)


def test_what_is_open_already_is_not_opened_twice(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        person.window.dropped.emit(photos)
        await until(lambda: strip(person).count() == 3 and title(person) == "first.png")

    run_program(photos[:2], act)


@pytest.mark.parametrize("budget", [0, 1 << 30])
def test_each_keeps_marks_removals_and_history(
    photos: list[str], budget: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "KEPT_BYTES", budget)

    async def act(person: Person) -> None:
        person.drag(SHAPE)
        person.trigger("remove")
        await until(lambda: document(person).removals and not person.can("cancel"), person.message())
        person.drag([(200, 200), (300, 220)])
        person.trigger("undo")
        first, scene = state(person), ref(person.canvas.scene)
        await go(person, "next", "second.png")
        person.drag([(50, 50), (350, 250)])
        second = state(person)
        if not budget:
            await until(lambda: scene() is None, "the levels of the first are gone")
        await go(person, "previous", "first.png")
        assert state(person) == first
        assert person.can("redo")
        person.trigger("redo")
        assert document(person).mask.pixels.any()
        await go(person, "next", "second.png")
        assert state(person) == second
        person.trigger("undo")
        assert not document(person).mask.pixels.any()

    run_program(photos[:2], act)


def test_a_removal_goes_on_and_comes_into_its_own_picture(
    photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "KEPT_BYTES", 0)

    async def act(person: Person) -> None:
        first = document(person)
        person.drag(SHAPE)
        person.trigger("remove")
        await go(person, "next", "second.png")
        assert not person.can("cancel")
        person.drag([(50, 50), (350, 250)])
        await until(lambda: "showPictureOffer" in person.offers(), person.message())
        assert first.removals
        assert not document(person).removals
        assert document(person).history.names == ("Brush stroke",)
        await go(person, "previous", "first.png")
        assert document(person) is first
        assert not first.mask.pixels.any()
        assert person.can("discard")

    run_program(photos[:2], act)


def test_closing_the_window_asks_once_for_all(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        person.drag(SHAPE)
        await go(person, "next", "second.png")
        person.drag(SHAPE)
        person.window.close()
        box = await person.dialog(QMessageBox, "choiceDialog")
        assert isinstance(box, QMessageBox)
        assert "2 pictures" in box.text()
        assert "first.png, second.png" in box.text()
        await cancel(person)
        assert title(person) == "second.png"
        person.window.close()
        await person.answer("discard")
        await until(lambda: not person.window.isVisible())

    run_program(photos, act)


def test_closing_one_asks_for_its_own_work_alone(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        person.drag(SHAPE)
        await go(person, "next", "second.png")
        person.trigger("close")
        await until(lambda: title(person) == "third.png")
        await go(person, "previous", "first.png")
        person.trigger("close")
        await person.answer("discard")
        await until(lambda: title(person) == "third.png")
        assert strip(person).count() == 1 or not strip(person).isVisible()

    run_program(photos, act)


def test_saving_all_saves_one_after_the_other(photos: list[str], tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        person.drag(SHAPE)
        await go(person, "next", "second.png")
        person.drag(SHAPE)
        person.window.close()
        await person.answer("save")
        for name in ("first", "second"):
            await person.choose_file(tmp_path / f"{name}.objremove")
            await person.answer("refer")
            await until((tmp_path / f"{name}.objremove").exists)
        await until(lambda: not person.window.isVisible(), "the window closes")

    run_program(photos[:2], act)


def test_a_mask_goes_to_the_next_picture_as_a_step(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        assert not person.can("copyMask")
        person.drag(SHAPE)
        mask = document(person).mask.pixels.copy()
        person.trigger("copyMask")
        await until(lambda: title(person) == "second.png" and person.can("undo"))
        assert np.array_equal(document(person).mask.pixels, mask)
        person.trigger("undo")
        assert not document(person).mask.pixels.any()

    run_program(photos, act)


def test_a_mask_of_another_size_is_refused_in_words(photos: list[str], tmp_path: Path, picture) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(picture(200, 300)).save(other)

    async def act(person: Person) -> None:
        person.drag(SHAPE)
        person.trigger("copyMask")
        await until(lambda: "different sizes" in person.message())
        assert title(person) == "first.png"

    run_program([photos[0], str(other)], act)


def test_a_file_that_is_no_picture_does_not_keep_the_others_out(photos: list[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")

    async def act(person: Person) -> None:
        await until(lambda: title(person) == "first.png")
        assert "“bad.png” could not be opened" in person.message()
        assert strip(person).count() == 2

    run_program([str(bad), *photos[:2]], act)


def test_a_photo_that_changed_while_it_rested_is_not_taken_for_the_same(
    photos: list[str], picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "KEPT_BYTES", 0)
    data = Path(photos[0]).read_bytes()

    def put_back() -> None:
        Path(photos[0]).write_bytes(data)

    async def act(person: Person) -> None:
        person.drag(SHAPE)
        first, scene = state(person), ref(person.canvas.scene)
        await go(person, "next", "second.png")
        await until(lambda: scene() is None, "the levels of the first are gone")
        Image.fromarray(picture(400, 300, 99)).save(photos[0])
        person.trigger("previousPicture")
        box = await person.dialog(QMessageBox, "choiceDialog")
        assert isinstance(box, QMessageBox)
        assert "has changed" in box.text()
        await cancel(person)
        put_back()
        await go(person, "previous", "first.png")
        assert state(person) == first

    run_program(photos[:2], act)


def test_zoom_and_place_are_each_pictures_own(photos: list[str]) -> None:
    async def act(person: Person) -> None:
        await go(person, "next", "second.png")
        person.canvas.zoom_to(2.0)
        zoomed = person.canvas.viewport
        await go(person, "previous", "first.png")
        assert person.canvas.is_fitted
        await go(person, "next", "second.png")
        assert person.canvas.viewport == zoomed

    run_program(photos, act)


def test_zoom_and_place_go_along_where_that_is_wanted(photos: list[str], home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_text('{"keep_view": true}')

    async def act(person: Person) -> None:
        person.canvas.zoom_to(2.0)
        zoomed = person.canvas.viewport
        await go(person, "next", "second.png")
        assert person.canvas.viewport == zoomed
        person.trigger("fit")
        await go(person, "previous", "first.png")
        assert person.canvas.is_fitted

    run_program(photos, act, QPoint(1300, 900))


def test_going_to_and_fro_leaves_nothing_behind(photos: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT_BYTES", 0)
    scenes: WeakSet[Scene] = WeakSet()
    pixels: list[ref[np.ndarray]] = []
    held: list[int] = []

    async def act(person: Person) -> None:
        person.drag(SHAPE)
        for turn in range(25):
            await go(person, "next", "second.png")
            note(person)
            await go(person, "previous", "first.png")
            note(person)
            if turn == 4:
                gc.collect()
                tracemalloc.start()
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        await until(lambda: len(scenes) == 1, "one scene is left")
        assert len({id(one()) for one in pixels if one() is not None}) == 1

    def note(person: Person) -> None:
        assert person.canvas.scene is not None
        scenes.add(person.canvas.scene)
        pixels.append(ref(document(person).photo.pixels))

    run_program(photos[:2], act)
    # Less than one of the 40 pictures of 360 KB that were decoded meanwhile, with a mask and levels besides.
    assert held[0] < 300_000 + 2 * 400 * 300 * 4, held


def test_a_closed_picture_leaves_the_memory_at_once(photos: list[str], tmp_path: Path) -> None:
    """Nobody has to look for circles, which happens late, and never for what was open while the program loaded."""

    async def act(person: Person) -> None:
        await until(lambda: title(person) == "first.png")
        left = ref(document(person))
        person.set_size(20)
        person.drag([(100, 100), (120, 120)])
        person.press("remove")
        await until(lambda: document(person).removals and not person.can("cancel"), person.message())
        person.trigger("compare")
        person.trigger("compare")
        person.drag([(50, 50), (150, 150)])
        for action in ("undo", "redo", "undo", "undo", "redo"):
            person.trigger(action)
        person.trigger("saveProjectAs")
        await person.choose_file(tmp_path / "work.objremove")
        await person.answer("refer")
        await until(lambda: "Saved to" in person.message())
        await go(person, "next", "second.png")
        await go(person, "previous", "work.objremove")
        person.trigger("close")
        await until(lambda: left() is None, "it is gone")

    gc.collect()
    gc.disable()
    try:
        run_program(photos[:2], act)
    finally:
        gc.enable()
