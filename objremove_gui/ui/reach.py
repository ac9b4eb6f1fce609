"""Keeps the dashed line around what a removal would change, and how far it grows by itself, in step with the marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from objremove_gui.ui.amounts import Amounts, amounts_of
from objremove_gui.ui.live_search import LiveSearch, Marked

if TYPE_CHECKING:
    from objremove_gui.core.reach import Reached


class Reach(LiveSearch):
    """The rims of all that a removal would change; ``grown`` tells the least and the most of the automatic growth."""

    key = "reach"
    switch = "overlay_ring"
    # Both None where nothing is marked, or the growth is set.
    grown = Signal(object, object)

    @property
    def is_wanted(self) -> bool:
        return super().is_wanted or amounts_of(self._settings).growth is None

    def search(self, marked: Marked, amounts: Amounts, stopped: Callable[[], bool]) -> Reached | None:
        from objremove_gui.core.cropping import CropLimits
        from objremove_gui.core.reach import reached

        marks, look = marked.copied(stopped)
        return reached(
            marks,
            (marked.box.x, marked.box.y),
            marked.size,
            CropLimits(),
            **amounts._asdict(),
            look=look,
            traced=super().is_wanted,
            stopped=stopped,
        )

    def show(self, found: Reached) -> None:
        self._canvas.show_rims(found.rims)
        is_automatic = amounts_of(self._settings).growth is None
        growths = found.growths if is_automatic else ()
        self.grown.emit(min(growths, default=None), max(growths, default=None))

    def clear(self) -> None:
        self._canvas.show_rims(())
        self.grown.emit(None, None)
