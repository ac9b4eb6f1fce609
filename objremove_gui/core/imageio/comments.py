"""The comments of a JPEG file: the first as a blob of its own, all others as one, with their lengths."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

FIRST, MORE = "comment", "more-comments"


def packed(comments: Sequence[bytes]) -> dict[str, bytes]:
    """The blobs for comments of at most 65,535 bytes each, as they lie one behind the other."""
    blobs = {FIRST: comments[0]} if comments else {}
    if len(comments) > 1:
        blobs[MORE] = b"".join(struct.pack(">H", len(comment)) + comment for comment in comments[1:])
    return blobs


def comments_of(metadata: Mapping[str, bytes]) -> list[bytes]:
    """All comments in their order; what is cut off ends them."""
    found = [metadata[FIRST]] if FIRST in metadata else []
    more, at = metadata.get(MORE, b""), 0
    while at + 2 <= len(more):
        end = at + 2 + int.from_bytes(more[at : at + 2], "big")
        if end > len(more):
            break
        found.append(more[at + 2 : end])
        at = end
    return found
