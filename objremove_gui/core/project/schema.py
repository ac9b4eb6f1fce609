"""What a project says in words: the manifest's schema and limits, and removals without their pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.removal import Mask8, Pixels, Removal, Version

FORMAT = "objremove project"
SCHEMA = 1
SUFFIX = ".objremove"
MANIFEST_BYTES = 16 << 20
MOST_REMOVALS = 10_000
MOST_VERSIONS = 1_000
MOST_WISHES = 10_000
MOST_SIDE = 1 << 20

Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
Number = Annotated[int, msgspec.Meta(ge=-(1 << 53), le=1 << 53)]
Position = Annotated[int, msgspec.Meta(ge=0, le=MOST_SIDE)]
Side = Annotated[int, msgspec.Meta(ge=1, le=MOST_SIDE)]
Box = tuple[Position, Position, Side, Side]

MASK = "mask"
ALPHA = "alpha"
WHOLE = "whole"


class VersionFacts(msgspec.Struct, frozen=True):
    """A version without its patch."""

    backend: Text
    seed: Number
    seconds: float
    request_id: Text = ""
    below: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    paid: bool = False


class RemovalFacts(msgspec.Struct, frozen=True):
    """A removal without its pixels; ``has_whole`` tells whether the original was painted back in it."""

    box: Box
    ring: Annotated[int, msgspec.Meta(ge=0, le=MOST_SIDE)]
    versions: Annotated[tuple[VersionFacts, ...], msgspec.Meta(min_length=1, max_length=MOST_VERSIONS)]
    kernel_size: Number | None = None
    chosen: Count = 0
    enabled: bool = True
    name: Text = ""
    has_whole: bool = False
    opacity: Annotated[int, msgspec.Meta(ge=0, le=100)] = 100
    feather: Annotated[int, msgspec.Meta(ge=0, le=MOST_SIDE)] = 2


class WishFacts(msgspec.Struct, frozen=True):
    """The crop for the marks in ``region`` shall take in ``box``."""

    region: Box
    box: Box


class PhotoFacts(msgspec.Struct, frozen=True):
    """The original: where it was, and how it is told from others. ``embedded`` if its bytes are in the project.

    ``relative`` is seen from the project's folder, with ``/``; both paths are empty where there was no file.
    ``pixels`` is the hash of what was decoded, which stays when only the file's metadata is edited.
    """

    name: Text
    relative: Text
    absolute: Text
    size: Count
    sha256: Hash
    pixels: Hash
    embedded: bool


class Manifest(msgspec.Struct, frozen=True):
    """The whole of ``manifest.json``; a member that is not known here is left out."""

    format: Text
    schema: int
    photo: PhotoFacts
    removals: Annotated[tuple[RemovalFacts, ...], msgspec.Meta(max_length=MOST_REMOVALS)]
    wider: Annotated[tuple[WishFacts, ...], msgspec.Meta(max_length=MOST_WISHES)] = ()


class Head(msgspec.Struct, frozen=True):
    """What every version of the manifest has."""

    format: str
    schema: int


Arrays = dict[str, Pixels]


def facts_of(removal: Removal) -> RemovalFacts:
    """All of a removal but its arrays."""
    return RemovalFacts(
        _sides(removal.box),
        removal.ring,
        tuple(
            VersionFacts(
                version.backend,
                version.seed,
                version.seconds,
                version.request_id,
                version.below,
                version.paid,
            )
            for version in removal.versions
        ),
        removal.kernel_size,
        removal.chosen,
        removal.enabled,
        removal.name,
        removal.whole is not None,
        removal.opacity,
        removal.feather,
    )


def patch_name(index: int) -> str:
    """The name of a version's patch among the arrays."""
    return f"version-{index + 1}"


def arrays_of(removal: Removal) -> Arrays:
    """A removal's arrays by name."""
    arrays: Arrays = {MASK: removal.mask, ALPHA: removal.alpha}
    if removal.whole is not None:
        arrays[WHOLE] = removal.whole
    return arrays | {patch_name(index): version.patch for index, version in enumerate(removal.versions)}


def names_of(facts: RemovalFacts) -> tuple[str, ...]:
    """The names of the arrays that :func:`arrays_of` gave for such a removal."""
    whole = (WHOLE,) if facts.has_whole else ()
    return (MASK, ALPHA, *whole, *(patch_name(index) for index in range(len(facts.versions))))


def removal_of(facts: RemovalFacts, arrays: Mapping[str, Pixels]) -> Removal | None:
    """The removal again, with those versions whose patch is there; None where nothing can be shown of it."""
    there = [index for index in range(len(facts.versions)) if patch_name(index) in arrays]
    if MASK not in arrays or ALPHA not in arrays or not there:
        return None
    mask, alpha = (_bytes(arrays[name]) for name in (MASK, ALPHA))
    versions = tuple(
        Version(
            arrays[patch_name(index)],
            one.backend,
            one.seed,
            one.seconds,
            one.request_id,
            one.below,
            one.paid,
        )
        for index, one in enumerate(facts.versions)
        if index in there
    )
    return Removal(
        Rect(*facts.box),
        mask,
        alpha,
        facts.ring,
        versions,
        facts.kernel_size,
        there.index(facts.chosen) if facts.chosen in there else len(there) - 1,
        facts.enabled,
        facts.name,
        _bytes(arrays[WHOLE]) if WHOLE in arrays else None,
        facts.opacity,
        facts.feather,
    )


def _bytes(array: Pixels) -> Mask8:
    assert array.dtype.itemsize == 1
    return array  # type: ignore[return-value]


def fits(facts: RemovalFacts, size: Size) -> bool:
    """Whether the removal lies inside the photo."""
    return Rect.of_size(size).holds(Rect(*facts.box))


def _sides(box: Rect) -> Box:
    return box.x, box.y, box.width, box.height


def wishes_facts(wider: Sequence[Wish]) -> tuple[WishFacts, ...]:
    """What a person wants of the crops, to be written down."""
    return tuple(WishFacts(_sides(wish.region), _sides(wish.box)) for wish in wider)


def wishes_of(facts: Sequence[WishFacts], size: Size) -> tuple[Wish, ...]:
    """The wishes again, those that lie inside the photo."""
    found = (Wish(Rect(*one.region), Rect(*one.box)) for one in facts)
    whole = Rect.of_size(size)
    return tuple(wish for wish in found if whole.holds(wish.region) and whole.holds(wish.box))
