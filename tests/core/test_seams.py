"""Steps of lightness along rims, of a whole area and of each of its parts."""

from __future__ import annotations

import numpy as np
import pytest
from scenery import blob, marks, noise

from objremove_gui.core.geometry import Size
from objremove_gui.core.seams import Seams

SIZE = Size(60, 40)
LEFT, RIGHT = (12, 20, 8), (45, 18, 9)


def field(value: int) -> np.ndarray:
    return np.full((SIZE.height, SIZE.width, 3), value, np.uint8)


def steps_in(picture: np.ndarray, area: np.ndarray) -> np.ndarray:
    seams = Seams.of(area)
    return seams.steps(picture.reshape(-1, 3)[seams.places])


def test_a_step_of_tone_is_told_for_each_part_by_itself() -> None:
    area = blob(SIZE, LEFT, RIGHT)
    picture = field(100)
    picture[blob(SIZE, RIGHT) > 0] = 130
    steps = steps_in(picture, area)
    assert sorted(steps[1:]) == [0, 30]
    assert 0 < steps[0] < 30


@pytest.mark.parametrize("by", [-2, -1, 0, 1])
def test_a_step_near_the_rim_is_found_as_well_as_on_it(by: int) -> None:
    picture = field(100)
    area = np.zeros((SIZE.height, SIZE.width), np.uint8)
    area[10:30, 20:40] = 255
    picture[10 - by : 30 + by, 20 - by : 40 + by] = 120
    assert steps_in(picture, area)[1] == 20


def test_without_a_rim_there_is_no_step() -> None:
    picture = noise(SIZE)
    for area in (
        np.zeros((SIZE.height, SIZE.width), np.uint8),
        np.full((SIZE.height, SIZE.width), 255, np.uint8),
    ):
        assert not steps_in(picture, area).any()


def test_the_places_are_all_that_matters() -> None:
    area = marks(SIZE, 0.02, seed=4)
    seams = Seams.of(area)
    picture, other = noise(SIZE, seed=1), noise(SIZE, seed=2)
    other.reshape(-1, 3)[seams.places] = picture.reshape(-1, 3)[seams.places]
    assert np.array_equal(*(seams.steps(each.reshape(-1, 3)[seams.places]) for each in (picture, other)))


def test_of_endless_rims_only_some_rows_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    area = np.where(np.indices((SIZE.height, SIZE.width)).sum(axis=0) % 2, np.uint8(255), np.uint8(0))
    picture = field(100)
    picture[area > 0] = 107
    whole = Seams.of(area)
    monkeypatch.setattr("objremove_gui.core.seams.MOST_PAIRS", 700)
    some = Seams.of(area)
    assert len(some.rims[0].one) < len(whole.rims[0].one) / 3
    for seams in (some, whole):
        assert seams.steps(picture.reshape(-1, 3)[seams.places]).max() == 7
