"""What tests of writing begin with: photos, how they are saved, what is left in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.imageio.samples import PLENTY
from numpy.typing import NDArray

from objremove_gui.core.imageio.formats import FORMATS
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo

WRITABLE = [info for info in FORMATS if info.can_write]
LOSSLESS = [info for info in WRITABLE if info.lossless]


def photo_of(pixels: NDArray[Any], kind: PhotoFormat = PhotoFormat.PNG, **details: Any) -> Photo:
    return Photo(pixels, kind, **details)


def saved(photo: Photo, path: Path, **options: Any) -> Path:
    """The photo, coded as a whole."""
    save_photo(photo, photo.pixels, path, SaveOptions(keeps_blocks=False, **options))
    return path


def opened_bytes(folder: Path, data: bytes) -> Photo:
    (folder / "original").write_bytes(data)
    return open_photo(folder / "original", max_pixels=PLENTY)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]
