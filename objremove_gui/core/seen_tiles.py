"""What packed tiles look like in the levels of a mask: undo and redo of the same need not unpack them again."""

from __future__ import annotations

from objremove_gui.core.pyramid import Bytes

# Some strokes across a large photo, in the level that shows all of it.
BUDGET = 8 << 20


class SeenTiles:
    """Squares of a level by the packed tile that they show, as long as that very one is kept; the oldest go first."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._bytes = 0
        # The packed tile is held, so that no other can have its identity.
        self._squares: dict[tuple[int, int], tuple[bytes, Bytes]] = {}

    def get(self, level: int, packed: bytes) -> Bytes | None:
        """The square of ``packed`` in a level, not to be written to."""
        found = self._squares.get((level, id(packed)))
        return None if found is None else found[1]

    def note(self, level: int, packed: bytes, square: Bytes) -> None:
        """``square`` is copied."""
        key = level, id(packed)
        if key in self._squares:
            return
        self._squares[key] = packed, square.copy()
        self._bytes += square.size
        while self._bytes > self._budget:
            _, oldest = self._squares.pop(next(iter(self._squares)))
            self._bytes -= oldest.size
