"""Where marks have changed since they were drawn: moves that come faster than the screen are drawn together."""

from __future__ import annotations

from typing import NamedTuple

from objremove_gui.core.geometry import Rect

# More boxes than this are drawn as one.
MOST = 16


class Due(NamedTuple):
    """A box of the view; with ``only_adds`` marks have come there, and none have gone."""

    box: Rect
    only_adds: bool


class DueMarks:
    """The boxes of one view that are still to be drawn."""

    def __init__(self) -> None:
        self._due: list[Due] = []

    def add(self, box: Rect, *, only_adds: bool) -> None:
        """Something has changed in ``box``."""
        if self._due:
            last = self._due[-1]
            joined = last.box.union(box)
            # Neighbours along a stroke, as a rule.
            if joined.size.pixels <= last.box.size.pixels + box.size.pixels or len(self._due) == MOST:
                self._due[-1] = Due(joined, only_adds and last.only_adds)
                return
        self._due.append(Due(box, only_adds))

    def take(self) -> list[Due]:
        """What is to be drawn, which is done by whom it is given to."""
        if not self._due:
            return self._due
        due, self._due = self._due, []
        return due
