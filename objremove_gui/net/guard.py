"""Which URLs may be used at all: a check on the text, before anything is sent."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

# Signed URLs are long; longer ones are no URLs of pictures.
MAX_URL = 8192


def check_url(url: str, *, credentials: bool = False) -> SplitResult:
    """The parts of an http or https URL; raises ValueError for any other.

    Refused are: another scheme, no host, a user name or password inside (unless ``credentials``), spaces and
    control characters, a port that is none, and addresses where no pictures are (link-local, where hosting
    providers have their metadata services, multicast, unspecified).
    """
    if not url or len(url) > MAX_URL:
        raise ValueError("the URL is empty or too long")
    if any(character <= " " or character == "\x7f" or character == "\\" for character in url):
        raise ValueError("the URL holds spaces or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError("the URL can't be taken apart") from error
    if parts.scheme not in ("http", "https"):
        raise ValueError("the URL does not begin with http:// or https://")
    if not parts.hostname:
        raise ValueError("the URL names no host")
    if not credentials and "@" in parts.netloc:
        raise ValueError("the URL holds a user name or a password")
    if port == 0:
        raise ValueError("the URL's port is none")
    _check_address(parts.hostname)
    return parts


def _check_address(host: str) -> None:
    address = _numeric(host.partition("%")[0])
    if address is None:
        return
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        raise ValueError("the URL's address can't be a picture's")


def _numeric(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that ``host`` spells, short and hexadecimal IPv4 forms included; None for a name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
