"""What the commands that run removals share: which service, and who agrees to what may be billed."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings

if TYPE_CHECKING:
    from objremove_gui.backends import Choice
    from objremove_gui.jobs.costs import Approve, Cost
    from objremove_gui.jobs.ledger.database import Ledger


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare which service is used, and the limits on what it may bill."""
    parser.add_argument("--backend", metavar="local|cloud|URL", default="", help=tr("where the removal runs"))
    parser.add_argument("--endpoint", metavar="URL", default="", help=tr("address of the service"))
    parser.add_argument("--uploader", metavar="NAME", default="", help=tr("where pictures are stored"))
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument(
        "--max-tasks", metavar="N", type=int, help=tr("send at most N tasks that may be billed")
    )
    limit.add_argument("--yes", action="store_true", help=tr("send whatever is needed, also if it is billed"))


def chosen(args: argparse.Namespace, settings: Settings) -> Choice:
    """The service of the options, else of the settings. Raises SettingsError, InputError."""
    from objremove_gui.backends import read_choice

    address = args.endpoint or settings.get("endpoint")
    match args.backend:
        case "local":
            return read_choice(settings, endpoint="")
        case "cloud":
            if not address:
                raise InputError(tr("Give the address of the cloud with --endpoint URL."), code="endpoint")
            return read_choice(settings, endpoint=address, cloud=True, uploader=args.uploader)
        case "":
            return read_choice(settings, endpoint=address, uploader=args.uploader)
        case given:
            return read_choice(settings, endpoint=given, cloud=False, uploader=args.uploader)


def approval(args: argparse.Namespace, settings: Settings, ledger: Ledger) -> Approve:
    """Agrees to what may be billed if an option does; else raises InputError, and nothing is sent."""
    from objremove_gui.jobs.costs import check_cap, cost_line, month_start
    from objremove_gui.jobs.ledger.reading import charged_since

    async def approve(cost: Cost) -> bool:
        print(cost_line(cost, settings.get("price")), file=sys.stderr)
        spent = await ledger.read(charged_since, month_start(time.time()))
        check_cap(cost.tasks, spent, settings.get("monthly_cap"))
        if args.yes:
            return True
        if args.max_tasks is None:
            raise InputError(
                tr("This service may bill that; agree with --max-tasks {count} or --yes.", count=cost.tasks),
                code="not-approved",
            )
        if cost.tasks > args.max_tasks:
            raise InputError(
                tr(
                    "{count} tasks are needed and --max-tasks allows {most}; nothing was sent.",
                    count=cost.tasks,
                    most=args.max_tasks,
                ),
                code="max-tasks",
            )
        return True

    return approve
