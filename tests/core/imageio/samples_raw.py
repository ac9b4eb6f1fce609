"""Camera raw files made for tests, as a camera writes them."""

from __future__ import annotations

import struct

import numpy as np
from core.imageio.samples import encode, exif_blob, scene

WIDTH, HEIGHT = 320, 240
SHORT, LONG, BYTE, ASCII, RATIONAL, SRATIONAL = 3, 4, 1, 2, 5, 10
_FORMS = {SHORT: "H", LONG: "I", BYTE: "B", ASCII: "B", RATIONAL: "I", SRATIONAL: "i"}


def _directory(at: int, rows: list[tuple[int, int, list[int]]]) -> bytes:
    """A TIFF directory that lies at ``at``, with its values behind it."""
    body, tail = struct.pack("<H", len(rows)), b""
    tail_at = at + 2 + 12 * len(rows) + 4
    for tag, kind, values in sorted(rows):
        data = struct.pack(f"<{len(values)}{_FORMS[kind]}", *values)
        count = len(values) // 2 if kind in (RATIONAL, SRATIONAL) else len(values)
        body += struct.pack("<HHI", tag, kind, count)
        if len(data) > 4:
            body += struct.pack("<I", tail_at + len(tail))
            tail += data + bytes(len(data) % 2)
        else:
            body += data.ljust(4, b"\0")
    return body + bytes(4) + tail


def dng(orientation: int = 1, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A DNG 1.4 as a camera writes it: a preview first, below it the mosaic; a scene that is reddish on the left."""
    preview = encode(scene(60, 80), "JPEG", exif=b"Exif\0\0" + exif_blob(orientation=orientation))
    across = np.linspace(0, 1, width)
    light = np.stack(np.broadcast_arrays(0.7 - 0.4 * across, 0.4, 0.2 + 0.3 * across), axis=-1) * 40_000
    mosaic = np.empty((height, width), "<u2")
    mosaic[::2, ::2], mosaic[1::2, 1::2] = light[::2, 0], light[1::2, 2]
    mosaic[::2, 1::2], mosaic[1::2, ::2] = light[1::2, 1], light[::2, 1]
    at = 8 + len(preview) + len(preview) % 2
    strip = b"II*\0" + struct.pack("<I", at + mosaic.nbytes) + preview + bytes(len(preview) % 2)
    start = len(strip) + mosaic.nbytes

    def outer(inner: int) -> bytes:
        rows = [(254, LONG, [1]), (256, LONG, [80]), (257, LONG, [60]), (258, SHORT, [8, 8, 8])]
        rows += [(259, SHORT, [7]), (262, SHORT, [6]), (273, LONG, [8]), (277, SHORT, [3]), (278, LONG, [60])]
        rows += [(271, ASCII, [*b"Maker\0"]), (272, ASCII, [*b"Model\0"]), (274, SHORT, [orientation])]
        rows += [(279, LONG, [len(preview)]), (330, LONG, [inner]), (0xC612, BYTE, [1, 4, 0, 0])]
        rows += [(0xC614, ASCII, [*b"Maker Model\0"]), (0xC65A, SHORT, [21])]
        rows += [
            (
                0xC621,
                SRATIONAL,
                [n for row in np.eye(3, dtype=int) * 10_000 for v in row for n in (v, 10_000)],
            )
        ]
        rows += [(0xC628, RATIONAL, [1, 1, 1, 1, 1, 1])]
        return _directory(start, rows)

    rows = [(254, LONG, [0]), (256, LONG, [width]), (257, LONG, [height]), (258, SHORT, [16])]
    rows += [(259, SHORT, [1]), (262, SHORT, [32_803]), (273, LONG, [at]), (277, SHORT, [1])]
    rows += [(278, LONG, [height]), (279, LONG, [mosaic.nbytes]), (0x828D, SHORT, [2, 2])]
    rows += [(0x828E, BYTE, [0, 1, 1, 2]), (0xC61D, LONG, [65_535])]
    inner = start + len(outer(0))
    return strip + mosaic.tobytes() + outer(inner) + _directory(inner, rows)
