"""Pictures go to the clipboard and come from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QColorSpace, QGuiApplication, QImage
from PySide6.QtWidgets import QDialog

from objremove_gui.core.document import Document
from objremove_gui.core.imageio.profiles import in_srgb
from objremove_gui.settings import Settings

SHAPE = [(100, 80), (140, 80), (140, 120), (100, 120)]


def document(person: Person) -> Document:
    assert person.canvas.scene is not None, person.message()
    return person.canvas.scene.document


def title(person: Person) -> str:
    return person.window.windowTitle().partition("[*]")[0]


COPY_AND_CLOSE = """
import sys
sys.path.insert(0, sys.argv[1])
from person import run_program, until
async def act(person):
    person.trigger("copyResult")
    await until(lambda: "on the clipboard" in person.message())
run_program([sys.argv[2]], act)
"""


@pytest.fixture
def photo(tmp_path: Path, picture) -> str:
    Image.fromarray(picture(400, 300)).save(tmp_path / "photo.png")
    return str(tmp_path / "photo.png")


async def paste(person: Person, name: str = "Untitled 1") -> None:
    person.trigger("paste")
    await until(lambda: title(person) == name, person.message())


def test_the_result_is_copied_and_comes_back_pixel_for_pixel(photo: str) -> None:
    async def act(person: Person) -> None:
        person.drag(SHAPE)
        person.trigger("remove")
        await until(lambda: document(person).removals and not person.can("cancel"), person.message())
        result = document(person).read_all()
        person.trigger("copyResult")
        await until(lambda: "on the clipboard" in person.message())
        image = QGuiApplication.clipboard().image()
        assert QColor(image.pixel(120, 100)).getRgb()[:3] == tuple(result[100, 120])
        await paste(person)
        assert np.array_equal(document(person).photo.pixels, result)
        assert document(person).photo.path is None
        person.trigger("previousPicture")
        await until(lambda: title(person) == "photo.png")

    run_program([photo], act)


def test_colours_are_those_that_were_seen(tmp_path: Path) -> None:
    """In a wide space a mild red is stored as a smaller number than it has in sRGB."""
    profile = wide_profile()
    pixels = np.full((60, 80, 3), (200, 60, 60), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "wide.png", icc_profile=profile)
    expected = in_srgb(pixels, profile)[0, 0]
    assert int(expected[0]) > 210

    async def act(person: Person) -> None:
        person.trigger("copyResult")
        await until(lambda: "on the clipboard" in person.message())
        colour = QColor(QGuiApplication.clipboard().image().pixel(5, 5)).getRgb()[:3]
        assert np.abs(np.subtract(colour, expected)).max() <= 1

    run_program([str(tmp_path / "wide.png")], act)


def wide_profile() -> bytes:
    return bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())


def test_an_image_without_a_file_is_pasted() -> None:
    image = QImage(300, 200, QImage.Format.Format_ARGB32)
    image.fill(QColor(10, 200, 30))

    async def act(person: Person) -> None:
        QGuiApplication.clipboard().setImage(image)
        await paste(person)
        assert document(person).photo.pixels.shape == (200, 300, 3)
        assert tuple(document(person).photo.pixels[5, 5]) == (10, 200, 30)
        await paste(person, "Untitled 2")
        person.drag(SHAPE)
        assert person.window.isWindowModified()
        person.trigger("exportAs")
        dialog = await person.dialog(QDialog, "exportDialog")
        dialog.reject()

    run_program([], act)


def test_files_are_opened(photo: str) -> None:
    async def act(person: Person) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(photo)])
        QGuiApplication.clipboard().setMimeData(mime)
        await paste(person, "photo.png")

    run_program([], act)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    async def act(person: Person) -> None:
        mime = QMimeData()
        mime.setText("words")
        if data:
            mime.setData("image/png", data)
        QGuiApplication.clipboard().setMimeData(mime)
        person.trigger("paste")
        await until(lambda: "on the clipboard" in person.message())
        assert person.canvas.scene is None

    run_program([], act)


def test_a_larger_one_than_is_allowed_is_refused() -> None:
    Settings.load().put("max_megapixels", 1)

    async def act(person: Person) -> None:
        QGuiApplication.clipboard().setImage(QImage(2000, 1000, QImage.Format.Format_RGB32))
        person.trigger("paste")
        await until(lambda: "megapixels" in person.message())

    run_program([], act)


def test_the_program_ends_well_with_a_picture_of_its_own_on_the_clipboard(photo: str) -> None:
    tests = str(Path(__file__).parents[1])
    ended = subprocess.run([sys.executable, "-c", COPY_AND_CLOSE, tests, photo], check=False)
    assert ended.returncode == 0
