"""Growth and feather are set above the picture, or found in it, and go into the removal."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from person import Person, run_program, until
from PIL import Image
from PySide6.QtWidgets import QSpinBox

from objremove_gui.resources import resource
from objremove_gui.ui.reach import Reach

SAMPLE = resource("samples/sample.jpg")


def test_growth_and_feather_of_the_bar_go_into_the_removal(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(2).integers(90, 110, (480, 640, 3), np.uint8)).save(path)

    async def act(person: Person) -> None:
        assert person.canvas.scene is not None
        document = person.canvas.scene.document
        for name, value in (("growth", 12), ("feather", 9)):
            box = person.find(QSpinBox, name)
            assert isinstance(box, QSpinBox)
            box.setValue(value)
        person.set_size(30)
        person.drag([(300, 200), (320, 200)])
        person.press("remove")
        await until(lambda: document.removals and not person.can("cancel"), person.message())
        (removal,) = document.removals
        assert (removal.ring, removal.feather) == (12, 9)
        assert len(np.unique(removal.alpha)) > 5

    run_program([str(path)], act)


def test_the_bar_tells_what_the_automatic_growth_comes_to_and_so_far_the_removal_reaches(
    tmp_path: Path,
) -> None:
    path = tmp_path / "photo.png"
    cover = np.zeros((480, 640), np.float32)
    cv2.circle(cover, (300, 200), 60, 1.0, -1)
    cover = cv2.GaussianBlur(cover, (0, 0), 4)[..., None]
    Image.fromarray(np.rint(40 * cover + 200 * (1 - cover)).astype(np.uint8).repeat(3, 2)).save(path)

    async def act(person: Person) -> None:
        assert person.canvas.scene is not None
        document = person.canvas.scene.document
        box = person.find(QSpinBox, "growth")
        assert isinstance(box, QSpinBox)
        assert box.text() == "Auto"
        person.set_size(120)
        person.drag([(300, 200), (300, 200)])
        await until(lambda: box.text().startswith("Auto "), "the growth is found")
        told = int(box.text().removeprefix("Auto "))
        assert 6 <= told <= 14
        person.trigger("showReach")
        person.press("remove")
        await until(lambda: document.removals and not person.can("cancel"), person.message())
        assert document.removals[0].ring == told
        await until(lambda: box.text() == "Auto", "nothing is marked any more")

    run_program([str(path)], act)


def test_marks_taken_back_just_before_they_are_looked_at_are_no_fault() -> None:
    async def act(person: Person) -> None:
        reach = person.canvas.findChild(Reach)
        assert reach is not None
        for _ in range(3):
            person.drag([(900, 700), (950, 700)])
            # As its timer does, in the moment before Ctrl+Z.
            reach._search()
            person.trigger("undo")
            await until(lambda: not reach._timer.isActive(), "it looks again")
        person.drag([(900, 700), (950, 700)])
        await until(lambda: not person.canvas._rims.is_empty, "the line around the marks")
        assert person.message() == ""

    run_program([str(SAMPLE)], act)
