"""Opening, closing, projects; masks from and to files: everything that asks for a file or might lose work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from objremove_gui.errors import PRINTING, InputError
from objremove_gui.i18n import mark, tr, trn
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import Choice, FileType
from objremove_gui.ui.editor import holding
from objremove_gui.ui.exporting.commands import Exports
from objremove_gui.ui.message_bar import Kind

if TYPE_CHECKING:
    from objremove_gui.ui.editor import Editor
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.picture import Picture
    from objremove_gui.ui.shelf import Shelf


class Runner(Protocol):
    """Something that may be under way for an open picture; ``is_running`` for the one that is shown."""

    @property
    def is_running(self) -> bool: ...

    def runs_for(self, picture: Picture) -> bool: ...

    def may_bill(self, picture: Picture) -> bool:
        """Whether what is under way for it may be billed: then it goes on at the service when this is stopped."""

    async def stop(self, picture: Picture) -> None: ...


# As in core.project, which is not needed before the first project.
SUFFIX = ".objremove"
# Kinds of mask files, and how many bits a pixel they have.
MASK_KINDS = {
    FileType(mark("PNG, 8 bits a pixel"), (".png",)): 8,
    FileType(mark("PNG, 1 bit a pixel"), (".png",)): 1,
}
OPENABLE = FileType(mark("Photos and projects"), (*dialogs.PHOTOS.suffixes, SUFFIX))


# Names of pictures that are told in a question.
MOST_NAMES = 5


class FileCommands:
    """Coroutines behind the actions of the menus File and Mask; their errors are reported by whoever starts them."""

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
        title = tr("Open photos or a project")
        paths = await dialogs.ask_open_files(self._window, title, self._folder, OPENABLE)
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
        self._folder = paths[0].absolute().parent
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

        with self.busy(tr("Looking for pictures")):
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
        folder = self._folder if picture.path is None else picture.path.parent
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
                with nullcontext() if quick else self.busy(tr("Opening {name}", name=name)):
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

    async def copy_mask_to_next(self) -> None:
        """Give the next picture this one's marks, as a step to undo there, and show it."""
        from objremove_gui.core import mask_ops

        source, picture = self._editor.picture, self._shelf.beside(self._editor.picture, 1)
        if source is None or source.document is None or picture is None:
            return
        with holding(source), holding(picture):
            await self._shelf.awake(picture)
            if picture.document is not None:
                mask_ops.check_sizes(source.document, picture.document)
            if not await self.show(picture) or picture is not self._editor.picture:
                return
            self._editor.change_mask(partial(mask_ops.copy_to, source.document), everywhere=True)
            await self._editor.mask_free()

    async def close(self, picture: Picture) -> None:
        """Close one of the open pictures, unless its work is not to be lost."""
        pictures = self._shelf.pictures
        if picture in pictures and await self.may_leave([picture]) and picture in pictures:
            await self._shelf.close(picture)

    async def close_others(self, kept: Picture) -> None:
        """Show one of the open pictures and close all the others, after one question where work would be lost."""
        if kept is not self._editor.picture and not await self.show(kept):
            return
        others = [one for one in self._shelf.pictures if one is not kept]
        if await self.may_leave(others):
            # A save may have shown another one, and pictures may have come meanwhile.
            if kept is not self._editor.picture and not await self.show(kept):
                return
            self._shelf.forget(*(one for one in others if one in self._shelf.pictures))

    async def close_all(self) -> bool:
        """Close every picture, after one question where work would be lost; tells whether it was done."""
        if not await self.may_leave(tuple(self._shelf.pictures)):
            return False
        self._shelf.close_all()
        return True

    async def may_leave(self, pictures: Sequence[Picture]) -> bool:
        """Whether these pictures may go; asks once where work or running jobs would be lost."""
        running = [one for one in pictures if any(runner.runs_for(one) for runner in self._runners)]
        losing = [one for one in pictures if one.is_dirty or one in running]
        if not losing:
            return True
        text = self._lost(losing, running)
        buttons = [Choice("discard", tr("Discard"), "destructive"), Choice("cancel", tr("Cancel"), "reject")]
        if not running or any(one.document and one.document.removals for one in losing):
            keeping = [Choice("save", trn("Save project", "Save projects", len(losing)))]
            if len(losing) == 1:
                keeping.append(Choice("export", tr("Export…")))
            buttons[:0] = keeping
        match await dialogs.ask_choice(self._window, "ObjRemove", text, buttons):
            case "save":
                goes = await self._each(losing, self.save_project)
            case "export":
                goes = await self._each(losing, self.exports.ask)
            case answer:
                goes = answer == "discard"
        if goes:
            for runner in self._runners:
                for picture in running:
                    await runner.stop(picture)
        return goes

    def _lost(self, losing: Sequence[Picture], running: Sequence[Picture]) -> str:
        """What would be lost, as a sentence."""
        bills = any(runner.may_bill(one) for runner in self._runners for one in running)
        if len(losing) == 1:
            if not running:
                return tr("This photo has changes that are neither exported nor saved.")
            if bills:
                return tr(
                    "A removal is still running that may be billed; "
                    "its result waits for this photo until you open it again."
                )
            return tr("A removal is still running; it will be stopped.")
        names = ", ".join(one.title for one in losing[:MOST_NAMES])
        names += ", …" if len(losing) > MOST_NAMES else ""
        text = tr(
            "{count} pictures have changes that are neither exported nor saved: {names}.",
            count=len(losing),
            names=names,
        )
        if bills:
            text += " " + tr("Results of removals that may be billed wait until you open their photos again.")
        elif running:
            text += " " + tr("Removals that are still running will be stopped.")
        return text

    async def _each(self, pictures: Sequence[Picture], keep: Callable[[], Awaitable[bool]]) -> bool:
        """Show one after the other and keep its work; ends with the first that is not kept."""
        for picture in pictures:
            if not await self.show(picture) or not await keep():
                return False
        return True

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
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None:
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
        self.exports.check_shown(picture)
        await self._save_project(path, embeds=answer == "embed")
        return True

    async def _save_project(self, path: Path, *, embeds: bool) -> None:
        with self.busy(tr("Saving {name}", name=path.name)):
            await self._editor.saving.save_project(path, embeds=embeds)
        self._window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))

    async def load_mask_asking(self) -> None:
        picture = self._editor.picture
        path = await dialogs.ask_open_file(self._window, tr("Load a mask"), self._folder, dialogs.MASKS)
        if path is not None and picture is not None:
            if picture is not self._editor.picture:
                raise InputError(
                    tr("Another picture was opened meanwhile, so no mask was loaded; go back and try again."),
                    code="picture",
                )
            for note in await self._editor.load_mask(path):
                self._window.messages.say(Kind.INFO, note)

    async def save_mask_asking(self) -> None:
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None:
            return
        source = document.photo.path or self._folder / "photo"
        suggested = source.with_name(f"{source.stem}-mask.png")
        kinds = list(MASK_KINDS)
        chosen = await dialogs.ask_save_as(self._window, suggested, kinds, tr("Save the mask"))
        if chosen is not None:
            path, kind = chosen
            self.exports.check_shown(picture)
            await self._editor.save_mask(path, bits=MASK_KINDS[kind])
            self._window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))
