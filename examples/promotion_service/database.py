"""The engine, transactions, and bringing the schema up to date; SQLite and PostgreSQL with the same code."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from anyio import CapacityLimiter
from promotion_codes_clover.server import ServiceError
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from .errors import invalid
from .values import has_nul

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

_MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 7_305_921
"""The advisory lock under which one of several processes upgrades PostgreSQL."""
PATIENCE = 60.0
"""Seconds for which a connection waits for a lock of SQLite."""
_WRITERS = 8
"""The most threads that write at once: fewer than the connections, so that readers always get one."""


class Database:
    """Gives transactions: ``with database.write() as session`` commits at the end, and rolls back on an exception."""

    def __init__(self, url: str) -> None:
        """Prepare connections to ``url``; none is opened yet."""
        self.engine = _sqlite(url) if url.startswith("sqlite") else _server(url)
        self._writer = self.engine.execution_options(writes=True)
        self.writers = CapacityLimiter(_WRITERS)
        event.listen(self.engine, "before_cursor_execute", _refuse_nul)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a transaction that writes. What it wrote is on disk when the block is left.

        Raises ``ServiceError`` (503) when SQLite stays locked.
        """
        try:
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                yield session
        except OperationalError as error:
            if isinstance(error.orig, sqlite3.OperationalError) and error.orig.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise ServiceError(503, "The database is busy.", headers={"Retry-After": "1"}) from error
            raise

    def upgrade(self) -> None:
        """Run the migrations that are not there yet. Several processes may call this at once."""
        with self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _refuse_nul(*arguments: object) -> None:
    """Refuse U+0000 in every value of a statement, ids and filters included: PostgreSQL has no text with it."""
    _connection, _cursor, _statement, values, *_ = arguments
    if has_nul(values):
        raise invalid("Text cannot contain the character U+0000.", code="parameter_invalid_string")


def _server(url: str) -> Engine:
    return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, pool_size=10, max_overflow=40, connect_args={"timeout": PATIENCE, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: object) -> None:
    """Set a connection of SQLite up.

    Readers do not wait for the writer (WAL), an acknowledged write survives a power cut (FULL), and transactions begin
    where `_begin` says, not where the driver guesses.
    """
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin. A writer takes its turn at once: a reader that becomes a writer may find that it cannot any more."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
