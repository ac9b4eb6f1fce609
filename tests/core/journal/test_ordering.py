"""The order of pictures beside their journals: what is written is read, and whatever else stands there is no order."""

from __future__ import annotations

from pathlib import Path

import pytest

from objremove_gui.core.journal.ordering import FILE, forget_order, place_of, write_order


def test_what_is_written_is_read(tmp_path: Path) -> None:
    one, two, other = tmp_path / "a" / "1", tmp_path / "a" / "2", tmp_path / "b" / "1"
    for folder in (one, two, other):
        folder.mkdir(parents=True)
    write_order({one: 2, two: 0, other: 1})
    assert [place_of(folder) for folder in (one, two, other)] == [2, 0, 1]
    write_order({one: 0, two: 1})
    assert [place_of(folder) for folder in (one, two, other)] == [0, 1, 1]
    assert place_of(tmp_path / "a" / "3") is None
    forget_order(tmp_path / "a")
    assert place_of(one) == 0
    one.rmdir()
    two.rmdir()
    forget_order(tmp_path / "a")
    assert list((tmp_path / "a").iterdir()) == []


@pytest.mark.parametrize(
    "junk", [b"", b"[1]", b"{", b'{"1": "x"}', b'{"1": true}', b"\xff", b" " * 2_000_000]
)
def test_whatever_else_stands_there_is_no_order(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / FILE).write_bytes(junk)
    assert place_of(tmp_path / "1") is None
