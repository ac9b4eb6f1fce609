"""From a service's answer to a removal of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core import cropping
from objremove_gui.core.cells import cells_of
from objremove_gui.core.compositing import FEATHER, blend, to_8bit
from objremove_gui.core.cropping import CropPlan
from objremove_gui.core.deepening import REACHES, deepened
from objremove_gui.core.detail import detailed
from objremove_gui.core.evening import AROUND as AROUND_EVEN
from objremove_gui.core.evening import evened
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.grain import AROUND, grained
from objremove_gui.core.harmony import AROUND_SEAM, harmonised
from objremove_gui.core.imageio.profiles import from_srgb, own_profile
from objremove_gui.core.imageio.transfer import decode_picture
from objremove_gui.core.morphology import grown
from objremove_gui.core.removal import Mask8, Pixels, Removal, Version
from objremove_gui.core.settling import MARGIN, Layers, settled
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import ApiError, InputError
from objremove_gui.i18n import tr
from objremove_gui.jobs.crops import marked_inside

Result = NDArray[np.uint8]
# Among the specks of a cell there is grain enough, so that little more is looked at.
CELL_AROUND = 32


@dataclass(frozen=True, slots=True)
class Made:
    """How a version came about."""

    backend: str
    seed: int
    seconds: float
    request_id: str
    paid: bool = False


def read_result(data: bytes, sent: Size, request_id: str) -> Result:
    """The picture that came back, uint8 (h, w, 3); raises ApiError unless it is one of the size that was sent."""
    try:
        result = decode_picture(data, max_pixels=sent.pixels)
    except InputError as error:
        raise bad_result(request_id) from error
    if result.shape[:2] != (sent.height, sent.width):
        raise bad_result(request_id)
    return result


def bad_result(request_id: str) -> ApiError:
    """The service's answer is no picture of the size that was sent."""
    return ApiError(
        tr("The service sent a result that does not fit the picture; try again."),
        code="bad-result",
        request_id=request_id,
        retryable=True,
    )


def versions_of(plan: CropPlan, snapshot: Snapshot, results: Sequence[Result], made: Made) -> list[Version]:
    """A version for each picture that a task gave, in the photo's own colours and the tone of what lies around it."""
    cells = cells_of(plan)
    if cells is None:
        patches = _patches(plan, snapshot, results, made.seed)
    else:
        patches = [snapshot.read(plan.box)[..., :3].copy(order="C") for _ in results]
        for cell in cells:
            inside, area = cell.box.relative_to(plan.box).slices, cropping.region_area(cell) > 0
            parts = _patches(cell, snapshot, results, made.seed, CELL_AROUND)
            for whole, part in zip(patches, parts, strict=True):
                np.copyto(whole[inside], part, where=area[..., None])
    for patch in patches:
        patch.flags.writeable = False
    return [
        Version(patch, made.backend, made.seed, made.seconds, made.request_id, paid=made.paid)
        for patch in patches
    ]


def _patches(
    plan: CropPlan, snapshot: Snapshot, results: Sequence[Result], seed: int, reach: int = AROUND
) -> list[Pixels]:
    """What each result comes to, for the plan's box, in the photo's depth; grain comes from within ``reach`` pixels."""
    near, inside = cropping.near(plan, max(AROUND_SEAM, AROUND_EVEN))
    before = cropping.extract_image(near, snapshot.read(near.source))
    area = cropping.sent_area(near)
    profile = own_profile(snapshot.photo)
    patches = []
    for result in results:
        # In the photo's own space the seam also meets colours that sRGB does not have.
        came = from_srgb(np.ascontiguousarray(result[inside.slices]), profile)
        came = evened(before, came, area)
        tone = harmonised(before, came, area)
        shown = np.asarray(cropping.put_back(near, tone, tone), np.uint8)
        pasted = shown if tone is came else np.asarray(cropping.put_back(near, came, came), np.uint8)
        patches.append(_patch(plan, pasted, shown, snapshot, seed, reach))
    return patches


def _patch(plan: CropPlan, pasted: Result, tone: Result, snapshot: Snapshot, seed: int, reach: int) -> Pixels:
    """What was ``pasted``, or has the ``tone`` around it, for the plan's box: with detail, in the photo's depth."""
    sharp = tone
    if plan.scale < 1:
        sharp = _with_detail(plan, tone, snapshot, seed)
    sharp = _with_grain(plan, sharp, snapshot, seed, reach)
    alpha = cropping.region_alpha(plan)
    patch = sharp
    if _is_narrow(plan):
        frame = plan.box.pad(MARGIN).intersect(Rect.of_size(snapshot.photo.size))
        around = to_8bit(snapshot.read(frame)[..., :3])
        patch, alpha = settled(around, plan.box.relative_to(frame), Layers(pasted, tone, sharp), alpha)
    below: Pixels = snapshot.read(plan.box)[..., :3]
    deep = patch if below.dtype == np.uint8 else _in_depth(plan, patch, alpha, snapshot, seed)
    return _feathered(below, deep, alpha) if _is_narrow(plan) else deep


def _in_depth(plan: CropPlan, patch: Result, alpha: Mask8, snapshot: Snapshot, seed: int) -> Pixels:
    """The patch in the 16 bits of the photo, with its slopes going on."""
    frame = plan.box.pad(round(REACHES[0])).intersect(Rect.of_size(snapshot.photo.size))
    inside = plan.box.relative_to(frame).slices
    around = snapshot.read(frame)[..., :3].astype(np.uint16, copy=False)
    framed, covered = np.zeros(around.shape, np.uint8), np.zeros(around.shape[:2], np.uint8)
    framed[inside], covered[inside] = patch, alpha
    return deepened(framed, around, covered, seed)[inside]


def _is_narrow(plan: CropPlan) -> bool:
    """Whether the feather is so narrow that it is part of each version, which may need none."""
    return plan.feather <= FEATHER


def _feathered(below: Pixels, patch: Pixels, alpha: Mask8) -> Pixels:
    """The patch as it is seen over what lies below it."""
    seen: Pixels = below.copy(order="C")
    blend(seen, patch, alpha)
    return seen


def _with_detail(plan: CropPlan, patch: Result, snapshot: Snapshot, seed: int) -> Result:
    """The patch with the detail that scaling down took away."""
    whole = to_8bit(snapshot.read(plan.source)[..., :3])
    unknown = grown(marked_inside(snapshot, plan.source), plan.ring)
    box = plan.box.relative_to(plan.source)
    return detailed(patch, box, whole, unknown, cropping.inner_size(plan), seed)


def _with_grain(plan: CropPlan, patch: Result, snapshot: Snapshot, seed: int, reach: int) -> Result:
    """The patch with the grain of what lies around it."""
    frame = plan.box.pad(reach).intersect(plan.source)
    around = to_8bit(snapshot.read(frame)[..., :3])
    unknown = grown(marked_inside(snapshot, frame), plan.ring)
    return grained(patch, plan.box.relative_to(frame), around, unknown, cropping.region_area(plan), seed)


def removal_of(plan: CropPlan, versions: Sequence[Version]) -> Removal:
    """The removal of one region with all its versions, the first one chosen."""
    mask = cropping.region_mask(plan)
    alpha = cropping.region_area(plan) if _is_narrow(plan) else cropping.region_alpha(plan)
    mask.flags.writeable = alpha.flags.writeable = False
    return Removal(plan.box, mask, alpha, plan.ring, tuple(versions), plan.kernel_size, feather=plan.feather)
