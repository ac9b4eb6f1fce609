"""Results of another reach become versions of a removal, and what the others show stays the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenery import noise, photo, removal

from objremove_gui.core.ageing import outdated, stamped
from objremove_gui.core.compositing import feathered_alpha
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.reframing import covers, with_results
from objremove_gui.core.removal import Removal, Removals, Version
from objremove_gui.core.snapshot import Snapshot

SIZE = Size(200, 150)
SPOT = Rect(80, 60, 30, 24)


def reaching(ring: int, seed: int, spot: Rect = SPOT, versions: int = 1, dtype: type = np.uint8) -> Removal:
    """A removal of ``spot`` whose result reaches ``ring`` pixels beyond it."""
    box = Rect.of_corners(spot.x - ring, spot.y - ring, spot.right + ring, spot.bottom + ring)
    mask = np.zeros((box.height, box.width), np.uint8)
    mask[spot.relative_to(box).slices] = 255
    alpha = feathered_alpha(mask, np.full_like(mask, 255))
    made = (Version(noise(box.size, 3, dtype, seed + n), "test", seed + n, 1.0) for n in range(versions))
    return Removal(box, mask, alpha, ring, tuple(made))


def marked(box: Rect, *spots: Rect) -> np.ndarray:
    mask = np.zeros((box.height, box.width), np.uint8)
    for spot in spots:
        mask[spot.relative_to(box).slices] = 255
    return mask


def below(document: Document, removals: Removals = ()) -> Snapshot:
    return Snapshot(document.photo, removals, SPOT, np.full((SPOT.height, SPOT.width), 255, np.uint8))


def shown(document: Document, *removals: Removal) -> np.ndarray:
    document.put_removals(removals)
    return document.read_all()


def test_a_result_of_the_same_reach_is_a_version_like_the_others() -> None:
    document = Document(photo(SIZE))
    first, again = reaching(8, 1), reaching(8, 2, versions=2)
    grown = with_results(first, [again], below(document))
    assert grown.versions == (*first.versions, *again.versions)
    assert (grown.box, grown.chosen, grown.alpha is first.alpha) == (first.box, 1, True)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(("before", "after"), [(4, 12), (12, 4)])
def test_every_version_shows_what_it_would_show_alone(before, after, channels, dtype) -> None:
    document = Document(photo(SIZE, channels, dtype))
    first, again = reaching(before, 1, dtype=dtype), reaching(after, 5, dtype=dtype, versions=2)
    wanted = [shown(document, first)]
    wanted += [shown(document, replace(again, chosen=number)) for number in range(2)]
    grown = with_results(first, [again], below(document))
    assert grown.chosen == 1
    assert grown.ring == 12
    for number, picture in enumerate(wanted):
        assert np.array_equal(shown(document, replace(grown, chosen=number)), picture)


def test_results_in_several_places_are_one_version() -> None:
    document = Document(photo(SIZE))
    left, right = Rect(60, 60, 9, 9), Rect(110, 70, 9, 9)
    first = reaching(6, 1, Rect.around([left, right]))
    made = [reaching(3, 5, left, versions=2), reaching(3, 7, right, versions=2)]
    wanted = shown(document, *(replace(one, chosen=1) for one in made))
    grown = with_results(first, made, below(document))
    assert len(grown.versions) == 3
    assert not covers(first, made)
    assert covers(replace(first, mask=marked(first.box, left, right)), made)
    assert not covers(replace(first, mask=marked(first.box, left, right)), made[:1])
    assert np.array_equal(shown(document, replace(grown, chosen=2)), wanted)


def test_what_was_painted_back_stays_painted_back() -> None:
    document = Document(photo(SIZE))
    first = reaching(4, 1)
    alpha = first.alpha.copy()
    alpha[10:14, 10:14] = 0
    first = replace(first, alpha=alpha, whole=first.alpha)
    grown = with_results(first, [reaching(12, 2)], below(document))
    picture = shown(document, grown)
    hole = Rect(first.box.x + 10, first.box.y + 10, 4, 4)
    assert np.array_equal(picture[hole.slices], document.photo.pixels[hole.slices])
    assert grown.whole is not None
    assert not np.array_equal(
        shown(document, replace(grown, alpha=grown.whole))[hole.slices], picture[hole.slices]
    )


def test_what_is_out_of_date_stays_so_and_the_new_result_is_not() -> None:
    document = Document(photo(SIZE))
    lower = removal(Rect(60, 50, 40, 40))
    (first,) = stamped(below(document, (lower,)), [reaching(4, 1)])
    fresh = with_results(first, [reaching(12, 2)], below(document, (lower,)))
    lower_off = replace(lower, enabled=False)
    old = with_results(first, [reaching(12, 2)], below(document, (lower_off,)))
    assert outdated(document.photo, (lower, replace(fresh, chosen=0))) == frozenset()
    assert outdated(document.photo, (lower, fresh)) == frozenset()
    assert outdated(document.photo, (lower_off, fresh)) == {1}
    assert outdated(document.photo, (lower_off, replace(old, chosen=0))) == {1}
    assert outdated(document.photo, (lower_off, old)) == frozenset()
