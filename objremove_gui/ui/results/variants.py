"""More results for a removal that is there already: other seeds, the same marks, the same crop."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.jobs.service import Service

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal

JOB = "variants"
COUNT = 4


class Variants(QObject):
    """Runs one removal again, below everything that lies above it, and adds what comes to its versions."""

    progressed = Signal(object)
    started = Signal()
    ended = Signal()
    succeeded = Signal(object)

    def __init__(
        self, background: Background, editor: Editor, service: Service, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._editor = editor
        self._service = service
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._background.is_running(JOB)

    def start(self, index: int, on_error: Callable[[BaseException], None]) -> None:
        """Ask for more versions of the removal at ``index``; a second press while it runs is ignored."""
        document = self._editor.document
        if document is None or self.is_running or not 0 <= index < len(document.removals):
            return
        self._task = self._background.start(self._run(document, index), key=JOB, on_error=on_error)
        self._task.add_done_callback(lambda _: self.ended.emit())
        self.started.emit()

    def cancel(self) -> None:
        self._background.cancel(JOB)

    @property
    def may_bill(self) -> bool:
        return self._service.may_bill

    async def stop(self) -> None:
        """Leave the photo: cancel the run and wait until it has cleaned up."""
        if self._task is not None:
            self._service.leave()
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self, document: Document, index: int) -> None:
        await self._service.load()
        from objremove_gui.core.document import Snapshot
        from objremove_gui.jobs.earlier import Repeat
        from objremove_gui.jobs.pipeline import RunOptions

        removal = document.removals[index]
        snapshot = Snapshot(document.photo, document.removals[:index], removal.box, removal.mask)
        options = RunOptions(
            growth=_growth_of(removal),
            kernel_size=removal.kernel_size,
            versions=COUNT,
            repeat=Repeat.ANEW,
        )
        started = time.monotonic()
        result = await self._service.run(document, snapshot, options, self.progressed.emit)
        made = [one for one in result.removals if one.box == removal.box]
        if result.removals and not made:
            raise InputError(
                tr("The variants do not fit this removal any more; edit its mask and remove it again."),
                code="variants",
            )
        if made:
            self._editor.add_versions(removal, made[0].versions)
            self.succeeded.emit(time.monotonic() - started)
        if result.failures:
            raise result.failures[0]


def _growth_of(removal: Removal) -> int:
    """The growth that the ring came from, in photo pixels, at full scale."""
    return max(0, removal.ring - math.ceil(((removal.kernel_size or 1) - 1) / 2))
