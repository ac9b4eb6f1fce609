"""Carries on with what earlier sessions or a lost connection left, and brings results to the photo that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from objremove_gui.errors import DeadlineExceeded, ObjremoveError, ServiceFault, Throttled, TransferError
from objremove_gui.i18n import trn
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.jobs.service import Service
from objremove_gui.ui.picture import Picture, whole
from objremove_gui.ui.results.changing import with_versions
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removals
    from objremove_gui.jobs.ledger.records import Due, Origin

RESUME = "jobs"
# Seconds until it is tried again while the service can't be reached: doubled each time, up to the longest.
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 300.0
# What may pass by itself. After anything else asking again would not help, and a question may be billed: the next start
# asks once more, and so does whoever changes the settings or presses “Fetch the result”.
PASSING = (TransferError, Throttled, ServiceFault, DeadlineExceeded)


# Seed and request of results that come to their photo in another way.
Held = Callable[[], Awaitable[Collection[tuple[int, str]]]]


class Keeper(QObject):
    """Results that arrive while their photo is open are put in; those that wait when it is opened are ``offered``.

    What is ``held`` elsewhere is not put in unasked, so that nothing is offered in two ways.
    """

    offered = Signal(int)
    put_in = Signal(int)
    troubled = Signal(object)

    def __init__(
        self,
        settings: Settings,
        background: Background,
        editor: Editor,
        shelf: Shelf,
        service: Service,
        held: Held,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._held = held
        self._settings = settings
        self._background = background
        self._editor = editor
        self._service = service
        # Summing up the pixels of a large photo takes a moment.
        self._digests: WeakKeyDictionary[Document, str] = WeakKeyDictionary()
        editor.scene_changed.connect(self._on_scene)
        # The document that is about to be closed.
        self._leaving: Document | None = None
        service.left.connect(self._leave)
        shelf.left.connect(self._on_left)
        service.began.connect(self._pause)
        service.ended.connect(self.carry_on)

    # -- carrying on

    def carry_on(self) -> None:
        """Ask for what is still to come, now and until it is there; not while a removal runs."""
        if not self._service.is_running:
            self._background.start(self._carry_on(), key=RESUME, on_error=self.troubled.emit)

    def _pause(self) -> None:
        self._leaving = None
        self._background.cancel(RESUME)

    async def _carry_on(self) -> None:
        ledger, pause = await self._service.ledger(), FIRST_PAUSE
        from objremove_gui.jobs.ledger.reading import resumable
        from objremove_gui.jobs.resuming import resume_all

        if not await self._is_something_left():
            return
        while True:
            try:
                async with self._service.keeping:
                    errors = await resume_all(await self._service.desk())
            except ObjremoveError as error:
                errors = [error]
            # Who is not connected need not be told again and again.
            if errors and pause == FIRST_PAUSE:
                self.troubled.emit(errors[0])
            await self._bring(offer=False)
            if errors and not any(isinstance(error, PASSING) for error in errors):
                return
            if not await ledger.read(resumable, self._endpoint):
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _is_something_left(self) -> bool:
        ledger, endpoint = await self._service.ledger(), self._endpoint
        from objremove_gui.jobs.ledger.reading import leftovers, resumable

        return bool(await ledger.read(resumable, endpoint) or await ledger.read(leftovers, endpoint))

    @property
    def _endpoint(self) -> str:
        return str(self._settings.get("endpoint"))

    async def resume(self, entry_id: int, *, again: bool) -> None:
        """Carry on with one entry; ``again`` sends it a second time. Raises what that may raise."""
        from objremove_gui.jobs.resuming import resume

        for error in await resume(await self._service.desk(), entry_id, again=again):
            self.troubled.emit(error)
        await self._bring(offer=False)

    # -- bringing results to their photo

    def _leave(self, document: Document) -> None:
        self._leaving = document

    def _on_scene(self) -> None:
        self.offer_again()

    def _on_left(self, picture: Picture) -> None:
        self._leaving = None
        if picture.document is not None:
            self._background.start(self._service.settle(picture.document))

    async def is_open(self, origin: Origin) -> bool:
        """Whether the photo that is shown is this one."""
        document = self._editor.document
        return (
            document is not None
            and document.size == origin.size
            and await self._digest_of(document) == origin.digest
        )

    async def put_in_due(self) -> None:
        """Put in what waits for the open photo: a person wants it."""
        await self._bring(offer=False, wanted=True)

    def offer_again(self) -> None:
        """Offer what waits for the open photo."""
        if self._editor.document is not None:
            self._background.start(self._bring(offer=True))

    async def _bring(self, *, offer: bool, wanted: bool = False) -> None:
        document = self._editor.document
        due = [] if document is None else await self._due(document)
        if document is self._leaving and not wanted:
            return
        if due and not wanted:
            held = await self._held()
            due = [one for one in due if (one.task.seed, one.task.request_id) not in held]
        if document is None or not due or document is not self._editor.document:
            return
        if offer:
            self.offered.emit(len(due))
        else:
            await self._put_in(document, due)

    async def _due(self, document: Document) -> list[Due]:
        ledger = await self._service.ledger()
        from objremove_gui.jobs.delivering import is_there
        from objremove_gui.jobs.ledger.reading import due, due_sizes

        if document.size not in await ledger.read(due_sizes):
            return []
        found = await ledger.read(due, await self._digest_of(document))
        there = [one for one in found if is_there(one, document.removals)]
        if there:
            await self._service.delivered(document, tuple(one.task.id for one in there))
        return [one for one in found if one not in there]

    async def _digest_of(self, document: Document) -> str:
        from objremove_gui.jobs.crops import origin_of

        if document not in self._digests:
            photo = document.photo
            await whole(document)
            origin = await self._background.run_blocking(origin_of, photo)
            self._digests[document] = origin.digest
        return self._digests[document]

    async def _put_in(self, document: Document, due: list[Due]) -> None:
        from objremove_gui.jobs.delivering import collect

        ledger, pool = await self._service.ledger(), self._service.pool
        delivery = await collect(ledger, pool, due, document.snapshot())
        await self._editor.mask_free()
        if document is not self._editor.document:
            return
        made = tuple(delivery.removals)
        put = partial(_put_in, document, made)
        await self._editor.steps.put_in(document, (*document.removals, *made), put)
        await self._service.delivered(document, tuple(delivery.tasks))
        if made:
            self._editor.state_changed.emit()
            self.put_in.emit(len(made))
        for error in delivery.failures:
            self.troubled.emit(error)


def _put_in(document: Document, removals: Removals) -> None:
    """Results of places that have a removal become its versions, the others new removals."""
    from objremove_gui.jobs.delivering import same_place

    fresh = []
    for removal in removals:
        place = same_place(removal, document.removals)
        if place is None:
            fresh.append(removal)
        else:
            document.change_removals(*with_versions(document.removals, place, removal.versions))
    if fresh:
        document.add_removals(trn("Put in a result", "Put in {count} results", len(fresh)), fresh)
