"""What a row of the table of actions tells."""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    """One row. ``text`` and ``hint`` are translated when shown.

    ``shortcuts`` are Qt's portable names, the first is the one that is told. ``group`` separates within a menu.
    ``enabled`` names the predicate that decides whether it can be triggered, empty = always. Of the actions with
    the same ``radio`` exactly one is checked. A ``held`` one lasts as long as its key is held down; from the menu it
    is switched on and off.
    """

    id: str
    text: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    menu: str = ""
    group: str = ""
    hint: str = ""
    enabled: str = ""
    checkable: bool = False
    radio: str = ""
    held: bool = False
