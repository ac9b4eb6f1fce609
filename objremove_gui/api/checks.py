"""What can be found out before anything is sent, so that no paid call is wasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from objremove_gui.api.models import KERNEL_SIZES, MAX_SIDE, MAX_TASKS, MIN_SIDE, SEEDS, TaskRequest
from objremove_gui.errors import InputError, SettingsError
from objremove_gui.i18n import tr
from objremove_gui.net.guard import check_url

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def check_tasks(tasks: Sequence[TaskRequest]) -> None:
    """Raise InputError for a submit that the service would refuse."""
    if not 1 <= len(tasks) <= MAX_TASKS:
        raise InputError(
            tr("A submit holds 1 to {most} tasks, not {count}.", most=MAX_TASKS, count=len(tasks)),
            code="tasks",
        )
    for task in tasks:
        _check_link(task.image)
        _check_link(task.mask)
        if task.seed is not None and (type(task.seed) is not int or task.seed not in SEEDS):
            raise InputError(
                tr("The seed must be a whole number from 0 to {most}.", most=SEEDS.stop - 1), code="seed"
            )
        if task.kernel_size is not None and (
            type(task.kernel_size) is not int or task.kernel_size not in KERNEL_SIZES
        ):
            raise InputError(tr("The kernel size must be an odd number from 1 to 59."), code="kernel_size")


def _check_link(url: str) -> None:
    try:
        check_url(url)
    except ValueError as error:
        raise InputError(
            tr("The picture store gave a link that the service can't read; check the store's address."),
            code="url",
        ) from error


def check_size(width: int, height: int, *, min_side: int = MIN_SIDE, max_side: int = MAX_SIDE) -> None:
    """Raise InputError when a side in pixels is outside the limits."""
    if not (min_side <= width <= max_side and min_side <= height <= max_side):
        raise InputError(
            tr(
                "The service takes sides of {least} to {most} pixels; this picture has {width} × {height}.",
                least=min_side,
                most=max_side,
                width=width,
                height=height,
            ),
            code="size",
        )


def check_mask(mask: NDArray[np.uint8], width: int, height: int) -> None:
    """Raise InputError unless ``mask`` is (height, width) and holds nothing but 0 and 255."""
    if mask.shape != (height, width):
        raise InputError(
            tr(
                "The mask has {mask_width} × {mask_height} pixels and the picture {width} × {height}; "
                "they must be the same.",
                mask_width=mask.shape[1],
                mask_height=mask.shape[0],
                width=width,
                height=height,
            ),
            code="mask-size",
        )
    # 255 + 1 wraps to 0 and 0 + 1 is 1; every other value leaves a higher bit.
    if ((mask + 1) & 0xFE).any():
        raise InputError(
            tr("The mask may hold the values 0 (keep) and 255 (remove) only."), code="mask-values"
        )


def check_appcode(appcode: str) -> None:
    """Raise SettingsError for an AppCode that can't stand in a header; its text is in no message."""
    if not all("!" <= character <= "~" for character in appcode):
        raise SettingsError(
            tr("The AppCode holds a space or a character that no AppCode has; copy it again."), code="appcode"
        )


def check_endpoint(url: str) -> None:
    """Raise SettingsError for an address of a service that can't be used."""
    try:
        parts = check_url(url)
    except ValueError as error:
        raise SettingsError(
            tr("The service address can't be used; write it as https://domain."), code="endpoint"
        ) from error
    if parts.query or parts.fragment:
        raise SettingsError(
            tr("The service address may not hold ? or #; write it as https://domain."), code="endpoint"
        )
