"""Results are encoded once for all files that they go into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from core.project.test_project_file import worked_on, write_photo
from scenery import noise

from objremove_gui.core.geometry import Size
from objremove_gui.core.project.kept import KeptPngs
from objremove_gui.core.project.lossless import encode_png
from objremove_gui.core.project.saving import save_project

SIZE = Size(60, 40)


def fixed(seed: int) -> np.ndarray:
    """An array that can't change any more."""
    array = noise(SIZE, seed=seed)
    array.flags.writeable = False
    return array


def test_what_cannot_change_is_encoded_once() -> None:
    encode, array = KeptPngs(), fixed(1)
    first = encode(array)
    assert first == encode_png(array)
    assert encode(array) is first
    assert encode.size == len(first)


def test_what_may_change_is_encoded_each_time() -> None:
    encode, array = KeptPngs(), noise(SIZE)
    before = encode(array)
    array[0] = 7
    assert encode(array) == encode_png(array) != before
    assert encode.size == 0


def test_the_ones_used_longest_ago_go_when_there_are_too_many_bytes() -> None:
    arrays = [fixed(seed) for seed in range(3)]
    room = 2 * len(encode_png(arrays[0])) + 100
    encode = KeptPngs(room)
    first, second = encode(arrays[0]), encode(arrays[1])
    assert encode(arrays[0]) is first
    encode(arrays[2])
    assert encode.size <= room
    assert encode(arrays[0]) is first
    assert encode(arrays[1]) is not second


def test_what_nobody_has_any_more_is_let_go_at_once() -> None:
    encode, arrays = KeptPngs(), [fixed(seed) for seed in range(3)]
    for array in arrays:
        encode(array)
    assert encode.size > 0
    del arrays, array
    assert encode.size == 0


def test_a_project_is_the_same_file_whether_its_pictures_were_encoded_before_or_not(tmp_path: Path) -> None:
    document = worked_on(write_photo(tmp_path / "photo.png"))
    for removal in document.removals:
        removal.version.patch.flags.writeable = False
    encode, files = KeptPngs(), []
    for name in ("first", "again"):
        path = tmp_path / f"{name}.objremove"
        save_project(document.snapshot(), path, embed_original=False, encode=encode)
        files.append(path.read_bytes())
    assert encode.size > 0
    assert files[0] == files[1]
