"""Searches through the marks after the last stroke, in another thread; a new stroke stops the search."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QTimer

from objremove_gui.settings import Settings
from objremove_gui.ui.amounts import Amounts, amounts_of
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.core.crop_boxes import Wish
    from objremove_gui.core.document import Document
    from objremove_gui.core.edges import EdgeLook
    from objremove_gui.core.geometry import Rect, Size
    from objremove_gui.core.removal import Mask8, Pixels
    from objremove_gui.ui.canvas.view import Canvas

# Milliseconds after the last change; longer where the last search took long, by this factor.
DELAY = 120
PATIENCE = 2.0


class Marked(NamedTuple):
    """What is marked: the ``box`` that holds all marks and its ``pixels``, uint8 (h, w), which may still be painted on.

    Who copies them while they are will be stopped, so a torn copy is never shown.
    """

    pixels: Mask8
    box: Rect
    size: Size
    wider: tuple[Wish, ...]
    read: Callable[[Rect], Pixels]

    def copied(self, stopped: Callable[[], bool]) -> tuple[Mask8, EdgeLook]:
        """A copy of the marks, and by what their growth is found until ``stopped`` says so."""
        from objremove_gui.core.edges import EdgeLook

        marks = self.pixels.copy()
        return marks, EdgeLook(self.read, self.size, marks, self.box, stopped)


class LiveSearch(QObject):
    """What is found is shown until the marks change; while the setting ``switch`` is off nothing is searched.

    ``key`` names the task, ``follows`` the settings that change what is found.
    """

    key = ""
    switch = ""
    follows: tuple[str, ...] = Amounts._fields

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

    # -- what the searches differ in

    def search(self, marked: Marked, amounts: Amounts, stopped: Callable[[], bool]) -> Any | None:
        """In another thread: what is found, None where it was stopped."""
        raise NotImplementedError

    def show(self, found: Any) -> None:
        """Put it on the canvas."""
        raise NotImplementedError

    @property
    def is_wanted(self) -> bool:
        """Whether anybody looks at what is found."""
        return bool(self._settings.get(self.switch))

    def clear(self) -> None:
        """Nothing is marked, or nothing is to be seen."""
        raise NotImplementedError

    def connected(self, document: Document) -> Callable[[], None]:
        """Listen to what changes what is found; the returned function ends it."""
        return document.mask.changed.connect(self._on_mask)

    # -- when

    def _follow(self) -> None:
        """Another document, or none."""
        self._end()
        self._seconds = 0.0
        self.clear()
        document = self._editor.document
        self._end = lambda: None
        if document is not None:
            self._end = self.connected(document)
            self.soon()

    def _on_mask(self, _box: Rect) -> None:
        if self._editor.rests:
            # An amount is being set; what was found for the marks before would only mislead.
            self.clear()
        document = self._editor.document
        if document is None or not document.mask.is_recording or not self._timer.isActive():
            # While a stroke goes on it is waited again and again; its moves need not ask for it.
            self.soon()

    def _on_setting(self, key: str) -> None:
        if key == self.switch or key in self.follows:
            self.soon()

    def soon(self) -> None:
        """Search again when nothing has changed for a moment."""
        self._stopped.set()
        self._timer.start(DELAY + round(1000 * PATIENCE * self._seconds))

    def _search(self) -> None:
        document = self._editor.document
        if document is None or document.mask.is_empty or not self.is_wanted:
            self.clear()
        elif document.mask.is_recording or not (self._editor.turns.is_free and document.is_whole):
            self.soon()
        else:
            self._background.start(self._find(document), key=self.key, replace=True)

    async def _find(self, document: Document) -> None:
        from objremove_gui.core.compositing import composed

        stopped = self._stopped = threading.Event()
        started = time.monotonic()
        box = document.mask.bounds()
        if box.is_empty:
            # Taken back since the search was begun.
            self.clear()
            return
        # A view of the pixels, which another picture that is shown meanwhile does not take away.
        read = partial(composed, document.photo.pixels, document.removals)
        marked = Marked(document.mask.pixels[box.slices], box, document.size, document.wider, read)
        found = await self._background.run_blocking(
            self.search, marked, amounts_of(self._settings), stopped.is_set
        )
        if found is not None and not stopped.is_set():
            self._seconds = time.monotonic() - started
            self.show(found)
