"""Settings of the service that removes, and of the way to it."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.settings.kinds import Kind, Setting

SERVICE: tuple[Setting, ...] = (
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
)
