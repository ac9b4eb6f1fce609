"""Growth and feather are set above the picture and go into the removal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from person import Person, run_program, until
from PIL import Image
from PySide6.QtWidgets import QSpinBox


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
