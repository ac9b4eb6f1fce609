"""What travels on the wire, as values; shared by the client and the service, so the two can't drift.

Source: the vendor's document of the obj-remove API ("submit", "query", the answer of both).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

API_PREFIX = "/api/v1/obj-remove"
MAX_TASKS = 10
KERNEL_SIZES = range(1, 60, 2)
SEEDS = range(2**31)
MIN_SIDE = 400
MAX_SIDE = 4096


class TaskStatus(StrEnum):
    """State of one task; UNKNOWN stands for any word the document does not name: it counts as going on."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"

    @property
    def ended(self) -> bool:
        return self in (TaskStatus.SUCCESS, TaskStatus.FAILED)


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """One task of a submit; ``image`` and ``mask`` are URLs, ``extensions`` for servers that announce it."""

    image: str
    mask: str
    seed: int | None = None
    kernel_size: int | None = None
    extensions: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoteTask:
    """One task of an answer; ``results`` are URLs, given when status is SUCCESS.

    ``progress`` is 0..1 where announced, ``message`` the service's own text about a failure, ``word`` the
    status as it stood in the answer.
    """

    status: TaskStatus
    results: tuple[str, ...] = ()
    seed: int | None = None
    kernel_size: int | None = None
    progress: float | None = None
    message: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of one submit, in the order sent."""

    result_key: str
    tasks: tuple[RemoteTask, ...]
    request_id: str = ""

    @property
    def ended(self) -> bool:
        return all(task.status.ended for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server of ours announces beyond the vendor's protocol; the vendor's cloud is never asked."""

    uploads: bool = False
    progress: bool = False
    cancel: bool = False
    engines: tuple[str, ...] = ()
    min_side: int = MIN_SIDE
    max_side: int = MAX_SIDE
