"""What leaves for the picture store: how far it is, and in which form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import run
from programs import Program, spotted, started
from vendor import Fault, Vendor, pixels_of

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.jobs.desk import Desk
from objremove_gui.jobs.progress import Stage
from objremove_gui.upload.store import PIECE


def large() -> Document:
    """Marks whose crop takes several pieces to send."""
    return spotted(Rect(300, 300, 400, 400), width=1000, height=1000)


def sent_so_far(program: Program) -> list[float]:
    return [one.fraction or 0.0 for one in program.reports if one.stage is Stage.UPLOADING]


@pytest.mark.parametrize("fault", [None, Fault.DROP_AFTER])
def test_the_bytes_on_their_way_are_told_and_never_go_back(fault: Fault | None, tmp_path: Path) -> None:
    sizes: dict[str, int] = {}

    def note(operation: str) -> None:
        sizes.update({name: len(data) for name, data in vendor.files.items()})

    vendor = Vendor(
        faults=lambda operation, number: fault if (operation, number) == ("put", 0) else None, seen=note
    )

    async def main() -> None:
        async with vendor.serving(), started(vendor, tmp_path, sockets=True) as program:
            await program.remove(large())
            told = sent_so_far(program)
            assert told == sorted(told)
            # The first is the begin of the stage; one more for each piece, the mask's included.
            assert len(set(told)) > sum(sizes.values()) // PIECE > 3

    run(main())


@pytest.mark.parametrize("lossy", [False, True])
def test_a_crop_is_a_jpeg_where_that_is_chosen_and_the_mask_never(lossy: bool, tmp_path: Path) -> None:
    files: list[dict[str, bytes]] = []
    vendor = Vendor(
        seen=lambda operation: files.append(dict(vendor.files)) if operation == "submit" else None
    )

    def change(desk: Desk) -> Desk:
        return replace(desk, backend=replace(desk.backend, lossy=lossy))

    async def main() -> None:
        async with started(vendor, tmp_path, change=change) as program:
            document = large()
            result = await program.remove(document)
            assert len(result.removals) == 1

    run(main())
    (stored,) = files
    kinds = sorted(data[:2] for data in stored.values())
    assert kinds == sorted([b"\xff\xd8" if lossy else b"\x89P", b"\x89P"])
    image, mask = sorted(stored.values(), key=len, reverse=True)
    assert pixels_of(image).shape == pixels_of(mask).shape
    assert set(np.unique(pixels_of(mask))) == {0, 255}
    # Of what was sent nothing stays here either.
    assert not list((tmp_path / "inputs").iterdir())
