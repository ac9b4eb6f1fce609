"""``objremove serve``: the service of the obj-remove API on a port, for other programs and computers."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr

if TYPE_CHECKING:
    import argparse
    from types import FrameType

APPCODES_VARIABLE = "OBJREMOVE_SERVER_APPCODES"
# Seconds that answers under way are given when the service ends.
GRACE = 3
INTERRUPTED = 130
PORTS = range(2**16)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("serve", help=tr("run the removal service on a port"))
    parser.add_argument("--host", default="127.0.0.1", help=tr("address to listen on (this computer only)"))
    parser.add_argument("--port", type=int, default=8765, help=tr("port to listen on; 0 = a free one"))
    parser.add_argument(
        "--appcode-file",
        type=Path,
        help=tr("file with the AppCodes that may use it, one a line (or {name})", name=APPCODES_VARIABLE),
    )
    parser.add_argument(
        "--workers", type=int, default=1, help=tr("removals at once, each in a process of its own")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; the exit status. Raises SettingsError for what can't be used."""
    if args.workers < 1:
        raise SettingsError(tr("At least one worker is needed; give --workers 1 or more."), code="workers")
    uvicorn = _import_uvicorn()
    appcodes = read_appcodes(args.appcode_file)
    if not appcodes and not is_loopback(args.host):
        raise SettingsError(
            tr("Other computers could use the service unasked; give AppCodes with --appcode-file."),
            hint=tr("Without --host it listens on this computer alone."),
            code="appcodes",
        )
    listener = listen(args.host, args.port)
    received: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        received.append(number)

    # The server handles these signals while it runs, and raises them again when it has ended: that is when
    # these handlers learn of them.
    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        asyncio.run(_serve(uvicorn, listener, appcodes, args.workers, received))
    finally:
        listener.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    return INTERRUPTED if signal.SIGINT in received else 0


def _import_uvicorn() -> Any:
    try:
        import uvicorn
    except ImportError as error:
        raise SettingsError(
            tr("The web server is not installed; install it with: pip install “objremove[serve]”."),
            code="uvicorn",
        ) from error
    return uvicorn


async def _serve(
    uvicorn: Any, listener: socket.socket, appcodes: list[str], count: int, received: list[int]
) -> None:
    from objremove_gui.engine.worker import EngineWorker
    from objremove_gui.service.app import create_service

    workers = [EngineWorker() for _ in range(count)]
    service = create_service(*workers, appcodes=appcodes)
    config = uvicorn.Config(
        service.app,
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    try:
        for worker in workers:
            await worker.start()
        print(f"listening on {address_of(listener)}", flush=True)
        if not received:
            await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await service.aclose()
        for worker in workers:
            await worker.aclose()


def read_appcodes(file: Path | None) -> list[str]:
    """AppCodes from the environment and from a file with one a line (``#`` begins a comment)."""
    codes = [code.strip() for code in os.environ.get(APPCODES_VARIABLE, "").split(",")]
    if file is not None:
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                tr("The file with the AppCodes can't be read: {file}.", file=file), code="appcode-file"
            ) from error
        found = [line.partition("#")[0].strip() for line in lines]
        if not any(found):
            raise SettingsError(
                tr("The file holds no AppCode: {file}. Write one on each line.", file=file),
                code="appcode-file",
            )
        codes += found
    return [code for code in codes if code]


def is_loopback(host: str) -> bool:
    """Whether only programs on this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections; raises SettingsError."""
    if port not in PORTS:
        raise SettingsError(tr("A port is a number from 0 to 65535; {port} is none.", port=port), code="port")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            tr("Can't listen on {host}, port {port}: {reason}.", host=host, port=port, reason=error),
            hint=tr("Choose another port with --port, or 0 for a free one."),
            code="port",
        ) from error


def address_of(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
