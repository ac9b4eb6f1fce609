"""A 45-megapixel JPEG from opening to the proof, a 60-megapixel TIFF of 16 bits opened, beside their bare coding."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from apart import run_apart
from measuring import Measurement
from numpy.typing import NDArray

from objremove_gui.resources import resource

JPEG_SIZE, TIFF_SIZE = (8192, 5464), (9504, 6336)
TIMES = 3
Laps = dict[str, tuple[float, float]]


def grained(size: tuple[int, int], noise: float) -> NDArray[np.float32]:
    """The sample photo enlarged, with the fine grain that a sensor gives."""
    photo = cv2.imread(str(resource("samples/sample.jpg")))
    large = cv2.resize(photo, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    rng = np.random.default_rng(0)
    for rows in np.array_split(np.arange(size[1]), 16):
        large[rows] += rng.standard_normal((len(rows), size[0], 3), np.float32) * noise
    return large


def made_jpeg(path: Path) -> int:
    """Bytes of the decoded picture."""
    pixels = np.clip(grained(JPEG_SIZE, 5), 0, 255).astype(np.uint8)
    cv2.imwrite(str(path), pixels, [cv2.IMWRITE_JPEG_QUALITY, 93])
    return pixels.nbytes


def made_tiff(path: Path) -> int:
    pixels = np.clip(grained(TIFF_SIZE, 5) * 257, 0, 65_535).astype(np.uint16)
    cv2.imwrite(str(path), pixels, [cv2.IMWRITE_TIFF_COMPRESSION, 1])
    return pixels.nbytes


def interleaved(folder: Path, path: Path, *whats: str) -> dict[str, tuple[float, float, Laps, int]]:
    """The quickest of some runs of each program, one after the other in turns: seconds, of cores too, and the peak."""
    runs: dict[str, list[tuple[float, float, Laps, int]]] = {what: [] for what in whats}
    for _ in range(TIMES):
        for what in whats:
            told = json.loads(run_apart("photo", what, str(path), home=folder)[1])
            laps: Laps = told["laps"]
            wall, cores = (sum(lap[part] for lap in laps.values()) for part in (0, 1))
            runs[what].append((wall, cores, laps, told["peak"]))
    return {what: min(each, key=lambda run: run[0]) for what, each in runs.items()}


def compared(
    title: str, found: dict[str, tuple[float, float, Laps, int]], what: str
) -> Iterator[Measurement]:
    bare = found["bare"]
    base = "bare " + " and ".join(bare[2])
    yield Measurement(title, found[what][0], base, bare[0])
    yield Measurement(f"{title}, time of cores", found[what][1], base, bare[1])
    if len(found[what][2]) > 1:
        for name, lap in found[what][2].items():
            yield Measurement(f"- {name}", lap[0], base, bare[0])


def run() -> list[Measurement]:
    measurements: list[Measurement] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, make, what, title in (
            (folder / "large.jpg", made_jpeg, "chain", "JPEG 45 MP: open, remove, export, verify"),
            (folder / "large.tif", made_tiff, "opening", "TIFF 60 MP, 16 bit: to paintable"),
        ):
            decoded = make(path)
            found = interleaved(folder, path, what, "bare")
            peak = found[what][3]
            size = path.stat().st_size / 1e6
            print(
                f"{title}: peak {peak / 1e6:.0f} MB, {peak / decoded:.2f} x the decoded picture; file {size:.0f} MB"
            )
            measurements += compared(title, found, what)
            path.unlink()
    return measurements
