"""What an open photo that has been painted on takes above what the program takes without one."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

from person import Person, until

from tests.benchmarks.canvas.goals import Row
from tests.benchmarks.canvas.hand import stroke
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import FIRST, REST, give_size, open_photo, with_program
from tests.benchmarks.canvas.strokes import DIAMETERS, VIEWS, look

GOAL = 6.0


def resident() -> int:
    """Bytes of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system doesn't tell how much memory a process has")


def run(name: str) -> dict[str, Any]:
    rows: list[Row] = []

    async def act(person: Person) -> None:
        # The base is the program that has had a small photo open, so that all is loaded that painting needs.
        await open_photo(person, photo_file("2 MP"))
        look(person, "fit")
        stroke(person.canvas)
        person.trigger("undo")
        person.trigger("close")
        await until(lambda: person.canvas.scene is None, "the small photo is closed")
        await asyncio.sleep(REST)
        gc.collect()
        base = resident()
        document = await open_photo(person, photo_file(name))
        opened = resident()
        for view in VIEWS:
            look(person, view)
            for diameter in DIAMETERS:
                person.set_size(diameter)
                stroke(person.canvas)
                await asyncio.sleep(0)
        await give_size(person, FIRST)
        await asyncio.sleep(REST)
        pixels = document.size.pixels
        rows.append(Row(f"{name}: memory after opening", (opened - base) / pixels, "B/px", GOAL))
        rows.append(Row(f"{name}: memory after strokes", (resident() - base) / pixels, "B/px", GOAL))
        rows.append(Row(f"{name}: undo steps kept of those", document.history.cost / 1000, "KB"))

    with_program(act)
    return {"rows": rows}
