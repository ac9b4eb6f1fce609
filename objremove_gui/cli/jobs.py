"""``objremove jobs``: the ledger of what was submitted, what came of it, and what may have been billed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath
from typing import TYPE_CHECKING

from objremove_gui.cli.service import add_options, approval, chosen
from objremove_gui.errors import InputError, ObjremoveError
from objremove_gui.i18n import tr, trn
from objremove_gui.settings import Settings

if TYPE_CHECKING:
    from objremove_gui.jobs.desk import Desk
    from objremove_gui.jobs.ledger.database import Ledger
    from objremove_gui.jobs.ledger.records import EntryRecord

COLUMNS = "{:>5}  {:<24} {:>7} {:>7}  {:<16}  {}"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = subparsers.add_parser(
        "jobs",
        help=tr("list, resume or forget submitted tasks"),
        description=tr(
            "“list” shows what was submitted. “resume” fetches results that are still to come; with ID it also "
            "sends again what failed or whose outcome is unknown. “forget” drops ID, or all that has ended."
        ),
    )
    parser.add_argument("action", choices=("list", "resume", "forget"))
    parser.add_argument("id", metavar="ID", nargs="?", type=int)
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Do it; 0 when nothing is left that failed or that somebody has to decide on."""
    return asyncio.run(ACTIONS[args.action](args, Settings.load()))


async def _list(args: argparse.Namespace, settings: Settings) -> int:
    from objremove_gui.jobs.costs import month_start
    from objremove_gui.jobs.ledger import reading
    from objremove_gui.jobs.opening import open_ledger

    ledger = await open_ledger("")
    try:
        entries = await ledger.read(reading.entries)
        spent = await ledger.read(reading.charged_since, month_start(time.time()))
    finally:
        await ledger.aclose()
    if args.id is not None:
        entries = [_found(entries, args.id)]
    if args.json:
        print(
            json.dumps(
                {"jobs": [_as_json(entry) for entry in entries], "billed_this_month": spent},
                ensure_ascii=False,
            )
        )
        return 0
    _print(entries)
    if spent:
        print(
            trn(
                "{count} task may have been billed this month.",
                "{count} tasks may have been billed this month.",
                spent,
            )
        )
    return 0


def _print(entries: list[EntryRecord]) -> None:
    from objremove_gui.jobs.ledger.records import STATE_TITLES, TaskState

    if not entries:
        print(tr("Nothing was submitted yet."))
        return
    heads = (tr("ID"), tr("State"), tr("Results"), tr("Billed"), tr("Started"), tr("Photo"))
    print(COLUMNS.format(*heads))
    for entry in entries:
        done = sum(task.state is TaskState.DONE for task in entry.tasks)
        started = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.created))
        name = PurePath(entry.origin.path).name or "–"
        state = tr(STATE_TITLES[entry.state])
        print(
            COLUMNS.format(entry.id, state, f"{done}/{len(entry.tasks)}", entry.charged or "–", started, name)
        )
        if entry.message:
            request = entry.query_id or entry.request_id
            print(f"       {entry.message}" + (f" ({tr('Request {id}', id=request)})" if request else ""))


def _as_json(entry: EntryRecord) -> dict[str, object]:
    return {
        "id": entry.id,
        "state": entry.state.value,
        "photo": entry.origin.path,
        "endpoint": entry.endpoint,
        "result_key": entry.result_key,
        "request_id": entry.request_id,
        "query_request_id": entry.query_id,
        "billed": entry.charged,
        "created": entry.created,
        "error": {"code": entry.code, "message": entry.message} if entry.code else None,
        "tasks": [
            {
                "state": task.state.value,
                "seed": task.seed,
                "kernel_size": task.kernel_size,
                "settled": task.settled,
                "error": {"code": task.code, "message": task.message} if task.code else None,
            }
            for task in entry.tasks
        ],
    }


def _found(entries: list[EntryRecord], entry_id: int) -> EntryRecord:
    found = next((entry for entry in entries if entry.id == entry_id), None)
    if found is None:
        raise InputError(
            tr("There is no job {id}; “objremove jobs list” shows them.", id=entry_id), code="id"
        )
    return found


async def _resume(args: argparse.Namespace, settings: Settings) -> int:
    from objremove_gui.backends import open_choice
    from objremove_gui.jobs.desk import Desk
    from objremove_gui.jobs.ledger.reading import entries
    from objremove_gui.jobs.opening import open_ledger
    from objremove_gui.jobs.resuming import resume_all

    choice = chosen(args, settings)
    ledger = await open_ledger(choice.endpoint)
    try:
        one = None if args.id is None else _found(await ledger.read(entries), args.id)
        if one is not None and one.endpoint != choice.endpoint:
            raise _elsewhere(one)
        backend = await open_choice(choice)
        try:
            with ThreadPoolExecutor(2, "removal") as pool:
                desk = Desk(backend, ledger, pool, settings.get("monthly_cap"))
                errors = await (resume_all(desk) if one is None else _resume_one(desk, one, args, settings))
        finally:
            await backend.close()
        return await _report(ledger, errors)
    finally:
        await ledger.aclose()


def _elsewhere(entry: EntryRecord) -> InputError:
    if not entry.endpoint:
        return InputError(tr("This job ran on this computer; add --backend local."), code="endpoint")
    return InputError(
        tr("This job belongs to {address}; add --endpoint {address}.", address=entry.endpoint),
        code="endpoint",
    )


async def _resume_one(
    desk: Desk, entry: EntryRecord, args: argparse.Namespace, settings: Settings
) -> list[ObjremoveError]:
    """Carry on with one job, after somebody has agreed where that sends it again."""
    from objremove_gui.jobs.resuming import cost_again, is_sent_again, resume

    again = is_sent_again(entry)
    if again and entry.paid:
        await approval(args, settings, desk.ledger)(cost_again(entry))
    try:
        return list(await resume(desk, entry.id, again=again))
    except ObjremoveError as error:
        return [error]


async def _report(ledger: Ledger, errors: list[ObjremoveError]) -> int:
    from objremove_gui.jobs.ledger.reading import entries

    for error in errors:
        print(f"{error.message} {error.hint}".rstrip(), file=sys.stderr)
    undecided = [entry for entry in await ledger.read(entries) if entry.state.is_undecided]
    for entry in undecided:
        print(
            tr(
                "Job {id}: it is not known whether the service took it. “objremove jobs resume {id}” sends it again, "
                "which may be billed twice; “objremove jobs forget {id}” drops it.",
                id=entry.id,
            ),
            file=sys.stderr,
        )
    return 1 if errors or undecided else 0


async def _forget(args: argparse.Namespace, settings: Settings) -> int:
    from objremove_gui.jobs.ledger.reading import entries
    from objremove_gui.jobs.ledger.writing import forget
    from objremove_gui.jobs.opening import open_ledger

    ledger = await open_ledger("")
    try:
        found = await ledger.read(entries)
        if args.id is None:
            gone = [one for one in found if not (one.state.is_open or one.state.is_undecided)]
        else:
            gone = [_found(found, args.id)]
        for entry in gone:
            if entry.session and ledger.is_alive(entry.session):
                raise InputError(tr("Job {id} is running; cancel it first.", id=entry.id), code="running")
            await ledger.write(forget, entry.id)
    finally:
        await ledger.aclose()
    return 0


ACTIONS = {"list": _list, "resume": _resume, "forget": _forget}
