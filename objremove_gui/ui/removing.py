"""Runs removals for the window: one at a time for each picture, while painting goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.errors import InputError, OutcomeUnknown, ResultUnknown
from objremove_gui.i18n import tr, trn
from objremove_gui.settings import Settings
from objremove_gui.ui.amounts import amounts_of
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.jobs.service import Service
from objremove_gui.ui.picture import Picture, whole
from objremove_gui.ui.results.changing import without
from objremove_gui.ui.runs import Runs

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.jobs.pipeline import RunResult


class Removing(Runs):
    """The runs in force, their progress, and the results that are neither kept nor discarded yet."""

    job = "remove"

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
        super().__init__(background, editor, service, parent)
        self._settings = settings

    @property
    def fresh(self) -> tuple[Removal, ...]:
        """Results of the shown picture's last run that are still there and neither kept nor discarded."""
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None or picture.fresh is None:
            return ()
        fresh = {id(removal.mask) for removal in picture.fresh[0]}
        # A removal that was switched or restored since is another value with the same marks.
        return tuple(removal for removal in document.removals if id(removal.mask) in fresh)

    def start(self, on_error: Callable[[BaseException], None], repeat: str = "use") -> None:
        """Remove what is marked; a second press while it runs is ignored.

        ``repeat`` is a :class:`objremove_gui.jobs.earlier.Repeat`: what is done with what was sent before.
        """
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None or self.is_running:
            return
        if document.mask.is_empty:
            on_error(InputError(tr("Brush over what should go first."), code="empty-mask"))
            return
        self._editor.end_stroke()

        def failed(error: BaseException) -> None:
            if isinstance(error, OutcomeUnknown | ResultUnknown):
                self.undecided.emit(error)
            else:
                on_error(error)

        self._begin(picture, self._run(picture, document, document.snapshot_later(), repeat), failed)

    def keep(self) -> None:
        """The fresh results are no longer fresh."""
        if self._editor.picture is not None:
            self._editor.picture.fresh = None
        self._editor.state_changed.emit()

    def discard(self) -> None:
        """Take the fresh results back; as one undo where nothing has been done since, so the marks return too."""
        picture, document, fresh = self._editor.picture, self._editor.document, self.fresh
        if picture is None or picture.fresh is None or document is None or not fresh:
            return
        (_, edit), picture.fresh = picture.fresh, None
        if document.history.last is edit:
            self._editor.steps.undo()
        else:
            self._editor.steps.change_removals(lambda removals: without(removals, fresh))

    async def _run(
        self, picture: Picture, document: Document, take: Callable[[], Snapshot], repeat: str
    ) -> None:
        started = time.monotonic()
        await whole(document)
        snapshot = await self._background.run_blocking(take)
        await self._service.load()
        from objremove_gui.jobs.earlier import Repeat
        from objremove_gui.jobs.pipeline import RunOptions

        options = RunOptions(repeat=Repeat(repeat), **amounts_of(self._settings)._asdict())
        result = await self._service.run(document, snapshot, options, self._reporting(picture))
        await self._editor.mask_free(document)
        if result.removals:
            await self._put_in(picture, document, result)
            # The picture is painted before the message is made.
            await asyncio.sleep(0)
            self.finished.emit(picture, time.monotonic() - started)
        if result.failures:
            raise result.failures[0]

    async def _put_in(self, picture: Picture, document: Document, result: RunResult) -> None:
        name = trn("Remove an object", "Remove {count} objects", len(result.removals))

        def put() -> None:
            picture.fresh = result.removals, document.add_removals(name, result.removals)

        await self._editor.steps.put_in(document, (*document.removals, *result.removals), put)
        self._editor.state_changed.emit()
