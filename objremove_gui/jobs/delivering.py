"""Results that waited in the ledger, made into removals of the document that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

import numpy as np

from objremove_gui.core.ageing import stamped_late
from objremove_gui.core.cropping import CropPlan
from objremove_gui.core.removal import Removal, Version
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import ApiError, InputError, ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.jobs.composing import Made, read_result, removal_of, versions_of
from objremove_gui.jobs.crops import off_loop, unpack_plan
from objremove_gui.jobs.ledger import reading
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.ledger.records import Due


@dataclass(slots=True)
class Delivery:
    """``removals`` to put in, made of the results of ``tasks``; ``failures`` are results that can't be."""

    removals: list[Removal] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    failures: list[ObjremoveError] = field(default_factory=list)


async def collect(ledger: Ledger, pool: Executor, due: Sequence[Due], snapshot: Snapshot) -> Delivery:
    """Make removals of what waits for the photo of ``snapshot``.

    Each is made for the place where it goes: in the removal of the same marks, else on top of everything.
    """
    delivery = Delivery()
    groups: dict[tuple[str, int], tuple[CropPlan, Snapshot, list[Version], list[int]]] = {}
    for one in due:
        try:
            plan = unpack_plan(one.task.plan)
        except ValueError:
            delivery.failures.append(_other_version())
            continue
        ground = await off_loop(pool, _ground, plan, snapshot)
        try:
            versions = await _versions(ledger, pool, one, plan, ground)
        except ApiError as error:
            delivery.failures.append(error)
            continue
        _, _, found, tasks = groups.setdefault((one.run, one.task.region), (plan, ground, [], []))
        found += versions
        tasks.append(one.task.id)
    made = [(plan, found, ground) for plan, ground, found, _ in groups.values()]
    delivery.removals += await off_loop(pool, _dated, made, snapshot)
    delivery.tasks += [task for *_, tasks in groups.values() for task in tasks]
    return delivery


def _ground(plan: CropPlan, snapshot: Snapshot) -> Snapshot:
    """The snapshot without what lies above the place where the result of ``plan`` goes."""
    place = same_place(removal_of(plan, ()), snapshot.removals)
    if place is None:
        return snapshot
    return replace(snapshot, removals=snapshot.removals[: snapshot.removals.index(place)])


def _dated(made: Sequence[tuple[CropPlan, list[Version], Snapshot]], snapshot: Snapshot) -> list[Removal]:
    """The removals, whose versions know what lay below them; those on top of everything are put in together."""
    placed = [(removal_of(plan, versions), ground) for plan, versions, ground in made]
    on_top = iter(stamped_late(snapshot, [removal for removal, ground in placed if ground is snapshot]))
    return [
        next(on_top) if ground is snapshot else stamped_late(ground, [removal])[0]
        for removal, ground in placed
    ]


async def _versions(
    ledger: Ledger, pool: Executor, one: Due, plan: CropPlan, snapshot: Snapshot
) -> list[Version]:
    results = [
        await off_loop(pool, read_result, data, plan.sent, one.task.request_id)
        for data in await ledger.read(reading.results, one.task.id)
    ]
    made = Made(one.backend, one.task.seed, 0.0, one.task.request_id, one.paid)
    versions = await off_loop(pool, versions_of, plan, snapshot, results, made)
    return [replace(version, below=one.task.below) for version in versions]


def is_there(one: Due, present: Sequence[Removal]) -> bool:
    """Whether a document has this very result already, because it was kept in another way."""
    try:
        box = unpack_plan(one.task.plan).box
    except ValueError:
        return False
    # Regions of one submit may share seed and request, but not their place.
    return any(
        (version.seed, version.request_id) == (one.task.seed, one.task.request_id)
        for removal in present
        if removal.box == box
        for version in removal.versions
    )


def same_place(removal: Removal, present: Sequence[Removal]) -> Removal | None:
    """The removal of the document that was made of the same marks: a late result is a version of it."""
    return next(
        (
            one
            for one in present
            if one.box == removal.box and one.ring == removal.ring and np.array_equal(one.mask, removal.mask)
        ),
        None,
    )


def _other_version() -> InputError:
    return InputError(
        tr("A result was sent for by another version of ObjRemove and can't be put in; remove it again."),
        code="plan",
    )
