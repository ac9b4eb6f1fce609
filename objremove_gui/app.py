"""Composition root of the window: arguments, settings, QApplication, window, theme, then its session.

Qt is imported inside the functions, when the garbage collector has been stopped.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.i18n import language, tr, use_language
from objremove_gui.jobs.lock import FileLock
from objremove_gui.resources import resources_folder
from objremove_gui.settings import Settings, data_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.theme import Theme

# Not by QApplication.setStyle: for what that returns Python builds all of QStyle.
STYLE = ("-style", "Fusion")


def main(argv: Sequence[str] | None = None, on_ready: Callable[[MainWindow], None] | None = None) -> int:
    """Open the window and run until it is closed; ``on_ready`` is called once with the ready window."""
    images = _images(sys.argv[1:] if argv is None else argv)
    lock = FileLock(data_folder() / "window.lock")
    if not _is_first(lock):
        return _hand_over(images)
    try:
        settings = _settings()
        app, window, theme = _show_window(settings)
        # Only now, behind a window that is already there, the costly imports begin.
        from objremove_gui.core.heap import give_back_freed_memory
        from objremove_gui.core.idling import let_idle_threads_sleep
        from objremove_gui.ui.session import Session

        give_back_freed_memory()
        let_idle_threads_sleep()
        # What another thread computes in Python must not hold up the window for five milliseconds, as it may by itself.
        sys.setswitchinterval(0.001)

        return Session(app, window, settings, theme).run(images, on_ready)
    finally:
        lock.release()


def _settings() -> Settings:
    """The settings; from now on their language is spoken."""
    settings = Settings.load()
    use_language(settings.get("language"), resources_folder() / "translations")
    return settings


def _is_first(lock: FileLock) -> bool:
    """Whether no other window has this data folder; one that can't be written to nobody has."""
    try:
        return lock.take()
    except OSError:
        return True


def _hand_over(images: Sequence[Path]) -> int:
    """Let the first window open the photos; the exit status."""
    from objremove_gui.ui.handing_over import hand_over

    if hand_over(data_folder(), images):
        return 0
    _settings()
    from PySide6.QtWidgets import QMessageBox

    app = _application()
    text = tr("ObjRemove is running already and does not answer; end it, then start it again.")
    QMessageBox.warning(None, "ObjRemove", text)
    del app
    return 1


def _images(arguments: Sequence[str]) -> list[Path]:
    """The photos that are named on the command line."""
    if not any(word.startswith("-") for word in arguments):
        return [Path(word).resolve() for word in arguments]
    import argparse

    from objremove_gui import __version__

    _settings()
    parser = argparse.ArgumentParser(
        "objremove-gui", description=tr("Brush over what should go, get the photo back without it.")
    )
    parser.add_argument("images", metavar="IMAGE", nargs="*", type=Path)
    parser.add_argument("--version", action="version", version=f"ObjRemove {__version__}")
    return [path.resolve() for path in parser.parse_args(arguments).images]


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from objremove_gui.ui.screen_profile import ask_for_srgb

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0], *STYLE])
        ask_for_srgb()
    app.setApplicationName("ObjRemove")
    app.setDesktopFileName("objremove")
    # The last dialog that closes must not end the loop; the window says when it is over.
    app.setQuitOnLastWindowClosed(False)
    if language() != "en":
        _translate_qt(app)
    return app


def _translate_qt(app: QApplication) -> None:
    """Let the words that come with Qt speak the language in force."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language()}", folder):
        app.installTranslator(translator)


def _show_window(settings: Settings) -> tuple[QApplication, MainWindow, Theme]:
    """The window, painted once in its theme; it answers to nothing yet."""
    # All that is made until it is there stays; looking through it for garbage would only take time.
    gc.disable()
    try:
        return _shown(settings)
    finally:
        gc.freeze()
        gc.enable()


def _shown(settings: Settings) -> tuple[QApplication, MainWindow, Theme]:
    from PySide6.QtCore import QEventLoop

    from objremove_gui.ui.plain_imports import import_plainly

    import_plainly()

    from objremove_gui.ui.icons import icon
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.theme import apply_theme

    app = _application()
    app.setWindowIcon(icon("objremove"))
    window = MainWindow()
    # After the window is built: with a style sheet in force every widget is worked out anew when it gets a parent.
    theme = apply_theme(app, settings.get("theme"))
    loop = QEventLoop()
    window.painted.connect(loop.quit)
    window.show()
    # A key that is pressed already waits until there is somebody to hear it.
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return app, window, theme


if __name__ == "__main__":
    sys.exit(main())
