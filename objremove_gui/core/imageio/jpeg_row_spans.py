"""Which rows of units of a JPEG have to be taken apart for some changes, in pieces that are worked on side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.jpeg_frame import Scan

# First row of units, and the one behind the last.
Span = tuple[int, int]
# Rows of units between two changes that are not worth keeping apart, and the least that a piece has.
_NEAR, _LEAST = 8, 12


def spans_of(scan: Scan, across: int, changed: Sequence[Rect]) -> list[Span]:
    """Each box of ``changed``, pixels in whole units of ``across`` blocks, lies in one of them; from the top."""
    rows, columns = scan.units
    boxes = [(box.y // scan.unit_height, -(-box.bottom // scan.unit_height)) for box in changed]
    # The next row counts from the last blocks of a row: where these change, it has to be in the same piece.
    at_rim = (box.right > (columns - 1) * 8 * across for box in changed)
    needed = [(first, min(last + rim, rows)) for (first, last), rim in zip(boxes, at_rim, strict=True)]
    merged: list[Span] = []
    for first, last in sorted(needed):
        if merged and first <= merged[-1][1] + _NEAR:
            first, last = merged[-1][0], max(last, merged.pop()[1])
        merged.append((first, last))
    return [piece for span in merged for piece in _pieces(span, needed)]


def _pieces(span: Span, whole: Iterable[Span]) -> list[Span]:
    """The span cut where it goes through nothing that has to stay ``whole``."""
    first, last = span
    inner = {row for top, bottom in whole for row in range(top + 1, bottom)}
    edges = [first]
    for row in range(first, last):
        if row not in inner and row - edges[-1] >= _LEAST and last - row >= _LEAST:
            edges.append(row)
    return list(zip(edges, [*edges[1:], last], strict=True))
