"""A removal: where, what was marked, which results there are, and which one is shown. Values that never change."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.i18n import tr

Mask8 = NDArray[np.uint8]
Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One result: ``patch`` (h, w, 3) in the photo's depth, for the removal's box, before blending by the alpha.

    ``below`` is the digest of what lay below it in the box when it was put in, None where there was nothing but the
    photo or it is not known (see :mod:`objremove_gui.core.ageing`). ``paid`` if the service may have billed it.
    """

    patch: Pixels
    backend: str
    seed: int
    seconds: float
    request_id: str = ""
    below: str | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Removal:
    """``mask`` is what was painted, ``alpha`` how far the patch covers the photo; both uint8 (h, w) of ``box``.

    ``ring`` is the band in pixels by which the area exceeds the painted mask; outside it ``alpha`` is 0 and the photo
    stays as it is, bit for bit. Where the original was painted back ``alpha`` is 0, and ``whole`` is what it was before
    that; None while it has never been done. ``opacity`` (0 to 100 %) weakens the patch where it is laid over the
    photo, ``feather`` is over how many pixels inside the ring it fades out, in the alpha or, if they are few, in each
    version's own pixels. A ``name`` is what a person gave it.
    """

    box: Rect
    mask: Mask8
    alpha: Mask8
    ring: int
    versions: tuple[Version, ...]
    kernel_size: int | None = None
    chosen: int = 0
    enabled: bool = True
    name: str = field(default="")
    whole: Mask8 | None = None
    opacity: int = 100
    feather: int = 2

    @property
    def version(self) -> Version:
        return self.versions[self.chosen]

    @property
    def arrays(self) -> dict[int, int]:
        """Bytes of each of its arrays by identity, since its other states (off, another version) share them."""
        whole = () if self.whole is None else (self.whole,)
        arrays = (self.mask, self.alpha, *whole, *(version.patch for version in self.versions))
        return {id(array): array.nbytes for array in arrays}


# A document's list, the lowest first.
Removals = tuple[Removal, ...]


def title_of(removal: Removal, index: int) -> str:
    """The removal's name or, without one, its place in the list from 1 on; ``index`` counts from 0."""
    return removal.name or tr("Removal {number}", number=index + 1)
