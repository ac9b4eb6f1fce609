"""The table of actions and what is built from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from objremove_gui.resources import resource
from objremove_gui.ui.actions import (
    ACTIONS,
    MAIN_BAR,
    MENUS,
    TOOLBOX,
    build_actions,
    fill_menus,
    fill_toolbar,
    plain_title,
    refresh_enabled,
    set_keys,
)

IDS = [action.id for action in ACTIONS]
PREDICATES = {action.enabled for action in ACTIONS if action.enabled}


class Pressed(list[str]):
    """Handlers that note which of them was called."""

    def handlers(self) -> dict[str, Callable[[], None]]:
        return {name: partial(self.append, name) for name in IDS}


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def with_keys(window: QMainWindow, pressed: Pressed) -> dict[str, QAction]:
    """The actions with the keys of the table."""
    actions = build_actions(window, pressed.handlers())
    for row in ACTIONS:
        set_keys(actions[row.id], row, row.shortcuts)
    return actions


def test_every_icon_of_the_table_is_there_and_every_menu_known() -> None:
    for action in ACTIONS:
        if action.icon:
            resource(f"icons/{action.icon}.svg")
    assert {action.menu for action in ACTIONS} == {name for name, _ in MENUS}


def test_the_tool_bars_name_actions_of_the_table_that_have_an_icon() -> None:
    icons = {action.id: action.icon for action in ACTIONS}
    assert all(icons[name] for name in (*MAIN_BAR, *TOOLBOX) if name not in ("", "|"))


def test_every_shortcut_is_understood_by_qt_and_no_two_are_the_same(qapp: object) -> None:
    written = [keys for action in ACTIONS for keys in action.shortcuts]
    understood = [QKeySequence(keys).toString() for keys in written]
    assert understood == written
    assert len(set(understood)) == len(understood)


def test_every_action_calls_its_own_handler(window: QMainWindow) -> None:
    pressed = Pressed()
    actions = build_actions(window, pressed.handlers())
    assert list(actions) == IDS
    for action in actions.values():
        action.trigger()
    assert pressed == IDS


def test_an_action_without_handler_and_a_handler_without_action_are_refused(window: QMainWindow) -> None:
    handlers = Pressed().handlers()
    del handlers["removeAction"]
    with pytest.raises(ValueError, match="removeAction"):
        build_actions(window, handlers)
    with pytest.raises(ValueError, match="danceAction"):
        build_actions(window, {**Pressed().handlers(), "danceAction": lambda: None})


def test_an_action_tells_its_name_shortcut_and_purpose(window: QMainWindow) -> None:
    brush = with_keys(window, Pressed())["brushAction"]
    assert brush.objectName() == "brushAction"
    assert brush.toolTip() == "Brush (B)\nPaint over what should go"
    assert brush.statusTip() == "Paint over what should go"


def test_of_the_tools_exactly_one_is_chosen(window: QMainWindow) -> None:
    actions = build_actions(window, Pressed().handlers())
    tools = [actions[row.id] for row in ACTIONS if row.radio == "tool"]
    assert [tool.isChecked() for tool in tools] == [True] + [False] * (len(tools) - 1)
    actions["panAction"].trigger()
    assert [tool.isChecked() for tool in tools] == [False] * (len(tools) - 1) + [True]


@pytest.mark.parametrize(
    ("key", "modifier", "action"),
    [
        (Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "brushAction"),
        (Qt.Key.Key_BracketRight, Qt.KeyboardModifier.NoModifier, "brushLargerAction"),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.NoModifier, "brushSmallerAction"),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "settingsAction"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "removeAction"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "removeAction"),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier, "zoomInAction"),
    ],
)
def test_a_key_pressed_in_the_window_triggers_its_action(
    window: QMainWindow, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, action: str
) -> None:
    pressed = Pressed()
    with_keys(window, pressed)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.keyClick(window, key, modifier)
    assert pressed == [action]


def test_the_menus_hold_every_action_once(window: QMainWindow) -> None:
    actions = build_actions(window, Pressed().handlers())
    bar = QMenuBar(window)
    fill_menus(bar, actions)
    menus = [bar.findChild(QMenu, f"{name}Menu") for name, _ in MENUS]
    held = [action.objectName() for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert sorted(held) == sorted(IDS)
    for menu in menus:
        assert not menu.actions()[0].isSeparator()
        assert not menu.actions()[-1].isSeparator()


def test_the_buttons_of_a_tool_bar_can_be_found_and_read_out(window: QMainWindow) -> None:
    actions = build_actions(window, Pressed().handlers())
    bar = QToolBar(window)
    fill_toolbar(bar, actions, ["openAction", "", "undoAction", "|", "removeAction"])
    button = bar.findChild(QToolButton, "openButton")
    assert button.accessibleName() == "Open"
    assert button.accessibleDescription() == "Open a photo"
    remove = bar.findChild(QToolButton, "removeButton")
    assert remove.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon


def test_actions_are_enabled_by_their_predicates_each_asked_once(window: QMainWindow) -> None:
    actions = build_actions(window, Pressed().handlers())
    asked: list[str] = []

    def answer(name: str) -> bool:
        asked.append(name)
        return name == "has_photo"

    refresh_enabled(actions, {name: partial(answer, name) for name in PREDICATES})
    assert sorted(asked) == sorted(PREDICATES)
    enabled = {name for name, action in actions.items() if action.isEnabled()}
    assert enabled == {row.id for row in ACTIONS if row.enabled in ("", "has_photo")}


def test_a_missing_predicate_is_an_error(window: QMainWindow) -> None:
    actions: dict[str, QAction] = build_actions(window, Pressed().handlers())
    with pytest.raises(KeyError):
        refresh_enabled(actions, {})


@pytest.mark.parametrize(
    ("text", "plain"),
    [("&Open…", "Open"), ("打开(&O)…", "打开"), ("S&wap brush", "Swap brush"), ("100 %", "100 %")],
)
def test_a_title_is_read_without_mnemonic_and_dots(text: str, plain: str) -> None:
    assert plain_title(text) == plain
