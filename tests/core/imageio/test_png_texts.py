from __future__ import annotations

import io
import zlib

import pytest
from core.imageio.samples import IPTC
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.core.imageio import photoshop, png_chunks, png_texts
from objremove_gui.core.imageio.png_chunks import SIGNATURE, chunk


@given(st.binary(min_size=1, max_size=300))
def test_a_record_comes_back_from_its_text(record: bytes) -> None:
    assert png_texts.iptc_of(png_texts.iptc_text(record)) == record


def read(*chunks: bytes) -> dict[str, bytes]:
    return png_chunks.read(io.BytesIO(SIGNATURE + b"".join(chunks))).metadata


@pytest.mark.parametrize("block", [photoshop.of_iptc(IPTC), IPTC])
def test_a_packed_text_of_another_program_is_read(block: bytes) -> None:
    text = b"\niptc\n%8d\n%s\n" % (len(block), block.hex().encode())
    data = b"Raw profile type iptc\0\0" + zlib.compress(text)
    assert read(chunk(b"zTXt", data)) == {"iptc": IPTC}


@pytest.mark.parametrize("text", [b"", b"\niptc\n", b"\niptc\n 4\nzz", b"\niptc\n 4\n123", b"\xff" * 9])
def test_a_damaged_text_stays_a_text(text: bytes) -> None:
    data = b"Raw profile type iptc\0" + text
    assert read(chunk(b"tEXt", data)) == {"png": chunk(b"tEXt", data)}


@pytest.mark.parametrize(("comment", "kind"), [("Fluß".encode(), b"iTXt"), (b"Flu\xdf", b"tEXt")])
def test_a_comment_is_told_in_its_own_letters(comment: bytes, kind: bytes) -> None:
    made = png_texts.comment_text(comment)
    assert made[0] == kind
    assert made[1].endswith(comment)
