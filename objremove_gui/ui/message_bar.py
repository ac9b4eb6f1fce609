"""The band above the canvas that says what happened and offers what can be done about it."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.banner import STAYS, Banner, Kind, Message, Offer

__all__ = ["Kind", "Message", "MessageBar", "Offer"]

MOST = 3


class MessageBar(QWidget):
    """The newest messages, at most three, newest at the top; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName(tr("Messages"))
        self._banners: list[Banner] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    @property
    def messages(self) -> list[Message]:
        """What is shown, newest first."""
        return [banner.message for banner in self._banners]

    def post(self, message: Message) -> None:
        """Show ``message``; one with the same words takes the earlier one's place."""
        for banner in [shown for shown in self._banners if _same(shown.message, message)]:
            self._drop(banner)
        while len(self._banners) >= MOST:
            self._drop(self._most_passing())
        banner = Banner(message)
        banner.closed.connect(lambda: self._drop(banner))
        self._banners.insert(0, banner)
        self._column.insertWidget(0, banner)
        self.show()
        self._announce(message)

    def say(self, kind: Kind, text: str, hint: str = "", *offers: Offer) -> None:
        """Short for :meth:`post`."""
        self.post(Message(kind, text, hint, offers=offers))

    def withdraw(self, message: Message) -> None:
        """Close a message that is no longer true, if it is still there."""
        for banner in [shown for shown in self._banners if shown.message is message]:
            self._drop(banner)

    def clear(self) -> None:
        """Close all that do not wait for an answer."""
        for banner in [shown for shown in self._banners if not shown.message.asks]:
            self._drop(banner)

    def clear_passing(self) -> None:
        """Close those that would go by themselves."""
        for banner in [shown for shown in self._banners if shown.message.kind in STAYS]:
            self._drop(banner)

    def _most_passing(self) -> Banner:
        """The one that is missed least: the oldest that would have gone by itself, else the oldest."""
        passing = [banner for banner in self._banners if banner.message.kind in STAYS]
        told = [banner for banner in self._banners if not banner.message.asks]
        return (passing or told or self._banners)[-1]

    def _drop(self, banner: Banner) -> None:
        if banner not in self._banners:
            return
        self._banners.remove(banner)
        self._column.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self._banners))

    def _announce(self, message: Message) -> None:
        """Let screen readers say it; errors interrupt."""
        event = QAccessibleAnnouncementEvent(self, f"{message.spoken} {message.hint}".rstrip())
        if message.kind is Kind.ERROR:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


def _same(one: Message, other: Message) -> bool:
    return (one.kind, one.text, one.hint) == (other.kind, other.text, other.hint)
