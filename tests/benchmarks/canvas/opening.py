"""A JPEG until it can be painted on, beside the bare decode by every decoder that is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from person import Person, until
from PIL import Image

from objremove_gui.core.imageio.libvips import vips
from tests.benchmarks.canvas.goals import Row
from tests.benchmarks.canvas.hand import show_now
from tests.benchmarks.canvas.photos import photo_file
from tests.benchmarks.canvas.program import REST, open_photo, with_program

ROUNDS = 3
GOAL = 1.3


def decoders(data: bytes) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each gives all pixels as an array."""
    Image.MAX_IMAGE_PIXELS = None
    yield "cv2", lambda: cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    yield "Pillow", lambda: np.asarray(Image.open(io.BytesIO(data)))
    yield "pyvips", lambda: vips().Image.new_from_buffer(data, "", access="sequential").numpy()
    if importlib.util.find_spec("simplejpeg"):
        import simplejpeg

        yield "simplejpeg", lambda: simplejpeg.decode_jpeg(data, "RGB")


def quickest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


async def until_shown(person: Person, path: str) -> float:
    """Milliseconds from the drop of a photo until it is seen and takes strokes."""
    before = person.canvas.scene
    shown = asyncio.get_running_loop().create_future()
    connection = person.canvas.view_changed.connect(
        lambda: shown.done() or person.canvas.scene is before or shown.set_result(None)
    )
    start = time.perf_counter()
    person.window.dropped.emit([path])
    await shown
    show_now()
    taken = (time.perf_counter() - start) * 1e3
    person.canvas.view_changed.disconnect(connection)
    return taken


def run(name: str) -> dict[str, Any]:
    rows: list[Row] = []
    path = photo_file(name)

    async def act(person: Person) -> None:
        # Everything is loaded with another photo first.
        await open_photo(person, photo_file("2 MP"))
        opened = []
        with tempfile.TemporaryDirectory() as folder:
            for number in range(ROUNDS):
                # A file of its own each time: what is open already is only shown.
                copy = Path(folder) / f"{number}.jpg"
                shutil.copy(path, copy)
                opened.append(await until_shown(person, str(copy)))
                await asyncio.sleep(REST / 4)
        await until(lambda: person.canvas.scene is not None)
        bare = {what: quickest(work) for what, work in decoders(path.read_bytes())}
        rows.extend(Row(f"{name}: bare decode by {what}", taken, "ms") for what, taken in bare.items())
        rows.append(Row(f"{name}: JPEG until paintable", min(opened), "ms"))
        ratio = min(opened) / min(bare.values())
        rows.append(Row(f"{name}: JPEG until paintable : fastest bare decode", ratio, "×", GOAL))

    with_program(act)
    return {"rows": rows}
