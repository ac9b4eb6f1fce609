"""Opens what removals run against: the service inside this program, or one at an address."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from objremove_gui.api.checks import check_appcode, check_endpoint
from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import Capabilities
from objremove_gui.api.polling import EMBEDDED, REMOTE
from objremove_gui.errors import ResultUnknown, SettingsError
from objremove_gui.i18n import tr
from objremove_gui.jobs.backend import Backend, Limits
from objremove_gui.net.pace import Pace
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.config import StoreConfig, read_store
from objremove_gui.upload.embedded import EmbeddedUploader
from objremove_gui.upload.registry import Context, adapter_of, open_uploader
from objremove_gui.upload.trial import Trial, try_uploader

if TYPE_CHECKING:
    from objremove_gui.settings import Settings

# The embedded service has no port; its name only has to be a legal one that no computer has.
EMBEDDED_URL = "http://embedded.invalid"
# Least seconds between two questions for tasks to a service on the network, over all that wait.
QUERY_INTERVAL = 0.1
# Engines at once in this program: each takes a core, and some 60 bytes for each pixel of what it fills.
MOST_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """What to run against. ``endpoint`` ``""`` is the service inside this program; ``cloud`` the vendor's, which bills
    and is asked for nothing that its document does not name.
    """

    endpoint: str = ""
    appcode: str = field(default="", repr=False)
    cloud: bool = False
    store: StoreConfig = field(default_factory=StoreConfig)
    proxy: str = field(default="", repr=False)
    ca_file: str = ""


def read_choice(
    settings: Settings, *, endpoint: str | None = None, cloud: bool | None = None, uploader: str = ""
) -> Choice:
    """What the settings choose; what is given stands above them. Secrets come from the key store, which can block.

    Raises SettingsError.
    """
    address = settings.get("endpoint") if endpoint is None else endpoint
    if not address:
        if uploader:
            raise SettingsError(
                tr(
                    "On this computer pictures go nowhere; leave --uploader out, or name a service elsewhere."
                ),
                code="uploader",
            )
        return Choice()
    name = uploader or settings.get("uploader")
    return Choice(
        endpoint=address,
        appcode=settings.get("appcode"),
        cloud=settings.get("service") == "cloud" if cloud is None else cloud,
        store=read_store(settings, name, adapter_of(name).fields),
        proxy=settings.get("proxy"),
        ca_file=settings.get("ca_file"),
    )


async def open_choice(choice: Choice) -> Backend:
    """A backend ready for use.

    Raises SettingsError for an address, AppCode or store that can't be used and for a service that takes no uploads
    where no store is set up, TransferError when there is no connection, ApiError when the service refuses.
    """
    return await (_open_remote(choice) if choice.endpoint else _open_embedded())


async def open_backend(endpoint: str = "", appcode: str = "") -> Backend:
    """:func:`open_choice` of a service that takes uploads itself; ``endpoint`` ``""`` is the one in this program."""
    return await open_choice(Choice(endpoint, appcode))


async def try_store(store: StoreConfig, *, proxy: str = "", ca_file: str = "") -> Trial:
    """Upload a kilobyte to a store, read it by its link, delete it. Raises SettingsError for fields that are wrong."""
    from objremove_gui.net.http import make_client

    async with make_client(proxy=proxy, ca_file=ca_file) as http:
        policy = RetryPolicy(tries=2)
        return await try_uploader(open_uploader(Context(http, store, policy=policy)), http, policy)


async def try_service(choice: Choice) -> None:
    """See that a service answers and takes the AppCode, by asking for a task that does not exist.

    Nothing is submitted. Raises SettingsError, TransferError, or the ApiError that the service answers with.
    """
    import uuid

    from objremove_gui.net.http import make_client

    check_endpoint(choice.endpoint)
    async with make_client(proxy=choice.proxy, ca_file=choice.ca_file) as http:
        client = ApiClient(http, choice.endpoint, choice.appcode, policy=RetryPolicy(tries=2))
        with suppress(ResultUnknown):
            await client.query(uuid.uuid4().hex)


async def _open_embedded() -> Backend:
    import secrets

    import httpx

    from objremove_gui.engine.worker import EngineWorker
    from objremove_gui.net.http import make_client
    from objremove_gui.service.app import create_service

    # Nobody else is in this process, but the code that checks the AppCode is then in use here, too.
    appcode = secrets.token_hex(16)
    # Only the first one has a process from the start; the others get theirs with the first task that would wait.
    workers = [EngineWorker() for _ in range(min(MOST_WORKERS, os.cpu_count() or 1))]
    service = create_service(*workers, appcodes=[appcode], base_url=EMBEDDED_URL)
    http = make_client(transport=httpx.ASGITransport(service.app, raise_app_exceptions=False))

    async def close() -> None:
        await http.aclose()
        await service.aclose()
        for worker in workers:
            await worker.aclose()

    client = ApiClient(http, EMBEDDED_URL, appcode)
    try:
        await workers[0].start()
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


async def _open_remote(choice: Choice) -> Backend:
    from objremove_gui.net.http import make_client

    check_endpoint(choice.endpoint)
    check_appcode(choice.appcode)
    if choice.cloud and not choice.appcode:
        raise SettingsError(
            tr("The vendor's cloud wants an AppCode; enter it in the settings."), code="appcode"
        )
    http = make_client(proxy=choice.proxy, ca_file=choice.ca_file)
    try:
        client = ApiClient(http, choice.endpoint, choice.appcode, pace=Pace(QUERY_INTERVAL))
        uploader = open_uploader(Context(http, choice.store, choice.endpoint, choice.appcode))
        announced = None if choice.cloud else await client.capabilities()
        capabilities = announced or Capabilities()
        if isinstance(uploader, EmbeddedUploader) and not capabilities.uploads:
            raise _without_uploads()
    except BaseException:
        await http.aclose()
        raise
    return Backend(
        client=client,
        uploader=uploader,
        limits=Limits(capabilities.min_side, capabilities.max_side, schedule=REMOTE),
        title=host_of(choice.endpoint),
        # Only servers of our own announce anything, and they bill nothing.
        paid=announced is None,
        close=http.aclose,
        endpoint=choice.endpoint,
        capabilities=capabilities,
        lossy=choice.store.format == "jpeg",
    )


def _without_uploads() -> SettingsError:
    return SettingsError(
        tr("This service takes no uploads; choose a picture store in the settings."),
        hint=tr("Leave the service address empty to remove objects on this computer."),
        code="uploads",
    )


def host_of(endpoint: str) -> str:
    """What people read for an address: host and port."""
    return endpoint.split("://", 1)[-1].split("/", 1)[0]
