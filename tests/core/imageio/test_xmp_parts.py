"""Properties are taken out of XMP by their names, in whatever form, and as quickly from hostile bytes."""

from __future__ import annotations

import hashlib

import pytest

from objremove_gui.core.imageio import xmp_parts
from objremove_gui.core.imageio.besides import without_promises
from objremove_gui.core.imageio.options import Keep
from objremove_gui.core.imageio.privacy import kept


def is_meant(name: bytes) -> bool:
    return name == b"a:gone"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (b"<r a:gone='1' b:x=\"2\"/>", b'<r b:x="2"/>'),
        (b'<r a:gone = "1">words</r>', b"<r>words</r>"),
        (b"<r><a:gone>1</a:gone>words<a:gone/></r>", b"<r>words</r>"),
        (b'<r><a:gone x="1"><b:x>2</b:x></a:gone ><b:x>3</b:x></r>', b"<r><b:x>3</b:x></r>"),
        (b"<r><a:gone>never ended</r>", b"<r><a:gone>never ended</r>"),
        (b"<a:gone><a:gone>1</a:gone>rest</a:gone>", b"rest</a:gone>"),
        (b"<a:gone.not>1</a:gone.not>", b"<a:gone.not>1</a:gone.not>"),
    ],
)
def test_what_is_meant_goes_and_nothing_else(text: bytes, left: bytes) -> None:
    assert xmp_parts.without(text, is_meant) == left


@pytest.mark.parametrize(
    "text",
    [
        b"<a:gps>" * 300_000,
        b"<a:" + b"gps" * 700_000,
        b" a:" + b"gps" * 700_000,
        b"<Container:Directory>" * 90_000,
    ],
)
def test_what_could_be_searched_from_every_place_is_passed_over_once(text: bytes) -> None:
    # Searched from every place, each of these would take hours.
    assert kept({"xmp": text}, Keep.NO_GPS) == {"xmp": text}
    assert without_promises(text) == text


def test_an_extension_gets_the_name_of_its_new_contents_and_only_then() -> None:
    rest = b"<r a:gone='1'/>"
    old = hashlib.md5(rest).hexdigest().upper().encode()
    blobs = {"xmp": b'x:HasExtendedXMP="' + old + b'"', "xmp-extended": old + rest}
    new = hashlib.md5(b"<r/>").hexdigest().upper().encode()
    assert xmp_parts.cleaned(blobs, lambda xmp: xmp_parts.without(xmp, is_meant)) == {
        "xmp": b'x:HasExtendedXMP="' + new + b'"',
        "xmp-extended": new + b"<r/>",
    }
    assert xmp_parts.cleaned(blobs, lambda xmp: xmp) == blobs
