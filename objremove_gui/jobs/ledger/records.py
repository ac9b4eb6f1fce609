"""What the ledger tells: entries (one a submit), their tasks, and from which photo they came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from objremove_gui.core.geometry import Size
from objremove_gui.i18n import mark


class EntryState(StrEnum):
    """Where a submit stands.

    PREPARING: nothing has been submitted. WAITING: may be submitted without asking. SENDING: the submit is on
    its way, written down before its first byte. RUNNING: the service gave a result_key. UNKNOWN: the answer to
    the submit was lost. LOST: the service no longer knows the result_key. The last three are ends.
    """

    PREPARING = "preparing"
    WAITING = "waiting"
    SENDING = "sending"
    RUNNING = "running"
    UNKNOWN = "unknown"
    LOST = "lost"
    FAILED = "failed"
    CANCELLED = "cancelled"
    FINISHED = "finished"

    @property
    def is_open(self) -> bool:
        """Whether it goes on, or would go on if somebody took it up."""
        return self in OPEN

    @property
    def is_undecided(self) -> bool:
        """Whether a person has to say if it is sent again, because that may be billed twice."""
        return self in UNDECIDED


OPEN = (EntryState.PREPARING, EntryState.WAITING, EntryState.SENDING, EntryState.RUNNING)
UNDECIDED = (EntryState.UNKNOWN, EntryState.LOST)
# The service has a task and may still give its results.
FOLLOWED = (EntryState.RUNNING, EntryState.CANCELLED)

STATE_TITLES: dict[EntryState, str] = {
    EntryState.PREPARING: mark("Preparing"),
    EntryState.WAITING: mark("Waiting"),
    EntryState.SENDING: mark("Sending"),
    EntryState.RUNNING: mark("Running"),
    EntryState.UNKNOWN: mark("Outcome unknown"),
    EntryState.LOST: mark("Not known to the service"),
    EntryState.FAILED: mark("Failed"),
    EntryState.CANCELLED: mark("Cancelled"),
    EntryState.FINISHED: mark("Finished"),
}


class TaskState(StrEnum):
    """Where one task stands; DONE means that its results are in the ledger."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Origin:
    """The photo that a task came from: where it lay, what its pixels are (hex digest), its size."""

    path: str
    digest: str
    size: Size


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be written down; ``plan`` is packed, ``image`` and ``mask`` name stored inputs.

    ``below`` is the digest of what lay in the plan's box when it was sent, None where it is not known.
    """

    region: int
    picture: str
    seed: int
    kernel_size: int | None
    plan: bytes
    image: str
    mask: str
    below: str | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A submit to be written down. ``endpoint`` ``""`` is the service inside this program."""

    run: str
    origin: Origin
    endpoint: str
    backend: str
    paid: bool
    tasks: tuple[NewTask, ...]


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One task. ``delivered`` is the session whose document has its results, ``settled`` that they are no longer due.

    ``picture`` is the hash of crop, mask, kernel_size and endpoint; ``region`` tells tasks apart that differ in their
    place, not only in their seed. ``below`` is as in :class:`NewTask`; older ledgers did not know it.
    """

    id: int
    entry: int
    position: int
    region: int
    state: TaskState
    picture: str
    seed: int
    kernel_size: int | None
    plan: bytes
    image: str
    mask: str
    code: str
    message: str
    request_id: str
    delivered: str
    settled: bool
    below: str | None = None


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One submit with its tasks. ``session`` is who works on it, ``""`` nobody; times in Unix seconds, 0 = never.

    ``request_id`` is the submit's, ``query_id`` the last query's. ``charged`` counts tasks that may be billed.
    """

    id: int
    run: str
    session: str
    state: EntryState
    origin: Origin
    endpoint: str
    backend: str
    paid: bool
    result_key: str
    request_id: str
    query_id: str
    attempts: int
    created: float
    sent: float
    ended: float
    code: str
    message: str
    charged: int
    tasks: tuple[TaskRecord, ...]

    @property
    def regions(self) -> int:
        """How many places of the photo it is about."""
        return len({task.region for task in self.tasks})

    @property
    def can_follow(self) -> bool:
        """Whether the service can still be asked for its results."""
        return bool(self.result_key) and self.state in FOLLOWED


@dataclass(frozen=True, slots=True)
class Earlier:
    """A task of the same picture that was written down before, and how its submit stands.

    ``held`` tells that its results are still in the ledger, ``has_key`` that the service can be asked for them.
    """

    task: TaskRecord
    state: EntryState
    session: str
    paid: bool
    held: bool
    has_key: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A task whose results wait for their photo; ``run`` tells which press of Remove it came from."""

    task: TaskRecord
    run: str
    backend: str
    paid: bool


@dataclass(frozen=True, slots=True)
class Leftover:
    """An uploaded object that is still to be deleted; ``handle`` is the adapter's, and no secret."""

    id: int
    endpoint: str
    handle: str
