"""The preview of a canvas's tool: repainted where it was and where it is, and brought into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from objremove_gui.ui.canvas import preview as previews

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Preview
    from objremove_gui.ui.canvas.view import Canvas


class ToolPreview:
    """What the tool of one canvas is about to do."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._shown: Preview | None = None
        self._box = QRect()

    @property
    def label(self) -> str:
        """What the tool tells beside the pointer."""
        return self._shown.label if self._shown is not None else ""

    def refresh(self) -> None:
        """Ask the tool again."""
        canvas = self._canvas
        preview = canvas.tool.preview() if canvas.tool is not None and canvas.scene is not None else None
        if preview is None and self._shown is None:
            return
        before, label = self._box, self.label
        self._shown = preview
        self._box = QRect()
        if preview is not None:
            self._box = previews.bounds(preview, canvas.image_to_widget).toAlignedRect()
        box = before.united(self._box)
        if not box.isEmpty():
            canvas.repaint_soon(box)
        if self.label != label:
            canvas.refresh_cursor()
            canvas.label_changed.emit()

    def bring_into_view(self) -> None:
        """Look there, where its shape is not wholly seen."""
        canvas = self._canvas
        box, room = self._shape_box(), QRectF(canvas.rect())
        if box is not None and not room.contains(box):
            canvas.pan_by(room.center() - box.center())
            self.refresh()

    def fetch_cursor(self) -> None:
        """Let what the arrow keys move come to where is looked, if it is out of sight."""
        canvas, cursor = self._canvas, self.keyboard_cursor
        if canvas.tool is not None and cursor is not None and not canvas.rect().contains(cursor.toPoint()):
            canvas.tool.come(*canvas.widget_to_image(QRectF(canvas.rect()).center()))
            self.refresh()

    @property
    def keyboard_cursor(self) -> QPointF | None:
        """The middle of what the arrow keys move, in widget pixels; None for a tool without."""
        tool, box = self._canvas.tool, self._shape_box()
        return box.center() if tool is not None and box is not None and tool.described() else None

    def _shape_box(self) -> QRectF | None:
        """In widget pixels."""
        shape = self._shown.shape if self._shown is not None else None
        if shape is None:
            return None
        at = self._canvas.image_to_widget
        return QRectF(at(shape.box.x, shape.box.y), at(shape.box.right, shape.box.bottom))

    def draw(self, painter: QPainter) -> None:
        """Paint it over the picture."""
        if self._shown is not None and not self._box.isEmpty():
            previews.draw(painter, self._shown, self._canvas.image_to_widget)
