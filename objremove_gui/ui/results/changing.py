"""What becomes of a document's list of removals when it is changed, each with the name of its step in the history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from objremove_gui.i18n import tr, trn

if TYPE_CHECKING:
    from objremove_gui.core.removal import Removal, Removals, Version


class Changed(NamedTuple):
    """Another list, and the name of the step that brings it about."""

    name: str
    removals: Removals


def with_values(removals: Removals, index: int, step: str, /, **values: Any) -> Changed | None:
    """The removal at ``index`` with other values; None where there is none, or where it has them already."""
    if not 0 <= index < len(removals):
        return None
    removal = removals[index]
    if all(getattr(removal, field) == value for field, value in values.items()):
        return None
    return Changed(step, (*removals[:index], replace(removal, **values), *removals[index + 1 :]))


def switched(removals: Removals, index: int, is_on: bool) -> Changed | None:
    """A removal's result is shown, or the original below it."""
    name = tr("Switch a removal on") if is_on else tr("Switch a removal off")
    return with_values(removals, index, name, enabled=is_on)


def with_version(removals: Removals, index: int, version: int) -> Changed | None:
    """Another result of a removal is shown."""
    return with_values(removals, index, tr("Choose version {number}", number=version + 1), chosen=version)


def with_versions(removals: Removals, removal: Removal, versions: tuple[Version, ...]) -> Changed:
    """A removal has more results, the first of them shown; nothing is different where it is no longer in the list."""
    name = trn("Add a version", "Add {count} versions", len(versions))
    changed = [
        replace(one, versions=one.versions + versions, chosen=len(one.versions))
        if one.mask is removal.mask
        else one
        for one in removals
    ]
    return Changed(name, tuple(changed))


def without(removals: Removals, dropped: tuple[Removal, ...]) -> Changed:
    """Some removals are taken out of the list."""
    gone = {id(removal) for removal in dropped}
    return Changed(tr("Discard the result"), tuple(one for one in removals if id(one) not in gone))
