"""A result that was made on top of others knows whether they are still what they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scenery import noise, photo, removal

from objremove_gui.core.ageing import outdated, stamped
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.removal import Version
from objremove_gui.core.snapshot import Snapshot

SIZE = Size(200, 150)
LOWER, UPPER, APART = Rect(10, 10, 80, 60), Rect(50, 30, 80, 60), Rect(150, 90, 40, 40)


def snapshot(document: Document) -> Snapshot:
    nothing = np.zeros((1, 1), np.uint8)
    return Snapshot(document.photo, document.removals, Rect(0, 0, 1, 1), nothing)


def made_on_top() -> Document:
    """A removal, one on top of it, and one that touches neither."""
    document = Document(photo(SIZE))
    for seed, box in enumerate((LOWER, UPPER, APART)):
        document.add_removals("remove", stamped(snapshot(document), [removal(box, seed=seed)]))
    return document


def old(document: Document) -> set[int]:
    return set(outdated(document.photo, document.removals))


def changed(document: Document, **values: object) -> set[int]:
    """What is out of date after the lowest removal was changed; then that is undone."""
    lower, *others = document.removals
    document.change_removals("change", (replace(lower, **values), *others))  # type: ignore[arg-type]
    found = old(document)
    document.history.undo()
    return found


def test_nothing_is_out_of_date_at_first() -> None:
    document = made_on_top()
    assert old(document) == set()
    assert [one.version.below is None for one in document.removals] == [True, False, True]


def test_it_is_told_of_every_change_of_what_lies_below_and_not_of_a_name() -> None:
    document = made_on_top()
    lower = document.removals[0]
    other = replace(lower.version, patch=noise(LOWER.size, seed=9))
    for values in (
        {"enabled": False},
        {"opacity": 50},
        {"versions": (lower.version, other), "chosen": 1},
        {"alpha": np.zeros_like(lower.alpha)},
    ):
        assert changed(document, **values) == {1}, values
        assert old(document) == set()
    assert changed(document, name="Lamp") == set()
    document.change_removals("delete", document.removals[1:])
    assert old(document) == {0}


def test_what_lies_above_or_apart_does_not_matter() -> None:
    document = made_on_top()
    lower, upper, apart = document.removals
    document.change_removals("change", (lower, replace(upper, enabled=False), replace(apart, opacity=3)))
    assert old(document) == set()


def test_a_new_version_is_up_to_date_and_the_old_one_is_not() -> None:
    document = made_on_top()
    lower, upper, apart = document.removals
    lower = replace(lower, enabled=False)
    again = removal(UPPER, seed=7)
    below = Snapshot(document.photo, (lower,), UPPER, upper.mask)
    versions = (*upper.versions, *stamped(below, [again])[0].versions)
    document.put_removals((lower, replace(upper, versions=versions), apart))
    assert old(document) == {1}
    document.put_removals((lower, replace(upper, versions=versions, chosen=1), apart))
    assert old(document) == set()


def test_results_put_in_together_are_up_to_date_although_they_overlap() -> None:
    document = Document(photo(SIZE))
    together = stamped(snapshot(document), [removal(LOWER), removal(UPPER, seed=1)])
    document.add_removals("remove", together)
    assert old(document) == set()


def test_a_result_of_which_nothing_is_known_is_left_alone() -> None:
    document = made_on_top()
    lower, upper, _ = document.removals
    unknown = Version(upper.version.patch, "test", 1, 0.0)
    document.put_removals((replace(lower, enabled=False), replace(upper, versions=(unknown,))))
    assert old(document) == set()
