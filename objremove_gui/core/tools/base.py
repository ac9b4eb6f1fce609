"""The seam of all tools, and the table that toolbox, shortcuts and help are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from objremove_gui.core.tools.pointer import PointerEvent


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """One row of the table; texts are translated when shown. ``action`` is the id of the action that chooses it."""

    id: str
    title: str
    icon: str
    action: str
    hint: str


class Tool(Protocol):
    """Takes plain pointer events in image coordinates and writes the document's mask."""

    info: ToolInfo

    @property
    def is_active(self) -> bool:
        """Whether a stroke or shape has been begun and not ended."""

    def press(self, event: PointerEvent) -> None: ...

    def move(self, event: PointerEvent) -> None: ...

    def release(self, event: PointerEvent) -> None: ...

    def cancel(self) -> None:
        """Take back what has been begun."""
