"""A photo that is still being decoded: all that its file says is there, whoever asks for its pixels waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.growing import GrowingPixels
from objremove_gui.core.imageio.photo import Coding, Photo, PhotoFormat, Pixels, Resolution


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What a file says besides its pixels, as in :class:`Photo`."""

    format: PhotoFormat
    metadata: Mapping[str, bytes]
    resolution: Resolution | None
    notes: tuple[str, ...]
    coding: Coding


@dataclass(frozen=True, slots=True, eq=False)
class Early:
    """A colour JPEG that lies as it is to be shown: its file, its pixels as they grow, its facts as they will be."""

    data: bytes
    growing: GrowingPixels
    facts: Facts


@dataclass(frozen=True, slots=True, eq=False)
class Coming:
    """A picture that is about to be decoded: its ``size`` upright, the ICC ``profile`` of its file, empty without one.

    ``early`` is more of one whose pixels can be followed.
    """

    size: Size
    profile: bytes = b""
    early: Early | None = None


class ComingPhoto(Photo):
    """Stands for the photo until that is decoded; the window's thread has to do without what is waited for."""

    __slots__ = ("_size", "_whole")
    _size: Size
    _whole: Future[Photo]

    def __init__(self, path: Path, size: Size, facts: Facts, whole: Future[Photo]) -> None:
        known = {"path": path, "is_grey": False, "_size": size, "_whole": whole}
        for name in ("format", "metadata", "resolution", "notes", "coding"):
            known[name] = getattr(facts, name)
        for name, value in known.items():
            object.__setattr__(self, name, value)

    def whole(self) -> Photo:
        """Waits for the photo. Raises what opening it raises."""
        return self._whole.result()

    @property
    def arrival(self) -> Future[Photo]:
        """For who would wait without holding up a thread."""
        return self._whole

    @property
    def pixels(self) -> Pixels:
        """Waits for them. Raises what opening the photo raises."""
        return self.whole().pixels

    @property
    def digest(self) -> bytes:
        """Waits for it. Raises what opening the photo raises."""
        return self.whole().digest

    @property
    def size(self) -> Size:
        """Known from the start."""
        return self._size
