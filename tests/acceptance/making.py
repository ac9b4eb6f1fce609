"""The real files of the acceptance table: made from a sample photo by other programs, of 12 megapixels and more.

Needs cjpeg (libjpeg-turbo-progs), convert (imagemagick), exiftool (libimage-exiftool-perl), cwebp (webp), avifenc
(libavif-bin) and heif-enc (libheif-examples).
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3

from objremove_gui.resources import resource

PROGRAMS = (
    "cjpeg", "convert", "exiftool", "cwebp", "dwebp", "avifenc", "avifdec", "heif-enc", "heif-convert", "ffmpeg",
    "ffprobe", "jpegtran",
)  # fmt: skip
CMYK_PROFILE = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
# No side a multiple of eight; but for the last ones, 12 megapixels and more.
USUAL, EVEN, LARGE, WIDE, SMALL = (4243, 3181), (4256, 3184), (12241, 8171), (12000, 1031), (399, 397)


@dataclass(frozen=True)
class Row:
    """``make`` writes the original; ``way`` is how it has to be saved as a file of this ``suffix``.

    ``before`` and ``after`` name readers of :mod:`readers` for original and outcome; ``turned`` is EXIF's orientation.
    Decoders of HEIC do not agree on how to round colours, nor do converters from CMYK: there ``tolerance``, of 255, is
    how far any sample of the original's reader may be off, and what the program exports without a removal is what
    nothing may differ from. With ``lossless`` that is asked for, as in the export dialog.
    """

    name: str
    kind: str
    make: Callable[[Studio, Path], None]
    suffix: str
    way: str
    size: tuple[int, int] = USUAL
    before: str = "convert"
    after: str = "convert"
    turned: int = 1
    depth: int = 8
    tolerance: int = -1


def shell(*words: object) -> None:
    """Run a program; raises CalledProcessError with what it said."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)


@dataclass
class Studio:
    """A folder with the enlarged sample photo in the sizes that are needed, each made once."""

    folder: Path
    made: dict[tuple[int, int], Path] = field(default_factory=dict)

    def base(self, size: tuple[int, int]) -> Path:
        """The sample photo with fresh grain, as a PPM of that size."""
        if size not in self.made:
            path = self.folder / f"base-{size[0]}x{size[1]}.ppm"
            filters = f"scale={size[0]}:{size[1]}:flags=bicubic,noise=alls=7:all_seed=7,format=rgb24"
            photo = resource("samples/sample.jpg")
            shell("ffmpeg", "-v", "error", "-y", "-i", photo, "-vf", filters, "-frames:v", 1, path)
            self.made[size] = path
        return self.made[size]

    def profile(self, name: str, data: bytes) -> Path:
        path = self.folder / f"{name}.icc"
        path.write_bytes(data)
        return path

    def tell(self, path: Path, *more: str) -> None:
        """Write into the file what cameras and archives write."""
        words = [
            "-IFD0:Make=Camera works", "-IFD0:Model=Model 7", "-IFD0:Artist=A photographer", "-ExifIFD:ISO=400",
            "-ExifIFD:ExposureTime=1/250", "-GPSLatitude=47.5", "-GPSLatitudeRef=N", "-XMP-dc:Title=At the river",
            "-XMP-xmp:Rating=4",
        ]  # fmt: skip
        shell("exiftool", "-q", "-q", "-n", "-m", "-overwrite_original", *words, *more, path)


def jpeg(
    *options: object, size: tuple[int, int] = USUAL, told: tuple[str, ...] = (), icc: bytes = b""
) -> Made:
    """A JPEG by cjpeg, with EXIF, XMP, IPTC, a comment and a thumbnail by exiftool."""

    def make(studio: Studio, path: Path) -> None:
        shell("cjpeg", "-quality", 92, *options, "-outfile", path, studio.base(size))
        small = studio.folder / "thumbnail.jpg"
        if not small.exists():
            shell("convert", studio.base(USUAL), "-resize", "160x120", small)
        words = [
            "-IPTC:Keywords=river", "-Comment=as it was", f"-ThumbnailImage<={small}", "-IFD0:XResolution=300",
            "-IFD0:YResolution=300", "-JFIF:XResolution=300", "-JFIF:YResolution=300", "-JFIF:ResolutionUnit=1", *told,
        ]  # fmt: skip
        if icc:
            words.append(f"-ICC_Profile<={studio.profile(path.stem, icc)}")
        studio.tell(path, *words)

    return make


def drawn(
    *options: object, prefix: str = "", icc: bytes = b"", size: tuple[int, int] = USUAL, told: bool = True
) -> Made:
    """A file by ImageMagick, in the format that ``prefix`` or its suffix names."""

    def make(studio: Studio, path: Path) -> None:
        shell("convert", studio.base(size), *options, f"{prefix}{path}")
        if told:
            studio.tell(path, *([f"-ICC_Profile<={studio.profile(path.stem, icc)}"] if icc else []))

    return make


def coded(*command: object) -> Made:
    """A file by a program that takes a PNG; IN and OUT stand for the names."""

    def make(studio: Studio, path: Path) -> None:
        source = studio.folder / "base.png"
        if not source.exists():
            shell("convert", studio.base(USUAL), source)
        names = {"IN": source, "OUT": path}
        shell(*(names.get(str(word), word) for word in command))
        studio.tell(path)

    return make


def cmyk(studio: Studio, path: Path) -> None:
    srgb = Path("/usr/share/color/icc/ghostscript/srgb.icc")
    shell("convert", studio.base(USUAL), "-profile", srgb, "-profile", CMYK_PROFILE, "-quality", 92, path)
    studio.tell(path)


Made = Callable[[Studio, Path], None]
GRAIN = ("-depth", 16, "-seed", 3, "-attenuate", 0.05, "+noise", "Gaussian")
CLEAR = ("-fill", "none", "-draw", "ellipse 900,700 400,300 0,360")
SHADE = ("(", "+clone", "-colorspace", "gray", ")", "-alpha", "off", "-compose", "CopyOpacity", "-composite")


Rows = Iterable[Row]


def _jpeg(name: str, made: Made, size: tuple[int, int] = USUAL, turned: int = 1) -> Row:
    return Row(name, ".jpg", made, ".jpg", "spliced", size, "ffmpeg", "ffmpeg", turned)


def _lossless(name: str, suffix: str, made: Made, **more: Any) -> Row:
    return Row(name, suffix, made, more.pop("to", suffix), "lossless", **more)


def _turned() -> Rows:
    for number in range(1, 9):
        told = (f"-IFD0:Orientation={number}",)
        yield _jpeg(f"JPEG turned {number}", jpeg(told=told), turned=number)
        made = jpeg("-sample", "1x1", told=told)
        yield _lossless(f"JPEG turned {number}, as PNG", ".jpg", made, to=".png", turned=number)


def _jpegs() -> Rows:
    yield _jpeg("JPEG Display P3", jpeg(icc=DISPLAY_P3))
    yield _jpeg("JPEG Adobe RGB", jpeg("-sample", "1x1", icc=ADOBE_RGB))
    yield _jpeg("JPEG progressive", jpeg("-progressive"))
    for name, factors in (
        ("4:2:0", "2x2"),
        ("4:2:2", "2x1"),
        ("4:4:4", "1x1"),
        ("4:4:0", "1x2"),
        ("4:1:1", "4x1"),
    ):
        yield _jpeg(f"JPEG {name}", jpeg("-sample", factors))
    yield _jpeg("JPEG restarts", jpeg("-restart", 1))
    yield _jpeg("JPEG optimised", jpeg("-optimize"))
    yield _jpeg("JPEG grey", jpeg("-grayscale"))
    yield _jpeg("JPEG even size", jpeg(size=EVEN), EVEN)
    yield _lossless("JPEG CMYK, as TIFF", ".jpg", cmyk, to=".tif", before="cmyk", tolerance=1)
    yield _jpeg("JPEG 100 megapixels", jpeg("-sample", "2x2", size=LARGE), LARGE)
    yield _jpeg("JPEG 12,000 px wide", jpeg(size=WIDE), WIDE)
    yield _jpeg("JPEG 399 px", jpeg(size=SMALL), SMALL)


def _pngs() -> Rows:
    yield _lossless("PNG", ".png", drawn())
    yield _lossless("PNG Display P3", ".png", drawn(icc=DISPLAY_P3))
    yield _lossless("PNG palette, transparent", ".png", drawn(*CLEAR, "-colors", 200, prefix="PNG8:"))
    yield _lossless("PNG alpha", ".png", drawn(*SHADE))
    yield _lossless("PNG 16 bit", ".png", drawn(*GRAIN), depth=16)
    yield _lossless("PNG 16 bit, alpha", ".png", drawn(*GRAIN, *SHADE), depth=16)
    yield _lossless("PNG grey", ".png", drawn("-colorspace", "gray"))
    yield _lossless("PNG linear light", ".png", drawn("-set", "colorspace", "RGB"))
    yield _lossless("PNG 399 px", ".png", drawn(size=SMALL), size=SMALL)


def _tiffs() -> Rows:
    yield _lossless("TIFF LZW", ".tif", drawn("-compress", "LZW"))
    zipped = drawn(*GRAIN, "-compress", "Zip", icc=ADOBE_RGB)
    yield _lossless("TIFF 16 bit, Adobe RGB", ".tif", zipped, depth=16)
    yield _lossless("TIFF 16 bit, planes", ".tif", drawn(*GRAIN, "-interlace", "plane"), depth=16)
    yield _lossless("TIFF 16 bit, grey", ".tif", drawn(*GRAIN, "-colorspace", "gray"), depth=16)
    yield _lossless("TIFF tiles", ".tif", drawn("-define", "tiff:tile-geometry=256x256"))
    yield _lossless("BigTIFF", ".tif", drawn(prefix="TIFF64:", told=False))


def bmp(studio: Studio, path: Path) -> None:
    shell("convert", studio.base(USUAL), f"BMP3:{path}")


def _others() -> Rows:
    yield _lossless("BMP", ".bmp", bmp)
    made = coded("cwebp", "-quiet", "-z", 1, "IN", "-o", "OUT")
    yield _lossless("WebP lossless", ".webp", made, before="ffmpeg rgb", after="ffmpeg rgb")
    made = coded("cwebp", "-quiet", "-q", 85, "IN", "-o", "OUT")
    yield _lossless("WebP lossy, as PNG", ".webp", made, to=".png", before="dwebp")
    yield _lossless("WebP lossy", ".webp", made, before="dwebp rgb", after="ffmpeg rgb")
    avif = ("avifenc", "-s", 10, "-j", 2)
    made = coded(*avif, "--lossless", "IN", "OUT")
    yield _lossless("AVIF lossless, as PNG", ".avif", made, to=".png", before="avifdec")
    made = coded(*avif, "IN", "OUT")
    yield _lossless("AVIF lossy, as TIFF", ".avif", made, to=".tif", before="heif-convert")
    for suffix in (".png", ".tif"):
        made = coded("heif-enc", "-q", 90, "IN", "-o", "OUT")
        name = f"HEIC, as {suffix[1:].upper()}"
        yield _lossless(name, ".heic", made, to=suffix, before="heif-convert", tolerance=1)


ROWS = (*_jpegs(), *_turned(), *_pngs(), *_tiffs(), *_others())
