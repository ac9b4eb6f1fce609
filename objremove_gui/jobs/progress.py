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


class Lanes:
    """The progress of several submits as one: the stage is that of the one that is least far."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._sizes: list[int] = []
        self._stages: list[tuple[Stage, float | None] | None] = []
        self._done = 0

    def add(self, size: int) -> Callable[[Stage, float | None], None]:
        """Room for a submit of ``size`` tasks; the result is told its stages, with the part of each, None = unknown."""
        self._sizes.append(size)
        self._stages.append(None)
        number = len(self._sizes) - 1

        def tell(stage: Stage, part: float | None) -> None:
            self._stages[number] = (stage, part)
            self._show()

        return tell

    def end(self, size: int) -> None:
        """So many tasks are done."""
        self._done += size

    def _show(self) -> None:
        begun = [one for one in self._stages if one is not None]
        stages = list(Stage)
        stage = min((stage for stage, _ in begun), key=stages.index)
        fraction = None
        if all(part is not None for _, part in begun):
            done = [0.0 if one is None else overall(one[0], one[1] or 0.0) for one in self._stages]
            total = sum(self._sizes)
            fraction = sum(part * size for part, size in zip(done, self._sizes, strict=True)) / total
        self._report(JobProgress(stage, fraction, self._done, sum(self._sizes)))
