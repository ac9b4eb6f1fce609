"""Metadata that shall not go along: the place where a photo was taken, or everything about it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from objremove_gui.core.imageio import exif, photoshop, png_chunks, xmp_parts
from objremove_gui.core.imageio.options import Keep

# In whatever namespace: EXIF's own and those of makers of drones.
_PLACES = {b"latitude", b"longitude", b"longtitude", b"lat", b"lon", b"long"}
_PARTS = re.compile(rb"[-_]")


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
    """Take the place out of XMP and its extension."""
    if any(
        word.encode(code) in blob.lower()
        for word in ("gps", "latitude")
        for code in ("utf-16-le", "utf-16-be")
        for blob in (blobs["xmp"], blobs.get("xmp-extended", b""))
    ):
        # What is written in words of two bytes can't be searched like the rest; it is rare.
        blobs["xmp"] = blobs["xmp-extended"] = b""
        return
    blobs |= xmp_parts.cleaned(blobs, lambda xmp: xmp_parts.without(xmp, _tells_place))


def _tells_place(name: bytes) -> bool:
    own = name.partition(b":")[2].lower()
    return b"gps" in own or _PARTS.split(own)[-1] in _PLACES
