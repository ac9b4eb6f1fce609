"""Sees to it that what is laid over a photo shows no more of a seam than the fill would that is simply pasted.

Over a feather the picture below shows through. Where what was filled meets its surroundings already, that only brings
the picture's own edges back beside the rim; such a fill is laid over without it. And the tone and the detail that a
fill was given need not go on in what lies around it; there it gets less of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import blend
from objremove_gui.core.geometry import Rect
from objremove_gui.core.morphology import near_distances
from objremove_gui.core.removal import Mask8
from objremove_gui.core.seams import BESIDE, Places, Seams, Steps

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
# So many pixels around a patch are looked at: the rims beside its own lie there.
MARGIN = max(BESIDE) + 2
# So far inside, across corners too, lie the pixels of the innermost rim; there detail is weakened where it has to be,
# and it comes back over so many pixels more.
RIM, FADING = 1.5 * (1 - min(BESIDE)), 4.0


class Layers(NamedTuple):
    """A fill for one box, uint8 (h, w, 3) each: as it ``came``, in the ``tone`` of its surroundings, ``sharp`` too.

    Where nothing was changed in a step they are the same object.
    """

    came: Picture
    tone: Picture
    sharp: Picture


class _Way(NamedTuple):
    """The shares of tone and, near the rim, of detail that are used; and whether there is a feather."""

    tone: float
    detail: float
    feathered: bool


def settled(around: Picture, box: Rect, layers: Layers, alpha: Mask8) -> tuple[Picture, Mask8]:
    """What to lay over ``box`` of ``around``, and by which weights, so that no part shows more of a seam than it must.

    That is what the fill as it came shows without any feather; the first way is taken that shows no more. ``around`` is
    uint8 (h, w, 3), ``alpha`` uint8 (h, w) with the weights of a narrow feather.
    """
    framed = np.zeros(around.shape[:2], np.uint8)
    framed[box.slices] = alpha
    seams = Seams.of(framed)
    if not seams.rims:
        return layers.sharp, alpha
    rim = _Rim.of(around, box, layers, framed, seams)
    most = seams.steps(rim.layers.came)
    ways, found = _ways(layers), list[Steps]()
    for way in ways:
        found.append(seams.steps(rim.seen(way)))
        if (found[-1] <= most).all():
            break
    choice = (np.stack(found) <= most).argmax(axis=0)
    if seams.steps(rim.chosen(ways, choice))[0] > most[0]:
        # What is good for each part need not be so for all of them, which are one seam as well.
        choice[:] = len(found) - 1
    if not choice[1:].any():
        return layers.sharp, alpha
    return _made(layers, alpha, [ways[index] for index in choice], seams.part_of[box.slices])


def _ways(layers: Layers) -> list[_Way]:
    """What is tried, in this order; the last one is the fill as it came, simply pasted."""
    details = () if layers.sharp is layers.tone else (1.0, 0.75, 0.5, 0.25)
    tones = (1.0,) if layers.tone is layers.came else (1.0, 0.5, 0.0)
    shares = [(1.0, detail) for detail in details] + [(tone, 0.0) for tone in tones]
    return [_Way(tone, detail, feathered) for tone, detail in shares for feathered in (True, False)]


@dataclass(frozen=True, slots=True, eq=False)
class _Rim:
    """What decides what is seen at the rims, for each of their pixels.

    ``layers`` and what lies ``below`` are uint8 (n, 3), ``weight`` and ``part`` (n,).
    """

    layers: Layers
    below: Picture
    weight: Mask8
    part: NDArray[np.int32]

    @classmethod
    def of(cls, around: Picture, box: Rect, layers: Layers, framed: Mask8, seams: Seams) -> _Rim:
        below = around.reshape(-1, 3)[seams.places]
        weight = framed.reshape(-1)[seams.places]
        inside = weight > 0
        rows, columns = np.divmod(seams.places[inside], around.shape[1])

        def at(layer: Picture) -> Picture:
            pixels = below.copy()
            pixels[inside] = layer[rows - box.y, columns - box.x]
            return pixels

        there = Layers(*(at(layer) for layer in layers))
        return cls(there, below, weight, seams.part_of.reshape(-1)[seams.places])

    def seen(self, way: _Way) -> Picture:
        """What is seen there when the fill is laid over in this way."""
        picture = self.below.copy()
        weight = self.weight if way.feathered else _full(self.weight)
        blend(picture[None], _mixed(self.layers, way.tone, way.detail)[None], weight[None])
        return picture

    def chosen(self, ways: list[_Way], choice: Places) -> Picture:
        """Each part seen in the way that is chosen for it."""
        picture = self.below.copy()
        mine = choice[self.part]
        for index in np.unique(choice[1:]).tolist():
            np.copyto(picture, self.seen(ways[index]), where=(mine == index)[:, None])
        return picture


def _made(
    layers: Layers, alpha: Mask8, ways: list[_Way], part_of: NDArray[np.int32]
) -> tuple[Picture, Mask8]:
    """The patch in which each part is made in the way that ``ways`` has for it, and its weights."""
    tone = np.array([way.tone for way in ways], np.float32)[part_of]
    detail = np.array([way.detail for way in ways], np.float32)[part_of]
    feathered = np.array([way.feathered for way in ways])[part_of]
    if layers.sharp is not layers.tone:
        detail += (1 - detail) * _deep(alpha)
    return _mixed(layers, tone[..., None], detail[..., None]), np.where(feathered, alpha, _full(alpha))


def _deep(alpha: Mask8) -> Floats:
    """0 within the rim, 1 deeper inside, float32 (h, w)."""
    depth = np.full(alpha.shape, RIM + FADING, np.float32)
    for tile, distance in near_distances(255 - _full(alpha), round(RIM + FADING)):
        depth[tile.slices] = distance
    return np.asarray(np.clip((depth - RIM) / FADING, 0, 1), np.float32)


def _full(weight: Mask8) -> Mask8:
    """Without a feather."""
    return np.where(weight > 0, np.uint8(255), np.uint8(0))


def _mixed(layers: Layers, tone: float | Floats, detail: float | Floats) -> Picture:
    """The fill with so much of the tone and of the detail that it was given."""
    came, in_tone, sharp = (layer.astype(np.float32) for layer in layers)
    value = came + tone * (in_tone - came) + detail * (sharp - in_tone)
    return np.clip(np.rint(value), 0, 255).astype(np.uint8)
