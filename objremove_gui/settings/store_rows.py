"""Settings of the picture store that a service in the cloud reads from."""

from __future__ import annotations

from typing import Any

from objremove_gui.i18n import mark
from objremove_gui.settings.kinds import Kind, Setting


def _store(name: str, label: str, kind: Kind, default: Any, note: str = "", **more: Any) -> Setting:
    """A field of a picture store."""
    variable = f"OBJREMOVE_STORE_{name.upper()}"
    return Setting(f"store_{name}", "store", label, kind, default, note, environment=variable, **more)


STORE: tuple[Setting, ...] = (
    Setting(
        "uploader",
        "store",
        mark("Store pictures in"),
        Kind.CHOICE,
        "embedded",
        choices=(
            ("embedded", mark("The service itself")),
            ("oss", mark("Alibaba Cloud OSS")),
            ("s3", mark("S3 or compatible")),
            ("webdav", mark("WebDAV or HTTP PUT")),
            ("template", mark("Links from a command or address")),
            ("folder", mark("Folder of a web server")),
        ),
        environment="OBJREMOVE_UPLOADER",
    ),
    _store(
        "region",
        mark("Region"),
        Kind.TEXT,
        "",
        mark("The bucket's region, such as eu-central-1 or cn-hangzhou; “auto” for Cloudflare R2."),
    ),
    _store(
        "bucket", mark("Bucket"), Kind.TEXT, "", mark("A private one: the service reads by signed links.")
    ),
    _store(
        "endpoint",
        mark("Endpoint"),
        Kind.TEXT,
        "",
        mark("The host without the bucket. Empty: Amazon's or Alibaba Cloud's own in the region."),
    ),
    _store(
        "style",
        mark("Bucket in the address"),
        Kind.CHOICE,
        "path",
        mark("Tencent COS wants it in the host's name, most others take it after the host."),
        choices=(
            ("path", mark("After the host (path style)")),
            ("virtual", mark("In the host's name (virtual style)")),
        ),
    ),
    _store(
        "domain",
        mark("Custom domain"),
        Kind.TEXT,
        "",
        mark("A domain that is bound to the bucket (CNAME); it then stands for the endpoint and the bucket."),
    ),
    _store("access_key", mark("Access key ID"), Kind.TEXT, ""),
    _store(
        "secret_key",
        mark("Secret key"),
        Kind.SECRET,
        "",
        mark("Kept in the key store of the operating system. It needs the rights to write, read and delete."),
    ),
    _store(
        "address",
        mark("Address for writing"),
        Kind.TEXT,
        "",
        mark("An existing folder, such as https://cloud.example.org/dav/objremove."),
    ),
    _store("user", mark("User name"), Kind.TEXT, "", mark("Empty: the password is sent as a bearer token.")),
    _store(
        "template", mark("Command or address"), Kind.TEXT, "", mark("Asked for links, once for each picture.")
    ),
    _store(
        "password",
        mark("Password or token"),
        Kind.SECRET,
        "",
        mark("Kept in the key store of the operating system."),
    ),
    _store(
        "folder", mark("Folder"), Kind.TEXT, "", mark("An existing one, on this computer or in the network.")
    ),
    _store(
        "public_address",
        mark("Address for reading"),
        Kind.TEXT,
        "",
        mark("Where the same files can be read without a password. Empty: the address for writing."),
    ),
    _store(
        "read_signature",
        mark("Signature for reading"),
        Kind.SECRET,
        "",
        mark("What follows the question mark of a signed address; empty where everybody may read."),
    ),
    _store(
        "prefix",
        mark("Folder in the bucket"),
        Kind.TEXT,
        "objremove",
        mark("A lifecycle rule of the bucket for this folder clears away what a crash may leave."),
    ),
    _store(
        "expiry",
        mark("Links hold for"),
        Kind.INTEGER,
        24,
        mark("Longer than the service's queue may last; 7 days at most."),
        minimum=1,
        maximum=168,
        suffix=mark(" hours"),
    ),
    _store(
        "format",
        mark("Send pictures as"),
        Kind.CHOICE,
        "png",
        mark("JPEG is sent several times faster and loses a little of the fine grain. Masks are always PNG."),
        choices=(("png", mark("PNG, without loss")), ("jpeg", mark("JPEG of high quality"))),
    ),
)
