"""Asking a person before anything is sent that may be billed."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.dialogs import Choice

if TYPE_CHECKING:
    from objremove_gui.jobs.costs import Approve, Cost
    from objremove_gui.jobs.ledger.database import Ledger


def approving(window: QWidget, settings: Settings, ledger: Callable[[], Awaitable[Ledger]]) -> Approve:
    """Shows the line “6 regions = 1 submit, up to 6 billed tasks” and asks, unless the settings say not to.

    Raises InputError, without asking, beyond the monthly limit.
    """

    async def approve(cost: Cost) -> bool:
        from objremove_gui.jobs.costs import check_cap, cost_line, month_start
        from objremove_gui.jobs.ledger.reading import charged_since

        spent = await (await ledger()).read(charged_since, month_start(time.time()))
        check_cap(cost.tasks, spent, settings.get("monthly_cap"))
        if not settings.get("confirm_paid"):
            return True
        hint = tr("Counted this month so far: {count}.", count=spent)
        buttons = [Choice("send", tr("Send")), Choice("cancel", tr("Cancel"), "reject")]
        line = cost_line(cost, settings.get("price"))
        return await dialogs.ask_choice(window, tr("Paid service"), line, buttons, hint) == "send"

    return approve
