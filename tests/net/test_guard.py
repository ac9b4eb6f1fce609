"""Which URLs may be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.net.guard import check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://domain.test/a.png",
        "http://127.0.0.1:8765/x",
        "http://[::1]:80/",
        "https://store.test/a%20b.png?Signature=a%2Bb&Expires=1#f",
        "http://192.168.1.20/nas/p.png",
    ],
)
def test_usual_urls_may_be_used(url: str) -> None:
    assert check_url(url).hostname


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://host.test/a",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "//host.test/a",
        "host.test/a",
        "https://",
        "https:///a",
        "https://user:secret@host.test/a",
        "https://user@host.test/a",
        "https://host.test/a b",
        "https://host.test/a\nX: y",
        "https://host.test\\@other.test/",
        "https://host.test:0/",
        "https://host.test:70000/",
        "https://host.test:port/",
        "http://[::1/",
        "http://169.254.169.254/latest/meta-data",
        "http://2852039166/",
        "http://0xa9.0xfe.0xa9.0xfe/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "https://host.test/" + "a" * 9000,
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        check_url(url)


@given(st.text())
def test_any_text_is_either_refused_or_a_http_url(url: str) -> None:
    try:
        parts = check_url(url)
    except ValueError:
        return
    assert parts.scheme in ("http", "https")
    assert parts.hostname
