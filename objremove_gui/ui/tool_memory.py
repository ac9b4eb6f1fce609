"""What was set for the tools, from photo to photo and from start to start."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from objremove_gui.errors import SettingsError
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Tool

SETTING = "tool_options"
# A lasso that unmarks would puzzle whoever comes back a week later.
FORGOTTEN = frozenset({"own"})
# Milliseconds after a change until it is stored: a slider that is drawn is stored now and then.
SOON = 1000


class ToolMemory:
    """Each tool has its own values, so that brush and eraser keep different sizes."""

    def __init__(self, settings: Settings, background: Background, parent: QObject) -> None:
        self._settings = settings
        self._background = background
        self._values: dict[str, Any] = dict(settings.get(SETTING))
        # How often something was changed, and how much of that is in the file.
        self._changes = self._kept = 0
        self._soon = QTimer(parent, singleShot=True, interval=SOON)
        self._soon.timeout.connect(
            lambda: background.start(self._keep_soon(), key="tool options", waits=True)
        )

    def note(self, tool: Tool) -> None:
        """Remember what is set for a tool now, and store it soon."""
        now = {_name(tool, key): tool.option(key) for key in tool.info.options}
        if now.items() <= self._values.items():
            return
        self._values |= now
        self._changes += 1
        if not self._soon.isActive():
            self._soon.start()

    def apply(self, tool: Tool) -> None:
        """Set what is remembered for a tool; what it doesn't know or can't be is left as it is."""
        for key in tool.info.options:
            if (name := _name(tool, key)) in self._values:
                with suppress(TypeError, ValueError):
                    tool.set_option(key, self._values[name])

    def keep(self) -> None:
        """Store now what is not stored yet, for the next start. Raises SettingsError."""
        self._soon.stop()
        if self._kept != self._changes:
            self._store()
            self._settings.save()
            self._kept = self._changes

    async def _keep_soon(self) -> None:
        """Store it in a thread; where that fails, the end of the program tries again."""
        changes = self._changes
        self._store()
        with suppress(SettingsError):
            await self._background.run_blocking(self._settings.save)
            self._kept = changes

    def _store(self) -> None:
        kept = {
            name: value for name, value in self._values.items() if name.rpartition(".")[2] not in FORGOTTEN
        }
        self._settings.take(SETTING, kept)


def _name(tool: Tool, key: str) -> str:
    return f"{tool.info.id}.{key}"
