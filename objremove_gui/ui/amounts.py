"""How far a removal reaches beyond the marks, as it is set."""

from __future__ import annotations

from typing import NamedTuple

from objremove_gui.settings import Settings


class Amounts(NamedTuple):
    """The growth beyond the marks, and over how much of it the result fades; in pixels, None = automatic."""

    growth: int | None
    feather: int | None


def amounts_of(settings: Settings) -> Amounts:
    """As they are set."""
    growth, feather = (int(settings.get(key)) for key in Amounts._fields)
    return Amounts(None if growth < 0 else growth, None if feather < 0 else feather)
