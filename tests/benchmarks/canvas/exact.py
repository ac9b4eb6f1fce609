"""Strokes by real events against the rule in float64: a pixel belongs if its centre lies within r of the segment."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from person import Person

from objremove_gui.core.geometry import Rect, Size
from tests.benchmarks.canvas.goals import Row
from tests.benchmarks.canvas.hand import MOVE, PRESS, RELEASE, mouse
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import open_photo, with_program

DIAMETERS = (1, 2, 3, 7, 20, 61, 200, 333)
ZOOMS = (0.2, 0.33, 1.0, 3.0)
POINTS = 5
Points = list[tuple[float, float]]


def by_rule(points: Points, radius: float, size: Size) -> tuple[Rect, NDArray[np.bool_]]:
    """Where the rule can hold at all, and whether it does."""
    low, high = np.floor(np.min(points, axis=0) - radius), np.ceil(np.max(points, axis=0) + radius)
    box = Rect.of_corners(int(low[0]) - 1, int(low[1]) - 1, int(high[0]) + 2, int(high[1]) + 2)
    box = box.intersect(Rect.of_size(size))
    y = np.arange(box.y, box.bottom, dtype=np.float64)[:, None] + 0.5
    x = np.arange(box.x, box.right, dtype=np.float64)[None, :] + 0.5
    covered = np.zeros((box.height, box.width), np.bool_)
    for (ax, ay), (bx, by) in pairwise(points):
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        along = np.clip(((x - ax) * dx + (y - ay) * dy) / square, 0, 1) if square else 0.0
        covered |= (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2 <= radius * radius
    return box, covered


def drawn(person: Person, chance: np.random.Generator) -> Points:
    """A short stroke anywhere in the view; the image points it went through."""
    canvas = person.canvas
    start = chance.uniform((300, 200), (canvas.width() - 300, canvas.height() - 200))
    places = [tuple(start + step) for step in np.cumsum(chance.uniform(-40, 40, (POINTS, 2)), axis=0)]
    mouse(canvas, MOVE, places[0], held=False)
    mouse(canvas, PRESS, places[0], held=True)
    for place in places[1:]:
        mouse(canvas, MOVE, place, held=True)
    mouse(canvas, RELEASE, places[-1], held=False)
    ratio = canvas.devicePixelRatioF()
    return [canvas.viewport.to_image(x * ratio, y * ratio) for x, y in places]


def run(name: str) -> dict[str, Any]:
    rows: list[Row] = []

    async def act(person: Person) -> None:
        document = await open_photo(person, photo_file(name))
        mask = document.mask
        chance = np.random.default_rng(5)
        compared = wrong = 0
        for zoom in ZOOMS:
            person.canvas.zoom_to(zoom)
            for diameter in DIAMETERS:
                person.set_size(diameter)
                points = drawn(person, chance)
                box, covered = by_rule(points, diameter / 2, document.size)
                is_marked = mask.pixels[box.slices] > 0
                wrong += int(np.count_nonzero(is_marked != covered))
                wrong += int(np.count_nonzero(mask.pixels)) - int(np.count_nonzero(is_marked))
                compared += covered.size
                # A stroke beside a small photo is none.
                if document.history.position:
                    person.trigger("undo")
                await asyncio.sleep(0)
        rows.append(Row(f"{name}: pixels compared with the rule", compared, "px"))
        rows.append(Row(f"{name}: pixels that differ from the rule", wrong, "px", 0))

    with_program(act)
    return {"rows": rows}
