"""Pixels that are still being decoded can be followed: what is given out is written, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import numpy as np
import pytest
from scenery import noise

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.growing import BAND, GrowingPixels

SIZE = Size(70, 9 * BAND + 11)


class Decoder:
    """Writes a picture row by row; goes on beyond ``pause`` rows when it is told to."""

    def __init__(
        self, growing: GrowingPixels, picture: np.ndarray, pause: int, damaged: bool = False
    ) -> None:
        self._growing, self._picture, self._pause, self._damaged = growing, picture, pause, damaged
        self.go_on = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._growing.being_written():
                for row, pixels in enumerate(self._picture):
                    if row == self._pause:
                        self.go_on.wait()
                        if self._damaged:
                            raise ValueError("cut off")
                    self._growing.pixels[row] = pixels
        except ValueError:
            return

    def end(self) -> None:
        self.go_on.set()
        self._thread.join()


def followed(growing: GrowingPixels, picture: np.ndarray) -> Iterator[Rect]:
    """The bands, each of which is seen to be written."""
    for box in growing.bands():
        assert np.array_equal(growing.pixels[box.slices], picture[box.slices])
        yield box


def test_bands_are_given_out_while_the_decoder_is_still_at_work() -> None:
    picture, growing = noise(SIZE), GrowingPixels(SIZE)
    decoder = Decoder(growing, picture, pause=6 * BAND + 1)
    bands = followed(growing, picture)
    early = [next(bands) for _ in range(5)]
    assert not growing.is_whole
    decoder.end()
    boxes = [*early, *bands]
    assert [box.y for box in boxes] == list(range(0, SIZE.height, BAND))
    assert sum(box.height for box in boxes) == SIZE.height
    assert all((box.x, box.width) == (0, SIZE.width) for box in boxes)
    assert growing.is_whole


def test_black_rows_hold_nothing_up() -> None:
    picture, growing = noise(SIZE), GrowingPixels(SIZE)
    picture[: 4 * BAND + 1] = 0
    decoder = Decoder(growing, picture, pause=6 * BAND + 1)
    bands = followed(growing, picture)
    early = [next(bands) for _ in range(5)]
    decoder.end()
    assert len([*early, *bands]) == 10


@pytest.mark.parametrize("size", [SIZE, Size(1, 1), Size(3, BAND)])
def test_a_black_picture_is_there_in_the_end(size: Size) -> None:
    picture, growing = np.zeros((size.height, size.width, 3), np.uint8), GrowingPixels(size)
    decoder = Decoder(growing, picture, pause=0)
    decoder.end()
    assert sum(box.height for box in growing.bands()) == size.height


def test_a_decoder_that_fails_leaves_nothing_to_follow() -> None:
    picture, growing = noise(SIZE), GrowingPixels(SIZE)
    decoder = Decoder(growing, picture, pause=5 * BAND + 1, damaged=True)
    bands = followed(growing, picture)
    next(bands)
    decoder.end()
    assert len([*bands]) < 5
    assert not growing.is_whole
