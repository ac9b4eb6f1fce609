"""A second start of the program hands its photos to the window that is there."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest
from person import Person, run_program, until
from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QMessageBox

from objremove_gui import app
from objremove_gui.jobs.lock import FileLock
from objremove_gui.resources import resource
from objremove_gui.settings import data_folder
from objremove_gui.ui import handing_over
from objremove_gui.ui.handing_over import address_of

SAMPLE, OTHER = resource("samples/sample.jpg"), resource("samples/sunset.jpg")


# Nothing of these is needed to hand over a list of photos.
NOT_NEEDED = {"argparse", "asyncio", "gettext", "logging", "numpy", "PySide6", "shiboken6"}

HAND_OVER = """
import sys
from objremove_gui.app import main
assert main() == 0
print(*sys.modules)
"""


async def start_again(*images: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "objremove_gui.app", *map(str, images))


def opened(person: Person) -> Path | None:
    scene = person.canvas.scene
    return None if scene is None else scene.document.photo.path


def test_its_photo_is_opened_in_the_first_window() -> None:
    async def act(person: Person) -> None:
        assert opened(person) == SAMPLE
        second = await start_again(OTHER)
        assert await second.wait() == 0
        await until(lambda: opened(person) == OTHER)
        # Without a photo it only brings the window forward.
        second = await start_again()
        assert await second.wait() == 0
        assert opened(person) == OTHER

    run_program([str(SAMPLE)], act)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are left to Qt")
def test_it_imports_neither_qt_nor_anything_else_that_takes_time() -> None:
    async def act(person: Person) -> None:
        command = sys.executable, "-c", HAND_OVER, str(OTHER)
        second = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        said, _ = await second.communicate()
        assert second.returncode == 0
        await until(lambda: opened(person) == OTHER)
        modules = set(said.decode().split())
        assert "objremove_gui.ui.handing_over" in modules
        assert not modules & NOT_NEEDED

    run_program([str(SAMPLE)], act)


def test_a_folder_is_handed_over_as_its_pictures(tmp_path: Path) -> None:
    for name in ("2.jpg", "10.jpg"):
        shutil.copy(OTHER, tmp_path / name)

    async def act(person: Person) -> None:
        second = await start_again(tmp_path)
        assert await second.wait() == 0
        await until(lambda: opened(person) == tmp_path / "2.jpg")
        person.trigger("nextPicture")
        await until(lambda: opened(person) == tmp_path / "10.jpg")

    run_program([str(SAMPLE)], act)


def test_the_work_on_the_first_photo_stays_open() -> None:
    async def act(person: Person) -> None:
        person.drag([(300, 300), (500, 500)])
        second = await start_again(OTHER)
        assert await second.wait() == 0
        await until(lambda: opened(person) == OTHER)
        person.trigger("previousPicture")
        await until(lambda: opened(person) == SAMPLE)
        assert person.can("undo")

    run_program([str(SAMPLE)], act)


def test_other_data_folders_have_windows_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = FileLock(data_folder() / "window.lock")
    assert first.take()
    monkeypatch.setenv("OBJREMOVE_DATA_DIR", str(tmp_path / "other"))

    async def act(person: Person) -> None:
        assert opened(person) == SAMPLE

    run_program([str(SAMPLE)], act)
    first.release()


def test_a_first_window_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.setattr(handing_over, "PATIENCE", 0.0)
    lock = FileLock(data_folder() / "window.lock")
    assert lock.take()
    told: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            told.append(box.text())
            box.accept()

    timer = QTimer(interval=10)
    timer.timeout.connect(read)
    timer.start()
    assert app.main([str(SAMPLE)]) == 1
    timer.stop()
    assert "running already" in told[0]
    lock.release()


@pytest.mark.parametrize("message", [b"\x00\xff\n", b"{}\n", b"[1, 2]\n", b'"photo"\n'])
def test_what_is_no_list_of_photos_is_not_listened_to(message: bytes) -> None:
    async def act(person: Person) -> None:
        socket = QLocalSocket()
        socket.connectToServer(address_of(data_folder()))
        assert socket.waitForConnected(2000)
        socket.write(message)
        socket.flush()
        await until(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
        assert opened(person) == SAMPLE

    run_program([str(SAMPLE)], act)
