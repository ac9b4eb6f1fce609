"""Exporting by a dialog the first time, and in the same way again as often as wanted."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.core.imageio.replacing import Stopped
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import Choice
from objremove_gui.ui.message_bar import Kind
from objremove_gui.ui.picture import whole

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.ui.editor import Editor
    from objremove_gui.ui.exporting.dialog import ExportDialog, Facts
    from objremove_gui.ui.exporting.recipe import Recipe
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.picture import Picture

Busy = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Exported:
    """How a document was exported the last time, where to, and the state in which the file was left."""

    recipe: Recipe
    path: Path
    stamp: tuple[int, int]

    def is_untouched(self) -> bool:
        """Whether the file is still the one that was written."""
        return stamp_of(self.path) == self.stamp


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Time of the last change and size; None where there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class Exports:
    """Coroutines behind the export actions; they tell whether a file was written."""

    def __init__(
        self, window: MainWindow, settings: Settings, background: Background, editor: Editor, busy: Busy
    ) -> None:
        self._window = window
        self._settings = settings
        self._background = background
        self._editor = editor
        self._busy = busy
        self._stops: set[threading.Event] = set()

    @property
    def is_running(self) -> bool:
        return bool(self._stops)

    def stop(self) -> None:
        """Leave the files that are being written unwritten, as soon as their coders let go."""
        for stop in self._stops:
            stop.set()

    async def again(self) -> bool:
        """Export as the last time; a photo that was never exported is asked about."""
        picture, document, last = self._editor.picture, self._editor.document, self._editor.home.exported
        if picture is None or document is None or last is None:
            return await self.ask()
        target = last.recipe.target(document.photo, Path.home(), _today())
        is_own = target == last.path and last.is_untouched()
        if target.exists() and not is_own and not await dialogs.may_replace(self._window, target):
            return await self.ask()
        return await self._write(picture, document, last.recipe, target)

    async def ask(self) -> bool:
        """Ask what the file is to be, and write it."""
        from objremove_gui.ui.exporting.recipe import remember, remembered

        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None:
            return False
        last = picture.home.exported
        photo = document.photo
        await whole(document)
        facts = await self._background.run_blocking(_facts, photo)
        recipe = remembered(self._settings) if last is None else last.recipe
        while True:
            dialog = self._dialog(document, facts, recipe)
            if not await dialogs.finished(dialog):
                return False
            recipe = dialog.recipe
            target = recipe.target(document.photo, facts.home, facts.date)
            if not target.exists() or await dialogs.may_replace(self._window, target):
                break
        remember(self._settings, recipe)
        return await self._write(picture, document, recipe, target)

    async def save_back(self) -> None:
        """Write the picture over the opened file itself; asked about once for each photo."""
        picture, document = self._editor.picture, self._editor.document
        path = None if document is None else document.photo.path
        if picture is None or path is None:
            return
        if picture.home.saved_back is None and not await self._may_save_back(path):
            return
        self.check_shown(picture)
        with self._busy(tr("Saving {name}", name=path.name)):
            told = await self._editor.saving.save_back()
        text = " ".join((tr("Saved back to {path}.", path=path), *told[:1]))
        self._window.messages.say(Kind.SUCCESS, text)
        for note in told[1:]:
            self._window.messages.say(Kind.INFO, note)

    async def _may_save_back(self, path: Path) -> bool:
        text = tr("Shall “{name}” itself be replaced by the picture as it is shown now?", name=path.name)
        hint = tr("The photo as it was is then gone from the disk.")
        home = self._editor.home
        if home.project is not None and not home.embeds:
            hint += " " + tr("Save the project again afterwards: it takes the photo in.")
        buttons = [
            Choice("back", tr("Save back"), "destructive"),
            Choice("cancel", tr("Cancel"), "reject"),
        ]
        return await dialogs.ask_choice(self._window, tr("Save back"), text, buttons, hint) == "back"

    def _dialog(self, document: Document, facts: Facts, recipe: Recipe) -> ExportDialog:
        from objremove_gui.ui.exporting.dialog import ExportDialog
        from objremove_gui.ui.exporting.estimator import Estimator

        estimator = Estimator(self._background, facts.photo, document.removals, self._window)
        dialog = ExportDialog(self._window, facts, recipe, estimator)
        dialog.finished.connect(estimator.deleteLater)
        return dialog

    def check_shown(self, picture: Picture) -> None:
        """Raise InputError where another picture came up while a question was open: it is not the one that is meant."""
        if self._editor.picture is not picture:
            raise InputError(
                tr("Another picture was opened meanwhile, so nothing was written; go back and try again."),
                code="picture",
            )

    @contextmanager
    def _stopping(self) -> Iterator[threading.Event]:
        """By what an export is told that nobody wants it any more."""
        stop = threading.Event()
        self._stops.add(stop)
        self._editor.state_changed.emit()
        try:
            yield stop
        finally:
            self._stops.discard(stop)
            self._editor.state_changed.emit()

    async def _write(self, picture: Picture, document: Document, recipe: Recipe, path: Path) -> bool:
        """Write the file, unless it is stopped, and say what is proven about it; raises OutputError, InputError."""
        self.check_shown(picture)
        check_not_original(path, document.photo)
        with self._busy(tr("Exporting {name}", name=path.name)), self._stopping() as stop:
            options = replace(recipe.options, overwrite=True)
            try:
                told = await self._editor.saving.export(path, options, stop.is_set)
            except Stopped:
                text = tr("The export was stopped; “{name}” was not written.", name=path.name)
                self._window.messages.say(Kind.INFO, text)
                return False
        stamp = stamp_of(path)
        if stamp is not None:
            picture.home = replace(picture.home, exported=Exported(recipe, path, stamp))
        self._window.messages.say(Kind.SUCCESS, " ".join((tr("Exported to {path}.", path=path), *told[:1])))
        for note in told[1:]:
            self._window.messages.say(Kind.INFO, note)
        return True


def check_not_original(target: Path, photo: Photo) -> None:
    """Raise InputError for the original, which is never changed by an export."""
    original = photo.path
    if original is not None and original.exists() and target.exists() and target.samefile(original):
        raise InputError(
            tr("{name} is the original, which is never changed; choose another name.", name=target.name),
            code="original",
        )


def _today() -> str:
    return datetime.date.today().isoformat()


def _facts(photo: Photo) -> Facts:
    from objremove_gui.core.imageio.asking import turning_of
    from objremove_gui.core.imageio.jpeg_splice import obstacle_of
    from objremove_gui.core.imageio.profiles import own_profile, profile_name
    from objremove_gui.ui.exporting.dialog import Facts

    # The dialog asks for its depth and more in the window's thread, which must not wait for pixels.
    photo = photo.whole()
    profile = own_profile(photo)
    name = "" if profile is None else profile_name(profile) or tr("its profile")
    return Facts(photo, name, turning_of(photo), obstacle_of(photo), Path.home(), _today())
