"""The program's own window, opened with a photo, its canvas of a wanted size."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from person import Person, run_program, until
from PySide6.QtCore import QSize

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Size

FIRST, LARGE = Size(1600, 1000), Size(3840, 2160)
# Seconds until what is done behind the first picture, or after a stroke, has come to rest.
REST, BREATH = 2.0, 0.2


def with_program(act: Callable[[Person], Awaitable[None]]) -> None:
    """Start the program, let ``act`` have its window, close it."""
    run_program([], act)


async def open_photo(person: Person, photo: Path, view: Size = FIRST) -> Document:
    """Open a photo and give the canvas the size ``view``."""
    person.window.dropped.emit([str(photo)])
    await until(lambda: person.canvas.scene is not None, f"{photo} is open")
    await give_size(person, view)
    await asyncio.sleep(REST)
    scene = person.canvas.scene
    assert scene is not None
    return scene.document


async def give_size(person: Person, view: Size) -> None:
    """Let what is seen of canvas or comparison have a size."""
    window = person.window
    shown = window.compare if window.compare.isVisible() else person.canvas
    window.setMinimumSize(QSize(1, 1))
    for _ in range(3):
        window.resize(window.size() + QSize(*view) - shown.size())
        await asyncio.sleep(0.2)
    assert shown.size() == QSize(*view), f"{shown.size()} instead of {view}"
