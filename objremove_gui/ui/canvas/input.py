"""Who gets an event on the canvas: the tool, or the view (pan, zoom, size of the tip)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTabletEvent

from objremove_gui.core.tools.pointer import Button, PointerEvent
from objremove_gui.ui.canvas.taps import Taps
from objremove_gui.ui.canvas.translate import button_of, is_of_pen, modifiers_of, pen_button, pen_touches

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Tool
    from objremove_gui.ui.canvas.view import Canvas

# Dragging this many pixels to the right doubles the tip.
SIZE_DOUBLES_IN = 120
Later = Callable[[Callable[[], object]], None]
NO_KEYS = Qt.KeyboardModifier.NoModifier
NO_BUTTON = Qt.MouseButton.NoButton
RESIZING = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier


class Drag(StrEnum):
    """What a held button does."""

    NONE = "none"
    TOOL = "tool"
    PAN = "pan"
    SIZE = "size"
    CROP = "crop"


class Input:
    """Mouse and pen of one canvas, and what waits for the tool.

    ``held`` are the modifiers as of the last event: what the toolkit remembers of them is one event behind when a
    modifier itself is pressed.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.space = False
        self.pans_always = False
        self.held = NO_KEYS
        self._drag = Drag.NONE
        self._from = QPointF()
        self._held_button = NO_BUTTON
        self._pen_is_down = False
        # Which end or button of the pen is near, so that the sign of the mode is right before the first touch.
        self._near: Button | None = None
        self._last: tuple[QPointF, float] | None = None
        self._taps = Taps()
        # Where what is said to the tool waits while the mask is worked on elsewhere, and what is no longer meant.
        self._later: Later | None = None
        self._takes_back = 0

    @property
    def is_dragging(self) -> bool:
        return self._drag is not Drag.NONE

    @property
    def is_panning(self) -> bool:
        return self._drag is Drag.PAN

    @property
    def button(self) -> Button:
        """What the next press would come from, as far as it is known."""
        return self._near or Button.PRIMARY

    # -- the mouse

    def press(self, event: QMouseEvent, *, again: bool = False) -> None:
        """``again``: as the second press of a double click."""
        self.held = event.modifiers()
        if self._pen_is_down or is_of_pen(event) or self.is_dragging:
            return
        self._comes_near(None)
        self._held_button = event.button()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._start_pan(event.position())
        else:
            self._press(event.position(), button_of(event.button()), 1.0, again=again)

    def move(self, event: QMouseEvent) -> None:
        self.held = event.modifiers()
        if not self._pen_is_down and not is_of_pen(event):
            self._comes_near(None)
            if self._last is not None and self.is_dragging and not event.buttons() & self._held_button:
                # The release went elsewhere, as to a dialog that a key has opened: it is over where it was.
                self._release(*self._last)
            self._move(event.position(), 1.0)

    def release(self, event: QMouseEvent) -> None:
        self.held = event.modifiers()
        if not self._pen_is_down and event.button() == self._held_button:
            self._release(event.position(), 1.0)

    # -- the pen

    def tablet(self, event: QTabletEvent) -> None:
        """A pen's events are taken here, so no mouse events are made from them.

        A button on the barrel is pressed in the air, too: a stroke begins when the pen touches and ends when it no
        longer does, whatever happens to the other buttons meanwhile.
        """
        event.accept()
        self.held = event.modifiers()
        self._comes_near(pen_button(event))
        match event.type():
            case QEvent.Type.TabletPress if not self.is_dragging:
                is_middle = event.button() == Qt.MouseButton.MiddleButton
                if is_middle or pen_touches(event):
                    self._pen_is_down = True
                    self._held_button = event.button()
                    if is_middle or event.buttons() & Qt.MouseButton.MiddleButton:
                        self._start_pan(event.position())
                    else:
                        again = self._taps.comes(event.position(), event.timestamp())
                        self._press(event.position(), self._near, event.pressure(), again=again)
            case QEvent.Type.TabletMove:
                self._move(event.position(), event.pressure() if self._pen_is_down else 1.0)
            case QEvent.Type.TabletRelease if self._pen_is_down and event.button() == self._held_button:
                self._release(event.position(), event.pressure())
                self._pen_is_down = False
            case _:
                return

    def _comes_near(self, button: Button | None) -> None:
        """A part of the pen, or None: the mouse."""
        if button is self._near:
            return
        before, self._near = self._near, button
        if not self.is_dragging and (before is Button.ERASER) != (button is Button.ERASER):
            self._canvas.pen_turned.emit(button is Button.ERASER)

    # -- what they share

    def _press(self, at: QPointF, button: Button | None, pressure: float, *, again: bool) -> None:
        canvas = self._canvas
        canvas.touch.rest()
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        if canvas.scene is None or button is None:
            return
        if button is Button.PRIMARY and (self.space or self.pans_always):
            self._start_pan(at)
        elif (
            button is Button.SECONDARY
            and self.held & RESIZING
            and not self._pen_is_down
            and canvas.tip_diameter
        ):
            self._drag, self._from = Drag.SIZE, at
            canvas.refresh_cursor()
        elif again and self._takes_frame(button) and canvas.frames.put_back(at):
            return
        elif self._takes_frame(button) and canvas.frames.grab(at):
            self._drag = Drag.CROP
        elif canvas.tool is not None:
            self._drag = Drag.TOOL
            told = self.pointer(at, pressure, button)
            self.tell(lambda tool: (tool.double_click if again else tool.press)(told))
        self._last = at, pressure
        canvas.move_cursor(at)

    def _move(self, at: QPointF, pressure: float) -> None:
        canvas, tool = self._canvas, self._canvas.tool
        before = self._last[0] if self._last is not None else at
        self._last = at, pressure
        match self._drag:
            case Drag.PAN:
                canvas.pan_by(at - self._from)
                self._from = at
            case Drag.SIZE:
                factor = 2 ** ((at.x() - self._from.x()) / SIZE_DOUBLES_IN)
                self._from = at
                canvas.scale_tip(factor)
                return
            case Drag.CROP:
                canvas.frames.drag(at)
            case Drag.TOOL if tool is not None:
                if self.space and not tool.info.takes_space:
                    # What is under the pointer stays under it, so what has been begun goes on from there.
                    canvas.pan_by(at - before)
                else:
                    told = self.pointer(at, pressure)
                    self.tell(lambda tool: tool.move(told))
            case _ if tool is not None and canvas.scene is not None and self._later is None:
                tool.hover(self.pointer(at, pressure))
                canvas.after_tool()
        canvas.move_cursor(at)

    def _release(self, at: QPointF, pressure: float) -> None:
        drag = self._drag
        self._drag = Drag.NONE
        self._held_button = NO_BUTTON
        if drag is Drag.CROP:
            self._canvas.frames.let_go()
        if drag is Drag.TOOL:
            told = self.pointer(at, pressure)
            self.tell(lambda tool: tool.release(told), ends=True)
        self._canvas.show_pointer_shape()
        self._canvas.refresh_cursor()

    def _takes_frame(self, button: Button) -> bool:
        """Whether a press may take hold of a crop's frame: by the main button, between strokes."""
        tool = self._canvas.tool
        is_free = tool is None or not tool.is_active
        return button is Button.PRIMARY and self.held == NO_KEYS and is_free and self._canvas.shows_marks

    def _start_pan(self, at: QPointF) -> None:
        self._canvas.touch.rest()
        self._drag, self._from, self._last = Drag.PAN, at, (at, 1.0)
        self._canvas.show_pointer_shape()

    # -- the tool

    def tell(self, say: Callable[[Tool], object], *, ends: bool = False) -> None:
        """Let the tool know what the pointer did (``ends``: a stroke is over); while the mask is worked on it waits."""
        if self._later is None:
            self._say(say, ends)
            return
        meant = self._takes_back
        self._later(lambda: self._say(say, ends) if meant == self._takes_back else None)

    def _say(self, say: Callable[[Tool], object], ends: bool) -> None:
        tool = self._canvas.tool
        if tool is not None:
            say(tool)
            self._canvas.after_tool()
            if ends:
                self._canvas.stroke_ended.emit()

    @property
    def is_waiting(self) -> bool:
        return self._later is not None

    def hold_back(self, later: Later) -> None:
        """The mask is being worked on elsewhere: what the pointer does is handed to ``later``, in its order."""
        self._later = later
        self._canvas.show_pointer_shape()

    def go_on(self) -> None:
        """The mask can be painted on again."""
        self._later = None
        self._canvas.show_pointer_shape()

    def take_back(self) -> None:
        """What the tool has begun last is taken back."""
        self._takes_back += 1
        if self._later is None:
            self._say(lambda tool: tool.step_back(), ends=True)

    def finish(self) -> None:
        """The tool's drag is over as if its button had been let go here."""
        if self._drag is Drag.TOOL and self._last is not None:
            self._release(*self._last)
            self._pen_is_down = False

    def abandon(self) -> None:
        """The drag is over without a release."""
        self._drag = Drag.NONE
        self._held_button = NO_BUTTON
        self._pen_is_down = False
        self._canvas.show_pointer_shape()

    def pointer(self, at: QPointF, pressure: float, button: Button | None = None) -> PointerEvent:
        """The place and the keys held, as tools know them."""
        canvas = self._canvas
        x, y = canvas.widget_to_image(at)
        held = modifiers_of(self.held, space=self.space and self.is_dragging)
        scale = canvas.devicePixelRatioF() / canvas.viewport.zoom
        return PointerEvent(x, y, pressure, button or Button.PRIMARY, held, scale)

    def modifiers_changed(self, held: Qt.KeyboardModifier) -> None:
        """A modifier came or went while the pointer rests: the shape being drawn and the sign follow."""
        self.held = held
        if self._last is not None and self._canvas.has_pointer and self._drag in (Drag.TOOL, Drag.NONE):
            self._move(*self._last)

    def forget_keys(self) -> None:
        """Keys let go while another window has the focus are not heard of."""
        self.modifiers_changed(NO_KEYS)
