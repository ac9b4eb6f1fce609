"""Who may change the document: one after another, and long work in another thread while painting waits its turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from objremove_gui.ui.background import Background

if TYPE_CHECKING:
    from objremove_gui.core.document import Document

T = TypeVar("T")
Do = Callable[[], object]


class Turns(QObject):
    """A queue in front of the document. What is short is done at once; what is long is done apart.

    ``held`` tells when painting must wait and when it may go on. All methods belong to the window's thread.
    """

    held = Signal(bool)
    freed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._queue: deque[Do] = deque()
        self._is_busy = False
        self._is_draining = False
        # How something that stays open until the person ends it is asked to end.
        self._end: Do | None = None

    @property
    def is_free(self) -> bool:
        """Whether the document can be changed at once."""
        return not (self._is_busy or self._queue or self._end)

    def when_free(self, do: Do) -> None:
        """Do it at once or, while something is under way, as soon as its turn comes."""
        if self.is_free and not self._is_draining:
            do()
            return
        self._queue.append(do)
        if self._end is not None:
            self._end()

    def apart(self, document: Document, work: Callable[[], T]) -> asyncio.Task[T]:
        """Let ``work`` change the document in another thread; what changed is told when it is over.

        To be called when it is one's turn. Errors are reported; who awaits the task gets them too.
        """
        if self._is_busy:
            raise RuntimeError("the document is being worked on already")
        self._is_busy = True
        if self._end is None:
            self.held.emit(True)
        return self._background.start(self._run(document, work))

    async def _run(self, document: Document, work: Callable[[], T]) -> T:
        try:
            with document.told_later() as make:

                def whole() -> T:
                    done = work()
                    make()
                    return done

                return await self._finished(whole)
        finally:
            self._is_busy = False
            self._next()

    async def _finished(self, work: Callable[[], T]) -> T:
        call = self._background.run_blocking(work)
        try:
            return await asyncio.shield(call)
        except asyncio.CancelledError:
            # Nobody may be told anything before the thread has let go of the document.
            await asyncio.wait([call])
            raise

    def open(self, end: Do) -> None:
        """Something stays open until :meth:`close`; ``end`` is called when somebody waits for that."""
        self._end = end

    def close(self) -> None:
        self._end = None
        self._next()

    def _next(self) -> None:
        """Go on with what waits, as an event of its own: its errors are nobody else's."""
        if self._queue:
            asyncio.get_running_loop().call_soon(self._go_on)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Do what waits, as far as it goes; then painting may go on."""
        self._is_draining = True
        try:
            while self._queue and not self._is_busy and self._end is None:
                self._queue.popleft()()
        finally:
            self._is_draining = False
            if self._queue and not self._is_busy and self._end is None:
                # One of them failed, which the loop reports; the others are still wanted.
                self._next()
        if self.is_free:
            self.held.emit(False)
            self.freed.emit()
