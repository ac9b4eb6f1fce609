"""What a person may copy or a log may keep about an unforeseen error: a traceback without secrets."""

from __future__ import annotations

import os
import platform
import re
import traceback
from pathlib import Path

from objremove_gui import __version__

HIDDEN = "…"
# Each pattern keeps its first group and loses the rest.
PATTERNS = (
    re.compile(r"(?i)(authorization[\"']?\s*[:=]\s*[\"']?)[^\"'\n]+"),
    re.compile(r"(?i)(\b(?:appcode|bearer)\s+)[^\s\"',;)]+"),
    re.compile(
        r"(?i)(\b\w*(?:appcode|password|passwd|secret|token|signature|access_?key)\w*[\"']?\s*[:=]\s*[\"']?)[^\s\"',;)]+"
    ),
    re.compile(r"(?i)(\bhttps?://)[^/\s@\"']+(?=@)"),
    re.compile(r"(?i)(\bhttps?://[^\s?#\"'<>]+[?#])[^\s\"'<>)]+"),
)
SECRET_VARIABLES = re.compile(r"OBJREMOVE_\w*(?:APPCODE|KEY|SECRET|TOKEN|PASSWORD)")


def redact(text: str) -> str:
    """``text`` without secrets: headers, keys, the query part of addresses, what the environment holds; home as ~."""
    for name, value in os.environ.items():
        if SECRET_VARIABLES.match(name):
            for secret in filter(None, re.split(r"[,\s]+", value)):
                text = text.replace(secret, HIDDEN)
    for pattern in PATTERNS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def details_of(error: BaseException) -> str:
    """Versions, system and traceback, in English, for whoever looks into it."""
    system = f"ObjRemove {__version__}, Python {platform.python_version()}, {platform.platform()}"
    return redact(f"{system}\n\n{''.join(traceback.format_exception(error))}")
