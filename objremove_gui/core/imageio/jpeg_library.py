"""A JPEG's coefficients where libjpeg keeps them; for a process of its own, which libjpeg ends at any fault of a file.

The functions are those of the libjpeg that the package ``jpeglib`` carries; the structs are those of its version 7.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from objremove_gui.core.imageio.jpeg_structs import (
    ABI,
    ACCESS,
    COMPRESS_BYTES,
    DECOMPRESS_BYTES,
    Component,
    Compress,
    Decompress,
    Errors,
    Pointers,
)
from objremove_gui.core.imageio.jpeg_walk import State, state_of

BLOCK_BYTES = 128
_GREY, _YCC = 1, 3
# Files of more pixels get a restart marker after each row of units, by which they can be decoded in strips.
_LARGE = 2_000_000
_OPTIMISE = 1 << 6
_Access = ctypes.CFUNCTYPE(
    ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint, ctypes.c_int
)


class Layout(NamedTuple):
    """How a file's components lie: rows and columns of blocks, samples down and across, uint16 tables of 64 values.

    ``units`` are the rows of blocks that each has in a row of units.
    """

    height: int
    width: int
    shapes: tuple[tuple[int, int], ...]
    factors: tuple[tuple[int, int], ...]
    units: tuple[int, ...]
    tables: tuple[bytes, ...]

    def of_rows(self, first: int, last: int) -> Layout:
        """That of a file with these rows of units alone."""
        shapes = tuple(
            (min(rows, last * unit) - first * unit, columns)
            for (rows, columns), unit in zip(self.shapes, self.units, strict=True)
        )
        return self._replace(shapes=shapes)


class Held(Protocol):
    """One file's coefficients: ``rows`` tells for each plane where its rows of blocks begin, all int16."""

    layout: Layout
    rows: list[list[int]]

    def write(self, *, optimise: bool) -> bytes | memoryview:
        """A baseline file with what the planes hold now; ``optimise`` makes Huffman tables of its own for it."""

    def recode(self) -> bytes | memoryview:
        """The same with the Huffman tables of the file that was read, and without restart markers."""

    def left(self) -> State | None:
        """Where the decoder is behind the file's data; None for damaged data."""

    def close(self) -> None:
        """Give the memory back."""


class Direct:
    """Read and written where libjpeg has them: nothing is copied."""

    def __init__(self, library: Any, data: bytes, layout: Layout) -> None:
        self.layout = layout
        self._library, self._data = library, data
        self._errors = Errors()
        self._info = (ctypes.c_void_p * (DECOMPRESS_BYTES // 8))()
        library.jpeg_std_error.restype = library.jpeg_read_coefficients.restype = ctypes.c_void_p
        self._info[0] = library.jpeg_std_error(ctypes.byref(self._errors))
        library.jpeg_CreateDecompress(self._info, ABI, ctypes.c_size_t(DECOMPRESS_BYTES))
        library.jpeg_mem_src_tj(self._info, data, ctypes.c_ulong(len(data)))
        library.jpeg_read_header(self._info, 1)
        self._arrays = library.jpeg_read_coefficients(self._info)
        access = _Access(ctypes.cast(self._info[1] or 0, Pointers)[ACCESS] or 0)
        arrays = ctypes.cast(self._arrays, Pointers)
        place = ctypes.addressof(self._info)
        self.rows = [
            [
                ctypes.cast(access(place, arrays[plane], row, 1, 1), Pointers)[0] or 0
                for row in range(shape[0])
            ]
            for plane, shape in enumerate(layout.shapes)
        ]

    @staticmethod
    def fits(library: Any) -> None:
        """Ends the process if the library's structs are others than those that are known here."""
        Direct._compressor(library, (ctypes.c_void_p * 64)())
        info = (ctypes.c_void_p * (DECOMPRESS_BYTES // 8))()
        errors = (ctypes.c_void_p * 64)()
        info[0] = library.jpeg_std_error(errors)
        library.jpeg_CreateDecompress(info, ABI, ctypes.c_size_t(DECOMPRESS_BYTES))
        library.jpeg_destroy_decompress(info)

    @staticmethod
    def _compressor(library: Any, errors: Any) -> Compress:
        library.jpeg_std_error.restype = ctypes.c_void_p
        info = Compress()
        info.general[0] = library.jpeg_std_error(errors)
        library.jpeg_CreateCompress(ctypes.byref(info), ABI, ctypes.c_size_t(COMPRESS_BYTES))
        return info

    def write(self, *, optimise: bool) -> memoryview:
        def chosen(info: Compress) -> None:
            info.optimize_coding = int(optimise)
            info.restart_in_rows = int(self.layout.height * self.layout.width > _LARGE)

        return self._written(chosen)

    def left(self) -> State | None:
        read = Decompress.from_address(ctypes.addressof(self._info))
        # The marker behind the data is taken, too.
        return None if self._errors.warnings else state_of(read, self._data, 2)

    def recode(self) -> memoryview:
        read = Decompress.from_address(ctypes.addressof(self._info))

        def same(info: Compress) -> None:
            info.huffman_tables = read.huffman_tables
            for index in range(len(self.layout.shapes)):
                at = index * ctypes.sizeof(Component)
                ours = Component.from_address(info.components + at)
                ours.huffman = Component.from_address(read.components + at).huffman

        return self._written(same)

    def _written(self, choose: Callable[[Compress], None]) -> memoryview:
        library, errors = self._library, (ctypes.c_void_p * 64)()
        info = self._compressor(library, errors)
        place, count = ctypes.c_void_p(), ctypes.c_ulong()
        library.jpeg_mem_dest_tj(ctypes.byref(info), ctypes.byref(place), ctypes.byref(count), 1)
        library.jpeg_copy_critical_parameters(self._info, ctypes.byref(info))
        choose(info)
        library.jpeg_write_coefficients(ctypes.byref(info), ctypes.c_void_p(self._arrays))
        library.jpeg_finish_compress(ctypes.byref(info))
        library.jpeg_destroy_compress(ctypes.byref(info))
        return memoryview((ctypes.c_ubyte * count.value).from_address(place.value or 0)).cast("B")

    def close(self) -> None:
        self._library.jpeg_destroy_decompress(self._info)


class Copied:
    """By the package's own functions, which copy all planes; where libjpeg's can't be called."""

    def __init__(self, library: Any, data: bytes, layout: Layout) -> None:
        self.layout = layout
        self._library = library
        self._planes = [
            (ctypes.c_ubyte * (rows * columns * BLOCK_BYTES))() for rows, columns in layout.shapes
        ]
        self.rows = [
            [ctypes.addressof(plane) + row * shape[1] * BLOCK_BYTES for row in range(shape[0])]
            for plane, shape in zip(self._planes, layout.shapes, strict=True)
        ]
        with _folder() as folder:
            path = os.path.join(folder, "in.jpg")
            with open(path, "wb") as file:
                file.write(data)
            if not library.read_jpeg_dct(os.fsencode(path), *self._places(), None, None):
                raise OSError("not read")

    def _places(self) -> list[Any]:
        """Y, Cb, Cr and the black that there never is."""
        return [*self._planes, *[None] * (4 - len(self._planes))]

    def write(self, *, optimise: bool) -> bytes:
        layout, count, tables = self.layout, len(self._planes), self.layout.tables
        # Each table has the number of the first component that uses it: there the library looks for it.
        numbers = [tables.index(table) for table in tables] + [-1] * (4 - count)
        flags = _OPTIMISE if optimise else 0
        with _folder() as folder:
            path = os.path.join(folder, "out.jpg")
            done = self._library.write_jpeg_dct(
                None,
                os.fsencode(path),
                *self._places(),
                _ints(layout.height, layout.width),
                _ints(*(side for shape in layout.shapes for side in shape)),
                _ints(*(factor for pair in layout.factors for factor in pair)),
                _YCC if count == 3 else _GREY,
                count,
                b"".join(tables).ljust(4 * 128, b"\0"),
                ctypes.c_short(-1),
                (ctypes.c_short * 4)(*numbers),
                0,
                None,
                None,
                None,
                ctypes.c_uint(flags),
                ctypes.c_uint(0xFFFFFFFF),
            )
            if not done:
                raise OSError("not written")
            with open(path, "rb") as file:
                return file.read()

    def recode(self) -> bytes:
        raise NotImplementedError

    def left(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self._planes, self.rows = [], []


def _folder() -> AbstractContextManager[str]:
    # Imported here, because most platforms do without it, and the process has to be there at once.
    from tempfile import TemporaryDirectory

    return TemporaryDirectory(prefix="objremove-")


def _ints(*numbers: int) -> Any:
    return (ctypes.c_int * len(numbers))(*numbers)
