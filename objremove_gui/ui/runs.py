"""Runs of one kind, one at a time for each picture; they go on while another picture is shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.jobs.service import Service
from objremove_gui.ui.picture import Picture

if TYPE_CHECKING:
    from objremove_gui.jobs.progress import JobProgress


@dataclass(eq=False)
class _Run:
    """A run under way, when it began, and the last that it told."""

    task: asyncio.Task[None]
    began: float
    progress: JobProgress | None = None


class Runs(QObject):
    """``job`` names the kind. ``progressed`` tells of the shown picture's run; ``finished`` gives the picture and the
    seconds, ``failed`` the picture and the error of one that is not shown. ``over`` tells of every one that was not
    cancelled: the picture, the seconds, the error or None."""

    job = ""

    progressed = Signal(object)
    started = Signal()
    ended = Signal()
    over = Signal(object, float, object)
    finished = Signal(object, float)
    failed = Signal(object, object)

    def __init__(
        self, background: Background, editor: Editor, service: Service, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._background = background
        self._editor = editor
        self._runs: dict[Picture, _Run] = {}

    @property
    def is_running(self) -> bool:
        """Whether one is under way for the picture that is shown."""
        return self._editor.picture in self._runs

    def runs_for(self, picture: Picture) -> bool:
        """Whether one is under way for a picture."""
        return picture in self._runs

    @property
    def progress(self) -> JobProgress | None:
        """The last that the shown picture's run has told."""
        run = self._runs.get(self._editor.picture) if self._editor.picture is not None else None
        return None if run is None else run.progress

    def cancel(self) -> None:
        """Ask the shown picture's run to end."""
        run = self._runs.get(self._editor.picture) if self._editor.picture is not None else None
        if run is not None:
            run.task.cancel()

    def may_bill(self, picture: Picture) -> bool:
        """Whether what is under way for a picture may be billed: then it goes on at the service when it is stopped."""
        return picture.document is not None and self._service.may_bill(picture.document)

    async def stop(self, picture: Picture) -> None:
        """The picture is going to be closed: cancel its run and wait until it has cleaned up."""
        run = self._runs.get(picture)
        if run is not None and picture.document is not None:
            self._service.leave(picture.document)
            run.task.cancel()
            await asyncio.wait([run.task])

    def _begin(
        self, picture: Picture, work: Coroutine[Any, Any, None], on_error: Callable[[BaseException], None]
    ) -> None:
        """Start the picture's run, which keeps its pixels in memory."""

        def failed(error: BaseException) -> None:
            if picture is self._editor.picture:
                on_error(error)
            else:
                self.failed.emit(picture, error)

        picture.holds += 1
        task = self._background.start(work, key=f"{self.job} {id(picture)}", on_error=failed)
        self._runs[picture] = _Run(task, time.monotonic())
        task.add_done_callback(lambda _: self._end(picture))
        self.started.emit()

    def _end(self, picture: Picture) -> None:
        picture.holds -= 1
        run = self._runs.pop(picture)
        self.ended.emit()
        if not run.task.cancelled():
            self.over.emit(picture, time.monotonic() - run.began, run.task.exception())

    def _reporting(self, picture: Picture) -> Callable[[JobProgress], None]:
        """Takes what the picture's run tells."""

        def report(progress: JobProgress) -> None:
            run = self._runs.get(picture)
            if run is not None:
                run.progress = progress
            if picture is self._editor.picture:
                self.progressed.emit(progress)

        return report
