"""The line at the bottom: what runs and for how long; the pixel under the pointer, sizes and zoom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QStatusBar, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.options.entry import EntryKeys

ZOOMS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class JobLine(QWidget):
    """Stage, elapsed time and progress of the job that runs; hidden while none does."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("jobLine")
        self._stage = QLabel()
        self._stage.setObjectName("jobStage")
        self._time = _value("jobTime", tr("Elapsed time"), "00:00")
        self._bar = QProgressBar()
        self._bar.setObjectName("jobProgress")
        self._bar.setAccessibleName(tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(128)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self._show_time)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for part in (self._stage, self._bar, self._time):
            row.addWidget(part)
        self.hide()

    def show_stage(self, stage: str, progress: float | None = None) -> None:
        """Say what is being done; ``progress`` 0 to 1, None = not known. The first stage starts the clock."""
        if not self._tick.isActive():
            self._clock.start()
            self._tick.start()
            self._show_time()
        self._stage.setText(stage)
        self._bar.setRange(0, 0 if progress is None else 1000)
        if progress is not None:
            self._bar.setValue(round(1000 * progress))
        self.show()

    def end(self) -> None:
        """Nothing runs any more."""
        self._tick.stop()
        self._bar.setRange(0, 1000)
        self.hide()

    def _show_time(self) -> None:
        minutes, seconds = divmod(self._clock.elapsed() // 1000, 60)
        self._time.setText(f"{minutes}:{seconds:02}")


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
        self.setLineEdit(line)
        self.addItem(tr("Fit"), 0.0)
        for factor in ZOOMS:
            self.addItem(_percent(factor), factor)
        self._factor = 1.0
        self.show_zoom(1.0)
        self.activated.connect(self._choose)
        line.editingFinished.connect(self._enter)

    def show_zoom(self, factor: float) -> None:
        """Show a factor; 1 = a pixel of the photo is one of the screen."""
        self._factor = factor
        self.setEditText(_percent(factor))

    def _choose(self, index: int) -> None:
        factor = float(self.itemData(index))
        if factor:
            self.zoom_wanted.emit(factor)
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
        self._pixel = _value("pixelUnderPointer", tr("Pixel under the pointer"), "88888, 88888")
        self._colour = _value("colourUnderPointer", tr("Colour under the pointer"), "R 888  G 888  B 888")
        self._brush = _value("tipSize", tr("Size of the tip"), "⌀ 2000 px")
        self._photo = _value("photoSize", tr("Size of the photo"), "88888 × 88888")
        for part in (self._pixel, self._colour, self._brush, self._photo, self.zoom):
            self.addPermanentWidget(part)
        self.setContentsMargins(8, 0, 4, 0)
        self.zoom.zoom_wanted.connect(self.zoom_wanted)
        self.zoom.fit_wanted.connect(self.fit_wanted)
        self.zoom.activated.connect(self.entry_ended)
        EntryKeys(self.zoom).ended.connect(self.entry_ended)

    @cached_property
    def job(self) -> JobLine:
        """Made when it is first asked for; nothing of it is seen before a job runs."""
        job = JobLine()
        # Permanent, because hints hide the other kind.
        self.insertPermanentWidget(0, job)
        return job

    def show_zoom(self, factor: float) -> None:
        """Show a factor; 1 = a pixel of the photo is one of the screen."""
        self.zoom.show_zoom(factor)

    def show_photo(self, size: tuple[int, int] | None) -> None:
        """Width and height in pixels; None while no photo is open."""
        self._photo.setText(f"{size[0]} × {size[1]}" if size else "")
        self.zoom.setEnabled(size is not None)
        if size is None:
            self.show_pixel(None)

    def show_pixel(self, place: tuple[int, int] | None, colour: Sequence[int] = ()) -> None:
        """Image pixel under the pointer and its red, green and blue; None while the pointer is elsewhere."""
        self._pixel.setText(f"{place[0]}, {place[1]}" if place else "")
        self._colour.setText("R {}  G {}  B {}".format(*colour) if place and len(colour) >= 3 else "")

    def show_brush(self, size: float | None) -> None:
        """The tip's diameter in image pixels; None for a tool without a tip."""
        self._brush.setText("" if size is None else tr("⌀ {size} px", size=f"{size:g}"))


def _percent(factor: float) -> str:
    percent = factor * 100
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"


def _value(name: str, title: str, widest: str) -> QLabel:
    """A figure that keeps its width, so that nothing beside it moves."""
    label = QLabel()
    label.setObjectName(name)
    label.setAccessibleName(title)
    label.setToolTip(title)
    label.setProperty("look", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 8)
    return label
