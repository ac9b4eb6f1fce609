"""Offers to go on with what a program that died has left behind."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr, trn
from objremove_gui.jobs.lock import FileLock
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.journaling import LOCK, Journaling, give_up, journal_folder
from objremove_gui.ui.message_bar import Kind, Message, MessageBar, Offer
from objremove_gui.ui.picture import Arrival, Home, Picture, arrived
from objremove_gui.ui.row_order import RowOrder
from objremove_gui.ui.screen_profile import window_profile
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.core.journal.orders import Resumed
    from objremove_gui.core.journal.replaying import Left

log = logging.getLogger(__name__)

# Names that are told; how many pictures there are is told in any case.
MOST_NAMES = 5


class Recovery(QObject):
    """``dropped`` tells that nobody wants to go on with what was left, so that its results may be offered elsewhere."""

    dropped = Signal()

    def __init__(
        self,
        editor: Editor,
        shelf: Shelf,
        files: FileCommands,
        journaling: Journaling,
        background: Background,
        messages: Callable[[], MessageBar],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._shelf = shelf
        self._files = files
        self._journaling = journaling
        self._background = background
        self._messages = messages
        # Locks on what other programs left, by their folder: held until this one ends.
        self._taken: dict[Path, FileLock] = {}
        # What is offered, or was taken, and not dropped.
        self._offered: dict[Path, Left] = {}
        self._looked = asyncio.Event()
        self._order = RowOrder(shelf, background, journaling.folders)

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
        for folder in journal_folder().glob("*/"):
            lock = FileLock(folder / LOCK)
            try:
                if folder == self._journaling.own_folder or not lock.take():
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
        self._journaling.go_on_with(left.folder, resumed)
        picture = back[left.folder] = self._shelf.take(arrival, left.name or _untitled())
        await self._shelf.show(picture)
        self._shelf.forget_untouched(picture)
        return arrival.notes

    async def _drop(self, left: list[Left]) -> None:
        for one in left:
            await self._background.run_blocking(partial(shutil.rmtree, one.folder, ignore_errors=True))
            self._offered.pop(one.folder, None)
        self.dropped.emit()

    def close(self) -> None:
        """What nobody has answered is offered at the next start."""
        for lock in self._taken.values():
            give_up(lock)


def _untitled() -> str:
    return tr("a pasted picture")


def _question(left: list[Left]) -> str:
    names = [one.name or _untitled() for one in left]
    losing = [name for name, one in zip(names, left, strict=True) if one.unsaved]
    if not losing and len(left) > 1:
        return tr("Continue where you left off? Everything in {count} pictures was saved.", count=len(left))
    if not losing:
        return tr("Continue where you left off? Everything in “{name}” was saved.", name=names[0])
    if len(left) == 1:
        return trn(
            "Continue where you left off? The program ended with {count} step in “{name}” that was not saved.",
            "Continue where you left off? The program ended with {count} steps in “{name}” that were not saved.",
            left[0].unsaved,
            name=names[0],
        )
    more = ", …" if len(losing) > MOST_NAMES else ""
    return tr(
        "Continue where you left off? Of {count} pictures, the work in these was not saved: {names}.",
        count=len(names),
        names=", ".join(losing[:MOST_NAMES]) + more,
    )


def _restored(
    folder: Path, max_pixels: int, original: Path | None, screen: bytes | None
) -> tuple[Arrival, Resumed]:
    from objremove_gui.core.journal.replaying import restore

    restored = restore(folder, max_pixels=max_pixels, original=original)
    home = Home(restored.project, restored.original, restored.embeds)
    return arrived(restored.document, home, restored.notes, screen), restored.resumed
