"""A photo in printing colours is opened as sRGB, but only after a question."""

from __future__ import annotations

from pathlib import Path

from person import Person, run_program, until
from PIL import Image
from PySide6.QtWidgets import QMessageBox

from objremove_gui.resources import resource


def cmyk(folder: Path, name: str) -> Path:
    path = folder / name
    with Image.open(resource("samples/sample.jpg")) as image:
        image.convert("CMYK").crop((0, 0, 400, 300)).save(path)
    return path


def test_the_question_comes_first_and_the_photo_before_stays_when_it_is_cancelled(tmp_path: Path) -> None:
    printed = cmyk(tmp_path, "printed.tif")

    async def act(person: Person) -> None:
        await until(lambda: person.canvas.scene, person.message())
        scene = person.canvas.scene
        for answer in ("cancel", "convert"):
            person.window.dropped.emit([str(printed)])
            await person.answer(answer)
            assert person.canvas.scene is scene
            await until(lambda: not person.window.findChildren(QMessageBox, "choiceDialog"), "it closes")
        await until(lambda: person.canvas.scene is not scene, person.message())
        assert person.canvas.scene is not None
        assert person.canvas.scene.size == (400, 300)
        await until(lambda: "converted to sRGB" in person.message(), "the note")

    run_program([str(resource("samples/sample.jpg"))], act)
