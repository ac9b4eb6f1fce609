"""Decoders in a process of their own: what they find comes back, and what ends them ends nothing else."""

from __future__ import annotations

import multiprocessing
import os

import numpy as np
import pytest
from decoders import dies, ramp, starves, stumbles

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.apart import Damaged, TooLarge, decode_apart


def test_what_is_found_comes_back_from_another_process() -> None:
    found = decode_apart(ramp, b"abc", 6)
    assert np.array_equal(found.pixels, np.arange(18).reshape(2, 3, 3))
    assert (found.pixels.dtype, found.blobs["exif"], found.pages) == (np.uint16, b"abc", 2)
    assert int(found.blobs["pid"]) != os.getpid()


def test_each_way_to_fail_is_told_and_no_process_stays() -> None:
    with pytest.raises(TooLarge) as told:
        decode_apart(ramp, b"", 5)
    assert told.value.size == Size(3, 2)
    with pytest.raises(Damaged, match="what is this"):
        decode_apart(stumbles, b"", 9)
    with pytest.raises(MemoryError):
        decode_apart(starves, b"", 9)
    with pytest.raises(Damaged):
        decode_apart(dies, b"x" * 5_000_000, 9)
    assert not [one for one in multiprocessing.active_children() if one.name == "objremove-decoder"]
