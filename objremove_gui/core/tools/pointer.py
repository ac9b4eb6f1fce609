"""What a pointer does, as plain values in image coordinates; the view translates the toolkit's events into these."""

from __future__ import annotations

from enum import Flag, StrEnum, auto
from typing import NamedTuple


class Modifiers(Flag):
    """Keys held down. SPACE counts only while a button is down; without one it moves the view."""

    NONE = 0
    SHIFT = auto()
    CONTROL = auto()
    ALT = auto()
    SPACE = auto()


class Button(StrEnum):
    """Which button of the mouse, or which part of the pen; a pen's barrel button is SECONDARY."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    ERASER = "eraser"


class PointerEvent(NamedTuple):
    """Position in image pixels (0, 0 is the outer corner of the first pixel), pressure 0..1 (1 for a mouse).

    ``scale`` is how many image pixels one pixel of the screen's own coordinates covers, so that what is near for the
    hand (a click on the first corner, a drag or a click) is the same at every zoom.
    """

    x: float
    y: float
    pressure: float = 1.0
    button: Button = Button.PRIMARY
    modifiers: Modifiers = Modifiers.NONE
    scale: float = 1.0

    @property
    def point(self) -> tuple[float, float]:
        return self.x, self.y
