"""The parts of the status line that tell something only while a photo is open."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from objremove_gui.i18n import tr

# Milliseconds; what is over sooner is not told.
SOON = 300


class StatusParts(QWidget):
    """The job that runs, and the facts about photo and pointer."""

    def __init__(self) -> None:
        super().__init__()
        # The status line has it at its left.
        self.hint = HintLine()
        self.job = JobLine()
        self.pixel = _figure("pixelUnderPointer", tr("Pixel under the pointer"), "88888, 88888")
        self.colour = _figure("colourUnderPointer", tr("Colour under the pointer"), "R 888  G 888  B 888")
        self.brush = _figure("tipSize", tr("Size of the tip"), "⌀ 2000 px")
        self.photo = _figure("photoSize", tr("Size of the photo"), "88888 × 88888")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.job, self.pixel, self.colour, self.brush, self.photo):
            row.addWidget(part)


class HintLine(QLabel):
    """A line that gives way to what lies at its right; what is cut off is told by the tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("toolHint")
        self.setProperty("look", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line = ""

    def show_line(self, line: str) -> None:
        self._line = line
        self.setAccessibleName(line)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._line, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._line if shown != self._line else "")


class JobLine(QWidget):
    """Stage, elapsed time and progress of the job that runs; hidden while none does."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("jobLine")
        self._stage = QLabel()
        self._stage.setObjectName("jobStage")
        # Names of files are no mark-up.
        self._stage.setTextFormat(Qt.TextFormat.PlainText)
        self._time = _figure("jobTime", tr("Elapsed time"), "00:00")
        self._bar = QProgressBar()
        self._bar.setObjectName("jobProgress")
        self._bar.setAccessibleName(tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(128)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self._show_time)
        self._next = ""
        self._waits = QTimer(self, singleShot=True, interval=SOON)
        self._waits.timeout.connect(lambda: self.show_stage(self._next))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for part in (self._stage, self._bar, self._time):
            row.addWidget(part)
        self.hide()

    def show_soon(self, stage: str) -> None:
        """Say so if it is still being done in a moment."""
        self._next = stage
        self._waits.start()

    def show_stage(self, stage: str, progress: float | None = None) -> None:
        """Say what is being done; ``progress`` 0 to 1, None = not known. The first stage starts the clock."""
        self._waits.stop()
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
        self._waits.stop()
        self._tick.stop()
        self._bar.setRange(0, 1000)
        self.hide()

    def _show_time(self) -> None:
        minutes, seconds = divmod(self._clock.elapsed() // 1000, 60)
        self._time.setText(f"{minutes}:{seconds:02}")


def _figure(name: str, title: str, widest: str) -> QLabel:
    """A figure that keeps its width, so that nothing beside it moves."""
    label = QLabel()
    label.setObjectName(name)
    label.setAccessibleName(title)
    label.setToolTip(title)
    label.setProperty("look", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 8)
    return label
