"""What a removal runs against: client + uploader + limits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import MAX_SIDE, MAX_TASKS, MIN_SIDE, Capabilities
from objremove_gui.api.polling import PollSchedule
from objremove_gui.upload.base import Uploader


@dataclass(frozen=True, slots=True)
class Limits:
    """What the backend takes: sides in pixels, tasks in one submit, how often it may be asked."""

    min_side: int = MIN_SIDE
    max_side: int = MAX_SIDE
    max_tasks: int = MAX_TASKS
    schedule: PollSchedule = PollSchedule()


@dataclass(frozen=True, slots=True)
class Backend:
    """A service ready for use; ``title`` is what people read, ``paid`` tells whether tasks are billed.

    ``endpoint`` is its address, ``""`` for the service in this program, which ends with it. ``capabilities`` is what
    it announced beyond the vendor's protocol (nothing for the vendor's cloud). ``lossy`` pictures are sent as JPEG.
    """

    client: ApiClient
    uploader: Uploader
    limits: Limits
    title: str
    paid: bool
    close: Callable[[], Awaitable[None]]
    endpoint: str = ""
    capabilities: Capabilities = Capabilities()
    lossy: bool = False
