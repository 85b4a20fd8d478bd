"""Entries of a store are what was put there, or missing; what fails is one problem, and the run goes on."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.errors import UsageError
from codegen.pipeline import remote_store
from codegen.pipeline.remote_store import AddressPlace, open_address
from codegen.pipeline.store import FolderPlace, Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEY, OTHER = "ab" * 32, "cd" * 32


@dataclass
class Memory:
    entries: dict[str, bytes] = field(default_factory=dict)
    is_trusted: bool = True

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        return {name: self.entries[name] for name in names if name in self.entries}

    def write(self, entries: Mapping[str, bytes]) -> None:
        self.entries.update(entries)

    def trim(self) -> None:
        pass


@given(st.binary(max_size=200), st.data())
def test_a_damaged_entry_is_missing(content: bytes, data: st.DataObject) -> None:
    place = Memory()
    Store(place).put({KEY: content})
    assert Store(place).get([KEY, OTHER]) == {KEY: content}
    entry = place.entries[KEY]
    at = data.draw(st.integers(0, len(entry) - 1))
    damaged = [entry[:at], entry[:at] + bytes([entry[at] ^ data.draw(st.integers(1, 255))]) + entry[at + 1 :]]
    for place.entries[KEY] in damaged:
        assert Store(place).get([KEY]) in ({}, {KEY: content})  # a bit of the header of zlib has no meaning


def test_an_entry_of_another_key_is_missing() -> None:
    place = Memory()
    Store(place).put({KEY: b"x = 1\n"})
    place.entries[OTHER] = place.entries[KEY]
    assert Store(place).get([OTHER]) == {}


def test_a_bomb_is_missing() -> None:
    place = Memory()
    store = Store(place)
    store.put({KEY: b"\0" * (64 * 1024 * 1024 + 1), OTHER: b""})
    assert list(place.entries) == [OTHER]


def test_a_folder_keeps_entries(tmp_path: Path) -> None:
    store = Store(FolderPlace(tmp_path / "a" / "b"))
    assert store.get([KEY]) == {}
    store.put({KEY: b"1", OTHER: b"2"})
    assert store.get([KEY, OTHER]) == {KEY: b"1", OTHER: b"2"}
    assert (store.hits, store.misses, store.written, store.problem) == (2, 1, 2, "")
    assert sorted(path.name for path in (tmp_path / "a" / "b").rglob("*") if path.is_file()) == [KEY[2:], OTHER[2:]]


def test_a_folder_is_trimmed(tmp_path: Path) -> None:
    keys = [f"{number:02}" * 32 for number in range(10)]
    store = Store(FolderPlace(tmp_path, limit=10_000_000))
    for at, key in enumerate(keys):
        store.put({key: b"x"})
        path = tmp_path / key[:2] / key[2:]
        size = path.stat().st_size
        os.utime(path, (at, at))
    store.place = FolderPlace(tmp_path, limit=5 * size)
    store.close()
    assert sorted(store.get(keys)) == keys[-4:]


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Store(FolderPlace(tmp_path / "file"))
    store.put({KEY: b"1"})
    assert store.problem == "Not a directory"
    assert store.get([KEY]) == {}


def test_a_store_that_is_read_only_is_not_written(tmp_path: Path) -> None:
    store = Store(FolderPlace(tmp_path / "a"), is_read_only=True)
    store.put({KEY: b"1"})
    assert not (tmp_path / "a").exists()


def test_an_address_keeps_entries() -> None:
    pytest.importorskip("fsspec")
    place = open_address("memory://test_store/cache")
    store = Store(place)
    assert store.get([KEY]) == {}
    store.put({KEY: b"1"})
    assert store.get([KEY, OTHER]) == {KEY: b"1"}
    assert store.problem == ""
    assert not store.is_trusted


@pytest.mark.parametrize("address", ["nonsense://x", "no such://x"])
def test_an_unknown_address_is_an_error(address: str) -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(UsageError, match=r"the cache .* cannot be used: "):
        open_address(address)


class Broken:
    """A file system whose operations raise or hang."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.released = threading.Event()

    def cat(self, *_: Any, **__: Any) -> dict[str, bytes]:
        if self.error is None:
            self.released.wait()
            return {}
        raise self.error


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (RuntimeError("no route"), "RuntimeError: no route"),
        (None, "it did not answer within 0.05 s"),
    ],
)
def test_an_address_that_fails_is_a_problem(
    error: Exception | None, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = Broken(error)
    monkeypatch.setattr(remote_store, "file_system", lambda *_: (system, "x"))
    store = Store(AddressPlace("broken://x", seconds=0.05))
    try:
        assert store.get([KEY]) == {}
        assert store.problem == problem
    finally:
        system.released.set()
