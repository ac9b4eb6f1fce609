"""Runs of bits: put together and compared as if every bit were a letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.core.imageio.jpeg_runs import Place, Run, ends, joined, place_of, same_bits
from objremove_gui.core.imageio.jpeg_walk import State

# Many bytes of ones, and zeros behind them.
PLAIN = st.lists(st.sampled_from((0, 1, 127, 254, 255, 255)), min_size=1, max_size=12).map(bytes)


def stuffed(plain: bytes) -> bytes:
    return plain.replace(b"\xff", b"\xff\x00")


def letters(plain: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in plain)


def at_bit(plain: bytes, bit: int) -> Place:
    whole, rest = divmod(bit, 8)
    return Place(len(stuffed(plain[:whole])), rest)


@st.composite
def runs(draw: st.DrawFn) -> tuple[Run, str]:
    """A run, and its bits as letters."""
    plain = draw(PLAIN)
    first, last = sorted(draw(st.lists(st.integers(0, 8 * len(plain)), min_size=2, max_size=2)))
    run = Run(stuffed(plain), at_bit(plain, first), at_bit(plain, last))
    return run, letters(plain)[first:last]


@given(st.lists(runs(), min_size=1, max_size=4))
def test_runs_follow_each_other_bit_by_bit_and_ones_fill_the_last_byte(
    given_runs: list[tuple[Run, str]],
) -> None:
    pieces, places = joined(run for run, _ in given_runs)
    data = b"".join(pieces)
    bits = "".join(text for _, text in given_runs)
    padded = bits + "1" * (-len(bits) % 8)
    assert letters(data.replace(b"\xff\x00", b"\xff")) == padded
    assert ends(data + b"\xff\xd9", places[-1])
    assert not ends(data + b"\x01\xff\xd9", places[-1])
    for index, (run, _) in enumerate(given_runs):
        assert same_bits(run, Run(data, places[index], places[index + 1]))


@given(runs(), runs())
def test_runs_are_the_same_if_their_letters_are(one: tuple[Run, str], other: tuple[Run, str]) -> None:
    assert same_bits(one[0], other[0]) is (one[1] == other[1])


@given(runs(), st.data())
def test_a_single_other_bit_is_seen(one: tuple[Run, str], data: st.DataObject) -> None:
    run, text = one
    if not text:
        return
    at = data.draw(st.integers(0, len(text) - 1))
    wrong = text[:at] + str(1 - int(text[at])) + text[at + 1 :]
    shift = data.draw(st.integers(0, 7))
    padded = ("0" * shift + wrong).ljust(-(-(shift + len(wrong)) // 8) * 8, "1")
    plain = bytes(int(padded[index : index + 8], 2) for index in range(0, len(padded), 8))
    other = Run(stuffed(plain), at_bit(plain, shift), at_bit(plain, shift + len(wrong)))
    assert not same_bits(run, other)


@given(PLAIN, st.data())
def test_a_place_is_found_from_what_the_decoder_holds(plain: bytes, data: st.DataObject) -> None:
    taken = data.draw(st.integers(1, len(plain)))
    left = data.draw(st.integers(0, min(8 * taken, 64)))
    held = int(letters(plain[:taken])[8 * taken - left :] or "0", 2)
    state = State(len(stuffed(plain[:taken])), left, held, ())
    assert place_of(stuffed(plain), state) == at_bit(plain, 8 * taken - left)
