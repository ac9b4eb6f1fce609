"""A baseline JPEG of which only the rows with changed blocks are taken apart; all other bits stay as they lie.

Before the first changed row the file's bytes are its own, behind the last one its bits are, moved within their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, starmap

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.jpeg_coefficients import Blocks, Coded, Library
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, Scan, head_of, scan_of
from objremove_gui.core.imageio.jpeg_row_cuts import Begin, RowCuts, wanted
from objremove_gui.core.imageio.jpeg_row_spans import spans_of
from objremove_gui.core.imageio.jpeg_runs import Place, Run, ends, joined, place_of, same_bits
from objremove_gui.core.imageio.jpeg_walk import State

_END = b"\xff\xd9"
_ORIGINAL = "original"
Values = tuple[int, ...]


class NotInRows(Exception):
    """The file has to be taken apart as a whole."""


@dataclass(slots=True, eq=False)
class _Part:
    """Rows of units from ``first`` up to ``last``, held under ``coded`` as a picture of their own.

    ``values`` are each plane's DC before its first block, from which a picture of its own has 0; there ``leaves`` are
    those behind the last one. ``awaited`` is how often something is still to be put; ``new`` is what it was coded to
    then, and in it the decoder's state before each edge but the first.
    """

    first: int
    last: int
    values: Values
    leaves: Values
    coded: Coded
    awaited: int
    new: bytes = b""
    states: dict[int, State] = field(default_factory=dict)


class Rows:
    """Blocks as in the whole file; every method raises NoCoefficients, OSError."""

    def __init__(self, library: Library, data: bytes, coded: Coded, changed: Sequence[Rect]) -> None:
        """``changed`` are boxes of pixels, whole units. Raises NotInRows where this is not the way."""
        self.coded = coded
        self._library, self._data = library, data
        self._scan = _plain_scan(library, data, coded)
        spans = spans_of(self._scan, coded.frame.most[1], changed)
        if 2 * sum(last - first for first, last in spans) > self._rows:
            raise NotInRows("most of it")
        self._states: dict[int, State] = {}
        self._edges = sorted({0, *(row for span in spans for row in span), *wanted(self._rows), self._rows})
        library.walk(_ORIGINAL, data, self._edges[1:])
        self._parts = [self._part(first, last, changed) for first, last in spans]
        # Where each edge lies in the new file's data.
        self._places: dict[int, Place] = {}

    @property
    def _rows(self) -> int:
        return self._scan.units[0]

    def _state(self, row: int) -> State:
        if not row:
            return State(self._scan.start, 0, 0, (0,) * len(self.coded.tables))
        if row not in self._states:
            self._states[row] = _sound(self._library.state(_ORIGINAL, row))
        return self._states[row]

    def _part(self, first: int, last: int, changed: Iterable[Rect]) -> _Part:
        begin, end = self._state(first).values, self._state(last).values
        data, _ = self._file(self._kept(first, last), first, last)
        leaves = tuple(one - other for one, other in zip(end, begin, strict=True))
        side = self._scan.unit_height
        inside = sum(first * side <= box.y < last * side for box in changed)
        coded = self._library.begin_read(f"rows {first}", data)
        return _Part(first, last, begin, leaves, coded, inside * len(leaves))

    def _file(self, run: Run, first: int, last: int) -> tuple[bytes, Place]:
        """Rows of units as a picture of their own, and where its data ends."""
        side, height = self._scan.unit_height, self._scan.size.height
        head = head_of(self._data, min(height, last * side) - first * side)
        pieces, (_, end) = joined((run,))
        return b"".join((head, *pieces, _END)), Place(len(head) + end.at, end.bit)

    def _held(self, plane: int, box: Rect) -> tuple[_Part, Rect]:
        units = self.coded.layout.units[plane]
        for part in self._parts:
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
        part.awaited -= 1
        if not part.awaited:
            # The other process codes this while the next one is made here.
            self._library.begin_recode(part.coded, [row - part.first for row in self._inside(part)[1:]])

    def _inside(self, part: _Part) -> list[int]:
        """The edges of a part, and those inside it."""
        return [row for row in self._edges if part.first <= row <= part.last]

    def written(self) -> list[bytes]:
        """A file with the blocks as they are now, without metadata, in pieces. Raises NotInRows."""
        for part in self._parts:
            self._recode(part)
        if not ends(self._data, self._place(self._rows)):
            raise NotInRows("something behind the picture")
        pieces, places = joined(starmap(self._run, pairwise(self._edges)))
        self._places = dict(zip(self._edges, places, strict=True))
        return [head_of(self._data), *pieces, _END]

    def _recode(self, part: _Part) -> None:
        part.new = self._library.recoded(part.coded)
        for row in self._inside(part)[1:]:
            part.states[row] = _sound(self._library.state(part.coded.name, row - part.first))
        if part.last < self._rows and part.states[part.last].values != part.leaves:
            # A code that the file's own tables do not have, or blocks beyond its rim that are not as usual.
            raise NotInRows("not in these tables")

    def _changed(self, row: int) -> _Part | None:
        """The part that a row of units belongs to."""
        return next((part for part in self._parts if part.first <= row < part.last), None)

    def _run(self, first: int, last: int) -> Run:
        """The bits between two edges as they are to be."""
        part = self._changed(first)
        if part is None:
            return self._kept(first, last)
        begin = part.states.get(first)
        start = Place(scan_of(part.new).start, 0) if begin is None else place_of(part.new, begin)
        return Run(part.new, start, place_of(part.new, part.states[last]))

    def _kept(self, first: int, last: int) -> Run:
        """The bits of some rows as they are in the original."""
        return Run(self._data, self._place(first), self._place(last))

    def _place(self, row: int) -> Place:
        return place_of(self._data, self._state(row))

    def matches(self, data: bytes) -> bool:
        """Whether a file coded alike has the original's own bits, and in the changed rows just what is held now.

        These rows are decoded: behind them the decoder stands where the original's next bits begin, with the DC values
        that it has there in the original. So it finds the same coefficients in them.
        """
        if head_of(data) != head_of(self._data):
            return False
        places = self._places_in(data)

        def run(first: int, last: int) -> Run:
            return Run(data, places[first], places[last])

        kept = (span for span in pairwise(self._edges) if self._changed(span[0]) is None)
        return (
            ends(data, places[self._rows])
            and all(same_bits(self._kept(*span), run(*span)) for span in kept)
            and all(self._holds(part, run(part.first, part.last)) for part in self._parts)
        )

    def _places_in(self, data: bytes) -> dict[int, Place]:
        start = scan_of(data).start
        return {row: Place(start + place.at, place.bit) for row, place in self._places.items()}

    def _holds(self, part: _Part, run: Run) -> bool:
        data, end = self._file(run, part.first, part.last)
        state = self._library.left(part.coded, data)
        if state is None or (part.last < self._rows and state.values != part.leaves):
            return False
        return place_of(data, state) == end

    def cuts(self, data: bytes) -> RowCuts | None:
        """Where a file that :meth:`matches` can be cut."""
        places = self._places_in(data)
        if not ends(data, places[self._rows]):
            return None
        begins = {row: Begin(place, self._values(row)) for row, place in places.items()}
        try:
            return RowCuts(data, scan_of(data), begins)
        except NoCoefficients:
            return None

    def _values(self, row: int) -> Values:
        """Each plane's DC before a row of units of the new file."""
        part = self._changed(row)
        if part is None or row == part.first:
            return self._state(row).values
        return tuple(one + other for one, other in zip(part.values, part.states[row].values, strict=True))


def _sound(state: State | None) -> State:
    if state is None:
        raise NotInRows("damaged")
    return state


def _plain_scan(library: Library, data: bytes, coded: Coded) -> Scan:
    """That of a file whose data is one run of bits, in units as wide as its planes' blocks; raises NotInRows."""
    try:
        scan = scan_of(data)
    except NoCoefficients as error:
        raise NotInRows("several scans") from error
    if scan.interval or (len(coded.tables) == 1 and coded.frame.most != (1, 1)) or not library.walks:
        raise NotInRows("kind")
    return scan
