"""A canvas with a photo on it, and the events of a mouse, a pen, fingers and keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from objremove_gui.core.document import Document
from objremove_gui.core.tools.base import Tool
from objremove_gui.core.tools.registry import TOOL_BY_ID
from objremove_gui.ui.canvas.view import Canvas

NO_KEYS = Qt.KeyboardModifier.NoModifier
NO_BUTTON = Qt.MouseButton.NoButton
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
Type = QEvent.Type
Point = tuple[float, float]


class Desk:
    """A canvas in a window, with everything that can act on it; all places are in image pixels."""

    def __init__(self, canvas: Canvas, document: Document) -> None:
        self.canvas = canvas
        self.document = document
        self.tool: Tool = self.take("brush")

    @property
    def mask(self) -> np.ndarray:
        return self.document.mask.pixels

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """What is marked: x, y, width, height."""
        return tuple(self.document.mask.bounds())

    def take(self, name: str, **options: object) -> Tool:
        self.tool = TOOL_BY_ID[name].make(self.document)
        for key, value in options.items():
            self.tool.set_option(key, value)
        size = float(self.tool.option("diameter")) if "diameter" in self.tool.info.options else 0.0
        self.canvas.use_tool(self.tool, size, pans=False)
        return self.tool

    def place(self, at: Point) -> QPointF:
        return self.canvas.image_to_widget(*at)

    # -- the mouse

    def mouse(
        self,
        kind: Type,
        at: Point,
        button: Qt.MouseButton = NO_BUTTON,
        held: Qt.MouseButton = NO_BUTTON,
        modifiers: Qt.KeyboardModifier = NO_KEYS,
        device: QPointingDevice | None = None,
    ) -> None:
        local = self.place(at)
        around = QPointF(self.canvas.mapToGlobal(QPoint(0, 0))) + local
        device = device or QPointingDevice.primaryPointingDevice()
        QApplication.sendEvent(
            self.canvas, QMouseEvent(kind, local, local, around, button, held, modifiers, device)
        )

    def press(
        self, at: Point, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        self.mouse(Type.MouseButtonPress, at, button, button, modifiers)

    def move(self, at: Point, held: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        self.mouse(Type.MouseMove, at, NO_BUTTON, held, modifiers)

    def release(
        self, at: Point, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        self.mouse(Type.MouseButtonRelease, at, button, NO_BUTTON, modifiers)

    def drag(
        self, *path: Point, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        self.press(path[0], button, modifiers)
        for at in path[1:]:
            self.move(at, button, modifiers)
        self.release(path[-1], button, modifiers)

    def click(self, at: Point, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        self.move(at, NO_BUTTON, modifiers)
        self.press(at, modifiers=modifiers)
        self.release(at, modifiers=modifiers)

    def wheel(
        self,
        angle: tuple[int, int],
        pixels: tuple[int, int] = (0, 0),
        modifiers: Qt.KeyboardModifier = NO_KEYS,
        device: QPointingDevice | None = None,
        phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
    ) -> None:
        middle = QPointF(self.canvas.rect().center())
        QApplication.sendEvent(
            self.canvas,
            QWheelEvent(
                middle, middle, QPoint(*pixels), QPoint(*angle), NO_BUTTON, modifiers, phase, False,
                device=device or QPointingDevice.primaryPointingDevice(),
            ),
        )  # fmt: skip

    def pinch(self, value: float, pad: QPointingDevice) -> None:
        middle = QPointF(self.canvas.rect().center())
        kind = Qt.NativeGestureType.ZoomNativeGesture
        event = QNativeGestureEvent(kind, pad, 2, middle, middle, middle, value, QPointF())
        QApplication.sendEvent(self.canvas, event)

    # -- the pen

    def pen(
        self,
        kind: Type,
        at: Point,
        pressure: float,
        button: Qt.MouseButton = NO_BUTTON,
        held: Qt.MouseButton = NO_BUTTON,
        stylus: QPointingDevice | None = None,
        modifiers: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        local = self.place(at)
        around = QPointF(self.canvas.mapToGlobal(QPoint(0, 0))) + local
        event = QTabletEvent(
            kind, stylus or pen(), local, around, pressure, 0, 0, 0, 0, 0, modifiers, button, held
        )
        QApplication.sendEvent(self.canvas, event)
        assert event.isAccepted()

    def pen_stroke(
        self, path: Sequence[tuple[float, float, float]], stylus: QPointingDevice | None = None
    ) -> None:
        """A stroke of x, y and pressure, with the mouse events that some systems make from it."""
        x, y, pressure = path[0]
        self.pen(Type.TabletPress, (x, y), pressure, LEFT, LEFT, stylus)
        self.mouse(Type.MouseButtonPress, (x, y), LEFT, LEFT, device=stylus or pen())
        for x, y, pressure in path[1:]:
            self.pen(Type.TabletMove, (x, y), pressure, NO_BUTTON, LEFT, stylus)
            self.mouse(Type.MouseMove, (x, y), NO_BUTTON, LEFT, device=stylus or pen())
        self.pen(Type.TabletRelease, (x, y), 0.0, LEFT, NO_BUTTON, stylus)
        self.mouse(Type.MouseButtonRelease, (x, y), LEFT, device=stylus or pen())

    # -- keys

    def key_down(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = NO_KEYS,
        code: int = 0,
        text: str = "",
        *,
        again: bool = False,
    ) -> None:
        event = QKeyEvent(Type.KeyPress, key, modifiers, code, 0, 0, text, again)
        QApplication.sendEvent(self.canvas, event)

    def key_up(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        QApplication.sendEvent(self.canvas, QKeyEvent(Type.KeyRelease, key, modifiers))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.canvas, key, modifiers)


class Fingers:
    """Fingers by number, each at an image point."""

    def __init__(self, desk: Desk, screen: QPointingDevice) -> None:
        self._canvas = desk.canvas
        self._desk = desk
        self._screen = screen
        self._down: dict[int, QPoint] = {}

    def do(self, **fingers: Point | None) -> None:
        """``a=(x, y)`` puts a finger down or moves it, ``a=None`` lifts it."""
        sequence = QTest.touchEvent(self._canvas, self._screen)
        for number, name in enumerate("ab"):
            known = self._down.get(number)
            if name not in fingers:
                if known is not None:
                    sequence.move(number, known, self._canvas)
            elif fingers[name] is None:
                sequence.release(number, self._down.pop(number), self._canvas)
            else:
                at = self._desk.place(fingers[name]).toPoint()
                step = sequence.press if known is None else sequence.move
                step(number, at, self._canvas)
                self._down[number] = at
        sequence.commit()


def pen(kind: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen) -> QPointingDevice:
    return device(QInputDevice.DeviceType.Stylus, kind)


def trackpad() -> QPointingDevice:
    return device(QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger)


def device(kind: QInputDevice.DeviceType, pointer: QPointingDevice.PointerType) -> QPointingDevice:
    number = int(kind.value) * 16 + int(pointer.value)
    if number not in DEVICES:
        can = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        DEVICES[number] = QPointingDevice("test", 1000 + number, kind, pointer, can, 2, 3)
    return DEVICES[number]


# Devices live as long as the application, as real ones do.
DEVICES: dict[int, QPointingDevice] = {}
