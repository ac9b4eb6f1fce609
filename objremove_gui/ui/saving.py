"""Writing what the editor holds to files, off the window's thread: exports, the photo's own file, projects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.i18n import tr
from objremove_gui.ui.background import Background
from objremove_gui.ui.picture import whole

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.imageio.options import SaveOptions
    from objremove_gui.core.project.kept import KeptPngs
    from objremove_gui.core.project.known import Stamp
    from objremove_gui.core.project.original import Original
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.ui.editor import Editor
    from objremove_gui.ui.picture import Home, Picture


class Saving:
    """Writes the picture that is shown."""

    def __init__(self, editor: Editor, background: Background) -> None:
        self._editor = editor
        self._background = background
        # Called before a photo's own file becomes another one, with what the photo is known by.
        self.photo_goes: Callable[[Picture, Original], Awaitable[None]] = _nobody_cares

    async def export(
        self, path: Path, options: SaveOptions, is_unwanted: Callable[[], bool]
    ) -> tuple[str, ...]:
        """Write the visible picture at the photo's resolution, and read it again; returns sentences about it.

        The first of them tells what is proven. Raises OutputError, and Stopped once ``is_unwanted``; the work stays as
        it is.
        """
        document = self._editor.document
        if document is None:
            return ()
        with _cleaning(document):
            take = document.snapshot_later()
            await whole(document)
            return await self._background.run_blocking(_written, take, path, options, is_unwanted)

    async def save_back(self) -> tuple[str, ...]:
        """Write the visible picture over the photo's own file; returns sentences about it.

        Raises OutputError, InputError; the file is as it was then.
        """
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None or document.photo.path is None:
            return ()
        home, call = picture.home, self._background.run_blocking
        with _cleaning(document):
            snapshot = await call(document.snapshot_later())
            # A project that is saved afterwards tells by it that the photo is no longer on the disk, and takes it in.
            original = home.original
            if original is None:
                original = await call(_known, snapshot, picture.stamp)
            await self.photo_goes(picture, original)
            stamp, told = await call(_saved_back, snapshot, home.saved_back)
        picture.home = replace(picture.home, original=original, saved_back=stamp)
        self._editor.state_changed.emit()
        return told

    async def was_changed(self, home: Home) -> bool:
        """Whether another project lies there than the one that was opened or saved here."""
        from objremove_gui.core.project.known import stamp_of

        there = await self._background.run_blocking(stamp_of, home.project)
        return home.stamp is not None and there is not None and there != home.stamp

    async def save_project(self, path: Path, *, embeds: bool) -> None:
        """Write a project file, which the document belongs to from then on. Raises OutputError."""
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None:
            return
        with _cleaning(document):
            call, take = self._background.run_blocking, document.snapshot_later()
            await whole(document)
            snapshot = await call(take)
            original = picture.home.original
            if original is None:
                original = await call(_known, snapshot, picture.stamp)
            work = partial(_saved, snapshot, path, embeds, original, self._editor.encode)
            known, embeds, stamp = await call(work)
        picture.home = replace(picture.home, project=path, original=known, embeds=embeds, stamp=stamp)
        self._editor.state_changed.emit()


@contextmanager
def _cleaning(document: Document) -> Iterator[None]:
    """What is done inside keeps the document's state safe, unless it has changed meanwhile."""
    history = document.history
    position, last = history.position, history.last
    yield
    if (history.position, history.last) == (position, last):
        history.mark_clean()


async def _nobody_cares(picture: Picture, original: Original) -> None:
    pass


def _known(snapshot: Snapshot, stamp: Stamp | None) -> Original:
    from objremove_gui.core.project.known import known_of

    return known_of(snapshot.photo, stamp)


def _saved(
    snapshot: Snapshot, path: Path, embeds: bool, original: Original, encode: KeptPngs
) -> tuple[Original, bool, Stamp | None]:
    from objremove_gui.core.project.known import stamp_of
    from objremove_gui.core.project.saving import save_project

    known, embeds = save_project(snapshot, path, embed_original=embeds, original=original, encode=encode)
    return known, embeds, stamp_of(path)


def _saved_back(
    snapshot: Snapshot, ours: tuple[int, int] | None
) -> tuple[tuple[int, int] | None, tuple[str, ...]]:
    """The state in which the photo's file is left, and sentences."""
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.proof import sentence
    from objremove_gui.core.saving_back import save_back
    from objremove_gui.jobs.export_note import export_note
    from objremove_gui.ui.exporting.commands import stamp_of

    photo = snapshot.photo
    path = photo.path or Path()
    is_ours = ours is not None and stamp_of(path) == ours
    picture = partial(snapshot.read, Rect.of_size(photo.size))
    proof = save_back(photo, snapshot.removals, picture, is_ours=is_ours, note=export_note())
    return stamp_of(path), (sentence(proof), *proof.saved.notes)


def _written(
    take: Callable[[], Snapshot], path: Path, options: SaveOptions, is_unwanted: Callable[[], bool]
) -> tuple[str, ...]:
    from objremove_gui.core.project.openraster import SUFFIX, save_openraster

    snapshot = take()
    if path.suffix.lower() == SUFFIX:
        save_openraster(snapshot, path, overwrite=options.overwrite, is_unwanted=is_unwanted)
        return (tr("The photo is the lowest layer, each removal one of its own."),)
    from objremove_gui.core.imageio.writing import save_photo
    from objremove_gui.core.proof import prove, sentence
    from objremove_gui.jobs.export_note import export_note

    options = replace(options, note=export_note())
    saved = save_photo(snapshot.photo, snapshot.edited(), path, options, is_unwanted)
    return (sentence(prove(snapshot.photo, snapshot.removals, saved, path, options)), *saved.notes)
