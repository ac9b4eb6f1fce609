"""What the ledger knows already of the regions that are to be removed: nothing of it is paid for again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from objremove_gui.api.models import SEEDS
from objremove_gui.errors import InputError, OutcomeUnknown
from objremove_gui.i18n import tr
from objremove_gui.jobs.crops import Crop
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.ledger.reading import earlier as read_earlier
from objremove_gui.jobs.ledger.records import FOLLOWED, Earlier, EntryState, TaskState


class Repeat(StrEnum):
    """What is done with a request that was made before.

    USE: its results are taken from the ledger, or waited for; one whose outcome nobody knows is not sent again.
    RESEND: that one is sent again. ANEW: another variant is wanted, nothing is taken from the ledger.
    """

    USE = "use"
    RESEND = "resend"
    ANEW = "anew"


@dataclass(frozen=True, slots=True)
class Fresh:
    """A task that nobody has sent before."""

    crop: Crop
    seed: int


@dataclass(slots=True)
class SortedOut:
    """The tasks of a run: ``answered`` by the ledger, ``attached`` to submits under way, and ``fresh``.

    ``superseded`` are ids of tasks that are forgotten, because the same is sent anew.
    """

    answered: list[tuple[Crop, Earlier]] = field(default_factory=list)
    attached: list[tuple[Crop, Earlier]] = field(default_factory=list)
    fresh: list[Fresh] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)


async def sort_out(
    ledger: Ledger, crops: Sequence[Crop], *, seed: int | None, versions: int, repeat: Repeat
) -> SortedOut:
    """Look up every crop; ``versions`` results are wanted of each, with ``seed`` and those after it (None = any).

    Raises OutcomeUnknown where a person has to decide, InputError where another program is at it.
    """
    sorted_out = SortedOut()
    for crop in crops:
        before = await ledger.read(read_earlier, crop.picture)
        known = [] if repeat is Repeat.ANEW else before
        if seed is None:
            used = {one.task.seed for one in before}
            missing = _look_up(sorted_out, ledger, crop, known, versions, repeat)
            sorted_out.fresh += [Fresh(crop, one) for one in _drawn(missing, used)]
            continue
        for number in range(versions):
            wanted = (seed + number) % SEEDS.stop
            same = [one for one in known if one.task.seed == wanted]
            if _look_up(sorted_out, ledger, crop, same, 1, repeat):
                sorted_out.fresh.append(Fresh(crop, wanted))
    return sorted_out


def _look_up(
    sorted_out: SortedOut, ledger: Ledger, crop: Crop, known: Sequence[Earlier], versions: int, repeat: Repeat
) -> int:
    """Take what is ``known`` for as many versions as it reaches; the number of those that have to be sent."""
    found = _usable(ledger, known, versions)
    for one in found:
        (sorted_out.answered if one.held else sorted_out.attached).append((crop, one))
    if len(found) < versions:
        rest = [one for one in known if one not in found and not ledger.is_alive(one.session)]
        if repeat is Repeat.USE and any(one.state.is_undecided for one in rest):
            raise undecided()
        sorted_out.superseded += [one.task.id for one in rest if _is_replaced(one)]
    return versions - len(found)


def _usable(ledger: Ledger, known: Iterable[Earlier], most: int) -> list[Earlier]:
    """What needs no new task: results that are held, else tasks that the service has."""
    held, followed = [], []
    for one in known:
        if one.held and (one.paid or not one.task.delivered):
            held.append(one)
        elif one.task.state is TaskState.OPEN and one.state in (*FOLLOWED, EntryState.SENDING):
            if one.session and ledger.is_alive(one.session):
                raise busy()
            if one.has_key:
                followed.append(one)
    return (held + followed)[:most]


def _is_replaced(one: Earlier) -> bool:
    return one.task.state is not TaskState.DONE and one.state in (
        EntryState.WAITING,
        EntryState.UNKNOWN,
        EntryState.LOST,
        EntryState.FAILED,
    )


def _drawn(count: int, used: set[int]) -> list[int]:
    """So many seeds that are not ``used``."""
    seeds: list[int] = []
    while len(seeds) < count:
        drawn = random.randrange(SEEDS.stop)
        if drawn not in used:
            used.add(drawn)
            seeds.append(drawn)
    return seeds


def busy() -> InputError:
    """The same is under way."""
    return InputError(tr("This is being removed already; wait until it is done."), code="busy")


def undecided() -> OutcomeUnknown:
    """The same was sent before, and nobody knows what became of it."""
    return OutcomeUnknown(
        tr("This was sent before, and it is not known whether the service took it; it was not sent again."),
        hint=tr("Sending it again may be billed a second time."),
        code="undecided",
    )
