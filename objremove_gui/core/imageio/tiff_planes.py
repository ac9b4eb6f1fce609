"""TIFF files with a plane for each channel, in kinds that libvips refuses or mixes up: in tiles, and grey with alpha.

The file's own tiles are decoded as they lie: directories put behind them describe each plane as a grey picture.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

from objremove_gui.core.imageio.libvips import vips
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.tiff_tags import (
    INTEGERS,
    LONG,
    SHORT,
    BadTags,
    ByteOrder,
    Tag,
    Tags,
    Tree,
    Value,
    header,
    pack,
)
from objremove_gui.i18n import tr

_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _SAMPLES, _PLANAR = 256, 257, 258, 262, 277, 284
_TILES, _STRIPS = (324, 325), (273, 279)
_ICC, _EXTRA, _MIXED = 34_675, 338, 1
# Compression, order of bits, rows of a strip, predictor, sides of a tile, kind of numbers, tables of JPEG.
_KEPT = (_WIDTH, _HEIGHT, 259, 266, 278, 317, 322, 323, 339, 347)
_SEPARATE = 2
_MOST_PLANES = 5
_GREY, _LIGHT_IS_MORE, _RGB, _CMYK = (0, 1), 1, 2, 5


def opened(source: Path | bytes) -> Any:
    """The image of such a file, nothing decoded yet; None for all others, to be opened as usual.

    Raises Unreadable for premultiplied alpha.
    """
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        try:
            tags = Tags.of_file(file)
            first, _ = tags.directory(tags.first)
            if not _is_meant(tags, first):
                return None
            if tags.integer(first.get(_EXTRA)) == _MIXED:
                raise Unreadable(
                    tr("its colours are already mixed by their opacity; save it with plain alpha first")
                )
            colours = tags.integer(first[_PHOTOMETRIC])
            profile = tags.value(first[_ICC]) if _ICC in first else b""
            trees = _planes(tags, first, file.seek(0, 2))
        except BadTags:
            return None
        file.seek(0)
        data = file.read()
    return _joined(_in_pages(data, tags.order, trees), colours, profile)


def _is_meant(tags: Tags, first: dict[int, Tag]) -> bool:
    planes = tags.integer(first.get(_SAMPLES)) or 1
    colours = tags.integer(first.get(_PHOTOMETRIC))
    known = colours in (*_GREY, _RGB, _CMYK)
    is_separate = tags.integer(first.get(_PLANAR)) == _SEPARATE and 1 < planes <= _MOST_PLANES
    return is_separate and known and (_TILES[0] in first or colours in _GREY)


def _planes(tags: Tags, first: dict[int, Tag], end: int) -> list[Tree]:
    """The directories of the planes as grey pictures; raises BadTags, also for what lies beyond the file's end."""
    count = tags.integer(first[_SAMPLES]) or 0
    kept: Tree = {
        number: Value(first[number].kind, first[number].count, tags.value(first[number]))
        for number in _KEPT
        if number in first
    }
    # A number for each channel, of which one is left.
    for number in (_BITS, 339):
        if number in first:
            kept[number] = _numbers(tags, SHORT, [tags.integer(first[number]) or 0])
    kept[_SAMPLES] = _numbers(tags, SHORT, [1])
    where, how_long = _TILES if _TILES[0] in first else _STRIPS
    places, lengths = (_integers(tags, first.get(number)) for number in (where, how_long))
    each = len(places) // count
    if not each or len(places) != each * count or len(lengths) != len(places):
        raise BadTags("tiles are missing")
    if any(place + length > end for place, length in zip(places, lengths, strict=True)):
        raise BadTags("cut off")
    trees = []
    for plane in range(count):
        part = slice(plane * each, (plane + 1) * each)
        is_white_least = plane == 0 and tags.integer(first[_PHOTOMETRIC]) == 0
        own = {
            where: _numbers(tags, LONG, places[part]),
            how_long: _numbers(tags, LONG, lengths[part]),
            _PHOTOMETRIC: _numbers(tags, SHORT, [0 if is_white_least else _LIGHT_IS_MORE]),
        }
        trees.append(kept | own)
    return trees


def _integers(tags: Tags, tag: Tag | None) -> list[int]:
    if tag is None or tag.kind not in INTEGERS:
        raise BadTags("tiles are missing")
    return list(struct.unpack(f"{tags.order}{tag.count}{INTEGERS[tag.kind]}", tags.value(tag)))


def _numbers(tags: Tags, kind: int, values: list[int]) -> Value:
    try:
        return Value(kind, len(values), struct.pack(f"{tags.order}{len(values)}{INTEGERS[kind]}", *values))
    except struct.error as error:
        raise BadTags("beyond 4 GB") from error


def _in_pages(data: bytes, order: ByteOrder, trees: list[Tree]) -> list[Any]:
    """The planes as pages of the file, which gets the directories behind its end."""
    place = len(data) + len(data) % 2
    parts: list[bytes | bytearray | memoryview] = [
        header(order, place),
        memoryview(data)[8:],
        b"\0" * (len(data) % 2),
    ]
    for tree in trees:
        directory = bytearray(pack(order, tree, place))
        directory += b"\0" * (len(directory) % 2)
        place += len(directory)
        if tree is not trees[-1]:
            struct.pack_into(f"{order}I", directory, 2 + 12 * len(tree), place)
        parts.append(directory)
    whole = b"".join(parts)
    load = vips().Image.tiffload_buffer
    return [load(whole, page=page, access="sequential", fail_on="error") for page in range(len(trees))]


def _joined(planes: list[Any], colours: int | None, profile: bytes) -> Any:
    first = planes[0]
    is_small = first.format == "uchar"
    meaning = {
        _RGB: "srgb" if is_small else "rgb16",
        _CMYK: "cmyk",
    }.get(colours or 0, "b-w" if is_small else "grey16")
    image = first.bandjoin(planes[1:]).copy(interpretation=meaning)
    if profile:
        image.set_type(vips().GValue.blob_type, "icc-profile-data", profile)
    return image
