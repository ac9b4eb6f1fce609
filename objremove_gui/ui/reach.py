"""Keeps the dashed line around what a removal would change in step with the marks, without ever holding up a stroke."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from objremove_gui.ui.amounts import Amounts
from objremove_gui.ui.live_search import LiveSearch, Marked

if TYPE_CHECKING:
    from objremove_gui.core.reach import Rim


class Reach(LiveSearch):
    """The rims of all that a removal would change."""

    key = "reach"
    switch = "overlay_ring"

    def search(self, marked: Marked, amounts: Amounts, stopped: Callable[[], bool]) -> list[Rim] | None:
        from objremove_gui.core.cropping import CropLimits
        from objremove_gui.core.reach import rims

        corner, limits = (marked.box.x, marked.box.y), CropLimits()
        marks = marked.pixels.copy()
        return rims(marks, corner, marked.size, limits, **amounts._asdict(), stopped=stopped)

    def show(self, found: list[Rim]) -> None:
        self._canvas.show_rims(found)

    def clear(self) -> None:
        self._canvas.show_rims(())
