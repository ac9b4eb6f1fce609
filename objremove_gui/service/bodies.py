"""Reading what a request brings, within limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from objremove_gui.api.codes import Code
from objremove_gui.service.replies import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

# Bytes of a request's JSON.
MAX_JSON = 1_000_000
# Bytes read without letting others have their turn.
UNBROKEN = 1 << 20
JSON_TYPE = "application/json"


async def read_body(request: Request, limit: int, too_long: Refusal) -> bytes:
    """The bytes of a request; raises ``too_long`` as soon as there are more than ``limit``."""
    declared = request.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_long
    pieces: list[bytes] = []
    size = unbroken = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise too_long
        pieces.append(piece)
        unbroken += len(piece)
        if unbroken > UNBROKEN:
            # Inside one process the whole body is there at once.
            unbroken = 0
            await asyncio.sleep(0)
    return b"".join(pieces)


async def read_json(request: Request) -> bytes:
    """The JSON of a request.

    Its type must be declared: web pages can't send that to another origin without being allowed to, so that
    none can talk to a service on the same computer.
    """
    body = await read_body(request, MAX_JSON, Refusal(Code.FIELD_ILLEGAL, "the body is too long"))
    if not body.strip():
        raise Refusal(Code.BODY_MISSING)
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != JSON_TYPE:
        raise Refusal(Code.FIELD_ILLEGAL, f"Content-Type must be {JSON_TYPE}")
    return body
