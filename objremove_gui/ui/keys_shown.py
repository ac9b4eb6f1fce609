"""The keys as they are set, in menus and hints, and those that last as long as they are held."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from objremove_gui.settings import Settings
from objremove_gui.ui.actions import ACTIONS, set_keys
from objremove_gui.ui.keymap import Keymap
from objremove_gui.ui.views import Views

if TYPE_CHECKING:
    from objremove_gui.ui.main_window import MainWindow


class ShownKeys:
    """Keeps the window's actions and its canvas in step with the settings."""

    def __init__(self, window: MainWindow, settings: Settings, views: Views) -> None:
        self._window = window
        self._views = views
        self._keymap = Keymap(settings)
        settings.on_change.append(self._on_setting)
        self._show()

    def _on_setting(self, key: str) -> None:
        if key in ("shortcuts", "shortcut_preset"):
            self._show()

    def _show(self) -> None:
        window, canvas = self._window, self._window.canvas
        keys = self._keymap.in_force()
        for row in ACTIONS:
            set_keys(window.actions_by_id[row.id], row, keys[row.id])
        holds: dict[QKeySequence, Callable[[bool], None]] = {}
        for action_id, show in (
            ("holdOriginalAction", self._views.show_original),
            ("hideMaskAction", lambda hidden: canvas.show_mask(not hidden)),
        ):
            hold = partial(_hold, window.actions_by_id[action_id], show)
            holds |= dict.fromkeys(map(QKeySequence, keys[action_id]), hold)
        canvas.keys.set_holds(holds)
        window.compare.original_keys = frozenset(map(QKeySequence, keys["holdOriginalAction"]))


def _hold(action: QAction, show: Callable[[bool], None], held: bool) -> None:
    """A key that holds is pressed or let go: what was switched on in the menu stays."""
    show(held or action.isChecked())
