"""The metadata that a saved photo carries: the original's, byte for byte but for what the new pixels make untrue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import comments, exif, photoshop, xmp_parts
from objremove_gui.core.imageio.besides import without_promises
from objremove_gui.core.imageio.channels import eight_bit, over_white
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels

THUMBNAIL_SIDE = 160
_QUALITIES = (85, 60, 35, 10)
_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation\s*(?:=\s*[\"']|>)\s*)[2-8](?=\s*[\"'<])")
# Blobs that only some formats can hold.
_OWN = {
    "png": (PhotoFormat.PNG,),
    comments.FIRST: (PhotoFormat.JPEG, PhotoFormat.PNG),
    comments.MORE: (PhotoFormat.JPEG, PhotoFormat.PNG),
    "xmp-extended": (PhotoFormat.JPEG,),
}


def metadata_for(
    photo: Photo, size: Size, shrunk: Callable[[int], Pixels], kind: PhotoFormat, orientation: int = 1
) -> Mapping[str, bytes]:
    """The blobs for a file of format ``kind`` with pixels of this size, and with a new thumbnail.

    ``shrunk(most)`` gives the picture with no side over ``most``. The pixels lie upright, or as ``orientation``, which
    is the original's, says.
    """
    metadata = {name: blob for name, blob in photo.metadata.items() if kind in _OWN.get(name, (kind,))}
    if "exif" in metadata:

        def thumbnail(limit: int) -> bytes | None:
            return small_jpeg(shrunk(THUMBNAIL_SIDE), limit)

        metadata["exif"] = exif.updated(metadata["exif"], size, thumbnail, orientation)
    elif orientation != 1:
        metadata["exif"] = exif.of_orientation(orientation)
    if "photoshop" in metadata:
        metadata["photoshop"] = photoshop.without_thumbnails(metadata["photoshop"])
    metadata = xmp_parts.cleaned(metadata, without_promises)
    if "xmp" in metadata and orientation == 1:
        metadata["xmp"] = upright_xmp(metadata["xmp"])
    if kind is PhotoFormat.AVIF and "exif" in metadata:
        # The encoder reads the blob, and would rewrite it to take this tag out: here pixels carry their own turning.
        metadata["exif"] = exif.without_orientation(metadata["exif"])
        if not exif.is_sound(metadata["exif"]):
            del metadata["exif"]
    return metadata


def upright_xmp(xmp: bytes) -> bytes:
    """The blob with no other word on how pixels lie than that they lie upright."""
    return _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)


def small_jpeg(picture: Pixels, limit: int) -> bytes | None:
    """A small picture as a JPEG of at most ``limit`` bytes; None if it does not get that small."""
    import cv2

    small = eight_bit(picture)
    colours = over_white(small) if small.shape[2] == 4 else small
    blue_first = cv2.cvtColor(colours, cv2.COLOR_RGB2BGR)
    for quality in _QUALITIES:
        data = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(data) <= limit:
            return data
    return None
