"""Runs a command of the user's: a text in, its output back, ended when nobody waits for it any more."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess

from objremove_gui.errors import UploadError
from objremove_gui.i18n import tr

# Seconds that a command may take to sign.
PATIENCE = 60.0


async def run_program(line: str, text: bytes, *, patience: float = PATIENCE) -> bytes:
    """What the command prints; raises UploadError. No shell takes part.

    A thread waits for it, because not every event loop can watch processes.
    """
    process = _start(line)
    ended = asyncio.ensure_future(asyncio.to_thread(process.communicate, text))
    try:
        async with asyncio.timeout(patience):
            output, _ = await asyncio.shield(ended)
    except TimeoutError:
        raise _failed(tr("it took longer than {seconds} seconds", seconds=round(patience))) from None
    finally:
        if not ended.done():
            _kill(process)
            await asyncio.wait([ended])
    if process.returncode:
        raise _failed(tr("it ended with the status {status}", status=process.returncode))
    return output


def _start(line: str) -> subprocess.Popen[bytes]:
    try:
        # Windows takes a command line apart itself, and by other rules.
        return subprocess.Popen(
            line if os.name == "nt" else shlex.split(line),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=True,
        )
    except OSError as error:
        raise _failed(tr("it can't be started, {reason}", reason=error.strerror)) from error
    except ValueError:
        # Without the cause, which quotes the line.
        raise _failed(tr("a quotation mark is missing")) from None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it has started."""
    try:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _failed(reason: str) -> UploadError:
    error = UploadError(
        tr("The command that hands out upload links failed: {reason}.", reason=reason),
        hint=tr("Run it in a terminal to see what it says, and check it in the settings."),
        code="command",
    )
    error.retryable = False
    return error
