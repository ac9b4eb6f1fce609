"""Opening a backend: within the program, or at an address; what each can do, and what closing leaves."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from fakes import InstantWorker, envelope, png, run, unpng
from key_store import key_store_in_use
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from store_servers import ACCESS_KEY, BUCKET, SECRET_KEY, files_in, serving_s3

from objremove_gui.api.models import Capabilities, TaskRequest, TaskStatus
from objremove_gui.api.polling import EMBEDDED, REMOTE, PollSchedule, wait
from objremove_gui.backends import Choice, open_backend, open_choice, read_choice
from objremove_gui.cli.serve import address_of, listen
from objremove_gui.errors import InputError, ObjremoveError, SettingsError, Unauthorized, Unreachable
from objremove_gui.jobs.backend import Backend
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.service.app import create_service
from objremove_gui.settings import Settings
from objremove_gui.upload.config import StoreConfig

SIDE = 400


def striped() -> NDArray[np.uint8]:
    image = np.zeros((SIDE, SIDE, 3), np.uint8)
    image[:, (np.arange(SIDE) // 10) % 2 == 0] = (210, 40, 40)
    return image


def spot() -> NDArray[np.uint8]:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[180:210, 180:220] = 255
    return mask


async def remove(backend: Backend, schedule: PollSchedule | None = None) -> NDArray[np.uint8]:
    """One removal with everything that a backend has."""
    image = await backend.uploader.upload(png(striped()), content_type="image/png")
    mask = await backend.uploader.upload(png(spot()), content_type="image/png")
    handed_in = await backend.client.submit([TaskRequest(image.url, mask.url, seed=4)])
    ended = await wait(backend.client, handed_in.result_key, schedule or backend.limits.schedule)
    assert ended.tasks[0].status is TaskStatus.SUCCESS
    result = await backend.client.download(ended.tasks[0].results[0])
    for stored in (image, mask):
        await backend.uploader.delete(stored)
    return unpng(result)


class Server(uvicorn.Server):
    """A server that does not own the process, and so leaves its signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    """The address of an app on a real socket, on this loop."""
    listener = listen("127.0.0.1", 0)
    server = Server(uvicorn.Config(app, lifespan="off", log_level="error", access_log=False))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        await task
        listener.close()


def test_the_service_within_removes_with_the_real_engine() -> None:
    async def main() -> None:
        backend = await open_backend()
        try:
            assert not backend.paid
            assert backend.limits.schedule == EMBEDDED
            assert (backend.limits.min_side, backend.limits.max_side, backend.limits.max_tasks) == (
                400,
                4096,
                10,
            )
            assert backend.capabilities.cancel
            assert backend.title
            result = await remove(backend)
            assert np.array_equal(result[spot() == 0], striped()[spot() == 0])
            assert np.abs(result.astype(int) - striped())[spot() == 255].mean() < 20
        finally:
            await backend.close()

    run(main())
    for thread in threading.enumerate():
        if thread.name.startswith(("service", "engine")):
            thread.join(timeout=30)
            assert not thread.is_alive()


def test_a_service_at_an_address_is_used_in_the_same_way() -> None:
    async def main() -> None:
        service = create_service(InstantWorker(), appcodes=["c0de"])
        async with serving(service.app) as address:
            backend = await open_backend(address, "c0de")
            assert backend.limits.schedule == REMOTE
            assert backend.title == address.removeprefix("http://")
            assert (await remove(backend, EMBEDDED))[190, 190].tolist() == [4, 20, 30]
            await backend.close()
        await service.aclose()

    run(main())


def test_pictures_may_lie_on_any_web_server() -> None:
    async def picture(request: object) -> Response:
        return Response(png(striped()), media_type="image/png")

    async def mask(request: object) -> Response:
        return Response(status_code=302, headers={"Location": "/moved.png"})

    async def moved(request: object) -> Response:
        return Response(png(spot()), media_type="image/png")

    files = Starlette(routes=[Route("/i.png", picture), Route("/m.png", mask), Route("/moved.png", moved)])

    async def main() -> None:
        service = create_service(InstantWorker(), appcodes=["c0de"])
        async with serving(files) as store, serving(service.app) as address:
            backend = await open_backend(address, "c0de")
            task = TaskRequest(f"{store}/i.png", f"{store}/m.png", seed=4)
            handed_in = await backend.client.submit([task])
            ended = await wait(backend.client, handed_in.result_key, EMBEDDED)
            result = unpng(await backend.client.download(ended.tasks[0].results[0]))
            assert result[190, 190].tolist() == [4, 20, 30]
            with pytest.raises(ObjremoveError, match="404"):
                await backend.client.submit([TaskRequest(f"{store}/none.png", f"{store}/m.png")])
            await backend.close()
        await service.aclose()

    run(main())


def test_a_wrong_appcode_is_told_when_opening() -> None:
    async def main() -> None:
        service = create_service(InstantWorker(), appcodes=["c0de"])
        async with serving(service.app) as address:
            for appcode in ("wr0ng", ""):
                with pytest.raises(Unauthorized):
                    await open_backend(address, appcode)
        await service.aclose()

    run(main())


@pytest.mark.parametrize(
    "answer",
    [
        Response("<html>a web site</html>", media_type="text/html"),
        Response(status_code=404),
        Response(envelope(0, {"uploads": False}).content, media_type="application/json"),
    ],
)
def test_a_service_without_uploads_wants_a_picture_store(answer: Response, tmp_path: Path) -> None:
    async def everything(request: object) -> Response:
        return answer

    async def main() -> None:
        app = Starlette(routes=[Route("/{path:path}", everything)])
        async with serving(app) as address:
            with pytest.raises(SettingsError, match="no uploads"):
                await open_backend(address)
            store = StoreConfig("folder", folder=str(tmp_path), public_address="https://studio.test/files")
            backend = await open_choice(Choice(address, store=store))
            # Only a server of our own announces anything, and only that one surely bills nothing.
            assert backend.paid == (answer.media_type != "application/json")
            assert backend.capabilities.uploads is False
            await backend.close()

    run(main())


def test_the_cloud_is_paid_and_asked_nothing_when_it_is_opened(tmp_path: Path) -> None:
    asked: list[str] = []

    async def everything(request: Request) -> Response:
        asked.append(request.url.path)
        return Response(status_code=404)

    async def main() -> None:
        app = Starlette(routes=[Route("/{path:path}", everything)])
        async with serving(app) as address:
            store = StoreConfig("folder", folder=str(tmp_path), public_address="https://studio.test/files")
            backend = await open_choice(Choice(address, "c0de", cloud=True, store=store))
            assert backend.paid
            assert (backend.limits.min_side, backend.limits.max_side) == (400, 4096)
            assert backend.capabilities == Capabilities()
            await backend.close()
            with pytest.raises(SettingsError, match="AppCode"):
                await open_choice(Choice(address, cloud=True, store=store))
            with pytest.raises(SettingsError, match="no uploads"):
                await open_choice(Choice(address, "c0de", cloud=True))
            with pytest.raises(SettingsError, match="Bucket"):
                await open_choice(Choice(address, "c0de", cloud=True, store=StoreConfig("s3")))

    run(main())
    assert asked == []


def test_pictures_go_by_way_of_a_store_that_checks_signatures(tmp_path: Path) -> None:
    async def main(s3: str) -> None:
        service = create_service(InstantWorker(), appcodes=["c0de"])
        async with serving(service.app) as address:
            store = StoreConfig(
                "s3", endpoint=s3, bucket=BUCKET, access_key=ACCESS_KEY, secret_key=SECRET_KEY
            )
            backend = await open_choice(Choice(address, "c0de", store=store))
            assert (await remove(backend, EMBEDDED))[190, 190].tolist() == [4, 20, 30]
            assert not service._uploads._blobs
            await backend.close()
        await service.aclose()

    with serving_s3(tmp_path) as s3:
        run(main(s3))
    assert files_in(tmp_path) == set()


def test_the_settings_choose_service_and_store_and_read_no_more_secrets_than_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with key_store_in_use() as keys:
        keys.secrets = {name: f"{name}-hush" for name in ("appcode", "store_secret_key", "store_password")}
        settings = Settings.load(tmp_path)
        assert read_choice(settings) == Choice()
        settings.put("endpoint", "https://studio.test")
        settings.put("service", "cloud")
        settings.put("uploader", "oss")
        settings.put("store_bucket", "photos")
        assert keys.asked == []
        choice = read_choice(settings)
        assert sorted(keys.asked) == ["appcode", "store_secret_key"]
        assert choice.cloud
        assert (choice.endpoint, choice.appcode) == ("https://studio.test", "appcode-hush")
        assert (choice.store.uploader, choice.store.bucket, choice.store.expiry) == ("oss", "photos", 24)
        assert "hush" not in repr(choice)
        monkeypatch.setenv("OBJREMOVE_UPLOADER", "s3")
        monkeypatch.setenv("OBJREMOVE_STORE_SECRET_KEY", "from-environment")
        monkeypatch.setenv("OBJREMOVE_STORE_EXPIRY", "7")
        choice = read_choice(settings, endpoint="https://other.test", cloud=False)
        assert (choice.store.uploader, choice.store.secret_key, choice.store.expiry) == (
            "s3",
            "from-environment",
            7,
        )
        assert (choice.endpoint, choice.cloud) == ("https://other.test", False)
        assert read_choice(settings, uploader="folder").store.uploader == "folder"
        assert read_choice(settings, endpoint="") == Choice()


def test_a_store_that_is_none_or_has_nothing_to_do_is_a_setting_to_mend(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    with pytest.raises(SettingsError, match="no picture store “ftp”; choose one of embedded, oss, s3"):
        read_choice(settings, endpoint="https://studio.test", uploader="ftp")
    with pytest.raises(SettingsError, match="leave --uploader out"):
        read_choice(settings, uploader="s3")


def test_an_address_where_nobody_listens_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(seconds: float) -> None:
        return

    monkeypatch.setattr("objremove_gui.api.client.RetryPolicy", lambda: RetryPolicy(sleep=at_once))
    listener = listen("127.0.0.1", 0)
    address = address_of(listener)
    listener.close()
    with pytest.raises(Unreachable, match="can't be reached"):
        run(open_backend(address))


@pytest.mark.parametrize("endpoint", ["studio", "ftp://studio.test", "http://studio.test/?a=b"])
def test_an_address_that_is_none_is_a_setting_to_mend(endpoint: str) -> None:
    with pytest.raises(SettingsError, match="address"):
        run(open_backend(endpoint))


def test_an_appcode_that_is_none_is_a_setting_to_mend() -> None:
    with pytest.raises(SettingsError) as caught:
        run(open_backend("https://studio.test", "two w0rds"))
    assert "w0rds" not in str(caught.value)


def test_what_the_service_refuses_arrives_as_an_error() -> None:
    async def main() -> None:
        backend = await open_backend()
        try:
            image = await backend.uploader.upload(png(striped()), content_type="image/png")
            mask = await backend.uploader.upload(png(spot()[:399]), content_type="image/png")
            with pytest.raises(ObjremoveError, match="400 to 4096"):
                await backend.client.submit([TaskRequest(image.url, mask.url)])
            with pytest.raises(InputError):
                await backend.client.submit([TaskRequest(image.url, "file:///etc/passwd")])
        finally:
            await backend.close()

    run(main())


def test_the_embedded_service_works_on_qts_event_loop_and_a_cancel_stops_the_engine(
    qapp: QApplication,
) -> None:
    async def main() -> None:
        backend = await open_backend()
        try:
            large = np.random.default_rng(1).integers(0, 256, (1600, 1600, 3), np.uint8)
            hole = np.zeros((1600, 1600), np.uint8)
            hole[300:1300, 300:1300] = 255
            image = await backend.uploader.upload(png(large), content_type="image/png")
            mask = await backend.uploader.upload(png(hole), content_type="image/png")
            handed_in = await backend.client.submit([TaskRequest(image.url, mask.url)])
            running = asyncio.Event()
            waiting = asyncio.create_task(
                wait(
                    backend.client,
                    handed_in.result_key,
                    EMBEDDED,
                    lambda group: running.set() if group.tasks[0].progress else None,
                )
            )
            await running.wait()
            await backend.client.cancel(handed_in.result_key)
            assert (await waiting).tasks[0].status is TaskStatus.FAILED
            await remove(backend)
        finally:
            await backend.close()

    qapp.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(qapp)
    with loop:
        loop.run_until_complete(main())


def test_importing_it_loads_neither_network_nor_engine() -> None:
    code = (
        "import sys, objremove_gui.backends;"
        "late = {'httpx', 'starlette', 'uvicorn', 'cv2', 'patchmatch', 'PIL', 'multiprocessing', 'email.utils',"
        " 'obstore', 'alibabacloud_oss_v2'};"
        "print(sorted(late & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
