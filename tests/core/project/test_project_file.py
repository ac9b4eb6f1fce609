"""A project file gives back what was saved, or says what is lost; nothing else ever happens."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from scenery import blob, noise, removal

from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.project import opening
from objremove_gui.core.project.archive import entries
from objremove_gui.core.project.known import known_of, stamp_of
from objremove_gui.core.project.opening import Opened, is_project, open_project
from objremove_gui.core.project.original import OriginalNeeded, original_of
from objremove_gui.core.project.saving import save_project
from objremove_gui.core.project.schema import RemovalFacts, VersionFacts
from objremove_gui.core.removal import Removal, Version
from objremove_gui.errors import InputError, OutputError

SIZE = Size(300, 270)
PLENTY = 1_000_000
FIRST, SECOND = Rect(10, 20, 90, 70), Rect(150, 100, 140, 160)


def write_photo(path: Path, dtype: str = "uint8", channels: int = 3) -> Photo:
    pixels = noise(SIZE, channels, dtype)
    made = Photo(pixels, PhotoFormat.PNG, metadata={"exif": b"II*\0\x08\0\0\0\0\0\0\0\0\0"})
    save_photo(made, pixels, path, SaveOptions(overwrite=True))
    return open_photo(path, max_pixels=PLENTY)


def worked_on(photo: Photo) -> Document:
    """A document with marks, a plain removal, and one with everything that a removal can have."""
    document = Document(photo)
    dtype = photo.pixels.dtype
    plain, rich = removal(FIRST, dtype), removal(SECOND, dtype, seed=5)
    alpha = rich.alpha.copy()
    alpha[40:50] = 0
    patch = noise(SECOND.size, 3, dtype, 9)
    other = Version(patch, "http://service", -3, 12.5, "abc-1", "f00d", paid=True)
    rich = replace(
        rich, versions=(*rich.versions, other), chosen=1, enabled=False, name="Lamp “2”", kernel_size=7,
        alpha=alpha, whole=rich.alpha, opacity=35,
    )  # fmt: skip
    document.put_removals((plain, rich))
    with document.mask_edit("mark") as mask:
        mask.replace(Rect.of_size(SIZE), blob(SIZE, (80, 200, 31), (260, 20, 12)))
    document.put_wishes((Wish(Rect(49, 169, 63, 63), Rect(20, 90, 200, 180)),))
    return document


def state(document: Document) -> list[object]:
    """All that a document holds, to be compared."""
    parts: list[object] = [document.mask.pixels.tobytes(), document.photo.pixels.tobytes(), document.wider]
    for one in document.removals:
        values: dict[str, object] = {
            field.name: getattr(one, field.name) for field in dataclasses.fields(one)
        }
        values["versions"] = [
            [getattr(version, field.name) for field in dataclasses.fields(version)]
            for version in one.versions
        ]
        parts.append(_plain(values))
    return parts


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.dtype.name, value.shape, value.tobytes()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    return write_photo(tmp_path / "photo.png")


def saved(document: Document, path: Path, *, embed: bool = False) -> Path:
    save_project(document.snapshot(), path, embed_original=embed)
    return path


def opened(path: Path, original: Path | None = None) -> Opened:
    return open_project(path, max_pixels=PLENTY, original=original)


@pytest.mark.parametrize("embed", [False, True])
@pytest.mark.parametrize(("dtype", "channels"), [("uint8", 3), ("uint16", 3), ("uint8", 4), ("uint16", 4)])
def test_what_is_saved_comes_back(tmp_path: Path, dtype: str, channels: int, embed: bool) -> None:
    document = worked_on(write_photo(tmp_path / "photo.png", dtype, channels))
    again = opened(saved(document, tmp_path / "work.objremove", embed=embed))
    assert state(again.document) == state(document)
    assert again.notes == ()
    assert again.embedded is embed
    assert again.document.photo.path == tmp_path / "photo.png"
    assert again.document.photo.metadata == document.photo.metadata
    assert again.document.history.names == ()


def test_the_schema_knows_every_field_of_a_removal() -> None:
    names = {field.name for field in dataclasses.fields(Removal)}
    assert names - {"mask", "alpha", "whole"} == set(RemovalFacts.__struct_fields__) - {"has_whole"}
    assert {field.name for field in dataclasses.fields(Version)} - {"patch"} == set(
        VersionFacts.__struct_fields__
    )


def test_a_project_from_before_there_were_opacities_opens(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    path = saved(document, tmp_path / "work.objremove")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    for facts in manifest["removals"]:
        del facts["opacity"]
        for version in facts["versions"]:
            del version["below"], version["paid"]
    del manifest["wider"]
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    again = opened(path)
    assert again.notes == ()
    assert [one.opacity for one in again.document.removals] == [100, 100]
    versions = [version for one in again.document.removals for version in one.versions]
    assert {(version.below, version.paid) for version in versions} == {(None, False)}


def test_a_project_moves_together_with_its_photo(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    saved(document, tmp_path / "work.objremove")
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "photo.png").rename(other / "photo.png")
    (tmp_path / "work.objremove").rename(other / "work.objremove")
    assert state(opened(other / "work.objremove").document) == state(document)


def test_a_project_alone_finds_a_photo_that_stayed(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    saved(document, tmp_path / "work.objremove")
    (tmp_path / "other").mkdir()
    moved = (tmp_path / "work.objremove").rename(tmp_path / "other" / "work.objremove")
    assert state(opened(moved).document) == state(document)


def test_the_way_to_a_photo_outlives_the_folder_of_its_project(tmp_path: Path, photo: Photo) -> None:
    folder = tmp_path / "kept" / "deep"
    folder.mkdir(parents=True)
    project = saved(worked_on(photo), folder / "p.objremove")
    document = opened(project).document
    shutil.rmtree(tmp_path / "kept")
    assert document.photo.path == photo.path


def test_a_missing_photo_is_asked_for_and_taken_from_where_it_is(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    project = saved(document, tmp_path / "work.objremove")
    elsewhere = (tmp_path / "photo.png").rename(tmp_path / "elsewhere.png")
    with pytest.raises(
        OriginalNeeded, match=r"The photo “photo\.png” of this project was not found\."
    ) as caught:
        opened(project)
    assert (caught.value.name, caught.value.code) == ("photo.png", "original-missing")
    assert state(opened(project, elsewhere).document) == state(document)


def test_a_changed_photo_is_refused_wherever_it_comes_from(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove")
    pixels = photo.pixels.copy()
    pixels[0, 0, 0] ^= 1
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    with pytest.raises(OriginalNeeded, match="has changed since the project was saved"):
        opened(project)
    with pytest.raises(OriginalNeeded, match="is not the photo of this project"):
        opened(project, tmp_path / "photo.png")


def test_a_photo_with_other_metadata_is_taken_and_told(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    project = saved(document, tmp_path / "work.objremove")
    Image.fromarray(photo.pixels).save(tmp_path / "photo.png")
    again = opened(project)
    assert state(again.document) == state(document)
    assert again.notes == ("“photo.png” has other metadata than when the project was saved.",)


def test_a_photo_without_a_file_is_embedded_whatever_was_chosen(tmp_path: Path) -> None:
    document = worked_on(Photo(noise(SIZE, 4, np.uint16), PhotoFormat.PNG))
    again = opened(saved(document, tmp_path / "work.objremove"))
    assert again.embedded
    assert state(again.document) == state(document)


def test_a_photo_that_changed_on_the_disk_is_embedded_as_it_was_opened(tmp_path: Path, photo: Photo) -> None:
    document, known = worked_on(photo), original_of(photo)
    (tmp_path / "photo.png").write_bytes(b"something else")
    save_project(document.snapshot(), tmp_path / "work.objremove", embed_original=False, original=known)
    again = opened(tmp_path / "work.objremove")
    assert again.embedded
    assert state(again.document) == state(document)


def test_an_embedded_photo_is_embedded_again(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    first = opened(saved(document, tmp_path / "work.objremove", embed=True))
    (tmp_path / "photo.png").unlink()
    again = tmp_path / "again.objremove"
    save_project(first.document.snapshot(), again, embed_original=True, original=first.original)
    assert state(opened(again).document) == state(document)


def test_an_embedded_photo_that_is_nowhere_else_stays_in_the_project_whatever_is_chosen(
    tmp_path: Path, photo: Photo
) -> None:
    document = worked_on(photo)
    project = saved(document, tmp_path / "work.objremove", embed=True)
    for there in (None, b"another picture"):
        (tmp_path / "photo.png").unlink(missing_ok=True)
        if there is not None:
            (tmp_path / "photo.png").write_bytes(there)
        first = opened(project)
        save_project(first.document.snapshot(), project, embed_original=False, original=first.original)
        assert opened(project).embedded
        assert state(opened(project).document) == state(document)


def test_a_photo_that_is_gone_or_another_is_known_by_its_pixels(tmp_path: Path, photo: Photo) -> None:
    path, stamp = tmp_path / "photo.png", stamp_of(tmp_path / "photo.png")
    assert known_of(photo, stamp).data is None
    assert known_of(photo, None).data is not None
    write_photo(path, channels=4)
    assert known_of(photo, stamp).data is not None
    path.unlink()
    document = worked_on(photo)
    known, project = known_of(photo, stamp), tmp_path / "work.objremove"
    save_project(document.snapshot(), project, embed_original=False, original=known)
    assert opened(project).embedded
    assert state(opened(project).document) == state(document)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text here")
def test_a_photo_whose_name_is_no_text_is_embedded(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/stra\xdfe.png"))
    document = worked_on(write_photo(path))
    again = opened(saved(document, tmp_path / "work.objremove"))
    assert again.embedded
    assert state(again.document) == state(document)


def test_a_project_from_the_future_is_refused_in_a_sentence(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove")
    rewrite(project, lambda manifest: manifest | {"schema": 2, "removals": "nobody knows"})
    with pytest.raises(InputError, match=r"newer version of ObjRemove; update") as caught:
        opened(project)
    assert caught.value.code == "newer"


def rewrite(project: Path, change: Callable[[dict[str, object]], object], **others: bytes) -> None:
    """Put another manifest (and other entries) into a project."""
    with zipfile.ZipFile(project) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.dumps(change(json.loads(contents["manifest.json"]))).encode()
    contents |= others | {"manifest.json": manifest, "manifest-again.json": manifest}
    with zipfile.ZipFile(project, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def test_removals_outside_of_the_photo_are_left_out_and_told(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove")

    def shifted(manifest: dict[str, object]) -> object:
        manifest["removals"][0]["box"][0] = 250
        return manifest

    rewrite(project, shifted)
    again = opened(project)
    assert [one.box for one in again.document.removals] == [SECOND]
    assert again.notes == ("The file is damaged: removal 1 is lost.",)


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        ("mask.png", "The file is damaged: the marks are lost."),
        ("removals/1/alpha.png", "The file is damaged: removal 1 is lost."),
        ("removals/1/version-1.png", "The file is damaged: removal 1 is lost."),
        ("removals/2/version-2.png", "The file is damaged: 1 result of removal 2 is lost."),
        ("removals/2/whole.png", "what was painted back in removal 2 can't be taken away again."),
    ],
)
def test_what_is_damaged_is_lost_alone_and_told(tmp_path: Path, photo: Photo, entry: str, note: str) -> None:
    document = worked_on(photo)
    project = saved(document, tmp_path / "work.objremove")
    with zipfile.ZipFile(project) as archive:
        offset = archive.getinfo(entry).header_offset + 30 + len(entry) + 60
    data = bytearray(project.read_bytes())
    data[offset] ^= 16
    project.write_bytes(data)
    again = opened(project)
    assert len(again.notes) == 1
    assert again.notes[0].endswith(note)
    if "2" in entry:
        assert len(again.document.removals) == 2
        assert again.document.removals[1].version.backend == (
            "test" if "version" in entry else "http://service"
        )


def test_an_embedded_photo_that_is_damaged_is_taken_from_its_own_file(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    project = saved(document, tmp_path / "work.objremove", embed=True)
    data = bytearray(project.read_bytes())
    with zipfile.ZipFile(project) as archive:
        data[archive.getinfo("original").header_offset + 200] ^= 1
    project.write_bytes(data)
    again = opened(project)
    assert state(again.document) == state(document)
    assert "the photo in it is lost" in again.notes[0]
    (tmp_path / "photo.png").unlink()
    with pytest.raises(OriginalNeeded):
        opened(project)


def test_a_file_that_was_cut_off_opens_as_far_as_it_goes(tmp_path: Path, photo: Photo) -> None:
    document = worked_on(photo)
    project = saved(document, tmp_path / "work.objremove")
    with zipfile.ZipFile(project) as archive:
        cut = archive.getinfo("removals/2/mask.png").header_offset + 50
    project.write_bytes(project.read_bytes()[:cut])
    again = opened(project)
    assert np.array_equal(again.document.mask.pixels, document.mask.pixels)
    assert [one.box for one in again.document.removals] == [FIRST]
    assert again.notes == ("The file is damaged: removal 2 is lost.",)


def test_a_failed_save_leaves_the_file_before_as_it_was(tmp_path: Path, photo: Photo) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        saved(worked_on(photo), tmp_path / "nowhere" / "work.objremove")
    project = saved(worked_on(photo), tmp_path / "work.objremove")
    before = project.read_bytes()
    document = worked_on(photo)
    # No PNG has seven channels.
    nonsense = replace(document.removals[0], alpha=np.zeros((3, 3, 7), np.uint8))
    with pytest.raises(KeyError):
        save_project(replace(document.snapshot(), removals=(nonsense,)), project, embed_original=False)
    assert project.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photo.png", "work.objremove"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove")
    with zipfile.ZipFile(project) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["mask.png"] = bytes(50 << 20)
    with zipfile.ZipFile(project, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name), data, 8 if name == "mask.png" else 0)
    again = opened(project)
    assert again.notes == ("The file is damaged: the marks are lost.",)
    assert len(again.document.removals) == 2


def test_a_photo_that_is_too_large_is_refused(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove", embed=True)
    with pytest.raises(InputError, match="more than the"):
        open_project(project, max_pixels=1000)


def test_names_that_lead_out_of_the_file_lead_nowhere(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove", embed=True)
    (tmp_path / "photo.png").unlink()

    def led_away(manifest: dict[str, object]) -> object:
        facts = {
            "name": "../../evil.sh",
            "relative": "../../../etc/passwd",
            "absolute": r"\\evil\share\x.png",
        }
        return manifest | {"photo": manifest["photo"] | facts}

    rewrite(project, led_away, **{"../../evil.sh": b"x"})
    again = opened(project)
    assert again.document.photo.path == tmp_path / "evil.sh"
    assert [path.name for path in tmp_path.iterdir()] == ["work.objremove"]


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\3\4" * 50, b"\xff\xd8\xff" + bytes(99), bytes(5000)])
def test_what_is_no_project_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.objremove"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"“x\.objremove” could not be opened: it is no project"):
        opened(path)


def test_a_project_is_told_by_its_name_or_its_beginning(tmp_path: Path, photo: Photo) -> None:
    project = saved(worked_on(photo), tmp_path / "work.objremove")
    assert is_project(project)
    assert is_project(project.rename(tmp_path / "work.zip"))
    assert not is_project(tmp_path / "photo.png")
    assert not is_project(tmp_path / "nothing")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("fuzz")
    project = saved(worked_on(write_photo(folder / "photo.png")), folder / "work.objremove", embed=True)
    return folder, project.read_bytes()


def survives(folder: Path, data: bytes) -> None:
    """A document that can be composed, or a sentence; and no new file."""
    path = folder / "work.objremove"
    path.write_bytes(data)
    sentence = ""
    try:
        document = opened(path).document
    except InputError as error:
        sentence, document = error.message, None
    if document is None:
        assert sentence.endswith(".")
    else:
        assert document.read_all().shape == (SIZE.height, SIZE.width, 3)
        assert set(np.unique(document.mask.pixels)) <= {0, 255}
    assert sorted(found.name for found in folder.iterdir()) == ["photo.png", "work.objremove"]


FUZZ = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(st.data())
def test_a_file_cut_off_anywhere_opens_or_is_refused(whole: tuple[Path, bytes], data: st.DataObject) -> None:
    folder, content = whole
    survives(folder, content[: data.draw(st.integers(0, len(content)))])


@FUZZ
@given(st.data())
def test_flipped_bytes_open_or_are_refused(whole: tuple[Path, bytes], data: st.DataObject) -> None:
    folder, content = whole
    changed = bytearray(content)
    early = st.integers(0, min(4000, len(content) - 1))
    for place in data.draw(st.lists(early | st.integers(0, len(content) - 1), min_size=1, max_size=30)):
        changed[place] = data.draw(st.integers(0, 255))
    survives(folder, bytes(changed))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@FUZZ
@given(st.data())
def test_a_forged_manifest_opens_or_is_refused(whole: tuple[Path, bytes], data: st.DataObject) -> None:
    folder, content = whole

    def forged(manifest: dict[str, object]) -> object:
        part: object = manifest
        while isinstance(part, dict | list) and part:
            keys = list(part) if isinstance(part, dict) else list(range(len(part)))
            key = data.draw(st.sampled_from(keys))
            inner = part[key]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
                part[key] = data.draw(JSON | st.integers(-5, 400))
                break
            part = inner
        return manifest

    path = folder / "work.objremove"
    path.write_bytes(content)
    rewrite(path, forged)
    survives(folder, path.read_bytes())


def test_a_small_file_does_not_come_to_much_more_than_it_is(
    tmp_path: Path, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of even patches pack to almost nothing."""
    box = Rect.of_size(SIZE)
    even = np.zeros((SIZE.height, SIZE.width), np.uint8)
    versions = tuple(Version(np.dstack((even,) * 3), "x", seed, 1.0) for seed in range(200))
    document = Document(photo)
    document.put_removals((Removal(box, even, even, 2, versions),))
    path = saved(document, tmp_path / "bomb.objremove")
    assert len(opened(path).document.removals[0].versions) == 200
    monkeypatch.setattr(opening, "SMALL_DECODED", 10_000_000)
    bomb = opened(path)
    assert sum(version.patch.nbytes for version in bomb.document.removals[0].versions) < 10_000_000
    assert "results of removal 1 are lost" in bomb.notes[0]


def test_a_file_of_nothing_but_headers_is_looked_through_soon() -> None:
    file = Counting(b"PK\3\4" * (1 << 15))
    assert entries(file) == {}
    assert file.taken < 1 << 28


class Counting(io.BytesIO):
    """A file that counts what is read of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data
