"""All open pictures, one of them shown: those that are not shown give their pixels back when there are too many."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.core.geometry import Rect
from objremove_gui.errors import InputError
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.picture import Arrival, Picture, read_picture
from objremove_gui.ui.screen_profile import window_profile

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.project.known import Stamp
    from objremove_gui.core.resting import Resting
    from objremove_gui.ui.canvas.scene import Scene

# What the pictures that are not shown may hold: one of 45 megapixels goes at once when it is wanted again.
KEPT_BYTES = 320 << 20
# Parts in which a picture is drawn anew that was shown before all of it was there.
STRIPS = 8


class Shelf(QObject):
    """The pictures in their order. ``arrived`` tells of one whose document is there for the first time, ``left`` of
    one that was closed, ``listed`` of whatever else a list of them shows."""

    listed = Signal()
    arrived = Signal(object)
    left = Signal(object)

    def __init__(self, background: Background, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._editor = editor
        self._budget = KEPT_BYTES
        self.pictures: list[Picture] = []
        # Those that were shown, the last one at the end.
        self._recent: list[Picture] = []
        editor.state_changed.connect(self.listed)

    # -- the list

    def add(self, path: Path) -> Picture:
        """A photo or project that is read when it is shown; one that is open already is that one."""
        return self.add_all([path])[0]

    def add_all(self, paths: Sequence[Path]) -> list[Picture]:
        """The same for many, told once."""
        known = {one.home.project or one.path: one for one in reversed(self.pictures)}
        wanted = [path.absolute() for path in paths]
        fresh = [known.setdefault(place, Picture(place)) for place in wanted if place not in known]
        if fresh:
            self._listed(*fresh)
        return [known[place] for place in wanted]

    def take(self, arrival: Arrival, name: str = "") -> Picture:
        """A document that is there already, not shown yet; ``name`` for one that has no file."""
        picture = Picture(arrival.home.project or arrival.scene.document.photo.path, name)
        self._settle(picture, arrival)
        self._listed(picture)
        return picture

    def _listed(self, *pictures: Picture) -> None:
        self.pictures += pictures
        self.listed.emit()

    def move(self, picture: Picture, place: int) -> None:
        """Give it another place in the order, counted from 0 without itself; the pictures stay as they are."""
        self.pictures.remove(picture)
        self.pictures.insert(place, picture)
        self._tell_order()

    def arrange(self, pictures: Sequence[Picture]) -> None:
        """Put these into this order, in the places that they have already; the others stay where they are."""
        order = iter([one for one in pictures if one in self.pictures])
        moved = set(pictures)
        self.pictures = [next(order) if one in moved else one for one in self.pictures]
        self._tell_order()

    def _tell_order(self) -> None:
        # What can be done now hangs on the order, too, as going to the next picture.
        self._editor.state_changed.emit()

    def beside(self, picture: Picture | None, step: int) -> Picture | None:
        """The next (1) or the previous (-1) one; None beyond the ends."""
        if picture not in self.pictures:
            return None
        index = self.pictures.index(picture) + step
        return self.pictures[index] if 0 <= index < len(self.pictures) else None

    # -- showing one

    async def show(self, picture: Picture, original: Path | None = None) -> tuple[str, ...]:
        """Show a picture, which may have to be read first; returns sentences about it.

        ``original`` is where the person found its photo. Raises OriginalNeeded where that must be asked for, else
        InputError; nothing changes then.
        """
        picture.holds += 1
        try:
            notes = await self.awake(picture, original)
            await self._editor.free()
            if picture in self.pictures and picture.scene is not None:
                self._recent = [*(one for one in self._recent if one is not picture), picture]
                self._editor.show(picture)
                self.listed.emit()
                self._background.run_blocking(picture.scene.document.mask.make_ready)
        finally:
            picture.holds -= 1
            self.trim()
        return notes

    async def awake(self, picture: Picture, original: Path | None = None) -> tuple[str, ...]:
        """Bring its pixels into memory; whoever needs them longer holds the picture. Raises as :meth:`show`."""
        work = self._background.start(self._awake(picture, original), on_error=lambda _: None)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            # What a thread has begun must be taken in, or the next one would find it half done.
            await asyncio.wait([work])
            raise

    async def _awake(self, picture: Picture, original: Path | None) -> tuple[str, ...]:
        async with picture.turn:
            limit, screen = self._editor.max_pixels, window_profile()
            call = self._background.run_blocking
            if picture.document is None and picture.path is not None:
                loop = asyncio.get_running_loop()
                rough: asyncio.Future[Arrival] = loop.create_future()

                def on_rough(arrival: Arrival) -> None:
                    loop.call_soon_threadsafe(rough.set_result, arrival)

                whole = call(
                    read_picture, picture.path, original, limit, screen, picture.takes_cmyk, on_rough
                )
                await asyncio.wait([rough, whole], return_when=asyncio.FIRST_COMPLETED)
                arrival = whole.result() if whole.done() else rough.result()
                if not whole.done():
                    picture.holds += 1
                    self._background.start(self._complete(picture, whole))
                if picture not in self.pictures:
                    # Closed before it was there: nobody wants it any more.
                    return ()
                self._settle(picture, arrival)
                return arrival.notes
            if picture.document is not None and picture.resting is not None:
                document, resting = picture.document, picture.resting
                scene, stamp = await call(_awoken, document, resting, original, limit, screen)
                picture.scene, picture.stamp, picture.resting = scene, stamp, None
                scene.connect()
            return ()

    async def _complete(self, picture: Picture, whole: asyncio.Future[Arrival]) -> None:
        """Wait for the pixels of a picture that is shown already; one that can't be decoded after all is closed."""
        try:
            await whole
        except InputError:
            if picture not in self.pictures:
                # Closed before that: nobody wants it any more.
                return
            await self.close(picture)
            raise
        finally:
            picture.holds -= 1
            self.trim()
        scene = picture.scene
        if scene is not None:
            width, height = scene.size
            for y in range(0, height, -(-height // STRIPS)):
                # In parts, between which strokes are drawn.
                box = Rect(0, y, width, -(-height // STRIPS)).intersect(Rect.of_size(scene.size))
                scene.picture_changed.emit(box)
                await asyncio.sleep(0)

    def _settle(self, picture: Picture, arrival: Arrival) -> None:
        """Its document is there."""
        scene = arrival.scene
        picture.document, picture.scene = scene.document, scene
        picture.home, picture.stamp = arrival.home, arrival.stamp
        scene.connect()
        scene.document.history.changed = self._editor.state_changed.emit
        self.arrived.emit(picture)

    # -- memory

    def trim(self) -> None:
        """Let pictures rest that are not needed and take too much memory, the one longest not seen first."""
        self._background.start(self._trim(), key="rest")

    async def _trim(self) -> None:
        while (picture := self._too_much()) is not None:
            async with picture.turn:
                if not self._is_needed(picture):
                    await self._rest(picture)

    def _is_needed(self, picture: Picture) -> bool:
        return picture is self._editor.picture or picture.holds > 0

    def _too_much(self) -> Picture | None:
        """The next that is to rest."""
        never = [one for one in self.pictures if one not in self._recent]
        left = self._budget
        for picture in reversed([*never, *self._recent]):
            if picture.scene is None or self._is_needed(picture):
                continue
            left -= picture.weight
            if left < 0:
                return picture
        return None

    async def _rest(self, picture: Picture) -> None:
        from objremove_gui.core.resting import put_to_rest

        document, scene, known = picture.document, picture.scene, picture.home.original
        if document is None or scene is None:
            return
        resting = await self._background.run_blocking(put_to_rest, document, known, picture.stamp)
        scene.close()
        picture.scene, picture.resting = None, resting
        if known is None and resting.original.data is None:
            picture.home = replace(picture.home, original=resting.original)

    # -- closing

    async def close(self, picture: Picture) -> None:
        """Close a picture and, where it was shown, show one beside it; its work is lost unless it was kept."""
        if picture is self._editor.picture:
            await self._show_another(picture)
        self.forget(picture)

    async def _show_another(self, picture: Picture) -> None:
        at = self.pictures.index(picture)
        for other in [*self.pictures[at + 1 :], *reversed(self.pictures[:at])]:
            try:
                await self.show(other)
            except InputError:
                # It stays in the list; who goes there is told what is wrong.
                continue
            return
        await self._editor.free()
        self._editor.show(None)

    def forget(self, *pictures: Picture) -> None:
        """Take such as are not shown out of the list."""
        for picture in pictures:
            self.pictures.remove(picture)
            self._recent = [one for one in self._recent if one is not picture]
            if picture.scene is not None:
                picture.scene.close()
            self.left.emit(picture)
            if picture.document is not None:
                picture.document.history.close()
        # What can be done now hangs on the list, too, as going to the next picture.
        self._editor.state_changed.emit()

    def forget_untouched(self, kept: Picture) -> None:
        """Take out others of the file that ``kept`` is of, on which nothing has been done: they are only that file."""
        place = kept.home.project or kept.path
        same = [one for one in self.pictures if place is not None and (one.home.project or one.path) == place]
        self.forget(*(one for one in same if one is not kept and not one.holds and not _is_touched(one)))

    def close_all(self) -> None:
        """Nothing is open any more."""
        self._editor.show(None)
        self.forget(*self.pictures)


def _is_touched(picture: Picture) -> bool:
    return picture.document is not None and bool(picture.document.history.names)


def _awoken(
    document: Document, resting: Resting, original: Path | None, max_pixels: int, screen: bytes | None
) -> tuple[Scene, Stamp | None]:
    from objremove_gui.core.resting import wake_up
    from objremove_gui.ui.canvas.scene import Scene

    stamp = wake_up(document, resting, original, max_pixels)
    return Scene.prepare(document, screen), stamp
