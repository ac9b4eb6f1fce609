"""Says as JSON what a large photo with many results costs: ``results.py PHOTO``.

Twenty removals of four versions each are put in, some on top of others; each is switched off and on, and the project
is saved. Times are seconds, memory is bytes.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from person import Person, run_program, until
from PySide6.QtCore import QCoreApplication, Qt

from objremove_gui.core.ageing import stamped
from objremove_gui.core.compositing import feathered_alpha
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Removal, Version
from objremove_gui.ui.editor import Editor

COUNT, VERSIONS = 20, 4
BOX = 900, 700
ROUNDS = 5
REST = 2.0


def resident() -> int:
    """Bytes of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system doesn't tell how much memory a process has")


def made(document: Document, number: int) -> Removal:
    """A removal whose results are other places of the photo; every fifth lies on the one before."""
    width, height = document.size
    column, row = number % 5, number // 5
    x, y = width // 16 + column * (width // 6), height // 16 + row * (height // 5)
    if number % 5 == 4:
        x -= width // 6 - BOX[0] // 2
    box = Rect(x, y, *BOX)
    mask = np.zeros((box.height, box.width), np.uint8)
    mask[20:-20, 20:-20] = 255
    alpha = feathered_alpha(mask, np.full_like(mask, 255))
    mask.flags.writeable = alpha.flags.writeable = False
    versions = []
    for version in range(VERSIONS):
        left, top = (x + (version + 1) * 1013) % (width - BOX[0]), (y + 911) % (height - BOX[1])
        patch = document.photo.pixels[Rect(left, top, *BOX).slices].copy()
        patch.flags.writeable = False
        versions.append(Version(patch, "This computer", version, 1.0, f"request-{number}-{version}"))
    return Removal(box, mask, alpha, 20, tuple(versions))


def toggles(person: Person) -> tuple[list[float], list[float]]:
    """Each removal off and on by its tick in the list, from the click until it is seen.

    The second are seconds of this thread alone, which others on the machine take less from.
    """
    listed = person.window.results.removals
    times: list[float] = []
    own: list[float] = []
    for row in range(listed.count()):
        for state in (Qt.CheckState.Unchecked, Qt.CheckState.Checked):
            start, cpu = time.perf_counter(), time.thread_time()
            listed.item(row).setCheckState(state)
            QCoreApplication.sendPostedEvents()
            person.canvas.repaint()
            times.append(time.perf_counter() - start)
            own.append(time.thread_time() - cpu)
    return times, own


async def saving(editor: Editor, path: Path) -> dict[str, list[float]]:
    """Saving the project as the window does it, beside writing the same bytes to the disk."""
    found: dict[str, list[float]] = {"save": [], "write": []}
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        await editor.saving.save_project(path, embeds=False)
        found["save"].append(time.perf_counter() - start)
        size, seconds = again(path)
        found["write"].append(seconds)
    return found | {"bytes": [size], "kept": [editor.encode.size]}


def again(path: Path) -> tuple[int, float]:
    """The size of a file, and how long writing its bytes to the disk takes once more."""
    data = path.read_bytes()
    start = time.perf_counter()
    with path.with_suffix(".bytes").open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return len(data), time.perf_counter() - start


async def measured(person: Person) -> dict[str, list[float]]:
    gc.collect()
    before = resident()
    person.window.dropped.emit([sys.argv[1]])
    await until(lambda: person.canvas.scene is not None, person.message())
    scene = person.canvas.scene
    assert scene is not None
    document = scene.document
    await asyncio.sleep(REST)
    opened = resident()
    for number in range(COUNT):
        document.add_removals("remove", stamped(document.snapshot(), [made(document, number)]))
    await asyncio.sleep(REST)
    found: dict[str, list[float]] = {}
    found["whole photo"], found["whole photo, own"] = toggles(person)
    person.trigger("actualSize")
    person.trigger("nextRegion")
    found["at 100 %"], found["at 100 %, own"] = toggles(person)
    await asyncio.sleep(REST)
    gc.collect()
    patches = sum(version.patch.nbytes for one in document.removals for version in one.versions)
    found |= {
        "memory": [before, opened, resident()],
        "pixels": [
            document.photo.pixels.nbytes,
            document.mask.pixels.nbytes,
            patches,
            document.history.budget,
        ],
    }
    editor = person.window.findChild(Editor)
    assert editor is not None
    return found | await saving(editor, Path(sys.argv[1]).with_suffix(".objremove"))


def main() -> None:
    found: dict[str, list[float]] = {}

    async def act(person: Person) -> None:
        person.window.resize(1600, 1000)
        found.update(await measured(person))

    run_program([], act)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
