"""Runs removals for the window: one at a time, while painting goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.errors import InputError, OutcomeUnknown, ResultUnknown
from objremove_gui.i18n import tr, trn
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.jobs.service import Service

if TYPE_CHECKING:
    from objremove_gui.core.document import Document, Snapshot
    from objremove_gui.core.history import Edit
    from objremove_gui.core.removal import Removal
    from objremove_gui.jobs.pipeline import RunResult

JOB = "remove"


class Removing(QObject):
    """The run in force, its progress, and the results that are neither kept nor discarded yet."""

    progressed = Signal(object)
    started = Signal()
    ended = Signal()
    succeeded = Signal(object)
    # Nobody knows what became of a submit: only a person may send it again.
    undecided = Signal(object)

    def __init__(
        self,
        settings: Settings,
        background: Background,
        editor: Editor,
        service: Service,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._background = background
        self._service = service
        self._editor = editor
        self._fresh: tuple[Removal, ...] = ()
        self._edit: Edit | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._background.is_running(JOB)

    @property
    def fresh(self) -> tuple[Removal, ...]:
        """Results of the last run that are still in the document and neither kept nor discarded."""
        document = self._editor.document
        fresh = {id(removal.mask) for removal in self._fresh}
        # A removal that was switched or restored since is another value with the same marks.
        there = () if document is None else document.removals
        return tuple(removal for removal in there if id(removal.mask) in fresh)

    def start(self, on_error: Callable[[BaseException], None], repeat: str = "use") -> None:
        """Remove what is marked; a second press while it runs is ignored.

        ``repeat`` is a :class:`objremove_gui.jobs.earlier.Repeat`: what is done with what was sent before.
        """
        document = self._editor.document
        if document is None or self.is_running:
            return
        if document.mask.is_empty:
            on_error(InputError(tr("Brush over what should go first."), code="empty-mask"))
            return
        self._editor.end_stroke()
        run = self._run(document, document.snapshot(), repeat)

        def failed(error: BaseException) -> None:
            if isinstance(error, OutcomeUnknown | ResultUnknown):
                self.undecided.emit(error)
            else:
                on_error(error)

        self._task = self._background.start(run, key=JOB, on_error=failed)
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

    def keep(self) -> None:
        """The fresh results are no longer fresh."""
        self._fresh = ()
        self._editor.state_changed.emit()

    def discard(self) -> None:
        """Take the fresh results back; as one undo where nothing has been done since, so the marks return too."""
        fresh, self._fresh = self.fresh, ()
        document = self._editor.document
        if document is None or not fresh:
            return
        if document.history.last is self._edit:
            self._editor.undo()
        else:
            self._editor.drop_removals(fresh)

    async def _run(self, document: Document, snapshot: Snapshot, repeat: str) -> None:
        started = time.monotonic()
        await self._service.load()
        from objremove_gui.jobs.earlier import Repeat
        from objremove_gui.jobs.pipeline import RunOptions

        growth = int(self._settings.get("growth"))
        options = RunOptions(growth=None if growth < 0 else growth, repeat=Repeat(repeat))
        result = await self._service.run(document, snapshot, options, self.progressed.emit)
        await self._editor.mask_free()
        if result.removals:
            self._put_in(document, result)
            # The picture is painted before the message is made.
            await asyncio.sleep(0)
            self.succeeded.emit(time.monotonic() - started)
        if result.failures:
            raise result.failures[0]

    def _put_in(self, document: Document, result: RunResult) -> None:
        name = trn("Remove an object", "Remove {count} objects", len(result.removals))
        self._edit = document.add_removals(name, result.removals)
        self._fresh = result.removals
        self._editor.state_changed.emit()
