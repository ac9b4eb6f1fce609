"""The files that were opened last, in a menu and on the page that is seen while nothing is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from objremove_gui.core.recent import RecentFiles
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings, data_folder
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.ui.file_commands import FileCommands
    from objremove_gui.ui.main_window import MainWindow

KEY = "recent_files"
# As many are offered on the page; the menu has them all.
ON_THE_PAGE = 6
# Milliseconds.
SOON = 50


class RecentBoard(QObject):
    """Notes what is opened or saved, and offers it again; what is not there any more is told."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        background: Background,
        editor: Editor,
        shelf: Shelf,
        files: FileCommands,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._background = background
        self._editor = editor
        self._files = files
        self._recent = RecentFiles(data_folder(), int(settings.get(KEY)))
        self._missing: frozenset[Path] = frozenset()
        self._project: Path | None = None
        # What is still to be noted, so that a picture is seen before.
        self._opened: list[Path] = []
        self._menu = QMenu(tr("Open &recent"), window)
        self._menu.setObjectName("recentMenu")
        for files_menu in window.menuBar().findChildren(QMenu, "fileMenu"):
            files_menu.insertMenu(window.actions_by_id["saveProjectAction"], self._menu)
        self._menu.aboutToShow.connect(self._look)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._show)
        shelf.arrived.connect(self._note)
        editor.state_changed.connect(self._note_project)
        settings.on_change.append(self._on_setting)
        self._show()

    def begin(self) -> None:
        """At the start of the program."""
        self._look()

    def keep(self) -> None:
        """Note what was opened just now."""
        self._soon.stop()
        opened, self._opened = self._opened, []
        for path in opened:
            self._recent.note(path)

    # -- what happened

    def _note(self, picture: Picture) -> None:
        if picture.path is not None:
            self._opened.append(picture.path)
            self._soon.start()

    def _note_project(self) -> None:
        """The picture may have been saved as a project."""
        project = self._editor.home.project
        if project is not None and project != self._project:
            self._recent.note(project)
            self._show()
        self._project = project

    def _on_setting(self, key: str) -> None:
        if key == KEY:
            self._recent.limit(int(self._settings.get(KEY)))
            self._show()

    # -- what is offered

    def _look(self) -> None:
        """Find out what is still there: in a thread, since a drive in the network may take its time."""
        if self._soon.isActive():
            self._show()
        self._background.start(self._find_missing(), key="recent", replace=True)

    async def _find_missing(self) -> None:
        missing = await self._background.run_blocking(_missing, self._recent.paths)
        if missing != self._missing:
            self._missing = missing
            self._show()

    def _show(self) -> None:
        """The menu and the page; entries change their words in place, since the menu may be open."""
        self.keep()
        paths = self._recent.paths
        shown = self._menu.actions()
        if len(shown) != len(paths) + 2:
            self._fill(len(paths))
            shown = self._menu.actions()
        for action, path in zip(shown, paths, strict=False):
            name = f"{path.name} – {path.parent}".replace("&", "&&")
            action.setText(tr("{name} (missing)", name=name) if path in self._missing else name)
            action.setData(str(path))
        self._menu.setEnabled(bool(paths))
        there = [path for path in paths if path not in self._missing]
        self._window.welcome.offer_recent(there[:ON_THE_PAGE], self._start)

    def _fill(self, count: int) -> None:
        self._menu.clear()
        for number in range(count):
            action = QAction(self._menu)
            action.setObjectName(f"recentAction{number + 1}")
            action.triggered.connect(partial(self._choose, action))
            self._menu.addAction(action)
        self._menu.addSeparator()
        clear = self._menu.addAction(tr("&Clear the list"))
        clear.setObjectName("clearRecentAction")
        clear.triggered.connect(self._clear)

    def _choose(self, action: QAction, _checked: bool = False) -> None:
        self._start(Path(action.data()))

    def _clear(self) -> None:
        self.keep()
        self._recent.clear()
        self._show()

    def _start(self, path: Path) -> None:
        self._window.messages.clear()
        self._background.start(self._open(path), key="open", waits=True)

    async def _open(self, path: Path) -> None:
        """Open one; what is not there leaves the list."""
        try:
            await self._files.open(path)
        except InputError:
            if await self._background.run_blocking(_missing, (path,)):
                self._recent.drop(path)
                self._show()
            raise


def _missing(paths: Sequence[Path]) -> frozenset[Path]:
    return frozenset(path for path in paths if not path.is_file())
