"""A baseline JPEG of which only the rows with changed blocks are taken apart; all other bits stay as they lie.

Before the first changed row the file's bytes are its own, behind the last one its bits are, moved within their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.jpeg_coefficients import Blocks, Coded, Library
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, Scan, head_of, scan_of
from objremove_gui.core.imageio.jpeg_row_cuts import Begin, RowCuts, wanted
from objremove_gui.core.imageio.jpeg_runs import Place, Run, ends, joined, place_of, same_bits
from objremove_gui.core.imageio.jpeg_walk import State

_END = b"\xff\xd9"
_ORIGINAL, _NEW = "original", "new"
# Rows of units between two changes that are not worth keeping apart.
_NEAR = 8


class NotInRows(Exception):
    """The file has to be taken apart as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Rows of units from ``first`` up to ``last``, held under ``coded`` as a picture of their own.

    ``values`` are each plane's DC before its first block, from which a picture of its own has 0; there ``leaves`` are
    those behind the last one.
    """

    first: int
    last: int
    values: tuple[int, ...]
    leaves: tuple[int, ...]
    coded: Coded


class Rows:
    """Blocks as in the whole file; every method raises NoCoefficients, OSError."""

    def __init__(self, library: Library, data: bytes, coded: Coded, changed: Iterable[Rect]) -> None:
        """``changed`` are boxes of pixels, whole units. Raises NotInRows where this is not the way."""
        self.coded = coded
        self._library, self._data = library, data
        self._scan = _plain_scan(library, data, coded)
        spans = _spans(self._scan, coded.frame.most[1], changed)
        if 2 * sum(last - first for first, last in spans) > self._rows:
            raise NotInRows("most of it")
        self._states: dict[int, State] = {}
        self._edges = sorted(
            {0, *(row for span in spans for row in span), *wanted(spans, self._rows), self._rows}
        )
        library.walk(_ORIGINAL, data, self._edges[1:])
        self._parts = {span: self._part(*span) for span in spans}
        # Where the bits before and behind each edge meet in the new file.
        self._places: list[Place] = []

    @property
    def _rows(self) -> int:
        return self._scan.units[0]

    def _state(self, row: int) -> State:
        if not row:
            return State(self._scan.start, 0, 0, (0,) * len(self.coded.tables))
        if row not in self._states:
            state = self._library.state(_ORIGINAL, row)
            if state is None:
                raise NotInRows("damaged")
            self._states[row] = state
        return self._states[row]

    def _part(self, first: int, last: int) -> _Part:
        begin, end = self._state(first).values, self._state(last).values
        data, _ = self._file(self._kept(first, last), first, last)
        leaves = tuple(one - other for one, other in zip(end, begin, strict=True))
        return _Part(first, last, begin, leaves, self._library.read(f"rows {first}", data))

    def _file(self, run: Run, first: int, last: int) -> tuple[bytes, Place]:
        """Rows of units as a picture of their own, and where its data ends."""
        side, height = self._scan.unit_height, self._scan.size.height
        head = head_of(self._data, min(height, last * side) - first * side)
        data, (_, end) = joined((run,))
        return head + data + _END, Place(len(head) + end.at, end.bit)

    def _held(self, plane: int, box: Rect) -> tuple[_Part, Rect]:
        units = self.coded.layout.units[plane]
        for part in self._parts.values():
            top = part.first * units
            if top <= box.y and box.bottom <= top + part.coded.frame.blocks[plane][0]:
                return part, box.shift(0, -top)
        raise NoCoefficients("not held")

    def blocks(self, plane: int, box: Rect) -> Blocks:
        part, inner = self._held(plane, box)
        found = self._library.blocks(part.coded, plane, inner).copy()
        found[..., 0, 0] += np.int16(part.values[plane])
        return found

    def put(self, plane: int, box: Rect, blocks: Blocks) -> None:
        part, inner = self._held(plane, box)
        new = blocks.copy()
        new[..., 0, 0] -= np.int16(part.values[plane])
        self._library.put(part.coded, plane, inner, new)

    def written(self) -> bytes:
        """A file with the blocks as they are now, without metadata. Raises NotInRows."""
        runs = {span: self._recoded(part) for span, part in self._parts.items()}
        if not ends(self._data, self._place(self._rows)):
            raise NotInRows("something behind the picture")
        data, self._places = joined(runs.get(span) or self._kept(*span) for span in pairwise(self._edges))
        return head_of(self._data) + data + _END

    def _kept(self, first: int, last: int) -> Run:
        """The bits of some rows as they are in the original."""
        return Run(self._data, self._place(first), self._place(last))

    def _place(self, row: int) -> Place:
        return place_of(self._data, self._state(row))

    def _recoded(self, part: _Part) -> Run:
        """The bits of a part as it is held now. Raises NotInRows."""
        data = self._library.recoded(part.coded)
        end = self._left(data, part)
        if end is None:
            # A code that the file's own tables do not have, or blocks beyond its rim that are not as usual.
            raise NotInRows("not in these tables")
        return Run(data, Place(scan_of(data).start, 0), end)

    def _left(self, data: bytes, part: _Part) -> Place | None:
        """Where a part ends in a picture of its own; None unless what follows finds the DC that it counts from."""
        rows = part.last - part.first
        self._library.walk(_NEW, data, [rows])
        state = self._library.state(_NEW, rows)
        if state is None or (part.last < self._rows and state.values != part.leaves):
            return None
        return place_of(data, state)

    def matches(self, data: bytes) -> bool:
        """Whether a file coded alike has the original's own bits, and in the changed rows just what is held now.

        These rows are decoded: behind them the decoder stands where the original's next bits begin, with the DC values
        that it has there in the original. So it finds the same coefficients in them.
        """
        if head_of(data) != head_of(self._data):
            return False
        places = self._places_in(data)
        new = zip(pairwise(self._edges), pairwise(places), strict=True)
        return ends(data, places[-1]) and all(self._holds(span, Run(data, *pair)) for span, pair in new)

    def _places_in(self, data: bytes) -> list[Place]:
        start = scan_of(data).start
        return [Place(start + place.at, place.bit) for place in self._places]

    def cuts(self, data: bytes) -> RowCuts | None:
        """Where a file that :meth:`matches` can be cut."""
        places = self._places_in(data)
        if not ends(data, places[-1]):
            return None
        begins = map(Begin, places, (self._state(row).values for row in self._edges))
        try:
            return RowCuts(data, scan_of(data), dict(zip(self._edges, begins, strict=True)))
        except NoCoefficients:
            return None

    def _holds(self, span: tuple[int, int], run: Run) -> bool:
        part = self._parts.get(span)
        if part is None:
            return same_bits(self._kept(*span), run)
        data, end = self._file(run, *span)
        return self._library.matches(part.coded, data) and self._left(data, part) == end


def _plain_scan(library: Library, data: bytes, coded: Coded) -> Scan:
    """That of a file whose data is one run of bits, in units as wide as its planes' blocks; raises NotInRows."""
    try:
        scan = scan_of(data)
    except NoCoefficients as error:
        raise NotInRows("several scans") from error
    if scan.interval or (len(coded.tables) == 1 and coded.frame.most != (1, 1)) or not library.walks:
        raise NotInRows("kind")
    return scan


def _spans(scan: Scan, across: int, changed: Iterable[Rect]) -> list[tuple[int, int]]:
    """Rows of units, first and behind the last, that have to be taken apart for these boxes."""
    spans: list[tuple[int, int]] = []
    rows, columns = scan.units
    for box in sorted(changed, key=lambda box: box.y):
        first, last = box.y // scan.unit_height, -(-box.bottom // scan.unit_height)
        if box.right > (columns - 1) * 8 * across:
            # The next row counts from the last blocks of this one.
            last = min(last + 1, rows)
        if spans and first <= spans[-1][1] + _NEAR:
            first, last = spans[-1][0], max(last, spans.pop()[1])
        spans.append((first, last))
    return spans
