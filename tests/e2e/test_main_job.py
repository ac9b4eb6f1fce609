"""The main job, as a person does it: open, brush, remove, compare, export, and again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import Qt

from objremove_gui.resources import resource

SAMPLE = resource("samples/sample.jpg")
BOULDER = [(1570, 1400), (1610, 1380), (1650, 1400), (1640, 1440), (1580, 1440)]
SMALL_BOULDER = [(985, 1010), (1020, 1005), (1030, 1040), (990, 1045)]


async def remove(person: Person) -> None:
    """Press Remove and wait until it is done."""
    before = len(document(person).removals)
    person.press("remove")
    assert person.can("cancel")
    await until(
        lambda: len(document(person).removals) > before and not person.can("cancel"), person.message()
    )


def document(person: Person):
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


def test_a_person_removes_two_things_and_exports_the_photo(tmp_path: Path) -> None:
    out = tmp_path / "out.png"

    async def act(person: Person) -> None:
        assert document(person).size == (2048, 1536)
        assert not person.can("undo")
        person.set_size(80)
        person.drag(BOULDER)
        mask = document(person).mask.pixels
        assert mask.shape == (1536, 2048)
        assert set(np.unique(mask)) == {0, 255}
        assert mask[1400, 1610] == 255
        await remove(person)
        assert not document(person).mask.pixels.any()
        person.press("compare")
        assert person.window.compare.isVisible()
        person.drag_divider(0.8)
        assert person.window.compare.divider == pytest.approx(0.8, abs=0.01)
        person.press("compare")
        assert person.canvas.isVisible()
        person.drag(SMALL_BOULDER)
        await remove(person)
        await person.export_to(out)

    run_program([str(SAMPLE)], act)
    with Image.open(SAMPLE) as original, Image.open(out) as result:
        before, after = np.asarray(original.convert("RGB")), np.asarray(result)
    assert after.shape == before.shape
    changed = (before != after).any(axis=2)
    assert changed[1350:1466, 1548:1668].mean() > 0.5
    changed[1300:1510, 1500:1720] = False
    changed[950:1100, 930:1090] = False
    assert not changed.any()


def test_undo_takes_strokes_and_removals_back_and_redo_brings_them_again() -> None:
    async def act(person: Person) -> None:
        original = document(person).read_all()
        person.set_size(60)
        person.drag(BOULDER)
        painted = document(person).mask.pixels.copy()
        person.press("eraser")
        person.drag(BOULDER[:2])
        assert (document(person).mask.pixels < painted).any()
        person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert np.array_equal(document(person).mask.pixels, painted)
        await remove(person)
        result = document(person).read_all()
        assert not np.array_equal(result, original)
        person.press("undo")
        assert np.array_equal(document(person).read_all(), original)
        assert np.array_equal(document(person).mask.pixels, painted)
        person.press("redo")
        assert np.array_equal(document(person).read_all(), result)

    run_program([str(SAMPLE)], act)


def test_remove_without_a_mask_says_what_to_do_and_sends_nothing() -> None:
    async def act(person: Person) -> None:
        person.press("remove")
        await until(lambda: "Brush over what should go first." in person.message())
        assert not person.can("cancel")

    run_program([str(SAMPLE)], act)


def test_cancel_stops_the_removal_and_keeps_the_mask() -> None:
    async def act(person: Person) -> None:
        person.set_size(300)
        person.drag([(300, 300), (1500, 900), (400, 1200)])
        painted = document(person).mask.pixels.copy()
        person.press("remove")
        await until(lambda: person.window.status.job.isVisible())
        person.press("cancel")
        await until(lambda: not person.can("cancel"))
        assert np.array_equal(document(person).mask.pixels, painted)
        assert not document(person).removals
        assert person.can("remove")

    run_program([str(SAMPLE)], act)
