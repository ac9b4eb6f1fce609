"""Opens what removals run against: the service inside this program, or one at an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from objremove_gui.api.checks import check_appcode, check_endpoint
from objremove_gui.api.client import ApiClient
from objremove_gui.api.polling import EMBEDDED, REMOTE
from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.jobs.backend import Backend, Limits
from objremove_gui.net.pace import Pace
from objremove_gui.upload.embedded import EmbeddedUploader

if TYPE_CHECKING:
    from objremove_gui.api.models import Capabilities

# The embedded service has no port; its name only has to be a legal one that no computer has.
EMBEDDED_URL = "http://embedded.invalid"
# Least seconds between two questions for tasks to a service on the network, over all that wait.
QUERY_INTERVAL = 0.1


async def open_backend(endpoint: str = "", appcode: str = "") -> Backend:
    """A backend ready for use; ``endpoint`` ``""`` is the service inside this program.

    Raises SettingsError for an address or AppCode that can't be used and for a service without a way to
    upload, TransferError when there is no connection, ApiError when the service refuses.
    """
    return await (_open_remote(endpoint, appcode) if endpoint else _open_embedded())


async def _open_embedded() -> Backend:
    import secrets

    import httpx

    from objremove_gui.engine.worker import EngineWorker
    from objremove_gui.net.http import make_client
    from objremove_gui.service.app import create_service

    # Nobody else is in this process, but the code that checks the AppCode is then in use here, too.
    appcode = secrets.token_hex(16)
    worker = EngineWorker()
    service = create_service(worker, appcodes=[appcode], base_url=EMBEDDED_URL)
    http = make_client(transport=httpx.ASGITransport(service.app, raise_app_exceptions=False))

    async def close() -> None:
        await http.aclose()
        await service.aclose()
        await worker.aclose()

    client = ApiClient(http, EMBEDDED_URL, appcode)
    try:
        await worker.start()
        capabilities = await client.capabilities()
        assert capabilities is not None
    except BaseException:
        await close()
        raise
    return Backend(
        client=client,
        uploader=EmbeddedUploader(http, EMBEDDED_URL, appcode),
        limits=Limits(capabilities.min_side, capabilities.max_side, schedule=EMBEDDED),
        title=tr("This computer"),
        paid=False,
        close=close,
        capabilities=capabilities,
    )


async def _open_remote(endpoint: str, appcode: str) -> Backend:
    from objremove_gui.net.http import make_client

    check_endpoint(endpoint)
    check_appcode(appcode)
    http = make_client()
    client = ApiClient(http, endpoint, appcode, pace=Pace(QUERY_INTERVAL))
    try:
        capabilities = _with_uploads(await client.capabilities())
    except BaseException:
        await http.aclose()
        raise
    return Backend(
        client=client,
        uploader=EmbeddedUploader(http, endpoint, appcode),
        limits=Limits(capabilities.min_side, capabilities.max_side, schedule=REMOTE),
        title=host_of(endpoint),
        # Only servers of our own announce uploads, and they bill nothing.
        paid=False,
        close=http.aclose,
        capabilities=capabilities,
    )


def _with_uploads(capabilities: Capabilities | None) -> Capabilities:
    if capabilities is None or not capabilities.uploads:
        raise SettingsError(
            tr("This service takes no uploads and no picture store is set up; enter another address."),
            hint=tr("Leave the service address empty to remove objects on this computer."),
            code="uploads",
        )
    return capabilities


def host_of(endpoint: str) -> str:
    """What people read for an address: host and port."""
    return endpoint.split("://", 1)[-1].split("/", 1)[0]
