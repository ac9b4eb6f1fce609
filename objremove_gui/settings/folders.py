"""Where settings, logs and work lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "objremove"


def config_folder() -> Path:
    """Where the settings file lies: ``OBJREMOVE_CONFIG_DIR`` or the platform's place."""
    return _folder("OBJREMOVE_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")


def data_folder() -> Path:
    """Where logs and work lie: ``OBJREMOVE_DATA_DIR`` or the platform's place."""
    return _folder("OBJREMOVE_DATA_DIR", "XDG_DATA_HOME", ".local/share")


def _folder(own: str, xdg: str, usual: str) -> Path:
    """What the variable ``own`` names, else our folder where the platform keeps such things.

    On Linux that is what the XDG Base Directory Specification says. Importing a library for it takes a tenth of the
    time until the window is there.
    """
    if given := os.environ.get(own):
        return Path(given)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        base = Path(local) if local else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        named = os.environ.get(xdg, "")
        # The specification has relative ones ignored.
        base = Path(named) if os.path.isabs(named) else Path.home() / usual
    return base / APP_NAME
