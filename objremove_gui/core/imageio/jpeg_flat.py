"""A row of units without any detail, after which a decoder has the DC values that are wanted.

Put before a later row of a file it lets this be decoded without all that lies above it. Source: ITU-T T.81, annex C.
"""

from __future__ import annotations

from collections.abc import Sequence

from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, frame_of, huffman_of
from objremove_gui.core.imageio.jpeg_runs import Place, Run, stuffed

# End of block, and a value of one bit right behind the one before it.
_END, _ONE = 0x00, 0x01
_BITS = 8


class FlatRows:
    """For one file; ``columns`` is how many units it has in a row. Raises NoCoefficients."""

    def __init__(self, data: bytes, columns: int) -> None:
        frame, tables, uses = frame_of(data), *huffman_of(data)
        self._columns = columns
        self._counts = [down * across if len(frame.factors) > 1 else 1 for down, across in frame.factors]
        self._coded = [(codes(tables[dc]), codes(tables[ac])) for dc, ac in uses]

    def before(self, values: Sequence[int], bit: int) -> Run:
        """A row that ends with these DC values, and at ``bit`` of a byte if the file's tables allow for that."""
        rest = self._unit((0,) * len(self._counts)) * (self._columns - 1)
        text = self._unit(values) + rest
        one = self._coded[0][1].get(_ONE)
        for count in range(_BITS if one else 0):
            if (len(text) + count * len(f"{one}1")) % _BITS == bit:
                text = self._unit(values, f"{one}1" * count) + rest
                break
        whole, last = divmod(len(text), _BITS)
        plain = int(text.ljust(_BITS * (whole + 1), "0"), 2).to_bytes(whole + 1, "big")
        return Run(stuffed(plain), Place(0, 0), Place(len(stuffed(plain[:whole])), last))

    def _unit(self, values: Sequence[int], detail: str = "") -> str:
        """The bits of a unit whose planes change by ``values``; ``detail`` is what its first block has of it."""
        pieces: list[str] = []
        for value, count, (dc, ac) in zip(values, self._counts, self._coded, strict=True):
            try:
                for difference in (value, *(0,) * (count - 1)):
                    pieces += (dc[abs(difference).bit_length()], _extra(difference), detail, ac[_END])
                    detail = ""
            except KeyError as error:
                raise NoCoefficients("no such code") from error
        return "".join(pieces)


def _extra(value: int) -> str:
    """The bits that tell which value of its category it is (F.1.2.1)."""
    size = abs(value).bit_length()
    return f"{value if value > 0 else value + (1 << size) - 1:0{size}b}" if size else ""


def codes(table: bytes) -> dict[int, str]:
    """The code of each symbol, in letters of 0 and 1; ``table`` as in the file, with its counts of each length."""
    found: dict[int, str] = {}
    code, at = 0, 16
    for length, count in enumerate(table[:16], 1):
        for symbol in table[at : at + count]:
            found[symbol] = f"{code:0{length}b}"
            code += 1
        at += count
        code <<= 1
    return found
