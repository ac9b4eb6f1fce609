"""The strip: folders are taken apart, pictures change their places, and many are closed at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from person import LEFT, NO_BUTTON, Person, run_program, until
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from objremove_gui.core import listing
from objremove_gui.ui.strip.panel import PictureStrip

NAMES = ["img1.png", "img2.png", "img10.png"]


@pytest.fixture
def folder(tmp_path: Path, picture) -> Path:
    made = tmp_path / "trip"
    made.mkdir()
    for seed, name in enumerate(NAMES):
        Image.fromarray(picture(200, 150, seed)).save(made / name)
    (made / "notes.txt").write_text("no picture")
    return made


def title(person: Person) -> str:
    return person.window.windowTitle().partition("[*]")[0]


def strip(person: Person) -> PictureStrip:
    found = person.find(PictureStrip, "pictureStrip")
    assert isinstance(found, PictureStrip)
    return found


def order(person: Person) -> list[str]:
    return [strip(person).item(row).text() for row in range(strip(person).count())]


async def opened(person: Person) -> None:
    await until(lambda: title(person) == NAMES[0] and order(person) == NAMES, person.message())


def centre(person: Person, row: int) -> QPointF:
    return QPointF(strip(person).visualItemRect(strip(person).item(row)).center())


def drag(person: Person, row: int, to: QPointF, *, drops: bool = True) -> None:
    on = strip(person).viewport()
    start = centre(person, row)
    person.mouse(QEvent.Type.MouseButtonPress, start, LEFT, LEFT, on=on)
    for step in range(1, 6):
        person.mouse(QEvent.Type.MouseMove, start + (to - start) * step / 5, NO_BUTTON, LEFT, on=on)
    if drops:
        person.mouse(QEvent.Type.MouseButtonRelease, to, LEFT, NO_BUTTON, on=on)


def test_a_folder_is_opened_as_its_pictures_in_the_order_of_their_numbers(folder: Path) -> None:
    async def act(person: Person) -> None:
        await opened(person)

    run_program([str(folder)], act)


def test_what_is_dropped_may_be_files_and_folders(folder: Path, tmp_path: Path, picture) -> None:
    single = tmp_path / "single.png"
    Image.fromarray(picture(200, 150, 9)).save(single)

    async def act(person: Person) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in (single, folder)])
        at = QPointF(person.window.rect().center())
        buttons, keys = LEFT, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
        QApplication.sendEvent(person.window, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(person.window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))
        await until(lambda: title(person) == "single.png" and order(person) == ["single.png", *NAMES])
        # Once more changes nothing.
        person.window.dropped.emit([str(folder)])
        await until(lambda: title(person) == NAMES[0])
        assert order(person) == ["single.png", *NAMES]

    run_program([], act)


def test_too_many_and_none_are_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing.listed, "__kwdefaults__", {"most": 2})
    empty = tmp_path / "empty"
    empty.mkdir()

    async def act(person: Person) -> None:
        person.window.dropped.emit([str(empty)])
        await until(lambda: "no pictures in “empty”" in person.message())
        person.window.dropped.emit([str(folder)])
        await until(lambda: title(person) == NAMES[0])
        assert "the first 2 pictures; there are more" in person.message()
        assert order(person) == NAMES[:2]

    run_program([], act)


def test_a_picture_is_dragged_to_another_place_and_stays_what_it_is(folder: Path) -> None:
    async def act(person: Person) -> None:
        await opened(person)
        person.drag([(20, 20), (60, 60)])
        drag(person, 0, centre(person, 1) + QPointF(20, 0))
        assert [one.removeprefix("● ") for one in order(person)] == [NAMES[1], NAMES[0], NAMES[2]]
        assert title(person) == NAMES[0]
        assert strip(person).currentRow() == 1
        assert person.canvas.scene is not None
        assert not person.canvas.scene.document.mask.is_empty
        person.trigger("nextPicture")
        await until(lambda: title(person) == NAMES[2])
        drag(person, 2, QPointF(1, centre(person, 0).y()))
        assert order(person)[0] == NAMES[2]
        assert not person.can("previousPicture")

    run_program([str(folder)], act)


def test_a_drag_that_is_given_up_moves_nothing(folder: Path) -> None:
    async def act(person: Person) -> None:
        await opened(person)
        drag(person, 0, centre(person, 2) + QPointF(20, 0), drops=False)
        assert strip(person).is_dragging
        strip(person).grab()
        QTest.keyClick(strip(person), Qt.Key.Key_Escape)
        assert not strip(person).is_dragging
        drag(person, 0, centre(person, 0) + QPointF(15, 0))
        # Let go far away from the strip.
        drag(person, 0, centre(person, 2) + QPointF(20, -300))
        assert order(person) == NAMES
        assert title(person) == NAMES[0]

    run_program([str(folder)], act)


def test_keys_move_the_picture_too(folder: Path) -> None:
    async def act(person: Person) -> None:
        await opened(person)
        assert not person.can("movePictureBack")
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        person.key(Qt.Key.Key_PageDown, keys)
        assert order(person) == [NAMES[1], NAMES[0], NAMES[2]]
        person.key(Qt.Key.Key_PageDown, keys)
        assert order(person) == [NAMES[1], NAMES[2], NAMES[0]]
        assert not person.can("movePictureOn")
        person.key(Qt.Key.Key_PageUp, keys)
        assert order(person) == [NAMES[1], NAMES[0], NAMES[2]]
        assert title(person) == NAMES[0]

    run_program([str(folder)], act)


def test_others_are_closed_after_one_question(folder: Path) -> None:
    async def act(person: Person) -> None:
        await opened(person)
        person.drag([(20, 20), (60, 60)])
        strip(person).close_others_wanted.emit(2)
        await person.answer("cancel")
        await until(lambda: not person.window.findChildren(QMessageBox, "choiceDialog"))
        assert title(person) == NAMES[2]
        assert strip(person).count() == 3
        person.trigger("closeOthers")
        await person.answer("discard")
        await until(lambda: not strip(person).isVisible())
        assert title(person) == NAMES[2]
        assert not person.can("closeOthers")

    run_program([str(folder)], act)


def test_all_are_closed(folder: Path) -> None:
    async def act(person: Person) -> None:
        await opened(person)
        person.trigger("closeAll")
        await until(lambda: person.canvas.scene is None)
        assert not strip(person).isVisible()
        assert not person.can("closeAll")

    run_program([str(folder)], act)
