"""Stands between a client and a server, and lets happen to each request what the test has planned."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from urllib.parse import urlsplit

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
MOST_HEAD = 1 << 16


class Fate(StrEnum):
    """What becomes of one request."""

    PASS = "goes through"
    BUSY = "is answered with 503"
    CUT = "is cut in the middle, on both sides"
    UNHEARD = "arrives, and its answer is lost"
    DROPPED = "is dropped before the server hears of it"
    REFUSED = "is answered with 413 before it is all there"
    STALLED = "is not read any further"
    UNANSWERED = "is read and never answered"
    HELD = "goes through when the test lets it go"


class FaultyProxy:
    """``fate`` decides by the method; ``seen`` holds what was decided, ``answered`` what the server has dealt with.

    One request a connection. ``stalled`` tells that one stands still, ``go`` lets the held ones go.
    """

    def __init__(self, upstream: str, fate: Callable[[str], Fate]) -> None:
        self.upstream = urlsplit(upstream)
        self.fate = fate
        self.seen: list[tuple[str, Fate]] = []
        self.answered: list[str] = []
        self.stalled = asyncio.Event()
        self.go = asyncio.Event()
        self._ended = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], asyncio.WriteTransport] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Its address."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_HEAD)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            self._ended.set()
            server.close()
            tasks = dict(self._tasks)
            for transport in tasks.values():
                transport.abort()
            await asyncio.gather(*tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks[task] = writer.transport
        task.add_done_callback(self._tasks.pop)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._let_happen(head, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _let_happen(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        method = head.split(b" ", 1)[0].decode()
        found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        length = int(found[1]) if found else 0
        fate = self.fate(method)
        self.seen.append((method, fate))
        match fate:
            case Fate.DROPPED:
                return
            case Fate.STALLED:
                self.stalled.set()
                await self._ended.wait()
            case Fate.REFUSED:
                writer.write(TOO_LARGE)
                await writer.drain()
                # Closing with bytes unread would reset the connection, and the answer with it.
                while await reader.read(1 << 16):
                    pass
            case Fate.BUSY | Fate.UNANSWERED:
                await reader.readexactly(length)
                if fate is Fate.UNANSWERED:
                    self.stalled.set()
                    await self._ended.wait()
                writer.write(BUSY)
                await writer.drain()
            case _:
                if fate is Fate.HELD:
                    self.stalled.set()
                    await self.go.wait()
                whole = fate is not Fate.CUT
                answer = await self._forward(head, reader, length if whole else length // 2, whole=whole)
                if whole:
                    self.answered.append(method)
                if fate in (Fate.PASS, Fate.HELD):
                    writer.write(answer)
                    await writer.drain()

    async def _forward(self, head: bytes, reader: asyncio.StreamReader, count: int, *, whole: bool) -> bytes:
        """Send ``count`` bytes of the body on; the answer, if that is the whole."""
        there, back = await asyncio.open_connection(self.upstream.hostname, self.upstream.port)
        try:
            back.write(re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head)[:-2] + b"Connection: close\r\n\r\n")
            while count > 0:
                piece = await reader.readexactly(min(count, 1 << 16))
                back.write(piece)
                await back.drain()
                count -= len(piece)
            return await there.read() if whole else b""
        finally:
            back.transport.abort()
