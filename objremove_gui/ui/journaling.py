"""Keeps the open document's journal, and offers what a program that died has left behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr, trn
from objremove_gui.jobs.lock import FileLock
from objremove_gui.settings import data_folder
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Arrival, Editor, Home
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.message_bar import Kind, MessageBar, Offer
from objremove_gui.ui.screen_profile import window_profile

if TYPE_CHECKING:
    from objremove_gui.core.journal.replaying import Left
    from objremove_gui.core.journal.watching import Watch
    from objremove_gui.core.journal.writer import Journal, Resumed

log = logging.getLogger(__name__)

LOCK = "lock"
# Journals that are offered at a start, the newest ones.
MOST_OFFERS = 3


class Journaling(QObject):
    """A folder a running program, with its lock, and in it a folder a document.

    ``dropped`` tells that nobody wants to go on with what was left, so that its results may be offered elsewhere.
    """

    dropped = Signal()

    def __init__(
        self,
        editor: Editor,
        files: FileCommands,
        background: Background,
        messages: Callable[[], MessageBar],
        report: Callable[[BaseException], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._files = files
        self._background = background
        self._messages = messages
        self._report = report
        self._folder = data_folder() / "journal"
        self._own: FileLock | None = None
        # Locks on what other programs left, by their folder: held until this one ends.
        self._taken: dict[Path, FileLock] = {}
        self._journal: Journal | None = None
        self._watch: Watch | None = None
        self._placed: Path | None = None
        self._going_on: tuple[Path, Resumed] | None = None
        self._ending: list[Journal] = []
        # What is offered, or was taken, and not dropped.
        self._offered: dict[Path, Left] = {}
        self._looked = asyncio.Event()
        editor.scene_changed.connect(self._follow)
        editor.state_changed.connect(self._note_place)

    # -- the open document

    def _follow(self) -> None:
        """Another document, or none: what was written about the one before is not needed any more."""
        if self._watch is not None and self._journal is not None:
            self._watch.end()
            self._journal.discard()
            self._ending.append(self._journal)
        self._watch = self._journal = None
        document, home = self._editor.document, self._editor.home
        self._placed = home.project
        if document is None:
            return
        from objremove_gui.core.journal.watching import Watch
        from objremove_gui.core.journal.writer import Beginning, Journal

        beginning = Beginning(document.snapshot(), home.original, home.project, home.embeds)
        going_on, self._going_on = self._going_on, None
        if going_on is not None:
            self._journal = Journal(going_on[0], beginning, self._report, resumed=going_on[1])
        else:
            folder = self._own_folder()
            if folder is None:
                return
            self._journal = Journal(folder / secrets.token_hex(4), beginning, self._report)
        self._watch = Watch(document, self._journal.add)

    def _own_folder(self) -> Path | None:
        """This program's folder, locked; None where nothing can be written."""
        if self._own is None:
            lock = FileLock(self._folder / f"{os.getpid()}-{secrets.token_hex(4)}" / LOCK)
            try:
                if not lock.take():
                    return None
            except OSError as error:
                log.warning("there is no folder for a journal: %s", error)
                return None
            self._own = lock
        return self._own.path.parent

    def _note_place(self) -> None:
        """The document may have been saved as a project."""
        home = self._editor.home
        if self._journal is not None and home.project is not None and home.project != self._placed:
            self._placed = home.project
            self._journal.place(home.project, embeds=home.embeds)

    async def close(self) -> None:
        """Wait until discarded journals are gone; nothing is left of a program that ends by itself."""
        for journal in self._ending:
            await self._background.run_blocking(journal.wait)
        for lock in (self._own, *self._taken.values()):
            if lock is not None:
                lock.release(remove=True)
                with contextlib.suppress(OSError):
                    # Not where something is left that nobody has answered yet.
                    lock.path.parent.rmdir()

    # -- what others left

    async def offer(self) -> None:
        """Ask whether to go on where a program that died has stopped."""
        try:
            left = (await self._background.run_blocking(self._look))[:MOST_OFFERS]
            self._offered = {one.folder: one for one in left}
        finally:
            self._looked.set()
        for one in left:
            self._say(one)

    async def held(self) -> frozenset[tuple[int, str]]:
        """Seed and request of the results that come, or came, with what earlier programs left.

        Known when it has been looked for, which is after the first photo was opened.
        """
        await self._looked.wait()
        return frozenset().union(*(one.versions for one in self._offered.values()))

    def _say(self, left: Left) -> None:
        text = trn(
            "Continue where you left off? The program ended with {count} step in “{name}” that was not saved.",
            "Continue where you left off? The program ended with {count} steps in “{name}” that were not saved.",
            left.steps,
            name=left.name or tr("a pasted picture"),
        )
        offers = (
            Offer(tr("Continue"), partial(self._start, self._go_on, left), "continueOffer"),
            Offer(tr("Discard"), partial(self._start, self._drop, left), "dropOffer"),
        )
        self._messages().say(Kind.WARNING, text, "", *offers)

    def _start(self, answer: Callable[[Left], Coroutine[Any, Any, None]], left: Left) -> None:
        self._background.start(answer(left), key="open")

    def _look(self) -> list[Left]:
        """The journals of programs that do not run any more, the newest first."""
        from objremove_gui.core.journal.replaying import look

        found: list[Left] = []
        for folder in self._folder.glob("*/"):
            lock = FileLock(folder / LOCK)
            try:
                if (self._own is not None and folder == self._own.path.parent) or not lock.take():
                    continue
                self._taken[folder] = lock
                found.extend(one for inner in folder.glob("*/") if (one := look(inner)) is not None)
            except OSError as error:
                log.warning("a journal could not be looked at: %s", error)
        return sorted(found, key=lambda one: -one.written)

    async def _go_on(self, left: Left) -> None:
        """Open it in place of what is open; it is offered again where that is not to be."""
        if not await self._files.may_leave() or not await self._files.open_by(
            left.name, Path.home(), partial(self._restore, left)
        ):
            self._say(left)

    async def _restore(self, left: Left, original: Path | None) -> tuple[str, ...]:
        arrival, resumed = await self._background.run_blocking(
            _restored, left.folder, self._editor.max_pixels, original, window_profile()
        )
        self._going_on = left.folder, resumed
        self._editor.show_arrival(arrival)
        return arrival.notes

    async def _drop(self, left: Left) -> None:
        await self._background.run_blocking(partial(shutil.rmtree, left.folder, ignore_errors=True))
        self._offered.pop(left.folder, None)
        self.dropped.emit()


def _restored(
    folder: Path, max_pixels: int, original: Path | None, screen: bytes | None
) -> tuple[Arrival, Resumed]:
    from objremove_gui.core.journal.replaying import restore
    from objremove_gui.ui.canvas.scene import Scene

    restored = restore(folder, max_pixels=max_pixels, original=original)
    home = Home(restored.project, restored.original, restored.embeds)
    return Arrival(Scene.prepare(restored.document, screen), home, restored.notes), restored.resumed
