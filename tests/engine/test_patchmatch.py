"""The PatchMatch engine."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from objremove_gui.engine.patchmatch import PyPatchMatch, surroundings
from objremove_gui.engine.registry import DEFAULT_ENGINE, ENGINES, load_engine
from objremove_gui.errors import EngineError


def striped(height: int = 120, width: int = 160) -> NDArray[np.uint8]:
    """Vertical stripes of 8 pixels, red and green."""
    image = np.zeros((height, width, 3), np.uint8)
    stripes = (np.arange(width) // 8) % 2 == 0
    image[:, stripes] = (200, 30, 30)
    image[:, ~stripes] = (30, 200, 30)
    return image


def hole(height: int, width: int, rows: slice, columns: slice) -> NDArray[np.uint8]:
    mask = np.zeros((height, width), np.uint8)
    mask[rows, columns] = 255
    return mask


def fill(image: NDArray[np.uint8], mask: NDArray[np.uint8], seed: int = 1) -> NDArray[np.uint8]:
    return PyPatchMatch().fill(image, mask, seed=seed, progress=lambda fraction: None)


def test_a_hole_in_stripes_is_filled_with_stripes() -> None:
    image = striped()
    mask = hole(120, 160, slice(40, 70), slice(60, 100))
    spoilt = image.copy()
    spoilt[mask == 255] = (255, 255, 255)
    error = np.abs(fill(spoilt, mask).astype(int) - image)[mask == 255]
    assert error.mean() < 10


def test_no_pixel_outside_the_hole_changes_and_the_input_stays() -> None:
    image = np.random.default_rng(1).integers(0, 256, (90, 110, 3), np.uint8)
    before = image.copy()
    mask = hole(90, 110, slice(30, 45), slice(0, 20))
    filled = fill(image, mask)
    assert np.array_equal(filled[mask == 0], image[mask == 0])
    assert np.array_equal(image, before)
    assert filled.shape == image.shape


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    image = np.random.default_rng(1).integers(0, 256, (90, 110, 3), np.uint8)
    mask = hole(90, 110, slice(30, 60), slice(40, 70))
    assert np.array_equal(fill(image, mask, 7), fill(image, mask, 7))
    assert not np.array_equal(fill(image, mask, 7), fill(image, mask, 8))


def test_an_empty_mask_gives_the_picture_back() -> None:
    image = striped()
    assert np.array_equal(fill(image, hole(120, 160, slice(0), slice(0))), image)


def test_a_mask_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(EngineError, match="leave a part"):
        fill(striped(), hole(120, 160, slice(None), slice(None)))


def test_progress_ends_at_one() -> None:
    told: list[float] = []
    PyPatchMatch().fill(striped(), hole(120, 160, slice(40, 50), slice(40, 50)), seed=1, progress=told.append)
    assert told[-1] == 1.0


@settings(max_examples=20)
@given(data=st.data())
def test_holes_of_any_kind_at_the_border_too_are_filled(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(8, 40)), data.draw(st.integers(8, 40))
    top, left = data.draw(st.integers(0, height - 2)), data.draw(st.integers(0, width - 2))
    mask = hole(height, width, slice(top, top + data.draw(st.integers(1, height))), slice(left, left + 3))
    image = np.full((height, width, 3), 90, np.uint8)
    filled = fill(image, mask, data.draw(st.integers(0, 2**31 - 1)))
    assert np.array_equal(filled, image)


def test_a_fill_takes_in_as_much_around_the_hole_as_the_hole_is_long() -> None:
    mask = hole(3000, 4000, slice(1000, 1300), slice(2000, 2100))
    assert surroundings(mask) == (slice(700, 1600), slice(1700, 2400))
    assert surroundings(hole(500, 500, slice(0, 2), slice(499, 500))) == (slice(0, 130), slice(371, 500))
    assert surroundings(np.zeros((5, 5), np.uint8)) is None


def test_each_engine_of_the_table_can_be_loaded() -> None:
    assert DEFAULT_ENGINE in ENGINES
    for engine_id in ENGINES:
        assert load_engine(engine_id).id == engine_id


def test_an_engine_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(EngineError, match="no such engine"):
        load_engine("magic")


def test_what_runs_in_the_worker_imports_numpy_and_the_engine_alone() -> None:
    code = (
        "import sys, objremove_gui.engine.child as child; child.load_engine('patchmatch');"
        "heavy = {'PySide6', 'qasync', 'httpx', 'starlette', 'cv2', 'pyvips', 'uvicorn', 'msgspec', 'asyncio'};"
        "print(sorted(heavy & set(sys.modules)), 'numpy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[] True"
