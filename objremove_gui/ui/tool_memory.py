"""What was set for the tools, from photo to photo and from start to start."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from objremove_gui.settings import Settings

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Tool

SETTING = "tool_options"
# A lasso that unmarks would puzzle whoever comes back a week later.
FORGOTTEN = frozenset({"own"})


class ToolMemory:
    """Each tool has its own values, so that brush and eraser keep different sizes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._values: dict[str, Any] = dict(settings.get(SETTING))

    def note(self, tool: Tool) -> None:
        """Remember what is set for a tool now."""
        self._values |= {_name(tool, key): tool.option(key) for key in tool.info.options}

    def apply(self, tool: Tool) -> None:
        """Set what is remembered for a tool; what it doesn't know or can't be is left as it is."""
        for key in tool.info.options:
            if (name := _name(tool, key)) in self._values:
                with suppress(TypeError, ValueError):
                    tool.set_option(key, self._values[name])

    def keep(self) -> None:
        """Store it for the next start. Raises SettingsError."""
        kept = {
            name: value for name, value in self._values.items() if name.rpartition(".")[2] not in FORGOTTEN
        }
        if kept != self._settings.get(SETTING):
            self._settings.put(SETTING, kept)


def _name(tool: Tool, key: str) -> str:
    return f"{tool.info.id}.{key}"
