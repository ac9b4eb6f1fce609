"""What is to be saved: a photo that is another one in some places, which are made where they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Pixels

Marks = NDArray[np.bool_]
# Rows that are compared at once; whole blocks of a JPEG, whatever its sampling.
BAND = 64


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """``photo`` (h, w, 3|4) but for ``boxes``; ``read`` gives any box as it is to be, in the photo's own type."""

    photo: Pixels
    boxes: tuple[Rect, ...]
    read: Callable[[Rect], Pixels]

    @classmethod
    def of(cls, photo: Pixels, pixels: NDArray[Any]) -> Edited:
        """From all pixels. Raises ValueError unless they have the photo's shape and type."""
        if pixels.shape != photo.shape or pixels.dtype != photo.dtype:
            raise ValueError(f"pixels of shape {pixels.shape} do not belong to a photo of {photo.shape}")
        return cls(photo, (Rect(0, 0, *size_of(photo)),), lambda box: pixels[box.slices])

    @property
    def size(self) -> Size:
        return size_of(self.photo)

    def whole(self) -> Pixels:
        """All pixels, C-contiguous."""
        return np.ascontiguousarray(self.read(Rect.of_size(self.size)))

    def parts(self) -> Iterator[Part]:
        """Where pixels are others than the photo's; no part shares anything with another."""
        seen: list[Rect] = []
        for box in self.boxes:
            for rest in _apart(box.intersect(Rect.of_size(self.size)), seen):
                for band in bands(rest):
                    yield from differing(self.photo[band.slices], self.read(band), band)
            seen.append(box)

    def shrunk(self, most: int) -> Pixels:
        """The picture scaled down until no side is over ``most``."""
        small = shrunk(self.photo, most)
        height, width = small.shape[:2]
        across, down = self.size.width / width, self.size.height / height
        for box in self.boxes:
            if box.is_empty:
                continue
            part = Rect.of_corners(
                int(box.x / across), int(box.y / down), -int(-box.right // across), -int(-box.bottom // down)
            ).intersect(Rect(0, 0, width, height))
            source = Rect.of_corners(
                int(part.x * across),
                int(part.y * down),
                -int(-part.right * across // 1),
                -int(-part.bottom * down // 1),
            ).intersect(Rect.of_size(self.size))
            small[part.slices] = scaled(self.read(source), part.size)
        return small


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """``marks`` (h, w) of ``box`` are set where two pictures differ."""

    box: Rect
    marks: Marks


def size_of(pixels: Pixels) -> Size:
    return Size(pixels.shape[1], pixels.shape[0])


def bands(box: Rect) -> Iterator[Rect]:
    """``box`` a few rows at a time, at the same rows whatever the box."""
    top = box.y
    while top < box.bottom:
        bottom = min(box.bottom, (top // BAND + 1) * BAND)
        yield Rect(box.x, top, box.width, bottom - top)
        top = bottom


def differing(one: Pixels, other: Pixels, box: Rect) -> Iterator[Part]:
    """Where two pictures of ``box`` differ in any channel, as one part or none; missing alpha counts as opaque."""
    import cv2

    if one.shape == other.shape and _same(one, other):
        return
    different = one[..., :3] != other[..., :3]
    marks = different[..., 0] | different[..., 1] | different[..., 2]
    for first, second in ((one, other), (other, one)):
        if first.shape[2] == 4:
            opaque = np.iinfo(first.dtype).max
            marks |= first[..., 3] != (second[..., 3] if second.shape[2] == 4 else opaque)
    inner = Rect(*cv2.boundingRect(marks.view(np.uint8)))
    if not inner.is_empty:
        yield Part(inner.shift(box.x, box.y), np.ascontiguousarray(marks[inner.slices]))


def _same(one: Pixels, other: Pixels) -> bool:
    """Whether two of one shape are equal; whole rows are compared eight bytes at once."""
    if (
        one.flags.c_contiguous
        and other.flags.c_contiguous
        and one.dtype == other.dtype
        and one.nbytes % 8 == 0
    ):
        return np.array_equal(one.reshape(-1).view(np.uint64), other.reshape(-1).view(np.uint64))
    return np.array_equal(one, other)


def _apart(box: Rect, seen: list[Rect]) -> Iterator[Rect]:
    """What of ``box`` lies in none of those that were seen."""
    rest = [box] if not box.is_empty else []
    for other in seen:
        rest = [piece for one in rest for piece in _without(one, other)]
    yield from rest


def _without(box: Rect, other: Rect) -> list[Rect]:
    shared = box.intersect(other)
    if shared.is_empty:
        return [box]
    pieces = (
        Rect.of_corners(box.x, box.y, box.right, shared.y),
        Rect.of_corners(box.x, shared.bottom, box.right, box.bottom),
        Rect.of_corners(box.x, shared.y, shared.x, shared.bottom),
        Rect.of_corners(shared.right, shared.y, box.right, shared.bottom),
    )
    return [piece for piece in pieces if not piece.is_empty]


def shrunk(pixels: Pixels, most: int) -> Pixels:
    """The picture scaled down until no side is over ``most``."""
    height, width = pixels.shape[:2]
    scale = min(1.0, most / max(height, width))
    return scaled(pixels, Size(max(1, round(width * scale)), max(1, round(height * scale))))


def scaled(pixels: Pixels, size: Size) -> Pixels:
    import cv2

    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), pixels.dtype)
