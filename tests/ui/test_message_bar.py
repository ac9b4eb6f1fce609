"""The band of messages above the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from objremove_gui.ui.banner import STAYS, Banner
from objremove_gui.ui.message_bar import Kind, Message, MessageBar, Offer


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(window: QWidget, qtbot: QtBot) -> MessageBar:
    """A bar in a shown window, as it stands above the canvas."""
    bar = MessageBar(window)
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addWidget(QWidget(), 1)
    window.resize(640, 400)
    with qtbot.waitExposed(window):
        window.show()
    return bar


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passing messages go within a moment."""
    monkeypatch.setitem(STAYS, Kind.INFO, 20)


def press(bar: MessageBar, name: str, qtbot: QtBot) -> None:
    button = bar.findChild(QAbstractButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(bar: MessageBar) -> list[str]:
    return [message.text for message in bar.messages]


def test_the_bar_takes_no_room_while_there_is_nothing_to_say(bar: MessageBar) -> None:
    assert not bar.isVisible()
    bar.say(Kind.ERROR, "Something failed.")
    assert bar.isVisible()
    bar.clear()
    assert not bar.isVisible()


def test_a_message_shows_its_parts_and_is_named_for_screen_readers(bar: MessageBar) -> None:
    bar.post(Message(Kind.ERROR, "No credit left.", "Top it up.", "Request 12"))
    for name, text in (
        ("messageText", "No credit left."),
        ("messageHint", "Top it up."),
        ("messageSmall", "Request 12"),
    ):
        label = bar.findChild(QLabel, name)
        assert label is not None
        assert label.text() == text
        assert label.isVisible()
    banner = bar.findChild(Banner)
    assert banner is not None
    assert banner.accessibleName() == "Error: No credit left."
    assert banner.accessibleDescription() == "Top it up. Request 12"


def test_the_words_of_a_server_are_never_read_as_markup(bar: MessageBar) -> None:
    bar.say(Kind.ERROR, "<b>502</b> <img src='http://example.org/x'>")
    label = bar.findChild(QLabel, "messageText")
    assert label is not None
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_long_message_wraps_instead_of_widening_the_window(bar: MessageBar) -> None:
    before = bar.window().width()
    bar.say(Kind.WARNING, "word " * 200)
    bar.window().adjustSize()
    assert bar.window().width() <= before
    label = bar.findChild(QLabel, "messageText")
    assert label is not None
    assert label.height() > 3 * label.fontMetrics().height()


def test_a_button_does_what_it_offers_and_ends_the_message(bar: MessageBar, qtbot: QtBot) -> None:
    tried: list[str] = []
    bar.say(Kind.ERROR, "Failed.", "", Offer("Retry", lambda: tried.append("again"), "retryButton"))
    press(bar, "retryButton", qtbot)
    assert tried == ["again"]
    assert bar.messages == []


def test_an_offer_may_leave_the_message_standing(bar: MessageBar, qtbot: QtBot) -> None:
    bar.say(Kind.ERROR, "Failed.", "", Offer("Copy", lambda: None, "copyButton", closes=False))
    press(bar, "copyButton", qtbot)
    assert texts(bar) == ["Failed."]


def test_a_message_can_be_closed_by_its_button_and_by_escape_inside_it(bar: MessageBar, qtbot: QtBot) -> None:
    bar.say(Kind.ERROR, "First.", "", Offer("Retry", lambda: None, "retryButton"))
    bar.say(Kind.ERROR, "Second.")
    retry = bar.findChild(QPushButton, "retryButton")
    assert retry is not None
    qtbot.keyClick(retry, Qt.Key.Key_Escape)
    assert texts(bar) == ["Second."]
    second = bar.findChildren(QToolButton, "closeMessage")[-1]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert bar.messages == []


def test_information_goes_by_itself_and_errors_stay(bar: MessageBar, qtbot: QtBot, quick: None) -> None:
    bar.say(Kind.ERROR, "Failed.")
    bar.say(Kind.INFO, "Saved.")
    assert texts(bar) == ["Saved.", "Failed."]
    qtbot.waitUntil(lambda: texts(bar) == ["Failed."])


def test_a_passing_message_stays_while_its_button_has_the_focus(
    bar: MessageBar, qtbot: QtBot, quick: None
) -> None:
    bar.window().activateWindow()
    bar.say(Kind.INFO, "Saved.")
    close = bar.findChild(QToolButton, "closeMessage")
    banner = bar.findChild(Banner)
    assert close is not None
    assert banner is not None
    close.setFocus()
    with qtbot.waitSignal(banner._timer.timeout):
        pass
    assert texts(bar) == ["Saved."]
    close.clearFocus()
    qtbot.waitUntil(lambda: not bar.messages)


def test_the_same_words_stand_only_once(bar: MessageBar) -> None:
    bar.say(Kind.ERROR, "Failed.")
    bar.say(Kind.ERROR, "Other.")
    bar.say(Kind.ERROR, "Failed.")
    assert texts(bar) == ["Failed.", "Other."]


def test_of_many_messages_the_passing_ones_give_way_first(bar: MessageBar) -> None:
    bar.say(Kind.ERROR, "One.")
    bar.say(Kind.INFO, "Two.")
    bar.say(Kind.ERROR, "Three.")
    bar.say(Kind.ERROR, "Four.")
    assert texts(bar) == ["Four.", "Three.", "One."]
    bar.say(Kind.INFO, "Five.")
    assert texts(bar) == ["Five.", "Four.", "Three."]


def test_clearing_ends_all(bar: MessageBar) -> None:
    bar.say(Kind.ERROR, "One.")
    bar.say(Kind.ERROR, "Two.")
    bar.clear()
    assert bar.messages == []
    assert not bar.isVisible()


def test_a_question_stays_until_it_is_answered(bar: MessageBar) -> None:
    bar.post(Message(Kind.WARNING, "Continue?", asks=True))
    for text in ("One.", "Two.", "Three."):
        bar.say(Kind.ERROR, text)
    assert texts(bar) == ["Three.", "Two.", "Continue?"]
    bar.clear()
    assert texts(bar) == ["Continue?"]
