"""An export says by what and when it was edited, in EXIF and XMP, and changes nothing else of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scenery import noise

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import exif
from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS
from objremove_gui.core.imageio.noting import Note, note_in, noted
from objremove_gui.core.imageio.options import Keep, SaveOptions
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.tiff_tags import Tags
from objremove_gui.core.imageio.writing import save_photo
from objremove_gui.core.metadata_kept import differing_metadata
from objremove_gui.core.verify import compare
from objremove_gui.jobs.export_note import export_note

NOTE = Note("ObjRemove 1.2.3", "2026-01-02T03:04:05Z")
LATER = Note("ObjRemove 1.3.0", "2026-11-12T13:14:15Z")
PLENTY = 1_000_000
DEEP = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EMPTY_XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{DEEP}">%s</rdf:RDF></x:xmpmeta>'
PLAIN = EMPTY_XMP % (
    '<rdf:Description rdf:about="uuid:7" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:History="cropped"/>'
)
EDITED = EMPTY_XMP % (
    '<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
    ' xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"><xmpMM:History>\n<rdf:Seq>\n'
    '<rdf:li stEvt:action="created" stEvt:softwareAgent="Camera"/>\n</rdf:Seq>\n</xmpMM:History></rdf:Description>'
)
WRITABLE = [info.format for info in FORMATS if info.can_write and info.metadata]


def exif_blob(**software: str) -> bytes:
    tags = Image.Exif()
    tags[0x010F], tags[0x0112] = "Maker", 1
    tags.get_ifd(0x8769)[0x9003] = "2020:01:01 10:00:00"
    if software:
        tags[0x0131] = software["software"]
    return tags.tobytes().removeprefix(exif.PREFIX)


def tree(blob: bytes) -> dict[int, object]:
    tags = Tags.of_bytes(blob)
    return dict(tags.tree(tags.directory(tags.first)[0]))


def photo(**metadata: bytes) -> Photo:
    return Photo(noise(Size(40, 30)), PhotoFormat.PNG, metadata=MappingProxyType(metadata))


@pytest.mark.parametrize(
    "blob", [exif_blob(), exif_blob(software="Firmware 9.87 (long enough)"), exif_blob(software="1")]
)
def test_software_is_told_and_every_other_tag_stays_where_it_was(blob: bytes) -> None:
    made = exif.with_software(blob, NOTE.software)
    before, after = tree(blob), tree(made)
    assert exif.software_of(made) == b"ObjRemove 1.2.3"
    del after[0x0131]
    before.pop(0x0131, None)
    assert after == before
    # But for the header, or one row, all bytes lie where they lay: makers' notes have offsets of their own.
    changed = [at for at in range(8, len(blob)) if blob[at] != made[at]]
    assert len(changed) <= 12
    assert exif.with_software(made, NOTE.software) == made
    assert len(exif.with_software(made, LATER.software)) == len(made) + 16


@given(st.binary(max_size=80))
def test_a_damaged_blob_stays_as_it_is_or_can_be_read(blob: bytes) -> None:
    made = exif.with_software(b"II*\0\x08\0\0\0" + blob, NOTE.software)
    assert made == b"II*\0\x08\0\0\0" + blob or exif.software_of(made) == NOTE.software.encode()


@pytest.mark.parametrize("xmp", [PLAIN, EDITED])
def test_an_event_is_added_to_the_history_and_nothing_else_changes(xmp: str) -> None:
    before = {"xmp": xmp.encode()}
    made = noted(before, NOTE, PhotoFormat.PNG)
    assert note_in(made) == NOTE
    start = next(
        at for at, pair in enumerate(zip(made["xmp"], before["xmp"], strict=False)) if len(set(pair)) > 1
    )
    added = len(made["xmp"]) - len(before["xmp"])
    assert made["xmp"][:start] + made["xmp"][start + added :] == before["xmp"]
    twice = noted(made, LATER, PhotoFormat.PNG)
    assert note_in(twice) == LATER
    assert twice["xmp"].count(b"<stEvt:action>edited<") == 2
    assert twice["xmp"].count(b"<xmpMM:History>") == 1


@pytest.mark.parametrize(
    "xmp",
    [
        b"<x:xmpmeta",
        b"<!DOCTYPE a><x:xmpmeta></x:xmpmeta>",
        PLAIN.encode("utf-16"),
        PLAIN.encode().replace(b"</rdf:RDF>", b"</rdf:RDF></rdf:RDF>"),
        EDITED.encode().replace(b"</rdf:Seq>", b"</rdf:Seq><!-- -->"),
    ],
)
def test_what_can_not_be_understood_is_left_as_it_is(xmp: bytes) -> None:
    assert noted({"xmp": xmp}, NOTE, PhotoFormat.PNG)["xmp"] == xmp


def test_white_space_of_the_packet_is_used_up() -> None:
    xmp = PLAIN.encode() + b"\n" + b" " * 2000 + b'<?xpacket end="w"?>'
    assert len(noted({"xmp": xmp}, NOTE, PhotoFormat.PNG)["xmp"]) == len(xmp)
    short = PLAIN.encode() + b"\n   " + b'<?xpacket end="w"?>'
    assert b">\n<?xpacket end" in noted({"xmp": short}, NOTE, PhotoFormat.PNG)["xmp"]


def test_what_would_become_too_long_for_jpeg_stays() -> None:
    long = PLAIN.encode().replace(b"cropped", b"c" * 65_000)
    assert noted({"xmp": long}, NOTE, PhotoFormat.JPEG)["xmp"] == long
    assert noted({"xmp": long}, NOTE, PhotoFormat.PNG)["xmp"] != long


@pytest.mark.parametrize("kind", WRITABLE)
@pytest.mark.parametrize("metadata", [{}, {"exif": exif_blob(), "xmp": EDITED.encode()}])
def test_every_format_keeps_the_note_and_the_check_expects_just_it(
    tmp_path: Path, kind: PhotoFormat, metadata: dict[str, bytes]
) -> None:
    original, out = photo(**metadata), tmp_path / f"out{BY_FORMAT[kind].suffixes[0]}"
    save_photo(original, original.pixels, out, SaveOptions(note=NOTE, quality=90))
    read = open_photo(out, max_pixels=PLENTY)
    assert note_in(read.metadata) == NOTE
    assert exif.software_of(read.metadata.get("exif", b"")) == (
        b"ObjRemove 1.2.3" if "exif" in metadata else b""
    )
    assert "exif" not in compare(original, read).metadata
    assert "xmp" not in compare(original, read).metadata
    # Anything else is told, also beside the note.
    for name, old, new in (("xmp", b"edited", b"cursed"), ("exif", b"ObjRemove 1.2.3", b"ObjRemove 9.9.9")):
        forged = {**read.metadata, name: read.metadata.get(name, b"").replace(old, new)}
        assert name not in metadata or name in differing_metadata(
            original, replace(read, metadata=MappingProxyType(forged))
        )


@pytest.mark.parametrize("keep", list(Keep))
def test_nothing_is_noted_where_metadata_is_left_out(tmp_path: Path, keep: Keep) -> None:
    out = tmp_path / "out.jpg"
    original = photo(exif=exif_blob())
    save_photo(original, original.pixels, out, SaveOptions(note=NOTE, metadata=keep))
    assert (b"ObjRemove" in out.read_bytes()) is (keep is not Keep.PROFILE)


def test_only_the_name_the_version_and_the_time_are_told(tmp_path: Path) -> None:
    note = export_note()
    assert note.software.startswith("ObjRemove ")
    assert note.when.endswith("Z")
    out = tmp_path / "secret name.png"
    save_photo(photo(), photo().pixels, out, SaveOptions(note=note))
    data = out.read_bytes()
    assert note.when.encode() in data
    assert b"secret" not in data
    assert str(Path.home()).encode() not in data


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="ExifTool is not installed")
@pytest.mark.parametrize("kind", WRITABLE)
def test_exiftool_reads_the_note(tmp_path: Path, kind: PhotoFormat) -> None:
    original, out = (
        photo(exif=exif_blob(), xmp=EDITED.encode()),
        tmp_path / f"out{BY_FORMAT[kind].suffixes[0]}",
    )
    save_photo(original, original.pixels, out, SaveOptions(note=NOTE, quality=90))
    command = [
        "exiftool",
        "-j",
        "-G1",
        "-a",
        "-struct",
        "-validate",
        "-warning",
        "-Software",
        "-History",
        str(out),
    ]
    (told,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["IFD0:Software"] == "ObjRemove 1.2.3"
    camera, ours = told["XMP-xmpMM:History"]
    assert camera == {"Action": "created", "SoftwareAgent": "Camera"}
    assert ours == {"Action": "edited", "SoftwareAgent": "ObjRemove 1.2.3", "When": "2026:01:02 03:04:05Z"}
