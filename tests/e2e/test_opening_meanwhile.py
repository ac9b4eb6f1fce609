"""Pictures that come while something else is being opened, asked or saved."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QListWidget

from objremove_gui.core.document import Document


@pytest.fixture
def photos(tmp_path: Path, picture) -> list[Path]:
    paths = [tmp_path / name for name in ("first.png", "second.png", "third.png")]
    for seed, path in enumerate(paths):
        Image.fromarray(picture(400, 300, seed)).save(path)
    return paths


def document(person: Person) -> Document:
    assert person.canvas.scene is not None, person.message()
    return person.canvas.scene.document


def title(person: Person) -> str:
    return person.window.windowTitle().partition("[*]")[0]


def names(person: Person) -> list[str]:
    strip = person.find(QListWidget, "pictureStrip")
    assert isinstance(strip, QListWidget)
    return [strip.item(row).text() for row in range(strip.count())]


def drop(person: Person, *paths: Path) -> None:
    person.window.dropped.emit([str(path) for path in paths])


def test_what_is_dropped_while_something_is_being_opened_is_opened_after_it(photos: list[Path]) -> None:
    first, second, third = photos

    async def act(person: Person) -> None:
        for path in (first, second, third):
            drop(person, path)
        await until(lambda: title(person) == third.name, "the last one is shown")
        assert names(person) == [first.name, second.name, third.name]

    run_program([], act)


def test_each_that_could_not_be_opened_is_told(tmp_path: Path, photos: list[Path]) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")

    async def act(person: Person) -> None:
        drop(person, bad)
        drop(person, photos[0])
        await until(lambda: title(person) == photos[0].name, "the good one is shown")
        assert "bad.png" in person.message()

    run_program([], act)


def test_close_while_something_is_being_opened_closes_what_was_shown(photos: list[Path]) -> None:
    async def act(person: Person) -> None:
        drop(person, photos[1])
        person.trigger("close")
        person.trigger("close")
        await until(lambda: title(person) == photos[1].name, "the other is shown")
        drop(person, photos[2])
        await until(lambda: title(person) == photos[2].name, "the third is shown")
        assert names(person) == [photos[1].name, photos[2].name]

    run_program([str(photos[0])], act)


@pytest.mark.parametrize("action", ["saveProjectAs", "saveMask"])
def test_a_file_dialog_is_about_the_picture_that_it_was_opened_for(
    tmp_path: Path, photos: list[Path], action: str
) -> None:
    """Another start of the program hands its photo over while the dialog is open."""
    target = tmp_path / "work.objremove"

    async def act(person: Person) -> None:
        person.drag([(100, 100), (200, 200)])
        person.trigger(action)
        await person.dialog(QFileDialog, "saveDialog")
        drop(person, photos[1])
        await until(lambda: title(person) == photos[1].name, "the other is shown")
        await person.choose_file(target)
        if action == "saveProjectAs":
            await person.answer("embed")
        await until(lambda: "nothing was written" in person.message(), "it is told")

    run_program([str(photos[0])], act)
    assert not list(tmp_path.glob("work*"))


def test_a_mask_is_not_loaded_into_another_picture(tmp_path: Path, photos: list[Path]) -> None:
    mask = tmp_path / "mask.png"
    Image.fromarray(np.full((300, 400), 255, np.uint8)).save(mask)

    async def act(person: Person) -> None:
        person.trigger("loadMask")
        await person.dialog(QFileDialog, "openDialog")
        # While the dialog is open, nothing else is.
        drop(person, photos[1])
        await person.choose_file(mask, "openDialog")
        await until(lambda: title(person) == photos[1].name, "the other is shown")
        assert document(person).mask.is_empty
        person.trigger("previousPicture")
        await until(lambda: title(person) == photos[0].name)
        assert not document(person).mask.is_empty

    run_program([str(photos[0])], act)


def test_a_picture_that_is_closed_while_it_is_read_leaves_nothing_behind(
    photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from objremove_gui.ui.shelf import Shelf

    shelves: list[Shelf] = []
    made = Shelf.__init__
    monkeypatch.setattr(Shelf, "__init__", lambda self, *rest: (shelves.append(self), made(self, *rest))[1])

    async def act(person: Person) -> None:
        drop(person, *photos)
        await until(lambda: title(person) == photos[0].name)
        (shelf,) = shelves
        gone = shelf.pictures[1]
        arrived: list[object] = []
        shelf.arrived.connect(arrived.append)
        person.trigger("nextPicture")
        shelf.forget(gone)
        drop(person, photos[2])
        await until(lambda: title(person) == photos[2].name)
        left = ref(gone)
        del gone

        def is_over() -> bool:
            gc.collect()
            return left() is None

        # It may still be read; if it were in ``arrived``, it would stay.
        await until(is_over, "what was read is forgotten")

    run_program([], act)
