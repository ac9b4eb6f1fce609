"""How the pointer looks over the canvas: its shape tells what a drag would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas


def pointer_shape(canvas: Canvas) -> Qt.CursorShape:
    """The shape where the pointer is now."""
    pointer = canvas.input
    if pointer.is_panning:
        return Qt.CursorShape.ClosedHandCursor
    if pointer.pans_always or (pointer.space and not pointer.is_dragging):
        return Qt.CursorShape.OpenHandCursor
    if pointer.is_waiting:
        return Qt.CursorShape.BusyCursor
    at = canvas.pointer_marks.at
    # Over a crop's frame, which can be dragged.
    over = None if at is None or pointer.is_dragging else canvas.frames.shape_at(at)
    return over or Qt.CursorShape.CrossCursor
