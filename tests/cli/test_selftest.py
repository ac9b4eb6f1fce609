"""``objremove self-test``, for real: one removal through the embedded service."""

from __future__ import annotations

from pathlib import Path

import pytest

from objremove_gui import cli
from objremove_gui.cli import selftest


def test_a_good_installation_passes(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["self-test"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines[:-1]] == [
        "Icon: passed",
        "Translation: passed",
        "Picture: passed",
        "Removal: passed",
        "Writing: passed",
        "Reading back: passed",
    ]
    assert lines[-1] == "All 6 checks passed."
    assert status == 0


def test_missing_resources_fail_what_needs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(selftest, "resource", lambda name: tmp_path / name)
    status = cli.main(["self-test"])
    told = capsys.readouterr().out
    assert "Icon: FAILED" in told
    assert "Translation: passed" in told
    assert "Picture: FAILED" in told
    assert "Removal: FAILED (an earlier check failed)" in told
    assert told.splitlines()[-1] == "5 checks failed; install again."
    assert status == 1
