"""What a TIFF file says besides its pixels, EXIF included, which libvips passes over."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from objremove_gui.core.imageio import exif, photoshop
from objremove_gui.core.imageio.besides import Beside
from objremove_gui.core.imageio.heads import Head
from objremove_gui.core.imageio.photo import Coding
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.tiff_tags import (
    EXIF_IFD,
    GPS_IFD,
    ORIENTATION,
    BadTags,
    Tag,
    Tags,
    header,
    pack,
)
from objremove_gui.i18n import tr

XMP, IPTC, PHOTOSHOP, ICC = 700, 33_723, 34_377, 34_675
# What the first directory says about the photo and not about how its pixels are stored: names, camera, time, authors,
# copyright, rating.
DESCRIPTIVE = {269, 270, 271, 272, 305, 306, 315, 316, 0x4746, 0x4749, 33_432, *range(0x9C9B, 0x9CA0)}
_KIND, _COMPRESSION, _DNG_VERSION = 254, 259, 0xC612
_PHOTOMETRIC, _EXTRA, _UNSPECIFIED, _MIXED = 262, 338, 0, 1
_JPEG = (6, 7)
# By number (TIFF 6.0, sections 21 and 23; ICC.1 annex B): without JPEG's own decoder they come as if they were RGB.
_MISTAKEN = {6: "YCbCr", 8: "Lab", 9: "Lab", 10: "Lab"}
_LAYERS = 37_724
# The scale, the points or the matrix that tie pixels to the map, and what kind of map it is.
_MAP = {33_550, 33_922, 34_264, 34_735}
_CREDENTIALS = 0xCD41
_BESIDES = ((Beside.LAYERS, {_LAYERS}), (Beside.MAP, _MAP), (Beside.CREDENTIALS, {_CREDENTIALS}))
_REDUCED = 1
MOST_PAGES = 1000
_UNCOMPRESSED = 1


def read(file: BinaryIO) -> Head:
    """Metadata, resolution, orientation; what is damaged is left out.

    Raises Unreadable for colours that can't be read.
    """
    head = Head()
    try:
        tags = Tags.of_file(file)
        first, following = tags.directory(tags.first)
        if (tags.integer(first.get(_KIND)) or 0) & _REDUCED or _DNG_VERSION in first:
            return Head(is_raw=True)
        orientation = tags.integer(first.get(ORIENTATION)) or 1
        head.orientation = orientation if orientation <= 8 else 1
        _check_colours(tags, first)
        head.coding = Coding(
            compressed=tags.integer(first.get(_COMPRESSION)) != _UNCOMPRESSED,
            names_alpha=tags.integer(first.get(_EXTRA)) != _UNSPECIFIED,
        )
        head.resolution = exif.resolution_of(tags, first)
        head.frames = 1 + _pages(tags, following)
        head.besides = [beside for beside, numbers in _BESIDES if numbers & first.keys()]
        if tags.integer(first.get(_EXTRA)) == _MIXED:
            head.besides.append(Beside.MIXED)
    except BadTags:
        return head
    for name, number in (("xmp", XMP), ("iptc", IPTC), ("photoshop", PHOTOSHOP), ("icc", ICC)):
        try:
            if number in first:
                head.metadata[name] = tags.value(first[number])
        except BadTags:
            continue
    if "iptc" not in head.metadata:
        iptc = photoshop.iptc_of(head.metadata.get("photoshop", b""))
        if iptc is not None:
            head.metadata["iptc"] = iptc
    blob = _exif(tags, first)
    if blob:
        head.metadata["exif"] = blob
    return head


def _check_colours(tags: Tags, first: dict[int, Tag]) -> None:
    """Raise Unreadable for colours that the decoder would take for others."""
    kind = tags.integer(first.get(_PHOTOMETRIC)) or 0
    is_jpeg = tags.integer(first.get(_COMPRESSION)) in _JPEG
    if kind in _MISTAKEN and not is_jpeg:
        raise Unreadable(
            tr("its colours are of the kind “{kind}”; save it as RGB first", kind=_MISTAKEN[kind])
        )


def has_layers(path: Path) -> bool:
    """Whether the file holds layers besides the picture (Adobe Photoshop TIFF Technical Notes, ImageSourceData)."""
    with path.open("rb") as file:
        try:
            tags = Tags.of_file(file)
            return _LAYERS in tags.directory(tags.first)[0]
        except BadTags:
            return False


def _pages(tags: Tags, offset: int) -> int:
    """How many pages of their own, not smaller versions of others, the directories from ``offset`` on hold."""
    seen: set[int] = set()
    count = 0
    while offset and offset not in seen and len(seen) < MOST_PAGES:
        seen.add(offset)
        try:
            directory, offset = tags.directory(offset)
            count += not (tags.integer(directory.get(_KIND)) or 0) & _REDUCED
        except BadTags:
            break
    return count


def camera_data(file: BinaryIO) -> bytes:
    """What the directories of a file or blob say about the photo, as EXIF; empty where they say nothing."""
    try:
        tags = Tags.of_file(file)
        return _exif(tags, tags.directory(tags.first)[0]) or b""
    except BadTags:
        return b""


def _exif(tags: Tags, first: dict[int, Tag]) -> bytes | None:
    """An EXIF blob of its own from the file's directories; None if it says nothing about the photo."""
    wanted = DESCRIPTIVE | {EXIF_IFD, GPS_IFD}
    tree = tags.tree({number: tag for number, tag in first.items() if number in wanted})
    start = header(tags.order, 8)
    return start + pack(tags.order, tree, len(start)) if tree else None
