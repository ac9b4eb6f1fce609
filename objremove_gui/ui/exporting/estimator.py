"""Works out in a thread how large a file would become; of several questions only the newest is answered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.core.compositing import composed
from objremove_gui.ui.background import Background

if TYPE_CHECKING:
    from objremove_gui.core.imageio.formats import FormatInfo
    from objremove_gui.core.imageio.options import SaveOptions
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.core.removal import Removals

    Question = tuple[FormatInfo, SaveOptions]

KEY = "estimate"


class Estimator(QObject):
    """Never more than one picture is coded at a time; what was asked meanwhile waits, and the last of it counts."""

    # Bytes, or None where it can't be told.
    estimated = Signal(object)

    def __init__(self, background: Background, photo: Photo, removals: Removals, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._photo = photo
        self._read = partial(composed, photo.pixels, removals)
        self._wanted: Question | None = None

    def ask(self, info: FormatInfo, options: SaveOptions) -> None:
        """Work it out for these choices; what was asked before is not answered any more."""
        self._wanted = info, options
        if not self._background.is_running(KEY):
            self._background.start(self._work(), key=KEY)

    def close(self) -> None:
        """Nobody wants to know any more."""
        self._wanted = None
        self._background.cancel(KEY)

    async def _work(self) -> None:
        from objremove_gui.core.imageio.estimating import estimated_bytes
        from objremove_gui.jobs.export_note import export_note

        while self._wanted is not None:
            (info, options), self._wanted = self._wanted, None
            size = await self._background.run_blocking(
                estimated_bytes, self._photo, self._read, info, replace(options, note=export_note())
            )
            if self._wanted is None:
                self.estimated.emit(size)
