"""The desktop tells that a long removal is over."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import shiboken6
from desktop import CLICKED, CLOSED, DesktopBus
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from objremove_gui.errors import InputError
from objremove_gui.settings import Settings
from objremove_gui.ui import notifying
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.jobs.service import Service
from objremove_gui.ui.main_window import MainWindow
from objremove_gui.ui.notifying import Notifier
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.runs import Runs

# Where there is no tray, making a sign for it warns.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

# However long that was.
DONE = ("photo", "Removed in … s.")


class Desktop:
    """What the desktop was asked to do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, has_tray: bool) -> None:
        self.alerts = 0
        self.messages: list[tuple[str, str]] = []
        monkeypatch.setattr(QApplication, "alert", self._alert)
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: has_tray)
        monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: has_tray)
        monkeypatch.setattr(QSystemTrayIcon, "showMessage", self._message)
        monkeypatch.setattr(notifying, "LONG", 0.0)

    def _alert(self, _window: object) -> None:
        self.alerts += 1

    def _message(self, title: str, text: str, *_more: object) -> None:
        self.messages.append((title, re.sub(r"\d+\.\d", "…", text)))


async def run(
    settings: Settings,
    error: Exception | None = None,
    *,
    cancelled: bool = False,
    by_bus: bool = False,
) -> list[str]:
    """Titles of the pictures that the person is brought back to."""

    async def work() -> None:
        if cancelled:
            raise asyncio.CancelledError
        if error is not None:
            raise error

    async def approve(_cost: object) -> bool:
        return True

    window = MainWindow()
    background = Background(lambda _: None)
    editor = Editor(settings, background, window)
    runs = Runs(background, editor, Service(settings, background, approve, window), window)
    shown: list[str] = []
    Notifier(
        window, settings, background, (runs,), lambda picture: shown.append(picture.title), by_bus=by_bus
    )
    runs._begin(Picture(None, "photo"), work(), lambda _: None)
    # The run, then what it is told by.
    while background._tasks:
        await asyncio.wait(background._tasks)
        await asyncio.sleep(0)
    await background.shutdown()
    # Not by the garbage collector, in the middle of whatever comes next.
    shiboken6.delete(window)
    return shown


@pytest.mark.parametrize("has_tray", [True, False])
async def test_it_says_so_where_it_can_and_calls_attention_elsewhere(
    monkeypatch: pytest.MonkeyPatch, has_tray: bool
) -> None:
    desktop = Desktop(monkeypatch, has_tray=has_tray)
    await run(Settings.load())
    assert desktop.alerts == 1
    assert desktop.messages == ([DONE] if has_tray else [])


async def test_a_failure_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    desktop = Desktop(monkeypatch, has_tray=True)
    await run(Settings.load(), InputError("It is gone."))
    assert desktop.messages == [("photo", "It is gone.")]


async def test_nothing_is_told_of_what_the_person_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    desktop = Desktop(monkeypatch, has_tray=True)
    await run(Settings.load(), cancelled=True)
    assert not desktop.alerts


async def test_nothing_is_told_where_that_is_not_wanted_or_it_was_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desktop = Desktop(monkeypatch, has_tray=True)
    settings = Settings.load()
    settings.put("notify", False)
    await run(settings)
    settings.put("notify", True)
    monkeypatch.setattr(notifying, "LONG", 60.0)
    await run(settings)
    assert not desktop.alerts
    assert not desktop.messages


async def test_where_there_is_a_bus_it_says_so_without_a_tray(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desktop, bus = Desktop(monkeypatch, has_tray=True), DesktopBus(CLICKED)
    async with bus.on(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert await run(Settings.load(), InputError("a < b"), by_bus=True) == ["photo"]
    ((name, replaces, _icon, title, text, actions, hints, stays),) = bus.told
    assert (name, replaces, title, text, stays) == ("ObjRemove", 0, "photo", "a &lt; b", -1)
    assert actions == ["default", "Show the picture"]
    assert hints["desktop-entry"] == ("s", "objremove")
    assert (desktop.alerts, desktop.messages) == (1, [])


async def test_a_message_that_is_closed_brings_nobody_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Desktop(monkeypatch, has_tray=False)
    bus = DesktopBus(CLOSED, abilities=("body",))
    async with bus.on(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert await run(Settings.load(), InputError("a < b"), by_bus=True) == []
    assert bus.told[0][4:6] == ("a < b", [])


@pytest.mark.parametrize("is_there", [True, False])
async def test_where_nobody_on_the_bus_shows_messages_the_tray_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_there: bool
) -> None:
    desktop, bus = Desktop(monkeypatch, has_tray=True), DesktopBus(refuses=True)
    async with bus.on(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address if is_there else f"{address}-gone")
        assert await run(Settings.load(), by_bus=True) == []
    assert desktop.messages == [DONE]
