"""What is going to be sent and may be billed, in words, and the limits that a person has set."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run wants to send: ``submits`` hold ``tasks`` for ``regions``; ``answered`` are known already."""

    regions: int
    submits: int
    tasks: int
    paid: bool
    answered: int = 0


# Asked before anything paid is sent; False ends the run without an error.
Approve = Callable[[Cost], Awaitable[bool]]


def cost_line(cost: Cost, price: float = 0.0) -> str:
    """“6 regions = 1 submit, up to 6 billed tasks”, with the money where a price is set."""
    line = tr(
        "{regions} = {submits}, {tasks}",
        regions=trn("{count} region", "{count} regions", cost.regions),
        submits=trn("{count} submit", "{count} submits", cost.submits),
        tasks=(
            trn("up to {count} billed task", "up to {count} billed tasks", cost.tasks)
            if cost.paid
            else trn("{count} task", "{count} tasks", cost.tasks)
        ),
    )
    if cost.paid and price:
        line = tr("{line}, up to {money}", line=line, money=money(cost.tasks, price))
    return line


def money(tasks: int, price: float) -> str:
    """What so many tasks cost, in the currency of the bill."""
    return f"{tasks * price:.2f}"


def month_start(now: float) -> float:
    """The first second of the local month that ``now`` (Unix seconds) lies in."""
    moment = time.localtime(now)
    return time.mktime((moment.tm_year, moment.tm_mon, 1, 0, 0, 0, 0, 0, -1))


def check_cap(tasks: int, spent: int, cap: int) -> None:
    """Raise InputError when ``tasks`` more than the ``spent`` ones of this month exceed ``cap`` (0 = no cap)."""
    if cap and spent + tasks > cap:
        raise InputError(
            tr(
                "{tasks} more would exceed the limit of {cap} billed tasks a month ({spent} so far); "
                "they were not sent.",
                tasks=tasks,
                cap=cap,
                spent=spent,
            ),
            hint=tr("Raise the limit in the settings."),
            code="monthly-cap",
        )
