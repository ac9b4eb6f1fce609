"""A hand at a widget: real events, each timed from its arrival until its repaint is on the screen."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
MOVES = 200


def show_now() -> None:
    """Paint what waits to be painted, and wait until the screen has it."""
    QCoreApplication.sendPostedEvents()
    if QGuiApplication.platformName() == "xcb":
        # The server answers in order, so all that was drawn before has been drawn.
        QCursor.pos()


class Taken(NamedTuple):
    """Milliseconds by the clock, and of the window's thread's processor, which others on the machine take less from."""

    wall: float
    cpu: float


def measured(do: Callable[[], object]) -> Taken:
    """What it takes from ``do`` until it is seen."""
    cpu = time.thread_time()
    wall = timed(do)
    return Taken(wall, (time.thread_time() - cpu) * 1e3)


def timed(do: Callable[[], object]) -> float:
    """Milliseconds from ``do`` until it is seen."""
    start = time.perf_counter()
    do()
    show_now()
    return (time.perf_counter() - start) * 1e3


def mouse(widget: QWidget, kind: QEvent.Type, at: tuple[float, float], *, held: bool) -> float:
    """One event of the mouse."""
    place = QPointF(*at)
    button = NONE if kind == MOVE else LEFT
    buttons = LEFT if held else NONE
    event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(place)), button, buttons, NO_KEYS)
    return timed(lambda: QApplication.sendEvent(widget, event))


def wheel(widget: QWidget, notches: float) -> float:
    """A turn of the wheel over the middle."""
    place = QPointF(widget.width() / 2, widget.height() / 2)
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        NONE,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    return timed(lambda: QApplication.sendEvent(widget, event))


def waves(widget: QWidget, moves: int = MOVES) -> Iterator[tuple[float, float]]:
    """Three waves across the widget, the press first."""
    width, height = widget.width(), widget.height()
    for step in range(moves + 1):
        part = step / moves
        yield width * (0.06 + 0.88 * part), height * (0.5 + 0.35 * math.sin(6 * math.pi * part))


class Stroke(NamedTuple):
    """Milliseconds that each event of a stroke took, and the window's thread's processor for a move on average."""

    press: float
    moves: list[float]
    release: float
    cpu: float


def stroke(widget: QWidget, patience: float = math.inf) -> Stroke:
    """Draw the waves; after ``patience`` seconds the rest is left out."""
    places = list(waves(widget))
    mouse(widget, MOVE, places[0], held=False)
    press = mouse(widget, PRESS, places[0], held=True)
    cpu, end = time.thread_time(), time.perf_counter() + patience
    moves: list[float] = []
    for place in places[1:]:
        moves.append(mouse(widget, MOVE, place, held=True))
        if time.perf_counter() > end:
            break
    cpu = (time.thread_time() - cpu) * 1e3 / len(moves)
    return Stroke(press, moves, mouse(widget, RELEASE, place, held=False), cpu)
