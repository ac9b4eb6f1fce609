"""What a setting is: its row in the table, and which values it takes."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, NamedTuple

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import mark, tr

COLOUR = re.compile("#[0-9a-f]{6}")


class Kind(StrEnum):
    """How a setting is stored and edited."""

    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    SECRET = "secret"
    COLOUR = "colour"
    KEYS = "keys"
    OPTIONS = "options"


class Setting(NamedTuple):
    """One row of the table; ``label``, ``note`` and the choices' titles are translated when shown.

    ``environment`` names a variable that stands above the stored value. An integer with a ``special`` text shows
    that text at its minimum (as "Automatic"). A text may not hold any of the characters ``forbidden``. One without a
    group is set elsewhere than in the settings dialog.
    """

    key: str
    group: str
    label: str
    kind: Kind
    default: Any
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int = 0
    maximum: int = 0
    suffix: str = ""
    special: str = ""
    environment: str = ""
    forbidden: str = ""


GROUPS: tuple[tuple[str, str], ...] = (
    ("general", mark("General")),
    ("removal", mark("Removal")),
    ("overlay", mark("Overlay")),
    ("files", mark("Files")),
    ("service", mark("Service")),
    ("store", mark("Picture store")),
)


def checked(setting: Setting, value: Any) -> Any:
    """``value`` as the setting's kind; raises SettingsError if it can't be."""
    try:
        match setting.kind:
            case Kind.BOOL if isinstance(value, bool):
                return value
            case Kind.INTEGER if not isinstance(value, bool):
                number = int(value)
                if setting.minimum <= number <= setting.maximum:
                    return number
            case Kind.NUMBER if not isinstance(value, bool):
                amount = float(value)
                if setting.minimum <= amount <= setting.maximum:
                    return amount
            case Kind.CHOICE if value in {choice for choice, _ in setting.choices}:
                return value
            case Kind.TEXT | Kind.SECRET if isinstance(value, str) and not set(value) & set(
                setting.forbidden
            ):
                return value.strip()
            case Kind.COLOUR if value == "" or COLOUR.fullmatch(value):
                return value
            case Kind.KEYS if all(isinstance(action, str) for action in value):
                return {action: [str(key) for key in keys] for action, keys in value.items()}
            case Kind.OPTIONS if all(isinstance(name, str) for name in value):
                return {name: one for name, one in value.items() if isinstance(one, (bool, int, float, str))}
    except (AttributeError, TypeError, ValueError):
        pass
    raise SettingsError(
        tr("The setting “{name}” can't have this value; choose another one.", name=tr(setting.label)),
        code=setting.key,
    )
