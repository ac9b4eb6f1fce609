#!/usr/bin/env python3
"""Set up ObjRemove in this checkout and start it: the one command of the README.

This file must be readable for any old Python, so that the version can be named instead of a syntax error.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this script is what says so)
    sys.exit(
        "ObjRemove needs Python 3.11 or newer, and this is Python "
        + sys.version.split()[0]
        + ". Install a newer Python and start this script with it, for example: python3.12 packaging/run.py"
    )

from launcher import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
