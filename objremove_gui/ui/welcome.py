"""What is seen while no photo is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.icons import icon

SIGN = 72


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
        self._layout.addStretch(1)

    def offer(self, action: QAction) -> None:
        """The button that opens a photo."""
        self._button.setDefaultAction(action)
