"""What goes wrong with a paid service, and what comes of it. ``python tests/faults.py`` prints the table.

Every row is played over a real socket: Remove is pressed, the fault happens, the program ends, starts again without the
fault, takes up what was left, and Remove is pressed once more on the same marks.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from programs import QUICK, SIDE, SPOT, Program, holding, spotted, started
from vendor import SIGNATURE, Fault, Vendor

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.errors import ObjremoveError
from objremove_gui.jobs.ledger.records import EntryState
from objremove_gui.jobs.resuming import resume_all

ALWAYS = 1000


@dataclass(frozen=True)
class Row:
    """``times`` requests of an ``operation`` get a ``fault``, from the ``first`` on.

    ``error`` is the class of the error that the person sees, ``""`` = none. ``state`` is how the ledger stands then,
    ``""`` = without an entry. ``again`` is what the second press of Remove gives: ``answered`` from the ledger,
    ``sent`` anew (nothing had been taken before), or ``undecided``.
    """

    operation: str
    fault: Fault
    times: int = 1
    error: str = ""
    state: str = "finished"
    again: str = "answered"
    first: int = 0
    regions: int = 1


DROPPED = (Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.STALL)
BROKEN = (Fault.HTML, Fault.HTML_200, Fault.EMPTY, Fault.CUT_OFF, Fault.FAULT_AFTER)
UNKNOWN = {"error": "OutcomeUnknown", "state": "unknown", "again": "undecided"}
REFUSED = {"state": "failed", "again": "sent"}
PAUSED = {"state": "running", "again": "answered"}

TABLE: tuple[Row, ...] = (
    # The picture on its way to the store: nothing is paid yet.
    *(Row("put", fault) for fault in (*DROPPED, Fault.HTML, Fault.TOO_MANY)),
    Row("put", Fault.DROP_BEFORE, ALWAYS, "UploadError", **REFUSED),
    Row("put", Fault.UNAUTHORIZED, ALWAYS, "UploadError", **REFUSED),
    # The submit: sent again only when it is certain that nothing was taken.
    Row("submit", Fault.THROTTLE),
    Row("submit", Fault.TOO_MANY),
    Row("submit", Fault.THROTTLE, ALWAYS, "Throttled", **REFUSED),
    *(Row("submit", fault, 1, **UNKNOWN) for fault in (*DROPPED, *BROKEN)),
    # A fault inside the service may have come after the task was taken.
    Row("submit", Fault.FAULT, 1, "ServiceFault", state="unknown", again="undecided"),
    Row("submit", Fault.STRANGE, 1, "ApiError", state="unknown", again="undecided"),
    Row("submit", Fault.STRANGE_400, 1, "ApiError", **REFUSED),
    Row("submit", Fault.NO_CREDIT, 1, "CreditExhausted", **REFUSED),
    Row("submit", Fault.UNAUTHORIZED, 1, "Unauthorized", **REFUSED),
    Row("submit", Fault.BAD_URL, 1, "PictureUnreachable", **REFUSED),
    # Asking how it goes: as often as it takes, and later if need be.
    *(Row("query", fault) for fault in (*DROPPED, Fault.THROTTLE, Fault.TOO_MANY, Fault.FAULT, Fault.HTML)),
    *(Row("query", fault, ALWAYS, "TransferError", **PAUSED) for fault in DROPPED),
    Row("query", Fault.THROTTLE, ALWAYS, "Throttled", **PAUSED),
    Row("query", Fault.FAULT, ALWAYS, "ServiceFault", **PAUSED),
    *(Row("query", fault, ALWAYS, "ServiceFault", **PAUSED) for fault in BROKEN),
    Row("query", Fault.ENDLESS, ALWAYS, "DeadlineExceeded", **PAUSED),
    # Nine results are there at once; the tenth region is marked still, and sent alone.
    Row("query", Fault.ONE_FAILED, ALWAYS, "TaskFailed", state="finished", again="sent", regions=10),
    Row("query", Fault.FEWER, ALWAYS, "ApiError", **PAUSED),
    Row("query", Fault.UNAUTHORIZED, ALWAYS, "Unauthorized", **PAUSED),
    Row("query", Fault.UNKNOWN_KEY, ALWAYS, "ResultUnknown", state="lost", again="undecided"),
    # The result: what is paid for is fetched, however often that takes.
    *(Row("result", fault) for fault in (*DROPPED, Fault.HTML, Fault.EXPIRED)),
    *(Row("result", fault, ALWAYS, "TransferError", **PAUSED) for fault in DROPPED),
    Row("result", Fault.EXPIRED, ALWAYS, "LinkExpired", **PAUSED),
    *(Row("result", fault, ALWAYS, "ApiError", **PAUSED) for fault in (Fault.WRONG_SIZE, Fault.GARBAGE)),
    Row("result", Fault.FAULT_AFTER, ALWAYS, "ApiError", **PAUSED),
    # Clearing up: a store that does not answer does not spoil a result.
    *(Row("delete", fault, ALWAYS) for fault in (Fault.DROP_BEFORE, Fault.HTML)),
)


@dataclass
class Outcome:
    """What came of a row."""

    error: str = ""
    message: str = ""
    state: str = ""
    again: str = ""
    submits: int = 0
    most_paid: int = 0
    lost: int = 0
    left: int = 0
    leaked: bool = False

    def is_as_in(self, row: Row) -> bool:
        """Whether this is what the table says; nothing may be paid twice, left behind or given away in any case."""
        as_said = (self.error, self.state, self.again) == (row.error, row.state, row.again)
        return as_said and self.most_paid <= 1 and not (self.lost or self.left or self.leaked)


def scripted(row: Row) -> Callable[[str, int], Fault | None]:
    """The faults of a row."""

    def fault(operation: str, number: int) -> Fault | None:
        at_fault = operation == row.operation and row.first <= number < row.first + row.times
        return row.fault if at_fault else None

    return fault


async def play(row: Row, folder: Path, *, sockets: bool = True, regions: int = 1) -> Outcome:
    """Press Remove, end, start again, take up, press Remove again."""
    regions = max(regions, row.regions)
    boxes = [Rect(SPOT.x + SIDE * number, *SPOT[1:]) for number in range(regions)]
    document = spotted(*boxes, width=SIDE * regions)
    schedule = replace(QUICK, deadline=0.05) if row.fault is Fault.ENDLESS else QUICK
    vendor = Vendor(faults=scripted(row))
    async with vendor.serving():
        outcome = Outcome()
        async with started(vendor, folder, sockets=sockets, schedule=schedule) as program:
            outcome.error, outcome.message, _ = await pressed(program, document)
            outcome.state = ", ".join(entry.state for entry in await program.entries())
        vendor.faults = lambda operation, number: None
        async with started(vendor, folder, sockets=sockets) as program:
            await resume_all(program.desk)
            before = vendor.counts["submit"]
            error, _, results = await pressed(program, document)
            outcome.again = "undecided" if error == "OutcomeUnknown" else error
            if not error:
                outcome.again = "sent" if vendor.counts["submit"] > before else "answered"
                outcome.lost = regions - results
            undecided = any(entry.state is EntryState.UNKNOWN for entry in await program.entries())
        outcome.submits = len(vendor.groups)
        outcome.most_paid = max(vendor.paid().values(), default=0)
        outcome.left = 0 if undecided else len(vendor.files)
    outcome.leaked = bool(holding(folder, [SIGNATURE.encode(), b"s3cr3tc0de"]))
    return outcome


async def pressed(program: Program, document: Document) -> tuple[str, str, int]:
    """The error that pressing Remove ends with, by its class and its sentence, and the number of regions removed."""
    removed = 0
    try:
        result = await program.remove(document)
        removed = len(result.removals)
        if result.failures:
            raise result.failures[0]
    except ObjremoveError as error:
        return type(error).__name__, error.message, removed
    return "", "", removed


def main() -> int:
    """Print the table; 1 where anything is not as it says."""
    from objremove_gui.net import http

    http.READ_TIME = 0.3
    wrong = 0
    print(
        f"{'at':<7} {'what happens':<52} {'times':>6}  {'error':<18} {'ledger':<9} {'again':<10} paid lost  "
        "what the person reads"
    )
    for row in TABLE:
        with tempfile.TemporaryDirectory() as folder:
            outcome = asyncio.run(play(row, Path(folder)))
        times = "always" if row.times == ALWAYS else str(row.times)
        print(
            f"{row.operation:<7} {row.fault:<52} {times:>6}  {outcome.error or '–':<18} {outcome.state:<9} "
            f"{outcome.again:<10} {outcome.most_paid:>3}× {outcome.lost:>4}  {outcome.message}"
        )
        if not outcome.is_as_in(row):
            wrong += 1
            print(f"        not as expected: {row}\n        {outcome}")
    print(f"{len(TABLE)} faults, {wrong} not as expected")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
