"""Shows in the status line which pixel lies under the pointer, and its colour."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from objremove_gui.ui.editor import Editor
from objremove_gui.ui.status import StatusLine

# Milliseconds from one showing to the next: a stroke must not wait for words at every move.
EVERY = 50


class PointedPixel(QObject):
    """``at`` is a place in image pixels, or None while the pointer is elsewhere."""

    def __init__(self, status: StatusLine, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._status = status
        self._editor = editor
        self._at: tuple[float, float] | None = None
        self._wait = QTimer(self, singleShot=True, interval=EVERY)
        self._wait.timeout.connect(self._show)

    def note(self, at: tuple[float, float] | None) -> None:
        """The pointer is there: shown soon."""
        self._at = at
        if not self._wait.isActive():
            self._wait.start()

    def look_again(self) -> None:
        """What lies under it may have changed."""
        if self._at is not None:
            self.note(self._at)

    def _show(self) -> None:
        from objremove_gui.core.geometry import Rect

        document, at = self._editor.document, self._at
        if document is None or at is None:
            self._status.show_pixel(None)
            return
        place = int(at[0] // 1), int(at[1] // 1)
        box = Rect(*place, 1, 1)
        if not Rect.of_size(document.size).holds(box):
            self._status.show_pixel(None)
            return
        if not document.is_whole:
            self._wait.start()
            return
        pixel = document.read(box)[0, 0]
        self._status.show_pixel(place, [int(value) for value in pixel[:3]])
