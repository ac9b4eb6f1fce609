"""The left hand stays on the keyboard, wherever the pointer has clicked last."""

from __future__ import annotations

import pytest
from person import NO_KEYS, Person, run_program, until
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from objremove_gui.resources import resource

SAMPLE, OTHER = resource("samples/sample.jpg"), resource("samples/sunset.jpg")
Key, Kind = Qt.Key, QEvent.Type


def focused() -> str:
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.objectName()


def press(key: Qt.Key, text: str) -> None:
    QApplication.sendEvent(QApplication.focusWidget(), QKeyEvent(Kind.KeyPress, key, NO_KEYS, text))


def let_go(key: Qt.Key, text: str) -> None:
    QApplication.sendEvent(QApplication.focusWidget(), QKeyEvent(Kind.KeyRelease, key, NO_KEYS, text))


def come_over(widget: QWidget) -> None:
    at = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(at, at, QPointF(widget.mapToGlobal(at.toPoint()))))


async def with_a_removal(person: Person) -> None:
    person.set_size(40)
    person.drag([(600, 1100), (640, 1100)])
    person.press("remove")
    document = person.canvas.scene.document  # type: ignore[union-attr]
    await until(lambda: document.removals and not person.can("cancel"), "the removal")


@pytest.mark.parametrize("name", ["removalsList", "historyList", "overlayOpacity"])
def test_the_original_is_shown_as_long_as_v_is_held_wherever_the_focus_is(name: str) -> None:
    async def act(person: Person) -> None:
        await with_a_removal(person)
        person.trigger("history")
        person.find(QWidget, name).setFocus()
        assert focused() == name
        press(Key.Key_V, "v")
        assert not person.canvas.shows_marks
        let_go(Key.Key_V, "v")
        assert person.canvas.shows_marks
        press(Key.Key_H, "h")
        person.canvas.setFocus()
        assert person.canvas.shows_marks, "a release that is heard elsewhere"

    run_program([str(SAMPLE)], act)


def test_keys_are_the_pictures_once_the_pointer_is_over_it_but_for_what_is_being_typed() -> None:
    async def act(person: Person) -> None:
        await with_a_removal(person)
        person.find(QWidget, "removalsList").setFocus()
        come_over(person.canvas)
        assert focused() == "canvas"
        editor = person.find(QWidget, "brushSize").findChild(QLineEdit)
        assert editor is not None
        editor.setFocus()
        come_over(person.canvas)
        assert focused() == "brushSize"

    run_program([str(SAMPLE)], act)


def test_what_the_menu_has_switched_on_stays_when_its_key_is_let_go_and_goes_with_the_picture() -> None:
    async def act(person: Person) -> None:
        person.trigger("hideMask")
        assert not person.canvas.shows_marks
        press(Key.Key_H, "h")
        let_go(Key.Key_H, "h")
        assert not person.canvas.shows_marks
        person.trigger("hideMask")
        person.trigger("holdOriginal")
        assert not person.canvas.shows_marks
        person.trigger("nextPicture")
        await until(lambda: not person.can("nextPicture"), "the next picture")
        assert person.canvas.shows_marks
        assert not person.window.actions_by_id["holdOriginalAction"].isChecked()

    run_program([str(SAMPLE), str(OTHER)], act)


def test_alt_over_the_picture_leaves_the_menu_bar_alone() -> None:
    """It chooses the mode and turns the wheel's meaning; let go, the next key must not open a menu."""

    async def act(person: Person) -> None:
        bar = person.window.menuBar()
        for over in (True, False):
            person.canvas.move_cursor(QPointF(200, 200) if over else None)
            QTest.keyPress(person.canvas, Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
            QTest.keyRelease(person.canvas, Key.Key_Alt)
            assert (bar.activeAction() is None) is over
        QTest.keyClick(bar, Key.Key_Escape)

    run_program([str(SAMPLE)], act)


def test_tab_goes_through_the_options_from_left_to_right_whatever_tool_was_taken() -> None:
    async def act(person: Person) -> None:
        person.press("brush")
        person.press("cells")
        await until(person.find(QWidget, "stepOption").isVisible)
        person.canvas.setFocus()
        reached = []
        for _ in range(5):
            reached.append(focused())
            person.key(Key.Key_Tab)
        assert reached == ["canvas", "stepOption", "overlayOpacity", "growth", "feather"]

    run_program([str(SAMPLE)], act)


def test_an_open_outline_outlasts_operations_on_the_marks() -> None:
    async def act(person: Person) -> None:
        person.drag([(600, 1100), (640, 1100)])
        person.press("polygon")
        for corner in ((300, 300), (600, 300), (600, 600)):
            person.drag([corner, corner])
        for action in ("grow", "redo", "invert", "clearMask"):
            if person.can(action):
                person.trigger(action)
            await until(lambda: not person.canvas.input.is_waiting)
        assert person.canvas.tool is not None
        assert person.canvas.tool.is_active
        person.key(Key.Key_Return)
        document = person.canvas.scene.document  # type: ignore[union-attr]
        assert document.mask.pixels[310, 500] == 255

    run_program([str(SAMPLE)], act, QPoint(1200, 800))


@pytest.mark.parametrize("way", ["actualSize", "toggleZoom", "box"])
def test_zooming_goes_about_the_cell_that_the_arrows_move(way: str) -> None:
    async def act(person: Person) -> None:
        canvas = person.canvas
        canvas.setFocus()
        person.trigger("cells")
        for key in (Key.Key_Right, Key.Key_Down):
            QTest.keyClick(canvas, key, Qt.KeyboardModifier.ControlModifier)
        before = canvas.keyboard_cursor
        assert before is not None
        zoom = canvas.viewport.zoom
        if way == "box":
            person.window.statusBar().findChild(QWidget, "zoomBox").zoom_wanted.emit(2.0)  # type: ignore[union-attr]
        else:
            person.trigger(way)
        assert canvas.viewport.zoom > zoom
        after = canvas.keyboard_cursor
        assert after is not None
        assert (after - before).manhattanLength() < 3, "it stays where it is"

    run_program([str(SAMPLE)], act)


def test_a_cell_out_of_sight_is_looked_for_by_a_zoom() -> None:
    async def act(person: Person) -> None:
        canvas = person.canvas
        person.trigger("cells")
        person.trigger("actualSize")
        canvas.pan_by(QPointF(3000, 3000))
        assert canvas.keyboard_cursor is not None
        assert not canvas.rect().contains(canvas.keyboard_cursor.toPoint())
        person.trigger("zoomIn")
        assert canvas.rect().contains(canvas.keyboard_cursor.toPoint())

    run_program([str(SAMPLE)], act)
