"""SVG icons drawn in the palette's colour at the moment they are painted, so that one set serves both themes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from objremove_gui.resources import resource
from objremove_gui.ui.palettes import colours_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPaintEvent

# How large a drawing says it is.
SIDES = re.compile(r'width="\d+"\s+height="\d+"')


class _TintedEngine(QIconEngine):
    """One SVG file; ``tint`` names a colour of the theme, empty = the colour of text on buttons."""

    def __init__(self, path: str, tint: str) -> None:
        super().__init__()
        self._path = path
        self._tint = tint
        self._drawn: dict[tuple[int, int, float, int], QPixmap] = {}

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._path, self._tint)

    def key(self) -> str:
        return "objremove-tinted"

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # Since Qt 6.8 ``size`` is in units of the screen's scale, not in device pixels.
        colour = self._colour(mode, state)
        key = (size.width(), size.height(), scale, colour.rgba())
        if key not in self._drawn:
            self._drawn[key] = _drawn(self._path, size * scale, colour)
        return self._drawn[key]

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        palette = QGuiApplication.palette()
        if mode is QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        # What is checked or selected lies on the accent colour.
        if mode is QIcon.Mode.Selected or state is QIcon.State.On:
            return palette.color(QPalette.ColorRole.HighlightedText)
        if self._tint:
            return QColor(getattr(colours_of(palette), self._tint))
        return palette.color(QPalette.ColorRole.ButtonText)


def _drawn(path: str, size: QSize, colour: QColor) -> QPixmap:
    """The drawing in ``size`` device pixels, in ``colour`` wherever it names none of its own."""
    drawing = Path(path).read_text("utf-8").replace("currentColor", colour.name())
    sized = SIDES.sub(f'width="{size.width()}" height="{size.height()}"', drawing, count=1)
    pixmap = QPixmap()
    pixmap.loadFromData(sized.encode(), "svg")
    return pixmap


def icon(name: str, tint: str = "") -> QIcon:
    """The icon ``icons/<name>.svg``; raises FileNotFoundError if there is none.

    ``tint`` may name a colour of :class:`~objremove_gui.ui.palettes.Colours`, as ``error``.
    """
    return QIcon(_TintedEngine(str(resource(f"icons/{name}.svg")), tint))


class Sign(QWidget):
    """An icon that stands for itself; drawn anew each time, so it follows theme and screen."""

    def __init__(self, name: str, tint: str = "", side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon(name, tint)
        self._side = side
        self.setFixedWidth(side)
        self.setMinimumHeight(side)

    def paintEvent(self, event: QPaintEvent) -> None:
        from PySide6.QtGui import QPainter

        with QPainter(self) as painter:
            self._icon.paint(painter, QRect(0, (self.height() - self._side) // 2, self._side, self._side))
