"""The panel for an operation on the mask with an amount: its outcome is seen while it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QSpinBox, QToolButton, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.icons import icon

if TYPE_CHECKING:
    from objremove_gui.core.live_ops import LiveOperation

SLIDER_WIDTH = 220
KEEPING = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class MaskPanel(QFrame):
    """Return keeps what is shown, Esc puts the mask back; both only tell."""

    amount_changed = Signal(int)
    kept = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("maskPanel")
        self.setProperty("look", "panel")
        self._title = QLabel()
        self._title.setProperty("look", "heading")
        self._label = QLabel()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("maskAmountSlider")
        self._slider.setFixedWidth(SLIDER_WIDTH)
        self._box = QSpinBox()
        self._box.setObjectName("maskAmount")
        self._box.setSuffix(tr(" px"))
        self._box.lineEdit().setTextMargins(4, 0, 4, 0)
        keep = self._button("maskKeepButton", "accept", tr("Keep (Return)"))
        cancel = self._button("maskCancelButton", "cancel", tr("Put the mask back (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        for part in (self._title, self._label, self._slider, self._box, keep, cancel):
            row.addWidget(part)
            part.installEventFilter(self)
        self._slider.valueChanged.connect(self._set)
        self._box.valueChanged.connect(self._set)
        keep.clicked.connect(self.kept)
        cancel.clicked.connect(self.cancelled)
        self.hide()

    @staticmethod
    def _button(name: str, sign: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(icon(sign))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def show_operation(self, operation: LiveOperation) -> None:
        """Ask for the amount of an operation."""
        self._title.setText(tr(operation.title))
        self._label.setText(tr(operation.label))
        for editor in (self._slider, self._box):
            with QSignalBlocker(editor):
                editor.setRange(operation.minimum, operation.maximum)
                editor.setValue(operation.start)
            editor.setAccessibleName(f"{tr(operation.title)}: {tr(operation.label)}")
        self.show()
        self.raise_()
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)
        self._box.selectAll()

    def _set(self, amount: int) -> None:
        for editor in (self._slider, self._box):
            with QSignalBlocker(editor):
                editor.setValue(amount)
        self.amount_changed.emit(amount)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return and Esc end the operation, and never reach the window, which would remove or cancel something."""
        if isinstance(event, QKeyEvent) and (
            Qt.Key(event.key()) in KEEPING or event.key() == Qt.Key.Key_Escape
        ):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                if isinstance(watched, QSpinBox):
                    watched.interpretText()
                (self.cancelled if event.key() == Qt.Key.Key_Escape else self.kept).emit()
                return True
        return super().eventFilter(watched, event)
