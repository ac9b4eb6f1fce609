"""From the snapshot to what is sent: crops, encoded and written down, and the hashes by which they are known."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from objremove_gui.api.checks import check_mask, check_size
from objremove_gui.core import cropping
from objremove_gui.core.ageing import digest_of
from objremove_gui.core.cropping import CropLimits, CropPlan
from objremove_gui.core.edges import EdgeLook
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.profiles import own_profile, to_srgb
from objremove_gui.core.imageio.reasons import reason_of
from objremove_gui.core.imageio.transfer import encode_jpeg, encode_png
from objremove_gui.core.project.original import path_text
from objremove_gui.core.regions import find_regions
from objremove_gui.core.removal import Mask8
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import InputError, OutputError
from objremove_gui.i18n import tr
from objremove_gui.jobs.desk import see_through
from objremove_gui.jobs.ledger.inputs import JPEG, PNG, Inputs
from objremove_gui.jobs.ledger.records import Origin

T = TypeVar("T")
# Crops that are encoded at the same time: each needs several times its own bytes.
ENCODED_AT_ONCE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """One region ready to be sent; ``image`` and ``mask`` name stored inputs, ``picture`` is their hash.

    ``below`` is the digest of what lies in the plan's box.
    """

    region: int
    plan: CropPlan
    picture: str
    image: str
    mask: str
    below: str


async def off_loop(pool: Executor, work: Callable[..., T], *args: object) -> T:
    """CPU work on the pool."""
    return await asyncio.get_running_loop().run_in_executor(pool, partial(work, *args))


def plan_crops(
    snapshot: Snapshot,
    limits: CropLimits,
    growth: int | None,
    kernel_size: int | None,
    feather: int | None = None,
) -> list[CropPlan]:
    """One plan for each region or group of near regions that the snapshot marks."""
    box = snapshot.box
    regions = find_regions(snapshot.mask, (box.x, box.y))
    return cropping.plan_crops(
        regions,
        snapshot.photo.size,
        limits,
        growth=growth,
        kernel_size=kernel_size,
        wider=snapshot.wider,
        feather=feather,
        look=EdgeLook(snapshot.read, snapshot.photo.size, snapshot.mask, box),
    )


async def encode_crops(
    snapshot: Snapshot,
    plans: Sequence[CropPlan],
    limits: CropLimits,
    endpoint: str,
    inputs: Inputs,
    pool: Executor,
    *,
    lossy: bool = False,
) -> list[Crop]:
    """Encode all crops and store them; a failure or a cancel leaves none of them behind.

    With ``lossy`` the pictures become JPEGs; masks are PNGs always. Raises OutputError, and InputError for what the
    service would refuse.
    """
    gate = asyncio.Semaphore(ENCODED_AT_ONCE)
    made: list[Crop] = []

    async def encode(region: int, plan: CropPlan) -> Crop:
        async with gate:
            work = partial(_encoded, snapshot, region, plan, limits, endpoint, inputs, made, lossy)
            # Seen through, because what it stores must be known to be taken away.
            return await see_through(off_loop(pool, work))

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(encode(region, plan)) for region, plan in enumerate(plans)]
    except BaseException as error:
        await see_through(
            off_loop(pool, inputs.drop, [name for crop in made for name in (crop.image, crop.mask)])
        )
        if isinstance(error, BaseExceptionGroup):
            raise first_leaf(error) from error
        raise
    return [task.result() for task in tasks]


def _encoded(
    snapshot: Snapshot,
    region: int,
    plan: CropPlan,
    limits: CropLimits,
    endpoint: str,
    inputs: Inputs,
    made: list[Crop],
    lossy: bool,
) -> Crop:
    colours = to_srgb(snapshot.read(plan.source), own_profile(snapshot.photo))
    image = cropping.extract_image(plan, colours)
    mask = cropping.extract_mask(plan, marked_inside(snapshot, plan.source))
    height, width = image.shape[:2]
    check_size(width, height, min_side=limits.min_side, max_side=limits.max_side)
    check_mask(mask, width, height)
    if mask.all():
        raise InputError(
            tr("The mask leaves nothing to fill it from; leave a part of the picture free."), code="no-source"
        )
    picture = picture_hash(image, mask, plan.kernel_size, endpoint)
    below = digest_of(snapshot, plan.box)
    stored: list[str] = []
    try:
        stored.append(inputs.keep(encode_jpeg(image), JPEG) if lossy else inputs.keep(encode_png(image), PNG))
        stored.append(inputs.keep(encode_png(mask), PNG))
    except OSError as error:
        inputs.drop(stored)
        raise _full(error) from error
    crop = Crop(region, plan, picture, stored[0], stored[1], below)
    made.append(crop)
    return crop


def _full(error: OSError) -> OutputError:
    return OutputError(
        tr("The crop could not be written to the data folder: {reason}.", reason=reason_of(error)),
        code="inputs",
    )


def marked_inside(snapshot: Snapshot, box: Rect) -> Mask8:
    """Every mark of the snapshot inside ``box`` of the photo, as uint8 (h, w)."""
    marked = np.zeros((box.height, box.width), np.uint8)
    shared = snapshot.box.intersect(box)
    if not shared.is_empty:
        inner = snapshot.mask[shared.relative_to(snapshot.box).slices]
        marked[shared.relative_to(box).slices] = inner
    return marked


def first_leaf(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group of groups."""
    first: BaseException = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


def picture_hash(image: NDArray[np.uint8], mask: Mask8, kernel_size: int | None, endpoint: str) -> str:
    """SHA-256 (hex) of all that decides a result but the seed: pixels (h, w, 3), mask (h, w), kernel_size, service."""
    digest = hashlib.sha256(repr((image.shape, mask.shape, kernel_size, endpoint)).encode())
    for pixels in (image, mask):
        digest.update(np.ascontiguousarray(pixels).reshape(-1).data)
    return digest.hexdigest()


def origin_of(photo: Photo) -> Origin:
    """Which photo this is: its path, and a digest of its pixels that is quick also for a hundred megapixels.

    The digest is SHA-256 of the sums of all rows and of all columns, 64 bits each: any change of a pixel changes two
    of them. It tells photos apart, it does not guard against forgery.
    """
    pixels = photo.pixels
    digest = hashlib.sha256(repr((pixels.shape, pixels.dtype.str)).encode())
    flat = pixels.reshape(pixels.shape[0], -1)
    for axis in (0, 1):
        digest.update(flat.sum(axis=axis, dtype=np.uint64).data)
    return Origin(path_text(photo.path), digest.hexdigest(), photo.size)


def pack_plan(plan: CropPlan) -> bytes:
    """``plan`` as bytes for the ledger."""
    return msgspec.msgpack.encode(plan, enc_hook=_pack_array)


def unpack_plan(data: bytes) -> CropPlan:
    """The plan from the ledger; raises ValueError for one of another version of the program."""
    try:
        return msgspec.msgpack.decode(data, type=CropPlan, dec_hook=_unpack_array)
    except (msgspec.MsgspecError, zlib.error, KeyError, TypeError) as error:
        raise ValueError("the plan was written by another version") from error


def _pack_array(value: object) -> dict[str, object]:
    if not isinstance(value, np.ndarray):
        raise NotImplementedError(type(value).__name__)
    return {"shape": value.shape, "type": value.dtype.str, "data": zlib.compress(value.tobytes(), 1)}


def _unpack_array(kind: type, value: Any) -> Any:
    array = np.frombuffer(zlib.decompress(value["data"]), value["type"])
    return array.reshape(value["shape"])
