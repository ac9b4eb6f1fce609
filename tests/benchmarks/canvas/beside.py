"""The program's strokes and those of the usual ways, in one process, on one photo."""

from __future__ import annotations

import asyncio
from typing import Any

from person import Person

from objremove_gui.core.geometry import Size
from tests.benchmarks.canvas.goals import Row, mean_ratio, p95
from tests.benchmarks.canvas.hand import Stroke, show_now, stroke
from tests.benchmarks.canvas.peers import PEERS, GrowingPath, RebuiltOverlay, Scribble, read
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import BREATH, FIRST, open_photo, with_program
from tests.benchmarks.canvas.strokes import DIAMETERS, ROUNDS, VIEWS, look

# Seconds after which a stroke of the others is broken off.
PATIENCE = 3.0
# How many times faster than the others' ways.
GOALS = {"rebuilt": 150.0, "path": 5.0, "scribble": 1.0}
Times = dict[str, float]


def fit_zoom(size: Size) -> float:
    return min(FIRST.width / size.width, FIRST.height / size.height)


def quietest(strokes: list[Stroke]) -> float:
    return min(p95(one.moves) for one in strokes)


async def own(person: Person, name: str) -> tuple[Times, Size]:
    """The program's strokes."""
    document = await open_photo(person, photo_file(name))
    times: Times = {}
    for view in VIEWS:
        look(person, view)
        for diameter in DIAMETERS:
            person.set_size(diameter)
            await asyncio.sleep(BREATH)
            drawn = []
            for _ in range(ROUNDS):
                drawn.append(stroke(person.canvas))
                await asyncio.sleep(BREATH)
                person.trigger("undo")
                await asyncio.sleep(BREATH)
            times[f"{view} {diameter}"] = quietest(drawn)
    return times, document.size


async def of_peer(peer: Scribble | GrowingPath | RebuiltOverlay, size: Size) -> tuple[Times, float]:
    """Another's strokes; and its worst press."""
    peer.resize(*FIRST)
    peer.show()
    await asyncio.sleep(BREATH)
    times, worst = {}, 0.0
    for view in VIEWS:
        peer.look(fit_zoom(size) if view == "fit" else 1.0)
        show_now()
        for diameter in DIAMETERS:
            peer.diameter = diameter
            drawn = [stroke(peer.target, PATIENCE) for _ in range(ROUNDS if peer.is_quick else 1)]
            times[f"{view} {diameter}"] = quietest(drawn)
            worst = max(worst, min(one.press for one in drawn))
    peer.close()
    return times, worst


def run(name: str) -> dict[str, Any]:
    rows: list[Row] = []

    async def act(person: Person) -> None:
        mine, size = await own(person, name)
        image = read(photo_file(name))
        for peer, goal in GOALS.items():
            times, press = await of_peer(PEERS[peer](image), size)
            rows.extend(
                Row(f"{name}, {peer}, {view} px: move, p95", taken, "ms") for view, taken in times.items()
            )
            rows.append(Row(f"{name}, {peer}: worst press", press, "ms"))
            rows.append(
                Row(
                    f"{name}: times faster than {peer}, mean of six p95",
                    mean_ratio(times, mine),
                    "×",
                    goal,
                    True,
                )
            )
        rows.extend(Row(f"{name}, ours, {view} px: move, p95", taken, "ms") for view, taken in mine.items())

    with_program(act)
    return {"rows": rows}
