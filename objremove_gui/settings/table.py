"""All settings, in the order in which they are shown."""

from __future__ import annotations

from objremove_gui.settings.kinds import Setting
from objremove_gui.settings.look_rows import LOOK
from objremove_gui.settings.service_rows import SERVICE
from objremove_gui.settings.store_rows import STORE
from objremove_gui.settings.work_rows import WORK

SETTINGS: tuple[Setting, ...] = (*LOOK, *WORK, *SERVICE, *STORE)

BY_KEY = {setting.key: setting for setting in SETTINGS}
