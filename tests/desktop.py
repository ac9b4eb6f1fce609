"""A desktop's bus with somebody who shows messages, on a socket of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Parser,
    new_error,
    new_method_return,
    new_signal,
)

NUMBER = 7
ABILITIES = ("body", "actions", "body-markup")


@dataclass
class DesktopBus:
    """``answers`` to the message by this signal; ``refuses`` as a bus on which nobody shows messages."""

    answers: tuple[str, str, tuple[Any, ...]] | None = None
    refuses: bool = False
    abilities: tuple[str, ...] = ABILITIES
    told: list[tuple[Any, ...]] = field(default_factory=list)
    listens: bool = False

    @asynccontextmanager
    async def on(self, path: Path) -> AsyncIterator[str]:
        """Its address."""
        server = await asyncio.start_unix_server(self._serve, path)
        try:
            yield f"unix:path={path}"
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n")
        writer.write(b"OK 0123456789abcdef0123456789abcdef\r\n")
        while not (await reader.readuntil(b"\r\n")).startswith(b"BEGIN"):
            writer.write(b"ERROR\r\n")
        parser, serial = Parser(), 0
        while data := await reader.read(4096):
            parser.add_data(data)
            while (message := parser.get_next_message()) is not None:
                for reply in self._replies(message):
                    serial += 1
                    writer.write(reply.serialise(serial))
        writer.close()

    def _replies(self, message: Message) -> list[Message]:
        if message.header.message_type is not MessageType.method_call:
            return []
        match message.header.fields[HeaderFields.member]:
            case "Hello":
                return [new_method_return(message, "s", (":1.1",))]
            case "AddMatch":
                self.listens = True
                return [new_method_return(message)]
            case _ if self.refuses:
                return [new_error(message, "org.freedesktop.DBus.Error.ServiceUnknown", "s", ("nobody",))]
            case "GetCapabilities":
                return [new_method_return(message, "as", (list(self.abilities),))]
            case "Notify":
                assert self.listens, "a quick click would be missed"
                assert message.header.fields[HeaderFields.signature] == "susssasa{sv}i"
                self.told.append(message.body)
                return [new_method_return(message, "u", (NUMBER,)), *self._signals()]
        return []

    def _signals(self) -> list[Message]:
        about = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
        # That of another message first.
        signals = [new_signal(about, "ActionInvoked", "us", (NUMBER + 1, "default"))]
        if self.answers is not None:
            signals.append(new_signal(about, *self.answers))
        return signals


CLICKED = ("ActionInvoked", "us", (NUMBER, "default"))
CLOSED = ("NotificationClosed", "uu", (NUMBER, 1))
