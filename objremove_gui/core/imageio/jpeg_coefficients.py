"""A JPEG's coefficients, read and written without decoding; by a library that not every platform has.

libjpeg ends the process in which it finds a fault. So it works in one of its own, and a fault is an exception here.
"""

from __future__ import annotations

import importlib.util
import logging
import multiprocessing
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio import jpeg_worker
from objremove_gui.core.imageio.jpeg_frame import (
    Factors,
    Frame,
    NoCoefficients,
    frame_of,
    tables_of,
    with_names,
)
from objremove_gui.core.imageio.jpeg_library import Layout
from objremove_gui.core.imageio.jpeg_walk import State
from objremove_gui.core.processes import start_without_main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

log = logging.getLogger(__name__)

Blocks = NDArray[np.int16]
# The fastest of those that the package carries; what it reads and writes is the same with all.
_LIBRARY = re.compile(r"cjpeglib_turbo210\b.*\.(so|dll|pyd)")


@dataclass(frozen=True, slots=True)
class Coded:
    """A file whose coefficients are held under ``name``; grey has one plane, colour is Y, Cb, Cr.

    ``tables`` are bytes of uint16 (8, 8), one a plane.
    """

    name: str
    frame: Frame
    tables: tuple[bytes, ...]

    @property
    def steps(self) -> tuple[Factors, ...]:
        """For each plane the photo's pixels to one of its samples, (down, across)."""
        return self.frame.steps

    @property
    def layout(self) -> Layout:
        frame = self.frame
        units = tuple(down for down, _ in frame.factors) if len(frame.factors) > 1 else (1,)
        return Layout(frame.size.height, frame.size.width, frame.blocks, frame.factors, units, self.tables)

    def table(self, plane: int) -> NDArray[np.uint16]:
        """(8, 8), row 0 is the lowest frequency downwards."""
        return np.frombuffer(self.tables[plane], np.uint16).reshape(8, 8)

    def alike(self, other: Coded) -> bool:
        """Whether both have the same planes, tables and sampling, so that they can be compared block by block."""
        one, two = self.frame, other.frame
        same = (one.size, one.blocks, one.steps) == (two.size, two.blocks, two.steps)
        return same and self.tables == other.tables


def described(name: str, data: bytes) -> Coded:
    """What a file's header says; raises NoCoefficients for files whose coefficients can't be had."""
    frame = frame_of(data)
    # Those of rare sampling raise it here.
    _ = frame.steps
    return Coded(name, frame, tables_of(data))


def library_path() -> Path:
    """Where the library is; raises NoCoefficients."""
    found = importlib.util.find_spec("jpeglib")
    for folder in (found.submodule_search_locations or ()) if found is not None else ():
        for path in Path(folder, "cjpeglib").glob("cjpeglib_turbo210*"):
            if _LIBRARY.fullmatch(path.name):
                return path
    raise NoCoefficients("no library")


class Library:
    """The other process, which is there at once and answers later; every method raises NoCoefficients, OSError.

    ``directly`` calls libjpeg's own functions, which some platforms' libraries do not show: then it is done without.
    """

    def __init__(self, *, directly: bool = True) -> None:
        self._path = library_path()
        self._ready = False
        self._directly = directly
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._near, far = context.Pipe()
        arguments = (far, str(self._path), self._directly)
        self._process: SpawnProcess = context.Process(
            target=jpeg_worker.serve, args=arguments, name="objremove-coefficients", daemon=True
        )
        start_without_main(self._process)
        far.close()

    def _pipe(self) -> Connection:
        """The way to the process, as soon as it is there."""
        if not self._ready:
            try:
                self._near.recv()
            except EOFError:
                if not self._directly:
                    raise
                log.info("libjpeg's own functions are not there")
                self.close()
                self._directly = False
                self._start()
                self._near.recv()
            self._ready = True
        return self._near

    def restart(self) -> None:
        """Begin anew with another process, which holds nothing."""
        self.close()
        self._ready = False
        self._start()

    def close(self) -> None:
        """End the process."""
        self._near.close()
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, name: str, *arguments: Any, data: bytes | None = None) -> None:
        try:
            pipe = self._pipe()
            pipe.send((name, data is not None, *arguments))
            if data is not None:
                pipe.send_bytes(data)
        except (EOFError, OSError) as error:
            raise NoCoefficients(f"{name}: the library has ended") from error

    def _answer(self) -> Any:
        try:
            return self._near.recv()
        except (EOFError, OSError) as error:
            raise NoCoefficients("the library has ended") from error

    def _bytes(self) -> bytes:
        try:
            return self._near.recv_bytes()
        except (EOFError, OSError) as error:
            raise NoCoefficients("the library has ended") from error

    def read(self, name: str, data: bytes) -> Coded:
        """Hold the coefficients of a file that can be decoded under this name."""
        coded = described(name, data)
        self._ask("read", name, coded.layout, data=data)
        self._answer()
        return coded

    def blocks(self, coded: Coded, plane: int, box: Rect) -> Blocks:
        """Blocks of a plane, (rows, columns, 8, 8), rows of a block downwards; ``box`` in blocks."""
        self._ask("blocks", coded.name, plane, tuple(box))
        return np.frombuffer(self._bytes(), np.int16).reshape(box.height, box.width, 8, 8)

    def put(self, coded: Coded, plane: int, box: Rect, blocks: Blocks) -> None:
        """Put other blocks in the place of those of ``box``."""
        self._ask("put", coded.name, plane, tuple(box), data=np.ascontiguousarray(blocks).tobytes())
        self._answer()

    def written(self, coded: Coded) -> bytes:
        """A baseline file with the coefficients as they are now, and no metadata but a JFIF segment."""
        self._ask("write", coded.name, not coded.frame.is_typical)
        return with_names(self._bytes(), coded.frame.names)

    def begin_read(self, name: str, data: bytes) -> Coded:
        """As :meth:`read`, but only what needs the coefficients waits for them."""
        coded = described(name, data)
        self._ask("begin_read", name, coded.layout, data=data)
        self._answer()
        return coded

    def begin_recode(self, coded: Coded, rows: Sequence[int]) -> None:
        """Begin to write it with the Huffman tables of the file that was read, without restart markers.

        When :meth:`recoded` has given that file, :meth:`state` tells of it by the name, for some rows of units.
        """
        self._ask("begin_recode", coded.name, list(rows))
        self._answer()

    def recoded(self, coded: Coded) -> bytes:
        """The file that was begun."""
        self._ask("recoded", coded.name)
        return self._bytes()

    def left(self, coded: Coded, data: bytes) -> State | None:
        """Where the decoder is behind ``data``, coded alike; None unless that holds the same as ``coded`` now."""
        self._ask("left", coded.name, data=data)
        found: State | None = self._answer()
        return found

    def matches(self, coded: Coded, data: bytes) -> bool:
        """Whether ``data``, coded alike, holds the same as ``coded`` now."""
        self._ask("matches", coded.name, data=data)
        return bool(self._answer())

    @property
    def walks(self) -> bool:
        """Whether :meth:`walk` can be done."""
        try:
            self._pipe()
        except (EOFError, OSError) as error:
            raise NoCoefficients("the library has ended") from error
        return self._directly

    def walk(self, name: str, data: bytes, rows: Sequence[int]) -> None:
        """Begin to look where, in a baseline file, these rows of units begin; :meth:`state` tells it by ``name``."""
        self._ask("walk", name, list(rows), data=data)
        self._answer()

    def state(self, name: str, row: int) -> State | None:
        """The decoder's before a row of units, above 0; None where the file is damaged before it."""
        self._ask("state", name, row)
        found: State | None = self._answer()
        return found

    def differing(self, one: Coded, other: Coded) -> Sequence[tuple[int, int]]:
        """Plane and row of the rows of blocks that two files alike do not share."""
        self._ask("differing", one.name, other.name)
        found: list[tuple[int, int]] = self._answer()
        return found
