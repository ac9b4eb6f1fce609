"""What a pointer does, as plain values in image coordinates; the view translates the toolkit's events into these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, StrEnum, auto


class Modifiers(Flag):
    """Keys held down."""

    NONE = 0
    SHIFT = auto()
    CONTROL = auto()
    ALT = auto()


class Button(StrEnum):
    """Which button of the mouse, or which part of the pen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    ERASER = "eraser"


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """Position in image pixels (0, 0 is the outer corner of the first pixel), pressure 0..1 (1 for a mouse)."""

    x: float
    y: float
    pressure: float = 1.0
    button: Button = Button.PRIMARY
    modifiers: Modifiers = Modifiers.NONE
