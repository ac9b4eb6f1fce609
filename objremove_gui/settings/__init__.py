"""The settings: one table, one file. Secrets live in the key store of the operating system, never in the file."""

from objremove_gui.settings.folders import config_folder, data_folder
from objremove_gui.settings.key_store import read_secret, write_secret
from objremove_gui.settings.kinds import GROUPS, Kind, Setting, checked
from objremove_gui.settings.table import BY_KEY, SETTINGS
from objremove_gui.settings.values import Settings

__all__ = [
    "BY_KEY",
    "GROUPS",
    "SETTINGS",
    "Kind",
    "Setting",
    "Settings",
    "checked",
    "config_folder",
    "data_folder",
    "read_secret",
    "write_secret",
]
