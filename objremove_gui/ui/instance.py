"""One window a data folder: it hears later starts, which hand their photos over and end."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from objremove_gui.ui.handing_over import TAKEN, address_of

# More bytes are no list of photos.
MOST_BYTES = 1_000_000


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


def _read(message: bytes) -> list[str] | None:
    """The paths in a message; None for one that is none of ours."""
    try:
        images = json.loads(message)
    except ValueError:
        return None
    if not isinstance(images, list) or not all(isinstance(one, str) for one in images):
        return None
    return images
