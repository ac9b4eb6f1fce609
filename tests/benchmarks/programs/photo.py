"""One photo from opening to the proof, without an engine; or its bare coding; prints seconds and bytes as JSON."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from objremove_gui.core.compositing import edited
from objremove_gui.core.cropping import CropLimits, extract_image
from objremove_gui.core.imageio.libvips import vips
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.proof import prove
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.jobs.composing import Made, removal_of, versions_of
from objremove_gui.jobs.crops import plan_crops
from objremove_gui.resources import resource as shipped
from tests.peaks import Peaks

PLENTY = 200_000_000
PERSON = (150, 400)


class Clock:
    """Seconds, and seconds of the processor's cores, since the last lap."""

    def __init__(self) -> None:
        self.laps: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), time.process_time()

    def lap(self, name: str) -> None:
        now = time.perf_counter(), time.process_time()
        self.laps[name] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now

    def skip(self) -> None:
        """What was done since the last lap is not the program's."""
        self._last = time.perf_counter(), time.process_time()


def marked(photo: Photo) -> NDArray[np.uint8]:
    """Something of a person's size in the middle."""
    mask = np.zeros((photo.size.height, photo.size.width), np.uint8)
    cv2.ellipse(mask, (photo.size.width // 2, photo.size.height // 2), PERSON, 0, 0, 360, 255, -1)
    return mask


def chain(path: Path, out: Path) -> dict[str, tuple[float, float]]:
    clock = Clock()
    photo = open_photo(path, max_pixels=PLENTY)
    clock.lap("open")
    mask = marked(photo)
    clock.skip()
    snapshot = Snapshot.of(photo, mask)
    (plan,) = plan_crops(snapshot, CropLimits(), None, None)
    crop = extract_image(plan, snapshot.read(plan.source))
    clock.lap("plan")
    answer = cv2.GaussianBlur(crop, (0, 0), 9)
    clock.skip()
    versions = versions_of(plan, snapshot, [np.asarray(answer)], Made("none", 1, 0.0, ""))
    removals = [removal_of(plan, versions)]
    clock.lap("fit in")
    saved = save_photo(photo, edited(photo.pixels, removals), out, SaveOptions(overwrite=True))
    clock.lap("compose and export")
    proof = prove(photo, removals, saved, out)
    clock.lap("verify")
    assert proof.holds
    assert saved.way.value in ("spliced", "lossless"), saved
    return clock.laps


def opening(path: Path, out: Path) -> dict[str, tuple[float, float]]:
    """Until something can be painted."""
    from objremove_gui.core.document import Document

    clock = Clock()
    Document(open_photo(path, max_pixels=PLENTY))
    clock.lap("open")
    return clock.laps


def bare(path: Path, out: Path) -> dict[str, tuple[float, float]]:
    """Decode and encode by the fastest of the libraries that are there."""
    data = path.read_bytes()
    pixels = np.zeros(0)

    def fastest(*works: Callable[[], object]) -> tuple[float, float]:
        found = []
        for work in works:
            clock = Clock()
            work()
            clock.lap("it")
            found.append(clock.laps["it"])
        return min(found)

    def by_vips() -> object:
        return vips().Image.new_from_buffer(data, "", access="sequential").write_to_memory()

    def by_opencv() -> object:
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)

    decoders, encoders = [by_vips, by_opencv], []
    if path.suffix == ".jpg":
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        decoders.append(lambda: Image.open(path).load())
        encoders.append(lambda: cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 95]))
        encoders.append(lambda: Image.fromarray(pixels).save(out, quality=95, subsampling=2))
        try:
            import simplejpeg
        except ImportError:
            pass
        else:
            decoders.append(lambda: simplejpeg.decode_jpeg(data, "RGB"))
            encoders.append(lambda: simplejpeg.encode_jpeg(pixels, 95, colorsubsampling="420"))
    return {"decode": fastest(*decoders)} | ({"encode": fastest(*encoders)} if encoders else {})


def main() -> None:
    what, path = {"chain": chain, "opening": opening, "bare": bare}[sys.argv[1]], Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, f"out{path.suffix}")
        if sys.argv[1] != "bare":
            # Everything is loaded once before.
            what(shipped("samples/sample.jpg"), Path(folder, "warm.jpg"))
        peaks = Peaks()
        laps = what(path, out)
    print(json.dumps({"laps": laps, "peak": peaks.most()}))


main()
