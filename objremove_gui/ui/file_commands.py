"""Opening photos, folders and projects: whatever has to be asked on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.errors import PRINTING, InputError
from objremove_gui.i18n import mark, tr
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import Choice, FileType
from objremove_gui.ui.exporting.commands import Exports
from objremove_gui.ui.message_bar import Kind

if TYPE_CHECKING:
    from objremove_gui.ui.closing import Runner
    from objremove_gui.ui.editor import Editor
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.picture import Picture
    from objremove_gui.ui.shelf import Shelf


# As in core.project, which is not needed before the first project.
SUFFIX = ".objremove"
OPENABLE = FileType(mark("Photos and projects"), (*dialogs.PHOTOS.suffixes, SUFFIX))


class FileCommands:
    """Coroutines that open files and show pictures; their errors are reported by whoever starts them.

    ``folder`` is where the last files lay.
    """

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        background: Background,
        editor: Editor,
        shelf: Shelf,
        runners: Sequence[Runner],
    ) -> None:
        self._window = window
        self._background = background
        self._editor = editor
        self._shelf = shelf
        self._runners = runners
        self.folder = Path.home()
        self.exports = Exports(window, settings, background, editor, self.busy)

    @property
    def _is_running(self) -> bool:
        return any(runner.is_running for runner in self._runners)

    @contextmanager
    def busy(self, text: str, *, at_once: bool = True) -> Iterator[None]:
        """Say in the status line what takes its time, ``at_once`` or if it takes longer than a moment; a running
        removal's own line stays."""
        job = self._window.status.job
        if self._is_running:
            yield
            return
        if at_once:
            job.show_stage(text)
        else:
            job.show_soon(text)
        try:
            yield
        finally:
            job.end()

    async def open_asking(self) -> None:
        title = tr("Open photos or a project")
        paths = await dialogs.ask_open_files(self._window, title, self.folder, OPENABLE)
        if paths:
            self._window.messages.clear()
            await self.open_all(paths)

    def open_soon(self, paths: Sequence[Path]) -> None:
        """Open them all, as soon as what is being opened now is there: none is passed over."""
        self._window.messages.clear()
        self._background.start(self.open_all(paths), key="open", waits=True)

    async def open(self, path: Path) -> None:
        """Open a photo or a project beside the ones that are open."""
        await self.open_all([path])

    async def open_all(self, paths: Sequence[Path]) -> None:
        """Put them all among the open pictures and show the first that can be opened."""
        if not paths:
            return
        self.folder = paths[0].absolute().parent
        added = self._shelf.add_all(await self._with_folders(paths))
        for picture in added:
            try:
                if await self.show(picture):
                    return
            except InputError as error:
                if picture is added[-1]:
                    raise
                self._window.messages.say(Kind.ERROR, error.message, error.hint)

    async def _with_folders(self, paths: Sequence[Path]) -> Sequence[Path]:
        """The files, with the pictures of folders in their places; says what is not as a person may expect."""
        from objremove_gui.core.listing import listed

        with self.busy(tr("Looking for pictures"), at_once=False):
            found = await self._background.run_blocking(listed, paths, dialogs.PHOTOS.suffixes)
        for folder in found.bare:
            text = tr("There are no pictures in “{name}”, or it can't be read.", name=folder.name)
            self._window.messages.say(Kind.WARNING, text)
        if found.is_cut:
            text = tr("These are the first {count} pictures; there are more.", count=len(found.paths))
            self._window.messages.say(Kind.WARNING, text, tr("Open the others in smaller parts."))
        return found.paths

    async def show(self, picture: Picture) -> bool:
        """Show one of the open pictures; tells whether it was done. One that can't be read does not stay."""
        was_read = picture.document is not None
        self._window.messages.clear_passing()
        try:
            return await self._shown(picture)
        finally:
            if not was_read and picture.document is None and picture in self._shelf.pictures:
                self._shelf.forget(picture)

    async def _shown(self, picture: Picture) -> bool:
        """The same; one in printing colours is read only after a question."""
        folder = self.folder if picture.path is None else picture.path.parent
        opening = partial(self._shelf.show, picture)
        try:
            return await self.open_by(picture.title, folder, opening, quick=picture.scene is not None)
        except InputError as error:
            if error.code != PRINTING:
                raise
            question = error.message
        buttons = [Choice("convert", tr("Convert to sRGB")), Choice("cancel", tr("Cancel"), "reject")]
        answer = await dialogs.ask_choice(self._window, "ObjRemove", question, buttons)
        picture.takes_cmyk = answer == "convert"
        return picture.takes_cmyk and await self.open_by(picture.title, folder, opening)

    async def open_by(
        self,
        name: str,
        folder: Path,
        opening: Callable[[Path | None], Awaitable[tuple[str, ...]]],
        *,
        quick: bool = False,
    ) -> bool:
        """Open by ``opening`` and show its notes; tells whether it was done. Of what is ``quick`` nothing is said.

        As long as ``opening`` wants a photo that is not where it was, the person is asked where it is.
        """
        original: Path | None = None
        notes: tuple[str, ...] | None = None
        while notes is None:
            try:
                with nullcontext() if quick else self.busy(tr("Opening {name}", name=name), at_once=False):
                    notes = await opening(original)
            except InputError as error:
                if not error.code.startswith("original-"):
                    raise
                text = error.message
            else:
                break
            original = await self._found_photo(text, folder)
            if original is None:
                return False
        for note in notes:
            self._window.messages.say(Kind.INFO, note)
        return True

    async def _found_photo(self, text: str, folder: Path) -> Path | None:
        """Where the person says that a project's photo is; None if there is no way."""
        buttons = [Choice("find", tr("Find the photo…")), Choice("cancel", tr("Cancel"), "reject")]
        if await dialogs.ask_choice(self._window, "ObjRemove", text, buttons) != "find":
            return None
        return await dialogs.ask_open_file(self._window, tr("Find the photo"), folder, dialogs.PHOTOS)
