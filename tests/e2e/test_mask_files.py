"""A person saves marks as a file, and loads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from person import Person, run_program, until
from PIL import Image


def photo(path: Path) -> Path:
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 255, (240, 320, 3), np.uint8)).save(path)
    return path


def test_a_mask_never_takes_the_place_of_the_photo(tmp_path: Path) -> None:
    original = photo(tmp_path / "photo.png")
    before = original.read_bytes()

    async def act(person: Person) -> None:
        person.drag([(100, 100), (200, 100)])
        person.trigger("saveMask")
        await person.choose_file(original)
        await person.answer("replace")
        await until(lambda: "photo.png is the original" in person.message(), "it is told")

    run_program([str(original)], act)
    assert original.read_bytes() == before


def test_a_saved_mask_is_loaded_again_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "marks.png"

    async def act(person: Person) -> None:
        person.drag([(100, 100), (200, 100)])
        mask = person.canvas.scene.document.mask  # type: ignore[union-attr]
        painted = mask.pixels.copy()
        person.trigger("saveMask")
        await person.choose_file(target)
        await until(lambda: "Saved to" in person.message(), "it is saved")
        person.trigger("clearMask")
        await until(lambda: mask.is_empty, "the marks are gone")
        person.trigger("loadMask")
        await person.choose_file(target, "openDialog")
        await until(lambda: not mask.is_empty, "the marks are there again")
        assert np.array_equal(mask.pixels, painted)

    run_program([str(photo(tmp_path / "photo.png"))], act)
