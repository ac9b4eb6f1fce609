"""Runs the benchmarks beside this file and prints times and ratios: ``python tests/benchmarks/run.py [names]``.

A benchmark is a module ``bench_NAME.py`` whose ``run()`` gives the measurements; its first line is its title.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

from measuring import table


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(
        description="Times beside a baseline of the same run; compare the ratios."
    )
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"which ones: {', '.join(names())} (default: all)"
    )
    chosen = parser.parse_args().names or names()
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(names())}")
    for name in chosen:
        module = importlib.import_module(f"bench_{name}")
        title = (module.__doc__ or name).splitlines()[0]
        print(f"\n{name}: {title}\n", flush=True)
        print(table(module.run()), flush=True)


if __name__ == "__main__":
    main()
