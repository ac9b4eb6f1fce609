"""The dialog of keys and gestures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMainWindow, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from objremove_gui.settings import Settings
from objremove_gui.ui.actions import ACTIONS, plain_title
from objremove_gui.ui.keymap import Keymap
from objremove_gui.ui.options.shortcut_editor import KeyField
from objremove_gui.ui.options.shortcuts import Gesture
from objremove_gui.ui.options.shortcuts_dialog import ShortcutsDialog, show_shortcuts

Until = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]
GESTURES = [Gesture("Move the photo", ("Middle-drag", "Space")), Gesture("Zoom", ("Wheel",))]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path)


@pytest.fixture
def dialog(window: QMainWindow, settings: Settings) -> ShortcutsDialog:
    dialog = ShortcutsDialog(window, settings, GESTURES)
    dialog.show()
    return dialog


def shown_titles(dialog: ShortcutsDialog) -> list[str]:
    """What the search leaves, without the groups' own titles."""
    groups = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    rows = [group.child(row) for group in groups for row in range(group.childCount())]
    return [row.text(0) for row in rows if not row.isHidden()]


def search(dialog: ShortcutsDialog, words: str) -> list[str]:
    field = dialog.findChild(QLineEdit, "shortcutSearch")
    assert field is not None
    field.setText(words)
    return shown_titles(dialog)


def press(
    dialog: ShortcutsDialog, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    field = dialog.findChild(KeyField)
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, key, modifiers)


def click(dialog: ShortcutsDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def caps(dialog: ShortcutsDialog) -> dict[str, QToolButton]:
    """The keys of the action in hand, each a button that takes it away."""
    QApplication.processEvents()  # the layout shows new ones in the next turn
    return {cap.text(): cap for cap in dialog.findChildren(QToolButton, "keyCap") if cap.isVisible()}


def choose(dialog: ShortcutsDialog, preset: str) -> None:
    box = dialog.findChild(QComboBox, "presetBox")
    assert box is not None
    index = box.findData(preset)
    box.setCurrentIndex(index)
    box.activated.emit(index)


# -- looking up


def test_every_action_and_every_gesture_is_told(dialog: ShortcutsDialog) -> None:
    told = shown_titles(dialog)
    assert sorted(told) == sorted([plain_title(row.text) for row in ACTIONS] + ["Move the photo", "Zoom"])


def test_searching_finds_titles_keys_and_gestures(dialog: ShortcutsDialog) -> None:
    assert search(dialog, "ERASER") == ["Eraser", "Swap brush and eraser"]
    assert search(dialog, "ctrl+z") == ["Undo"]
    assert search(dialog, "middle") == ["Move the photo"]
    assert search(dialog, "no such thing") == []
    assert len(search(dialog, "")) > 20


def test_the_keys_are_drawn_and_those_that_were_changed_told_apart(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    before = dialog.list.grab().toImage()
    dialog.list.choose("quitAction")
    press(dialog, Key.Key_F7)
    dialog.list.setCurrentItem(None)
    assert dialog.list.grab().toImage() != before


# -- changing


def test_a_free_key_holds_at_once_and_can_be_found(dialog: ShortcutsDialog, settings: Settings) -> None:
    dialog.list.choose("brushAction")
    press(dialog, Key.Key_F6, CTRL | SHIFT)
    assert dialog.notice == ""
    assert Keymap(settings).owner("Ctrl+Shift+F6") == "brushAction"
    assert search(dialog, "f6") == ["Brush"]
    assert list(caps(dialog)) == ["B", "Ctrl+Shift+F6"]


def test_a_key_that_belongs_to_another_action_warns_and_is_taken_only_when_wanted(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_B)
    assert dialog.notice == "“B” belongs to “Brush”."
    assert Keymap(settings).owner("B") == "brushAction"
    click(dialog, "noticeButton")
    assert dialog.notice == ""
    assert Keymap(settings).owner("B") == "fitAction"
    assert search(dialog, "Brush")[0] == "Brush"


def test_a_warning_goes_when_another_action_is_chosen(dialog: ShortcutsDialog) -> None:
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_B)
    dialog.list.choose("lassoAction")
    assert dialog.notice == ""


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Backspace, Key.Key_Left])
def test_what_the_canvas_needs_is_refused(dialog: ShortcutsDialog, settings: Settings, key: Qt.Key) -> None:
    dialog.list.choose("fitAction")
    press(dialog, key)
    assert "needed on the canvas" in dialog.notice
    assert settings.get("shortcuts") == {}


def test_its_own_key_is_no_conflict(dialog: ShortcutsDialog, settings: Settings) -> None:
    dialog.list.choose("brushAction")
    press(dialog, Key.Key_B)
    assert "already" in dialog.notice
    assert settings.get("shortcuts") == {}


def test_a_key_is_taken_away_by_a_click_and_the_presets_come_back_by_another(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    dialog.list.choose("redoAction")
    QTest.mouseClick(caps(dialog)["Ctrl+Y"], Qt.MouseButton.LeftButton)
    assert list(caps(dialog)) == ["Ctrl+Shift+Z"]
    assert settings.get("shortcuts") == {"redoAction": ["Ctrl+Shift+Z"]}
    click(dialog, "resetKeysButton")
    assert list(caps(dialog)) == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert settings.get("shortcuts") == {}


def test_a_symbol_is_recorded_without_the_shift_that_makes_it(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_Exclam, SHIFT)
    assert Keymap(settings).owner("!") == "fitAction"


def test_a_modifier_alone_is_shown_and_waits_for_its_key(dialog: ShortcutsDialog, settings: Settings) -> None:
    dialog.list.choose("fitAction")
    field = dialog.findChild(KeyField)
    assert field is not None
    field.setFocus()
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Control, none))
    assert field.text() == "Ctrl+"
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyRelease, Key.Key_Control, CTRL))
    assert field.text() == ""
    assert settings.get("shortcuts") == {}


def test_esc_in_the_field_thinks_better_of_it_and_leaves_the_dialog_open(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert settings.get("shortcuts") == {}
    field = dialog.findChild(KeyField)
    assert field is not None
    assert not field.hasFocus()


def test_gestures_and_headings_have_no_keys_to_change(dialog: ShortcutsDialog) -> None:
    chosen: list[str] = []
    dialog.list.action_chosen.connect(chosen.append)
    group = dialog.list.topLevelItem(dialog.list.topLevelItemCount() - 1)
    assert group is not None
    gesture = group.child(0)
    assert gesture is not None
    assert not gesture.flags() & Qt.ItemFlag.ItemIsSelectable


# -- presets


def test_a_preset_holds_at_once(dialog: ShortcutsDialog, settings: Settings) -> None:
    choose(dialog, "photoshop")
    assert dialog.notice == ""
    assert Keymap(settings).owner("H") == "panAction"
    assert search(dialog, "ctrl+alt+z") == ["Undo"]


def test_a_preset_that_replaces_own_keys_offers_them_back(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_F6)
    choose(dialog, "gimp")
    assert "replaced" in dialog.notice
    assert Keymap(settings).owner("F6") == ""
    click(dialog, "noticeButton")
    assert Keymap(settings).preset == "objremove"
    assert Keymap(settings).owner("F6") == "fitAction"


def test_restoring_the_preset_drops_what_was_changed(dialog: ShortcutsDialog, settings: Settings) -> None:
    choose(dialog, "iopaint")
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_F6)
    click(dialog, "restoreKeysButton")
    assert settings.get("shortcuts") == {}
    assert Keymap(settings).preset == "iopaint"


def test_resetting_an_action_whose_key_was_taken_tells_by_whom_and_offers_it_back(
    dialog: ShortcutsDialog, settings: Settings
) -> None:
    Keymap(settings).add("growAction", "B")
    dialog.list.choose("brushAction")
    click(dialog, "resetKeysButton")
    assert "“B”" in dialog.notice
    assert "Grow by 1 px" in dialog.notice
    click(dialog, "noticeButton")
    assert Keymap(settings).owner("B") == "brushAction"


def test_after_a_key_was_taken_the_next_one_can_be_pressed_at_once(dialog: ShortcutsDialog) -> None:
    dialog.list.choose("growAction")
    press(dialog, Key.Key_B)
    click(dialog, "noticeButton")
    assert dialog.focusWidget() is dialog.findChild(KeyField)


def test_tab_goes_from_the_list_over_the_keys_to_the_field(dialog: ShortcutsDialog) -> None:
    dialog.list.choose("undoAction")
    press(dialog, Key.Key_F8)
    assert list(caps(dialog)) == ["Ctrl+Z", "F8"]
    dialog.list.setFocus()
    reached = []
    for _ in range(4):
        QTest.keyClick(dialog.focusWidget(), Key.Key_Tab)
        at = dialog.focusWidget()
        reached.append(at.text() if isinstance(at, QToolButton) else at.objectName())
    assert reached == ["Ctrl+Z", "F8", "keyField", "resetKeysButton"]


@pytest.mark.parametrize("key", [Key.Key_Down, Key.Key_Return])
def test_from_the_search_a_key_leads_to_the_first_action_found(dialog: ShortcutsDialog, key: Qt.Key) -> None:
    search(dialog, "shrink")
    field = dialog.findChild(QLineEdit, "shortcutSearch")
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, key)
    assert dialog.focusWidget() is dialog.list
    row = dialog.list.currentItem()
    assert row is not None
    assert row.text(0) == "Shrink by 1 px"


def test_what_can_not_be_stored_is_said(dialog: ShortcutsDialog, settings: Settings) -> None:
    settings.path = settings.path / "no" / "such.json"
    settings.path.parent.parent.write_text("a file where the folder should be")
    dialog.list.choose("fitAction")
    press(dialog, Key.Key_F6)
    assert "could not be saved" in dialog.notice


async def test_the_dialog_is_shown_until_it_is_closed(
    window: QMainWindow, settings: Settings, until: Until
) -> None:
    showing = asyncio.ensure_future(show_shortcuts(window, settings, GESTURES))
    dialog: ShortcutsDialog = await until(lambda: window.findChild(ShortcutsDialog))
    assert not showing.done()
    close = dialog.findChild(QPushButton, "closeButton")
    assert close is not None
    close.click()
    await showing
