"""What the service does with tasks that it takes."""

from __future__ import annotations

import asyncio
from typing import Any

import cv2
import numpy as np
import pytest
from fakes import HeldWorker, InstantWorker, run, unpng
from numpy.typing import NDArray

from objremove_gui.service import tasks
from objremove_gui.service.pictures import grow, read_pair


def marked(height: int = 400, width: int = 420) -> NDArray[np.uint8]:
    mask = np.zeros((height, width), np.uint8)
    mask[100:120, 200:240] = 255
    return mask


async def submitted(at: Any, *ordered: dict[str, object]) -> str:
    answer = await at.submit(*ordered)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["result_key"])


def test_a_task_waits_runs_and_succeeds(site: Any) -> None:
    async def main() -> None:
        worker = HeldWorker()
        async with site(worker) as at:
            first, second = await at.task(seed=77), await at.task()
            answer = (await at.submit(first, second)).json()
            key = answer["data"]["result_key"]
            assert [task["status"] for task in answer["data"]["task_list"]] == ["WAITING", "WAITING"]
            await worker.reached.wait()
            running, waiting = (await at.query(key)).json()["data"]["task_list"]
            assert (running["status"], running["progress"]) == ("RUNNING", 0.25)
            assert (waiting["status"], waiting["progress"]) == ("WAITING", 0)
            assert "results" not in running
            worker.go.set()
            done, also_done = await at.ended(key)
            assert (done["status"], done["progress"], done["seed"], done["kernel_size"]) == (
                "SUCCESS",
                1,
                77,
                1,
            )
            assert (done["image"], done["mask"]) == (first["image"], first["mask"])
            assert also_done["status"] == "SUCCESS"
            assert len(done["results"]) == 1

    run(main())


def test_the_result_is_a_png_of_the_same_size_filled_under_the_mask(site: Any) -> None:
    async def main() -> None:
        image = np.random.default_rng(5).integers(0, 256, (400, 420, 3), np.uint8)
        async with site() as at:
            key = await submitted(at, await at.task(image, marked(), seed=200))
            url = (await at.ended(key))[0]["results"][0]
            answer = await at.http.get(url)
            assert answer.headers["Content-Type"] == "image/png"
            pixels = unpng(answer.content)
            assert (pixels[marked() == 255] == (200, 20, 30)).all()
            assert np.array_equal(pixels[marked() == 0], image[marked() == 0])

    run(main())


def test_a_seed_that_was_left_out_is_drawn_and_told(site: Any) -> None:
    async def main() -> None:
        async with site() as at:
            key = await submitted(at, *[await at.task() for _ in range(3)])
            seeds = {task["seed"] for task in await at.ended(key)}
            assert len(seeds) == 3
            assert all(0 <= seed < 2**31 for seed in seeds)

    run(main())


@pytest.mark.parametrize("kernel_size", [None, 1, 3, 37, 59])
def test_the_kernel_grows_the_removal_area_by_a_square(site: Any, kernel_size: int | None) -> None:
    async def main() -> None:
        worker = InstantWorker()
        async with site(worker) as at:
            await at.ended(await submitted(at, await at.task(mask=marked(), kernel_size=kernel_size)))
        more = ((kernel_size or 1) - 1) // 2
        grown = np.zeros((400, 420), np.uint8)
        grown[100 - more : 120 + more, 200 - more : 240 + more] = 255
        assert np.array_equal(worker.masks[0], grown)

    run(main())


def test_growth_stops_at_the_border() -> None:
    mask = np.zeros((50, 50), np.uint8)
    mask[0, 0] = 255
    assert np.count_nonzero(grow(mask, 5)) == 9


def test_grey_pictures_and_such_with_alpha_are_answered_as_rgb(site: Any) -> None:
    async def main() -> None:
        grey = np.random.default_rng(5).integers(0, 256, (400, 400), np.uint8)
        alpha = np.random.default_rng(6).integers(0, 256, (400, 400, 4), np.uint8)
        async with site() as at:
            for image, expected in ((grey, np.repeat(grey[..., None], 3, 2)), (alpha, alpha[..., :3])):
                stored = cv2.cvtColor(alpha, cv2.COLOR_RGBA2BGRA) if image is alpha else image
                data = cv2.imencode(".png", stored)[1].tobytes()
                task = await at.task(np.zeros((400, 400, 3), np.uint8)) | {"image": await at.put(data)}
                done = await at.ended(await submitted(at, task))
                assert np.array_equal(unpng((await at.http.get(done[0]["results"][0])).content), expected)

    run(main())


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tiff"])
def test_usual_formats_are_taken(suffix: str) -> None:
    data = cv2.imencode(suffix, np.full((400, 400, 3), (10, 20, 200), np.uint8))[1].tobytes()
    pixels, _ = read_pair(data, cv2.imencode(".png", marked(400, 400))[1].tobytes(), "task 1")
    assert np.abs(pixels.astype(int) - (200, 20, 10)).max() < 12


def test_a_mask_may_be_an_rgb_picture_in_black_and_white() -> None:
    image = cv2.imencode(".png", np.zeros((400, 400, 3), np.uint8))[1].tobytes()
    mask = cv2.imencode(".png", np.repeat(marked(400, 400)[..., None], 3, 2))[1].tobytes()
    assert np.array_equal(read_pair(image, mask, "task 1")[1], marked(400, 400))


def test_one_task_of_a_group_may_fail_alone(site: Any) -> None:
    class Moody(InstantWorker):
        async def fill(self, *values: Any, seed: int, **named: Any) -> Any:
            if seed == 13:
                raise ZeroDivisionError
            return await super().fill(*values, seed=seed, **named)

    async def main() -> None:
        async with site(Moody()) as at:
            key = await submitted(at, *[await at.task(seed=seed) for seed in (1, 13, 2)])
            assert [task["status"] for task in await at.ended(key)] == ["SUCCESS", "FAILED", "SUCCESS"]
            assert (await at.query(key)).status_code == 200

    run(main())


def test_a_cancel_stops_what_runs_and_what_waits_and_nothing_else(site: Any) -> None:
    async def main() -> None:
        worker = HeldWorker()
        async with site(worker) as at:
            mine = await submitted(at, await at.task(), await at.task())
            other = await submitted(at, await at.task())
            await worker.reached.wait()
            answer = await at.post("cancel", {"data": {"result_key": mine}})
            assert worker.cancelled.is_set()
            assert answer.status_code == 200
            stopped = answer.json()["data"]["task_list"]
            assert [task["status"] for task in stopped] == ["FAILED", "FAILED"]
            assert {task["message"] for task in stopped} == {"cancelled"}
            worker.go.set()
            assert (await at.ended(other))[0]["status"] == "SUCCESS"

    run(main())


def test_closing_cancels_everything(site: Any) -> None:
    async def main() -> None:
        worker = HeldWorker()
        async with site(worker) as at:
            await submitted(at, await at.task(), await at.task())
            await submitted(at, await at.task())
            await worker.reached.wait()
        assert worker.cancelled.is_set()

    run(main())


def test_two_workers_do_two_tasks_at_once(site: Any) -> None:
    async def main() -> None:
        first, second = HeldWorker(), HeldWorker()
        async with site(first, second) as at:
            key = await submitted(at, await at.task(), await at.task())
            await first.reached.wait()
            await second.reached.wait()
            first.go.set()
            second.go.set()
            assert [task["status"] for task in await at.ended(key)] == ["SUCCESS", "SUCCESS"]

    run(main())


def test_one_task_after_the_other_is_done_by_the_first_worker(site: Any) -> None:
    async def main() -> None:
        first, second = InstantWorker(), InstantWorker()
        async with site(first, second) as at:
            for _ in range(3):
                await at.ended(await submitted(at, await at.task()))
        assert (len(first.masks), len(second.masks)) == (3, 0)

    run(main())


def test_nothing_waits_for_a_worker_that_is_not_ready_while_another_one_is(site: Any) -> None:
    class Slow(InstantWorker):
        async def ready(self) -> None:
            await asyncio.Event().wait()

    async def main() -> None:
        first, second = InstantWorker(), Slow()
        async with site(first, second) as at:
            done = await at.ended(await submitted(at, *[await at.task() for _ in range(4)]))
            assert {task["status"] for task in done} == {"SUCCESS"}
        assert (len(first.masks), len(second.masks)) == (4, 0)

    run(main())


def test_a_task_survives_that_its_uploads_are_taken_away(site: Any) -> None:
    async def main() -> None:
        worker = HeldWorker()
        async with site(worker) as at:
            first, task = await at.task(), await at.task()
            key = await submitted(at, first, task)
            for url in (task["image"], task["mask"]):
                assert (await at.http.delete(url, headers=at.headers())).status_code == 200
                assert (await at.http.delete(url, headers=at.headers())).status_code == 404
            worker.go.set()
            assert [task["status"] for task in await at.ended(key)] == ["SUCCESS", "SUCCESS"]

    run(main())


def test_a_result_can_be_the_picture_of_the_next_task(site: Any) -> None:
    async def main() -> None:
        async with site() as at:
            done = await at.ended(await submitted(at, await at.task(mask=marked(), seed=9)))
            again = await at.task(seed=8) | {"image": done[0]["results"][0]}
            second = await at.ended(await submitted(at, again))
            pixels = unpng((await at.http.get(second[0]["results"][0])).content)
            assert (pixels[marked() == 255] == (9, 20, 30)).all()

    run(main())


def test_an_ended_group_is_forgotten_after_a_while(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with site() as at:
            key = await submitted(at, await at.task())
            await at.ended(key)
            assert (await at.query(key)).status_code == 200
            monkeypatch.setattr(tasks, "GROUP_LIFE", -1.0)
            assert (await at.query(key)).status_code == 400

    run(main())


def test_without_an_address_of_its_own_urls_begin_with_the_one_that_was_asked(site: Any) -> None:
    async def main() -> None:
        async with site(base_url="") as at:
            url = "http://studio.test:8765/api/v1/obj-remove/uploads/" + "a" * 32
            answer = await at.http.put(url, content=b"x", headers=at.headers())
            assert answer.json()["data"]["url"] == url

    run(main())
