"""The settings: one table, one file. Secrets live in the key store of the operating system, never in the file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import LANGUAGES, mark, tr

APP_NAME = "objremove"
COLOUR = re.compile("#[0-9a-f]{6}")


class Kind(StrEnum):
    """How a setting is stored and edited."""

    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    SECRET = "secret"
    COLOUR = "colour"
    KEYS = "keys"


class Setting(NamedTuple):
    """One row of the table; ``label``, ``note`` and the choices' titles are translated when shown.

    ``environment`` names a variable that stands above the stored value. An integer with a ``special`` text shows
    that text at its minimum (as "Automatic"). A text may not hold any of the characters ``forbidden``. One without a
    group is set elsewhere than in the settings dialog.
    """

    key: str
    group: str
    label: str
    kind: Kind
    default: Any
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int = 0
    maximum: int = 0
    suffix: str = ""
    special: str = ""
    environment: str = ""
    forbidden: str = ""


GROUPS: tuple[tuple[str, str], ...] = (
    ("general", mark("General")),
    ("removal", mark("Removal")),
    ("overlay", mark("Overlay")),
    ("files", mark("Files")),
    ("service", mark("Service")),
    ("store", mark("Picture store")),
)


def _store(name: str, label: str, kind: Kind, default: Any, note: str = "", **more: Any) -> Setting:
    """A field of a picture store."""
    variable = f"OBJREMOVE_STORE_{name.upper()}"
    return Setting(f"store_{name}", "store", label, kind, default, note, environment=variable, **more)


def _export(name: str, kind: Kind, default: Any, *choices: str) -> Setting:
    """What was chosen in the export dialog the last time."""
    return Setting(
        f"export_{name}", "", mark("Export"), kind, default, choices=tuple((one, one) for one in choices)
    )


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language",
        "general",
        mark("Language"),
        Kind.CHOICE,
        "",
        mark("Takes effect at the next start."),
        choices=(("", mark("As the system")), *LANGUAGES.items()),
        environment="OBJREMOVE_LANG",
    ),
    Setting(
        "theme",
        "general",
        mark("Theme"),
        Kind.CHOICE,
        "system",
        choices=(
            ("system", mark("As the system")),
            ("dark", mark("Dark")),
            ("light", mark("Light")),
        ),
    ),
    Setting(
        "growth",
        "removal",
        mark("Growth"),
        Kind.INTEGER,
        -1,
        mark("How far the removed area reaches beyond the brush, so that no rim of the object stays."),
        minimum=-1,
        maximum=100,
        suffix=mark(" px"),
        special=mark("Automatic"),
    ),
    Setting(
        "feather",
        "removal",
        mark("Feather"),
        Kind.INTEGER,
        -1,
        mark("Over how much of the growth the result fades into the photo."),
        minimum=-1,
        maximum=100,
        suffix=mark(" px"),
        special=mark("Automatic"),
    ),
    Setting(
        "run_on_stroke",
        "removal",
        mark("Remove after each stroke"),
        Kind.BOOL,
        False,
        mark("Only where the removal runs on this computer; what may be billed never begins by itself."),
    ),
    Setting(
        "overlay_colour",
        "overlay",
        mark("Colour"),
        Kind.COLOUR,
        "",
        mark("How marks are shown. Automatic takes the colour that stands out most from the photo."),
    ),
    Setting(
        "overlay_opacity",
        "overlay",
        mark("Opacity"),
        Kind.INTEGER,
        50,
        mark("How strongly the marks cover the photo."),
        maximum=100,
        suffix=mark(" %"),
    ),
    Setting(
        "overlay_pattern",
        "overlay",
        mark("Pattern"),
        Kind.CHOICE,
        "plain",
        mark("Stripes can be told from the photo whatever colours one sees."),
        choices=(("plain", mark("Plain")), ("stripes", mark("Stripes"))),
    ),
    Setting(
        "overlay_outline",
        "overlay",
        mark("Outline"),
        Kind.BOOL,
        False,
        mark("A line along the rim of the marks."),
    ),
    Setting(
        "overlay_ring",
        "overlay",
        mark("Reach"),
        Kind.BOOL,
        True,
        mark("A dashed line around all that the removal may change."),
    ),
    Setting(
        "keep_view",
        "general",
        mark("Keep zoom and position"),
        Kind.BOOL,
        False,
        mark("The next picture is shown as the one before; otherwise each one as it was left."),
    ),
    Setting(
        "notify",
        "general",
        mark("Tell when a long removal is done"),
        Kind.BOOL,
        True,
        mark("On the desktop, while another window is in front."),
    ),
    Setting(
        "recent_files",
        "general",
        mark("Recent files"),
        Kind.INTEGER,
        12,
        mark("How many are offered again in the menu and at the start."),
        maximum=50,
        special=mark("None"),
    ),
    Setting("show_pictures", "", mark("Picture strip"), Kind.BOOL, True),
    Setting(
        "overlay_crops",
        "overlay",
        mark("Crops"),
        Kind.BOOL,
        False,
        mark("A frame around each part of the photo that is sent, with its scale."),
    ),
    Setting(
        "max_megapixels",
        "files",
        mark("Largest picture"),
        Kind.INTEGER,
        200,
        mark("Larger pictures are refused before they are read into memory."),
        minimum=1,
        maximum=2000,
        suffix=mark(" megapixels"),
    ),
    Setting(
        "jpeg_quality",
        "files",
        mark("JPEG and WebP quality"),
        Kind.INTEGER,
        95,
        minimum=1,
        maximum=100,
    ),
    Setting(
        "endpoint",
        "service",
        mark("Service address"),
        Kind.TEXT,
        "",
        mark(
            "Empty: the removal runs on this computer. Otherwise the address of an ObjRemove server or of the "
            "vendor's cloud."
        ),
        environment="OBJREMOVE_ENDPOINT",
    ),
    Setting(
        "service",
        "service",
        mark("Kind of service"),
        Kind.CHOICE,
        "server",
        mark("The cloud bills every task, and reads pictures from a picture store of yours only."),
        choices=(("server", mark("ObjRemove server")), ("cloud", mark("The vendor's cloud"))),
    ),
    Setting(
        "appcode",
        "service",
        mark("AppCode"),
        Kind.SECRET,
        "",
        mark("Kept in the key store of the operating system."),
        environment="OBJREMOVE_APPCODE",
    ),
    Setting(
        "price",
        "service",
        mark("Price of a task"),
        Kind.NUMBER,
        0.0,
        mark("In the currency of your bill; shown before anything is sent that may be billed."),
        maximum=10_000,
        special=mark("Not shown"),
    ),
    Setting(
        "monthly_cap",
        "service",
        mark("Most tasks a month"),
        Kind.INTEGER,
        0,
        mark("Tasks that may be billed are counted on this computer; more than these are not sent."),
        maximum=1_000_000,
        special=mark("No limit"),
    ),
    Setting(
        "confirm_paid",
        "service",
        mark("Ask before paid tasks"),
        Kind.BOOL,
        True,
    ),
    Setting(
        "proxy",
        "service",
        mark("Proxy"),
        Kind.TEXT,
        "",
        mark(
            "As http://host:port; empty: as the system says. One that wants a password goes into the environment "
            "variable HTTPS_PROXY."
        ),
        environment="OBJREMOVE_PROXY",
        forbidden="@",
    ),
    Setting(
        "ca_file",
        "service",
        mark("Own certificates"),
        Kind.TEXT,
        "",
        mark("A PEM file whose certificates are trusted besides the usual ones."),
        environment="OBJREMOVE_CA_FILE",
    ),
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
    Setting(
        "shortcut_preset",
        "",
        mark("Preset"),
        Kind.CHOICE,
        "objremove",
        choices=(
            ("objremove", "ObjRemove"),
            ("photoshop", "Photoshop"),
            ("gimp", "GIMP / Krita"),
            ("iopaint", "IOPaint"),
        ),
    ),
    _export("format", Kind.CHOICE, "", "", "jpeg", "png", "tiff", "webp", "avif", "bmp", "ora"),
    _export("name", Kind.TEXT, "{name}-removed"),
    _export("folder", Kind.TEXT, ""),
    _export("blocks", Kind.BOOL, True),
    _export("lossless", Kind.BOOL, False),
    _export("depth", Kind.CHOICE, "", "", "8", "16"),
    _export("colours", Kind.CHOICE, "keep", "keep", "srgb"),
    _export("metadata", Kind.CHOICE, "all", "all", "no-gps", "profile"),
    _export("turning", Kind.CHOICE, "upright", "upright", "stored"),
    # Keys by action, of those actions alone that differ from the preset.
    Setting("shortcuts", "", mark("Shortcuts"), Kind.KEYS, {}),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}


def config_folder() -> Path:
    """Where the settings file lies: ``OBJREMOVE_CONFIG_DIR`` or the platform's place."""
    return _folder("OBJREMOVE_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")


def data_folder() -> Path:
    """Where logs and work lie: ``OBJREMOVE_DATA_DIR`` or the platform's place."""
    return _folder("OBJREMOVE_DATA_DIR", "XDG_DATA_HOME", ".local/share")


def _folder(own: str, xdg: str, usual: str) -> Path:
    """What the variable ``own`` names, else our folder where the platform keeps such things.

    On Linux that is what the XDG Base Directory Specification says. Importing a library for it takes a tenth of the
    time until the window is there.
    """
    if given := os.environ.get(own):
        return Path(given)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        base = Path(local) if local else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        named = os.environ.get(xdg, "")
        # The specification has relative ones ignored.
        base = Path(named) if os.path.isabs(named) else Path.home() / usual
    return base / APP_NAME


def checked(setting: Setting, value: Any) -> Any:
    """``value`` as the setting's kind; raises SettingsError if it can't be."""
    try:
        match setting.kind:
            case Kind.BOOL if isinstance(value, bool):
                return value
            case Kind.INTEGER if not isinstance(value, bool):
                number = int(value)
                if setting.minimum <= number <= setting.maximum:
                    return number
            case Kind.NUMBER if not isinstance(value, bool):
                amount = float(value)
                if setting.minimum <= amount <= setting.maximum:
                    return amount
            case Kind.CHOICE if value in {choice for choice, _ in setting.choices}:
                return value
            case Kind.TEXT | Kind.SECRET if isinstance(value, str) and not set(value) & set(
                setting.forbidden
            ):
                return value.strip()
            case Kind.COLOUR if value == "" or COLOUR.fullmatch(value):
                return value
            case Kind.KEYS if all(isinstance(action, str) for action in value):
                return {action: [str(key) for key in keys] for action, keys in value.items()}
    except (AttributeError, TypeError, ValueError):
        pass
    raise SettingsError(
        tr("The setting “{name}” can't have this value; choose another one.", name=tr(setting.label)),
        code=setting.key,
    )


class Settings:
    """The values in force. ``path`` is the file; unknown keys in it are kept, so a newer version loses nothing.

    Where the computer has no key store, secrets are kept in memory, until the program ends.
    """

    def __init__(self, path: Path, stored: dict[str, Any] | None = None) -> None:
        self.path = path
        self.stored = stored or {}
        self.on_change: list[Callable[[str], None]] = []
        self._held: dict[str, str] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> Settings:
        """Read the file; one that can't be read is set aside as ``settings.json.bad`` and the defaults hold."""
        path = (folder or config_folder()) / "settings.json"
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError):
            text = ""
        stored = _parsed(text)
        if not isinstance(stored, dict):
            path.replace(path.with_suffix(".json.bad"))
            return cls(path)
        return cls(path, stored)

    def get(self, key: str) -> Any:
        """The value in force: environment, else stored, else the default; a stored value that is wrong is skipped."""
        setting = BY_KEY[key]
        from_environment = os.environ.get(setting.environment) if setting.environment else None
        if from_environment is not None:
            return checked(setting, from_environment)
        if setting.kind is Kind.SECRET:
            return self._held.get(key) or read_secret(key)
        if key not in self.stored:
            return setting.default
        try:
            return checked(setting, self.stored[key])
        except SettingsError:
            return setting.default

    def put(self, key: str, value: Any) -> None:
        """Store a value and save the file; raises SettingsError. Only what differs from the default is kept."""
        setting = BY_KEY[key]
        value = checked(setting, value)
        if value == setting.default:
            self.stored.pop(key, None)
        else:
            self.stored[key] = value
        self._save()
        self.tell(key)

    def put_secret(self, key: str, value: str) -> bool:
        """Store a secret, or with ``""`` forget it; False when it lasts until the program ends and no longer.

        The key store may take its time, or ask; who has called this in a thread calls :meth:`tell` afterwards.
        """
        value = checked(BY_KEY[key], value)
        lasts = write_secret(key, value)
        self._held.pop(key, None)
        if not lasts:
            self._held[key] = value
        return lasts

    def tell(self, key: str) -> None:
        """Let everybody know that a setting has changed."""
        for handler in tuple(self.on_change):
            handler(key)

    def _save(self) -> None:
        import json
        import tempfile

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self.stored, file, indent=2, ensure_ascii=False)
            Path(name).replace(self.path)
        except OSError as error:
            raise SettingsError(
                tr(
                    "The settings could not be saved in {folder}: {reason}.",
                    folder=self.path.parent,
                    reason=error.strerror or error,
                )
            ) from error


def _parsed(text: str) -> Any:
    """What the file says; None where it is no JSON."""
    import json

    try:
        return json.loads(text)
    except ValueError:
        return None


def read_secret(key: str) -> str:
    """The secret from the key store of the operating system; ``""`` where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(APP_NAME, key) or ""
    except KeyringError:
        return ""


def write_secret(key: str, value: str) -> bool:
    """Put a secret into the key store (``""`` takes it away); False where there is no key store that keeps it."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        if value:
            keyring.set_password(APP_NAME, key, value)
        else:
            with suppress(PasswordDeleteError):
                keyring.delete_password(APP_NAME, key)
        return read_secret(key) == value
    except KeyringError:
        return not value
