"""What is proven about an exported file: it is read again and compared with the photo that was opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import Saved, Way
from objremove_gui.core.removal import Removal
from objremove_gui.core.verify import Verdict, area_of, compare_area
from objremove_gui.i18n import tr, trn


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """How the file was written, and what was found when it was read again."""

    saved: Saved
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """Whether no pixel outside the removals has changed."""
        verdict = self.verdict
        return verdict.same_size and not verdict.outside.count and not verdict.moved_blocks


def prove(photo: Photo, removals: Sequence[Removal], saved: Saved, path: Path) -> Proof:
    """Read ``path`` again, to which ``photo`` with its removals was saved; raises InputError if it can't be read."""
    edited = open_photo(path, max_pixels=photo.size.pixels)
    return Proof(saved, compare_area(photo, edited, area_of(removals, photo.size)))


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
    return tr("Outside the removals nothing changed.")
