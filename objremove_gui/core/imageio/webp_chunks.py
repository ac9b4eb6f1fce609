"""WebP's chunks: metadata, and whether the pixels are coded without loss.

Source: WebP Container Specification.
"""

from __future__ import annotations

from typing import BinaryIO

from objremove_gui.core.imageio.besides import Beside
from objremove_gui.core.imageio.exif import without_prefix
from objremove_gui.core.imageio.heads import Head
from objremove_gui.core.imageio.photo import Coding

READ_MOST = 64 << 20
_NAMES = {b"ICCP": "icc", b"EXIF": "exif", b"XMP ": "xmp"}
_LOSSLESS = b"VP8L"


def read(file: BinaryIO) -> Head:
    """Metadata and coding; what is damaged is left out."""
    head = Head()
    file.seek(12)
    while len(start := file.read(8)) == 8:
        kind, length = start[:4], int.from_bytes(start[4:], "little")
        end = file.tell() + length + length % 2
        if kind == _LOSSLESS:
            head.coding = Coding(lossless=True)
        elif kind == b"C2PA":
            head.besides.append(Beside.CREDENTIALS)
        elif kind in _NAMES and length <= READ_MOST and len(data := file.read(length)) == length:
            head.metadata.setdefault(_NAMES[kind], without_prefix(data))
        file.seek(end)
    return head
