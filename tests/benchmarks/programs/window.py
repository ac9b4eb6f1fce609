"""Says as JSON how long the real window hung: ``window.py PHOTO [removal]``.

It opens the photo and, if asked to, paints on it and removes something from it while painting goes on.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from collections.abc import Callable, Iterator

from person import LEFT, NO_BUTTON, Person, run_program, until
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer

from objremove_gui.core.document import Document

TICK = 5
# Seconds between two moves of the mouse, and between two strokes.
MOVE, REST = 0.008, 0.03
MOVES = 40
WATCHED = 3.0
# How much of the photo is marked, and how much taller than wide.
SHARE, TALLER = 0.02, 2.2


class Clock:
    """Ticks on the window's event loop; what holds the loop up shows as a gap between two ticks."""

    def __init__(self) -> None:
        self._gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now

    def gaps(self) -> list[float]:
        """Seconds from tick to tick since this was asked last."""
        gaps, self._gaps = self._gaps, []
        return gaps


class Painter:
    """Strokes over the upper left of the photo, as fast as a hand; ``events`` holds how long each event took."""

    def __init__(self, person: Person, document: Document) -> None:
        self._person = person
        self._size = document.size
        self.events: list[float] = []

    def _stroke(self) -> Iterator[QPointF]:
        width, height = self._size
        for step in range(MOVES):
            x, y = 0.1 + 0.3 * step / MOVES, 0.15 + 0.05 * math.sin(step / 5)
            yield self._person.canvas.image_to_widget(width * x, height * y)

    async def paint(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            places = list(self._stroke())
            await self._event(QEvent.Type.MouseButtonPress, places[0], LEFT, LEFT)
            for place in places[1:]:
                await self._event(QEvent.Type.MouseMove, place, NO_BUTTON, LEFT)
            await self._event(QEvent.Type.MouseButtonRelease, places[-1], LEFT, NO_BUTTON)
            await asyncio.sleep(REST)

    async def _event(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        start = time.perf_counter()
        self._person.mouse(kind, at, button, held)
        self.events.append(time.perf_counter() - start)
        await asyncio.sleep(MOVE)

    def taken(self) -> list[float]:
        events, self.events = self.events, []
        return events


def for_seconds(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


async def open_photo(person: Person, path: str) -> float:
    """Drop a photo on the window; seconds until it is seen and can be painted on."""
    canvas = person.canvas
    seen = asyncio.get_running_loop().create_future()
    canvas.view_changed.connect(lambda: seen.done() or canvas.scene is None or seen.set_result(None))
    start = time.perf_counter()
    person.window.dropped.emit([path])
    await seen
    canvas.repaint()
    return time.perf_counter() - start


async def measured_removal(person: Person) -> dict[str, list[float]]:
    """Gaps of the loop and times of the mouse's events: at rest, painting, and painting while a removal runs."""
    scene = person.canvas.scene
    assert scene is not None
    document = scene.document
    # What is warmed behind the first picture has come to rest.
    await asyncio.sleep(WATCHED)
    clock, painter = Clock(), Painter(person, document)
    await asyncio.sleep(WATCHED)
    found = {"idle": clock.gaps()}
    person.set_size(document.size.width // 60)
    await painter.paint(for_seconds(WATCHED))
    found |= {"painting": clock.gaps(), "events": painter.taken()}
    person.trigger("clearMask")
    mark(person, document)
    person.set_size(document.size.width // 60)
    await asyncio.sleep(0.5)
    clock.gaps()
    person.press("remove")
    await painter.paint(lambda: bool(document.removals) and not person.can("cancel"))
    await until(lambda: "Removed" in person.message(), person.message())
    await asyncio.sleep(0.5)
    return found | {"removing": clock.gaps(), "events while removing": painter.taken()}


def mark(person: Person, document: Document) -> None:
    """Mark something as large as a person in the photo."""
    width, height = document.size
    across = math.sqrt(width * height * SHARE / TALLER)
    person.set_size(round(across))
    person.drag([(width * 0.7, height * 0.4), (width * 0.7, height * 0.4 + across * (TALLER - 1))])


def main() -> None:
    found: dict[str, list[float]] = {}

    async def act(person: Person) -> None:
        person.window.resize(1600, 1000)
        found["open"] = [await open_photo(person, sys.argv[1])]
        if sys.argv[2:] == ["removal"]:
            found.update(await measured_removal(person))

    run_program([], act)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
