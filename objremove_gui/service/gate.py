"""Who may do what: AppCodes, nonces, credit."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from objremove_gui.api.codes import Code
from objremove_gui.service.nonces import Nonces
from objremove_gui.service.replies import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

SCHEME = "APPCODE "


class Gate:
    """Lets requests through, all of them without ``appcodes``; ``credits_left`` are tasks by AppCode."""

    def __init__(self, appcodes: Collection[str], credits_left: Mapping[str, int]) -> None:
        self._appcodes = tuple(appcodes)
        self._credits = dict(credits_left)
        self._nonces = Nonces()

    def enter(self, request: Request, *, nonce: bool) -> str:
        """The AppCode of a request, ``""`` where none is asked for; raises Refusal.

        ``nonce`` tells that the request must carry one; a used one is refused in any case.
        """
        owner = self._owner(request.headers.get("Authorization", ""))
        given = request.headers.get("X-Ca-Nonce", "")
        if nonce and not given:
            raise Refusal(Code.FIELD_MISSING, "X-Ca-Nonce")
        if given and not self._nonces.take(f"{owner} {given}"):
            raise Refusal(Code.FIELD_ILLEGAL, "X-Ca-Nonce was used before")
        return owner

    def _owner(self, header: str) -> str:
        if not self._appcodes:
            return ""
        given = header.removeprefix(SCHEME).strip().encode() if header.startswith(SCHEME) else b""
        # Every AppCode is compared, in constant time, so that the time tells nothing.
        matches = [code for code in self._appcodes if hmac.compare_digest(code.encode(), given)]
        if not matches:
            raise Refusal(Code.UNAUTHORIZED)
        return matches[0]

    def spend(self, owner: str, tasks: int) -> None:
        """Take tasks off the AppCode's credit, where it has a limited one; raises Refusal."""
        left = self._credits.get(owner)
        if left is None:
            return
        if left < tasks:
            raise Refusal(Code.NO_CREDIT)
        self._credits[owner] = left - tasks
