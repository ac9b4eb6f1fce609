"""A document as it was at one moment: what a run, a save or a search needs of it, unchanged by what is done later."""

from __future__ import annotations

from dataclasses import dataclass

from objremove_gui.core.compositing import composed, edited
from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.edited import Edited
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.removal import Mask8, Pixels, Removals


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All that a run needs, unchanged by later painting; ``mask`` is a copy of ``box``.

    ``wider`` tells which crops shall take in more than they would by themselves.
    """

    photo: Photo
    removals: Removals
    box: Rect
    mask: Mask8
    wider: tuple[Wish, ...] = ()

    @classmethod
    def of(cls, photo: Photo, mask: Mask8) -> Snapshot:
        """A photo without removals and a whole mask for it."""
        import cv2

        x, y, width, height = cv2.boundingRect(mask)
        box = Rect(x, y, width, height)
        return cls(photo, (), box, mask[box.slices])

    def read(self, box: Rect) -> Pixels:
        """The visible picture inside ``box``."""
        return composed(self.photo.pixels, self.removals, box)

    def edited(self) -> Edited:
        """The visible picture, to be saved."""
        return edited(self.photo.pixels, self.removals)
