"""A photo that another program handed over goes back to it in its own file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from core.imageio.samples import PLENTY, scene
from person import Person, run_program, until
from PySide6.QtWidgets import QMessageBox

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.journal.replaying import look, restore


def test_a_handed_over_tiff_is_saved_back_after_one_question(tmp_path: Path) -> None:
    path = tmp_path / "handed.tif"
    pixels = scene(480, 640, dtype=np.uint16)
    save_photo(Photo(pixels, PhotoFormat.TIFF), pixels, path, SaveOptions())
    before = path.read_bytes()

    async def remove(person: Person, at: tuple[float, float]) -> None:
        assert person.canvas.scene is not None
        removals = len(person.canvas.scene.document.removals)
        person.set_size(30)
        person.drag([at, (at[0] + 20, at[1])])
        person.press("remove")
        document = person.canvas.scene.document
        await until(lambda: len(document.removals) > removals and not person.can("cancel"), person.message())

    async def act(person: Person) -> None:
        assert person.canvas.scene is not None
        document = person.canvas.scene.document
        assert not person.can("saveBack")
        await remove(person, (200, 200))
        person.trigger("saveBack")
        await person.answer("cancel")
        await until(lambda: not person.window.findChildren(QMessageBox, "choiceDialog"))
        assert path.read_bytes() == before
        person.trigger("saveBack")
        await person.answer("back")
        await until(lambda: "Saved back" in person.message())
        assert "Outside the removals nothing changed" in person.message()
        assert not person.window.isWindowModified()
        await remove(person, (400, 300))
        assert person.window.isWindowModified()
        person.trigger("saveBack")
        shown = document.read(Rect.of_size(document.size))
        # Not read before: it may be replaced between two looks of the reader.
        await until(lambda: not person.window.isWindowModified(), "without a question")
        assert np.array_equal(open_photo(path, max_pixels=PLENTY).pixels, shown)

    run_program([str(path)], act)


def test_work_survives_after_the_photo_was_saved_back(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "photo.png"
    save_photo(Photo(scene(300, 400), PhotoFormat.PNG), scene(300, 400), path, SaveOptions())

    async def act(person: Person) -> None:
        assert person.canvas.scene is not None
        document = person.canvas.scene.document
        person.set_size(30)
        person.drag([(100, 100), (120, 120)])
        person.press("remove")
        await until(lambda: document.removals and not person.can("cancel"), person.message())
        person.trigger("saveBack")
        await person.answer("back")
        await until(lambda: "Saved back" in person.message())
        person.drag([(200, 100), (220, 120)])
        (folder,) = (home / "data" / "journal").glob("*/*/")
        await until(lambda: (left := look(folder)) is not None and left.unsaved == 1, "all is written")
        # What a start would find after the program was killed now.
        back = restore(folder, max_pixels=PLENTY).document
        assert np.array_equal(back.photo.pixels, document.photo.pixels)
        assert np.array_equal(back.read_all(), document.read_all())
        assert np.array_equal(back.mask.pixels, document.mask.pixels)

    run_program([str(path)], act)
