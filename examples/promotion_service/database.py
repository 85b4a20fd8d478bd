"""The engine, transactions, and bringing the schema up to date; SQLite and PostgreSQL with the same code."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

_MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 7_305_921
"""The advisory lock under which one of several processes upgrades PostgreSQL."""


class Database:
    """Gives transactions: ``with database.write() as session`` commits at the end, and rolls back on an exception."""

    def __init__(self, url: str) -> None:
        """Prepare connections to ``url``; none is opened yet."""
        self.engine = _sqlite(url) if url.startswith("sqlite") else _server(url)
        self._writer = self.engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a transaction that writes. What it wrote is on disk when the block is left."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

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


def _server(url: str) -> Engine:
    return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, pool_size=10, max_overflow=40, connect_args={"timeout": 60, "check_same_thread": False})
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
