"""The command ``objremove``: everything that works without a window. Qt is never imported here."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from types import TracebackType
from typing import NamedTuple, Protocol, cast

from objremove_gui import __version__
from objremove_gui.core.idling import let_idle_threads_sleep
from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import mark, tr, use_language
from objremove_gui.resources import resources_folder
from objremove_gui.settings import Settings

INTERRUPTED = 130


class Command(NamedTuple):
    """One subcommand; ``module`` is only imported when it is called (or its help is asked for)."""

    name: str
    help: str
    module: str


COMMANDS = (
    Command("remove", mark("remove what a mask marks"), "objremove_gui.cli.remove"),
    Command("jobs", mark("list, resume or forget submitted tasks"), "objremove_gui.cli.jobs"),
    Command("serve", mark("run the removal service on a port"), "objremove_gui.cli.serve"),
    Command("verify", mark("compare an edited photo with its original"), "objremove_gui.cli.verify"),
    Command("self-test", mark("check that this installation works"), "objremove_gui.cli.selftest"),
)


class CommandModule(Protocol):
    """What the module of a subcommand offers."""

    def add_parser(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Declare the command under its name."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit status. Raises ObjremoveError."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line (``sys.argv`` without its first part by default); returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    verbose = False
    _never_fail_at_printing()
    let_idle_threads_sleep()
    try:
        use_language(Settings.load().get("language"), resources_folder() / "translations")
        parser, module = _parser(arguments)
        args = parser.parse_args(arguments)
        verbose = args.verbose
        sys.excepthook = partial(_unforeseen, verbose)
        if module is None:
            parser.print_help(sys.stderr)
            return 2
        with _talking(verbose):
            return module.run(args)
    except ObjremoveError as error:
        if verbose:
            import traceback

            traceback.print_exception(error)
        print(f"{error.message} {error.hint}".rstrip(), file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser(arguments: Sequence[str]) -> tuple[argparse.ArgumentParser, CommandModule | None]:
    """The parser, complete for the command that is called, and this command's module."""
    parser = argparse.ArgumentParser(
        "objremove", description=tr("Removes objects from photos, without a window.")
    )
    parser.add_argument("--version", action="version", version=f"objremove {__version__}")
    _add_verbose(parser, default=False)
    subparsers = parser.add_subparsers(metavar=tr("COMMAND"), title=tr("commands"))
    # No option before the command takes a value, so the first other word is the command.
    called = next((word for word in arguments if not word.startswith("-")), "")
    module = None
    for command in COMMANDS:
        if command.name == called:
            module = cast("CommandModule", import_module(command.module))
            module.add_parser(subparsers)
            _add_verbose(subparsers.choices[called], default=argparse.SUPPRESS)
        else:
            subparsers.add_parser(command.name, help=tr(command.help))
    return parser, module


def _add_verbose(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        default=default,
        help=tr("tell more, and where an error arose"),
    )


@contextmanager
def _talking(verbose: bool) -> Iterator[None]:
    """Send our own log (and nobody else's: theirs may name signed addresses) to stderr while a command runs."""
    if not verbose:
        yield
        return
    import logging

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    ours = logging.getLogger("objremove_gui")
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        ours.removeHandler(handler)
        ours.setLevel(level)


def _unforeseen(
    verbose: bool, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """The process's handler for what nobody foresaw; Python ends with status 1 after it."""
    if verbose:
        import traceback

        traceback.print_exception(kind, error, trace)
    print(
        tr(
            "Something unforeseen happened ({reason}). Start the command again with -v to see where.",
            reason=f"{kind.__name__}: {error}" if str(error) else kind.__name__,
        ),
        file=sys.stderr,
    )


def _never_fail_at_printing() -> None:
    """A terminal that lacks a character gets a substitute for it instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
