"""Where the window and its panels stand: as they were left, from one start to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from objremove_gui.settings import config_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget

JOBS_DOCK = "jobsDock"
DEFAULT_SIZE = QSize(1280, 820)
RIGHT, BELOW = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea


def _state_file() -> QSettings:
    return QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)


def restore_layout(window: QMainWindow) -> None:
    """Place and size of the window and its bars; docks come to where they were left by :func:`docked`."""
    state = _state_file()
    geometry, layout = state.value("geometry"), state.value("layout")
    if geometry is None or not window.restoreGeometry(geometry):
        window.resize(DEFAULT_SIZE.boundedTo(window.screen().availableSize()))
    if layout is not None:
        window.restoreState(layout)


def save_layout(window: QMainWindow) -> None:
    """Keep it for the next start."""
    state = _state_file()
    state.setValue("geometry", window.saveGeometry())
    state.setValue("layout", window.saveState())
    jobs = window.findChildren(QWidget, JOBS_DOCK)
    state.setValue(JOBS_DOCK, any(not dock.isHidden() for dock in jobs))


def had_jobs() -> bool:
    """Whether the list of jobs was open at the end of the session before."""
    return str(_state_file().value(JOBS_DOCK, "")).lower() == "true"


def docked(
    window: QMainWindow,
    panel: QWidget,
    title: str,
    name: str,
    area: Qt.DockWidgetArea,
    *,
    closes: bool = True,
    width: int = 0,
    hides: bool = False,
) -> QDockWidget:
    """Put a panel where it was left, else into ``area``; the dock has the object name ``name``.

    Without ``closes`` it has no cross. Where it was never left, it is ``width`` pixels wide if that is not 0, and
    ``hides`` until it is asked for.
    """
    from PySide6.QtWidgets import QDockWidget

    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setWidget(panel)
    features = QDockWidget.DockWidgetFeature.DockWidgetMovable
    dock.setFeatures(features | QDockWidget.DockWidgetFeature.DockWidgetClosable if closes else features)
    if not window.restoreDockWidget(dock):
        window.addDockWidget(area, dock)
        if width:
            window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        if hides:
            dock.hide()
    return dock
