"""The frames around what would be sent, with the scale; their edges and corners can be dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from objremove_gui.i18n import tr
from objremove_gui.ui.canvas import preview as previews

if TYPE_CHECKING:
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.outlook import CropView
    from objremove_gui.ui.canvas.framed_view import FramedView

# A frame is held by its line from so many widget pixels away.
GRIP = 5.0
HANDLE = 9
GAP = 6.0
# No label lies farther beside or above its frame.
ASIDE, ABOVE = 400.0, 60.0
LIGHT, DARK = QColor(255, 255, 255), QColor(0, 0, 0, 200)
Shape = Qt.CursorShape
# By the edges held: left or right (-1, 1), top or bottom.
SHAPES = {
    (-1, 0): Shape.SizeHorCursor,
    (1, 0): Shape.SizeHorCursor,
    (0, -1): Shape.SizeVerCursor,
    (0, 1): Shape.SizeVerCursor,
    (-1, -1): Shape.SizeFDiagCursor,
    (1, 1): Shape.SizeFDiagCursor,
    (1, -1): Shape.SizeBDiagCursor,
    (-1, 1): Shape.SizeBDiagCursor,
}


class CropFrames:
    """The frames of one view; what is dragged is shown at once and told when it is let go."""

    def __init__(self, canvas: FramedView) -> None:
        self._canvas = canvas
        self.crops: Sequence[CropView] = ()
        self._held: CropView | None = None
        self._edges = (0, 0)
        self._dragged: Rect | None = None

    @property
    def is_empty(self) -> bool:
        return not self.crops

    def show(self, crops: Sequence[CropView]) -> None:
        self.crops = crops
        if self._held is not None and self._held not in crops:
            self._held = self._dragged = None

    # -- the pointer

    def edges_at(self, at: QPointF) -> tuple[CropView, tuple[int, int]] | None:
        """The crop whose frame is under the pointer, and which of its edges."""
        for crop in self.crops:
            frame = self._frame(crop.box)
            if not frame.adjusted(-GRIP, -GRIP, GRIP, GRIP).contains(at):
                continue
            across = _near(at.x(), frame.left(), frame.right())
            down = _near(at.y(), frame.top(), frame.bottom())
            if across or down:
                return crop, (across, down)
        return None

    def shape_at(self, at: QPointF) -> Qt.CursorShape | None:
        """The pointer's shape where a frame can be dragged."""
        found = self.edges_at(at)
        return None if found is None else SHAPES[found[1]]

    def grab(self, at: QPointF) -> bool:
        """Begin to drag what is under the pointer; tells whether there is anything."""
        found = self.edges_at(at)
        if found is None:
            return False
        self._held, self._edges = found
        self._dragged = self._held.box
        return True

    def drag(self, at: QPointF) -> None:
        """The held edges go where the pointer is, never inside what is sent by itself, never out of the photo."""
        scene, held = self._canvas.scene, self._held
        if scene is None or held is None:
            return
        from objremove_gui.core.geometry import Rect

        x, y = (round(value) for value in self._canvas.widget_to_image(at))
        box, least, (across, down) = held.box, held.least, self._edges
        left, right = box.x, box.right
        top, bottom = box.y, box.bottom
        if across:
            left = min(max(x, 0), least.x) if across < 0 else left
            right = max(min(x, scene.size.width), least.right) if across > 0 else right
        if down:
            top = min(max(y, 0), least.y) if down < 0 else top
            bottom = max(min(y, scene.size.height), least.bottom) if down > 0 else bottom
        self._dragged = Rect.of_corners(left, top, right, bottom)
        self._canvas.update()

    def let_go(self) -> None:
        """What was dragged to is wanted."""
        held, dragged = self._held, self._dragged
        self._held = self._dragged = None
        if held is not None and dragged is not None and dragged != held.box:
            self._want(held, dragged)

    def give_up(self) -> bool:
        """The frame is again where it was; tells whether one was being dragged."""
        was_held = self._held is not None
        self._held = self._dragged = None
        if was_held:
            self._canvas.update()
        return was_held

    def put_back(self, at: QPointF) -> bool:
        """A double click: the crop is again as it is by itself; tells whether there was one."""
        found = self.edges_at(at)
        self._held = self._dragged = None
        if found is not None:
            self._want(found[0], found[0].least)
        return found is not None

    def _want(self, crop: CropView, box: Rect) -> None:
        """Tell what is wanted, and show it until what comes of it is known."""
        shown = replace(crop, box=box, scale=_scale_of(box))
        self.crops = tuple(shown if one is crop else one for one in self.crops)
        self._canvas.update()
        self._canvas.crop_dragged.emit(crop, None if box == crop.least else box)

    # -- drawing

    def _frame(self, box: Rect) -> QRectF:
        canvas = self._canvas
        return QRectF(canvas.image_to_widget(box.x, box.y), canvas.image_to_widget(box.right, box.bottom))

    def draw(self, painter: QPainter, part: QRect) -> None:
        """The frames that ``part`` of the widget sees."""
        if not self.crops:
            return
        seen = QRectF(part)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for crop in self.crops:
            box = self._dragged if crop is self._held and self._dragged is not None else crop.box
            frame = self._frame(box)
            if not frame.adjusted(-ASIDE, -ABOVE, ASIDE, ABOVE).intersects(seen):
                continue
            self._draw_frame(painter, frame)
            text = _label(box, crop.scale if box == crop.box else None)
            label = self._label_box(frame, text)
            if label.intersects(seen):
                previews.draw_label(painter, text, label)
        painter.restore()

    def _draw_frame(self, painter: QPainter, frame: QRectF) -> None:
        # Filled boxes are painted many times as fast as lines of three pixels.
        x, y = round(frame.left()), round(frame.top())
        right, bottom = round(frame.right()), round(frame.bottom())
        for colour, out in ((DARK, 1), (LIGHT, 0)):
            thick = 2 * out + 1
            for side in (
                QRect(x - out, y - out, right - x + thick, thick),
                QRect(x - out, bottom - out, right - x + thick, thick),
                QRect(x - out, y - out, thick, bottom - y + thick),
                QRect(right - out, y - out, thick, bottom - y + thick),
            ):
                painter.fillRect(side, colour)
        half = HANDLE // 2
        for corner_x in (x, right):
            for corner_y in (y, bottom):
                box = QRect(corner_x - half, corner_y - half, HANDLE, HANDLE)
                painter.fillRect(box, DARK)
                painter.fillRect(box.adjusted(1, 1, -1, -1), LIGHT)

    def _label_box(self, frame: QRectF, text: str) -> QRectF:
        """Inside the frame's upper corner as far as it is seen, else above, else below; empty where it is not seen."""
        metrics = QFontMetricsF(self._canvas.font())
        size = QSizeF(metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
        room = QRectF(self._canvas.rect())
        inside = frame.intersected(room)
        if inside.isEmpty():
            return QRectF()
        if inside.width() > size.width() + 2 * GAP and inside.height() > 2 * size.height():
            return QRectF(inside.topLeft() + QPointF(GAP, GAP), size)
        above = inside.top() - size.height() - GAP
        top = above if above >= room.top() else inside.bottom() + GAP
        return QRectF(QPointF(min(inside.left(), room.right() - size.width()), top), size)


def _scale_of(box: Rect) -> float:
    from objremove_gui.core.cropping import CropLimits
    from objremove_gui.core.outlook import scale_of

    return scale_of(box, CropLimits())


def _label(box: Rect, scale: float | None) -> str:
    share = _scale_of(box) if scale is None else scale
    return tr(
        "{width} × {height} px, sent at {percent} %",
        width=box.width,
        height=box.height,
        percent=round(100 * share),
    )


def _near(value: float, low: float, high: float) -> int:
    """-1 near ``low``, 1 near ``high``, else 0."""
    if abs(value - low) <= GRIP:
        return -1
    return 1 if abs(value - high) <= GRIP else 0
