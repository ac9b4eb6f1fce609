"""What a second start does: it hands its photos to the window that is there, without Qt where that can be."""

from __future__ import annotations

import json
import os
import sys
import time
from binascii import crc32
from collections.abc import Sequence
from pathlib import Path

# Milliseconds: one try to reach the first window, the wait for its answer, and seconds until that is given up.
CONNECT_TIME = 500
ANSWER_TIME = 5000
PATIENCE = 10.0
PAUSE = 0.1
TAKEN = b"taken\n"


def address_of(folder: Path) -> str:
    """Where the window of a data folder listens: the path of a socket, on Windows the name of a pipe."""
    name = f"objremove-{crc32(os.fsencode(folder.resolve())):08x}"
    return name if sys.platform == "win32" else os.path.join(os.environ.get("TMPDIR") or "/tmp", name)


def hand_over(folder: Path, images: Sequence[Path]) -> bool:
    """Give the photos to the window that has this data folder, and bring it to the front; False when it is silent."""
    message = json.dumps([str(path) for path in images]).encode() + b"\n"
    end = time.monotonic() + PATIENCE
    while _answer(address_of(folder), message) != TAKEN:
        # The first window may be on its way still.
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


if sys.platform == "win32":

    def _answer(address: str, message: bytes) -> bytes:
        """What the window says; nothing where there is none."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(address)
        if not socket.waitForConnected(CONNECT_TIME):
            return b""
        socket.write(message)
        socket.flush()
        socket.waitForReadyRead(ANSWER_TIME)
        answer = bytes(socket.readAll().data())
        socket.disconnectFromServer()
        return answer

else:

    def _answer(address: str, message: bytes) -> bytes:
        """What the window says; nothing where there is none."""
        import socket

        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.settimeout(CONNECT_TIME / 1000)
                line.connect(address)
                line.settimeout(ANSWER_TIME / 1000)
                line.sendall(message)
                return line.recv(len(TAKEN))
            except OSError:
                return b""
