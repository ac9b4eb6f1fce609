"""What a person gets for files and wishes that can't be: a sentence, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton

from objremove_gui.resources import resource

SAMPLE = resource("samples/sample.jpg")


def document(person: Person):
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


def drop(person: Person, *files: Path) -> None:
    """Drag files over the window and let them fall."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    state = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), *state)
    QApplication.sendEvent(person.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(person.window, QDropEvent(QPointF(300, 300), *state))


def photo(path: Path, width: int = 640, height: int = 480) -> Path:
    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize("kind", ["no picture", "cut off", "missing"])
def test_a_file_that_is_no_photo_is_named_and_the_open_one_stays(tmp_path: Path, kind: str) -> None:
    bad = tmp_path / "bad.jpg"
    if kind == "no picture":
        bad.write_text("hello")
    elif kind == "cut off":
        data = photo(tmp_path / "whole.jpg").read_bytes()
        bad.write_bytes(data[: len(data) // 2])

    async def act(person: Person) -> None:
        before = document(person)
        drop(person, bad)
        await until(person.message)
        assert "bad.jpg" in person.message()
        assert document(person) is before

    run_program([str(SAMPLE)], act)


def test_a_photo_that_is_too_large_is_refused_before_it_is_decoded(tmp_path: Path, home: Path) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "settings.json").write_text('{"max_megapixels": 1}')

    async def act(person: Person) -> None:
        await until(person.message)
        assert person.canvas.scene is None
        assert "sample.jpg" in person.message()

    run_program([str(SAMPLE)], act)


def test_an_animation_opens_with_its_first_frame_and_says_so(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (450, 420), colour) for colour in ("red", "blue", "green")]
    path = tmp_path / "moving.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])

    async def act(person: Person) -> None:
        assert document(person).size == (450, 420)
        assert tuple(document(person).photo.pixels[0, 0][:3]) == (255, 0, 0)
        assert "3" in person.message()

    run_program([str(path)], act)


def test_a_mask_of_another_size_is_refused_with_both_sizes(tmp_path: Path) -> None:
    Image.new("L", (100, 50), 255).save(tmp_path / "mask.png")

    async def act(person: Person) -> None:
        person.trigger("loadMask")
        await person.choose_file(tmp_path / "mask.png", "openDialog")
        await until(person.message)
        assert "100" in person.message()
        assert "2048" in person.message()
        assert not document(person).mask.pixels.any()

    run_program([str(SAMPLE)], act)


def test_a_soft_mask_is_thresholded_with_a_note(tmp_path: Path) -> None:
    soft = np.zeros((1536, 2048), np.uint8)
    soft[100:200, 100:200] = 127
    soft[300:400, 300:400] = 128
    Image.fromarray(soft).save(tmp_path / "mask.png")

    async def act(person: Person) -> None:
        person.trigger("loadMask")
        await person.choose_file(tmp_path / "mask.png", "openDialog")
        await until(person.message)
        mask = document(person).mask.pixels
        assert mask[300:400, 300:400].all()
        assert mask.sum() == 255 * 10_000
        person.press("undo")
        assert not document(person).mask.pixels.any()

    run_program([str(SAMPLE)], act)


def test_an_existing_file_is_replaced_only_after_a_yes(tmp_path: Path) -> None:
    out = tmp_path / "there.png"
    out.write_text("precious")

    async def act(person: Person) -> None:
        person.drag([(300, 300), (400, 300)])
        await person.export_as(out)
        await person.answer("keep")
        dialog = await person.dialog(QDialog, "exportDialog")
        assert out.read_text() == "precious"
        dialog.close()

    run_program([str(SAMPLE)], act)


def test_a_folder_that_can_not_be_written_to_gives_a_sentence_and_the_work_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    async def act(person: Person) -> None:
        person.drag([(300, 300), (400, 300)])
        before = document(person).mask.pixels.copy()
        await person.export_as(tmp_path / "file" / "out.png")
        dialog = await person.dialog(QDialog, "exportDialog")
        note, button = (
            dialog.findChild(QLabel, "exportNameNote"),
            dialog.findChild(QPushButton, "exportButton"),
        )
        assert note is not None
        assert button is not None
        assert "no folder" in note.text()
        assert not button.isEnabled()
        dialog.close()
        assert np.array_equal(document(person).mask.pixels, before)

    run_program([str(SAMPLE)], act)


def test_closing_with_unexported_work_asks_once(tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        person.drag([(300, 300), (400, 300)])
        person.window.close()
        await person.answer("cancel")
        await until(lambda: not person.window.findChildren(QMessageBox, "choiceDialog"))
        assert person.window.isVisible()
        assert document(person).mask.pixels.any()
        person.window.close()
        await person.answer("discard")
        await until(lambda: not person.window.isVisible())

    run_program([str(SAMPLE)], act)


def test_the_original_is_never_exported_over(tmp_path: Path) -> None:
    source = photo(tmp_path / "mine.png")
    before = source.read_bytes()

    async def act(person: Person) -> None:
        person.drag([(300, 300), (400, 300)])
        await person.export_as(source)
        dialog = await person.dialog(QDialog, "exportDialog")
        note, button = (
            dialog.findChild(QLabel, "exportNameNote"),
            dialog.findChild(QPushButton, "exportButton"),
        )
        assert note is not None
        assert button is not None
        assert "never changed" in note.text()
        assert not button.isEnabled()
        dialog.close()

    run_program([str(source)], act)
    assert source.read_bytes() == before
