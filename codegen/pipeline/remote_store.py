"""A store at an address, read and written through fsspec (the extra ``cache``)."""

from __future__ import annotations

import importlib
import os
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from codegen.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SECONDS = 20
"""The time that all entries of a target may take to read or to write."""

T = TypeVar("T")


@dataclass(slots=True)
class AddressPlace:
    """A folder at an address of fsspec. Others may write there, and nothing is deleted."""

    address: str
    seconds: float = SECONDS
    is_trusted: bool = False

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the entries that exist. Raises ``OSError``, also when the address does not answer in time."""
        found = self._in_time(lambda: self._read(names)) if names else {}
        entries = {}
        for name, content in found.items():
            if isinstance(content, bytes):
                entries[name] = content
            elif not isinstance(content, FileNotFoundError | KeyError):
                raise _system_error(content)
        return entries

    def write(self, entries: Mapping[str, bytes]) -> None:
        """Write entries. Raises ``OSError``, also when the address does not answer in time."""
        if entries:
            self._in_time(lambda: self._write(entries))

    def trim(self) -> None:
        """Delete nothing: others use the entries."""

    def _read(self, names: Sequence[str]) -> dict[str, object]:
        filesystem, folder = file_system(self.address, os.getpid())
        paths = {_path(folder, name): name for name in names}
        return {paths[path]: content for path, content in filesystem.cat([*paths], on_error="return").items()}

    def _write(self, entries: Mapping[str, bytes]) -> None:
        filesystem, folder = file_system(self.address, os.getpid())
        contents = {_path(folder, name): content for name, content in entries.items()}
        for parent in sorted({path.rpartition("/")[0] for path in contents}):
            filesystem.makedirs(parent, exist_ok=True)
        filesystem.pipe(contents)

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


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name[:2]}/{name[2:]}"


@cache
def file_system(address: str, process: int) -> tuple[Any, str]:
    """Return the file system of an address and the folder in it. Processes cannot share one."""
    del process
    filesystem, folder = importlib.import_module("fsspec.core").url_to_fs(address)
    return filesystem, folder.rstrip("/")


def open_address(address: str) -> AddressPlace:
    """Return the place at an address, such as ``s3://bucket/folder``. Raises ``UsageError``."""
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError as error:
        msg = "a cache at an address needs fsspec: install spec-codegen[cache]"
        raise UsageError(msg) from error
    try:
        fsspec.get_filesystem_class(address.partition("://")[0].rpartition("::")[2])
    except (ImportError, ValueError) as error:
        msg = f"the cache {address!r} cannot be used: {' '.join(str(error).split())}"
        raise UsageError(msg) from error
    return AddressPlace(address)
