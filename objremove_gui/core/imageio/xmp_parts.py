"""Words of XMP taken out of its text, in a time that grows with its length and not faster, whatever its bytes are.

Sources: Adobe XMP specification part 1, 7.4 (properties as elements and as attributes), part 3, 1.1.3.1 (the extension
of a JPEG's XMP is called by the digest of its contents).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

_ATTRIBUTE = re.compile(rb"""\s([\w.-]++:[\w.-]++)\s*+=\s*+(?:"[^"]*+"|'[^']*+')""")
_TAG = re.compile(rb"<(/?)([\w.-]++:[\w.-]++)([^<>]*+)>")
_GUID_BYTES = 32


def without(xmp: bytes, is_meant: Callable[[bytes], bool]) -> bytes:
    """The text without the properties, attributes and elements, that ``is_meant`` tells by name with prefix."""
    shorter = _ATTRIBUTE.sub(lambda found: b"" if is_meant(found[1]) else found[0], xmp)
    return _without_elements(shorter, is_meant)


def has(xmp: bytes, is_meant: Callable[[bytes], bool]) -> bool:
    """Whether there is such a property."""
    return any(is_meant(found[1]) for found in _ATTRIBUTE.finditer(xmp)) or any(
        is_meant(found[2]) for found in _TAG.finditer(xmp)
    )


def _without_elements(xmp: bytes, is_meant: Callable[[bytes], bool]) -> bytes:
    """The text without elements, each up to the next end of one of its name; one without an end stays."""
    tags = [found for found in _TAG.finditer(xmp) if is_meant(found[2])]
    ends: dict[int, int] = {}
    following: dict[bytes, int] = {}
    for tag in reversed(tags):
        if tag[1]:
            following[tag[2]] = tag.end()
        elif tag[3].endswith(b"/"):
            ends[tag.start()] = tag.end()
        elif tag[2] in following:
            ends[tag.start()] = following[tag[2]]
    parts, at = [], 0
    for tag in tags:
        if tag.start() >= at and tag.start() in ends:
            parts.append(xmp[at : tag.start()])
            at = ends[tag.start()]
    return b"".join((*parts, xmp[at:]))


def cleaned(metadata: Mapping[str, bytes], clean: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """The blobs with ``clean`` done to XMP and its extension, which gets its new name where it has changed."""
    blobs = dict(metadata)
    if "xmp" in blobs:
        blobs["xmp"] = clean(blobs["xmp"])
    more = blobs.get("xmp-extended", b"")
    old, rest = more[:_GUID_BYTES], more[_GUID_BYTES:]
    new = clean(rest)
    if new != rest:
        name = hashlib.md5(new, usedforsecurity=False).hexdigest().upper().encode()
        blobs["xmp-extended"] = name + new
        if "xmp" in blobs:
            blobs["xmp"] = blobs["xmp"].replace(old, name)
    return blobs
