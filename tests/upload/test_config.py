"""What adapters make of their fields: which are needed, which are wrong, what the environment may not change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fakes import run
from store_servers import ACCESS_KEY, BUCKET, SECRET_KEY

from objremove_gui.errors import SettingsError
from objremove_gui.net.http import make_client
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.oss import OssSigner, region_of
from objremove_gui.upload.registry import Context, open_uploader
from objremove_gui.upload.s3 import S3Signer
from objremove_gui.upload.store import Grant
from objremove_gui.upload.webdav import WebDavSigner

KEYS: dict[str, Any] = {"bucket": BUCKET, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
NAME = "0123456789abcdef0123456789abcdef.png"
S3 = StoreConfig("s3", endpoint="https://nas.local:9000", **KEYS)
OSS = StoreConfig("oss", region="cn-hangzhou", **KEYS)
DAV = StoreConfig("webdav", address="https://cloud.test/dav", user="ann", password="hush")


def opened(config: StoreConfig) -> None:
    async def main() -> None:
        async with make_client() as http:
            open_uploader(Context(http, config))

    run(main())


def granted(config: StoreConfig) -> Grant:
    signer = {"s3": S3Signer, "oss": OssSigner, "webdav": WebDavSigner}[config.uploader](config)
    return run(signer.grant(NAME, "image/png", 10))


@pytest.mark.parametrize(
    ("config", "code"),
    [
        (replace(S3, bucket=""), "store_bucket"),
        (replace(S3, access_key=""), "store_access_key"),
        (replace(S3, secret_key=""), "store_secret_key"),
        (replace(S3, secret_key="two words"), "store_secret_key"),
        (replace(S3, secret_key="naïve"), "store_secret_key"),
        (replace(S3, bucket="my bucket"), "store_bucket"),
        (replace(S3, endpoint="ftp://nas"), "store_endpoint"),
        (replace(S3, endpoint="https://nas.local/minio"), "store_endpoint"),
        (replace(S3, endpoint="https://ann:hush@nas.local"), "store_endpoint"),
        (replace(S3, endpoint="https://nas.local?x=1"), "store_endpoint"),
        (replace(S3, endpoint="https://nas local"), "store_endpoint"),
        (replace(S3, prefix="../up"), "store_prefix"),
        (replace(S3, prefix="a//b"), "store_prefix"),
        (replace(S3, prefix="a\nb"), "store_prefix"),
        (replace(OSS, region=""), "store_region"),
        (replace(OSS, region="", endpoint="https://img.example.org"), "store_region"),
        (replace(OSS, domain="https://img.example.org/pictures"), "store_domain"),
        (replace(OSS, domain="https://img example.org"), "store_domain"),
        (replace(DAV, address=""), "store_address"),
        (replace(DAV, address="https://ann:hush@cloud.test/dav"), "store_address"),
        (replace(DAV, address="cloud.test/dav?x"), "store_address"),
        (replace(DAV, public_address="file:///srv"), "store_public_address"),
        (replace(DAV, user="", password="to ken"), "store_password"),
        (replace(DAV, read_signature="a b"), "store_read_signature"),
        (StoreConfig("folder", public_address="https://studio.test"), "store_folder"),
        (StoreConfig("folder", folder="/srv"), "store_public_address"),
        (StoreConfig("template"), "store_template"),
        (StoreConfig("template", template="https://sign er"), "store_template"),
        (StoreConfig("template", template="https://signer.test", password="tö"), "store_password"),
        (StoreConfig("ftp"), "uploader"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named_before_anything_is_sent(
    config: StoreConfig, code: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(config)
    assert caught.value.code == code
    assert "hush" not in str(caught.value)
    assert SECRET_KEY not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("config", "start"),
    [
        (S3, "https://nas.local:9000/photos/objremove/"),
        (replace(S3, endpoint="nas.local:9000/"), "https://nas.local:9000/photos/objremove/"),
        (replace(S3, endpoint="http://[::1]:9000"), "http://[::1]:9000/photos/objremove/"),
        (replace(S3, style="virtual"), "https://photos.nas.local:9000/objremove/"),
        (
            replace(S3, style="virtual", endpoint="https://photos.cos.ap-guangzhou.myqcloud.com"),
            "https://photos.cos.ap-guangzhou.myqcloud.com/objremove/",
        ),
        (
            replace(S3, endpoint="", region="eu-central-1"),
            "https://s3.eu-central-1.amazonaws.com/photos/objremove/",
        ),
        (replace(S3, endpoint=""), "https://s3.us-east-1.amazonaws.com/photos/objremove/"),
        (replace(S3, prefix=""), "https://nas.local:9000/photos/"),
        (replace(S3, prefix="/a b/c/"), "https://nas.local:9000/photos/a%20b/c/"),
        (OSS, "https://photos.oss-cn-hangzhou.aliyuncs.com/objremove/"),
        (
            replace(OSS, region="", endpoint="https://oss-cn-beijing-internal.aliyuncs.com"),
            "https://photos.oss-cn-beijing-internal.aliyuncs.com/objremove/",
        ),
        (replace(OSS, domain="img.example.org"), "https://img.example.org/objremove/"),
        (DAV, "https://cloud.test/dav/"),
        (
            replace(DAV, public_address="https://pub.test/x/", read_signature="?sv=1&sig=2"),
            "https://pub.test/x/",
        ),
    ],
)
def test_links_begin_as_the_fields_say(config: StoreConfig, start: str) -> None:
    link = granted(config).link
    assert link.startswith(start + NAME)


@pytest.mark.parametrize(
    ("region", "endpoint", "found"),
    [
        ("cn-hangzhou", "", "cn-hangzhou"),
        ("oss-cn-hangzhou", "", "cn-hangzhou"),
        ("", "oss-us-west-1.aliyuncs.com", "us-west-1"),
        ("", "https://oss-cn-hangzhou-internal.aliyuncs.com", "cn-hangzhou"),
        ("", "https://photos.oss-ap-southeast-5.aliyuncs.com/", "ap-southeast-5"),
        ("us-west-1", "oss-cn-hangzhou.aliyuncs.com", "us-west-1"),
    ],
)
def test_the_region_of_oss_is_told_or_stands_in_the_endpoint(region: str, endpoint: str, found: str) -> None:
    assert region_of(replace(OSS, region=region, endpoint=endpoint)) == found


@pytest.mark.parametrize(
    ("config", "life", "name"),
    [(S3, 168, "X-Amz-Expires"), (OSS, 1, "x-oss-expires"), (S3, 24, "X-Amz-Expires")],
)
def test_a_link_holds_for_as_long_as_the_settings_say_and_a_put_for_an_hour(
    config: StoreConfig, life: int, name: str
) -> None:
    grant = granted(replace(config, expiry=life))
    assert parse_qs(urlsplit(grant.link).query)[name] == [str(life * 3600)]
    assert parse_qs(urlsplit(grant.put.url).query)[name] == ["3600"]


def test_variables_meant_for_other_programs_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL_S3": "https://elsewhere.test",
        "AWS_ENDPOINT_URL": "https://elsewhere.test",
        "AWS_ACCESS_KEY_ID": "OTHER",
        "AWS_SECRET_ACCESS_KEY": "other",
        "AWS_SESSION_TOKEN": "token",
        "AWS_REGION": "elsewhere-1",
        "AWS_BUCKET": "other",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_REQUEST_PAYER": "true",
        "AWS_S3_EXPRESS": "true",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
        "OSS_ACCESS_KEY_ID": "OTHER",
        "OSS_ACCESS_KEY_SECRET": "other",
        "OSS_SESSION_TOKEN": "token",
    }.items():
        monkeypatch.setenv(name, value)
    for config in (S3, OSS):
        grant = granted(config)
        for url in (grant.link, grant.put.url):
            assert ACCESS_KEY in url
            assert "Signature" in url or "x-oss-signature=" in url
            assert not [word for word in ("elsewhere", "OTHER", "token", "payer", "other") if word in url]


def test_secrets_and_signed_links_are_in_no_repr(tmp_path: Path) -> None:
    config = StoreConfig(
        "s3",
        secret_key="hush-1",
        password="hush-2",
        read_signature="hush-3",
        template="sign --key hush-4",
    )
    assert "hush" not in repr(config)
    grant = granted(S3)
    assert "Signature" not in repr(grant)
    assert "Basic" not in repr(granted(DAV))
    assert granted(DAV).put.headers["Authorization"].startswith("Basic ")


def test_what_is_read_goes_without_the_password() -> None:
    grant = granted(replace(DAV, public_address="https://pub.test/x", read_signature="?sv=1&sig=2"))
    assert grant.link == f"https://pub.test/x/{NAME}?sv=1&sig=2"
    assert grant.put.url == f"https://cloud.test/dav/{NAME}"
