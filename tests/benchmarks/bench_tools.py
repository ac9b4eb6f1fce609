"""Tools on photos of 24 and 100 megapixels, without a window: press, each event, release, searches."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
from measuring import Measurement, best, seconds, typical, undisturbed

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.tools.base import Point, Tool
from objremove_gui.core.tools.pointer import PointerEvent
from objremove_gui.core.tools.registry import TOOL_BY_ID

SIZES = (Size(6000, 4000), Size(12240, 8160))
VIEW_WIDTH = 1600
EVENTS = 200


def photo(size: Size) -> Photo:
    """Soft colours with a distinct thing in the middle."""
    rough = np.random.default_rng(1).integers(40, 160, (60, 90, 3), np.uint8)
    pixels = cv2.resize(rough, size, interpolation=cv2.INTER_CUBIC)
    cv2.circle(pixels, (size.width // 2, size.height // 2), size.height // 8, (220, 60, 50), -1)
    return Photo(pixels, PhotoFormat.PNG)


def wave(size: Size) -> list[Point]:
    """Three waves across the photo."""
    parts = (step / EVENTS for step in range(EVENTS))
    return [
        (size.width * (0.05 + 0.9 * part), size.height * (0.5 + 0.4 * math.sin(6 * math.pi * part)))
        for part in parts
    ]


def around(size: Size) -> list[Point]:
    """Once around most of the photo."""
    angles = np.linspace(0, 2 * math.pi, EVENTS)
    return [
        (size.width * (0.5 + 0.45 * math.cos(angle)), size.height * (0.5 + 0.45 * math.sin(angle)))
        for angle in angles
    ]


def across(size: Size) -> list[Point]:
    """From corner to corner."""
    parts = (0.05 + 0.9 * step / EVENTS for step in range(EVENTS + 1))
    return [(size.width * part, size.height * part) for part in parts]


def gesture(name: str, tool: Tool, path: list[Point], scale: float, copied: float) -> Iterator[Measurement]:
    """Press, the middle and the worst of the moves, release."""
    events = [PointerEvent(x, y, scale=scale) for x, y in path]
    with undisturbed():
        press = seconds(lambda: (tool.press(events[0]), tool.preview()))
        moves = [seconds(lambda event=event: (tool.move(event), tool.preview())) for event in events[1:]]
        release = seconds(lambda: tool.release(events[-1]))
    baseline = ("copy of a megapixel", copied)
    yield Measurement(f"{name}: press", press, *baseline)
    yield Measurement(f"{name}: move", typical(moves), *baseline)
    yield Measurement(f"{name}: move, 95 %", sorted(moves)[len(moves) * 95 // 100], *baseline)
    yield Measurement(f"{name}: release", release, *baseline)


def searched(name: str, tool: Tool, copied: float) -> Iterator[Measurement]:
    """What another thread does, and what the window does with what was found."""
    work = tool.work
    assert work is not None
    found = work.run()
    yield Measurement(f"{name}: search", best(work.run, 2), "copy of a megapixel", copied)
    yield Measurement(
        f"{name}: finish", seconds(lambda: tool.finish(work, found)), "copy of a megapixel", copied
    )


def of_size(size: Size) -> Iterator[Measurement]:
    document = Document(photo(size))
    word = f"{size.pixels / 1e6:.0f} MP"
    scale = size.width / VIEW_WIDTH
    million = np.ones((1000, 1000), np.uint8)
    copied = best(million.copy)
    for diameter in (20, 200, 1000):
        brush = TOOL_BY_ID["brush"].make(document)
        brush.set_option("diameter", diameter)
        yield from gesture(f"brush {diameter}, {word}", brush, wave(size), scale, copied)
        document.history.undo()
    loop = TOOL_BY_ID["brush"].make(document)
    loop.set_option("fills_loops", True)
    yield from gesture(f"brush 60 filling a loop, {word}", loop, around(size), scale, copied)
    document.history.undo()
    for name in ("lasso", "ellipse", "rectangle"):
        path = around(size) if name == "lasso" else across(size)
        yield from gesture(f"{name}, {word}", TOOL_BY_ID[name].make(document), path, scale, copied)
        document.history.undo()
    middle = (size.width / 2, size.height / 2)
    for contiguous in (True, False):
        wand = TOOL_BY_ID["wand"].make(document)
        wand.set_option("contiguous", contiguous)
        name = f"wand {'contiguous' if contiguous else 'anywhere'}, {word}"
        path = [(middle[0] + step * scale / 2, middle[1]) for step in range(EVENTS)]
        yield from gesture(name, wand, path, scale, copied)
        yield from searched(name, wand, copied)
        document.history.undo()
    reach = size.height // 6
    finder = TOOL_BY_ID["object"].make(document)
    box = Rect(int(middle[0]) - reach, int(middle[1]) - reach, 2 * reach, 2 * reach)
    path = [
        (box.x + box.width * step / EVENTS, box.y + box.height * step / EVENTS) for step in range(EVENTS + 1)
    ]
    yield from gesture(f"object, {word}", finder, path, scale, copied)
    yield from searched(f"object, {word}", finder, copied)


def run() -> list[Measurement]:
    return [measurement for size in SIZES for measurement in of_size(size)]
