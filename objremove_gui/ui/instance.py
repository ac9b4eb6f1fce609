"""One window a data folder: a second start hands its photos to the first one and ends."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

# Milliseconds: one try to reach the first window, the wait for its answer, and seconds until that is given up.
CONNECT_TIME = 500
ANSWER_TIME = 5000
PATIENCE = 10.0
PAUSE = 0.1
# More bytes are no list of photos.
MOST_BYTES = 1_000_000
TAKEN = b"taken\n"


def address_of(folder: Path) -> str:
    """The name under which the window of a data folder listens."""
    return "objremove-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]


def hand_over(folder: Path, images: Sequence[Path]) -> bool:
    """Give the photos to the window that has this data folder, and bring it to the front; False when it is silent."""
    message = json.dumps([str(path) for path in images]).encode() + b"\n"
    end = time.monotonic() + PATIENCE
    while not _handed(address_of(folder), message):
        # The first window may be on its way still.
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def _handed(address: str, message: bytes) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(CONNECT_TIME):
        return False
    socket.write(message)
    socket.flush()
    socket.waitForReadyRead(ANSWER_TIME)
    answer = bytes(socket.readAll().data())
    socket.disconnectFromServer()
    return answer == TAKEN


class Listener(QObject):
    """Hears later starts: ``handed`` gives their photos, none where they only want the window to come forward."""

    handed = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        # Whoever has the lock of the folder owns the name; what stands there is of a program that died.
        QLocalServer.removeServer(address_of(folder))
        self._server.listen(address_of(folder))

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.setParent(self)
        socket.readyRead.connect(lambda: self._on_bytes(socket))
        socket.disconnected.connect(socket.deleteLater)
        self._on_bytes(socket)

    def _on_bytes(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > MOST_BYTES:
            socket.abort()
        elif socket.canReadLine():
            images = _read(bytes(socket.readLine().data()))
            if images is None:
                socket.abort()
                return
            socket.write(TAKEN)
            socket.flush()
            self.handed.emit(images)

    def close(self) -> None:
        """Hear nothing any more."""
        self._server.close()


def _read(message: bytes) -> list[str] | None:
    """The paths in a message; None for one that is none of ours."""
    try:
        images = json.loads(message)
    except ValueError:
        return None
    if not isinstance(images, list) or not all(isinstance(one, str) for one in images):
        return None
    return images
