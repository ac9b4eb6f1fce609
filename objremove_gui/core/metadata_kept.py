"""Whether a file's metadata are those of its original, but for what an export must change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from typing import NamedTuple

from objremove_gui.core.imageio import comments, photoshop, png_chunks, xmp_parts
from objremove_gui.core.imageio.besides import has_pictures, without_promises
from objremove_gui.core.imageio.noting import note_in, noted
from objremove_gui.core.imageio.outgoing import upright_xmp
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Resolution
from objremove_gui.core.imageio.small_copies import pictures_in, without_pictures
from objremove_gui.core.imageio.tiff_tags import UNDEFINED, BadTags, Tags, Tree, Value

# What an export may and must change in EXIF: orientation, the sizes, and the pointers of the old thumbnail.
CHANGING_TAGS = {0x0100, 0x0101, 0x0112, 0xA002, 0xA003}
# A TIFF file says these of its own pixels: resolution, and where chroma lies, which in a TIFF it never does.
TIFFS_OWN_TAGS = {0x011A, 0x011B, 0x0128, 0x0213}
JPEG, PNG, TIFF = {PhotoFormat.JPEG}, {PhotoFormat.PNG}, {PhotoFormat.TIFF}
HOLD_RESOLUTION = JPEG | PNG | TIFF
HOLD_GREY = HOLD_RESOLUTION | {PhotoFormat.BMP}


class _Name(NamedTuple):
    """What it is called, and the blob that it is a part of."""

    title: str
    blob: str


def _same(blob: bytes) -> bytes:
    return blob


_OF_SOME: tuple[tuple[_Name, Callable[[bytes], bytes], Set[PhotoFormat]], ...] = (
    (_Name("photoshop", "photoshop"), photoshop.without_remade, JPEG | TIFF),
    (_Name("comment", comments.FIRST), _same, JPEG),
    (_Name("more comments", comments.MORE), _same, JPEG),
    (_Name("xmp-extended", "xmp-extended"), _same, JPEG),
    (_Name("colours", "png"), png_chunks.colours_of, PNG),
    (_Name("texts", "png"), png_chunks.without_colours, PNG),
)


def differing_metadata(original: Photo, edited: Photo) -> tuple[str, ...]:
    """Names of what is not the same in both: ``icc``, ``xmp``, ``iptc`` byte for byte, ``exif`` tag by tag.

    What only some formats hold is compared where both do: ``resolution``, ``channels`` (one of grey or three of
    colour), ``photoshop``, ``comment``, ``more comments``, ``xmp-extended``, and PNG's ``colours`` and ``texts``. What
    an export notes about itself has to be there as it would have been noted in the original's.
    """
    one_is_tiff = (original.format is PhotoFormat.TIFF) is not (edited.format is PhotoFormat.TIFF)
    without = TIFFS_OWN_TAGS if one_is_tiff else frozenset()
    note = note_in(edited.metadata)
    wanted = [original.metadata]
    if note is not None:
        wanted.append(noted(original.metadata, note, edited.format))
    names = []
    for name in ("icc", "exif", "xmp", "iptc"):
        found = _comparable(name, edited.metadata, without)
        if all(_comparable(name, metadata, without) != found for metadata in wanted):
            names.append(name)
    return (*names, *_differing_in_kind(original, edited))


def stale_previews(original: Photo, edited: Photo) -> tuple[str, ...]:
    """The name ``previews`` if the edited photo still carries a small or whole copy of the original.

    Only for photos whose pixels differ: then none of the original's may be left.
    """
    old, new = (
        {
            *pictures_in(photo.metadata.get("exif", b"")),
            *photoshop.thumbnails(photo.metadata.get("photoshop", b"")),
        }
        for photo in (original, edited)
    )
    has_copies = any(has_pictures(edited.metadata.get(name, b"")) for name in ("xmp", "xmp-extended"))
    return ("previews",) if old & new or has_copies else ()


def _differing_in_kind(original: Photo, edited: Photo) -> Iterator[str]:
    """Names of what differs of that which only some formats hold."""
    formats = {original.format, edited.format}
    if formats <= HOLD_RESOLUTION and not _same_resolution(original.resolution, edited.resolution):
        yield "resolution"
    if formats <= HOLD_GREY and original.is_grey is not edited.is_grey:
        yield "channels"
    for name, comparable, hold in _OF_SOME:
        if formats <= hold:
            one, other = (
                comparable(xmp_parts.cleaned(photo.metadata, without_promises).get(name.blob, b""))
                for photo in (original, edited)
            )
            if one != other:
                yield name.title


def _same_resolution(one: Resolution | None, other: Resolution | None) -> bool:
    """Whether both print in the same size, but for the rounding of formats."""
    if one is None or other is None:
        return one is other
    return all(abs(a - b) <= max(0.51, 0.01 * a) for a, b in zip(one, other, strict=True))


def _comparable(name: str, metadata: Mapping[str, bytes], without: Set[int]) -> Tree | bytes:
    blob = metadata.get(name, b"")
    match name:
        case "exif":
            return _exif_tags(blob, CHANGING_TAGS | without)
        case "xmp":
            return upright_xmp(xmp_parts.cleaned(metadata, without_promises).get("xmp", b""))
    return blob


def _exif_tags(exif: bytes, ignored: Set[int]) -> Tree | bytes:
    """The blob's tags without those that an export sets anew; the bytes themselves where they can't be read."""
    if not exif:
        return {}
    try:
        tags = Tags.of_bytes(exif)
        tree = tags.tree(tags.directory(tags.first)[0])
    except BadTags:
        return exif
    return _without(tree, ignored)


def _without(tree: Tree, ignored: Set[int]) -> Tree:
    kept: Tree = {}
    for number, value in tree.items():
        if number not in ignored:
            kept[number] = _without(value, ignored) if isinstance(value, dict) else _lasting(value)
    return kept


def _lasting(value: Value) -> Value:
    """The value without previews, which an export makes anew."""
    return replace(value, data=without_pictures(value.data)) if value.kind == UNDEFINED else value
