"""Saving projects: where, and whether the photo goes into them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.i18n import mark, tr
from objremove_gui.ui import dialogs
from objremove_gui.ui.dialogs import Choice, FileType
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.file_commands import SUFFIX, FileCommands
from objremove_gui.ui.message_bar import Kind

if TYPE_CHECKING:
    from objremove_gui.ui.main_window import MainWindow


class ProjectFiles:
    """Coroutines that save the shown picture as a project."""

    def __init__(self, window: MainWindow, editor: Editor, files: FileCommands) -> None:
        self._window = window
        self._editor = editor
        self._files = files

    async def save(self) -> bool:
        """Save where the project lies, or ask where; tells whether it was done."""
        picture, home = self._editor.picture, self._editor.home
        if picture is None or home.project is None:
            return await self.save_as()
        if await self._editor.saving.was_changed(home):
            match await self._ask_changed(home.project):
                case "other":
                    return await self.save_as()
                case "cancel":
                    return False
        self._files.exports.check_shown(picture)
        await self._save(home.project, embeds=home.embeds)
        return True

    async def _ask_changed(self, path: Path) -> str:
        text = tr("“{name}” was changed by another program since it was opened here.", name=path.name)
        hint = tr("Saving over it takes away what was done there.")
        buttons = [
            Choice("other", tr("Choose another name")),
            Choice("replace", tr("Replace"), "destructive"),
            Choice("cancel", tr("Cancel"), "reject"),
        ]
        return await dialogs.ask_choice(self._window, "ObjRemove", text, buttons, hint)

    async def save_as(self) -> bool:
        """Ask for the place, and whether the photo goes into the project; tells whether it was saved."""
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None:
            return False
        source = self._editor.home.project or document.photo.path or self._files.folder / "photo"
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
        self._files.exports.check_shown(picture)
        await self._save(path, embeds=answer == "embed")
        return True

    async def _save(self, path: Path, *, embeds: bool) -> None:
        with self._files.busy(tr("Saving {name}", name=path.name)):
            await self._editor.saving.save_project(path, embeds=embeds)
        self._window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))
