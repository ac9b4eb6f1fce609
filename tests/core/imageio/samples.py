"""Pictures and metadata made for these tests, by other code than the one under test."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

PLENTY = 1_000_000
XMP = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Exposure2012="+0.35"/></rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)
IPTC = b"\x1c\x02\x50\x00\x06A. Hu\xdf\x1c\x02\x74\x00\x04mine"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def scene(
    height: int = 60, width: int = 90, channels: int = 3, dtype: type = np.uint8, seed: int = 0
) -> NDArray[Any]:
    """Slopes with some noise: no row, column or turn of it equals another."""
    rng = np.random.default_rng(seed)
    full = np.iinfo(dtype).max
    down, across = np.mgrid[0:height, 0:width]
    planes = [
        (down / height) ** 2,
        across / width,
        (down + 2 * across) / (height + 2 * width),
        1 - across * down / (height * width),
    ]
    values = np.dstack(planes[:channels]) * full * 0.9 + rng.uniform(0, full * 0.1, (height, width, channels))
    picture = values.astype(dtype)
    return picture if channels > 1 else picture[..., 0]


def encode(pixels: NDArray[Any], name: str, **options: Any) -> bytes:
    """The picture as a file of Pillow's making."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def exif_blob(order: str = "<", orientation: int = 6, thumbnail: bytes = b"", note: bytes = b"") -> bytes:
    """An EXIF blob as cameras write it: maker's note with an offset counted from the header, GPS, thumbnail.

    The rows are laid out by hand; the value area follows each directory.
    """

    def directory(at: int, rows: list[tuple[int, int, int, bytes]], following: int = 0) -> bytes:
        tail_at = at + 2 + 12 * len(rows) + 4
        body, tail = b"", b""
        for tag, kind, count, data in rows:
            field = data.ljust(4, b"\0")
            if len(data) > 4:
                field = struct.pack(order + "I", tail_at + len(tail))
                tail += data + b"\0" * (len(data) % 2)
            body += struct.pack(order + "HHI", tag, kind, count) + field
        return struct.pack(order + "H", len(rows)) + body + struct.pack(order + "I", following) + tail

    def short(value: int) -> bytes:
        return struct.pack(order + "H", value)

    def long(value: int) -> bytes:
        return struct.pack(order + "I", value)

    def first(exif_at: int, gps_at: int, second_at: int) -> bytes:
        rows = [
            (0x010F, 2, 8, b"Camera1\0"),
            (0x0112, 3, 1, short(orientation)),
            (0x011A, 5, 1, struct.pack(order + "II", 300, 1)),
            (0x011B, 5, 1, struct.pack(order + "II", 300, 1)),
            (0x0128, 3, 1, short(2)),
            (0x8298, 2, 11, b"A. Huxley.\0"),
            (0x8769, 4, 1, long(exif_at)),
            (0x8825, 4, 1, long(gps_at)),
        ]
        return directory(8, rows, second_at)

    exif_at = 8 + len(first(0, 0, 0))
    # A maker's note that points at its own contents, counted from the header as many makers do.
    note = note or b"MAKER\0"
    rows = [
        (0x829A, 5, 1, struct.pack(order + "II", 1, 125)),
        (0x927C, 7, len(note) + 4, note + long(0)),
        (0xA002, 4, 1, long(90)),
        (0xA003, 3, 1, short(60)),
    ]
    inner = directory(exif_at, rows)
    own = exif_at + inner.index(note)
    inner = inner.replace(note + long(0), note + long(own))
    gps_at = exif_at + len(inner)
    gps = directory(gps_at, [(1, 2, 2, b"N\0"), (2, 5, 3, struct.pack(order + "6I", 47, 1, 3, 1, 5, 1))])
    second_at = gps_at + len(gps) if thumbnail else 0
    blob = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    blob += first(exif_at, gps_at, second_at) + inner + gps
    if thumbnail:
        place = second_at + len(directory(second_at, [(0x0201, 4, 1, b""), (0x0202, 4, 1, b"")]))
        blob += directory(second_at, [(0x0201, 4, 1, long(place)), (0x0202, 4, 1, long(len(thumbnail)))])
        blob += thumbnail
    return blob


def jpeg_with(segments: list[tuple[int, bytes]], pixels: NDArray[Any] | None = None, **options: Any) -> bytes:
    """A JPEG file with these markers and contents put behind its first segment."""
    plain = encode(scene() if pixels is None else pixels, "JPEG", **{"quality": 92, **options})
    end = 4 + struct.unpack(">H", plain[4:6])[0]
    packed = b"".join(
        bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data for marker, data in segments
    )
    return plain[:end] + packed + plain[end:]


def photoshop_block(*resources: tuple[int, bytes]) -> bytes:
    return b"".join(
        b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\0" * (len(data) % 2)
        for number, data in resources
    )


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(chunks: bytes, pixels: NDArray[Any] | None = None) -> bytes:
    """A PNG file with these chunks put behind IHDR."""
    plain = encode(scene() if pixels is None else pixels, "PNG")
    return plain[:33] + chunks + plain[33:]
