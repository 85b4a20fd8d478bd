"""Tools in SQLite, and the session that a request works in."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from tool_library.models import Tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

SCHEMA = "CREATE TABLE IF NOT EXISTS tool (number INTEGER PRIMARY KEY, id TEXT UNIQUE, document TEXT)"


class Session:
    """One transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: UUID) -> Tool | None:
        """Return a tool."""
        row = self._connection.execute("SELECT document FROM tool WHERE id = ?", [str(key)]).fetchone()
        return None if row is None else Tool.model_validate_json(row[0])

    def all(self) -> list[Tool]:
        """Return all tools, oldest first."""
        rows = self._connection.execute("SELECT document FROM tool ORDER BY number")
        return [Tool.model_validate_json(document) for (document,) in rows]

    def put(self, tool: Tool) -> None:
        """Insert or update a tool."""
        document = tool.model_dump_json(exclude_unset=True, exclude_computed_fields=True)
        text = (
            "INSERT INTO tool (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document"
        )
        self._connection.execute(text, [str(tool.id), document])

    def delete(self, key: UUID) -> bool:
        """Delete a tool, and return whether there was one."""
        return self._connection.execute("DELETE FROM tool WHERE id = ?", [str(key)]).rowcount > 0


class Database:
    """A database file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def session(self) -> Iterator[Session]:
        """Yield a session, and commit it unless the request fails."""
        connection = sqlite3.connect(self._path, check_same_thread=False)
        try:
            with connection:
                connection.execute(SCHEMA)
                yield Session(connection)
        finally:
            connection.close()
