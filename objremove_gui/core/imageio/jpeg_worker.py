"""The process that holds coefficients: it reads, changes, writes and compares them as it is told through a pipe.

It imports next to nothing, so that it is there at once. Of what it can't do it dies; that is its answer.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from multiprocessing.connection import Connection
from typing import Any

from objremove_gui.core.imageio.jpeg_library import BLOCK_BYTES, Copied, Direct, Held, Layout

Box = tuple[int, int, int, int]
# Rows of blocks that have one digest.
_BAND = 64
_THREADS = 2


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
        self._digests: list[bytes] = []

    def read(self, name: str, layout: Layout, data: bytes) -> bool:
        self._held[name] = self._kind(self._library, data, layout)
        return True

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
        """The file; what it has to hold is kept in mind as digests, for there is no room for two files."""
        held = self._held[name]
        kept = threading.Thread(target=self._keep_digests, args=(held,))
        kept.start()
        data = held.write(optimise=optimise)
        kept.join()
        return data

    def _keep_digests(self, held: Held) -> None:
        self._digests = _digests(held)

    def matches(self, name: str, data: bytes) -> bool:
        """Whether a file laid out like ``name`` holds just what was written last; ``name`` is given up for it."""
        first = self._held.pop(name)
        layout = first.layout
        first.close()
        second = self._kind(self._library, data, layout)
        return _digests(second) == self._digests

    def differing(self, name: str, other: str) -> list[tuple[int, int]]:
        """Plane and row of all rows of blocks that are not the same in both."""
        first, second = self._held[name], self._held[other]
        found = []
        for plane, (_, columns) in enumerate(first.layout.shapes):
            count = columns * BLOCK_BYTES
            for row, (one, two) in enumerate(zip(first.rows[plane], second.rows[plane], strict=True)):
                if ctypes.string_at(one, count) != ctypes.string_at(two, count):
                    found.append((plane, row))
        return found


def _digests(held: Held) -> list[bytes]:
    """SHA-256 of every band of every plane."""
    bands = [
        (columns * BLOCK_BYTES, rows[top : top + _BAND])
        for rows, (_, columns) in zip(held.rows, held.layout.shapes, strict=True)
        for top in range(0, len(rows), _BAND)
    ]
    found = [b""] * len(bands)

    def digest(first: int) -> None:
        for index in range(first, len(bands), _THREADS):
            count, rows = bands[index]
            made = hashlib.sha256()
            for row in rows:
                made.update((ctypes.c_ubyte * count).from_address(row))
            found[index] = made.digest()

    threads = [threading.Thread(target=digest, args=(first,)) for first in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
