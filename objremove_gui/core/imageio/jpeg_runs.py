"""Runs of bits of a JPEG's entropy-coded data: put one after another, and compared, wherever in a byte they begin.

Source: ITU-T T.81, B.1.1.5: behind a byte of ones stands a zero, and the last byte is filled up with ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.jpeg_frame import NoCoefficients
from objremove_gui.core.imageio.jpeg_walk import State

_STUFFED, _ONES = b"\xff\x00", b"\xff"


class Place(NamedTuple):
    """The bit ``bit``, 0 is the highest, of the byte ``at``, which is never the zero behind ones."""

    at: int
    bit: int


def place_of(data: bytes, state: State) -> Place:
    """The bit that the decoder looks at next; raises NoCoefficients if what it holds is not what lies there."""
    count = -(-state.left // 8)
    at, bits = state.after, 0
    for number in range(count):
        at -= 2 if data[at - 2 : at] == _STUFFED else 1
        if at < 0:
            raise NoCoefficients("no such place")
        bits |= data[at] << 8 * number
    if bits & ((1 << state.left) - 1) != state.held:
        raise NoCoefficients("another place")
    return Place(at, 8 * count - state.left)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The bits of ``data`` from ``first`` up to ``last``."""

    data: bytes
    first: Place
    last: Place

    @property
    def rest(self) -> int:
        """The byte of the last bits, with zeros behind them."""
        at, bit = self.last
        return self.data[at] & ~(0xFF >> bit) if bit else 0

    def beginning_at(self, bit: int) -> tuple[NDArray[np.uint8], int]:
        """The bits without stuffing, the first one at ``bit`` of the first byte; and how many there are.

        What lies before it is zero, what lies behind the last bit may be anything.
        """
        (at, first), (end, last) = self.first, self.last
        plain = self.data[at : end + (last > 0)].replace(_STUFFED, _ONES)
        values = np.frombuffer(plain, np.uint8)
        count = 8 * len(values) - first - (8 - last if last else 0)
        if not len(values):
            return values, 0
        right = (bit - first) % 8
        moved = np.zeros(len(values) + 1, np.uint8)
        if right:
            np.left_shift(values, 8 - right, out=moved[1:])
            moved[:-1] |= values >> right
        else:
            moved[:-1] = values
        moved = moved[1:] if bit < first else moved
        moved[0] &= 0xFF >> bit
        return moved, count


def joined(runs: Iterable[Run]) -> tuple[list[bytes], list[Place]]:
    """Entropy-coded data of the runs, in pieces, and where in it each of them begins and the last ends."""
    chunks: list[bytes] = []
    places = [Place(0, 0)]
    held = 0
    for run in runs:
        length, bit = places[-1]
        if run.first == run.last:
            places.append(places[-1])
            continue
        if bit == run.first.bit and run.first.at < run.last.at:
            # Most of a picture lies before the first change, just as it has to lie.
            chunks.append(_in_place(run, held))
            bits, held = run.last.bit, run.rest
        else:
            values, count = run.beginning_at(bit)
            values[0] |= held
            whole, bits = divmod(bit + count, 8)
            chunks.append(stuffed(values[:whole].tobytes()))
            held = int(values[whole]) & ~(0xFF >> bits) if bits else 0
        places.append(Place(length + len(chunks[-1]), bits))
    if places[-1].bit:
        chunks.append(stuffed(bytes((held | 0xFF >> places[-1].bit,))))
    return chunks, places


def _in_place(run: Run, held: int) -> bytes:
    """All whole bytes of a run as they lie, but for the first bits, which come before it: these are ``held``."""
    at, bit = run.first
    if not bit:
        return run.data[at : run.last.at]
    first = stuffed(bytes((held | run.data[at] & 0xFF >> bit,)))
    return first + memoryview(run.data)[at + (2 if run.data[at] == 0xFF else 1) : run.last.at]


def stuffed(plain: bytes) -> bytes:
    """Bytes as they lie in a file."""
    return plain.replace(_ONES, _STUFFED)


def same_bits(one: Run, other: Run) -> bool:
    """Whether both have the same bits."""
    bit = one.first.bit
    if bit == other.first.bit and all(run.first.at < run.last.at for run in (one, other)):
        same = one.last.bit == other.last.bit and one.rest == other.rest
        return same and _in_place(one, 0) == _in_place(other, 0)
    (mine, count), (others, others_count) = one.beginning_at(bit), other.beginning_at(bit)
    whole, rest = divmod(bit + count, 8)
    if count != others_count or not np.array_equal(mine[:whole], others[:whole]):
        return False
    return not count or not rest or not (int(mine[whole]) ^ int(others[whole])) >> (8 - rest)


def ends(data: bytes, place: Place) -> bool:
    """Whether the picture's data ends with the byte in which ``place`` lies."""
    at = place.at
    if place.bit:
        at += 2 if data[at : at + 2] == _STUFFED else 1
    return data[at : at + 2] == b"\xff\xd9"
