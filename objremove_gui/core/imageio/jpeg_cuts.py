"""Where a JPEG can be cut into files of fewer rows: at a restart marker after every row of units, if it has them.

Source: ITU-T T.81, E.1.4 and B.2.4.4. Markers are numbered modulo 8, and each file's first one has to be 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, Scan, scan_of

# Rows of units in a piece, a multiple of 8; and those shared with the next one: smoothed chroma needs the rows beside.
ROWS, MORE = 24, 2
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_END = b"\xff\xd9"


class Piece(NamedTuple):
    """The rows of units from ``first`` up to ``last``, which ``rows`` of pixels from ``top`` on lie in."""

    first: int
    last: int
    top: int
    rows: int


class Cuts(Protocol):
    """How a file can be cut into others that can be decoded by themselves."""

    @property
    def scan(self) -> Scan: ...

    def pieces(self) -> Iterator[Piece]:
        """From the top to the bottom; each has ``MORE`` rows of units of the next one."""

    def above(self, piece: Piece) -> int:
        """Rows of pixels that the piece's file has above it."""

    def file(self, data: bytes, piece: Piece) -> bytes:
        """The piece as a file of its own."""


class RestartCuts(NamedTuple):
    """``starts`` is where the data of each row of units begins, and where that of the last one ends."""

    scan: Scan
    starts: list[int]

    def above(self, piece: Piece) -> int:
        return 0

    def pieces(self, more: int = MORE) -> Iterator[Piece]:
        rows, side, height = self.scan.units[0], self.scan.unit_height, self.scan.size.height
        for first in range(0, max(1, rows - more), ROWS):
            last = min(first + ROWS + more, rows)
            top = first * side
            yield Piece(first, last, top, min(height, last * side) - top)
            if last == rows:
                return

    def file(self, data: bytes, piece: Piece) -> bytes:
        scan = self.scan
        head = (data[: scan.height_at], piece.rows.to_bytes(2, "big"), data[scan.height_at + 2 : scan.start])
        # Without the marker behind the last row.
        rows = memoryview(data)[self.starts[piece.first] : self.starts[piece.last] - 2]
        return b"".join((*head, rows, _END))


def cuts_of(data: bytes) -> RestartCuts | None:
    """None for a file that can't be cut so."""
    try:
        scan = scan_of(data)
    except NoCoefficients:
        return None
    if scan.interval != scan.units[1]:
        return None
    marks = [found.start() for found in _RESTART.finditer(data, scan.start)]
    numbers = [data[at + 1] - 0xD0 for at in marks]
    end = data.find(_END, marks[-1] if marks else scan.start)
    if end < 0 or numbers != [row % 8 for row in range(scan.units[0] - 1)]:
        return None
    return RestartCuts(scan, [scan.start, *(at + 2 for at in marks), end + 2])
