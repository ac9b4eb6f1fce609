"""Second readers: other programs than those that wrote a file say which pixels, blocks and metadata it has."""

from __future__ import annotations

import ctypes
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]
Box = tuple[int, int, int, int]

# What an export makes anew, and how pixels lie in a file; everything else has to be equal.
OWN_GROUPS = (
    "System",
    "File",
    "Composite",
    "ExifTool",
    "ICC",
    "PNG:",
    "RIFF",
    "Meta",
    "QuickTime",
    "Track",
    "JFIF:",
    "PNG-pHYs",
    "Adobe:",
)
MADE_ANEW = {
    "Orientation", "ExifImageWidth", "ExifImageHeight", "ThumbnailImage", "ThumbnailOffset", "ThumbnailLength",
    "ImageWidth", "ImageHeight", "BitsPerSample", "Compression", "PhotometricInterpretation", "FillOrder",
    "StripOffsets", "StripByteCounts", "RowsPerStrip", "SamplesPerPixel", "PlanarConfiguration", "Predictor",
    "TileWidth", "TileLength", "TileOffsets", "TileByteCounts", "ExtraSamples", "PageNumber", "SubfileType",
    "WhitePoint", "PrimaryChromaticities", "SampleFormat", "IPTCDigest", "CurrentIPTCDigest", "YCbCrPositioning",
}  # fmt: skip


def output(*words: object) -> bytes:
    """What a program prints; raises CalledProcessError."""
    done = subprocess.run([str(word) for word in words], capture_output=True)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return done.stdout


def size_of(path: Path) -> tuple[int, int]:
    """Width and height as stored, by exiftool."""
    (told,) = json.loads(output("exiftool", "-j", "-n", "-File:ImageWidth", "-ImageSize", path))
    width, height = str(told["ImageSize"]).replace("x", " ").split()
    return int(width), int(height)


def by_convert(path: Path, depth: int, *options: object) -> list[Array]:
    """Red, green, blue and alpha, upright, by ImageMagick."""
    turned = output("convert", path, "-auto-orient", "-format", "%w %h", "info:").split()
    width, height = (int(word) for word in turned)
    raw = output("convert", path, "-auto-orient", *options, "-endian", "LSB", "-depth", depth, "rgba:-")
    pixels = np.frombuffer(raw, np.uint8 if depth == 8 else "<u2").reshape(height, width, 4)
    return [pixels[..., channel] for channel in range(4)]


def by_convert_from_cmyk(path: Path, depth: int) -> list[Array]:
    """Red, green, blue and full alpha: inks by ImageMagick, brought into the export's profile by Debian's LittleCMS."""
    width, height = size_of(path)
    inks = output("convert", path, "-depth", 8, "cmyk:-")
    colours = np.full((height, width, 4), 255, np.uint8)
    plain = np.empty((height, width, 3), np.uint8)
    littlecms(profile_of(path), inks, profile_of(path.with_name("out.tif")), plain)
    colours[..., :3] = plain
    return [colours[..., channel] for channel in range(4)]


def littlecms(source: bytes, inks: bytes, target: bytes, colours: NDArray[np.uint8]) -> None:
    """Fill ``colours`` (h, w, 3) from inks, four bytes a pixel: relative colorimetric, with the black point moved."""
    library = ctypes.CDLL("liblcms2.so.2")
    library.cmsOpenProfileFromMem.restype = library.cmsCreateTransform.restype = ctypes.c_void_p
    profiles = [
        ctypes.c_void_p(library.cmsOpenProfileFromMem(data, ctypes.c_uint32(len(data))))
        for data in (source, target)
    ]
    # As lcms2.h packs them: the kind of colour, how many channels, bytes of each.
    cmyk, rgb = (ctypes.c_uint32(kind << 16 | channels << 3 | 1) for kind, channels in ((6, 4), (4, 3)))
    relative, black_point = ctypes.c_uint32(1), ctypes.c_uint32(0x2000)
    transform = ctypes.c_void_p(
        library.cmsCreateTransform(profiles[0], cmyk, profiles[1], rgb, relative, black_point)
    )
    if not transform.value or len(inks) * 3 != colours.size * 4:
        raise RuntimeError("LittleCMS can't convert this")
    count = ctypes.c_uint32(len(inks) // 4)
    library.cmsDoTransform(transform, inks, colours.ctypes.data_as(ctypes.c_void_p), count)
    library.cmsDeleteTransform(transform)
    for profile in profiles:
        library.cmsCloseProfile(profile)


def by_ffmpeg(path: Path, depth: int) -> list[Array]:
    """The planes of a JPEG as they were coded, by ffmpeg's own decoder."""
    probed = output(
        "ffprobe", "-v", "error", "-show_entries", "stream=width,height,pix_fmt", "-of", "json", path
    )
    (stream,) = json.loads(probed)["streams"]
    width, height, kind = stream["width"], stream["height"], stream["pix_fmt"]
    raw = np.frombuffer(
        output("ffmpeg", "-v", "error", "-noautorotate", "-i", path, "-f", "rawvideo", "-"), np.uint8
    )
    across, down = {
        "gray": (0, 0),
        "yuvj420p": (2, 2),
        "yuvj422p": (2, 1),
        "yuvj444p": (1, 1),
        "yuvj440p": (1, 2),
        "yuvj411p": (4, 1),
    }[kind]
    shapes = [(height, width)] + ([(-(-height // down), -(-width // across))] * 2 if across else [])
    planes: list[Array] = []
    for rows, columns in shapes:
        planes.append(raw[: rows * columns].reshape(rows, columns))
        raw = raw[rows * columns :]
    return planes


def by_ffmpeg_rgb(path: Path, depth: int) -> list[Array]:
    """Red, green and blue of a lossless WebP, by ffmpeg's own decoder."""
    width, height = size_of(path)
    raw = output("ffmpeg", "-v", "error", "-i", path, "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    pixels = np.frombuffer(raw, np.uint8).reshape(height, width, 3)
    return [pixels[..., channel] for channel in range(3)]


def by_dwebp(path: Path, depth: int) -> list[Array]:
    """Red, green, blue and full alpha, by dwebp."""
    raw = output("dwebp", "-quiet", "-ppm", path, "-o", "-")
    _, sides, _, pixels = raw.split(b"\n", 3)
    width, height = (int(word) for word in sides.split())
    picture = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
    return [*(picture[..., channel] for channel in range(3)), np.full((height, width), 255, np.uint8)]


def by_dwebp_rgb(path: Path, depth: int) -> list[Array]:
    """Red, green and blue, by dwebp."""
    return by_dwebp(path, depth)[:3]


def by_heif_convert(path: Path, depth: int) -> list[Array]:
    """Red, green, blue and alpha of AVIF and HEIC, by libheif's own program."""
    picture = path.with_name("by-heif-convert.png")
    output("heif-convert", path, picture)
    return by_convert(picture, depth)


def by_avifdec(path: Path, depth: int) -> list[Array]:
    """The same of AVIF, by libavif's own program."""
    picture = path.with_name("by-avifdec.png")
    output("avifdec", "--png-compress", 0, path, picture)
    return by_convert(picture, depth)


READERS: dict[str, Callable[[Path, int], list[Array]]] = {
    "convert": by_convert,
    "cmyk": by_convert_from_cmyk,
    "ffmpeg": by_ffmpeg,
    "ffmpeg rgb": by_ffmpeg_rgb,
    "dwebp": by_dwebp,
    "dwebp rgb": by_dwebp_rgb,
    "heif-convert": by_heif_convert,
    "avifdec": by_avifdec,
}


# Tags that formats keep by different names.
SAME = {"PNG:Comment": "File:Comment"}


def tags_of(path: Path) -> dict[str, object]:
    """What exiftool reads from a file, without what every export makes anew, and without what formats say of pixels."""
    (tags,) = json.loads(output("exiftool", "-j", "-a", "-n", "-G1", path))
    kept = {}
    for name, value in tags.items():
        group, _, tag = name.rpartition(":")
        if tag not in MADE_ANEW and (tag == "Comment" or not f"{group}:".startswith(OWN_GROUPS)):
            kept[SAME.get(name, name)] = value
    return kept


SOFTWARE, HISTORY = "IFD0:Software", "XMP-xmpMM:History"
NOTED = re.compile(r"ObjRemove \d+\.\d+\.\d+")
MOMENT = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\dZ")


def without_note(tags: dict[str, object], before: dict[str, object]) -> dict[str, object]:
    """The tags of an export as they were ``before`` it was noted by what and when it was edited.

    They stay as they are where the note is not wholly there, or where it tells anything else.
    """
    names = [f"{HISTORY}{part}" for part in ("Action", "SoftwareAgent", "When")]
    told = [values[-1] if isinstance(values := tags.get(name), list) else values for name in names]
    action, agent, when = map(str, told)
    is_noted = action == "edited" and NOTED.fullmatch(agent) and MOMENT.fullmatch(when)
    if not is_noted or (has_exif(before) and tags.get(SOFTWARE) != agent):
        return tags
    plain = dict(tags)
    for name in names:
        earlier = tags[name][:-1] if isinstance(tags[name], list) else []
        plain[name] = earlier[0] if len(earlier) == 1 else earlier
    plain = {name: value for name, value in plain.items() if value != []}
    plain.pop(SOFTWARE, None)
    return plain | ({SOFTWARE: before[SOFTWARE]} if SOFTWARE in before else {})


def has_exif(tags: dict[str, object]) -> bool:
    return any(name.startswith("IFD0:") for name in tags)


def profile_of(path: Path) -> bytes:
    """The ICC profile, by exiftool."""
    return output("exiftool", "-icc_profile", "-b", path)


def _cropped(path: Path, box: Box) -> bytes:
    x, y, width, height = box
    return output("jpegtran", "-copy", "none", "-optimize", "-crop", f"{width}x{height}+{x}+{y}", path)


def differing_coefficients(original: Path, edited: Path, touched: NDArray[np.bool_], unit: Box) -> int:
    """How many pieces of coefficients, cut out by jpegtran, are not byte for byte the same outside what was touched.

    ``touched`` (rows, columns) marks MCUs, in one run a row; ``unit`` is x, y of nothing and an MCU's width, height.
    """
    _, _, across, down = unit
    width, height = size_of(original)
    rows, columns = np.flatnonzero(touched.any(1)), np.flatnonzero(touched.any(0))
    left, right = int(columns[0]) * across, min(int(columns[-1] + 1) * across, width)
    top, bottom = int(rows[0]) * down, min(int(rows[-1] + 1) * down, height)
    around = [(0, 0, width, top), (0, bottom, width, height - bottom)]
    around += [(0, top, left, bottom - top), (right, top, width - right, bottom - top)]
    differing = sum(_cropped(original, box) != _cropped(edited, box) for box in around if box[2] and box[3])
    inner = [path.with_name(f"{path.stem}-inner.jpg") for path in (original, edited)]
    for path, small in zip((original, edited), inner, strict=True):
        small.write_bytes(_cropped(path, (left, top, right - left, bottom - top)))
    for row in rows.tolist():
        run = np.flatnonzero(touched[row])
        first, last = int(run[0]) * across - left, int(run[-1] + 1) * across - left
        y = row * down - top
        tall = min(down, bottom - top - y)
        for box in ((0, y, first, tall), (last, y, right - left - last, tall)):
            if box[2] > 0:
                differing += _cropped(inner[0], box) != _cropped(inner[1], box)
    return differing
