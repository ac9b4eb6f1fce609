"""Turns the table of actions into Qt's actions, menus and tool bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QToolBar, QToolButton, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.action_table import ACTIONS, MAIN_BAR, MENUS, TOOLBOX, Action
from objremove_gui.ui.icons import icon

__all__ = [
    "ACTIONS", "MAIN_BAR", "MENUS", "TOOLBOX", "Action",
    "build_actions", "fill_menus", "fill_toolbar", "plain_title", "refresh_enabled", "set_keys",
]  # fmt: skip

MAIN_ACTION = "removeAction"
MENU_ROLES = {
    "settingsAction": QAction.MenuRole.PreferencesRole,
    "aboutAction": QAction.MenuRole.AboutRole,
    "quitAction": QAction.MenuRole.QuitRole,
}


def build_actions(window: QWidget, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """One QAction for every row of the table, each calling its handler; :func:`set_keys` gives them their keys.

    Raises ValueError where a row has no handler or a handler no row, so that nothing shown does nothing.
    """
    wrong = {action.id for action in ACTIONS} ^ set(handlers)
    if wrong:
        raise ValueError(f"actions and handlers do not match: {', '.join(sorted(wrong))}")
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for row in ACTIONS:
        action = _built(row, window, handlers[row.id])
        if row.radio:
            if row.radio not in groups:
                groups[row.radio] = QActionGroup(window)
                action.setChecked(True)
            groups[row.radio].addAction(action)
        window.addAction(action)
        actions[row.id] = action
    return actions


def _built(row: Action, window: QWidget, handler: Callable[[], None]) -> QAction:
    action = QAction(tr(row.text), window)
    action.setObjectName(row.id)
    if row.icon:
        action.setIcon(icon(row.icon, "on_accent" if row.id == MAIN_ACTION else ""))
    action.setIconVisibleInMenu(False)
    # Buttons show the title without what only a menu needs.
    action.setIconText(plain_title(tr(row.text)))
    action.setCheckable(row.checkable)
    action.setStatusTip(tr(row.hint))
    action.setMenuRole(MENU_ROLES.get(row.id, QAction.MenuRole.NoRole))
    action.triggered.connect(lambda _checked=False: handler())
    return action


def plain_title(text: str) -> str:
    """A menu text without its mnemonic (``&File``, ``文件(&F)``) and its dots."""
    head, mnemonic, tail = text.partition("\t")[0].partition("(&")
    if mnemonic and tail[1:2] == ")":
        text = head + tail[2:]
    return text.replace("&", "").removesuffix("…").strip()


def set_keys(action: QAction, row: Action, keys: Sequence[str]) -> None:
    """Let ``keys`` (Qt's portable names, the first is the one that is told) trigger the action all over its window."""
    from PySide6.QtGui import QKeySequence

    sequences = [QKeySequence(key) for key in keys]
    told = sequences[0].toString(QKeySequence.SequenceFormat.NativeText) if sequences else ""
    if row.held:
        # The canvas hears press and release; the menu only tells the key.
        action.setText(f"{tr(row.text)}\t{told}" if told else tr(row.text))
    else:
        action.setShortcuts(sequences)
    action.setToolTip(tool_tip(plain_title(tr(row.text)), told, tr(row.hint)))


def tool_tip(title: str, keys: str, hint: str) -> str:
    """Title, shortcut, and on a second line what it is for."""
    first = f"{title} ({keys})" if keys else title
    return f"{first}\n{hint}" if hint and hint != title else first


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """All menus with their actions, separated by group; each menu is named as ``fileMenu``."""
    for name, title in MENUS:
        menu = bar.addMenu(tr(title))
        menu.setObjectName(f"{name}Menu")
        group = ""
        for row in (row for row in ACTIONS if row.menu == name):
            if group and row.group != group:
                menu.addSeparator()
            group = row.group
            menu.addAction(actions[row.id])


def fill_toolbar(bar: QToolBar, actions: Mapping[str, QAction], ids: Iterable[str]) -> None:
    """The actions of ``ids``; ``""`` is a separator, ``"|"`` pushes the rest to the end.

    The buttons are named as ``openButton``. The action that the program is for shows its title beside the icon.
    """
    for name in ids:
        if not name:
            bar.addSeparator()
            continue
        if name == "|":
            space = QWidget()
            QHBoxLayout(space).addStretch(1)
            bar.addWidget(space)
            continue
        bar.addAction(actions[name])
        button = bar.widgetForAction(actions[name])
        button.setObjectName(f"{name.removesuffix('Action')}Button")
        button.setAccessibleName(plain_title(actions[name].text()))
        button.setAccessibleDescription(actions[name].statusTip())
        if name == MAIN_ACTION and isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


def refresh_enabled(actions: Mapping[str, QAction], predicates: Mapping[str, Callable[[], bool]]) -> None:
    """Ask every predicate once and enable what can be done now; raises KeyError if one is missing."""
    states: dict[str, bool] = {}
    for row in ACTIONS:
        if row.enabled:
            if row.enabled not in states:
                states[row.enabled] = predicates[row.enabled]()
            actions[row.id].setEnabled(states[row.enabled])
