"""What a file says besides its pixels, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field

from objremove_gui.core.imageio.besides import Beside
from objremove_gui.core.imageio.nclx import Nclx, profile_of
from objremove_gui.core.imageio.photo import Coding, Resolution

UNKNOWN = 0


@dataclass(slots=True)
class Head:
    """``metadata`` as :class:`Photo` has it, ``orientation`` as EXIF, 1 to 8; ``frames`` of an animation or pages.

    ``is_raw`` where what seems to be a TIFF is a camera's raw file; ``besides`` is what can't be kept.
    """

    metadata: dict[str, bytes] = field(default_factory=dict)
    resolution: Resolution | None = None
    coding: Coding = Coding()
    orientation: int = 1
    frames: int = 1
    is_raw: bool = False
    besides: list[Beside] = field(default_factory=list)

    def mean(self, colours: Nclx | None) -> None:
        """Take in colours that are told by number, unless there is a profile."""
        if colours is None or "icc" in self.metadata:
            return
        if colours.is_hdr:
            self.besides.append(Beside.HDR)
        elif profile := profile_of(colours):
            self.metadata["icc"] = profile

    def lay_down(self) -> None:
        """Exchange across and down, as turning the pixels by a quarter does."""
        if self.resolution is not None:
            self.resolution = Resolution(self.resolution.y, self.resolution.x)
        if self.coding.subsampling is not None:
            across, down = self.coding.subsampling
            self.coding = self.coding._replace(subsampling=(down, across))
