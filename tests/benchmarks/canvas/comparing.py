"""Before and after: the divider dragged, the picture moved and zoomed, each event until it is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
from person import Person

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Removal, Version
from tests.benchmarks.canvas.goals import Row
from tests.benchmarks.canvas.hand import MOVE, PRESS, RELEASE, Taken, measured, mouse, show_now, waves, wheel
from tests.benchmarks.canvas.looking import NOTCHES, PANNED, ROUNDS, rows_of
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import FIRST, LARGE, give_size, open_photo, with_program


def remove(document: Document) -> None:
    """Put results into the document: one in the middle, of a sixth of the photo's sides, and a small one."""
    width, height = document.size
    boxes = (
        Rect(width * 5 // 12, height * 5 // 12, width // 6, height // 6),
        Rect(width // 8, height // 8, width // 20, width // 20),
    )
    removals = []
    for box in boxes:
        mask = np.full((box.height, box.width), 255, np.uint8)
        patch = np.full((box.height, box.width, 3), (90, 120, 60), np.uint8)
        removals.append(Removal(box, mask, mask, 0, (Version(patch, "", 0, 0.0),)))
    document.add_removals("", removals)


def dragging(person: Person) -> list[Taken]:
    """The divider from side to side."""
    view = person.window.compare
    middle = view.height() / 2
    mouse(view, PRESS, (view.divider * view.width(), middle), held=True)
    moved = [measured(lambda x=x: mouse(view, MOVE, (x, middle), held=True)) for x, _ in waves(view, PANNED)]
    mouse(view, MOVE, (view.width() / 2, middle), held=True)
    mouse(view, RELEASE, (view.width() / 2, middle), held=False)
    return moved


def panning(person: Person, zoom: float) -> list[Taken]:
    view = person.window.compare
    view.zoom_to(zoom)
    view.render_all()
    show_now()
    places = list(waves(view, PANNED))
    mouse(view, PRESS, places[0], held=True)
    moved = [measured(lambda place=place: mouse(view, MOVE, place, held=True)) for place in places[1:]]
    mouse(view, RELEASE, places[-1], held=False)
    return moved


def zooming(person: Person) -> list[Taken]:
    view = person.window.compare
    view.fit()
    show_now()
    return [measured(lambda step=step: wheel(view, step)) for step in (1,) * NOTCHES + (-1,) * NOTCHES]


def run(name: str) -> dict[str, Any]:
    rows: list[Row] = []

    async def act(person: Person) -> None:
        remove(await open_photo(person, photo_file(name)))
        person.trigger("compare")
        ways: dict[str, Callable[[], list[Taken]]] = {"divider": lambda: dragging(person)}
        ways |= {f"pan at {zoom:.0%}": lambda zoom=zoom: panning(person, zoom) for zoom in (0.3, 0.7, 1.0)}
        ways["zoom step"] = lambda: zooming(person)
        for size in (FIRST, LARGE):
            await give_size(person, size)
            await asyncio.sleep(0.5)
            for what, do in ways.items():
                rounds = []
                for _ in range(ROUNDS):
                    rounds.append(do())
                    await asyncio.sleep(0.3)
                label = f"{name}, {size.width} × {size.height}, compare: {what}"
                rows.extend(rows_of(label, rounds))

    with_program(act)
    return {"rows": rows}
