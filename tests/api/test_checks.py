"""What is refused before anything is sent."""

from __future__ import annotations

import numpy as np
import pytest

from objremove_gui.api.checks import check_appcode, check_endpoint, check_mask, check_size, check_tasks
from objremove_gui.api.models import TaskRequest
from objremove_gui.errors import InputError, SettingsError

IMAGE, MASK = "https://s.test/i.png", "https://s.test/m.png"


@pytest.mark.parametrize("count", [1, 10])
def test_one_to_ten_tasks_may_be_sent(count: int) -> None:
    check_tasks([TaskRequest(IMAGE, MASK, seed=0, kernel_size=1)] * count)


@pytest.mark.parametrize("count", [0, 11])
def test_no_task_or_more_than_ten_are_refused(count: int) -> None:
    with pytest.raises(InputError, match=f"1 to 10 tasks, not {count}"):
        check_tasks([TaskRequest(IMAGE, MASK)] * count)


@pytest.mark.parametrize("seed", [0, 2**31 - 1])
@pytest.mark.parametrize("kernel_size", [1, 37, 59])
def test_seeds_and_kernel_sizes_within_the_limits_pass(seed: int, kernel_size: int) -> None:
    check_tasks([TaskRequest(IMAGE, MASK, seed=seed, kernel_size=kernel_size)])


@pytest.mark.parametrize("seed", [-1, 2**31, 1.0, True, "7"])
def test_other_seeds_are_refused(seed: object) -> None:
    with pytest.raises(InputError, match="seed"):
        check_tasks([TaskRequest(IMAGE, MASK, seed=seed)])  # type: ignore[arg-type]


@pytest.mark.parametrize("kernel_size", [0, 2, 60, 61, -1, 3.0, True, "3"])
def test_other_kernel_sizes_are_refused(kernel_size: object) -> None:
    with pytest.raises(InputError, match="odd number from 1 to 59"):
        check_tasks([TaskRequest(IMAGE, MASK, kernel_size=kernel_size)])  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["", "file:///a.png", "oss://bucket/a.png", "https://u:secret@s.test/a"])
def test_links_that_the_service_cannot_read_are_refused_without_being_shown(url: str) -> None:
    for task in (TaskRequest(url, MASK), TaskRequest(IMAGE, url)):
        with pytest.raises(InputError) as caught:
            check_tasks([task])
        assert "secret" not in caught.value.message


@pytest.mark.parametrize("size", [(400, 400), (4096, 4096), (400, 4096)])
def test_sides_within_the_limits_pass(size: tuple[int, int]) -> None:
    check_size(*size)


@pytest.mark.parametrize("size", [(399, 400), (400, 399), (4097, 400), (400, 4097), (0, 0)])
def test_other_sides_are_refused_and_named(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match=f"400 to 4096 pixels; this picture has {size[0]} × {size[1]}"):
        check_size(*size)


def test_a_mask_of_the_pictures_size_with_0_and_255_passes() -> None:
    mask = np.zeros((400, 500), np.uint8)
    mask[3, 4] = 255
    check_mask(mask, 500, 400)


@pytest.mark.parametrize("value", range(1, 255))
def test_any_value_between_is_refused(value: int) -> None:
    mask = np.zeros((4, 5), np.uint8)
    mask[3, 4] = value
    with pytest.raises(InputError, match=r"0 .* and 255"):
        check_mask(mask, 5, 4)


def test_a_mask_of_another_size_is_refused_with_both_sizes() -> None:
    with pytest.raises(InputError, match="400 × 500 pixels and the picture 500 × 400"):
        check_mask(np.zeros((500, 400), np.uint8), 500, 400)


@pytest.mark.parametrize("appcode", ["sec ret", "secret\n", "secrét", "\x7f"])
def test_an_appcode_that_cannot_stand_in_a_header_is_refused_without_being_shown(appcode: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_appcode(appcode)
    assert appcode.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "domain.test", "ftp://domain.test", "https://domain.test/?a=1", "https://x y"]
)
def test_an_address_that_is_none_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError, match="address"):
        check_endpoint(url)
