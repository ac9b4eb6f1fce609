"""The one place where HTTP clients are made: time-outs, proxy, certificates."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from objremove_gui import __version__
from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.net.guard import check_url

if TYPE_CHECKING:
    import ssl

    import httpx

# Seconds: to connect, for one pause while reading or writing, to wait for a free place among the connections.
CONNECT_TIME = 10.0
READ_TIME = 60.0
WRITE_TIME = 60.0
POOL_TIME = 60.0
# Connections at once, and how many of them may stay open between requests.
CONNECTIONS = 20
IDLE_CONNECTIONS = 8


def make_client(
    *, transport: httpx.AsyncBaseTransport | None = None, proxy: str = "", ca_file: str = ""
) -> httpx.AsyncClient:
    """A client for everything that goes out; redirects are never followed by themselves.

    ``transport`` replaces the network (as the embedded service does). ``proxy`` is an http or https URL, and
    the environment decides where there is none. ``ca_file`` names a PEM file whose certificates are trusted
    besides the usual ones. Raises SettingsError for a proxy or a file that can't be used.
    """
    import httpx

    # Both write whole URLs into the log; a signed one is a secret.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    if proxy:
        try:
            check_url(proxy, credentials=True)
        except ValueError as error:
            raise SettingsError(
                tr("The proxy's address can't be used; write it as http://host:port."), code="proxy"
            ) from error
    return httpx.AsyncClient(
        transport=transport,
        proxy=proxy or None,
        verify=_trust(ca_file) if ca_file else True,
        timeout=httpx.Timeout(connect=CONNECT_TIME, read=READ_TIME, write=WRITE_TIME, pool=POOL_TIME),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=IDLE_CONNECTIONS),
        headers={"User-Agent": f"ObjRemove/{__version__}"},
        follow_redirects=False,
    )


def _trust(ca_file: str) -> ssl.SSLContext:
    import ssl

    import httpx

    context = httpx.create_ssl_context()
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(
            tr("The certificate file {file} can't be used; choose a file in PEM format.", file=ca_file),
            code="ca_file",
        ) from error
    return context
