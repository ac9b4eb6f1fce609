"""How far a fill is, guessed from its size and from how long earlier ones took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cost of a fill in seconds per pixel of hole and of picture, before anything was measured here.
SECONDS_PER_HOLE_PIXEL = 2.0e-5
SECONDS_PER_PIXEL = 2.0e-6
# A fill never counts as quicker than this, so that a first answer does not jump.
LEAST_SECONDS = 0.2
# Share of a new measurement in what is believed from then on.
LEARNING = 0.5
# What is shown when a fill has taken as long as it was believed to.
AT_EXPECTED_END = 0.9


class Estimate:
    """Learns the speed of this computer from fill to fill."""

    def __init__(self) -> None:
        self._factor = 1.0

    def expected(self, mask: NDArray[np.uint8]) -> float:
        """Seconds that a fill under ``mask`` (h, w) will take."""
        return max(LEAST_SECONDS, self._raw(mask) * self._factor)

    def learn(self, mask: NDArray[np.uint8], seconds: float) -> None:
        """Take in how long a fill really took."""
        raw = self._raw(mask)
        if raw >= LEAST_SECONDS:
            self._factor += LEARNING * (seconds / raw - self._factor)

    def _raw(self, mask: NDArray[np.uint8]) -> float:
        return float(np.count_nonzero(mask) * SECONDS_PER_HOLE_PIXEL + mask.size * SECONDS_PER_PIXEL)


def fraction(elapsed: float, expected: float) -> float:
    """Progress 0..1 after ``elapsed`` of ``expected`` seconds: steady, slower beyond, never 1."""
    share = elapsed / expected
    if share <= 1.0:
        return AT_EXPECTED_END * share
    return 1.0 - (1.0 - AT_EXPECTED_END) / share
