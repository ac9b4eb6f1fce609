"""``python -m objremove_gui`` opens the window."""

import sys

from objremove_gui.app import main

if __name__ == "__main__":
    sys.exit(main())
