"""Pointer gestures for tests of tools, in image coordinates."""

from __future__ import annotations

from collections.abc import Sequence

from objremove_gui.core.tools.base import Found, Point, Tool
from objremove_gui.core.tools.pointer import Button, Modifiers, PointerEvent

NONE, SHIFT, CONTROL, ALT, SPACE = (
    Modifiers.NONE, Modifiers.SHIFT, Modifiers.CONTROL, Modifiers.ALT, Modifiers.SPACE,
)  # fmt: skip


def at(
    x: float,
    y: float,
    modifiers: Modifiers = NONE,
    *,
    button: Button = Button.PRIMARY,
    pressure: float = 1.0,
    scale: float = 1.0,
) -> PointerEvent:
    return PointerEvent(x, y, pressure, button, modifiers, scale)


def drag(
    tool: Tool,
    path: Sequence[Point],
    pressed: Modifiers = NONE,
    held: Modifiers = NONE,
    *,
    button: Button = Button.PRIMARY,
) -> None:
    """Press at the first point with ``pressed`` held, go on with ``held`` held, release at the last."""
    tool.press(at(*path[0], pressed, button=button))
    for x, y in path[1:]:
        tool.move(at(x, y, held))
    tool.release(at(*path[-1], held))


def click(
    tool: Tool, x: float, y: float, modifiers: Modifiers = NONE, *, button: Button = Button.PRIMARY
) -> None:
    """Press and release at one place, the pointer having come there before."""
    tool.hover(at(x, y, modifiers))
    tool.press(at(x, y, modifiers, button=button))
    tool.release(at(x, y, modifiers))


def search(tool: Tool) -> Found:
    """Run what the tool leaves to another thread, and hand it what was found."""
    work = tool.work
    assert work is not None
    found = work.run()
    tool.finish(work, found)
    return found
