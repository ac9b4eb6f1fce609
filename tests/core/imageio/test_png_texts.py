from __future__ import annotations

import io
import zlib

import pytest
from core.imageio.samples import IPTC, XMP, exif_blob
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.core.imageio import photoshop, png_chunks, png_texts
from objremove_gui.core.imageio.png_chunks import SIGNATURE, chunk


@given(st.binary(min_size=1, max_size=300))
def test_a_record_comes_back_from_its_text(record: bytes) -> None:
    assert png_texts.blob_of("iptc", png_texts.iptc_text(record).partition(b"\0")[2]) == record


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


def raw(kind: bytes, blob: bytes) -> bytes:
    text = b"\n%s\n%8d\n%s\n" % (kind, len(blob), blob.hex().encode())
    return chunk(b"zTXt", b"Raw profile type %s\0\0" % kind + zlib.compress(text))


@pytest.mark.parametrize("kind", [b"exif", b"APP1"])
def test_camera_data_in_a_text_of_older_programs_are_read(kind: bytes) -> None:
    blob = exif_blob()
    assert read(raw(kind, b"Exif\0\0" + blob)) == {"exif": blob}
    # A chunk of its own counts more, wherever it stands; the text goes, with the small picture that it may hold.
    other = exif_blob(">")
    assert read(raw(kind, blob), chunk(b"eXIf", other)) == {"exif": other}
    damaged = raw(kind, b"of no use")
    assert read(damaged) == {"png": damaged}


def test_xmp_in_a_text_is_read() -> None:
    assert read(raw(b"xmp", XMP)) == {"xmp": XMP}


def test_of_many_bombs_one_is_looked_at_and_none_kept_as_metadata() -> None:
    bomb = zlib.compress(bytes(png_chunks.READ_MOST + 1), 9)
    xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb)
    iptc = chunk(b"zTXt", b"Raw profile type iptc\0\0" + bomb)
    assert read(*[xmp, iptc] * 50) == {"png": iptc * 50}


def test_texts_too_long_to_be_searched_may_tell_the_place() -> None:
    hidden = zlib.compress(bytes(png_chunks.TEXT_MOST + 1) + b"gps")
    told = chunk(b"zTXt", b"Note\0\0" + hidden) + chunk(b"iTXt", b"Note\0\1\0\0\0" + hidden)
    plain = chunk(b"zTXt", b"Note\0\0" + zlib.compress(b"a hill"))
    assert png_chunks.without_gps(told + plain) == plain
