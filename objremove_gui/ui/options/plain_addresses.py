"""Asks before pictures, and codes with them, go to an address without encryption."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from objremove_gui.i18n import tr
from objremove_gui.settings import Kind, Settings
from objremove_gui.ui.dialogs import Choice, ask_choice
from objremove_gui.ui.options.settings_fields import Field


class PlainAddresses:
    """Remembers what a person has agreed to while the dialog is open."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._agreed: set[str] = set()

    async def confirm(self, window: QWidget, fields: Iterable[Field]) -> bool:
        """Ask about addresses in ``fields`` that are new and begin with http://; False if one is not wanted."""
        plain = [
            text
            for field in fields
            if field.setting.kind is Kind.TEXT
            and not field.overridden
            and (text := field.value()).lower().startswith("http://")
            and text not in self._agreed
            and text != self._settings.get(field.setting.key)
        ]
        if not plain:
            return True
        answer = await ask_choice(
            window,
            tr("Send pictures unencrypted?"),
            tr(
                "{address} begins with http:// and not with https://. Whoever is on the way can see the pictures, "
                "and a password too.",
                address=plain[0],
            ),
            [Choice("back", tr("Back"), "reject"), Choice("use", tr("Use it all the same"), "destructive")],
            tr("Inside a studio's own network this can be right."),
        )
        if answer != "use":
            return False
        self._agreed.update(plain)
        return True
