"""A JPEG's header: how its components lie, without which coefficients can be neither read nor written.

Source: ITU-T T.81 annex B and K.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from objremove_gui.core.geometry import Size

Factors = tuple[int, int]
_APP0, _ADOBE, _SCAN, _HUFFMAN, _RESTARTS = 0xE0, 0xEE, 0xDA, 0xC4, 0xDD
_BASELINE, _EXTENDED, _PROGRESSIVE, _QUANTISING, _END = 0xC0, 0xC1, 0xC2, 0xDB, 0xD9
# Arithmetic coding, in one scan or progressive: coefficients are written again in Huffman codes.
_ARITHMETIC = (0xC9, 0xCA)
_FRAMES = (_BASELINE, _EXTENDED, _PROGRESSIVE, *_ARITHMETIC)
# Where the values lie in an 8 x 8 table that a file gives in zigzag (figure A.6).
_ZIGZAG = (
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
    21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53,
    60, 61, 54, 47, 55, 62, 63,
)  # fmt: skip
# Digests of the typical tables of annex K.3, each with its class and number in front.
_TYPICAL = {
    "9fb04cb1a8076318",
    "f27ce9b718f91cd4",
    "af48d4f608dfb682",
    "8cf60aa835f8474b",
}


class NoCoefficients(Exception):
    """They can't be had: of another kind of JPEG, damaged, or no library on this computer."""


class Frame(NamedTuple):
    """``factors`` are each component's samples down and across, ``names`` the numbers by which the file calls them.

    ``is_typical`` where the file is coded with the tables that the standard gives as an example, as cameras do it.
    """

    size: Size
    factors: tuple[Factors, ...]
    names: bytes
    is_typical: bool

    @property
    def most(self) -> Factors:
        return max(factor[0] for factor in self.factors), max(factor[1] for factor in self.factors)

    @property
    def steps(self) -> tuple[Factors, ...]:
        """For each component the photo's pixels to one of its samples, down and across; raises NoCoefficients."""
        if len(self.factors) == 1:
            # A single component is never interleaved, whatever its factors say.
            return ((1, 1),)
        most = self.most
        if any(most[0] % down or most[1] % across for down, across in self.factors):
            raise NoCoefficients("sampling")
        return tuple((most[0] // down, most[1] // across) for down, across in self.factors)

    @property
    def blocks(self) -> tuple[tuple[int, int], ...]:
        """For each component its rows and columns of blocks (A.1.1, A.2.4)."""
        most = self.most
        return tuple(
            (-(-self.size.height * down // (8 * most[0])), -(-self.size.width * across // (8 * most[1])))
            for down, across in self.factors
        )


def frame_of(data: bytes) -> Frame:
    """The header of a grey or Y, Cb, Cr file of 8 bits; raises NoCoefficients for all others."""
    frame, jfif, transform = b"", False, -1
    typical, kind = True, _BASELINE
    for marker, at, end in _segments(data):
        if marker in _FRAMES:
            frame, kind = data[at + 4 : end], marker
        elif marker == _APP0 and data[at + 4 : at + 9] == b"JFIF\0":
            jfif = True
        elif marker == _ADOBE and data[at + 4 : at + 9] == b"Adobe" and end - at >= 16:
            transform = data[at + 15]
        elif marker == _HUFFMAN:
            typical = typical and all(_is_typical(table) for table in _tables(data[at + 4 : end]))
    count = frame[5] if len(frame) > 5 else 0
    if count not in (1, 3) or len(frame) < 6 + 3 * count or frame[0] != 8:
        raise NoCoefficients("components")
    names = frame[6 : 6 + 3 * count : 3]
    factors = tuple((frame[7 + 3 * i] & 15, frame[7 + 3 * i] >> 4) for i in range(count))
    size = Size(int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big"))
    if not size.pixels or not all(1 <= factor <= 4 for pair in factors for factor in pair):
        raise NoCoefficients("frame")
    if count == 3 and not jfif and (transform == 0 or (transform < 0 and names == b"RGB")):
        raise NoCoefficients("RGB")
    return Frame(size, factors, names, typical and kind in (_BASELINE, _EXTENDED))


def kind_of(data: bytes) -> tuple[int, int]:
    """Bits a sample and the marker of the frame; zeros where there is none."""
    try:
        for marker, at, _ in _segments(data):
            if 0xC0 <= marker <= 0xCF and marker not in (_HUFFMAN, 0xC8, 0xCC):
                return data[at + 4], marker
    except (NoCoefficients, IndexError):
        pass
    return 0, 0


class Scan(NamedTuple):
    """The one scan of a baseline file: ``units`` rows and columns (A.2.4), ``interval`` units between restart markers.

    ``start`` is where its data begins, ``height_at`` where the frame tells the picture's height.
    """

    size: Size
    units: tuple[int, int]
    unit_height: int
    interval: int
    start: int
    height_at: int


def scan_of(data: bytes) -> Scan:
    """Raises NoCoefficients for a file of another kind, or of several scans."""
    frame = frame_of(data)
    height_at, interval, scan, kind = 0, 0, 2, _PROGRESSIVE
    for marker, at, end in _segments(data):
        scan = end
        if marker in (_BASELINE, _EXTENDED, _PROGRESSIVE):
            kind, height_at = marker, at + 5
        elif marker == _RESTARTS:
            interval = int.from_bytes(data[at + 4 : at + 6], "big")
    if kind == _PROGRESSIVE or data[scan + 4 : scan + 5] != bytes((len(frame.factors),)):
        raise NoCoefficients("scans")
    down, across = frame.most if len(frame.factors) > 1 else (1, 1)
    units = -(-frame.size.height // (8 * down)), -(-frame.size.width // (8 * across))
    start = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4], "big")
    return Scan(frame.size, units, 8 * down, interval, start, height_at)


def head_of(data: bytes, height: int | None = None) -> bytes:
    """Of a file all that its coefficients need, up to the first scan's data; for a picture of another height."""
    scan, pieces = 2, [b"\xff\xd8"]
    for marker, at, end in _segments(data):
        scan = end
        if marker in (_BASELINE, _EXTENDED, _PROGRESSIVE) and height is not None:
            pieces.append(data[at : at + 5] + height.to_bytes(2, "big") + data[at + 7 : end])
        elif marker in (_BASELINE, _EXTENDED, _PROGRESSIVE, _QUANTISING, _HUFFMAN, _RESTARTS):
            pieces.append(data[at:end])
    return b"".join((*pieces, data[scan : scan + 2 + int.from_bytes(data[scan + 2 : scan + 4], "big")]))


def huffman_of(data: bytes) -> tuple[dict[int, bytes], list[tuple[int, int]]]:
    """Tables by class and number, counts and symbols; and for each plane its two, for DC and AC (B.2.3, B.2.4.2)."""
    found: dict[int, bytes] = {}
    scan = 2
    for marker, at, end in _segments(data):
        scan = end
        if marker == _HUFFMAN:
            found |= {table[0]: table[1:] for table in _tables(data[at + 4 : end])}
    numbers = data[scan + 6 : scan + 5 + 2 * data[scan + 4] : 2]
    uses = [(number >> 4, 0x10 | number & 15) for number in numbers]
    if not all(number in found for pair in uses for number in pair):
        raise NoCoefficients("no table")
    return found, uses


def tables_of(data: bytes) -> tuple[bytes, ...]:
    """Each component's quantisation table, 64 values of uint16 as this computer has them; raises NoCoefficients.

    Also for the rare file that has others for a later scan.
    """
    found: dict[int, bytes] = {}
    numbers = b""
    kind, scan = _BASELINE, 2
    for marker, at, end in _segments(data):
        scan = end
        if marker == _QUANTISING:
            found |= quantising(data[at + 4 : end])
        elif marker in _FRAMES:
            kind, numbers = marker, data[at + 12 : end : 3]
    has_more = kind in (_PROGRESSIVE, *_ARITHMETIC) or data[scan + 4 : scan + 5] != bytes((len(numbers),))
    if has_more and data.find(bytes((0xFF, _QUANTISING)), scan, data.find(bytes((0xFF, _END)), scan)) >= 0:
        raise NoCoefficients("tables between scans")
    try:
        return tuple(found[number] for number in numbers)
    except KeyError as error:
        raise NoCoefficients("no table") from error


def quantising(segment: bytes) -> Iterator[tuple[int, bytes]]:
    """Tables of a segment by their numbers (B.2.4.1)."""
    at = 0
    while at < len(segment):
        wide, number = divmod(segment[at], 16)
        size = 2 if wide else 1
        values = segment[at + 1 : at + 1 + 64 * size]
        if len(values) < 64 * size:
            raise NoCoefficients("table")
        table = [0] * 64
        for index, place in enumerate(_ZIGZAG):
            table[place] = int.from_bytes(values[index * size : (index + 1) * size], "big")
        yield number, struct.pack("=64H", *table)
        at += 1 + 64 * size


def _is_typical(table: bytes) -> bool:
    # Imported here, because the process that holds coefficients has to be there at once and does without it.
    import hashlib

    return hashlib.sha256(table).hexdigest()[:16] in _TYPICAL


def _tables(segment: bytes) -> Iterator[bytes]:
    at = 0
    while at + 17 <= len(segment):
        end = at + 17 + sum(segment[at + 1 : at + 17])
        yield segment[at:end]
        at = end


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of every segment before the first scan; raises NoCoefficients."""
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise NoCoefficients("no marker")
        if marker == 0xFF:
            at += 1
            continue
        if marker == _SCAN:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at, end
        at = end


def with_names(data: bytes, names: bytes) -> bytes:
    """A baseline file of one scan with other numbers for its components (B.2.2, B.2.3); raises NoCoefficients."""
    frame = next((at for marker, at, _ in _segments(data) if marker in (_BASELINE, _EXTENDED)), None)
    if frame is None or data[frame + 9] != len(names):
        raise NoCoefficients("no frame")
    ours = range(frame + 10, frame + 10 + 3 * len(names), 3)
    new = dict(zip((data[at] for at in ours), names, strict=True))
    if all(old == name for old, name in new.items()):
        return data
    scan = max(end for _, _, end in _segments(data))
    result = bytearray(data)
    for at in (*ours, *range(scan + 5, scan + 5 + 2 * data[scan + 4], 2)):
        result[at] = new[data[at]]
    return bytes(result)
