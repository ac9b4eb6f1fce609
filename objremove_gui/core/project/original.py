"""The original that a project belongs to: what it is known by, and where it is found again."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import BinaryIO

from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import load, open_photo
from objremove_gui.core.imageio.reasons import shown_name
from objremove_gui.core.project.schema import PhotoFacts
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr

_BLOCK = 1 << 20


class OriginalNeeded(InputError):
    """The photo of a project is not where it was, or is not the same any more; ``name`` is what to look for."""

    def __init__(self, message: str, name: str, *, code: str) -> None:
        super().__init__(message, code=code)
        self.name = name


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """What the original is known by: its file's name, bytes and hash (hex), and the hash of the decoded pixels.

    ``path`` is None where it never was a file; ``data`` are the file's bytes where they came with a project.
    """

    path: Path | None
    name: str
    size: int
    sha256: str
    pixels: str
    data: bytes | None = None

    @property
    def has_a_place(self) -> bool:
        """Whether there is a path by which it can be found again; some systems take names that are no text."""
        return self.path is not None and bool(path_text(self.path.absolute()))

    def facts(self, folder: Path, *, embedded: bool) -> PhotoFacts:
        """As it stands in a project that lies in ``folder``."""
        relative = absolute = ""
        name = self.name.encode("utf-8", "replace").decode()
        if self.path is not None and self.has_a_place:
            absolute = str(self.path.absolute())
            try:
                relative = path_text(
                    PurePosixPath(PurePath(os.path.relpath(absolute, folder.absolute())).as_posix())
                )
            except ValueError:
                # On another drive.
                relative = ""
        return PhotoFacts(name, relative, absolute, self.size, self.sha256, self.pixels, embedded)


def path_text(path: PurePath | None) -> str:
    """The path as it can be written down; ``""`` where there is none or its name is no text."""
    text = "" if path is None else str(path)
    return text if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text) else ""


def original_of(photo: Photo, data: bytes | None = None) -> Original:
    """What ``photo`` will be known by; ``data`` are its file's bytes where it has none to read. Raises OSError."""
    pixels = pixels_hash(photo)
    if data is not None:
        name = photo.path.name if photo.path else ""
        return Original(photo.path, name, len(data), hashlib.sha256(data).hexdigest(), pixels, data)
    if photo.path is None:
        return Original(None, "", 0, hashlib.sha256().hexdigest(), pixels)
    with photo.path.open("rb") as file:
        size, digest = _file_hash(file)
    return Original(photo.path, photo.path.name, size, digest, pixels)


def pixels_hash(photo: Photo) -> str:
    """SHA-256, hex, of the shape, the type and the bytes of the decoded pixels."""
    pixels = photo.pixels
    digest = hashlib.sha256(f"{pixels.shape} {pixels.dtype.name} ".encode())
    digest.update((pixels if pixels.dtype.itemsize == 1 else pixels.astype("<u2", copy=False)).data)
    return digest.hexdigest()


def _file_hash(file: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def file_bytes(original: Original) -> bytes | None:
    """The file's bytes; None where they are not those of the original any more."""
    if original.data is not None:
        return original.data
    if original.path is None:
        return None
    try:
        data = original.path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == original.sha256 else None


def opened_from(data: bytes, facts: PhotoFacts, project: Path, max_pixels: int) -> tuple[Photo, Original]:
    """The photo whose file's bytes are ``data``, placed where it was or beside the project. Raises Unreadable."""
    picture = load(io.BytesIO(data), data, max_pixels=max_pixels, expand=True)
    own_file = next((place for place in places(facts, project) if place.is_file()), None)
    photo = Photo(
        picture.pixels,
        picture.format,
        own_file or project.parent / (PureWindowsPath(facts.name).name or "photo"),
        picture.is_grey,
        MappingProxyType(picture.head.metadata),
        picture.head.resolution,
        picture.notes,
        picture.head.coding,
    )
    return photo, replace(original_of(photo, data), path=own_file)


def places(facts: PhotoFacts, project: Path) -> list[Path]:
    """Where the original may lie, the likeliest first: never on another computer than the project's own."""
    own = PureWindowsPath(str(project.absolute())).drive
    result = []
    if facts.relative and not _leads_away(facts.relative, own):
        # Without ".." in it: the folder that it leads through may be taken away while the photo is open.
        result.append(Path(os.path.normpath(project.parent.absolute() / PurePosixPath(facts.relative))))
    if facts.absolute and not _leads_away(facts.absolute, own):
        result.append(Path(facts.absolute))
    return [path for path in result if "\0" not in str(path)]


def _leads_away(path: str, own: str) -> bool:
    r"""Whether it names a share (``\\host\share``): opening one tells that host who is asking."""
    drive = PureWindowsPath(path).drive
    return drive.startswith(("\\\\", "//")) and drive != own


def find_original(
    facts: PhotoFacts, project: Path, given: Path | None, *, max_pixels: int
) -> tuple[Photo, Original, tuple[str, ...]]:
    """The photo, what it is known by, and notes; ``given`` is where the person says it is.

    Raises OriginalNeeded where it is not found or another picture lies there, InputError where it can't be opened.
    """
    changed = False
    for path in places(facts, project) if given is None else [given]:
        if not path.is_file():
            continue
        photo = open_photo(path, max_pixels=max_pixels)
        original = _known(photo, path)
        if original.sha256 == facts.sha256:
            return photo, original, ()
        if original.pixels == facts.pixels:
            note = tr("“{name}” has other metadata than when the project was saved.", name=shown_name(path))
            return photo, original, (note,)
        changed = True
    raise _needed(facts, given, changed=changed)


def _known(photo: Photo, path: Path) -> Original:
    try:
        return original_of(photo)
    except OSError as error:
        raise InputError(tr("“{name}” could not be read.", name=shown_name(path))) from error


def _needed(facts: PhotoFacts, given: Path | None, *, changed: bool) -> OriginalNeeded:
    name = shown_name(Path(PureWindowsPath(facts.name).name or "photo"))
    if given is not None:
        text = tr(
            "“{given}” is not the photo of this project; “{name}” is needed as it was.",
            given=shown_name(given),
            name=name,
        )
        return OriginalNeeded(text, name, code="original-changed")
    if changed:
        text = tr(
            "“{name}” has changed since the project was saved; the project needs it as it was.", name=name
        )
        return OriginalNeeded(text, name, code="original-changed")
    text = tr("The photo “{name}” of this project was not found.", name=name)
    return OriginalNeeded(text, name, code="original-missing")
