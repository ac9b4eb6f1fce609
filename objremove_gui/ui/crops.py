"""Keeps the outlines of all crops that would be sent in step with the marks; they can be made wider by dragging."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui.amounts import Amounts
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.live_search import LiveSearch, Marked

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.outlook import CropView
    from objremove_gui.ui.canvas.view import Canvas


class Crops(LiveSearch):
    """The crops of the next run; what was dragged is a step of the history and goes with the marks that it is for."""

    key = "crops"
    switch = "overlay_crops"

    def __init__(self, settings: Settings, background: Background, editor: Editor, canvas: Canvas) -> None:
        super().__init__(settings, background, editor, canvas)
        canvas.crop_dragged.connect(self._widen)

    def connected(self, document: Document) -> Callable[[], None]:
        ends = super().connected(document), document.wishes_changed.connect(lambda _: self.soon())

        def end() -> None:
            for one in ends:
                one()

        return end

    def search(self, marked: Marked, amounts: Amounts, stopped: Callable[[], bool]) -> list[CropView] | None:
        from objremove_gui.core.cropping import CropLimits
        from objremove_gui.core.outlook import crop_views

        marks, look = marked.copied(stopped)
        if stopped():
            return None
        corner, limits, wider = (marked.box.x, marked.box.y), CropLimits(), marked.wider
        return crop_views(marks, corner, marked.size, limits, **amounts._asdict(), wider=wider, look=look)

    def show(self, found: list[CropView]) -> None:
        self._canvas.show_crops(found)

    def clear(self) -> None:
        self._canvas.show_crops(())

    def _widen(self, crop: CropView, box: Rect | None) -> None:
        """A crop was dragged to ``box``, or put back with None."""
        from objremove_gui.core.outlook import with_wish

        document = self._editor.document
        if document is not None:
            name = tr("Put a crop back") if box is None else tr("Resize a crop")
            document.change_wishes(name, with_wish(document.wider, crop.region, box))
