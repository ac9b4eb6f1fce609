"""A JPEG's coefficients, read and written without decoding; by a library that not every platform has."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.int16]
_ADOBE, _SCAN = 0xEE, 0xDA
_FRAMES = (0xC0, 0xC1, 0xC2)
_NAMES = ("Y", "Cb", "Cr")
# The fastest of those that the library carries; what it reads and writes is the same with all.
_VERSION = "turbo210"


class NoCoefficients(Exception):
    """They can't be had: of another kind of JPEG, damaged, or no library on this computer."""


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Quantised, as they lie in the file; grey has one plane, colour is Y, Cb, Cr.

    ``planes`` int16 (rows, columns, 8, 8) in blocks, rows of a block downwards; ``tables`` (8, 8) for each plane;
    ``steps`` for each plane the photo's pixels to one of its samples, (down, across). ``document`` is the library's.
    """

    planes: tuple[Plane, ...]
    tables: tuple[NDArray[np.float64], ...]
    steps: tuple[tuple[int, int], ...]
    document: Any

    def alike(self, other: Coefficients) -> bool:
        """Whether both have the same planes, tables and sampling, so that they can be compared block by block."""
        return (
            [plane.shape for plane in self.planes] == [plane.shape for plane in other.planes]
            and self.steps == other.steps
            and all(np.array_equal(a, b) for a, b in zip(self.tables, other.tables, strict=True))
        )


@cache
def _library() -> tuple[Any, threading.Lock]:
    """The package, and what keeps two from using it at once: it holds what it reads in places of its own."""
    try:
        import jpeglib  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except (ImportError, OSError) as error:
        raise NoCoefficients("no library") from error
    jpeglib.version.set(_VERSION)
    return jpeglib, threading.Lock()


def read(data: bytes) -> Coefficients:
    """The coefficients of a file; raises NoCoefficients, OSError where no temporary file can be made."""
    library, lock = _library()
    with lock, tempfile.TemporaryDirectory(prefix="objremove-") as folder:
        path = Path(folder, "in.jpg")
        path.write_bytes(without_metadata(data, keep=(_ADOBE,)))
        try:
            document = library.read_dct(str(path))
            document.load()
        except (OSError, ValueError, RuntimeError, AttributeError) as error:
            raise NoCoefficients(str(error)) from error
    if document.jpeg_color_space.name not in ("JCS_YCbCr", "JCS_GRAYSCALE"):
        raise NoCoefficients(document.jpeg_color_space.name)
    names = _NAMES[: document.num_components]
    if document.num_components != len(names):
        raise NoCoefficients("components")
    tables = tuple(document.qt[number].astype(np.float64) for number in document.quant_tbl_no)
    planes = tuple(getattr(document, name) for name in names)
    return Coefficients(planes, tables, _steps(document.samp_factor[: len(names)]), document)


def _steps(factors: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Raises NoCoefficients where a sample is not a whole number of the photo's pixels."""
    down, across = (max(int(factor[axis]) for factor in factors) for axis in (0, 1))
    if len(factors) == 1:
        # A single component is never interleaved, whatever its factors say.
        return ((1, 1),)
    if any(down % int(factor[0]) or across % int(factor[1]) for factor in factors):
        raise NoCoefficients("sampling")
    return tuple((down // int(factor[0]), across // int(factor[1])) for factor in factors)


def write(coefficients: Coefficients) -> bytes:
    """A baseline file with these coefficients and no metadata; raises NoCoefficients, OSError."""
    _, lock = _library()
    document = coefficients.document
    for name, plane in zip(_NAMES, coefficients.planes, strict=False):
        setattr(document, name, plane)
    with lock, tempfile.TemporaryDirectory(prefix="objremove-") as folder:
        path = Path(folder, "out.jpg")
        try:
            document.write_dct(str(path), flags=["+OPTIMIZE_CODING"])
        except (ValueError, RuntimeError, AttributeError) as error:
            raise NoCoefficients(str(error)) from error
        return _with_names(without_metadata(path.read_bytes()), document.content)


def without_metadata(data: bytes, keep: Sequence[int] = ()) -> bytes:
    """The file without the segments of applications, but those of ``keep``, and without comments."""
    return b"\xff\xd8" + b"".join(_coding(data, keep))


def _coding(data: bytes, keep: Sequence[int]) -> Iterator[bytes]:
    end = 2
    for marker, at, end in _segments(data):
        if marker in keep or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield data[at:end]
    yield data[end:]


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of every segment before the first scan; raises NoCoefficients."""
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise NoCoefficients("no marker")
        if marker == 0xFF:
            at += 1
            continue
        if marker == _SCAN:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at, end
        at = end


def _with_names(data: bytes, original: bytes) -> bytes:
    """``data`` with the original's numbers for its components, since the library gives them others.

    ``data`` is a baseline file of one scan. Where a frame and a scan name components: T.81, B.2.2 and B.2.3.
    """
    theirs, ours = _names(original), _names(data)
    new = dict(zip((data[at] for at in ours), (original[at] for at in theirs), strict=True))
    scan = max(end for _, _, end in _segments(data))
    result = bytearray(data)
    for at in (*ours, *range(scan + 5, scan + 5 + 2 * data[scan + 4], 2)):
        result[at] = new[data[at]]
    return bytes(result)


def _names(data: bytes) -> range:
    """Where the components' numbers stand in the frame's header; raises NoCoefficients."""
    frame = next((at for marker, at, _ in _segments(data) if marker in _FRAMES), None)
    if frame is None:
        raise NoCoefficients("no frame")
    return range(frame + 10, frame + 10 + 3 * data[frame + 9], 3)
