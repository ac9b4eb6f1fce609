"""What every action does, and when it can be done: between the window's parts and the editor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from objremove_gui.errors import SettingsError
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.actions import ACTIONS, refresh_enabled
from objremove_gui.ui.background import Background
from objremove_gui.ui.clipboard import Clipboard
from objremove_gui.ui.closing import Closing
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.live_mask import LiveMask
from objremove_gui.ui.mask_files import MaskFiles
from objremove_gui.ui.project_files import ProjectFiles
from objremove_gui.ui.removal_commands import RemovalCommands
from objremove_gui.ui.removing import Removing
from objremove_gui.ui.report import Reporter
from objremove_gui.ui.results.desk import ResultsDesk
from objremove_gui.ui.results.variants import Variants
from objremove_gui.ui.shelf import Shelf
from objremove_gui.ui.strip.commands import PictureCommands
from objremove_gui.ui.views import Views

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.picture import Picture

# Actions that have nothing to do with what the document holds, and those that end what is open on the mask.
AT_ONCE = {row.id for row in ACTIONS if row.menu in ("view", "help")} | {
    "brushLargerAction", "brushSmallerAction", "cancelAction", "settingsAction",
}  # fmt: skip
ENDS_LIVE = {"removeAction", "undoAction", "cancelAction"}
TOOL_IDS = tuple(row.id.removesuffix("Action") for row in ACTIONS if row.radio == "tool")


class Commands(QObject):
    """One method for each action; long ones are coroutines owned by the background."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        editor: Editor,
        shelf: Shelf,
        removing: Removing,
        variants: Variants,
        live: LiveMask,
        background: Background,
        reporter: Reporter,
    ) -> None:
        super().__init__(window)
        self.window = window
        self._settings = settings
        self._editor = editor
        self._background = background
        self._live = live
        self._writing = asyncio.Lock()
        runners = (removing, variants)
        self.files = FileCommands(window, settings, background, editor, shelf, runners)
        self.projects = ProjectFiles(window, editor, self.files)
        self.masks = MaskFiles(window, editor, shelf, self.files, background)
        self.closing = Closing(window, editor, shelf, runners, self.files, self.projects)
        self.pictures = PictureCommands(
            background, editor, shelf, self.files, self.masks, self.closing, self.refresh
        )
        self.clipboard = Clipboard(window, background, editor, shelf, self.files)
        self.views = Views(window, settings, editor)
        again, exports = partial(self._trigger, "removeAction"), self.files.exports
        self.removals = RemovalCommands(
            window, editor, removing, variants, self.views, reporter, again, exports
        )
        self.results = ResultsDesk(window, settings, editor, variants, background, reporter.report)
        self.results.selection_changed.connect(self._on_selection)
        self._handlers, self._predicates = self._gathered()
        window.action_triggered.connect(self._trigger)

    def _gathered(self) -> tuple[dict[str, Callable[[], None]], dict[str, Callable[[], bool]]]:
        """What actions call, and when they can be triggered; ValueError where one calls nothing."""
        handlers = (
            self._handlers_by_action()
            | self.pictures.handlers
            | self.views.handlers
            | self.removals.handlers
            | self.results.handlers
        )
        predicates = (
            self._predicates_by_name()
            | self.pictures.predicates
            | self.removals.predicates
            | self.results.predicates
        )
        missing = set(self.window.actions_by_id) ^ set(handlers)
        if missing:
            raise ValueError(f"actions and commands do not match: {', '.join(sorted(missing))}")
        return handlers, predicates

    def _trigger(self, action: str) -> None:
        """What changes the document waits its turn; the rest goes on meanwhile."""
        if self._live.is_open and action in ENDS_LIVE:
            (self._live.keep if action == "removeAction" else self._live.cancel)()
        elif action in AT_ONCE:
            self._handlers[action]()
        else:
            self._editor.turns.when_free(self._handlers[action])

    def refresh(self) -> None:
        """Enable what can be done now."""
        refresh_enabled(self.window.actions_by_id, self._predicates)

    def _handlers_by_action(self) -> dict[str, Callable[[], None]]:
        """What each action of the table calls."""
        editor, window, files = self._editor, self.window, self.files
        return {
            "openAction": partial(self._begin, files.open_asking, "open"),
            "saveProjectAction": partial(self._write, self.projects.save, "saveProjectAction"),
            "saveProjectAsAction": partial(self._write, self.projects.save_as, "saveProjectAsAction"),
            "exportAction": partial(self._write, files.exports.again, "exportAction"),
            "exportAsAction": partial(self._write, files.exports.ask, "exportAsAction"),
            "saveBackAction": partial(self._write, files.exports.save_back, "saveBackAction"),
            "quitAction": window.close_asked.emit,
            "copyResultAction": partial(self._begin, self.clipboard.copy, "copy"),
            "pasteAction": partial(self._begin, self.clipboard.paste, "open", waits=True),
            "undoAction": self.undo,
            "redoAction": editor.steps.redo,
            "settingsAction": partial(self._begin, self.edit_settings, "dialog"),
            **{f"{tool}Action": partial(self.choose_tool, tool) for tool in TOOL_IDS},
            "swapToolAction": editor.swap_tool,
            "brushLargerAction": partial(editor.step_diameter, larger=True),
            "brushSmallerAction": partial(editor.step_diameter, larger=False),
            "growAction": partial(self.change_mask, "grow", 1),
            "shrinkAction": partial(self.change_mask, "shrink", 1),
            "growMoreAction": partial(self.change_mask, "grow", 10),
            "shrinkMoreAction": partial(self.change_mask, "shrink", 10),
            "fillHolesAction": partial(self.change_mask, "fill_holes"),
            "resizeMaskAction": partial(self._live.open, "resize"),
            "removeSpecksAction": partial(self._live.open, "specks"),
            "smoothAction": partial(self._live.open, "smooth"),
            "clearMaskAction": partial(self.change_mask, "clear"),
            "invertAction": partial(self.change_mask, "invert", everywhere=True),
            "loadMaskAction": partial(self._begin, self.masks.load, "open", waits=True),
            "saveMaskAction": partial(self._write, self.masks.save, "saveMaskAction"),
            "jobsAction": window.jobs_wanted.emit,
            "shortcutsAction": partial(self._begin, self.show_shortcuts, "dialog"),
            "aboutAction": partial(self._begin, partial(dialogs.show_about, window), "dialog"),
        }

    def _predicates_by_name(self) -> dict[str, Callable[[], bool]]:
        """When the actions of the table can be triggered."""
        editor = self._editor

        def has(found: Callable[[Document], bool]) -> Callable[[], bool]:
            # What is under way may be just what is waited for; a key pressed meanwhile takes its turn after it.
            return lambda: (
                editor.document is not None and (not editor.turns.is_free or found(editor.document))
            )

        can_undo = has(lambda document: bool(document.history.undo_name))
        return {
            "has_photo": lambda: editor.document is not None,
            "has_mask": has(lambda document: not document.mask.is_empty),
            "can_undo": lambda: self._has_begun() or can_undo(),
            "can_redo": has(lambda document: bool(document.history.redo_name)),
            "can_save_back": self._can_save_back,
        }

    def _begin(self, make: Callable[[], Coroutine[Any, Any, Any]], key: str, *, waits: bool = False) -> None:
        self._background.start(make(), key=key, waits=waits)

    def _write(self, make: Callable[[], Coroutine[Any, Any, Any]], action: str) -> None:
        """Begin what writes a file. A second one waits for the first: what somebody asks to save is saved."""
        # Of the same kind one waits at most: what was done since the first began is in it.
        key = f"{action} again" if self._background.is_running(action) else action
        self._background.start(self._in_turn(make, self._editor.picture), key=key)

    async def _in_turn(self, make: Callable[[], Coroutine[Any, Any, Any]], picture: Picture | None) -> None:
        async with self._writing:
            if picture is not None:
                self.files.exports.check_shown(picture)
            await make()

    # -- tools and the mask

    def choose_tool(self, tool_id: str) -> None:
        """Take a tool up, which is used on the canvas."""
        self.views.show_canvas()
        self._editor.choose_tool(tool_id)

    def change_mask(self, operation: str, *values: int, everywhere: bool = False) -> None:
        """One of the operations on the mask, by its name in ``core.mask_ops``."""
        from objremove_gui.core import mask_ops

        self._editor.steps.change_mask(
            lambda document: bool(getattr(mask_ops, operation)(document, *values)), everywhere=everywhere
        )

    def _has_begun(self) -> bool:
        """Whether the tool has something open that is no step of the history yet."""
        return self._editor.tool is not None and self._editor.tool.is_active

    def undo(self) -> None:
        """One step back: of what the tool has open, as a corner, else of the history."""
        if not (self._has_begun() and self.window.canvas.step_back(whole=False)):
            self._editor.steps.undo()

    def _can_save_back(self) -> bool:
        document = self._editor.document
        if document is None or not document.is_whole:
            return False
        if not (document.removals or self._editor.home.saved_back):
            return False
        from objremove_gui.core.imageio.formats import may_save_back

        return may_save_back(document.photo)

    def _on_selection(self) -> None:
        """Another removal is selected: its versions can be compared, and other things be done."""
        current = self.window.results.current
        if current is not None:
            self.views.comparing.select(current)
        self.refresh()

    # -- dialogs

    async def edit_settings(self) -> None:
        """Ask for the settings."""

        from objremove_gui.ui.options.settings_dialog import edit_settings

        await edit_settings(self.window, self._settings)

    async def show_shortcuts(self) -> None:
        """Show all keys and gestures, to be looked up and changed."""

        from objremove_gui.ui.canvas.gestures import GESTURES
        from objremove_gui.ui.options.shortcuts_dialog import show_shortcuts

        await show_shortcuts(self.window, self._settings, GESTURES)

    async def quit(self, ended: asyncio.Future[None]) -> None:
        """Close the window if nothing would be lost, or if that is wanted."""
        if await self.closing.close_all():
            # A full disk is no reason to stay.
            with suppress(SettingsError):
                self._editor.keep_options()
            self.window.close_now()
            if not ended.done():
                ended.set_result(None)
