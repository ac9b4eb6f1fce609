"""A JPEG's coefficients, read and written without decoding; by a library that not every platform has."""

from __future__ import annotations

import ctypes
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.jpeg_frame import (
    Factors,
    Frame,
    NoCoefficients,
    frame_of,
    with_names,
    without_metadata,
)

Plane = NDArray[np.int16]
# The fastest of those that the library carries; what it reads and writes is the same with all.
_VERSION = "turbo210"
_GREY, _YCC = 1, 3


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Quantised, as they lie in the file; grey has one plane, colour is Y, Cb, Cr.

    ``planes`` int16 (rows, columns, 8, 8) in blocks, rows of a block downwards; ``tables`` uint16 (8, 8), one a plane.
    """

    frame: Frame
    planes: tuple[Plane, ...]
    tables: tuple[NDArray[np.uint16], ...]

    @property
    def steps(self) -> tuple[Factors, ...]:
        """For each plane the photo's pixels to one of its samples, (down, across)."""
        return self.frame.steps

    def alike(self, other: Coefficients) -> bool:
        """Whether both have the same planes, tables and sampling, so that they can be compared block by block."""
        return (
            [plane.shape for plane in self.planes] == [plane.shape for plane in other.planes]
            and self.steps == other.steps
            and all(np.array_equal(a, b) for a, b in zip(self.tables, other.tables, strict=True))
        )


@cache
def _library() -> Any:
    """The library's functions, which leave Python alone while they work, and keep nothing from call to call.

    They are called directly: the package's own classes read a file three times, and copy all planes to write them.
    """
    try:
        import jpeglib  # type: ignore[import-untyped,import-not-found,unused-ignore]
        from jpeglib._bind import (  # type: ignore[import-untyped,import-not-found,unused-ignore]
            CJpegLib,
        )
    except (ImportError, OSError) as error:
        raise NoCoefficients("no library") from error
    jpeglib.version.set(_VERSION)
    return CJpegLib


def _place(array: NDArray[Any]) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)


def _places(planes: tuple[Plane, ...]) -> list[ctypes.c_void_p | None]:
    """Y, Cb, Cr and the black that there never is."""
    return [*map(_place, planes), *[None] * (4 - len(planes))]


def read(data: bytes) -> Coefficients:
    """The coefficients of a file that can be decoded; raises NoCoefficients, OSError where no file can be made."""
    frame = frame_of(data)
    _ = frame.steps
    planes = tuple(np.empty((*shape, 8, 8), np.int16) for shape in frame.blocks)
    tables, numbers = np.zeros((4, 8, 8), np.uint16), np.zeros(4, np.int16)
    library = _library()
    with tempfile.TemporaryDirectory(prefix="objremove-") as folder:
        path = Path(folder, "in.jpg")
        path.write_bytes(without_metadata(data))
        try:
            library.read_jpeg_dct(str(path), *_places(planes), _place(tables), _place(numbers))
        except OSError as error:
            raise NoCoefficients(str(error)) from error
    return Coefficients(frame, planes, tuple(tables[numbers[index]] for index in range(len(planes))))


def write(coefficients: Coefficients) -> bytes:
    """A baseline file with these coefficients and no metadata; raises NoCoefficients, OSError."""
    frame, planes, tables = coefficients.frame, coefficients.planes, coefficients.tables
    count = len(planes)
    # Each table has the number of the first component that uses it: there the library looks for it.
    numbers = [
        next(i for i in range(count) if np.array_equal(tables[i], tables[index])) for index in range(count)
    ]
    quantising = np.zeros((4, 64), np.uint16)
    for index in range(count):
        quantising[index] = tables[index].reshape(-1)
    used = np.array([*numbers, *[-1] * (4 - count)], np.int16)
    planes = tuple(np.ascontiguousarray(plane) for plane in planes)
    library = _library()
    with tempfile.TemporaryDirectory(prefix="objremove-") as folder:
        path = Path(folder, "out.jpg")
        try:
            library.write_jpeg_dct(
                srcfile=None,
                dstfile=str(path),
                **dict(zip(("Y", "Cb", "Cr", "K"), _places(planes), strict=True)),
                image_dims=_ints(frame.size.height, frame.size.width),
                block_dims=_ints(*(side for shape in frame.blocks for side in shape)),
                in_color_space=_YCC if count == 3 else _GREY,
                in_components=count,
                samp_factor=_ints(*(factor for pair in frame.factors for factor in pair)),
                qt=_place(quantising),
                quality=-1,
                quant_tbl_no=_place(used),
                num_markers=0,
                marker_types=None,
                marker_lengths=None,
                markers=None,
                flags=[] if frame.is_typical else ["+OPTIMIZE_CODING"],
            )
            return with_names(without_metadata(path.read_bytes()), frame.names)
        except OSError as error:
            raise NoCoefficients(str(error)) from error


def _ints(*numbers: int) -> Any:
    return (ctypes.c_int * len(numbers))(*numbers)
