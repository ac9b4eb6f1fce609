"""Masks as PNG, and grown and shrunk by an exact disc."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from objremove_gui.core import mask_ops
from objremove_gui.core.document import Document
from objremove_gui.core.imageio.mask_file import write_mask
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.mask_ops import LiveGrowth
from tests.benchmarks.canvas.goals import Row
from tests.benchmarks.canvas.photos import SIZES, strokes_all_over, three_objects

ROUNDS = 5
MOST = 30
PNG_GOALS = {1: 25.0, 8: 40.0}
KINDS = {"three objects": (three_objects, 60.0), "strokes all over": (strokes_all_over, 250.0)}


def quickest(work: Callable[[], object], after: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of the quickest of some runs; ``after`` each something is put right again."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
        after()
    return min(times)


def written(document: Document, label: str) -> list[Row]:
    """Each kind of PNG, read again and compared."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mask.png"
        for bits, goal in PNG_GOALS.items():
            taken = quickest(lambda bits=bits: write_mask(document.mask.pixels, path, bits=bits))
            again = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            assert np.array_equal(again, document.mask.pixels), "the file holds another mask"
            rows.append(Row(f"{label}: mask PNG, {bits} bit", taken, "ms", goal))
    return rows


def changed(document: Document, label: str, goal: float) -> list[Row]:
    rows = []
    for radius in (1, 10, MOST):
        for what, work in (("grow", mask_ops.grow), ("shrink", mask_ops.shrink)):
            taken = quickest(lambda work=work, radius=radius: work(document, radius), document.history.undo)
            rows.append(Row(f"{label}: {what} by {radius}", taken, "ms", goal))
    live = LiveGrowth(document, MOST)
    live.show(1)
    steps = (*range(1, MOST + 1), *range(-1, -MOST - 1, -1))
    worst = max(quickest(lambda amount=amount: live.show(amount)) for amount in steps[:: MOST // 6])
    live.cancel()
    rows.append(Row(f"{label}: worst step of a slider", worst, "ms", goal))
    return rows


def run(name: str) -> dict[str, Any]:
    size = SIZES[name]
    document = Document(Photo(np.zeros((size.height, size.width, 3), np.uint8), PhotoFormat.PNG))
    rows: list[Row] = []
    for kind, (make, goal) in KINDS.items():
        mask_ops.load(document, make(size))
        label = f"{name}, {kind}"
        rows += written(document, label) + changed(document, label, goal)
    return {"rows": rows}
