"""What all tools share: options by key, modes by the modifiers held at the press, and constraints by those after it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import EMPTY
from objremove_gui.core.marking import mark_shape
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.core.tools.base import Found, Mode, Preview, ToolInfo, Work
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.pointer import Button, Modifiers, PointerEvent


def picture_of(document: Document) -> Snapshot:
    """The visible picture as it is now, for a search in another thread."""
    return Snapshot(document.photo, document.removals, EMPTY, np.empty((0, 0), np.uint8))


class Constraints:
    """The modifiers that constrain a drag.

    One that chose the mode at the press must be let go before it counts, or every Alt-drag would be drawn from its
    centre.
    """

    def __init__(self, spent: Modifiers = Modifiers.NONE) -> None:
        self._spent = spent

    def of(self, held: Modifiers) -> Modifiers:
        """Those of ``held`` that count now."""
        self._spent &= held
        return held & ~self._spent


class BaseTool(ABC):
    """A tool that does nothing yet: the parts of the protocol that most tools have no other answer to."""

    def __init__(self, document: Document, info: ToolInfo) -> None:
        self.info = info
        self.document = document
        self.own = Mode.ADD
        self._mode = Mode.ADD
        self._constraints = Constraints()
        self._work: Work | None = None

    @property
    def is_active(self) -> bool:
        return self.is_dragging or self._work is not None

    @property
    def is_dragging(self) -> bool:
        return False

    @property
    def work(self) -> Work | None:
        return self._work

    def mode_at(self, modifiers: Modifiers, button: Button = Button.PRIMARY) -> Mode:
        if self.is_active:
            return self._mode
        if button is Button.ERASER:
            return Mode.SUBTRACT
        if Modifiers.ALT in modifiers or button is Button.SECONDARY:
            return self.own.opposite
        return Mode.ADD if Modifiers.SHIFT in modifiers else self.own

    def _choose_mode(self, event: PointerEvent) -> None:
        """At the first press: the mode, and which modifiers are spent on it."""
        self._mode = self.mode_at(event.modifiers, event.button)
        spent = event.modifiers & Modifiers.ALT
        if self.own is not Mode.ADD:
            spent |= event.modifiers & Modifiers.SHIFT
        self._constraints = Constraints(spent)

    def hover(self, event: PointerEvent) -> None:
        self._constraints.of(event.modifiers)

    def double_click(self, event: PointerEvent) -> None:
        self.press(event)

    @abstractmethod
    def press(self, event: PointerEvent) -> None: ...

    @abstractmethod
    def move(self, event: PointerEvent) -> None: ...

    @abstractmethod
    def release(self, event: PointerEvent) -> None: ...

    @abstractmethod
    def cancel(self) -> None: ...

    def confirm(self) -> bool:
        return False

    def step_back(self) -> bool:
        if not self.is_active:
            return False
        self.cancel()
        return True

    def nudge(self, dx: int, dy: int, modifiers: Modifiers = Modifiers.NONE) -> bool:
        return False

    def come(self, x: float, y: float) -> None:
        """Most tools have no keyboard cursor."""
        return

    def strike(self) -> bool:
        return False

    def described(self) -> str:
        return ""

    def finish(self, work: Work, found: Found) -> None:
        if work is self._work:
            mode = self._mode
            self.cancel()
            mark_shape(self.document, self._step_name(mode), found.box, found.mask, mode.value_written)

    @abstractmethod
    def _step_name(self, mode: Mode) -> str:
        """The undo step's name, translated."""

    def preview(self) -> Preview | None:
        return None

    def set_option(self, key: str, value: Any) -> None:
        if key not in self.info.options:
            raise KeyError(key)
        setattr(self, key, OPTION_BY_KEY[key].fitted(value))

    def option(self, key: str) -> Any:
        if key not in self.info.options:
            raise KeyError(key)
        return getattr(self, key)
