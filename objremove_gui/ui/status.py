"""The line at the bottom: what runs and for how long; the pixel under the pointer, sizes and zoom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QStatusBar, QWidget

from objremove_gui.i18n import tr

if TYPE_CHECKING:
    from objremove_gui.ui.status_parts import JobLine, StatusParts

ZOOMS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class ZoomBox(QComboBox):
    """The zoom in per cent of the photo's size, to type or to choose; one line fits the photo into the view."""

    zoom_wanted = Signal(float)
    fit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("zoomBox")
        self.setAccessibleName(tr("Zoom"))
        self.setToolTip(tr("Zoom, in per cent of the photo's own size"))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFixedWidth(88)
        line = QLineEdit()
        # A screen reader may tell of it alone.
        line.setAccessibleName(self.accessibleName())
        self.setLineEdit(line)
        self.addItems([tr("Fit"), *map(_percent, ZOOMS)])
        self._factor = 1.0
        self.show_zoom(1.0)
        self.activated.connect(self._choose)
        line.editingFinished.connect(self._enter)

    def show_zoom(self, factor: float) -> None:
        """Show a factor; 1 = a pixel of the photo is one of the screen."""
        self._factor = factor
        self.setEditText(_percent(factor))

    def _choose(self, index: int) -> None:
        if index:
            self.zoom_wanted.emit(ZOOMS[index - 1])
        else:
            self.fit_wanted.emit()

    def _enter(self) -> None:
        text = self.currentText().replace("%", "").strip()
        value, well = self.locale().toDouble(text)
        if well and value > 0 and _percent(value / 100) != _percent(self._factor):
            self.zoom_wanted.emit(value / 100)
        else:
            self.setEditText(_percent(self._factor))


class StatusLine(QStatusBar):
    """Hints at the left; the job and the facts at the right."""

    zoom_wanted = Signal(float)
    fit_wanted = Signal()
    entry_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setSizeGripEnabled(False)
        self.zoom = ZoomBox()
        # Before the first photo there is nothing to zoom.
        self.zoom.setEnabled(False)
        self.addPermanentWidget(self.zoom)
        self.setContentsMargins(8, 0, 4, 0)
        self.zoom.zoom_wanted.connect(self.zoom_wanted)
        self.zoom.fit_wanted.connect(self.fit_wanted)
        self.zoom.activated.connect(self.entry_ended)

    @cached_property
    def _parts(self) -> StatusParts:
        """Made when there is first something to tell, so that the window is there sooner."""
        from objremove_gui.ui.options.entry import EntryKeys
        from objremove_gui.ui.status_parts import StatusParts

        # Nothing is typed into it before.
        EntryKeys(self.zoom).ended.connect(self.entry_ended)
        parts = StatusParts()
        # Permanent, because hints hide the other kind.
        self.insertPermanentWidget(0, parts)
        self.addWidget(parts.hint, 1)
        return parts

    @property
    def job(self) -> JobLine:
        """What runs, and how far it is."""
        return self._parts.job

    def show_zoom(self, factor: float) -> None:
        """Show a factor; 1 = a pixel of the photo is one of the screen."""
        self.zoom.show_zoom(factor)

    def show_photo(self, size: tuple[int, int] | None) -> None:
        """Width and height in pixels; None while no photo is open."""
        self._parts.photo.setText(f"{size[0]} × {size[1]}" if size else "")
        self.zoom.setEnabled(size is not None)
        if size is None:
            self.show_pixel(None)

    def show_pixel(self, place: tuple[int, int] | None, colour: Sequence[int] = ()) -> None:
        """Image pixel under the pointer and its red, green and blue; None while the pointer is elsewhere."""
        self._parts.pixel.setText(f"{place[0]}, {place[1]}" if place else "")
        self._parts.colour.setText("R {}  G {}  B {}".format(*colour) if place and len(colour) >= 3 else "")

    def show_hint(self, hint: str) -> None:
        """How the tool in hand is used; ``""`` for none. What is said for a moment hides it."""
        self._parts.hint.show_line(hint)

    def show_brush(self, size: float | None) -> None:
        """The tip's diameter in image pixels; None for a tool without a tip."""
        self._parts.brush.setText("" if size is None else tr("⌀ {size} px", size=f"{size:g}"))


def _percent(factor: float) -> str:
    percent = factor * 100
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"
