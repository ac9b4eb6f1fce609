"""The window while a removal runs and the person paints on, and photos until they can be painted on."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from apart import run_apart
from measuring import Measurement, best

from objremove_gui.core.geometry import Size

REMOVED = {"12 MP": Size(4000, 3000), "24 MP": Size(6000, 4000)}
OPENED = REMOVED | {"45 MP": Size(8192, 5464)}


def run() -> list[Measurement]:
    """One program for each photo: opened, painted on, something removed from it meanwhile."""
    found: list[Measurement] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, size in OPENED.items():
            photo = Path(folder) / f"{size.width}.jpg"
            write_photo(photo, size)
            arguments = ["removal"] if name in REMOVED else []
            _, said = run_apart("window", str(photo), *arguments, home=Path(folder) / "home")
            found += opening(name, json.loads(said), photo)
            if name in REMOVED:
                found += removal(name, json.loads(said))
    return found


def write_photo(path: Path, size: Size) -> None:
    """Soft colours with grain, as a camera's JPEG."""
    chance = np.random.default_rng(1)
    rough = chance.integers(40, 200, (size.height // 40, size.width // 40, 3), np.uint8)
    soft = cv2.resize(rough, size, interpolation=cv2.INTER_CUBIC).astype(np.int16)
    grainy = np.clip(soft + chance.integers(-8, 9, soft.shape, np.int16), 0, 255).astype(np.uint8)
    path.write_bytes(cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes())


def opening(name: str, said: dict[str, list[float]], photo: Path) -> list[Measurement]:
    data = np.frombuffer(photo.read_bytes(), np.uint8)
    bare = best(lambda: cv2.imdecode(data, cv2.IMREAD_COLOR))
    return [
        Measurement(f"{name} JPEG, dropped until it can be painted on", said["open"][0], "decoding", bare)
    ]


def removal(name: str, said: dict[str, list[float]]) -> list[Measurement]:
    """A tick comes every 5 ms; a handler of an event and all else that holds the window up delays it."""
    gaps, idle, painting = said["removing"], said["idle"], said["painting"]
    events, events_before = said["events while removing"], said["events"]
    return [
        Measurement(f"{name}, removing: longest gap of the loop", max(gaps), "idle", max(idle)),
        Measurement("  the same", max(gaps), "painting only", max(painting)),
        Measurement("  99 % of the gaps are shorter than", late(gaps), "painting only", late(painting)),
        Measurement("  longest event of the mouse", max(events), "painting only", max(events_before)),
    ]


def late(values: Sequence[float]) -> float:
    """What 99 % of the values stay below."""
    return float(np.percentile(values, 99))
