"""The page of the picture store, and its Test button against real servers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from key_store import KeyStore, key_store_in_use
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from starlette.responses import Response
from store_servers import ACCESS_KEY, BUCKET, SECRET_KEY, Refusing, files_in, serving, serving_s3

from objremove_gui.settings import SETTINGS, Settings
from objremove_gui.ui.options.settings_dialog import SettingsDialog, edit_settings
from objremove_gui.upload.config import KEY_PREFIX, NAMES
from objremove_gui.upload.registry import UPLOADERS

Until = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]


@pytest.fixture
def key_store() -> Iterator[KeyStore]:
    with key_store_in_use() as store:
        yield store


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("s3")
    with serving_s3(folder) as address:
        yield address, folder


class Page:
    """A person at the settings dialog."""

    def __init__(self, dialog: SettingsDialog, until: Until) -> None:
        self.dialog = dialog
        self.until = until

    def choose(self, uploader: str) -> None:
        box = self.dialog.findChild(QComboBox, "setting_uploader")
        assert box is not None
        box.setCurrentIndex(box.findData(uploader))

    def type(self, **fields: str) -> None:
        self.way(**{KEY_PREFIX + name: text for name, text in fields.items()})

    def way(self, **fields: str) -> None:
        for name, text in fields.items():
            editor = self.dialog.findChild(QLineEdit, f"setting_{name}")
            assert editor is not None
            editor.clear()
            QTest.keyClicks(editor, text)

    def press(self, name: str) -> None:
        button = self.dialog.findChild(QAbstractButton, name)
        assert button is not None
        button.click()

    def shown(self) -> set[str]:
        """The fields that can be seen when their page is in front."""
        page = self.dialog.fields["uploader"].parentWidget()
        return {name for name in NAMES if self.dialog.fields[KEY_PREFIX + name].isVisibleTo(page)}

    def said(self, name: str) -> str:
        label = self.dialog.findChild(QLabel, name)
        assert label is not None
        return label.text()

    async def answer(self, choice: str) -> str:
        """Answer the question; what it said."""

        def asked() -> QMessageBox | None:
            box = QApplication.activeModalWidget()
            return box if isinstance(box, QMessageBox) else None

        box = await self.until(asked)
        button = box.findChild(QAbstractButton, f"{choice}Button")
        assert button is not None
        button.click()
        return str(box.text())

    async def outcome(self) -> str:
        """What the test came to."""
        button = self.dialog.findChild(QAbstractButton, "storeTestButton")
        assert button is not None
        await self.until(lambda: button.isEnabled() and (self.said("storeTestResult") or self.failure()))
        return self.said("storeTestResult") or self.failure()

    def failure(self) -> str:
        return self.said("storeTestFailure")


@pytest.fixture
def settings(tmp_path: Path, key_store: KeyStore) -> Settings:
    return Settings.load(tmp_path)


@pytest.fixture
def editing(qtbot: QtBot, settings: Settings, until: Until) -> Callable[[], Coroutine[Any, Any, Any]]:
    """Opens the dialog; gives the page and the task that ends with the dialog."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    async def begin() -> tuple[Page, asyncio.Future[bool]]:
        task = asyncio.ensure_future(edit_settings(window, settings))

        def shown() -> SettingsDialog | None:
            dialog = QApplication.activeModalWidget()
            return dialog if isinstance(dialog, SettingsDialog) else None

        return Page(await until(shown), until), task

    return begin


def test_the_table_of_settings_and_the_table_of_adapters_agree() -> None:
    rows = {row.key: row for row in SETTINGS}
    assert [name for name, _ in rows["uploader"].choices] == list(UPLOADERS)
    assert {row.key for row in SETTINGS if row.group == "store"} == {
        "uploader",
        *(KEY_PREFIX + name for name in NAMES),
    }
    assert {name for adapter in UPLOADERS.values() for name in adapter.fields} == set(NAMES)
    for name in NAMES:
        assert rows[KEY_PREFIX + name].environment == f"OBJREMOVE_STORE_{name.upper()}"


async def test_only_the_fields_of_the_chosen_adapter_are_shown(editing) -> None:
    page, task = await editing()
    for name, adapter in UPLOADERS.items():
        page.choose(name)
        assert page.shown() == set(adapter.fields)
        assert page.said("storeHelp") == adapter.help
    page.press("cancelButton")
    assert await task is False


async def test_a_store_that_works_is_said_to_work_before_anything_is_saved(
    editing, s3: tuple[str, Path], settings: Settings, key_store: KeyStore
) -> None:
    address, folder = s3
    page, task = await editing()
    page.choose("s3")
    page.type(endpoint=address, bucket=BUCKET, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    page.press("storeTestButton")
    assert address in await page.answer("use")
    assert (await page.outcome()).startswith("The store works")
    assert files_in(folder) == set()
    page.press("cancelButton")
    assert await task is False
    assert not settings.path.exists()
    assert not key_store.secrets


async def test_the_secret_that_is_stored_is_used_and_secrets_never_reach_the_file(
    editing, s3: tuple[str, Path], settings: Settings, key_store: KeyStore
) -> None:
    page, task = await editing()
    page.choose("s3")
    page.type(endpoint=s3[0], bucket=BUCKET, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    page.press("okButton")
    await page.answer("use")
    assert await task is True
    assert key_store.secrets == {"store_secret_key": SECRET_KEY}
    assert SECRET_KEY not in settings.path.read_text("utf-8")
    assert json.loads(settings.path.read_text("utf-8"))["uploader"] == "s3"
    page, task = await editing()
    page.press("storeTestButton")
    assert (await page.outcome()).startswith("The store works")
    page.press("okButton")
    assert await task is False


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        (
            {"secret_key": "wrong"},
            "Uploading failed. The picture could not be stored: 403 SignatureDoesNotMatch",
        ),
        ({"access_key": "wrong"}, "“Access key ID”"),
        ({"bucket": "none"}, "“Bucket”"),
        ({"bucket": ""}, "The picture store needs “Bucket”"),
        ({"endpoint": "ftp://nas"}, "“Endpoint” of the picture store must be an address"),
        ({"secret_key": "two words"}, "“Secret key” of the picture store holds a space"),
    ],
)
async def test_a_field_that_is_wrong_is_named(
    editing, s3: tuple[str, Path], fields: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBJREMOVE_STORE_ENDPOINT", fields.pop("endpoint", s3[0]))
    page, task = await editing()
    page.choose("s3")
    page.type(**{"bucket": BUCKET, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY} | fields)
    page.press("storeTestButton")
    assert named in await page.outcome()
    assert SECRET_KEY not in page.failure()
    page.choose("oss")
    assert page.failure() == ""
    page.press("cancelButton")
    await task


@pytest.mark.parametrize(
    ("method", "answer", "said"),
    [
        ("PUT", Response(status_code=403), "Uploading failed."),
        ("GET", Response(status_code=403), "Reading failed."),
        ("GET", Response(b"other"), "Reading failed."),
        ("DELETE", Response(status_code=403), "Deleting failed."),
    ],
)
async def test_which_of_the_three_steps_failed_is_said(
    editing, method: str, answer: Response, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Refusing(method, answer)
    with serving(store.app()) as address:
        monkeypatch.setenv("OBJREMOVE_STORE_ADDRESS", f"{address}/dav")
        page, task = await editing()
        page.choose("webdav")
        page.press("storeTestButton")
        assert (await page.outcome()).startswith(said)
        page.press("cancelButton")
        await task


async def test_the_test_goes_the_way_that_the_service_page_names(editing, tmp_path: Path) -> None:
    store = Refusing()
    app = store.app()

    async def forwarding(scope: dict[str, Any], receive: Any, send: Any) -> None:
        # A proxy is told the whole address.
        await app(scope | {"path": urlsplit(scope["path"]).path}, receive, send)

    with serving(forwarding) as proxy:
        page, task = await editing()
        page.choose("webdav")
        page.type(address="http://nas.invalid/dav")
        page.way(proxy=proxy)
        page.press("storeTestButton")
        await page.answer("use")
        assert (await page.outcome()).startswith("The store works")
        assert store.calls == ["PUT", "GET", "GET", "DELETE"]
        page.way(ca_file=str(tmp_path / "none.pem"))
        page.press("storeTestButton")
        assert "none.pem" in await page.outcome()
        page.press("cancelButton")
        await task


async def test_an_address_without_encryption_is_asked_about_once(editing, settings: Settings) -> None:
    page, task = await editing()
    page.choose("webdav")
    page.type(address="http://nas.local/dav", public_address="https://nas.local/dav")
    page.press("applyButton")
    assert "http://nas.local/dav" in await page.answer("back")
    assert settings.get("store_address") == ""
    page.press("applyButton")
    await page.answer("use")
    await page.until(lambda: settings.get("store_address") == "http://nas.local/dav")
    page.type(user="ann")
    page.press("okButton")
    assert await task is True
    assert settings.get("store_user") == "ann"


async def test_a_service_without_encryption_is_asked_about_unless_it_is_on_this_computer(
    editing, settings: Settings
) -> None:
    page, task = await editing()
    page.way(endpoint="http://127.0.0.1:8765")
    page.press("applyButton")
    await page.until(lambda: settings.get("endpoint") == "http://127.0.0.1:8765")
    page.way(endpoint="http://domain.test")
    page.press("serviceTestButton")
    assert "http://domain.test" in await page.answer("back")
    assert page.said("serviceTestResult") == page.said("serviceTestFailure") == ""
    page.press("okButton")
    await page.answer("use")
    assert await task is True
    assert settings.get("endpoint") == "http://domain.test"


async def test_a_test_that_goes_on_ends_with_the_dialog(editing, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        while await reader.read(1000):
            pass
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("OBJREMOVE_STORE_ADDRESS", f"http://127.0.0.1:{port}/dav")
    page, task = await editing()
    page.choose("webdav")
    page.press("storeTestButton")
    await arrived.wait()
    server.close()
    page.press("cancelButton")
    assert await task is False
