"""Measures one part in a process of its own and says what it found as JSON: ``part MODULE PHOTO``."""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    module, photo = sys.argv[1:]
    found = import_module(f"tests.benchmarks.canvas.{module}").run(photo)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
