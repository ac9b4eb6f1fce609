"""The seam of all tools: what a tool is, what it shows while it is used, and what it leaves for another thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8
from objremove_gui.core.tools.pointer import Button, Modifiers, PointerEvent

Point = tuple[float, float]


class Mode(StrEnum):
    """What a tool does with the pixels that it covers."""

    ADD = "add"
    SUBTRACT = "subtract"

    @property
    def opposite(self) -> Mode:
        return Mode.SUBTRACT if self is Mode.ADD else Mode.ADD

    @property
    def value_written(self) -> int:
        """What is written into the mask."""
        return 255 if self is Mode.ADD else 0


class Cursor(StrEnum):
    """How the pointer looks: the outline of the tip, or a cross. The view adds a plus or minus for the mode."""

    TIP = "tip"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """One row of the table; texts are translated when shown. ``action`` is the id of the action that chooses it.

    ``hint`` tells in one line how it is used. ``options`` are keys of :data:`objremove_gui.core.tools.options.OPTIONS`,
    in the order in which they are shown.
    ``marks`` is False for a tool that takes marks away by itself. One that ``takes_space`` is told when Space is held
    during a drag; for the others the drag then moves the view. ``in_vain`` is what a person is told who has used it
    where nothing has been removed; empty for a tool that does not need that.
    """

    id: str
    title: str
    icon: str
    action: str
    hint: str
    cursor: Cursor = Cursor.CROSS
    options: tuple[str, ...] = ()
    marks: bool = True
    takes_space: bool = False
    in_vain: str = ""


class Line(NamedTuple):
    """A chain of straight lines in image coordinates. ``points`` belongs to the tool and is only read."""

    points: Sequence[Point]
    closed: bool = False


class Figure(StrEnum):
    """What is drawn into the box of a :class:`Shape`."""

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"


class Shape(NamedTuple):
    """A figure that fills ``box``, which may reach beyond the picture."""

    figure: Figure
    box: Rect


class Patch(NamedTuple):
    """What would be marked: ``coverage`` (uint8, 0 or 255) is stretched over ``box``; it may have fewer pixels."""

    box: Rect
    coverage: Mask8


@dataclass(frozen=True, slots=True)
class Preview:
    """What the view draws for a tool in use; ``handles`` are corners, ``label`` is told beside the pointer."""

    mode: Mode
    lines: tuple[Line, ...] = ()
    shape: Shape | None = None
    handles: Sequence[Point] = ()
    patch: Patch | None = None
    label: str = ""


class Found(NamedTuple):
    """What a search found: ``mask`` is uint8 (h, w) of ``box``, 0 or 255."""

    box: Rect
    mask: Mask8

    def tight(self) -> Found:
        """The same without the empty rows and columns around it."""
        import cv2

        inner = Rect(*cv2.boundingRect(self.mask))
        return Found(inner.shift(self.box.x, self.box.y), self.mask[inner.slices])


class Work(Protocol):
    """A search that takes longer than a frame. It knows all it needs, and may run in any thread."""

    def run(self) -> Found:
        """Search; raises InputError when there is nothing to be found."""


class Tool(Protocol):
    """Takes plain pointer events in image coordinates and changes the document.

    ``press`` starts a gesture where none is under way (``is_dragging`` is False), ``hover`` tells where the pointer
    is between gestures. Modifiers held at the press choose the mode, those pressed later constrain the shape; the
    view repeats the last ``move`` or ``hover`` when a modifier changes while the pointer rests. After each call the
    view asks for :meth:`preview`.

    A tool that must search leaves a ``work`` behind at the release. The view runs it in an executor and hands its
    outcome to :meth:`finish` when the mask is not being recorded, or calls :meth:`cancel` when it failed.
    """

    info: ToolInfo

    @property
    def is_active(self) -> bool:
        """Whether something has been begun and not ended: a stroke, an open polygon, a search."""

    @property
    def is_dragging(self) -> bool:
        """Whether a button is down for this tool."""

    @property
    def work(self) -> Work | None:
        """The search that waits to be run; the same object until :meth:`finish` or :meth:`cancel`."""

    def mode_at(self, modifiers: Modifiers, button: Button = Button.PRIMARY) -> Mode:
        """What a press would do now; what is being done, once something has been begun."""

    def press(self, event: PointerEvent) -> None: ...

    def move(self, event: PointerEvent) -> None: ...

    def release(self, event: PointerEvent) -> None: ...

    def hover(self, event: PointerEvent) -> None:
        """The pointer is here with no button down."""

    def double_click(self, event: PointerEvent) -> None:
        """The second press of a double click, in place of a press."""

    def confirm(self) -> bool:
        """The Enter key; False when it means nothing to the tool."""

    def step_back(self) -> bool:
        """Esc or Backspace: take the last step of what has been begun back; False when nothing has been."""

    def nudge(self, dx: int, dy: int, modifiers: Modifiers = Modifiers.NONE) -> bool:
        """An arrow key, -1, 0 or 1 each way; False when it means nothing to the tool."""

    def come(self, x: float, y: float) -> None:
        """Its keyboard cursor goes to this place of the image, or as near as can be."""

    def strike(self) -> bool:
        """The Space key where it is not held to move the view; False when it means nothing to the tool."""

    def described(self) -> str:
        """Where its keyboard cursor is and what is there, in words; ``""`` for a tool without one."""

    def cancel(self) -> None:
        """Take back all that has been begun."""

    def finish(self, work: Work, found: Found) -> None:
        """Use what a search found; nothing happens if it is not ``work`` that the tool waits for."""

    def preview(self) -> Preview | None:
        """What to draw; None when there is nothing."""

    def set_option(self, key: str, value: Any) -> None:
        """Change one of ``info.options``; a number out of range is moved into it. KeyError for any other."""

    def option(self, key: str) -> Any:
        """The value of one of ``info.options``."""
