"""Messages on a Linux desktop by its session bus: also where there is no tray, as with GNOME.

Source: Desktop Notifications Specification 1.2 (https://specifications.freedesktop.org/notification-spec/latest/).
"""

from __future__ import annotations

import asyncio
import html
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from objremove_gui.i18n import tr
from objremove_gui.resources import resource

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.asyncio import DBusRouter

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
# Seconds that the desktop may take for its answers, and that somebody may come back to the message.
PATIENCE = 5.0
LISTENED_FOR = 3600.0
# The urgency of usual messages; critical ones would stay until they are closed.
NORMAL = 1


class NoDesktop(Exception):
    """There is no bus here, or nobody who shows messages."""


async def tell_desktop(title: str, text: str) -> bool:
    """Show a message and wait until it is gone; whether the person clicked on it. Raises NoDesktop."""
    from jeepney.io.asyncio import open_dbus_connection

    try:
        async with asyncio.timeout(PATIENCE):
            connection = await open_dbus_connection(_bus())
    except (OSError, EOFError, ValueError, LookupError, StopIteration) as error:
        raise NoDesktop(str(error)) from error
    try:
        return await _told(connection, title, text)
    finally:
        with suppress(OSError):
            # The desktop may have gone first.
            await connection.close()


def _bus() -> str:
    """Its address; where nothing is told it lies where it usually does."""
    usual = f"unix:path={os.environ.get('XDG_RUNTIME_DIR', '')}/bus"
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or usual


async def _told(connection: Any, title: str, text: str) -> bool:
    from jeepney import MatchRule
    from jeepney.io.asyncio import DBusRouter
    from jeepney.io.common import RouterClosed
    from jeepney.wrappers import DBusErrorResponse

    rule = MatchRule(type="signal", interface=NAME, path=PATH)
    heard: asyncio.Queue[Message] = asyncio.Queue()
    try:
        async with DBusRouter(connection) as router:
            with router.filter(rule, queue=heard):
                async with asyncio.timeout(PATIENCE):
                    number = await _shown(router, rule, title, text)
                return await _was_clicked(heard, number)
    except (DBusErrorResponse, RouterClosed, OSError, EOFError) as error:
        raise NoDesktop(str(error)) from error


async def _shown(router: DBusRouter, rule: Any, title: str, text: str) -> int:
    """Give the message to the desktop, whose number for it is returned."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.bus_messages import message_bus

    desktop = DBusAddress(PATH, NAME, NAME)
    # Before the message is there, or a quick click would be missed.
    await _answer(router, message_bus.AddMatch(rule))
    (abilities,) = await _answer(router, new_method_call(desktop, "GetCapabilities"))
    actions = ["default", tr("Show the picture")] if "actions" in abilities else []
    hints = {"desktop-entry": ("s", "objremove"), "urgency": ("y", NORMAL)}
    icon = resource("icons/objremove.svg").as_uri()
    body = html.escape(text, quote=False) if "body-markup" in abilities else text
    # In the place of no other message, and as long as is usual.
    told = ("ObjRemove", 0, icon, title, body, actions, hints, -1)
    (number,) = await _answer(router, new_method_call(desktop, "Notify", "susssasa{sv}i", told))
    return int(number)


async def _answer(router: DBusRouter, message: Message) -> tuple[Any, ...]:
    from jeepney.wrappers import unwrap_msg

    body: tuple[Any, ...] = unwrap_msg(await router.send_and_get_reply(message))
    return body


async def _was_clicked(heard: asyncio.Queue[Message], number: int) -> bool:
    """Whether the person clicks on the message before it goes."""
    from jeepney import HeaderFields

    try:
        async with asyncio.timeout(LISTENED_FOR):
            while True:
                signal = await heard.get()
                name, about = signal.header.fields.get(HeaderFields.member), signal.body[:1]
                if about == (number,) and name in ("ActionInvoked", "NotificationClosed"):
                    return bool(name == "ActionInvoked")
    except TimeoutError:
        return False
