"""The table of everything a person can trigger; menus, tool bars, shortcuts and the shortcut sheet come from it."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.ui.action_table.file_rows import EDIT, FILE, HELP
from objremove_gui.ui.action_table.mark_rows import MASK, TOOL
from objremove_gui.ui.action_table.removal_rows import REMOVAL, VIEW
from objremove_gui.ui.action_table.row import Action

__all__ = ["ACTIONS", "MAIN_BAR", "MENUS", "TOOLBOX", "Action"]

MENUS: tuple[tuple[str, str], ...] = (
    ("file", mark("&File")),
    ("edit", mark("&Edit")),
    ("tool", mark("&Tool")),
    ("mask", mark("&Mask")),
    ("removal", mark("&Removal")),
    ("view", mark("&View")),
    ("help", mark("&Help")),
)

ACTIONS: tuple[Action, ...] = (*FILE, *EDIT, *TOOL, *MASK, *REMOVAL, *VIEW, *HELP)

# "" is a separator, "|" pushes the rest to the end.
TOOLBOX: tuple[str, ...] = (
    "brushAction", "eraserAction", "",
    "lassoAction", "polygonAction", "rectangleAction", "ellipseAction", "",
    "wandAction", "objectAction", "restoreAction", "",
    "cellsAction", "panAction",
)  # fmt: skip
MAIN_BAR: tuple[str, ...] = (
    "openAction", "exportAction", "",
    "undoAction", "redoAction", "",
    "clearMaskAction", "",
    "zoomOutAction", "fitAction", "actualSizeAction", "zoomInAction", "|",
    "compareAction", "discardAction", "acceptAction", "",
    "cancelAction", "removeAction",
)  # fmt: skip
