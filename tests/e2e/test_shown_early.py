"""A large photo can be looked at and marked while its pixels are still being decoded; nothing of that is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from person import Person, run_program, until
from PIL import Image

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.ui.live_search import LiveSearch

WIDTH, HEIGHT = 3600, 2400
SOURCE = Image.radial_gradient("L").resize((WIDTH, HEIGHT))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "large.jpg"
    Image.merge("RGB", (SOURCE, SOURCE.transpose(Image.Transpose.ROTATE_180), SOURCE)).save(path, quality=90)
    return path


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """All pixels of a photo are decoded only after this is set."""
    go_on = threading.Event()

    def wait() -> None:
        if not go_on.wait(20):
            raise OSError(5, "the window is held up")

    holding(monkeypatch, wait)
    return go_on


def holding(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    decode = simplejpeg.decode_jpeg

    def decoded(data: bytes, colours: str, **how: object) -> np.ndarray:
        if colours == "RGB":
            work()
        return decode(data, colours, **how)

    monkeypatch.setattr(simplejpeg, "decode_jpeg", decoded)


def document(person: Person) -> Document:
    scene = person.canvas.scene
    assert scene is not None
    return scene.document


async def opened(person: Person, photo: Path) -> None:
    person.window.dropped.emit([str(photo)])
    await until(lambda: person.canvas.scene is not None, "it is shown")


def test_marks_that_are_painted_meanwhile_stay_and_the_pixels_come(
    photo: Path, held: threading.Event, tmp_path: Path
) -> None:
    async def act(person: Person) -> None:
        await opened(person, photo)
        shown, opening = document(person), person.canvas.grab().toImage()
        assert not shown.is_whole
        assert shown.size == (WIDTH, HEIGHT)
        looked: list[LiveSearch] = []
        for search in person.window.findChildren(LiveSearch):
            search._timer.timeout.connect(partial(looked.append, search))
        drawn: list[Rect] = []
        assert person.canvas.scene is not None
        person.canvas.scene.picture_changed.connect(drawn.append)
        person.drag([(1000, 1000), (2000, 1500)])
        marks = shown.mask.pixels.copy()
        assert marks.shape == (HEIGHT, WIDTH)
        assert marks.any()
        # What is found out about marks has to wait; the window must not.
        await until(lambda: looked, "it is time to look at the marks")
        assert not held.is_set()
        person.trigger("actualSize")
        person.canvas.grab()
        person.trigger("undo")
        person.trigger("redo")
        person.trigger("fit")
        held.set()
        await until(lambda: shown.is_whole, "it is decoded")
        assert np.array_equal(shown.mask.pixels, marks)
        assert np.array_equal(shown.photo.pixels, np.asarray(Image.open(photo)))
        person.trigger("undo")
        await until(lambda: sum(box.size.pixels for box in drawn) == WIDTH * HEIGHT, "all is drawn anew")
        await until(lambda: not person.canvas.is_refining)
        before, after = (_array(image) for image in (opening, person.canvas.grab().toImage()))
        assert np.abs(before - after).mean() < 2

    run_program([], act)


def test_one_that_can_not_be_decoded_after_all_ends_in_its_sentence(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def fail() -> None:
        go_on.wait(60)
        raise OSError(5, "Input/output error")

    holding(monkeypatch, fail)

    async def act(person: Person) -> None:
        await opened(person, photo)
        go_on.set()
        await until(lambda: person.canvas.scene is None, "it is closed")
        await until(lambda: "could not be opened" in person.message())
        assert not person.window.isWindowModified()

    run_program([], act)


def test_one_that_is_closed_meanwhile_is_gone(photo: Path, held: threading.Event) -> None:
    async def act(person: Person) -> None:
        await opened(person, photo)
        person.trigger("closeAll")
        await until(lambda: person.canvas.scene is None)
        held.set()
        await opened(person, photo)
        await until(lambda: document(person).is_whole)
        assert person.message() == ""

    run_program([], act)


def _array(image: object) -> np.ndarray:
    converted = image.convertToFormat(image.Format.Format_RGB888)
    flat = np.frombuffer(converted.constBits(), np.uint8)
    rows = flat.reshape(converted.height(), converted.bytesPerLine())[:, : 3 * converted.width()]
    return rows.astype(int)
