"""One message: what happened, what can be done about it, and how it goes away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.i18n import mark, tr
from objremove_gui.ui.icons import Sign, icon

LINE = 26


class Kind(StrEnum):
    """How serious a message is; also the name of its icon and colour."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


KIND_TITLES = {
    Kind.INFO: mark("Information"),
    Kind.SUCCESS: mark("Done"),
    Kind.WARNING: mark("Warning"),
    Kind.ERROR: mark("Error"),
}
# Milliseconds until a message goes by itself; the others stay until they are closed.
STAYS = {Kind.INFO: 6000, Kind.SUCCESS: 6000}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button in a message. ``closes`` tells whether the message has served its purpose then."""

    title: str
    run: Callable[[], None]
    name: str
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: a sentence, a next step, and in small print what support asks for; all translated.

    With ``asks`` it waits for an answer and does not make room for other messages.
    """

    kind: Kind
    text: str
    hint: str = ""
    small: str = ""
    offers: tuple[Offer, ...] = ()
    asks: bool = False

    @property
    def spoken(self) -> str:
        """Its kind and its sentence, for those who do not see the colour."""
        return f"{tr(KIND_TITLES[self.kind])}: {self.text}"


class Banner(QFrame):
    """One message with its buttons; Esc inside it, or its close button, ends it."""

    closed = Signal()

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        self.setObjectName("message")
        self.setProperty("look", "banner")
        self.setProperty("kind", message.kind.value)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(message.spoken)
        self.setAccessibleDescription(" ".join(part for part in (message.hint, message.small) if part))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        sign = Sign(message.kind, tint=message.kind)
        sign.setFixedHeight(LINE)
        row.addWidget(sign, 0, top)
        row.addLayout(self._words(), 1)
        for offer in message.offers:
            row.addWidget(self._button(offer), 0, top)
        row.addWidget(self._close_button(), 0, top)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._time_is_up)
        if message.kind in STAYS:
            self._timer.start(STAYS[message.kind])

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        # The first line of text stands in the middle of a button's height.
        beside = max(0, (LINE - self.fontMetrics().height()) // 2)
        column.setContentsMargins(0, beside, 0, beside)
        column.setSpacing(4)
        for name, text, look in (
            ("messageText", self.message.text, ""),
            ("messageHint", self.message.hint, "muted"),
            ("messageSmall", self.message.small, "muted"),
        ):
            if text:
                column.addWidget(_words(name, text, look))
        return column

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton(offer.title)
        button.setObjectName(offer.name)
        button.setAccessibleName(offer.title)

        def run() -> None:
            if offer.closes:
                self.closed.emit()
            offer.run()

        button.clicked.connect(run)
        return button

    def _close_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("closeMessage")
        button.setIcon(icon("cancel"))
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(LINE, LINE)
        button.setAccessibleName(tr("Close this message"))
        button.setToolTip(tr("Close this message"))
        button.clicked.connect(self.closed)
        return button

    def _time_is_up(self) -> None:
        """Nothing disappears under a pointer or a keyboard focus that may be about to use it."""
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._timer.start()
        else:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _words(name: str, text: str, look: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)  # the words of a foreign server are no mark-up
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("look", look)
    return label
