"""Keeps the open documents' journals, and offers what a program that died has left behind."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr, trn
from objremove_gui.jobs.lock import FileLock
from objremove_gui.settings import data_folder
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.message_bar import Kind, Message, MessageBar, Offer
from objremove_gui.ui.picture import Arrival, Home, Picture, arrived
from objremove_gui.ui.row_order import RowOrder
from objremove_gui.ui.screen_profile import window_profile
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.core.crop_boxes import Wish
    from objremove_gui.core.document import Removals
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.journal.orders import Change, Resumed
    from objremove_gui.core.journal.replaying import Left
    from objremove_gui.core.journal.writer import Journal
    from objremove_gui.core.project.original import Original
    from objremove_gui.core.removal import Mask8

log = logging.getLogger(__name__)

LOCK = "lock"
# Names that are told; how many pictures there are is told in any case.
MOST_NAMES = 5


@dataclass(eq=False)
class _Kept:
    """A document's journal, which begins with its first step, and the project that it says it belongs to.

    ``start`` is how the document was before that: without the photo, whose pixels would not leave the memory otherwise.
    """

    journal: Journal | None
    placed: Path | None
    start: tuple[Removals, Rect, Mask8, tuple[Wish, ...]] | None = None
    end: Callable[[], None] = lambda: None


class Journaling(QObject):
    """A folder a running program, with its lock, and in it a folder a document.

    ``dropped`` tells that nobody wants to go on with what was left, so that its results may be offered elsewhere.
    """

    dropped = Signal()

    def __init__(
        self,
        editor: Editor,
        shelf: Shelf,
        files: FileCommands,
        background: Background,
        messages: Callable[[], MessageBar],
        report: Callable[[BaseException], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._shelf = shelf
        self._files = files
        self._background = background
        self._messages = messages
        self._report = report
        self._folder = data_folder() / "journal"
        self._own: FileLock | None = None
        self._told = False
        # Locks on what other programs left, by their folder: held until this one ends.
        self._taken: dict[Path, FileLock] = {}
        self._kept: dict[Picture, _Kept] = {}
        self._going_on: tuple[Path, Resumed] | None = None
        self._ending: list[Journal] = []
        # What is offered, or was taken, and not dropped.
        self._offered: dict[Path, Left] = {}
        self._looked = asyncio.Event()
        self._order = RowOrder(shelf, background, self._folders)
        shelf.arrived.connect(self._follow)
        shelf.left.connect(self._leave)
        editor.state_changed.connect(self._note_places)
        editor.saving.photo_goes = self._take_in

    # -- the open documents

    def _follow(self, picture: Picture) -> None:
        """From now on every step of its document is written."""
        from objremove_gui.core.journal.watching import Watch
        from objremove_gui.core.journal.writer import Journal

        document = picture.document
        if document is None:
            return
        going_on, self._going_on = self._going_on, None
        if going_on is not None:
            folder, resumed = going_on
            encode = self._editor.encode
            kept = _Kept(
                Journal(folder, None, self._report, resumed=resumed, encode=encode), picture.home.project
            )
        elif self._own_folder() is not None:
            start = document.snapshot()
            kept = _Kept(None, None, (start.removals, start.box, start.mask, start.wider))
        else:
            return
        self._kept[picture] = kept
        kept.end = Watch(document, partial(self._write, picture, kept)).end

    def _write(self, picture: Picture, kept: _Kept, change: Change) -> None:
        """A step; the journal comes to be with the first one."""
        folder, document, start = self._own_folder(), picture.document, kept.start
        if start is not None and folder is not None and document is not None:
            from objremove_gui.core.document import Snapshot
            from objremove_gui.core.journal.orders import Beginning
            from objremove_gui.core.journal.writer import Journal

            home = picture.home
            kept.placed, kept.start = home.project, None
            snapshot = Snapshot(document.photo, *start)
            beginning = Beginning(snapshot, home.original, home.project, home.embeds, picture.stamp)
            kept.journal = Journal(
                folder / secrets.token_hex(4), beginning, self._report, encode=self._editor.encode
            )
        if kept.journal is not None:
            kept.journal.add(change)

    def _leave(self, picture: Picture) -> None:
        """It is closed: what was written about it is not needed any more."""
        kept = self._kept.pop(picture, None)
        if kept is None:
            return
        kept.end()
        # What ends it knows the picture, too.
        kept.end = lambda: None
        if kept.journal is not None:
            kept.journal.discard()
            self._ending = [*(one for one in self._ending if not one.is_gone), kept.journal]

    def _folders(self) -> dict[Picture, Path]:
        """Where the open pictures' journals are."""
        return {one: kept.journal.folder for one, kept in self._kept.items() if kept.journal is not None}

    async def _take_in(self, picture: Picture, original: Original) -> None:
        """The file of its photo is going to be another one: the journal must do without it."""
        kept, document = self._kept.get(picture), picture.document
        if kept is not None and kept.journal is not None and document is not None:
            await self._background.run_blocking(kept.journal.take_in, document.photo, original)

    def _own_folder(self) -> Path | None:
        """This program's folder, locked; None where nothing can be written."""
        if self._own is None:
            lock = FileLock(self._folder / f"{os.getpid()}-{secrets.token_hex(4)}" / LOCK)
            try:
                if not lock.take():
                    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
            except OSError as error:
                self._tell_once(error)
                return None
            self._own = lock
        return self._own.path.parent

    def _tell_once(self, error: OSError) -> None:
        """There is no place for journals."""
        from objremove_gui.core.journal.writer import not_kept

        log.warning("there is no folder for a journal: %s", error)
        if not self._told:
            self._told = True
            self._report(not_kept(error))

    def _note_places(self) -> None:
        """Documents may have been saved as projects; their photos may be known by now, as a save wants to have them."""
        for picture, kept in self._kept.items():
            if kept.journal is not None and picture.home.original is None:
                picture.home = replace(picture.home, original=kept.journal.original)
            project = picture.home.project
            if kept.journal is not None and project is not None and project != kept.placed:
                kept.placed = project
                kept.journal.place(project, embeds=picture.home.embeds)

    async def close(self) -> None:
        """Wait until discarded journals are gone; nothing is left of a program that ends by itself."""
        for journal in self._ending:
            await self._background.run_blocking(journal.wait)
        from objremove_gui.core.journal.ordering import forget_order

        for lock in (self._own, *self._taken.values()):
            if lock is not None:
                lock.release(remove=True)
                with contextlib.suppress(OSError):
                    # Not where something is left that nobody has answered yet.
                    forget_order(lock.path.parent)
                    lock.path.parent.rmdir()

    # -- what others left

    async def offer(self) -> None:
        """Ask whether to go on where a program that died has stopped."""
        try:
            left = await self._background.run_blocking(self._look)
            self._offered = {one.folder: one for one in left}
        finally:
            self._looked.set()
        if left:
            self._say(left)

    async def held(self) -> frozenset[tuple[int, str]]:
        """Seed and request of the results that come, or came, with what earlier programs left.

        Known when it has been looked for, which is after the first photo was opened.
        """
        await self._looked.wait()
        return frozenset().union(*(one.versions for one in self._offered.values()))

    def _say(self, left: list[Left]) -> None:
        offers = (
            Offer(tr("Continue"), partial(self._start, self._go_on, left), "continueOffer"),
            Offer(tr("Discard"), partial(self._start, self._drop, left), "dropOffer"),
        )
        self._messages().post(Message(Kind.WARNING, _question(left), offers=offers, asks=True))

    def _start(self, answer: Callable[[list[Left]], Coroutine[Any, Any, None]], left: list[Left]) -> None:
        self._background.start(answer(left), key="open", waits=True)

    def _look(self) -> list[Left]:
        """The journals of programs that do not run any more, the newest first."""
        from objremove_gui.core.journal.replaying import is_empty, look

        found: list[Left] = []
        for folder in self._folder.glob("*/"):
            lock = FileLock(folder / LOCK)
            try:
                if (self._own is not None and folder == self._own.path.parent) or not lock.take():
                    continue
                self._taken[folder] = lock
                for inner in folder.glob("*/"):
                    left = look(inner)
                    if left is not None:
                        found.append(left)
                    elif is_empty(inner):
                        shutil.rmtree(inner, ignore_errors=True)
            except OSError as error:
                log.warning("a journal could not be looked at: %s", error)
        return sorted(found, key=lambda one: -one.written)

    async def _go_on(self, left: list[Left]) -> None:
        """Open them all, the newest one last, so that it is shown; what is not to be opened now is offered again."""
        still: list[Left] = []
        back: dict[Path, Picture] = {}
        places = await self._order.of([one.folder for one in left])
        try:
            for one in reversed(left):
                still.append(one)
                if await self._files.open_by(one.name, Path.home(), partial(self._restore, one, back)):
                    still.remove(one)
        finally:
            self._order.restore(back, places)
            if still:
                self._say(still)

    async def _restore(self, left: Left, back: dict[Path, Picture], original: Path | None) -> tuple[str, ...]:
        arrival, resumed = await self._background.run_blocking(
            _restored, left.folder, self._editor.max_pixels, original, window_profile()
        )
        self._going_on = left.folder, resumed
        picture = back[left.folder] = self._shelf.take(arrival, left.name or _untitled())
        await self._shelf.show(picture)
        self._shelf.forget_untouched(picture)
        return arrival.notes

    async def _drop(self, left: list[Left]) -> None:
        for one in left:
            await self._background.run_blocking(partial(shutil.rmtree, one.folder, ignore_errors=True))
            self._offered.pop(one.folder, None)
        self.dropped.emit()


def _untitled() -> str:
    return tr("a pasted picture")


def _question(left: list[Left]) -> str:
    names = [one.name or _untitled() for one in left]
    if len(left) == 1:
        return trn(
            "Continue where you left off? The program ended with {count} step in “{name}” that was not saved.",
            "Continue where you left off? The program ended with {count} steps in “{name}” that were not saved.",
            left[0].steps,
            name=names[0],
        )
    more = ", …" if len(names) > MOST_NAMES else ""
    return tr(
        "Continue where you left off? The program ended with work in {count} pictures that was not saved: {names}.",
        count=len(names),
        names=", ".join(names[:MOST_NAMES]) + more,
    )


def _restored(
    folder: Path, max_pixels: int, original: Path | None, screen: bytes | None
) -> tuple[Arrival, Resumed]:
    from objremove_gui.core.journal.replaying import restore

    restored = restore(folder, max_pixels=max_pixels, original=original)
    home = Home(restored.project, restored.original, restored.embeds)
    return arrived(restored.document, home, restored.notes, screen), restored.resumed
