"""A 45-megapixel photo with 20 removals of 4 versions: switching one, saving the project, memory."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from apart import run_apart
from bench_window import write_photo
from measuring import Measurement, typical

from objremove_gui.core.geometry import Size

SIZE = Size(8192, 5464)
# Seconds within which a removal that is switched has to be seen.
GOAL = 0.1


def run() -> list[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        write_photo(photo, SIZE)
        _, said = run_apart("results", str(photo), home=Path(folder) / "home")
    found: dict[str, list[float]] = json.loads(said)
    print(memory(found), flush=True)
    rows = []
    for view in ("whole photo", "at 100 %"):
        rows.append(Measurement(f"toggle, {view}: typical", typical(found[view]), "goal", GOAL))
        rows.append(Measurement("  longest", max(found[view]), "goal", GOAL))
        own = found[f"{view}, own"]
        rows.append(Measurement("  longest, of the window's thread alone", max(own), "goal", GOAL))
    first, *later = found["save"]
    size, write = f"{found['bytes'][0] / 1e6:.0f} MB", typical(found["write"])
    rows.append(Measurement("saving the project", typical(later), f"writing its {size}", write))
    rows.append(Measurement("  the first time, with the photo's hash", first, "the same", write))
    return rows


def memory(found: dict[str, list[float]]) -> str:
    """What is in memory, in MB, beside what has to be there at most."""
    before, opened, full = (value / 1e6 for value in found["memory"])
    photo, mask, patches, budget = (value / 1e6 for value in found["pixels"])
    most = 2 * photo + 2 * mask
    return (
        f"memory above the empty program: {opened - before:.0f} MB with the photo, {full - before:.0f} MB with all "
        f"results (their pixels: {patches:.0f} MB)\n"
        f"original {photo:.0f} + composed {photo:.0f} + mask and shadow {2 * mask:.0f} = {most:.0f} MB, "
        f"and a cache of {budget:.0f} MB; encoded results kept: {found['kept'][0] / 1e6:.0f} MB\n"
    )
