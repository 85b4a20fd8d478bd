"""Starts a sandboxed process that imports untrusted generated packages."""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

_HEAD = struct.Struct("!Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The result of a package: ``problem`` is empty when all of it could be imported and built.

    ``models`` are the wire names of the fields of each class, with the values of their literals; ``operations`` the
    wire names of the parameters of each operation; ``facts`` have the form of ``inventory.facts``.
    """

    problem: str = ""
    models: Mapping[str, Mapping[str, frozenset[object]]] = field(default_factory=dict)
    operations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    facts: frozenset[tuple[str, ...]] = frozenset()


class Sandbox:
    """The process, started on first use. ``seconds`` is the time limit per package."""

    def __init__(self, seconds: float = 60) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def load(self, files: Mapping[str, bytes]) -> Imported:
        """Import a package from its files."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.sandboxed", str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        send(stdin, dict(files))
        answer = receive(stdout)
        assert isinstance(answer, Imported), "the process that imports packages has ended"
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def send(stream: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    stream.write(_HEAD.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> object:
    head = stream.read(_HEAD.size)
    return pickle.loads(stream.read(_HEAD.unpack(head)[0])) if head else None  # noqa: S301 - both ends are ours
