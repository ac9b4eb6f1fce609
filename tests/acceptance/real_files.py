"""Real files through open, remove, export and verify, judged by other readers: prints the acceptance table.

``python tests/acceptance/real_files.py [--keep FOLDER] [words of names]``; ends with 1 if a row fails. A row fails that
was saved in another way than it should, that its own proof does not find intact, or in which a second reader finds a
pixel or a coefficient outside the rings, the size, the profile or the metadata changed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import cv2
import numpy as np
from making import PROGRAMS, ROWS, Row, Studio
from numpy.typing import NDArray
from readers import READERS, Array, differing_coefficients, profile_of, size_of, tags_of, without_note

# A pixel in the table: how the upright picture comes from the stored one, and the way back; EXIF 2.3, 4.6.4 A.
STORED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.T,
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].T,
    8: lambda a: np.rot90(a, -1),
}
HEAD = (
    "file", "pixels", "way", "reader", "differing", "inside", "coefficients", "size", "metadata", "profile",
    "seconds", "MB/decoded", "",
)  # fmt: skip


@dataclass
class Findings:
    """What the judge found; ``faults`` are the reasons why the row fails."""

    cells: list[str]
    faults: list[str]


def mask_for(row: Row, path: Path) -> NDArray[np.bool_]:
    """What is to be removed, upright: an ellipse of about a person's size. Writes it, and gives it."""
    width, height = row.size if row.turned < 5 else row.size[::-1]
    radii = max(20, min(150, width // 8)), max(25, min(290, height // 4))
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), radii, 0, 0, 360, 255, -1)
    cv2.imwrite(str(path), mask)
    return mask > 0


def through_the_program(original: Path, mask: Path, out: Path, *words: object) -> dict[str, object]:
    """Run the row's chain in a process of its own, so that its memory is its own."""
    home = original.parent / "home"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OBJREMOVE_", "XDG_"))}
    own |= {"HOME": str(home), "OBJREMOVE_CONFIG_DIR": str(home / "c"), "OBJREMOVE_DATA_DIR": str(home / "d")}
    own |= {"PYTHONPATH": os.pathsep.join(sys.path[:3]), "OBJREMOVE_LANG": "en"}
    command = [sys.executable, str(HERE / "chain.py"), str(original), str(mask), str(out), *map(str, words)]
    done = subprocess.run(command, env=own, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def in_blocks(area: NDArray[np.bool_], down: int, across: int) -> NDArray[np.bool_]:
    """Which blocks of so many rows and columns hold a pixel of the area."""
    rows = np.logical_or.reduceat(area, np.arange(0, area.shape[0], down), axis=0)
    return np.logical_or.reduceat(rows, np.arange(0, area.shape[1], across), axis=1)


def _spread(blocks: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    return blocks.repeat(8, 0).repeat(8, 1)[: shape[0], : shape[1]]


def allowed_planes(
    area: NDArray[np.bool_], planes: list[Array]
) -> tuple[list[NDArray[np.bool_]], tuple[int, int]]:
    """Where samples of JPEG planes may differ: in their blocks that the area touches; and the MCU's rows, columns."""
    steps = [(round(area.shape[0] / p.shape[0]), round(area.shape[1] / p.shape[1])) for p in planes]
    allowed = [
        _spread(in_blocks(area, 8 * down, 8 * across), plane.shape)
        for plane, (down, across) in zip(planes, steps, strict=True)
    ]
    return allowed, (8 * max(step[0] for step in steps), 8 * max(step[1] for step in steps))


def judge(row: Row, original: Path, out: Path, mask: NDArray[np.bool_], told: dict[str, object]) -> Findings:
    """Compare both files by other readers than those that wrote them."""
    faults = []
    reach = float(str(told["ring"]))
    distance = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    area = distance <= reach + 1e-3
    before, after = READERS[row.before](original, row.depth), READERS[row.after](out, row.depth)
    if row.tolerance >= 0:
        unedited = READERS[row.after](plain_of(out), row.depth)
        off = max(_farthest(*planes) for planes in zip(before, unedited, strict=True))
        if off > row.tolerance:
            faults.append(f"opened {off} levels off what {row.before} reads")
        before = unedited
    spliced = row.way == "spliced"
    coefficients = "-"
    if spliced:
        area = np.ascontiguousarray(STORED[row.turned](area))
        allowed, unit = allowed_planes(area, before)
        differing = differing_coefficients(original, out, in_blocks(area, *unit), (0, 0, unit[1], unit[0]))
        coefficients = "differ" if differing else "equal"
        if differing:
            faults.append(f"{differing} pieces of coefficients differ")
    else:
        allowed = [area] * len(before)
    same_size = [p.shape for p in before] == [p.shape for p in after]
    outside = inside = 0
    if same_size:
        changed = np.zeros(before[0].shape, bool)
        for one, other, may in zip(before, after, allowed, strict=True):
            different = one != other
            outside += int((different & ~may).sum())
            if one.shape == changed.shape:
                changed |= different & may
        inside = int(changed.sum())
    else:
        faults.append("other size")
    if outside:
        faults.append(f"{outside} samples differ outside")
    if inside < mask.sum() // 2:
        faults.append("nothing was removed")
    if min(row.size) > 1000 and size_of(out)[0] * size_of(out)[1] < 12_000_000:
        faults.append("too small a file")
    metadata = _differing_tags(original, out)
    if metadata:
        faults.append(f"metadata: {', '.join(metadata)}")
    profiles = profile_of(original), profile_of(out)
    same_profile = profiles[0] == profiles[1] or row.before == "cmyk"
    if not same_profile:
        faults.append(f"profile of {len(profiles[0])} and {len(profiles[1])} bytes")
    width, height = size_of(out)
    reader = {"ffmpeg": "ffmpeg, jpegtran", "convert": "ImageMagick"}.get(row.after, row.after)
    cells = [
        f"{width}x{height}", str(told["way"]), f"{reader}, exiftool", str(outside), str(inside), coefficients,
        "equal" if same_size else "differs", "differs" if metadata else "equal",
        ("equal" if profiles[0] else "none") if same_profile else "differs",
    ]  # fmt: skip
    return Findings(cells, faults)


def plain_of(out: Path) -> Path:
    """The export without a removal."""
    return out.with_name(f"plain{out.suffix}")


def _farthest(one: Array, other: Array) -> int:
    """By how many levels samples differ at most."""
    return int(cv2.absdiff(one, other).max())


def _differing_tags(original: Path, out: Path) -> list[str]:
    one, noted = tags_of(original), tags_of(out)
    other = without_note(noted, one)
    # A BMP has no place for any word.
    missing = ["no note of the export"] if other is noted and out.suffix != ".bmp" else []
    return missing + sorted(
        name for name in {*one, *other} - {"SourceFile"} if one.get(name) != other.get(name)
    )


def row_of(row: Row, studio: Studio) -> tuple[list[str], list[str]]:
    """The row's cells, and its faults."""
    original, mask_file = studio.folder / f"original{row.kind}", studio.folder / "mask.png"
    out = studio.folder / f"out{row.suffix}"
    try:
        row.make(studio, original)
        mask = mask_for(row, mask_file)
        words: list[object] = ["--plain", plain_of(out)] if row.tolerance >= 0 else []
        told = through_the_program(original, mask_file, out, *words)
        found = judge(row, original, out, mask, told)
    except subprocess.CalledProcessError as error:
        said = (
            error.stderr if isinstance(error.stderr, str) else (error.stderr or b"").decode(errors="replace")
        )
        return [row.name] + ["-"] * 11, [f"{error.cmd[0]}: {said.strip()[-200:]}"]
    except RuntimeError as error:
        return [row.name] + ["-"] * 11, [str(error)]
    finally:
        for path in (original, out, mask_file, plain_of(out)):
            path.unlink(missing_ok=True)
    faults = found.faults
    if told["way"] != row.way:
        faults.append(f"saved {told['way']}, not {row.way}")
    if not told["holds"] or told["metadata"]:
        faults.append(f"its own proof: holds {told['holds']}, metadata {told['metadata']}")
    peak, decoded = float(str(told["peak"])), float(str(told["decoded"]))
    cells = [row.name, *found.cells, f"{float(str(told['seconds'])):.1f}"]
    return [*cells, f"{peak / 1e6:.0f}/{decoded / 1e6:.0f}"], faults


def main() -> int:
    parser = argparse.ArgumentParser(description="Real files, judged by other readers.")
    parser.add_argument("words", nargs="*", help="only the rows whose names hold one of these")
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave the enlarged photos there")
    args = parser.parse_args()
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        print(f"Install these first: {', '.join(missing)}")
        return 1
    rows = [row for row in ROWS if not args.words or any(word in row.name for word in args.words)]
    failed, start = 0, time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="objremove-acceptance-", dir=args.keep) as folder:
        studio = Studio(Path(folder))
        print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|", flush=True)
        for row in rows:
            cells, faults = row_of(row, studio)
            failed += bool(faults)
            verdict = f"FAILED: {'; '.join(faults)}" if faults else "passed"
            print("| " + " | ".join([*cells, verdict]) + " |", flush=True)
    print(f"\n{len(rows) - failed} of {len(rows)} rows passed, {time.perf_counter() - start:.0f} s")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
