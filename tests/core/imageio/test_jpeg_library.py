"""libjpeg ends the process in which it meets a fault: here that is never the program's."""

from __future__ import annotations

import io
import multiprocessing
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import PLENTY, scene
from PIL import Image

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.jpeg_coefficients import Library
from objremove_gui.core.imageio.jpeg_compare import compare_blocks
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, Way, save_photo
from objremove_gui.errors import InputError

pytest.importorskip("jpeglib")


def made(*, progressive: bool) -> bytes:
    file = io.BytesIO()
    Image.fromarray(scene(90, 130)).save(file, "JPEG", quality=85, subsampling=2, progressive=progressive)
    return file.getvalue()


def damaged(count: int, seed: int = 7) -> Iterator[bytes]:
    """Files cut off, with other bytes here and there, in the header above all, or with pieces taken out."""
    chance = random.Random(seed)
    files = [made(progressive=progressive) for progressive in (False, True)]
    for number in range(count):
        data = bytearray(files[number % 2])
        header = data.index(b"\xff\xda") + 14
        match number % 4:
            case 0:
                del data[chance.randrange(20, len(data)) :]
            case 1:
                for _ in range(chance.randrange(1, 4)):
                    data[chance.randrange(2, header)] = chance.randrange(256)
            case 2:
                for _ in range(chance.randrange(1, 30)):
                    data[chance.randrange(header, len(data))] = chance.randrange(256)
            case _:
                at = chance.randrange(2, len(data) - 40)
                del data[at : at + chance.randrange(1, 40)]
        yield bytes(data)


def survives(files: Iterator[bytes], folder: Path) -> tuple[int, int]:
    """How many files ended the library, and how many photos could still be opened and saved with their own blocks."""
    ended = spliced = 0
    library = Library()
    for data in files:
        try:
            library.written(library.read("file", data))
        except NoCoefficients as error:
            if "ended" in str(error):
                ended += 1
                library.close()
                library = Library()
        path, out = folder / "damaged.jpg", folder / "out.jpg"
        path.write_bytes(data)
        try:
            photo = open_photo(path, max_pixels=PLENTY)
        except InputError:
            continue
        pixels = photo.pixels.copy()
        pixels[20:30, 40:60] = 90
        saved = save_photo(photo, pixels, out, SaveOptions(overwrite=True))
        spliced += saved.way is Way.SPLICED
        compare_blocks(path, out)
    library.close()
    assert not [one for one in multiprocessing.active_children() if one.name == "objremove-coefficients"]
    return ended, spliced


def test_a_damaged_file_ends_the_library_and_never_the_program(tmp_path: Path) -> None:
    ended, spliced = survives(damaged(20), tmp_path)
    assert ended > 1
    assert spliced > 0


@pytest.mark.long
def test_hundreds_of_damaged_files_end_nothing_either(tmp_path: Path) -> None:
    ended, spliced = survives(damaged(600, seed=11), tmp_path)
    assert ended > 10
    assert spliced > 10


def test_coefficients_come_and_go_as_they_are() -> None:
    with Library() as library:
        coded = library.read("file", made(progressive=False))
        assert coded.steps == ((1, 1), (2, 2), (2, 2))
        box = Rect(3, 2, 4, 5)
        before = library.blocks(coded, 0, box)
        assert before.shape == (5, 4, 8, 8)
        library.put(coded, 0, box, before[::-1])
        assert np.array_equal(library.blocks(coded, 0, box), before[::-1])
        again = library.read("again", library.written(coded))
        assert again.alike(coded)
        assert library.differing(coded, again) == []
        library.put(coded, 0, box, before)
        assert library.differing(coded, again) == [(0, row) for row in (2, 3, 5, 6)]
