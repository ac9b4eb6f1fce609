"""Whatever a store or the way to it does wrong is a sentence that names what to look at; nothing stays behind."""

from __future__ import annotations

import asyncio
import itertools
import ssl
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fakes import FakeTime, run
from faulty_proxy import Fate, FaultyProxy
from starlette.responses import Response
from store_servers import ACCESS_KEY, BUCKET, SECRET_KEY, Refusing, oss_error, serving

from objremove_gui.errors import UploadError
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.base import Uploaded
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.registry import Context, open_uploader
from objremove_gui.upload.store import PIECE, TRANSFERS

KEYS = {"bucket": BUCKET, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
DATA = b"\x89PNG" + bytes(700_000)


# -- what stores answer


@pytest.fixture(scope="module")
def refusing() -> Iterator[tuple[Refusing, str]]:
    store = Refusing()
    with serving(store.app()) as address:
        yield store, address


@pytest.fixture
def scripted(refusing: tuple[Refusing, str]) -> tuple[Refusing, str]:
    refusing[0].__init__()
    return refusing


def plain() -> httpx.AsyncHTTPTransport:
    """The network without certificates: reading them takes longer than most tests."""
    return httpx.AsyncHTTPTransport(verify=False)


def config_for(kind: str, address: str) -> StoreConfig:
    match kind:
        case "oss":
            return StoreConfig("oss", domain=address, region="cn-hangzhou", **KEYS)
        case "webdav":
            return StoreConfig("webdav", address=f"{address}/dav", user="ann", password="hush-hush")
        case _:
            return StoreConfig("s3", endpoint=address, **KEYS)


async def upload(config: StoreConfig, **options: object) -> Uploaded:
    async with make_client(
        transport=httpx.AsyncHTTPTransport(verify=config.endpoint.startswith("https"))
    ) as http:
        policy = RetryPolicy(sleep=FakeTime().sleep)
        return await open_uploader(Context(http, config, policy=policy)).upload(
            DATA, content_type="image/png"
        )


WRITING = [
    ("s3", 403, "InvalidAccessKeyId", "", "Access key ID"),
    ("s3", 403, "SignatureDoesNotMatch", "", "Secret key"),
    ("s3", 403, "RequestTimeTooSkewed", "", "clock"),
    ("s3", 403, "AccessDenied", "Request has expired", "clock"),
    ("s3", 400, "AccessDenied", "The difference between the request time and the server's", "clock"),
    ("s3", 400, "ExpiredRequest", "", "clock"),
    ("s3", 403, "AccessDenied", "Access Denied", "does not allow writing"),
    ("s3", 404, "NoSuchBucket", "", "Bucket"),
    ("s3", 301, "PermanentRedirect", "", "Region"),
    ("s3", 400, "AuthorizationHeaderMalformed", "the region 'a' is wrong; expecting 'b'", "Region"),
    ("s3", 400, "IllegalLocationConstraintException", "", "Region"),
    ("s3", 400, "EntityTooLarge", "", "size"),
    ("s3", 403, "QuotaExceeded", "", "full"),
    ("s3", 507, "XMinioStorageFull", "", "full"),
    ("s3", 403, "AccountProblem", "", "account"),
    ("oss", 403, "AccessDenied", "must be addressed using the specified endpoint", "Region"),
    ("oss", 403, "SecondLevelDomainForbidden", "", "Bucket in the address"),
    ("oss", 400, "PublicEndpointForbidden", "", "Custom domain"),
    ("oss", 403, "CnameDenied", "", "Custom domain"),
    ("oss", 403, "UserDisable", "", "account"),
    ("oss", 403, "InDebt", "", "account"),
    ("oss", 418, "SomethingNew", "", "418 SomethingNew"),
    ("webdav", 401, "", "", "Password or token"),
    ("webdav", 403, "", "", "does not allow writing"),
    ("webdav", 404, "", "", "no such folder"),
    ("webdav", 409, "", "", "no such folder"),
    ("webdav", 405, "", "", "takes no uploads"),
    ("webdav", 413, "", "", "size"),
    ("webdav", 507, "", "", "full"),
    ("webdav", 302, "", "", "another"),
    ("webdav", 423, "", "", "busy"),
    ("webdav", 500, "", "", "try again later"),
]


@pytest.mark.parametrize(("kind", "status", "code", "message", "named"), WRITING)
def test_a_store_that_refuses_to_write_names_what_to_look_at(
    scripted: tuple[Refusing, str], kind: str, status: int, code: str, message: str, named: str
) -> None:
    store, address = scripted
    store.method = "PUT"
    store.answer = oss_error(status, code, message) if code else Response(status_code=status)
    with pytest.raises(UploadError) as caught:
        run(upload(config_for(kind, address)))
    error = caught.value
    assert named in error.message
    assert str(status) in error.message
    assert error.code == (code or f"http-{status}")
    assert error.request_id == ("5F0A1B2C3D4E" if code else "")
    assert SECRET_KEY not in error.message + error.hint
    assert error.retryable == (status in (423, 500))
    assert store.calls.count("PUT") == (4 if status in (423, 500) else 1)
    assert "GET" not in store.calls
    assert not store.objects


@pytest.mark.parametrize(
    ("kind", "answer", "named"),
    [
        ("s3", oss_error(403, "AccessDenied", "Access Denied"), "may not read"),
        ("s3", oss_error(404, "NoSuchKey", ""), "nothing is there"),
        ("webdav", Response(status_code=401), "address for reading"),
        ("webdav", Response(status_code=302, headers={"Location": "/login"}), "another"),
        ("webdav", Response("<html>Please log in</html>"), "something else"),
        ("webdav", Response(b"\x89", 206, {"Content-Range": "bytes 0-0/17"}), "something else"),
        ("webdav", Response(b""), "something else"),
    ],
)
def test_a_link_that_cannot_be_read_is_found_out_at_once_and_the_object_goes(
    scripted: tuple[Refusing, str], kind: str, answer: Response, named: str
) -> None:
    store, address = scripted
    store.method, store.answer = "GET", answer
    with pytest.raises(UploadError, match="uploaded, but its link can't be read") as caught:
        run(upload(config_for(kind, address)))
    assert named in caught.value.message
    assert store.calls == ["PUT", "GET", "DELETE"]
    assert not store.objects


@pytest.mark.parametrize("total", ["4", "*", "x"])
def test_the_check_reads_one_byte_and_leaves_lengths_alone_that_it_does_not_know(
    scripted: tuple[Refusing, str], total: str
) -> None:
    store, address = scripted
    store.method = "GET"
    store.answer = Response(b"\x89", 206, {"Content-Range": f"bytes 0-0/{total}"})
    if total == "4":
        with pytest.raises(UploadError, match="something else"):
            run(upload(config_for("s3", address)))
    else:
        assert run(upload(config_for("s3", address)))


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (oss_error(403, "AccessDenied", ""), "does not allow deleting"),
        (oss_error(404, "NoSuchBucket", ""), "Bucket"),
        (Response(status_code=500), "try again later"),
    ],
)
def test_a_store_that_refuses_to_delete_says_so(
    scripted: tuple[Refusing, str], answer: Response, named: str
) -> None:
    store, address = scripted

    async def main() -> None:
        async with make_client(transport=plain()) as http:
            policy = RetryPolicy(sleep=FakeTime().sleep)
            uploader = open_uploader(Context(http, config_for("s3", address), policy=policy))
            stored = await uploader.upload(DATA, content_type="image/png")
            store.method, store.answer = "DELETE", answer
            with pytest.raises(UploadError, match=named):
                await uploader.delete(stored)

    run(main())


def test_a_body_that_came_too_slowly_is_sent_again(scripted: tuple[Refusing, str]) -> None:
    store, address = scripted
    store.method, store.answer = "PUT", oss_error(400, "RequestTimeout", "")
    with pytest.raises(UploadError):
        run(upload(config_for("s3", address)))
    assert store.calls.count("PUT") == 4


def test_an_endless_or_garbled_answer_is_cut_and_told_in_its_status(scripted: tuple[Refusing, str]) -> None:
    store, address = scripted
    store.method, store.answer = "PUT", Response(b"<Code>" + b"\xff" * 3_000_000, 400)
    with pytest.raises(UploadError, match="400"):
        run(upload(config_for("s3", address)))


# -- what happens on the way


@dataclass
class Journey:
    """One upload through the proxy to the real S3 server."""

    proxy: FaultyProxy
    config: StoreConfig
    time: FakeTime
    http: httpx.AsyncClient

    def uploader(self):
        return open_uploader(Context(self.http, self.config, policy=RetryPolicy(sleep=self.time.sleep)))


def through(site, plan: list[Fate], act, *, timeout: float | None = None) -> None:
    """Run ``act`` with a fate for each request, PASS for all further ones."""

    async def main() -> None:
        fates = iter(plan)
        proxy = FaultyProxy(site.config.endpoint, lambda method: next(fates, Fate.PASS))
        async with proxy.running() as address, make_client(transport=plain()) as http:
            if timeout is not None:
                http.timeout = httpx.Timeout(timeout)
            await act(Journey(proxy, replace(site.config, endpoint=address), FakeTime(), http))

    run(main())


@pytest.mark.parametrize(
    "plan",
    [
        [Fate.BUSY, Fate.BUSY, Fate.PASS],
        [Fate.CUT, Fate.PASS],
        [Fate.UNHEARD, Fate.UNHEARD, Fate.UNHEARD, Fate.PASS],
        [Fate.DROPPED, Fate.CUT, Fate.BUSY, Fate.PASS],
        [Fate.PASS, Fate.BUSY, Fate.UNHEARD, Fate.PASS],
    ],
)
def test_what_fails_in_passing_is_tried_again_with_growing_pauses(s3_path, plan: list[Fate]) -> None:
    async def act(at: Journey) -> None:
        told: list[int] = []
        stored = await at.uploader().upload(
            DATA, content_type="image/png", progress=lambda done, size: told.append(done)
        )
        assert len(s3_path.objects()) == 1
        assert (await at.http.get(stored.url)).content == DATA
        assert told[-1] == len(DATA)
        failures = sum(fate is not Fate.PASS for fate in plan)
        assert len(at.time.slept) == failures
        pauses = at.time.slept
        assert all(later > earlier * 0.9 for earlier, later in itertools.pairwise(pauses[:2]))
        await at.uploader().delete(stored)

    through(s3_path, plan, act)
    assert s3_path.objects() == set()


@pytest.mark.parametrize("fate", [Fate.CUT, Fate.UNHEARD, Fate.BUSY, Fate.DROPPED])
def test_what_fails_for_good_leaves_nothing_in_the_store(s3_path, fate: Fate) -> None:
    async def act(at: Journey) -> None:
        with pytest.raises(UploadError) as caught:
            await at.uploader().upload(DATA, content_type="image/png")
        assert caught.value.retryable
        # A store that has not answered may still be busy, so that it is told twice.
        deletions = 1 if fate is Fate.BUSY else 2
        assert [method for method, _ in at.proxy.seen] == ["PUT"] * 4 + ["DELETE"] * deletions

    through(s3_path, [fate] * 4, act)
    assert s3_path.objects() == set()


def test_a_store_that_refuses_in_the_middle_of_the_transfer_is_heard(s3_path) -> None:
    async def act(at: Journey) -> None:
        with pytest.raises(UploadError, match="413"):
            await at.uploader().upload(DATA + bytes(8_000_000), content_type="image/png")

    through(s3_path, [Fate.REFUSED], act)


@pytest.mark.parametrize(("fate", "size"), [(Fate.UNANSWERED, 1000), (Fate.STALLED, 40_000_000)])
def test_a_store_that_stands_still_is_a_sentence(s3_path, fate: Fate, size: int) -> None:
    async def act(at: Journey) -> None:
        with pytest.raises(UploadError, match=r"did not answer in time|was lost") as caught:
            await at.uploader().upload(bytes(size), content_type="image/png")
        assert "Endpoint" in caught.value.hint

    through(s3_path, [fate] * 4, act, timeout=0.1)
    assert s3_path.objects() == set()


@pytest.mark.parametrize(("fate", "size"), [(Fate.UNANSWERED, 1000), (Fate.STALLED, 40_000_000)])
def test_a_cancel_of_a_transfer_that_stands_still_ends_it_soon(s3_path, fate: Fate, size: int) -> None:
    async def act(at: Journey) -> None:
        uploading = asyncio.ensure_future(at.uploader().upload(bytes(size), content_type="image/png"))
        await at.proxy.stalled.wait()
        uploading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await uploading

    through(s3_path, [fate], act)
    assert s3_path.objects() == set()


def test_a_cancel_when_only_the_answer_is_missing_waits_for_it_before_it_deletes(s3_path) -> None:
    async def act(at: Journey) -> None:
        uploading = asyncio.ensure_future(at.uploader().upload(DATA[:1000], content_type="image/png"))
        await at.proxy.stalled.wait()
        uploading.cancel()
        asyncio.get_running_loop().call_later(0.2, at.proxy.go.set)
        with pytest.raises(asyncio.CancelledError):
            await uploading
        # The other way round the object would have come to stay.
        assert at.proxy.answered == ["PUT", "DELETE"]

    through(s3_path, [Fate.HELD], act)
    assert s3_path.objects() == set()


def test_what_could_not_be_taken_back_is_deleted_later_by_the_handle_that_was_told(s3_path) -> None:
    begun: list[Uploaded] = []

    async def act(at: Journey) -> None:
        with pytest.raises(UploadError):
            await at.uploader().upload(DATA, content_type="image/png", begun=begun.append)

    # Four times the object arrives unheard; four times its deletion does not get through.
    through(s3_path, [Fate.UNHEARD] * 4 + [Fate.DROPPED] * 4, act)
    assert len(s3_path.objects()) == 1

    async def next_start() -> None:
        async with s3_path.open() as (uploader, _):
            # The proxy had another port, as a store at another address would.
            place = s3_path.config.endpoint + "/" + BUCKET
            await uploader.delete(Uploaded("", f"s3+{place}#" + begun[0].handle.partition("#")[2]))

    run(next_start())
    assert s3_path.objects() == set()


# -- what never gets as far as the store


def test_a_name_that_nobody_knows_and_a_port_where_nobody_listens_are_sentences() -> None:
    for address in ("http://nowhere.invalid", "http://127.0.0.1:1"):
        with pytest.raises(UploadError, match="can't be reached") as caught:
            run(upload(config_for("s3", address)))
        assert "Endpoint" in caught.value.hint


def test_a_certificate_that_nobody_trusts_is_a_sentence_and_nothing_is_sent(tmp_path: Path) -> None:
    store = Refusing()
    certificate, key = self_signed(tmp_path)
    options = {"ssl_certfile": certificate, "ssl_keyfile": key, "ssl_version": ssl.PROTOCOL_TLS_SERVER}
    with serving(store.app(), **options) as address:
        with pytest.raises(UploadError, match=r"certificate of 127\.0\.0\.1 is not trusted") as caught:
            run(upload(config_for("s3", address.replace("http:", "https:"))))
        assert "Endpoint" in caught.value.hint
    assert not store.calls


def self_signed(folder: Path) -> tuple[str, str]:
    """Files with a certificate for this computer and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(folder / "c.pem"), str(folder / "k.pem")


def test_a_signature_whose_time_is_over_is_told_as_a_matter_of_the_clock(
    oss, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(hours=3)

    class Fast(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=3)

    async def main() -> None:
        async with oss.open() as (uploader, _):
            for clock in (Slow, Fast):
                monkeypatch.setattr("objremove_gui.upload.oss.datetime", clock)
                with pytest.raises(UploadError, match="clock"):
                    await uploader.upload(DATA, content_type="image/png")

    run(main())
    assert oss.objects() == set()


def test_a_link_dies_with_its_time(s3_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("objremove_gui.upload.s3.timedelta", lambda hours: timedelta(seconds=hours))

    async def main() -> None:
        short = replace(s3_path, config=replace(s3_path.config, expiry=1))
        async with short.open() as (uploader, http):
            stored = await uploader.upload(DATA, content_type="image/png")
            while (answer := await http.get(stored.url)).status_code == 200:
                pass
            assert b"AccessDenied" in answer.content
            await uploader.delete(stored)

    run(main())
    assert s3_path.objects() == set()


def test_progress_counts_every_piece(s3_path) -> None:
    async def main() -> None:
        async with s3_path.open() as (uploader, _):
            told: list[tuple[int, int]] = []
            stored = await uploader.upload(
                bytes(2 * PIECE + 5), content_type="image/png", progress=lambda *done: told.append(done)
            )
            total = 2 * PIECE + 5
            assert told == [(PIECE, total), (2 * PIECE, total), (total, total)]
            await uploader.delete(stored)

    run(main())


def test_memory_depends_on_the_transfers_under_way_and_not_on_the_pictures(s3_path) -> None:
    picture = bytes(20_000_000)

    async def main() -> None:
        async with s3_path.open() as (uploader, _):
            await uploader.delete(await uploader.upload(DATA, content_type="image/png"))
            tracemalloc.start()
            before, _ = tracemalloc.get_traced_memory()
            stored = await asyncio.gather(
                *(uploader.upload(picture, content_type="image/png") for _ in range(8))
            )
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert peak - before < TRANSFERS * 4 * PIECE
            for one in stored:
                await uploader.delete(one)

    run(main())
