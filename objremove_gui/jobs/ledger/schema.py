"""The ledger's tables, and opening them.

Nothing secret is in them: no AppCode, no link (results are asked for again by their result_key, and links may be
signed). An upload's handle is what its adapter deletes it by and by the rule of
:class:`objremove_gui.upload.base.Uploaded` holds nothing signed; one that does not look so is not kept.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 2
# Seconds to wait while another program of this data folder writes.
PATIENCE = 20.0

TABLES = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    session TEXT NOT NULL,
    state TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    backend TEXT NOT NULL,
    paid INTEGER NOT NULL,
    result_key TEXT NOT NULL DEFAULT '',
    request_id TEXT NOT NULL DEFAULT '',
    query_id TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    sent REAL NOT NULL DEFAULT 0,
    ended REAL NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT ''
);
CREATE INDEX entries_by_state ON entries (state);
CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
    position INTEGER NOT NULL,
    region INTEGER NOT NULL,
    state TEXT NOT NULL,
    picture TEXT NOT NULL,
    seed INTEGER NOT NULL,
    kernel_size INTEGER,
    plan BLOB NOT NULL,
    image TEXT NOT NULL,
    mask TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    request_id TEXT NOT NULL DEFAULT '',
    delivered TEXT NOT NULL DEFAULT '',
    settled INTEGER NOT NULL DEFAULT 0,
    below TEXT
);
CREATE INDEX tasks_by_entry ON tasks (entry);
CREATE INDEX tasks_by_picture ON tasks (picture);
CREATE TABLE results (
    task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE,
    number INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (task, number)
);
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    handle TEXT NOT NULL,
    since REAL NOT NULL
);
CREATE TABLE charges (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    at REAL NOT NULL,
    tasks INTEGER NOT NULL
);
"""


# What brings the tables of a version to the next one.
STEPS = {1: "ALTER TABLE tasks ADD COLUMN below TEXT"}


class NewerLedger(Exception):
    """The file was written by a later version of the program."""


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection to the ledger, made where there is none; None keeps it in memory.

    Every commit is on the disk when it returns. Raises sqlite3.Error or ValueError for a file that is damaged or
    can't be used, NewerLedger for one that this version does not know.
    """
    # One thread uses it at a time, but not the one that opens it.
    db = sqlite3.connect(
        ":memory:" if path is None else path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        db.row_factory = sqlite3.Row
        version = _version(db)
        if version < 0:
            raise ValueError("the ledger's version is none")
        if version > VERSION:
            raise NewerLedger
        # Both take effect only before there is a table. Large pages, because most bytes are results.
        db.execute("PRAGMA page_size = 16384")
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        _migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _migrate(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        found = _version(db)
        wanted = TABLES.split(";") if found == 0 else [STEPS[step] for step in range(found, VERSION)]
        for statement in filter(str.strip, wanted):
            db.execute(statement)
        if found != VERSION:
            db.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
