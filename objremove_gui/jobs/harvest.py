"""Results of a run as they come in, until they are removals."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from objremove_gui.core.ageing import stamped
from objremove_gui.core.removal import Removal, Version
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import ObjremoveError
from objremove_gui.jobs.composing import Made, Result, removal_of, versions_of
from objremove_gui.jobs.crops import Crop, off_loop
from objremove_gui.jobs.desk import Desk
from objremove_gui.jobs.ledger.records import TaskRecord
from objremove_gui.jobs.options import RunResult
from objremove_gui.jobs.progress import Stage


@dataclass(slots=True)
class Waiting:
    """How long a submit is waited for, from its hand-in to its first result; on the monotonic clock."""

    begun: float = 0.0
    ended: float = 0.0

    def hear(self, stage: Stage) -> None:
        """The submit has come to a stage."""
        if stage is Stage.WAITING and not self.begun:
            self.begun = time.monotonic()
        elif stage in (Stage.DOWNLOADING, Stage.COMPOSING) and not self.ended:
            self.ended = time.monotonic()

    @property
    def seconds(self) -> float:
        """From the hand-in until now; 0 where it was handed in by an earlier run."""
        return time.monotonic() - self.begun if self.begun else 0.0


class Harvest:
    """Versions of each region by the order in which they are wanted, and the errors of tasks that gave none."""

    def __init__(self, desk: Desk, snapshot: Snapshot) -> None:
        self._desk = desk
        self._snapshot = snapshot
        self._versions: dict[int, list[tuple[int, list[Version]]]] = {}
        self._tasks: list[int] = []
        self._waits: list[Waiting] = []
        self.failures: list[ObjremoveError] = []

    def waiting(self) -> Waiting:
        """A clock for one more submit."""
        self._waits.append(Waiting())
        return self._waits[-1]

    async def bring(
        self, crop: Crop, record: TaskRecord, results: list[Result], seconds: float, request_id: str
    ) -> None:
        """Compose the pictures that a task gave."""
        backend = self._desk.backend
        made = Made(backend.title, record.seed, seconds, request_id, backend.paid)
        versions = await off_loop(self._desk.pool, versions_of, crop.plan, self._snapshot, results, made)
        self._versions.setdefault(crop.region, []).append((record.id, versions))
        self._tasks.append(record.id)

    async def result(self, crops: Sequence[Crop], answered: int) -> RunResult:
        """All of it; raises the first error where there is nothing."""
        if self.failures and not self._versions:
            raise self.failures[0]
        removals = await off_loop(self._desk.pool, self._removals, crops)
        return RunResult(removals, tuple(self.failures), self._waited(), tuple(self._tasks), answered)

    def _removals(self, crops: Sequence[Crop]) -> tuple[Removal, ...]:
        removals = []
        for crop in crops:
            found = sorted(self._versions.get(crop.region, []), key=lambda one: one[0])
            if found:
                removals.append(removal_of(crop.plan, [one for _, versions in found for one in versions]))
        return stamped(self._snapshot, removals)

    def _waited(self) -> float:
        """Seconds from the first hand-in to the last first result."""
        ended = [wait for wait in self._waits if wait.begun and wait.ended]
        if not ended:
            return 0.0
        return max(wait.ended for wait in ended) - min(wait.begun for wait in ended)
