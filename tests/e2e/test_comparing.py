"""The comparison: any version with any other or the original, and the original as long as a key is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from scenery import removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.ui.results.compare import CompareView
from objremove_gui.ui.results.pair_view import Way


@pytest.fixture
def photo(home: Path, picture) -> str:
    path = home / "photo.png"
    Image.fromarray(picture(500, 400)).save(path)
    return str(path)


def document(person: Person) -> Document:
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


async def removed_twice(person: Person) -> Document:
    """Two removals, the first of which has five versions, and the comparison."""
    shown = document(person)
    many, one = removal(Rect(180, 130, 90, 60), seed=1), removal(Rect(390, 280, 60, 60), seed=2)
    others = (removal(many.box, seed=seed).version for seed in range(3, 7))
    many = replace(many, versions=(*many.versions, *others), chosen=1)
    shown.add_removals("remove", [many, one])
    person.window.results.removals.select(0)
    person.trigger("compare")
    return shown


def chooser(person: Person, side: str) -> QComboBox:
    found = person.find(QComboBox, f"compare{side}")
    assert isinstance(found, QComboBox)
    return found


def choices(person: Person, side: str) -> list[str]:
    box = chooser(person, side)
    return [box.itemText(row) for row in range(box.count())]


def seen(view: CompareView, left: bool) -> np.ndarray:
    """The middle of one half, without divider and labels."""
    image = view.grab().toImage()
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    width = image.width()
    return data[60:, : width // 2 - 40].copy() if left else data[60:, width // 2 + 40 : width].copy()


def test_any_version_is_compared_with_any_other_or_the_original(photo: str) -> None:
    async def act(person: Person) -> None:
        shown = await removed_twice(person)
        view = person.window.compare
        assert person.find(QWidget, "compareBar").isVisible()
        assert not person.window.options.isVisible()
        states = ["Original", "Now", *(f"Removal 1, version {number}" for number in range(1, 6))]
        assert choices(person, "Left") == choices(person, "Right") == states
        view.set_way(Way.SIDES)
        assert (chooser(person, "Left").currentText(), chooser(person, "Right").currentText()) == (
            "Original",
            "Now",
        )
        now = shown.removals[0].chosen
        chooser(person, "Left").setCurrentIndex(2 + now)
        same = seen(view, True)
        chooser(person, "Left").setCurrentIndex(1)
        assert np.array_equal(seen(view, True), same), "the chosen version is what is seen now"
        chooser(person, "Left").setCurrentIndex(2 + (now + 1) % 5)
        assert not np.array_equal(seen(view, True), same)
        chooser(person, "Right").setCurrentIndex(0)
        original = seen(view, False)
        person.trigger("deleteRemoval")
        assert choices(person, "Left") == ["Original", "Now"]
        assert np.array_equal(seen(view, False), original)
        person.trigger("undo")
        person.trigger("compare")
        assert person.window.options.isVisible()

    run_program([photo], act)


def test_the_versions_offered_are_those_of_the_removal_that_is_walked_to(photo: str) -> None:
    async def act(person: Person) -> None:
        await removed_twice(person)
        assert len(choices(person, "Left")) == 7
        person.trigger("nextRegion")
        assert choices(person, "Left") == ["Original", "Now"]
        person.trigger("previousRegion")
        assert len(choices(person, "Left")) == 7
        assert person.window.compare.viewport.zoom == 1.0

    run_program([photo], act)


def test_the_way_is_chosen_in_the_bar_and_by_its_key_alike(photo: str) -> None:
    async def act(person: Person) -> None:
        await removed_twice(person)
        view, ways = person.window.compare, chooser(person, "Way")
        for row, way in enumerate(Way):
            ways.setCurrentIndex(row)
            assert view.way is way
        person.trigger("compareMode")
        assert (view.way, ways.currentIndex()) == (Way.SPLIT, 0)

    run_program([photo], act)


@pytest.mark.parametrize("way", list(Way))
def test_the_original_is_seen_while_its_key_is_held_and_by_the_menu(photo: str, way: Way) -> None:
    async def act(person: Person) -> None:
        await removed_twice(person)
        view = person.window.compare
        view.set_way(way)
        # Both sides as they are now, so that the original is to be seen nowhere.
        chooser(person, "Left").setCurrentIndex(1)
        before = seen(view, False)
        view.setFocus()
        QTest.keyPress(view, Qt.Key.Key_V)
        held = seen(view, False)
        assert not np.array_equal(held, before)
        QTest.keyRelease(view, Qt.Key.Key_V)
        assert np.array_equal(seen(view, False), before)
        person.trigger("holdOriginal")
        assert np.array_equal(seen(view, False), held)
        person.trigger("holdOriginal")
        assert np.array_equal(seen(view, False), before)

    run_program([photo], act)


def test_the_arrows_step_through_the_versions_in_place(photo: str) -> None:
    async def act(person: Person) -> None:
        shown = await removed_twice(person)
        strip = person.window.results.selected.versions
        person.window.activateWindow()
        strip.setFocus()
        pictures = [shown.read_all()]
        for step in (2, 3, 4):
            QTest.keyClick(strip, Qt.Key.Key_Right)
            assert shown.removals[0].chosen == strip.currentRow() == step
            pictures.append(shown.read_all())
        QTest.keyClick(strip, Qt.Key.Key_Left)
        assert np.array_equal(shown.read_all(), pictures[-2])
        assert strip.visualItemRect(strip.currentItem()).intersects(strip.viewport().rect())
        facts = person.find(QLabel, "versionFacts")
        assert isinstance(facts, QLabel)
        assert facts.text().splitlines()[1] == f"Seed {shown.removals[0].version.seed} · free"

    run_program([photo], act)


def test_what_a_paid_version_costs_is_told(photo: str) -> None:
    async def act(person: Person) -> None:
        shown = await removed_twice(person)
        first, last = shown.removals
        paid = replace(last.version, paid=True, request_id="r-1")
        shown.change_removals("paid", (first, replace(last, versions=(paid,))))
        person.window.results.removals.select(1)
        facts = person.find(QLabel, "versionFacts")
        assert isinstance(facts, QLabel)
        assert facts.text().splitlines()[1:] == [f"Seed {paid.seed} · 1 billed task", "Request r-1"]
        # Of what costs nothing nobody asks for the request.
        shown.change_removals("free", (first, replace(last, versions=(replace(paid, paid=False),))))
        assert facts.text().splitlines()[1:] == [f"Seed {paid.seed} · free"]

    run_program([photo], act)
