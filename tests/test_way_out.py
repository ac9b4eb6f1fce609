"""The way to a service: the proxy and the certificates that the settings name, over real sockets."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fakes import run
from vendor import Fault, Vendor

from objremove_gui.backends import Choice, read_choice, try_service
from objremove_gui.errors import SettingsError, Unauthorized, Unreachable
from objremove_gui.settings import Settings


def test_a_proxy_is_asked_instead_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        # A proxy gets the whole address where a server gets a path; this one knows both.
        proxy = Vendor()
        async with proxy.serving() as address:
            monkeypatch.setenv("OBJREMOVE_PROXY", address)
            monkeypatch.setenv("OBJREMOVE_ENDPOINT", "http://cloud.test")
            monkeypatch.setenv("OBJREMOVE_APPCODE", "c0de")
            choice = read_choice(Settings.load())
            assert choice.proxy == address
            await try_service(choice)
        assert proxy.counts["query"] == 1

    run(main())


def test_a_proxy_that_is_not_there_is_a_sentence() -> None:
    async def main() -> None:
        async with Vendor().serving() as address:
            pass
        with pytest.raises(Unreachable):
            await try_service(Choice("http://cloud.test", "c0de", proxy=address))

    run(main())


def test_a_password_of_a_proxy_is_not_stored() -> None:
    settings = Settings.load()
    with pytest.raises(SettingsError, match="Proxy"):
        settings.put("proxy", "http://me:s3cr3t@proxy.test:3128")
    assert not settings.path.exists()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of a studio's own for this computer, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "studio")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "studio.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def test_own_certificates_are_trusted_where_the_settings_name_them(tmp_path: Path) -> None:
    file, tls = certificate(tmp_path)

    async def main() -> None:
        vendor = Vendor()
        async with vendor.serving(tls) as address:
            # The refused handshake is the server's to complain about.
            asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
            with pytest.raises(Unreachable, match="not trusted"):
                await try_service(Choice(address, "c0de"))
            assert vendor.counts.total() == 0
            await try_service(Choice(address, "c0de", ca_file=str(file)))
        assert vendor.counts["query"] == 1

    run(main())


def test_a_wrong_appcode_is_found_out_without_a_submit() -> None:
    async def main() -> None:
        vendor = Vendor(faults=lambda operation, number: Fault.UNAUTHORIZED)
        async with vendor.serving() as address:
            with pytest.raises(Unauthorized):
                await try_service(Choice(address, "wr0ng"))
        assert vendor.counts["submit"] == 0

    run(main())
