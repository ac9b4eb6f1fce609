"""What every adapter promises, over real HTTP against real servers; those that sign, against servers that check it."""

from __future__ import annotations

import asyncio
import logging
import traceback
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from fakes import run
from store_servers import ACCESS_KEY, SECRETS

from objremove_gui.errors import ObjremoveError, UploadError
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.base import Uploaded
from objremove_gui.upload.trial import Trial, try_uploader

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000


def test_the_link_gives_the_bytes_with_their_type_to_anybody(site) -> None:
    async def main() -> None:
        async with site.open() as (uploader, _), make_client(transport=site.transport()) as anybody:
            for content_type in ("image/png", "image/jpeg"):
                stored = await uploader.upload(PNG, content_type=content_type)
                answer = await anybody.get(stored.url)
                assert answer.content == PNG
                assert answer.headers["Content-Type"] == content_type
                await uploader.delete(stored)

    run(main())


def test_names_are_random_and_a_deletion_needs_the_handle_alone_and_may_be_repeated(site) -> None:
    async def main() -> None:
        async with site.open() as (uploader, _):
            stored = [await uploader.upload(PNG, content_type="image/png") for _ in range(3)]
            names = {urlsplit(one.url).path.rsplit("/", 1)[-1] for one in stored}
            assert len(names) == len(site.objects()) == 3
            assert all(len(name.removesuffix(".png")) == 32 for name in names)
        async with site.open() as (after_a_restart, http):
            for one in stored:
                await after_a_restart.delete(Uploaded("", one.handle))
                assert (await http.get(one.url)).status_code in (403, 404)
                await after_a_restart.delete(Uploaded("", one.handle))
        assert site.objects() == set()

    run(main())


def test_many_uploads_run_together_within_a_bound_and_count_their_bytes(site) -> None:
    async def main() -> None:
        told: dict[int, list[int]] = {}

        async def one(number: int, uploader) -> Uploaded:
            data = PNG[: 700_000 + number]
            sizes = told.setdefault(number, [])

            def progress(done: int, size: int) -> None:
                assert size == len(data)
                sizes.append(done)

            return await uploader.upload(data, content_type="image/png", progress=progress)

        async with site.open() as (uploader, _):
            stored = await asyncio.gather(*(one(number, uploader) for number in range(8)))
            assert len(site.objects()) == 8
            await asyncio.gather(*(uploader.delete(each) for each in stored))
        for number, sizes in told.items():
            # A try that failed (a server may be busy with its folders) begins anew.
            assert sizes[-1] == max(sizes) == 700_000 + number
        assert site.objects() == set()

    run(main())


def test_a_cancel_stops_the_transfer_and_leaves_nothing(site) -> None:
    async def main() -> None:
        # With real pauses: a server may keep what it got a moment after the connection has gone.
        async with replace(site, policy=RetryPolicy()).open() as (uploader, _):
            begun: list[Uploaded] = []
            uploading: asyncio.Task[Uploaded] = asyncio.ensure_future(
                uploader.upload(
                    PNG,
                    content_type="image/png",
                    progress=lambda done, size: uploading.cancel(),
                    begun=begun.append,
                )
            )
            with pytest.raises(asyncio.CancelledError):
                await uploading
            assert site.objects() == set()
            await uploader.delete(begun[0])

    run(main())


def test_a_cancel_while_the_link_is_checked_leaves_nothing(site) -> None:
    async def main() -> None:
        async with site.open() as (uploader, http):
            uploading: asyncio.Task[Uploaded] | None = None

            async def cancel_at_get(request: httpx.Request) -> None:
                if request.method == "GET" and uploading:
                    uploading.cancel()

            http.event_hooks["request"] = [cancel_at_get]
            uploading = asyncio.ensure_future(uploader.upload(PNG, content_type="image/png"))
            done = await asyncio.wait({uploading})
            assert done
            if uploading.cancelled():
                assert site.objects() == set()
            else:  # the service's own uploads need no check
                await uploader.delete(uploading.result())

    run(main())


def test_nothing_told_holds_a_secret(site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def main() -> list[str]:
        told: list[str] = []
        async with site.open() as (uploader, http):
            stored = await uploader.upload(PNG, content_type="image/png")
            query = urlsplit(stored.url).query
            told += [repr(stored), stored.handle, repr(site.config)]
            await uploader.delete(stored)
            http.timeout = httpx.Timeout(1e-9)
            try:
                await uploader.upload(PNG, content_type="image/png")
            except ObjremoveError as error:
                told += traceback.format_exception(error)
        told += [
            record.getMessage() for record in caplog.records if record.name.startswith(("objremove", "http"))
        ]
        assert not [text for text in told if query and query in text]
        return told

    text = "\n".join(run(main()))
    assert not [secret for secret in (*SECRETS, "hush-c0de", "Signature=") if secret in text]
    for secret in SECRETS:
        assert secret not in repr(site.config)


def test_handles_of_other_stores_and_damaged_ones_delete_nothing(site) -> None:
    async def main() -> None:
        async with site.open() as (uploader, _):
            stored = await uploader.upload(PNG, content_type="image/png")
            for handle in ("", "x", f"s3+https://elsewhere.test/photos#{'0' * 32}", stored.handle[1:]):
                with pytest.raises(UploadError):
                    await uploader.delete(Uploaded(stored.url, handle))
            assert len(site.objects()) == 1
            await uploader.delete(stored)

    run(main())


@pytest.mark.parametrize(
    "site", ["s3_path", "oss", "oss_domain", "webdav", "http_put", "folder"], indirect=True
)
@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "objremove/../x", "other.png", "objremove/photo.png", "%2e%2e/x"]
)
def test_only_names_of_our_own_are_ever_deleted(site, key: str) -> None:
    async def main() -> None:
        async with site.open() as (uploader, _):
            stored = await uploader.upload(PNG, content_type="image/png")
            place = stored.handle.partition("#")[0]
            with pytest.raises(UploadError, match="damaged"):
                await uploader.delete(Uploaded("", f"{place}#{key}"))
            await uploader.delete(stored)

    run(main())


@pytest.mark.parametrize("site", ["s3_path", "s3_virtual", "oss", "oss_domain"], indirect=True)
def test_a_signed_link_that_was_changed_or_lost_its_signature_is_refused(site) -> None:
    async def main() -> None:
        async with site.open() as (uploader, http):
            stored = await uploader.upload(PNG, content_type="image/png")
            other = stored.url[:-1] + ("0" if stored.url[-1] != "0" else "1")
            assert (await http.get(other)).status_code == 403
            assert (await http.get(stored.url.partition("?")[0])).status_code in (400, 403)
            assert (await http.put(stored.url, content=b"x")).status_code == 403
            assert (await http.delete(stored.url)).status_code == 403
            assert ACCESS_KEY in stored.url
            await uploader.delete(stored)

    run(main())


def test_the_trial_of_a_store_that_works_passes_and_leaves_nothing(site) -> None:
    async def main() -> None:
        async with site.open() as (uploader, http):
            assert await try_uploader(uploader, http, RetryPolicy(tries=1)) == Trial()
        assert site.objects() == set()

    run(main())
