"""What lives behind the window from its first picture to its end: event loop, tasks, editor, runner, log."""

from __future__ import annotations

import asyncio
import logging
import logging.handlers
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from objremove_gui.settings import Settings, data_folder
from objremove_gui.ui.background import Background
from objremove_gui.ui.commands import Commands
from objremove_gui.ui.crops import Crops
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.history_rest import HistoryRest
from objremove_gui.ui.jobs.approving import approving
from objremove_gui.ui.jobs.board import JobsBoard
from objremove_gui.ui.jobs.keeper import Keeper
from objremove_gui.ui.jobs.service import Service
from objremove_gui.ui.journaling import Journaling
from objremove_gui.ui.live_mask import LiveMask
from objremove_gui.ui.loading import PAINTING, load
from objremove_gui.ui.main_window import MainWindow
from objremove_gui.ui.notifying import Notifier
from objremove_gui.ui.presenter import Presenter
from objremove_gui.ui.reach import Reach
from objremove_gui.ui.recent import RecentBoard
from objremove_gui.ui.recovery import Recovery
from objremove_gui.ui.removing import Removing
from objremove_gui.ui.report import Reporter
from objremove_gui.ui.results.variants import Variants
from objremove_gui.ui.shelf import Shelf
from objremove_gui.ui.strip.board import StripBoard
from objremove_gui.ui.theme import Theme

if TYPE_CHECKING:
    from objremove_gui.jobs.costs import Approve

LOG_BYTES = 1 << 20
LOG_FILES = 3

OnReady = Callable[[MainWindow], None]


class Session:
    """Everything that lives as long as the window."""

    def __init__(self, app: QApplication, window: MainWindow, settings: Settings, theme: Theme) -> None:
        self._app = app
        self._window = window
        self._settings = settings
        log_file = _start_log()
        self._reporter = Reporter(window.messages, log_file)
        self._background = Background(self._reporter.report)
        self._editor = Editor(settings, self._background, window)
        self._shelf = Shelf(self._background, self._editor, window)
        approve = approving(window, settings, lambda: self._service.ledger())
        self._service = Service(settings, self._background, approve, window)
        self._add_work()
        self._add_watchers()
        self._add_views(theme, approve)

    def _add_work(self) -> None:
        """What is done with pictures: runs, operations, everything that actions call."""
        window, settings, background = self._window, self._settings, self._background
        editor, shelf, service = self._editor, self._shelf, self._service
        self._keeper = Keeper(
            settings, background, editor, shelf, service, lambda: self._recovery.held(), window
        )
        self._removing = Removing(settings, background, editor, service, window)
        self._variants = Variants(background, editor, service, window)
        self._live_mask = LiveMask(editor, background, window)
        self._commands = Commands(
            window,
            settings,
            editor,
            shelf,
            self._removing,
            self._variants,
            self._live_mask,
            background,
            self._reporter,
        )

    def _add_watchers(self) -> None:
        """What follows what is done: the reach and the crops of marks, memory, journals."""
        window, background, editor, shelf = self._window, self._background, self._editor, self._shelf
        self._reach = Reach(self._settings, background, editor, window.canvas)
        self._reach.grown.connect(window.options.show_growth)
        self._crops = Crops(self._settings, background, editor, window.canvas)
        self._history_rest = HistoryRest(background, editor, window)
        self._journaling = Journaling(editor, shelf, background, self._reporter.report, window)
        files = self._commands.files
        self._recovery = Recovery(
            editor, shelf, files, self._journaling, background, lambda: window.messages, window
        )
        self._recovery.dropped.connect(self._keeper.offer_again)

    def _add_views(self, theme: Theme, approve: Approve) -> None:
        """What shows all that in the window."""
        window, settings, background = self._window, self._settings, self._background
        editor, shelf, commands = self._editor, self._shelf, self._commands
        self._presenter = Presenter(
            window,
            settings,
            editor,
            self._removing,
            self._variants,
            commands,
            self._live_mask,
            background,
            theme,
            self._reporter.report,
        )
        self._strip = StripBoard(window, settings, background, editor, shelf, commands.pictures)
        self._recent = RecentBoard(window, settings, background, editor, shelf, commands.files)
        runners = (self._removing, self._variants)
        self._notifier = Notifier(window, settings, background, runners, commands.pictures.go_to)
        for runs in runners:
            runs.ended.connect(shelf.trim)
        self._board = JobsBoard(
            window,
            settings,
            background,
            self._service,
            self._keeper,
            self._removing,
            commands,
            self._reporter,
            approve,
        )

    def run(self, images: list[Path], on_ready: OnReady | None) -> int:
        """Run the event loop until the window is closed."""
        import qasync

        loop = qasync.QEventLoop(self._app)
        asyncio.set_event_loop(loop)
        undo = self._reporter.install_handlers(loop)
        try:
            loop.run_until_complete(self._live(images, on_ready))
        finally:
            undo()
            asyncio.set_event_loop(None)
            loop.close()
            _end_log()
        return 0

    async def _live(self, images: list[Path], on_ready: OnReady | None) -> None:
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._window.close_asked.connect(
            lambda: self._background.start(self._commands.quit(ended), key="quit")
        )
        self._background.start(self._get_ready(images, on_ready))
        await ended
        await self._journaling.close()
        self._recovery.close()
        self._recent.keep()
        await self._background.shutdown()
        await self._service.close()

    async def _get_ready(self, images: list[Path], on_ready: OnReady | None) -> None:
        """Load what painting needs off the window's thread, open the pictures, warm the engine."""
        self._recent.begin()
        await self._background.run_blocking(load, PAINTING)
        if images:
            # A task of its own: a file that can't be opened is reported, and the rest goes on.
            await asyncio.wait([self._background.start(self._commands.files.open_all(images), key="open")])
        self._listen()
        self._background.start(self._recovery.offer())
        if on_ready is not None:
            on_ready(self._window)
        self._background.start(self._board.begin())
        from objremove_gui.core.likeness import make_tables

        await self._background.run_blocking(make_tables)
        await self._service.warm_up()

    def _listen(self) -> None:
        """Take the photos of later starts."""
        from objremove_gui.ui.instance import Listener

        listener = Listener(data_folder(), self._window)
        listener.handed.connect(self._take_over)

    def _take_over(self, images: list[str]) -> None:
        """Come forward with the photos of another start."""
        self._window.come_forward()
        if images:
            self._commands.files.open_soon([Path(image) for image in images])


def _start_log() -> Path:
    """A rotating log in the data folder; returns its path. Without a folder to write to there is none."""
    path = data_folder() / "logs" / "objremove.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("objremove_gui")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path


def _end_log() -> None:
    """Close the log's file: another window in this process begins its own."""
    ours = logging.getLogger("objremove_gui")
    for handler in [one for one in ours.handlers if isinstance(one, logging.handlers.RotatingFileHandler)]:
        ours.removeHandler(handler)
        handler.close()
