"""Work that is saved in a project, as a person does it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox

from objremove_gui.core.document import Document
from objremove_gui.core.project.opening import open_project
from objremove_gui.resources import resource

SAMPLE = resource("samples/sample.jpg")
BOULDER = [(1570, 1400), (1610, 1380), (1650, 1400), (1640, 1440), (1580, 1440)]
MARKS = [(300, 300), (500, 400)]


def document(person: Person) -> Document:
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


async def remove(person: Person) -> None:
    person.drag(BOULDER)
    person.press("remove")
    await until(lambda: document(person).removals and not person.can("cancel"), person.message())


async def save_as(person: Person, path: Path, answer: str) -> None:
    person.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await person.choose_file(path)
    await person.answer(answer)
    await until(lambda: "Saved to" in person.message() and path.exists(), "the project is saved")


def test_work_goes_on_where_it_was_saved(tmp_path: Path) -> None:
    photo, project = tmp_path / "photo.jpg", tmp_path / "work.objremove"
    shutil.copy(SAMPLE, photo)
    pictures, masks = [], []

    async def begin(person: Person) -> None:
        person.set_size(80)
        await remove(person)
        person.drag(MARKS)
        assert person.window.isWindowModified()
        await save_as(person, project, "refer")
        assert not person.window.isWindowModified()
        assert person.window.windowTitle().startswith("work.objremove")
        pictures.append(document(person).read_all())
        masks.append(document(person).mask.pixels.copy())

    async def go_on(person: Person) -> None:
        assert np.array_equal(document(person).read_all(), pictures[0])
        assert np.array_equal(document(person).mask.pixels, masks[0])
        assert not person.window.isWindowModified()
        assert not person.can("undo")
        person.drag([(700, 700)])
        assert person.window.isWindowModified()
        before = project.stat().st_mtime_ns
        person.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: project.stat().st_mtime_ns > before and not person.window.isWindowModified())

    run_program([str(photo)], begin)
    run_program([str(project)], go_on)
    assert photo.read_bytes() == SAMPLE.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photo.jpg", "work.objremove"]


def test_a_photo_that_is_gone_is_asked_for_by_name(tmp_path: Path) -> None:
    photo, project = tmp_path / "photo.jpg", tmp_path / "work.objremove"
    shutil.copy(SAMPLE, photo)

    async def begin(person: Person) -> None:
        person.drag(MARKS)
        await save_as(person, project, "refer")

    async def find(person: Person) -> None:
        box = await person.dialog(QMessageBox, "choiceDialog")
        assert isinstance(box, QMessageBox)
        assert "photo.jpg" in box.text()
        await person.answer("find")
        await person.choose_file(wrong, "openDialog")
        await until(lambda: any("is not the photo" in one.text() for one in boxes(person)))
        await person.answer("find")
        await person.choose_file(elsewhere, "openDialog")
        await until(lambda: person.canvas.scene)
        assert document(person).mask.pixels.any()

    def boxes(person: Person) -> list[QMessageBox]:
        return [box for box in person.window.findChildren(QMessageBox) if box.isVisible()]

    run_program([str(photo)], begin)
    elsewhere = photo.rename(tmp_path / "elsewhere.jpg")
    wrong = tmp_path / "wrong.png"
    Image.new("RGB", (50, 40)).save(wrong)
    run_program([], lambda person: find_dropped(person, project, find))


@pytest.mark.parametrize("becomes", ["gone", "another"])
def test_a_photo_that_is_gone_or_another_before_the_first_mark_is_saved_as_it_was_opened(
    tmp_path: Path, picture, becomes: str
) -> None:
    photo, project = tmp_path / "photo.png", tmp_path / "work.objremove"
    Image.fromarray(picture(400, 300)).save(photo)

    async def act(person: Person) -> None:
        if becomes == "gone":
            photo.unlink()
        else:
            Image.fromarray(picture(400, 300, 7)).save(photo)
        person.drag([(100, 100), (200, 200)])
        mask, pixels = document(person).mask.pixels.copy(), document(person).read_all()
        await save_as(person, project, "refer")
        assert "is not kept" not in person.message()
        opened = open_project(project, max_pixels=1_000_000).document
        assert np.array_equal(opened.mask.pixels, mask)
        assert np.array_equal(opened.read_all(), pixels)

    run_program([str(photo)], act)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text here")
def test_a_photo_whose_name_is_no_text_is_worked_on_as_any_other(tmp_path: Path, picture) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/stra\xdfe.png")
    Image.fromarray(picture(400, 300)).save(tmp_path / "photo.png")
    (tmp_path / "photo.png").rename(name)
    project = tmp_path / "work.objremove"

    async def act(person: Person) -> None:
        person.set_size(20)
        person.drag([(100, 100), (120, 120)])
        person.press("remove")
        await until(lambda: document(person).removals and not person.can("cancel"), person.message())
        await save_as(person, project, "refer")
        pixels = document(person).read_all()
        assert np.array_equal(open_project(project, max_pixels=1_000_000).document.read_all(), pixels)

    run_program([name], act)


def test_what_is_taken_out_of_a_project_is_asked_for_too_when_it_is_closed(tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        person.drag(MARKS)
        await save_as(person, tmp_path / "work.objremove", "refer")
        person.trigger("clearMask")
        await until(lambda: document(person).mask.is_empty)
        assert person.window.isWindowModified()
        person.trigger("close")
        await person.answer("save")
        await until(lambda: person.canvas.scene is None, "the photo is closed")
        again = open_project(tmp_path / "work.objremove", max_pixels=10_000_000)
        assert again.document.mask.is_empty

    run_program([str(SAMPLE)], act)


def test_a_project_that_was_changed_elsewhere_is_not_replaced_unasked(tmp_path: Path) -> None:
    project, other = tmp_path / "work.objremove", tmp_path / "mine.objremove"

    def change(path: Path) -> bytes:
        path.write_bytes(path.read_bytes() + b"of a colleague")
        return path.read_bytes()

    async def act(person: Person) -> None:
        person.drag(MARKS)
        await save_as(person, project, "embed")
        person.drag([(700, 300), (900, 400)])
        person.trigger("saveProject")
        await until(lambda: not person.window.isWindowModified(), "saved without a question")
        person.drag([(300, 700), (500, 800)])
        theirs = change(project)
        person.trigger("saveProject")
        await person.answer("cancel")
        await until(lambda: not person.window.findChildren(QMessageBox, "choiceDialog"))
        person.trigger("saveProject")
        await person.answer("other")
        await person.choose_file(other)
        await person.answer("embed")
        await until(lambda: "mine.objremove" in person.message())
        assert project.read_bytes() == theirs
        change(other)
        person.drag([(900, 300), (1100, 400)])
        person.trigger("saveProject")
        await person.answer("replace")
        await until(lambda: not person.window.isWindowModified())
        assert not other.read_bytes().endswith(b"of a colleague")

    run_program([str(SAMPLE)], act)


def test_a_save_that_is_asked_for_during_another_is_done_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, disk = tmp_path / "work.objremove", threading.Event()

    async def act(person: Person) -> None:
        person.drag(MARKS)
        await save_as(person, project, "embed")
        monkeypatch.setattr(os, "fsync", lambda _: disk.wait(30))
        for y in (500, 700, 900):
            person.drag([(700, y), (900, y)])
            person.trigger("saveProject")
            # What is done from here on is not in the first.
            await until(lambda: person.find(QLabel, "jobStage").isVisible(), "it is being saved")
        disk.set()
        await until(lambda: not person.window.isWindowModified(), "all is saved")
        mask = document(person).mask.pixels
        assert np.array_equal(open_project(project, max_pixels=10_000_000).document.mask.pixels, mask)

    run_program([str(SAMPLE)], act)


async def find_dropped(person: Person, project: Path, find) -> None:
    person.window.dropped.emit([str(project)])
    await find(person)


def test_with_the_photo_in_it_a_project_opens_alone(tmp_path: Path) -> None:
    photo, project = tmp_path / "photo.jpg", tmp_path / "work.objremove"
    shutil.copy(SAMPLE, photo)

    async def begin(person: Person) -> None:
        person.drag(MARKS)
        await save_as(person, project, "embed")

    async def look(person: Person) -> None:
        assert document(person).size == (2048, 1536)
        assert document(person).mask.pixels.any()

    run_program([str(photo)], begin)
    photo.unlink()
    run_program([str(project)], look)


def test_closing_offers_to_save_the_project_first(tmp_path: Path) -> None:
    project = tmp_path / "work.objremove"

    async def act(person: Person) -> None:
        person.drag(MARKS)
        person.set_size(80)
        await remove(person)
        person.trigger("close")
        await person.answer("save")
        await person.choose_file(project)
        await person.answer("embed")
        await until(lambda: person.canvas.scene is None, "the photo is closed")
        assert project.exists()

    run_program([str(SAMPLE)], act)


def test_an_export_with_layers_has_one_for_each_removal(tmp_path: Path) -> None:
    layered = tmp_path / "out.ora"

    async def act(person: Person) -> None:
        person.set_size(80)
        await remove(person)
        await person.export_to(layered)
        assert "each removal one of its own" in person.message()
        assert not person.window.isWindowModified()

    run_program([str(SAMPLE)], act)
    with zipfile.ZipFile(layered) as archive:
        names = archive.namelist()
    assert names[0] == "mimetype"
    assert [name for name in names if name.startswith("data/")] == ["data/layer0.png", "data/layer1.png"]


def test_a_damaged_project_opens_with_what_is_left_and_says_what_is_lost(tmp_path: Path) -> None:
    project = tmp_path / "work.objremove"

    async def begin(person: Person) -> None:
        person.set_size(80)
        await remove(person)
        await save_as(person, project, "embed")

    async def look(person: Person) -> None:
        assert not document(person).removals
        assert "removal 1 is lost" in person.message()

    run_program([str(SAMPLE)], begin)
    data = project.read_bytes()
    at = data.index(b"removals/1/alpha.png") + 100
    project.write_bytes(data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :])
    run_program([str(project)], look)
