"""What a file says of having been edited: the program in EXIF's Software, and an entry in XMP's history.

Only the program's name and version and the time are told. Nothing else of the metadata changes by a byte, but for the
white space that an XMP packet keeps for such additions. Sources: EXIF 2.3, 4.6.4; Adobe XMP specification part 1, 7.9
(descriptions may be split up), part 2, 1.2.4 and 1.2.8 (``xmpMM:History``, ``stEvt``), part 3, 1.1.3 (JPEG).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from objremove_gui.core.imageio import exif
from objremove_gui.core.imageio.photo import PhotoFormat

_EVENT = (
    b'<rdf:li xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" rdf:parseType="Resource">'
    b"<stEvt:action>edited</stEvt:action><stEvt:softwareAgent>%s</stEvt:softwareAgent>"
    b"<stEvt:when>%s</stEvt:when></rdf:li>"
)
_NAME = rb"ObjRemove [\w.+-]+"
_WRITTEN = re.compile(
    re.escape(_EVENT).replace(b"%s", b"(" + _NAME + b")", 1).replace(b"%s", rb"([\dT:Z-]+)")
)
_HISTORY = (
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" rdf:about="%s">'
    b"<xmpMM:History><rdf:Seq>%s</rdf:Seq></xmpMM:History></rdf:Description>"
)
_PACKET = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)
_SEQUENCE_END = re.compile(rb"</[\w.-]+:Seq\s*>(?=\s*</[\w.-]+:History\s*>)")
_MANAGEMENT = re.compile(rb"""xmlns:([\w.-]+)\s*=\s*["']http://ns\.adobe\.com/xap/1\.0/mm/["']""")
_RDF_END = re.compile(rb"</[\w.-]+:RDF\s*>")
_ABOUT = re.compile(rb"""\babout\s*=\s*["']([^"'<>&]*)["']""")
_PADDING = re.compile(rb"\s+(?=<\?xpacket end)")
# What has to fit into one segment of a JPEG file, behind the length and the name of what it holds.
_MOST_JPEG = {"exif": 65_533 - 6, "xmp": 65_533 - 29}
_MOST_XMP = 4 << 20


@dataclass(frozen=True, slots=True)
class Note:
    """``software`` is the program's name and version, ``when`` the time of the export as YYYY-MM-DDThh:mm:ssZ."""

    software: str
    when: str


def noted(metadata: Mapping[str, bytes], note: Note, kind: PhotoFormat) -> dict[str, bytes]:
    """The blobs with the note in them; a blob that would not fit into the format, or is damaged, stays as it is.

    A photo without EXIF gets none, since that would have to say much more; XMP tells it all.
    """
    most = _MOST_JPEG if kind is PhotoFormat.JPEG else {}
    blobs = dict(metadata)
    for name, blob in (
        ("exif", exif.with_software(metadata.get("exif", b""), note.software)),
        ("xmp", _with_event(metadata.get("xmp", b""), note)),
    ):
        if blob and len(blob) <= most.get(name, len(blob)):
            blobs[name] = blob
    return blobs


def note_in(metadata: Mapping[str, bytes]) -> Note | None:
    """The last note of this program in the blobs; without a time where only EXIF has it."""
    events = _WRITTEN.findall(metadata.get("xmp", b""))
    if events:
        software, when = events[-1]
        return Note(software.decode(), when.decode())
    software = exif.software_of(metadata.get("exif", b""))
    return Note(software.decode(), "") if re.fullmatch(_NAME, software) else None


def _with_event(xmp: bytes, note: Note) -> bytes:
    event = _EVENT % (note.software.encode(), note.when.encode())
    if not xmp:
        return _PACKET % (_HISTORY % (b"", event))
    if len(xmp) > _MOST_XMP or b"<!DOCTYPE" in xmp:
        return xmp
    added, ends = event, list(_SEQUENCE_END.finditer(xmp))
    if not ends and not any(b"<" + prefix + b":History" in xmp for prefix in _MANAGEMENT.findall(xmp)):
        about = _ABOUT.search(xmp)
        added, ends = _HISTORY % (about[1] if about else b"", event), list(_RDF_END.finditer(xmp))
    if len(ends) != 1:
        # Of another form, or in words of two bytes.
        return xmp
    at = ends[0].start()
    longer = xmp[:at] + added + xmp[at:]
    # The white space at the end is there to be used up; of what there is a line's end stays.
    longer = _PADDING.sub(lambda match: match[0][: max(1, len(match[0]) - len(added))], longer)
    return longer if _is_sound(longer) else xmp


def _is_sound(xmp: bytes) -> bool:
    from xml.etree import ElementTree

    try:
        ElementTree.fromstring(xmp.strip(b"\0"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
    return True
