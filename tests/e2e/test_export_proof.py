"""After an export the window says what is proven about the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from person import Person, run_program, until

from objremove_gui.resources import resource

BOULDER = [(1570, 1400), (1610, 1380), (1650, 1400), (1640, 1440), (1580, 1440)]


def test_an_exported_jpeg_is_told_to_be_the_same_outside(tmp_path: Path) -> None:
    pytest.importorskip("jpeglib")
    out = tmp_path / "out.jpg"

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(BOULDER)
        person.press("remove")
        await until(lambda: person.canvas.scene and person.canvas.scene.document.removals, person.message())
        await until(lambda: not person.can("cancel"), person.message())
        await person.export_to(out)
        assert "Outside the removals nothing changed" in person.message()
        assert "JPEG blocks are new" in person.message()
        await person.export_to(tmp_path / "out.webp")
        await until(lambda: "The whole picture was coded anew" in person.message(), "the second proof")

    run_program([str(resource("samples/sample.jpg"))], act)
