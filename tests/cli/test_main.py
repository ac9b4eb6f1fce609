"""The command line around the commands: usage, errors in one sentence, exit status, what is imported."""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from objremove_gui import __version__, cli
from objremove_gui.errors import InputError, TransferError

Install = Callable[[Callable[[argparse.Namespace], int]], None]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a command ``try`` with the given ``run`` into the table."""
    module = ModuleType("scripted_command")

    def add_parser(subparsers: Any) -> None:
        subparsers.add_parser("try").add_argument("--number", type=int)

    def install(run: Callable[[argparse.Namespace], int]) -> None:
        module.add_parser = add_parser  # type: ignore[attr-defined]
        module.run = run  # type: ignore[attr-defined]

    monkeypatch.setitem(sys.modules, "scripted_command", module)
    monkeypatch.setattr(cli, "COMMANDS", (cli.Command("try", "try it", "scripted_command"),))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return install


def objremove(*arguments: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "objremove_gui.cli", *arguments)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-X", "utf8", *arguments]
    return subprocess.run(run, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_status_of_the_command_is_the_status_of_the_program(command: Install) -> None:
    command(lambda args: args.number)
    assert cli.main(["try", "--number", "3"]) == 3


def test_an_error_is_one_sentence_with_its_hint_and_status(
    command: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(args: argparse.Namespace) -> int:
        raise InputError("The mask is empty.", hint="Mark something.")

    command(run)
    assert cli.main(["try"]) == 2
    assert capsys.readouterr() == ("", "The mask is empty. Mark something.\n")


def test_verbose_shows_where_the_error_arose(command: Install, capsys: pytest.CaptureFixture[str]) -> None:
    def run(args: argparse.Namespace) -> int:
        raise TransferError("No connection.")

    command(run)
    for arguments in (["-v", "try"], ["try", "-v"]):
        assert cli.main(arguments) == 1
        told = capsys.readouterr().err
        assert "Traceback" in told
        assert told.endswith("\nNo connection.\n")


def test_the_log_is_told_while_the_command_runs_and_not_afterwards(
    command: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("objremove_gui.cli")

    def run(args: argparse.Namespace) -> int:
        log.debug("looking")
        return 0

    command(run)
    assert cli.main(["try", "-v"]) == 0
    log.warning("late")
    assert capsys.readouterr().err == "looking\n"


def test_an_interrupt_ends_quietly_with_130(command: Install, capsys: pytest.CaptureFixture[str]) -> None:
    def run(args: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    command(run)
    assert cli.main(["try"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("option", "traced"), [((), False), (("-v",), True)])
def test_what_nobody_foresaw_is_a_sentence_too(option: tuple[str, ...], traced: bool) -> None:
    script = (
        "import sys, types; from objremove_gui import cli\n"
        "module = types.ModuleType('scripted')\n"
        "module.add_parser = lambda subparsers: subparsers.add_parser('try')\n"
        "module.run = lambda args: {}['nothing']\n"
        "sys.modules['scripted'] = module\n"
        "cli.COMMANDS = (cli.Command('try', 'try it', 'scripted'),)\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    answer = python("-c", script, "try", *option)
    assert answer.returncode == 1
    assert ("Traceback" in answer.stderr) is traced
    assert answer.stderr.splitlines()[-1].startswith("Something unforeseen happened (KeyError: 'nothing').")


def test_a_wrong_setting_in_the_environment_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OBJREMOVE_LANG", "klingon")
    assert cli.main(["remove"]) == 2
    assert capsys.readouterr().err.startswith("The setting “Language” can't have this value")


def test_the_help_names_every_command_and_imports_none() -> None:
    loaded = "import sys; from objremove_gui import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
    script = loaded + "print([name for name in sys.modules if name.startswith('objremove_gui.cli.')])"
    answer = python("-c", script)
    assert all(command.name in answer.stdout for command in cli.COMMANDS)
    assert answer.stdout.splitlines()[-1] == "[]"


def test_what_only_tells_something_imports_nothing_that_works() -> None:
    told = (
        "import sys; from objremove_gui import cli\ntry: cli.main(['--version'])\nexcept SystemExit: pass\n"
    )
    modules = set(python("-c", told + "print(*sys.modules)").stdout.split())
    assert "objremove_gui.cli" in modules
    assert not modules & {"asyncio", "httpx", "logging", "numpy", "PIL", "PySide6", "sqlite3", "traceback"}


@pytest.mark.parametrize("arguments", [(), ("frobnicate",), ("remove", "--frobnicate")])
def test_wrong_usage_is_status_2_and_shows_the_usage(arguments: tuple[str, ...]) -> None:
    answer = objremove(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("usage: objremove")


def test_the_version_is_told() -> None:
    assert objremove("--version").stdout == f"objremove {__version__}\n"


@pytest.mark.parametrize("command", [command.name for command in cli.COMMANDS])
def test_every_command_has_a_help_and_knows_verbose(command: str) -> None:
    answer = objremove(command, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith(f"usage: objremove {command}")
    assert "--verbose" in answer.stdout


def test_it_speaks_chinese_where_the_language_is_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBJREMOVE_LANG", "zh_CN")
    assert any("一" <= letter <= "鿿" for letter in objremove("--help").stdout)
