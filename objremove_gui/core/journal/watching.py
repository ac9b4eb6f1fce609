"""Sees every step of a document and hands it to its journal."""

from __future__ import annotations

from collections.abc import Callable

from objremove_gui.core.document import Document
from objremove_gui.core.history import Move
from objremove_gui.core.journal.orders import Change
from objremove_gui.core.removal import Removals
from objremove_gui.core.swaps import touched_tiles


class Watch:
    """From now on every step of ``document`` goes to ``add``, with the state of what may change again."""

    def __init__(self, document: Document, add: Callable[[Change], None]) -> None:
        self._document = document
        self._add = add
        self._removals = document.removals
        self._wider = document.wider
        self._end = document.history.moved.connect(self._on_moved)

    def end(self) -> None:
        """See no more of it, and let go of it."""
        self._end()
        # It knows this watch, which would go only when somebody looks for such circles.
        self._end = lambda: None

    def _on_moved(self, move: Move) -> None:
        document, history = self._document, self._document.history
        before, self._removals = self._removals, document.removals
        wished, self._wider = self._wider, document.wider
        edit = history.last
        if move is not Move.DONE or edit is None:
            self._add(Change(move))
            return
        mask = document.mask
        tiles = {key: mask.state(key) for key in touched_tiles(edit)}
        removals = None if _same(before, document.removals) else document.removals
        wider = None if wished == document.wider else document.wider
        self._add(Change(move, edit.name, tiles, removals, len(history.names), wider))


def _same(before: Removals, now: Removals) -> bool:
    return len(before) == len(now) and all(one is other for one, other in zip(before, now, strict=True))
