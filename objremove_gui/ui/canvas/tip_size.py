"""Sizes of the tip as they are told: whole pixels, and tenths of small ones."""

from __future__ import annotations

WHOLE_FROM = 10.0


def rounded_size(size: float) -> float:
    """A diameter that can be read and typed again."""
    return round(size, 1) if size < WHOLE_FROM else float(round(size))


def stepped_size(size: float, steps: int, share: float) -> float:
    """``size`` made larger or (negative) smaller in so many steps: by a share each, by a pixel at least.

    As many steps back lead to the same size again, but for what is rounded.
    """
    for _ in range(abs(steps)):
        size = max(size + 1, size * (1 + share)) if steps > 0 else min(size - 1, size / (1 + share))
        size = float(round(size))
    return size


class TipSize:
    """A size that is changed by small steps: what was rounded away counts for the next one."""

    def __init__(self) -> None:
        self._exact = 0.0

    def scaled(self, size: float, factor: float) -> float:
        """``size`` made larger or smaller, rounded."""
        exact = self._exact if rounded_size(self._exact) == size else size
        self._exact = exact * factor
        return rounded_size(self._exact)
