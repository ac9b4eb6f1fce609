"""Words of XMP taken out of its text, in a time that grows with its length and not faster, whatever its bytes are.

Sources: Adobe XMP specification part 1, 7.4 (properties as elements and as attributes), part 3, 1.1.3.1 (the extension
of a JPEG's XMP is called by the digest of its contents).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Set

_ATTRIBUTE = re.compile(rb"""\s([\w.-]++:[\w.-]++)\s*+=\s*+(?:"[^"]*+"|'[^']*+')""")
_TAG = re.compile(rb"<(/?)([\w.-]++:[\w.-]++)([^<>]*+)>")
_NAME = re.compile(rb"(?:\s|</?)([\w.-]++:[\w.-]++)")
_GUID_BYTES = 32


def without(xmp: bytes, is_meant: Callable[[bytes], bool]) -> bytes:
    """The text without the properties, attributes and elements, that ``is_meant`` tells by name with prefix."""
    meant = _names(xmp, is_meant)
    if not meant:
        return xmp
    shorter = _ATTRIBUTE.sub(lambda found: b"" if found[1] in meant else found[0], xmp)
    return _without_elements(shorter, meant)


def has(xmp: bytes, is_meant: Callable[[bytes], bool]) -> bool:
    """Whether there is such a property."""
    meant = _names(xmp, is_meant)
    return bool(meant) and (
        any(found[1] in meant for found in _ATTRIBUTE.finditer(xmp))
        or any(found[2] in meant for found in _TAG.finditer(xmp))
    )


def _names(xmp: bytes, is_meant: Callable[[bytes], bool]) -> set[bytes]:
    """What may be names of such properties; found without looking at anything else, as most texts have none."""
    return {name for name in set(_NAME.findall(xmp)) if is_meant(name)}


def _without_elements(xmp: bytes, meant: Set[bytes]) -> bytes:
    """The text without elements, each up to the next end of one of its name; one without an end stays."""
    tags = [
        (found.start(), found.end(), bool(found[1]), found[2], found[3].endswith(b"/"))
        for found in _TAG.finditer(xmp)
        if found[2] in meant
    ]
    ends: dict[int, int] = {}
    following: dict[bytes, int] = {}
    for start, end, is_end, name, is_empty in reversed(tags):
        if is_end:
            following[name] = end
        elif is_empty:
            ends[start] = end
        elif name in following:
            ends[start] = following[name]
    parts, at = [], 0
    for start, *_ in tags:
        if start >= at and start in ends:
            parts.append(xmp[at:start])
            at = ends[start]
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
