"""Opening, closing, projects; masks from and to files: everything that asks for a file or might lose work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from objremove_gui.errors import InputError
from objremove_gui.i18n import mark, tr
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import Choice, FileType
from objremove_gui.ui.exporting.commands import Exports
from objremove_gui.ui.message_bar import Kind

if TYPE_CHECKING:
    from objremove_gui.ui.editor import Editor
    from objremove_gui.ui.main_window import MainWindow


class Runner(Protocol):
    """Something that may be under way for the open photo."""

    @property
    def is_running(self) -> bool: ...

    @property
    def may_bill(self) -> bool:
        """Whether what is under way may be billed: then it goes on at the service when this is stopped."""

    async def stop(self) -> None: ...


# As in core.project, which is not needed before the first project.
SUFFIX = ".objremove"
# Kinds of mask files, and how many bits a pixel they have.
MASK_KINDS = {
    FileType(mark("PNG, 8 bits a pixel"), (".png",)): 8,
    FileType(mark("PNG, 1 bit a pixel"), (".png",)): 1,
}
OPENABLE = FileType(mark("Photos and projects"), (*dialogs.PHOTOS.suffixes, SUFFIX))


class FileCommands:
    """Coroutines behind the actions of the menus File and Mask; their errors are reported by whoever starts them."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        background: Background,
        editor: Editor,
        runners: Sequence[Runner],
    ) -> None:
        self._window = window
        self._editor = editor
        self._runners = runners
        self._folder = Path.home()
        self.exports = Exports(window, settings, background, editor, self.busy)

    @property
    def _is_running(self) -> bool:
        return any(runner.is_running for runner in self._runners)

    @contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """Say in the status line what takes its time; a running removal's own line stays."""
        job = self._window.status.job
        if self._is_running:
            yield
            return
        job.show_stage(text)
        try:
            yield
        finally:
            job.end()

    async def open_asking(self) -> None:
        path = await dialogs.ask_open_file(
            self._window, tr("Open a photo or a project"), self._folder, OPENABLE
        )
        if path is not None:
            await self.open(path)

    async def open(self, path: Path) -> None:
        """Open a photo or a project; the one before stays open if that fails, or if its work is not to be lost."""
        if not await self.may_leave():
            return
        if await self.open_by(path.name, path.parent, partial(self._editor.open, path)):
            self._folder = path.parent

    async def open_by(
        self, name: str, folder: Path, opening: Callable[[Path | None], Awaitable[tuple[str, ...]]]
    ) -> bool:
        """Open by ``opening`` and show its notes; tells whether it was done.

        As long as ``opening`` wants a photo that is not where it was, the person is asked where it is.
        """
        original: Path | None = None
        notes: tuple[str, ...] | None = None
        while notes is None:
            try:
                with self.busy(tr("Opening {name}", name=name)):
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
        self._window.messages.clear()
        for note in notes:
            self._window.messages.say(Kind.INFO, note)
        return True

    async def _found_photo(self, text: str, folder: Path) -> Path | None:
        """Where the person says that a project's photo is; None if there is no way."""
        buttons = [Choice("find", tr("Find the photo…")), Choice("cancel", tr("Cancel"), "reject")]
        if await dialogs.ask_choice(self._window, "ObjRemove", text, buttons) != "find":
            return None
        return await dialogs.ask_open_file(self._window, tr("Find the photo"), folder, dialogs.PHOTOS)

    async def open_dropped(self, files: list[str]) -> None:
        await self.open(Path(files[0]))
        if len(files) > 1:
            text = tr(
                "Only the first of {count} files was opened; drop them one at a time.", count=len(files)
            )
            self._window.messages.say(Kind.INFO, text)

    async def close_photo(self) -> None:
        if await self.may_leave():
            self._editor.close()

    async def may_leave(self) -> bool:
        """Whether the open photo may go; asks once where work or a running job would be lost."""
        running = self._is_running
        if not running and not self._editor.is_dirty:
            return True
        if not running:
            text = tr("This photo has changes that are neither exported nor saved.")
        elif any(runner.may_bill for runner in self._runners):
            text = tr(
                "A removal is still running that may be billed; "
                "its result waits for this photo until you open it again."
            )
        else:
            text = tr("A removal is still running; it will be stopped.")
        buttons = [Choice("discard", tr("Discard"), "destructive"), Choice("cancel", tr("Cancel"), "reject")]
        if not running or (self._editor.document and self._editor.document.removals):
            buttons[:0] = [Choice("save", tr("Save project")), Choice("export", tr("Export…"))]
        match await dialogs.ask_choice(self._window, "ObjRemove", text, buttons):
            case "save":
                goes = await self.save_project()
            case "export":
                goes = await self.exports.ask()
            case answer:
                goes = answer == "discard"
        if goes:
            for runner in self._runners:
                await runner.stop()
        return goes

    # -- the project

    async def save_project(self) -> bool:
        """Save where the project lies, or ask where; tells whether it was done."""
        home = self._editor.home
        if home.project is None:
            return await self.save_project_as()
        await self._save_project(home.project, embeds=home.embeds)
        return True

    async def save_project_as(self) -> bool:
        """Ask for the place, and whether the photo goes into the project; tells whether it was saved."""
        document = self._editor.document
        if document is None:
            return False
        source = self._editor.home.project or document.photo.path or self._folder / "photo"
        filters = [FileType(mark("ObjRemove projects"), (SUFFIX,))]
        title = tr("Save the project")
        path = await dialogs.ask_save_file(self._window, source.with_suffix(SUFFIX), filters, title)
        if path is None:
            return False
        text = tr("Shall the photo itself go into the project?")
        hint = tr("With it the project opens anywhere; without it the file stays small and needs the photo.")
        buttons = [
            Choice("refer", tr("Only where it is")),
            Choice("embed", tr("The photo too")),
            Choice("cancel", tr("Cancel"), "reject"),
        ]
        answer = await dialogs.ask_choice(self._window, "ObjRemove", text, buttons, hint)
        if answer == "cancel":
            return False
        await self._save_project(path, embeds=answer == "embed")
        return True

    async def _save_project(self, path: Path, *, embeds: bool) -> None:
        with self.busy(tr("Saving {name}", name=path.name)):
            await self._editor.save_project(path, embeds=embeds)
        self._window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))

    async def load_mask_asking(self) -> None:
        path = await dialogs.ask_open_file(self._window, tr("Load a mask"), self._folder, dialogs.MASKS)
        if path is not None:
            for note in await self._editor.load_mask(path):
                self._window.messages.say(Kind.INFO, note)

    async def save_mask_asking(self) -> None:
        document = self._editor.document
        if document is None:
            return
        source = document.photo.path or self._folder / "photo"
        suggested = source.with_name(f"{source.stem}-mask.png")
        kinds = list(MASK_KINDS)
        chosen = await dialogs.ask_save_as(self._window, suggested, kinds, tr("Save the mask"))
        if chosen is not None:
            path, kind = chosen
            await self._editor.save_mask(path, bits=MASK_KINDS[kind])
            self._window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))
