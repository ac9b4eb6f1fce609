"""What every action does, and when it can be done: between the window's parts and the editor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QCursor

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.actions import refresh_enabled
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import Choice, FileType
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.message_bar import Kind
from objremove_gui.ui.removing import Removing
from objremove_gui.ui.report import Reporter

if TYPE_CHECKING:
    from objremove_gui.ui.main_window import MainWindow

ZOOM_STEP = 1.25
SPECK_PIXELS = 40
SMOOTH_RADIUS = 3
TOOL_IDS = (
    "brush", "eraser", "lasso", "polygon", "rectangle", "ellipse", "wand", "object", "restore", "cells", "pan",
)  # fmt: skip


class Commands(QObject):
    """One method for each action; long ones are coroutines owned by the background."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        editor: Editor,
        removing: Removing,
        background: Background,
        reporter: Reporter,
    ) -> None:
        super().__init__(window)
        self.window = window
        self._settings = settings
        self._editor = editor
        self._removing = removing
        self._background = background
        self._reporter = reporter
        self._folder = Path.home()
        self._handlers = self._handlers_by_action()
        self._predicates = self._predicates_by_name()
        missing = set(window.actions_by_id) ^ set(self._handlers)
        if missing:
            raise ValueError(f"actions and commands do not match: {', '.join(sorted(missing))}")
        window.action_triggered.connect(lambda action: self._handlers[action]())

    def refresh(self) -> None:
        """Enable what can be done now."""
        refresh_enabled(self.window.actions_by_id, self._predicates)

    def _handlers_by_action(self) -> dict[str, Callable[[], None]]:
        """What each action of the table calls."""
        editor, window = self._editor, self.window
        return {
            "openAction": partial(self._begin, self.open_asking, "open"),
            "exportAction": partial(self._begin, self.export_asking, "export"),
            "closeAction": partial(self._begin, self.close_photo, "open"),
            "quitAction": window.close_asked.emit,
            "undoAction": editor.undo,
            "redoAction": editor.redo,
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
            "removeSpecksAction": partial(self.change_mask, "remove_specks", SPECK_PIXELS),
            "smoothAction": partial(self.change_mask, "smooth", SMOOTH_RADIUS),
            "clearMaskAction": partial(self.change_mask, "clear"),
            "invertAction": partial(self.change_mask, "invert"),
            "loadMaskAction": partial(self._begin, self.load_mask_asking, "open"),
            "saveMaskAction": partial(self._begin, self.save_mask_asking, "export"),
            "removeAction": self.remove,
            "cancelAction": self.cancel,
            "acceptAction": self.accept,
            "discardAction": self.discard,
            "compareAction": self.toggle_compare,
            "zoomInAction": partial(self.zoom_by, ZOOM_STEP),
            "zoomOutAction": partial(self.zoom_by, 1 / ZOOM_STEP),
            "fitAction": self.fit,
            "actualSizeAction": partial(self.zoom_to, 1.0),
            "toggleZoomAction": self.toggle_zoom,
            "holdOriginalAction": partial(self._switch, "holdOriginalAction", window.canvas.show_original),
            "hideMaskAction": partial(
                self._switch, "hideMaskAction", lambda hidden: window.canvas.show_mask(not hidden)
            ),
            "fullScreenAction": self.toggle_full_screen,
            "shortcutsAction": partial(self._begin, self.show_shortcuts, "dialog"),
            "aboutAction": partial(self._begin, partial(dialogs.show_about, window), "dialog"),
        }

    def _predicates_by_name(self) -> dict[str, Callable[[], bool]]:
        """When the actions of the table can be triggered."""
        editor, removing = self._editor, self._removing
        return {
            "has_photo": lambda: editor.document is not None,
            "has_mask": lambda: editor.document is not None and not editor.document.mask.is_empty,
            "can_undo": lambda: editor.document is not None and bool(editor.document.history.undo_name),
            "can_redo": lambda: editor.document is not None and bool(editor.document.history.redo_name),
            "can_remove": lambda: editor.document is not None and not removing.is_running,
            "job_running": lambda: removing.is_running,
            "has_result": lambda: bool(removing.fresh),
            "can_compare": lambda: editor.document is not None and bool(editor.document.removals),
        }

    def _begin(self, make: Callable[[], Coroutine[Any, Any, Any]], key: str) -> None:
        self._background.start(make(), key=key)

    @contextmanager
    def _busy(self, text: str) -> Iterator[None]:
        """Say in the status line what takes its time; a running removal's own line stays."""
        job = self.window.status.job
        if self._removing.is_running:
            yield
            return
        job.show_stage(text)
        try:
            yield
        finally:
            job.end()

    # -- photos

    async def open_asking(self) -> None:
        path = await dialogs.ask_open_photo(self.window, self._folder)
        if path is not None:
            await self.open(path)

    async def open(self, path: Path) -> None:
        """Open a photo; the one before stays open if that fails, or if its work is not to be lost."""
        if not await self.may_leave():
            return
        with self._busy(tr("Opening {name}", name=path.name)):
            notes = await self._editor.open(path)
        self._folder = path.parent
        self.window.messages.clear()
        for note in notes:
            self.window.messages.say(Kind.INFO, note)

    async def open_dropped(self, files: list[str]) -> None:
        await self.open(Path(files[0]))
        if len(files) > 1:
            text = tr(
                "Only the first of {count} files was opened; drop them one at a time.", count=len(files)
            )
            self.window.messages.say(Kind.INFO, text)

    async def close_photo(self) -> None:
        if await self.may_leave():
            self._editor.close()

    async def may_leave(self) -> bool:
        """Whether the open photo may go; asks once where work or a running job would be lost."""
        running = self._removing.is_running
        if not running and not self._editor.is_dirty:
            return True
        text = (
            tr("A removal is still running; it will be stopped.")
            if running
            else tr("This photo has changes that are not exported.")
        )
        buttons = [Choice("discard", tr("Discard"), "destructive"), Choice("cancel", tr("Cancel"), "reject")]
        if not running or (self._editor.document and self._editor.document.removals):
            buttons.insert(0, Choice("export", tr("Export…")))
        answer = await dialogs.ask_choice(self.window, "ObjRemove", text, buttons)
        if answer == "export":
            return await self.export_asking()
        if answer == "discard" and running:
            await self._removing.stop()
        return answer == "discard"

    async def export_asking(self) -> bool:
        """Export where the person says; tells whether it was done."""
        from objremove_gui.core.imageio.formats import FORMATS

        document = self._editor.document
        if document is None:
            return False
        photo = document.photo
        source = photo.path or self._folder / "photo"
        own = next(info for info in FORMATS if info.format is photo.format)
        suffix = own.suffixes[0] if own.can_write else ".png"
        if source.suffix.lower() in own.suffixes and own.can_write:
            suffix = source.suffix
        suggested = source.with_name(f"{source.stem}-removed{suffix}")
        filters = [FileType(info.title, info.suffixes) for info in FORMATS if info.can_write]
        path = await dialogs.ask_save_file(self.window, suggested, filters)
        if path is None:
            return False
        await self._export(path)
        return True

    async def _export(self, path: Path) -> None:
        with self._busy(tr("Exporting {name}", name=path.name)):
            await self._editor.export(path, overwrite=True)
        self.window.messages.say(Kind.SUCCESS, tr("Exported to {path}.", path=path))

    # -- the mask

    async def load_mask_asking(self) -> None:
        path = await dialogs.ask_open_file(self.window, tr("Load a mask"), self._folder, dialogs.MASKS)
        if path is not None:
            for note in await self._editor.load_mask(path):
                self.window.messages.say(Kind.INFO, note)

    async def save_mask_asking(self) -> None:
        document = self._editor.document
        if document is None:
            return
        source = document.photo.path or self._folder / "photo"
        suggested = source.with_name(f"{source.stem}-mask.png")
        filters = [FileType("PNG", (".png",))]
        path = await dialogs.ask_save_file(self.window, suggested, filters, tr("Save the mask"))
        if path is not None:
            await self._editor.save_mask(path)
            self.window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))

    # -- removals

    def choose_tool(self, tool_id: str) -> None:
        self.show_canvas()
        self._editor.choose_tool(tool_id)

    def change_mask(self, operation: str, *values: int) -> None:
        """One of the operations on the whole mask, by its name in ``core.mask_ops``."""
        from objremove_gui.core import mask_ops

        self._editor.change_mask(lambda document: getattr(mask_ops, operation)(document, *values))

    def remove(self) -> None:
        """Enter: closes what the tool has open, else removes what is marked."""
        self.show_canvas()
        if not self.window.canvas.confirm():
            self._removing.start(self._on_failure)

    def _on_failure(self, error: BaseException) -> None:
        again = self.remove if isinstance(error, ObjremoveError) and error.code != "empty-mask" else None
        self._reporter.report(error, again)

    def cancel(self) -> None:
        """One level back: what the tool has begun, else the comparison, else the job."""
        window = self.window
        if window.pages.currentWidget() is window.compare:
            self.show_canvas()
        elif not window.canvas.step_back():
            self._removing.cancel()

    def accept(self) -> None:
        self.show_canvas()
        self._removing.keep()

    def discard(self) -> None:
        self.show_canvas()
        self._removing.discard()

    # -- views

    def show_canvas(self) -> None:
        """Back from the comparison."""
        window = self.window
        if window.pages.currentWidget() is window.compare:
            window.pages.setCurrentWidget(window.canvas)
            window.compare.show_scene(None)
            window.canvas.setFocus()
            window.canvas.view_changed.emit()
        window.actions_by_id["compareAction"].setChecked(False)

    def toggle_compare(self) -> None:
        window = self.window
        if window.pages.currentWidget() is window.compare:
            self.show_canvas()
        else:
            index = window.results.removals.current_index()
            self.compare(index if index is not None else -1)

    def compare(self, index: int) -> None:
        """Before and after, looking at one removal."""
        document, scene, window = self._editor.document, self._editor.scene, self.window
        if document is None or scene is None or not document.removals:
            return
        window.messages.clear_passing()
        window.pages.setCurrentWidget(window.compare)
        window.compare.show_scene(scene, document.removals[index].box)
        window.compare.setFocus()
        window.actions_by_id["compareAction"].setChecked(True)

    def _view(self) -> Any:
        window = self.window
        return window.compare if window.pages.currentWidget() is window.compare else window.canvas

    def zoom_by(self, factor: float) -> None:
        view = self._view()
        view.zoom_to(view.viewport.zoom * factor)

    def zoom_to(self, zoom: float) -> None:
        self._view().zoom_to(zoom)

    def fit(self) -> None:
        self._view().fit()

    def toggle_zoom(self) -> None:
        """From the whole photo to its own pixels at the pointer, and back."""
        view = self._view()
        if view.viewport.zoom == 1.0:
            view.fit()
        else:
            point = view.mapFromGlobal(QCursor.pos())
            view.zoom_to(1.0, QPointF(point) if view.rect().contains(point) else None)

    def _switch(self, action: str, change: Callable[[bool], None]) -> None:
        """A menu entry that stands for a key that is held."""
        change(self.window.actions_by_id[action].isChecked())

    def toggle_full_screen(self) -> None:
        window = self.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # -- dialogs

    async def edit_settings(self) -> None:
        from objremove_gui.ui.options.settings_dialog import edit_settings

        await edit_settings(self.window, self._settings)

    async def show_shortcuts(self) -> None:
        from objremove_gui.ui.canvas.gestures import GESTURES
        from objremove_gui.ui.options.shortcuts import show_shortcuts

        await show_shortcuts(self.window, self.window.actions_by_id, GESTURES)

    async def quit(self, ended: asyncio.Future[None]) -> None:
        """Close the window if nothing would be lost, or if that is wanted."""
        if await self.may_leave():
            self._editor.close()
            self.window.close_now()
            if not ended.done():
                ended.set_result(None)
