"""What the mouse does on the canvas and in the comparison, for the shortcut sheet."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.ui.options.shortcuts import Gesture

GESTURES: tuple[Gesture, ...] = (
    Gesture(mark("Move the photo"), mark("Space and drag, or middle button and drag")),
    Gesture(mark("Zoom at the pointer"), mark("Wheel")),
    Gesture(
        mark("The opposite of the tool: erase with the brush, mark with the eraser"),
        mark("Alt and drag, or right button and drag"),
    ),
    Gesture(mark("Straight line from the last stroke"), mark("Shift and click")),
    Gesture(mark("Stroke along 45° steps"), mark("Shift while dragging")),
    Gesture(mark("Take back the stroke being drawn"), mark("Esc")),
    Gesture(mark("Move the divider of the comparison"), mark("Drag, ← and →, or Shift and wheel")),
)
