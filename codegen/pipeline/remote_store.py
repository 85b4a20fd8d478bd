"""A store at an address, read and written through fsspec (the extra ``cache``)."""

from __future__ import annotations

import importlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from codegen.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SECONDS = 20
"""The time that all entries of a target may take to read or to write."""

T = TypeVar("T")


@dataclass(slots=True)
class AddressPlace:
    """A folder of a file system of fsspec. Others may write there, and nothing is deleted."""

    filesystem: Any
    folder: str
    seconds: float = SECONDS
    is_trusted: bool = False

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the entries that exist. Raises ``OSError``, also when the address does not answer in time."""
        paths = {self._path(name): name for name in names}
        found = self._in_time(lambda: self.filesystem.cat([*paths], on_error="return") if paths else {})
        entries = {}
        for path, content in found.items():
            if isinstance(content, bytes):
                entries[paths[path]] = content
            elif not isinstance(content, FileNotFoundError | KeyError):
                raise _system_error(content)
        return entries

    def write(self, entries: Mapping[str, bytes]) -> None:
        """Write entries. Raises ``OSError``, also when the address does not answer in time."""
        if entries:
            self._in_time(lambda: self._write({self._path(name): content for name, content in entries.items()}))

    def trim(self) -> None:
        """Delete nothing: others use the entries."""

    def _write(self, contents: Mapping[str, bytes]) -> None:
        for folder in sorted({path.rpartition("/")[0] for path in contents}):
            self.filesystem.makedirs(folder, exist_ok=True)
        self.filesystem.pipe(dict(contents))

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name[:2]}/{name[2:]}"

    def _in_time(self, work: Callable[[], T]) -> T:
        """Run in a thread that does not keep the process alive. Errors of any library become ``OSError``."""
        results: list[T] = []
        errors: list[Exception] = []

        def run() -> None:
            try:
                results.append(work())
            except Exception as error:  # noqa: BLE001 - libraries of storage services raise their own
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.seconds)
        if errors:
            raise _system_error(errors[0]) from errors[0]
        if not results:
            msg = f"it did not answer within {self.seconds:g} s"
            raise OSError(msg)
        return results[0]


def _system_error(error: object) -> OSError:
    return error if isinstance(error, OSError) else OSError(f"{type(error).__name__}: {error}")


def open_address(address: str) -> AddressPlace:
    """Return the place at an address, such as ``s3://bucket/folder``. Raises ``UsageError``."""
    try:
        fsspec = importlib.import_module("fsspec.core")
    except ImportError as error:
        msg = "a cache at an address needs fsspec: install spec-codegen[cache]"
        raise UsageError(msg) from error
    try:
        filesystem, folder = fsspec.url_to_fs(address)
    except (ImportError, ValueError) as error:
        msg = f"the cache {address!r} cannot be used: {' '.join(str(error).split())}"
        raise UsageError(msg) from error
    return AddressPlace(filesystem, folder.rstrip("/"))
