"""Keeps the open documents' journals: every step is on the disk as soon as it is done."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from objremove_gui.jobs.lock import FileLock
from objremove_gui.settings import data_folder
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.core.crop_boxes import Wish
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.journal.orders import Change, Resumed
    from objremove_gui.core.journal.writer import Journal
    from objremove_gui.core.project.original import Original
    from objremove_gui.core.removal import Mask8, Removals

log = logging.getLogger(__name__)

LOCK = "lock"


def journal_folder() -> Path:
    """Where each running program has a folder."""
    return data_folder() / "journal"


def give_up(lock: FileLock) -> None:
    """Let go of a program's folder, which goes away where nothing is in it that nobody has answered yet."""
    from objremove_gui.core.journal.ordering import forget_order

    lock.release(remove=True)
    with contextlib.suppress(OSError):
        forget_order(lock.path.parent)
        lock.path.parent.rmdir()


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
    """A folder a running program, with its lock, and in it a folder a document."""

    def __init__(
        self,
        editor: Editor,
        shelf: Shelf,
        background: Background,
        report: Callable[[BaseException], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._background = background
        self._report = report
        self._folder = journal_folder()
        self._own: FileLock | None = None
        self._told = False
        self._kept: dict[Picture, _Kept] = {}
        self._going_on: tuple[Path, Resumed] | None = None
        self._ending: list[Journal] = []
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
        elif self._take_folder() is not None:
            start = document.snapshot()
            kept = _Kept(None, None, (start.removals, start.box, start.mask, start.wider))
        else:
            return
        self._kept[picture] = kept
        kept.end = Watch(document, partial(self._write, picture, kept)).end

    def _write(self, picture: Picture, kept: _Kept, change: Change) -> None:
        """A step; the journal comes to be with the first one."""
        folder, document, start = self._take_folder(), picture.document, kept.start
        if start is not None and folder is not None and document is not None:
            from objremove_gui.core.journal.orders import Beginning
            from objremove_gui.core.journal.writer import Journal
            from objremove_gui.core.snapshot import Snapshot

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

    def folders(self) -> dict[Picture, Path]:
        """Where the open pictures' journals are."""
        return {one: kept.journal.folder for one, kept in self._kept.items() if kept.journal is not None}

    def go_on_with(self, folder: Path, resumed: Resumed) -> None:
        """The next picture that comes goes on with a journal that a dead program left."""
        self._going_on = folder, resumed

    async def _take_in(self, picture: Picture, original: Original) -> None:
        """The file of its photo is going to be another one: the journal must do without it."""
        kept, document = self._kept.get(picture), picture.document
        if kept is not None and kept.journal is not None and document is not None:
            await self._background.run_blocking(kept.journal.take_in, document.photo, original)

    @property
    def own_folder(self) -> Path | None:
        """Where this program's journals are; None as long as there is none."""
        return None if self._own is None else self._own.path.parent

    def _take_folder(self) -> Path | None:
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
        if self._own is not None:
            give_up(self._own)
