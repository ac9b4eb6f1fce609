"""The process that holds coefficients: it reads, changes, writes and compares them as it is told through a pipe.

It imports next to nothing, so that it is there at once. Of what it can't do it dies; that is its answer.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any

from objremove_gui.core.imageio.jpeg_cuts import cuts_of
from objremove_gui.core.imageio.jpeg_library import BLOCK_BYTES, Copied, Direct, Held, Layout
from objremove_gui.core.imageio.jpeg_walk import State, Walk

Box = tuple[int, int, int, int]


def serve(far: Connection, library_path: str, directly: bool) -> None:
    """Do what comes through the pipe until nobody is there any more."""
    # libjpeg tells the terminal of every fault.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    library: Any = ctypes.CDLL(library_path)
    if directly:
        Direct.fits(library)
    far.send(True)
    holder = _Holder(library, Direct if directly else Copied)
    while True:
        try:
            name, takes_bytes, *arguments = far.recv()
            if takes_bytes:
                arguments.append(far.recv_bytes())
        except EOFError:
            return
        answer = getattr(holder, name)(*arguments)
        if isinstance(answer, (bytes, memoryview)):
            far.send_bytes(answer)
        else:
            far.send(answer)


class _Holder:
    """Files by names; every method is called by its own name from the other side."""

    def __init__(self, library: Any, kind: type[Direct] | type[Copied]) -> None:
        self._library, self._kind = library, kind
        self._held: dict[str, Held] = {}
        self._walks: dict[str, Walk] = {}

    def read(self, name: str, layout: Layout, data: bytes) -> bool:
        self._held[name] = self._kind(self._library, data, layout)
        return True

    def walk(self, name: str, rows: Sequence[int], data: bytes) -> bool:
        self._walks[name] = Walk(self._library, data, rows)
        return True

    def state(self, name: str, row: int) -> State | None:
        return self._walks[name].state(row)

    def blocks(self, name: str, plane: int, box: Box) -> bytes:
        x, y, width, height = box
        rows = self._held[name].rows[plane][y : y + height]
        return b"".join(ctypes.string_at(row + x * BLOCK_BYTES, width * BLOCK_BYTES) for row in rows)

    def put(self, name: str, plane: int, box: Box, data: bytes) -> bool:
        x, y, width, height = box
        count = width * BLOCK_BYTES
        for index, row in enumerate(self._held[name].rows[plane][y : y + height]):
            ctypes.memmove(row + x * BLOCK_BYTES, data[index * count : (index + 1) * count], count)
        return True

    def write(self, name: str, optimise: bool) -> bytes | memoryview:
        return self._held[name].write(optimise=optimise)

    def recode(self, name: str) -> bytes | memoryview:
        return self._held[name].recode()

    def matches(self, name: str, data: bytes) -> bool:
        """Whether a file laid out like ``name`` holds just what that holds now; read in pieces where it can be cut."""
        first = self._held[name]
        cuts = cuts_of(data)
        if cuts is None:
            return not any(_unlike(first, self._kind(self._library, data, first.layout), 0))
        for piece in cuts.pieces(0):
            part = self._kind(
                self._library, cuts.file(data, piece), first.layout.of_rows(piece.first, piece.last)
            )
            found = any(_unlike(first, part, piece.first))
            part.close()
            if found:
                return False
        return True

    def differing(self, name: str, other: str) -> list[tuple[int, int]]:
        """Plane and row of all rows of blocks that are not the same in both."""
        return list(_unlike(self._held[name], self._held[other], 0))


def _unlike(whole: Held, part: Held, first: int) -> Iterator[tuple[int, int]]:
    """Plane and row of the rows of blocks in which ``part``, from row ``first`` of units on, is not like ``whole``."""
    for plane, (_, columns) in enumerate(part.layout.shapes):
        count = columns * BLOCK_BYTES
        top = first * whole.layout.units[plane]
        rows = whole.rows[plane][top : top + len(part.rows[plane])]
        for row, (one, two) in enumerate(zip(rows, part.rows[plane], strict=True)):
            if ctypes.string_at(one, count) != ctypes.string_at(two, count):
                yield plane, top + row
