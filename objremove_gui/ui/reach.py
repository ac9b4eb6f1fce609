"""Keeps the dashed line around what a removal would change in step with the marks, without ever holding up a stroke."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.geometry import Rect, Size
    from objremove_gui.core.mask import Mask8
    from objremove_gui.core.reach import Rim
    from objremove_gui.ui.canvas.view import Canvas

KEY = "reach"
# Milliseconds after the last change; longer where the last search took long, by this factor.
DELAY = 120
PATIENCE = 2.0


class Reach(QObject):
    """Searches after the last stroke, in another thread; a new stroke stops the search."""

    def __init__(self, settings: Settings, background: Background, editor: Editor, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._settings = settings
        self._background = background
        self._editor = editor
        self._canvas = canvas
        self._stopped = threading.Event()
        self._seconds = 0.0
        self._end: Callable[[], None] = lambda: None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._search)
        editor.scene_changed.connect(self._follow)
        settings.on_change.append(self._on_setting)
        self._follow()

    def _follow(self) -> None:
        """Another document, or none."""
        self._end()
        self._seconds = 0.0
        self._canvas.show_rims(())
        document = self._editor.document
        self._end = lambda: None
        if document is not None:
            self._end = document.mask.changed.connect(self._on_mask)
            self._soon()

    def _on_mask(self, _box: Rect) -> None:
        if self._editor.rests:
            # An amount is being set; the line around what was marked before would only mislead.
            self._canvas.show_rims(())
        self._soon()

    def _on_setting(self, key: str) -> None:
        if key in ("growth", "overlay_ring"):
            self._soon()

    def _soon(self) -> None:
        self._stopped.set()
        self._timer.start(DELAY + round(1000 * PATIENCE * self._seconds))

    def _search(self) -> None:
        document = self._editor.document
        if document is None or document.mask.is_empty or not self._settings.get("overlay_ring"):
            self._canvas.show_rims(())
        elif document.mask.is_recording or not self._editor.turns.is_free:
            self._soon()
        else:
            self._background.start(self._show(document), key=KEY, replace=True)

    async def _show(self, document: Document) -> None:
        stopped = self._stopped = threading.Event()
        growth = int(self._settings.get("growth"))
        started = time.monotonic()
        box = document.mask.bounds()
        # A view of the pixels, which another picture that is shown meanwhile does not take away.
        marks = document.mask.pixels[box.slices]
        rims = await self._background.run_blocking(
            _rims, marks, box, document.size, None if growth < 0 else growth, stopped.is_set
        )
        if rims is not None and not stopped.is_set():
            self._seconds = time.monotonic() - started
            self._canvas.show_rims(rims)


def _rims(
    marks: Mask8, box: Rect, size: Size, growth: int | None, stopped: Callable[[], bool]
) -> list[Rim] | None:
    from objremove_gui.core.cropping import CropLimits
    from objremove_gui.core.reach import rims

    # Marks that are painted while this is copied stop the search, so a torn copy is never shown.
    return rims(marks.copy(), (box.x, box.y), size, CropLimits(), growth=growth, stopped=stopped)
