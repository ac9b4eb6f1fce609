"""The results panel: ways to compare, versions, and removals that stay editable."""

from __future__ import annotations

import numpy as np
import pytest
from person import Person, run_program, until
from PySide6.QtWidgets import QListWidget

from objremove_gui.resources import resource
from objremove_gui.ui.results.pair_view import Way

SAMPLE = resource("samples/sample.jpg")
STROKE = [(1575, 1400), (1650, 1420)]
OTHER = [(985, 1010), (1030, 1040)]


def document(person: Person):
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


async def remove(person: Person, *strokes: list[tuple[float, float]]) -> None:
    person.set_size(90)
    for stroke in strokes:
        person.drag(stroke)
    person.press("remove")
    await until(lambda: document(person).removals and not person.can("cancel"), "the removal is done")


def strip(person: Person) -> QListWidget:
    found = person.find(QListWidget, "versionsStrip")
    assert isinstance(found, QListWidget)
    return found


def test_every_way_to_compare_shows_something_else() -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        person.press("compare")
        compare = person.window.compare
        shots = []
        for way in Way:
            assert compare.way is way
            shots.append(person.shot(compare))
            person.trigger("compareMode")
        assert compare.way is Way.SPLIT
        assert all(shots[i] != shots[j] for i in range(4) for j in range(i))

    run_program([str(SAMPLE)], act)


def test_variants_are_added_and_each_can_be_chosen_and_taken_back() -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        first = document(person).read_all()
        assert not strip(person).isVisible()
        person.trigger("variants")
        await until(lambda: len(document(person).removals[0].versions) == 5, person.message())
        assert strip(person).count() == 5
        seen = [first]
        for row in range(1, 5):
            strip(person).setCurrentRow(row)
            assert document(person).removals[0].chosen == row
            seen.append(document(person).read_all())
        assert all(not np.array_equal(seen[i], seen[j]) for i in range(5) for j in range(i))
        strip(person).setCurrentRow(0)
        assert np.array_equal(document(person).read_all(), first)
        person.press("undo")
        assert np.array_equal(document(person).read_all(), seen[4])

    run_program([str(SAMPLE)], act)


@pytest.mark.parametrize("action", ["undo", "discard", "close"])
def test_of_what_was_taken_back_no_success_is_told(action: str) -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        await until(lambda: "Removed in" in person.message())
        person.drag(OTHER)
        assert "Removed in" in person.message()
        person.trigger("undo")
        assert "Removed in" in person.message()
        person.trigger(action)
        if action == "close":
            await person.answer("discard")
        await until(lambda: "Removed in" not in person.message())

    run_program([str(SAMPLE)], act)


def test_a_removal_can_be_switched_off_edited_again_and_deleted() -> None:
    async def act(person: Person) -> None:
        original = document(person).read_all()
        await remove(person, STROKE, OTHER)
        assert len(document(person).removals) == 2
        both = document(person).read_all()
        removals = person.window.results.removals
        removals.item(0).setCheckState(removals.item(0).checkState().Unchecked)
        assert not document(person).removals[1].enabled
        assert not np.array_equal(document(person).read_all(), both)
        person.press("undo")
        assert np.array_equal(document(person).read_all(), both)
        removals.select(0)
        kept = document(person).removals[1]
        marks = document(person).removals[0].mask
        person.trigger("editRemoval")
        assert document(person).removals == (kept,)
        assert int((document(person).mask.pixels > 0).sum()) == int((marks > 0).sum())
        person.trigger("deleteRemoval")
        assert np.array_equal(document(person).read_all(), original)
        person.press("undo")
        person.press("undo")
        assert np.array_equal(document(person).read_all(), both)
        assert not document(person).mask.pixels.any()

    run_program([str(SAMPLE)], act)


def test_walking_the_regions_goes_from_one_to_the_next_at_full_size() -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE, OTHER)
        places = []
        for _ in range(2):
            person.trigger("nextRegion")
            assert person.canvas.viewport.zoom == 1.0
            places.append((person.canvas.viewport.x, person.canvas.viewport.y))
        assert places[0] != places[1]
        person.trigger("previousRegion")
        assert (person.canvas.viewport.x, person.canvas.viewport.y) == pytest.approx(places[0])

    run_program([str(SAMPLE)], act)
