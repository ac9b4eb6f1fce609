"""A scene with what a removal would take: dashed lines around what it changes, frames around what would be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from objremove_gui.ui.canvas.crop_frames import CropFrames
from objremove_gui.ui.canvas.rims import RimLines
from objremove_gui.ui.canvas.scene_view import SceneView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from objremove_gui.core.outlook import CropView
    from objremove_gui.core.reach import Rim


class FramedView(SceneView):
    """Lines and frames are seen as long as the marks are."""

    # The crop as it was, and the box that is wanted of it; None = as it is by itself.
    crop_dragged = Signal(object, object)

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.frames = CropFrames(self)
        self._rims = RimLines()
        self.sharpened.connect(self._sharpen_rims)

    def show_rims(self, rims: Sequence[Rim]) -> None:
        """Dashed lines around what a removal would change."""
        if rims or not self._rims.is_empty:
            self._rims.show(rims)
            self.update()

    def show_crops(self, crops: Sequence[CropView]) -> None:
        """Frames around what would be sent."""
        if crops or not self.frames.is_empty:
            self.frames.show(crops)
            self.update()

    def _sharpen_rims(self) -> None:
        if not self._rims.is_empty:
            self.update()

    def draw_over(self, painter: QPainter, box: QRect) -> None:
        if not self.shows_marks:
            return
        if not self._rims.is_empty:
            corner, scale = self.image_to_widget(0, 0), self.viewport.zoom / self.devicePixelRatioF()
            whole, part = QRectF(self.rect()), QRectF(box)
            self._rims.draw(painter, corner, scale, whole, part, roughly=self.is_stretched)
        self.frames.draw(painter, box)
