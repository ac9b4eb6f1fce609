"""Photoshop's image resources ("8BIM" blocks), in which JPEG and TIFF files keep IPTC.

Source: Adobe Photoshop File Formats Specification, "Image Resource Blocks".
"""

from __future__ import annotations

import struct

SIGNATURE = b"8BIM"
IPTC = 0x0404
_THUMBNAILS = (0x0409, 0x040C)
_PROFILE = 0x040F
# EXIF and XMP once more.
_COPIES = (0x0422, 0x0423, 0x0424)


def _resources(block: bytes) -> list[tuple[int, bytes, bytes]]:
    """Number, contents and the whole raw resource, in order; what is damaged ends the list."""
    found, at = [], 0
    while block[at : at + 4] == SIGNATURE and at + 12 <= len(block):
        number = int.from_bytes(block[at + 4 : at + 6], "big")
        # A Pascal string, padded so that it and its length byte take an even number of bytes.
        start = at + 6 + (block[at + 6] // 2 + 1) * 2
        length = int.from_bytes(block[start : start + 4], "big")
        end = start + 4 + length
        if len(block) < start + 4 or len(block) < end:
            break
        following = end + length % 2
        found.append((number, block[start + 4 : end], block[at:following]))
        at = following
    return found


def iptc_of(block: bytes) -> bytes | None:
    """The IPTC record inside, if there is one."""
    return next((data for number, data, _ in _resources(block) if number == IPTC), None)


def of_iptc(iptc: bytes) -> bytes:
    """A block that holds nothing but an IPTC record."""
    return SIGNATURE + struct.pack(">HHI", IPTC, 0, len(iptc)) + iptc + b"\0" * (len(iptc) % 2)


def without_thumbnails(block: bytes) -> bytes:
    """The block without its thumbnails, which still show what was removed; without any it comes back as it is."""
    return _without(block, _THUMBNAILS)


def thumbnails(block: bytes) -> list[bytes]:
    """The contents of those resources."""
    return [data for number, data, _ in _resources(block) if number in _THUMBNAILS]


def without_remade(block: bytes) -> bytes:
    """The block without thumbnails and IPTC, which files are given anew or may keep elsewhere."""
    return _without(block, (*_THUMBNAILS, IPTC))


def without_copies(block: bytes) -> bytes:
    """The block without second copies of EXIF and XMP."""
    return _without(block, _COPIES)


def without_profile(block: bytes) -> bytes:
    """The block without a colour profile."""
    return _without(block, (_PROFILE,))


def _without(block: bytes, numbers: tuple[int, ...]) -> bytes:
    resources = _resources(block)
    if not any(number in numbers for number, _, _ in resources):
        return block
    return b"".join(raw for number, _, raw in resources if number not in numbers)
