"""The program's strokes and those of the usual ways, in one process, on one photo."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

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
# Whole strokes are compared with those that do at the press what we do at each move.
WHOLE_GOALS = {"scribble": 1.0}


class Kind(NamedTuple):
    """Of one kind of stroke, in milliseconds: the p95 of a move by the clock, its mean by the processor, and all of
    it from the press to the release."""

    wall: float
    cpu: float
    whole: float


Times = dict[str, Kind]


def fit_zoom(size: Size) -> float:
    return min(FIRST.width / size.width, FIRST.height / size.height)


def least(strokes: list[Stroke]) -> Kind:
    """Of the quietest of some strokes."""
    return Kind(
        min(p95(one.moves) for one in strokes),
        min(one.cpu for one in strokes),
        min(one.press + sum(one.moves) + one.release for one in strokes),
    )


def faster(theirs: Times, mine: Times) -> Kind:
    """How many times, as the mean of all kinds of strokes."""
    return Kind(
        *(
            mean_ratio(*({view: taken[column] for view, taken in times.items()} for times in (theirs, mine)))
            for column in range(len(Kind._fields))
        )
    )


def rows_of(label: str, times: Times) -> list[Row]:
    return [Row(f"{label}, {view} px: move, p95", one.wall, "ms", cpu=one.cpu) for view, one in times.items()]


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
            times[f"{view} {diameter}"] = least(drawn)
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
            times[f"{view} {diameter}"] = least(drawn)
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
            rows.extend(rows_of(f"{name}, {peer}", times))
            rows.append(Row(f"{name}, {peer}: worst press", press, "ms"))
            times_faster = faster(times, mine)
            label = f"{name}: times faster than {peer}, mean of six"
            rows.append(Row(f"{label} p95", times_faster.wall, "×", goal, True))
            rows.append(Row(f"{label}, processor", times_faster.cpu, "×", goal, True))
            if peer in WHOLE_GOALS:
                whole = f"{label} whole strokes, press to release"
                rows.append(Row(whole, times_faster.whole, "×", WHOLE_GOALS[peer], True))
        rows.extend(rows_of(f"{name}, ours", mine))

    with_program(act)
    return {"rows": rows}
