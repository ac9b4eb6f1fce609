"""What the mouse does on the canvas and in the comparison, for the shortcut sheet."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.ui.options.shortcuts import Gesture

GESTURES: tuple[Gesture, ...] = (
    Gesture(mark("Move the photo"), (mark("Space + drag"), mark("Middle button"), mark("Two fingers"))),
    Gesture(mark("Zoom at the pointer"), (mark("Wheel"), mark("Pinch"))),
    Gesture(
        mark("The opposite of the tool: unmark, mark"),
        (mark("Right button"), mark("Alt + drag"), mark("Pen button")),
    ),
    Gesture(
        mark("Size of the tip"),
        (mark("Alt + wheel"), mark("Ctrl + right button"), mark("Alt + right button")),
    ),
    Gesture(mark("Straight line from the last stroke"), (mark("Shift + click"),)),
    Gesture(mark("Stroke in steps of 45°"), (mark("Drag + Shift"),)),
    Gesture(mark("Square or circle"), (mark("Drag + Shift"),)),
    Gesture(mark("Rectangle or ellipse from its centre"), (mark("Drag + Ctrl"), mark("Drag + Alt"))),
    Gesture(mark("Move the rectangle or ellipse being drawn"), (mark("Drag + Space"),)),
    Gesture(
        mark("Close a lasso or polygon"), (mark("Enter"), mark("Double click"), mark("Click on the start"))
    ),
    Gesture(mark("Keep the lasso open when a drag ends"), (mark("Release + Ctrl"), mark("Release + Alt"))),
    Gesture(mark("Take a corner back"), (mark("Backspace"),)),
    Gesture(mark("How far the magic wand reaches"), (mark("Press and drag"),)),
    Gesture(mark("Mark cells with the keyboard"), (mark("Arrow keys"), mark("Space"), mark("Shift + arrow"))),
    Gesture(mark("One level back: stroke, tool, job"), (mark("Esc"),)),
    Gesture(
        mark("Move the divider of the comparison"), (mark("Drag"), mark("← and →"), mark("Shift + wheel"))
    ),
)
