"""Which keys trigger which action: the program's own, a preset's, and above both what the person has set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from objremove_gui.ui.action_table import ACTIONS
from objremove_gui.ui.key_presets import PRESETS, Keys

if TYPE_CHECKING:
    from objremove_gui.settings import Settings

DEFAULTS: Mapping[str, Keys] = {row.id: row.shortcuts for row in ACTIONS}
# What the canvas needs for itself: going back by steps, moving cells and the view, and the way out of every field.
RESERVED = frozenset(
    f"{held}{key}" for key in ("Space", "Backspace", "Esc", "Left", "Right", "Up", "Down") for held in ("", "Shift+")
) | {"Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down", "Tab", "Shift+Tab"}  # fmt: skip


def portable(keys: str) -> str:
    """A key as it is stored: Qt's portable name; ``""`` for what is none."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def shown(keys: str) -> str:
    """A key as people of this system read it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def keys_in_force(preset: str, own: Mapping[str, Sequence[str]]) -> dict[str, Keys]:
    """The keys of every action; no key has two.

    What the person has set goes before the preset, and the preset before the program's own: an action that comes new
    with its key never takes one away.
    """
    layers = (own, PRESETS.get(preset, {}), DEFAULTS)
    found: dict[str, Keys] = {}
    taken: set[str] = set()
    for layer in layers:
        for row in ACTIONS:
            if row.id in layer and row.id not in found:
                named = [portable(keys) for keys in layer[row.id]]
                found[row.id] = tuple(
                    keys
                    for i, keys in enumerate(named)
                    if keys and keys not in taken and keys not in named[:i]
                )
                taken.update(found[row.id])
    return found


class Keymap:
    """The keys as the settings hold them: the name of a preset, and what differs from it. Raises SettingsError."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def preset(self) -> str:
        return str(self._settings.get("shortcut_preset"))

    @property
    def own(self) -> dict[str, Keys]:
        """What the person has set, by action."""
        stored: Mapping[str, Sequence[str]] = self._settings.get("shortcuts")
        return {action: tuple(keys) for action, keys in stored.items() if action in DEFAULTS}

    def in_force(self) -> dict[str, Keys]:
        return keys_in_force(self.preset, self.own)

    def owner(self, keys: str) -> str:
        """The action that a key triggers; ``""`` for none."""
        wanted = portable(keys)
        return next((action for action, held in self.in_force().items() if wanted in held), "")

    def add(self, action: str, keys: str) -> None:
        """Give a key to an action; another one that had it does without, until this one gives it back."""
        wanted, own = portable(keys), self.own
        freed = {other: _without(held, wanted) for other, held in own.items() if wanted in held}
        self._store(own | freed | {action: (*_without(self.in_force()[action], wanted), wanted)})

    def drop(self, action: str, keys: str) -> None:
        """Take a key from an action."""
        self._store(self.own | {action: _without(self.in_force()[action], portable(keys))})

    def reset(self, action: str) -> None:
        """Give an action the preset's keys back; whoever has one of them now keeps it."""
        self._store({other: keys for other, keys in self.own.items() if other != action})

    def choose(self, preset: str, own: Mapping[str, Keys] | None = None) -> None:
        """Another preset; what the person has set goes, or is ``own`` from now on."""
        self._settings.put("shortcuts", {})
        self._settings.put("shortcut_preset", preset)
        if own:
            self._store(own)

    def _store(self, own: Mapping[str, Keys]) -> None:
        # Only what differs from the preset is kept, so that a newer version can change the rest.
        plain = keys_in_force(self.preset, {})
        differing = {action: list(keys) for action, keys in own.items() if keys != plain.get(action)}
        self._settings.put("shortcuts", differing)


def _without(keys: Keys, dropped: str) -> Keys:
    return tuple(key for key in keys if key != dropped)
