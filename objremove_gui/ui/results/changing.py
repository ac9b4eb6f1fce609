"""Steps that change a document's list of removals, each by its name in the history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from objremove_gui.i18n import tr, trn

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal, Version


def switch_removal(document: Document, index: int, is_on: bool) -> None:
    """Show a removal's result or the original below it."""
    if not 0 <= index < len(document.removals):
        return
    changed = list(document.removals)
    changed[index] = replace(changed[index], enabled=is_on)
    name = tr("Switch a removal on") if is_on else tr("Switch a removal off")
    document.change_removals(name, tuple(changed))


def choose_version(document: Document, index: int, version: int) -> None:
    """Show another result of a removal."""
    if document.removals[index].chosen == version:
        return
    changed = list(document.removals)
    changed[index] = replace(changed[index], chosen=version)
    document.change_removals(tr("Choose version {number}", number=version + 1), tuple(changed))


def add_versions(document: Document, removal: Removal, versions: tuple[Version, ...]) -> None:
    """Add results to a removal, the first of them shown; nothing where it is no longer in the list."""
    changed = [
        replace(one, versions=one.versions + versions, chosen=len(one.versions))
        if one.mask is removal.mask
        else one
        for one in document.removals
    ]
    name = trn("Add a version", "Add {count} versions", len(versions))
    document.change_removals(name, tuple(changed))


def drop_removals(document: Document, dropped: tuple[Removal, ...]) -> None:
    """Take removals out of the list."""
    gone = {id(removal) for removal in dropped}
    left = tuple(removal for removal in document.removals if id(removal) not in gone)
    document.change_removals(tr("Discard the result"), left)
