"""Where the ledger lies, and what is done where it can't be written."""

from __future__ import annotations

import logging

from objremove_gui.errors import OutputError
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.settings import data_folder

log = logging.getLogger(__name__)


async def open_ledger(endpoint: str) -> Ledger:
    """The ledger in the data folder.

    Where that can't be written, what runs in this program (``endpoint`` ``""``) is kept in memory; for any other
    service OutputError is raised, because it may bill what nobody would remember.
    """
    try:
        return await Ledger.open(data_folder() / "jobs")
    except OutputError as error:
        if endpoint:
            raise
        log.warning("%s", error.message)
        return await Ledger.open(None)
