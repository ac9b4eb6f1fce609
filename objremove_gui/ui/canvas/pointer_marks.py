"""What lies at the pointer: the outline of the tip, the sign of the mode, the tool's words; moved with the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.ui.canvas import preview as previews
from objremove_gui.ui.canvas.tip_outline import TipOutline
from objremove_gui.ui.canvas.translate import modifiers_of

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas

MARGIN = 3
# The sign of the mode reaches this far from the pointer.
SIGN_REACH = 16.0
SMALLEST_RADIUS = 1.5


class PointerMarks:
    """The marks of one canvas. ``at`` is where the pointer is over it, None where it isn't."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.at: QPointF | None = None
        self._outline = TipOutline()
        # Where they are shown, and what of it is the words.
        self._box = EMPTY
        self._label_box = QRectF()

    def refresh(self) -> None:
        """Have them painted where they were and where they are."""
        canvas, before = self._canvas, self._box
        self._box = EMPTY
        if self.at is not None and canvas.tool is not None and canvas.scene is not None:
            reach = max(self._radius(), SIGN_REACH) + MARGIN
            x, y = self.at.x(), self.at.y()
            left, top = math.floor(x - reach), math.floor(y - reach)
            self._box = Rect(left, top, math.ceil(x + reach) - left, math.ceil(y + reach) - top)
            if canvas.label:
                metrics, room = QFontMetricsF(canvas.font()), QRectF(canvas.rect())
                self._label_box = previews.label_box(canvas.label, metrics, self.at, room)
                label = self._label_box.toAlignedRect()
                self._box = self._box.union(Rect(label.x(), label.y(), label.width(), label.height()))
        canvas.repaint_box(before.union(self._box))

    def _radius(self) -> float:
        """Of the tip, in widget pixels."""
        canvas = self._canvas
        return canvas.tip_diameter * canvas.viewport.zoom / canvas.devicePixelRatioF() / 2

    @property
    def sign(self) -> str:
        """The mode that is told beside the pointer: ``add`` or ``subtract``, ``""`` where it is the tool's own."""
        tool, pointer = self._canvas.tool, self._canvas.input
        if tool is None or pointer.pans_always:
            return ""
        mode = tool.mode_at(modifiers_of(pointer.held, space=False), pointer.button)
        return "" if (mode == "add") is tool.info.marks else str(mode)

    def draw(self, painter: QPainter) -> None:
        canvas, tool = self._canvas, self._canvas.tool
        if self.at is None or self._box.is_empty or tool is None:
            return
        if canvas.tip_diameter:
            is_square = "tip" in tool.info.options and tool.option("tip") == "square"
            self._outline.draw(painter, self.at, max(SMALLEST_RADIUS, self._radius()), is_square=is_square)
        sign = self.sign
        if sign or canvas.label:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if sign:
            previews.draw_sign(painter, self.at, sign)
        if canvas.label:
            previews.draw_label(painter, canvas.label, self._label_box)
