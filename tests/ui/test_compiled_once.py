"""What Qt's bridge brings along as text is compiled at the first start only."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest

from objremove_gui.ui.compiled_once import compiled_once

TEXT = b"from typing import Any\nx: Any = 1 + 2\n"

START = """
import builtins, sys
by_python, compiled = builtins.compile, []
def counting(source, filename, *more, **named):
    if "shibokensupport" in str(filename):
        compiled.append(filename)
    return by_python(source, filename, *more, **named)
builtins.compile = counting

from objremove_gui.ui.compiled_once import compiled_once
with compiled_once():
    import PySide6.QtCore
assert builtins.compile is counting
# The bridge works as ever: this is one of the things it is needed for.
try:
    PySide6.QtCore.QPoint("here")
except TypeError as error:
    assert "Supported signatures" in str(error), error
print(len(compiled))
"""


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have said that nothing is to be kept."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def compiled_at_a_start(folder: Path) -> int:
    """How many parts of the bridge a program of its own compiles whose compiled modules lie in ``folder``."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own["PYTHONPYCACHEPREFIX"] = str(folder)
    command = [sys.executable, "-c", START]
    return int(subprocess.run(command, env=own, stdout=subprocess.PIPE, text=True, check=True).stdout)


def executed(file: Path, text: bytes = TEXT) -> dict[str, object]:
    """What a module of this text holds."""
    found: dict[str, object] = {}
    with compiled_once(str(file)):
        exec(compile(text, "part.py", "exec"), found)
    return found


def test_the_second_start_compiles_nothing_of_the_bridge(tmp_path: Path) -> None:
    assert compiled_at_a_start(tmp_path) > 5
    assert compiled_at_a_start(tmp_path) == 0


def test_a_text_that_has_changed_is_compiled_anew(tmp_path: Path) -> None:
    file = tmp_path / "parts.kept"
    assert executed(file)["x"] == 3
    assert executed(file)["x"] == 3
    assert executed(file, TEXT.replace(b"2", b"5"))["x"] == 6


@pytest.mark.parametrize("held", [b"", b"of another Python", None])
def test_what_cannot_be_used_is_compiled_anew(tmp_path: Path, held: bytes | None) -> None:
    file = tmp_path / "parts.kept"
    executed(file)
    file.write_bytes(file.read_bytes()[:-3] if held is None else held)
    assert executed(file)["x"] == 3
    # And is kept again, with nothing beside it.
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    assert file.read_bytes() != held


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    assert executed(tmp_path / "missing" / "parts.kept")["x"] == 3
    assert not list(tmp_path.iterdir())


def test_afterwards_everything_is_compiled_as_before(tmp_path: Path) -> None:
    before = builtins.compile
    with pytest.raises(SyntaxError):
        executed(tmp_path / "parts.kept", b"no part of anything")
    assert builtins.compile is before
    assert not list(tmp_path.iterdir())


def test_other_things_are_compiled_as_ever(tmp_path: Path) -> None:
    with compiled_once(str(tmp_path / "parts.kept")):
        assert eval(compile("1 + 1", "question", "eval")) == 2
    assert not list(tmp_path.iterdir())
