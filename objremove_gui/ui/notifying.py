"""Tells on the desktop that a long job has ended, when the person is looking at something else."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.resources import resource
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from objremove_gui.ui.main_window import MainWindow

log = logging.getLogger(__name__)

HAS_BUS = sys.platform == "linux"
# Seconds from which on people turn to something else.
LONG = 5.0
# Milliseconds for which the sign that carries the message stays.
SHOWN_FOR = 12_000


class Notifier(QObject):
    """By the desktop's own messages where it has them, and by calling attention to the window.

    Who clicks on one is brought back to the picture by ``show``. ``by_bus`` tells whether the desktop takes messages by
    its bus; others take them by a sign in the tray.
    """

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        background: Background,
        runs: Sequence[Runs],
        show: Callable[[Picture], None],
        *,
        by_bus: bool = HAS_BUS,
    ) -> None:
        super().__init__(window)
        self._background = background
        self._show = show
        self._by_bus = by_bus
        # What the sign's message is about.
        self._about: Picture | None = None
        self._window = window
        self._settings = settings
        # Made when there is first something to tell; the desktop shows messages only of programs with a sign there.
        self._sign: QSystemTrayIcon | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self._hide)
        for one in runs:
            one.over.connect(self._on_over)

    def _on_over(self, picture: Picture, seconds: float, error: BaseException | None) -> None:
        if seconds < LONG or self._window.isActiveWindow() or not self._settings.get("notify"):
            return
        QApplication.alert(self._window)
        self._background.start(self._tell(picture, _words(seconds, error), is_error=error is not None))

    async def _tell(self, picture: Picture, text: str, *, is_error: bool) -> None:
        if self._by_bus:
            from objremove_gui.ui.desktop_bus import NoDesktop, tell_desktop

            try:
                if await tell_desktop(picture.title, text):
                    self._come_forward(picture)
            except NoDesktop as error:
                log.info("the desktop shows no messages: %s", error)
            else:
                return
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._say(picture, text, is_error=is_error)

    def _say(self, picture: Picture, text: str, *, is_error: bool) -> None:
        sign = self._sign
        if sign is None:
            sign = self._sign = QSystemTrayIcon(QIcon(str(resource("icons/objremove.svg"))), self)
            sign.setToolTip("ObjRemove")
            sign.messageClicked.connect(self._on_sign)
            sign.activated.connect(self._on_sign)
        self._about = picture
        sign.show()
        kinds = QSystemTrayIcon.MessageIcon
        sign.showMessage(picture.title, text, kinds.Warning if is_error else kinds.Information, SHOWN_FOR)
        self._timer.start()

    def _on_sign(self) -> None:
        if self._about is not None:
            self._come_forward(self._about)
        self._hide()

    def _come_forward(self, picture: Picture) -> None:
        self._window.come_forward()
        self._show(picture)

    def _hide(self) -> None:
        if self._sign is not None:
            self._sign.hide()


def _words(seconds: float, error: BaseException | None) -> str:
    if error is None:
        return tr("Removed in {seconds} s.", seconds=f"{seconds:.1f}")
    return error.message if isinstance(error, ObjremoveError) else tr("The removal has failed.")
