"""Between the jobs panel, the message bar and the jobs themselves: what a person is told and may decide."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr, trn
from objremove_gui.settings import Settings
from objremove_gui.ui import dialogs
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import Choice
from objremove_gui.ui.jobs.keeper import Keeper
from objremove_gui.ui.jobs.service import Service
from objremove_gui.ui.layout import BELOW, JOBS_DOCK, docked, had_jobs
from objremove_gui.ui.message_bar import Kind, Offer
from objremove_gui.ui.report import Reporter

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget

    from objremove_gui.jobs.costs import Approve
    from objremove_gui.jobs.ledger.database import Ledger
    from objremove_gui.jobs.ledger.records import EntryRecord
    from objremove_gui.ui.commands import Commands
    from objremove_gui.ui.jobs.panel import JobsPanel
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.removing import Removing

# Settings that decide which service is used.
SERVICE_SETTINGS = ("endpoint", "service", "appcode", "uploader")


class JobsBoard(QObject):
    """Keeps the panel up to date and says what happened to jobs."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        background: Background,
        service: Service,
        keeper: Keeper,
        removing: Removing,
        commands: Commands,
        reporter: Reporter,
        approve: Approve,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._background = background
        self._service = service
        self._keeper = keeper
        self._removing = removing
        self._commands = commands
        self._reporter = reporter
        self._approve = approve
        self._ledger: Ledger | None = None
        service.opened.connect(self._on_ledger)
        service.answered.connect(self._on_answered)
        service.stopped.connect(self._on_stopped)
        keeper.offered.connect(self._on_offered)
        keeper.put_in.connect(self._on_put_in)
        keeper.troubled.connect(reporter.report)
        removing.undecided.connect(self._on_undecided)
        settings.on_change.append(self._on_setting)
        window.jobs_wanted.connect(self.toggle)
        self._dock: QDockWidget | None = None
        self._panel: JobsPanel | None = None

    async def begin(self) -> None:
        """At the start of the program: carry on with what was left, and ask about what only a person can decide."""
        ledger = await self._service.ledger()
        from objremove_gui.jobs.ledger.reading import entries

        self._keeper.carry_on()
        if had_jobs():
            self.show_panel()
        undecided = [entry for entry in await ledger.read(entries) if entry.state.is_undecided]
        if undecided:
            text = trn(
                "Of {count} submit it is not known whether the service took it; it was not sent again.",
                "Of {count} submits it is not known whether the service took them; they were not sent again.",
                len(undecided),
            )
            self._window.messages.say(Kind.WARNING, text, "", self._jobs_offer())

    # -- the panel

    def _on_ledger(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.changed.connect(lambda _: self._refresh())
        self._refresh()
        if ledger.note:
            self._window.messages.say(Kind.WARNING, ledger.note)

    def toggle(self) -> None:
        """Show the panel, or hide it."""
        if self._dock is not None and self._dock.isVisible():
            self._dock.hide()
        else:
            self.show_panel()

    def show_panel(self) -> None:
        """Show the panel; it is made when it is first asked for."""
        if self._dock is None:
            self._dock = self._made()
        self._dock.show()
        self._refresh()

    def _made(self) -> QDockWidget:
        from objremove_gui.ui.jobs.panel import JobsPanel

        window = self._window
        panel = self._panel = JobsPanel()
        panel.retry_wanted.connect(lambda entry: self._start(self._retry(entry), f"job-{entry}"))
        panel.put_in_wanted.connect(lambda entry: self._start(self._put_in(entry), "open"))
        panel.forget_wanted.connect(lambda entry: self._start(self._forget(entry), f"job-{entry}"))
        dock = docked(window, panel, tr("Jobs"), JOBS_DOCK, BELOW)
        dock.visibilityChanged.connect(window.actions_by_id["jobsAction"].setChecked)
        return dock

    def _start(self, work: Coroutine[Any, Any, None], key: str) -> None:
        self._background.start(work, key=key, waits=key == "open")

    def _refresh(self) -> None:
        """Show what the ledger holds, if anybody looks; a change meanwhile is seen by the next round."""
        if self._panel is not None and self._ledger is not None:
            self._background.start(self._show(self._ledger), key="jobs-list", replace=True)

    async def _show(self, ledger: Ledger) -> None:
        from objremove_gui.jobs.costs import money, month_start
        from objremove_gui.jobs.ledger.reading import charged_since, entries

        found = await ledger.read(entries)
        spent = await ledger.read(charged_since, month_start(time.time()))
        bill = ""
        if spent:
            bill = trn(
                "{count} task may have been billed this month.",
                "{count} tasks may have been billed this month.",
                spent,
            )
            price = float(self._settings.get("price"))
            bill += f" ({money(spent, price)})" if price else ""
        if self._panel is not None:
            self._panel.show_entries(found, bill)

    # -- what a person wants

    async def _entry(self, entry_id: int) -> EntryRecord | None:
        from objremove_gui.jobs.ledger.reading import entry

        return await (await self._service.ledger()).read(entry, entry_id)

    async def _retry(self, entry_id: int) -> None:
        from objremove_gui.jobs.resuming import cost_again, is_sent_again

        entry = await self._entry(entry_id)
        if entry is None:
            return
        if entry.endpoint != self._settings.get("endpoint"):
            self._window.messages.say(Kind.INFO, _elsewhere(entry))
            return
        again = is_sent_again(entry)
        if again and entry.state.is_undecided and not await self._may_send_again():
            return
        if again and entry.paid and not await self._approve(cost_again(entry)):
            return
        await self._keeper.resume(entry_id, again=again)

    async def _may_send_again(self) -> bool:
        buttons = [
            Choice("send", tr("Send again"), "destructive"),
            Choice("cancel", tr("Cancel"), "reject"),
        ]
        text = tr("The service may have taken this already; sent again, it may be billed a second time.")
        return await dialogs.ask_choice(self._window, tr("Send again?"), text, buttons) == "send"

    async def _put_in(self, entry_id: int) -> None:
        """Open the photo of an entry where another one is open, then put its results in."""
        entry = await self._entry(entry_id)
        if entry is None:
            return
        if not await self._keeper.is_open(entry.origin) and entry.origin.path:
            await self._commands.files.open(Path(entry.origin.path))
        await self._keeper.put_in_due()

    async def _forget(self, entry_id: int) -> None:
        from objremove_gui.jobs.ledger.writing import forget

        entry = await self._entry(entry_id)
        if entry is None or entry.session:
            return
        if entry.state.is_undecided or entry.can_follow:
            buttons = [
                Choice("forget", tr("Forget"), "destructive"),
                Choice("cancel", tr("Cancel"), "reject"),
            ]
            text = tr("The service may still have a result for this, and bill it.")
            if await dialogs.ask_choice(self._window, tr("Forget it?"), text, buttons) != "forget":
                return
        await (await self._service.ledger()).write(forget, entry_id)

    # -- what happened

    def _jobs_offer(self) -> Offer:
        return Offer(tr("Show jobs"), self.show_panel, "showJobsOffer")

    def _on_offered(self, count: int) -> None:
        text = trn(
            "A result of an earlier removal waits for this photo.",
            "{count} results of earlier removals wait for this photo.",
            count,
        )
        put_in = Offer(tr("Put in"), lambda: self._start(self._keeper.put_in_due(), "put-in"), "putInOffer")
        self._window.messages.say(Kind.INFO, text, "", put_in, self._jobs_offer())

    def _on_put_in(self, count: int) -> None:
        text = trn("A result was put in.", "{count} results were put in.", count)
        self._window.messages.say(Kind.SUCCESS, text)

    def _on_answered(self, count: int) -> None:
        text = trn(
            "Known from before: {count} result was taken from the list of jobs, and nothing was billed for it.",
            "Known from before: {count} results were taken from the list of jobs, and nothing was billed for them.",
            count,
        )
        another = Offer(tr("Another variant"), self._another_variant, "anotherVariantOffer")
        self._window.messages.say(Kind.INFO, text, "", another)

    def _another_variant(self) -> None:
        """The same marks once more, with another seed."""
        self._removing.discard()
        self._removing.start(self._reporter.report, "anew")

    def _on_stopped(self, billed: int) -> None:
        if not billed:
            self._window.messages.say(Kind.INFO, tr("Cancelled; nothing was sent that could be billed."))
            return
        text = trn(
            "Stopped waiting. {count} task may be billed all the same.",
            "Stopped waiting. Up to {count} tasks may be billed all the same.",
            billed,
        )
        hint = tr("Its result can still be fetched from the list of jobs.")
        self._window.messages.say(Kind.WARNING, text, hint, self._jobs_offer())

    def _on_undecided(self, error: ObjremoveError) -> None:
        again = Offer(
            tr("Send again"), partial(self._removing.start, self._reporter.report, "resend"), "sendAgainOffer"
        )
        self._window.messages.say(Kind.WARNING, error.message, error.hint, again, self._jobs_offer())

    def _on_setting(self, key: str) -> None:
        if key in SERVICE_SETTINGS and self._ledger is not None:
            self._keeper.carry_on()


def _elsewhere(entry: EntryRecord) -> str:
    if not entry.endpoint:
        return tr("This ran on this computer; empty the service address in the settings to go on with it.")
    return tr(
        "This belongs to {address}; enter that address in the settings to go on with it.",
        address=entry.endpoint,
    )
