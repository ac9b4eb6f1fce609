"""What is proven about an exported file: it is read again and compared with the photo that was opened."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from objremove_gui.core.imageio import jpeg_segments
from objremove_gui.core.imageio.asking import asked, changes_pixels
from objremove_gui.core.imageio.formats import FormatInfo
from objremove_gui.core.imageio.jpeg_splice import Found
from objremove_gui.core.imageio.options import SaveOptions
from objremove_gui.core.imageio.photo import Photo, digest_of
from objremove_gui.core.imageio.privacy import kept
from objremove_gui.core.imageio.reading import completed, open_photo, read_bytes
from objremove_gui.core.imageio.writing import Saved, Way, target_format
from objremove_gui.core.metadata_kept import differing_metadata, stale_previews
from objremove_gui.core.removal import Mask8, Removal
from objremove_gui.core.verify import Verdict, area_of, compare_area, judged
from objremove_gui.i18n import tr, trn


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """How the file was written, and what was found when it was read again.

    Where other colours or another depth were asked for, it was compared with the photo converted in the same way.
    """

    saved: Saved
    verdict: Verdict
    converted: bool = False

    @property
    def holds(self) -> bool:
        """Whether no pixel outside the removals has changed."""
        verdict = self.verdict
        return verdict.same_size and not verdict.outside.count and not verdict.moved_blocks


def prove(
    photo: Photo, removals: Sequence[Removal], saved: Saved, path: Path, options: SaveOptions = SaveOptions()
) -> Proof:
    """Read ``path`` again, to which ``photo`` with its removals was saved; raises InputError if it can't be read."""
    area = area_of(removals, photo.size)
    if saved.found is not None:
        read = read_bytes(path)
        if digest_of(read) == saved.digest:
            # The very bytes that were decoded and compared before the file got its name.
            return Proof(saved, _verdict(photo, read, saved.found, area, options))
    edited = open_photo(path, max_pixels=photo.size.pixels)
    info = target_format(photo, path)
    converted = changes_pixels(photo, info, options)
    expected = asked(photo, photo.pixels, _possible(photo, info, options))
    return Proof(saved, compare_area(expected, edited, area), converted)


def _verdict(photo: Photo, read: bytes, found: Found, area: Mask8, options: SaveOptions) -> Verdict:
    """What was found, as far as it concerns this area."""
    inside, outside, blocks = judged(found.parts, area, found.changes)
    expected = kept(photo.metadata, options.metadata)
    again = completed(jpeg_segments.read(io.BytesIO(read)), photo.format)
    original = replace(photo, metadata=expected)
    edited = replace(photo, metadata=again.metadata, resolution=again.resolution)
    names = differing_metadata(original, edited) + (stale_previews(original, edited) if found.parts else ())
    depth = 8 * photo.pixels.dtype.itemsize
    return Verdict((photo.size, photo.size), (depth, depth), inside, outside, names, blocks)


def _possible(photo: Photo, info: FormatInfo, options: SaveOptions) -> SaveOptions:
    """The options with the depth that comes out in this format."""
    return replace(options, depth=min(options.depth or 8 * photo.pixels.dtype.itemsize, info.depth))


def sentence(proof: Proof) -> str:
    """For people: what is proven, or what is not."""
    verdict, way = proof.verdict, proof.saved.way
    if not verdict.same_size:
        return tr("The file has another depth than the photo, so its pixels were not compared.")
    if not proof.holds:
        count, total = verdict.outside.count, verdict.size[0].pixels
        if way is Way.ENCODED:
            share = f"{100 * count / total:.1f}"
            return tr(
                "The whole picture was coded anew: {share} % of its pixels outside the removals differ a little.",
                share=share,
            )
        return trn(
            "{count} pixel outside the removals differs from the photo.",
            "{count} pixels outside the removals differ from the photo.",
            count,
        )
    if way is Way.SPLICED and verdict.blocks is not None:
        return tr(
            "Outside the removals nothing changed: {new} of {total} JPEG blocks are new.",
            new=verdict.blocks.inside,
            total=verdict.blocks.total,
        )
    if proof.converted:
        return tr("Outside the removals every pixel is the photo's, converted as asked for.")
    return tr("Outside the removals nothing changed.")
