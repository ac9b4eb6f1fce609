"""Where a file without restart markers can be cut, because one knows where its rows begin and from which DC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from objremove_gui.core.imageio.jpeg_cuts import MORE, ROWS, Piece
from objremove_gui.core.imageio.jpeg_flat import FlatRows
from objremove_gui.core.imageio.jpeg_frame import Scan, head_of
from objremove_gui.core.imageio.jpeg_runs import Place, Run, joined

_END = b"\xff\xd9"


class Begin(NamedTuple):
    """Where a row of units begins in the file, and each plane's DC before it."""

    place: Place
    values: tuple[int, ...]


class RowCuts:
    """``begins`` tells of some rows, the first one and the end among them, what a decoder has to know there."""

    def __init__(self, data: bytes, scan: Scan, begins: Mapping[int, Begin]) -> None:
        """Raises NoCoefficients where the file's tables have no codes for what has to stand above a piece."""
        self.scan = scan
        self._begins = begins
        self._cuts = sorted(
            row for row in begins if row and row + MORE in begins and row + MORE < scan.units[0]
        )
        flat = FlatRows(data, scan.units[1])
        self._above = {row: flat.before(begins[row].values, begins[row].place.bit) for row in self._cuts}

    def pieces(self) -> Iterator[Piece]:
        side, rows, height = self.scan.unit_height, self.scan.units[0], self.scan.size.height
        for first, following in pairwise((0, *self._cuts, rows)):
            last = min(following + MORE, rows)
            yield Piece(first, last, first * side, min(height, last * side) - first * side)

    def above(self, piece: Piece) -> int:
        return self.scan.unit_height if piece.first else 0

    def file(self, data: bytes, piece: Piece) -> bytes:
        """The piece as a file of its own, below a row of units that only leads to its DC values."""
        begin, end = self._begins[piece.first], self._begins[piece.last]
        run = Run(data, begin.place, end.place)
        runs = [self._above[piece.first], run] if piece.first else [run]
        return b"".join((head_of(data, self.above(piece) + piece.rows), *joined(runs)[0], _END))


def wanted(rows: int) -> set[int]:
    """The rows where something has to be known of a file of so many rows of units."""
    return {row + more for row in range(ROWS, rows - MORE, ROWS) for more in (0, MORE)}
