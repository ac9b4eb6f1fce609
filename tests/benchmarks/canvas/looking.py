"""Zooming and moving about: each event until something is seen, and until it is seen sharply."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from person import Person

from objremove_gui.core.geometry import Size
from tests.benchmarks.canvas.goals import Row, p95
from tests.benchmarks.canvas.hand import (
    MOVE,
    PRESS,
    RELEASE,
    Taken,
    measured,
    mouse,
    show_now,
    stroke,
    timed,
    waves,
    wheel,
)
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import FIRST, LARGE, give_size, open_photo, with_program

FRAME = 1000 / 60
ROUNDS = 3
NOTCHES = 8
PANNED = 60
# Seconds until the view must be sharp, and between two steps of the wheel.
SHARP, BETWEEN = 0.1, 0.03


def rows_of(label: str, rounds: list[list[Taken]]) -> list[Row]:
    """The quietest of some rounds."""
    walls = [[one.wall for one in each] for each in rounds]
    cpus = [[one.cpu for one in each] for each in rounds]
    return [
        Row(f"{label}, p95", min(map(p95, walls)), "ms", FRAME, cpu=min(map(p95, cpus))),
        Row(f"{label}, worst", min(map(max, walls)), "ms", FRAME, cpu=min(map(max, cpus))),
    ]


async def zooming(person: Person) -> list[Taken]:
    """Steps of the wheel from the whole photo to a part of it and back."""
    person.canvas.fit()
    show_now()
    taken: list[Taken] = []
    for step in (1,) * NOTCHES + (-1,) * NOTCHES:
        taken.append(measured(lambda step=step: wheel(person.canvas, step)))
        # As long as the fastest turn of a wheel leaves between two notches.
        await asyncio.sleep(BETWEEN)
    return taken


async def panning(person: Person, zoom: float) -> list[Taken]:
    """The picture dragged about with the tool for that."""
    canvas = person.canvas
    canvas.zoom_to(zoom)
    await asyncio.sleep(SHARP)
    places = list(waves(canvas, PANNED))
    mouse(canvas, PRESS, places[0], held=True)
    moved = [measured(lambda place=place: mouse(canvas, MOVE, place, held=True)) for place in places[1:]]
    mouse(canvas, RELEASE, places[-1], held=False)
    return moved


async def until_sharp(person: Person) -> tuple[float, float]:
    """Milliseconds from a step of the wheel until all is sharp, and the longest hold-up of the window meanwhile."""
    start = time.perf_counter()
    wheel(person.canvas, 1)
    longest, last = 0.0, time.perf_counter()
    while person.canvas.is_refining:
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    show_now()
    return (time.perf_counter() - start) * 1e3, longest * 1e3


def copying(view: Size) -> float:
    """Milliseconds, p95, of copying as many bytes as the view has: what the machine's memory gives just now."""
    first, second = np.ones((2, view.pixels * 4), np.uint8)
    return p95([timed(lambda: np.copyto(second, first)) for _ in range(PANNED)])


async def seen(person: Person, label: str, rows: list[Row]) -> None:
    person.trigger("pan")
    ways: dict[str, Callable[[], Awaitable[list[Taken]]]] = {"zoom step": lambda: zooming(person)}
    ways |= {f"pan at {zoom:.0%}": lambda zoom=zoom: panning(person, zoom) for zoom in (0.3, 0.7, 1.0, 2.5)}
    for what, do in ways.items():
        rounds = []
        for _ in range(ROUNDS):
            rounds.append(await do())
            await asyncio.sleep(0.3)
        rows += rows_of(f"{label}: {what}", rounds)
    person.canvas.fit()
    await asyncio.sleep(0.3)
    sharp = [await until_sharp(person) for _ in range(ROUNDS * 2)]
    rows.append(
        Row(f"{label}: zoom step until sharp", min(all_of for all_of, _ in sharp), "ms", SHARP * 1000)
    )
    rows.append(Row(f"{label}: held up meanwhile", min(longest for _, longest in sharp), "ms", FRAME))
    person.trigger("brush")


def run(name: str) -> dict[str, Any]:
    rows: list[Row] = []

    async def act(person: Person) -> None:
        await open_photo(person, photo_file(name))
        person.set_size(300)
        stroke(person.canvas)
        for view in (FIRST, LARGE):
            await give_size(person, Size(*view))
            await asyncio.sleep(0.5)
            rows.append(
                Row(f"{view.width} × {view.height}: plain copy of a view's bytes, p95", copying(view), "ms")
            )
            await seen(person, f"{name}, {view.width} × {view.height}", rows)

    with_program(act)
    return {"rows": rows}
