"""What PNG has no chunks for, or had none for long, and is kept in its texts: IPTC, a comment, EXIF and XMP.

The record lies as ImageMagick and ExifTool write and read it: in hexadecimal, as a Photoshop block.
"""

from __future__ import annotations

from objremove_gui.core.imageio import photoshop
from objremove_gui.core.imageio.exif import is_sound, without_prefix

_IPTC = b"Raw profile type iptc\0"
_COMMENT = b"Comment\0"
_HOLD = {
    b"Raw profile type iptc": "iptc",
    b"Raw profile type exif": "exif",
    b"Raw profile type APP1": "exif",
    b"Raw profile type xmp": "xmp",
}
_RECORD = b"\x1c"
_LINE = 72


def iptc_text(iptc: bytes) -> bytes:
    """The contents of a tEXt chunk with the record."""
    block = photoshop.of_iptc(iptc)
    digits = block.hex().encode()
    lines = b"\n".join(digits[at : at + _LINE] for at in range(0, len(digits), _LINE))
    return _IPTC + b"\niptc\n%8d\n" % len(block) + lines + b"\n"


def holds(keyword: bytes) -> str:
    """Which blob the text of this keyword holds: ``iptc``, ``exif``, ``xmp``; empty for all others."""
    return _HOLD.get(keyword, "")


def blob_of(name: str, text: bytes) -> bytes | None:
    """The blob in the text; None where it holds none or is damaged."""
    parts = text.split(maxsplit=2)
    try:
        block = bytes.fromhex(b"".join(parts[2].split()).decode("ascii"))
    except (IndexError, ValueError):
        return None
    match name:
        case "iptc":
            return block if block.startswith(_RECORD) else photoshop.iptc_of(block)
        case "exif":
            return without_prefix(block) if is_sound(without_prefix(block)) else None
    return block if block.lstrip().startswith(b"<") else None


def comment_text(comment: bytes) -> tuple[bytes, bytes]:
    """Kind and contents of the chunk with a JPEG's comment, in UTF-8 if it is that, else in Latin-1."""
    comment = comment.replace(b"\0", b"")
    try:
        comment.decode("utf-8")
    except UnicodeDecodeError:
        return b"tEXt", _COMMENT + comment
    return b"iTXt", _COMMENT + b"\0\0\0\0" + comment
