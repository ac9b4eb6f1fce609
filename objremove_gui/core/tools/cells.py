"""Cells: marking without a pointer. A cell is moved by the arrow keys, Space marks it."""

from __future__ import annotations

import math

from objremove_gui.core.document import Document
from objremove_gui.core.figures import rectangle_spans
from objremove_gui.core.geometry import Rect
from objremove_gui.core.marking import mark_spans
from objremove_gui.core.tools.base import Figure, Mode, Preview, Shape, ToolInfo
from objremove_gui.core.tools.common import BaseTool
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.pointer import Modifiers, PointerEvent
from objremove_gui.i18n import mark, tr

FAR = 10

CELLS = ToolInfo(
    "cells",
    mark("Cells"),
    "cells",
    "cellsAction",
    mark("Arrow keys move the cell (Ctrl: by ten), Space marks, Shift + arrow on the way, [ ] resize it."),
    options=("step",),
)


class CellTool(BaseTool):
    """A cursor of one cell of a grid over the photo; ``step`` is the side of a cell in image pixels."""

    def __init__(self, document: Document, info: ToolInfo = CELLS) -> None:
        super().__init__(document, info)
        self.step: float = OPTION_BY_KEY["step"].default
        # The cursor is the cell that holds this pixel, so that it stays in place when the cells become smaller.
        self._x, self._y = document.size.width // 2, document.size.height // 2
        self._is_dragging = False

    @property
    def is_dragging(self) -> bool:
        return self._is_dragging

    @property
    def cell(self) -> Rect:
        """The cell under the cursor, cut to the photo."""
        side = int(self.step)
        box = Rect(self._x // side * side, self._y // side * side, side, side)
        return box.intersect(Rect.of_size(self.document.size))

    # -- keys

    def nudge(self, dx: int, dy: int, modifiers: Modifiers = Modifiers.NONE) -> bool:
        """Move by a cell; by ten with Control; and mark what is reached with Shift. The photo's edge stops it."""
        cells = FAR if Modifiers.CONTROL in modifiers else 1
        box = self.cell
        self.come(box.x + dx * cells * int(self.step), box.y + dy * cells * int(self.step))
        if Modifiers.SHIFT in modifiers:
            self._write(box.union(self.cell), Mode.ADD)
        return True

    def strike(self) -> bool:
        """Mark the cell, or unmark it when all of it is marked."""
        self._write(self.cell, Mode.SUBTRACT if self._is_full() else Mode.ADD)
        return True

    # -- the pointer

    def press(self, event: PointerEvent) -> None:
        self._choose_mode(event)
        self._is_dragging = True
        self.document.mask.begin()
        self._paint(event)

    def move(self, event: PointerEvent) -> None:
        if self._is_dragging:
            self._paint(event)

    def release(self, event: PointerEvent) -> None:
        if self._is_dragging:
            self._paint(event)
            self._is_dragging = False
            self.document.commit_mask(self._step_name(self._mode))

    def cancel(self) -> None:
        if self._is_dragging:
            self._is_dragging = False
            self.document.mask.abort()

    def preview(self) -> Preview:
        return Preview(
            self._mode if self._is_dragging else Mode.ADD, shape=Shape(Figure.RECTANGLE, self.cell)
        )

    def described(self) -> str:
        """Where the cursor is and what it holds, in words."""
        box, side, size = self.cell, int(self.step), self.document.size
        place = tr(
            "Column {column} of {columns}, row {row} of {rows}",
            column=box.x // side + 1,
            columns=math.ceil(size.width / side),
            row=box.y // side + 1,
            rows=math.ceil(size.height / side),
        )
        marks = self.document.mask.pixels[box.slices]
        if self._is_full():
            return tr("{place}: marked", place=place)
        return (
            tr("{place}: partly marked", place=place)
            if marks.any()
            else tr("{place}: not marked", place=place)
        )

    def _is_full(self) -> bool:
        return bool(self.document.mask.pixels[self.cell.slices].all())

    def come(self, x: float, y: float) -> None:
        """The cell of this place is the cursor's."""
        size = self.document.size
        self._x = min(size.width - 1, max(0, math.floor(x)))
        self._y = min(size.height - 1, max(0, math.floor(y)))

    def _paint(self, event: PointerEvent) -> None:
        self.come(event.x, event.y)
        box, mask = self.cell, self.document.mask
        mask.touch(box)
        mask.pixels[box.slices] = self._mode.value_written
        mask.changed.emit(box)

    def _write(self, box: Rect, mode: Mode) -> None:
        spans = rectangle_spans(box, self.document.size)
        mark_spans(self.document, self._step_name(mode), (spans,), mode.value_written)

    def _step_name(self, mode: Mode) -> str:
        return tr("Mark cells") if mode is Mode.ADD else tr("Unmark cells")
