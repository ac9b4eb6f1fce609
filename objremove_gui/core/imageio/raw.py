"""Camera raw files, developed with the camera's own white balance; by LibRaw, where it is installed."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import jpeg_segments
from objremove_gui.core.imageio.apart import Damaged, Found, TooLarge
from objremove_gui.core.imageio.decoding import Decoded, decoded_apart
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.tiff_reading import camera_data
from objremove_gui.i18n import tr

# The curve of sRGB: its power, and the slope of its straight part.
_SRGB_CURVE = (2.4, 12.92)


def decode(source: Path | bytes, *, max_pixels: int) -> Decoded:
    """The picture as 16-bit sRGB, upright, with the camera's EXIF data. Raises Unreadable, OSError."""
    if find_spec("rawpy") is None:
        raise Unreadable(
            tr(
                "it is a camera raw file, and the part that develops those is not installed; install "
                "“{extra}”, or develop it to TIFF first",
                extra="objremove[raw]",
            )
        )
    found = decoded_apart(
        read,
        source,
        max_pixels,
        tr("it is a camera raw file that can't be developed here; develop it to TIFF or JPEG first"),
    )
    note = tr("The camera raw file was developed to 16 bits; export it as TIFF to keep them.")
    return Decoded(found.pixels, is_grey=False, notes=(note,), blobs=found.blobs)


def read(data: bytes, max_pixels: int) -> Found:
    """The same, in whatever process: damaged files can end it. Raises TooLarge, Damaged, and what the library does."""
    import rawpy  # type: ignore[import-untyped,import-not-found,unused-ignore]

    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            size = Size(raw.sizes.iwidth, raw.sizes.iheight)
            if size.pixels > max_pixels:
                raise TooLarge(size)
            exif = camera_data(io.BytesIO(data)) or _beside_preview(raw)
            pixels = raw.postprocess(
                use_camera_wb=True, output_bps=16, output_color=rawpy.ColorSpace.sRGB, gamma=_SRGB_CURVE
            )
    except rawpy.LibRawError as error:
        raise Damaged(str(error)) from error
    return Found(pixels, {"exif": exif} if exif else {})


def _beside_preview(raw: Any) -> bytes:
    """What LibRaw knows of the camera, where the file is no TIFF; it puts that beside the preview."""
    import rawpy

    try:
        preview = raw.extract_thumb()
    except (rawpy.LibRawError, ValueError):
        return b""
    if preview.format != rawpy.ThumbFormat.JPEG:
        return b""
    blob = jpeg_segments.read(io.BytesIO(preview.data)).metadata.get("exif", b"")
    return camera_data(io.BytesIO(blob))
