"""AVIF's boxes, as far as the decoder can't be asked first: sequences, and sizes that are none.

Sources: ISO/IEC 14496-12 (boxes), ISO/IEC 23008-12 6.5.3 (``ispe``), AV1 Image File Format 6.2 (``avis``).
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from objremove_gui.core.imageio import nclx
from objremove_gui.core.imageio.heads import UNKNOWN, Head
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.i18n import tr

READ_MOST = 16 << 20
# Far above what the decoder takes, far below where its own arithmetic ends.
LARGEST_SIDE = 1 << 20
_SIZES = re.compile(rb"\0\0\0\x14ispe....(....)(....)", re.DOTALL)


def read(file: BinaryIO) -> Head:
    """Whether the file is a sequence, and what its colours mean; the rest the decoder tells.

    Raises Unreadable for sizes beyond reason.
    """
    file.seek(8)
    head = Head(frames=UNKNOWN if file.read(4) == b"avis" else 1)
    meta = _meta(file)
    head.mean(nclx.in_boxes(meta))
    for size in _SIZES.findall(meta):
        if max(struct.unpack(">I", side)[0] for side in size) > LARGEST_SIDE:
            raise Unreadable(tr("it is damaged, cut off, or of a rare kind that can't be read"))
    return head


def read_heic(file: BinaryIO) -> Head:
    """What the colours mean where no profile says it; the rest the decoder tells."""
    head = Head()
    head.mean(nclx.in_boxes(_meta(file)))
    return head


def _meta(file: BinaryIO) -> bytes:
    """The contents of the first ``meta`` box, 16 MB at most; empty if there is none."""
    file.seek(0)
    while len(start := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", start)
        if kind == b"meta":
            return file.read(min(max(0, length - 8), READ_MOST))
        if length < 8:
            break
        file.seek(length - 8, 1)
    return b""
