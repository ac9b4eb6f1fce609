"""A person sees what would be sent, and makes it wider with the pointer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest

from objremove_gui.core.outlook import CropView
from objremove_gui.settings import Settings

LEFT = Qt.MouseButton.LeftButton


def photo(path: Path) -> Path:
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (1200, 1600, 3), np.uint8)).save(path)
    return path


def crops(person: Person) -> list[CropView]:
    return list(person.canvas.frames.crops)


async def marked(person: Person) -> CropView:
    person.set_size(30)
    person.drag([(800, 600), (840, 600)])
    person.trigger("showCrops")
    await until(lambda: crops(person), "the crops are seen")
    (crop,) = crops(person)
    return crop


def test_the_crops_are_seen_while_something_is_marked_and_that_is_remembered(tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        crop = await marked(person)
        assert crop.box.holds(crop.region)
        assert crop.scale == 1.0
        person.drag([(200, 200), (240, 200)])
        await until(lambda: len(crops(person)) == 2, "they follow the marks")
        person.trigger("clearMask")
        await until(lambda: not crops(person), "nothing is marked")

    run_program([str(photo(tmp_path / "a.png"))], act)
    assert Settings.load().get("overlay_crops") is True


def test_a_dragged_frame_is_what_the_next_run_sends_and_a_double_click_puts_it_back(tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        assert person.canvas.scene is not None
        document = person.canvas.scene.document
        crop = await marked(person)
        before = document.mask.pixels.copy()
        edge = (crop.box.right, crop.box.y + crop.box.height / 2 + 40)
        person.drag([edge, (edge[0] + 100, edge[1]), (edge[0] + 200, edge[1])])
        assert crops(person)[0].box.right > crop.box.right, "it stays where it was dragged to"
        await until(lambda: document.wider and person.canvas.frames.crops[0].box == document.wider[0].box)
        (wider,) = crops(person)
        assert abs(wider.box.right - crop.box.right - 200) <= 3
        assert (wider.box.x, wider.box.y, wider.box.height) == (crop.box.x, crop.box.y, crop.box.height)
        assert np.array_equal(document.mask.pixels, before), "nothing was painted"
        (wish,) = document.snapshot().wider
        assert wish.box == wider.box
        # Inside what is sent by itself it does not go.
        corner = (wider.box.right, wider.box.bottom)
        person.drag([corner, (810, 610)])
        await until(lambda: crops(person) == [crop], "as it was by itself")
        assert document.wider == ()
        # Every one of them can be undone by name.
        assert document.history.names[-2:] == ("Resize a crop", "Put a crop back")
        person.trigger("undo")
        await until(lambda: crops(person) == [wider], "put back is undone")
        assert document.history.undo_name == "Resize a crop"
        person.trigger("undo")
        await until(lambda: crops(person) == [crop], "as it was before it was dragged")
        person.drag([edge, (edge[0] + 150, edge[1])])
        await until(lambda: crops(person) != [crop])
        at = person.canvas.image_to_widget(crops(person)[0].box.right, edge[1]).toPoint()
        QTest.mouseDClick(person.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
        await until(lambda: crops(person) == [crop], "put back")

    run_program([str(photo(tmp_path / "a.png"))], act)


def test_esc_while_dragging_leaves_the_frame_and_a_hidden_frame_is_painted_over(tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        assert person.canvas.scene is not None
        document, canvas = person.canvas.scene.document, person.canvas
        crop = await marked(person)
        start = canvas.image_to_widget(crop.box.x, crop.box.y + 20)
        person.mouse(QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
        person.mouse(QEvent.Type.MouseMove, start - QPointF(60, 0), Qt.MouseButton.NoButton, LEFT)
        assert canvas.step_back()
        person.mouse(QEvent.Type.MouseButtonRelease, start - QPointF(60, 0), LEFT)
        assert document.wider == ()
        person.trigger("showCrops")
        await until(lambda: not crops(person), "the frames are gone")
        before = int(document.mask.pixels.sum())
        edge = (crop.box.x, crop.box.y + 20)
        person.drag([edge, (edge[0] + 20, edge[1])])
        assert int(document.mask.pixels.sum()) > before

    run_program([str(photo(tmp_path / "a.png"))], act)
