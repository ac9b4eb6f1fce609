"""Operations on a mask of 45 megapixels, beside copying the mask; growing beside OpenCV's, which grows by a square."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from measuring import Measurement, seconds, undisturbed
from numpy.typing import NDArray

from objremove_gui.core import mask_ops
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.mask_ops import LiveGrowth

SIZE = Size(8192, 5464)
TIMES = 3
Mask8 = NDArray[np.uint8]


def three_objects() -> Mask8:
    """Three objects in a sixth of the photo."""
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    cv2.ellipse(mask, (2500, 2000), (500, 350), 20, 0, 360, 255, -1)
    cv2.ellipse(mask, (4200, 3000), (300, 600), 0, 0, 360, 255, -1)
    cv2.rectangle(mask, (3000, 3300), (3800, 3700), 255, -1)
    return mask


def strokes_all_over() -> Mask8:
    """A fifth of the photo under strokes of every width."""
    random = np.random.default_rng(3)
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    for _ in range(120):
        steps = random.integers(-300, 300, (7, 2))
        path = random.integers(0, SIZE) + np.cumsum(steps, axis=0)
        cv2.polylines(mask, [path.astype(np.int32)], False, 255, int(random.integers(20, 120)))
    return mask


def undone(document: Document, operation: Callable[[], bool]) -> float:
    """The quickest of some runs, each from the same mask."""
    times = []
    with undisturbed():
        for _ in range(TIMES):
            steps = document.history.position
            times.append(seconds(operation))
            if document.history.position > steps:
                document.history.undo()
    return min(times)


def operations(document: Document) -> Iterator[tuple[str, Callable[[], bool]]]:
    for pixels in (1, 10, 29):
        yield f"grow by {pixels}", lambda pixels=pixels: mask_ops.grow(document, pixels)
        yield f"shrink by {pixels}", lambda pixels=pixels: mask_ops.shrink(document, pixels)
    yield "fill holes", lambda: mask_ops.fill_holes(document)
    yield "remove specks", lambda: mask_ops.remove_specks(document, 500)
    yield "smooth by 8", lambda: mask_ops.smooth(document, 8)
    yield "invert", lambda: mask_ops.invert(document)
    yield "clear", lambda: mask_ops.clear(document)


def slider(document: Document) -> float:
    """The worst step of a slider dragged from 20 to 29."""
    live = LiveGrowth(document, 30)
    live.show(19)
    with undisturbed():
        worst = max(seconds(lambda amount=amount: live.show(amount)) for amount in range(20, 30))
    live.cancel()
    return worst


def run() -> list[Measurement]:
    document = Document(Photo(np.zeros((SIZE.height, SIZE.width, 3), np.uint8), PhotoFormat.PNG))
    other = np.ones_like(document.mask.pixels)
    square = np.ones((59, 59), np.uint8)
    results = []
    for name, mask in (("three objects", three_objects()), ("strokes all over", strokes_all_over())):
        mask_ops.load(document, mask)
        copied = min(seconds(lambda mask=mask: np.copyto(other, mask)) for _ in range(TIMES))
        by_square = min(seconds(lambda mask=mask: cv2.dilate(mask, square)) for _ in range(TIMES))
        for what, operation in operations(document):
            taken = undone(document, operation)
            grows = what.endswith(" 29")
            baseline = ("cv2.dilate, 59 x 59 square", by_square) if grows else ("copy of the mask", copied)
            results.append(Measurement(f"{what}, {name}", taken, *baseline))
        results.append(Measurement(f"slider step, {name}", slider(document), "copy of the mask", copied))
    return results
