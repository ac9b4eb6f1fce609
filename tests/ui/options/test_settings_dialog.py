"""The settings dialog against real settings files and a key store in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import pytest
from fakes import envelope
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from objremove_gui.net import http
from objremove_gui.settings import SETTINGS, Settings
from objremove_gui.ui.options.settings_dialog import SettingsDialog, edit_settings

Until = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]


class KeyStore(keyring.backend.KeyringBackend):
    """A key store that keeps its secrets in a dictionary."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.secrets[username]


@pytest.fixture
def key_store() -> Iterator[KeyStore]:
    before, store = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def settings(tmp_path: Path, key_store: KeyStore) -> Settings:
    return Settings.load(tmp_path)


def shown() -> SettingsDialog | None:
    dialog = QApplication.activeModalWidget()
    return dialog if isinstance(dialog, SettingsDialog) else None


def press(dialog: SettingsDialog, name: str) -> None:
    button = dialog.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


def line(dialog: SettingsDialog, key: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, f"setting_{key}")
    assert found is not None
    return found


def said(dialog: SettingsDialog, key: str, part: str) -> str:
    label = dialog.findChild(QLabel, f"setting_{key}_{part}")
    return label.text() if label is not None else ""


def is_stored(dialog: SettingsDialog) -> bool:
    """Whether Apply has done its work."""
    apply = dialog.findChild(QAbstractButton, "applyButton")
    return apply is not None and not apply.isEnabled() and apply.parentWidget().isEnabled()


async def test_every_setting_of_the_table_has_a_named_editor(
    window: QWidget, settings: Settings, until: Until
) -> None:
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    for row in (row for row in SETTINGS if row.group):
        editor = dialog.findChild(QWidget, f"setting_{row.key}")
        assert editor is not None
        assert editor.accessibleName() == row.label
    press(dialog, "cancelButton")
    assert await editing is False


async def test_ok_stores_what_was_changed_and_says_so(
    window: QWidget, settings: Settings, until: Until
) -> None:
    heard: list[str] = []
    settings.on_change.append(heard.append)
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    theme = dialog.findChild(QComboBox, "setting_theme")
    quality = dialog.findChild(QSpinBox, "setting_jpeg_quality")
    assert theme is not None
    assert quality is not None
    theme.setCurrentIndex(theme.findData("light"))
    quality.setValue(80)
    QTest.keyClicks(line(dialog, "endpoint"), "https://removal.example.org")
    press(dialog, "okButton")
    assert await editing is True
    assert json.loads(settings.path.read_text("utf-8")) == {
        "theme": "light",
        "jpeg_quality": 80,
        "endpoint": "https://removal.example.org",
    }
    assert sorted(heard) == ["endpoint", "jpeg_quality", "theme"]


async def test_cancel_stores_nothing(window: QWidget, settings: Settings, until: Until) -> None:
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    QTest.keyClicks(line(dialog, "endpoint"), "https://removal.example.org")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert await editing is False
    assert not settings.path.exists()


async def test_apply_stores_and_stays_open(window: QWidget, settings: Settings, until: Until) -> None:
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    apply = dialog.findChild(QAbstractButton, "applyButton")
    assert apply is not None
    assert not apply.isEnabled()
    QTest.keyClicks(line(dialog, "endpoint"), "https://removal.example.org")
    assert apply.isEnabled()
    press(dialog, "applyButton")
    await until(lambda: is_stored(dialog))
    assert settings.get("endpoint") == "https://removal.example.org"
    assert dialog.isVisible()
    press(dialog, "cancelButton")
    assert await editing is True


async def test_defaults_are_restored_once_they_are_applied(
    window: QWidget, settings: Settings, until: Until
) -> None:
    settings.put("growth", 12)
    settings.put("theme", "dark")
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    press(dialog, "restoreDefaultsButton")
    growth = dialog.findChild(QSpinBox, "setting_growth")
    assert growth is not None
    assert growth.text() == "Automatic"
    assert settings.get("growth") == 12
    press(dialog, "okButton")
    assert await editing is True
    assert settings.stored == {}


async def test_what_the_environment_decides_is_shown_and_can_t_be_edited(
    window: QWidget, settings: Settings, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBJREMOVE_ENDPOINT", "https://from.example.org")
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    assert line(dialog, "endpoint").text() == "https://from.example.org"
    assert not line(dialog, "endpoint").isEnabled()
    assert said(dialog, "endpoint", "note") == "Set by the environment variable OBJREMOVE_ENDPOINT."
    press(dialog, "restoreDefaultsButton")
    assert line(dialog, "endpoint").text() == "https://from.example.org"
    press(dialog, "okButton")
    assert await editing is False


async def test_a_wrong_value_in_the_environment_is_named(
    window: QWidget, settings: Settings, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBJREMOVE_LANG", "tlh")
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    assert "Language" in said(dialog, "language", "error")
    press(dialog, "okButton")
    assert await editing is False


async def test_a_stored_secret_is_never_shown(
    window: QWidget, settings: Settings, until: Until, key_store: KeyStore
) -> None:
    key_store.secrets["appcode"] = "hush1234"
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    code = line(dialog, "appcode")
    await until(lambda: code.placeholderText() == "Stored; type to replace it")
    assert code.text() == ""
    assert code.echoMode() is QLineEdit.EchoMode.Password
    press(dialog, "okButton")
    assert await editing is False
    assert key_store.secrets == {"appcode": "hush1234"}


async def test_a_typed_secret_goes_to_the_key_store_and_not_into_the_file(
    window: QWidget, settings: Settings, until: Until, key_store: KeyStore
) -> None:
    heard: list[str] = []
    settings.on_change.append(heard.append)
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    QTest.keyClicks(line(dialog, "appcode"), "new5678")
    press(dialog, "applyButton")
    await until(lambda: is_stored(dialog))
    assert line(dialog, "appcode").text() == ""
    press(dialog, "cancelButton")
    assert await editing is True
    assert key_store.secrets == {"appcode": "new5678"}
    assert heard == ["appcode"]
    assert not settings.path.exists()


async def test_a_stored_secret_can_be_forgotten(
    window: QWidget, settings: Settings, until: Until, key_store: KeyStore
) -> None:
    key_store.secrets["appcode"] = "hush1234"
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    forget = dialog.findChild(QAbstractButton, "setting_appcode_forget")
    assert forget is not None
    await until(forget.isEnabled)
    forget.click()
    assert key_store.secrets != {}
    press(dialog, "okButton")
    assert await editing is True
    assert key_store.secrets == {}


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
async def test_without_a_key_store_a_secret_is_kept_for_this_run_and_that_is_said(
    window: QWidget, settings: Settings, until: Until, backend: type
) -> None:
    keyring.set_keyring(backend())
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    QTest.keyClicks(line(dialog, "appcode"), "new5678")
    press(dialog, "okButton")
    await until(lambda: said(dialog, "appcode", "error"))
    assert "OBJREMOVE_APPCODE" in said(dialog, "appcode", "error")
    assert line(dialog, "appcode").isVisible()  # its page was brought to the front
    assert settings.get("appcode") == "new5678"
    QTest.keyClicks(line(dialog, "appcode"), "9")
    assert said(dialog, "appcode", "error") == ""
    line(dialog, "appcode").clear()
    press(dialog, "okButton")
    assert await editing is True
    assert settings.get("appcode") == "new5678"
    assert "new5678" not in "".join(path.read_text() for path in settings.path.parent.rglob("*.json"))
    assert Settings.load().get("appcode") == ""


class Answering(httpx.AsyncBaseTransport):
    """A service that answers every question in the same way."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        return self.answer


@pytest.mark.parametrize(
    ("answer", "name", "words"),
    [
        (envelope("23500008", status=400), "serviceTestResult", "takes the AppCode"),
        (envelope("23500001", status=401), "serviceTestFailure", "does not accept the AppCode"),
        (httpx.Response(404, text="<html>"), "serviceTestFailure", "operation"),
    ],
)
async def test_the_connection_can_be_tested_without_submitting_anything(
    window: QWidget,
    settings: Settings,
    until: Until,
    key_store: KeyStore,
    monkeypatch: pytest.MonkeyPatch,
    answer: httpx.Response,
    name: str,
    words: str,
) -> None:
    service = Answering(answer)
    plain = http.make_client
    monkeypatch.setattr(http, "make_client", lambda **more: plain(transport=service))
    editing = asyncio.ensure_future(edit_settings(window, settings))
    dialog = await until(shown)
    QTest.keyClicks(line(dialog, "endpoint"), "https://cloud.test")
    QTest.keyClicks(line(dialog, "appcode"), "c0de")
    note = dialog.findChild(QLabel, "serviceTestNote")
    assert "not documented" in note.text()
    assert note.isVisibleTo(note.parentWidget())
    press(dialog, "serviceTestButton")
    label = dialog.findChild(QLabel, name)
    await until(lambda: words in label.text())
    assert service.paths == ["/api/v1/obj-remove/query"]
    QTest.keyClicks(line(dialog, "endpoint"), "x")
    assert label.text() == ""
    press(dialog, "cancelButton")
    assert await editing is False
    assert settings.stored == {}


def test_every_note_has_room_for_all_its_lines(window: QWidget, settings: Settings) -> None:
    dialog = SettingsDialog(window, settings)
    pages = dialog.findChild(QListWidget, "settingsPages")
    dialog.resize(1100, 800)
    dialog.show()
    for row in range(pages.count()):
        pages.setCurrentRow(row)
        for label in dialog.findChildren(QLabel):
            if label.isVisible() and label.wordWrap() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
