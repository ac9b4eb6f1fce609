"""A TIFF writer for photos: 8 and 16 bits, deflate with prediction or plain, all metadata with EXIF.

An EXIF blob is a TIFF file without pixels. So it goes to the very start of the file as it is, and the new first
directory points into it: every offset inside it stays true, those within makers' notes as well.
Sources: TIFF 6.0; Adobe's technical notes on TIFF (deflate, XMP, IPTC); EXIF 2.3, 4.6.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np

from objremove_gui.core.imageio.deflate import WRAPPED, deflated
from objremove_gui.core.imageio.photo import Pixels, Resolution
from objremove_gui.core.imageio.strips import in_order, row_strips
from objremove_gui.core.imageio.tiff_reading import DESCRIPTIVE, ICC, IPTC, PHOTOSHOP, XMP
from objremove_gui.core.imageio.tiff_tags import (
    BYTE,
    EXIF_IFD,
    GPS_IFD,
    LONG,
    ORIENTATION,
    RATIONAL,
    RESOLUTION_UNIT,
    SHORT,
    UNDEFINED,
    X_RESOLUTION,
    Y_RESOLUTION,
    BadTags,
    ByteOrder,
    Tags,
    Tree,
    Value,
    header,
    pack,
)

STRIP_BYTES = 1 << 19
LARGEST_FILE = (1 << 32) - (1 << 27)
_PLAIN, _DEFLATE = 1, 8
_GREY, _RGB = 1, 2
_HORIZONTAL_DIFFERENCES = 2
_EXTRA, _UNSPECIFIED, _STRAIGHT_ALPHA = 338, 0, 2


def fits(pixels: Pixels, depth: int | None = None) -> bool:
    """Whether the file surely stays below 4 GB, which is all that its offsets can say; ``depth`` None = the pixels'."""
    return pixels.size * ((depth or 8 * pixels.dtype.itemsize) // 8) < LARGEST_FILE


def write_tiff(
    file: BinaryIO,
    pixels: Pixels,
    metadata: Mapping[str, bytes],
    resolution: Resolution | None,
    *,
    compressed: bool,
    orientation: int = 1,
    names_alpha: bool = True,
) -> None:
    """Write (h, w, n), n = 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA, to a file that can be sought. Raises OSError.

    The pixels lie as ``orientation``, EXIF's 1 to 8, says. Without ``names_alpha`` the channel behind the colours is
    not called alpha.
    """
    start, order, tree = _prefix(metadata.get("exif", b""))
    file.write(start + b"\0" * (len(start) % 2))
    offsets, lengths = [], []
    strips = list(row_strips(pixels, STRIP_BYTES))
    for part in _strips(pixels, strips, order, compressed=compressed):
        offsets.append(file.tell())
        lengths.append(len(part))
        file.write(part)
    place = file.seek(0, 2)
    if place % 2:
        place += file.write(b"\0")
    shape = pixels.shape
    tree |= _layout(order, (shape[0], shape[1], shape[2]), pixels.dtype.itemsize * 8, compressed=compressed)
    if _EXTRA in tree and not names_alpha:
        tree[_EXTRA] = _shorts(order, _UNSPECIFIED)
    tree |= {
        ORIENTATION: _shorts(order, orientation),
        273: _longs(order, *offsets),
        278: _longs(order, strips[0].stop),
        279: _longs(order, *lengths),
    }
    tree |= _extras(order, metadata, resolution)
    file.write(pack(order, tree, place))
    file.seek(0)
    file.write(header(order, place))
    file.seek(0, 2)


def _prefix(exif: bytes) -> tuple[bytes, ByteOrder, Tree]:
    """What the file starts with, its byte order, and the tags that lead into the EXIF blob."""
    try:
        tags = Tags.of_bytes(exif)
        first, _ = tags.directory(tags.first)
    except BadTags:
        return header("<", 0), "<", {}
    tree = tags.tree({number: tag for number, tag in first.items() if number in DESCRIPTIVE})
    for number in (EXIF_IFD, GPS_IFD):
        # A pointer is taken along if it leads to a directory; damaged ones are left out.
        if number in first and tags.tree({number: first[number]}):
            tree[number] = _longs(tags.order, tags.integer(first[number]) or 0)
    return exif, tags.order, tree


def _strips(pixels: Pixels, strips: list[slice], order: ByteOrder, *, compressed: bool) -> Iterator[Any]:
    stored = pixels.dtype.newbyteorder(order)
    if not compressed:
        return (np.ascontiguousarray(pixels[rows], stored).data.cast("B") for rows in strips)

    def pack_strip(rows: slice) -> bytes:
        data = pixels[rows].copy()
        data[:, 1:] -= pixels[rows][:, :-1]
        return deflated(data.astype(stored, copy=False).data.cast("B"), WRAPPED)

    return in_order(pack_strip, strips)


def _shorts(order: ByteOrder, *values: int) -> Value:
    return Value(SHORT, len(values), struct.pack(f"{order}{len(values)}H", *values))


def _longs(order: ByteOrder, *values: int) -> Value:
    return Value(LONG, len(values), struct.pack(f"{order}{len(values)}I", *values))


def _layout(order: ByteOrder, shape: tuple[int, int, int], depth: int, *, compressed: bool) -> Tree:
    """How the pixels are stored."""
    height, width, channels = shape
    tree: Tree = {
        256: _longs(order, width),
        257: _longs(order, height),
        258: _shorts(order, *[depth] * channels),
        259: _shorts(order, _DEFLATE if compressed else _PLAIN),
        262: _shorts(order, _GREY if channels < 3 else _RGB),
        277: _shorts(order, channels),
        284: _shorts(order, 1),
    }
    if compressed:
        tree[317] = _shorts(order, _HORIZONTAL_DIFFERENCES)
    if channels in (2, 4):
        tree[_EXTRA] = _shorts(order, _STRAIGHT_ALPHA)
    return tree


def _extras(order: ByteOrder, metadata: Mapping[str, bytes], resolution: Resolution | None) -> Tree:
    """Resolution and blobs."""
    tree: Tree = {}
    if resolution is not None:
        for number, value in ((X_RESOLUTION, resolution.x), (Y_RESOLUTION, resolution.y)):
            ratio = (min(round(value * 10_000), 2**32 - 1), 10_000)
            tree[number] = Value(RATIONAL, 1, struct.pack(f"{order}II", *ratio))
        tree[RESOLUTION_UNIT] = _shorts(order, 2)
    for name, number, kind in (
        ("xmp", XMP, BYTE),
        ("iptc", IPTC, UNDEFINED),
        ("photoshop", PHOTOSHOP, BYTE),
        ("icc", ICC, UNDEFINED),
    ):
        if name in metadata:
            tree[number] = Value(kind, len(metadata[name]), metadata[name])
    return tree
