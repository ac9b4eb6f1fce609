"""The least program with a window of PySide6: ends with its first painted picture."""

import os

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Window(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        loop.quit()


app = QApplication([])
loop = QEventLoop()
window = Window()
window.resize(1280, 820)
window.show()
loop.exec()
os._exit(0)
