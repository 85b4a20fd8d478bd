"""A temporary PostgreSQL server on loopback, deleted at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = "PostgreSQL's server is not installed"


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs; Debian does not add it to PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def _user() -> dict[str, Any]:
    """Return the user to run it: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """Start a server and yield its URL, without a database name."""
    with tempfile.TemporaryDirectory(prefix="codegen-pg-", ignore_cleanup_errors=True) as folder:
        who = _user()
        if who:
            os.chown(folder, who["user"], who["group"])
        data = f"{folder}/data"
        made = [programs / "initdb", "--pgdata", data, "--username", "test", "--auth", "trust", "--encoding", "UTF8"]
        subprocess.run(
            [*made, "--locale", "C", "--no-sync"], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120, **who
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c max_connections=200"
        options += " -c fsync=off"  # tests kill its clients, not the machine
        control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
        started = [*control, "--log", f"{folder}/log", "--options", options, "start"]
        subprocess.run(started, check=True, cwd=folder, timeout=120, **who)
        try:
            yield f"postgresql://test@127.0.0.1:{port}"
        finally:
            subprocess.run([*control, "--mode", "immediate", "stop"], check=True, cwd=folder, timeout=120, **who)


def new_database(server: str, name: str) -> str:
    """Create an empty database and return its URL."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"{server}/{name}"
