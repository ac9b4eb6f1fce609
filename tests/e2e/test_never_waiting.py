"""While a photo's pixels are still being decoded the window's thread waits for them in nothing that a person does."""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from person import Person, run_program, until
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from objremove_gui.core.document import Document
from objremove_gui.core.imageio.coming import ComingPhoto
from objremove_gui.core.tools.registry import TOOLS
from objremove_gui.ui.message_bar import Kind

WIDTH, HEIGHT = 3600, 2400
Act = Callable[[Person], Awaitable[None]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "large.jpg"
    source = Image.radial_gradient("L").resize((WIDTH, HEIGHT))
    picture = Image.merge("RGB", (source, source.transpose(Image.Transpose.ROTATE_180), source))
    ImageDraw.Draw(picture).ellipse((1000, 1000, 1200, 1200), (255, 0, 0))
    picture.save(path, quality=90)
    return path


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """All pixels of a photo are decoded only after this is set."""
    go_on = threading.Event()
    decode = simplejpeg.decode_jpeg

    def decoded(data: bytes, colours: str, **how: object) -> np.ndarray:
        if colours == "RGB":
            go_on.wait(60)
        return decode(data, colours, **how)

    monkeypatch.setattr(simplejpeg, "decode_jpeg", decoded)
    return go_on


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where the window's thread has asked for pixels that were not there yet."""
    found: list[str] = []
    wait = ComingPhoto.whole

    def whole(photo: ComingPhoto) -> object:
        if threading.current_thread() is threading.main_thread() and not photo._whole.done():
            found.append("".join(traceback.format_stack(limit=6)))
            raise RuntimeError("the window's thread would wait")
        return wait(photo)

    monkeypatch.setattr(ComingPhoto, "whole", whole)
    return found


def document(person: Person) -> Document:
    scene = person.canvas.scene
    assert scene is not None
    return scene.document


def run_early(photo: Path, go_on: threading.Event, waits: list[str], early: Act, late: Act) -> None:
    """Open the photo, do something before its pixels are there, and look at what came of it after that."""

    async def act(person: Person) -> None:
        person.window.dropped.emit([str(photo)])
        await until(lambda: person.canvas.scene is not None, "it is shown")
        try:
            assert not document(person).is_whole
            await early(person)
            # What was begun has come to where it needs the pixels.
            for _ in range(20):
                await asyncio.sleep(0)
            assert waits == []
            assert not document(person).is_whole
        finally:
            go_on.set()
        await until(lambda: document(person).is_whole, "it is decoded")
        await late(person)
        assert waits == []
        assert not [one.text for one in person.window.messages.messages if one.kind is Kind.ERROR]

    run_program([], act)


async def nothing(person: Person) -> None:
    """Nothing is expected but that nothing went wrong."""


def test_tools_and_looking_around_go_on(photo: Path, go_on: threading.Event, waits: list[str]) -> None:
    async def early(person: Person) -> None:
        for row in TOOLS:
            person.trigger(row.info.action.removesuffix("Action"))
            for at in ((900, 900), (1500, 1100)):
                person.mouse(QEvent.Type.MouseMove, person.canvas.image_to_widget(*at))
            person.canvas.grab()
            if row.info.id not in ("wand", "object"):
                person.drag([(900, 900), (1500, 1100), (1600, 1800)])
                person.canvas.grab()
        for action in ("actualSize", "zoomIn", "fit", "holdOriginal", "holdOriginal", "hideMask", "hideMask"):
            person.trigger(action)
            person.canvas.grab()
        for action in ("history", "results", "pictures", "jobs", "showReach", "showCrops", "undo", "redo"):
            person.trigger(action)
            person.shot()

    run_early(photo, go_on, waits, early, nothing)


@pytest.mark.parametrize(("tool", "path"), [
    ("wand", [(1100, 1100), (1110, 1100)]),
    ("object", [(900, 900), (1300, 1300)]),
])  # fmt: skip
def test_a_search_begun_meanwhile_finds_what_it_would_have_found(
    photo: Path, go_on: threading.Event, waits: list[str], tool: str, path: list[tuple[float, float]]
) -> None:
    async def early(person: Person) -> None:
        person.trigger(tool)
        person.drag(path)
        person.canvas.grab()

    async def late(person: Person) -> None:
        await until(lambda: document(person).history.undo_name, "it is marked")

    run_early(photo, go_on, waits, early, late)


def test_a_copy_asked_for_meanwhile_is_whole(photo: Path, go_on: threading.Event, waits: list[str]) -> None:
    async def early(person: Person) -> None:
        person.trigger("copyResult")

    async def late(person: Person) -> None:
        await until(lambda: "clipboard" in person.message(), person.message())
        copied = QGuiApplication.clipboard().image()
        assert (copied.width(), copied.height()) == (WIDTH, HEIGHT)

    run_early(photo, go_on, waits, early, late)


def test_what_waits_for_the_pixels_holds_up_no_thread(
    photo: Path, go_on: threading.Event, waits: list[str]
) -> None:
    async def early(person: Person) -> None:
        person.trigger("copyResult")
        person.trigger("wand")
        person.drag([(1100, 1100), (1110, 1100)])
        person.trigger("exportAs")
        person.trigger("invert")
        await until(lambda: document(person).mask.pixels.all(), "the whole mask is worked on in a thread")

    async def late(person: Person) -> None:
        dialog = await person.dialog(QDialog, "exportDialog")
        dialog.reject()
        await until(lambda: "clipboard" in person.message(), person.message())
        await until(lambda: not person.window.findChildren(QDialog))

    run_early(photo, go_on, waits, early, late)


def test_an_export_asked_for_meanwhile_asks_as_soon_as_it_can(
    photo: Path, go_on: threading.Event, waits: list[str], tmp_path: Path
) -> None:
    async def early(person: Person) -> None:
        person.trigger("exportAs")

    async def late(person: Person) -> None:
        dialog = await person.dialog(QDialog, "exportDialog")
        cancel = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel)  # type: ignore[union-attr]
        cancel.click()
        await until(lambda: not person.window.findChildren(QDialog))
        await person.export_to(tmp_path / "out.png")
        assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), document(person).photo.pixels)

    run_early(photo, go_on, waits, early, late)


def test_a_removal_begun_meanwhile_removes(photo: Path, go_on: threading.Event, waits: list[str]) -> None:
    async def early(person: Person) -> None:
        person.set_size(60)
        person.drag([(1000, 1000), (1100, 1000)])
        person.press("remove")

    async def late(person: Person) -> None:
        await until(lambda: document(person).removals, person.message())
        await until(lambda: "Removed" in person.message())

    run_early(photo, go_on, waits, early, late)


def test_a_project_saved_meanwhile_is_whole(
    photo: Path, go_on: threading.Event, waits: list[str], tmp_path: Path
) -> None:
    async def early(person: Person) -> None:
        person.drag([(1000, 1000), (1100, 1000)])
        person.trigger("saveProjectAs")
        await person.choose_file(tmp_path / "work.objremove", "saveDialog")
        await person.answer("refer")

    async def late(person: Person) -> None:
        await until(lambda: (tmp_path / "work.objremove").exists(), person.message())
        await until(lambda: not person.window.isWindowModified(), "it is saved")

    run_early(photo, go_on, waits, early, late)
