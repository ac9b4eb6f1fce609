from __future__ import annotations

from pathlib import Path

import pytest

from objremove_gui.core.naming import check_template, named
from objremove_gui.errors import InputError

SOURCE = Path("somewhere/IMG_12.v2.jpg")


def test_fields_are_filled_in(tmp_path: Path) -> None:
    assert (
        named("{name}-removed", SOURCE, tmp_path, ".png", "2026-01-31") == tmp_path / "IMG_12.v2-removed.png"
    )
    assert named("{date} {name}", SOURCE, tmp_path, ".tif", "2026-01-31").name == "2026-01-31 IMG_12.v2.tif"


def test_a_number_is_the_first_that_is_free(tmp_path: Path) -> None:
    for taken in ("a1.png", "a2.png", "a3.jpg"):
        (tmp_path / taken).touch()
    assert named("a{n}", SOURCE, tmp_path, ".png", "").name == "a3.png"
    assert named("a{n}", SOURCE, tmp_path, ".jpg", "").name == "a1.jpg"


@pytest.mark.parametrize("template", ["{size}", "a/b", "a\\b", "a:b", "{name", "{}", "", "  ", "a\tb"])
def test_a_template_that_names_no_file_is_refused_with_the_reason(template: str) -> None:
    with pytest.raises(InputError):
        check_template(template)


def test_a_photo_whose_name_holds_braces_is_no_template(tmp_path: Path) -> None:
    assert named("{name}-x", Path("{n}.jpg"), tmp_path, ".jpg", "").name == "{n}-x.jpg"


def test_a_name_never_leaves_its_folder_or_ends_in_a_dot(tmp_path: Path) -> None:
    path = named("{name}..", Path("a.jpg"), tmp_path, ".png", "")
    assert path == tmp_path / "a.png"


def test_a_long_name_is_cut_between_letters(tmp_path: Path) -> None:
    path = named("é" * 300, SOURCE, tmp_path, ".png", "")
    assert path.stem == "é" * 100
    path.touch()
    # A name that is no UTF-8 stays what it is.
    assert named("{name}-x", Path("a\udcff.jpg"), tmp_path, ".png", "").name == "a\udcff-x.png"


@pytest.mark.parametrize("name", ["CON", "nul", "Com1.old"])
def test_names_of_devices_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="on Windows"):
        named(name, SOURCE, tmp_path, ".png", "")
