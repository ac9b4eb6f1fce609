"""Closing pictures: one question where work or running jobs would be lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from objremove_gui.i18n import tr, trn
from objremove_gui.ui import dialogs
from objremove_gui.ui.dialogs import Choice
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.project_files import ProjectFiles
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.ui.main_window import MainWindow

# Names of pictures that are told in a question.
MOST_NAMES = 5


class Runner(Protocol):
    """Something that may be under way for an open picture; ``is_running`` for the one that is shown."""

    @property
    def is_running(self) -> bool: ...

    def runs_for(self, picture: Picture) -> bool: ...

    def may_bill(self, picture: Picture) -> bool:
        """Whether what is under way for it may be billed: then it goes on at the service when this is stopped."""

    async def stop(self, picture: Picture) -> None: ...


class Closing:
    """Coroutines that close open pictures; ``runners`` tell what is under way for them."""

    def __init__(
        self,
        window: MainWindow,
        editor: Editor,
        shelf: Shelf,
        runners: Sequence[Runner],
        files: FileCommands,
        projects: ProjectFiles,
    ) -> None:
        self._window = window
        self._editor = editor
        self._shelf = shelf
        self._runners = runners
        self._files = files
        self._projects = projects

    async def close(self, picture: Picture) -> None:
        """Close one of the open pictures, unless its work is not to be lost."""
        pictures = self._shelf.pictures
        if picture in pictures and await self.may_leave([picture]) and picture in pictures:
            await self._shelf.close(picture)

    async def close_others(self, kept: Picture) -> None:
        """Show one of the open pictures and close all the others, after one question where work would be lost."""
        if kept is not self._editor.picture and not await self._files.show(kept):
            return
        others = [one for one in self._shelf.pictures if one is not kept]
        if await self.may_leave(others):
            # A save may have shown another one, and pictures may have come meanwhile.
            if kept is not self._editor.picture and not await self._files.show(kept):
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
                goes = await self._each(losing, self._projects.save)
            case "export":
                goes = await self._each(losing, self._files.exports.ask)
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
            if not await self._files.show(picture) or not await keep():
                return False
        return True
