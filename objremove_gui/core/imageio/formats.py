"""The table of file formats: for the file dialogs, for choosing by suffix, for telling by the first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.i18n import mark

HEAD_BYTES = 512


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """One row: ``title`` is the format's own name, ``suffixes`` begin with the usual one.

    When written: ``depth`` bits a channel at most; whether it takes ``alpha``, grey as one channel, metadata;
    ``lossless`` where every pixel comes back as it was saved; ``max_side`` pixels.
    """

    format: PhotoFormat
    title: str
    suffixes: tuple[str, ...]
    can_read: bool
    can_write: bool
    depth: int
    alpha: bool
    grey: bool
    metadata: bool
    lossless: bool
    max_side: int


FORMATS: tuple[FormatInfo, ...] = (
    FormatInfo(
        PhotoFormat.JPEG,
        "JPEG",
        (".jpg", ".jpeg", ".jpe"),
        can_read=True,
        can_write=True,
        depth=8,
        alpha=False,
        grey=True,
        metadata=True,
        lossless=False,
        max_side=65_500,
    ),
    FormatInfo(
        PhotoFormat.PNG,
        "PNG",
        (".png",),
        can_read=True,
        can_write=True,
        depth=16,
        alpha=True,
        grey=True,
        metadata=True,
        lossless=True,
        max_side=1_000_000,
    ),
    FormatInfo(
        PhotoFormat.TIFF,
        "TIFF",
        (".tif", ".tiff"),
        can_read=True,
        can_write=True,
        depth=16,
        alpha=True,
        grey=True,
        metadata=True,
        lossless=True,
        max_side=1_000_000,
    ),
    FormatInfo(
        PhotoFormat.WEBP,
        "WebP",
        (".webp",),
        can_read=True,
        can_write=True,
        depth=8,
        alpha=True,
        grey=False,
        metadata=True,
        lossless=False,
        max_side=16_383,
    ),
    FormatInfo(
        PhotoFormat.AVIF,
        "AVIF",
        (".avif",),
        can_read=True,
        can_write=True,
        depth=8,
        alpha=True,
        grey=False,
        metadata=True,
        lossless=False,
        max_side=16_384,
    ),
    FormatInfo(
        PhotoFormat.BMP,
        "BMP",
        (".bmp", ".dib"),
        can_read=True,
        can_write=True,
        depth=8,
        alpha=False,
        grey=True,
        metadata=False,
        lossless=True,
        max_side=32_767,
    ),
    FormatInfo(
        PhotoFormat.GIF,
        "GIF",
        (".gif",),
        can_read=True,
        can_write=False,
        depth=8,
        alpha=False,
        grey=False,
        metadata=False,
        lossless=False,
        max_side=65_535,
    ),
    FormatInfo(
        PhotoFormat.HEIC,
        "HEIC",
        (".heic", ".heif", ".hif"),
        can_read=True,
        can_write=False,
        depth=16,
        alpha=True,
        grey=True,
        metadata=True,
        lossless=False,
        max_side=65_535,
    ),
    FormatInfo(
        PhotoFormat.RAW,
        mark("Camera raw"),
        (
            *(".dng", ".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".sr2", ".raf", ".orf", ".rw2", ".rwl"),
            *(".pef", ".srw", ".iiq", ".3fr", ".fff", ".erf", ".mos", ".mrw", ".x3f", ".gpr"),
        ),
        can_read=True,
        can_write=False,
        depth=16,
        alpha=False,
        grey=False,
        metadata=True,
        lossless=True,
        max_side=65_535,
    ),
)
BY_FORMAT = {info.format: info for info in FORMATS}
_STAND_INS = {
    PhotoFormat.GIF: PhotoFormat.PNG,
    PhotoFormat.HEIC: PhotoFormat.JPEG,
    PhotoFormat.RAW: PhotoFormat.TIFF,
}

# The first that fits counts: files of every kind may name the common ones too.
_KINDS_OF_BRANDS = (
    ({b"avif", b"avis"}, PhotoFormat.AVIF),
    ({b"crx "}, PhotoFormat.RAW),
    ({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}, PhotoFormat.HEIC),
)
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_RAW_STARTS = (b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"FOVb")
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"gimp xcf", "GIMP"),
    (b"%PDF", "PDF"),
    (b"v/1\x01", "OpenEXR"),
    (b"\0\0\1\0", mark("icon")),
    (b"<svg", "SVG"),
    (b"PK\3\4", mark("archive")),
)


def stand_in(kind: PhotoFormat) -> FormatInfo:
    """The format to save photos of this one in: itself, or one like it where it can't be written."""
    return BY_FORMAT[_STAND_INS.get(kind, kind)]


def format_of_suffix(path: Path) -> PhotoFormat | None:
    """The format that the name's suffix stands for; None for a suffix that is not in the table."""
    suffix = path.suffix.lower()
    return next((info.format for info in FORMATS if suffix in info.suffixes), None)


def _brands(head: bytes) -> set[bytes]:
    """The brands of an ISO base media file (ISO 14496-12, ``ftyp``): the main one and those it is compatible with."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12]} | {head[at : at + 4] for at in range(16, end - 3, 4)}


def sniff(head: bytes) -> PhotoFormat | None:
    """The format of a file by its first ``HEAD_BYTES``, whatever its name says; None for all others."""
    if head.startswith(b"\xff\xd8\xff"):
        return PhotoFormat.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoFormat.PNG
    if head.startswith(_TIFF_STARTS):
        return PhotoFormat.RAW if head[8:10] == b"CR" else PhotoFormat.TIFF
    if head.startswith(_RAW_STARTS):
        return PhotoFormat.RAW
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    if head.startswith((b"GIF87a", b"GIF89a")):
        return PhotoFormat.GIF
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return PhotoFormat.BMP
    brands = _brands(head)
    return next((kind for names, kind in _KINDS_OF_BRANDS if brands & names), None)


def stranger(head: bytes) -> str:
    """What else the file is, to be translated when shown (as "PDF"); ``""`` if it is not known either."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<?xml") and b"<svg" in text:
        return "SVG"
    return next((name for start, name in _STRANGERS if text.startswith(start) or head.startswith(start)), "")


def may_save_back(photo: Photo) -> bool:
    """Whether the photo's file can be written again with all that it holds, as far as the photo tells.

    What could not be opened as it is, such as further pages or printing colours, would be lost.
    """
    info = BY_FORMAT[photo.format]
    keeps_all = info.lossless or photo.format is PhotoFormat.JPEG or photo.coding.lossless
    fits = 8 * photo.pixels.dtype.itemsize <= info.depth and (info.alpha or photo.pixels.shape[2] == 3)
    return photo.path is not None and not photo.notes and info.can_write and keeps_all and fits
