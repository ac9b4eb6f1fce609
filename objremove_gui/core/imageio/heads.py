"""What a file says besides its pixels, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field

from objremove_gui.core.imageio.besides import Beside
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

    def lay_down(self) -> None:
        """Exchange across and down, as turning the pixels by a quarter does."""
        if self.resolution is not None:
            self.resolution = Resolution(self.resolution.y, self.resolution.x)
        if self.coding.subsampling is not None:
            across, down = self.coding.subsampling
            self.coding = self.coding._replace(subsampling=(down, across))
