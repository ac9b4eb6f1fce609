"""A JPEG until it can be painted on, beside the bare decode by every decoder that is installed; cold and warm.

Memory that a process uses for the first time is slow to come by. So both are measured in fresh processes, where each
has to get its memory first, and both where a first photo's memory has just been given back.
"""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
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
SMALL = "2 MP"


def decoders(data: bytes) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each gives all pixels as an array."""
    Image.MAX_IMAGE_PIXELS = None
    yield "cv2", lambda: cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    yield "Pillow", lambda: np.asarray(Image.open(io.BytesIO(data)))
    yield "pyvips", lambda: vips().Image.new_from_buffer(data, "", access="sequential").numpy()
    if importlib.util.find_spec("simplejpeg"):
        import simplejpeg

        yield "simplejpeg", lambda: simplejpeg.decode_jpeg(data, "RGB")


def taken(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


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
    needed = (time.perf_counter() - start) * 1e3
    person.canvas.view_changed.disconnect(connection)
    return needed


def opened(name: str, times: int) -> dict[str, float]:
    """Milliseconds of the first opening, and of the quickest after it, each time with nothing else open."""
    found: list[float] = []
    path = photo_file(name)

    async def act(person: Person) -> None:
        # Everything is loaded with another photo first.
        await open_photo(person, photo_file(SMALL))
        with tempfile.TemporaryDirectory() as folder:
            for number in range(times):
                copy = Path(folder) / f"{number}.jpg"
                shutil.copy(path, copy)
                person.trigger("closeAll")
                await until(lambda: person.canvas.scene is None, "nothing is open")
                await asyncio.sleep(REST / 4)
                found.append(await until_shown(person, str(copy)))
                await asyncio.sleep(REST / 4)

    with_program(act)
    return {"cold": found[0], "warm": min(found[1:], default=0.0)}


def bare(name: str, decoder: str) -> dict[str, float]:
    """The same of a decoder alone, which has decoded a small photo before."""
    dict(decoders(photo_file(SMALL).read_bytes()))[decoder]()
    work = dict(decoders(photo_file(name).read_bytes()))[decoder]
    found = []
    for _ in range(1 + ROUNDS):
        # As long as the program rests before an opening: a virtual machine gives what is free to its host meanwhile.
        time.sleep(REST / 4)
        found.append(taken(work))
    return {"cold": found[0], "warm": min(found[1:])}


def fresh(*arguments: str) -> dict[str, float]:
    """What this module finds in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        own = os.environ | {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        command = [sys.executable, "-m", "tests.benchmarks.canvas.opening", *arguments]
        done = subprocess.run(command, env=own, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        done.check_returncode()
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def run(name: str) -> dict[str, Any]:
    names = [decoder for decoder, _ in decoders(b"")]
    found: dict[str, list[dict[str, float]]] = {what: [] for what in ("", *names)}
    for _ in range(ROUNDS):
        # In turns, so that what else goes on meets all of them.
        for what, rounds in found.items():
            rounds.append(fresh("opened", name) if not what else fresh("bare", name, what))
    rows: list[Row] = []
    for state in ("cold", "warm"):
        best = {what: min(each[state] for each in rounds) for what, rounds in found.items()}
        ours = best.pop("")
        rows += [Row(f"{name}, {state}: bare decode by {what}", best[what], "ms") for what in names]
        rows.append(Row(f"{name}, {state}: JPEG until paintable", ours, "ms"))
        ratio = ours / min(best.values())
        rows.append(Row(f"{name}, {state}: JPEG until paintable : fastest bare decode", ratio, "×", GOAL))
    return {"rows": rows}


if __name__ == "__main__":
    what, name, *rest = sys.argv[1:]
    print(json.dumps(opened(name, 1 + ROUNDS) if what == "opened" else bare(name, *rest)))
