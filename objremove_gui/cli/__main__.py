"""``python -m objremove_gui.cli`` is the command ``objremove``."""

import sys

from objremove_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
