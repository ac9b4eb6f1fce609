"""The client of the obj-remove API: one for the embedded service, a studio's server and the cloud."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from objremove_gui.api import wire
from objremove_gui.api.checks import check_appcode, check_endpoint, check_tasks
from objremove_gui.api.codes import Code
from objremove_gui.api.failures import Refused, failure_of, harmless, known_code, outcome_unknown
from objremove_gui.api.models import (
    API_PREFIX,
    Capabilities,
    RemoteTask,
    TaskGroup,
    TaskRequest,
    TaskStatus,
)
from objremove_gui.errors import (
    ApiError,
    LinkExpired,
    RequestRefused,
    ResultUnknown,
    ServiceUnknown,
    TransferError,
    Unreachable,
)
from objremove_gui.i18n import tr
from objremove_gui.net.exchange import Answer, exchange
from objremove_gui.net.fetch import fetch
from objremove_gui.net.retry import RETRY_STATUS, Repeat, RetryPolicy

if TYPE_CHECKING:
    import httpx

    from objremove_gui.net.pace import Pace

MAX_ANSWER = 1_000_000
MAX_RESULT = 96_000_000
GONE_STATUS = frozenset({401, 403, 404, 410})


class ApiClient:
    """Calls of the obj-remove API at ``base_url`` (``https://domain``, with or without the path of the API).

    Every request carries a nonce of its own, repeated ones too. Raises SettingsError for an address or an
    AppCode that can't be used. ``pace`` limits how often tasks are asked for, over all that wait.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        appcode: str,
        *,
        policy: RetryPolicy | None = None,
        pace: Pace | None = None,
    ) -> None:
        check_endpoint(base_url)
        check_appcode(appcode)
        self._http = http
        self._prefix = base_url.rstrip("/").removesuffix(API_PREFIX) + API_PREFIX
        self._appcode = appcode
        self._policy = policy or RetryPolicy()
        self._pace = pace

    async def capabilities(self) -> Capabilities | None:
        """What the server announces beyond the vendor's protocol; None when it announces nothing."""
        answer = await self._call("GET", "capabilities", b"", Repeat.SAFE, self._again)
        envelope = wire.read_envelope(answer.body)
        if answer.status == 200 and (envelope is None or not envelope.refused):
            return wire.read_capabilities(envelope.data) if envelope else None
        error = failure_of(self._refused(answer))
        if isinstance(error, ServiceUnknown | RequestRefused) or type(error) is ApiError:
            return None
        raise error

    async def submit(self, tasks: Sequence[TaskRequest]) -> TaskGroup:
        """Hand in 1 to 10 tasks; the answer holds the result key.

        Sent again only when it is certain that nothing was taken. Raises InputError before anything is sent,
        Unreachable when no connection came about, OutcomeUnknown when the answer is lost, else the ApiError
        of the code table.
        """
        check_tasks(tasks)
        try:
            body = wire.submit_body(tasks)
            answer = await self._call("POST", "submit", body, Repeat.UNSENT, self._took_nothing)
        except Unreachable:
            raise
        except TransferError as lost:
            # Not the network's own sentence: that says to try again.
            raise outcome_unknown(tr("The service's answer was lost on the way.")) from lost
        envelope = wire.read_envelope(answer.body)
        group = self._submitted(envelope, len(tasks))
        if group is not None:
            return group
        refused = self._refused(answer)
        error = failure_of(refused)
        said_no = envelope is not None and envelope.refused
        if said_no or (300 <= answer.status < 500 and answer.status != 408):
            raise error
        raise outcome_unknown(error.message, status=answer.status, request_id=refused.request_id)

    def _submitted(self, envelope: wire.Envelope | None, count: int) -> TaskGroup | None:
        """The group that the service took; None when its answer holds no result key."""
        key = wire.read_key(envelope.data) if envelope else ""
        if envelope is None or not key:
            return None
        group = wire.read_group(envelope.data, request_id=envelope.request_id)
        if group is None and not envelope.refused:
            return TaskGroup(key, (RemoteTask(TaskStatus.WAITING),) * count, envelope.request_id)
        return group

    async def query(self, result_key: str) -> TaskGroup:
        """The tasks of a submit as they stand, also where the call itself is answered as failed."""
        if self._pace:
            await self._pace.turn()
        answer = await self._call("POST", "query", wire.key_body(result_key), Repeat.SAFE, self._again)
        envelope = wire.read_envelope(answer.body)
        group = wire.read_group(envelope.data, result_key, envelope.request_id) if envelope else None
        if group is None:
            raise failure_of(self._refused(answer))
        return group

    async def cancel(self, result_key: str) -> None:
        """Stop the tasks of a submit; only for servers that announce it. Unknown keys are no error."""
        answer = await self._call("POST", "cancel", wire.key_body(result_key), Repeat.SAFE, self._again)
        envelope = wire.read_envelope(answer.body)
        if answer.status == 200 and envelope is not None and not envelope.refused:
            return
        error = failure_of(self._refused(answer))
        if not isinstance(error, ResultUnknown):
            raise error

    async def download(self, url: str, *, max_bytes: int = MAX_RESULT) -> bytes:
        """The bytes of a result; raises LinkExpired, TransferError, or ApiError for more than ``max_bytes``.

        The AppCode is not sent along: the link may lead to another host.
        """
        try:
            answer = await fetch(self._http, url, max_bytes=max_bytes, policy=self._policy)
        except ValueError as error:
            raise ApiError(
                tr("The service gave a link to the result that can't be used; try again."), code="bad-link"
            ) from error
        if not answer.whole:
            raise ApiError(
                tr("The result is larger than any picture that was sent, so it was not taken."),
                code="too-large",
            )
        if answer.status == 200 and answer.body:
            return answer.body
        if answer.status in GONE_STATUS:
            raise LinkExpired(
                tr("The link to the result no longer works; start the removal again."),
                status=answer.status,
                code="link-expired",
            )
        raise ApiError(
            tr("The result could not be fetched (HTTP status {status}); try again.", status=answer.status),
            status=answer.status,
            code="bad-result",
            retryable=True,
        )

    async def _call(
        self, method: str, operation: str, body: bytes, repeat: Repeat, again: Callable[[Answer], bool]
    ) -> Answer:
        def make() -> httpx.Request:
            headers = {"X-Ca-Nonce": uuid.uuid4().hex}
            if self._appcode:
                headers["Authorization"] = f"APPCODE {self._appcode}"
            if body:
                headers["Content-Type"] = "application/json"
            return self._http.build_request(
                method, f"{self._prefix}/{operation}", content=body or None, headers=headers
            )

        return await exchange(
            self._http, make, repeat=repeat, policy=self._policy, max_bytes=MAX_ANSWER, again=again
        )

    def _refused(self, answer: Answer) -> Refused:
        """Why an answer says no, whoever gave it: the service, its gateway, or some other web server."""
        gateway = answer.headers.get("X-Ca-Error-Message", "")
        envelope = wire.read_envelope(answer.body)
        request_id = answer.headers.get("X-Ca-Request-Id", "")
        if envelope is None:
            words = gateway or answer.body[:MAX_ANSWER].decode("utf-8", "replace")
            words, request_id = self._harmless(words), self._harmless(request_id)
            return Refused(answer.status, "", words, request_id, bool(gateway))
        return Refused(
            answer.status,
            "" if envelope.code == "0" else self._harmless(envelope.code),
            self._harmless(envelope.message or gateway),
            self._harmless(envelope.request_id or request_id),
            bool(gateway),
        )

    def _harmless(self, text: str) -> str:
        return harmless(text, (self._appcode,))

    def _code(self, answer: Answer) -> Code | None:
        """The row of the code table that an answer stands for; None where it is none, or no refusal."""
        envelope = wire.read_envelope(answer.body)
        if _holds_tasks(answer) or (answer.status == 200 and envelope is not None and not envelope.refused):
            return None
        return known_code(self._refused(answer))

    def _again(self, answer: Answer) -> bool:
        """Whether a call that changes nothing is worth another try."""
        code = self._code(answer)
        if code is None:
            return answer.status in RETRY_STATUS and not _holds_tasks(answer)
        return code in (Code.FAULT, Code.THROTTLED)

    def _took_nothing(self, answer: Answer) -> bool:
        """Whether the answer to a submit says that nothing was taken and that it may be sent again."""
        return self._code(answer) is Code.THROTTLED


def _holds_tasks(answer: Answer) -> bool:
    envelope = wire.read_envelope(answer.body)
    return envelope is not None and wire.read_group(envelope.data) is not None
