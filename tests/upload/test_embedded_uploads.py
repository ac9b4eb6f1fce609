"""Uploads to the service itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import numpy as np
import pytest
from fakes import FakeTime, InstantWorker, ScriptedTransport, Step, png, run

from objremove_gui.errors import UploadError
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.service.app import create_service
from objremove_gui.upload.base import Uploaded
from objremove_gui.upload.embedded import EmbeddedUploader

BASE = "https://domain.test"
DATA = png(np.zeros((8, 8), np.uint8))


def with_service(
    test: Callable[[EmbeddedUploader, httpx.AsyncClient], Coroutine[Any, Any, None]], address: str = BASE
) -> None:
    """Run a test against the real service."""

    async def main() -> None:
        service = create_service(InstantWorker(), appcodes=["c0de"], base_url=BASE)
        async with make_client(transport=httpx.ASGITransport(service.app)) as http:
            await test(EmbeddedUploader(http, address, "c0de"), http)
        await service.aclose()

    run(main())


def scripted(*steps: Step) -> tuple[Callable[[Any], Any], ScriptedTransport]:
    """A runner of calls against a scripted transport."""
    transport = ScriptedTransport(*steps)

    def using(call: Callable[[EmbeddedUploader], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            async with make_client(transport=transport) as http:
                policy = RetryPolicy(sleep=FakeTime().sleep)
                return await call(EmbeddedUploader(http, BASE, "c0de", policy=policy))

        return run(main())

    return using, transport


@pytest.mark.parametrize("address", [BASE, f"{BASE}/", f"{BASE}/api/v1/obj-remove/"])
def test_what_was_uploaded_can_be_read_by_its_url_without_the_appcode(address: str) -> None:
    async def test(uploader: EmbeddedUploader, http: httpx.AsyncClient) -> None:
        stored = await uploader.upload(DATA, content_type="image/png")
        answer = await http.get(stored.url)
        assert answer.content == DATA
        assert answer.headers["Content-Type"] == "image/png"

    with_service(test, address)


def test_every_upload_has_a_name_of_its_own() -> None:
    async def test(uploader: EmbeddedUploader, http: httpx.AsyncClient) -> None:
        urls = {(await uploader.upload(DATA, content_type="image/png")).url for _ in range(5)}
        assert len(urls) == 5

    with_service(test)


def test_a_deleted_upload_is_gone_and_may_be_deleted_again() -> None:
    async def test(uploader: EmbeddedUploader, http: httpx.AsyncClient) -> None:
        stored = await uploader.upload(DATA, content_type="image/png")
        await uploader.delete(stored)
        assert (await http.get(stored.url)).status_code == 404
        await uploader.delete(stored)

    with_service(test)


def test_nobody_uploads_or_deletes_without_the_appcode() -> None:
    async def test(uploader: EmbeddedUploader, http: httpx.AsyncClient) -> None:
        stranger = EmbeddedUploader(http, BASE, "0ther")
        with pytest.raises(UploadError, match="AppCode"):
            await stranger.upload(DATA, content_type="image/png")
        stored = await uploader.upload(DATA, content_type="image/png")
        with pytest.raises(UploadError, match="AppCode"):
            await stranger.delete(stored)
        assert (await http.get(stored.url)).content == DATA

    with_service(test)


@pytest.mark.parametrize("fault", [httpx.ReadError("gone"), httpx.ConnectError("no"), httpx.Response(503)])
def test_an_upload_is_tried_again_with_another_nonce_under_the_same_name(fault: Step) -> None:
    using, transport = scripted(fault, httpx.Response(200))
    using(lambda uploader: uploader.upload(DATA, content_type="image/png"))
    first, second = transport.requests
    assert first.url == second.url
    assert first.headers["X-Ca-Nonce"] != second.headers["X-Ca-Nonce"]
    assert second.content == DATA


def test_a_server_without_room_is_asked_again_when_it_says_so() -> None:
    full = httpx.Response(403, headers={"Retry-After": "5"})
    using, transport = scripted(full, httpx.Response(200))
    using(lambda uploader: uploader.upload(DATA, content_type="image/png"))
    assert len(transport.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 500, 507])
def test_a_refused_upload_is_a_sentence(status: int) -> None:
    using, _ = scripted(httpx.Response(status))
    with pytest.raises(UploadError) as caught:
        using(lambda uploader: uploader.upload(DATA, content_type="image/png"))
    assert caught.value.code == f"http-{status}"
    assert "c0de" not in str(caught.value)


def test_a_store_that_is_gone_is_a_sentence() -> None:
    using, transport = scripted(httpx.ConnectError("no"))
    kept = Uploaded("", f"{BASE}/api/v1/obj-remove/uploads/x")
    for call in (
        lambda uploader: uploader.upload(DATA, content_type="image/png"),
        lambda uploader: uploader.delete(kept),
    ):
        with pytest.raises(UploadError, match=r"domain\.test can't be reached"):
            using(call)
    assert [request.method for request in transport.requests].count("PUT") == 4


@pytest.mark.parametrize(("fault", "deletions"), [(httpx.Response(500), 1), (httpx.ReadError("gone"), 2)])
def test_what_a_failed_upload_may_have_left_is_taken_away(fault: Step, deletions: int) -> None:
    using, transport = scripted(*[fault] * 4, httpx.Response(204))
    with pytest.raises(UploadError):
        using(lambda uploader: uploader.upload(DATA, content_type="image/png"))
    assert [request.method for request in transport.requests] == ["PUT"] * 4 + ["DELETE"] * deletions
    assert len({request.url for request in transport.requests}) == 1


def test_the_appcode_goes_to_no_other_server() -> None:
    using, transport = scripted(httpx.Response(204))
    elsewhere = Uploaded("", "https://elsewhere.test/api/v1/obj-remove/uploads/x")
    with pytest.raises(UploadError, match="another store"):
        using(lambda uploader: uploader.delete(elsewhere))
    assert not transport.requests


def test_the_bytes_on_their_way_are_counted() -> None:
    async def test(uploader: EmbeddedUploader, http: httpx.AsyncClient) -> None:
        told: list[tuple[int, int]] = []
        begun: list[Uploaded] = []
        data = bytes(1_200_000)
        stored = await uploader.upload(
            data, content_type="image/png", progress=lambda *done: told.append(done), begun=begun.append
        )
        assert told == [(524_288, 1_200_000), (1_048_576, 1_200_000), (1_200_000, 1_200_000)]
        assert begun == [stored]

    with_service(test)
