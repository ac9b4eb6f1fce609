"""Export as OpenRaster: the photo as the lowest layer, every removal as a named one above it.

Source: OpenRaster baseline specification, file layout and layer stack (https://www.openraster.org/baseline).
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import to_depth
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.channels import eight_bit
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.png_chunks import metadata_chunks
from objremove_gui.core.imageio.png_writer import write_png
from objremove_gui.core.imageio.profiles import srgb_profile
from objremove_gui.core.imageio.replacing import replacing
from objremove_gui.core.removal import Removal, title_of
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.i18n import tr

SUFFIX = ".ora"
THUMBNAIL_SIDE = 256


def save_openraster(
    snapshot: Snapshot,
    path: Path,
    *,
    overwrite: bool = False,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> None:
    """Write the layers in the photo's depth and colour space; those that are off are hidden.

    Raises OutputError, and Stopped once ``is_unwanted``; then nothing is left behind and an existing file is as it was.
    """
    photo = snapshot.photo
    merged = snapshot.read(Rect.of_size(photo.size))
    with (
        replacing(path, overwrite=overwrite, is_unwanted=is_unwanted) as (file, _),
        zipfile.ZipFile(file, "w") as archive,
    ):
        # The format is told by this entry: it has to be the first, and not packed.
        archive.writestr(zipfile.ZipInfo("mimetype"), b"image/openraster")
        archive.writestr(zipfile.ZipInfo("stack.xml"), _stack(snapshot))
        archive.writestr(zipfile.ZipInfo(_source(0)), _png(photo, photo.pixels))
        for index, removal in enumerate(snapshot.removals):
            archive.writestr(zipfile.ZipInfo(_source(index + 1)), _png(photo, _layer(removal, photo)))
        archive.writestr(zipfile.ZipInfo("mergedimage.png"), _png(photo, merged))
        archive.writestr(zipfile.ZipInfo("Thumbnails/thumbnail.png"), _png(photo, _thumbnail(merged)))


def _source(number: int) -> str:
    return f"data/layer{number}.png"


def _stack(snapshot: Snapshot) -> bytes:
    """The list of layers, the uppermost first."""
    width, height = snapshot.photo.size
    layers = [_element(tr("Original"), 0, Rect(0, 0, width, height))]
    # What is clear in the photo stays so; programs that do not know how take this for the usual way.
    way = "svg:src-atop" if _is_clear(snapshot.photo) else "svg:src-over"
    for number, removal in enumerate(snapshot.removals, 1):
        name = title_of(removal, number - 1)
        layers.insert(0, _element(name, number, removal.box, removal.enabled, removal.opacity, way))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<image version="0.0.3" w="{width}" h="{height}">',
        " <stack>",
        *layers,
        " </stack>",
        "</image>\n",
    ]
    return "\n".join(lines).encode()


def _is_clear(photo: Photo) -> bool:
    """Whether one sees through the photo somewhere."""
    pixels = photo.pixels
    return pixels.shape[2] == 4 and bool((pixels[..., 3] < np.iinfo(pixels.dtype).max).any())


def _element(
    name: str,
    number: int,
    box: Rect,
    visible: bool = True,
    opacity: int = 100,
    way: str = "svg:src-over",
) -> str:
    shown = "visible" if visible else "hidden"
    # XML has no place for control characters.
    title = html.escape("".join(char if char.isprintable() else " " for char in name))
    return (
        f'  <layer name="{title}" src="{_source(number)}" x="{box.x}" y="{box.y}" opacity="{opacity / 100}" '
        f'visibility="{shown}" composite-op="{way}" />'
    )


def _layer(removal: Removal, photo: Photo) -> NDArray[Any]:
    """The chosen result (h, w, 4), its opacity being how far it covers the photo; none where that is clear."""
    patch = removal.version.patch
    alpha = to_depth(removal.alpha, patch)
    if photo.pixels.shape[2] == 4:
        alpha = np.where(photo.pixels[removal.box.slices][..., 3] > 0, alpha, alpha.dtype.type(0))
    return np.dstack((patch, alpha))


def _thumbnail(merged: NDArray[Any]) -> NDArray[Any]:
    import cv2

    height, width = merged.shape[:2]
    scale = min(1.0, THUMBNAIL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return eight_bit(np.asarray(cv2.resize(merged, size, interpolation=cv2.INTER_AREA)))


def _png(photo: Photo, pixels: NDArray[Any]) -> bytes:
    file = io.BytesIO()
    # A profile for grey does not fit the three channels that a grey photo has here.
    profile = None if photo.is_grey else photo.metadata.get("icc")
    if profile is None and pixels.dtype == np.uint16:
        # Krita takes 16 bits without a profile for linear ones, or asks about each layer.
        profile = srgb_profile()
    kept = {} if profile is None else {"icc": profile}
    write_png(file, np.ascontiguousarray(pixels), metadata_chunks(kept, photo.resolution))
    return file.getvalue()
