"""Tells on the desktop that a long job has ended, when the person is looking at something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.resources import resource
from objremove_gui.settings import Settings
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from objremove_gui.ui.main_window import MainWindow

# Seconds from which on people turn to something else.
LONG = 5.0
# Milliseconds for which the sign that carries the message stays.
SHOWN_FOR = 12_000


class Notifier(QObject):
    """By the desktop's own messages where it has them, else by calling attention to the window."""

    def __init__(self, window: MainWindow, settings: Settings, runs: Sequence[Runs]) -> None:
        super().__init__(window)
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
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._say(picture.title, _words(seconds, error), is_error=error is not None)

    def _say(self, title: str, text: str, *, is_error: bool) -> None:
        sign = self._sign
        if sign is None:
            sign = self._sign = QSystemTrayIcon(QIcon(str(resource("icons/objremove.svg"))), self)
            sign.setToolTip("ObjRemove")
            sign.messageClicked.connect(self._come_forward)
            sign.activated.connect(self._come_forward)
        sign.show()
        kinds = QSystemTrayIcon.MessageIcon
        sign.showMessage(title, text, kinds.Warning if is_error else kinds.Information, SHOWN_FOR)
        self._timer.start()

    def _come_forward(self) -> None:
        self._window.come_forward()
        self._hide()

    def _hide(self) -> None:
        if self._sign is not None:
            self._sign.hide()


def _words(seconds: float, error: BaseException | None) -> str:
    if error is None:
        return tr("Removed in {seconds} s.", seconds=f"{seconds:.1f}")
    return error.message if isinstance(error, ObjremoveError) else tr("The removal has failed.")
