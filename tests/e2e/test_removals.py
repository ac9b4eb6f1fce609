"""The list of removals: names, opacity, running again, and what is told of those made on top of others."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
)
from scenery import removal

from objremove_gui.core.ageing import stamped
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.results.removals import RemovalsList

STROKE = [(200, 150), (240, 160)]
ON_TOP = [(220, 140), (230, 180)]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def photo(home: Path, picture) -> str:
    path = home / "photo.png"
    Image.fromarray(picture(500, 400)).save(path)
    return str(path)


def document(person: Person) -> Document:
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


async def remove(person: Person, stroke: list[tuple[float, float]]) -> None:
    before = len(document(person).removals)
    person.set_size(24)
    person.drag(stroke)
    person.press("remove")
    await until(lambda: len(document(person).removals) > before and not person.can("cancel"), "it is removed")


def removals(person: Person) -> RemovalsList:
    return person.window.results.removals


def names(person: Person) -> list[str]:
    """The topmost first."""
    listed = removals(person)
    return [listed.item(row).text() for row in range(listed.count())]


async def type_name(person: Person, name: str) -> None:
    """Into the field that is open in the list."""
    await until(lambda: removals(person).findChildren(QLineEdit, "removalName"), "a name can be typed")
    field = removals(person).findChild(QLineEdit, "removalName")
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: not removals(person).findChildren(QLineEdit, "removalName"), "it is typed")


def test_a_name_is_typed_in_its_place_and_can_be_undone(photo: str) -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        listed = removals(person)
        assert names(person) == ["Removal 1"]
        row = listed.visualItemRect(listed.item(0)).center()
        QTest.mouseClick(listed.viewport(), LEFT, pos=row)
        QTest.mouseDClick(listed.viewport(), LEFT, pos=row)
        await type_name(person, "Lamp c")
        assert names(person) == ["Lamp c"]
        person.trigger("renameRemoval")
        await type_name(person, "Post")
        assert document(person).removals[0].name == "Post"
        # Return ended the typing and nothing else.
        assert not person.can("cancel")
        assert person.window.pages.currentWidget() is person.canvas
        person.trigger("undo")
        person.trigger("undo")
        assert names(person) == ["Removal 1"]
        person.trigger("redo")
        person.trigger("renameRemoval")
        await type_name(person, " ")
        assert names(person) == ["Removal 1"]

    run_program([photo], act)


def test_a_drag_of_the_opacity_is_seen_at_once_and_is_one_step(photo: str) -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        shown = document(person)
        full, steps = shown.read_all(), len(shown.history.names)
        slider = person.find(QSlider, "opacitySlider")
        assert isinstance(slider, QSlider)
        knob = QPoint(slider.width() - 6, slider.height() // 2)
        QTest.mousePress(slider, LEFT, pos=knob)
        seen = []
        for part in (0.8, 0.5, 0.3):
            QTest.mouseMove(slider, QPoint(round(slider.width() * part), knob.y()))
            seen.append(shown.read_all())
        assert len(shown.history.names) == steps
        assert not np.array_equal(seen[0], seen[1])
        QTest.mouseRelease(slider, LEFT, pos=QPoint(round(slider.width() * 0.3), knob.y()))
        assert len(shown.history.names) == steps + 1
        assert shown.removals[0].opacity == slider.value() < 50
        assert np.array_equal(shown.read_all(), seen[2])
        person.trigger("undo")
        assert np.array_equal(shown.read_all(), full)
        assert slider.value() == 100
        number = person.find(QSpinBox, "opacityNumber")
        assert isinstance(number, QSpinBox)
        number.lineEdit().selectAll()
        QTest.keyClicks(number.lineEdit(), "40")
        QTest.keyClick(number.lineEdit(), Qt.Key.Key_Return)
        assert shown.removals[0].opacity == 40
        assert shown.history.undo_name == "Opacity 40 %"

    run_program([photo], act)


def test_what_is_asked_for_during_a_drag_keeps_it_first_and_esc_gives_it_up(photo: str) -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        shown = document(person)
        steps = len(shown.history.names)
        opacity = person.window.results.selected.opacity
        slider = person.find(QSlider, "opacitySlider")
        assert isinstance(slider, QSlider)
        slider.setSliderDown(True)
        slider.setValue(30)
        assert shown.removals[0].opacity == 30
        QTest.keyClick(slider, Qt.Key.Key_Escape)
        assert (shown.removals[0].opacity, len(shown.history.names)) == (100, steps)
        slider.setSliderDown(True)
        slider.setValue(20)
        person.trigger("undo")
        await until(lambda: shown.removals[0].opacity == 100, "the step is taken back")
        assert shown.history.redo_name == "Opacity 20 %"
        slider.setSliderDown(False)
        assert opacity.isVisible()

    run_program([photo], act)


def note(person: Person) -> str:
    """What is said of removals on top of others; nothing if it is not seen."""
    found = person.window.results.note
    label = found.findChild(QLabel, "outdatedText")
    assert label is not None
    return label.text() if found.isVisible() else ""


def test_a_removal_on_top_says_when_the_lower_one_changes_and_is_run_again_only_when_asked(
    photo: str,
) -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        await remove(person, ON_TOP)
        shown, listed = document(person), removals(person)
        made = shown.removals[1]
        assert note(person) == ""
        lower = listed.item(1)
        lower.setCheckState(Qt.CheckState.Unchecked)
        await until(lambda: "Removal 2" in note(person), "it is told")
        assert shown.removals[1] is made
        person.trigger("undo")
        await until(lambda: not note(person), "it is as it was")
        listed.select(0)
        person.window.results.selected.opacity.settled.emit(50)
        await until(lambda: "Removal 2" in note(person), "it is told")
        person.find(QPushButton, "runAgainButton").click()  # type: ignore[attr-defined]
        await until(lambda: len(shown.removals[1].versions) == 2, person.message())
        await until(lambda: not note(person), "it is up to date")
        assert shown.removals[1].versions[0] is made.version
        assert shown.removals[1].version.seed == made.version.seed
        listed.select(0)
        person.trigger("deleteRemoval")
        await until(lambda: "Removal 1" in note(person), "it is told of a deleted one, too")

    run_program([photo], act)


def test_a_removal_is_run_again_with_other_parameters(photo: str) -> None:
    async def act(person: Person) -> None:
        await remove(person, STROKE)
        shown = document(person)
        before, first = shown.removals[0], shown.read_all()
        person.trigger("rerun")
        dialog = await person.dialog(QDialog, "rerunDialog")
        for name, value in (("rerunGrowth", 40), ("rerunSeed", 7), ("rerunCount", 2)):
            field = dialog.findChild(QSpinBox, name)
            assert field is not None
            field.setValue(value)
        person.shot(dialog)
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()  # type: ignore[union-attr]
        await until(lambda: len(shown.removals[0].versions) == 3, person.message())
        now = shown.removals[0]
        assert [version.seed for version in now.versions[1:]] == [7, 8]
        assert now.box.holds(before.box)
        assert now.box != before.box
        assert not np.array_equal(shown.read_all(), first)
        strip = person.window.results.selected.versions
        strip.setCurrentRow(0)
        assert np.array_equal(shown.read_all(), first)
        person.trigger("discardVersion")
        assert [version.seed for version in shown.removals[0].versions] == [7, 8]
        for _ in range(3):
            person.trigger("undo")
        assert shown.removals[0] is before

    run_program([photo], act)


def test_where_the_list_is_hidden_a_message_says_it_and_offers_the_same(photo: str) -> None:
    async def act(person: Person) -> None:
        shown = document(person)
        lower, upper = removal(Rect(180, 130, 90, 60)), removal(Rect(220, 150, 90, 60), seed=1)
        for one in (lower, upper):
            shown.add_removals("remove", stamped(shown.snapshot(), [one]))
        person.find(QDockWidget, "resultsDock").hide()
        shown.change_removals("fade", (replace(shown.removals[0], opacity=50), shown.removals[1]))
        await until(lambda: "below “Removal 2”" in person.message(), "it is told")
        assert "runAgainOffer" in person.offers()

    run_program([photo], act)


def test_a_project_is_saved_without_looking_at_its_photo_a_second_time(
    photo: str, home: Path, tmp_path: Path
) -> None:
    async def act(person: Person) -> None:
        person.drag([(100, 100), (200, 150)])
        await until(lambda: list((home / "data" / "journal").glob("*/*/journal")), "the step is written")
        person.drag([(100, 200), (200, 250)])
        editor = person.window.findChild(Editor)
        assert editor is not None
        known = editor.home.original
        assert known is not None, "the journal has found out what it is known by"
        await editor.saving.save_project(tmp_path / "work.objremove", embeds=False)
        assert editor.home.original is known

    run_program([photo], act)


def test_a_large_removal_is_switched_beside_the_window_as_often_as_it_is_clicked(
    photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("objremove_gui.ui.steps.LARGE_STEP", 1000)

    async def act(person: Person) -> None:
        shown = document(person)
        one, other = removal(Rect(180, 130, 90, 60)), removal(Rect(20, 30, 90, 60), seed=1)
        shown.add_removals("remove", [one, other])
        with_both = shown.read_all()
        made_in: list[bool] = []
        end = shown.picture_made.connect(lambda _: made_in.append(threading.current_thread() is own))
        own, item = threading.current_thread(), removals(person).item(0)
        told: list[Rect] = []
        shown.picture_changed.connect(told.append)
        item.setCheckState(Qt.CheckState.Unchecked)
        assert not told, "it goes on in a thread: the window does not wait"
        item.setCheckState(Qt.CheckState.Checked)
        item.setCheckState(Qt.CheckState.Unchecked)
        await until(lambda: len(shown.history.names) == 4, "every click is a step")
        await until(lambda: item.checkState() is Qt.CheckState.Unchecked, "it is shown as it was left")
        assert [one.enabled for one in shown.removals] == [True, False]
        person.trigger("deleteRemoval")
        await until(lambda: len(shown.removals) == 1, "it is deleted")
        person.trigger("editRemoval")
        await until(lambda: not shown.removals, "its marks are back")
        assert shown.mask.bounds().intersect(one.box) == shown.mask.bounds()
        person.window.history.chosen.emit(1)
        await until(lambda: shown.history.position == 1, "all is as it was")
        assert np.array_equal(shown.read_all(), with_both)
        end()
        assert made_in
        assert not any(made_in)

    run_program([photo], act)


def test_large_results_are_put_in_beside_the_window(photo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("objremove_gui.ui.steps.LARGE_STEP", 1000)

    async def act(person: Person) -> None:
        shown, own = document(person), threading.current_thread()
        made_in: list[bool] = []
        end = shown.picture_made.connect(lambda _: made_in.append(threading.current_thread() is own))
        await remove(person, STROKE)
        await until(lambda: person.can("discard") and person.can("variants"), "it can be discarded")
        assert shown.mask.is_empty
        person.trigger("variants")
        await until(lambda: len(shown.removals[0].versions) == 5 and person.can("variants"), person.message())
        end()
        assert len(made_in) == 2
        assert not any(made_in)
        person.trigger("undo")
        await until(lambda: len(shown.removals[0].versions) == 1, "the versions are taken back")
        person.trigger("discard")
        await until(lambda: not shown.removals, "it is discarded")
        assert not shown.mask.is_empty

    run_program([photo], act)


def test_the_opacity_of_a_large_removal_is_dragged_beside_the_window(
    photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("objremove_gui.ui.steps.LARGE_STEP", 1000)

    async def act(person: Person) -> None:
        shown, own = document(person), threading.current_thread()
        shown.add_removals("remove", [removal(Rect(180, 130, 90, 60))])
        full = shown.read_all()
        made_in: list[bool] = []
        end = shown.picture_made.connect(lambda _: made_in.append(threading.current_thread() is own))
        slider = person.find(QSlider, "opacitySlider")
        assert isinstance(slider, QSlider)
        told: list[Rect] = []
        shown.picture_changed.connect(told.append)
        slider.setSliderDown(True)
        for opacity in range(90, 20, -10):
            slider.setValue(opacity)
        assert not told, "the window does not wait"
        await until(lambda: told and shown.removals[0].opacity == 30, "the newest is shown")
        assert len(made_in) < 7, "those between are passed over"
        slider.setValue(70)
        QTest.keyClick(slider, Qt.Key.Key_Escape)
        await until(lambda: slider.value() == 100, "it is given up")
        assert np.array_equal(shown.read_all(), full)
        assert shown.history.undo_name == "remove"
        slider.setSliderDown(True)
        slider.setValue(60)
        slider.setValue(40)
        # What is asked for meanwhile keeps it first.
        person.trigger("undo")
        await until(lambda: shown.history.redo_name == "Opacity 40 %", "it is kept and taken back")
        slider.setSliderDown(False)
        await until(lambda: person.can("redo"))
        assert np.array_equal(shown.read_all(), full)
        end()
        assert not any(made_in)

    run_program([photo], act)
