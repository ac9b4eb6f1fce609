"""The sheet of keys and gestures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from objremove_gui.ui.actions import ACTIONS, build_actions, plain_title
from objremove_gui.ui.options.shortcuts import Gesture, ShortcutSheet, show_shortcuts

Until = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]
GESTURES = [Gesture("Move the photo", "Middle-drag"), Gesture("Zoom", "Wheel")]


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def actions(window: QMainWindow) -> dict[str, QAction]:
    return build_actions(window, {action.id: lambda: None for action in ACTIONS})


def search(sheet: ShortcutSheet, words: str) -> list[str]:
    field = sheet.findChild(QLineEdit, "shortcutSearch")
    assert field is not None
    field.setText(words)
    return sheet.shown_titles()


def test_the_sheet_tells_every_action_that_has_a_key_and_every_gesture(
    window: QMainWindow, actions: dict[str, QAction]
) -> None:
    told = ShortcutSheet(window, actions, GESTURES).shown_titles()
    assert sorted(told) == sorted(
        [plain_title(row.text) for row in ACTIONS if row.shortcuts] + ["Move the photo", "Zoom"]
    )


def test_searching_finds_titles_keys_and_gestures(window: QMainWindow, actions: dict[str, QAction]) -> None:
    sheet = ShortcutSheet(window, actions, GESTURES)
    assert search(sheet, "ERASER") == ["Eraser", "Swap brush and eraser"]
    assert search(sheet, "ctrl+z") == ["Undo"]
    assert search(sheet, "middle") == ["Move the photo"]
    assert search(sheet, "no such thing") == []
    assert len(search(sheet, "")) > 20


def test_the_sheet_tells_the_keys_that_are_set_now(window: QMainWindow, actions: dict[str, QAction]) -> None:
    actions["brushAction"].setShortcuts([QKeySequence("Ctrl+Alt+9")])
    sheet = ShortcutSheet(window, actions)
    assert search(sheet, "ctrl+alt+9") == ["Brush"]


def test_the_key_caps_are_drawn(window: QMainWindow, actions: dict[str, QAction]) -> None:
    sheet = ShortcutSheet(window, actions)
    full = sheet.grab().toImage()
    for action in actions.values():
        action.setShortcuts([QKeySequence("Q")])
    assert ShortcutSheet(window, actions).grab().toImage() != full


async def test_the_sheet_is_shown_until_it_is_closed(
    window: QMainWindow, actions: dict[str, QAction], until: Until
) -> None:
    showing = asyncio.ensure_future(show_shortcuts(window, actions, GESTURES))
    sheet: ShortcutSheet = await until(lambda: window.findChild(ShortcutSheet))
    assert not showing.done()
    close = sheet.findChild(QPushButton, "closeButton")
    assert close is not None
    close.click()
    await showing
