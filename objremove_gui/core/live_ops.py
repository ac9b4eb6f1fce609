"""Operations on the mask with an amount that is set while their outcome is seen: the table, and how each is done.

Each amount starts from the mask as it was when the operation was begun; all of them together are one undo step. The
mask is being recorded from the beginning to :meth:`Live.commit` or :meth:`Live.cancel`. They take longer than a frame
on large masks; :meth:`objremove_gui.core.document.Document.told_later` lets them run in another thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from objremove_gui.core.document import Document
from objremove_gui.core.fills import smoothed, specks_dropped
from objremove_gui.core.geometry import Rect
from objremove_gui.core.mask_ops import LiveGrowth
from objremove_gui.core.removal import Mask8
from objremove_gui.i18n import mark, tr

MOST_GROWTH = 100
MOST_SMOOTHING = 50
Change = Callable[[Mask8, int], Mask8]


class Live(Protocol):
    """An operation that has been begun."""

    def show(self, amount: int, /) -> None:
        """Let the mask be what this amount makes of it."""

    def commit(self) -> bool:
        """Keep what is shown, as one undo step; False when it is the mask as it was."""

    def cancel(self) -> None:
        """Put the mask back."""


@dataclass(frozen=True, slots=True)
class LiveOperation:
    """One row; ``title`` and ``label`` are translated when shown. ``start`` is the amount that is shown at first."""

    id: str
    title: str
    label: str
    minimum: int
    maximum: int
    start: int
    begin: Callable[[Document], Live]


class LiveChange:
    """A change that is a function of the marks and an amount; pixels up to ``margin`` around the marks may change."""

    def __init__(self, document: Document, name: str, change: Change, margin: int = 0) -> None:
        self._document = document
        self._name = name
        self._change = change
        photo = Rect.of_size(document.size)
        self._box = document.mask.bounds().pad(margin).intersect(photo)
        self._before = document.mask.pixels[self._box.slices].copy()
        document.mask.begin()
        document.mask.touch(self._box)

    def show(self, amount: int) -> None:
        mask = self._document.mask
        mask.pixels[self._box.slices] = self._change(self._before, amount)
        mask.changed.emit(self._box)

    def commit(self) -> bool:
        return self._document.commit_mask(self._name)

    def cancel(self) -> None:
        self._document.mask.abort()


LIVE_OPERATIONS: tuple[LiveOperation, ...] = (
    LiveOperation(
        "resize",
        mark("Grow or shrink"),
        mark("By"),
        -MOST_GROWTH,
        MOST_GROWTH,
        5,
        lambda document: LiveGrowth(document, MOST_GROWTH),
    ),
    LiveOperation(
        "specks",
        mark("Remove specks"),
        mark("Smaller than"),
        1,
        5000,
        40,
        lambda document: LiveChange(document, tr("Remove specks from the mask"), specks_dropped),
    ),
    LiveOperation(
        "smooth",
        mark("Smooth"),
        mark("Within"),
        1,
        MOST_SMOOTHING,
        3,
        lambda document: LiveChange(document, tr("Smooth the mask"), smoothed, MOST_SMOOTHING),
    ),
)

LIVE_BY_ID = {row.id: row for row in LIVE_OPERATIONS}
