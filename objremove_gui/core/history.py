"""Undo and redo by name, with a byte budget. An edit exchanges two states, so it is its own inverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from objremove_gui.core.events import Event


class Swap(Protocol):
    """One part of an edit."""

    @property
    def cost(self) -> int:
        """Bytes that only the history keeps alive, roughly."""

    @property
    def effort(self) -> int:
        """What exchanging it and showing that takes, counted in pixels of the mask that are unpacked."""

    def rest(self, *, soon_wanted: bool) -> None:
        """Take as little memory as it can where it isn't ``soon_wanted``, else be ready; in any thread."""

    def apply(self) -> None:
        """Exchange the state it holds with the one in force."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One named step; ``name`` is translated already, as people see it in the menu."""

    name: str
    parts: tuple[Swap, ...]

    @property
    def cost(self) -> int:
        return 100 + sum(part.cost for part in self.parts)

    @property
    def effort(self) -> int:
        """As that of its parts."""
        return sum(part.effort for part in self.parts)

    def rest(self, *, soon_wanted: bool) -> None:
        for part in self.parts:
            part.rest(soon_wanted=soon_wanted)

    def apply(self) -> None:
        for part in self.parts:
            part.apply()


class Move(StrEnum):
    """What happens to a history; after ``DONE`` its ``last`` edit is the new one, after ``SAVED`` it is clean."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"
    SAVED = "saved"


class History:
    """A list of edits and a position in it. The oldest go first when the budget is used up."""

    def __init__(self, budget: int = 256 << 20) -> None:
        self.budget = budget
        self._edits: list[Edit] = []
        self._position = 0
        self._clean: int | None = 0
        self.changed: Callable[[], None] = lambda: None
        self.moved: Event[Move] = Event()

    def push(self, edit: Edit) -> None:
        """Add an edit that has just been done; what could be redone is forgotten."""
        if self._clean is not None and self._clean > self._position:
            self._clean = None
        del self._edits[self._position :]
        self._edits.append(edit)
        self._position += 1
        self._forget_oldest()
        self.moved.emit(Move.DONE)
        self.changed()

    def _forget_oldest(self) -> None:
        total = sum(edit.cost for edit in self._edits)
        kept = len(self._edits)
        while total > self.budget and kept > 1:
            total -= self._edits[len(self._edits) - kept].cost
            kept -= 1
        self.keep(kept)

    def keep(self, count: int) -> None:
        """Forget the oldest steps but ``count``; those that can be redone stay in any case."""
        gone = min(max(0, len(self._edits) - count), self._position)
        del self._edits[:gone]
        self._position -= gone
        if self._clean is not None:
            self._clean = self._clean - gone if self._clean >= gone else None

    def rest(self) -> None:
        """Let all steps take less memory but those that undo and redo take next; in any thread, takes a while."""
        position = self._position
        for index, edit in enumerate(tuple(self._edits)):
            edit.rest(soon_wanted=index in (position - 1, position))

    def close(self) -> None:
        """Let go of all steps, when nobody is going to undo anything any more.

        They know the document and it knows them: it would stay in the memory until somebody looks for such circles.
        """
        self._edits = []
        self._position = 0
        self._clean = None
        self.changed = lambda: None

    @property
    def undo_name(self) -> str:
        """Name of the step that undo takes back; ``""`` when there is none."""
        return self._edits[self._position - 1].name if self._position else ""

    @property
    def redo_name(self) -> str:
        return self._edits[self._position].name if self._position < len(self._edits) else ""

    @property
    def last(self) -> Edit | None:
        """The step that undo takes back."""
        return self._edits[self._position - 1] if self._position else None

    def is_in_force(self, edit: Edit) -> bool:
        """Whether a step was done and has not been undone."""
        return any(one is edit for one in self._edits[: self._position])

    @property
    def next(self) -> Edit | None:
        """The step that redo does again."""
        return self._edits[self._position] if self._position < len(self._edits) else None

    @property
    def names(self) -> tuple[str, ...]:
        """All steps, oldest first."""
        return tuple(edit.name for edit in self._edits)

    @property
    def position(self) -> int:
        """How many of the steps are in force."""
        return self._position

    @property
    def cost(self) -> int:
        return sum(edit.cost for edit in self._edits)

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if not self._position:
            return False
        # A step that can't be applied now raises, and the position stays.
        self._edits[self._position - 1].apply()
        self._position -= 1
        self.moved.emit(Move.UNDONE)
        self.changed()
        return True

    def redo(self) -> bool:
        if self._position >= len(self._edits):
            return False
        self._edits[self._position].apply()
        self._position += 1
        self.moved.emit(Move.REDONE)
        self.changed()
        return True

    def go_to(self, position: int) -> bool:
        """Undo or redo until ``position`` steps (0 to all) are in force; False when they are already."""
        before = self._position
        while self._position > max(0, position):
            self.undo()
        while self._position < min(position, len(self._edits)):
            self.redo()
        return self._position != before

    def effort_to(self, position: int) -> int:
        """What the steps on the way to ``position`` take together."""
        first, last = sorted((position, self._position))
        return sum(edit.effort for edit in self._edits[first:last])

    def mark_clean(self) -> None:
        """The state in force is the exported one."""
        if not self.is_clean:
            self._clean = self._position
            self.moved.emit(Move.SAVED)
        self.changed()

    def mark_unsaved(self) -> None:
        """No state is known to be saved or exported."""
        self._clean = None
        self.changed()

    @property
    def is_clean(self) -> bool:
        return self._clean == self._position
