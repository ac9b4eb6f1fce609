"""Before and after, moved by pointer, wheel and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.results.compare_signs import GRIP
from objremove_gui.ui.results.pair_view import PairView, Way

if TYPE_CHECKING:
    from objremove_gui.core.geometry import Rect
    from objremove_gui.ui.canvas.scene import Scene

KEY_STEP = 0.02
ZOOM_PER_NOTCH = 1.25


class CompareView(PairView):
    """The page on which results are compared."""

    closed = Signal()

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.setObjectName("compareView")
        self.setAccessibleName(tr("Before and after"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._held = ""
        self._from = QPointF()
        self._holds_key = False
        # Keys that show the original as long as they are held.
        self.original_keys: frozenset[QKeySequence] = frozenset()

    def show_scene(self, scene: Scene | None, focus: Rect | None = None) -> None:
        self._holds_key = False
        super().show_scene(scene, focus)

    # -- Qt's events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        near = self._is_near_divider(event.position())
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._held = "divider" if is_left and near else "picture"
        self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._held == "divider":
            self.set_divider(position.x() / max(1, self.width()))
        elif self._held == "picture":
            ratio = self.devicePixelRatioF()
            delta = position - self._from
            self._from = position
            self.set_viewport(self.viewport.panned(delta.x() * ratio, delta.y() * ratio))
        else:
            near = self._is_near_divider(position)
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.OpenHandCursor)

    def _is_near_divider(self, point: QPointF) -> bool:
        return self.way is Way.SPLIT and abs(point.x() - self.divider * self.width()) <= GRIP

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift the wheel moves the divider."""
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_divider(self.divider + notches * KEY_STEP)
        else:
            self.zoom_to(self.viewport.zoom * ZOOM_PER_NOTCH**notches, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.set_divider(self.divider - KEY_STEP)
            case Qt.Key.Key_Right:
                self.set_divider(self.divider + KEY_STEP)
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case _ if QKeySequence(event.keyCombination()) in self.original_keys:
                self._holds_key = True
                self.show_original(True)
            case _:
                super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if QKeySequence(event.keyCombination()) in self.original_keys and not event.isAutoRepeat():
            self._end_hold()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key let go elsewhere is held no more."""
        self._end_hold()
        super().focusOutEvent(event)

    def _end_hold(self) -> None:
        if self._holds_key:
            self._holds_key = False
            self.show_original(False)
