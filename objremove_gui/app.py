"""Composition root of the window: arguments, settings, QApplication, theme, window, then its session."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop as FirstLoop
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from objremove_gui import __version__
from objremove_gui.i18n import language, tr, use_language
from objremove_gui.resources import resource, resources_folder
from objremove_gui.settings import Settings
from objremove_gui.ui.main_window import MainWindow
from objremove_gui.ui.theme import apply_theme

OnReady = Callable[[MainWindow], None]


def main(argv: Sequence[str] | None = None, on_ready: OnReady | None = None) -> int:
    """Open the window and run until it is closed; ``on_ready`` is called once with the ready window."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    settings = Settings.load()
    use_language(settings.get("language"), resources_folder() / "translations")
    options = _parser().parse_args(arguments)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0]])
    _dress(app)
    theme = apply_theme(app, settings.get("theme"))
    window = MainWindow()
    _show_first(window)
    # Only now, behind a window that is already there, the costly imports begin.
    from objremove_gui.ui.session import Session

    return Session(app, window, settings, theme).run([path.resolve() for path in options.images], on_ready)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "objremove-gui", description=tr("Brush over what should go, get the photo back without it.")
    )
    parser.add_argument("images", metavar="IMAGE", nargs="*", type=Path)
    parser.add_argument("--version", action="version", version=f"ObjRemove {__version__}")
    return parser


def _dress(app: QApplication) -> None:
    app.setApplicationName("ObjRemove")
    app.setDesktopFileName("objremove")
    app.setWindowIcon(QIcon(str(resource("icons/objremove.svg"))))
    # The last dialog that closes must not end the loop; the window says when it is over.
    app.setQuitOnLastWindowClosed(False)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language() != "en" and translator.load(f"qtbase_{language()}", folder):
        app.installTranslator(translator)


def _show_first(window: MainWindow) -> None:
    """Show the window and let it paint before anything heavy is imported."""
    loop = FirstLoop()
    window.painted.connect(loop.quit)
    window.show()
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
