"""What is imported when: nothing heavy before the window is there, nothing at all that would hold it up later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from person import Person, run_program, until
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from objremove_gui.resources import resource
from objremove_gui.ui.main_window import MainWindow

SAMPLE = resource("samples/sample.jpg")

HEAVY = {
    "asyncio", "cv2", "dataclasses", "httpx", "json", "keyring", "numpy", "PIL", "pyvips", "qasync",
    "sqlite3", "starlette",
}  # fmt: skip

# What only work on a photo needs.
FOR_PHOTOS = {"cv2", "httpx", "keyring", "msgspec", "numpy", "PIL", "pyvips", "sqlite3", "starlette"}

SEEN_FIRST = """
import os, sys
from types import SimpleNamespace
from objremove_gui.app import main

def seen(*_):
    print(*sys.modules, flush=True)
    os._exit(0)

# What main() goes on with as soon as the window is painted.
sys.modules["objremove_gui.ui.session"] = SimpleNamespace(Session=seen)
main([])
"""

HEARD_FIRST = """
import os, sys
from objremove_gui.app import main
from objremove_gui.ui.session import Session

def heard(*_):
    import linecache
    print(*sys.modules, *linecache.cache, flush=True)
    os._exit(0)

# From here on the window's events are heard.
Session.run = heard
main([])
"""

A_REMOVAL = """
import sys, threading
from importlib.abc import MetaPathFinder
from person import run_program, until

class Watch(MetaPathFinder):
    names = []
    def find_spec(self, name, path, target=None):
        if threading.current_thread() is threading.main_thread():
            self.names.append(name)

async def act(person):
    watch = Watch()
    person.set_size(60)
    sys.meta_path.insert(0, watch)
    person.drag([(1570, 1400), (1640, 1440)])
    person.press("remove")
    await until(lambda: "Removed" in person.message(), person.message())
    sys.meta_path.remove(watch)

run_program(sys.argv[1:], act)
print(*Watch.names)
"""


def output(script: str, *arguments: str) -> set[str]:
    """The words that a program of its own says."""
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=tests, stdout=subprocess.PIPE, text=True, check=True
    )
    return set(done.stdout.split())


def test_nothing_heavy_is_imported_before_the_window_is_painted() -> None:
    modules = output(SEEN_FIRST)
    assert "objremove_gui.ui.main_window" in modules
    assert not modules & HEAVY


def test_what_only_photos_need_does_not_hold_up_the_first_key() -> None:
    modules = output(HEARD_FIRST)
    assert "objremove_gui.ui.canvas.view" in modules
    assert not modules & FOR_PHOTOS
    # Nobody reads the sources of what is imported.
    assert not {name for name in modules if name.endswith("session.py")}


class Hasty(QObject):
    """Acts as soon as the window has been painted, while nothing behind it is there yet."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow):
            QApplication.instance().removeEventFilter(self)
            # Time enough to leave the loop of the first picture, too little to build what comes after it.
            QTimer.singleShot(20, watched, lambda: self.act(watched))
        return False

    def act(self, window: MainWindow) -> None:
        # From the brush to the eraser.
        QTest.keyClick(window, Qt.Key.Key_X)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
        state = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), *state))
        QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), *state))


def test_a_key_and_a_photo_act_that_come_right_after_the_first_picture(qapp: QApplication) -> None:
    hasty = Hasty()
    qapp.installEventFilter(hasty)

    async def act(person: Person) -> None:
        await until(lambda: person.canvas.scene is not None, "the photo is opened")
        assert person.window.actions_by_id["eraserAction"].isChecked()

    run_program([], act)


def test_from_the_first_stroke_to_the_result_no_import_holds_up_the_window() -> None:
    # Libraries look for parts that need not be installed; that finds nothing and takes no time.
    absent = {"sniffio", "_winapi"}
    assert output(A_REMOVAL, str(SAMPLE)) <= absent
