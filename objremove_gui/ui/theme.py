"""The look of the program: Fusion with palettes of its own, following the system's dark or light when asked to."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from objremove_gui.resources import resource
from objremove_gui.ui.icons import icon
from objremove_gui.ui.palettes import DARK, LIGHT, Colours, canvas_grey, colours_of, palette_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

__all__ = ["Theme", "apply_theme", "canvas_grey", "colours_of", "icon"]

PROPERTY = "theme"
SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}


class Theme(QObject):
    """Keeps the application in the chosen theme; ``changed`` comes after new colours are in force."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._choice = ""
        self._shown: Colours | None = None
        app.styleHints().colorSchemeChanged.connect(self._refresh)

    def choose(self, choice: str) -> None:
        """``dark``, ``light`` or ``system``; window frames and native dialogs go along where the system lets them."""
        self._choice = choice
        self._app.styleHints().setColorScheme(SCHEMES.get(choice, Qt.ColorScheme.Unknown))
        self._refresh()

    def _refresh(self) -> None:
        scheme = SCHEMES.get(self._choice) or self._app.styleHints().colorScheme()
        # A system that has no opinion gets the dark theme, in which a photo is judged best.
        colours = LIGHT if scheme is Qt.ColorScheme.Light else DARK
        if colours is self._shown:
            return
        self._shown = colours
        self._app.setPalette(palette_of(colours))
        self._app.setStyleSheet(_style_sheet(colours))
        self.changed.emit()


def apply_theme(app: QApplication, choice: str) -> Theme:
    """Show ``app`` in the theme ``system``, ``dark`` or ``light``, now and when the system changes."""
    # Not by findChild, which makes Python objects of everything that the application owns.
    theme = app.property(PROPERTY)
    if not isinstance(theme, Theme):
        theme = Theme(app)
        app.setProperty(PROPERTY, theme)
    theme.choose(choice)
    return theme


def _style_sheet(colours: Colours) -> str:
    """What a palette can't say, with the theme's colours and the folder of its arrows filled in."""
    images = resource("style/dark" if colours is DARK else "style/light").as_posix()
    return Template(resource("style/base.qss").read_text("utf-8")).substitute(
        colours._asdict(), images=images
    )
