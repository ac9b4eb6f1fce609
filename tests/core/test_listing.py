"""The pictures of a folder: all of them, in the order of a person, and with an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from objremove_gui.core import listing
from objremove_gui.core.listing import Listing, listed, natural_key

SUFFIXES = (".jpg", ".png")


def made(folder: Path, *names: str) -> list[Path]:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [folder / name for name in names]


def test_numbers_are_counted_and_cases_are_alike() -> None:
    names = ["img10.jpg", "IMG9.jpg", "img2b.jpg", "img2a.jpg", "b.jpg", "A.jpg", "1.jpg", "٢.jpg"]
    assert sorted(names, key=natural_key) == [
        "1.jpg", "٢.jpg", "A.jpg", "b.jpg", "img2a.jpg", "img2b.jpg", "IMG9.jpg", "img10.jpg",
    ]  # fmt: skip


def test_pictures_of_a_folder_come_in_its_place_and_those_below_after_them(tmp_path: Path) -> None:
    (single,) = made(tmp_path, "single.xyz")
    folder = tmp_path / "trip"
    inside = made(folder, "2.JPG", "10.png", "day 2/1.jpg", "day 10/1.jpg")
    made(folder, "notes.txt", ".hidden.jpg", "._2.JPG", ".cache/3.jpg", "4.jpg/real.txt")
    missing = tmp_path / "missing.jpg"
    assert listed([single, folder, missing], SUFFIXES) == Listing((single, *inside, missing))


def test_what_is_named_twice_comes_once(tmp_path: Path) -> None:
    first, second = made(tmp_path / "trip", "1.jpg", "2.jpg")
    assert listed([second, tmp_path / "trip"], SUFFIXES).paths == (second, first)


def test_a_folder_without_pictures_is_told(tmp_path: Path) -> None:
    made(tmp_path / "texts", "notes.txt")
    assert listed([tmp_path / "texts"], SUFFIXES) == Listing((), (tmp_path / "texts",))


def test_links_to_folders_are_not_followed_and_those_to_pictures_are(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "trip", tmp_path / "elsewhere"
    made(folder, "1.jpg")
    (far,) = made(elsewhere, "far.jpg")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "elsewhere").symlink_to(elsewhere, target_is_directory=True)
    (folder / "2.jpg").symlink_to(far)
    (folder / "3.jpg").symlink_to(folder / "gone.jpg")
    (folder / "4.jpg").symlink_to(folder / "4.jpg")
    assert listed([folder], SUFFIXES).paths == (folder / "1.jpg", folder / "2.jpg")
    # The one that a person names is meant.
    assert listed([folder / "elsewhere"], SUFFIXES).paths == (folder / "elsewhere" / "far.jpg",)


def test_too_many_are_cut_in_their_order(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    first, *_ = made(one, "1.jpg", "2.jpg", "3.jpg"), made(two, "1.jpg")
    assert listed([one, two], SUFFIXES, most=2) == Listing(tuple(first[:2]), (), True)
    assert not listed([one, two], SUFFIXES, most=4).is_cut


def test_there_is_an_end_of_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, *(f"{number}.txt" for number in range(20)), "below/1.jpg")
    monkeypatch.setattr(listing, "MOST_ENTRIES", 20)
    assert listed([tmp_path], SUFFIXES).is_cut
    monkeypatch.setattr(listing, "MOST_ENTRIES", 200)
    monkeypatch.setattr(listing, "DEEPEST", 2)
    (deep,) = made(tmp_path, "a/b/1.jpg")
    made(tmp_path, "a/b/c/2.jpg")
    found = listed([tmp_path], SUFFIXES)
    assert (deep in found.paths, len(found.paths), found.is_cut) == (True, 1, True)
