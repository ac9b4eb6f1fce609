"""The process that holds coefficients: it reads, changes, writes and compares them as it is told through a pipe.

It imports next to nothing, so that it is there at once. Of what it can't do it dies; that is its answer.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from objremove_gui.core.imageio.jpeg_cuts import cuts_of
from objremove_gui.core.imageio.jpeg_library import BLOCK_BYTES, Copied, Direct, Held, Layout
from objremove_gui.core.imageio.jpeg_walk import State, Walk

T = TypeVar("T")
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


class _Later(threading.Thread, Generic[T]):
    """Work that is begun at once, in a thread of its own."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._work, self._done = work, list[T]()
        self.start()

    def run(self) -> None:
        self._done.append(self._work())

    def result(self) -> T:
        self.join()
        return self._done[0]


class _Holder:
    """Files by names; every method is called by its own name from the other side.

    What is asked to begin goes on while other things are asked for.
    """

    def __init__(self, library: Any, kind: type[Direct] | type[Copied]) -> None:
        self._library, self._kind = library, kind
        self._held: dict[str, Held] = {}
        self._walks: dict[str, Walk] = {}
        self._reading: dict[str, _Later[Held]] = {}
        self._recoding: dict[str, _Later[tuple[bytes, Walk]]] = {}

    def begin_read(self, name: str, layout: Layout, data: bytes) -> bool:
        self._reading[name] = _Later(lambda: self._kind(self._library, data, layout))
        return True

    def _of(self, name: str) -> Held:
        if name in self._reading:
            self._held[name] = self._reading.pop(name).result()
        return self._held[name]

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
        rows = self._of(name).rows[plane][y : y + height]
        return b"".join(ctypes.string_at(row + x * BLOCK_BYTES, width * BLOCK_BYTES) for row in rows)

    def put(self, name: str, plane: int, box: Box, data: bytes) -> bool:
        x, y, width, height = box
        count = width * BLOCK_BYTES
        for index, row in enumerate(self._of(name).rows[plane][y : y + height]):
            ctypes.memmove(row + x * BLOCK_BYTES, data[index * count : (index + 1) * count], count)
        return True

    def write(self, name: str, optimise: bool) -> bytes | memoryview:
        return self._held[name].write(optimise=optimise)

    def begin_recode(self, name: str, rows: Sequence[int]) -> bool:
        """Code it with its own tables, and walk over that."""
        held = self._of(name)

        def work() -> tuple[bytes, Walk]:
            data = bytes(held.recode())
            return data, Walk(self._library, data, rows)

        self._recoding[name] = _Later(work)
        return True

    def recoded(self, name: str) -> bytes:
        data, self._walks[name] = self._recoding.pop(name).result()
        return data

    def left(self, name: str, data: bytes) -> State | None:
        """Where the decoder is behind a file laid out like ``name``; None unless that holds just what ``name`` does."""
        first = self._of(name)
        part = self._kind(self._library, data, first.layout)
        state = None if any(_unlike(first, part, 0)) else part.left()
        part.close()
        return state

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
