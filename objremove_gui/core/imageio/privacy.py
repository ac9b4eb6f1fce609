"""Metadata that shall not go along: the place where a photo was taken, or everything about it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from objremove_gui.core.imageio import exif, photoshop, png_chunks
from objremove_gui.core.imageio.options import Keep

_GUID_BYTES = 32
# In whatever namespace: EXIF's own and those of makers of drones; as attributes, as elements, as empty elements.
_NAME = rb"[\w.-]+:(?:[\w-]*gps[\w-]*|(?:[\w-]+[-_])?(?:latitude|longt?itude|lat|long?))"
_XMP_GPS = re.compile(
    rb"""\s%(n)s\s*=\s*(?:"[^"]*"|'[^']*')|<(%(n)s)(?:\s[^<>]*)?(?:/>|(?<!/)>.*?</\1\s*>)""" % {b"n": _NAME},
    re.IGNORECASE | re.DOTALL,
)


def kept(metadata: Mapping[str, bytes], keep: Keep) -> dict[str, bytes]:
    """The blobs of a photo that go along. Nothing else about them changes."""
    match keep:
        case Keep.ALL:
            return dict(metadata)
        case Keep.NO_GPS:
            return _without_place(metadata)
        case Keep.PROFILE:
            blobs = {"icc": metadata.get("icc", b""), "png": png_chunks.colours_of(metadata.get("png", b""))}
            return {name: blob for name, blob in blobs.items() if blob}


def _without_place(metadata: Mapping[str, bytes]) -> dict[str, bytes]:
    blobs = dict(metadata)
    if "exif" in blobs:
        blobs["exif"] = exif.without_gps(blobs["exif"])
    if "photoshop" in blobs:
        blobs["photoshop"] = photoshop.without_copies(blobs["photoshop"])
    if "png" in blobs:
        blobs["png"] = png_chunks.without_gps(blobs["png"])
    if "xmp" in blobs:
        _clean_xmp(blobs)
    return {name: blob for name, blob in blobs.items() if blob}


def _clean_xmp(blobs: dict[str, bytes]) -> None:
    """Take the place out of XMP and its extension, whose name is the digest of its contents."""
    more = blobs.get("xmp-extended", b"")
    if any(
        word.encode(code) in blob.lower()
        for word in ("gps", "latitude")
        for code in ("utf-16-le", "utf-16-be")
        for blob in (blobs["xmp"], more)
    ):
        # What is written in words of two bytes can't be searched like the rest; it is rare.
        blobs["xmp"] = blobs["xmp-extended"] = b""
        return
    blobs["xmp"] = _XMP_GPS.sub(b"", blobs["xmp"])
    old, rest = more[:_GUID_BYTES], more[_GUID_BYTES:]
    clean = _XMP_GPS.sub(b"", rest)
    if clean != rest:
        new = hashlib.md5(clean, usedforsecurity=False).hexdigest().upper().encode()
        blobs["xmp"] = blobs["xmp"].replace(old, new)
        blobs["xmp-extended"] = new + clean
