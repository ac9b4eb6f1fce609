"""Strokes in the program's window: each event until painted, undo and redo until seen, what a step keeps."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from person import Person

from objremove_gui.core.document import Document
from tests.benchmarks.canvas.goals import Row, p95
from tests.benchmarks.canvas.hand import Stroke, show_now, stroke
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import BREATH, open_photo, with_program

DIAMETERS = (20, 200, 1000)
VIEWS = ("fit", "100 %")
# Each stroke is drawn this many times and the quietest counts: others use the machine, too.
ROUNDS = 3
# Seconds after which nothing is done behind a stroke any more.
SETTLED = 2.0
MOVE_GOALS = {20: 1.0, 200: 1.0, 1000: 2.5}
PRESS_GOAL, UNDO_GOAL, WHOLE_UNDO_GOAL = 2.0, 10.0, 16.0
STEP_GOAL = 10.0


def quietest(strokes: list[Stroke]) -> Row:
    """The least p95 of some strokes, and the mean of a move's processor time beside it."""
    return Row("", min(p95(one.moves) for one in strokes), "ms", cpu=min(one.cpu for one in strokes))


def look(person: Person, view: str) -> None:
    person.canvas.fit() if view == "fit" else person.canvas.zoom_to(1.0)


async def stepped(person: Person, document: Document, action: str) -> float:
    """Milliseconds until undo or redo is seen."""
    before = document.history.position
    start = time.perf_counter()
    person.trigger(action)
    # Not an event to wait for: what is done at once is over already, and the rest must be seen the moment it is.
    while document.history.position == before or person.canvas.input.is_waiting:  # noqa: ASYNC110
        await asyncio.sleep(0)
    show_now()
    return (time.perf_counter() - start) * 1e3


async def measure(person: Person, name: str, found: dict[str, Any]) -> None:
    document = await open_photo(person, photo_file(name))
    rows: list[Row] = found["rows"]
    for view in VIEWS:
        look(person, view)
        for diameter in DIAMETERS:
            person.set_size(diameter)
            await asyncio.sleep(BREATH)
            drawn, undone, redone = [], [], []
            for _ in range(ROUNDS):
                drawn.append(stroke(person.canvas))
                await asyncio.sleep(BREATH)
                undone.append(await stepped(person, document, "undo"))
                redone.append(await stepped(person, document, "redo"))
                undone.append(await stepped(person, document, "undo"))
                await asyncio.sleep(BREATH)
            if not rows:
                rows.append(Row(f"{name}: very first press", drawn[0].press, "ms", PRESS_GOAL))
            label = f"{name}, {view}, {diameter} px"
            each = quietest(drawn)
            rows.append(each._replace(name=f"{label}: move, p95", goal=MOVE_GOALS[diameter]))
            found["moves"][f"{view} {diameter}"] = each.measured
            press = min(one.press for one in drawn)
            rows.append(Row(f"{label}: press", press, "ms", PRESS_GOAL))
            goal = WHOLE_UNDO_GOAL if view == "fit" else UNDO_GOAL
            for what, times in (("undo", undone), ("redo", redone)):
                rows.append(Row(f"{label}: {what} shown", min(times), "ms", goal))
    rows.append(await kept(person, document, name))


async def kept(person: Person, document: Document, name: str) -> Row:
    """What an undo step keeps on average, of strokes of every size over one another, once they are laid aside."""
    for view in VIEWS:
        look(person, view)
        for diameter in DIAMETERS:
            person.set_size(diameter)
            stroke(person.canvas)
    await asyncio.sleep(SETTLED)
    history = document.history
    label = f"{name}: undo step, mean of {history.position}"
    return Row(label, history.cost / history.position / 1000, "KB", STEP_GOAL)


def run(name: str) -> dict[str, Any]:
    """Rows for a photo of ``name``, and the p95 of each kind of stroke."""
    found: dict[str, Any] = {"rows": [], "moves": {}}

    async def act(person: Person) -> None:
        await measure(person, name, found)

    with_program(act)
    return found
