"""How much of a correction is used is what makes the seam least visible."""

from __future__ import annotations

import numpy as np
import pytest

from objremove_gui.core.seams import least_visible

PARTS = (0.0, 0.5, 1.0)


def field(value: int) -> np.ndarray:
    return np.full((40, 40, 3), value, np.uint8)


def square() -> np.ndarray:
    area = np.zeros((40, 40), np.uint8)
    area[10:30, 12:28] = 255
    return area


@pytest.mark.parametrize(("shift", "part"), [(20, 1.0), (40, 0.5), (-20, 0.0), (0, 0.0), (200, 0.0)])
def test_the_part_that_meets_the_surroundings_best_is_taken(shift: int, part: float) -> None:
    added = np.full((40, 40, 3), shift, np.float32)
    assert least_visible(field(120), field(100), added, square(), PARTS) == part


def test_without_a_rim_nothing_is_shifted() -> None:
    added = np.full((40, 40, 3), 20, np.float32)
    assert least_visible(field(120), field(100), added, np.full((40, 40), 255, np.uint8), PARTS) == 0.0
