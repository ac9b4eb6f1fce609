"""The program itself, as ``objremove-gui`` starts it: ends with its first painted picture."""

import os
import sys
from types import SimpleNamespace

from objremove_gui.app import main

# What main() goes on with as soon as the window is painted.
sys.modules["objremove_gui.ui.session"] = SimpleNamespace(Session=lambda *_: os._exit(0))  # type: ignore[assignment]
main([])
