"""What is seen while no photo is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.foreign_tip import foreign_tip
from objremove_gui.ui.icons import icon

SIGN = 72
NAME_WIDTH = 400


class Welcome(QWidget):
    """An invitation to open or drop a photo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        sign = QLabel()
        sign.setPixmap(icon("objremove").pixmap(SIGN, SIGN))
        title = QLabel(tr("Drop a photo here"))
        title.setObjectName("welcomeTitle")
        steps = QLabel(tr("Brush over what should go, press Remove, export the photo without it."))
        steps.setEnabled(False)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(12)
        self._layout.addStretch(1)
        for label in (sign, title, steps):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._layout.addWidget(label)
        self._button = QToolButton()
        self._button.setObjectName("welcomeOpen")
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._recent: QWidget | None = None
        self._offered: list[Path] = []
        self._listed: list[Path] = []
        self._open_one: Callable[[Path], None] = lambda _: None
        self._layout.addStretch(1)

    def offer(self, action: QAction) -> None:
        """The button that opens a photo."""
        self._button.setDefaultAction(action)

    def offer_recent(self, paths: list[Path], open_one: Callable[[Path], None]) -> None:
        """Below it the files that were opened last; ``open_one`` opens one again."""
        self._offered, self._open_one = paths, open_one
        if self.isVisible():
            self._list_recent()

    def showEvent(self, event: QShowEvent) -> None:
        # Not before it is seen: while a photo is open, nobody waits for a list behind it.
        self._list_recent()
        super().showEvent(event)

    def _list_recent(self) -> None:
        if self._listed == self._offered:
            return
        self._listed = self._offered
        if self._recent is not None:
            self._layout.removeWidget(self._recent)
            self._recent.deleteLater()
        self._recent = None
        if self._offered:
            self._recent = _recent_list(self._offered, self._open_one)
            self._layout.insertWidget(
                self._layout.count() - 1, self._recent, 0, Qt.AlignmentFlag.AlignHCenter
            )


def _recent_list(paths: list[Path], open_one: Callable[[Path], None]) -> QWidget:
    box = QWidget()
    box.setObjectName("recentList")
    column = QVBoxLayout(box)
    column.setSpacing(2)
    title = QLabel(tr("Opened last"))
    title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    title.setEnabled(False)
    column.addWidget(title)
    for number, path in enumerate(paths, 1):
        button = QToolButton()
        button.setObjectName(f"recentButton{number}")
        name = button.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        button.setText(name.replace("&", "&&"))
        button.setToolTip(foreign_tip(str(path)))
        button.setAccessibleName(path.name)
        button.clicked.connect(partial(_open, open_one, path))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    return box


def _open(open_one: Callable[[Path], None], path: Path, _checked: bool = False) -> None:
    open_one(path)
