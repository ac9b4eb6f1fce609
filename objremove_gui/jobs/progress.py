"""Where a job stands, for people: its stage and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from objremove_gui.i18n import mark


class Stage(StrEnum):
    """The stages of one removal, in their order."""

    PREPARING = "preparing"
    UPLOADING = "uploading"
    WAITING = "waiting"
    RUNNING = "running"
    DOWNLOADING = "downloading"
    COMPOSING = "composing"


STAGE_TITLES: dict[Stage, str] = {
    Stage.PREPARING: mark("Preparing"),
    Stage.UPLOADING: mark("Sending"),
    Stage.WAITING: mark("Waiting in the queue"),
    Stage.RUNNING: mark("Removing"),
    Stage.DOWNLOADING: mark("Fetching the result"),
    Stage.COMPOSING: mark("Blending"),
}

# Share of the whole that lies behind when a stage begins.
STAGE_STARTS: dict[Stage, float] = {
    Stage.PREPARING: 0.0,
    Stage.UPLOADING: 0.03,
    Stage.WAITING: 0.08,
    Stage.RUNNING: 0.1,
    Stage.DOWNLOADING: 0.93,
    Stage.COMPOSING: 0.97,
}


@dataclass(frozen=True, slots=True)
class JobProgress:
    """``fraction`` 0..1 of the whole job, None where the service tells nothing; ``done`` of ``total`` regions."""

    stage: Stage
    fraction: float | None
    done: int = 0
    total: int = 1


Report = Callable[[JobProgress], None]


def overall(stage: Stage, part: float = 0.0) -> float:
    """Fraction of the whole when ``part`` (0..1) of ``stage`` is done."""
    stages = list(Stage)
    position = stages.index(stage)
    start = STAGE_STARTS[stage]
    end = STAGE_STARTS[stages[position + 1]] if position + 1 < len(stages) else 1.0
    return start + (end - start) * min(max(part, 0.0), 1.0)
