"""The values in force, and the file that keeps them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.settings.folders import config_folder
from objremove_gui.settings.key_store import read_secret, write_secret
from objremove_gui.settings.kinds import Kind, checked
from objremove_gui.settings.table import BY_KEY


class Settings:
    """The values in force. ``path`` is the file; unknown keys in it are kept, so a newer version loses nothing.

    Where the computer has no key store, secrets are kept in memory, until the program ends.
    """

    def __init__(self, path: Path, stored: dict[str, Any] | None = None) -> None:
        self.path = path
        self.stored = stored or {}
        self.on_change: list[Callable[[str], None]] = []
        self._held: dict[str, str] = {}
        # One writer at a time, so that the last one writes what is stored last.
        self._saving = Lock()

    @classmethod
    def load(cls, folder: Path | None = None) -> Settings:
        """Read the file; one that can't be read is set aside as ``settings.json.bad`` and the defaults hold."""
        path = (folder or config_folder()) / "settings.json"
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError):
            text = ""
        stored = _parsed(text)
        if not isinstance(stored, dict):
            path.replace(path.with_suffix(".json.bad"))
            return cls(path)
        return cls(path, stored)

    def get(self, key: str) -> Any:
        """The value in force: environment, else stored, else the default; a stored value that is wrong is skipped."""
        setting = BY_KEY[key]
        from_environment = os.environ.get(setting.environment) if setting.environment else None
        if from_environment is not None:
            return checked(setting, from_environment)
        if setting.kind is Kind.SECRET:
            return self._held.get(key) or read_secret(key)
        if key not in self.stored:
            return setting.default
        try:
            return checked(setting, self.stored[key])
        except SettingsError:
            return setting.default

    def put(self, key: str, value: Any) -> None:
        """Store a value and save the file; raises SettingsError. Only what differs from the default is kept."""
        self.take(key, value)
        self.save()
        self.tell(key)

    def take(self, key: str, value: Any) -> None:
        """Store a value, which the next :meth:`save` writes down; raises SettingsError."""
        setting = BY_KEY[key]
        value = checked(setting, value)
        if value == setting.default:
            self.stored.pop(key, None)
        else:
            self.stored[key] = value

    def put_secret(self, key: str, value: str) -> bool:
        """Store a secret, or with ``""`` forget it; False when it lasts until the program ends and no longer.

        The key store may take its time, or ask; who has called this in a thread calls :meth:`tell` afterwards.
        """
        value = checked(BY_KEY[key], value)
        lasts = write_secret(key, value)
        self._held.pop(key, None)
        if not lasts:
            self._held[key] = value
        return lasts

    def tell(self, key: str) -> None:
        """Let everybody know that a setting has changed."""
        for handler in tuple(self.on_change):
            handler(key)

    def save(self) -> None:
        """Write down what is stored now, in any thread; raises SettingsError."""
        with self._saving:
            self._save()

    def _save(self) -> None:
        import json
        import tempfile

        # A copy: the window may store something meanwhile, and saves it then itself.
        stored = self.stored.copy()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(stored, file, indent=2, ensure_ascii=False)
            Path(name).replace(self.path)
        except OSError as error:
            raise SettingsError(
                tr(
                    "The settings could not be saved in {folder}: {reason}.",
                    folder=self.path.parent,
                    reason=error.strerror or error,
                )
            ) from error


def _parsed(text: str) -> Any:
    """What the file says; None where it is no JSON."""
    import json

    try:
        return json.loads(text)
    except ValueError:
        return None
