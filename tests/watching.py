"""Everything in the window that an action can change, and the way to an action through the menus."""

from __future__ import annotations

import zlib
from typing import Any

from person import LEFT, Person, until
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QMenuBar,
    QMessageBox,
    QPushButton,
    QWidget,
)

from objremove_gui.ui.action_table import Action
from objremove_gui.ui.options.mask_panel import MaskPanel
from objremove_gui.ui.strip.panel import PictureStrip

# So many readings in a row, of a hundred in a second.
STILL = 5


class Watcher:
    """Everything of the window that an action can change, as one value."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.window = person.window
        self.canvas = person.canvas

    def document(self) -> Any:
        scene = self.canvas.scene
        return None if scene is None else scene.document

    def __call__(self) -> dict[str, object]:
        document, canvas, window = self.document(), self.canvas, self.window
        # Docks and panels, and a line that is being renamed; whatever else comes and goes does so by itself, too.
        shown = [
            widget.objectName()
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and (
                isinstance(widget, (QDockWidget, PictureStrip, MaskPanel))
                or (isinstance(widget, QLineEdit) and isinstance(widget.parent().parent(), QAbstractItemView))
            )
        ]
        dialogs = [
            widget.objectName()
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and isinstance(widget, QDialog)
        ]
        page = window.pages.currentWidget()
        return {
            "mask": None if document is None else zlib.crc32(document.mask.pixels),
            "document": None if document is None else (document.history.position, [id(r) for r in document.removals]),
            "view": (
                page.objectName(), getattr(page, "viewport", None), canvas.shows_marks, canvas._rims.is_empty,
                canvas.frames.is_empty,
                window.windowState(), str(getattr(page, "way", "")),
            ),
            "tool": None if canvas.tool is None else (canvas.tool.info.id, canvas.tip_diameter),
            "dialogs": (dialogs, sorted(shown)),
            "job": window.status.job.isVisible(),
            "said": self.person.message(),
            "pictures": [
                (strip.item(row).text().removeprefix("● "), row == strip.currentRow())
                for strip in window.findChildren(PictureStrip)
                for row in range(strip.count())
            ],
        }  # fmt: skip


async def still(watcher: Watcher) -> dict[str, object]:
    """The value once nothing changes any more by itself."""
    seen: list[dict[str, object]] = []

    def is_still() -> bool:
        seen.append(watcher())
        return len(seen) > STILL and all(one == seen[-1] for one in seen[-STILL:])

    await until(is_still, "nothing changes by itself")
    return seen[-1]


async def choose(person: Person, row: Action) -> None:
    """Open the menu with the mouse and click the entry."""
    bar, menu = person.window.menuBar(), person.find(QMenu, f"{row.menu}Menu")
    assert isinstance(bar, QMenuBar)
    assert isinstance(menu, QMenu)
    QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(menu.menuAction()).center())
    await until(menu.isVisible, f"the menu {row.menu} opens")
    action = person.window.actions_by_id[row.id]
    assert action.isEnabled(), f"{row.id} is offered, but can't be chosen"
    place = menu.actionGeometry(action).center()
    # Not by QTest, whose moves let the loop run inside this task.
    person.mouse(QEvent.Type.MouseMove, QPointF(place), on=menu)
    QTest.mouseClick(menu, LEFT, pos=place)


async def calm(person: Person) -> None:
    """Nothing is under way any more, and what was opened is closed."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMessageBox) and widget.isVisible():
            cancel = widget.findChild(QPushButton, "cancelButton") or widget.findChild(
                QPushButton, "closeButton"
            )
            QTest.mouseClick(cancel, LEFT)
        elif isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
        elif isinstance(widget, QMenu) and widget.isVisible():
            widget.close()
    # Gone for good, so that whoever asked has got the answer.
    await until(lambda: not person.window.findChildren(QDialog), "the dialogs are gone")
    panel = person.window.mask_panel
    if panel.isVisible():
        QTest.keyClick(panel.findChild(QWidget, "maskAmount"), Qt.Key.Key_Escape)
    if person.can("cancel"):
        person.trigger("cancel")
    await until(lambda: not person.can("cancel") and not person.canvas.input.is_waiting, "all is calm")
    await until(lambda: person.canvas.tool is not None or not panel.isVisible(), "the panel closes")
